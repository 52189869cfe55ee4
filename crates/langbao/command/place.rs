//! `langbao place`.

use langbao_entities::{Period, Place, Share, find_places};
use langbao_search::{Lineage, SearchRequest};
use serde_json::Value;

use crate::cli::{Format, PlaceArgs};
use crate::failure::{Exit, ending};
use crate::house::open_for_reading;
use crate::output::{json, line};
use crate::session::Session;
use crate::site_place::site_place;

/// Places shown of a name that many have.
const MOST: usize = 50;

pub(super) fn run(session: &Session, args: &PlaceArgs) -> anyhow::Result<()> {
    let mut places = find_places(&args.place);
    if let Some(date) = args.at {
        places = at(places, Period::at(date.end().timestamp() - 1));
    }
    if places.is_empty() {
        let what = format!("không có nơi nào tên “{}”", args.place);
        return Err(ending(
            Exit::NotFound,
            session.lang.pick(what, format!("no place is called \"{}\"", args.place)),
        ));
    }
    if session.format == Format::Json {
        return json(&places.iter().map(|place| langbao_web::place_json(*place)).collect::<Value>());
    }
    for place in places.iter().take(MOST) {
        show(session, *place)?;
    }
    if places.len() > MOST {
        let more = places.len() - MOST;
        line(&session.lang.pick(format!("và {more} nơi khác"), format!("and {more} more")))?;
    }
    if let [place] = places.as_slice() {
        known(session, *place)?;
    }
    Ok(())
}

/// Leaves the places of a period; where a name has none then, what it became or came from.
fn at(places: Vec<Place>, period: Period) -> Vec<Place> {
    let then: Vec<Place> = places.iter().copied().filter(|place| place.period() == period).collect();
    if !then.is_empty() {
        return then;
    }
    let mut lineage: Vec<Place> =
        places.into_iter().flat_map(|place| [place.successors(), place.predecessors()].concat()).collect();
    let mut seen = std::collections::HashSet::new();
    lineage.retain(|place| seen.insert(*place));
    lineage
}

fn show(session: &Session, place: Place) -> anyhow::Result<()> {
    let lang = session.lang;
    let when = match place.period() {
        Period::Before => lang.pick("đến 30/6/2025", "to 2025-06-30"),
        Period::Since => lang.pick("từ 1/7/2025", "from 2025-07-01"),
    };
    line(&format!("{}  {when}  {}", place.id(), place.full_name()))?;
    for other in place.successors() {
        let share = match place.share_in(other) {
            Some(Share::MainPart | Share::Part) => lang.pick(" (một phần)", " (a part)"),
            Some(Share::Whole) | None => "",
        };
        line(&format!("  {} {}  {}{share}", lang.pick("thành", "became"), other.id(), other.full_name()))?;
    }
    for other in place.predecessors() {
        let share = match other.share_in(place) {
            Some(Share::MainPart | Share::Part) => lang.pick(" (một phần)", " (a part)"),
            Some(Share::Whole) | None => "",
        };
        line(&format!("  {} {}  {}{share}", lang.pick("từ", "made of"), other.id(), other.full_name()))?;
    }
    Ok(())
}

/// Tells what the data folder has of a place, if there is one.
fn known(session: &Session, place: Place) -> anyhow::Result<()> {
    let Ok((archive, searcher)) = open_for_reading(&session.data) else { return Ok(()) };
    let lang = session.lang;
    for site in archive.sites()? {
        let tied = site_place(&session.data, &site);
        if tied.is_some_and(|tied| tied == place || tied.is_same_in_other_period(place)) {
            line(&format!("  {} {}  {}", lang.pick("trang", "site"), site.id, site.name))?;
        }
    }
    let asked = SearchRequest {
        places: vec![place.id()],
        lineage: Lineage::None,
        limit: 1,
        ..SearchRequest::default()
    };
    let total = searcher.search(&asked)?.total;
    line(&lang.pick(format!("  {total} bài"), format!("  {total} articles")))
}
