//! One search: the query is read, narrowed, counted, and its page of hits shown.

use std::borrow::Cow;

use langbao_article::ArticleId;
use langbao_text::Analyzer;
use tantivy::collector::Count;
use tantivy::query::{EnableScoring, Query};
use tantivy::{TERMINATED, TantivyDocument};

use crate::collect::{Collected, Found, Gather, Matches, Page};
use crate::compile::{Compiled, Marks, Reach, Reading, compile, person_needle};
use crate::facet::facet;
use crate::filter::{Filters, Key};
use crate::histogram::{bars, days};
use crate::needle::Needle;
use crate::query::{Expr, parse};
use crate::schema::{DOCUMENT_KIND, Fields, PERSON, PLACE, SECTION, SITE};
use crate::snapshot::Snapshot;
use crate::{
    Accents, DateBucket, Decisions, Facet, Facets, Hit, Hits, PersonId, Places, QueryWarning, SearchRequest,
    Sort, Suggestion, SuggestionKind, cursor, filter, people, place, snippet, stored, suggestion,
};

/// Hits a page, at most.
const MAX_LIMIT: usize = 100;

/// One search in one snapshot.
pub(crate) struct Search<'a> {
    pub(crate) fields: &'a Fields,
    pub(crate) analyzer: &'a Analyzer,
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) request: &'a SearchRequest,
    pub(crate) places: &'a dyn Places,
    pub(crate) decisions: &'a Decisions,
}

/// What is asked of the index.
struct Question {
    /// `None` for all articles.
    words: Option<Compiled>,
    filters: Filters,
}

impl Search<'_> {
    /// Answers it, from behind the last hit of the page before.
    pub(crate) fn answer(&self, after: Option<cursor::Key>) -> tantivy::Result<Hits> {
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
        let (words, loosened) = parsed.expr.map(|expr| self.read(&expr)).transpose()?.unzip();
        let words = words.or_else(|| nothing.then(Compiled::nothing));
        let mut namesakes = Vec::new();
        let filters = Filters::of(self.fields, request, |name| self.person(name, &mut namesakes))?;
        let question = Question { words, filters };
        let page = Page { sort, after, limit: request.limit.clamp(1, MAX_LIMIT) };
        let found = self.gather(&question, None, Gather { page: Some(page), matches: request.facets })?;
        let loosely = loosened.as_ref().is_some_and(|warnings| !warnings.is_empty());
        if found.total > 0 {
            warnings.extend(loosened.into_iter().flatten());
        }
        warnings.extend(namesakes);
        // What few articles have, or only when it is read loosely, may have been typed in another way.
        let strictly = if loosely { 0 } else { found.total };
        let needles = self.needles(question.words.as_ref());
        let last = found.page.last().filter(|_| found.more);
        let mut hits = Hits {
            total: found.total,
            next_cursor: last.map(|last| cursor::encode(request, last.key)),
            hits: found.page.iter().map(|f| self.hit(f, &needles)).collect::<tantivy::Result<_>>()?,
            facets: None,
            histogram: None,
            warnings,
            notes,
            suggestions: Vec::new(),
            index_generation: self.snapshot.seq,
        };
        if request.facets {
            hits.facets = Some(self.facets(&question, &found)?);
            hits.histogram = Some(self.histogram(&question, &found)?);
        }
        if request.cursor.is_none() {
            hits.suggestions = self.suggestions(&question, strictly)?;
        }
        hits.warnings.extend(question.words.into_iter().flat_map(|c| c.expanded));
        Ok(hits)
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
            let compiled = compile(self.fields, &self.snapshot.searcher, self.analyzer, reading, &expr);
            let narrowed = question.filters.narrow(Some(compiled.query.as_ref()), None);
            let found = self.snapshot.searcher.search(narrowed.as_ref(), &Count)? as u64;
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

    /// Reads the query as strictly as finds anything. The filters are left aside: else narrowing a search could show
    /// articles that it did not show before.
    fn read(&self, expr: &Expr) -> tantivy::Result<(Compiled, Vec<QueryWarning>)> {
        let marks = match self.request.accents {
            Accents::Auto => Marks::Typed,
            Accents::Exact => Marks::Exact,
            Accents::Ignore => Marks::Ignored,
        };
        let compile = |marks, reach| {
            let SearchRequest { expand, lineage, .. } = *self.request;
            let reading = Reading { marks, reach, expand, lineage };
            compile(self.fields, &self.snapshot.searcher, self.analyzer, reading, expr)
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
        people::Reader { searcher, fields, places: self.places, decisions: self.decisions }
    }

    fn gather(
        &self,
        question: &Question,
        without: Option<Key>,
        gather: Gather,
    ) -> tantivy::Result<Collected> {
        let words = question.words.as_ref().map(|compiled| compiled.query.as_ref());
        self.snapshot.searcher.search(question.filters.narrow(words, without).as_ref(), &gather)
    }

    /// The matching articles without the filter on a key.
    fn without<'a>(
        &self,
        question: &Question,
        found: &'a Collected,
        key: Key,
    ) -> tantivy::Result<Cow<'a, Matches>> {
        if !question.filters.has(key) {
            return Ok(Cow::Borrowed(&found.matches));
        }
        let gather = Gather { page: None, matches: true };
        Ok(Cow::Owned(self.gather(question, Some(key), gather)?.matches))
    }

    fn facets(&self, question: &Question, found: &Collected) -> tantivy::Result<Facets> {
        let count = |key, column| {
            let matches = self.without(question, found, key)?;
            facet(&self.snapshot.searcher, &matches, column, self.request.facet_limit)
        };
        Ok(Facets {
            site: count(Key::Site, SITE)?,
            person: self.shown(count(Key::Person, PERSON)?),
            section: count(Key::Section, SECTION)?,
            place: count(Key::Place, PLACE)?,
            document_kind: facet(
                &self.snapshot.searcher,
                &found.matches,
                DOCUMENT_KIND,
                self.request.facet_limit,
            )?,
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

    fn histogram(&self, question: &Question, found: &Collected) -> tantivy::Result<Vec<DateBucket>> {
        let matches = self.without(question, found, Key::Date)?;
        Ok(bars(&days(&self.snapshot.searcher, &matches)?, self.request.histogram))
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

    fn hit(&self, found: &Found, needles: &[Needle]) -> tantivy::Result<Hit> {
        let searcher = &self.snapshot.searcher;
        let document: TantivyDocument = searcher.doc(found.address)?;
        let mut stored = stored::decode(&document, self.fields)?;
        if self.decisions.hides_any() {
            let people = self.people();
            stored.persons.retain(|name| !people.is_hidden_name(name));
        }
        let analyzer = self.analyzer;
        Ok(Hit {
            id: ArticleId(found.key.id),
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
