//! Words through the analyzer, names through the annotator, all the way to the page.

use crate::world::{WARD, World, id};

#[tokio::test]
async fn words_are_found_with_and_without_marks() {
    let world = World::new();
    for (q, total) in [
        ("nước sạch", 1),
        ("nuoc sach", 1),
        ("NƯỚC SẠCH", 1),
        ("họp", 2),
        ("title:họp -chợ", 1),
        ("\"vệ sinh đường làng\"", 1),
        ("không-có-từ-này", 0),
    ] {
        let address = format!("/api/v1/search?q={}", urlencoded(q));
        let answer = world.ok(&address).await.json();
        assert_eq!(answer["total"], total, "{q}: {answer}");
    }
}

#[tokio::test]
async fn what_matched_is_marked() {
    let world = World::new();
    let page = world.ok("/search?q=nuoc+sach").await;
    assert!(
        page.text().contains("<mark>nước</mark>") || page.text().contains("<mark>nước sạch</mark>"),
        "{}",
        page.text()
    );
    let answer = world.ok("/api/v1/search?q=nuoc+sach").await.json();
    let title: Vec<char> = answer["hits"][0]["title"].as_str().unwrap().chars().collect();
    let range = &answer["hits"][0]["highlights"]["title"][0];
    let (start, end) = (range[0].as_u64().unwrap() as usize, range[1].as_u64().unwrap() as usize);
    assert!(title[start..end].iter().collect::<String>().starts_with("nước"));
}

#[tokio::test]
async fn abbreviations_are_explained_and_can_be_switched_off() {
    let world = World::new();
    let page = world.ok("/search?q=%E1%BB%A6y+ban+nh%C3%A2n+d%C3%A2n+ph%C6%B0%E1%BB%9Dng").await;
    let text = page.text();
    assert!(text.contains("1 bài"), "{text}");
    assert!(text.contains("Đã hiểu"), "{text}");
    assert!(text.contains("&#38;expand=false\">tìm đúng nguyên văn"), "{text}");
}

#[tokio::test]
async fn a_query_that_cannot_be_read_is_searched_all_the_same() {
    let world = World::new();
    let page = world.ok("/search?q=%22n%C6%B0%E1%BB%9Bc+s%E1%BA%A1ch").await;
    assert!(page.text().contains("Không hiểu cú pháp (thiếu dấu ngoặc kép đóng)"), "{}", page.text());
    let answer = world.ok("/api/v1/search?q=%22n%C6%B0%E1%BB%9Bc+s%E1%BA%A1ch&lang=en").await.json();
    assert_eq!((&answer["total"], &answer["warnings"][0]["code"]), (&1.into(), &"plain_words".into()));
}

#[tokio::test]
async fn what_may_have_been_meant_is_offered_with_its_count() {
    let world = World::new();
    for (q, other, kind) in [
        ("nuowcs sachj", "nước sạch", "keystrokes"),
        ("d9uo72ng la2ng", "đường làng", "keystrokes"),
        ("nuoc sahc", "nước sạch", "spelling"),
    ] {
        let answer = world.ok(&format!("/api/v1/search?q={}", urlencoded(q))).await.json();
        let first = &answer["suggestions"][0];
        assert_eq!(
            (&first["q"], &first["total"], &first["kind"]),
            (&other.into(), &1.into(), &kind.into()),
            "{q}: {answer}"
        );
    }
    let page = world.ok("/search?q=nuowcs+sachj").await;
    assert!(
        page.text().contains("Có phải bạn muốn tìm") && page.text().contains("(1 bài)"),
        "{}",
        page.text()
    );
    assert!(page.text().contains("q=n%C6%B0%E1%BB%9Bc+s%E1%BA%A1ch"), "{}", page.text());
}

#[tokio::test]
async fn persons_of_an_article_have_posts_and_lead_on() {
    let world = World::new();
    let article = id(WARD, "tin/1");
    let answer = world.ok(&format!("/api/v1/articles/{article}")).await.json();
    assert_eq!(answer["persons"][0]["name"], "Thẩm Bá Phước");
    assert!(answer["persons"][0]["posts"][0]["normalized"].as_str().unwrap().starts_with("Chủ tịch"));
    let page = world.ok(&format!("/articles/{article}")).await;
    // The text leads to the articles, the list to the person.
    for address in [
        "/search?person=Th%E1%BA%A9m+B%C3%A1+Ph%C6%B0%E1%BB%9Bc",
        "/people/Th%E1%BA%A9m%20B%C3%A1%20Ph%C6%B0%E1%BB%9Bc",
    ] {
        let link = format!("href=\"{address}\">Thẩm Bá Phước</a>");
        assert_eq!(page.text().matches(&link).count(), 1, "{}", page.text());
    }
}

fn urlencoded(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}
