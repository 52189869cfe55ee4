//! Runs as the archive tells of them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use langbao_article::{CanonicalUrl, SiteId};
use serde::{Deserialize, Serialize};

use crate::{AlarmReason, Yield};

/// The number of a run, growing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RunId(pub i64);

/// A visit as history tells it (one row per visit, without the page).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitRecord {
    /// The URL.
    pub url: CanonicalUrl,
    /// When.
    pub at: DateTime<Utc>,
    /// What it met, as in [`FrontierEntry::last_outcome`](crate::FrontierEntry::last_outcome).
    pub outcome: String,
    /// For failures: what happened. For redirects: where to.
    pub detail: Option<String>,
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
    /// Its failures by what happened: "timeout", "status-500" …
    pub errors: BTreeMap<String, u32>,
    /// What its pages yielded.
    pub yielded: Yield,
    /// What had dropped in them, so that the site was marked; empty: nothing.
    pub alarm: Vec<AlarmReason>,
    /// What else whoever runs the crawler should know of it.
    pub notes: Vec<RunNote>,
}

/// Something about a run that is no count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunNote {
    /// One short word: `crawl-delay`, `postback`, `trap` …
    pub code: String,
    /// For people.
    pub detail: String,
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
    /// Bytes of the bodies that came, decoded.
    pub bytes: u64,
}

/// Why a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunEnd {
    /// Nothing more was due.
    Done,
    /// The program was asked to stop.
    Stopped,
    /// The hours in which the site may be crawled were over; the rest stays due.
    WindowClosed,
    /// The configured number of pages was reached.
    Limit,
    /// It could not go on.
    Failed(String),
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
