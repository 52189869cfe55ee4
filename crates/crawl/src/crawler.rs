//! signatures first
use crate::{Clock, CrawlSettings, CrawlStore, Error, Fetched, Recorded, SiteScope};
use langbao_article::{CanonicalUrl, LinkKind, Page};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

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
    /// The host cannot be reached, or asks to be left alone; the rest stays due.
    HostDown {
        /// For people.
        reason: String,
    },
}

/// Crawls sites, politely.
pub struct Crawler<S> {
    settings: CrawlSettings,
    store: Arc<S>,
    clock: Arc<dyn Clock>,
}

impl<S: CrawlStore> Crawler<S> {
    /// Makes a crawler.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn new(settings: CrawlSettings, store: Arc<S>, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        settings.check()?;
        Ok(Self { settings, store, clock })
    }

    /// Visits what is due of a site.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn run_site(
        &self,
        scope: &SiteScope,
        stop: &CancellationToken,
        progress: impl Fn(Progress) + Send + Sync,
    ) -> Result<RunEnd, Error> {
        let _ = (&self.settings, scope, stop, progress);
        let source = |source| Error::Store { site: scope.site.clone(), source };
        self.store.next_due(&scope.site, self.clock.now()).await.map_err(source)?;
        Ok(RunEnd::Done)
    }

    /// Fetches one URL.
    pub async fn fetch_once(&self, url: &CanonicalUrl) -> Fetched {
        let _ = url;
        Fetched::Disallowed
    }
}

/// Returns the links of a page that are worth following, with what they probably are, in page order.
pub fn discover(page: &Page, scope: &SiteScope) -> Vec<(CanonicalUrl, LinkKind)> {
    let _ = (page, scope);
    Vec::new()
}
