//! The many readers.

use std::path::Path;

use crate::{Error, Hits, SearchRequest};

/// Answers searches from the index in a folder; sees each commit of the indexer. Cheap to clone.
#[derive(Clone)]
pub struct Searcher {}

#[expect(unused_variables, reason = "skeleton")]
#[expect(clippy::todo, reason = "skeleton")]
impl Searcher {
    /// Opens the index for reading.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        todo!()
    }
    /// Makes the latest commit visible now.
    pub fn reload(&self) -> Result<(), Error> {
        todo!()
    }
    /// Answers a search. Blocks for as long as the search takes.
    pub fn search(&self, request: &SearchRequest) -> Result<Hits, Error> {
        todo!()
    }
    /// Names of persons whose folded name contains the folded words in any order, the last one as a prefix, with
    /// the number of articles, most frequent first.
    pub fn suggest_persons(&self, prefix: &str, limit: usize) -> Result<Vec<(String, u64)>, Error> {
        todo!()
    }
    /// The number of the change sequence that searches now include.
    pub fn generation(&self) -> u64 {
        todo!()
    }
    /// The number of articles.
    pub fn article_count(&self) -> u64 {
        todo!()
    }
}
