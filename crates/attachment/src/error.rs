//! Why a document cannot be read.

/// Why a document cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Neither PDF nor DOCX.
    #[error("neither a PDF nor a DOCX")]
    Unsupported,
    /// The file, or what it unpacks to, is too large.
    #[error("{bytes} bytes are more than {limit}")]
    TooLarge {
        /// Its size; of packed data, a lower bound.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// The document is locked by a password.
    #[error("the document is locked by a password")]
    Locked,
    /// It is not what its first bytes promise.
    #[error("broken document: {0}")]
    Broken(String),
    /// Nothing was read within the time.
    #[error("no text within the time")]
    Slow,
}
