//! What a host's robots.txt says (RFC 9309).

use chrono::{DateTime, TimeDelta, Utc};
use robotxt::{BYTE_LIMIT, Robots};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use url::Url;

use crate::failure::Failure;
use crate::fetcher::{Answer, Fetcher, Headers, Limit};

/// A file is used this long before it is read again (RFC 9309, section 2.4).
const FRESH: TimeDelta = TimeDelta::hours(24);

/// RFC 9309, section 2.3.1.2.
pub(crate) const MOST_REDIRECTS: usize = 5;

/// A robots.txt as read at a time: what is kept of it on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RobotsFile {
    fetched_at: DateTime<Utc>,
    /// `None`: there is no such file, so there are no rules.
    text: Option<String>,
}

impl RobotsFile {
    pub(crate) fn new(fetched_at: DateTime<Utc>, text: Option<String>) -> Self {
        Self { fetched_at, text }
    }

    /// Says whether it need not be read again yet. One from the future was read before the clock was set back.
    pub(crate) fn is_fresh(&self, now: DateTime<Utc>) -> bool {
        self.fetched_at <= now && now - self.fetched_at < FRESH
    }

    /// Reads the rules for this crawler.
    pub(crate) fn rules(&self, product: &str) -> Rules {
        let text = self.text.as_deref().unwrap_or_default();
        Rules(Robots::parse(text.as_bytes(), product))
    }
}

/// The rules that apply to this crawler.
#[derive(Debug, Clone)]
pub(crate) struct Rules(Robots);

impl Rules {
    pub(crate) fn allow(&self, url: &Url) -> bool {
        self.0.is_url_allowed(url)
    }

    pub(crate) fn crawl_delay(&self) -> Option<Duration> {
        self.0.crawl_delay()
    }

    pub(crate) fn sitemaps(&self) -> &[Url] {
        self.0.sitemaps()
    }
}

/// No answer that says what may be fetched, so nothing may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unreachable {
    pub(crate) failure: Failure,
    /// The server's `Retry-After`.
    pub(crate) retry_after: Option<String>,
}

impl From<Failure> for Unreachable {
    fn from(failure: Failure) -> Self {
        Self { failure, retry_after: None }
    }
}

/// One answer on the way to a robots.txt.
#[derive(Debug)]
pub(crate) enum Told {
    /// The file; `None`: there is none.
    File(Option<String>),
    /// It is elsewhere, perhaps on another host; what is found there applies to the host that was asked first.
    Moved(Url),
}

/// Returns where the robots.txt of the host of a URL is.
pub(crate) fn place(url: &Url) -> Result<Url, Unreachable> {
    url.join("/robots.txt")
        .map_err(|error| Failure::new("bad-url", format!("{url} has no robots.txt: {error}")).into())
}

/// Sends one request.
pub(crate) async fn ask(fetcher: &Fetcher, at: &Url, lenient_tls: bool) -> Result<Told, Unreachable> {
    let headers = Headers { lenient_tls, ..Headers::default() };
    let answer = fetcher.get(at, headers, Limit::Cut(BYTE_LIMIT)).await?;
    if answer.is_redirect() {
        let to = answer.header("location").and_then(|to| at.join(to).ok());
        return Ok(to.map_or(Told::File(None), Told::Moved));
    }
    read(answer).map(Told::File)
}

fn read(answer: Answer) -> Result<Option<String>, Unreachable> {
    match answer.status {
        200..300 => {
            Ok(Some(String::from_utf8_lossy(&answer.body).into_owned()).filter(|text| !is_html(text)))
        }
        // "Too many requests" tells of the server's load, not that there is no such file.
        429 => Err(unreachable(&answer)),
        400..500 => Ok(None),
        _ => Err(unreachable(&answer)),
    }
}

fn unreachable(answer: &Answer) -> Unreachable {
    let status = answer.status;
    Unreachable {
        failure: Failure::new(format!("status-{status}"), format!("HTTP {status}")),
        retry_after: answer.header("retry-after").map(str::to_owned),
    }
}

/// Portals answer any unknown path with a page of status 200. Whatever the header says of its type: no line of a
/// robots.txt begins with a tag.
fn is_html(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with('<')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, path: &str, allowed: bool) {
        let rules = RobotsFile::new(DateTime::UNIX_EPOCH, Some(text.to_owned())).rules("langbao");
        let url = Url::parse("https://phuong.example.vn").unwrap().join(path).unwrap();
        assert_eq!(rules.allow(&url), allowed, "{path} under {text:?}");
    }

    #[test]
    fn our_group_wins_over_the_star() {
        let text = "User-agent: *\nDisallow: /\n\nUser-Agent: LangBao\nDisallow: /noi-bo/\n";
        check(text, "/tin-tuc", true);
        check(text, "/noi-bo/x", false);
        check("User-agent: langbaobot\nDisallow: /\n", "/", true);
    }

    #[test]
    fn files_as_people_write_them() {
        let text = "\u{feff}# Cấm máy tìm kiếm vào khu quản trị\r\nUSER-AGENT:*\r\ndisallow: /quan-tri # tạm thời\r\n";
        check(text, "/quan-tri/x", false);
        check(text, "/", true);
        check("User-agent: *\nDisallow: /tin-tức\n", "/tin-t%E1%BB%A9c/1", false);
        check("User-agent: *\nDisallow: /*.aspx$\nAllow: /tin*.aspx$\n", "/a.aspx", false);
        check("User-agent: *\nDisallow: /*.aspx$\nAllow: /tin*.aspx$\n", "/tin/a.aspx", true);
        check("", "/", true);
    }

    #[test]
    fn pages_in_place_of_the_file() {
        for page in ["<!DOCTYPE html><p>Disallow: /", "\u{feff}\r\n <html>"] {
            assert!(is_html(page), "{page}");
        }
        assert!(!is_html("User-agent: *"));
    }

    #[test]
    fn a_day_old_is_old_and_so_is_tomorrow() {
        let file = RobotsFile::new("2026-03-01T00:00:00Z".parse().unwrap(), None);
        let check = |now: &str, fresh| assert_eq!(file.is_fresh(now.parse().unwrap()), fresh, "{now}");
        check("2026-03-01T23:59:59Z", true);
        check("2026-03-02T00:00:00Z", false);
        check("2026-02-28T23:59:59Z", false);
    }
}
