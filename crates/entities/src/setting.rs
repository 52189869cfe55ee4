//! What is known of a text besides its words.

use std::collections::HashMap;

use crate::gazetteer::{Level, UnitId};
use crate::lexicon::lexicon;
use crate::lineage::{Period, Place};

/// Where and when a text was published. Both help to tell places of one name apart.
#[derive(Debug, Clone, Default)]
pub struct Setting {
    period: Option<Period>,
    /// How much it says for a unit that it is the site's, lies in it, or is what the site's unit lies in.
    near: HashMap<UnitId, f32>,
}

/// What it says for a unit to be the site's own or its lineage.
const OWN: f32 = 6.0;
/// What it says for a unit to lie in the district of the site.
pub(crate) const DISTRICT: f32 = 4.0;
/// What it says for a unit to lie in the province of the site.
pub(crate) const PROVINCE: f32 = 2.0;

impl Setting {
    /// Joins the place of the site and the period of publication; either may be unknown.
    pub fn new(site: Option<Place>, period: Option<Period>) -> Self {
        let gazetteer = &lexicon().gazetteer;
        let mut near = HashMap::new();
        // A site outlives its ward: since 2025-07-01 it writes of what the ward went into, and old texts of a new
        // ward's site speak of what that was made of.
        for unit in site.into_iter().flat_map(|site| [vec![site.0], gazetteer.lineage(site.0)].concat()) {
            let weight = |unit: UnitId| match gazetteer.unit(unit).level() {
                Level::Ward => OWN,
                Level::District => DISTRICT,
                Level::Province => PROVINCE,
            };
            // What a district went into says no more than the district itself.
            let most = site.map_or(OWN, |site| weight(site.0));
            for unit in std::iter::once(unit).chain(gazetteer.ancestors(unit)) {
                near.insert(unit, weight(unit).min(most));
            }
        }
        Self { period, near }
    }

    /// Returns when the text was published.
    pub(crate) fn period(&self) -> Option<Period> {
        self.period
    }

    /// Says whether the place of the site is known.
    pub(crate) fn has_site(&self) -> bool {
        !self.near.is_empty()
    }

    /// Returns how much the site says for a unit.
    pub(crate) fn nearness(&self, unit: UnitId) -> f32 {
        let weight = |unit: UnitId| self.near.get(&unit).copied();
        let around = lexicon().gazetteer.ancestors(unit).find_map(weight);
        weight(unit).or(around).unwrap_or(0.0)
    }
}
