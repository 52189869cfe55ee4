//! How often terms and tokens occur, by which scores are weighed.
//!
//! Each commit changes these numbers a little, and with them all scores. A search that goes on behind a page weighs by
//! the numbers that page was made with, which its cursor brings along: so an article stands where it stood, whatever was
//! indexed meanwhile.

use std::collections::HashMap;
use std::sync::Mutex;

use tantivy::postings::TermInfo;
use tantivy::query::{Bm25StatisticsProvider, Query};
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

/// More numbers than this are not kept for the next page: a cursor must fit into an address. A query of so many words
/// is told apart by them whatever they weigh.
const MOST_KEPT: usize = 400;

/// Where the terms of one query stand in each segment, and how often they occur.
pub(crate) struct Statistics<'s> {
    searcher: &'s Searcher,
    /// By segment.
    terms: HashMap<Term, Vec<Option<TermInfo>>>,
    /// Of the page before, in the order of asking.
    kept: Vec<u64>,
    asked: Mutex<Asked>,
}

/// What was answered so far.
#[derive(Default)]
struct Asked {
    numbers: HashMap<Number, u64>,
    in_order: Vec<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Number {
    Docs,
    Tokens(Field),
    Term(Term),
}

impl<'s> Statistics<'s> {
    /// Looks up the terms of queries, once each. `kept` are the numbers of the page before; none for a first page.
    pub(crate) fn of(
        searcher: &'s Searcher,
        queries: &[&dyn Query],
        kept: Vec<u64>,
    ) -> tantivy::Result<Self> {
        let mut found: Vec<&Term> = Vec::new();
        queries.iter().for_each(|query| query.query_terms(&mut |term, _| found.push(term)));
        let mut terms = HashMap::with_capacity(found.len());
        for term in found {
            if !terms.contains_key(term) {
                terms.insert(term.clone(), infos(searcher, term)?);
            }
        }
        Ok(Self { searcher, terms, kept, asked: Mutex::default() })
    }

    /// Where a term stands in a segment.
    pub(crate) fn info(&self, term: &Term, segment: usize) -> tantivy::Result<Option<TermInfo>> {
        match self.terms.get(term) {
            Some(infos) => Ok(infos.get(segment).cloned().flatten()),
            None => Ok(infos(self.searcher, term)?.into_iter().nth(segment).flatten()),
        }
    }

    /// The numbers this page was weighed by, for the next.
    pub(crate) fn numbers(&self) -> Vec<u64> {
        let asked = self.asked.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if asked.in_order.len() > MOST_KEPT { Vec::new() } else { asked.in_order.clone() }
    }

    /// Answers the same each time: as kept, if the page before asked at this place, else as counted now.
    fn answer(&self, number: Number, count: impl FnOnce() -> tantivy::Result<u64>) -> tantivy::Result<u64> {
        let mut asked = self.asked.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(known) = asked.numbers.get(&number) {
            return Ok(*known);
        }
        let answer = match self.kept.get(asked.in_order.len()) {
            Some(kept) => *kept,
            None => count()?,
        };
        asked.in_order.push(answer);
        asked.numbers.insert(number, answer);
        Ok(answer)
    }
}

fn infos(searcher: &Searcher, term: &Term) -> tantivy::Result<Vec<Option<TermInfo>>> {
    let readers = searcher.segment_readers().iter();
    readers.map(|reader| Ok(reader.inverted_index(term.field())?.get_term_info(term)?)).collect()
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.answer(Number::Tokens(field), || self.searcher.total_num_tokens(field))
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        self.answer(Number::Docs, || self.searcher.total_num_docs())
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        self.answer(Number::Term(term.clone()), || match self.terms.get(term) {
            Some(infos) => Ok(infos.iter().flatten().map(|info| u64::from(info.doc_freq)).sum()),
            None => self.searcher.doc_freq(term),
        })
    }
}
