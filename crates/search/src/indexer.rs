//! The one writer.

use std::borrow::Cow;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use langbao_article::ArticleId;
use langbao_text::{Analysis, Analyzer};
use tantivy::directory::error::LockError;
use tantivy::directory::{Directory, INDEX_WRITER_LOCK};
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::store::Compressor;
use tantivy::{Index, IndexSettings, IndexWriter, TantivyDocument, TantivyError, Term};

use crate::folder::Folder;
use crate::generation::{Found, Marker, aside, is_damage, look, prepared};
use crate::people::{office_terms, person_term, post_terms};
use crate::schema::{Fields, Streams};
use crate::stored::Stored;
use crate::token_stream::encode;
use crate::{Error, IndexDocument, place, value};

/// Memory for articles not yet written to a segment, in bytes; one thread keeps segments few and the order of
/// articles that of arrival.
const MEMORY: usize = 64 << 20;

/// Bytes of pressed texts that are read for each hit.
const BLOCK: usize = 4 << 10;

/// Writes the index. At most one exists per folder.
///
/// When an article or a commit cannot be written, all that was written since the last commit is lost. The indexer then
/// refuses everything with [`Error::Interrupted`] until [`Self::resume`] tells from which number to go on.
pub struct Indexer {
    dir: PathBuf,
    /// `None` from a failure until it is resumed. A writer that failed is never used again: Tantivy's would take more
    /// articles, and commit, after the thread that writes them has died.
    writer: Option<IndexWriter>,
    fields: Fields,
    analyzer: Analyzer,
    committed_seq: u64,
}

impl Indexer {
    /// Opens the index in this folder, creating it if there is none. An index of another schema or analyzer version,
    /// or a damaged one, is set aside (as `<folder>.old`) and a new one begun from number 0.
    ///
    /// # Errors
    /// [`Error::InUse`] if another indexer has this folder open; [`Error::Io`] and [`Error::Index`] if the system
    /// refuses to make, read or write it: nothing is set aside then.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        create_dir(dir)?;
        match look(dir)? {
            Found::Usable(index, marker) => match Self::start(dir, &index, marker.seq) {
                Err(Error::Index { source, .. }) if is_damage(&source) => {
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
        let builder = Index::builder().schema(Fields::schema().0).settings(settings());
        let index = Folder::open(dir)
            .map_err(Into::into)
            .and_then(|directory| builder.open_or_create(directory))
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
        let writer: IndexWriter = index.writer_with_options(options).map_err(locked_out(dir))?;
        writer.set_merge_policy(Box::new(merge_policy()));
        // What an unfinished commit left behind is in the way of the next: names of files of removed articles repeat.
        writer.garbage_collect_files().wait().map_err(refused("tidy"))?;
        let fields = Fields::schema().1;
        let (dir, analyzer) = (dir.to_owned(), Analyzer::new());
        Ok(Self { dir, writer: Some(writer), fields, analyzer, committed_seq })
    }

    /// The number of the change sequence of the last commit that succeeded.
    pub fn committed_seq(&self) -> u64 {
        self.committed_seq
    }

    /// Opens the index again if writing it failed, and tells up to which number it is complete: what comes after must
    /// be written, again if it was before. Costs nothing if nothing failed.
    ///
    /// # Errors
    /// As [`Self::open`]; it may be tried again.
    pub fn resume(&mut self) -> Result<u64, Error> {
        if self.writer.is_none() {
            // The number is read from disk: a commit may have got there and failed after that.
            *self = Self::open(&self.dir)?;
            tracing::info!(seq = self.committed_seq, dir = %self.dir.display(), "index opened again");
        }
        Ok(self.committed_seq)
    }

    /// Adds an article or replaces it; visible after the next commit.
    ///
    /// # Errors
    /// [`Error::Index`] if the article cannot be written, such as for want of space; [`Error::Interrupted`] from then
    /// on.
    pub fn upsert(&mut self, document: &IndexDocument) -> Result<(), Error> {
        self.upsert_all(std::slice::from_ref(document), IndexDocument::clone)
    }

    /// Adds many articles or replaces them, each once, on all cores: what they are made of is analyzed there too, and
    /// that is most of the work.
    ///
    /// # Errors
    /// As [`Self::upsert`]; some of the articles may have been taken by then.
    pub fn upsert_all<T: Sync>(
        &mut self,
        sources: &[T],
        document: impl Fn(&T) -> IndexDocument + Sync,
    ) -> Result<(), Error> {
        let (fields, analyzer) = (self.fields, &self.analyzer);
        let writer = self.writer.as_ref().ok_or_else(|| Error::Interrupted { path: self.dir.clone() })?;
        let next = AtomicUsize::new(0);
        let work = || {
            while let Some(source) = sources.get(next.fetch_add(1, Ordering::Relaxed)) {
                let source = document(source);
                let made = made(&fields, analyzer, &source)?;
                writer.delete_term(Term::from_field_u64(fields.id, source.id.0));
                writer.add_document(made).map_err(refused("write"))?;
            }
            Ok(())
        };
        let threads = std::thread::available_parallelism().map_or(1, NonZero::get).min(sources.len());
        let written = std::thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
            let own = work();
            others.into_iter().fold(own, |all, other| match other.join() {
                Ok(written) => all.and(written),
                Err(panic) => std::panic::resume_unwind(panic),
            })
        });
        written.inspect_err(|_| self.writer = None)
    }

    /// Removes an article; visible after the next commit.
    ///
    /// # Errors
    /// [`Error::Interrupted`] after a failure; one of its own shows when committing.
    pub fn remove(&mut self, id: ArticleId) -> Result<(), Error> {
        let known = Term::from_field_u64(self.fields.id, id.0);
        self.write(|writer| {
            writer.delete_term(known);
            Ok(())
        })
    }

    /// Empties the index; searches find what it held until the next commit.
    ///
    /// # Errors
    /// [`Error::Index`] if it cannot be emptied; [`Error::Interrupted`] after a failure.
    pub fn clear(&mut self) -> Result<(), Error> {
        self.write(|writer| writer.delete_all_documents().map(drop).map_err(refused("empty")))
    }

    /// Gives up everything since the last commit; [`Self::resume`] tells from which number to go on.
    pub fn give_up(&mut self) {
        self.writer = None;
    }

    /// Makes everything since the last commit durable and visible, as complete up to this number.
    ///
    /// # Errors
    /// [`Error::Index`] if the commit fails; [`Error::Interrupted`] from then on.
    pub fn commit(&mut self, seq: u64) -> Result<(), Error> {
        self.write(|writer| {
            let mut prepared = writer.prepare_commit().map_err(refused("commit"))?;
            prepared.set_payload(&Marker::at(seq).payload());
            prepared.commit().map_err(refused("commit"))?;
            Ok(())
        })?;
        self.committed_seq = seq;
        tracing::debug!(seq, dir = %self.dir.display(), "index committed");
        Ok(())
    }

    /// Does one step with the writer, and drops it, which frees the folder, if that fails.
    fn write(&mut self, step: impl FnOnce(&mut IndexWriter) -> Result<(), Error>) -> Result<(), Error> {
        let writer = self.writer.as_mut().ok_or_else(|| Error::Interrupted { path: self.dir.clone() })?;
        step(writer).inspect_err(|_| self.writer = None)
    }
}

/// Makes what is written of an article.
fn made(fields: &Fields, analyzer: &Analyzer, source: &IndexDocument) -> Result<TantivyDocument, Error> {
    let mut document = TantivyDocument::new();
    document.add_u64(fields.id, source.id.0);
    add_streams(&mut document, fields.title, &analyzer.analyze(&source.title));
    add_streams(&mut document, fields.body, &analyzer.analyze(&body(source)));
    document.add_text(fields.site, source.site.as_str());
    if let Some(section) = source.section.as_deref().and_then(value::encode) {
        document.add_text(fields.section, section);
    }
    for name in source.section.as_deref().and_then(value::found_by).into_iter().flatten() {
        document.add_text(fields.section_name, name);
    }
    let mut persons: Vec<String> = Vec::new();
    for (person, term) in source.persons.iter().filter_map(|p| Some((p, value::encode(&p.name)?))) {
        person_term(person).into_iter().for_each(|term| document.add_text(fields.person_at, term));
        post_terms(person).into_iter().for_each(|term| document.add_text(fields.post, term));
        office_terms(person).into_iter().for_each(|term| document.add_text(fields.office, term));
        // Two spellings of one name are one person of the article.
        if persons.iter().all(|known| value::decode(known).0 != value::decode(&term).0) {
            let shown = value::decode(&term).1;
            let names = value::found_by(shown).into_iter().flatten().chain(value::spelling(shown));
            names.for_each(|name| document.add_text(fields.person_name, name));
            document.add_text(fields.person, &term);
            persons.push(term);
        }
    }
    let mut kinds: Vec<&str> = Vec::new();
    for number in &source.documents {
        if let Some(kind) = value::document_kind(number).filter(|kind| !kinds.contains(kind)) {
            document.add_text(fields.document_kind, kind);
            document.add_text(fields.number, value::number(kind));
            kinds.push(kind);
        }
        let number = value::number(number);
        if let Some((first, _)) = number.split_once('/') {
            document.add_text(fields.number, first);
        }
        document.add_text(fields.number, &number);
    }
    for place in &source.places {
        document.add_text(fields.place, place);
    }
    for id in place::within(&source.places) {
        document.add_text(fields.place_within, id);
    }
    if let Some(first) = source.first_copy {
        document.add_u64(fields.family, first.0);
    }
    if let Some(at) = source.published_at {
        document.add_i64(fields.published, at.timestamp());
    }
    let stored = Stored::of(source).encode().map_err(refused("write"))?;
    document.add_bytes(fields.stored, &stored);
    Ok(document)
}

/// How segments are written.
fn settings() -> IndexSettings {
    // Texts are pressed one by one, see `pressed`.
    IndexSettings {
        docstore_compression: Compressor::None,
        docstore_blocksize: BLOCK,
        ..IndexSettings::default()
    }
}

/// Segments are merged five at a time into one about four times as large: so an article is written again a handful of
/// times at most, and a search meets few segments. Those of a quarter million articles stay: what is large already gains
/// little, a merge of it takes minutes, and several large ones keep all cores busy.
fn merge_policy() -> LogMergePolicy {
    let mut policy = LogMergePolicy::default();
    policy.set_min_layer_size(500);
    policy.set_level_log_size(2.0);
    policy.set_min_num_segments(5);
    policy.set_max_docs_before_merge(250_000);
    policy.set_del_docs_ratio_before_merge(0.2);
    policy
}

/// The body and, under their labels, the files that come with it.
fn body(source: &IndexDocument) -> Cow<'_, str> {
    let mut body = Cow::Borrowed(source.body.as_str());
    for file in &source.attachments {
        for part in [&file.label, &file.text] {
            body.to_mut().push('\n');
            body.to_mut().push_str(part);
        }
    }
    body
}

fn add_streams(document: &mut TantivyDocument, fields: Streams, analysis: &Analysis) {
    document.add_text(fields.exact, encode(&analysis.exact));
    document.add_text(fields.folded, encode(&analysis.folded));
    document.add_text(fields.pairs, encode(&analysis.folded_bigrams));
    document.add_text(fields.words, encode(&analysis.words));
}

/// Moves an index that cannot be used beside the folder and makes the folder anew.
fn replace(dir: &Path, reason: &str) -> Result<(), Error> {
    // Whoever is writing the old one must not lose it under the feet; its lock is held until it has moved.
    let directory = Folder::open(dir).map_err(|e| refused("open")(e.into()))?;
    let lock = directory.acquire_lock(&INDEX_WRITER_LOCK).map_err(|e| locked_out(dir)(e.into()))?;
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

fn locked_out(dir: &Path) -> impl FnOnce(TantivyError) -> Error {
    move |source| match source {
        TantivyError::LockFailure(LockError::LockBusy, _) => Error::InUse { path: dir.to_owned() },
        source => Error::Index { action: "open", source },
    }
}

fn refused(action: &'static str) -> impl FnOnce(TantivyError) -> Error {
    move |source| Error::Index { action, source }
}
