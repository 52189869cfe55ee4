//! No text is a query that fails.

use langbao_search::{Accents, SearchRequest, Sort};
use proptest::prelude::*;

use crate::house::{House, query};

/// Pieces of the query language and of what people paste, in any mixture.
const PIECES: &str = "(ngọc|Ngo\u{323}c|thuỵ|UBND|32/QĐ-UBND|27/02/2018|OR|AND|-|\\(|\\)|\"|“|~2|~999999|title:|person:|site:|\
                      section:|num:|date:|2018|\\.\\.|😀|\u{0}|\u{1f}|\t|\n|\\*|\\\\|\u{200b}|\u{202e}| ){0,30}";

#[test]
fn no_query_fails() {
    let house = House::of_news();
    let check = |q: String, accents: Accents, sort: Sort| {
        let request = SearchRequest { accents, sort, facets: true, ..query(&q) };
        let hits =
            house.searcher.search(&request).map_err(|e| TestCaseError::fail(format!("{q:?}: {e:?}")))?;
        prop_assert_eq!(hits.total, hits.hits.len() as u64);
        for snippet in hits.hits.iter().flat_map(|h| [&h.title, &h.snippet]) {
            let mut end = 0;
            for range in &snippet.highlights {
                prop_assert!(range.start >= end && range.start < range.end, "{:?}", snippet);
                prop_assert!(snippet.text.get(range.clone()).is_some(), "{:?}", snippet);
                end = range.end;
            }
        }
        Ok(())
    };
    let accents = || prop::sample::select(vec![Accents::Auto, Accents::Exact, Accents::Ignore]);
    let sort = || prop::sample::select(vec![Sort::Relevance, Sort::Newest, Sort::Oldest]);
    proptest!(ProptestConfig::with_cases(150), |(q in PIECES, accents in accents(), sort in sort())| {
        check(q, accents, sort)?;
    });
    proptest!(ProptestConfig::with_cases(100), |(q in any::<String>(), accents in accents(), sort in sort())| {
        check(q, accents, sort)?;
    });
}

#[test]
fn no_filter_fails() {
    let house = House::of_news();
    proptest!(ProptestConfig::with_cases(60), |(name: String, section: String, limit: usize, facet_limit: usize)| {
        let request = SearchRequest {
            persons: vec![name.clone()],
            sections: vec![section],
            limit,
            facet_limit,
            facets: true,
            ..query("")
        };
        prop_assert!(house.searcher.search(&request).is_ok());
        prop_assert!(house.searcher.suggest_persons(&name, limit).is_ok());
    });
}

#[test]
fn long_queries_end() {
    let house = House::of_news();
    for q in [
        "xã ".repeat(3000),
        "a OR ".repeat(800),
        format!("\"{}\"", "dân quân ".repeat(300)),
        "-a ".repeat(900),
    ] {
        house.search(&query(&q));
    }
}
