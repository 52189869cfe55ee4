//! The many readers.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use langbao_text::Analyzer;
use tantivy::TantivyError;

use crate::schema::Fields;
use crate::search::Search;
use crate::snapshot::Snapshot;
use crate::{Error, Hits, SearchRequest, cursor};

/// Answers searches from the index in a folder; sees each commit of the indexer. Cheap to clone.
#[derive(Clone)]
pub struct Searcher {
    shared: Arc<Shared>,
}

struct Shared {
    dir: PathBuf,
    fields: Fields,
    analyzer: Analyzer,
    snapshot: RwLock<Arc<Snapshot>>,
    /// Held while a new snapshot is opened, so that one thread does it for all.
    opening: Mutex<()>,
}

impl Searcher {
    /// Opens the index for reading.
    ///
    /// # Errors
    /// [`Error::Missing`] if there is none, [`Error::Unusable`] if it must be rebuilt, [`Error::Io`] and
    /// [`Error::Index`] if the system refuses to read it.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        let snapshot = Snapshot::open(dir)?;
        Ok(Self {
            shared: Arc::new(Shared {
                dir: dir.to_owned(),
                fields: Fields::schema().1,
                analyzer: Analyzer::new(),
                snapshot: RwLock::new(Arc::new(snapshot)),
                opening: Mutex::new(()),
            }),
        })
    }

    /// Makes the latest commit visible now. Searches look for a new commit themselves; this spares the next one the
    /// work, and tells what fails.
    ///
    /// # Errors
    /// As [`Self::open`]; searches go on with what they have.
    pub fn reload(&self) -> Result<(), Error> {
        let _opening = self.shared.opening.lock().unwrap_or_else(PoisonError::into_inner);
        // Another thread may have opened it while this one waited.
        if self.shared.snapshot().is_latest(&self.shared.dir) {
            return Ok(());
        }
        let snapshot = Arc::new(Snapshot::open(&self.shared.dir)?);
        *self.shared.snapshot.write().unwrap_or_else(PoisonError::into_inner) = snapshot;
        Ok(())
    }

    /// Answers a search. Blocks for as long as the search takes. A query that is not well formed is no error but a
    /// warning.
    ///
    /// # Errors
    /// [`Error::BadCursor`] for a cursor of another search, [`Error::Index`] if the index cannot be read.
    pub fn search(&self, request: &SearchRequest) -> Result<Hits, Error> {
        let after = cursor::decode(request)?;
        let snapshot = self.latest();
        let Shared { fields, analyzer, .. } = self.shared.as_ref();
        let search = Search { fields, analyzer, snapshot: &snapshot, request };
        search.answer(after).map_err(refused("search"))
    }

    /// Names of persons whose folded name contains the folded words in any order, the last one as a prefix, with
    /// the number of articles, most frequent first.
    ///
    /// # Errors
    /// [`Error::Index`] if the index cannot be read.
    pub fn suggest_persons(&self, prefix: &str, limit: usize) -> Result<Vec<(String, u64)>, Error> {
        let snapshot = self.latest();
        Ok(snapshot.people().map_err(refused("read"))?.suggest(prefix, limit))
    }

    /// The number of the change sequence that searches now include.
    pub fn generation(&self) -> u64 {
        self.latest().seq
    }

    /// The number of articles.
    pub fn article_count(&self) -> u64 {
        self.latest().searcher.num_docs()
    }

    /// Reads every file of the index and returns the names of those that are not as they were written, in order.
    ///
    /// # Errors
    /// [`Error::Index`] if a file cannot be read.
    pub fn damaged_files(&self) -> Result<Vec<PathBuf>, Error> {
        let damaged = self.latest().searcher.index().validate_checksum().map_err(refused("check"))?;
        let mut damaged: Vec<PathBuf> = damaged.into_iter().collect();
        damaged.sort();
        Ok(damaged)
    }

    /// The snapshot of the last commit; the one before if that cannot be opened.
    fn latest(&self) -> Arc<Snapshot> {
        let known = self.shared.snapshot();
        if known.is_latest(&self.shared.dir) {
            return known;
        }
        if let Err(error) = self.reload() {
            tracing::warn!(%error, dir = %self.shared.dir.display(), "searching the index as it was");
        }
        self.shared.snapshot()
    }
}

impl Shared {
    fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.read().unwrap_or_else(PoisonError::into_inner))
    }
}

fn refused(action: &'static str) -> impl FnOnce(TantivyError) -> Error {
    move |source| Error::Index { action, source }
}
