//! The one writer.

use std::path::Path;

use langbao_article::ArticleId;

use crate::{Error, IndexDocument};

/// Writes the index. At most one exists per folder.
pub struct Indexer {}

#[expect(unused_variables, reason = "skeleton")]
#[expect(clippy::todo, reason = "skeleton")]
impl Indexer {
    /// Opens the index in this folder, creating it if there is none. An index of another schema or analyzer version,
    /// or one that cannot be read, is set aside and a new one begun from number 0.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        todo!()
    }
    /// The number of the change sequence up to which the index on disk is complete.
    pub fn committed_seq(&self) -> u64 {
        todo!()
    }
    /// Adds an article or replaces it; visible after the next commit.
    pub fn upsert(&mut self, document: &IndexDocument) -> Result<(), Error> {
        todo!()
    }
    /// Removes an article; visible after the next commit.
    pub fn remove(&mut self, id: ArticleId) -> Result<(), Error> {
        todo!()
    }
    /// Makes everything so far durable and visible, as complete up to this number.
    pub fn commit(&mut self, seq: u64) -> Result<(), Error> {
        todo!()
    }
}
