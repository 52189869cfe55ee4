//! All units of the country before and since 2025-07-01 as the data file tells them, by name and by code.

use std::collections::HashMap;
use std::ops::Range;

use crate::vocabulary::{Trie, Vocabulary, WordId};

/// The number of a unit in the gazetteer.
pub(crate) type UnitId = u32;

/// A unit in one of the two periods.
#[derive(Debug)]
pub(crate) struct Unit {
    pub(crate) code: &'static str,
    /// Whether it is a unit since 2025-07-01.
    pub(crate) since: bool,
    /// With its unit word: `Phường Ngọc Thụy`.
    pub(crate) name: &'static str,
    /// What it lies in.
    pub(crate) parent: Option<UnitId>,
    /// Behind the last unit that lies in it: what lies in it stands right behind it.
    pub(crate) end: UnitId,
    /// Its lineage in [`Gazetteer::lineage`]: what it went into, or for a unit since 2025 what it was made of.
    lineage: Range<u32>,
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

    /// How large it is.
    pub(crate) fn level(&self) -> Level {
        match self.code.len() {
            0..=2 => Level::Province,
            3 | 4 => Level::District,
            _ => Level::Ward,
        }
    }
}

/// How large a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Ward, commune, township, special zone.
    Ward,
    /// District, town, provincial city; none since 2025-07-01.
    District,
    /// Province or city of that rank.
    Province,
}

/// A name without unit word.
#[derive(Debug)]
pub(crate) struct BareName {
    /// The largest level that has the name.
    pub(crate) level: Level,
    /// The districts and provinces of the name.
    pub(crate) holders: Vec<UnitId>,
}

/// All units, by name and by id.
#[derive(Default)]
pub(crate) struct Gazetteer {
    units: Vec<Unit>,
    lineage: Vec<UnitId>,
    /// The lineage of provinces, which is put together from that of all their wards.
    provinces: HashMap<UnitId, Vec<UnitId>>,
    /// By name with unit word.
    pub(crate) full: Trie<Vec<UnitId>>,
    /// By name without unit word; names that are only a number are left out.
    pub(crate) bare: Trie<BareName>,
    by_code: HashMap<(&'static str, bool), UnitId>,
    /// Units of before 2025 by the names they or their parts had earlier, folded, without spaces.
    former: HashMap<&'static str, Vec<UnitId>>,
    /// The words that units begin with: *phường*, *thị trấn* …
    pub(crate) unit_words: Vec<Vec<WordId>>,
    /// Short unit words with what they stand for: `P`, `TX`.
    pub(crate) short_unit_words: HashMap<WordId, Vec<WordId>>,
}

/// The words that units begin with.
pub(crate) const UNIT_WORDS: &[&str] =
    &["Phường", "Xã", "Thị trấn", "Quận", "Huyện", "Thị xã", "Thành phố", "Tỉnh", "Đặc khu"];

/// The unit words, by number in [`UNIT_WORDS`], among which a unit may have changed: communes become wards, rural
/// districts towns.
const RAISED: [&[usize]; 2] = [&[0, 1, 2], &[3, 4, 5, 6]];

/// Returns the numbers of the other unit words that a unit with this one may have now.
pub(crate) fn raised_to(unit_word: usize) -> impl Iterator<Item = usize> {
    let group = RAISED.into_iter().find(|group| group.contains(&unit_word)).unwrap_or(&[]);
    group.iter().copied().filter(move |other| *other != unit_word)
}

/// Short unit words with what they stand for.
pub(crate) const SHORT_UNIT_WORDS: &[(&str, &str)] = &[
    ("p", "phường"),
    ("f", "phường"),
    ("x", "xã"),
    ("q", "quận"),
    ("h", "huyện"),
    ("tt", "thị trấn"),
    ("tx", "thị xã"),
    ("tp", "thành phố"),
    ("t", "tỉnh"),
];

/// The city is mostly written by its initials.
const INITIALS: &[(&str, &str)] = &[
    ("thành phố hcm", "thành phố hồ chí minh"),
    ("tphcm", "thành phố hồ chí minh"),
    ("tphn", "thành phố hà nội"),
];

/// Wards and districts with a number are written in one word: *P12, Q3*. No number is higher.
const HIGHEST_NUMBER: u32 = 28;

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
        let mut words = Words { vocabulary, known: HashMap::new() };
        let mut since = false;
        let mut above: Vec<UnitId> = Vec::new();
        let mut went_into: Vec<(UnitId, &'static str)> = Vec::new();
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            if let Some(period) = line.strip_prefix("= ") {
                since = period == "2025-";
                above.clear();
                continue;
            }
            let (line, former) = line.split_once(" ~ ").unwrap_or((line, ""));
            let (line, codes) = line.split_once(" > ").unwrap_or((line, ""));
            let unit = line.trim_start_matches('\t');
            above.truncate(line.len() - unit.len());
            let Some((code, name)) = unit.split_once(' ') else { continue };
            let id = gazetteer.add(code, since, name, above.last().copied(), &mut words);
            above.push(id);
            for above in &above {
                gazetteer.units[*above as usize].end = id + 1;
            }
            for key in former.split(' ').filter(|key| !key.is_empty()) {
                gazetteer.former.entry(key).or_default().push(id);
            }
            if !codes.is_empty() {
                went_into.push((id, codes));
            }
        }
        gazetteer.link(&went_into);
        let is_province = |id: &UnitId| gazetteer.unit(*id).level() == Level::Province;
        let provinces = (0..gazetteer.units.len() as UnitId).filter(is_province);
        gazetteer.provinces = provinces.map(|id| (id, gazetteer.put_together(id))).collect();
        let mut same = |short: &str, name: &str, vocabulary: &mut Vocabulary| {
            let name = vocabulary.add_phrase(name);
            if let Some(units) = gazetteer.full.entry(&name).clone() {
                *gazetteer.full.entry(&vocabulary.add_phrase(short)) = Some(units);
            }
        };
        for (short, name) in INITIALS {
            same(short, name, vocabulary);
        }
        for number in 1..=HIGHEST_NUMBER {
            same(&format!("p{number}"), &format!("phường {number}"), vocabulary);
            same(&format!("q{number}"), &format!("quận {number}"), vocabulary);
        }
        gazetteer
    }

    fn add(
        &mut self,
        code: &'static str,
        since: bool,
        name: &'static str,
        parent: Option<UnitId>,
        words: &mut Words<'_>,
    ) -> UnitId {
        let id = self.units.len() as UnitId;
        let unit = Unit { code, since, name, parent, end: id + 1, lineage: 0..0 };
        // *Bà Rịa - Vũng Tàu*: marks are no words.
        let words: Vec<WordId> =
            name.split_whitespace().filter(|word| *word != "-").map(|word| words.id(word)).collect();
        self.full.entry(&words).get_or_insert_with(Vec::new).push(id);
        let unit_word = self.unit_words.iter().find(|unit| words.starts_with(unit)).map_or(0, Vec::len);
        let level = unit.level();
        if name.chars().last().is_some_and(char::is_alphabetic) {
            let bare =
                self.bare.entry(&words[unit_word..]).get_or_insert(BareName { level, holders: Vec::new() });
            bare.level = bare.level.max(level);
            if level > Level::Ward {
                bare.holders.push(id);
            }
        }
        self.by_code.insert((code, since), id);
        self.units.push(unit);
        id
    }

    /// Ties each unit of before to those it went into, and those to what they were made of.
    fn link(&mut self, went_into: &[(UnitId, &'static str)]) {
        let mut made_of: HashMap<UnitId, Vec<UnitId>> = HashMap::new();
        for (old, codes) in went_into {
            let start = self.lineage.len() as u32;
            for new in codes.split(' ').filter_map(|code| self.by_code.get(&(code, true))) {
                self.lineage.push(*new);
                made_of.entry(*new).or_default().push(*old);
            }
            self.units[*old as usize].lineage = start..self.lineage.len() as u32;
        }
        for (new, old) in made_of {
            let start = self.lineage.len() as u32;
            self.lineage.extend(old);
            self.units[new as usize].lineage = start..self.lineage.len() as u32;
        }
    }

    /// Returns a unit by its number, which must come from this gazetteer.
    pub(crate) fn unit(&self, id: UnitId) -> &Unit {
        &self.units[id as usize]
    }

    /// Returns all units, those of before 2025 first, each before what lies in it.
    pub(crate) fn units(&self) -> &[Unit] {
        &self.units
    }

    /// Returns the unit of a code in a period.
    pub(crate) fn by_code(&self, code: &str, since: bool) -> Option<UnitId> {
        // The map's keys live as long as the program; a shorter life is all a look-up asks for.
        self.by_code.get(&(code, since)).copied()
    }

    /// Returns the units of before 2025 that had this name earlier: folded, without spaces.
    pub(crate) fn formerly(&self, key: &str) -> &[UnitId] {
        self.former.get(key).map_or(&[], Vec::as_slice)
    }

    /// Returns what a unit lies in, from the nearest outwards.
    pub(crate) fn ancestors(&self, id: UnitId) -> impl Iterator<Item = UnitId> {
        std::iter::successors(self.unit(id).parent, |id| self.unit(*id).parent)
    }

    /// Says whether a unit lies in another, or is it.
    pub(crate) fn is_within(&self, id: UnitId, outer: UnitId) -> bool {
        (outer..self.unit(outer).end).contains(&id)
    }

    /// Returns what the file says a unit went into, the main part first, or for one since 2025 what it was made of, in
    /// order. Of a district or province it says nothing, but for islands without wards.
    pub(crate) fn recorded_lineage(&self, id: UnitId) -> &[UnitId] {
        let range = &self.unit(id).lineage;
        &self.lineage[range.start as usize..range.end as usize]
    }

    /// Returns the lineage of a unit of any level: for a district the wards that its wards went into, for a province
    /// the provinces that the most of its wards went into, and the other way round. In order, the main part of a ward
    /// first.
    pub(crate) fn lineage(&self, id: UnitId) -> Vec<UnitId> {
        let unit = self.unit(id);
        match unit.level() {
            Level::Province => self.provinces.get(&id).cloned().unwrap_or_default(),
            Level::District if self.recorded_lineage(id).is_empty() => self.put_together(id),
            _ => self.recorded_lineage(id).to_vec(),
        }
    }

    /// Puts the lineage of a district or province together from that of what lies in it.
    fn put_together(&self, id: UnitId) -> Vec<UnitId> {
        let unit = self.unit(id);
        let mut found: Vec<UnitId> = Vec::new();
        for inner in id..unit.end {
            let lineage = self.recorded_lineage(inner);
            match unit.level() {
                // Strips of a few hectares went over the border of many a province.
                Level::Province if unit.since => found.extend(
                    lineage.iter().filter(|old| self.recorded_lineage(**old).first() == Some(&inner)),
                ),
                Level::Province => found.extend(lineage.first()),
                _ => found.extend(lineage),
            }
        }
        if unit.level() == Level::Province {
            for inner in &mut found {
                *inner = self.ancestors(*inner).last().unwrap_or(*inner);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Numbers the words of the file: most stand in many names, and bringing a word to its key takes time.
struct Words<'v> {
    vocabulary: &'v mut Vocabulary,
    known: HashMap<&'static str, WordId>,
}

impl Words<'_> {
    fn id(&mut self, word: &'static str) -> WordId {
        *self.known.entry(word).or_insert_with(|| self.vocabulary.add(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::lexicon;

    #[test]
    fn the_gazetteer_is_whole() {
        let gazetteer = &lexicon().gazetteer;
        let count = |since: bool, length: usize| {
            gazetteer.units.iter().filter(|u| u.since == since && u.code.len() == length).count()
        };
        assert_eq!([count(false, 2), count(false, 3), count(false, 5)], [63, 696, 10_035]);
        assert_eq!([count(true, 2), count(true, 5)], [34, 3_321]);
        let unit_words = |unit: &Unit| {
            gazetteer.unit_words.iter().any(|words| {
                let first = unit.name.split_whitespace().take(words.len());
                first
                    .map(|w| lexicon().vocabulary.get(&langbao_text::match_key(w)))
                    .eq(words.iter().map(|w| Some(*w)))
            })
        };
        assert!(gazetteer.units.iter().all(unit_words));
    }

    #[test]
    fn every_old_ward_went_somewhere_and_every_new_one_was_made_of_something() {
        let gazetteer = &lexicon().gazetteer;
        let all = 0..gazetteer.units.len() as UnitId;
        let pairs = |since: bool| {
            let ids = all.clone().filter(|id| gazetteer.unit(*id).since == since);
            ids.map(|id| gazetteer.recorded_lineage(id).len()).sum::<usize>()
        };
        assert_eq!((pairs(false), pairs(true)), (10_602, 10_602));
        for id in all {
            assert!(!gazetteer.lineage(id).is_empty(), "{}", gazetteer.unit(id).name);
        }
    }

    #[test]
    fn the_file_is_small() {
        assert!(include_str!("../data/gazetteer.txt").len() <= 1_000_000);
    }
}
