//! Handlers of the API. All read; what they say is written in `json`.

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use langbao_archive::ArticleRecord;
use langbao_article::ArticleId;
use langbao_entities::suggest_places;
use serde_json::{Value, json};

use crate::conditional::{self, JSON, Tag};
use crate::json;
use crate::params::Params;
use crate::place_words::brief_json;
use crate::problem::Problem;
use crate::search_query::{API, SearchQuery};
use crate::{AppState, search_json};

type Answer = Result<Response, Problem>;

/// `/api/v1/search`
pub(crate) async fn search(
    State(state): State<AppState>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let query = SearchQuery::parse(raw.as_deref())?;
    let answer = move |state: &AppState| {
        // Read before the search: a commit in between makes the tag too old, never too new.
        let tag = search_tag(state, &query);
        if tag.is_known(&headers) {
            return Ok(tag.not_modified());
        }
        let hits = state.searcher.search(&query.request)?;
        Ok(tag.send(JSON, search_json(&hits, query.lang).to_string()))
    };
    state.blocking(answer).await
}

fn search_tag(state: &AppState, query: &SearchQuery) -> Tag {
    let generation = state.searcher.generation().to_string();
    let asked = query.at(API);
    let cursor = query.request.cursor.as_deref().unwrap_or_default();
    Tag::of(&["api", &state.edition(), &generation, &asked, cursor])
}

/// `/api/v1/suggest`
pub(crate) async fn suggest(
    State(state): State<AppState>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let params = Params::parse(raw.as_deref(), &["q", "limit", "lang"])?;
    params.lang()?;
    let prefix = params.one("q")?.unwrap_or_default().to_owned();
    let limit = params.number("limit", 100)?.unwrap_or(10);
    let answer = move |state: &AppState| {
        let found = match prefix.is_empty() {
            true => Vec::new(),
            false => state.searcher.suggest_persons(&prefix, limit)?,
        };
        let persons = found.iter().map(|s| json!({ "name": s.name, "articles": s.articles }));
        let persons: Vec<Value> = persons.collect();
        let places: Vec<Value> = suggest_places(&prefix, limit).into_iter().map(brief_json).collect();
        let generation = state.searcher.generation();
        Ok(send(&headers, &json!({ "persons": persons, "places": places, "index_generation": generation })))
    };
    state.blocking(answer).await
}

/// `/api/v1/articles/{id}`
pub(crate) async fn article(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    Params::parse(raw.as_deref(), &["lang"])?.lang()?;
    let answer = move |state: &AppState| {
        let record = find_article(state, &id)?;
        Ok(send(&headers, &json::article(&record, &state.mentions(&record)?)))
    };
    state.blocking(answer).await
}

/// `/api/v1/articles/{id}/versions`
pub(crate) async fn versions(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    Params::parse(raw.as_deref(), &["lang"])?.lang()?;
    let answer = move |state: &AppState| {
        let id = find_article(state, &id)?.id;
        let versions: Vec<Value> = state.archive.versions(id)?.iter().map(json::version).collect();
        Ok(send(&headers, &json!({ "id": id, "versions": versions })))
    };
    state.blocking(answer).await
}

/// `/api/v1/articles/{id}/versions/{version}`
pub(crate) async fn version(
    State(state): State<AppState>,
    Path((id, version)): Path<(String, String)>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    Params::parse(raw.as_deref(), &["lang"])?.lang()?;
    let answer = move |state: &AppState| {
        let record = find_version(state, &id, &version)?;
        Ok(send(&headers, &json::article(&record, &state.mentions(&record)?)))
    };
    state.blocking(answer).await
}

/// `/api/v1/articles/{id}/copies`: the article among its copies, the first publisher first; none, if it has none.
pub(crate) async fn copies(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    Params::parse(raw.as_deref(), &["lang"])?.lang()?;
    let answer = move |state: &AppState| {
        let id = find_article(state, &id)?.id;
        let copies: Vec<Value> = state.archive.copies(id)?.iter().map(json::copy).collect();
        Ok(send(&headers, &json!({ "id": id, "copies": copies })))
    };
    state.blocking(answer).await
}

/// `/api/v1/sites`
pub(crate) async fn sites(
    State(state): State<AppState>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    Params::parse(raw.as_deref(), &["lang"])?.lang()?;
    let answer = move |state: &AppState| {
        let sites: Vec<Value> = state.archive.site_statuses()?.iter().map(json::site).collect();
        Ok(send(&headers, &json!({ "sites": sites })))
    };
    state.blocking(answer).await
}

/// `/api/v1/runs`
pub(crate) async fn runs(
    State(state): State<AppState>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let params = Params::parse(raw.as_deref(), &["site", "limit", "lang"])?;
    params.lang()?;
    let limit = params.number("limit", 1000)?.unwrap_or(50);
    let site = match params.one("site")? {
        None => None,
        Some(id) => Some(id.parse().map_err(|_| {
            Problem::invalid(
                "site",
                format!("“{id}” không phải là mã trang"),
                format!("\"{id}\" is not a site id"),
            )
        })?),
    };
    let answer = move |state: &AppState| {
        let runs: Vec<Value> = state.archive.runs(site.as_ref(), limit)?.iter().map(json::run).collect();
        Ok(send(&headers, &json!({ "runs": runs })))
    };
    state.blocking(answer).await
}

/// `/healthz`: the process answers.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// `/readyz`: archive and index answer.
pub(crate) async fn readyz(State(state): State<AppState>) -> Answer {
    let answer = |state: &AppState| {
        let archive = state.archive.last_seq()?;
        let index = state.searcher.generation();
        let report = json!({ "status": "ok", "archive_seq": archive, "index_generation": index });
        Ok(Json(report).into_response())
    };
    state.blocking(answer).await
}

/// Finds the article of an address.
pub(crate) fn find_article(state: &AppState, id: &str) -> Result<ArticleRecord, Problem> {
    let parsed: ArticleId = id.parse().map_err(|_| Problem::no_article(id))?;
    state.archive.article(parsed)?.ok_or_else(|| Problem::no_article(id))
}

/// Finds a version of the article of an address.
pub(crate) fn find_version(state: &AppState, id: &str, version: &str) -> Result<ArticleRecord, Problem> {
    let latest = find_article(state, id)?;
    let found = match version.parse() {
        Ok(number) => state.archive.article_version(latest.id, number)?,
        Err(_) => None,
    };
    found.ok_or_else(|| Problem::no_version(version))
}

pub(crate) fn send(headers: &HeaderMap, value: &Value) -> Response {
    conditional::send(headers, JSON, value.to_string())
}
