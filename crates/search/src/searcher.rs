//! The many readers.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use langbao_text::Analyzer;
use tantivy::query::{EnableScoring, Query};
use tantivy::schema::Value;
use tantivy::{TERMINATED, TantivyDocument, TantivyError};

use crate::collect::{Collected, Found, Gather, Page};
use crate::compile::{Compiled, Marks, Reach, Reading, compile, person_needle};
use crate::facet::facet;
use crate::filter::{Filters, Key};
use crate::histogram::{bars, days};
use crate::needle::Needle;
use crate::query::{Expr, parse};
use crate::schema::{Fields, ID, PERSON, SECTION, SITE};
use crate::snapshot::Snapshot;
use crate::stored::Stored;
use crate::{
    Accents, DateBucket, Error, Facets, Hit, Hits, QueryWarning, SearchRequest, Sort, cursor, snippet,
};

/// Hits a page, at most.
const MAX_LIMIT: usize = 100;

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
    /// [`Error::Missing`] if there is none, [`Error::Unusable`] if it must be rebuilt.
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
        let search = Search { shared: &self.shared, snapshot: &snapshot, request };
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

/// One search in one snapshot.
struct Search<'a> {
    shared: &'a Shared,
    snapshot: &'a Snapshot,
    request: &'a SearchRequest,
}

impl Search<'_> {
    fn answer(&self, after: Option<cursor::Key>) -> tantivy::Result<Hits> {
        let request = self.request;
        let parsed = parse(&request.q);
        let mut warnings: Vec<QueryWarning> =
            parsed.trouble.map(|reason| QueryWarning::PlainWords { reason }).into_iter().collect();
        let filters = Filters::of(&self.shared.fields, request);
        let sort = match (request.sort, &parsed.expr) {
            (Sort::Relevance, None) => Sort::Newest,
            (sort, _) => sort,
        };
        let page = Page { sort, after, limit: request.limit.clamp(1, MAX_LIMIT) };
        let gather = Gather { page: Some(page), matches: request.facets };

        let compiled = match &parsed.expr {
            Some(expr) => {
                let (compiled, loosened) = self.read(expr)?;
                warnings.extend(loosened);
                Some(compiled)
            }
            None => None,
        };
        let found = self.gather(&compiled, &filters, None, &gather)?;
        let needles = self.needles(compiled.as_ref());
        let facets = request.facets.then(|| self.facets(&compiled, &filters, &found)).transpose()?;
        let histogram = request.facets.then(|| self.histogram(&compiled, &filters, &found)).transpose()?;
        warnings.extend(compiled.into_iter().flat_map(|c| c.expanded));
        let last = found.page.last().filter(|_| found.more);
        Ok(Hits {
            total: found.total,
            next_cursor: last.map(|last| cursor::encode(request, last.key)),
            hits: found.page.iter().map(|f| self.hit(f, &needles)).collect::<tantivy::Result<_>>()?,
            facets,
            histogram,
            warnings,
            index_generation: self.snapshot.seq,
        })
    }

    /// Reads the query as strictly as finds anything. The filters are left aside: else narrowing a search could show
    /// articles that it did not show before.
    fn read(&self, expr: &Expr) -> tantivy::Result<(Compiled, Vec<QueryWarning>)> {
        let marks = match self.request.accents {
            Accents::Auto => Marks::Typed,
            Accents::Exact => Marks::Exact,
            Accents::Ignore => Marks::Ignored,
        };
        let compile = |marks, reach| {
            let reading = Reading { marks, reach, expand: self.request.expand };
            compile(&self.shared.fields, &self.shared.analyzer, reading, expr)
        };
        let strict = compile(marks, Reach::All);
        let marks_may_go = self.request.accents == Accents::Auto && strict.has_marks;
        // Who asks for exact marks or for the words as typed asks for exactness.
        let words_may_go = self.request.accents != Accents::Exact && self.request.expand && strict.is_long;
        if !(marks_may_go || words_may_go) || self.finds_any(strict.query.as_ref())? {
            return Ok((strict, Vec::new()));
        }
        let looser = [
            (marks_may_go, Marks::Ignored, Reach::All),
            (words_may_go, marks, Reach::Most),
            (marks_may_go && words_may_go, Marks::Ignored, Reach::Most),
        ];
        for (_, looser, reach) in looser.into_iter().filter(|(allowed, ..)| *allowed) {
            let compiled = compile(looser, reach);
            if self.finds_any(compiled.query.as_ref())? {
                let marks_went = (looser != marks).then_some(QueryWarning::AccentsIgnored);
                let words_went = (reach == Reach::Most).then_some(QueryWarning::MostWords);
                return Ok((compiled, marks_went.into_iter().chain(words_went).collect()));
            }
        }
        Ok((strict, Vec::new()))
    }

    /// Whether a query matches any article; ends at the first.
    fn finds_any(&self, query: &dyn Query) -> tantivy::Result<bool> {
        let searcher = &self.snapshot.searcher;
        let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
        for reader in searcher.segment_readers() {
            let mut scorer = weight.scorer(reader, 1.0)?;
            while scorer.doc() != TERMINATED {
                if reader.alive_bitset().is_none_or(|alive| alive.is_alive(scorer.doc())) {
                    return Ok(true);
                }
                scorer.advance();
            }
        }
        Ok(false)
    }

    fn gather(
        &self,
        compiled: &Option<Compiled>,
        filters: &Filters,
        without: Option<Key>,
        gather: &Gather,
    ) -> tantivy::Result<Collected> {
        let query = filters.narrow(compiled.as_ref().map(|c| c.query.as_ref()), without);
        self.snapshot.searcher.search(query.as_ref(), gather)
    }

    /// Runs `count` on the matching articles without the filter on a key.
    fn without<T>(
        &self,
        compiled: &Option<Compiled>,
        filters: &Filters,
        found: &Collected,
        key: Key,
        count: impl FnOnce(&Collected) -> tantivy::Result<T>,
    ) -> tantivy::Result<T> {
        if !filters.has(key) {
            return count(found);
        }
        count(&self.gather(compiled, filters, Some(key), &Gather { page: None, matches: true })?)
    }

    fn facets(
        &self,
        compiled: &Option<Compiled>,
        filters: &Filters,
        found: &Collected,
    ) -> tantivy::Result<Facets> {
        let count = |key, column| {
            self.without(compiled, filters, found, key, |found| {
                facet(&self.snapshot.searcher, &found.matches, column, self.request.facet_limit)
            })
        };
        Ok(Facets {
            site: count(Key::Site, SITE)?,
            person: count(Key::Person, PERSON)?,
            section: count(Key::Section, SECTION)?,
        })
    }

    fn histogram(
        &self,
        compiled: &Option<Compiled>,
        filters: &Filters,
        found: &Collected,
    ) -> tantivy::Result<Vec<DateBucket>> {
        self.without(compiled, filters, found, Key::Date, |found| {
            Ok(bars(&days(&self.snapshot.searcher, &found.matches)?, self.request.histogram))
        })
    }

    fn needles(&self, compiled: Option<&Compiled>) -> Vec<Needle> {
        let asked = self.request.persons.iter().filter_map(|name| person_needle(&self.shared.analyzer, name));
        compiled.map(|c| c.needles.clone()).unwrap_or_default().into_iter().chain(asked).collect()
    }

    fn hit(&self, found: &Found, needles: &[Needle]) -> tantivy::Result<Hit> {
        let searcher = &self.snapshot.searcher;
        let document: TantivyDocument = searcher.doc(found.address)?;
        let stored = document.get_first(self.shared.fields.stored).and_then(|v| v.as_bytes());
        let stored: Stored = serde_json::from_slice(stored.unwrap_or_default())
            .map_err(|e| TantivyError::InternalError(format!("stored article in column {ID}: {e}")))?;
        let analyzer = &self.shared.analyzer;
        Ok(Hit {
            id: langbao_article::ArticleId(found.key.id),
            site: stored.site,
            url: stored.url,
            title: snippet::title(analyzer, needles, &stored.title),
            snippet: snippet::excerpt(analyzer, needles, &stored.body),
            section: stored.section,
            published_at: stored.published_at,
            precision: stored.precision,
            captured_at: stored.captured_at,
            gone_at: stored.gone_at,
            persons: stored.persons,
            score: found.score,
        })
    }
}

fn refused(action: &'static str) -> impl FnOnce(TantivyError) -> Error {
    move |source| Error::Index { action, source }
}
