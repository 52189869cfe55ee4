//! What holds for any text.

use langbao_entities::{Mentions, Place, annotate};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

/// Pieces that names, posts, places and numbers are made of, and what breaks them.
const PIECES: &[&str] = &[
    "Nguyễn",
    "Thẩm",
    "Bá",
    "Phước",
    "Thị",
    "Ngọc",
    "Thanh",
    "Ngân",
    "Y",
    "H'Nghiêm",
    "NGUYỄN",
    "VĂN",
    "AN",
    "ông",
    "Bà",
    "đồng chí",
    "Đ/c",
    "Đại tá",
    "Bí thư",
    "BTĐU",
    "Chủ tịch",
    "Phó",
    "UBND",
    "HĐND",
    "phường",
    "xã",
    "Ngọc Thụy",
    "Hóc Môn",
    "quận Long Biên",
    "TP.",
    "P.",
    "nguyên",
    "đường",
    "Trường THCS",
    "Hồ Chí Minh",
    "32/QĐ-UBND",
    "12-NQ",
    "/TW",
    "05/2024",
    "(SN 1990)",
    "60 tuổi",
    "cho biết",
    "và",
    ",",
    ";",
    ":",
    "-",
    "–",
    "/",
    "(",
    ")",
    ".",
    "Ảnh:",
    "Tin, ảnh:",
    "Theo",
    "\n",
    "\n\n",
    "  ",
    "\u{301}",
    "\u{a0}",
    "😀",
    "Văn hóa",
    "số",
    "27",
];

fn pieces() -> impl Strategy<Value = String> {
    let piece = (prop::sample::select(PIECES), prop::sample::select(&[" ", " ", " ", ""][..]));
    prop::collection::vec(piece, 0..60)
        .prop_map(|pieces| pieces.into_iter().map(|(piece, space)| format!("{piece}{space}")).collect())
}

fn ranges_hold(text: &str, mentions: &Mentions) {
    let persons = mentions.persons.iter().map(|person| &person.range);
    let authors = mentions.authors.iter().map(|author| &author.range);
    let places = mentions.places.iter().map(|place| &place.range);
    let documents = mentions.documents.iter().map(|document| &document.range);
    let lists: [Vec<_>; 4] = [persons.collect(), authors.collect(), places.collect(), documents.collect()];
    for list in lists {
        let mut end = 0;
        for range in list {
            assert!(range.start >= end && range.end > range.start, "{range:?} after {end} in {text:?}");
            assert!(text.get(range.clone()).is_some(), "{range:?} in {text:?}");
            end = range.end;
        }
    }
    assert!(mentions.persons.iter().all(|person| !person.name.as_str().is_empty()));
    // A place may have no id: where the text says that it lies in a unit which has none of this name.
    let ids = mentions.places.iter().flat_map(|place| &place.ids);
    assert!(
        ids.into_iter().all(|id| Place::by_id(id).is_some())
            && mentions.places.iter().all(|p| !p.name.is_empty())
    );
    assert!(mentions.persons.iter().flat_map(|person| &person.posts).all(|post| !post.normalized.is_empty()));
}

fn names(text: &str) -> Vec<(String, bool)> {
    annotate(text).persons.into_iter().map(|person| (person.name.key(), person.short_form)).collect()
}

proptest! {
    #[test]
    fn any_text_passes(text in any::<String>()) {
        ranges_hold(&text, &annotate(&text));
    }

    #[test]
    fn name_like_texts_pass(text in pieces()) {
        let mentions = annotate(&text);
        ranges_hold(&text, &mentions);
        prop_assert_eq!(annotate(&text), mentions);
    }

    #[test]
    fn decomposed_text_has_the_same_names(text in pieces()) {
        let composed: String = text.nfc().collect();
        let decomposed: String = text.nfd().collect();
        prop_assert_eq!(names(&composed), names(&decomposed));
    }
}

#[test]
fn time_grows_with_the_text_only() {
    // A quadratic step over one of these would be felt.
    for piece in [
        "Nguyễn ",
        "Bí thư, ",
        "ông Nguyễn Văn An, ",
        "phường 1 ",
        "NGUYỄN ",
        "(",
        "1/",
        "đồng chí ",
        "Ảnh: ",
    ] {
        let text = piece.repeat(5_000);
        ranges_hold(&text, &annotate(&text));
    }
}

#[test]
fn many_short_forms_of_many_namesakes_cost_no_product() {
    // A walk over all namesakes at each short form would be felt: 4·10⁸ comparisons.
    let many = 20_000;
    let names = |text: &str| -> Vec<(String, bool)> {
        let persons = annotate(text).persons.into_iter();
        persons.map(|person| (person.name.as_str().to_owned(), person.short_form)).collect()
    };
    let text = "Ông Lê Văn Khoa phát biểu. ".repeat(many) + &"Khoa cho biết. ".repeat(many);
    let expected =
        [vec![("Lê Văn Khoa".to_owned(), false); many], vec![("Lê Văn Khoa".to_owned(), true); many]];
    assert!(names(&text) == expected.concat());
    // With a second Khoa nobody can tell who is meant.
    let text = text + "Ông Trần Đăng Khoa phát biểu.";
    assert!(names(&text).iter().all(|(_, short_form)| !short_form));
}
