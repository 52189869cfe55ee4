//! Whether the validators of a host (`ETag`, `Last-Modified`) can be believed. Some frameworks stamp all pages with
//! one `ETag`, others never change it; asked conditionally, such a host says "not modified" of every edit.

use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};

use langbao_article::{CanonicalUrl, Page};
use serde::{Deserialize, Serialize};

/// Each URL is asked for without validators once in so many visits, some URLs in every run: often enough to find
/// a host out, and seldom enough to cost nothing.
const UNCONDITIONAL: u64 = 25;

/// Pages whose `ETag` is remembered to compare with that of others.
const REMEMBERED: usize = 12;

/// What is known of a host's validators; kept on disk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Honesty {
    /// They were found to be the same for different contents.
    lies: bool,
    /// A page that had changed came with another validator than the one that was asked with.
    proven: bool,
    /// Digests of `ETag` and body of the last pages.
    #[serde(skip)]
    last: VecDeque<(u64, u64)>,
}

impl Honesty {
    pub(crate) fn lies(&self) -> bool {
        self.lies
    }

    /// Whether they were seen to tell of a change.
    pub(crate) fn is_proven(&self) -> bool {
        self.proven && !self.lies
    }

    /// Notes that they told of a change. Returns whether that is news.
    pub(crate) fn prove(&mut self) -> bool {
        !std::mem::replace(&mut self.proven, true)
    }

    /// Looks at a page: two pages with one `ETag` and different bodies give the host away. Returns whether it has just
    /// been found out.
    pub(crate) fn see(&mut self, page: &Page) -> bool {
        let Some(etag) = page.header("etag").filter(|_| !self.lies) else { return false };
        let (etag, body) = (digest(etag), digest(&page.body));
        if self.last.iter().any(|(known, other)| *known == etag && *other != body) {
            return self.found_out();
        }
        if self.last.len() == REMEMBERED {
            self.last.pop_front();
        }
        self.last.push_back((etag, body));
        false
    }

    /// Notes that a page has changed under the same validator. Returns whether that is news.
    pub(crate) fn found_out(&mut self) -> bool {
        !std::mem::replace(&mut self.lies, true)
    }
}

/// Says whether this visit of a URL asks without validators, whatever is known of the host.
pub(crate) fn is_unconditional(url: &CanonicalUrl, visits: u32) -> bool {
    let place = (url.as_url().path(), url.as_url().query());
    (digest(place) % UNCONDITIONAL + u64::from(visits)).is_multiple_of(UNCONDITIONAL)
}

fn digest(what: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn page(etag: Option<&str>, body: &str) -> Page {
        Page {
            url: CanonicalUrl::parse("https://a.vn/").unwrap(),
            fetched_at: DateTime::UNIX_EPOCH,
            status: 200,
            headers: etag.map(|etag| ("etag".to_owned(), etag.to_owned())).into_iter().collect(),
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn one_etag_for_all_pages_is_a_lie() {
        let mut honesty = Honesty::default();
        assert!(!honesty.see(&page(None, "một")) && !honesty.see(&page(None, "hai")));
        assert!(!honesty.see(&page(Some("\"1\""), "một")) && !honesty.see(&page(Some("\"2\""), "hai")));
        assert!(!honesty.see(&page(Some("\"1\""), "một")), "the same page under another URL");
        assert!(honesty.see(&page(Some("\"1\""), "ba")) && honesty.lies());
        assert!(!honesty.see(&page(Some("\"1\""), "bốn")), "no news any more");
        assert!(honesty.prove() && !honesty.prove() && !honesty.is_proven(), "once a liar");
    }

    #[test]
    fn each_url_is_asked_plainly_once_in_a_while() {
        let plain = |url: &CanonicalUrl| (0..100).filter(|n| is_unconditional(url, *n)).count();
        let urls: Vec<CanonicalUrl> =
            (0..500).map(|n| CanonicalUrl::parse(&format!("https://a.vn/tin/{n}")).unwrap()).collect();
        assert!(urls.iter().all(|url| plain(url) == 4));
        let at_once = urls.iter().filter(|url| is_unconditional(url, 1)).count();
        assert!((5..=40).contains(&at_once), "{at_once} of 500 in one run");
    }
}
