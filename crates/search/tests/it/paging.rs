//! Cursors: every hit once, in one order.

use langbao_search::{Error, IndexDocument, SearchRequest, Sort};
use proptest::prelude::*;

use crate::house::{House, article, at, ids, query};

/// Articles many of which are alike: equal scores, equal dates, no dates.
fn alike() -> Vec<IndexDocument> {
    (0..60u64)
        .map(|i| {
            let body = ["Họp tổ dân phố số bốn.", "Họp chi bộ.", "Họp tổ, họp nhóm, họp phường."];
            let published_at = match i % 4 {
                0 => None,
                1 => Some(at("2020-01-01T00:00:00Z")),
                2 => Some(at("1969-12-31T00:00:00Z")),
                _ => Some(at(&format!("2021-01-{:02}T00:00:00Z", i % 28 + 1))),
            };
            // Ids in no order, as hashes are.
            let id = (i + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            IndexDocument { published_at, ..article(id, "Họp tháng", body[(i % 3) as usize]) }
        })
        .collect()
}

fn pages(house: &House, request: &SearchRequest) -> Vec<u64> {
    let mut found = Vec::new();
    let mut request = request.clone();
    loop {
        let hits = house.search(&request);
        assert_eq!(hits.total, 60);
        assert!(hits.hits.len() <= request.limit);
        found.extend(ids(&hits));
        request.cursor = hits.next_cursor;
        if request.cursor.is_none() {
            return found;
        }
        assert_eq!(hits.hits.len(), request.limit, "only the last page may be short");
    }
}

#[test]
fn joined_pages_are_one_big_page() {
    let house = House::with(&alike());
    proptest!(ProptestConfig::with_cases(24), |(
        limit in 1usize..70,
        q in prop::sample::select(vec!["", "họp", "hop", "-xyz", "tháng OR tổ", "\"họp tháng\""]),
        sort in prop::sample::select(vec![Sort::Relevance, Sort::Newest, Sort::Oldest]),
    )| {
        let whole = ids(&house.search(&SearchRequest { sort, ..query(q) }));
        prop_assert_eq!(whole.len(), 60);
        let joined = pages(&house, &SearchRequest { sort, limit, ..query(q) });
        prop_assert_eq!(joined, whole);
    });
}

#[test]
fn equal_scores_go_by_date_then_id() {
    let house = House::with(&alike());
    let hits = house.search(&query("tháng"));
    let order: Vec<_> = hits.hits.iter().map(|h| (h.score, h.published_at, h.id.0)).collect();
    let in_order = order.windows(2).all(|pair| {
        let ((a, b), (c, d)) = ((pair[0].0, pair[1].0), (pair[0].1, pair[1].1));
        // Before 1970 all dates are one, but for those without.
        a > b || (a == b && (c > d || (c == d && pair[0].2 < pair[1].2)))
    });
    assert!(in_order, "{order:?}");
}

#[test]
fn a_page_has_1_to_100_hits() {
    let house = House::with(&alike());
    assert_eq!(house.search(&SearchRequest { limit: 0, ..query("") }).hits.len(), 1);
    assert_eq!(house.search(&SearchRequest { limit: 100_000, ..query("") }).hits.len(), 60);
}

#[test]
fn the_last_page_has_no_cursor() {
    let house = House::with(&alike());
    assert_eq!(house.search(&SearchRequest { limit: 60, ..query("") }).next_cursor, None);
    assert!(house.search(&SearchRequest { limit: 59, ..query("") }).next_cursor.is_some());
}

#[test]
fn a_cursor_of_another_search_is_refused() {
    let house = House::with(&alike());
    let cursor = house.search(&SearchRequest { limit: 5, ..query("họp") }).next_cursor;
    let other = SearchRequest { cursor, limit: 5, ..query("tháng") };
    assert!(matches!(house.searcher.search(&other), Err(Error::BadCursor)));
    let garbage = SearchRequest { cursor: Some("ễ".repeat(30)), ..query("họp") };
    assert!(matches!(house.searcher.search(&garbage), Err(Error::BadCursor)));
}
