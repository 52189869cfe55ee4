//! The parts Tantivy queries are put together from.

use tantivy::Term;
use tantivy::query::{AllQuery, BooleanQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use super::unit::Syllable;
use crate::engine::view::{Boosted, Silent};

/// A query and how much it counts.
pub(super) type Weighted = (Box<dyn Query>, f32);

pub(super) fn weighted((query, weight): Weighted) -> Box<dyn Query> {
    if weight == 1.0 { query } else { Box::new(Boosted::new(query, weight)) }
}

pub(super) fn term(field: Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs))
}

/// Syllables at their distances from each other; one alone is a term.
pub(super) fn phrase(
    field: Field,
    row: &[Syllable],
    text: fn(&Syllable) -> &str,
    slop: u32,
) -> Box<dyn Query> {
    match row {
        [one] => term(field, text(one)),
        row => {
            let first = row.first().map_or(0, |s| s.position);
            let terms =
                row.iter().map(|s| (s.position - first, Term::from_field_text(field, text(s)))).collect();
            Box::new(PhraseQuery::new_with_offset_and_slop(terms, slop))
        }
    }
}

/// What any of the queries matches; `None` without queries.
pub(super) fn any(mut queries: Vec<Box<dyn Query>>) -> Option<Box<dyn Query>> {
    match queries.len() {
        0 | 1 => queries.pop(),
        _ => Some(Box::new(BooleanQuery::union(queries))),
    }
}

/// What all clauses allow; `None` without clauses.
pub(super) fn all(mut clauses: Vec<(Occur, Box<dyn Query>)>) -> Option<Box<dyn Query>> {
    if clauses.len() == 1 && clauses[0].0 == Occur::Must {
        return clauses.pop().map(|(_, query)| query);
    }
    if clauses.is_empty() {
        return None;
    }
    if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
        // Nothing but exceptions: from all articles, which adds nothing to the score.
        clauses.push((Occur::Must, Box::new(Silent::new(Box::new(AllQuery)))));
    }
    Some(Box::new(BooleanQuery::new(clauses)))
}
