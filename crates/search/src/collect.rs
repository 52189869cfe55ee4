//! Which articles a query matches, and which of them stand on the page asked for.

use std::cmp::Reverse;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use crate::Sort;
use crate::cursor::Key;
use crate::schema::{ID, PUBLISHED};

/// The matching articles, by segment.
pub(crate) type Matches = Vec<Vec<DocId>>;

/// The order of a search and the page of it that is wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    pub(crate) sort: Sort,
    /// The last hit of the page before.
    pub(crate) after: Option<Key>,
    /// Hits, at least 1.
    pub(crate) limit: usize,
}

/// A hit before it is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    pub(crate) key: Key,
    pub(crate) score: Score,
    pub(crate) address: DocAddress,
}

/// What was collected.
#[derive(Debug, Default)]
pub(crate) struct Collected {
    /// All matching articles, counted.
    pub(crate) total: u64,
    /// The page in order.
    pub(crate) page: Vec<Found>,
    /// Whether more hits follow the page.
    pub(crate) more: bool,
    /// All matching articles, if wanted.
    pub(crate) matches: Matches,
}

/// Collects a page, or all matching articles, or both.
pub(crate) struct Gather {
    pub(crate) page: Option<Page>,
    pub(crate) matches: bool,
}

/// [`Gather`] in one segment.
pub(crate) struct GatherSegment {
    segment: SegmentOrdinal,
    ids: Option<Column<u64>>,
    published: Option<Column<i64>>,
    page: Option<Page>,
    best: Vec<Found>,
    total: u64,
    matches: Option<Vec<DocId>>,
}

/// What a segment yields.
pub(crate) struct Part {
    segment: SegmentOrdinal,
    total: u64,
    best: Vec<Found>,
    matches: Option<Vec<DocId>>,
}

impl Collector for Gather {
    type Fruit = Collected;
    type Child = GatherSegment;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<GatherSegment> {
        Ok(GatherSegment {
            segment,
            ids: reader.fast_fields().column_opt(ID)?,
            published: reader.fast_fields().column_opt(PUBLISHED)?,
            page: self.page,
            best: Vec::new(),
            total: 0,
            matches: self.matches.then(Vec::new),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.page.is_some_and(|page| page.sort == Sort::Relevance)
    }

    fn merge_fruits(&self, parts: Vec<Part>) -> tantivy::Result<Collected> {
        let mut collected = Collected { matches: vec![Vec::new(); parts.len()], ..Collected::default() };
        for part in parts {
            collected.total += part.total;
            collected.page.extend(part.best);
            if let (Some(docs), Some(slot)) = (part.matches, collected.matches.get_mut(part.segment as usize))
            {
                *slot = docs;
            }
        }
        collected.page.sort_unstable_by_key(|found| Reverse(found.key));
        let limit = self.page.map_or(0, |page| page.limit);
        collected.more = collected.page.len() > limit;
        collected.page.truncate(limit);
        Ok(collected)
    }
}

impl SegmentCollector for GatherSegment {
    type Fruit = Part;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.total += 1;
        if let Some(matches) = &mut self.matches {
            matches.push(doc);
        }
        let Some(page) = self.page else { return };
        let published = self.published.as_ref().and_then(|column| column.first(doc));
        let id = self.ids.as_ref().and_then(|column| column.first(doc)).unwrap_or_default();
        let key = Key { rank: rank(page.sort, score, published), id };
        if page.after.is_none_or(|after| key < after) {
            let address = DocAddress { segment_ord: self.segment, doc_id: doc };
            self.best.push(Found { key, score, address });
            // One more than the page shows whether another follows.
            keep_best(&mut self.best, page.limit + 1, 2 * page.limit + 64);
        }
    }

    fn harvest(mut self) -> Part {
        let wanted = self.page.map_or(0, |page| page.limit + 1);
        keep_best(&mut self.best, wanted, wanted);
        Part { segment: self.segment, total: self.total, best: self.best, matches: self.matches }
    }
}

/// Drops all but the best once there are more than `room`.
fn keep_best(found: &mut Vec<Found>, wanted: usize, room: usize) {
    if found.len() > room {
        found.select_nth_unstable_by_key(wanted, |f| Reverse(f.key));
        found.truncate(wanted);
    }
}

/// Makes a number of what decides the order; greater comes first.
fn rank(sort: Sort, score: Score, published: Option<i64>) -> u64 {
    // Undated is 0, below any date.
    let newest = published.map_or(0, |seconds| (seconds.cast_unsigned() ^ 1 << 63).max(1));
    match sort {
        Sort::Newest => newest,
        Sort::Oldest => published.map_or(0, |_| (!newest).max(1)),
        Sort::Relevance => {
            // Bits of floats that are not negative are ordered as the floats.
            let score = if score > 0.0 { score.to_bits() } else { 0 };
            // Between equals the newer; second by second from 1970 to 2106.
            let newer = published.map_or(0, |seconds| u32::try_from(seconds.max(1)).unwrap_or(u32::MAX));
            u64::from(score) << 32 | u64::from(newer)
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
            let key = |sort, date| rank(sort, 0.0, date);
            // The two outermost seconds of time share their number with a neighbour.
            prop_assume!(a > i64::MIN + 1 && b > i64::MIN + 1 && a < i64::MAX && b < i64::MAX);
            prop_assert_eq!(key(Sort::Newest, Some(a)).cmp(&key(Sort::Newest, Some(b))), a.cmp(&b));
            prop_assert_eq!(key(Sort::Oldest, Some(a)).cmp(&key(Sort::Oldest, Some(b))), b.cmp(&a));
            prop_assert!(key(Sort::Newest, None) < key(Sort::Newest, Some(a)));
            prop_assert!(key(Sort::Oldest, None) < key(Sort::Oldest, Some(a)));
        }

        #[test]
        fn scores_come_before_dates(a in 0.0f32..1000.0, b in 0.0f32..1000.0, x: Option<i64>, y: Option<i64>) {
            prop_assume!(a != b);
            let (a, b) = (rank(Sort::Relevance, a, x).cmp(&rank(Sort::Relevance, b, y)), a.total_cmp(&b));
            prop_assert_eq!(a, b);
        }
    }

    #[test]
    fn between_equal_scores_the_newer() {
        assert!(rank(Sort::Relevance, 1.0, Some(2000)) > rank(Sort::Relevance, 1.0, Some(1000)));
        assert!(rank(Sort::Relevance, 1.0, Some(-5)) > rank(Sort::Relevance, 1.0, None));
    }
}
