//! The disk, the source of truth: captures in WARC/1.1 files, and in SQLite the facts about them: sites,
//! frontier, article versions, runs, schedule, host state and the change sequence.
//!
//! Every call that returns `Ok` has its effect on disk (fsync). All calls block; async callers use
//! `spawn_blocking`. Fetching, extracting and indexing are left to others.

mod archive;
mod articles;
mod backup;
mod captures;
mod columns;
mod copies;
mod decisions;
mod error;
mod export;
mod facts;
mod frontier;
mod hosts;
mod lists;
mod lock;
mod moves;
mod presence;
mod proof;
mod readers;
mod rebuild;
mod record;
mod reread;
mod rounds;
mod runs;
mod schema;
mod signature;
mod sites;
mod upkeep;
mod visits;
mod warc_exchange;
mod warc_files;
mod warc_record;
mod writer;

pub use archive::Archive;
pub use backup::{BackupFile, Manifest};
pub use error::Error;
pub use rebuild::{PageReader, Rebuilt};
pub use record::{
    ArticleCopy, ArticleEvent, ArticleEventKind, ArticleRecord, CaptureId, CaptureRecord, Change, Counts,
    DecisionId, DecisionRecord, Exchange, Extent, FrontierEntry, FrontierLink, GoneArticle, Judged, Outcome,
    Receipt, RunEnd, RunId, RunRecord, Site, SiteStatus, StoredVersion, VersionMark, VersionRecord, Visit,
    VisitRecord,
};
pub use reread::{FieldChange, Reread, Rereading};
