//! All units of the country before and since 2025-07-01, and finding them by name.

use std::collections::HashMap;

use crate::lexicon::lexicon;
use crate::vocabulary::{Trie, Vocabulary, WordId};

/// The number of a unit in the gazetteer.
pub(crate) type UnitId = u32;

/// A unit in one of the two periods.
#[derive(Debug)]
pub(crate) struct Unit {
    code: &'static str,
    since: bool,
    /// With its unit word: `Phường Ngọc Thụy`.
    pub(crate) name: &'static str,
    /// What it lies in.
    pub(crate) parent: Option<UnitId>,
}

impl Unit {
    /// Returns the place id: code and period.
    pub(crate) fn id(&self) -> String {
        format!("vn:{}@{}", self.code, if self.since { "2025-" } else { "-2025" })
    }

    /// Says whether this is a province or a district: what wards lie in.
    pub(crate) fn holds_others(&self) -> bool {
        self.code.len() < 5
    }
}

/// How large the units of a name without unit word are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// Ward, commune, township, special zone.
    Ward,
    /// District, town, provincial city.
    District,
    /// Province or city of that rank.
    Province,
}

/// A name without unit word.
#[derive(Debug)]
pub(crate) struct BareName {
    /// The largest level that has the name.
    pub(crate) level: Level,
    /// The provinces of the name.
    pub(crate) provinces: Vec<UnitId>,
}

/// All units, by name and by id.
#[derive(Default)]
pub(crate) struct Gazetteer {
    units: Vec<Unit>,
    /// By name with unit word.
    pub(crate) full: Trie<Vec<UnitId>>,
    /// By name without unit word; names that are only a number are left out.
    pub(crate) bare: Trie<BareName>,
    by_code: HashMap<(&'static str, bool), UnitId>,
    /// The words that units begin with: *phường*, *thị trấn* …
    pub(crate) unit_words: Vec<Vec<WordId>>,
    /// Short unit words with what they stand for: `P`, `TX`.
    pub(crate) short_unit_words: HashMap<WordId, Vec<WordId>>,
}

const UNIT_WORDS: &[&str] =
    &["Phường", "Xã", "Thị trấn", "Quận", "Huyện", "Thị xã", "Thành phố", "Tỉnh", "Đặc khu"];

const SHORT_UNIT_WORDS: &[(&str, &str)] = &[
    ("p", "phường"),
    ("x", "xã"),
    ("q", "quận"),
    ("h", "huyện"),
    ("tt", "thị trấn"),
    ("tx", "thị xã"),
    ("tp", "thành phố"),
];

impl Gazetteer {
    /// Reads the file that `scripts/build-gazetteer` makes: `= PERIOD` lines, then units, children indented by tabs.
    pub(crate) fn read(file: &'static str, vocabulary: &mut Vocabulary) -> Self {
        let mut gazetteer = Self {
            unit_words: UNIT_WORDS.iter().map(|unit| vocabulary.add_phrase(unit)).collect(),
            short_unit_words: SHORT_UNIT_WORDS
                .iter()
                .map(|(short, long)| (vocabulary.add(short), vocabulary.add_phrase(long)))
                .collect(),
            ..Self::default()
        };
        let mut since = false;
        let mut above: Vec<UnitId> = Vec::new();
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            if let Some(period) = line.strip_prefix("= ") {
                since = period == "2025-";
                continue;
            }
            let unit = line.trim_start_matches('\t');
            above.truncate(line.len() - unit.len());
            let Some((code, name)) = unit.split_once(' ') else { continue };
            let id = gazetteer.add(Unit { code, since, name, parent: above.last().copied() }, vocabulary);
            above.push(id);
        }
        // The city is mostly written by its initials.
        for (short, name) in [("thành phố hcm", "thành phố hồ chí minh"), ("tphcm", "thành phố hồ chí minh")]
        {
            let name = vocabulary.add_phrase(name);
            if let Some(units) = gazetteer.full.entry(&name).clone() {
                *gazetteer.full.entry(&vocabulary.add_phrase(short)) = Some(units);
            }
        }
        gazetteer
    }

    fn add(&mut self, unit: Unit, vocabulary: &mut Vocabulary) -> UnitId {
        let id = self.units.len() as UnitId;
        // *Bà Rịa - Vũng Tàu*: marks are no words.
        let words: Vec<WordId> = unit
            .name
            .split_whitespace()
            .filter(|word| *word != "-")
            .map(|word| vocabulary.add(word))
            .collect();
        self.full.entry(&words).get_or_insert_with(Vec::new).push(id);
        let unit_word = self.unit_words.iter().find(|unit| words.starts_with(unit)).map_or(0, Vec::len);
        let level = match unit.code.len() {
            0..=2 => Level::Province,
            3 | 4 => Level::District,
            _ => Level::Ward,
        };
        if unit.name.chars().last().is_some_and(char::is_alphabetic) {
            let bare =
                self.bare.entry(&words[unit_word..]).get_or_insert(BareName { level, provinces: Vec::new() });
            bare.level = bare.level.max(level);
            if level == Level::Province {
                bare.provinces.push(id);
            }
        }
        self.by_code.insert((unit.code, unit.since), id);
        self.units.push(unit);
        id
    }

    /// Returns a unit by its number, which must come from this gazetteer.
    pub(crate) fn unit(&self, id: UnitId) -> &Unit {
        &self.units[id as usize]
    }

    /// Returns what a unit lies in, from the nearest outwards.
    pub(crate) fn ancestors(&self, id: UnitId) -> impl Iterator<Item = UnitId> {
        std::iter::successors(self.unit(id).parent, |id| self.unit(*id).parent)
    }
}

/// A unit of the country in one of its two periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Code and period: `vn:00118@-2025` before 2025-07-01, `vn:00118@2025-` since (another place).
    pub id: String,
    /// With its unit word: `Phường Ngọc Thụy`.
    pub name: &'static str,
    /// What it lies in, from the nearest outwards: `Quận Long Biên`, `Thành phố Hà Nội`.
    pub within: Vec<&'static str>,
    /// Whether it is a unit since 2025-07-01.
    pub since_2025: bool,
}

impl Place {
    fn of(id: UnitId) -> Self {
        let gazetteer = &lexicon().gazetteer;
        let unit = gazetteer.unit(id);
        let within = gazetteer.ancestors(id).map(|id| gazetteer.unit(id).name).collect();
        Self { id: unit.id(), name: unit.name, within, since_2025: unit.since }
    }
}

/// Returns the place with an id such as `vn:00118@-2025`.
pub fn place(id: &str) -> Option<Place> {
    let (code, period) = id.strip_prefix("vn:")?.split_once('@')?;
    let since = match period {
        "-2025" => false,
        "2025-" => true,
        _ => return None,
    };
    lexicon().gazetteer.by_code.get(&(code, since)).copied().map(Place::of)
}

/// Returns all places of a name with its unit word (`phường Ngọc Thụy`, any case, any tone placement), those of
/// before 2025-07-01 first.
pub fn places_named(name: &str) -> Vec<Place> {
    let lexicon = lexicon();
    let words: Option<Vec<WordId>> = name
        .split_whitespace()
        .filter(|word| *word != "-")
        .map(|word| lexicon.vocabulary.get(&crate::vocabulary::word_key(word)))
        .collect();
    let Some(words) = words else { return Vec::new() };
    let found =
        lexicon.gazetteer.full.prefixes(words.iter().copied()).find(|(length, _)| *length == words.len());
    found.map_or_else(Vec::new, |(_, units)| units.iter().copied().map(Place::of).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_names_another_place_in_each_period() {
        let before = place("vn:00118@-2025").unwrap();
        assert_eq!(before.name, "Phường Ngọc Thụy");
        assert_eq!(before.within, ["Quận Long Biên", "Thành phố Hà Nội"]);
        let since = place("vn:00118@2025-").unwrap();
        assert_eq!((since.name, since.within), ("Phường Bồ Đề", vec!["Thành phố Hà Nội"]));
        assert_eq!(place("vn:00118"), None);
        assert_eq!(place("vn:99999@-2025"), None);
    }

    #[test]
    fn the_gazetteer_is_whole() {
        let units = &lexicon().gazetteer.units;
        let count = |since: bool, length: usize| {
            units.iter().filter(|u| u.since == since && u.code.len() == length).count()
        };
        assert_eq!([count(false, 2), count(false, 3), count(false, 5)], [63, 696, 10_035]);
        assert_eq!([count(true, 2), count(true, 5)], [34, 3_321]);
        assert!(units.iter().all(|unit| lexicon().gazetteer.unit_words.iter().any(|words| {
            let first = unit.name.split_whitespace().take(words.len());
            first
                .map(|w| lexicon().vocabulary.get(&langbao_text::match_key(w)))
                .eq(words.iter().map(|w| Some(*w)))
        })));
    }

    #[test]
    fn names_are_found_in_any_spelling() {
        assert_eq!(places_named("PHƯỜNG NGỌC THỤY").len(), 1);
        assert!(places_named("Phường 1").len() > 10);
        assert_eq!(places_named("phường Không Đâu"), []);
        assert_eq!(places_named("tỉnh Bà Rịa - Vũng Tàu").len(), 1);
    }
}
