//! Finding places of the gazetteer: a unit word and a name.

use std::collections::HashSet;
use std::ops::Range;

use crate::gazetteer::UnitId;
use crate::mention::PlaceMention;
use crate::reading::Reading;
use crate::token::{Kind, Line};
use crate::vocabulary::WordId;

/// The longest name of a unit with its unit word has this many words.
const LONGEST: usize = 8;

/// A place found, with all units of that name.
struct Found {
    tokens: Range<usize>,
    units: Vec<UnitId>,
}

/// Finds all places and marks their tokens.
pub(crate) fn find(reading: &mut Reading<'_>) -> Vec<PlaceMention> {
    let mut found: Vec<Found> = Vec::new();
    let mut named: HashSet<UnitId> = HashSet::new();
    for line in reading.lines() {
        let mut at = line.tokens.start;
        while at < line.tokens.end {
            if let Some(place) = place_at(reading, line, at) {
                at = place.tokens.end;
                named.extend(place.units.iter().copied());
                found.push(place);
            } else {
                named.extend(province_at(reading, line, at));
                at += 1;
            }
        }
    }
    named.retain(|unit| reading.lexicon.gazetteer.unit(*unit).holds_others());
    narrow(reading, &mut found, &named);
    for place in &found {
        reading.in_place[place.tokens.clone()].fill(true);
    }
    let gazetteer = &reading.lexicon.gazetteer;
    found
        .into_iter()
        .map(|Found { tokens, units }| PlaceMention {
            range: reading.tokens.bytes(&tokens),
            name: langbao_text::normal_form(gazetteer.unit(units[0]).name),
            ids: units.into_iter().map(|unit| gazetteer.unit(unit).id()).collect(),
        })
        .collect()
}

fn place_at(reading: &Reading<'_>, line: &Line, at: usize) -> Option<Found> {
    let gazetteer = &reading.lexicon.gazetteer;
    let (unit, name_start) = unit_word_at(reading, line, at)?;
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
            Kind::Capital | Kind::Upper | Kind::Number => {
                (words[count], ends[count]) = (token.word, next);
                count += 1;
            }
            // *Bà Rịa - Vũng Tàu*
            Kind::Mark(_) if token.is_dash() && count > unit.len() => {}
            _ => break,
        }
    }
    let (length, units) = gazetteer.full.prefixes(words[..count].iter().copied()).last()?;
    let end = ends[length - 1];
    if length == unit.len() && !unit.is_empty() || cuts_a_name(reading, line, end) {
        return None;
    }
    Some(Found { tokens: at..end, units: units.clone() })
}

/// Returns the unit word that begins at a token, written out, and the token after it. *TPHCM* is a whole name.
fn unit_word_at<'r>(reading: &'r Reading<'_>, line: &Line, at: usize) -> Option<(&'r [WordId], usize)> {
    let gazetteer = &reading.lexicon.gazetteer;
    let end = line.tokens.end;
    let token = reading.token(at);
    if token.kind == Kind::Upper && gazetteer.full.prefixes([token.word].into_iter()).next().is_some() {
        return Some((&[], at));
    }
    let whole = gazetteer.unit_words.iter().find(|unit| {
        at + unit.len() <= end && reading.tokens.words(at..at + unit.len()).eq(unit.iter().copied())
    });
    if let Some(unit) = whole {
        return Some((unit, at + unit.len()));
    }
    let unit = gazetteer.short_unit_words.get(&token.word).filter(|_| token.is_capital())?;
    let dot = at + 1 < end && reading.token(at + 1).is_mark('.');
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

/// Returns the provinces whose bare name begins at a token: not a mention, but a help to tell shared names apart.
fn province_at(reading: &Reading<'_>, line: &Line, at: usize) -> Vec<UnitId> {
    if !reading.token(at).is_capital() {
        return Vec::new();
    }
    let words = reading.tokens.words(at..line.tokens.end.min(at + 4));
    let found = reading.lexicon.gazetteer.bare.prefixes(words).last();
    found.map_or_else(Vec::new, |(_, bare)| bare.provinces.clone())
}

/// Leaves, of the units that share a name, those in what is named right after them (*phường A, quận B*), or else
/// in a district, or else in a province that the text names.
fn narrow(reading: &Reading<'_>, found: &mut [Found], named: &HashSet<UnitId>) {
    let gazetteer = &reading.lexicon.gazetteer;
    let keep = |units: &mut Vec<UnitId>, wanted: &dyn Fn(UnitId) -> bool| {
        let kept: Vec<UnitId> =
            units.iter().copied().filter(|unit| gazetteer.ancestors(*unit).any(wanted)).collect();
        let any = !kept.is_empty();
        if any {
            *units = kept;
        }
        any
    };
    for at in (0..found.len()).rev() {
        let (left, right) = found.split_at_mut(at + 1);
        let place = &mut left[at];
        if place.units.len() < 2 {
            continue;
        }
        let next = right.first().filter(|next| next.tokens.start <= place.tokens.end + 1);
        if next.is_some_and(|next| keep(&mut place.units, &|unit| next.units.contains(&unit))) {
            continue;
        }
        let is_district = |unit: UnitId| gazetteer.unit(unit).parent.is_some();
        if !keep(&mut place.units, &|unit| is_district(unit) && named.contains(&unit)) {
            keep(&mut place.units, &|unit| named.contains(&unit));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks names and ids, and that the range begins with the unit word as written.
    fn check(text: &str, expected: &[(&str, &[&str])]) {
        let mut reading = Reading::new(text);
        let found = find(&mut reading);
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
        let mut reading = Reading::new("phường Trần Phú, thành phố Hà Tĩnh");
        let found = find(&mut reading);
        assert_eq!(found[0].ids.len(), 1, "{found:?}");
        let mut reading = Reading::new("Phường Bồ Đề họp.\nĐoàn của quận Long Biên đến dự");
        assert_eq!(find(&mut reading)[0].ids.len(), 1);
    }

    #[test]
    fn a_shared_name_keeps_all_its_units() {
        let mut reading = Reading::new("UBND xã Tân Lập");
        assert!(find(&mut reading)[0].ids.len() > 5);
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
    }

    #[test]
    fn a_person_may_follow_a_place_but_a_name_is_not_cut() {
        let text = "Chủ tịch UBND phường Ngọc Thụy Nguyễn Mạnh Hà";
        let mut reading = Reading::new(text);
        let found = find(&mut reading);
        assert_eq!(&text[found[0].range.clone()], "phường Ngọc Thụy");
        check("xã Ngọc Thụy Khê", &[]);
    }
}
