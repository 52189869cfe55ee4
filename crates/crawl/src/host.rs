//! How one host is treated: one request at a time, not too soon after the last, and not at all while it asks to be
//! left alone.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use tokio::sync::OwnedMutexGuard;
use url::Url;

use crate::CrawlSettings;
use crate::cookies::Cookies;
use crate::robots::{RobotsFile, Rules};
use crate::validators::Honesty;

/// Longest pause, whatever `Retry-After` or the doubling says.
const LONGEST_PAUSE: Duration = Duration::from_secs(24 * 60 * 60);

/// A family of URLs is left alone for this long, and so many of them.
const TRAP: TimeDelta = TimeDelta::days(30);
const MOST_TRAPS: usize = 200;

/// Longest that a request is thought to be on its way.
const LONGEST_WAY: TimeDelta = TimeDelta::seconds(2);

/// After so many failures in a row that blame the host, its pause is longer than a run waits by so much, even if the
/// server asks for less.
const MOST_STRIKES: u32 = 5;
const REST: Duration = Duration::from_secs(60);

/// The hosts this process has dealt with.
#[derive(Debug, Default)]
pub(crate) struct Hosts(Mutex<HashMap<String, Arc<Host>>>);

impl Hosts {
    /// Returns the host behind a name. `www.a.vn` and `a.vn` are one server, so they share their turn.
    pub(crate) fn get(&self, authority: &str) -> Arc<Host> {
        let authority = bare(authority);
        // Nothing can panic while the map is locked.
        let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(hosts.entry(authority.to_owned()).or_default())
    }
}

/// An authority without its `www.`: under this name a host waits its turn and is kept on disk.
pub(crate) fn bare(authority: &str) -> &str {
    authority.strip_prefix("www.").unwrap_or(authority)
}

/// The state of one host. Whoever holds the lock may send it a request, and waits for no other host meanwhile.
pub(crate) type Host = tokio::sync::Mutex<HostState>;

/// A host whose lock is held.
#[derive(Debug)]
pub(crate) struct HeldHost {
    /// The name that is asked, perhaps with `www.`.
    pub(crate) authority: String,
    pub(crate) state: OwnedMutexGuard<HostState>,
}

/// What is known of a host.
#[derive(Debug, Default)]
pub(crate) struct HostState {
    /// `None`: not yet asked of the store.
    memory: Option<Memory>,
    /// The rules of each name of the host, as read from its file.
    rules: HashMap<String, Rules>,
    cookies: Cookies,
    /// Something has changed that must outlive the process.
    unsaved: bool,
}

/// What is kept on disk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Memory {
    /// By name: `www.a.vn` may have another file than `a.vn`.
    robots: BTreeMap<String, RobotsFile>,
    pause: Option<Pause>,
    /// Failures in a row that blame the host.
    strikes: u32,
    /// When the last request was sent, as of the last time this was saved.
    last_start: Option<DateTime<Utc>>,
    /// A process is sending requests: unless it takes this back, the last one may be later than `last_start`.
    busy: bool,
    /// What its validators are worth.
    honesty: Honesty,
    /// Families of URLs that led nowhere, and when that was found.
    traps: BTreeMap<String, DateTime<Utc>>,
    /// When it was found to answer a wrong address with a status.
    says_404_at: Option<DateTime<Utc>>,
}

/// A time in which no request is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Pause {
    since: DateTime<Utc>,
    until: DateTime<Utc>,
}

impl HostState {
    pub(crate) fn is_loaded(&self) -> bool {
        self.memory.is_some()
    }

    /// Takes what an earlier process has saved. What cannot be read is forgotten: it is learnt again. A process that
    /// was killed may have sent its last request just now.
    pub(crate) fn load(&mut self, json: Option<&str>, now: DateTime<Utc>) {
        let mut memory = json.and_then(|json| serde_json::from_str::<Memory>(json).ok()).unwrap_or_default();
        if memory.busy {
            memory.last_start = Some(now);
            memory.busy = false;
        }
        self.memory = Some(memory);
    }

    /// Returns what is to be saved, if anything that matters after a restart has changed since the last call.
    pub(crate) fn take_unsaved(&mut self) -> Option<String> {
        std::mem::take(&mut self.unsaved).then(|| self.json()).flatten()
    }

    /// Returns what is to be saved at the end of a run, when it matters when the last request was sent.
    pub(crate) fn leave(&mut self) -> Option<String> {
        self.unsaved = false;
        self.memory.as_mut()?.busy = false;
        self.json()
    }

    fn json(&self) -> Option<String> {
        serde_json::to_string(self.memory.as_ref()?).ok()
    }

    pub(crate) fn cookies(&mut self) -> &mut Cookies {
        &mut self.cookies
    }

    /// Returns what its validators are worth.
    pub(crate) fn honesty(&self) -> Option<&Honesty> {
        self.memory.as_ref().map(|memory| &memory.honesty)
    }

    /// Returns the families of URLs that are left alone.
    pub(crate) fn traps(&self, now: DateTime<Utc>) -> Vec<String> {
        let traps = self.memory.iter().flat_map(|memory| &memory.traps);
        traps.filter(|(_, at)| **at <= now && now - **at < TRAP).map(|(family, _)| family.clone()).collect()
    }

    pub(crate) fn add_trap(&mut self, family: &str, now: DateTime<Utc>) {
        let traps = &mut self.memory().traps;
        traps.retain(|_, at| *at <= now && now - *at < TRAP);
        if traps.len() < MOST_TRAPS {
            traps.insert(family.to_owned(), now);
            self.unsaved = true;
        }
    }

    /// Says whether the host answers a wrong address with a status, as far as was found out lately.
    pub(crate) fn says_404(&self, now: DateTime<Utc>) -> bool {
        let at = self.memory.as_ref().and_then(|memory| memory.says_404_at);
        at.is_some_and(|at| at <= now && now - at < TimeDelta::days(1))
    }

    pub(crate) fn found_to_say_404(&mut self, now: DateTime<Utc>) {
        self.memory().says_404_at = Some(now);
        self.unsaved = true;
    }

    /// Learns what its validators are worth; `learn` says whether that matters after a restart.
    pub(crate) fn learn(&mut self, learn: impl FnOnce(&mut Honesty) -> bool) {
        self.unsaved |= learn(&mut self.memory().honesty);
    }

    fn memory(&mut self) -> &mut Memory {
        self.memory.get_or_insert_default()
    }

    /// Returns the rules for one name of the host unless its robots.txt must be read (again).
    pub(crate) fn rules(&self, authority: &str, now: DateTime<Utc>) -> Option<&Rules> {
        let file = self.memory.as_ref()?.robots.get(authority)?;
        self.rules.get(authority).filter(|_| file.is_fresh(now))
    }

    /// Makes the rules out of the file that was kept of one name, for the product token of this crawler.
    pub(crate) fn remember_rules(&mut self, authority: &str, product: &str) {
        if !self.rules.contains_key(authority)
            && let Some(file) = self.memory.as_ref().and_then(|memory| memory.robots.get(authority))
        {
            self.rules.insert(authority.to_owned(), file.rules(product));
        }
    }

    /// Returns the sitemaps that robots.txt names.
    pub(crate) fn sitemaps(&self, authority: &str) -> Vec<Url> {
        self.rules.get(authority).map(|rules| rules.sitemaps().to_vec()).unwrap_or_default()
    }

    pub(crate) fn set_robots(&mut self, authority: &str, file: RobotsFile, product: &str) {
        self.rules.insert(authority.to_owned(), file.rules(product));
        self.memory().robots.insert(authority.to_owned(), file);
        self.unsaved = true;
    }

    /// Returns how long the next request must wait, given the time wanted between the starts of two.
    pub(crate) fn wait(&self, now: DateTime<Utc>, delay: Duration) -> Duration {
        let Some(memory) = &self.memory else { return Duration::ZERO };
        let since_last =
            memory.last_start.map_or(Duration::MAX, |at| (now - at).to_std().unwrap_or_default());
        delay.saturating_sub(since_last).max(self.pause(now))
    }

    /// Returns how much longer the host is left alone. A pause from the future was noted before the clock was set
    /// back, and is over.
    pub(crate) fn pause(&self, now: DateTime<Utc>) -> Duration {
        match self.memory.as_ref().and_then(|memory| memory.pause) {
            Some(pause) if pause.since <= now => (pause.until - now).to_std().unwrap_or_default(),
            _ => Duration::ZERO,
        }
    }

    /// Says why the host is not to be asked now: its pause is longer than a run waits.
    pub(crate) fn reason_to_leave(&self, now: DateTime<Utc>, settings: &CrawlSettings) -> Option<String> {
        let pause = self.pause(now);
        (pause > settings.max_crawl_delay)
            .then(|| format!("it is left alone for another {} s", pause.as_secs()))
    }

    /// Notes that a request is sent now. The first one of a process is noted on disk before it is sent.
    pub(crate) fn start(&mut self, now: DateTime<Utc>) {
        let memory = self.memory();
        memory.last_start = Some(now);
        if !memory.busy {
            memory.busy = true;
            self.unsaved = true;
        }
    }

    /// Notes that an answer is there. Connecting takes time, so the host may have heard the request only now; of what
    /// takes long, though, most is its own work.
    pub(crate) fn heard(&mut self, now: DateTime<Utc>) {
        let memory = self.memory();
        if let Some(start) = memory.last_start
            && start < now
        {
            memory.last_start = Some(now.min(start + LONGEST_WAY));
        }
    }

    /// Notes that the host has answered like a host in good health.
    pub(crate) fn answered(&mut self) {
        let memory = self.memory();
        if memory.strikes > 0 || memory.pause.is_some() {
            (memory.strikes, memory.pause) = (0, None);
            self.unsaved = true;
        }
    }

    /// Notes a failure that blames the host, with its `Retry-After` if any.
    pub(crate) fn strike(&mut self, now: DateTime<Utc>, retry_after: Option<&str>, settings: &CrawlSettings) {
        let memory = self.memory();
        let mut pause = match retry_after.and_then(|value| read_retry_after(value, now)) {
            Some(asked) => asked,
            None => settings.backoff.saturating_mul(1 << memory.strikes.min(20)),
        };
        memory.strikes = memory.strikes.saturating_add(1);
        if memory.strikes >= MOST_STRIKES {
            pause = pause.max(settings.max_crawl_delay.saturating_add(REST));
        }
        let pause = TimeDelta::from_std(pause.min(LONGEST_PAUSE)).unwrap_or(TimeDelta::days(1));
        memory.pause = now.checked_add_signed(pause).map(|until| Pause { since: now, until });
        self.unsaved = true;
    }
}

/// Reads seconds or an HTTP date; a date that is past is no wait.
fn read_retry_after(value: &str, now: DateTime<Utc>) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let at: SystemTime = httpdate::parse_http_date(value).ok()?;
    Some((DateTime::<Utc>::from(at) - now).to_std().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    const NOON: &str = "2026-03-01T12:00:00Z";

    #[test]
    fn retry_after_in_both_forms() {
        let check = |value: &str, expected: Option<u64>| {
            assert_eq!(read_retry_after(value, at(NOON)), expected.map(seconds), "{value}");
        };
        check("120", Some(120));
        check("0", Some(0));
        check("Sun, 01 Mar 2026 12:01:30 GMT", Some(90));
        check("Sun, 01 Mar 2026 11:00:00 GMT", Some(0));
        check("mai", None);
        check("", None);
        check("-5", None);
    }

    #[test]
    fn requests_keep_their_distance() {
        let mut host = HostState::default();
        host.load(None, at(NOON));
        assert_eq!(host.wait(at(NOON), seconds(5)), Duration::ZERO);
        host.start(at(NOON));
        assert_eq!(host.wait(at("2026-03-01T12:00:02Z"), seconds(5)), seconds(3));
        assert_eq!(host.wait(at("2026-03-01T12:00:09Z"), seconds(5)), Duration::ZERO);
        assert_eq!(host.wait(at("2025-01-01T00:00:00Z"), seconds(5)), seconds(5), "the clock was set back");
    }

    #[test]
    fn pauses_double_and_are_forgotten_after_an_answer() {
        let settings = CrawlSettings::default();
        let mut host = HostState::default();
        host.load(None, at(NOON));
        let mut pauses = Vec::new();
        for _ in 0..4 {
            host.strike(at(NOON), None, &settings);
            pauses.push(host.wait(at(NOON), Duration::ZERO).as_secs());
        }
        assert_eq!(pauses, [10, 20, 40, 80]);
        assert!(host.reason_to_leave(at(NOON), &settings).is_some(), "80 s are longer than a run waits");
        host.answered();
        assert_eq!(host.wait(at(NOON), Duration::ZERO), Duration::ZERO);
        host.strike(at(NOON), Some("7"), &settings);
        assert_eq!(host.wait(at(NOON), Duration::ZERO), seconds(7));
        host.strike(at(NOON), Some("99999999999999999999"), &settings);
        assert_eq!(host.wait(at(NOON), Duration::ZERO), LONGEST_PAUSE);
    }

    #[test]
    fn the_fifth_failure_in_a_row_ends_the_run_whatever_the_server_asks() {
        let settings = CrawlSettings { backoff: Duration::ZERO, ..CrawlSettings::default() };
        let mut host = HostState::default();
        host.load(None, at(NOON));
        for _ in 0..4 {
            host.strike(at(NOON), Some("0"), &settings);
            assert_eq!(host.reason_to_leave(at(NOON), &settings), None);
        }
        host.strike(at(NOON), Some("0"), &settings);
        assert!(host.reason_to_leave(at(NOON), &settings).is_some());
        assert_eq!(
            host.reason_to_leave(at("2026-03-01T12:01:00Z"), &settings),
            None,
            "a later run tries again"
        );
    }

    #[test]
    fn only_what_matters_is_saved_and_it_survives() {
        let mut host = HostState::default();
        host.load(None, at(NOON));
        host.start(at(NOON));
        assert!(host.take_unsaved().is_some(), "that there is a process");
        host.start(at(NOON));
        host.answered();
        assert_eq!(host.take_unsaved(), None, "an ordinary request costs no write");
        let robots = RobotsFile::new(at(NOON), Some("User-agent: *\nCrawl-delay: 9".to_owned()));
        host.set_robots("www.a.vn", robots, "langbao");
        host.strike(at(NOON), Some("600"), &CrawlSettings::default());
        let json = host.take_unsaved().unwrap();
        assert_eq!(host.take_unsaved(), None);

        let mut later = HostState::default();
        later.load(Some(&json), at(NOON));
        later.remember_rules("www.a.vn", "langbao");
        assert_eq!(later.rules("www.a.vn", at(NOON)).unwrap().crawl_delay(), Some(seconds(9)));
        assert!(later.rules("a.vn", at(NOON)).is_none(), "another name, another file");
        assert_eq!(later.wait(at(NOON), seconds(1)), seconds(600));
        assert!(later.rules("www.a.vn", at("2026-03-03T12:00:00Z")).is_none());

        let mut damaged = HostState::default();
        damaged.load(Some("{\"robots\": 7}"), at(NOON));
        assert!(damaged.is_loaded() && damaged.rules("a.vn", at(NOON)).is_none());
    }

    #[test]
    fn a_name_with_www_is_the_same_host() {
        let hosts = Hosts::default();
        assert!(Arc::ptr_eq(&hosts.get("www.a.vn:8080"), &hosts.get("a.vn:8080")));
        assert!(!Arc::ptr_eq(&hosts.get("www.a.vn"), &hosts.get("b.vn")));
    }

    #[test]
    fn a_process_that_was_killed_may_just_have_asked() {
        let mut host = HostState::default();
        host.load(None, at(NOON));
        host.start(at(NOON));
        let killed = host.take_unsaved().unwrap();
        let much_later = at("2026-03-01T18:00:00Z");
        let wait = |json: &str| {
            let mut next = HostState::default();
            next.load(Some(json), much_later);
            next.wait(much_later, seconds(5))
        };
        assert_eq!(wait(&killed), seconds(5));
        assert_eq!(wait(&host.leave().unwrap()), Duration::ZERO, "one that ended in order");
    }
}
