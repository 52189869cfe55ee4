//! What narrows a search without scoring: persons, places, sites, sections, numbers, dates.

use std::ops::Bound;

use langbao_article::ArticleId;
use tantivy::query::{BooleanQuery, EmptyQuery, Occur, Query, RangeQuery, TermQuery, TermSetQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use crate::engine::view::Silent;
use crate::people::keys_of;
use crate::schema::Fields;
use crate::{Accents, PartialDate, SearchRequest, place, value};

/// Articles that mention a person; `None` if the name is blank. Syllables without marks stand for any marking.
pub(crate) fn person(
    fields: &Fields,
    searcher: &Searcher,
    name: &str,
    ignore_marks: bool,
) -> Option<Box<dyn Query>> {
    let asked = value::as_asked(name, ignore_marks)?;
    let as_asked = is(fields.person_name, &asked);
    // With a separator it is a folded name, which needs no other.
    if asked.starts_with(value::SEPARATOR) {
        return Some(as_asked);
    }
    let others = keys_of(fields, searcher, name).into_iter().map(|key| is(fields.person_name, &key));
    Some(silent(Box::new(BooleanQuery::union(others.chain([as_asked]).collect()))))
}

/// Whether any article mentions a person of this name with the marks it was typed with. An index that cannot be read
/// knows everybody: the search itself tells.
pub(crate) fn is_known_person(fields: &Fields, searcher: &Searcher, name: &str) -> bool {
    let Some(asked) = value::as_asked(name, false) else { return true };
    let known = searcher.doc_freq(&Term::from_field_text(fields.person_name, &asked));
    known.map_or(true, |articles| articles > 0) || !keys_of(fields, searcher, name).is_empty()
}

/// Articles of a section, asked as a person types it; `None` if the name is blank.
pub(crate) fn section(fields: &Fields, name: &str, ignore_marks: bool) -> Option<Box<dyn Query>> {
    Some(is(fields.section_name, &value::as_asked(name, ignore_marks)?))
}

/// Articles of a site.
pub(crate) fn site(fields: &Fields, id: &str) -> Box<dyn Query> {
    is(fields.site, id)
}

/// Articles that name one of these places or one that lies in it.
pub(crate) fn places(fields: &Fields, ids: &[String]) -> Box<dyn Query> {
    silent(Box::new(TermSetQuery::new(ids.iter().map(|id| Term::from_field_text(fields.place_within, id)))))
}

/// Articles that name a document by its number or the first part of it.
pub(crate) fn number(fields: &Fields, number: &str) -> Box<dyn Query> {
    is(fields.number, &value::number(number))
}

/// Articles published between two dates; without either, all that are dated.
pub(crate) fn dates(fields: &Fields, from: Option<PartialDate>, to: Option<PartialDate>) -> Box<dyn Query> {
    let instant = |seconds| Term::from_field_i64(fields.published, seconds);
    let from = from.map_or(i64::MIN, |d| d.start().timestamp());
    let to = to.map_or(i64::MAX, |d| d.end().timestamp());
    silent(Box::new(RangeQuery::new(Bound::Included(instant(from)), Bound::Excluded(instant(to)))))
}

/// These articles.
fn among(fields: &Fields, ids: &[ArticleId]) -> Box<dyn Query> {
    silent(Box::new(TermSetQuery::new(ids.iter().map(|id| Term::from_field_u64(fields.id, id.0)))))
}

fn is(field: Field, text: &str) -> Box<dyn Query> {
    silent(Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic)))
}

/// Narrows, but adds nothing to the score.
fn silent(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(Silent::new(query))
}

/// A filter that a facet or the histogram leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    Person,
    Site,
    Section,
    Place,
    Date,
}

/// The filters of a request.
pub(crate) struct Filters(Vec<(Option<Key>, Occur, Box<dyn Query>)>);

impl Filters {
    /// No filter.
    pub(crate) fn none() -> Self {
        Self(Vec::new())
    }

    /// Takes them from the request. Blank values, as an empty form field sends them, ask for nothing. `person` makes
    /// the filter of a person as asked.
    pub(crate) fn of<E>(
        fields: &Fields,
        request: &SearchRequest,
        mut person: impl FnMut(&str) -> Result<Option<Box<dyn Query>>, E>,
    ) -> Result<Self, E> {
        let mut filters = Vec::new();
        let mut alternatives = |key, queries: Vec<Box<dyn Query>>| {
            if !queries.is_empty() {
                let query: Box<dyn Query> = Box::new(BooleanQuery::union(queries));
                filters.push((Some(key), Occur::Must, query));
            }
        };
        let ignore_marks = request.accents == Accents::Ignore;
        let asked = |names: &[String], find: fn(&Fields, &str, bool) -> Option<Box<dyn Query>>| {
            let names = names.iter().filter(|name| !name.trim().is_empty());
            // A name of nothing but invisible characters is that of nobody.
            names
                .map(|name| find(fields, name, ignore_marks).unwrap_or(Box::new(EmptyQuery)))
                .collect::<Vec<_>>()
        };
        let mut persons: Vec<Box<dyn Query>> = Vec::new();
        for name in request.persons.iter().filter(|name| !name.trim().is_empty()) {
            persons.push(person(name)?.unwrap_or(Box::new(EmptyQuery)));
        }
        alternatives(Key::Person, persons);
        alternatives(Key::Site, request.sites.iter().map(|id| site(fields, id.as_str())).collect());
        alternatives(Key::Section, asked(&request.sections, section));
        let asked = request.places.iter().filter(|name| !name.trim().is_empty());
        let ids: Vec<Vec<String>> = asked.map(|name| place::ids(name, request.lineage).0).collect();
        if !ids.is_empty() {
            alternatives(Key::Place, vec![places(fields, &ids.concat())]);
        }
        if request.date_from.is_some() || request.date_to.is_some() {
            alternatives(Key::Date, vec![dates(fields, request.date_from, request.date_to)]);
        }
        if let Some(ids) = &request.among {
            filters.push((None, Occur::Must, among(fields, ids)));
        }
        for id in &request.exclude_sites {
            filters.push((None, Occur::MustNot, site(fields, id.as_str())));
        }
        Ok(Self(filters))
    }

    /// Those that a facet or the histogram leaves out, each with its key; all must match.
    pub(crate) fn with_key(&self) -> impl Iterator<Item = (Key, &dyn Query)> {
        self.0.iter().filter_map(|(key, _, query)| Some(((*key)?, query.as_ref())))
    }

    /// Those that are never left out.
    pub(crate) fn without_key(&self) -> impl Iterator<Item = (Occur, &dyn Query)> {
        self.0.iter().filter(|(key, ..)| key.is_none()).map(|(_, occur, query)| (*occur, query.as_ref()))
    }

    /// All of them.
    pub(crate) fn all(&self) -> impl Iterator<Item = &dyn Query> {
        self.0.iter().map(|(_, _, query)| query.as_ref())
    }

    /// Narrows a query by all filters.
    pub(crate) fn narrow(&self, query: &dyn Query) -> Box<dyn Query> {
        let mut clauses: Vec<_> =
            self.0.iter().map(|(_, occur, filter)| (*occur, filter.box_clone())).collect();
        clauses.push((Occur::Must, query.box_clone()));
        Box::new(BooleanQuery::new(clauses))
    }
}
