//! The log of requests, and what it proves.

use std::collections::HashMap;
use std::time::Duration;

use super::hosts::Spec;

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The site's id; empty for the address that must not be asked.
    pub site: String,
    /// Path and query.
    pub path: String,
    /// The round it came in.
    pub round: u32,
    /// Since the sites were started.
    pub began: Duration,
    /// When the answer was sent, or the visitor had hung up; `None`: not yet.
    pub ended: Option<Duration>,
    /// The status of the answer; 0: none.
    pub status: u16,
    /// Seconds that the answer asked to be left alone.
    pub retry_after: Option<u64>,
}

#[derive(Debug, Default)]
pub(crate) struct Log {
    pub(crate) requests: Vec<Request>,
}

/// The clocks of two processes and the way between them.
const TOLERANCE: Duration = Duration::from_millis(8);

impl Log {
    /// Notes a request and returns its place.
    pub(crate) fn begin(&mut self, request: Request) -> usize {
        self.requests.push(request);
        self.requests.len() - 1
    }

    pub(crate) fn end(&mut self, at: usize, ended: Duration, status: u16, retry_after: Option<u64>) {
        if let Some(request) = self.requests.get_mut(at) {
            (request.ended, request.status, request.retry_after) = (Some(ended), status, retry_after);
        }
    }

    pub(crate) fn violations(&self, delay: Duration, hosts: &[(&Spec, String)]) -> Vec<String> {
        let mut found = Vec::new();
        let mut of_host: HashMap<&str, Vec<&Request>> = HashMap::new();
        for request in &self.requests {
            of_host.entry(&request.site).or_default().push(request);
        }
        for stranger in of_host.remove("").unwrap_or_default() {
            found.push(format!("a forbidden address was asked for {}", stranger.path));
        }
        for (spec, site) in hosts {
            let requests = of_host.remove(site.as_str()).unwrap_or_default();
            if let Some(first) = requests.first().filter(|first| first.path != "/robots.txt") {
                found.push(format!("{site}: {} before robots.txt", first.path));
            }
            let delay = delay.max(spec.crawl_delay);
            for pair in requests.windows(2) {
                let (a, b) = (pair[0], pair[1]);
                let what = format!("{site}: {} after {}", b.path, a.path);
                if a.ended.is_none_or(|ended| ended > b.began + TOLERANCE) {
                    found.push(format!("{what}: two at once"));
                }
                if b.began + TOLERANCE < a.began + delay {
                    found.push(format!("{what}: {:?} between their starts", b.began - a.began));
                }
                let asked = a.retry_after.map(Duration::from_secs);
                if asked.zip(a.ended).is_some_and(|(asked, ended)| b.began + TOLERANCE < ended + asked) {
                    found.push(format!("{what}: sooner than Retry-After"));
                }
            }
            for request in requests {
                let path = &request.path;
                if path != "/robots.txt"
                    && (spec.closed || spec.forbidden.iter().any(|part| path.contains(part)))
                {
                    found.push(format!("{site}: {path} is forbidden by robots.txt"));
                }
            }
        }
        found
    }
}
