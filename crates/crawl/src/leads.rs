//! What a page leads to: its links, and the sitemaps of its host.

use std::sync::{Arc, PoisonError};

use langbao_article::{CanonicalUrl, Decoded};
use url::Url;

use crate::discovery::{self, Discovered, Link, is_worth_following};
use crate::failure::Failure;
use crate::run::Run;
use crate::{CrawlStore, Due, Fetched, Note, SiteScope, StoreError};

impl<S: CrawlStore> Run<'_, S> {
    /// Finds what a visit leads to.
    pub(crate) async fn links(
        &mut self,
        due: &Due,
        fetched: Fetched,
    ) -> Result<(Fetched, Vec<Link>, Option<Decoded>), StoreError> {
        match fetched {
            Fetched::Page(page) => {
                let (scope, memo) = (Arc::clone(&self.shared_scope), Arc::clone(&self.memo));
                let parsed = apart(move || {
                    // A page that made the parser panic leaves the memory whole.
                    let mut memo = memo.lock().unwrap_or_else(PoisonError::into_inner);
                    let text = discovery::text_of(&page);
                    let found = discovery::read(&page, &text, &scope, &mut memo);
                    (page, text, found)
                });
                let (page, text, Discovered { links, turns_by_postback }) = match parsed.await? {
                    Ok(parsed) => parsed,
                    Err(failure) => return Ok((failure.into(), Vec::new(), None)),
                };
                if turns_by_postback {
                    let detail =
                        format!("{} turns its pages by forms that only its script can send", due.url);
                    self.note(Note { code: "postback", detail }).await?;
                }
                Ok((Fetched::Page(page), links, Some(text)))
            }
            Fetched::Redirected { to, permanent } => {
                let follow = is_worth_following(&to, self.scope);
                let links =
                    if follow { vec![Link { url: to.clone(), kind: due.kind, mark: 0 }] } else { Vec::new() };
                Ok((Fetched::Redirected { to, permanent }, links, None))
            }
            other => Ok((other, Vec::new(), None)),
        }
    }

    /// The sitemaps that robots.txt names, or the place where one would be.
    pub(crate) fn sitemaps(&self, start: &CanonicalUrl, named: Vec<Url>) -> Vec<CanonicalUrl> {
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
