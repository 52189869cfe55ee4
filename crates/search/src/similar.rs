//! Articles about the same: those that share the telling terms, the persons and the places of one.

use std::collections::HashMap;

use langbao_article::ArticleId;
use langbao_text::{Analysis, Analyzer, Stream};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, Searcher, Term};

use crate::collect::Found;
use crate::cursor::Key;
use crate::schema::{FAMILY, Fields, ID, PLACE};
use crate::stored::Stored;
use crate::value;

/// Terms an article is known by, at most.
const TERMS: usize = 30;

/// Such terms, persons and places together, that another must share, at least: one may be chance.
const SHARED: usize = 3;

/// Bytes of a body that are looked at.
const READ: usize = 32 << 10;

/// A term in more than this part of all articles tells nothing.
const COMMON: f32 = 0.1;

/// How much a person and a place count beside a term of the text.
const PERSON: f32 = 1.5;
/// See [`PERSON`].
const PLACES: f32 = 0.5;

/// Finds the articles most like one, best first, without it and the copies of its text.
pub(crate) fn similar(
    searcher: &Searcher,
    fields: &Fields,
    analyzer: &Analyzer,
    (address, article): (DocAddress, &Stored),
    limit: usize,
) -> tantivy::Result<Vec<Found>> {
    let mut clauses = telling(searcher, fields, analyzer, article)?;
    for key in article.persons.iter().filter_map(|name| Some(value::found_by(name)?[0].clone())) {
        clauses.push(boosted(term(fields.person_name, &key, IndexRecordOption::Basic), PERSON));
    }
    let reader = searcher.segment_reader(address.segment_ord);
    if let Some(column) = reader.fast_fields().str(PLACE)? {
        for ord in column.term_ords(address.doc_id) {
            let mut id = String::new();
            if column.ord_to_str(ord, &mut id)? {
                clauses.push(boosted(term(fields.place_within, &id, IndexRecordOption::Basic), PLACES));
            }
        }
    }
    if clauses.is_empty() {
        return Ok(Vec::new());
    }
    let least = SHARED.min(clauses.len());
    let shared = BooleanQuery::with_minimum_required_clauses(
        clauses.into_iter().map(|q| (Occur::Should, q)).collect(),
        least,
    );
    let family = family(searcher, address)?;
    // Of the copies of a text one is enough; so more are found than shown.
    let found = searcher.search(&shared, &TopDocs::with_limit(2 * limit + 20).order_by_score())?;
    let mut families: Vec<u64> = family.into_iter().collect();
    let mut best = Vec::new();
    for (_, other) in found.into_iter().filter(|(_, other)| *other != address) {
        match self::family(searcher, other)? {
            Some(family) if families.contains(&family) => continue,
            Some(family) => families.push(family),
            None => {}
        }
        let reader = searcher.segment_reader(other.segment_ord);
        let id = reader.fast_fields().u64(ID)?.first(other.doc_id).unwrap_or_default();
        best.push(Found { key: Key { rank: 0, id }, steps: 0, address: other, copies: 0 });
        if best.len() == limit {
            break;
        }
    }
    Ok(best)
}

/// The text that an article is one of the copies of.
fn family(searcher: &Searcher, address: DocAddress) -> tantivy::Result<Option<u64>> {
    let column = searcher.segment_reader(address.segment_ord).fast_fields().column_opt::<u64>(FAMILY)?;
    Ok(column.and_then(|column| column.first(address.doc_id)))
}

/// The terms of an article that are frequent in it and rare elsewhere. Pairs and words: a syllable alone means
/// little.
fn telling(
    searcher: &Searcher,
    fields: &Fields,
    analyzer: &Analyzer,
    article: &Stored,
) -> tantivy::Result<Vec<Box<dyn Query>>> {
    let body = &article.body[..article.body.floor_char_boundary(READ)];
    let (title, body) = (analyzer.analyze(&article.title), analyzer.analyze(body));
    let articles = searcher.num_docs() as f32;
    let mut terms: Vec<(f32, f32, [Field; 2], String)> = Vec::new();
    let pairs: fn(&Analysis) -> &Stream = |analysis| &analysis.folded_bigrams;
    let words: fn(&Analysis) -> &Stream = |analysis| &analysis.words;
    for (stream, fields) in
        [(pairs, [fields.body.pairs, fields.title.pairs]), (words, [fields.body.words, fields.title.words])]
    {
        let mut counts: HashMap<&str, f32> = HashMap::new();
        stream(&body).iter().for_each(|token| *counts.entry(token.text).or_default() += 1.0);
        // What the title says is what it is about.
        stream(&title).iter().for_each(|token| *counts.entry(token.text).or_default() += 2.0);
        for (text, count) in counts.into_iter().filter(|(text, _)| !text.bytes().any(|b| b.is_ascii_digit()))
        {
            let known = searcher.doc_freq(&Term::from_field_text(fields[0], text))? as f32;
            // Only this article has it, or too many have.
            if known < 2.0 || known > (articles * COMMON).max(10.0) {
                continue;
            }
            let weight = count / (count + 1.2);
            let rarity = (1.0 + (articles - known + 0.5) / (known + 0.5)).ln();
            terms.push((weight * rarity, weight, fields, text.to_owned()));
        }
    }
    terms.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.3.cmp(&b.3)));
    terms.truncate(TERMS);
    let queries = terms.into_iter().map(|(_, weight, fields, text)| {
        let either = fields.map(|field| term(field, &text, IndexRecordOption::WithFreqs)).into();
        boosted(Box::new(BooleanQuery::union(either)), weight)
    });
    Ok(queries.collect())
}

fn term(field: Field, text: &str, record: IndexRecordOption) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), record))
}

fn boosted(query: Box<dyn Query>, weight: f32) -> Box<dyn Query> {
    Box::new(BoostQuery::new(query, weight))
}

/// Where an article stands in the index; `None` if it is not there.
pub(crate) fn address(
    searcher: &Searcher,
    fields: &Fields,
    id: ArticleId,
) -> tantivy::Result<Option<DocAddress>> {
    let query = TermQuery::new(Term::from_field_u64(fields.id, id.0), IndexRecordOption::Basic);
    let found = searcher.search(&query, &TopDocs::with_limit(1).order_by_score())?;
    Ok(found.first().map(|(_, address)| *address))
}
