//! What can go wrong on the disk.

use std::io;
use std::path::{Path, PathBuf};

use langbao_article::{CanonicalUrl, SiteId};

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
    /// A backup or a restored archive needs a folder of its own.
    #[error("folder {path} is not empty")]
    NotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// The archive was written by a newer version.
    #[error(
        "archive {path} has format {found}, this program knows formats up to {known}: use a newer langbao"
    )]
    TooNew {
        /// The database file.
        path: PathBuf,
        /// Format on disk.
        found: u32,
        /// Newest format this program reads.
        known: u32,
    },
    /// The archive was written by an older version, and cannot be brought to the format of today while it is open for
    /// reading only.
    #[error(
        "archive {path} has format {found}, this program reads format {known}: open it once for writing, which \
         brings it there"
    )]
    TooOld {
        /// The database file.
        path: PathBuf,
        /// Format on disk.
        found: u32,
        /// The format this program reads.
        known: u32,
    },
    /// A site of this id exists already.
    #[error("site \"{0}\" exists already")]
    SiteExists(SiteId),
    /// No site of this id.
    #[error("there is no site \"{0}\"")]
    NoSuchSite(SiteId),
    /// A visit brings an article, but neither a page nor has one of its URL ever been kept.
    #[error("no page of {url} was ever kept, so there is nothing to prove its article")]
    NoPage {
        /// What was visited.
        url: CanonicalUrl,
    },
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

/// Makes the conversion of an error of a file operation, for `map_err`.
pub(crate) fn io_error<'a>(action: &'static str, path: &'a Path) -> impl Fn(io::Error) -> Error + 'a {
    move |source| Error::Io { action, path: path.to_owned(), source }
}

/// Makes the conversion of an error of the database, for `map_err`.
pub(crate) fn database(action: &'static str) -> impl Fn(rusqlite::Error) -> Error + Copy {
    move |source| Error::Database { action, source }
}

/// An error with its causes on one line.
pub(crate) fn in_full(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text.replace('\n', " ")
}

impl Error {
    /// Says the same once more: when a shared transaction fails, each of those who wait for it is told.
    pub(crate) fn again(&self) -> Self {
        match self {
            Self::Io { action, path, source } => Self::Io {
                action,
                path: path.clone(),
                source: io::Error::new(source.kind(), source.to_string()),
            },
            Self::Database { action, source } => Self::Database {
                action,
                source: match source {
                    rusqlite::Error::SqliteFailure(code, text) => {
                        rusqlite::Error::SqliteFailure(*code, text.clone())
                    }
                    other => rusqlite::Error::ToSqlConversionFailure(other.to_string().into()),
                },
            },
            Self::Damaged { what, detail } => Self::Damaged { what: what.clone(), detail: detail.clone() },
            Self::InUse { path } => Self::InUse { path: path.clone() },
            Self::NotEmpty { path } => Self::NotEmpty { path: path.clone() },
            Self::Missing { path } => Self::Missing { path: path.clone() },
            Self::TooNew { path, found, known } => {
                Self::TooNew { path: path.clone(), found: *found, known: *known }
            }
            Self::TooOld { path, found, known } => {
                Self::TooOld { path: path.clone(), found: *found, known: *known }
            }
            Self::NoPage { url } => Self::NoPage { url: url.clone() },
            Self::SiteExists(id) => Self::SiteExists(id.clone()),
            Self::NoSuchSite(id) => Self::NoSuchSite(id.clone()),
            Self::Closed => Self::Closed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_written_with_its_causes() {
        let refused = io_error("write", Path::new("a.warc.gz"))(io::Error::other("no space\nleft"));
        assert_eq!(in_full(&refused), "cannot write a.warc.gz: no space left");
        assert_eq!(in_full(&Error::Closed), "the archive is closed");
    }
}
