//! What a URL is thought to be.

use serde::{Deserialize, Serialize};

/// What a URL of a site is thought to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// A sitemap or an index of sitemaps.
    Sitemap,
    /// An RSS or Atom feed.
    Feed,
    /// A list of articles: home page, section, page n.
    List,
    /// An article.
    Article,
    /// Not known before it is fetched.
    Unknown,
    /// A file that an article offers. Only known from the article.
    Attachment,
    /// A further page of an article that is spread over several. Only known from its first page.
    Part,
}
