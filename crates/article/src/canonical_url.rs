//! The identity of a page.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

/// A URL after normalisation: `http`, `https`, or `import` for what was imported from a file.
///
/// Lower-case scheme and host, no default port, no user name, no fragment, no session id, no tracking
/// parameter. Two links with the same `CanonicalUrl` are the same page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CanonicalUrl(Url);

/// Why a string is not a [`CanonicalUrl`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Not a URL at all.
    #[error("\"{url}\" is not a URL: {reason}")]
    Invalid {
        /// What was given.
        url: String,
        /// What the URL parser said.
        reason: String,
    },
    /// A URL of another scheme, such as `mailto:`.
    #[error("\"{0}\" is neither http nor https")]
    Scheme(String),
    /// A URL of more than [`CanonicalUrl::MAX_BYTES`].
    #[error("a URL of {0} bytes is longer than {max} bytes", max = CanonicalUrl::MAX_BYTES)]
    TooLong(usize),
}

impl CanonicalUrl {
    /// The longest URL that is kept, in bytes.
    pub const MAX_BYTES: usize = 2048;

    /// Parses and normalises an absolute URL.
    ///
    /// # Errors
    /// See [`UrlError`].
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        let url = Url::parse(text.trim())
            .map_err(|e| UrlError::Invalid { url: text.to_owned(), reason: e.to_string() })?;
        Self::from_url(url)
    }

    /// Resolves a link found on this page and normalises it.
    ///
    /// # Errors
    /// See [`UrlError`].
    pub fn join(&self, href: &str) -> Result<Self, UrlError> {
        let url = self
            .0
            .join(href.trim())
            .map_err(|e| UrlError::Invalid { url: href.to_owned(), reason: e.to_string() })?;
        Self::from_url(url)
    }

    /// Normalises a parsed URL.
    ///
    /// # Errors
    /// See [`UrlError`].
    pub fn from_url(mut url: Url) -> Result<Self, UrlError> {
        if !matches!(url.scheme(), "http" | "https" | "import") {
            return Err(UrlError::Scheme(url.into()));
        }
        url.set_fragment(None);
        // Only URLs without a host refuse these, and those have neither.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        if let Some(at) = url.path().to_ascii_lowercase().find(";jsessionid=") {
            let path = url.path()[..at].to_owned();
            url.set_path(&path);
        }
        if url.path().split('/').any(is_session) {
            let kept: Vec<&str> = url.path().split('/').filter(|segment| !is_session(segment)).collect();
            let path = kept.join("/");
            url.set_path(&path);
        }
        if url.query().is_some() {
            let kept: Vec<&str> = url
                .query()
                .unwrap_or_default()
                .split('&')
                .filter(|pair| !pair.is_empty() && !is_tracking(pair.split('=').next().unwrap_or_default()))
                .collect();
            let kept = kept.join("&");
            url.set_query(if kept.is_empty() { None } else { Some(&kept) });
        }
        if url.as_str().len() > Self::MAX_BYTES {
            return Err(UrlError::TooLong(url.as_str().len()));
        }
        Ok(Self(url))
    }

    /// Returns the URL of an article without what tells from where in a list it was reached: paging state, the way back.
    #[must_use]
    pub(crate) fn without_list_state(&self) -> Self {
        let Some(query) = self.0.query() else { return self.clone() };
        // Liferay: the path names the article, all else is the list's.
        let path = self.0.path();
        let is_named_by_path = path.contains("/-/view_content/")
            || (path.contains("/-/asset_publisher/") && path.contains("/content/"));
        let kept: Vec<&str> = query
            .split('&')
            .filter(|pair| !is_named_by_path && !is_list_state(pair.split('=').next().unwrap_or_default()))
            .collect();
        let kept = kept.join("&");
        let mut url = self.0.clone();
        url.set_query(if kept.is_empty() { None } else { Some(&kept) });
        Self(url)
    }

    /// Returns the normalised text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Returns the parsed URL.
    pub fn as_url(&self) -> &Url {
        &self.0
    }

    /// Returns `host` or `host:port` (port only if it is not the scheme's own): the unit of politeness.
    pub fn authority(&self) -> String {
        match (self.0.host_str(), self.0.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (Some(host), None) => host.to_owned(),
            (None, _) => String::new(),
        }
    }
}

/// Segments in which ASP.NET carries a session: `(S(lit3py55t21z5v55vlm25s55))`.
fn is_session(segment: &str) -> bool {
    let inside = segment.strip_prefix('(').and_then(|rest| rest.strip_suffix("))"));
    inside.is_some_and(|inside| {
        let mut chars = inside.chars();
        chars.next().is_some_and(|c| c.is_ascii_uppercase()) && chars.next() == Some('(')
    })
}

/// Parameters that say which page of a list the reader came from.
fn is_list_state(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(
        name.as_str(),
        "pageindex"
            | "pagesize"
            | "entries_page"
            | "_cur"
            | "cur"
            | "_delta"
            | "delta"
            | "p_r_p_resetcur"
            | "inheritredirect"
            | "redirect"
            | "returnurl"
            | "backurl"
    ) || name.ends_with("_redirect")
        || name.ends_with("_backurl")
}

/// Parameters that say where the reader came from, never which page is meant.
fn is_tracking(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("utm_")
        || matches!(
            name.as_str(),
            "fbclid"
                | "gclid"
                | "zarsrc"
                | "zalo_src"
                | "mc_cid"
                | "mc_eid"
                | "jsessionid"
                | "phpsessid"
                | "aspsessionid"
                | "sessionid"
                | "session_id"
                | "sessid"
                | "sid"
        )
}

impl TryFrom<String> for CanonicalUrl {
    type Error = UrlError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<CanonicalUrl> for String {
    fn from(url: CanonicalUrl) -> Self {
        url.0.into()
    }
}

impl fmt::Display for CanonicalUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_page_same_url() {
        let check = |input: &str, expected: &str| {
            assert_eq!(CanonicalUrl::parse(input).unwrap().as_str(), expected, "{input}");
        };
        check("HTTP://Phuong.Example.VN:80/Tin#top", "http://phuong.example.vn/Tin");
        check("https://a.vn/x.html;jsessionid=1A2B?fbclid=1&id=2&utm_source=f", "https://a.vn/x.html?id=2");
        check("https://a.vn/x?SID=77aa&id=2&sessionid=1", "https://a.vn/x?id=2");
        check("https://u:p@a.vn/?", "https://a.vn/");
        check("http://a.vn/(S(lit3py55t21z5v55vlm25s55))/tin/1.aspx", "http://a.vn/tin/1.aspx");
        check("http://a.vn/(X(1)S(lit3py55))/", "http://a.vn/");
        check("http://a.vn/tin(1)/(2020)", "http://a.vn/tin(1)/(2020)");
        check("import://local/tin/bài-1.txt", "import://local/tin/b%C3%A0i-1.txt");
    }

    #[test]
    fn the_state_of_a_list_is_no_part_of_an_article() {
        let check = |path: &str, expected: &str| {
            let url = CanonicalUrl::parse(&format!("http://a.vn{path}")).unwrap().without_list_state();
            assert_eq!(url.as_str(), format!("http://a.vn{expected}"));
        };
        check("/TinTuc/View/hop?PageIndex=12", "/TinTuc/View/hop");
        check("/p/tin.html?id=5&Entries_page=6", "/p/tin.html?id=5");
        check(
            "/tin/-/asset_publisher/aBcD12345678/content/hop?inheritRedirect=false&x=1",
            "/tin/-/asset_publisher/aBcD12345678/content/hop",
        );
        check("/tin/hop?page=2", "/tin/hop?page=2");
    }

    #[test]
    fn other_schemes_are_refused() {
        assert!(matches!(CanonicalUrl::parse("mailto:a@b.vn"), Err(UrlError::Scheme(_))));
        assert!(matches!(CanonicalUrl::parse("không phải"), Err(UrlError::Invalid { .. })));
    }
}
