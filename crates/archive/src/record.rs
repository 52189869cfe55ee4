//! What the archive takes of visits and gives of the frontier and of captures.

use chrono::{DateTime, Utc};
use langbao_article::{Article, ArticleId, CanonicalUrl, GoneReason, LinkKind, Page, SiteId};
use serde::{Deserialize, Serialize};

use crate::{Change, RunId, Yield};

/// The number of a capture, growing in the order of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CaptureId(pub i64);

/// The number of a decision, growing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DecisionId(pub i64);

/// What an admin decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRecord {
    /// Its number.
    pub id: DecisionId,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// What it says, in the words of the room it is for.
    pub json: String,
    /// When it was undone, from when on it is not in force.
    pub undone_at: Option<DateTime<Utc>>,
}

/// A link found on a page, to be put into the frontier unless it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrontierLink {
    /// Where it leads.
    pub url: CanonicalUrl,
    /// What it probably is.
    pub kind: LinkKind,
    /// Steps from a start page.
    pub depth: u32,
    /// A mark of what the page says of it, to be compared when the page is seen again; 0: nothing. Kept of lists, feeds
    /// and sitemaps.
    pub mark: u64,
}

/// A URL of the frontier with what is known from its last visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrontierEntry {
    /// The site it belongs to.
    pub site: SiteId,
    /// The URL.
    pub url: CanonicalUrl,
    /// What it is thought to be.
    pub kind: LinkKind,
    /// Steps from a start page.
    pub depth: u32,
    /// When it is due; entries of one depth are taken in this order, then by kind and time of discovery. Never by itself:
    /// [`DateTime::MAX_UTC`].
    pub due_at: DateTime<Utc>,
    /// When it was discovered.
    pub discovered_at: DateTime<Utc>,
    /// The `ETag` of the last 200.
    pub etag: Option<String>,
    /// The `Last-Modified` of the last 200.
    pub last_modified: Option<String>,
    /// When it was last visited.
    pub visited_at: Option<DateTime<Utc>>,
    /// When its content last changed, as seen by us: a new or edited article, a list with links that were new,
    /// another body for anything else.
    pub changed_at: Option<DateTime<Utc>>,
    /// Visits so far.
    pub visits: u32,
    /// Visits in a row that found nothing new; visits without an answer are passed over.
    pub unchanged: u32,
    /// Failures in a row, 404s and 410s among them.
    pub failures: u32,
    /// Whether a list has said something else of it since its last visit, or names it no more.
    pub hinted: bool,
    /// That is so because the lists that named it name it no more.
    pub unlisted: bool,
    /// What the last visit met: "200", "304", "404", "redirect", "robots", "timeout" …
    pub last_outcome: Option<String>,
}

/// What a visit met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A response worth keeping: it is written to the WARC file.
    Page(Box<Page>),
    /// 304.
    NotModified,
    /// The page is no more, says the site. The article that lived there is suspected to be gone; a second visit that
    /// says so, in another round or an hour later, makes it gone.
    Gone {
        /// How the site says so.
        reason: GoneReason,
    },
    /// Moved; the target is among the links of the visit.
    Redirected {
        /// Where to.
        to: CanonicalUrl,
        /// Whether for good (301, 308): then an article that is found at the target goes on with the history of the
        /// one that lived here.
        permanent: bool,
    },
    /// robots.txt forbids it.
    Disallowed,
    /// Anything else; tried again later.
    Failed {
        /// One short word for statistics: "timeout", "status-500", "too-large", "dns", "private-address" …
        code: String,
        /// For people.
        detail: String,
    },
}

/// The headers of a request and of an answer without a page, in the order of the wire, names in lower case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exchange {
    /// What was sent.
    pub request: Vec<(String, String)>,
    /// What came with a 304; that of a page is in the page.
    pub not_modified: Vec<(String, String)>,
    /// Nobody vouched for the server: the site's setting let a broken chain of certificates pass.
    pub unverified: bool,
}

/// One visit of a URL, with all that follows from it: stored in one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The run it belongs to; `None` for imports and single URLs.
    pub run: Option<RunId>,
    /// The site.
    pub site: SiteId,
    /// The URL visited, as in the frontier.
    pub url: CanonicalUrl,
    /// When.
    pub at: DateTime<Utc>,
    /// What it met.
    pub outcome: Outcome,
    /// What was sent, and what came with an answer that has no page; `None`: not known, or there was no request.
    pub exchange: Option<Exchange>,
    /// The article on the page, if there is one. With an outcome that is no page, it belongs to the last capture
    /// of [`Self::url`].
    pub article: Option<Article>,
    /// The page still shows the text that [`Self::article`] lacks, so it is the reader that fails: a version that is known
    /// stays the latest.
    pub doubted: bool,
    /// What the page yielded, for the layout alarm.
    pub yielded: Yield,
    /// Links to add to the frontier.
    pub links: Vec<FrontierLink>,
    /// What the page turned out to be, if that is known now.
    pub kind: Option<LinkKind>,
    /// When to visit it again; `None`: never by itself (the entry stays). Not asked by
    /// [`Archive::record_judged`](crate::Archive::record_judged).
    pub next_due: Option<DateTime<Utc>>,
}

/// What a visit came to, as judged in the transaction that stores it: what the next due time follows from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// What the URL is now known to be.
    pub kind: LinkKind,
    /// Steps from a start page.
    pub depth: u32,
    /// Whether it brought something new: a new or edited article, a list with links that the frontier did not know,
    /// another body for anything else.
    pub news: bool,
    /// Links on the page.
    pub links: usize,
    /// Those of them that were new to the frontier.
    pub new_links: usize,
    /// Earlier visits, this one left out.
    pub earlier_visits: u32,
    /// Earlier visits in a row that found nothing new.
    pub unchanged: u32,
    /// Earlier failures in a row.
    pub failures: u32,
    /// When the article at this URL was published, as far as is known; also of one that was not sent again (304).
    pub published_at: Option<DateTime<Utc>>,
    /// Whether the article at this URL was missed once and waits to be looked for again.
    pub suspected: bool,
}

/// What became of a [`Visit`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The capture that holds the page, if the visit met one. A response with the status, content type and body of
    /// the last capture of its URL is not written again: then this is that capture.
    pub capture: Option<CaptureId>,
    /// The article and whether it changed.
    pub article: Option<(ArticleId, Change)>,
    /// Links that were new to the frontier.
    pub new_links: usize,
}

/// Where a capture lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaptureRecord {
    /// The number.
    pub id: CaptureId,
    /// The URL that answered.
    pub url: CanonicalUrl,
    /// When.
    pub at: DateTime<Utc>,
    /// HTTP status.
    pub status: u16,
    /// The WARC file, relative to the data folder.
    pub file: String,
    /// Offset of the record's gzip member in bytes.
    pub offset: u64,
    /// Compressed length in bytes.
    pub length: u64,
    /// `WARC-Record-ID` without angle brackets.
    pub record_id: String,
    /// SHA-256 of the body, labelled: "sha256:…".
    pub digest: String,
}

/// Why a page would be visited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DueReason {
    /// Every run begins with it.
    StartPage,
    /// Its article was missed once and is looked for again.
    Missed,
    /// It was never visited.
    New,
    /// A list says something else of it, or names it no more.
    Hinted,
    /// It failed for a moment.
    Failed,
    /// Its time has come.
    Time,
    /// A list that leads to articles: looked at by a round that is asked for by hand.
    List,
    /// A young article: likewise.
    Young,
    /// An article that was not looked at for long: likewise.
    LongUnseen,
    /// Everything is to be visited.
    All,
}

/// A page that a run would visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DuePage {
    /// What is known of it.
    #[serde(flatten)]
    pub entry: FrontierEntry,
    /// Why.
    pub why: DueReason,
}
