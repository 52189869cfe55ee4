//! The way of one URL: over redirects and doors to what is there at last.

use std::time::Duration;

use langbao_article::{CanonicalUrl, LinkKind};
use url::Url;

use crate::discovery::is_worth_following;
use crate::failure::Failure;
use crate::fetcher::Validators;
use crate::run::Run;
use crate::validators::is_unconditional;
use crate::visit::{Ask, Met};
use crate::{CrawlStore, Due, Fetched, StoreError};

/// Redirects that are followed for one URL.
const MOST_REDIRECTS: usize = 10;

/// What a visit has met at the end of its redirects.
pub(crate) struct Seen {
    pub(crate) fetched: Fetched,
    pub(crate) sitemaps: Vec<Url>,
    /// Where the redirects led, if they led elsewhere, and whether all were permanent.
    pub(crate) moved: Option<(CanonicalUrl, bool)>,
}

/// What keeps a run from going on as it would.
pub(crate) enum Stay {
    HostDown { reason: String, pause: Duration },
    Stopped,
}

impl<S: CrawlStore> Run<'_, S> {
    /// Asks for a URL and for where it leads.
    pub(crate) async fn visit(&mut self, due: &Due) -> Result<Result<Seen, Stay>, StoreError> {
        let family = self.family(due);
        if self.traps.is_cut(&family) && due.depth > 0 && due.visits == 0 {
            let detail = format!("pages that look like {family} led nowhere too many times in a row");
            let fetched = Failure::new("trap", detail).into();
            return Ok(Ok(Seen { fetched, sitemaps: Vec::new(), moved: None }));
        }
        // A hint is not believed, but neither is a "not modified" that contradicts it, or an earlier "not found".
        // A host that was seen to tell of changes tells also of a page that is gone: what lists name no more is most often
        // on their next page.
        let plain =
            (due.hinted && !due.unlisted) || due.failures > 0 || is_unconditional(&due.url, due.visits);
        let mut validators = Validators {
            etag: due.etag.as_deref().filter(|_| !plain),
            last_modified: due.last_modified.as_deref().filter(|_| !plain),
        };
        let mut way = vec![due.url.clone()];
        let mut all_permanent = true;
        let mut cookies = false;
        loop {
            let url = &way[way.len() - 1];
            let delay = self.scope.delay.unwrap_or(self.crawler.settings.delay);
            let ask =
                Ask { url, validators, delay, lenient_tls: self.scope.lenient_tls, doubt: due.unlisted };
            let (fetched, sitemaps) = match self.crawler.visitor(self.stop).visit(ask).await? {
                Met::Fetched { fetched, sitemaps, new_cookies, exchange } => {
                    cookies |= new_cookies;
                    self.exchange = exchange;
                    (fetched, sitemaps)
                }
                Met::HostDown { reason, pause } => return Ok(Err(Stay::HostDown { reason, pause })),
                Met::Stopped => return Ok(Err(Stay::Stopped)),
            };
            let moved = (*url != due.url).then(|| (url.clone(), all_permanent));
            let Fetched::Redirected { to, permanent } = fetched else {
                return Ok(Ok(Seen { fetched, sitemaps, moved }));
            };
            all_permanent &= permanent;
            let end = self.end_of_the_way(due, &way, &to, cookies, all_permanent).await?;
            if let Some(fetched) = end {
                return Ok(Ok(Seen { fetched, sitemaps, moved: None }));
            }
            // Whoever comes back with a cookie for the first time asks for a new page.
            if way.contains(&to) {
                cookies = false;
            }
            validators = Validators::default();
            way.push(to);
        }
    }

    /// Says what a redirect comes to if it is not to be followed now.
    async fn end_of_the_way(
        &self,
        due: &Due,
        way: &[CanonicalUrl],
        to: &CanonicalUrl,
        cookies: bool,
        permanent: bool,
    ) -> Result<Option<Fetched>, StoreError> {
        let failed = |code: &str, detail: String| Ok(Some(Failure::new(code, detail).into()));
        if !self.scope.contains(to) {
            return failed("out-of-scope", format!("redirects to {to}, outside the site"));
        }
        if way.contains(to) {
            return match cookies {
                true => Ok(None),
                false => failed("redirect-loop", format!("leads back to {to}")),
            };
        }
        if way.len() > MOST_REDIRECTS {
            return failed("too-many-redirects", format!("more than {MOST_REDIRECTS}, the last to {to}"));
        }
        let redirected = Fetched::Redirected { to: to.clone(), permanent };
        // An article that is no more: many portals show the front page in its place.
        let front = to.as_url().path() == "/" || self.scope.start_urls.contains(to);
        if front && due.kind == LinkKind::Article && due.depth > 0 && to.as_url().query().is_none() {
            return Ok(Some(Fetched::Gone { status: 302 }));
        }
        if !cookies && !is_worth_following(to, self.scope) {
            return Ok(Some(redirected));
        }
        let known =
            self.visited.contains(to) || self.crawler.store.known(&self.scope.site, to).await?.is_some();
        Ok(known.then_some(redirected))
    }
}
