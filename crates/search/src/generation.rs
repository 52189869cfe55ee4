//! The index folder: its version marker, opening it, setting it aside.
//!
//! The marker is the payload of every commit, so it can never disagree with the segments it belongs to.

use std::path::{Path, PathBuf};

use langbao_text::Analyzer;
use serde::{Deserialize, Serialize};
use tantivy::directory::error::OpenReadError;
use tantivy::{Index, TantivyError};

use crate::Error;
use crate::folder::Folder;
use crate::schema::{FORMAT, Fields};
use crate::token_stream::{STREAM_TOKENIZER, StreamTokenizer};

/// The payload of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Marker {
    format: u32,
    analyzer: u32,
    /// The number of the change sequence up to which the index is complete.
    pub(crate) seq: u64,
}

impl Marker {
    /// The marker of this program.
    pub(crate) fn at(seq: u64) -> Self {
        Self { format: FORMAT, analyzer: Analyzer::VERSION, seq }
    }

    /// Returns the payload.
    pub(crate) fn payload(self) -> String {
        format!(r#"{{"format":{},"analyzer":{},"seq":{}}}"#, self.format, self.analyzer, self.seq)
    }

    /// Reads the marker of the last commit; `None` if there is none or it is of another version.
    pub(crate) fn read(index: &Index) -> tantivy::Result<Option<Self>> {
        let payload = index.load_metas()?.payload;
        let marker: Option<Self> = payload.and_then(|p| serde_json::from_str(&p).ok());
        Ok(marker.filter(|m| *m == Self::at(m.seq)))
    }
}

/// What lies in an index folder.
pub(crate) enum Found {
    /// Nothing.
    Nothing,
    /// An index this program can use.
    Usable(Index, Marker),
    /// Something that must be rebuilt; why.
    Unusable(String),
}

/// Looks into the folder.
///
/// # Errors
/// [`Error::Io`] and [`Error::Index`] if that fails for a reason that may pass.
pub(crate) fn look(dir: &Path) -> Result<Found, Error> {
    let meta = dir.join("meta.json");
    if !meta.try_exists().map_err(|source| Error::Io { action: "look for", path: meta, source })? {
        return Ok(Found::Nothing);
    }
    let opened = Folder::open(dir).map_err(Into::into).and_then(Index::open);
    let read = opened.and_then(|index| Ok((Marker::read(&index)?, index)));
    Ok(match read {
        Ok((_, index)) if index.schema() != Fields::schema().0 => {
            Found::Unusable("it has another schema".to_owned())
        }
        Ok((None, _)) => Found::Unusable("it has another version".to_owned()),
        Ok((Some(marker), index)) => Found::Usable(prepared(index), marker),
        Err(error) if is_damage(&error) => Found::Unusable(error.to_string()),
        Err(source) => return Err(Error::Index { action: "open", source }),
    })
}

/// Whether an error tells that the index is damaged, and not that the system refuses to read it, which may pass: too
/// many open files, a missing permission. Rebuilding a large index takes hours.
pub(crate) fn is_damage(error: &TantivyError) -> bool {
    match error {
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. })
        // Tantivy makes such errors too, for files cut short and the like; those have no number.
        | TantivyError::IoError(io_error) => io_error.raw_os_error().is_none(),
        TantivyError::OpenDirectoryError(_)
        | TantivyError::OpenWriteError(_)
        | TantivyError::LockFailure(..)
        | TantivyError::Poisoned
        | TantivyError::ErrorInThread(_)
        | TantivyError::SystemError(_) => false,
        _ => true,
    }
}

/// Registers the tokenizer, which Tantivy does not keep on disk.
pub(crate) fn prepared(index: Index) -> Index {
    index.tokenizers().register(STREAM_TOKENIZER, StreamTokenizer);
    index
}

/// The folder beside the index folder where a replaced index lies until the next one is replaced.
pub(crate) fn aside(dir: &Path) -> PathBuf {
    let mut name = dir.file_name().unwrap_or_default().to_owned();
    name.push(".old");
    dir.with_file_name(name)
}
