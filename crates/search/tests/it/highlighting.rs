//! What is marked in a hit is what was asked for, whatever the text is written like.

use std::collections::HashSet;

use langbao_search::{Hit, Hits, QueryWarning};
use langbao_text::{fold, has_marks, match_key};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use crate::house::{House, article, query};

/// Words of texts: in both tone placements, with other marks, abbreviated, in capitals.
const WORDS: [&str; 24] = [
    "Ngọc",
    "Thụy",
    "Thuỵ",
    "ngộc",
    "thuy",
    "hòa",
    "hoà",
    "họp",
    "HỌP",
    "hợp",
    "phường",
    "Phương",
    "UBND",
    "Ủy",
    "ban",
    "bàn",
    "nhân",
    "dân",
    "nước",
    "sạch",
    "tổ",
    "lịch",
    "quý",
    "quí",
];

/// Queries: with marks and without, some of both, abbreviations, phrases, questions, other operators.
const QUERIES: [&str; 22] = [
    "ngọc thụy",
    "ngoc thuy",
    "Ngọc thuy",
    "họp",
    "hop",
    "hoà",
    "quí",
    "UBND phường",
    "ubnd",
    "ủy ban nhân dân",
    "uy ban phuong",
    "\"nước sạch\"",
    "\"nuoc sach\"",
    "\"ngọc họp\"~3",
    "họp -phường",
    "title:họp nước",
    "họp OR lịch",
    "ai là phường họp",
    "thúy ngóc",
    "lịch họp tổ dân phố nước sạch ở đâu",
    "nước sach",
    "bàn nước",
];

/// The syllables that may be marked, by the words asked for, the warnings, and the marks that count.
struct Asked {
    exact: HashSet<String>,
    folded: HashSet<String>,
}

impl Asked {
    fn of(q: &str, hits: &Hits) -> Self {
        let plain: String =
            q.chars().map(|c| if c.is_alphanumeric() || c == '-' { c } else { ' ' }).collect();
        let typed: Vec<&str> = plain
            .split_whitespace()
            .filter(|w| !w.starts_with('-') && !["OR", "title"].contains(w))
            .collect();
        let ignored = hits.warnings.contains(&QueryWarning::AccentsIgnored);
        let (mut exact, mut folded) = (HashSet::new(), HashSet::new());
        let mut take = |word: &str, unmarked: bool| match unmarked || ignored {
            true => folded.insert(fold(word)),
            false => exact.insert(match_key(word)),
        };
        typed.iter().for_each(|word| _ = take(word, !has_marks(word)));
        for warning in &hits.warnings {
            if let QueryWarning::Expanded { to, .. } = warning {
                to.iter().flat_map(|to| to.split(' ')).for_each(|word| _ = take(word, !has_marks(word)));
            }
        }
        Self { exact, folded }
    }

    fn has(&self, syllable: &str) -> bool {
        self.exact.contains(&match_key(syllable)) || self.folded.contains(&fold(syllable))
    }
}

/// All ranges of a hit, title first.
fn marked(hit: &Hit) -> Vec<String> {
    [&hit.title, &hit.snippet]
        .into_iter()
        .flat_map(|part| part.highlights.iter().map(|range| part.text[range.clone()].to_owned()))
        .collect()
}

fn text() -> impl Strategy<Value = String> {
    let word = (prop::sample::select(&WORDS[..]), 0..6u8);
    prop::collection::vec((word, prop::sample::select(vec![" ", " ", " ", ", ", ". ", "\n"])), 1..60)
        .prop_map(|words| {
            let mut text = String::new();
            for ((word, way), gap) in words {
                match way {
                    0 => text.extend(word.nfd()),
                    1 => text.push_str(&word.to_uppercase()),
                    _ => text.push_str(word),
                }
                text.push_str(gap);
            }
            text
        })
}

#[test]
fn what_is_marked_was_asked_for() {
    proptest!(ProptestConfig::with_cases(10), |(bodies in prop::collection::vec(text(), 2..8))| {
        let documents: Vec<_> = (1..).zip(&bodies).map(|(id, body)| article(id, "Họp tổ ở Ngọc Thuỵ", body)).collect();
        let house = House::with(&documents);
        for q in QUERIES {
            let hits = house.search(&query(q));
            let asked = Asked::of(q, &hits);
            for hit in &hits.hits {
                let ranges = marked(hit);
                prop_assert!(!ranges.is_empty(), "{q}: nothing is marked in {:?}", hit.snippet);
                for range in &ranges {
                    let syllables: Vec<&str> = range.split(|c: char| !c.is_alphanumeric() && !('\u{300}'..'\u{370}').contains(&c)).filter(|s| !s.is_empty()).collect();
                    prop_assert!(!syllables.is_empty(), "{q}: {range:?}");
                    for syllable in syllables {
                        prop_assert!(asked.has(syllable), "{q}: {syllable:?} of {range:?} in {:?}", hit.snippet.text);
                    }
                }
                for part in [&hit.title, &hit.snippet] {
                    let ordered = part.highlights.windows(2).all(|pair| pair[0].end <= pair[1].start);
                    prop_assert!(ordered, "{q}: {:?}", part.highlights);
                }
            }
        }
    });
}

#[test]
fn what_is_asked_for_is_marked_whatever_it_is_written_like() {
    let check = |q: &str, body: &str, expected: &[&str]| {
        let house = House::with(&[article(1, "Tin", body)]);
        let hits = house.search(&query(q));
        let marks: Vec<String> = hits.hits.iter().flat_map(marked).map(|text| text.nfc().collect()).collect();
        assert_eq!(marks, expected, "{q}: {body}");
    };
    let decomposed: String = "Họp ở Ngọc Thuỵ chiều nay.".nfd().collect();
    check("ngọc thụy", &decomposed, &["Ngọc Thuỵ"]);
    check("ngoc thuy", &decomposed, &["Ngọc Thuỵ"]);
    check("hòa giải", "Tổ hoà giải họp.", &["hoà giải"]);
    check("UBND", "Ủy ban nhân dân phường họp.", &["Ủy ban nhân dân"]);
    check("ủy ban nhân dân", "UBND phường họp.", &["UBND"]);
    check("ủy ban phường", "UBND phường họp.", &["UBND phường"]);
    check("\"nước sạch\"", "Nước cần sạch; nước sạch về xã.", &["nước sạch"]);
    check("ai là trưởng thôn Đông", "Bà Lụa là trưởng thôn Đông.", &["trưởng thôn Đông"]);
}
