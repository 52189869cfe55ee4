//! What belongs to a site.

use std::sync::Arc;
use std::time::Duration;

use langbao_article::{CanonicalUrl, SiteId, SiteProfile};

use crate::Windows;

/// A site as the crawler sees it.
#[derive(Debug, Clone)]
pub struct SiteScope {
    /// Its name.
    pub site: SiteId,
    /// Where a run begins, at depth 0.
    pub start_urls: Vec<CanonicalUrl>,
    /// Its own time between two requests, in place of that of the settings.
    pub delay: Option<Duration>,
    /// How its URLs are read; `None`: by their shape alone.
    pub profile: Option<Arc<SiteProfile>>,
    /// When it may be crawled; `None`: at any time.
    pub windows: Option<Arc<Windows>>,
    /// Whether its servers are believed though nobody vouches for their certificates.
    pub lenient_tls: bool,
}

impl SiteScope {
    /// Returns the scope of a site that is crawled at any time, in no way of its own.
    pub fn new(site: SiteId, start_urls: Vec<CanonicalUrl>) -> Self {
        Self { site, start_urls, delay: None, profile: None, windows: None, lenient_tls: false }
    }

    /// Says whether a URL belongs to the site: its authority is that of a start page, or the `www.` twin of one.
    /// `http` and `https` are the same.
    pub fn contains(&self, url: &CanonicalUrl) -> bool {
        is_web(url) && self.start_urls.iter().any(|start| is_web(start) && same_authority(start, url))
    }

    /// Writes a link of the site the way the page that carries it is written, if the two differ only in `www.` or
    /// in `http` for `https`: a site that answers under both names would be fetched twice.
    pub(crate) fn like_page(page: &CanonicalUrl, link: CanonicalUrl) -> CanonicalUrl {
        let (from, to) = (page.as_url(), link.as_url());
        if !same_authority(page, &link) || (from.scheme(), from.host_str()) == (to.scheme(), to.host_str()) {
            return link;
        }
        let mut url = to.clone();
        let moved = url.set_host(from.host_str()).is_ok()
            && (from.scheme() != "https" || to.port().is_some() || url.set_scheme("https").is_ok());
        match moved.then(|| CanonicalUrl::from_url(url)) {
            Some(Ok(url)) => url,
            _ => link,
        }
    }
}

fn is_web(url: &CanonicalUrl) -> bool {
    matches!(url.as_url().scheme(), "http" | "https")
}

/// Compares without `www.`; the default ports of both schemes count as the same.
fn same_authority(a: &CanonicalUrl, b: &CanonicalUrl) -> bool {
    bare(&a.authority()) == bare(&b.authority())
}

fn bare(authority: &str) -> &str {
    authority.strip_prefix("www.").unwrap_or(authority)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> CanonicalUrl {
        CanonicalUrl::parse(text).unwrap()
    }

    #[test]
    fn twins_are_in_scope_and_strangers_are_not() {
        let scope = SiteScope::new("p".parse().unwrap(), vec![url("https://www.phuong.example.vn/tin")]);
        for inside in [
            "https://www.phuong.example.vn/",
            "http://phuong.example.vn/x",
            "https://phuong.example.vn/",
            "http://www.phuong.example.vn:80/",
        ] {
            assert!(scope.contains(&url(inside)), "{inside}");
        }
        for outside in [
            "https://quan.example.vn/",
            "https://a.phuong.example.vn/",
            "https://phuong.example.vn:8443/",
            "https://phuong.example.vn.evil.example/",
            "import://phuong.example.vn/x",
        ] {
            assert!(!scope.contains(&url(outside)), "{outside}");
        }
    }

    #[test]
    fn links_follow_the_name_of_their_page() {
        let check = |page: &str, link: &str, expected: &str| {
            assert_eq!(SiteScope::like_page(&url(page), url(link)), url(expected), "{page} {link}");
        };
        check("https://a.vn/", "http://www.a.vn/x?y=1", "https://a.vn/x?y=1");
        check("http://a.vn/", "https://a.vn/x", "https://a.vn/x");
        check("https://a.vn/", "http://b.vn/x", "http://b.vn/x");
        check("https://a.vn:8443/", "http://www.a.vn:8443/x", "http://a.vn:8443/x");
    }
}
