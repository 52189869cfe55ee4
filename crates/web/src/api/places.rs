//! Places of the gazetteer, and what their pages share with the API.

use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use langbao_archive::Site;
use langbao_entities::{Period, Place, find_places, suggest_places};
use langbao_search::{Hits, Lineage, OfficeHolder, PartialDate, SearchRequest, Sort};

use super::spec::{Found, Problems};
use super::{Answer, send};
use crate::AppState;
use crate::answer::{Hit, Official, PlaceArticles, PlaceBrief, PlacePage, PlaceSite, Places};
use crate::parameter::{PLACE, PLACES, PlaceParams, PlacesParams};
use crate::params::Params;
use crate::problem::Problem;

/// Articles shown with a place.
const NEWEST: usize = 8;

/// Officials told with a place, at most.
const OFFICIALS: usize = 60;

/// Địa danh theo tên · places that a name may mean, or that begin like it
#[utoipa::path(get, path = "/api/v1/places", tag = "places", operation_id = "places", params(PlacesParams),
    responses((status = 200, description = "The places", body = Places), Problems))]
pub(super) async fn places(
    State(state): State<AppState>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let params = Params::read(raw.as_deref(), PLACES)?;
    params.lang()?;
    let asked = params.one("q")?.unwrap_or_default().to_owned();
    let limit = params.number("limit", 100)?.unwrap_or(20);
    let at = params.date("at")?;
    let answer = move |_: &AppState| {
        let period = at.map(|date| Period::at(date.end().timestamp() - 1));
        let mut found = find_places(&asked);
        found.extend(
            suggest_places(&asked, 2 * limit)
                .into_iter()
                .filter(|place| !found.contains(place))
                .collect::<Vec<_>>(),
        );
        found.retain(|place| period.is_none_or(|period| place.period() == period));
        send(&headers, &Places { places: found.into_iter().take(limit).map(PlaceBrief::new).collect() })
    };
    state.blocking(answer).await
}

/// Một địa danh: đơn vị cũ và mới, cán bộ được thấy, bài mới · a place: lineage, officials seen, newest articles
#[utoipa::path(get, path = "/api/v1/places/{id}", tag = "places", operation_id = "place",
    params(("id" = String, Path, description = "code and period, such as vn:00118@-2025"), PlaceParams),
    responses((status = 200, description = "The place", body = PlacePage), Problems, Found))]
pub(super) async fn place(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let params = Params::read(raw.as_deref(), PLACE)?;
    params.lang()?;
    let at = params.date("at")?;
    let answer = move |state: &AppState| {
        let place = Place::by_id(&id).ok_or_else(|| Problem::no_place(&id))?;
        let known = Known::of(state, place)?;
        let site = |site: &Site| PlaceSite { id: site.id.to_string(), name: site.name.clone() };
        let page = PlacePage {
            place: crate::answer::Place::new(place),
            sites: known.sites.iter().map(site).collect(),
            articles: PlaceArticles { place: known.articles, with_successors: known.newest.total },
            newest: known.newest.hits.iter().map(Hit::new).collect(),
            officials: officials(state, place, at)?.iter().map(Official::new).collect(),
            index_generation: known.newest.index_generation,
        };
        send(&headers, &page)
    };
    state.blocking(answer).await
}

/// Those seen in posts of a place; with a date, around its middle.
pub(crate) fn officials(
    state: &AppState,
    place: Place,
    at: Option<PartialDate>,
) -> Result<Vec<OfficeHolder>, Problem> {
    let mut holders = state.searcher.office_holders(&place.id(), at.map(middle))?;
    holders.truncate(OFFICIALS);
    Ok(holders)
}

fn middle(date: PartialDate) -> DateTime<Utc> {
    let (start, end) = (date.start(), date.end());
    start + (end - start) / 2
}

/// What archive and index have of a place.
pub(crate) struct Known {
    /// Sites that belong to it, or to what it is in the other period.
    pub(crate) sites: Vec<Site>,
    /// Articles that name it or what lies in it.
    pub(crate) articles: u64,
    /// The newest that name it, what lies in it or what it went into.
    pub(crate) newest: Hits,
}

impl Known {
    pub(crate) fn of(state: &AppState, place: Place) -> Result<Self, Problem> {
        let mut sites = state.archive.sites()?;
        sites.retain(|site| {
            let tied = state.place_of(site);
            tied.is_some_and(|tied| tied == place || tied.is_same_in_other_period(place))
        });
        let request = |lineage, limit| SearchRequest {
            places: vec![place.id()],
            lineage,
            sort: Sort::Newest,
            limit,
            ..SearchRequest::default()
        };
        let articles = state.searcher.search(&request(Lineage::None, 1))?.total;
        let newest = state.searcher.search(&request(Lineage::Successors, NEWEST))?;
        Ok(Self { sites, articles, newest })
    }
}
