//! What the archive takes and gives.

use chrono::{DateTime, Utc};
use langbao_article::{Article, ArticleId, CanonicalUrl, GoneReason, LinkKind, Page, SiteId};
use serde::{Deserialize, Serialize};

/// The number of a capture, growing in the order of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CaptureId(pub i64);

/// The number of a run, growing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RunId(pub i64);

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

/// One ward, commune or district site, as the admin configured it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// Its short name.
    pub id: SiteId,
    /// Its name for people: "Phường Ngọc Thụy".
    pub name: String,
    /// Pages from which a run starts.
    pub start_urls: Vec<CanonicalUrl>,
    /// When to run: an interval ("6h") or a cron expression in Asia/Ho_Chi_Minh ("0 6,18 * * *"); `None`: by
    /// hand only.
    pub schedule: Option<String>,
    /// The name of the site profile; `None`: recognised page by page.
    pub profile: Option<String>,
    /// Delay between the starts of two requests, in milliseconds; `None`: the configured default.
    pub delay_ms: Option<u64>,
    /// A disabled site is not crawled; its articles stay.
    pub enabled: bool,
    /// When it was added.
    pub added_at: DateTime<Utc>,
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

/// A visit as history tells it (one row per visit, without the page).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitRecord {
    /// The URL.
    pub url: CanonicalUrl,
    /// When.
    pub at: DateTime<Utc>,
    /// What it met, as in [`FrontierEntry::last_outcome`].
    pub outcome: String,
    /// For failures: what happened. For redirects: where to.
    pub detail: Option<String>,
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
    /// Ids under which it was known before it moved: an index must forget them.
    pub former_ids: Vec<ArticleId>,
    /// The capture that this version was extracted from.
    pub capture: CaptureId,
    /// The content. In the latest version, the view count is the one last seen.
    pub article: Article,
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

/// One crawl of one site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRecord {
    /// The number.
    pub id: RunId,
    /// The site.
    pub site: SiteId,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended; `None` while it runs.
    pub ended_at: Option<DateTime<Utc>>,
    /// Why it ended: "done", "stopped", "limit", "interrupted" (found at the next start), "failed: …".
    pub end: Option<String>,
    /// Visits so far, by what they met and what they brought.
    pub counts: Counts,
}

/// Counts of a run, kept up to date by each visit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Visits.
    pub visits: u32,
    /// Responses kept.
    pub pages: u32,
    /// 304s.
    pub not_modified: u32,
    /// Pages that are no more.
    pub gone: u32,
    /// Visits forbidden by robots.txt.
    pub disallowed: u32,
    /// Failures.
    pub failed: u32,
    /// Articles seen for the first time.
    pub new_articles: u32,
    /// Articles with a new version.
    pub edited_articles: u32,
}

/// Why a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunEnd {
    /// Nothing more was due.
    Done,
    /// The program was asked to stop.
    Stopped,
    /// The configured number of pages was reached.
    Limit,
    /// It could not go on.
    Failed(String),
}

/// A site with what has happened there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteStatus {
    /// The site.
    pub site: Site,
    /// Articles kept.
    pub articles: u64,
    /// Earliest publication date among them.
    pub first_published: Option<DateTime<Utc>>,
    /// Latest publication date among them.
    pub last_published: Option<DateTime<Utc>>,
    /// URLs in the frontier.
    pub frontier: u64,
    /// The latest run.
    pub last_run: Option<RunRecord>,
    /// When the schedule starts the next one.
    pub next_run_at: Option<DateTime<Utc>>,
}

/// How much of a site a run looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// The start pages, and what is due by itself.
    Due,
    /// Also a part of what is known, that with the best prospects first: lists, young articles, those not looked at for
    /// longest.
    Part,
    /// Every known page.
    All,
}
