//! What a page is if it is no article.

use std::fmt;

use serde::Serialize;

/// What a page is that is no article. Written as one word in snake case, which stays what it is: `soft_404`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(into = "&'static str")]
pub enum PageKind {
    /// Headlines, with or without their leads.
    List,
    /// The front page of a site.
    HomePage,
    /// A form to search with, or what was found.
    SearchPage,
    /// A form to log in with, and nothing else.
    LoginWall,
    /// It says that there is no such page, whatever its status.
    SoftNotFound,
    /// An answer of a status other than 2xx.
    ErrorStatus,
    /// Nothing can be read before its scripts have run.
    JsShell,
    /// A document, an image, a feed: not HTML.
    NotHtml,
    /// More bytes or text than any article has.
    TooLarge,
    /// About the site itself: its contacts, its history.
    AboutSite,
    /// There is no text.
    NoText,
    /// The site's profile has nothing read there.
    Ignored,
    /// Too little speaks for an article.
    NotArticle,
}

impl PageKind {
    /// Returns its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::HomePage => "home_page",
            Self::SearchPage => "search_page",
            Self::LoginWall => "login_wall",
            Self::SoftNotFound => "soft_404",
            Self::ErrorStatus => "error_status",
            Self::JsShell => "js_shell",
            Self::NotHtml => "not_html",
            Self::TooLarge => "too_large",
            Self::AboutSite => "about_site",
            Self::NoText => "no_text",
            Self::Ignored => "ignored",
            Self::NotArticle => "not_article",
        }
    }
}

impl From<PageKind> for &'static str {
    fn from(kind: PageKind) -> Self {
        kind.as_str()
    }
}

impl fmt::Display for PageKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a page is refused.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) kind: PageKind,
    /// For people, in English.
    pub(crate) reason: String,
    /// What would be its text; see [`crate::Extraction`].
    pub(crate) text: String,
}

impl Refusal {
    pub(crate) fn new(kind: PageKind, reason: impl Into<String>) -> Self {
        Self { kind, reason: reason.into(), text: String::new() }
    }
}
