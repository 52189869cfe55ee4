//! What is indexed of an article.

use std::ops::Range;

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
    /// Distinct persons in the order of mention.
    pub persons: Vec<IndexPerson>,
    /// Distinct document numbers, upper case: `32/QĐ-UBND`.
    pub documents: Vec<String>,
    /// Texts of the files it offers: found as part of it.
    pub attachments: Vec<IndexAttachment>,
    /// Distinct ids of the places it speaks of, `vn:00118@-2025`; what they lie in need not be among them.
    pub places: Vec<String>,
    /// If other articles are copies of its text: which of them all, this one too, was published first. All copies of
    /// a text must be given the same.
    pub first_copy: Option<ArticleId>,
}

impl IndexDocument {
    /// Title and body, one block a line: the text that [`IndexPost::sentence`] points into.
    pub fn text(&self) -> String {
        format!("{}\n{}", self.title, self.body)
    }
}

/// The text of a file that an article offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexAttachment {
    /// What the article calls it.
    pub label: String,
    /// Its text, a paragraph a line.
    pub text: String,
}

/// A person that an article names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndexPerson {
    /// Name for people: `Thẩm Bá Phước`.
    pub name: String,
    /// Id of the place that tells namesakes apart: that of a post, or else that of the site.
    pub place: Option<String>,
    /// Whether the article tells of a crime or an accident: who is named only there, and without a post, is a private
    /// person.
    pub private: bool,
    /// Posts that the article gives the person.
    pub posts: Vec<IndexPost>,
}

impl From<&str> for IndexPerson {
    fn from(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }
}

/// A post that an article gives a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexPost {
    /// With abbreviations written out: `Bí thư Đảng ủy`.
    pub post: String,
    /// Id of the place whose post it is.
    pub place: Option<String>,
    /// Whether the article says *nguyên* (former).
    pub former: bool,
    /// The sentence that shows it, in bytes of [`IndexDocument::text`].
    pub sentence: Range<usize>,
}
