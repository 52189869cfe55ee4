//! One search: the query is read, narrowed, counted, and its page of hits shown.

use std::borrow::Cow;

use langbao_article::ArticleId;
use langbao_text::Analyzer;
use tantivy::TantivyDocument;
use tantivy::query::{BooleanQuery, Occur, Query};

use crate::collect::{Collected, Found, Gather, Page};
use crate::column::{Columns, Counted};
use crate::compile::{Compiled, Ground, Marks, Reach, Reading, Weights, compile, person_needle};
use crate::cursor::Ended;
use crate::engine::matching::matches;
use crate::engine::ranking::score;
use crate::engine::statistics::Statistics;
use crate::facet::facet;
use crate::filter::{Filters, Key};
use crate::histogram::{bars, days};
use crate::needle::Needle;
use crate::query::{parse, unquoted};
use crate::schema::Fields;
use crate::snapshot::Snapshot;
use crate::stored::Stored;
use crate::understood::understood;
use crate::{
    Accents, Decisions, Facet, Facets, Hit, Hits, PersonId, Places, QueryWarning, SearchRequest, Snippet,
    Sort, Suggestion, SuggestionKind, cursor, explain, filter, people, place, similar, snippet, stored,
    suggestion,
};

/// Hits a page, at most.
const MAX_LIMIT: usize = 100;

/// One search in one snapshot.
pub(crate) struct Search<'a> {
    pub(crate) fields: &'a Fields,
    pub(crate) analyzer: &'a Analyzer,
    pub(crate) weights: &'a Weights,
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) request: &'a SearchRequest,
    pub(crate) places: &'a dyn Places,
    pub(crate) decisions: &'a Decisions,
    pub(crate) columns: &'a Columns,
}

/// What is asked of the index.
struct Question {
    /// `None` for all articles.
    words: Option<Compiled>,
    filters: Filters,
}

/// What was found, and the numbers it was weighed by.
pub(crate) struct Answered {
    pub(crate) found: Collected,
    pub(crate) numbers: Vec<u64>,
}

impl Search<'_> {
    /// Answers it, from behind the last hit of the page before.
    pub(crate) fn answer(&self, before: Option<Ended>) -> tantivy::Result<Hits> {
        let request = self.request;
        let parsed = parse(&request.q);
        let shortened = parsed.shortened.map(|bytes| QueryWarning::Shortened { bytes });
        let troubled = parsed.trouble.map(|reason| QueryWarning::PlainWords { reason });
        let mut warnings: Vec<QueryWarning> = shortened.into_iter().chain(troubled).collect();
        let asked = request.places.iter().filter(|name| !name.trim().is_empty());
        warnings.extend(asked.filter_map(|name| place::ids(name, request.lineage).1));
        let notes = place::notes(&request.places, parsed.expr.as_ref());
        let sort = match (request.sort, &parsed.expr) {
            (Sort::Relevance, None) => Sort::Newest,
            (sort, _) => sort,
        };
        // What has operators but no words asks for something that no article has, not for all articles.
        let nothing = parsed.expr.is_none() && !request.q.trim().is_empty();
        let mut namesakes = Vec::new();
        let filters = Filters::of(self.fields, request, |name| self.person(name, &mut namesakes))?;
        let page = Page {
            sort,
            after: before.as_ref().map(|b| b.key),
            limit: request.limit.clamp(1, MAX_LIMIT),
            collapse: request.collapse,
        };
        let known = before.as_ref().map(|before| before.reading);
        let kept = before.map(|before| before.numbers).unwrap_or_default();
        let gather =
            |words: Option<&dyn Query>| self.gather(words, &filters, page, request.facets, kept.clone());
        let (reading, loosened, wider, words, answered) = match &parsed.expr {
            Some(expr) => {
                let read = self.read(expr, known, |words| gather(Some(words)))?;
                (read.reading, read.loosened, read.wider, Some(read.compiled), read.answered)
            }
            None => {
                let words = nothing.then(Compiled::nothing);
                let answered = gather(words.as_ref().map(|words| words.query.as_ref()))?;
                (0, Vec::new(), None, words, answered)
            }
        };
        let Answered { found, numbers } = answered;
        let question = Question { words, filters };
        let loosely = !loosened.is_empty();
        if found.total > 0 {
            warnings.extend(loosened);
        }
        warnings.extend(namesakes);
        // What few articles have, or only when it is read loosely, may have been typed in another way.
        let strictly = if loosely { 0 } else { found.total };
        let last = found.page.last().filter(|_| found.more);
        let mut hits = Hits {
            total: found.total,
            texts: found.texts,
            next_cursor: last.map(|last| cursor::encode(request, &Ended { key: last.key, reading, numbers })),
            hits: self.hits(question.words.as_ref(), &found.page)?,
            related: Vec::new(),
            facets: None,
            histogram: None,
            undated: None,
            warnings,
            notes,
            suggestions: Vec::new(),
            understood: parsed
                .expr
                .as_ref()
                .filter(|_| request.explain)
                .map(|expr| understood(self.analyzer, request, expr)),
            index_generation: self.snapshot.seq,
        };
        if request.facets {
            hits.facets = Some(self.facets(&found)?);
            let (days, undated) = days(&self.snapshot.searcher, self.columns, found.without(Key::Date))?;
            hits.histogram = Some(bars(&days, request.histogram));
            hits.undated = Some(undated);
        }
        let room = page.limit - hits.hits.len();
        if let (Some(wider), Some(typed), Sort::Relevance, None) =
            (wider, &parsed.expr, sort, &request.cursor)
            && room > 0
            && request.among.is_none()
        {
            let expr = unquoted(typed);
            let wider = compile(self.ground(), wider, expr.as_ref().unwrap_or(typed));
            let found = self.besides(&question, &wider, Page { limit: room, ..page })?;
            hits.related = self.hits(Some(&wider), &found)?;
        }
        if request.cursor.is_none() && request.among.is_none() {
            hits.suggestions = self.suggestions(&question, strictly)?;
        }
        hits.warnings.extend(question.words.into_iter().flat_map(|c| c.expanded));
        Ok(hits)
    }

    pub(crate) fn ground(&self) -> Ground<'_> {
        Ground {
            fields: self.fields,
            searcher: &self.snapshot.searcher,
            analyzer: self.analyzer,
            weights: self.weights,
            explain: self.request.explain,
        }
    }

    /// The best articles that a wider reading finds and this one does not.
    fn besides(&self, question: &Question, wider: &Compiled, page: Page) -> tantivy::Result<Vec<Found>> {
        let mut clauses = vec![(Occur::Must, wider.query.box_clone())];
        clauses.extend(question.words.as_ref().map(|words| (Occur::MustNot, words.query.box_clone())));
        let query = BooleanQuery::new(clauses);
        Ok(self.gather(Some(&query), &question.filters, page, false, Vec::new())?.found.page)
    }

    /// The articles most like one; `None` if there is no such article.
    pub(crate) fn similar(&self, id: ArticleId, limit: usize) -> tantivy::Result<Option<Vec<Hit>>> {
        let (searcher, fields) = (&self.snapshot.searcher, self.fields);
        let Some(address) = similar::address(searcher, fields, id)? else { return Ok(None) };
        let article = stored::decode(&searcher.doc(address)?, fields)?;
        let limit = limit.clamp(1, MAX_LIMIT);
        let found = similar::similar(searcher, fields, self.analyzer, (address, &article), limit)?;
        found.iter().map(|found| self.hit(found, &[])).collect::<tantivy::Result<_>>().map(Some)
    }

    /// Other queries that find more than this one, or that say which marks are meant.
    fn suggestions(&self, question: &Question, total: u64) -> tantivy::Result<Vec<Suggestion>> {
        let q = self.request.q.trim();
        if q.is_empty() || self.request.accents == Accents::Exact || total > suggestion::LITTLE_WITHOUT_MARKS
        {
            return Ok(Vec::new());
        }
        let mut suggestions: Vec<Suggestion> = Vec::new();
        for (other, kind) in suggestion::rewritten(&self.snapshot.searcher, self.fields, q, total)? {
            let is_known = other == q || suggestions.iter().any(|s| s.q == other);
            let Some(expr) = parse(&other).expr.filter(|_| !is_known) else { continue };
            let reading = Reading {
                marks: Marks::Typed,
                reach: Reach::All,
                expand: self.request.expand,
                lineage: self.request.lineage,
            };
            let compiled = compile(self.ground(), reading, &expr);
            let narrowed = question.filters.narrow(compiled.query.as_ref());
            let readers = self.snapshot.searcher.segment_readers();
            let found = matches(&self.snapshot.searcher, narrowed.as_ref())?;
            let found: usize =
                found.iter().zip(readers).map(|(docs, reader)| docs.count(reader.max_doc())).sum();
            let found = found as u64;
            let is_better = match kind {
                SuggestionKind::Marks => found > 0 && found < total,
                _ => found > total,
            };
            if is_better {
                suggestions.push(Suggestion { q: other, total: found, kind });
            }
            if suggestions.len() == suggestion::MOST {
                break;
            }
        }
        Ok(suggestions)
    }

    /// The filter of a person asked by id or by name. A name may be that of several, which is said.
    fn person(
        &self,
        asked: &str,
        namesakes: &mut Vec<QueryWarning>,
    ) -> tantivy::Result<Option<Box<dyn Query>>> {
        let people = self.people();
        if let Ok(id) = asked.parse::<PersonId>() {
            return Ok(people.person(&id)?.map(|person| people.filter(&person)));
        }
        let persons = people.named(asked)?.len();
        if persons > 1 {
            namesakes.push(QueryWarning::Namesakes { name: asked.to_owned(), persons });
        }
        let ignore_marks = self.request.accents == Accents::Ignore;
        Ok(filter::person(self.fields, &self.snapshot.searcher, asked, ignore_marks))
    }

    fn people(&self) -> people::Reader<'_> {
        let (searcher, fields) = (&self.snapshot.searcher, self.fields);
        people::Reader {
            searcher,
            fields,
            places: self.places,
            decisions: self.decisions,
            columns: self.columns,
        }
    }

    pub(crate) fn gather(
        &self,
        words: Option<&dyn Query>,
        filters: &Filters,
        page: Page,
        matches: bool,
        kept: Vec<u64>,
    ) -> tantivy::Result<Answered> {
        let searcher = &self.snapshot.searcher;
        let queries: Vec<&dyn Query> = words.into_iter().chain(filters.all()).collect();
        let statistics = &Statistics::of(searcher, &queries, kept)?;
        let found = Gather { searcher, statistics, words, filters, page, matches }.run()?;
        Ok(Answered { found, numbers: statistics.numbers() })
    }

    fn facets(&self, found: &Collected) -> tantivy::Result<Facets> {
        let count = |matches, counted| {
            facet(&self.snapshot.searcher, self.columns, matches, counted, self.request.facet_limit)
        };
        Ok(Facets {
            site: count(found.without(Key::Site), Counted::Site)?,
            person: self.shown(count(found.without(Key::Person), Counted::Person)?),
            section: count(found.without(Key::Section), Counted::Section)?,
            place: count(found.without(Key::Place), Counted::Place)?,
            document_kind: count(found.matches(), Counted::DocumentKind)?,
        })
    }

    /// Without those whom an admin hid.
    fn shown(&self, mut persons: Facet) -> Facet {
        if self.decisions.hides_any() {
            let people = self.people();
            persons.values.retain(|person| !people.is_hidden_name(&person.value));
        }
        persons
    }

    fn needles(&self, compiled: Option<&Compiled>) -> Vec<Needle> {
        // An id is written with the words of the name.
        let names = self.request.persons.iter().map(|asked| match asked.parse::<PersonId>() {
            Ok(id) => Cow::Owned(id.key().to_owned()),
            Err(_) => Cow::Borrowed(asked.as_str()),
        });
        let asked = names.filter_map(|name| person_needle(self.analyzer, &name));
        compiled.map(|c| c.needles.clone()).unwrap_or_default().into_iter().chain(asked).collect()
    }

    /// Reads the hits of a page.
    fn hits(&self, words: Option<&Compiled>, page: &[Found]) -> tantivy::Result<Vec<Hit>> {
        let needles = self.needles(words);
        let mut hits = page.iter().map(|f| self.hit(f, &needles)).collect::<tantivy::Result<Vec<_>>>()?;
        if let Some(words) = words.filter(|_| self.request.explain) {
            for (hit, found) in hits.iter_mut().zip(page).filter(|(_, found)| found.steps > 0) {
                hit.parts = explain::parts(&self.snapshot.searcher, words.query.as_ref(), found.address)?;
            }
        }
        Ok(hits)
    }

    fn hit(&self, found: &Found, needles: &[Needle]) -> tantivy::Result<Hit> {
        let searcher = &self.snapshot.searcher;
        let document: TantivyDocument = searcher.doc(found.address)?;
        let mut stored = stored::decode(&document, self.fields)?;
        if self.decisions.hides_any() {
            let people = self.people();
            stored.persons.retain(|name| !people.is_hidden_name(name));
        }
        let analyzer = self.analyzer;
        let (snippet, attachment) = match self.request.excerpts {
            true => excerpt(analyzer, needles, &stored),
            false => (Snippet::default(), None),
        };
        Ok(Hit {
            id: ArticleId(found.key.id),
            site: stored.site,
            url: stored.url,
            title: snippet::title(analyzer, needles, &stored.title),
            snippet,
            attachment,
            section: stored.section,
            published_at: stored.published_at,
            precision: stored.precision,
            captured_at: stored.captured_at,
            gone_at: stored.gone_at,
            persons: stored.persons,
            copies: found.copies,
            score: score(found.steps),
            parts: Vec::new(),
        })
    }
}

/// Returns the excerpt of the body; where nothing of the query stands there, that of a file in which something does, and
/// the file's label.
fn excerpt(analyzer: &Analyzer, needles: &[Needle], stored: &Stored) -> (Snippet, Option<String>) {
    let body = snippet::excerpt(analyzer, needles, &stored.body);
    if needles.is_empty() || !body.highlights.is_empty() {
        return (body, None);
    }
    let of_files =
        stored.attachments.iter().map(|file| (snippet::excerpt(analyzer, needles, &file.text), file));
    let found = of_files.into_iter().find(|(excerpt, _)| !excerpt.highlights.is_empty());
    found.map_or((body, None), |(excerpt, file)| (excerpt, Some(file.label.clone())))
}
