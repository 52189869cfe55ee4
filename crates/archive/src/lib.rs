//! The disk, the source of truth: captures in WARC/1.1 files, and in SQLite the facts about them: sites,
//! frontier, article versions, runs, schedule, host state and the change sequence.
//!
//! Every call that returns `Ok` has its effect on disk (fsync). All calls block; async callers use
//! `spawn_blocking`. Fetching, extracting and indexing are left to others.

mod alarm;
mod alerts;
mod archive;
mod article_record;
mod articles;
mod attachments;
mod audit;
mod backup;
mod captures;
mod columns;
mod copies;
mod decisions;
mod error;
mod export;
mod facts;
mod frontier;
mod hidden;
mod hosts;
mod judgement;
mod keys;
mod lists;
mod lock;
mod moves;
mod outbox;
mod presence;
mod preview;
mod proof;
mod readers;
mod rebuild;
mod record;
mod reread;
mod rounds;
mod run_record;
mod runs;
mod schema;
mod signature;
mod site_record;
mod sites;
mod upkeep;
mod visits;
mod warc_exchange;
mod warc_files;
mod warc_reading;
mod warc_record;
mod writer;

pub use alarm::{AlarmReason, SiteAlarm, Yield};
pub use alerts::{AlertRecord, AlertStep, KnownArticle};
pub use archive::Archive;
pub use article_record::{
    ArticleCopy, ArticleEvent, ArticleEventKind, ArticleRecord, Change, GoneArticle, Hidden, StoredVersion,
    VersionMark, VersionRecord,
};
pub use attachments::{AttachmentRecord, AttachmentText};
pub use audit::AuditRecord;
pub use backup::{BackupFile, Manifest};
pub use error::Error;
pub use keys::KeyRecord;
pub use outbox::{NewParcel, ParcelRecord, ParcelState, Settled};
pub use rebuild::{PageFinder, PageReader, Rebuilt};
pub use record::{
    CaptureId, CaptureRecord, DecisionId, DecisionRecord, DuePage, DueReason, Exchange, FrontierEntry,
    FrontierLink, Judged, Outcome, Receipt, Visit,
};
pub use reread::{FieldChange, Reread, Rereading};
pub use run_record::{Counts, Extent, RunEnd, RunId, RunNote, RunRecord, VisitRecord};
pub use site_record::{Site, SiteStatus};
