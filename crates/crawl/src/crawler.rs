//! What crawls: it is made once, and runs many sites.

use std::sync::Arc;
use std::time::Duration;

use langbao_article::{CanonicalUrl, LinkKind};
use tokio_util::sync::CancellationToken;

use crate::fetcher::{Fetcher, Validators};
use crate::host::{HostState, Hosts, bare};
use crate::run::Run;
use crate::visit::{Ask, Met, Visitor};
use crate::{Clock, CrawlSettings, CrawlStore, Error, Fetched, Recorded, SiteScope, StoreError};

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
    /// The hours in which the site may be crawled are over; the rest stays due.
    WindowClosed,
    /// The most pages a run may visit were visited; the rest stays due.
    Limit,
    /// The host cannot be reached, or asks to be left alone, and the rest stays due; or no start page could be read.
    HostDown {
        /// For people.
        reason: String,
    },
}

/// What is known of a URL before it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Foreseen {
    /// For how long its host is still left alone.
    pub left_alone: Duration,
    /// Whether robots.txt allows it; `None`: the file must be read first.
    pub allowed: Option<bool>,
}

/// Crawls sites, politely. One crawler serves all sites of a process: it is what keeps two sites on one host from
/// being asked at the same time.
pub struct Crawler<S> {
    pub(crate) settings: CrawlSettings,
    pub(crate) store: Arc<S>,
    pub(crate) clock: Arc<dyn Clock>,
    fetcher: Fetcher,
    pub(crate) hosts: Hosts,
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
        let mut run = Run::new(self, scope, stop, &progress);
        let end = run.go().await.map_err(source)?;
        run.leave().await.map_err(source)?;
        Ok(end)
    }

    /// Fetches one URL, obeying robots.txt and the host's turn. Nothing but the state of the host is stored.
    pub async fn fetch_once(&self, url: &CanonicalUrl) -> Fetched {
        self.fetch_once_from(url, false).await
    }

    /// As [`Self::fetch_once`]. `lenient_tls`: the server is believed though nobody vouches for its certificate.
    pub async fn fetch_once_from(&self, url: &CanonicalUrl, lenient_tls: bool) -> Fetched {
        let never = CancellationToken::new();
        let (validators, delay) = (Validators::default(), self.settings.delay);
        let ask = Ask { url, validators, delay, lenient_tls, doubt: false };
        let failed = |code: &str, detail: String| Fetched::Failed { code: code.to_owned(), detail };
        let met = self.visitor(&never).visit(ask).await;
        let left = self.hosts.get(&url.authority()).lock().await.leave();
        if let Some(json) = left
            && let Err(error) = self.store.save_host(bare(&url.authority()), json).await
        {
            return failed("store", error.to_string());
        }
        match met {
            Ok(Met::Fetched { fetched, .. }) => fetched,
            Ok(Met::HostDown { reason, .. }) => failed("host-down", reason),
            Ok(Met::Stopped) => failed("stopped", "the fetch was told to stop".to_owned()),
            Err(error) => failed("store", error.to_string()),
        }
    }

    /// Says what is known of a URL's host before any request, in a sentence for people; `None`: nothing is in the way.
    /// Reads the state that is kept of the host; nothing is sent.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn foresee(&self, url: &CanonicalUrl) -> Result<Foreseen, StoreError> {
        let authority = url.authority();
        let json = self.store.load_host(bare(&authority)).await?;
        let mut host = HostState::default();
        host.load(json.as_deref(), self.clock.now());
        host.remember_rules(&authority, &self.settings.product);
        let now = self.clock.now();
        let allowed = host.rules(&authority, now).map(|rules| rules.allow(url.as_url()));
        Ok(Foreseen { left_alone: host.pause(now), allowed })
    }

    pub(crate) fn visitor<'a>(&'a self, stop: &'a CancellationToken) -> Visitor<'a, S> {
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
