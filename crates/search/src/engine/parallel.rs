//! Segments side by side.

use std::num::NonZero;

use tantivy::Searcher;

/// Articles from which on a second thread pays: starting one takes some 30 µs.
const MANY: u64 = 60_000;

/// Goes through the segments, given by number, the largest first; in a large index on all cores. Each thread gathers
/// into a state of its own; the states are returned.
pub(crate) fn fold_segments<S: Send>(
    searcher: &Searcher,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> tantivy::Result<()> + Sync,
) -> tantivy::Result<Vec<S>> {
    let readers = searcher.segment_readers();
    let articles: u64 = readers.iter().map(|reader| u64::from(reader.max_doc())).sum();
    let mut order: Vec<usize> = (0..readers.len()).collect();
    order.sort_by_key(|segment| std::cmp::Reverse(readers[*segment].max_doc()));
    let all = |segments: Vec<usize>| {
        let mut state = state();
        segments.into_iter().try_for_each(|segment| work(&mut state, segment))?;
        Ok(state)
    };
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get).min(readers.len());
    if articles < MANY || cores < 2 {
        return Ok(vec![all(order)?]);
    }
    // Each to whom has the least.
    let mut shares: Vec<(u64, Vec<usize>)> = vec![(0, Vec::new()); cores];
    for segment in order {
        if let Some(share) = shares.iter_mut().min_by_key(|(load, _)| *load) {
            share.0 += u64::from(readers[segment].max_doc());
            share.1.push(segment);
        }
    }
    std::thread::scope(|scope| {
        let mut shares = shares.into_iter().map(|(_, segments)| segments);
        let own = shares.next();
        let others: Vec<_> = shares.map(|segments| scope.spawn(|| all(segments))).collect();
        let own = own.map(all);
        let joined = others.into_iter().map(|other| match other.join() {
            Ok(part) => part,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        own.into_iter().chain(joined).collect()
    })
}

/// Does something with each segment, given by number, and returns the results in the order of segments.
pub(crate) fn each_segment<T: Send>(
    searcher: &Searcher,
    work: impl Fn(usize) -> tantivy::Result<T> + Sync,
) -> tantivy::Result<Vec<T>> {
    let parts = fold_segments(searcher, Vec::new, |results, segment| {
        results.push((segment, work(segment)?));
        Ok(())
    })?;
    let mut results: Vec<(usize, T)> = parts.into_iter().flatten().collect();
    results.sort_by_key(|(segment, _)| *segment);
    Ok(results.into_iter().map(|(_, result)| result).collect())
}
