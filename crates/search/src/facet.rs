//! How many of the matching articles have which value.

use std::collections::HashMap;

use tantivy::Searcher;

use crate::collect::Matches;
use crate::{Facet, FacetCount, value};

/// One value, whatever its spellings.
#[derive(Debug, Default)]
pub(crate) struct Entry {
    /// Articles by spelling.
    spellings: Vec<(String, u64)>,
    /// Articles.
    pub(crate) count: u64,
}

impl Entry {
    /// The most frequent spelling.
    pub(crate) fn shown(&self) -> &str {
        let best = self.spellings.iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
        best.map_or("", |(shown, _)| shown)
    }
}

/// The values of a column in the matching articles.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) entries: Vec<Entry>,
    /// By segment: the ordinals of its dictionary that occur, in order, with the number of their entry.
    ordinals: Vec<Vec<(u64, usize)>>,
}

/// Counts the values of a column.
pub(crate) fn tally(searcher: &Searcher, matches: &Matches, column: &str) -> tantivy::Result<Tally> {
    let mut tally = Tally::default();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (reader, docs) in searcher.segment_readers().iter().zip(matches) {
        let mut ordinals = Vec::new();
        if let Some(values) = reader.fast_fields().str(column)?.filter(|_| !docs.is_empty()) {
            let mut counts: Vec<u64> = vec![0; values.num_terms()];
            for ordinal in docs.iter().flat_map(|doc| values.term_ords(*doc)) {
                if let Some(count) = usize::try_from(ordinal).ok().and_then(|o| counts.get_mut(o)) {
                    *count += 1;
                }
            }
            let occurring: Vec<(u64, u64)> = (0..).zip(counts).filter(|(_, count)| *count > 0).collect();
            let wanted: Vec<u64> = occurring.iter().map(|(ordinal, _)| *ordinal).collect();
            let mut terms = occurring.into_iter();
            values.dictionary().sorted_ords_to_term_cb(&wanted, |term| {
                let Some((ordinal, count)) = terms.next() else { return };
                let term = String::from_utf8_lossy(term);
                let (key, shown) = value::decode(&term);
                let entry = *known.entry(key.to_owned()).or_insert_with(|| {
                    tally.entries.push(Entry::default());
                    tally.entries.len() - 1
                });
                ordinals.push((ordinal, entry));
                let entry = &mut tally.entries[entry];
                entry.count += count;
                match entry.spellings.iter_mut().find(|(known, _)| known == shown) {
                    Some((_, articles)) => *articles += count,
                    None => entry.spellings.push((shown.to_owned(), count)),
                }
            })?;
        }
        tally.ordinals.push(ordinals);
    }
    Ok(tally)
}

/// Makes the facet of a column.
pub(crate) fn facet(
    searcher: &Searcher,
    matches: &Matches,
    column: &str,
    limit: usize,
) -> tantivy::Result<Facet> {
    let tally = tally(searcher, matches, column)?;
    let mut order: Vec<(usize, &Entry)> = tally.entries.iter().enumerate().collect();
    order.sort_by(|(_, a), (_, b)| b.count.cmp(&a.count).then_with(|| a.shown().cmp(b.shown())));
    let mut listed = vec![false; order.len()];
    let values = order
        .iter()
        .take(limit)
        .map(|(number, entry)| {
            listed[*number] = true;
            FacetCount { value: entry.shown().to_owned(), count: entry.count }
        })
        .collect();
    let other = if order.len() > limit { unlisted(searcher, matches, column, &tally, &listed)? } else { 0 };
    Ok(Facet { values, other })
}

/// Counts the articles that have a value not listed; one with several counts once.
fn unlisted(
    searcher: &Searcher,
    matches: &Matches,
    column: &str,
    tally: &Tally,
    listed: &[bool],
) -> tantivy::Result<u64> {
    let mut articles = 0;
    for ((reader, docs), ordinals) in searcher.segment_readers().iter().zip(matches).zip(&tally.ordinals) {
        let Some(values) = reader.fast_fields().str(column)? else { continue };
        let is_listed = |ordinal: u64| {
            let found = ordinals.binary_search_by_key(&ordinal, |(o, _)| *o);
            found.is_ok_and(|at| listed[ordinals[at].1])
        };
        let with_other = docs.iter().filter(|doc| values.term_ords(**doc).any(|o| !is_listed(o)));
        articles += with_other.count() as u64;
    }
    Ok(articles)
}
