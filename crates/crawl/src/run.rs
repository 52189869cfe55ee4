//! The loop that joins the stations: frontier, robots.txt, politeness, fetch, discovery, store.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use langbao_article::{CanonicalUrl, LinkKind};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::discovery::{Link, discover, is_worth_following};
use crate::failure::Failure;
use crate::fetcher::Validators;
use crate::lost_page::LostPage;
use crate::traps::{self, Brought, Traps};
use crate::url_shape;
use crate::validators::is_unconditional;
use crate::visit::{Ask, Met};
use crate::{CrawlStore, Crawler, Due, Exchange, Fetched, Progress, RunEnd, SiteScope, StoreError, Visited};

/// Redirects that are followed for one URL.
const MOST_REDIRECTS: usize = 10;

/// Times that a run asks again for what failed as such things do for a moment.
const MOST_AGAIN: u32 = 2;

/// Times that a run waits for a host whose robots.txt cannot be read.
const MOST_WAITS: u32 = 1;

/// Told of every visit.
pub(crate) type Told<'a> = dyn Fn(Progress) + Send + Sync + 'a;

/// One run of one site.
pub(crate) struct Run<'a, S> {
    crawler: &'a Crawler<S>,
    scope: &'a SiteScope,
    stop: &'a CancellationToken,
    progress: &'a Told<'a>,
    visited: HashSet<CanonicalUrl>,
    /// Links handed to the store in this run, by digest, with their depth: most links of a page are on all others too.
    handed: HashMap<u64, u32>,
    /// What failed and is tried again when nothing else is due, with how often it was.
    again: VecDeque<(Due, u32)>,
    traps: Traps,
    lost_page: LostPage,
    start: Start,
    /// What was sent for the page or 304 that is to be stored next.
    exchange: Option<Exchange>,
}

/// How the start pages of a run fared.
#[derive(Default)]
struct Start {
    read: bool,
    /// What the last one met that could not be read.
    trouble: Option<String>,
}

impl Start {
    fn note(&mut self, visit: &Progress) {
        match visit.outcome.as_str() {
            "page" | "unchanged" | "redirected" => self.read = true,
            outcome => self.trouble = Some(format!("{}: {outcome}", visit.url)),
        }
    }

    /// How a run ends that has nothing more to visit: one that could not even begin has failed.
    fn end(&self) -> RunEnd {
        match &self.trouble {
            Some(trouble) if !self.read => {
                RunEnd::HostDown { reason: format!("no start page could be read: {trouble}") }
            }
            _ => RunEnd::Done,
        }
    }
}

/// What a visit has met at the end of its redirects.
struct Seen {
    fetched: Fetched,
    sitemaps: Vec<Url>,
    /// Where the redirects led, if they led elsewhere, and whether all were permanent.
    moved: Option<(CanonicalUrl, bool)>,
}

/// What keeps a run from going on as it would.
enum Stay {
    HostDown { reason: String, pause: Duration },
    Stopped,
}

impl<'a, S: CrawlStore> Run<'a, S> {
    pub(crate) fn new(
        crawler: &'a Crawler<S>,
        scope: &'a SiteScope,
        stop: &'a CancellationToken,
        progress: &'a Told<'a>,
    ) -> Self {
        Self {
            crawler,
            scope,
            stop,
            progress,
            visited: HashSet::new(),
            handed: HashMap::new(),
            again: VecDeque::new(),
            traps: Traps::default(),
            lost_page: LostPage::default(),
            start: Start::default(),
            exchange: None,
        }
    }

    pub(crate) async fn go(&mut self) -> Result<RunEnd, StoreError> {
        let Crawler { settings, clock, .. } = self.crawler;
        let began = clock.now();
        let limit = usize::try_from(settings.max_pages_per_run).unwrap_or(usize::MAX);
        let mut waits = 0;
        loop {
            if self.stop.is_cancelled() {
                return Ok(RunEnd::Stopped);
            }
            let Some((due, tries)) = self.next(began).await? else { return Ok(self.start.end()) };
            if self.visited.len() >= limit {
                return Ok(RunEnd::Limit);
            }
            let seen = match self.visit(&due).await? {
                Ok(seen) => seen,
                Err(Stay::Stopped) => return Ok(RunEnd::Stopped),
                Err(Stay::HostDown { reason, pause }) => {
                    waits += 1;
                    if waits > MOST_WAITS || pause > settings.max_crawl_delay || !self.wait(pause).await {
                        return Ok(RunEnd::HostDown { reason });
                    }
                    continue;
                }
            };
            self.take(due, tries, seen).await?;
        }
    }

    /// Returns what is to be visited next, and how often this run has tried it already.
    async fn next(&mut self, began: chrono::DateTime<chrono::Utc>) -> Result<Option<(Due, u32)>, StoreError> {
        let Crawler { store, clock, .. } = self.crawler;
        let due = store.next_due(&self.scope.site, clock.now(), began).await?;
        // A URL comes back if the clock was set back meanwhile: the next run goes on.
        if let Some(due) = due.filter(|due| !self.visited.contains(&due.url)) {
            return Ok(Some((due, 0)));
        }
        if let Some(again) = self.again.pop_front() {
            return Ok(Some(again));
        }
        if store.make_unlisted_due(&self.scope.site, clock.now()).await? == 0 {
            return Ok(None);
        }
        let due = store.next_due(&self.scope.site, clock.now(), began).await?;
        Ok(due.filter(|due| !self.visited.contains(&due.url)).map(|due| (due, 0)))
    }

    /// Waits for a host; says whether it was not told to stop meanwhile.
    async fn wait(&self, pause: Duration) -> bool {
        tokio::select! {
            biased;
            () = self.stop.cancelled() => false,
            () = self.crawler.clock.sleep(pause) => true,
        }
    }

    /// Asks for a URL and for where it leads.
    async fn visit(&mut self, due: &Due) -> Result<Result<Seen, Stay>, StoreError> {
        let family = self.family(due);
        if self.traps.is_cut(&family) && due.depth > 0 && due.visits == 0 {
            let detail = format!("pages that look like {family} led nowhere too many times in a row");
            let fetched = Failure::new("trap", detail).into();
            return Ok(Ok(Seen { fetched, sitemaps: Vec::new(), moved: None }));
        }
        // A hint is not believed, but neither is a "not modified" that contradicts it, or an earlier "not found".
        let plain = due.hinted || due.failures > 0 || is_unconditional(&due.url, due.visits);
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
            let ask = Ask { url, validators, delay };
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

    /// Stores what a visit has met, under the URL where it met it, and draws the conclusions for the rest of the run.
    async fn take(&mut self, due: Due, tries: u32, seen: Seen) -> Result<(), StoreError> {
        let Seen { fetched, sitemaps, moved } = seen;
        self.visited.insert(due.url.clone());
        let mut due = due;
        if let Some((to, permanent)) = moved {
            let target = Due {
                url: to.clone(),
                etag: None,
                last_modified: None,
                visits: 0,
                unchanged: 0,
                failures: 0,
                hinted: false,
                ..due.clone()
            };
            let link = Link { url: to.clone(), kind: due.kind, mark: 0 };
            self.store(due, Fetched::Redirected { to: to.clone(), permanent }, vec![link]).await?;
            self.visited.insert(to);
            due = target;
        }
        if tries < MOST_AGAIN && is_passing(&fetched) {
            self.again.push_back((due.clone(), tries + 1));
        }
        self.record(due, fetched, sitemaps).await
    }

    /// Stores a visit with the links it led to.
    async fn record(&mut self, due: Due, fetched: Fetched, sitemaps: Vec<Url>) -> Result<(), StoreError> {
        let (mut fetched, mut links) = self.links(&due, fetched).await?;
        if let Fetched::Page(page) = &fetched
            && may_be_lost(&due)
        {
            let visitor = self.crawler.visitor(self.stop);
            self.lost_page.learn(&visitor, &due.url, self.scope).await?;
            if self.lost_page.is_like(page, due.kind == LinkKind::Article, &links) {
                fetched = Fetched::Gone { status: page.status };
                links.clear();
            }
        }
        // A start page that fails says nothing about what is beside it.
        if due.depth == 0 && !matches!(fetched, Fetched::Failed { .. }) {
            for url in self.sitemaps(&due.url, sitemaps) {
                if links.iter().all(|link| link.url != url) {
                    links.push(Link { url, kind: LinkKind::Sitemap, mark: 0 });
                }
            }
        }
        if due.depth >= self.crawler.settings.max_depth {
            links.clear();
        }
        self.store(due, fetched, links).await
    }

    async fn store(&mut self, due: Due, fetched: Fetched, links: Vec<Link>) -> Result<(), StoreError> {
        let Crawler { store, clock, hosts, .. } = self.crawler;
        let (outcome, failed) = outcome(&fetched);
        let family = self.family(&due);
        let is_page = matches!(fetched, Fetched::Page(_));
        let same_validators = match &fetched {
            Fetched::Page(page) => {
                let (etag, modified) = (page.header("etag"), page.header("last-modified"));
                etag.or(modified).is_some()
                    && (etag, modified) == (due.etag.as_deref(), due.last_modified.as_deref())
            }
            _ => false,
        };
        let echo =
            (!links.is_empty()).then(|| digest(links.iter().map(|link| &link.url).collect::<Vec<_>>()));
        let (links, leads_to) = self.not_yet_handed(&due, &family, links);
        let (url, kind, depth, fresh) = (due.url.clone(), due.kind, due.depth, due.visits == 0);
        let is_kept = matches!(fetched, Fetched::Page(_) | Fetched::NotModified);
        let exchange = self.exchange.take_if(|_| is_kept);
        let recorded = store.record(Visited { due, at: clock.now(), fetched, exchange, links }).await?;
        if recorded.edited_article && same_validators {
            hosts.get(&url.authority()).lock().await.learn(|honesty| honesty.found_out());
        }
        if fresh && depth > 0 && outcome != "trap" && (is_page || outcome.starts_with("gone")) {
            let article = recorded.new_article && !recorded.twin;
            let brought = Brought { article, expected: kind == LinkKind::Article, leads_to, echo };
            if self.traps.note(&family, &brought) {
                tracing::warn!(site = %self.scope.site, family, "pages of this look led nowhere: left alone");
                hosts.get(&url.authority()).lock().await.add_trap(&family, clock.now());
            }
        }
        if depth == 0 && !self.start.read {
            for family in hosts.get(&url.authority()).lock().await.traps(clock.now()) {
                self.traps.cut(family);
            }
        }
        let visit = Progress { url, kind, outcome, failed, recorded };
        if depth == 0 {
            self.start.note(&visit);
        }
        (self.progress)(visit);
        Ok(())
    }

    /// Leaves out the links that this run has handed to the store before, at this depth or above, and those of families
    /// that are left alone. Returns the rest, and the families of those that are new to this run.
    fn not_yet_handed(
        &mut self,
        due: &Due,
        family: &str,
        links: Vec<Link>,
    ) -> (Vec<Link>, HashSet<traps::Family>) {
        let mut leads_to = HashSet::new();
        let mut own = 0;
        // Of lists the store wants to know all that they name.
        let is_list =
            due.depth == 0 || matches!(due.kind, LinkKind::List | LinkKind::Feed | LinkKind::Sitemap);
        let links = links
            .into_iter()
            .filter(|link| {
                let handed = self.handed.entry(digest(&link.url)).or_insert(u32::MAX);
                if *handed <= due.depth {
                    return is_list;
                }
                let of = traps::family(&link.url, due.depth + 1, turns_pages(link));
                own += usize::from(of == family);
                if self.traps.is_cut(&of) || (own > traps::MOST_OF_ITS_OWN && due.kind != LinkKind::Sitemap) {
                    return false;
                }
                *handed = due.depth;
                leads_to.insert(of);
                true
            })
            .collect();
        (links, leads_to)
    }

    fn family(&self, due: &Due) -> traps::Family {
        let link = Link { url: due.url.clone(), kind: due.kind, mark: 0 };
        traps::family(&due.url, due.depth, turns_pages(&link))
    }

    /// Finds what a visit leads to.
    async fn links(&self, due: &Due, fetched: Fetched) -> Result<(Fetched, Vec<Link>), StoreError> {
        match fetched {
            Fetched::Page(page) => {
                let scope = self.scope.clone();
                let parsed = apart(move || {
                    let links = discover(&page, &scope);
                    (page, links)
                });
                Ok(match parsed.await? {
                    Ok((page, links)) => (Fetched::Page(page), links),
                    Err(failure) => (failure.into(), Vec::new()),
                })
            }
            Fetched::Redirected { to, permanent } => {
                let follow = is_worth_following(&to, self.scope);
                let links =
                    if follow { vec![Link { url: to.clone(), kind: due.kind, mark: 0 }] } else { Vec::new() };
                Ok((Fetched::Redirected { to, permanent }, links))
            }
            other => Ok((other, Vec::new())),
        }
    }

    /// The sitemaps that robots.txt names, or the place where one would be.
    fn sitemaps(&self, start: &CanonicalUrl, named: Vec<Url>) -> Vec<CanonicalUrl> {
        let mut urls: Vec<CanonicalUrl> = named
            .into_iter()
            .filter_map(|url| CanonicalUrl::from_url(url).ok())
            .map(|url| SiteScope::like_page(start, url))
            .collect();
        if urls.is_empty() {
            urls.extend(start.join("/sitemap.xml"));
        }
        urls.retain(|url| self.scope.contains(url));
        urls
    }

    /// Saves when the hosts of the site were last sent a request: the next process keeps its distance too. A host
    /// that another site is busy with is saved at the end of that site's run.
    pub(crate) async fn leave(&self) -> Result<(), StoreError> {
        let names = self.visited.iter().map(|url| crate::host::bare(&url.authority()).to_owned());
        for name in names.collect::<HashSet<String>>() {
            let json = self.crawler.hosts.get(&name).try_lock().ok().and_then(|mut host| host.leave());
            if let Some(json) = json {
                self.crawler.store.save_host(&name, json).await?;
            }
        }
        Ok(())
    }
}

/// In place of an article there may be a page that says in words that it is not there.
fn may_be_lost(due: &Due) -> bool {
    due.depth > 0 && matches!(due.kind, LinkKind::Article | LinkKind::Unknown)
}

/// Says whether a link leads to another page of a list, however many there are of those.
fn turns_pages(link: &Link) -> bool {
    link.kind == LinkKind::List && url_shape::kind(&link.url) == Some(LinkKind::List)
}

/// What fails like this often does not a minute later.
fn is_passing(fetched: &Fetched) -> bool {
    let Fetched::Failed { code, .. } = fetched else { return false };
    matches!(
        code.as_str(),
        "status-429"
            | "status-500"
            | "status-502"
            | "status-503"
            | "status-504"
            | "timeout"
            | "connect"
            | "bad-304"
            | "broken-body"
            | "broken-response"
            | "bad-encoding"
    )
}

fn digest(what: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

/// Parses a page where it holds up no other task of this thread. A page that makes the parser panic fails alone: it is
/// visited again later, and the run goes on.
async fn apart<T: Send + 'static>(
    parse: impl FnOnce() -> T + Send + 'static,
) -> Result<Result<T, Failure>, StoreError> {
    let error = match tokio::task::spawn_blocking(parse).await {
        Ok(parsed) => return Ok(Ok(parsed)),
        Err(error) => error,
    };
    // Otherwise the process is shutting down.
    let panicked = error.try_into_panic()?;
    let words = panicked.downcast_ref::<String>().map(String::as_str);
    let words = words.or_else(|| panicked.downcast_ref::<&str>().copied()).unwrap_or("without a word");
    Ok(Err(Failure::new("panic", format!("reading its links panicked: {words}"))))
}

fn outcome(fetched: &Fetched) -> (String, bool) {
    match fetched {
        Fetched::Page(_) => ("page".to_owned(), false),
        Fetched::NotModified => ("unchanged".to_owned(), false),
        Fetched::Gone { status } => (format!("gone-{status}"), false),
        Fetched::Redirected { .. } => ("redirected".to_owned(), false),
        Fetched::Disallowed => ("disallowed".to_owned(), false),
        Fetched::Failed { code, .. } => (code.clone(), true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_of_the_parser_is_a_failure_of_the_page() {
        assert_eq!(apart(|| 7).await.unwrap(), Ok(7));
        let page = "bài lạ";
        let failure = apart(move || -> u8 { panic!("cannot read {page}") }).await.unwrap().unwrap_err();
        assert_eq!((failure.code.as_str(), failure.blames_host()), ("panic", false));
        assert!(failure.detail.ends_with("panicked: cannot read bài lạ"), "{}", failure.detail);
        let failure = apart(|| -> u8 { panic!("hỏng") }).await.unwrap().unwrap_err();
        assert!(failure.detail.ends_with("panicked: hỏng"), "{}", failure.detail);
    }
}
