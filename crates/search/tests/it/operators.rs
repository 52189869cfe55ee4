//! The query language, operator by operator.

use langbao_search::{Accents, QueryWarning, SearchRequest};

use crate::house::{House, article, ids, query};

#[test]
fn either_and_not() {
    let house = House::of_news();
    house.check_q("rừng OR thuyền", &[3, 7]);
    house.check_q("ngọc -phường", &[6, 7]);
    house.check_q("-phường -dân", &[5, 6, 7]);
    house.check_q("-phuong -dân", &[6, 7]);
    house.check_q("(rừng OR thuyền) AND sông", &[3]);
    house.check_q("ngọc -(thư OR giải)", &[6]);
    house.check_q("-ubnd tiếp", &[]);
    // An exception is taken as typed, not written out.
    house.check_q("-ubnd quân", &[3]);
}

#[test]
fn an_excluded_phrase_beside_something_else() {
    let house = House::of_news();
    house.check_q("rừng OR (ngọc -\"Ngọc Thụy\")", &[3, 6, 7]);
    house.check_q("rừng OR (ngọc -\"ngoc thuy\" -\"Ngọc Lâm\")", &[3, 6, 7]);
    let parts = ["phường -\"Ngọc Thụy\"", "ngọc -\"thư ngọc\"", "dân -\"tiếp dân\"~3"];
    let mut either: Vec<u64> = parts.iter().flat_map(|part| ids(&house.search(&query(part)))).collect();
    either.sort_unstable();
    either.dedup();
    house.check_q(&parts.map(|part| format!("({part})")).join(" OR "), &either);
}

#[test]
fn phrases() {
    let house = House::of_news();
    house.check_q("\"Ngọc Thụy\"", &[1, 8]);
    house.check_q("\"ngoc thuy\"", &[1, 8]);
    house.check_q("\"Ngoc Thụy\"", &[1, 8]);
    house.check_q("\"Thụy Ngọc\"", &[]);
    house.check_q("\"Thụy giải nhì cho đội Ngọc\"", &[7]);
    // Two steps turn a pair round, four stand between.
    house.check_q("\"Thụy Ngọc\"~1", &[]);
    house.check_q("\"Thụy Ngọc\"~3", &[1, 8]);
    house.check_q("\"Thụy Ngọc\"~4", &[1, 7, 8]);
    house.check_q("“số 32/QĐ-UBND cho bà”", &[1]);
    house.check_q("\"rừng\"", &[3]);
    house.check_q("-\"Ngọc Thụy\" ngọc", &[6, 7]);
    // Marks inside a phrase count one by one.
    house.check_q("\"tham Bá Phước\"", &[1, 2, 3]);
    house.check_q("\"Thẳm ba phuoc\"", &[3]);
    let exact = SearchRequest { accents: Accents::Exact, ..query("\"tham Bá Phước\"") };
    house.check(&exact, &[]);
}

#[test]
fn a_phrase_is_taken_as_typed() {
    let house = House::of_news();
    let hits = house.search(&query("\"UBND phường\""));
    assert_eq!((ids(&hits), hits.warnings), (vec![2], vec![]));
}

#[test]
fn in_the_title() {
    let house = House::of_news();
    house.check_q("title:ngọc", &[1, 8]);
    house.check_q("title:\"Ngọc Thụy\" viện", &[8]);
    house.check_q("title:(rừng OR thuyền)", &[3, 7]);
    house.check_q("ngọc -title:thụy", &[6, 7]);
}

#[test]
fn persons() {
    let house = House::of_news();
    house.check_q("person:\"Thẩm Bá Phước\"", &[1, 2]);
    house.check_q("person:\"thẳm bá phước\"", &[3]);
    house.check_q("person:\"tham ba phuoc\"", &[1, 2, 3]);
    house.check_q("person:\"Trần Văn Bưởi\" rừng", &[3]);
    house.check_q("rừng -person:\"Trần Văn Bưởi\"", &[]);
    // A part of a name is not a name.
    house.check_q("person:Phước", &[]);
}

#[test]
fn a_name_that_nobody_has_is_searched_without_marks() {
    let house = House::of_news();
    let hits = house.search(&query("person:\"Trấn Văn Bưởi\""));
    assert_eq!(hits.total, 2);
    assert_eq!(hits.warnings, [QueryWarning::AccentsIgnored]);
}

#[test]
fn sites_sections_and_numbers() {
    let house = House::of_news();
    house.check_q("site:boxuyen", &[3, 4]);
    house.check_q("site:BoXuyen", &[3, 4]);
    house.check_q("-site:boxuyen -site:dongmai", &[1, 2, 8]);
    house.check_q("section:\"Thông báo\"", &[2, 5]);
    house.check_q("section:\"thong bao\"", &[2, 5]);
    house.check_q("num:32/QĐ-UBND", &[1]);
    house.check_q("num:32/qd-ubnd", &[1]);
    house.check_q("num:32", &[1]);
    house.check_q("num:\"127 / KH-UBND\"", &[2]);
    house.check_q("num:27", &[]);
}

#[test]
fn dates() {
    let house = House::of_news();
    house.check_q("date:2018", &[1, 2]);
    house.check_q("date:2018-02", &[1]);
    // 23:30 in Vietnam is the same day, though 16:30 in London.
    house.check_q("date:2018-03-01", &[2]);
    house.check_q("date:2019..2021", &[3, 4, 5]);
    house.check_q("date:..2018-02-27", &[1]);
    house.check_q("date:2024-07-01..", &[7]);
    house.check_q("date:30/06/2024", &[8]);
    house.check_q("-date:2018..", &[6]);
    house.check_q("date:2021..2019", &[]);
}

#[test]
fn what_is_not_well_formed_is_plain_words() {
    let house = House::of_news();
    let hits = house.search(&query("\"trồng rừng"));
    assert_eq!(ids(&hits), [3]);
    assert!(matches!(hits.warnings.as_slice(), [QueryWarning::PlainWords { .. }]), "{:?}", hits.warnings);
}

#[test]
fn the_beginning_of_a_query_that_is_too_long_is_obeyed() {
    let house = House::of_news();
    let hits = house.search(&query(&format!("title:rừng OR title:\"khai trương\"{}", " ".repeat(5000))));
    assert_eq!(hits.warnings, [QueryWarning::Shortened { bytes: 4096 }]);
    let whole = house.search(&query("title:rừng OR title:\"khai trương\""));
    assert_eq!((ids(&hits), whole.warnings.len()), (ids(&whole), 0));
    assert!(ids(&hits).contains(&8));
}

#[test]
fn without_anything_to_search_for() {
    let house = House::of_news();
    // Nothing asked: all, the newest first, the undated last.
    assert_eq!(ids(&house.search(&query(" "))), [7, 8, 5, 3, 4, 2, 1, 6]);
    // Something asked in which there is no word.
    house.check_q("!!! …", &[]);
    house.check_q("rừng OR !!!", &[3]);
    house.check_q("rừng - !", &[3]);
}

#[test]
fn every_article_of_a_word_is_found_whatever_its_neighbours() {
    let house = House::with(&[article(1, "a", "đấtđai, đất/đai; «đất» (đai)"), article(2, "b", "đất")]);
    house.check_q("đất", &[1, 2]);
    house.check_q("đai", &[1]);
}
