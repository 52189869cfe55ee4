//! The page of a place: what it lies in, what became of it, its sites, its newest articles.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use langbao_entities::{Level, Place};
use langbao_search::OfficeHolder;

use super::frame::{Frame, SiteNames};
use super::lineage::Drawing;
use super::search::HitView;
use crate::api::{self, Known, officials};
use crate::conditional::{self, HTML};
use crate::moment::{Moment, typed};
use crate::parameter::PLACE;
use crate::params::Params;
use crate::place_words::{path, period};
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
    is_gone: bool,
    drawing: Option<Drawing>,
    /// The date asked for, as typed.
    at: String,
    officials: Vec<OfficialView>,
    feed: String,
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
}

/// Somebody seen in a post of the place.
struct OfficialView {
    name: String,
    href: String,
    post: String,
    former: bool,
    articles: String,
    seen: Option<(Moment, Moment)>,
    first_href: String,
    last_href: String,
}

/// `/places/{id}`
pub(crate) async fn place(
    State(state): State<AppState>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let answer = move |state: &AppState| {
        let params = Params::read(uri.query(), PLACE)?;
        let at = params.date("at")?;
        let frame = Frame::new(state, &uri, params.lang()?);
        let place = Place::by_id(&id).ok_or_else(|| Problem::no_place(&id))?;
        let known = Known::of(state, place)?;
        let names = SiteNames::new(&state.archive.sites()?);
        let language = params::write([("lang", frame.lang.code())]);
        let query = SearchQuery::parse((frame.lang != Lang::default()).then_some(language.as_str()))?;
        let newest = known.newest.hits.iter().map(|hit| HitView::new(hit, &query, &names)).collect();
        let holders = officials(state, place, at)?;
        let officials = holders.iter().map(|holder| official(holder, &frame)).collect();
        let at = at.map(typed).unwrap_or_default();
        let page = PlacePage { officials, at, ..page(frame, place, &known, newest) };
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
        within: place.parents().map(|outer| kin(outer, &frame)).collect(),
        is_gone: !place.successors().is_empty(),
        drawing: Drawing::new(place, &frame),
        at: String::new(),
        officials: Vec::new(),
        feed: params::address(crate::feed::PATH, [("place", place.id().as_str())]),
        children: place.children().map(|inner| kin(inner, &frame)).collect(),
        children_title: match place.level() {
            Level::Province if place.successors().is_empty() => frame.say("wards-and-communes"),
            Level::Province => frame.say("districts-and-towns"),
            _ => frame.say("wards-and-communes"),
        },
        searches: searches(place, known, lang),
        sites: known.sites.iter().map(|s| (s.name.clone(), frame.search("site", s.id.as_str()))).collect(),
        newest,
        frame,
    }
}

fn kin(place: Place, frame: &Frame) -> Kin {
    Kin { name: place.name().to_owned(), href: frame.href(&path(place)) }
}

fn official(holder: &OfficeHolder, frame: &Frame) -> OfficialView {
    let lang = frame.lang;
    let day = |at| Moment::day(at, lang);
    OfficialView {
        name: holder.name.clone(),
        href: api::href(&holder.id.to_string(), lang),
        post: holder.post.clone(),
        former: holder.former,
        articles: lang.articles(holder.articles),
        seen: holder.seen.map(|(first, last)| (day(first), day(last))),
        first_href: frame.href(&format!("/articles/{}", holder.first)),
        last_href: frame.href(&format!("/articles/{}", holder.last)),
    }
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
        lang.fill("search-the-articles-of-place", &[("articles", &lang.articles(known.articles))]),
        href(Some("none")),
    )];
    if !place.successors().is_empty() {
        let all = lang.articles(known.newest.total);
        let words = lang.fill("search-what-it-became-part-of-too-all", &[("all", &all)]);
        links.push((words, href(None)));
    } else if !place.predecessors().is_empty() {
        let words = lang.say("search-what-it-was-made-of-too");
        links.push((words.to_owned(), href(Some("all"))));
    }
    links
}
