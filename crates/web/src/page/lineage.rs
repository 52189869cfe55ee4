//! What became of a place and what it was made of, as a picture: old units on the left, new ones on the right, a line
//! where one went into the other.

use langbao_entities::Place;

use super::frame::Frame;
use crate::place_words::{path, share};

/// Units drawn on a side; of more the first are shown, which have the largest part.
const MOST: usize = 8;

/// Height of a unit in the picture's own units.
const ROW: usize = 100;

/// The picture.
pub(super) struct Drawing {
    pub(super) old: Vec<Unit>,
    pub(super) new: Vec<Unit>,
    pub(super) lines: Vec<Line>,
    pub(super) height: usize,
    /// Units that are not drawn.
    pub(super) left_out: usize,
}

/// A unit of the country.
pub(super) struct Unit {
    pub(super) name: &'static str,
    pub(super) within: String,
    pub(super) href: String,
    /// Whether it is the one whose page this is.
    pub(super) is_this: bool,
    /// How much of it went into this, or of this into it, in words; empty if all.
    pub(super) share: &'static str,
}

/// A line from an old unit to a new one.
pub(super) struct Line {
    pub(super) path: String,
    /// Whether it begins or ends at the one whose page this is.
    pub(super) is_this: bool,
}

impl Drawing {
    /// Draws the lineage of a place; `None` if it has none.
    pub(super) fn new(place: Place, frame: &Frame) -> Option<Self> {
        let (successors, predecessors) = (place.successors(), place.predecessors());
        let mut old: Vec<Place> = Vec::new();
        let mut new: Vec<Place> = Vec::new();
        if !successors.is_empty() {
            old.push(place);
            let others = successors.iter().flat_map(|new| new.predecessors());
            old.extend(others.filter(|other| *other != place && other.level() == place.level()));
            new = successors;
        } else if !predecessors.is_empty() {
            new.push(place);
            let others = predecessors.iter().flat_map(|old| old.successors());
            new.extend(others.filter(|other| *other != place));
            old = predecessors;
        } else {
            return None;
        }
        let mut left_out = 0;
        for side in [&mut old, &mut new] {
            let mut seen = Vec::new();
            side.retain(|unit| {
                !seen.contains(unit) && {
                    seen.push(*unit);
                    true
                }
            });
            left_out += side.len().saturating_sub(MOST);
            side.truncate(MOST);
        }
        let rows = old.len().max(new.len());
        // The shorter side stands in the middle.
        let middle = |at: usize, count: usize| (rows - count) * ROW / 2 + at * ROW + ROW / 2;
        let mut lines = Vec::new();
        for (at, from) in old.iter().enumerate() {
            let into = from.successors();
            for (to, unit) in new.iter().enumerate().filter(|(_, unit)| into.contains(unit)) {
                let (y, end) = (middle(at, old.len()), middle(to, new.len()));
                let path = format!("M0 {y}C50 {y} 50 {end} 100 {end}");
                lines.push(Line { path, is_this: *from == place || *unit == place });
            }
        }
        // Those of this place are drawn over the others.
        lines.sort_by_key(|line| line.is_this);
        let unit = |unit: &Place| {
            let within: Vec<&str> = unit.parents().map(Place::name).collect();
            let share = match (unit.share_in(place), place.share_in(*unit)) {
                (Some(_), _) => share(*unit, place, frame.lang),
                (None, Some(_)) => share(place, *unit, frame.lang),
                (None, None) => "",
            };
            Unit {
                name: unit.name(),
                within: within.first().copied().unwrap_or_default().to_owned(),
                href: frame.href(&path(*unit)),
                is_this: *unit == place,
                share,
            }
        };
        let (old, new) = (old.iter().map(unit).collect(), new.iter().map(unit).collect());
        Some(Self { old, new, lines, height: rows * ROW, left_out })
    }
}
