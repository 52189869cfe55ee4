//! Sites as the admin configured them, and what is known of each.

use chrono::{DateTime, Utc};
use langbao_article::{CanonicalUrl, SiteId};
use serde::{Deserialize, Serialize};

use crate::{RunRecord, SiteAlarm};

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
    /// When it may be crawled, in Asia/Ho_Chi_Minh: "22:00-06:00", "t2-t6 19:00-06:30; t7-cn"; `None`: at any time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub windows: Option<String>,
    /// Whether servers are believed whose certificates nobody vouches for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lenient_tls: bool,
    /// A disabled site is not crawled; its articles stay.
    pub enabled: bool,
    /// When it was added.
    pub added_at: DateTime<Utc>,
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
    /// When the first of its URLs is due by itself.
    pub next_due_at: Option<DateTime<Utc>>,
    /// Set while its layout seems to have changed.
    pub alarm: Option<SiteAlarm>,
}
