//! The page of a place: what it lies in, what became of it, its sites, its newest articles.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use langbao_entities::{Level, Place};

use super::frame::{Frame, SiteNames};
use super::search::HitView;
use crate::api::Known;
use crate::conditional::{self, HTML};
use crate::place_words::{path, period, share};
use crate::problem::Problem;
use crate::search_query::{PAGE, SearchQuery};
use crate::{AppState, Lang, params};

#[derive(Template)]
#[template(path = "place.html")]
struct PlacePage {
    frame: Frame,
    id: String,
    code: &'static str,
    name: &'static str,
    full_name: String,
    period: &'static str,
    within: Vec<Kin>,
    successors: Vec<Kin>,
    predecessors: Vec<Kin>,
    children: Vec<Kin>,
    children_title: &'static str,
    /// Links to searches filtered by it, with their words.
    searches: Vec<(String, String)>,
    sites: Vec<(String, String)>,
    newest: Vec<HitView>,
}

/// A place that this one is tied to.
struct Kin {
    name: String,
    href: String,
    /// How much of the older one is in the newer one, in words; empty if all.
    share: &'static str,
    /// For a successor, what else went into it; for a predecessor, what else it went into.
    others: Vec<Kin>,
}

/// Others told with one of a lineage.
const OTHERS: usize = 12;

/// `/places/{id}`
pub(crate) async fn place(
    State(state): State<AppState>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let answer = move |state: &AppState| {
        let frame = Frame::plain(state, &uri)?;
        let place = Place::by_id(&id).ok_or_else(|| Problem::no_place(&id))?;
        let known = Known::of(state, place)?;
        let names = SiteNames::new(&state.archive.sites()?);
        let query = SearchQuery::parse(uri.query())?;
        let newest = known.newest.hits.iter().map(|hit| HitView::new(hit, &query, &names)).collect();
        let page = page(frame, place, &known, newest);
        Ok(conditional::send(&headers, HTML, page.render()?))
    };
    state.blocking(answer).await
}

fn page(frame: Frame, place: Place, known: &Known, newest: Vec<HitView>) -> PlacePage {
    let lang = frame.lang;
    PlacePage {
        id: place.id(),
        code: place.code(),
        name: place.name(),
        full_name: place.full_name(),
        period: period(place, lang),
        within: place.parents().map(|outer| kin(outer, outer.name().to_owned(), "", &frame)).collect(),
        successors: place.successors().into_iter().map(|new| successor(place, new, &frame)).collect(),
        predecessors: place.predecessors().into_iter().map(|old| predecessor(old, place, &frame)).collect(),
        children: place.children().map(|inner| kin(inner, inner.name().to_owned(), "", &frame)).collect(),
        children_title: match place.level() {
            Level::Province if place.successors().is_empty() => {
                frame.t("Các phường, xã", "Wards and communes")
            }
            Level::Province => frame.t("Các quận, huyện, thành phố", "Districts and towns"),
            _ => frame.t("Các phường, xã", "Wards and communes"),
        },
        searches: searches(place, known, lang),
        sites: known.sites.iter().map(|s| (s.name.clone(), frame.search("site", s.id.as_str()))).collect(),
        newest,
        frame,
    }
}

fn kin(place: Place, name: String, share: &'static str, frame: &Frame) -> Kin {
    Kin { name, href: frame.href(&path(place)), share, others: Vec::new() }
}

/// Shows what a place went into, with what else went into that.
fn successor(old: Place, new: Place, frame: &Frame) -> Kin {
    let others = new.predecessors().into_iter().filter(|other| *other != old && !other.is_within(old));
    // What else a province or a ward was made of; a district's neighbours went into a ward with some of its own.
    let others = others.filter(|_| old.level() == new.level()).take(OTHERS);
    let others = others.map(|other| kin(other, other.full_name(), share(other, new, frame.lang), frame));
    Kin { others: others.collect(), ..kin(new, new.full_name(), share(old, new, frame.lang), frame) }
}

/// Shows what a place was made of, with what else that went into.
fn predecessor(old: Place, new: Place, frame: &Frame) -> Kin {
    let others = old.successors().into_iter().filter(|other| *other != new).take(OTHERS);
    let others = others.map(|other| kin(other, other.full_name(), share(old, other, frame.lang), frame));
    Kin { others: others.collect(), ..kin(old, old.full_name(), share(old, new, frame.lang), frame) }
}

/// Links to searches filtered by a place, with and without its lineage.
fn searches(place: Place, known: &Known, lang: Lang) -> Vec<(String, String)> {
    let id = place.id();
    let language = (lang != Lang::default()).then_some(("lang", lang.code()));
    let href = |lineage: Option<&'static str>| {
        let pairs = [("place", id.as_str()), ("sort", "newest")].into_iter();
        params::address(PAGE, pairs.chain(lineage.map(|lineage| ("lineage", lineage))).chain(language))
    };
    let mut links = vec![(
        lang.pick(
            format!("Tìm trong {} nhắc đến nơi này", lang.articles(known.articles)),
            format!("Search the {} that name this place", lang.articles(known.articles)),
        ),
        href(Some("none")),
    )];
    if !place.successors().is_empty() {
        let all = lang.articles(known.newest.total);
        let words = lang.pick(
            format!("Tìm cả ở nơi kế tục ({all})"),
            format!("Search what it became part of too ({all})"),
        );
        links.push((words, href(None)));
    } else if !place.predecessors().is_empty() {
        let words = lang.pick("Tìm cả ở các đơn vị cũ", "Search what it was made of too");
        links.push((words.to_owned(), href(Some("all"))));
    }
    links
}
