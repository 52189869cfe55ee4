//! Handlers of the API for places of the gazetteer, and what its pages share with them.

use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use langbao_archive::Site;
use langbao_entities::{Period, Place, find_places, suggest_places};
use langbao_search::{Hits, Lineage, PartialDate, SearchRequest, Sort};
use serde_json::{Value, json};

use crate::AppState;
use crate::api::send;
use crate::json::hit;
use crate::params::Params;
use crate::place_words::{brief_json, place_json};
use crate::problem::Problem;

/// Articles shown with a place.
const NEWEST: usize = 8;

/// `/api/v1/places`: what a name may mean, or what begins like it.
pub(crate) async fn places(
    State(state): State<AppState>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let params = Params::parse(raw.as_deref(), &["q", "at", "limit", "lang"])?;
    params.lang()?;
    let asked = params.one("q")?.unwrap_or_default().to_owned();
    let limit = params.number("limit", 100)?.unwrap_or(20);
    let at = match params.one("at")? {
        None => None,
        Some(date) => Some(date.parse::<PartialDate>().map_err(|_| {
            Problem::invalid(
                "at",
                format!("“{date}” không phải là ngày"),
                format!("\"{date}\" is not a date"),
            )
        })?),
    };
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
        let places: Vec<Value> = found.into_iter().take(limit).map(brief_json).collect();
        Ok(send(&headers, &json!({ "places": places })))
    };
    state.blocking(answer).await
}

/// `/api/v1/places/{id}`
pub(crate) async fn place(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Params::parse(raw.as_deref(), &["lang"])?.lang()?;
    let answer = move |state: &AppState| {
        let place = Place::by_id(&id).ok_or_else(|| Problem::no_place(&id))?;
        let known = Known::of(state, place)?;
        let mut value = place_json(place);
        value["sites"] = known.sites.iter().map(|s| json!({ "id": s.id, "name": s.name })).collect();
        value["articles"] = json!({ "place": known.articles, "with_successors": known.newest.total });
        value["newest"] = known.newest.hits.iter().map(hit).collect();
        value["index_generation"] = json!(known.newest.index_generation);
        Ok(send(&headers, &value))
    };
    state.blocking(answer).await
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
