//! How many of the matching articles have which value.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use tantivy::Searcher;

use crate::collect::Matches;
use crate::column::{Columns, Counted, Filled, Values};
use crate::engine::parallel::fold_segments;
use crate::{Facet, FacetCount};

/// A list of the values found is counted by sorting it, as long as there are this many times more values to tell apart.
const FEW: usize = 8;

/// Articles of a value that occurs.
type Count = (u32, u64);

/// Counts the values of a column in the matching articles; those that occur, in order of number.
fn count(searcher: &Searcher, column: &Filled<'_>, matches: &Matches) -> tantivy::Result<Vec<Count>> {
    let readers = searcher.segment_readers();
    let articles: usize =
        matches.iter().zip(readers).map(|(docs, reader)| docs.count(reader.max_doc())).sum();
    let values = column.values().len();
    if articles * FEW < values {
        let mut found: Vec<u32> = Vec::new();
        for ((docs, segment), reader) in matches.iter().zip(&column.segments).zip(readers) {
            docs.each(reader.max_doc(), |doc| found.extend_from_slice(segment.of(doc)));
        }
        found.sort_unstable();
        return Ok(found.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u64)).collect());
    }
    let parts = fold_segments(
        searcher,
        || vec![0u32; values],
        |counts, number| {
            let segment = &column.segments[number];
            matches[number].each(readers[number].max_doc(), |doc| {
                segment.of(doc).iter().for_each(|value| counts[*value as usize] += 1);
            });
            Ok(())
        },
    )?;
    let total = |value: usize| parts.iter().map(|counts| u64::from(counts[value])).sum::<u64>();
    Ok((0..).zip((0..values).map(total)).filter(|(_, count)| *count > 0).collect())
}

/// A value whatever its spelling, with the articles of its most frequent spelling.
#[derive(Clone, Copy)]
struct Entry<'v> {
    count: u64,
    shown: &'v str,
    key: u32,
}

impl Ord for Entry<'_> {
    /// The better one, which stands first, is less.
    fn cmp(&self, other: &Self) -> Ordering {
        other.count.cmp(&self.count).then_with(|| self.shown.cmp(other.shown))
    }
}

impl PartialOrd for Entry<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Entry<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Entry<'_> {}

/// Takes spellings together: by key the articles, and the most frequent spelling with its articles.
fn by_key<'v>(values: &'v Values, counts: &[Count]) -> Vec<Entry<'v>> {
    let mut at: Vec<u32> = vec![u32::MAX; values.key_count()];
    let mut entries: Vec<Entry<'v>> = Vec::with_capacity(counts.len());
    let mut most: Vec<u64> = Vec::with_capacity(counts.len());
    for (value, count) in counts {
        let (key, shown) = (values.key_of(*value), values.shown(*value));
        match at[key as usize] {
            u32::MAX => {
                at[key as usize] = u32::try_from(entries.len()).unwrap_or(u32::MAX);
                entries.push(Entry { count: *count, shown, key });
                most.push(*count);
            }
            known => {
                let (entry, most) = (&mut entries[known as usize], &mut most[known as usize]);
                entry.count += count;
                if *count > *most || (*count == *most && shown < entry.shown) {
                    (entry.shown, *most) = (shown, *count);
                }
            }
        }
    }
    entries
}

/// The names of all articles, each in its most frequent spelling, with their articles, in no order.
pub(crate) fn all(
    searcher: &Searcher,
    columns: &Columns,
    counted: Counted,
) -> tantivy::Result<Vec<(String, u64)>> {
    let matches: Matches = searcher.segment_readers().iter().map(crate::engine::docs::Docs::alive).collect();
    let column = columns.of(searcher, counted)?;
    let counts = count(searcher, &column, &matches)?;
    let entries = by_key(column.values(), &counts).into_iter();
    Ok(entries.map(|entry| (entry.shown.to_owned(), entry.count)).collect())
}

/// Makes the facet of a column.
pub(crate) fn facet(
    searcher: &Searcher,
    columns: &Columns,
    matches: &Matches,
    counted: Counted,
    limit: usize,
) -> tantivy::Result<Facet> {
    let column = columns.of(searcher, counted)?;
    let values = column.values();
    let counts = count(searcher, &column, matches)?;
    let entries = by_key(values, &counts);
    let (found, mut best) = (entries.len(), BinaryHeap::with_capacity(limit.min(entries.len()) + 1));
    for entry in entries {
        if best.len() < limit {
            best.push(entry);
        } else if best.peek().is_some_and(|worst| entry < *worst) {
            best.pop();
            best.push(entry);
        }
    }
    let best = best.into_sorted_vec();
    let other = match found > limit {
        true => unlisted(searcher, &column, matches, &best)?,
        false => 0,
    };
    let counted = |entry: &Entry<'_>| FacetCount { value: entry.shown.to_owned(), count: entry.count };
    Ok(Facet { values: best.iter().map(counted).collect(), other })
}

/// Counts the articles that have a value not listed; one with several counts once.
fn unlisted(
    searcher: &Searcher,
    column: &Filled<'_>,
    matches: &Matches,
    best: &[Entry<'_>],
) -> tantivy::Result<u64> {
    let values = column.values();
    let mut is_key_listed = vec![false; values.key_count()];
    best.iter().for_each(|entry| is_key_listed[entry.key as usize] = true);
    let is_listed: Vec<bool> =
        (0..).take(values.len()).map(|value| is_key_listed[values.key_of(value) as usize]).collect();
    let parts = fold_segments(
        searcher,
        || 0,
        |articles: &mut u64, number| {
            let segment = &column.segments[number];
            matches[number].each(searcher.segment_readers()[number].max_doc(), |doc| {
                *articles += u64::from(segment.of(doc).iter().any(|value| !is_listed[*value as usize]));
            });
            Ok(())
        },
    )?;
    Ok(parts.into_iter().sum())
}
