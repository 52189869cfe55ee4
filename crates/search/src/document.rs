//! What is indexed of an article.

use chrono::{DateTime, Utc};
use langbao_article::{ArticleId, Precision, SiteId};

/// An article with its mentions, ready for the index.
#[derive(Debug, Clone)]
pub struct IndexDocument {
    /// The article.
    pub id: ArticleId,
    /// Its site.
    pub site: SiteId,
    /// Its address.
    pub url: String,
    /// Title.
    pub title: String,
    /// Lead and body, one block a line.
    pub body: String,
    /// Section.
    pub section: Option<String>,
    /// Publication date.
    pub published_at: Option<DateTime<Utc>>,
    /// Its precision.
    pub precision: Option<Precision>,
    /// When this version was captured.
    pub captured_at: DateTime<Utc>,
    /// When the site stopped offering it.
    pub gone_at: Option<DateTime<Utc>>,
    /// Names of distinct persons, for people: `Thẩm Bá Phước`.
    pub persons: Vec<String>,
    /// Distinct document numbers, upper case: `32/QĐ-UBND`.
    pub documents: Vec<String>,
    /// Distinct ids of the places it speaks of, `vn:00118@-2025`; what they lie in need not be among them.
    pub places: Vec<String>,
}
