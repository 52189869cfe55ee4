//! Looking a place up by what people type: an id, a code, a name with or without unit word, marks and what it lies in.

use std::collections::HashMap;
use std::sync::LazyLock;

use langbao_text::fold;

use crate::gazetteer::{Level, SHORT_UNIT_WORDS, UNIT_WORDS, UnitId, raised_to};
use crate::lexicon::lexicon;
use crate::lineage::{Period, Place};
use crate::vocabulary::word_key;

/// The names of a unit as they are compared.
struct Name {
    /// Match key of the name with its unit word, numbers without leading zeros.
    full: Box<str>,
    /// Where the name begins in `full` behind the unit word.
    bare: usize,
    folded: Box<str>,
    folded_bare: usize,
}

/// Names by the number of the unit.
fn names() -> &'static [Name] {
    static NAMES: LazyLock<Vec<Name>> = LazyLock::new(|| {
        let units = lexicon().gazetteer.units();
        let name = |id: usize| {
            let place = Place(id as UnitId);
            let full = key(place.name());
            let folded = fold(&full);
            let words = place.name().split(' ').count() - place.bare_name().split(' ').count();
            // A number alone is no name: *Phường 1* is asked for as *1* by nobody.
            let behind = |text: &str| text.split_inclusive(' ').take(words).map(str::len).sum();
            Name {
                bare: behind(&full),
                folded_bare: behind(&folded),
                full: full.into(),
                folded: folded.into(),
            }
        };
        (0..units.len()).map(name).collect()
    });
    &NAMES
}

/// Units by their folded names, with and without unit word.
fn by_folded_name() -> &'static HashMap<&'static str, Vec<UnitId>> {
    static UNITS: LazyLock<HashMap<&str, Vec<UnitId>>> = LazyLock::new(|| {
        let mut units: HashMap<&str, Vec<UnitId>> = HashMap::new();
        for (id, name) in (0..).zip(names()) {
            units.entry(&name.folded).or_default().push(id);
            if name.folded_bare > 0 {
                units.entry(&name.folded[name.folded_bare..]).or_default().push(id);
            }
        }
        units
    });
    &UNITS
}

/// Brings a name to the form that is compared: match keys of its words, marks such as the dash left out.
fn key(name: &str) -> String {
    let words = name.split(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '.' | '_'));
    let words: Vec<String> = words.filter(|word| !word.is_empty()).map(word_key).collect();
    words.join(" ")
}

/// Writes out a short unit word at the start: *P. Ngọc Thụy*, *TP Hà Tĩnh*, *Q.3*, *TPHCM*.
fn written_out(name: &str) -> String {
    let key = key(name);
    if ["tphcm", "tp hcm", "hcm", "sài gòn"].contains(&key.as_str()) {
        return "thành phố hồ chí minh".to_owned();
    }
    let first = key.split(' ').next().unwrap_or_default();
    let digits = first.trim_start_matches(|c: char| c.is_alphabetic());
    let short = &first[..first.len() - digits.len()];
    match SHORT_UNIT_WORDS.iter().find(|(word, _)| *word == short) {
        // *Q3* as well as *Q 3*; *T* alone is more often a letter than a province.
        Some((_, long)) if digits.is_empty() && key.len() > first.len() => {
            format!("{long}{}", &key[first.len()..])
        }
        Some((_, long)) if !digits.is_empty() => format!("{long} {digits}{}", &key[first.len()..]),
        _ => key,
    }
}

/// How well a name answers what was typed; the less the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Full,
    Bare,
}

fn fit(name: &Name, typed: &str, folded: bool) -> Option<Fit> {
    let (full, bare) = if folded { (&name.folded, name.folded_bare) } else { (&name.full, name.bare) };
    if **full == *typed {
        Some(Fit::Full)
    } else if full[bare..] == *typed {
        Some(Fit::Bare)
    } else {
        None
    }
}

/// Returns the places that a text may mean: an id (`vn:00118@-2025`), a code (`00118`: one place in each period), or a
/// name, with or without unit word (also short: *P. Ngọc Thụy*), followed by what it lies in behind commas (*Tân Lập,
/// Đan Phượng*). A name with marks means those, and any others only if no place has them; a name without means any.
/// Earlier names (*huyện Thủy Nguyên*) count if nothing has the name now. Names with the unit word come first, then
/// larger places, then those of before 2025-07-01.
pub fn find_places(typed: &str) -> Vec<Place> {
    if let Some(place) = Place::by_id(typed) {
        return vec![place];
    }
    let gazetteer = &lexicon().gazetteer;
    let typed = typed.trim();
    if (2..=5).contains(&typed.len()) && typed.bytes().all(|b| b.is_ascii_digit()) {
        let periods = [false, true].into_iter();
        return periods.filter_map(|since| gazetteer.by_code(typed, since).map(Place)).collect();
    }
    let mut parts = typed.split([',', ';', '(', ')', '|']).map(written_out).filter(|part| !part.is_empty());
    let Some(head) = parts.next() else { return Vec::new() };
    let outer: Vec<String> = parts.collect();
    let unmarked = fold(&head) == head;
    let mut found = if unmarked { Vec::new() } else { named(&head, &outer, false) };
    if found.is_empty() {
        found = named(&fold(&head), &outer, true);
    }
    if found.is_empty() {
        found = formerly(&head);
        found.retain(|place| lies_in(*place, &outer));
    }
    found
}

/// Returns the places of a name with its unit word (`phường Ngọc Thụy`, any case, any tone placement), those of before
/// 2025-07-01 first.
pub fn places_named(name: &str) -> Vec<Place> {
    let typed = key(name);
    let mut found = named(&typed, &[], false);
    found.retain(|place| *names()[place.0 as usize].full == *typed);
    found.sort_unstable();
    found
}

fn named(typed: &str, outer: &[String], folded: bool) -> Vec<Place> {
    let units = by_folded_name().get(fold(typed).as_str()).map_or(&[][..], Vec::as_slice);
    let fits = units.iter().filter_map(|id| {
        let fit = fit(&names()[*id as usize], typed, folded)?;
        Some((fit, Place(*id))).filter(|(_, place)| lies_in(*place, outer))
    });
    let mut found: Vec<(Fit, Place)> = fits.collect();
    found.sort_by_key(|(fit, place)| (*fit, std::cmp::Reverse(place.level()), *place));
    found.into_iter().map(|(_, place)| place).collect()
}

/// Returns the places of before 2025-07-01 that had a name with its unit word earlier, as the gazetteer tells, or that
/// have it with another unit word now: *huyện Thủy Nguyên* is a city.
pub(crate) fn formerly(name: &str) -> Vec<Place> {
    let folded = fold(&key(name));
    let squashed: String = folded.split(' ').collect();
    let recorded = lexicon().gazetteer.formerly(&squashed).iter().copied().map(Place);
    let words: Vec<String> = UNIT_WORDS.iter().map(|word| fold(word) + " ").collect();
    let unit_word = words.iter().position(|word| folded.starts_with(word));
    let raised = unit_word.into_iter().flat_map(|unit_word| {
        let bare = &folded[words[unit_word].len()..];
        // A number says too little: *quận 5* is no *thị xã 5*.
        let others = raised_to(unit_word).filter(|_| !bare.starts_with(|c: char| c.is_ascii_digit()));
        let places = others.flat_map(|other| named(&(words[other].clone() + bare), &[], true));
        places.filter(|place| place.period() == Period::Before).collect::<Vec<_>>()
    });
    recorded.chain(raised).collect()
}

/// Says whether a place lies in places of these names, whatever their marks.
fn lies_in(place: Place, outer: &[String]) -> bool {
    outer.iter().all(|typed| {
        let typed = fold(typed);
        place.parents().any(|parent| fit(&names()[parent.0 as usize], &typed, true).is_some())
    })
}

/// Returns the place that the name of a site or what an admin wrote stands for: `UBND phường Ngọc Thụy, quận Long Biên`,
/// `vn:00118@-2025`. One that is the same in both periods is that since 2025-07-01. `None` if it is no place's or several.
pub fn place_of_site(text: &str) -> Option<Place> {
    let one = |places: &[Place]| match places {
        [one] => Some(*one),
        [a, b] if a.is_same_in_other_period(*b) => Some(*a.max(b)),
        _ => None,
    };
    let named = crate::annotate(text).places;
    one(&find_places(text)).or_else(|| one(&named.first()?.settled()))
}

/// Returns places whose name has all the words typed, in any order and without regard to marks, the last one perhaps
/// unfinished: present ones and large ones first.
pub fn suggest_places(typed: &str, limit: usize) -> Vec<Place> {
    let folded = fold(&written_out(typed));
    let words: Vec<&str> = folded.split_whitespace().collect();
    let Some((last, whole)) = words.split_last() else { return Vec::new() };
    let mut found: Vec<(bool, bool, std::cmp::Reverse<Level>, Place)> = Vec::new();
    for (id, name) in names().iter().enumerate() {
        // Most have not even the letters.
        if !words.iter().all(|word| name.folded.contains(word)) {
            continue;
        }
        let mut left: Vec<&str> = name.folded.split(' ').collect();
        let all = whole.iter().all(|word| {
            let at = left.iter().position(|other| other == word);
            at.map(|at| left.swap_remove(at)).is_some()
        });
        if all && left.iter().any(|word| word.starts_with(last)) {
            let place = Place(id as UnitId);
            let begins =
                name.folded.starts_with(&folded) || name.folded[name.folded_bare..].starts_with(&folded);
            found.push((!begins, place.period() == Period::Before, std::cmp::Reverse(place.level()), place));
        }
    }
    found.sort_unstable();
    found.into_iter().take(limit).map(|(.., place)| place).collect()
}

/// Words of a query that are looked at.
const QUERY_WORDS: usize = 24;

/// Returns the places whose names stand in a query, from the left, longest first, with the part of the query; only
/// names of several words or with a unit word, for *An* or *Bình* alone say little. A name that many places have means
/// those that lie in another place of the query, if any does: *Tân Lập Đan Phượng*.
pub fn places_in_query(query: &str) -> Vec<(String, Vec<Place>)> {
    let written: Vec<&str> = query.split_whitespace().take(QUERY_WORDS).collect();
    let mut found: Vec<(String, Vec<Place>)> = Vec::new();
    let mut at = 0;
    while at < written.len() {
        let longest = (2..=6.min(written.len() - at)).rev().find_map(|length| {
            let words = &written[at..at + length];
            let part = words.join(" ");
            let part = part.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
            let stray = |word: &&str| !word.contains(char::is_alphanumeric);
            if words.iter().any(stray) || part.contains([':', '"']) {
                return None;
            }
            let typed = written_out(&part);
            let unmarked = fold(&typed) == typed;
            let places = named(&typed, &[], unmarked);
            (!places.is_empty()).then_some((length, part, places))
        });
        match longest {
            Some((length, part, places)) => {
                found.push((part, places));
                at += length;
            }
            None => at += 1,
        }
    }
    let all: Vec<Place> = found.iter().flat_map(|(_, places)| places).copied().collect();
    for (_, places) in &mut found {
        let lies_in_another = |place: &Place| place.parents().any(|parent| all.contains(&parent));
        if places.len() > 1 && places.iter().any(lies_in_another) {
            places.retain(lies_in_another);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, expected: &[&str]) {
        let found: Vec<String> = find_places(typed).iter().map(|place| place.id()).collect();
        assert_eq!(found, expected, "{typed}");
    }

    #[test]
    fn ids_codes_and_names() {
        check("vn:00118@2025-", &["vn:00118@2025-"]);
        check("00118", &["vn:00118@-2025", "vn:00118@2025-"]);
        for typed in [
            "Phường Ngọc Thụy",
            "ngọc thuỵ",
            "ngoc thuy",
            "P.Ngọc Thụy",
            "p. ngoc thuy",
            "NGỌC THỤY, Long Biên",
        ] {
            check(typed, &["vn:00118@-2025"]);
        }
        check("Tân Lập, Đan Phượng, Hà Nội", &["vn:09820@-2025"]);
        check("Q3", &["vn:770@-2025"]);
        check("phường 04, quận 3", &["vn:27148@-2025"]);
        check("TPHCM", &["vn:79@-2025", "vn:79@2025-"]);
        for nothing in ["", " , ", "Không Đâu", "phường"] {
            check(nothing, &[]);
        }
    }

    #[test]
    fn marks_that_are_typed_count() {
        assert!(find_places("Hòa Bình").iter().all(|place| place.name().ends_with("Hòa Bình")));
        assert!(
            find_places("hoa binh").len() > find_places("Hòa Bình").len()
                || find_places("hoa binh").len() > 10
        );
        let places = find_places("Hòa Bình");
        assert_eq!(places[0].name(), "Tỉnh Hòa Bình");
    }

    #[test]
    fn earlier_names_are_known() {
        let found = find_places("huyện Thủy Nguyên");
        assert_eq!(found.iter().map(|p| p.name()).collect::<Vec<_>>(), ["Thành phố Thủy Nguyên"]);
    }

    #[test]
    fn names_of_sites() {
        let check = |name: &str, id: Option<&str>| {
            assert_eq!(place_of_site(name).map(Place::id).as_deref(), id, "{name}");
        };
        check("vn:00118@-2025", Some("vn:00118@-2025"));
        check("Cổng thông tin điện tử phường Ngọc Thụy, quận Long Biên", Some("vn:00118@-2025"));
        check("UBND thành phố Hà Nội", Some("vn:01@2025-"));
        check("Xã Tân Lập", None);
        check("Tin tổng hợp", None);
    }

    #[test]
    fn names_are_found_in_any_spelling() {
        assert_eq!(places_named("PHƯỜNG NGỌC THUỴ").len(), 1);
        assert!(places_named("Phường 1").len() > 10);
        assert_eq!(places_named("phường Không Đâu"), []);
        assert_eq!(places_named("tỉnh Bà Rịa - Vũng Tàu").len(), 1);
    }

    #[test]
    fn suggestions_put_what_is_now_first() {
        let found = suggest_places("long bi", 10);
        assert_eq!(found[0].id(), "vn:00145@2025-", "{found:?}");
        assert!(found.iter().any(|place| place.name() == "Quận Long Biên"));
        assert_eq!(suggest_places("  ", 10), []);
        assert_eq!(suggest_places("a", 3).len(), 3);
    }

    #[test]
    fn places_of_a_query() {
        let parts =
            |query: &str| places_in_query(query).into_iter().map(|(part, _)| part).collect::<Vec<_>>();
        assert_eq!(parts("lễ hội phường Ngọc Thụy 2018"), ["phường Ngọc Thụy"]);
        assert_eq!(parts("ngoc thuy"), ["ngoc thuy"]);
        assert_eq!(parts("vệ sinh môi trường"), Vec::<String>::new());
        assert_eq!(parts("person:\"Ngọc Thụy\""), Vec::<String>::new());
    }
}
