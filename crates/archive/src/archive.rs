//! The door of the archive.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use langbao_article::{Article, ArticleId, CanonicalUrl, Page, SiteId};

use crate::error::{in_full, io_error};
use crate::facts::{self, Fact};
use crate::lock::DirLock;
use crate::readers::Readers;
use crate::visits::PreparedVisit;
use crate::warc_files::WarcFiles;
use crate::writer::{Writer, Writing};
use crate::{
    ArticleCopy, ArticleEvent, ArticleRecord, AttachmentRecord, AttachmentText, CaptureId, CaptureRecord,
    DecisionId, DecisionRecord, DuePage, Error, Extent, FrontierEntry, Judged, Receipt, RunEnd, RunId,
    RunNote, RunRecord, Site, SiteAlarm, SiteStatus, VersionRecord, Visit, VisitRecord, Yield,
};
use crate::{
    articles, attachments, captures, copies, decisions, frontier, hosts, judgement, lists, presence, preview,
    rebuild, runs, schema, sites, visits,
};

/// The archive in a data folder. Cheap to clone: all clones are one archive.
#[derive(Debug, Clone)]
pub struct Archive {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) dir: PathBuf,
    pub(crate) readers: Readers,
    /// `None` if opened for reading.
    writer: Option<Writer>,
}

/// A WARC file of this many bytes gets no more records; the next one is started.
const FULL_WARC: u64 = 1_000_000_000;

pub(crate) type Result<T> = std::result::Result<T, Error>;

impl Archive {
    /// Opens the archive for writing, creating it in an empty folder; takes the folder's lock, cuts torn WARC
    /// tails, marks runs without an end as interrupted.
    ///
    /// # Errors
    /// [`Error::InUse`] if another process holds the lock; [`Error::TooNew`]; I/O and database errors.
    pub fn open(dir: &Path) -> Result<Self> {
        Self::open_with(dir, FULL_WARC)
    }

    /// Opens the archive for reading beside a process that may be writing. Writing calls fail with [`Error::Closed`].
    ///
    /// # Errors
    /// [`Error::Missing`] if there is none; [`Error::TooNew`] and [`Error::TooOld`]; database errors.
    pub fn open_read_only(dir: &Path) -> Result<Self> {
        let readers = Readers::new(dir);
        readers.read(|_| Ok(()))?;
        Ok(Self { inner: Arc::new(Inner { dir: dir.to_owned(), readers, writer: None }) })
    }

    // ---- sites

    /// Adds a site and puts its start pages into the frontier, due at once.
    pub fn add_site(&self, site: Site) -> Result<()> {
        self.write(move |w| {
            sites::add(w.connection, &site)?;
            facts::write(w, site.added_at, &Fact::Site(site))
        })
    }
    /// Replaces a site's settings (new start pages go into the frontier).
    pub fn update_site(&self, site: Site) -> Result<()> {
        self.write(move |w| {
            sites::update(w.connection, &site)?;
            facts::write(w, site.added_at, &Fact::Site(site))
        })
    }
    /// Removes a site and its frontier; its articles and captures stay.
    pub fn remove_site(&self, id: &SiteId) -> Result<()> {
        let id = id.clone();
        self.write(move |w| {
            let site = sites::get(w.connection, &id)?;
            sites::remove(w.connection, &id)?;
            let at = site.map_or(DateTime::UNIX_EPOCH, |site| site.added_at);
            facts::write(w, at, &Fact::SiteRemoved { id })
        })
    }
    /// All sites, by id.
    pub fn sites(&self) -> Result<Vec<Site>> {
        self.inner.readers.read(sites::all)
    }
    /// One site.
    pub fn site(&self, id: &SiteId) -> Result<Option<Site>> {
        self.inner.readers.read(|c| sites::get(c, id))
    }
    /// All sites with what happened there, by id.
    pub fn site_statuses(&self) -> Result<Vec<SiteStatus>> {
        self.inner.readers.read(sites::statuses)
    }
    /// Stores when the schedule starts the site's next run.
    pub fn set_next_run(&self, id: &SiteId, at: Option<DateTime<Utc>>) -> Result<()> {
        let id = id.clone();
        self.write(move |w| sites::set_next_run(w.connection, &id, at))
    }

    // ---- frontier and runs

    /// Begins a run: start pages, what they redirect to, and articles that the round before has missed become due now,
    /// with `full` every URL of the site does.
    ///
    /// A run begins a round, unless the one before it was interrupted or stopped: then it goes on with that round, and
    /// nothing becomes due again but with `full`.
    pub fn start_run(&self, site: &SiteId, now: DateTime<Utc>, full: bool) -> Result<RunId> {
        self.start_run_of(site, now, if full { Extent::All } else { Extent::Due })
    }
    /// As [`Self::start_run`], for as much of the site as is said.
    pub fn start_run_of(&self, site: &SiteId, now: DateTime<Utc>, extent: Extent) -> Result<RunId> {
        let site = site.clone();
        self.write(move |w| runs::start(w.connection, &site, now, extent))
    }
    /// Makes due what a list of the site names no more and no other list has named since; returns how many pages that are.
    pub fn make_unlisted_due(&self, site: &SiteId, now: DateTime<Utc>) -> Result<usize> {
        let site = site.clone();
        self.write(move |w| lists::make_unlisted_due(w.connection, &site, now))
    }
    /// Returns an article of the site that has this very content in its latest version, under another URL.
    pub fn twin(&self, site: &SiteId, article: &Article) -> Result<Option<ArticleId>> {
        self.inner.readers.read(|c| articles::twin(c, site, article))
    }
    /// Ends a run.
    pub fn end_run(&self, run: RunId, now: DateTime<Utc>, end: RunEnd) -> Result<()> {
        self.write(move |w| runs::end(w.connection, run, now, &end))
    }
    /// Makes a note of a run, unless it has that very note.
    pub fn note_run(&self, run: RunId, note: RunNote) -> Result<()> {
        self.write(move |w| runs::add_note(w.connection, run, &note))
    }
    /// Judges a site under alarm by what the pages since then yield when they are read again; returns the alarm if it lasts.
    pub fn judge_anew(&self, site: &SiteId, yielded: Yield) -> Result<Option<SiteAlarm>> {
        let site = site.clone();
        self.write(move |w| judgement::judge_anew(w.connection, &site, &yielded))
    }
    /// The latest runs, newest first, of one site or of all.
    pub fn runs(&self, site: Option<&SiteId>, limit: usize) -> Result<Vec<RunRecord>> {
        self.inner.readers.read(|c| runs::latest(c, site, limit))
    }
    /// One run.
    pub fn run(&self, id: RunId) -> Result<Option<RunRecord>> {
        self.inner.readers.read(|c| runs::get(c, id))
    }
    /// The visits of one run in order.
    pub fn visits(&self, run: RunId) -> Result<Vec<VisitRecord>> {
        self.inner.readers.read(|c| runs::visits(c, run))
    }
    /// The next entry of this site that is due at or before `now`, those nearest to a start page first, then the
    /// earliest; it stays in the frontier until a
    /// [`Visit`] of it is stored with a later `next_due`.
    pub fn next_due(&self, site: &SiteId, now: DateTime<Utc>) -> Result<Option<FrontierEntry>> {
        self.next_due_unvisited(site, now, DateTime::<Utc>::MAX_UTC)
    }
    /// Returns the site's next URL due at or before `now` whose last visit, if any, lies before `since`: within a run
    /// that began then, a start page that is due again does not hide what is due after it.
    pub fn next_due_unvisited(
        &self,
        site: &SiteId,
        now: DateTime<Utc>,
        since: DateTime<Utc>,
    ) -> Result<Option<FrontierEntry>> {
        self.inner.readers.read(|c| frontier::next_due(c, site, now, since))
    }
    /// What a run of a site would visit if it began now, in that order, as far as it is known before the first visit.
    pub fn preview(&self, site: &SiteId, now: DateTime<Utc>, extent: Extent) -> Result<Vec<DuePage>> {
        self.inner.readers.read(|c| preview::of(c, site, now, extent))
    }
    /// One entry.
    pub fn frontier_entry(&self, site: &SiteId, url: &CanonicalUrl) -> Result<Option<FrontierEntry>> {
        self.inner.readers.read(|c| frontier::get(c, site, url))
    }
    /// All entries of a site by URL.
    pub fn frontier(&self, site: &SiteId) -> Result<Vec<FrontierEntry>> {
        self.inner.readers.read(|c| frontier::all(c, site))
    }

    // ---- captures and articles

    /// Stores a visit with all that follows from it; returns when it is on disk. Calls from several threads share
    /// one transaction and one fsync.
    ///
    /// A URL that is not in the frontier yet is added, if it is one of the web and its site exists; links are
    /// added, due at once, if the site exists.
    ///
    /// # Errors
    /// [`Error::NoPage`] for an article without a page now or before; a run that does not exist; I/O and database
    /// errors. Nothing of the visit is stored then.
    pub fn record(&self, visit: Visit) -> Result<Receipt> {
        let next_due = visit.next_due;
        self.record_judged(visit, move |_| next_due)
    }
    /// As [`Self::record`], but when to visit the URL again is decided in the transaction, from what the visit came to.
    ///
    /// # Errors
    /// As [`Self::record`].
    pub fn record_judged(
        &self,
        visit: Visit,
        next_due: impl FnOnce(&Judged) -> Option<DateTime<Utc>> + Send + 'static,
    ) -> Result<Receipt> {
        self.writer()?;
        let prepared = self.inner.readers.read(|c| PreparedVisit::new(c, visit))?;
        self.write(move |w| visits::store(w, prepared, next_due))
    }
    /// An article in its latest version; also found under an id that it had before it moved.
    pub fn article(&self, id: ArticleId) -> Result<Option<ArticleRecord>> {
        self.inner.readers.read(|c| articles::get(c, id, None))
    }
    /// An article as of one version.
    pub fn article_version(&self, id: ArticleId, version: u32) -> Result<Option<ArticleRecord>> {
        self.inner.readers.read(|c| articles::get(c, id, Some(version)))
    }
    /// The versions of an article, oldest first.
    pub fn versions(&self, id: ArticleId) -> Result<Vec<VersionRecord>> {
        self.inner.readers.read(|c| articles::versions(c, id))
    }
    /// An article among its copies (the same words or nearly, on whatever site, published within three weeks), the
    /// first publisher first; empty if it has none.
    pub fn copies(&self, id: ArticleId) -> Result<Vec<ArticleCopy>> {
        self.inner.readers.read(|c| copies::of(c, id))
    }
    /// What has happened to an article besides its versions, oldest first: gone, back, moved …
    pub fn events(&self, id: ArticleId) -> Result<Vec<ArticleEvent>> {
        self.inner.readers.read(|c| presence::events(c, id))
    }
    /// Where a capture lies.
    pub fn capture(&self, id: CaptureId) -> Result<Option<CaptureRecord>> {
        Ok(self.inner.readers.read(|c| captures::get(c, id))?.map(|(record, _)| record))
    }
    /// Reads a capture back from its WARC file.
    pub fn read_page(&self, id: CaptureId) -> Result<Option<Page>> {
        let Some(located) = self.inner.readers.read(|c| captures::get(c, id))? else { return Ok(None) };
        captures::read(&self.inner.dir, &located).map(Some)
    }
    /// The files that an article offers in its latest version, by address, with what was read from them.
    pub fn attachments(&self, id: ArticleId) -> Result<Vec<AttachmentRecord>> {
        self.inner.readers.read(|c| attachments::of(c, id))
    }
    /// Keeps what was read from the capture of an attachment, in place of what was read before.
    pub fn store_attachment_text(&self, capture: CaptureId, read: AttachmentText) -> Result<()> {
        self.write(move |w| attachments::store_text(w.connection, capture, &read))
    }
    /// Whether any article of a site is spread over several pages.
    pub fn has_parts(&self, site: &SiteId) -> Result<bool> {
        self.inner.readers.read(|c| attachments::has_parts(c, site))
    }
    /// The latest capture of a URL that answered with a page.
    pub fn latest_capture(&self, url: &CanonicalUrl) -> Result<Option<CaptureId>> {
        self.inner.readers.read(|c| attachments::latest_capture(c, url))
    }
    /// Articles whose latest change has a number greater than `after`, in the order of those numbers, at most
    /// `limit`. An article that changed twice appears once, under its latest number.
    pub fn changes(&self, after: u64, limit: usize) -> Result<Vec<ArticleRecord>> {
        self.inner.readers.read(|c| articles::changes(c, after, limit))
    }
    /// The last number of the change sequence; 0 in an empty archive.
    pub fn last_seq(&self) -> Result<u64> {
        self.inner.readers.read(articles::last_seq)
    }
    /// The number of articles.
    pub fn article_count(&self) -> Result<u64> {
        self.inner.readers.read(articles::total)
    }

    // ---- decisions

    /// Stores what an admin decided.
    pub fn decide(&self, now: DateTime<Utc>, json: &str) -> Result<DecisionId> {
        let json = json.to_owned();
        self.write(move |w| {
            let id = decisions::add(w.connection, now, &json)?;
            facts::write(w, now, &Fact::Decision { id, json })?;
            Ok(id)
        })
    }
    /// Takes a decision back; it stays on record. Returns whether it was in force.
    pub fn undo_decision(&self, id: DecisionId, now: DateTime<Utc>) -> Result<bool> {
        self.write(move |w| {
            let undone = decisions::undo(w.connection, id, now)?;
            if undone {
                facts::write(w, now, &Fact::DecisionUndone { id })?;
            }
            Ok(undone)
        })
    }
    /// All decisions in the order in which they were made, those taken back among them.
    pub fn decisions(&self) -> Result<Vec<DecisionRecord>> {
        self.inner.readers.read(decisions::all)
    }

    // ---- host state

    /// What the crawler stored about a host (JSON of its own making).
    pub fn host_state(&self, authority: &str) -> Result<Option<String>> {
        self.inner.readers.read(|c| hosts::get(c, authority))
    }
    /// Stores what the crawler wants to know about a host after a restart.
    pub fn set_host_state(&self, authority: &str, json: &str) -> Result<()> {
        let (authority, json) = (authority.to_owned(), json.to_owned());
        self.write(move |w| hosts::set(w.connection, &authority, &json))
    }

    /// Writes everything down and closes the writer; later writing calls fail with [`Error::Closed`].
    pub fn close(&self) -> Result<()> {
        self.inner.close()
    }

    // ---- inside

    /// As [`Self::open`], with WARC files of at most about `full_warc` bytes.
    pub(crate) fn open_with(dir: &Path, full_warc: u64) -> Result<Self> {
        std::fs::create_dir_all(dir).map_err(io_error("create", dir))?;
        let lock = DirLock::take(dir)?;
        // Beside an empty database, the files would seem to hold nothing acknowledged.
        if !schema::database_path(dir).exists() && rebuild::has_files(dir)? {
            return Err(Error::Damaged {
                what: format!("archive {}", dir.display()),
                detail: "the database is missing, the WARC files are there (langbao verify --repair)"
                    .to_owned(),
            });
        }
        let connection = schema::open_writer(dir)?;
        let warc = WarcFiles::open(dir, &connection, full_warc)?;
        runs::interrupt_all(&connection)?;
        let writer = Some(Writer::start(dir, connection, warc, lock)?);
        let archive =
            Self { inner: Arc::new(Inner { dir: dir.to_owned(), readers: Readers::new(dir), writer }) };
        archive.write(facts::write_missing)?;
        Ok(archive)
    }

    fn writer(&self) -> Result<&Writer> {
        self.inner.writer.as_ref().ok_or(Error::Closed)
    }

    /// Has work done in the writer's thread.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Writing<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.writer()?.call(work)
    }
}

impl Inner {
    fn close(&self) -> Result<()> {
        // Idle readers would keep the checkpoint from emptying the write-ahead log.
        self.readers.clear();
        self.writer.as_ref().map_or(Ok(()), Writer::close)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Err(e) = self.close() {
            tracing::error!("cannot close archive {}: {}", self.dir.display(), in_full(&e));
        }
    }
}

#[cfg(test)]
#[path = "archive_tests.rs"]
mod tests;
