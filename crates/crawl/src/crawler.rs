//! The loop that joins the stations: frontier, robots.txt, politeness, fetch, discovery, store.

use std::collections::HashSet;
use std::sync::Arc;

use langbao_article::{CanonicalUrl, LinkKind};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::discovery::{discover, is_worth_following};
use crate::failure::Failure;
use crate::fetcher::{Fetcher, Validators};
use crate::host::Hosts;
use crate::visit::{Ask, Met, Visitor};
use crate::{
    Clock, CrawlSettings, CrawlStore, Due, Error, Fetched, Recorded, SiteScope, StoreError, Visited,
};

/// One visit of a run, stored.
#[derive(Debug, Clone)]
pub struct Progress {
    /// What was visited.
    pub url: CanonicalUrl,
    /// What it was thought to be.
    pub kind: LinkKind,
    /// What it met, in one word: `page`, `unchanged`, `gone-404`, `redirected`, `disallowed` or a failure's code.
    pub outcome: String,
    /// Whether it failed.
    pub failed: bool,
    /// What became of it.
    pub recorded: Recorded,
}

/// Why a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunEnd {
    /// Nothing more was due.
    Done,
    /// It was told to stop.
    Stopped,
    /// The most pages a run may visit were visited; the rest stays due.
    Limit,
    /// The host cannot be reached, or asks to be left alone, and the rest stays due; or no start page could be read.
    HostDown {
        /// For people.
        reason: String,
    },
}

/// Crawls sites, politely. One crawler serves all sites of a process: it is what keeps two sites on one host from
/// being asked at the same time.
pub struct Crawler<S> {
    settings: CrawlSettings,
    store: Arc<S>,
    clock: Arc<dyn Clock>,
    fetcher: Fetcher,
    hosts: Hosts,
}

impl<S: CrawlStore> Crawler<S> {
    /// Makes a crawler.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn new(settings: CrawlSettings, store: Arc<S>, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        settings.check()?;
        let fetcher = Fetcher::new(&settings)?;
        Ok(Self { settings, store, clock, fetcher, hosts: Hosts::default() })
    }

    /// Visits what is due of a site, no URL twice.
    ///
    /// Told to stop, it gives up waiting and fetching at once, but what was fetched is stored.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn run_site(
        &self,
        scope: &SiteScope,
        stop: &CancellationToken,
        progress: impl Fn(Progress) + Send + Sync,
    ) -> Result<RunEnd, Error> {
        let source = |source| Error::Store { site: scope.site.clone(), source };
        let mut run = Run { crawler: self, scope, stop, visited: HashSet::new(), start: Start::default() };
        let end = run.go(&progress).await.map_err(source)?;
        run.leave().await.map_err(source)?;
        Ok(end)
    }

    /// Fetches one URL, obeying robots.txt and the host's turn. Nothing but the state of the host is stored.
    pub async fn fetch_once(&self, url: &CanonicalUrl) -> Fetched {
        let never = CancellationToken::new();
        let ask = Ask { url, validators: Validators::default(), delay: self.settings.delay };
        let failed = |code: &str, detail: String| Fetched::Failed { code: code.to_owned(), detail };
        match self.visitor(&never).visit(ask).await {
            Ok(Met::Fetched { fetched, .. }) => fetched,
            Ok(Met::HostDown(reason)) => failed("host-down", reason),
            Ok(Met::Stopped) => failed("stopped", "the fetch was told to stop".to_owned()),
            Err(error) => failed("store", error.to_string()),
        }
    }

    fn visitor<'a>(&'a self, stop: &'a CancellationToken) -> Visitor<'a, S> {
        Visitor {
            settings: &self.settings,
            store: &self.store,
            clock: &*self.clock,
            fetcher: &self.fetcher,
            hosts: &self.hosts,
            stop,
        }
    }
}

/// One run of one site.
struct Run<'a, S> {
    crawler: &'a Crawler<S>,
    scope: &'a SiteScope,
    stop: &'a CancellationToken,
    visited: HashSet<CanonicalUrl>,
    start: Start,
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

impl<S: CrawlStore> Run<'_, S> {
    async fn go(&mut self, progress: &(impl Fn(Progress) + Send + Sync)) -> Result<RunEnd, StoreError> {
        let Crawler { settings, store, clock, .. } = self.crawler;
        let began = clock.now();
        let limit = usize::try_from(settings.max_pages_per_run).unwrap_or(usize::MAX);
        loop {
            if self.stop.is_cancelled() {
                return Ok(RunEnd::Stopped);
            }
            let due = match store.next_due(&self.scope.site, clock.now(), began).await? {
                // A URL comes back if the clock was set back meanwhile: the next run goes on.
                Some(due) if !self.visited.contains(&due.url) => due,
                Some(_) | None => return Ok(self.start.end()),
            };
            if self.visited.len() >= limit {
                return Ok(RunEnd::Limit);
            }
            let ask = Ask {
                url: &due.url,
                validators: Validators {
                    etag: due.etag.as_deref(),
                    last_modified: due.last_modified.as_deref(),
                },
                delay: self.scope.delay.unwrap_or(settings.delay),
            };
            let (fetched, sitemaps) = match self.crawler.visitor(self.stop).visit(ask).await? {
                Met::Fetched { fetched, sitemaps } => (fetched, sitemaps),
                Met::HostDown(reason) => return Ok(RunEnd::HostDown { reason }),
                Met::Stopped => return Ok(RunEnd::Stopped),
            };
            self.visited.insert(due.url.clone());
            let depth = due.depth;
            let visit = self.record(due, fetched, sitemaps).await?;
            if depth == 0 {
                self.start.note(&visit);
            }
            progress(visit);
        }
    }

    /// Stores a visit with the links it led to.
    async fn record(&self, due: Due, fetched: Fetched, sitemaps: Vec<Url>) -> Result<Progress, StoreError> {
        let at = self.crawler.clock.now();
        let (fetched, mut links) = self.links(&due, fetched).await?;
        let (outcome, failed) = outcome(&fetched);
        // A start page that fails says nothing about what is beside it.
        if due.depth == 0 && !failed {
            for url in self.sitemaps(&due.url, sitemaps) {
                if links.iter().all(|(known, _)| *known != url) {
                    links.push((url, LinkKind::Sitemap));
                }
            }
        }
        if due.depth >= self.crawler.settings.max_depth {
            links.clear();
        }
        let (url, kind) = (due.url.clone(), due.kind);
        let recorded = self.crawler.store.record(Visited { due, at, fetched, links }).await?;
        Ok(Progress { url, kind, outcome, failed, recorded })
    }

    /// Finds what a visit leads to. The target of a redirect is a link like any other, and so must be in scope.
    async fn links(
        &self,
        due: &Due,
        fetched: Fetched,
    ) -> Result<(Fetched, Vec<(CanonicalUrl, LinkKind)>), StoreError> {
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
            Fetched::Redirected { to } if !self.scope.contains(&to) => {
                let detail = format!("redirects to {to}, outside the site");
                Ok((Fetched::Failed { code: "out-of-scope".to_owned(), detail }, Vec::new()))
            }
            Fetched::Redirected { to } => {
                let follow = is_worth_following(&to, self.scope);
                let links = if follow { vec![(to.clone(), due.kind)] } else { Vec::new() };
                Ok((Fetched::Redirected { to }, links))
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
    async fn leave(&self) -> Result<(), StoreError> {
        let authorities: HashSet<String> = self.visited.iter().map(CanonicalUrl::authority).collect();
        for authority in authorities {
            let json = self.crawler.hosts.get(&authority).try_lock().ok().and_then(|host| host.json());
            if let Some(json) = json {
                self.crawler.store.save_host(&authority, json).await?;
            }
        }
        Ok(())
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
