//! The many readers.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, TryLockError};

use chrono::{DateTime, Utc};
use langbao_article::ArticleId;
use langbao_text::Analyzer;
use tantivy::TantivyError;

use crate::column::Columns;
use crate::people::{Directory, Reader, UnknownPlaces};
use crate::schema::Fields;
use crate::search::Search;
use crate::snapshot::Snapshot;
use crate::{
    Decisions, Error, Hit, Hits, NameSuggestion, OfficeHolder, PersonId, PersonRecord, PersonSummary, Places,
    SearchRequest, Weights, cursor,
};

/// Answers searches from the index in a folder; sees each commit of the indexer. Cheap to clone.
#[derive(Clone)]
pub struct Searcher {
    shared: Arc<Shared>,
}

struct Shared {
    dir: PathBuf,
    fields: Fields,
    analyzer: Analyzer,
    weights: Weights,
    snapshot: RwLock<Arc<Snapshot>>,
    /// Held while a new snapshot is opened, so that one thread does it for all.
    opening: Mutex<()>,
    places: Box<dyn Places>,
    decisions: RwLock<Arc<Decisions>>,
    directory: RwLock<Option<Arc<Known>>>,
    /// Held while the directory is read.
    reading: Mutex<()>,
    columns: Columns,
}

/// The names of persons as of one commit.
struct Known {
    seq: u64,
    directory: Directory,
}

/// Up to so many names the directory is read anew where a commit is noticed; more take so long that askers are told
/// the names of the commit before until another thread has read them.
const READ_AT_ONCE: usize = 20_000;

impl Searcher {
    /// Opens the index for reading.
    ///
    /// # Errors
    /// [`Error::Missing`] if there is none, [`Error::Unusable`] if it must be rebuilt, [`Error::Io`] and
    /// [`Error::Index`] if the system refuses to read it.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        Self::open_with(dir, UnknownPlaces)
    }

    /// As [`Self::open`], with what is known of places: it tells namesakes apart.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_with(dir: &Path, places: impl Places + 'static) -> Result<Self, Error> {
        Self::opened(dir, places, Weights::default())
    }

    /// As [`Self::open`], with other weights than those that were measured to be best: to measure them.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn weighing(dir: &Path, weights: Weights) -> Result<Self, Error> {
        Self::opened(dir, UnknownPlaces, weights)
    }

    fn opened(dir: &Path, places: impl Places + 'static, weights: Weights) -> Result<Self, Error> {
        let snapshot = Snapshot::open(dir)?;
        Ok(Self {
            shared: Arc::new(Shared {
                dir: dir.to_owned(),
                fields: Fields::schema().1,
                analyzer: Analyzer::new(),
                weights,
                snapshot: RwLock::new(Arc::new(snapshot)),
                opening: Mutex::new(()),
                places: Box::new(places),
                decisions: RwLock::default(),
                directory: RwLock::default(),
                reading: Mutex::new(()),
                columns: Columns::default(),
            }),
        })
    }

    /// Makes the latest commit visible now. Searches look for a new commit themselves; this spares the next one the
    /// work, and tells what fails.
    ///
    /// # Errors
    /// As [`Self::open`]; searches go on with what they have.
    pub fn reload(&self) -> Result<(), Error> {
        let opening = self.shared.opening.lock().unwrap_or_else(PoisonError::into_inner);
        self.open_latest(opening)
    }

    /// Opens the last commit; `opening` is held meanwhile.
    fn open_latest(&self, _opening: MutexGuard<'_, ()>) -> Result<(), Error> {
        // Another thread may have opened it while this one waited.
        if self.shared.snapshot().is_latest(&self.shared.dir) {
            return Ok(());
        }
        let snapshot = Arc::new(Snapshot::open(&self.shared.dir)?);
        // Searches go on with the one before until what they count by is there.
        self.shared.columns.follow(&snapshot.searcher).map_err(refused("read"))?;
        *self.shared.snapshot.write().unwrap_or_else(PoisonError::into_inner) = snapshot;
        Ok(())
    }

    /// Answers a search. Blocks for as long as the search takes. A query that is not well formed is no error but a
    /// warning.
    ///
    /// # Errors
    /// [`Error::BadCursor`] for a cursor of another search, [`Error::Index`] if the index cannot be read.
    pub fn search(&self, request: &SearchRequest) -> Result<Hits, Error> {
        let before = cursor::decode(request)?;
        let snapshot = self.latest();
        let decisions = self.shared.decisions();
        self.shared.search(&snapshot, request, &decisions).answer(before).map_err(refused("search"))
    }

    /// The articles most like one: they share its telling terms, its persons, its places. Best first, without the
    /// article itself and the copies of its text, and one of the copies of any other text. `None` if there is no such
    /// article.
    ///
    /// # Errors
    /// [`Error::Index`] if the index cannot be read.
    pub fn similar(&self, id: ArticleId, limit: usize) -> Result<Option<Vec<Hit>>, Error> {
        let (snapshot, decisions) = (self.latest(), self.shared.decisions());
        let request = SearchRequest::default();
        let search = self.shared.search(&snapshot, &request, &decisions);
        search.similar(id, limit).map_err(refused("search"))
    }

    /// Names of persons whose folded name contains the folded words in any order, the last one as a prefix, most
    /// frequent first. In a large index they may be those of the commit before.
    ///
    /// # Errors
    /// [`Error::Index`] if the index cannot be read.
    pub fn suggest_persons(&self, prefix: &str, limit: usize) -> Result<Vec<NameSuggestion>, Error> {
        let known = self.directory().map_err(refused("read"))?;
        let decisions = self.shared.decisions();
        if !decisions.hides_any() {
            return Ok(known.directory.suggest(prefix, limit));
        }
        let snapshot = self.latest();
        let people = self.shared.people(&snapshot, &decisions);
        let mut names = known.directory.suggest(prefix, limit.saturating_mul(2));
        names.retain(|suggestion| !people.is_hidden_name(&suggestion.name));
        names.truncate(limit);
        Ok(names)
    }

    /// The persons who bear a name, most articles first; none if no article names it so. A
    /// syllable without marks matches any marking.
    ///
    /// # Errors
    /// [`Error::Index`] if the index cannot be read.
    pub fn persons_of(&self, name: &str) -> Result<Vec<PersonSummary>, Error> {
        let (snapshot, decisions) = (self.latest(), self.shared.decisions());
        let people = self.shared.people(&snapshot, &decisions);
        people.named(name).and_then(|persons| people.summaries(&persons)).map_err(refused("read"))
    }

    /// All that is told of a person.
    ///
    /// # Errors
    /// [`Error::Index`] if the index cannot be read.
    pub fn person(&self, id: &PersonId) -> Result<Option<PersonRecord>, Error> {
        let (snapshot, decisions) = (self.latest(), self.shared.decisions());
        self.shared.people(&snapshot, &decisions).record(id).map_err(refused("read"))
    }

    /// Those seen in posts of a place, the latest first; with an instant those seen within a year of it, or before and
    /// after it.
    ///
    /// # Errors
    /// [`Error::Index`] if the index cannot be read.
    pub fn office_holders(&self, place: &str, at: Option<DateTime<Utc>>) -> Result<Vec<OfficeHolder>, Error> {
        let (snapshot, decisions) = (self.latest(), self.shared.decisions());
        self.shared.people(&snapshot, &decisions).office_holders(place, at).map_err(refused("read"))
    }

    /// Takes what the admin decided about persons; searches from now on follow it.
    pub fn decide(&self, decisions: Decisions) {
        let mut known = self.shared.decisions.write().unwrap_or_else(PoisonError::into_inner);
        *known = Arc::new(decisions);
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

    /// The names of persons, read when first asked for.
    fn directory(&self) -> tantivy::Result<Arc<Known>> {
        let snapshot = self.latest();
        let known = self.shared.known();
        match known {
            Some(known) if known.seq == snapshot.seq => return Ok(known),
            Some(known) if known.directory.len() > READ_AT_ONCE => {
                let searcher = self.clone();
                let read = move || {
                    if let Ok(_reading) = searcher.shared.reading.try_lock()
                        && let Err(error) = searcher.shared.read_directory(&snapshot)
                    {
                        tracing::warn!(%error, "cannot read the names of persons anew");
                    }
                };
                // Without a thread the names stay those of the commit before.
                let _ = std::thread::Builder::new().name("directory".to_owned()).spawn(read);
                return Ok(known);
            }
            _ => {}
        }
        let _reading = self.shared.reading.lock().unwrap_or_else(PoisonError::into_inner);
        self.shared.read_directory(&snapshot)
    }

    /// The snapshot of the last commit; the one before if that cannot be opened.
    fn latest(&self) -> Arc<Snapshot> {
        let known = self.shared.snapshot();
        if known.is_latest(&self.shared.dir) {
            return known;
        }
        // Who finds another thread at it does not wait: the commit before is good enough for this search.
        let opening = match self.shared.opening.try_lock() {
            Ok(opening) => opening,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return known,
        };
        if let Err(error) = self.open_latest(opening) {
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

impl Shared {
    fn known(&self) -> Option<Arc<Known>> {
        self.directory.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn read_directory(&self, snapshot: &Snapshot) -> tantivy::Result<Arc<Known>> {
        // Another thread may have read it while this one waited.
        if let Some(known) = self.known().filter(|known| known.seq >= snapshot.seq) {
            return Ok(known);
        }
        let known = Arc::new(Known {
            seq: snapshot.seq,
            directory: Directory::read(&snapshot.searcher, &self.columns)?,
        });
        *self.directory.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&known));
        Ok(known)
    }

    fn decisions(&self) -> Arc<Decisions> {
        Arc::clone(&self.decisions.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn search<'a>(
        &'a self,
        snapshot: &'a Snapshot,
        request: &'a SearchRequest,
        decisions: &'a Decisions,
    ) -> Search<'a> {
        let Self { fields, analyzer, weights, places, columns, .. } = self;
        Search { fields, analyzer, weights, snapshot, request, places: places.as_ref(), decisions, columns }
    }

    fn people<'a>(&'a self, snapshot: &'a Snapshot, decisions: &'a Decisions) -> Reader<'a> {
        let (searcher, fields) = (&snapshot.searcher, &self.fields);
        Reader { searcher, fields, places: self.places.as_ref(), decisions, columns: &self.columns }
    }
}

fn refused(action: &'static str) -> impl FnOnce(TantivyError) -> Error {
    move |source| Error::Index { action, source }
}
