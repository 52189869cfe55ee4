//! What a hit shows of the text.

use langbao_search::{Hit, SearchRequest, Snippet};

use crate::house::{House, article, query};

/// Marks the matches as « ».
fn marked(snippet: &Snippet) -> String {
    let mut text = snippet.text.clone();
    for range in snippet.highlights.iter().rev() {
        text.insert(range.end, '»');
        text.insert(range.start, '«');
    }
    text
}

fn only(house: &House, request: &SearchRequest) -> Hit {
    let hits = house.search(request);
    assert_eq!(hits.total, 1, "{request:?}");
    hits.hits.into_iter().next().unwrap()
}

#[track_caller]
fn check(q: &str, body: &str, expected: &str) {
    let house = House::with(&[article(1, "Tin", body)]);
    assert_eq!(marked(&only(&house, &query(q)).snippet), expected);
}

#[test]
fn matches_are_highlighted_as_they_are_searched() {
    check("ngọc thụy", "Họp tại Ngọc Thuỵ.", "Họp tại «Ngọc Thuỵ».");
    check("ngoc thuy", "Họp tại NGỌC THUỴ.", "Họp tại «NGỌC THUỴ».");
    check("ngọc thụy", "Thụy hay Thuỷ, Ngọc hay Ngộc.", "«Thụy» hay Thuỷ, «Ngọc» hay Ngộc.");
    check("\"ngọc thụy\"", "Ngọc và Thụy ở Ngọc Thụy.", "Ngọc và Thụy ở «Ngọc Thụy».");
    check("hop", "Ho\u{323}p to\u{309} dân phố.", "«Ho\u{323}p» to\u{309} dân phố.");
    check("32/QĐ-UBND", "Số 32/QĐ-UBND, 32 hộ.", "Số «32/QĐ-UBND», 32 hộ.");
    check("họp -phường", "Họp tổ.\nHọp xã.", "«Họp» tổ. «Họp» xã.");
    check("họp", "Bà con họp\nẢnh: họp tổ\nHọp xã.", "Bà con «họp» · Ảnh: «họp» tổ · «Họp» xã.");
    check("ubnd họp", "Ủy ban nhân dân họp, nhân dân dự.", "«Ủy ban nhân dân họp», nhân dân dự.");
}

#[test]
fn other_markings_light_up_only_beside_a_match() {
    check("Ủy ban", "Bản đồ do Ủy ban lập, bán tại chợ.", "Bản đồ do «Ủy ban» lập, bán tại chợ.");
    check("ban", "Bản đồ do Ủy ban lập.", "«Bản» đồ do Ủy «ban» lập.");
}

#[test]
fn the_title_is_whole() {
    let house = House::of_news();
    let hit = only(&house, &query("title:\"khai trương\""));
    assert_eq!(marked(&hit.title), "Ngọc Thuỵ «khai trương» thư viện");
    // Words of the title alone are not looked for in the body.
    let hit = only(&house, &query("title:thư title:viện"));
    assert!(hit.snippet.highlights.is_empty(), "{:?}", hit.snippet);
}

#[test]
fn a_person_asked_for_is_highlighted() {
    let house = House::of_news();
    let request = SearchRequest { persons: vec!["tran van buoi".to_owned()], ..query("rừng") };
    assert_eq!(
        marked(&only(&house, &request).snippet),
        "Ông Thẳm Bá Phước cùng dân quân trồng hai nghìn cây phi lao. Ông «Trần Văn Bưởi» dẫn đoàn."
    );
    let hit = only(&house, &query("person:\"Thẳm Bá Phước\""));
    assert!(marked(&hit.snippet).starts_with("Ông «Thẳm Bá Phước» cùng"));
}

#[test]
fn the_excerpt_is_where_the_query_stands_together() {
    let filler = "Ngọc phả kể chuyện cũ của làng ven sông và những mùa nước lên. ".repeat(20);
    let body = format!("{filler}Hôm qua phường Ngọc Thụy khánh thành cầu mới. {filler}");
    let house = House::with(&[article(1, "Tin", &body)]);
    let hit = only(&house, &query("ngọc thụy"));
    let shown = marked(&hit.snippet);
    assert!(shown.starts_with("…Hôm qua phường «Ngọc Thụy» khánh thành cầu mới."), "{shown}");
    assert!(shown.ends_with('…'), "{shown}");
    let length = hit.snippet.text.chars().count();
    assert!((180..=242).contains(&length), "{length}");
}

#[test]
fn without_a_match_the_excerpt_is_the_beginning() {
    let body = "Mở đầu bài.\nĐoạn hai rất dài. ".to_owned() + &"chữ ".repeat(200);
    let house = House::with(&[article(1, "Tin", &body)]);
    for q in ["", "site:ngocthuy.longbien", "title:tin"] {
        let hit = only(&house, &query(q));
        assert!(hit.snippet.text.starts_with("Mở đầu bài. Đoạn hai"), "{:?}", hit.snippet);
        assert!(hit.snippet.text.ends_with("chữ…"), "{:?}", hit.snippet);
        assert!(hit.snippet.highlights.is_empty(), "{:?}", hit.snippet);
    }
}

#[test]
fn only_the_beginning_of_a_long_body_is_looked_through() {
    // Three bytes a letter: the 64 kB end inside of one.
    let filler = "ờ".repeat(20) + " ";
    let body =
        |before: usize| format!("Mở đầu. {}Họp ở đình. {}", filler.repeat(before), filler.repeat(2000));
    let house = House::with(&[article(1, "Gần", &body(1000)), article(2, "Xa", &body(1200))]);
    let near = only(&house, &query("họp title:gần"));
    assert!(marked(&near.snippet).contains("«Họp» ở đình."), "{:?}", near.snippet);
    let far = only(&house, &query("họp title:xa"));
    assert!(far.snippet.text.starts_with("Mở đầu. ờ"), "{:?}", far.snippet);
    assert!(far.snippet.highlights.is_empty(), "{:?}", far.snippet);
}

#[test]
fn a_text_without_spaces_is_cut() {
    let house = House::with(&[article(1, "Tin", &"đất/".repeat(400)), article(2, "Tin", "")]);
    for hit in house.search(&query("")).hits.iter().chain(&house.search(&query("đất")).hits) {
        assert!(hit.snippet.text.chars().count() <= 242);
    }
}
