//! How a query was understood, where scores come from, what stands below the hits, and what is like an article.

use langbao_article::ArticleId;
use langbao_search::{IndexDocument, QueryWarning, SearchRequest};

use crate::house::{House, article, ids, news, query};

fn explained(q: &str) -> SearchRequest {
    SearchRequest { explain: true, ..query(q) }
}

#[test]
fn a_query_is_told_as_it_was_understood() {
    let house = House::of_news();
    let check = |q: &str, expected: &str| {
        let understood = house.search(&explained(q)).understood.map(|tree| tree.to_string());
        assert_eq!(understood.as_deref(), Some(expected), "{q}");
    };
    check("Thụy lich", r#"all(word "thụy" [marks], word "lich" [marks first])"#);
    check("thuy", r#"word "thuy" [any marks]"#);
    check(
        "ubnd xã",
        r#"all(word "ubnd" [marks first], word "xã" [marks], phrase "ubnd" [= ủy ban nhân dân, = ủy ban xã])"#,
    );
    check(
        "title:lịch OR -site:boxuyen \"a b\"~3",
        r#"any(word "lịch" [marks, title], all(not(site "boxuyen"), near "a b" [~3]))"#,
    );
    check("date:2018-02", r#"date "2018-02-01..2018-02-28""#);
    assert_eq!(house.search(&query("thuy")).understood, None);
    assert_eq!(house.search(&explained("")).understood, None);
}

#[test]
fn the_parts_of_a_score_add_up() {
    let house = House::of_news();
    for q in
        ["Thẩm Bá Phước", "tham ba phuoc", "ngọc thụy khai trương thư viện phường", "UBND lịch", "báo lich"]
    {
        let hits = house.search(&explained(q));
        assert!(hits.total > 0, "{q}");
        for hit in &hits.hits {
            let sum: f32 = hit.parts.iter().map(|part| part.score).sum();
            assert!((sum - hit.score).abs() < 0.01 * hit.score, "{q}: {sum} {} {:?}", hit.score, hit.parts);
        }
        let plain = house.search(&query(q));
        assert_eq!(ids(&plain), ids(&hits), "{q}");
        assert!(plain.hits.iter().all(|hit| hit.parts.is_empty()));
    }
    let parts = &house.search(&explained("Thẩm Bá Phước")).hits[0].parts;
    assert!(
        parts.iter().any(|part| part.stream == "body.exact" && part.text == "thẩm bá phước"),
        "{parts:?}"
    );
    assert!(parts.iter().any(|part| part.stream == "body.pairs" && part.text == "ba phuoc"), "{parts:?}");
}

#[test]
fn below_the_hits_stands_what_has_less_of_the_query() {
    let house = House::with(&[
        article(1, "Tin", "Khai trương thư viện phường."),
        article(2, "Tin", "Khai trương chợ phường."),
        article(3, "Tin", "Đóng cửa chợ."),
    ]);
    let hits = house.search(&query("khai trương thư viện"));
    assert_eq!((hits.total, ids(&hits), hits.warnings), (1, vec![1], vec![]));
    assert!(hits.related.is_empty());
    let hits = house.search(&query("khai trương viện"));
    assert_eq!((hits.total, ids(&hits)), (1, vec![1]));
    assert_eq!(hits.related.iter().map(|hit| hit.id.0).collect::<Vec<_>>(), [2]);
    // A page that is full has no room, and exactness asked for is exactness given.
    let full = SearchRequest { limit: 1, ..query("khai trương viện") };
    assert!(house.search(&full).related.is_empty());
    let exact = SearchRequest { expand: false, ..query("khai trương viện") };
    assert!(house.search(&exact).related.is_empty());
}

#[test]
fn what_fits_best_may_lack_a_word() {
    let far = "Ông kể chuyện cũ về làng, về kênh, rồi về cầu. ".to_owned()
        + &"Chuyện dài, kể mãi chưa hết. ".repeat(30);
    let mut documents = vec![
        article(1, "Ký ức", &format!("{far} Có người nhắc đến máy bơm, có người nhắc Thượng Cát.")),
        article(
            2,
            "Trạm bơm Thượng Cát chạy thử",
            "Trạm bơm Thượng Cát chạy thử. Trạm bơm Thượng Cát có bốn tổ.",
        ),
    ];
    documents.extend((3..40).map(|id| article(id, "Tin", "Hôm nay trời đẹp, bà con đi chợ.")));
    let house = House::with(&documents);
    // The first has all four words, here and there.
    let hits = house.search(&query("bơm thượng cát máy"));
    assert_eq!(ids(&hits)[0], 2);
    assert_eq!(hits.warnings, [QueryWarning::MostWords]);
    assert_eq!(hits.total, 2);
    // Who writes operators means them.
    assert_eq!(ids(&house.search(&query("\"thượng cát\" bơm máy"))), [1]);
}

#[test]
fn similar_articles_share_what_is_telling() {
    let of = |id: u64, body: &str, first: Option<u64>| IndexDocument {
        first_copy: first.map(ArticleId),
        persons: if body.contains("Lụa") { vec!["Nguyễn Thị Lụa".into()] } else { Vec::new() },
        ..article(id, "Tin phường", body)
    };
    let mut documents = vec![
        of(1, "Bà Nguyễn Thị Lụa khai trương lớp dệt chiếu cói ở đình làng.", Some(1)),
        of(2, "Lớp dệt chiếu cói của bà Nguyễn Thị Lụa có thêm học viên.", None),
        of(3, "Bà Nguyễn Thị Lụa khai trương lớp dệt chiếu cói ở đình làng!", Some(1)),
        of(4, "Thi dệt chiếu cói ở đình làng, ai cũng vui.", None),
    ];
    documents.extend((5..60).map(|id| of(id, "Hôm nay trời đẹp, bà con đi chợ.", None)));
    let house = House::with(&documents);
    let similar = house.searcher.similar(ArticleId(1), 10).unwrap().unwrap();
    assert_eq!(similar.iter().map(|hit| hit.id.0).collect::<Vec<_>>(), [2, 4]);
    assert_eq!(house.searcher.similar(ArticleId(2), 1).unwrap().unwrap().len(), 1);
    assert!(house.searcher.similar(ArticleId(999), 10).unwrap().is_none());
    let house = House::with(&news());
    for id in 1..=8 {
        let similar = house.searcher.similar(ArticleId(id), 5).unwrap().unwrap();
        assert!(similar.iter().all(|hit| hit.id.0 != id));
    }
}
