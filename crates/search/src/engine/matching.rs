//! Which articles of a segment match a query, without scores.

use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::query::{EnableScoring, Occur, Query};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED, Term};

use super::docs::{Docs, has_bit};
use super::parallel::each_segment;
use super::statistics::Statistics;
use super::view::{View, view};

/// Looking for a few articles in a list costs about so many steps along it for each.
const LEAP: usize = 12;

/// Returns the articles that match a query, by segment, without those removed.
pub(crate) fn matches(searcher: &Searcher, query: &dyn Query) -> tantivy::Result<Vec<Docs>> {
    let statistics = Statistics::of(searcher, &[query], Vec::new())?;
    each_segment(searcher, |segment| {
        let matcher = Matcher::new(searcher, &statistics, segment);
        matcher.narrow(query, matcher.alive())
    })
}

/// Whether a query matches any article; ends at the first segment where it does. Not asked of Tantivy, which seeks an
/// excluded phrase backwards, against its own assertion.
pub(crate) fn matches_any(searcher: &Searcher, query: &dyn Query) -> tantivy::Result<bool> {
    let statistics = Statistics::of(searcher, &[query], Vec::new())?;
    for segment in 0..searcher.segment_readers().len() {
        let matcher = Matcher::new(searcher, &statistics, segment);
        if !matcher.narrow(query, matcher.alive())?.is_none() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Finds articles in one segment.
pub(crate) struct Matcher<'s> {
    searcher: &'s Searcher,
    statistics: &'s Statistics<'s>,
    segment: usize,
    reader: &'s SegmentReader,
    max_doc: DocId,
}

impl<'s> Matcher<'s> {
    /// Makes one for a segment of the searcher, given by number.
    pub(crate) fn new(searcher: &'s Searcher, statistics: &'s Statistics<'s>, segment: usize) -> Self {
        let reader = &searcher.segment_readers()[segment];
        Self { searcher, statistics, segment, reader, max_doc: reader.max_doc() }
    }

    /// All articles that are not removed.
    pub(crate) fn alive(&self) -> Docs {
        Docs::alive(self.reader)
    }

    /// Those of a set that match a query.
    pub(crate) fn narrow(&self, query: &dyn Query, within: Docs) -> tantivy::Result<Docs> {
        if within.is_none() {
            return Ok(within);
        }
        match view(query) {
            View::All => Ok(within),
            View::Nothing => Ok(Docs::none()),
            View::Term(term) => self.narrow_by_term(term, within),
            View::Boosted(query, _) | View::Silent(query) => self.narrow(query, within),
            View::Clauses(clauses, least) => self.narrow_by_clauses(clauses, least, within),
            View::Other => self.narrow_by_scorer(query, within),
        }
    }

    fn narrow_by_clauses(
        &self,
        clauses: &[(Occur, Box<dyn Query>)],
        least: usize,
        within: Docs,
    ) -> tantivy::Result<Docs> {
        let of = |occur: Occur| {
            clauses
                .iter()
                .filter(move |(o, _)| *o == occur)
                .map(|(_, query)| query.as_ref())
                .collect::<Vec<_>>()
        };
        let (must, should) = (of(Occur::Must), of(Occur::Should));
        if must.is_empty() && should.is_empty() {
            return Ok(Docs::none());
        }
        let mut docs = within;
        if least > 0 && must.is_empty() {
            docs = self.narrow_by_some(&should, least, docs)?;
        }
        docs = self.narrow_by_all(must.clone(), &[], docs)?;
        if least > 0 && !must.is_empty() {
            docs = self.narrow_by_some(&should, least, docs)?;
        }
        self.narrow_by_all(Vec::new(), &of(Occur::MustNot), docs)
    }

    /// Those of a set that match all queries of one list and none of another; the rarest first.
    pub(crate) fn narrow_by_all(
        &self,
        mut must: Vec<&dyn Query>,
        not: &[&dyn Query],
        within: Docs,
    ) -> tantivy::Result<Docs> {
        if must.len() > 1 {
            must.sort_by_cached_key(|query| self.most(*query).unwrap_or(u64::MAX));
        }
        let mut docs = within;
        for query in must {
            docs = self.narrow(query, docs)?;
        }
        for query in not {
            if docs.is_none() {
                break;
            }
            let not = self.narrow(*query, docs.clone())?;
            docs = docs.minus(&not, self.max_doc);
        }
        Ok(docs)
    }

    /// Those of a set that match so many of the queries.
    fn narrow_by_some(&self, queries: &[&dyn Query], least: usize, within: Docs) -> tantivy::Result<Docs> {
        if queries.len() < least || within.is_none() {
            return Ok(Docs::none());
        }
        if let ([query], 1) = (queries, least) {
            return self.narrow(*query, within);
        }
        // A few are worth looking for; to leave out some of many costs more than to take them all.
        let few = matches!(within, Docs::Few(_));
        let inner = |query: &dyn Query| self.narrow(query, if few { within.clone() } else { Docs::All });
        if least > 1 {
            let mut counts: Vec<u8> = vec![0; self.max_doc as usize];
            for query in queries {
                inner(*query)?.each(self.max_doc, |doc| {
                    counts[doc as usize] = counts[doc as usize].saturating_add(1);
                });
            }
            let least = u8::try_from(least).unwrap_or(u8::MAX);
            let enough = (0..self.max_doc).filter(|doc| counts[*doc as usize] >= least).collect();
            return Ok(Docs::of_list(enough, self.max_doc).and(&within, self.max_doc));
        }
        if few {
            let mut list: Vec<DocId> = Vec::new();
            for query in queries {
                inner(*query)?.each(self.max_doc, |doc| list.push(doc));
            }
            list.sort_unstable();
            list.dedup();
            return Ok(Docs::of_list(list, self.max_doc));
        }
        let mut words = Docs::zeros(self.max_doc);
        for query in queries {
            self.add(*query, &mut words)?;
        }
        Ok(Docs::of_bits(words, self.max_doc).and(&within, self.max_doc))
    }

    /// Sets the bits of all that match.
    fn add(&self, query: &dyn Query, words: &mut [u64]) -> tantivy::Result<()> {
        match view(query) {
            View::Term(term) => {
                let Some(info) = self.statistics.info(term, self.segment)? else { return Ok(()) };
                each_doc(&mut self.postings(term, &info)?, |doc| words[doc as usize / 64] |= 1 << (doc % 64));
            }
            View::Boosted(query, _) | View::Silent(query) => self.add(query, words)?,
            _ => self.narrow(query, Docs::All)?.add_to(words, self.max_doc),
        }
        Ok(())
    }

    fn postings(&self, term: &Term, info: &TermInfo) -> tantivy::Result<BlockSegmentPostings> {
        let index = self.reader.inverted_index(term.field())?;
        Ok(index.read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?)
    }

    fn narrow_by_term(&self, term: &Term, within: Docs) -> tantivy::Result<Docs> {
        let Some(info) = self.statistics.info(term, self.segment)? else { return Ok(Docs::none()) };
        let count = info.doc_freq as usize;
        if info.doc_freq == self.max_doc {
            return Ok(within);
        }
        let mut postings = self.postings(term, &info)?;
        match within {
            Docs::Few(mut list) => {
                if count > list.len() * LEAP {
                    list.retain(|doc| {
                        let at = postings.seek(*doc);
                        postings.doc(at) == *doc
                    });
                } else {
                    let mut rest = list.into_iter().peekable();
                    let mut both = Vec::new();
                    each_doc(&mut postings, |doc| {
                        while rest.next_if(|other| *other < doc).is_some() {}
                        both.extend(rest.next_if(|other| *other == doc));
                    });
                    list = both;
                }
                Ok(Docs::Few(list))
            }
            within if Docs::is_sparse(count, self.max_doc) => {
                let mut list = Vec::with_capacity(count);
                match &within {
                    Docs::Bits(words) => each_doc(&mut postings, |doc| {
                        if has_bit(words, doc) {
                            list.push(doc);
                        }
                    }),
                    _ => each_doc(&mut postings, |doc| list.push(doc)),
                }
                Ok(Docs::Few(list))
            }
            within => {
                let mut words = Docs::zeros(self.max_doc);
                each_doc(&mut postings, |doc| words[doc as usize / 64] |= 1 << (doc % 64));
                match within {
                    Docs::All => Ok(Docs::Bits(words)),
                    within => Ok(within.and(&Docs::Bits(words), self.max_doc)),
                }
            }
        }
    }

    /// Asks Tantivy, for phrases and the like.
    fn narrow_by_scorer(&self, query: &dyn Query, within: Docs) -> tantivy::Result<Docs> {
        let weight = query.weight(EnableScoring::disabled_from_searcher(self.searcher))?;
        let mut scorer = weight.scorer(self.reader, 1.0)?;
        let mut list = Vec::new();
        if let Docs::Few(few) = &within {
            for doc in few {
                if scorer.doc() < *doc {
                    scorer.seek(*doc);
                }
                if scorer.doc() == *doc {
                    list.push(*doc);
                }
            }
            return Ok(Docs::Few(list));
        }
        let mut doc = scorer.doc();
        while doc != TERMINATED {
            list.push(doc);
            doc = scorer.advance();
        }
        Ok(within.and(&Docs::of_list(list, self.max_doc), self.max_doc))
    }

    /// The number of articles that a query matches at most, if that can be told cheaply.
    fn most(&self, query: &dyn Query) -> Option<u64> {
        match view(query) {
            View::All => Some(u64::from(self.max_doc)),
            View::Nothing => Some(0),
            View::Term(term) => {
                let info = self.statistics.info(term, self.segment).ok()?;
                Some(info.map_or(0, |info| u64::from(info.doc_freq)))
            }
            View::Boosted(query, _) | View::Silent(query) => self.most(query),
            View::Clauses(clauses, least) => {
                let of = |occur: Occur| clauses.iter().filter(move |(o, _)| *o == occur);
                let must = of(Occur::Must).filter_map(|(_, query)| self.most(query.as_ref())).min();
                let should: Option<u64> = match least {
                    0 => None,
                    _ => of(Occur::Should).map(|(_, query)| self.most(query.as_ref())).sum(),
                };
                must.into_iter().chain(should).min()
            }
            View::Other => None,
        }
    }
}

/// Calls for each article of a list of postings.
fn each_doc(postings: &mut BlockSegmentPostings, mut call: impl FnMut(DocId)) {
    loop {
        let docs = postings.docs();
        if docs.is_empty() {
            return;
        }
        docs.iter().copied().for_each(&mut call);
        postings.advance();
    }
}
