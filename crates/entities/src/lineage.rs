//! A place of the gazetteer for others to ask: its names, its period, what it lies in, what became of it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::gazetteer::{Level, UNIT_WORDS, Unit, UnitId};
use crate::lexicon::lexicon;

/// 2025-07-01T00:00:00+07:00 in seconds since 1970.
const CHANGE: i64 = 1_751_302_800;

/// The units of the country changed all at once on 2025-07-01: districts went, wards were joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Period {
    /// To 2025-06-30.
    #[serde(rename = "-2025")]
    Before,
    /// From 2025-07-01.
    #[serde(rename = "2025-")]
    Since,
}

impl Period {
    /// Returns the period of a month (1 to 12) of a year.
    pub fn of(year: i32, month: u32) -> Self {
        if (year, month) >= (2025, 7) { Self::Since } else { Self::Before }
    }

    /// Returns the period of an instant, in seconds since 1970; the day began in Vietnam.
    pub fn at(seconds: i64) -> Self {
        if seconds >= CHANGE { Self::Since } else { Self::Before }
    }

    /// Returns the part of a place id that names it: `-2025`, `2025-`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Before => "-2025",
            Self::Since => "2025-",
        }
    }
}

/// How much of a unit of before 2025-07-01 went into one since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Share {
    /// All of it.
    Whole,
    /// The largest part; which part that is, is the judgement of the gazetteer's source.
    MainPart,
    /// A smaller part.
    Part,
}

/// A unit of the country in one of its two periods. Ordered as the gazetteer: those of before 2025 first, by code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place(pub(crate) UnitId);

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.id(), self.full_name())
    }
}

impl Place {
    /// Returns the place with an id such as `vn:00118@-2025`.
    pub fn by_id(id: &str) -> Option<Self> {
        let (code, period) = id.trim().strip_prefix("vn:")?.split_once('@')?;
        let since =
            [Period::Before, Period::Since].into_iter().find(|p| p.code() == period)? == Period::Since;
        lexicon().gazetteer.by_code(code, since).map(Self)
    }

    fn unit(self) -> &'static Unit {
        lexicon().gazetteer.unit(self.0)
    }

    /// Returns code and period: `vn:00118@-2025` before 2025-07-01, `vn:00118@2025-` since (another place).
    pub fn id(self) -> String {
        self.unit().id()
    }

    /// Returns the official code; it names another place in each period.
    pub fn code(self) -> &'static str {
        self.unit().code
    }

    /// Returns when it is or was a unit.
    pub fn period(self) -> Period {
        if self.unit().since { Period::Since } else { Period::Before }
    }

    /// Returns how large it is.
    pub fn level(self) -> Level {
        self.unit().level()
    }

    /// Returns the name with its unit word: `Phường Ngọc Thụy`.
    pub fn name(self) -> &'static str {
        self.unit().name
    }

    /// Returns the name without its unit word, `Ngọc Thụy`; one that is a number keeps it: `Phường 1`.
    pub fn bare_name(self) -> &'static str {
        let name = self.name();
        // Spelt `Thị Xã` here and there.
        let word = UNIT_WORDS.iter().find(|word| {
            name.get(..word.len()).is_some_and(|start| start.to_lowercase() == word.to_lowercase())
        });
        let bare = word.map_or(name, |word| name[word.len()..].trim_start());
        if bare.starts_with(|c: char| c.is_ascii_digit()) { name } else { bare }
    }

    /// Returns the name with all that it lies in: `Phường Ngọc Thụy, Quận Long Biên, Thành phố Hà Nội`.
    pub fn full_name(self) -> String {
        let mut name = self.name().to_owned();
        for outer in self.parents() {
            name.push_str(", ");
            name.push_str(outer.name());
        }
        name
    }

    /// Returns what it lies in, from the nearest outwards.
    pub fn parents(self) -> impl Iterator<Item = Self> {
        lexicon().gazetteer.ancestors(self.0).map(Self)
    }

    /// Returns what lies right in it, in order of codes.
    pub fn children(self) -> impl Iterator<Item = Self> {
        let inner = self.0 + 1..self.unit().end;
        inner.map(Self).filter(move |place| place.unit().parent == Some(self.0))
    }

    /// Says whether it lies in another place, or is it.
    pub fn is_within(self, outer: Self) -> bool {
        lexicon().gazetteer.is_within(self.0, outer.0)
    }

    /// Returns the units since 2025-07-01 that it went into, the one with its main part first; none for one since.
    /// Those of a district are wards, for districts went.
    pub fn successors(self) -> Vec<Self> {
        match self.period() {
            Period::Before => lexicon().gazetteer.lineage(self.0).into_iter().map(Self).collect(),
            Period::Since => Vec::new(),
        }
    }

    /// Returns the units of before 2025-07-01 that it was made of, in order; none for one of before.
    pub fn predecessors(self) -> Vec<Self> {
        match self.period() {
            Period::Before => Vec::new(),
            Period::Since => lexicon().gazetteer.lineage(self.0).into_iter().map(Self).collect(),
        }
    }

    /// Returns how much of it went into one of its successors; `None` if that is none, or if it is no ward.
    pub fn share_in(self, successor: Self) -> Option<Share> {
        let all = lexicon().gazetteer.recorded_lineage(self.0);
        let at = all.iter().position(|id| *id == successor.0).filter(|_| self.period() == Period::Before)?;
        Some(match (all.len(), at) {
            (1, _) => Share::Whole,
            (_, 0) => Share::MainPart,
            _ => Share::Part,
        })
    }

    /// Says whether the other is this one in the other period: what it went into, or was made of, under the same name.
    pub fn is_same_in_other_period(self, other: Self) -> bool {
        self.period() != other.period()
            && self.level() == other.level()
            && self.bare_name() == other.bare_name()
            && lexicon().gazetteer.lineage(self.0).contains(&other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(places: Vec<Place>) -> Vec<&'static str> {
        places.into_iter().map(Place::name).collect()
    }

    #[test]
    fn a_code_names_another_place_in_each_period() {
        let before = Place::by_id("vn:00118@-2025").unwrap();
        assert_eq!(before.full_name(), "Phường Ngọc Thụy, Quận Long Biên, Thành phố Hà Nội");
        let since = Place::by_id("vn:00118@2025-").unwrap();
        assert_eq!(since.full_name(), "Phường Bồ Đề, Thành phố Hà Nội");
        assert_eq!((since.period(), since.bare_name(), since.code()), (Period::Since, "Bồ Đề", "00118"));
        for nothing in ["vn:00118", "vn:99999@-2025", "vn:00118@2025", "", "xx:00118@-2025"] {
            assert_eq!(Place::by_id(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn periods_meet_at_midnight_in_vietnam() {
        assert_eq!((Period::at(CHANGE - 1), Period::at(CHANGE)), (Period::Before, Period::Since));
        assert_eq!((Period::of(2025, 6), Period::of(2025, 7)), (Period::Before, Period::Since));
    }

    #[test]
    fn lineage_leads_both_ways() {
        let ngoc_thuy = Place::by_id("vn:00118@-2025").unwrap();
        let bo_de = Place::by_id("vn:00118@2025-").unwrap();
        assert!(ngoc_thuy.successors().contains(&bo_de) && bo_de.predecessors().contains(&ngoc_thuy));
        assert_eq!((ngoc_thuy.predecessors(), bo_de.successors()), (Vec::new(), Vec::new()));
        for place in (0..lexicon().gazetteer.units().len() as UnitId).map(Place) {
            for successor in place.successors() {
                if place.level() == successor.level() {
                    assert!(successor.predecessors().contains(&place), "{place:?} > {successor:?}");
                }
            }
        }
    }

    #[test]
    fn districts_went_into_wards_and_provinces_into_provinces() {
        let long_bien = Place::by_id("vn:004@-2025").unwrap();
        let wards = names(long_bien.successors());
        assert!(wards.contains(&"Phường Bồ Đề") && wards.contains(&"Phường Long Biên"), "{wards:?}");
        let kon_tum = Place::by_id("vn:62@-2025").unwrap();
        assert_eq!(names(kon_tum.successors()), ["Tỉnh Quảng Ngãi"]);
        let quang_ngai = kon_tum.successors()[0];
        assert_eq!(names(quang_ngai.predecessors()), ["Tỉnh Quảng Ngãi", "Tỉnh Kon Tum"]);
        let ly_son = Place::by_id("vn:536@-2025").unwrap();
        assert_eq!(names(ly_son.successors()), ["Đặc khu Lý Sơn"]);
    }

    #[test]
    fn a_split_ward_names_its_main_part_first() {
        let split = Place::by_id("vn:00022@-2025").unwrap();
        let successors = split.successors();
        assert_eq!(names(successors.clone()), ["Phường Ngọc Hà", "Phường Ba Đình"]);
        assert_eq!(split.share_in(successors[0]), Some(Share::MainPart));
        assert_eq!(split.share_in(successors[1]), Some(Share::Part));
        let whole = Place::by_id("vn:00001@-2025").unwrap();
        assert_eq!(whole.share_in(whole.successors()[0]), Some(Share::Whole));
        assert_eq!(whole.share_in(successors[0]), None);
    }

    #[test]
    fn children_and_parents_agree() {
        let long_bien = Place::by_id("vn:004@-2025").unwrap();
        assert_eq!(long_bien.children().count(), 13);
        assert!(long_bien.children().all(|ward| ward.parents().next() == Some(long_bien)));
        assert!(long_bien.children().all(|ward| ward.is_within(long_bien) && !long_bien.is_within(ward)));
    }

    #[test]
    fn names_without_their_unit_words() {
        let bare = |id: &str| Place::by_id(id).unwrap().bare_name();
        assert_eq!(bare("vn:79@-2025"), "Hồ Chí Minh");
        assert_eq!(bare("vn:004@-2025"), "Long Biên");
        assert_eq!(bare("vn:770@-2025"), "Quận 3");
    }
}
