//! The one writer.

use std::path::{Path, PathBuf};

use langbao_article::ArticleId;
use langbao_text::{Analysis, Analyzer};
use tantivy::directory::{Directory, INDEX_WRITER_LOCK, MmapDirectory};
use tantivy::indexer::IndexWriterOptions;
use tantivy::{Index, IndexWriter, TantivyDocument, TantivyError, Term};

use crate::generation::{Found, Marker, aside, look, prepared};
use crate::schema::{Fields, Streams};
use crate::stored::Stored;
use crate::token_stream::encode;
use crate::{Error, IndexDocument, value};

/// Memory for articles not yet written to a segment, in bytes; one thread keeps segments few and the order of
/// articles that of arrival.
const MEMORY: usize = 64 << 20;

/// Writes the index. At most one exists per folder.
pub struct Indexer {
    dir: PathBuf,
    writer: IndexWriter,
    fields: Fields,
    analyzer: Analyzer,
    committed_seq: u64,
}

impl Indexer {
    /// Opens the index in this folder, creating it if there is none. An index of another schema or analyzer version,
    /// or one that cannot be read, is set aside (as `<folder>.old`) and a new one begun from number 0.
    ///
    /// # Errors
    /// [`Error::InUse`] if another indexer has this folder open; [`Error::Io`] and [`Error::Index`] if the folder
    /// cannot be made or written.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        create_dir(dir)?;
        match look(dir) {
            Found::Usable(index, marker) => match Self::start(dir, &index, marker.seq) {
                Err(Error::Index { source, .. }) => {
                    replace(dir, &source.to_string())?;
                    Self::begin(dir)
                }
                result => result,
            },
            Found::Unusable(reason) => {
                replace(dir, &reason)?;
                Self::begin(dir)
            }
            Found::Nothing => Self::begin(dir),
        }
    }

    /// Begins a new index. It is committed at once, so that readers find it and its version.
    fn begin(dir: &Path) -> Result<Self, Error> {
        let index = MmapDirectory::open(dir)
            .map_err(Into::into)
            .and_then(|directory| Index::open_or_create(directory, Fields::schema().0))
            .map_err(refused("create"))?;
        let mut indexer = Self::start(dir, &prepared(index), 0)?;
        indexer.commit(0)?;
        Ok(indexer)
    }

    fn start(dir: &Path, index: &Index, committed_seq: u64) -> Result<Self, Error> {
        // A segment that cannot be opened shows here, not in the first search.
        index
            .reader_builder()
            .reload_policy(tantivy::ReloadPolicy::Manual)
            .try_into()
            .map_err(refused("open"))?;
        let options = IndexWriterOptions::builder()
            .memory_budget_per_thread(MEMORY)
            .num_worker_threads(1)
            .num_merge_threads(1)
            .build();
        let writer = index.writer_with_options(options).map_err(|source| match source {
            TantivyError::LockFailure(..) => Error::InUse { path: dir.to_owned() },
            source => Error::Index { action: "open", source },
        })?;
        let fields = Fields::schema().1;
        Ok(Self { dir: dir.to_owned(), writer, fields, analyzer: Analyzer::new(), committed_seq })
    }

    /// The number of the change sequence up to which the index on disk is complete.
    pub fn committed_seq(&self) -> u64 {
        self.committed_seq
    }

    /// Adds an article or replaces it; visible after the next commit.
    ///
    /// # Errors
    /// [`Error::Index`] if the article cannot be written, such as for want of space.
    pub fn upsert(&mut self, document: &IndexDocument) -> Result<(), Error> {
        let made = self.document(document)?;
        self.writer.delete_term(Term::from_field_u64(self.fields.id, document.id.0));
        self.writer.add_document(made).map_err(refused("write"))?;
        Ok(())
    }

    /// Removes an article; visible after the next commit.
    ///
    /// # Errors
    /// None at present: a failure shows when committing.
    pub fn remove(&mut self, id: ArticleId) -> Result<(), Error> {
        self.writer.delete_term(Term::from_field_u64(self.fields.id, id.0));
        Ok(())
    }

    /// Makes everything so far durable and visible, as complete up to this number.
    ///
    /// # Errors
    /// [`Error::Index`] if the commit fails; the index on disk is then still that of the last commit.
    pub fn commit(&mut self, seq: u64) -> Result<(), Error> {
        let mut prepared = self.writer.prepare_commit().map_err(refused("commit"))?;
        prepared.set_payload(&Marker::at(seq).payload());
        prepared.commit().map_err(refused("commit"))?;
        self.committed_seq = seq;
        tracing::debug!(seq, dir = %self.dir.display(), "index committed");
        Ok(())
    }

    fn document(&self, source: &IndexDocument) -> Result<TantivyDocument, Error> {
        let fields = &self.fields;
        let mut document = TantivyDocument::new();
        document.add_u64(fields.id, source.id.0);
        add_streams(&mut document, fields.title, &self.analyzer.analyze(&source.title));
        add_streams(&mut document, fields.body, &self.analyzer.analyze(&source.body));
        document.add_text(fields.site, source.site.as_str());
        if let Some(section) = source.section.as_deref().and_then(value::encode) {
            document.add_text(fields.section, section);
        }
        for name in source.section.as_deref().and_then(value::found_by).into_iter().flatten() {
            document.add_text(fields.section_name, name);
        }
        let mut persons: Vec<String> = Vec::new();
        for term in source.persons.iter().filter_map(|p| value::encode(&p.name)) {
            // Two spellings of one name are one person of the article.
            if persons.iter().all(|known| value::decode(known).0 != value::decode(&term).0) {
                for name in value::found_by(value::decode(&term).1).into_iter().flatten() {
                    document.add_text(fields.person_name, name);
                }
                document.add_text(fields.person, &term);
                persons.push(term);
            }
        }
        for number in &source.documents {
            let number = value::number(number);
            if let Some((first, _)) = number.split_once('/') {
                document.add_text(fields.number, first);
            }
            document.add_text(fields.number, &number);
        }
        for place in &source.places {
            document.add_text(fields.place, place);
        }
        if let Some(at) = source.published_at {
            document.add_i64(fields.published, at.timestamp());
        }
        document.add_i64(fields.captured, source.captured_at.timestamp());
        let stored = serde_json::to_vec(&Stored::of(source))
            .map_err(|e| refused("write")(TantivyError::InternalError(e.to_string())))?;
        document.add_bytes(fields.stored, &stored);
        Ok(document)
    }
}

fn add_streams(document: &mut TantivyDocument, fields: Streams, analysis: &Analysis) {
    document.add_text(fields.exact, encode(&analysis.exact));
    document.add_text(fields.folded, encode(&analysis.folded));
    document.add_text(fields.bigrams, encode(&analysis.bigrams));
    document.add_text(fields.folded_bigrams, encode(&analysis.folded_bigrams));
    document.add_text(fields.words, encode(&analysis.words));
}

/// Moves an index that cannot be used beside the folder and makes the folder anew.
fn replace(dir: &Path, reason: &str) -> Result<(), Error> {
    // Whoever is writing the old one must not lose it under the feet; its lock is held until it has moved.
    let directory = MmapDirectory::open(dir).map_err(|e| refused("open")(e.into()))?;
    let lock =
        directory.acquire_lock(&INDEX_WRITER_LOCK).map_err(|_| Error::InUse { path: dir.to_owned() })?;
    let aside = aside(dir);
    tracing::warn!(dir = %dir.display(), aside = %aside.display(), reason, "the index is set aside and rebuilt");
    if aside.exists() {
        std::fs::remove_dir_all(&aside).map_err(|source| Error::Io {
            action: "remove",
            path: aside.clone(),
            source,
        })?;
    }
    std::fs::rename(dir, &aside).map_err(|source| Error::Io {
        action: "set aside",
        path: dir.to_owned(),
        source,
    })?;
    drop(lock);
    create_dir(dir)
}

fn create_dir(dir: &Path) -> Result<(), Error> {
    std::fs::create_dir_all(dir).map_err(|source| Error::Io {
        action: "create",
        path: dir.to_owned(),
        source,
    })
}

fn refused(action: &'static str) -> impl FnOnce(TantivyError) -> Error {
    move |source| Error::Index { action, source }
}
