//! The door of the archive.

use std::path::Path;

use chrono::{DateTime, Utc};
use langbao_article::{ArticleId, CanonicalUrl, Page, SiteId};

use crate::{
    ArticleRecord, CaptureId, CaptureRecord, Error, FrontierEntry, Receipt, RunEnd, RunId, RunRecord, Site,
    SiteStatus, VersionRecord, Visit, VisitRecord,
};

/// The archive in a data folder. Cheap to clone: all clones are one archive.
#[derive(Debug, Clone)]
pub struct Archive {}

type Result<T> = std::result::Result<T, Error>;

#[expect(unused_variables, reason = "skeleton")]
#[expect(clippy::todo, reason = "skeleton")]
impl Archive {
    /// Opens the archive for writing, creating it in an empty folder; takes the folder's lock, cuts torn WARC
    /// tails, marks runs without an end as interrupted.
    ///
    /// # Errors
    /// [`Error::InUse`] if another process holds the lock; [`Error::TooNew`]; I/O and database errors.
    pub fn open(dir: &Path) -> Result<Self> {
        todo!()
    }

    /// Opens the archive for reading beside a process that may be writing. Writing calls fail with [`Error::Closed`].
    pub fn open_read_only(dir: &Path) -> Result<Self> {
        todo!()
    }

    // ---- sites

    /// Adds a site and puts its start pages into the frontier, due at once.
    pub fn add_site(&self, site: Site) -> Result<()> {
        todo!()
    }
    /// Replaces a site's settings (new start pages go into the frontier).
    pub fn update_site(&self, site: Site) -> Result<()> {
        todo!()
    }
    /// Removes a site and its frontier; its articles and captures stay.
    pub fn remove_site(&self, id: &SiteId) -> Result<()> {
        todo!()
    }
    /// All sites, by id.
    pub fn sites(&self) -> Result<Vec<Site>> {
        todo!()
    }
    /// One site.
    pub fn site(&self, id: &SiteId) -> Result<Option<Site>> {
        todo!()
    }
    /// All sites with what happened there, by id.
    pub fn site_statuses(&self) -> Result<Vec<SiteStatus>> {
        todo!()
    }
    /// Stores when the schedule starts the site's next run.
    pub fn set_next_run(&self, id: &SiteId, at: Option<DateTime<Utc>>) -> Result<()> {
        todo!()
    }

    // ---- frontier and runs

    /// Begins a run: start pages become due now, with `full` every URL of the site does.
    pub fn start_run(&self, site: &SiteId, now: DateTime<Utc>, full: bool) -> Result<RunId> {
        todo!()
    }
    /// Ends a run.
    pub fn end_run(&self, run: RunId, now: DateTime<Utc>, end: RunEnd) -> Result<()> {
        todo!()
    }
    /// The latest runs, newest first, of one site or of all.
    pub fn runs(&self, site: Option<&SiteId>, limit: usize) -> Result<Vec<RunRecord>> {
        todo!()
    }
    /// One run.
    pub fn run(&self, id: RunId) -> Result<Option<RunRecord>> {
        todo!()
    }
    /// The visits of one run in order.
    pub fn visits(&self, run: RunId) -> Result<Vec<VisitRecord>> {
        todo!()
    }
    /// The next entry of this site that is due at or before `now`, earliest first; it stays in the frontier until a
    /// [`Visit`] of it is stored with a later `next_due`.
    pub fn next_due(&self, site: &SiteId, now: DateTime<Utc>) -> Result<Option<FrontierEntry>> {
        todo!()
    }
    /// One entry.
    pub fn frontier_entry(&self, site: &SiteId, url: &CanonicalUrl) -> Result<Option<FrontierEntry>> {
        todo!()
    }
    /// All entries of a site by URL.
    pub fn frontier(&self, site: &SiteId) -> Result<Vec<FrontierEntry>> {
        todo!()
    }

    // ---- captures and articles

    /// Stores a visit with all that follows from it; returns when it is on disk. Calls from several threads share
    /// one transaction and one fsync.
    pub fn record(&self, visit: Visit) -> Result<Receipt> {
        todo!()
    }
    /// An article in its latest version.
    pub fn article(&self, id: ArticleId) -> Result<Option<ArticleRecord>> {
        todo!()
    }
    /// An article as of one version.
    pub fn article_version(&self, id: ArticleId, version: u32) -> Result<Option<ArticleRecord>> {
        todo!()
    }
    /// The versions of an article, oldest first.
    pub fn versions(&self, id: ArticleId) -> Result<Vec<VersionRecord>> {
        todo!()
    }
    /// Where a capture lies.
    pub fn capture(&self, id: CaptureId) -> Result<Option<CaptureRecord>> {
        todo!()
    }
    /// Reads a capture back from its WARC file.
    pub fn read_page(&self, id: CaptureId) -> Result<Option<Page>> {
        todo!()
    }
    /// Articles whose latest change has a number greater than `after`, in the order of those numbers, at most
    /// `limit`. An article that changed twice appears once, under its latest number.
    pub fn changes(&self, after: u64, limit: usize) -> Result<Vec<ArticleRecord>> {
        todo!()
    }
    /// The last number of the change sequence; 0 in an empty archive.
    pub fn last_seq(&self) -> Result<u64> {
        todo!()
    }
    /// The number of articles.
    pub fn article_count(&self) -> Result<u64> {
        todo!()
    }

    // ---- host state

    /// What the crawler stored about a host (JSON of its own making).
    pub fn host_state(&self, authority: &str) -> Result<Option<String>> {
        todo!()
    }
    /// Stores what the crawler wants to know about a host after a restart.
    pub fn set_host_state(&self, authority: &str, json: &str) -> Result<()> {
        todo!()
    }

    /// Writes everything down and closes the writer; later writing calls fail with [`Error::Closed`].
    pub fn close(&self) -> Result<()> {
        todo!()
    }
}
