//! The form of the search page, the chips of the filters in use, and spans of days to choose from.

use chrono::{DateTime, Datelike, Days, Utc};
use langbao_search::{Accents, Hits, Lineage, Sort};

use super::frame::{Frame, SiteNames};
use super::search::place_name;
use crate::api as people;
use crate::moment::{typed, vietnam};
use crate::search_query::SearchQuery;

/// What the form shows.
pub(super) struct Form {
    pub(super) q: String,
    pub(super) date_from: String,
    pub(super) date_to: String,
    /// Chosen values with the name for people, by key.
    pub(super) chosen: Vec<Chosen>,
    pub(super) sites: Vec<(String, String)>,
    pub(super) sections: Vec<String>,
    /// Names offered while one types.
    pub(super) persons: Vec<String>,
    /// Ids of places with their names.
    pub(super) places: Vec<(String, String)>,
    pub(super) lineages: Vec<Choice>,
    pub(super) sorts: Vec<Choice>,
    pub(super) accents: Vec<Choice>,
    pub(super) exclude_sites: Vec<String>,
    pub(super) expand: bool,
    pub(super) limit: Option<String>,
}

pub(super) struct Chosen {
    pub(super) key: &'static str,
    pub(super) value: String,
    pub(super) name: String,
}

/// One of several values, or a link.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) name: &'static str,
    pub(super) chosen: bool,
}

/// A filter that a click drops.
pub(super) struct Chip {
    pub(super) name: String,
    pub(super) href: String,
}

pub(super) fn form(query: &SearchQuery, hits: &Hits, names: &SiteNames, frame: &Frame) -> Form {
    let r = &query.request;
    let chosen = |key: &'static str, value: &str, name: &str| Chosen {
        key,
        value: value.to_owned(),
        name: name.to_owned(),
    };
    let persons = r.persons.iter().map(|p| chosen("person", p, &people::label(p)));
    let sites = r.sites.iter().map(|s| chosen("site", s.as_str(), names.get(s.as_str())));
    let sections = r.sections.iter().map(|s| chosen("section", s, s));
    let places = r.places.iter().map(|p| chosen("place", p, &place_name(p, frame.lang)));
    let choice = |value: &str, name, chosen| Choice { value: value.to_owned(), name, chosen };
    let found_persons = hits.facets.as_ref().map(|f| f.person.values.as_slice()).unwrap_or_default();
    let found_sections = hits.facets.as_ref().map(|f| f.section.values.as_slice()).unwrap_or_default();
    Form {
        q: r.q.clone(),
        date_from: r.date_from.map(typed).unwrap_or_default(),
        date_to: r.date_to.map(typed).unwrap_or_default(),
        chosen: persons.chain(sites).chain(sections).chain(places).collect(),
        sites: names
            .all()
            .filter(|(id, _)| r.sites.iter().all(|s| s.as_str() != *id))
            .map(|(id, name)| (id.to_owned(), name.to_owned()))
            .collect(),
        sections: found_sections
            .iter()
            .filter(|s| !r.sections.contains(&s.value))
            .map(|s| s.value.clone())
            .collect(),
        places: hits
            .facets
            .iter()
            .flat_map(|f| &f.place.values)
            .map(|p| (p.value.clone(), place_name(&p.value, frame.lang)))
            .collect(),
        lineages: vec![
            choice("successors", frame.say("with-what-it-became-part-of"), r.lineage == Lineage::Successors),
            choice("all", frame.say("with-old-and-new-units"), r.lineage == Lineage::All),
            choice("none", frame.say("this-place-alone"), r.lineage == Lineage::None),
        ],
        persons: found_persons.iter().map(|p| p.value.clone()).collect(),
        sorts: vec![
            choice("relevance", frame.say("best-match"), r.sort == Sort::Relevance),
            choice("newest", frame.say("newest"), r.sort == Sort::Newest),
            choice("oldest", frame.say("oldest"), r.sort == Sort::Oldest),
        ],
        accents: vec![
            choice("auto", frame.say("automatic"), r.accents == Accents::Auto),
            choice("exact", frame.say("marks-as-typed"), r.accents == Accents::Exact),
            choice("ignore", frame.say("ignore-marks"), r.accents == Accents::Ignore),
        ],
        exclude_sites: r.exclude_sites.iter().map(ToString::to_string).collect(),
        expand: r.expand,
        limit: query.pairs().iter().find(|(k, _)| k == "limit").map(|(_, v)| v.clone()),
    }
}

pub(super) fn chips(query: &SearchQuery, names: &SiteNames, frame: &Frame) -> Vec<Chip> {
    let r = &query.request;
    let mut chips: Vec<Chip> = Vec::new();
    let mut chip = |name: String, href: String| chips.push(Chip { name, href });
    for person in &r.persons {
        let name = people::label(person);
        chip(format!("{}: {name}", frame.say("person-2")), query.dropping("person", person));
    }
    for site in &r.sites {
        let name = names.get(site.as_str());
        chip(format!("{}: {name}", frame.say("site-2")), query.dropping("site", site.as_str()));
    }
    for site in &r.exclude_sites {
        let name = names.get(site.as_str());
        chip(format!("{}: {name}", frame.say("without-site")), query.dropping("exclude_site", site.as_str()));
    }
    for section in &r.sections {
        chip(format!("{}: {section}", frame.say("section-2")), query.dropping("section", section));
    }
    for place in &r.places {
        let name = place_name(place, frame.lang);
        chip(format!("{}: {name}", frame.say("place-2")), query.dropping("place", place));
    }
    match r.lineage {
        Lineage::All => chip(frame.say("old-and-new-units").to_owned(), query.without(&["lineage"])),
        Lineage::None if !r.places.is_empty() => {
            chip(frame.say("this-place-alone").to_owned(), query.without(&["lineage"]))
        }
        _ => {}
    }
    // From and to are dropped together when a bar set them both.
    let dates = match (r.date_from, r.date_to) {
        (Some(from), Some(to)) if from == to => Some(typed(from)),
        (Some(from), Some(to)) => Some(format!("{} – {}", typed(from), typed(to))),
        (Some(from), None) => Some(format!("{} {}", frame.say("from"), typed(from))),
        (None, Some(to)) => Some(format!("{} {}", frame.say("until"), typed(to))),
        (None, None) => None,
    };
    if let Some(dates) = dates {
        let href = query.without(&["date_from", "date_to", "histogram"]);
        chip(format!("{}: {dates}", frame.say("date")), href);
    }
    match r.accents {
        Accents::Auto => {}
        Accents::Exact => chip(frame.say("marks-as-typed").to_owned(), query.without(&["accents"])),
        Accents::Ignore => chip(frame.say("ignoring-marks").to_owned(), query.without(&["accents"])),
    }
    if !query.collapses() {
        chip(frame.say("with-copies").to_owned(), query.without(&["collapse"]));
    }
    if !r.expand {
        chip(frame.say("verbatim").to_owned(), query.without(&["expand"]));
    }
    chips
}

/// Links to the same search in spans of days that people often mean.
pub(super) fn presets(query: &SearchQuery, frame: &Frame, now: DateTime<Utc>) -> Vec<Choice> {
    let today = vietnam(now).date_naive();
    let r = &query.request;
    let asked = (r.date_from.map(|d| d.to_string()), r.date_to.map(|d| d.to_string()));
    let since = |days: u64| today.checked_sub_days(Days::new(days)).map(|day| day.to_string());
    let year = |year: i32| year.to_string();
    let spans = [
        (frame.say("last-7-days"), since(6), None),
        (frame.say("last-30-days"), since(29), None),
        (frame.say("this-year"), Some(year(today.year())), None),
        (frame.say("last-year"), Some(year(today.year() - 1)), Some(year(today.year() - 1))),
    ];
    let choice = |(name, from, to): (&'static str, Option<String>, Option<String>)| {
        let pairs = [("date_from", from.as_deref()), ("date_to", to.as_deref())];
        let set: Vec<(&str, &str)> = pairs.into_iter().filter_map(|(key, day)| Some((key, day?))).collect();
        // A span without an end takes the end off that was asked for.
        let value = query.setting_without(&set, &["date_from", "date_to", "histogram"]);
        Choice { value, name, chosen: asked == (from, to) }
    };
    spans.into_iter().map(choice).collect()
}
