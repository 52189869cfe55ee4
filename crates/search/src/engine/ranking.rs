//! Which of the matching articles stand first.
//!
//! The score of an article is a sum: of terms, each worth no more than its rarity allows, and of phrases. Once enough
//! articles are known, what the cheap common terms could add together decides nothing any more: only articles with one
//! of the others are looked at ("MaxScore"), and of those each only as long as it can still get among the first.
//!
//! Scores are counted in whole steps of 1/65,536, which add up to the same whatever the order: an article has the same
//! score on each page, in whichever way it was come by.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::{Bm25Weight, EnableScoring, Occur, PhraseQuery, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Score, Searcher, TERMINATED, Term};

use super::docs::{Docs, each_bit};
use super::statistics::Statistics;
use super::view::{View, view};

/// Steps a point of score.
const STEPS: f32 = 65_536.0;

/// Articles looked at together; a multiple of 64. Tests go through several windows with few articles.
const WINDOW: usize = if cfg!(test) { 128 } else { 4_096 };

/// Looking up a term for a single article costs about so many steps along its list.
const LEAP: usize = 8;

/// Counts a score in steps.
fn steps(score: Score) -> u32 {
    // Saturates: far beyond what articles reach.
    (score * STEPS) as u32
}

/// The score of so many steps.
pub(crate) fn score(steps: u32) -> Score {
    steps as Score / STEPS
}

/// The parts of a score.
pub(crate) struct Ranking {
    summands: Vec<Summand>,
}

struct Summand {
    /// What it adds at most, in steps.
    most: u32,
    kind: Kind,
}

enum Kind {
    Term(Term, Bm25Weight),
    Query(Box<dyn Weight>, Score),
}

impl Ranking {
    /// Reads them from a query.
    pub(crate) fn of(
        searcher: &Searcher,
        statistics: &Statistics<'_>,
        query: &dyn Query,
    ) -> tantivy::Result<Self> {
        let mut reading = Reading { searcher, statistics, summands: Vec::new() };
        reading.add(query, 1.0, true)?;
        reading.summands.sort_by_key(|summand| summand.most);
        Ok(Self { summands: reading.summands })
    }

    /// Offers articles of a segment, given by number, to a list of the best: those that can get on it, with their score
    /// in steps. `least` tells how many steps an article must have now; it may grow with each offer.
    pub(crate) fn offer(
        &self,
        searcher: &Searcher,
        statistics: &Statistics<'_>,
        segment: usize,
        docs: &Docs,
        best: &mut impl Best,
    ) -> tantivy::Result<()> {
        let reader = &searcher.segment_readers()[segment];
        let max_doc = reader.max_doc();
        let mut parts = Vec::new();
        for summand in &self.summands {
            let cursor = match &summand.kind {
                Kind::Term(term, weight) => {
                    let Some(info) = statistics.info(term, segment)? else { continue };
                    let index = reader.inverted_index(term.field())?;
                    let postings =
                        index.read_block_postings_from_terminfo(&info, IndexRecordOption::WithFreqs)?;
                    let norms = reader.get_fieldnorms_reader(term.field())?;
                    Cursor::Term {
                        postings,
                        norms,
                        weight: weight.clone(),
                        at: 0,
                        count: info.doc_freq as usize,
                    }
                }
                Kind::Query(weight, boost) => Cursor::Query(weight.scorer(reader, *boost)?),
            };
            parts.push(Part { most: summand.most, cursor });
        }
        // What all parts up to one add at most together.
        let mut sums = vec![0u32];
        for part in &parts {
            sums.push(sums[sums.len() - 1].saturating_add(part.most));
        }
        let mut pass = Pass { parts, sums, best };
        let count = docs.count(max_doc);
        let postings: usize = pass.parts.iter().map(Part::count).sum();
        if count.saturating_mul(LEAP * pass.parts.len()) < postings || count < 64 {
            docs.each(max_doc, |doc| pass.one(doc));
        } else {
            let words = docs.clone().into_bits(max_doc);
            pass.windows(&words);
        }
        Ok(())
    }
}

/// A list of the best articles.
pub(crate) trait Best {
    /// The steps that an article must have at least to get on it.
    fn least(&self) -> u32;
    /// Takes an article, if it is good enough.
    fn take(&mut self, doc: DocId, steps: u32);
}

struct Reading<'r, 's> {
    searcher: &'r Searcher,
    statistics: &'r Statistics<'s>,
    summands: Vec<Summand>,
}

impl Reading<'_, '_> {
    /// Takes a query apart into summands. `sure`: of the articles looked at, all match it.
    fn add(&mut self, query: &dyn Query, boost: Score, sure: bool) -> tantivy::Result<()> {
        match view(query) {
            View::All | View::Nothing | View::Silent(_) => {}
            View::Boosted(query, factor) => self.add(query, boost * factor, sure)?,
            View::Term(term) if self.has_norms(term) => {
                let weight = self.weight(std::slice::from_ref(term))?.boost_by(boost);
                self.push(weight.max_score(), Kind::Term(term.clone(), weight));
            }
            View::Clauses(clauses, least)
                if sure || (least <= 1 && clauses.iter().all(|(occur, _)| *occur == Occur::Should)) =>
            {
                for (occur, query) in clauses.iter().filter(|(occur, _)| *occur != Occur::MustNot) {
                    self.add(query.as_ref(), boost, sure && *occur == Occur::Must)?;
                }
            }
            _ => {
                let most = self.most(query)? * boost;
                if most > 0.0 {
                    let (searcher, statistics_provider) = (self.searcher, self.statistics);
                    let weight = query.weight(EnableScoring::Enabled { searcher, statistics_provider })?;
                    self.push(most, Kind::Query(weight, boost));
                }
            }
        }
        Ok(())
    }

    fn push(&mut self, most: Score, kind: Kind) {
        // Rounded up, and a little more for sums of floats.
        let most = if most.is_finite() { steps(most * 1.000_01).saturating_add(2) } else { u32::MAX };
        self.summands.push(Summand { most, kind });
    }

    /// What a query adds at most.
    fn most(&self, query: &dyn Query) -> tantivy::Result<Score> {
        Ok(match view(query) {
            View::All => 1.0,
            View::Nothing | View::Silent(_) => 0.0,
            View::Boosted(query, factor) => self.most(query)? * factor,
            View::Term(term) => self.weight(std::slice::from_ref(term))?.max_score(),
            View::Clauses(clauses, _) => {
                let counting = clauses.iter().filter(|(occur, _)| *occur != Occur::MustNot);
                counting.map(|(_, query)| self.most(query.as_ref())).sum::<tantivy::Result<Score>>()?
            }
            View::Other => match query.downcast_ref::<PhraseQuery>() {
                Some(phrase) => self.weight(&phrase.phrase_terms())?.max_score(),
                None => Score::INFINITY,
            },
        })
    }

    fn weight(&self, terms: &[Term]) -> tantivy::Result<Bm25Weight> {
        Bm25Weight::for_terms(self.statistics, terms)
    }

    /// Whether the scores of a term are counted here: keys have no lengths to weigh by, and are asked silently.
    fn has_norms(&self, term: &Term) -> bool {
        self.searcher.schema().get_field_entry(term.field()).field_type().has_fieldnorms()
    }
}

/// A summand in one segment.
struct Part {
    most: u32,
    cursor: Cursor,
}

#[expect(clippy::large_enum_variant, reason = "there are few, and most are the large ones")]
enum Cursor {
    Term {
        postings: BlockSegmentPostings,
        norms: FieldNormReader,
        weight: Bm25Weight,
        at: usize,
        count: usize,
    },
    Query(Box<dyn Scorer>),
}

impl Part {
    /// About how many articles it is in.
    fn count(&self) -> usize {
        match &self.cursor {
            Cursor::Term { count, .. } => *count,
            Cursor::Query(scorer) => scorer.size_hint() as usize,
        }
    }

    /// What it adds to an article; articles are asked for in order.
    fn steps_of(&mut self, doc: DocId) -> u32 {
        match &mut self.cursor {
            Cursor::Term { postings, norms, weight, at, .. } => {
                *at = postings.seek(doc);
                if postings.doc(*at) != doc {
                    return 0;
                }
                steps(weight.score(norms.fieldnorm_id(doc), postings.freq(*at)))
            }
            Cursor::Query(scorer) => {
                if scorer.doc() < doc {
                    scorer.seek(doc);
                }
                if scorer.doc() == doc { steps(scorer.score()) } else { 0 }
            }
        }
    }

    /// Adds it to all articles from `start` on that fall into the window, and marks them.
    fn add(&mut self, start: DocId, sums: &mut [u32; WINDOW], touched: &mut [u64; WINDOW / 64]) {
        let end = start + WINDOW as DocId;
        let mut add = |doc: DocId, steps: u32| {
            let at = (doc - start) as usize;
            sums[at] = sums[at].saturating_add(steps);
            touched[at / 64] |= 1 << (at % 64);
        };
        match &mut self.cursor {
            Cursor::Term { postings, norms, weight, at, .. } => {
                if postings.docs().get(*at).is_none_or(|doc| *doc < start) {
                    *at = postings.seek(start);
                }
                loop {
                    let (docs, freqs) = (postings.docs(), postings.freqs());
                    let rest = docs.get(*at..).unwrap_or_default();
                    let inside = match rest.last() {
                        Some(last) if *last < end => rest.len(),
                        _ => rest.partition_point(|doc| *doc < end),
                    };
                    // Where it is not kept how often, once.
                    let freqs =
                        freqs.get(*at..).unwrap_or_default().iter().copied().chain(std::iter::repeat(1));
                    for (doc, freq) in rest[..inside].iter().zip(freqs) {
                        add(*doc, steps(weight.score(norms.fieldnorm_id(*doc), freq)));
                    }
                    *at += inside;
                    if inside < rest.len() || docs.is_empty() {
                        return;
                    }
                    postings.advance();
                    *at = 0;
                }
            }
            Cursor::Query(scorer) => {
                if scorer.doc() < start {
                    scorer.seek(start);
                }
                let mut doc = scorer.doc();
                while doc < end && doc != TERMINATED {
                    add(doc, steps(scorer.score()));
                    doc = scorer.advance();
                }
            }
        }
    }
}

/// One walk through a segment.
struct Pass<'b, B> {
    /// Those that add least first.
    parts: Vec<Part>,
    /// What so many of the first parts add at most together.
    sums: Vec<u32>,
    best: &'b mut B,
}

impl<B: Best> Pass<'_, B> {
    /// The number of parts that do not get an article on the list together.
    fn idle(&self) -> usize {
        let least = self.best.least();
        self.sums[1..].iter().take_while(|sum| **sum < least).count()
    }

    /// Scores an article by itself.
    fn one(&mut self, doc: DocId) {
        self.finish(doc, 0, self.parts.len());
    }

    /// Adds the first parts to what an article has, as long as it can get on the list.
    fn finish(&mut self, doc: DocId, mut steps: u32, parts: usize) {
        let least = self.best.least();
        for part in (0..parts).rev() {
            if steps.saturating_add(self.sums[part + 1]) < least {
                return;
            }
            steps = steps.saturating_add(self.parts[part].steps_of(doc));
        }
        if steps >= least {
            self.best.take(doc, steps);
        }
    }

    /// Scores the articles of a bitset window by window.
    fn windows(&mut self, words: &[u64]) {
        let mut sums = [0u32; WINDOW];
        let mut found: Vec<DocId> = Vec::new();
        for (start, words) in (0..).step_by(WINDOW).zip(words.chunks(WINDOW / 64)) {
            if words.iter().all(|word| *word == 0) {
                continue;
            }
            let idle = self.idle();
            if idle == self.parts.len() && idle > 0 {
                return;
            }
            let mut touched = [0u64; WINDOW / 64];
            for part in &mut self.parts[idle..] {
                part.add(start, &mut sums, &mut touched);
            }
            found.clear();
            if idle == 0 && self.best.least() == 0 {
                // As long as there is room, those without a score too.
                each_bit(words, |at| found.push(at));
            } else {
                touched.iter_mut().zip(words).for_each(|(word, matching)| *word &= matching);
                each_bit(&touched[..words.len()], |at| found.push(at));
            }
            for at in &found {
                self.finish(start + at, sums[*at as usize], idle);
            }
            sums.fill(0);
        }
    }
}
