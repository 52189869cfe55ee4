//! Articles as the archive gives them.

use chrono::{DateTime, Utc};
use langbao_article::{Article, ArticleId, CanonicalUrl, GoneReason, SiteId};
use serde::{Deserialize, Serialize};

use crate::CaptureId;

/// What a visit did to an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Seen for the first time.
    New,
    /// Its content differs from the last version: a new version.
    Edited,
    /// Only counters differ, or nothing.
    Unchanged,
    /// The page has no text any more where it had some: the last version stays the latest.
    Withheld,
}

/// An article with its latest version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleRecord {
    /// The id.
    pub id: ArticleId,
    /// The site it was found on.
    pub site: SiteId,
    /// The number of this version, from 1.
    pub version: u32,
    /// The number of this change in the change sequence.
    pub seq: u64,
    /// When this version was first seen.
    pub seen_at: DateTime<Utc>,
    /// When the article was first seen.
    pub first_seen_at: DateTime<Utc>,
    /// When it was last seen on its site.
    pub last_seen_at: DateTime<Utc>,
    /// When it was first missed, if it has not been seen since.
    pub suspected_at: Option<DateTime<Utc>>,
    /// Since when it is gone: when it was first missed, once a later visit has confirmed it. Of an article whose
    /// canonical link was never seen to answer, it is the URL where it was last seen that counts.
    pub gone_at: Option<DateTime<Utc>>,
    /// How the site first said that it is gone, of one that is suspected or gone.
    pub gone_reason: Option<GoneReason>,
    /// That an admin decided not to show it, and why: an index must forget it.
    pub hidden: Option<Hidden>,
    /// Ids under which it was known before it moved: an index must forget them.
    pub former_ids: Vec<ArticleId>,
    /// The capture that this version was extracted from.
    pub capture: CaptureId,
    /// The content. In the latest version, the view count is the one last seen.
    pub article: Article,
}

/// Why an article is not shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hidden {
    /// Since when.
    pub at: DateTime<Utc>,
    /// Why, for readers.
    pub reason: String,
    /// Whether a law or a court demands it, and not its publisher or its subject.
    pub legal: bool,
}

/// The place of a version among all, by when it was first seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct VersionMark {
    /// When it was first seen.
    pub seen_at: DateTime<Utc>,
    /// Its number in the change sequence.
    pub seq: u64,
}

/// A version with its place among all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredVersion {
    /// Its place: where reading goes on.
    pub mark: VersionMark,
    /// The article in this version.
    pub record: ArticleRecord,
}

/// An article among its copies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArticleCopy {
    /// The article.
    pub id: ArticleId,
    /// Its site.
    pub site: SiteId,
    /// Its address.
    pub url: CanonicalUrl,
    /// Its title.
    pub title: String,
    /// When it says that it was published.
    pub published_at: Option<DateTime<Utc>>,
    /// When it was first seen.
    pub first_seen_at: DateTime<Utc>,
    /// Which share of the shingles (four syllables in a row) of both texts is in both, as estimated, from 0 to 1; 1 if
    /// the words are the same, and of the article that was asked for.
    pub similarity: f64,
}

/// An article that is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoneArticle {
    /// The article.
    pub id: ArticleId,
    /// Where it lived.
    pub url: CanonicalUrl,
    /// Since when it is gone.
    pub since: DateTime<Utc>,
    /// How the site first said so.
    pub reason: Option<GoneReason>,
}

/// Something that happened to an article, besides its versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleEvent {
    /// When it was noticed.
    pub at: DateTime<Utc>,
    /// What.
    pub kind: ArticleEventKind,
    /// Of [`ArticleEventKind::Gone`] the reason, of [`ArticleEventKind::Moved`] the new address.
    pub detail: Option<String>,
}

/// What can happen to an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArticleEventKind {
    /// A second visit found it gone.
    Gone,
    /// It was gone and is there again.
    Back,
    /// It lives at another address from now on.
    Moved,
    /// It was read anew from its captures, and something came out differently.
    Reextracted,
    /// Its page had no text any more; the last version was kept.
    Withheld,
}

impl ArticleEventKind {
    const ALL: [Self; 5] = [Self::Gone, Self::Back, Self::Moved, Self::Reextracted, Self::Withheld];

    /// Returns its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Back => "back",
            Self::Moved => "moved",
            Self::Reextracted => "reextracted",
            Self::Withheld => "withheld",
        }
    }

    pub(crate) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// One version of an article, without its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionRecord {
    /// The number, from 1.
    pub version: u32,
    /// When this content was first seen.
    pub seen_at: DateTime<Utc>,
    /// The capture it was extracted from.
    pub capture: CaptureId,
    /// Lower-case hex of [`Article::content_hash`].
    pub content_hash: String,
}
