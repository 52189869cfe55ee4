//! What may have been meant: keystrokes, slips, marks.

use langbao_search::{Accents, SearchRequest, SuggestionKind};

use crate::house::{House, article, query};

fn house() -> House {
    House::with(&[
        article(1, "Đồng chí Thẩm Bá Phước tiếp dân", "Ủy ban nhân dân phường thông báo lịch tiếp dân."),
        article(2, "Ông Nguyễn Văn Hùng thăm trường", "Phường tặng quà cho học sinh."),
        article(3, "Ông Nguyễn Văn Hưng nghỉ hưu", "Hội nghị chia tay ở phường."),
        article(4, "Lễ hội đình làng", "Nguyễn Văn Hùng đọc diễn văn."),
    ])
}

#[track_caller]
fn check(request: &SearchRequest, expected: &[(&str, u64, SuggestionKind)]) {
    let hits = house().search(request);
    let found: Vec<_> = hits.suggestions.iter().map(|s| (s.q.as_str(), s.total, s.kind)).collect();
    assert_eq!(found, expected, "{request:?}");
}

#[test]
fn keystrokes_are_read() {
    check(&query("thaamr bas phuowcs"), &[("thẩm bá phước", 1, SuggestionKind::Keystrokes)]);
    check(&query("u3y ban nha6n da6n"), &[("ủy ban nhân dân", 1, SuggestionKind::Keystrokes)]);
}

#[test]
fn slips_are_put_right() {
    let hits = house().search(&query("nguyne van hung"));
    let first = &hits.suggestions[0];
    assert_eq!((first.q.as_str(), first.total, first.kind), ("nguyễn văn hùng", 2, SuggestionKind::Spelling));
    assert!(hits.suggestions.iter().any(|s| s.q == "nguyễn văn hưng" && s.total == 1));
    let hits = house().search(&query("phuongg tang qua"));
    assert_eq!(hits.suggestions[0].q, "phường tặng quà");
    // Nothing is near, or two letters are wrong.
    check(&query("xyzzyx"), &[]);
    check(&query("nguyzx"), &[]);
}

#[test]
fn marks_are_offered_where_they_part_the_articles() {
    check(
        &query("nguyen van hung"),
        &[("nguyễn văn hùng", 2, SuggestionKind::Marks), ("nguyễn văn hưng", 1, SuggestionKind::Marks)],
    );
    // All that is found is spelled so.
    check(&query("tham ba phuoc"), &[]);
    check(&query("nguyễn văn hùng"), &[]);
}

#[test]
fn wrong_marks_are_put_right() {
    check(&query("thám bà phước"), &[("thẩm bá phước", 1, SuggestionKind::Spelling)]);
}

#[test]
fn exact_searches_operators_and_later_pages_are_left_alone() {
    check(&SearchRequest { accents: Accents::Exact, ..query("nguyne van hung") }, &[]);
    check(&query("\"nguyne van hung\""), &[]);
    check(&query("nguyne -van"), &[]);
    check(&query(""), &[]);
    let first = SearchRequest { limit: 1, ..query("nguyen van hung") };
    let hits = house().search(&first);
    assert!(hits.next_cursor.is_some() && !hits.suggestions.is_empty());
}

#[test]
fn filters_count() {
    let other = SearchRequest { sites: vec!["boxuyen".parse().unwrap()], ..query("thaamr bas phuowcs") };
    check(&other, &[]);
}
