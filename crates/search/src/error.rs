//! What can go wrong in the index.

use std::path::PathBuf;

/// An error of the index.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Another process writes this index.
    #[error("index {path} is being written by another process")]
    InUse {
        /// The index folder.
        path: PathBuf,
    },
    /// There is no index yet (only for the searcher).
    #[error("there is no index in {path}")]
    Missing {
        /// The index folder.
        path: PathBuf,
    },
    /// The index is of another version or damaged, and must be rebuilt (only for the searcher: the indexer rebuilds).
    #[error("index {path} cannot be used: {reason}")]
    Unusable {
        /// The index folder.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// Writing failed before, and what was not committed is lost (only for the indexer: it must be resumed).
    #[error("writing the index {path} was interrupted and must go on from its last commit")]
    Interrupted {
        /// The index folder.
        path: PathBuf,
    },
    /// The cursor was not made by this program, or for another query.
    #[error("the cursor does not belong to this search")]
    BadCursor,
    /// The operating system refused a file operation.
    #[error("cannot {action} {path}")]
    Io {
        /// What was attempted, as a verb.
        action: &'static str,
        /// On which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Tantivy refused.
    #[error("cannot {action} the index")]
    Index {
        /// What was attempted, as a verb.
        action: &'static str,
        /// What Tantivy said.
        source: tantivy::TantivyError,
    },
}
