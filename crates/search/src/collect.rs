//! Which articles a search matches, and which of them stand on the page asked for.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use tantivy::columnar::Column;
use tantivy::query::{Occur, Query};
use tantivy::{DocAddress, DocId, Searcher};

use crate::Sort;
use crate::cursor::Key;
use crate::engine::docs::Docs;
use crate::engine::matching::Matcher;
use crate::engine::parallel::fold_segments;
use crate::engine::ranking::{Best, Ranking};
use crate::engine::statistics::Statistics;
use crate::family::Families;
use crate::filter;
use crate::schema::{ID, PUBLISHED};

/// The matching articles, by segment.
pub(crate) type Matches = Vec<Docs>;

/// The order of a search and the page of it that is wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    pub(crate) sort: Sort,
    /// The last hit of the page before.
    pub(crate) after: Option<Key>,
    /// Hits, at least 1.
    pub(crate) limit: usize,
    /// Whether copies of one text are one hit.
    pub(crate) collapse: bool,
}

/// A hit before it is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    pub(crate) key: Key,
    /// In steps, see [`crate::engine::ranking::score`]; 0 unless sorted by relevance.
    pub(crate) steps: u32,
    pub(crate) address: DocAddress,
    /// How many other copies of its text match, if they are one hit.
    pub(crate) copies: u32,
}

/// What was collected.
#[derive(Debug, Default)]
pub(crate) struct Collected {
    /// All matching articles, counted.
    pub(crate) total: u64,
    /// The same with the copies of a text counted once, if they are one hit.
    pub(crate) texts: u64,
    /// The page in order.
    pub(crate) page: Vec<Found>,
    /// Whether more hits follow the page.
    pub(crate) more: bool,
    /// All matching articles, if wanted.
    matches: Matches,
    /// The matching articles without the filter on a key, if wanted; for each key that is filtered by.
    without: Vec<(filter::Key, Matches)>,
}

impl Collected {
    /// The matching articles without the filter on a key.
    pub(crate) fn without(&self, key: filter::Key) -> &Matches {
        self.without.iter().find(|(known, _)| *known == key).map_or(&self.matches, |(_, matches)| matches)
    }

    /// The matching articles.
    pub(crate) fn matches(&self) -> &Matches {
        &self.matches
    }
}

/// A search: which articles, in which order, and whether all of them are wanted for counting.
pub(crate) struct Gather<'s> {
    pub(crate) searcher: &'s Searcher,
    pub(crate) statistics: &'s Statistics<'s>,
    /// `None` for all articles.
    pub(crate) words: Option<&'s dyn Query>,
    pub(crate) filters: &'s filter::Filters,
    pub(crate) page: Page,
    pub(crate) matches: bool,
}

/// Articles of a segment without the filter on each key.
type ByFilter = Vec<(filter::Key, Docs)>;

/// What one thread gathers.
struct State {
    page: Top,
    total: u64,
    /// By segment number.
    matches: Vec<(usize, Docs, ByFilter)>,
}

impl Gather<'_> {
    /// Gathers from all segments.
    pub(crate) fn run(&self) -> tantivy::Result<Collected> {
        let ranking = match (self.page.sort, self.words) {
            (Sort::Relevance, Some(words)) => Some(Ranking::of(self.searcher, self.statistics, words)?),
            _ => None,
        };
        let families = match self.page.collapse {
            true => Families::of(self.searcher, |segment| Ok(self.sets(segment)?.0))?,
            false => Families::default(),
        };
        let state = || State { page: Top::new(self.page), total: 0, matches: Vec::new() };
        let parts = fold_segments(self.searcher, state, |state, segment| {
            let (docs, without) = self.sets(segment)?;
            let reader = &self.searcher.segment_readers()[segment];
            state.total += docs.count(reader.max_doc()) as u64;
            let columns = reader.fast_fields();
            let (ids, published) = (columns.column_opt(ID)?, columns.column_opt(PUBLISHED)?);
            let mut offer = Offer { top: &mut state.page, segment: segment as u32, ids, published };
            let shown = families.shown(segment, &docs, reader.max_doc());
            let shown = shown.as_ref().unwrap_or(&docs);
            match &ranking {
                Some(ranking) => ranking.offer(self.searcher, self.statistics, segment, shown, &mut offer)?,
                None => shown.each(reader.max_doc(), |doc| offer.take(doc, 0)),
            }
            if self.matches {
                state.matches.push((segment, docs, without));
            }
            Ok(())
        })?;
        let mut collected = Collected::default();
        let mut sets = Vec::new();
        for part in parts {
            collected.total += part.total;
            collected.page.extend(part.page.found.into_iter().map(|Reverse(ByKey(found))| found));
            sets.extend(part.matches);
        }
        sets.sort_unstable_by_key(|(segment, ..)| *segment);
        for (_, docs, without) in sets {
            collected.matches.push(docs);
            for (key, docs) in without {
                match collected.without.iter_mut().find(|(known, _)| *known == key) {
                    Some((_, matches)) => matches.push(docs),
                    None => collected.without.push((key, vec![docs])),
                }
            }
        }
        collected.page.sort_unstable_by_key(|found| Reverse(found.key));
        collected.more = collected.page.len() > self.page.limit;
        collected.page.truncate(self.page.limit);
        collected.page.iter_mut().for_each(|found| found.copies = families.copies(found.key.id));
        collected.texts = collected.total - families.hidden();
        Ok(collected)
    }

    /// The matching articles of a segment, and if wanted those without the filter on each key.
    fn sets(&self, segment: usize) -> tantivy::Result<(Docs, ByFilter)> {
        let matcher = Matcher::new(self.searcher, self.statistics, segment);
        let max_doc = self.searcher.segment_readers()[segment].max_doc();
        let (mut must, not): (Vec<_>, Vec<_>) =
            self.filters.without_key().partition(|(occur, _)| *occur == Occur::Must);
        must.extend(self.words.map(|words| (Occur::Must, words)));
        let not: Vec<&dyn Query> = not.into_iter().map(|(_, query)| query).collect();
        let mut must: Vec<&dyn Query> = must.into_iter().map(|(_, query)| query).collect();
        if !self.matches {
            must.extend(self.filters.with_key().map(|(_, query)| query));
            return Ok((matcher.narrow_by_all(must, &not, matcher.alive())?, Vec::new()));
        }
        let base = matcher.narrow_by_all(must, &not, matcher.alive())?;
        let mut narrowed: ByFilter = Vec::new();
        for (key, filter) in self.filters.with_key() {
            narrowed.push((key, matcher.narrow(filter, base.clone())?));
        }
        let all_but = |but: Option<filter::Key>| {
            let others = narrowed.iter().filter(|(key, _)| Some(*key) != but);
            others.fold(base.clone(), |docs, (_, other)| docs.and(other, max_doc))
        };
        let without = narrowed.iter().map(|(key, _)| (*key, all_but(Some(*key)))).collect();
        Ok((all_but(None), without))
    }
}

/// The best articles of a page so far, and one more, which shows whether another page follows.
struct Top {
    page: Page,
    /// The worst on top.
    found: BinaryHeap<Reverse<ByKey>>,
}

impl Top {
    fn new(page: Page) -> Self {
        Self { page, found: BinaryHeap::with_capacity(page.limit + 2) }
    }

    fn worst(&self) -> Option<Key> {
        let full = self.found.len() > self.page.limit;
        self.found.peek().filter(|_| full).map(|Reverse(ByKey(found))| found.key)
    }
}

struct ByKey(Found);

impl Ord for ByKey {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.key.cmp(&other.0.key)
    }
}

impl PartialOrd for ByKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for ByKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.key == other.0.key
    }
}

impl Eq for ByKey {}

/// Offers the articles of one segment.
struct Offer<'t> {
    top: &'t mut Top,
    segment: u32,
    ids: Option<Column<u64>>,
    published: Option<Column<i64>>,
}

impl Best for Offer<'_> {
    fn least(&self) -> u32 {
        match self.top.page.sort {
            Sort::Relevance => self.top.worst().map_or(0, |key| (key.rank >> 32) as u32),
            _ => 0,
        }
    }

    fn take(&mut self, doc: DocId, steps: u32) {
        let published = self.published.as_ref().and_then(|column| column.first(doc));
        let rank = rank(self.top.page.sort, steps, published);
        let worst = self.top.worst();
        // Most are no better than those known, which the rank alone tells.
        if worst.is_some_and(|worst| rank < worst.rank) {
            return;
        }
        let id = self.ids.as_ref().and_then(|column| column.first(doc)).unwrap_or_default();
        let key = Key { rank, id };
        if worst.is_some_and(|worst| key <= worst) || self.top.page.after.is_some_and(|after| key >= after) {
            return;
        }
        if worst.is_some() {
            self.top.found.pop();
        }
        let address = DocAddress { segment_ord: self.segment, doc_id: doc };
        self.top.found.push(Reverse(ByKey(Found { key, steps, address, copies: 0 })));
    }
}

/// Makes a number of what decides the order; greater comes first.
fn rank(sort: Sort, steps: u32, published: Option<i64>) -> u64 {
    // Undated is 0, below any date.
    let newest = published.map_or(0, |seconds| (seconds.cast_unsigned() ^ 1 << 63).max(1));
    match sort {
        Sort::Newest => newest,
        Sort::Oldest => published.map_or(0, |_| (!newest).max(1)),
        Sort::Relevance => {
            // Between equals the newer; second by second from 1970 to 2106.
            let newer = published.map_or(0, |seconds| u32::try_from(seconds.max(1)).unwrap_or(u32::MAX));
            u64::from(steps) << 32 | u64::from(newer)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn dates_are_ordered(a: i64, b: i64) {
            let key = |sort, date| rank(sort, 0, date);
            // The two outermost seconds of time share their number with a neighbour.
            prop_assume!(a > i64::MIN + 1 && b > i64::MIN + 1 && a < i64::MAX && b < i64::MAX);
            prop_assert_eq!(key(Sort::Newest, Some(a)).cmp(&key(Sort::Newest, Some(b))), a.cmp(&b));
            prop_assert_eq!(key(Sort::Oldest, Some(a)).cmp(&key(Sort::Oldest, Some(b))), b.cmp(&a));
            prop_assert!(key(Sort::Newest, None) < key(Sort::Newest, Some(a)));
            prop_assert!(key(Sort::Oldest, None) < key(Sort::Oldest, Some(a)));
        }

        #[test]
        fn scores_come_before_dates(a: u32, b: u32, x: Option<i64>, y: Option<i64>) {
            prop_assume!(a != b);
            prop_assert_eq!(rank(Sort::Relevance, a, x).cmp(&rank(Sort::Relevance, b, y)), a.cmp(&b));
        }
    }

    #[test]
    fn between_equal_scores_the_newer() {
        assert!(rank(Sort::Relevance, 1, Some(2000)) > rank(Sort::Relevance, 1, Some(1000)));
        assert!(rank(Sort::Relevance, 1, Some(-5)) > rank(Sort::Relevance, 1, None));
    }
}
