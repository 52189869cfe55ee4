//! What can go wrong on the disk.

use std::io;
use std::path::PathBuf;

use langbao_article::SiteId;

/// An error of the archive.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Another process has the data folder open for writing.
    #[error("data folder {path} is in use by another langbao process")]
    InUse {
        /// The data folder.
        path: PathBuf,
    },
    /// The folder holds no archive (only when opened read-only).
    #[error("there is no archive in {path}")]
    Missing {
        /// The data folder.
        path: PathBuf,
    },
    /// The archive was written by a newer version.
    #[error(
        "archive {path} has format {found}, this program knows formats up to {known}: use a newer langbao"
    )]
    TooNew {
        /// The data folder.
        path: PathBuf,
        /// Format on disk.
        found: u32,
        /// Newest format this program reads.
        known: u32,
    },
    /// A site of this id exists already.
    #[error("site \"{0}\" exists already")]
    SiteExists(SiteId),
    /// No site of this id.
    #[error("there is no site \"{0}\"")]
    NoSuchSite(SiteId),
    /// The operating system refused a file operation.
    #[error("cannot {action} {path}")]
    Io {
        /// What was attempted, as a verb.
        action: &'static str,
        /// On which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// SQLite refused.
    #[error("cannot {action} in the archive database")]
    Database {
        /// What was attempted, as a verb.
        action: &'static str,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// Something stored cannot be read back.
    #[error("{what} is damaged: {detail}")]
    Damaged {
        /// Which record.
        what: String,
        /// What is wrong with it.
        detail: String,
    },
    /// The writer thread is gone, after a panic or during shutdown.
    #[error("the archive is closed")]
    Closed,
}
