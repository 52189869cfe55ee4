//! One polite request: robots.txt first, then the host's turn, then the page.

use std::future::Future;
use std::time::Duration;

use langbao_article::{CanonicalUrl, Page};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::failure::Failure;
use crate::fetcher::{Answer, Fetcher, Headers, Limit, Validators};
use crate::host::{HeldHost, HostState, Hosts, bare};
use crate::robots::{self, RobotsFile, Rules, Unreachable};
use crate::validators::Honesty;
use crate::{Clock, CrawlSettings, CrawlStore, Exchange, Fetched, StoreError};

/// Times in a row that a door may send the visitor back to where it is, each time with another cookie.
const MOST_DOORS: usize = 3;

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ask<'a> {
    pub(crate) url: &'a CanonicalUrl,
    pub(crate) validators: Validators<'a>,
    /// Least time between the starts of two requests, before robots.txt is heard.
    pub(crate) delay: Duration,
    /// Whether a server is believed though nobody vouches for its certificate.
    pub(crate) lenient_tls: bool,
    /// A "not modified" is believed only of a host that was seen to tell of changes.
    pub(crate) doubt: bool,
}

/// What was met, whether it brought cookies, what was sent.
type Asked = (Fetched, bool, Option<Exchange>);

fn exchange(answer: &Answer, unverified: bool) -> Exchange {
    let not_modified = if answer.status == 304 { answer.headers.clone() } else { Vec::new() };
    Exchange { request: answer.sent.clone(), not_modified, unverified }
}

/// What came of it.
#[derive(Debug)]
pub(crate) enum Met {
    /// An outcome to be recorded.
    Fetched {
        fetched: Fetched,
        /// The sitemaps that the robots.txt of the host names.
        sitemaps: Vec<Url>,
        /// The answer brought cookies the host had not given before.
        new_cookies: bool,
        /// What was sent, if anything was.
        exchange: Option<Exchange>,
    },
    /// No request was sent: the host cannot be reached, or is left alone.
    HostDown {
        /// For people.
        reason: String,
        /// For how long it is left alone.
        pause: Duration,
    },
    /// It was told to stop.
    Stopped,
}

impl From<Failure> for Met {
    fn from(failure: Failure) -> Self {
        Self::Fetched { fetched: failure.into(), sitemaps: Vec::new(), new_cookies: false, exchange: None }
    }
}

/// A request that was not sent or not finished.
enum Ending {
    HostDown { reason: String, pause: Duration },
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
        match self.in_turn(ask).await {
            Ok(met) => Ok(met),
            Err(Ending::Failed(failure)) => Ok(failure.into()),
            Err(Ending::HostDown { reason, pause }) => {
                Ok(Met::HostDown { reason: format!("{}: {reason}", ask.url.authority()), pause })
            }
            Err(Ending::Stopped) => Ok(Met::Stopped),
            Err(Ending::Store(error)) => Err(error),
        }
    }

    /// Runs with the host's lock held, so that no other request goes there meanwhile.
    async fn in_turn(&self, ask: Ask<'_>) -> Result<Met, Ending> {
        let mut host = self.enter(ask.url.authority()).await?;
        self.unless_left_alone(&host.state)?;
        if host.state.rules(&host.authority, self.clock.now()).is_none() {
            host = self.read_robots(host, ask).await?;
            self.unless_left_alone(&host.state)?;
        }
        let result = self.ask_page(&mut host, ask).await;
        self.save(&mut host).await?;
        let (fetched, new_cookies, exchange) = result?;
        let sitemaps = host.state.sitemaps(&host.authority);
        Ok(Met::Fetched { fetched, sitemaps, new_cookies, exchange })
    }

    /// Takes a host's lock.
    async fn enter(&self, authority: String) -> Result<HeldHost, Ending> {
        let mut state = self.unless_stopped(self.hosts.get(&authority).lock_owned()).await?;
        if !state.is_loaded() {
            let json = self.store.load_host(bare(&authority)).await?;
            state.load(json.as_deref(), self.clock.now());
        }
        state.remember_rules(&authority, &self.settings.product);
        Ok(HeldHost { authority, state })
    }

    async fn save(&self, host: &mut HeldHost) -> Result<(), StoreError> {
        match host.state.take_unsaved() {
            Some(json) => self.store.save_host(bare(&host.authority), json).await,
            None => Ok(()),
        }
    }

    fn unless_left_alone(&self, host: &HostState) -> Result<(), Ending> {
        let now = self.clock.now();
        match host.reason_to_leave(now, self.settings) {
            Some(reason) => Err(Ending::HostDown { reason, pause: host.pause(now) }),
            None => Ok(()),
        }
    }

    /// Reads the robots.txt of a host whose lock is held, and returns the host with its rules. The lock may have been
    /// given back meanwhile.
    async fn read_robots(&self, host: HeldHost, ask: Ask<'_>) -> Result<HeldHost, Ending> {
        let authority = host.authority.clone();
        let (mut host, told) = self.follow_robots(host, ask).await?;
        if host.authority != authority {
            drop(host);
            host = self.enter(authority).await?;
        }
        let down = match told {
            Ok(text) => {
                host.state.answered();
                let file = RobotsFile::new(self.clock.now(), text);
                let authority = host.authority.clone();
                host.state.set_robots(&authority, file, &self.settings.product);
                None
            }
            // It is the address that may not be asked, not the host that fails.
            Err(unreachable) if unreachable.failure.code == "private-address" => {
                return Err(Ending::Failed(unreachable.failure));
            }
            Err(unreachable) => {
                host.state.strike(self.clock.now(), unreachable.retry_after.as_deref(), self.settings);
                let Failure { code, detail } = unreachable.failure;
                let reason = format!("robots.txt cannot be read: {code}: {detail}");
                Some(Ending::HostDown { reason, pause: host.state.pause(self.clock.now()) })
            }
        };
        self.save(&mut host).await?;
        down.map_or(Ok(host), Err)
    }

    /// Follows a robots.txt from host to host, in the turn of each. Only the lock of the host that is asked is held, so
    /// that two hosts whose files lead to each other do not wait for each other. Returns the host that was asked last.
    async fn follow_robots(
        &self,
        mut host: HeldHost,
        ask: Ask<'_>,
    ) -> Result<(HeldHost, Result<Option<String>, Unreachable>), Ending> {
        let first = host.authority.clone();
        let mut at = match robots::place(ask.url.as_url()) {
            Ok(at) => at,
            Err(unreachable) => return Ok((host, Err(unreachable))),
        };
        for _ in 0..=robots::MOST_REDIRECTS {
            let authority = match self.authority_of(&at) {
                Ok(authority) => authority,
                Err(failure) => return Ok((host, Err(failure.into()))),
            };
            if authority != host.authority {
                drop(host);
                host = self.enter(authority).await?;
                let now = self.clock.now();
                if let Some(reason) = host.state.reason_to_leave(now, self.settings) {
                    let reason = format!("robots.txt is on {}: {reason}", host.authority);
                    return Err(Ending::HostDown { reason, pause: host.state.pause(now) });
                }
            }
            let is_first = host.authority == first;
            // A site's own delay is for its own host.
            let least = if is_first { ask.delay } else { ask.delay.max(self.settings.delay) };
            let delay = self.delay(&host, least);
            self.wait_for_turn(&mut host, delay).await?;
            let told =
                self.unless_stopped(robots::ask(self.fetcher, &at, ask.lenient_tls && is_first)).await?;
            host.state.heard(self.clock.now());
            if !is_first {
                self.note_answer(&mut host, &told).await?;
            }
            match told {
                Ok(robots::Told::File(text)) => return Ok((host, Ok(text))),
                Ok(robots::Told::Moved(to)) => at = to,
                Err(unreachable) => return Ok((host, Err(unreachable))),
            }
        }
        Ok((host, Ok(None)))
    }

    /// Returns whose turn a request must wait for, if it may be sent.
    fn authority_of(&self, url: &Url) -> Result<String, Failure> {
        self.fetcher.check(url)?;
        let url = CanonicalUrl::from_url(url.clone());
        url.map(|url| url.authority()).map_err(|error| Failure::new("bad-url", error.to_string()))
    }

    /// Notes how a host answered that was only asked on the way. It belongs to no run that would save it at its end.
    async fn note_answer(
        &self,
        host: &mut HeldHost,
        told: &Result<robots::Told, Unreachable>,
    ) -> Result<(), StoreError> {
        match told {
            Err(Unreachable { failure, retry_after }) if failure.blames_host() => {
                host.state.strike(self.clock.now(), retry_after.as_deref(), self.settings);
            }
            Err(_) => {}
            Ok(_) => host.state.answered(),
        }
        match host.state.leave() {
            Some(json) => self.store.save_host(bare(&host.authority), json).await,
            None => Ok(()),
        }
    }

    /// Returns the time between the starts of two requests: what is asked for, or what robots.txt asks for.
    fn delay(&self, host: &HeldHost, least: Duration) -> Duration {
        let rules = host.state.rules(&host.authority, self.clock.now());
        let asked = rules.and_then(Rules::crawl_delay).unwrap_or_default();
        least.max(asked.min(self.settings.max_crawl_delay))
    }

    /// Returns what was met, and whether it brought new cookies.
    async fn ask_page(&self, host: &mut HeldHost, ask: Ask<'_>) -> Result<Asked, Ending> {
        let url = ask.url.as_url();
        let rules = host.state.rules(&host.authority, self.clock.now());
        if rules.is_some_and(|rules| !rules.allow(url)) {
            return Ok((Fetched::Disallowed, false, None));
        }
        let delay = self.delay(host, ask.delay);
        let lies = host.state.honesty().is_some_and(Honesty::lies);
        let proven = host.state.honesty().is_some_and(Honesty::is_proven);
        let validators = if lies || (ask.doubt && !proven) { Validators::default() } else { ask.validators };
        let limit = Limit::Refuse(self.settings.max_body_bytes);
        let mut new_cookies = false;
        for door in 1.. {
            self.wait_for_turn(host, delay).await?;
            let cookie = host.state.cookies().header();
            let headers = Headers { validators, cookie: cookie.as_deref(), lenient_tls: ask.lenient_tls };
            let answer = self.unless_stopped(self.fetcher.get(url, headers, limit)).await?;
            host.state.heard(self.clock.now());
            let set = answer.as_ref().is_ok_and(|answer| host.state.cookies().take(answer.all("set-cookie")));
            new_cookies |= set;
            let unverified = ask.lenient_tls && url.scheme() == "https";
            let exchange = answer.as_ref().ok().map(|answer| exchange(answer, unverified));
            let fetched = self.heard(&mut host.state, ask.url, validators.are_given(), answer);
            if let Ok(Fetched::Page(page)) = &fetched
                && validators.are_others(page)
            {
                host.state.learn(Honesty::prove);
            }
            match fetched {
                // The door lets in who comes back with its cookie.
                Err(failure) if failure.code == "redirect-loop" && set && door < MOST_DOORS => {}
                Err(failure) => return Err(Ending::Failed(failure)),
                Ok(fetched) => return Ok((fetched, new_cookies, exchange)),
            }
        }
        unreachable!("the last door returns")
    }

    /// Draws from an answer what it says of the host, and of the page.
    fn heard(
        &self,
        host: &mut HostState,
        url: &CanonicalUrl,
        conditional: bool,
        answer: Result<Answer, Failure>,
    ) -> Result<Fetched, Failure> {
        let (fetched, retry_after) = match answer {
            Ok(answer) => {
                let retry_after = answer.header("retry-after").map(str::to_owned);
                (self.outcome(url, conditional, answer), retry_after)
            }
            Err(failure) => (Err(failure), None),
        };
        match &fetched {
            Err(failure) if failure.blames_host() => {
                host.strike(self.clock.now(), retry_after.as_deref(), self.settings);
            }
            Ok(Fetched::Page(page)) => {
                host.answered();
                host.learn(|honesty| honesty.see(page));
            }
            _ => host.answered(),
        }
        fetched
    }

    /// Waits until the host may be sent a request, and notes that one is sent.
    async fn wait_for_turn(&self, host: &mut HeldHost, delay: Duration) -> Result<(), Ending> {
        let wait = host.state.wait(self.clock.now(), delay);
        if !wait.is_zero() {
            self.unless_stopped(self.clock.sleep(wait)).await?;
        }
        host.state.start(self.clock.now());
        Ok(self.save(host).await?)
    }

    async fn unless_stopped<T>(&self, work: impl Future<Output = T>) -> Result<T, Ending> {
        tokio::select! {
            biased;
            () = self.stop.cancelled() => Err(Ending::Stopped),
            done = work => Ok(done),
        }
    }

    /// Says what an answer means.
    fn outcome(&self, url: &CanonicalUrl, conditional: bool, answer: Answer) -> Result<Fetched, Failure> {
        let status = answer.status;
        match status {
            200..300 => Ok(Fetched::Page(Box::new(Page {
                url: url.clone(),
                fetched_at: self.clock.now(),
                status,
                headers: answer.headers,
                body: answer.body,
            }))),
            304 if conditional => Ok(Fetched::NotModified),
            304 => Err(Failure::new("bad-304", "HTTP 304 to a request that named no validator")),
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
        Ok(to) => Ok(Fetched::Redirected { to, permanent: matches!(status, 301 | 308) }),
    }
}
