//! Copies of one text as one hit.

use langbao_article::ArticleId;
use langbao_search::{IndexDocument, SearchRequest, Sort};

use crate::house::{House, article, at, ids, query};

/// 1 was published first, 2 and 3 are its copies, 4 is of its own.
fn house() -> House {
    let of = |id: u64, day: &str, first: Option<u64>| IndexDocument {
        published_at: Some(at(&format!("2024-03-{day}T08:00:00+07:00"))),
        first_copy: first.map(ArticleId),
        ..article(
            id,
            "Tin phường",
            &format!("Hội chợ xuân mở cửa{}.", if id == 4 { " ở xa, đường đông" } else { "" }),
        )
    };
    House::with(&[of(2, "05", Some(1)), of(4, "06", None), of(1, "04", Some(1)), of(3, "07", Some(1))])
}

fn collapsed(q: &str) -> SearchRequest {
    SearchRequest { collapse: true, ..query(q) }
}

#[test]
fn the_first_publisher_stands_for_all() {
    let house = house();
    let hits = house.search(&collapsed("hội chợ"));
    assert_eq!(ids(&hits), [1, 4]);
    assert_eq!((hits.total, hits.texts), (4, 2));
    assert_eq!(hits.hits.iter().map(|hit| hit.copies).collect::<Vec<_>>(), [2, 0]);
    let all = house.search(&query("hội chợ"));
    assert_eq!((all.total, all.texts), (4, 4));
    // Between equals the newer.
    assert_eq!(ids(&all), [3, 2, 1, 4]);
}

#[test]
fn a_copy_stands_for_itself_where_the_first_does_not_match() {
    let house = house();
    let request = SearchRequest { date_from: "2024-03-05".parse().ok(), ..collapsed("hội chợ") };
    let hits = house.search(&request);
    assert_eq!(ids(&hits), [2, 4]);
    assert_eq!((hits.total, hits.texts), (3, 2));
}

#[test]
fn pages_join_and_repeat_nothing() {
    let house = house();
    for sort in [Sort::Relevance, Sort::Newest, Sort::Oldest] {
        let whole = SearchRequest { sort, ..collapsed("hội chợ") };
        let expected = ids(&house.search(&whole));
        let mut found = Vec::new();
        let mut request = SearchRequest { limit: 1, ..whole };
        loop {
            let hits = house.search(&request);
            assert_eq!(hits.texts, 2);
            found.extend(ids(&hits));
            match hits.next_cursor {
                Some(cursor) => request.cursor = Some(cursor),
                None => break,
            }
        }
        assert_eq!(found, expected, "{sort:?}");
    }
}
