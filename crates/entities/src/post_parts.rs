//! What a post consists of: office, body, place; and its term.

use std::ops::Range;

use crate::lexicon::{BODY, FIELD, POST};
use crate::mention::PlaceMention;
use crate::reading::Reading;
use crate::token::{Kind, Line};
use crate::vocabulary::word_key;

/// Words that belong to an office when they follow its head.
const OFFICE_TAIL: &[&str] =
    &["thường trực", "thứ nhất", "phụ trách", "chuyên trách", "danh dự", "lâm thời", "không chuyên trách"];
/// Unit words with which the place of a post begins.
const UNITS: &[&str] =
    &["phường", "xã", "thị trấn", "quận", "huyện", "thị xã", "thành phố", "tỉnh", "đặc khu"];
/// A term stands within this many tokens behind a post.
const TERM_WITHIN: usize = 8;

/// Splits a post that is written out into office, body and whether anything is left for a place.
pub(crate) fn office_and_body(reading: &Reading<'_>, normalized: &str) -> (String, Option<String>) {
    let words: Vec<&str> = normalized.split_whitespace().collect();
    let ids = words.iter().map(|word| reading.lexicon.vocabulary.get(&word_key(word)).unwrap_or_default());
    let ids: Vec<_> = ids.collect();
    let head =
        reading.lexicon.phrases.prefixes(ids.iter().copied()).filter(|(_, p)| p.flags & POST != 0).last();
    let mut end = head.map_or(1, |(length, _)| length).min(words.len());
    let keys: Vec<String> = words.iter().map(|word| langbao_text::match_key(word)).collect();
    let tail = |end: usize| {
        OFFICE_TAIL.iter().map(|tail| tail.split(' ').count()).find(|length| {
            keys.get(end..end + length).is_some_and(|rest| OFFICE_TAIL.contains(&rest.join(" ").as_str()))
        })
    };
    while let Some(length) = tail(end) {
        end += length;
    }
    let unit = (end..words.len()).find(|at| {
        UNITS.iter().any(|unit| {
            let length = unit.split(' ').count();
            keys.get(*at..at + length).is_some_and(|rest| rest.join(" ") == *unit)
        })
    });
    let body = words[end..unit.unwrap_or(words.len())].join(" ");
    let body = body.trim_matches([',', '-', ' ']);
    (words[..end].join(" "), (!body.is_empty()).then(|| body.to_owned()))
}

/// Returns the place of a post within some bytes of the text: one named there, or what a bare unit word means.
pub(crate) fn place<'p>(
    reading: &Reading<'_>,
    places: &'p [PlaceMention],
    tokens: &Range<usize>,
) -> Option<&'p PlaceMention> {
    let bytes = reading.tokens.bytes(tokens);
    let first = places.partition_point(|place| place.range.end <= bytes.start);
    if let Some(place) = places.get(first).filter(|place| place.range.start < bytes.end) {
        return Some(place);
    }
    // The unit word stands at the end: *Chủ tịch UBND phường*.
    let last = &reading.tokens.list[tokens.end - 1];
    let word = langbao_text::match_key(reading.tokens.raw(last));
    let unit = UNITS.iter().find(|unit| unit.split(' ').next_back() == Some(word.as_str()))?;
    let is_unit = |place: &&PlaceMention| langbao_text::match_key(&place.name).starts_with(unit);
    places[..first].iter().rev().find(is_unit).or_else(|| places[first..].iter().find(is_unit))
}

/// Returns the term that a text gives right behind a post: *nhiệm kỳ 2015 – 2020*, *khóa X, nhiệm kỳ 2021-2026*.
pub(crate) fn term(reading: &Reading<'_>, line: &Line, end: usize) -> Option<(u16, u16)> {
    let limit = line.tokens.end.min(end + TERM_WITHIN);
    let is = |at: usize, key: &str| at < limit && reading.lexicon.is(reading.token(at).word, key);
    let at = (end..limit).find(|at| is(*at, "kỳ") && *at > end && is(at - 1, "nhiệm"))?;
    // What stands between is the number of the body's election: *khóa XXV, lần thứ I,*.
    let between = end..at - 1;
    if between.clone().any(|at| {
        matches!(reading.token(at).kind, Kind::Mark('.' | ';' | ':'))
            || reading.over(at).is_some_and(|found| found.is(POST | BODY | FIELD) && found.tokens.len() > 1)
    }) {
        return None;
    }
    let year = |at: usize| {
        let raw = reading.tokens.raw(reading.tokens.list.get(at).filter(|_| at < line.tokens.end)?);
        raw.parse::<u16>().ok().filter(|year| (1930..=2100).contains(year))
    };
    let (from, to) = (year(at + 1)?, year(at + 3)?);
    (from < to && reading.token(at + 2).is_dash()).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(post: &str, office: &str, body: &str) {
        let reading = Reading::new("");
        let body = (!body.is_empty()).then(|| body.to_owned());
        assert_eq!(office_and_body(&reading, post), (office.to_owned(), body), "{post}");
    }

    #[test]
    fn office_body_and_place() {
        check(
            "Phó Chủ tịch Thường trực Ủy ban nhân dân xã Hòa Sơn",
            "Phó Chủ tịch Thường trực",
            "Ủy ban nhân dân",
        );
        check("Bí thư Đảng ủy phường", "Bí thư", "Đảng ủy");
        check("Tổ trưởng tổ 5", "Tổ trưởng", "tổ 5");
        check("Phó Bí thư", "Phó Bí thư", "");
        check("Chủ tịch phường", "Chủ tịch", "");
    }

    #[test]
    fn terms() {
        let of = |text: &str| {
            let reading = Reading::new(text);
            term(&reading, &reading.lines()[0], 2)
        };
        assert_eq!(of("Chủ tịch nhiệm kỳ 2015–2020"), Some((2015, 2020)));
        assert_eq!(of("Chủ tịch khóa XX, nhiệm kỳ 2021 - 2026"), Some((2021, 2026)));
        assert_eq!(of("Chủ tịch. Nhiệm kỳ 2015–2020"), None);
        assert_eq!(of("Chủ tịch nhiệm kỳ mới"), None);
    }
}
