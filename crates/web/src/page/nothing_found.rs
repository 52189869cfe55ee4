//! What a search that finds nothing is answered with: which filter is in the way, who may have been meant, whether
//! anything of the place is collected at all.

use langbao_archive::SiteStatus;
use langbao_entities::{Place, find_places};
use langbao_search::SearchRequest;

use super::frame::Frame;
use super::search::place_name;
use crate::moment::Moment;
use crate::place_words::label;
use crate::problem::Problem;
use crate::search_query::SearchQuery;
use crate::{AppState, Lang, api};

/// Persons told by name.
const PERSONS: usize = 5;

/// Places whose coverage is told.
const PLACES: usize = 3;

/// Ways on from a search that finds nothing.
pub(super) struct NothingFound {
    /// Filters that could be dropped: their words, where that leads, how much that finds.
    pub(super) drops: Vec<Drop>,
    pub(super) persons: Vec<NamedPerson>,
    pub(super) coverage: Vec<Coverage>,
}

/// A filter that could be dropped.
pub(super) struct Drop {
    pub(super) name: String,
    pub(super) href: String,
    pub(super) count: String,
}

/// A person of a name like what was typed.
pub(super) struct NamedPerson {
    pub(super) name: String,
    pub(super) href: String,
    pub(super) count: String,
}

/// What is collected of a place.
pub(super) struct Coverage {
    pub(super) place: String,
    pub(super) href: String,
    pub(super) sites: Vec<CoveredSite>,
    /// What became of it, with what is found there.
    pub(super) successors: Vec<Drop>,
}

/// A site of a place, with what there is of it.
pub(super) struct CoveredSite {
    pub(super) name: String,
    pub(super) href: String,
    pub(super) articles: String,
    pub(super) seen: Option<(Moment, Moment)>,
}

impl NothingFound {
    pub(super) fn new(state: &AppState, query: &SearchQuery, frame: &Frame) -> Result<Self, Problem> {
        let lang = frame.lang;
        let mut drops = Vec::new();
        let filters = query.filters();
        for (keys, values) in &filters {
            let total = count(state, query.without_keys(keys)?)?;
            if total > 0 {
                drops.push(Drop {
                    name: said(keys, values, frame),
                    href: query.without(keys),
                    count: lang.articles(total),
                });
            }
        }
        if filters.len() > 1 && drops.is_empty() {
            let keys: Vec<&str> = filters.iter().flat_map(|(keys, _)| keys.iter().copied()).collect();
            let total = count(state, query.without_keys(&keys)?)?;
            if total > 0 {
                let name = frame.say("all-filters").to_owned();
                drops.push(Drop { name, href: query.without(&keys), count: lang.articles(total) });
            }
        }
        let coverage = query.request.places.iter().take(PLACES);
        let coverage = coverage.map(|asked| Coverage::new(state, query, asked, frame));
        let coverage = coverage.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
        Ok(Self { drops, persons: persons(state, &query.request.q, lang)?, coverage })
    }
}

fn count(state: &AppState, request: SearchRequest) -> Result<u64, Problem> {
    let request = SearchRequest { limit: 1, facets: false, cursor: None, ..request };
    Ok(state.searcher.search(&request)?.total)
}

fn said(keys: &[&str], values: &str, frame: &Frame) -> String {
    let name = match keys.first().copied().unwrap_or_default() {
        "person" => frame.say("person-2"),
        "place" => frame.say("place-2"),
        "site" => frame.say("site-2"),
        "exclude_site" => frame.say("without-site"),
        "section" => frame.say("section-2"),
        _ => frame.say("date"),
    };
    let values = match keys.first().copied() {
        Some("person") => values.split(", ").map(api::label).collect::<Vec<_>>().join(", "),
        Some("place") => place_name(values, frame.lang),
        _ => values.to_owned(),
    };
    format!("{name}: {values}")
}

/// Persons who bear a name like what was typed, marks or not.
fn persons(state: &AppState, q: &str, lang: Lang) -> Result<Vec<NamedPerson>, Problem> {
    let q = q.trim();
    if q.is_empty() || q.contains(['"', ':', '(']) {
        return Ok(Vec::new());
    }
    let names = state.searcher.suggest_persons(q, PERSONS)?;
    Ok(names.into_iter().map(|name| person(name.name, name.articles, lang)).collect())
}

fn person(name: String, articles: u64, lang: Lang) -> NamedPerson {
    NamedPerson { href: api::href(&name, lang), count: lang.articles(articles), name }
}

/// The person whose whole name is the query: one who types a name often wants the person's page.
pub(super) fn named(state: &AppState, query: &SearchQuery) -> Result<Vec<NamedPerson>, Problem> {
    let r = &query.request;
    let typed = langbao_text::fold(r.q.trim());
    let words = typed.split(' ').count();
    if !(2..=5).contains(&words) || r.cursor.is_some() || !r.persons.is_empty() {
        return Ok(Vec::new());
    }
    let marks = langbao_text::has_marks(&r.q);
    let is_it = |name: &str| {
        langbao_text::fold(name) == typed
            && (!marks || langbao_text::match_key(name) == langbao_text::match_key(r.q.trim()))
    };
    let names = state.searcher.suggest_persons(&r.q, PERSONS)?.into_iter().filter(|name| is_it(&name.name));
    Ok(names.map(|name| person(name.name, name.articles, query.lang)).collect())
}

impl Coverage {
    /// Tells what is collected of a place; nothing of one that the gazetteer does not know.
    fn new(
        state: &AppState,
        query: &SearchQuery,
        asked: &str,
        frame: &Frame,
    ) -> Result<Option<Self>, Problem> {
        let Some(place) = Place::by_id(asked).or_else(|| find_places(asked).into_iter().next()) else {
            return Ok(None);
        };
        let mut sites = Vec::new();
        for status in state.archive.site_statuses()? {
            let tied = state.place_of(&status.site);
            if tied.is_some_and(|tied| tied == place || tied.is_same_in_other_period(place)) {
                sites.push(covered(&status, frame));
            }
        }
        let mut successors = Vec::new();
        for successor in place.successors().into_iter().take(PLACES) {
            let id = successor.id();
            let mut request = query.without_keys(&["place", "lineage"])?;
            request.places = vec![id.clone()];
            let href = query.setting_without(&[("place", &id)], &["lineage"]);
            let count = frame.lang.articles(count(state, request)?);
            successors.push(Drop { name: successor.full_name(), href, count });
        }
        let href = frame.href(&crate::place_words::path(place));
        Ok(Some(Self { place: label(place, frame.lang), href, sites, successors }))
    }
}

fn covered(status: &SiteStatus, frame: &Frame) -> CoveredSite {
    let seen = status.first_published.zip(status.last_published);
    CoveredSite {
        name: status.site.name.clone(),
        href: frame.search("site", status.site.id.as_str()),
        articles: frame.lang.articles(status.articles),
        seen: seen.map(|(first, last)| (Moment::day(first, frame.lang), Moment::day(last, frame.lang))),
    }
}
