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

/// Goes through all pages while articles are added, changed and removed between them.
fn pages_while_indexing(
    sort: Sort,
    q: &str,
    limit: usize,
    kept: &[IndexDocument],
    others: &[(u8, u64)],
) -> (Vec<u64>, Vec<u64>) {
    let mut house = House::with(kept);
    let mut request = SearchRequest { sort, limit, ..query(q) };
    let whole = ids(&house.search(&SearchRequest { limit: 100, ..request.clone() }));
    let (mut found, mut seq, mut others) = (Vec::new(), 2, others.iter().cycle());
    loop {
        let hits = house.search(&request);
        found.extend(ids(&hits));
        request.cursor = hits.next_cursor;
        if request.cursor.is_none() {
            return (whole, found);
        }
        // Long and short ones that shift each number scores are made of, many with equal scores and dates.
        for (kind, id) in others.by_ref().take(7) {
            let body = ["Họp.", "Họp tổ dân phố số bốn.", "Mưa to.", "Họp, họp, họp bàn việc nước sạch."];
            let published_at = (kind % 3 > 0).then(|| at("2020-01-01T00:00:00Z"));
            let other = article(1_000 + id % 40, "Họp tháng", body[usize::from(kind % 4)]);
            if kind % 5 == 0 {
                house.indexer.remove(other.id).unwrap();
            } else {
                house.indexer.upsert(&IndexDocument { published_at, ..other }).unwrap();
            }
        }
        seq += 1;
        house.indexer.commit(seq).unwrap();
    }
}

#[test]
fn pages_stay_joined_while_articles_are_indexed() {
    let kept: Vec<IndexDocument> = alike();
    proptest!(ProptestConfig::with_cases(12), |(
        limit in 4usize..25,
        q in prop::sample::select(vec!["", "họp", "hop", "-xyz", "tháng OR tổ", "\"họp tháng\"", "họp tổ nhóm nước phường xã"]),
        sort in prop::sample::select(vec![Sort::Relevance, Sort::Newest, Sort::Oldest]),
        others in prop::collection::vec((any::<u8>(), any::<u64>()), 40),
    )| {
        let (whole, found) = pages_while_indexing(sort, q, limit, &kept, &others);
        let there: Vec<u64> = found.iter().copied().filter(|id| whole.contains(id)).collect();
        // All that was there from the beginning, each once, in the order it had.
        prop_assert_eq!(there, whole);
    });
}

#[test]
fn a_search_read_loosely_is_read_so_on_each_page() {
    let mut house = House::with(&alike());
    // No article has the marks: the first page falls back to any marking.
    let mut request = SearchRequest { limit: 25, ..query("hợp tháng") };
    let first = house.search(&request);
    assert_eq!(first.total, 60);
    house.indexer.upsert(&article(5, "Hợp tháng", "Tổ hợp tác.")).unwrap();
    house.indexer.commit(3).unwrap();
    assert_eq!(house.search(&request).total, 1);
    request.cursor = first.next_cursor;
    let second = house.search(&request);
    assert_eq!((second.total, second.hits.len()), (61, 25));
}
