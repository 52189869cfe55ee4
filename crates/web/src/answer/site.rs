//! Answers about sites and their runs.

use std::collections::BTreeMap;

use langbao_archive::{AlarmReason, Counts, RunRecord, SiteStatus};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::moment::rfc3339;

/// A site with what happened there.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Site {
    #[schema(example = "phuong-ngoc-thuy")]
    id: String,
    name: String,
    start_urls: Vec<String>,
    /// An interval (`6h`) or a cron expression in Asia/Ho_Chi_Minh.
    schedule: Option<String>,
    enabled: bool,
    #[schema(format = DateTime)]
    added_at: String,
    articles: u64,
    #[schema(format = DateTime)]
    first_published_at: Option<String>,
    #[schema(format = DateTime)]
    last_published_at: Option<String>,
    /// Known addresses.
    frontier: u64,
    last_run: Option<Run>,
    #[schema(format = DateTime)]
    next_run_at: Option<String>,
    /// When the first of its addresses, start pages aside, is due by itself.
    #[schema(format = DateTime)]
    next_due_at: Option<String>,
    /// When it may be crawled, in Asia/Ho_Chi_Minh: `22:00-06:00`, `t2-t6 19:00-06:30; t7-cn`; null: at any time.
    #[schema(example = "22:00-06:00")]
    windows: Option<String>,
    /// Whether servers are believed whose certificates nobody vouches for.
    lenient_tls: bool,
    /// Set while its layout seems to have changed.
    alarm: Option<Alarm>,
}

/// The pages of a site yield much less than they used to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Alarm {
    #[schema(format = DateTime)]
    since: String,
    /// The run that raised it.
    run: i64,
    /// What has dropped: `articles`, `body`, `dates`, `profile`, `links`.
    reasons: Vec<&'static str>,
}

/// Sites in the order of their ids.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Sites {
    pub(crate) sites: Vec<Site>,
}

/// A site with its articles by month.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SiteWithMonths)]
pub(crate) struct SitePage {
    #[serde(flatten)]
    pub(crate) site: Site,
    /// Articles by month of publication, in order, without gaps.
    pub(crate) months: Vec<SiteMonth>,
    /// The latest runs, newest first.
    pub(crate) runs: Vec<Run>,
    pub(crate) index_generation: u64,
}

/// Articles of a month.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SiteMonth {
    /// Its first day.
    #[schema(format = Date)]
    pub(crate) month: String,
    pub(crate) articles: u64,
}

/// One crawl of one site.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Run {
    id: i64,
    site: String,
    #[schema(format = DateTime)]
    started_at: String,
    #[schema(format = DateTime)]
    ended_at: Option<String>,
    /// `done`, `limit`, `window closed`, `stopped`, `interrupted` or `failed: …`; null while it runs.
    end: Option<String>,
    counts: RunCounts,
    /// Failures by what happened: `timeout`, `status-500`, `too-large` …
    errors: BTreeMap<String, u32>,
    /// What had dropped, so that the site was marked: `articles`, `body`, `dates`, `profile`, `links`.
    alarm: Vec<&'static str>,
    /// What else is to be known of it.
    notes: Vec<RunNote>,
}

/// Something about a run that is no count.
#[derive(Debug, Serialize, ToSchema)]
struct RunNote {
    /// `crawl-delay`, `postback`, `trap` …
    code: String,
    detail: String,
}

/// What a run found.
#[derive(Debug, Serialize, ToSchema)]
struct RunCounts {
    visits: u32,
    pages: u32,
    not_modified: u32,
    gone: u32,
    disallowed: u32,
    failed: u32,
    new_articles: u32,
    edited_articles: u32,
    /// Of the bodies that came, decoded.
    bytes: u64,
}

/// Runs, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Runs {
    pub(crate) runs: Vec<Run>,
}

/// Whether archive and index answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Readiness {
    /// `ok`.
    pub(crate) status: &'static str,
    /// The last number of the change sequence.
    pub(crate) archive_seq: u64,
    /// The last number that searches include.
    pub(crate) index_generation: u64,
}

impl Site {
    pub(crate) fn new(status: &SiteStatus) -> Self {
        let site = &status.site;
        Self {
            id: site.id.to_string(),
            name: site.name.clone(),
            start_urls: site.start_urls.iter().map(ToString::to_string).collect(),
            schedule: site.schedule.clone(),
            enabled: site.enabled,
            added_at: rfc3339(site.added_at),
            articles: status.articles,
            first_published_at: status.first_published.map(rfc3339),
            last_published_at: status.last_published.map(rfc3339),
            frontier: status.frontier,
            last_run: status.last_run.as_ref().map(Run::new),
            next_run_at: status.next_run_at.map(rfc3339),
            next_due_at: status.next_due_at.map(rfc3339),
            windows: site.windows.clone(),
            lenient_tls: site.lenient_tls,
            alarm: status.alarm.as_ref().map(|alarm| Alarm {
                since: rfc3339(alarm.since),
                run: alarm.run.0,
                reasons: words(&alarm.reasons),
            }),
        }
    }
}

impl Run {
    pub(crate) fn new(run: &RunRecord) -> Self {
        Self {
            id: run.id.0,
            site: run.site.to_string(),
            started_at: rfc3339(run.started_at),
            ended_at: run.ended_at.map(rfc3339),
            end: run.end.clone(),
            counts: RunCounts::new(run.counts),
            errors: run.errors.clone(),
            alarm: words(&run.alarm),
            notes: run
                .notes
                .iter()
                .map(|note| RunNote { code: note.code.clone(), detail: note.detail.clone() })
                .collect(),
        }
    }
}

impl RunCounts {
    fn new(counts: Counts) -> Self {
        let Counts {
            visits,
            pages,
            not_modified,
            gone,
            disallowed,
            failed,
            new_articles,
            edited_articles,
            bytes,
        } = counts;
        Self { visits, pages, not_modified, gone, disallowed, failed, new_articles, edited_articles, bytes }
    }
}

fn words(reasons: &[AlarmReason]) -> Vec<&'static str> {
    reasons.iter().map(|reason| reason.as_str()).collect()
}

/// A site with what happened there, as in `/api/v1/sites`.
pub fn site(status: &SiteStatus) -> Value {
    super::value(&Site::new(status))
}

/// A run, as in `/api/v1/runs`.
pub fn run(run: &RunRecord) -> Value {
    super::value(&Run::new(run))
}
