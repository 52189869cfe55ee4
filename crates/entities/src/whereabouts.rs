//! Telling which of the units of one name a text means: by what is named right behind, by the districts and provinces
//! named in the line and in the text, by the site and the date. What stays open keeps its candidates.

use std::collections::HashMap;

use crate::gazetteer::{Gazetteer, Level, UnitId};
use crate::lineage::Period;
use crate::place::Found;
use crate::place_name;
use crate::reading::Reading;
use crate::setting::{DISTRICT, Setting};

/// Tokens between a unit and what it lies in.
const LARGEST_GAP: usize = 2;

/// What a district named in the same line says for a unit in it; one nearer says a little more.
const LINE_DISTRICT: f32 = 4.5;
/// What a district named elsewhere in the text says.
const TEXT_DISTRICT: f32 = 3.5;
/// What a province named in the same line says.
const LINE_PROVINCE: f32 = 2.5;
/// What a province named elsewhere in the text says.
const TEXT_PROVINCE: f32 = 2.2;
/// What a unit of the same district says, next to one that names the district.
const NEIGHBOUR: f32 = 0.7;
/// What the date says for units of its period.
const PERIOD: f32 = 1.0;
/// What speaks against a unit that had the name only earlier.
const FORMER: f32 = -1.0;
/// Anchors before and behind a place that count as near; a line may be a whole long text.
const WINDOW: usize = 32;
/// By how much the best must be ahead.
const MARGIN: f32 = 0.5;

/// A place of the text that helps to place others.
#[derive(Clone, Copy)]
struct Anchor {
    /// The number of the place found.
    of: usize,
    unit: UnitId,
    line: usize,
    token: usize,
    /// 1 for a district or province, less for what lies in it.
    weight: f32,
}

/// All anchors of a text.
struct Anchors {
    /// In the order of the text.
    list: Vec<Anchor>,
    /// The greatest weight of each unit.
    all: HashMap<UnitId, f32>,
}

impl Anchors {
    /// Takes the districts and provinces of the text, and those that its settled wards lie in. A province that is the
    /// same in both periods counts as both.
    fn of(gazetteer: &Gazetteer, found: &[Found]) -> Self {
        let mut list = Vec::new();
        for (of, place) in found.iter().enumerate() {
            let settled = match place.units.as_slice() {
                [_] => true,
                [a, b] => {
                    let (a, b) = (gazetteer.unit(*a), gazetteer.unit(*b));
                    a.since != b.since && a.holds_others() && b.holds_others()
                }
                _ => false,
            };
            for unit in place.units.iter().filter(|_| settled) {
                let holder = gazetteer.unit(*unit).holds_others();
                let anchor =
                    |unit, weight| Anchor { of, unit, line: place.line, token: place.tokens.start, weight };
                if holder {
                    list.push(anchor(*unit, 1.0));
                }
                let weight = if holder { 0.9 } else { NEIGHBOUR };
                list.extend(gazetteer.ancestors(*unit).map(|outer| anchor(outer, weight)));
                // A province says as much for units of the other period.
                if let Some(province) = gazetteer
                    .ancestors(*unit)
                    .chain([*unit])
                    .find(|outer| gazetteer.unit(*outer).level() == Level::Province)
                {
                    list.extend(gazetteer.lineage(province).into_iter().map(|outer| anchor(outer, weight)));
                }
            }
        }
        let mut all: HashMap<UnitId, f32> = HashMap::new();
        for anchor in &list {
            let weight = all.entry(anchor.unit).or_default();
            *weight = weight.max(anchor.weight);
        }
        Self { list, all }
    }

    /// Returns those near a place found, but its own.
    fn around(&self, at: usize) -> Vec<Anchor> {
        let here = self.list.partition_point(|anchor| anchor.of < at);
        let window = here.saturating_sub(WINDOW)..self.list.len().min(here + WINDOW);
        self.list[window].iter().copied().filter(|anchor| anchor.of != at).collect()
    }
}

/// Narrows the units of each place found as far as the text and its setting tell.
pub(crate) fn resolve(reading: &Reading<'_>, found: &mut [Found], setting: &Setting) {
    let gazetteer = &reading.lexicon.gazetteer;
    by_what_follows(reading, found);
    by_what_was_near(gazetteer, found, setting);
    if found.iter().all(|place| place.units.len() <= 1) {
        return;
    }
    let period = setting.period().or_else(|| period_of(gazetteer, found));
    // The second time with what the first has settled.
    for _ in 0..2 {
        let anchors = Anchors::of(gazetteer, found);
        for (at, place) in found.iter_mut().enumerate().filter(|(_, place)| place.units.len() > 1) {
            let scores = scores(gazetteer, place, &anchors.around(at), &anchors.all, setting, period);
            choose(&mut place.units, &scores);
        }
    }
}

/// Leaves those that lie in what is named right after them: *phường A, quận B*; from the right, for that is narrowed
/// itself by what follows it.
fn by_what_follows(reading: &Reading<'_>, found: &mut [Found]) {
    let gazetteer = &reading.lexicon.gazetteer;
    for at in (0..found.len().saturating_sub(1)).rev() {
        let (left, right) = found.split_at_mut(at + 1);
        let (inner, outer) = (&mut left[at], &mut right[0]);
        let gap = inner.tokens.end..outer.tokens.start;
        if inner.line != outer.line
            || gap.len() > LARGEST_GAP
            || gap.clone().any(|t| reading.token(t).is_mark('.'))
        {
            continue;
        }
        let lies = |unit: UnitId, holder: UnitId| unit != holder && gazetteer.is_within(unit, holder);
        let kept: Vec<UnitId> =
            inner.units.iter().copied().filter(|u| outer.units.iter().any(|o| lies(*u, *o))).collect();
        if !kept.is_empty() {
            outer.units.retain(|o| kept.iter().any(|u| lies(*u, *o)));
            inner.units = kept;
        } else if is_inside_out(gazetteer, inner, outer) {
            // *xã Tân Sơn, huyện Mai Châu*: joined to another by now. Those elsewhere are not meant.
            let outer = &outer.units;
            inner.units = formerly(inner, |unit| outer.iter().any(|o| lies(unit, *o)));
            inner.former = true;
        }
    }
}

/// Says whether a place that stands before another is a ward, and that a district or province that it should lie in.
fn is_inside_out(gazetteer: &Gazetteer, inner: &Found, outer: &Found) -> bool {
    let level = |unit: &UnitId| gazetteer.unit(*unit).level();
    inner.has_unit_word
        && !outer.units.is_empty()
        && inner.units.iter().all(|unit| level(unit) == Level::Ward)
        && outer.units.iter().all(|unit| level(unit) > Level::Ward)
}

/// Returns the units that had the name of a place earlier and that lie where they should.
fn formerly(place: &Found, lies: impl Fn(UnitId) -> bool) -> Vec<UnitId> {
    place_name::formerly(&place.name).into_iter().map(|place| place.0).filter(|unit| lies(*unit)).collect()
}

/// Takes a ward that lies nowhere near anything the text or its site speaks of for one near the site that had the name
/// earlier: in the news of a district, *xã Tân Sơn* is its own, though that was joined to another since.
fn by_what_was_near(gazetteer: &Gazetteer, found: &mut [Found], setting: &Setting) {
    if !setting.has_site() {
        return;
    }
    let is_holder = |unit: &UnitId| gazetteer.unit(*unit).holds_others();
    let holders: Vec<UnitId> =
        found.iter().flat_map(|place| place.units.iter().copied().filter(is_holder)).take(WINDOW).collect();
    for place in found.iter_mut().filter(|place| place.has_unit_word && !place.units.is_empty()) {
        let is_near = |unit: &UnitId| {
            setting.nearness(*unit) > 0.0
                || is_holder(unit)
                || holders.iter().any(|holder| gazetteer.is_within(*unit, *holder))
        };
        if !place.units.iter().any(is_near) {
            let near = formerly(place, |unit| setting.nearness(unit) >= DISTRICT);
            if !near.is_empty() {
                (place.units, place.former) = (near, true);
            }
        }
    }
}

/// Tells the period from districts, which only were before 2025-07-01, and from units that only are since.
fn period_of(gazetteer: &Gazetteer, found: &[Found]) -> Option<Period> {
    let is_new = |unit: &UnitId| gazetteer.unit(*unit).since;
    let since = found.iter().any(|place| !place.units.is_empty() && place.units.iter().all(is_new));
    let district = |unit: &UnitId| gazetteer.unit(*unit).level() == Level::District;
    let before = found.iter().any(|place| !place.units.is_empty() && place.units.iter().all(district));
    match (before, since) {
        (true, false) => Some(Period::Before),
        (false, true) => Some(Period::Since),
        _ => None,
    }
}

fn scores(
    gazetteer: &Gazetteer,
    place: &Found,
    around: &[Anchor],
    all: &HashMap<UnitId, f32>,
    setting: &Setting,
    period: Option<Period>,
) -> Vec<f32> {
    let score = |unit: UnitId| {
        let (mut district, mut province) = (0.0_f32, 0.0_f32);
        for outer in gazetteer.ancestors(unit) {
            let weight = all.get(&outer).copied().unwrap_or(0.0);
            match gazetteer.unit(outer).level() {
                Level::Province => province = province.max(TEXT_PROVINCE * weight),
                _ => district = district.max(TEXT_DISTRICT * weight),
            }
            for anchor in around.iter().filter(|a| a.unit == outer && a.line == place.line) {
                let near = 1.0 / (1.0 + anchor.token.abs_diff(place.tokens.start) as f32 / 8.0);
                match gazetteer.unit(outer).level() {
                    Level::Province => province = province.max(LINE_PROVINCE * anchor.weight + near / 2.0),
                    _ => district = district.max((LINE_DISTRICT + near) * anchor.weight),
                }
            }
        }
        let when = match period {
            Some(period) if (period == Period::Since) == gazetteer.unit(unit).since => PERIOD,
            Some(_) => -PERIOD,
            None => 0.0,
        };
        let former = if place.former { FORMER } else { 0.0 };
        district.max(setting.nearness(unit)) + province + when + former
    };
    place.units.iter().map(|unit| score(*unit)).collect()
}

/// Keeps the best and those about as good.
fn choose(units: &mut Vec<UnitId>, scores: &[f32]) {
    let best = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut scores = scores.iter();
    units.retain(|_| scores.next().is_some_and(|score| *score > best - MARGIN));
}
