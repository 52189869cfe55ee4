//! One polite request: robots.txt first, then the host's turn, then the page.

use std::future::Future;
use std::time::Duration;

use langbao_article::{CanonicalUrl, Page};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::failure::Failure;
use crate::fetcher::{Answer, Fetcher, Limit, Validators};
use crate::host::{Host, HostState, Hosts};
use crate::robots::{self, RobotsFile};
use crate::{Clock, CrawlSettings, CrawlStore, Fetched, StoreError};

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ask<'a> {
    pub(crate) url: &'a CanonicalUrl,
    pub(crate) validators: Validators<'a>,
    /// Least time between the starts of two requests, before robots.txt is heard.
    pub(crate) delay: Duration,
}

/// What came of it.
#[derive(Debug)]
pub(crate) enum Met {
    /// An outcome to be recorded.
    Fetched {
        fetched: Fetched,
        /// The sitemaps that the robots.txt of the host names.
        sitemaps: Vec<Url>,
    },
    /// No request was sent: the host cannot be reached, or is left alone. For people.
    HostDown(String),
    /// It was told to stop.
    Stopped,
}

impl From<Failure> for Met {
    fn from(failure: Failure) -> Self {
        Self::Fetched { fetched: failure.into(), sitemaps: Vec::new() }
    }
}

/// A request that was not sent or not finished.
enum Ending {
    HostDown(String),
    Stopped,
    Failed(Failure),
    Store(StoreError),
}

impl From<StoreError> for Ending {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Whoever sends requests needs these.
pub(crate) struct Visitor<'a, S> {
    pub(crate) settings: &'a CrawlSettings,
    pub(crate) store: &'a S,
    pub(crate) clock: &'a dyn Clock,
    pub(crate) fetcher: &'a Fetcher,
    pub(crate) hosts: &'a Hosts,
    pub(crate) stop: &'a CancellationToken,
}

impl<S: CrawlStore> Visitor<'_, S> {
    /// Asks for a URL, in its host's turn.
    ///
    /// # Errors
    /// If the state of the host cannot be read or saved.
    pub(crate) async fn visit(&self, ask: Ask<'_>) -> Result<Met, StoreError> {
        if let Err(failure) = self.fetcher.check(ask.url.as_url()) {
            return Ok(failure.into());
        }
        let host = self.hosts.get(&ask.url.authority());
        match self.in_turn(&host, ask).await {
            Ok((fetched, sitemaps)) => Ok(Met::Fetched { fetched, sitemaps }),
            Err(Ending::Failed(failure)) => Ok(failure.into()),
            Err(Ending::HostDown(reason)) => Ok(Met::HostDown(format!("{}: {reason}", ask.url.authority()))),
            Err(Ending::Stopped) => Ok(Met::Stopped),
            Err(Ending::Store(error)) => Err(error),
        }
    }

    /// Runs with the host's lock held, so that no other request goes there meanwhile.
    async fn in_turn(&self, host: &Host, ask: Ask<'_>) -> Result<(Fetched, Vec<Url>), Ending> {
        let mut host = self.unless_stopped(host.lock()).await?;
        let authority = ask.url.authority();
        if !host.is_loaded() {
            host.load(self.store.load_host(&authority).await?.as_deref());
        }
        let result = self.with_host(&mut host, ask).await;
        if let Some(json) = host.take_unsaved() {
            self.store.save_host(&authority, json).await?;
        }
        Ok((result?, host.sitemaps()))
    }

    async fn with_host(&self, host: &mut HostState, ask: Ask<'_>) -> Result<Fetched, Ending> {
        let url = ask.url.as_url();
        if let Some(reason) = host.reason_to_leave(self.clock.now(), self.settings) {
            return Err(Ending::HostDown(reason));
        }
        if host.rules(self.clock.now()).is_none() {
            self.wait_for_turn(host, ask.delay).await?;
            match self.unless_stopped(robots::fetch(self.fetcher, url)).await? {
                Ok(text) => {
                    host.answered();
                    host.set_robots(RobotsFile::new(self.clock.now(), text));
                }
                // It is the address that may not be asked, not the host that fails.
                Err(unreachable) if unreachable.failure.code == "private-address" => {
                    return Err(Ending::Failed(unreachable.failure));
                }
                Err(unreachable) => {
                    host.strike(self.clock.now(), unreachable.retry_after.as_deref(), self.settings);
                    let Failure { code, detail } = unreachable.failure;
                    return Err(Ending::HostDown(format!("robots.txt cannot be read: {code}: {detail}")));
                }
            }
        }
        let rules = host.rules(self.clock.now());
        if rules.is_some_and(|rules| !rules.allow(url)) {
            return Ok(Fetched::Disallowed);
        }
        let asked = rules.and_then(|rules| rules.crawl_delay()).unwrap_or_default();
        self.wait_for_turn(host, ask.delay.max(asked.min(self.settings.max_crawl_delay))).await?;
        let limit = Limit::Refuse(self.settings.max_body_bytes);
        let answer = self.unless_stopped(self.fetcher.get(url, ask.validators, limit)).await?;
        let now = self.clock.now();
        let (fetched, retry_after) = match answer {
            Ok(answer) => {
                let retry_after = answer.header("retry-after").map(str::to_owned);
                (self.outcome(ask.url, answer), retry_after)
            }
            Err(failure) => (Err(failure), None),
        };
        match fetched {
            Err(failure) if failure.blames_host() => {
                host.strike(now, retry_after.as_deref(), self.settings);
                Err(Ending::Failed(failure))
            }
            Err(failure) => {
                host.answered();
                Err(Ending::Failed(failure))
            }
            Ok(fetched) => {
                host.answered();
                Ok(fetched)
            }
        }
    }

    /// Waits until the host may be sent a request, and notes that one is sent.
    async fn wait_for_turn(&self, host: &mut HostState, delay: Duration) -> Result<(), Ending> {
        let wait = host.wait(self.clock.now(), delay);
        if !wait.is_zero() {
            self.unless_stopped(self.clock.sleep(wait)).await?;
        }
        host.start(self.clock.now());
        Ok(())
    }

    async fn unless_stopped<T>(&self, work: impl Future<Output = T>) -> Result<T, Ending> {
        tokio::select! {
            biased;
            () = self.stop.cancelled() => Err(Ending::Stopped),
            done = work => Ok(done),
        }
    }

    /// Says what an answer means.
    fn outcome(&self, url: &CanonicalUrl, answer: Answer) -> Result<Fetched, Failure> {
        let status = answer.status;
        match status {
            200..300 => Ok(Fetched::Page(Box::new(Page {
                url: url.clone(),
                fetched_at: self.clock.now(),
                status,
                headers: answer.headers,
                body: answer.body,
            }))),
            304 => Ok(Fetched::NotModified),
            404 | 410 => Ok(Fetched::Gone { status }),
            _ if answer.is_redirect() => redirected(url, &answer),
            _ => Err(Failure::new(format!("status-{status}"), format!("HTTP {status}"))),
        }
    }
}

fn redirected(url: &CanonicalUrl, answer: &Answer) -> Result<Fetched, Failure> {
    let status = answer.status;
    let Some(location) = answer.header("location") else {
        return Err(Failure::new("bad-redirect", format!("HTTP {status} without a Location")));
    };
    match url.join(location) {
        Err(error) => Err(Failure::new("bad-redirect", format!("HTTP {status}: {error}"))),
        Ok(to) if to == *url => Err(Failure::new("redirect-loop", format!("HTTP {status} to itself"))),
        Ok(to) => Ok(Fetched::Redirected { to }),
    }
}
