//! Finding places of the gazetteer in a text: a unit word and a name, the items of a list of units, and the bare name
//! of what a unit lies in behind it. Which of several units of a name is meant is told by `whereabouts`.

use std::ops::Range;

use langbao_text::fold;

use crate::gazetteer::{Level, UNIT_WORDS, UnitId, raised_to};
use crate::mention::PlaceMention;
use crate::reading::Reading;
use crate::setting::Setting;
use crate::token::{Kind, Line, Token};
use crate::vocabulary::WordId;
use crate::whereabouts;

/// The longest name of a unit with its unit word has this many words.
const LONGEST: usize = 9;

/// Words between a unit and what it lies in.
const WITHIN: &[&str] = &["thuộc", "của", "ở", "tại"];

/// Words before a unit word that has several names behind it: *các xã A, B và C*.
const SEVERAL: &[&str] =
    &["các", "những", "hai", "ba", "bốn", "năm", "sáu", "bảy", "2", "3", "4", "5", "6", "7"];

/// Words before a bare name of a province that is meant as a place.
const PLACE_BEFORE: &[&str] = &["tại", "ở", "từ", "về", "đến", "ra", "vào", "tới", "rời"];

/// A place found, with all units of that name.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) tokens: Range<usize>,
    /// Number of the line.
    pub(crate) line: usize,
    /// None if the text says that it lies where no unit of the name is known.
    pub(crate) units: Vec<UnitId>,
    /// Whether these units only had this name earlier.
    pub(crate) former: bool,
    /// Whether the unit word stands in the text, at this name or before the list.
    pub(crate) has_unit_word: bool,
    /// How the units are called in the text, written out: `Phường Ngọc Thụy`.
    pub(crate) name: String,
}

/// Finds all places and marks their tokens.
pub(crate) fn find(reading: &mut Reading<'_>, setting: &Setting) -> Vec<PlaceMention> {
    let mut found: Vec<Found> = Vec::new();
    for (number, line) in reading.lines().iter().enumerate() {
        let mut at = line.tokens.start;
        while at < line.tokens.end {
            let before = found.len();
            if places_at(reading, line, number, at, &mut found) {
                // What it lies in, behind it: *xã Tân Lập, Đan Phượng, Hà Nội*.
                while let Some(outer) = outer_after(reading, line, &found[found.len() - 1], number) {
                    found.push(outer);
                }
            } else if let Some(province) = province_at(reading, line, number, at) {
                found.push(province);
            }
            at = found.get(before..).and_then(<[Found]>::last).map_or(at + 1, |last| last.tokens.end);
        }
    }
    whereabouts::resolve(reading, &mut found, setting);
    for place in found.iter().filter(|place| place.has_unit_word) {
        reading.in_place[place.tokens.clone()].fill(true);
    }
    let gazetteer = &reading.lexicon.gazetteer;
    found
        .into_iter()
        .map(|Found { tokens, units, former, name, .. }| PlaceMention {
            range: reading.tokens.bytes(&tokens),
            name: match units.first() {
                Some(unit) if !former => langbao_text::normal_form(gazetteer.unit(*unit).name),
                _ => name,
            },
            ids: units.into_iter().map(|unit| gazetteer.unit(unit).id()).collect(),
        })
        .collect()
}

/// Adds the place that begins at a token, or the places of a list; says whether there is any.
fn places_at(reading: &Reading<'_>, line: &Line, number: usize, at: usize, found: &mut Vec<Found>) -> bool {
    let Some((unit, mut name_start)) = unit_word_at(reading, line, at) else { return false };
    let several = at > line.tokens.start && !unit.is_empty() && is_any(reading, at - 1, SEVERAL);
    if several && name_start < line.tokens.end && reading.token(name_start).is_mark(':') {
        name_start += 1;
    }
    let Some((end, units, former)) = name_at(reading, line, unit, name_start) else { return false };
    let name = written_out(reading, unit, name_start..end);
    let start = if several { name_start } else { at };
    found.push(Found { tokens: start..end, line: number, units, former, has_unit_word: true, name });
    let mut end = end;
    while several && let Some(next) = behind_comma(reading, line, end) {
        let Some((next_end, units, former)) = name_at(reading, line, unit, next) else { break };
        let name = written_out(reading, unit, next..next_end);
        found.push(Found { tokens: next..next_end, line: number, units, former, has_unit_word: true, name });
        end = next_end;
    }
    true
}

/// Returns the token behind a comma, a semicolon or *và*.
fn behind_comma(reading: &Reading<'_>, line: &Line, at: usize) -> Option<usize> {
    let token = (at < line.tokens.end).then(|| reading.token(at))?;
    let joins = token.is_mark(',') || token.is_mark(';') || token.word == reading.lexicon.and;
    (joins && at + 1 < line.tokens.end).then_some(at + 1)
}

fn is_any(reading: &Reading<'_>, at: usize, words: &[&str]) -> bool {
    let word = reading.token(at).word;
    words.iter().any(|key| reading.lexicon.is(word, key))
}

/// Returns the end of the longest name behind a unit word, the units of that name, and whether they had it earlier.
fn name_at(
    reading: &Reading<'_>,
    line: &Line,
    unit: &[WordId],
    name_start: usize,
) -> Option<(usize, Vec<UnitId>, bool)> {
    let gazetteer = &reading.lexicon.gazetteer;
    let mut words = [0; LONGEST];
    let mut ends = [0; LONGEST];
    let mut count = 0;
    for word in unit {
        (words[count], ends[count]) = (*word, name_start);
        count += 1;
    }
    let mut next = name_start;
    while count < LONGEST && next < line.tokens.end {
        let token = reading.token(next);
        next += 1;
        match token.kind {
            Kind::Capital | Kind::Upper | Kind::Number => {}
            // *thị trấn Nông trường Liên Sơn*
            Kind::Lower if count > unit.len() => {}
            // *Bà Rịa - Vũng Tàu*
            Kind::Mark(_) if token.is_dash() && count > unit.len() => continue,
            _ => break,
        }
        (words[count], ends[count]) = (token.word, next);
        count += 1;
    }
    let name = |length: usize| -> Option<usize> {
        let end = ends[length - 1];
        let last = reading.token(end.checked_sub(1)?);
        let whole = length > unit.len() && (last.is_capital() || last.kind == Kind::Number);
        (whole && !cuts_a_name(reading, line, end)).then_some(end)
    };
    let longest = gazetteer.full.prefixes(words[..count].iter().copied()).last();
    if let Some((length, units)) = longest
        && let Some(end) = name(length)
    {
        // *phường An Hải Đông* was joined to another; it is not *phường An Hải*.
        let runs_on = end < line.tokens.end && reading.token(end).is_capital();
        let former = runs_on.then(|| former_name_at(reading, line, unit, name_start)).flatten();
        return former.filter(|(former, ..)| *former > end).or_else(|| Some((end, units.clone(), false)));
    }
    former_name_at(reading, line, unit, name_start)
}

/// As [`name_at`], for names that units of before 2025 had earlier: those that the gazetteer tells, without marks, or the
/// present name with the unit word of what was raised since (*huyện Thủy Nguyên*, now a city).
fn former_name_at(
    reading: &Reading<'_>,
    line: &Line,
    unit: &[WordId],
    name_start: usize,
) -> Option<(usize, Vec<UnitId>, bool)> {
    let gazetteer = &reading.lexicon.gazetteer;
    let unit_word = gazetteer.unit_words.iter().position(|words| words == unit)?;
    let in_name = |token: &Token| matches!(token.kind, Kind::Capital | Kind::Upper | Kind::Number);
    let most = line.tokens.end.min(name_start + 4);
    let name = name_start..(name_start..most).find(|at| !in_name(reading.token(*at))).unwrap_or(most);
    let mut key: String = fold(UNIT_WORDS[unit_word]).split(' ').collect();
    let mut found = None;
    for at in name.clone() {
        key.push_str(&fold(reading.tokens.raw(reading.token(at))));
        let units = gazetteer.formerly(&key);
        if !units.is_empty() && !cuts_a_name(reading, line, at + 1) {
            found = Some((at + 1, units.to_vec(), true));
        }
    }
    // A number says too little: *quận 5* is no *thị xã 5*.
    if found.is_some() || name.is_empty() || reading.token(name.start).kind == Kind::Number {
        return found;
    }
    raised_to(unit_word).find_map(|other| {
        let other = &gazetteer.unit_words[other];
        let words = other.iter().copied().chain(reading.tokens.words(name.clone()));
        let (length, units) = gazetteer.full.prefixes(words).last()?;
        let end = name.start + length.checked_sub(other.len()).filter(|rest| *rest > 0)?;
        let before: Vec<UnitId> = units.iter().copied().filter(|unit| !gazetteer.unit(*unit).since).collect();
        (!before.is_empty() && !cuts_a_name(reading, line, end)).then_some((end, before, true))
    })
}

fn written_out(reading: &Reading<'_>, unit: &[WordId], name: Range<usize>) -> String {
    let at = reading.lexicon.gazetteer.unit_words.iter().position(|words| words == unit);
    let name = reading.name(name);
    at.map_or_else(|| name.clone(), |at| format!("{} {name}", UNIT_WORDS[at]))
}

/// Returns the unit word that begins at a token, written out, and the token after it. *TPHCM* is a whole name.
fn unit_word_at<'r>(reading: &'r Reading<'_>, line: &Line, at: usize) -> Option<(&'r [WordId], usize)> {
    let gazetteer = &reading.lexicon.gazetteer;
    let end = line.tokens.end;
    let token = reading.token(at);
    let next_is = |mark: char| at + 1 < end && reading.token(at + 1).is_mark(mark);
    // *Q1/2024* is a quarter of a year.
    if token.is_capital()
        && !next_is('/')
        && gazetteer.full.prefixes([token.word].into_iter()).next().is_some()
    {
        return Some((&[], at));
    }
    let whole = gazetteer.unit_words.iter().find(|unit| {
        at + unit.len() <= end && reading.tokens.words(at..at + unit.len()).eq(unit.iter().copied())
    });
    if let Some(unit) = whole {
        return Some((unit, at + unit.len()));
    }
    let unit = gazetteer.short_unit_words.get(&token.word).filter(|_| token.is_capital())?;
    let dot = next_is('.');
    // One letter is a unit word only with its full stop: *P. Ngọc Thụy*, not *cán bộ P Ngọc*.
    (dot || token.range.len() > 1).then_some((unit, if dot { at + 2 } else { at + 1 }))
}

/// Says whether a name ends in the middle of a longer one: *xã Minh Tân Hòa* is not *xã Minh Tân*. What may follow
/// without a mark is a person (a surname), a post, another unit, an abbreviation.
fn cuts_a_name(reading: &Reading<'_>, line: &Line, end: usize) -> bool {
    if line.upper || end >= line.tokens.end || reading.token(end).kind != Kind::Capital {
        return false;
    }
    let follows = reading.lexicon.name(reading.token(end).word).surname > 0
        && end + 1 < line.tokens.end
        && reading.token(end + 1).is_capital();
    let place =
        reading.lexicon.gazetteer.bare.prefixes(reading.tokens.words(end..line.tokens.end)).next().is_some();
    !follows && !place && reading.starting(end).is_none()
}

/// Returns the district or province whose bare name stands behind a unit that lies in it.
fn outer_after(reading: &Reading<'_>, line: &Line, inner: &Found, number: usize) -> Option<Found> {
    let gazetteer = &reading.lexicon.gazetteer;
    let mut at = inner.tokens.end;
    let joins = |token: &Token| {
        token.is_dash() || matches!(token.kind, Kind::Mark(',' | '(' | '/')) || is_within_word(reading, token)
    };
    if at < line.tokens.end && joins(reading.token(at)) {
        at += 1;
    } else {
        return None;
    }
    if at >= line.tokens.end || !reading.token(at).is_capital() {
        return None;
    }
    let (length, bare) = gazetteer.bare.prefixes(reading.tokens.words(at..line.tokens.end)).last()?;
    let end = at + length;
    if cuts_a_name(reading, line, end) || !(at..end).all(|at| !reading.token(at).is_mark('.')) {
        return None;
    }
    let holds =
        |outer: &UnitId| inner.units.iter().any(|unit| unit != outer && gazetteer.is_within(*unit, *outer));
    let units: Vec<UnitId> = bare.holders.iter().copied().filter(holds).collect();
    let name = reading.name(at..end);
    (!units.is_empty()).then_some(Found {
        tokens: at..end,
        line: number,
        units,
        former: false,
        has_unit_word: false,
        name,
    })
}

fn is_within_word(reading: &Reading<'_>, token: &Token) -> bool {
    WITHIN.iter().any(|key| reading.lexicon.is(token.word, key))
}

/// Returns the province whose bare name stands at a token as a place: *tại Hà Nội*. Names of persons and of wards are
/// the same words, so it must be a whole run of capitals behind a word that places follow.
fn province_at(reading: &Reading<'_>, line: &Line, number: usize, at: usize) -> Option<Found> {
    if !reading.token(at).is_capital() || at == line.tokens.start || line.upper {
        return None;
    }
    let words = reading.tokens.words(at..line.tokens.end.min(at + 5));
    let (length, bare) = reading.lexicon.gazetteer.bare.prefixes(words).last()?;
    let end = at + length;
    let runs_on = end < line.tokens.end && reading.token(end).is_capital();
    if bare.level != Level::Province || length < 2 || runs_on || !is_any(reading, at - 1, PLACE_BEFORE) {
        return None;
    }
    let gazetteer = &reading.lexicon.gazetteer;
    let is_province = |unit: &UnitId| gazetteer.unit(*unit).level() == Level::Province;
    let units: Vec<UnitId> = bare.holders.iter().copied().filter(is_province).collect();
    let name = reading.name(at..end);
    Some(Found { tokens: at..end, line: number, units, former: false, has_unit_word: false, name })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<PlaceMention> {
        find(&mut Reading::new(text), &Setting::default())
    }

    /// Checks names and ids, and that the range begins with the unit word as written.
    fn check(text: &str, expected: &[(&str, &[&str])]) {
        let found = found(text);
        let found: Vec<(&str, Vec<&str>)> =
            found.iter().map(|p| (p.name.as_str(), p.ids.iter().map(String::as_str).collect())).collect();
        let expected: Vec<(&str, Vec<&str>)> =
            expected.iter().map(|(name, ids)| (*name, ids.to_vec())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn old_and_new_units() {
        check("Tại phường Ngọc Thụy sáng nay", &[("Phường Ngọc Thụy", &["vn:00118@-2025"])]);
        check("UBND xã Hồ Thị Kỷ", &[("Xã Hồ Thị Kỷ", &["vn:32092@-2025", "vn:32092@2025-"])]);
        check("quận Long Biên tổ chức", &[("Quận Long Biên", &["vn:004@-2025"])]);
        check("xã hội hóa, phường ta, tỉnh nhà, Thành phố đã", &[]);
    }

    #[test]
    fn a_parent_after_the_name_narrows_it() {
        assert_eq!(found("phường Trần Phú, thành phố Hà Tĩnh")[0].ids.len(), 1);
        assert_eq!(found("Phường Bồ Đề họp.\nĐoàn của quận Long Biên đến dự")[0].ids.len(), 1);
        let bare = found("xã Tân Lập (Đan Phượng, Hà Nội)");
        assert_eq!(
            bare.iter().map(|p| p.ids[0].as_str()).collect::<Vec<_>>(),
            ["vn:09820@-2025", "vn:273@-2025", "vn:01@-2025"]
        );
    }

    #[test]
    fn a_shared_name_keeps_all_its_units() {
        assert!(found("UBND xã Tân Lập")[0].ids.len() > 5);
    }

    #[test]
    fn short_unit_words() {
        check(
            "P.Ngọc Thụy, Q. Long Biên",
            &[("Phường Ngọc Thụy", &["vn:00118@-2025"]), ("Quận Long Biên", &["vn:004@-2025"])],
        );
        check(
            "tại TP.HCM và TPHCM",
            &[
                ("Thành phố Hồ Chí Minh", &["vn:79@-2025", "vn:79@2025-"]),
                ("Thành phố Hồ Chí Minh", &["vn:79@-2025", "vn:79@2025-"]),
            ],
        );
        check("ở P4, Q3", &[("Phường 4", &["vn:27148@-2025"]), ("Quận 3", &["vn:770@-2025"])]);
        check("doanh thu Q3/2024", &[]);
    }

    #[test]
    fn lists_of_units() {
        let text = "các phường: Ngọc Thụy, Cự Khối và Giang Biên họp";
        let found = found(text);
        let written: Vec<&str> = found.iter().map(|p| &text[p.range.clone()]).collect();
        assert_eq!(written, ["Ngọc Thụy", "Cự Khối", "Giang Biên"]);
    }

    #[test]
    fn earlier_names() {
        let text = "Công an phường An Hải Đông bắt";
        assert_eq!(&text[found(text)[0].range.clone()], "phường An Hải Đông");
        check("Công an huyện Thủy Nguyên", &[("Huyện Thủy Nguyên", &["vn:311@-2025"])]);
    }

    #[test]
    fn a_person_may_follow_a_place_but_a_name_is_not_cut() {
        let text = "Chủ tịch UBND phường Ngọc Thụy Nguyễn Mạnh Hà";
        let found = found(text);
        assert_eq!(&text[found[0].range.clone()], "phường Ngọc Thụy");
        check("xã Ngọc Thụy Khê", &[]);
    }
}
