//! Searching, suggesting, counting.

use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use langbao_entities::suggest_places;
use langbao_search::SearchRequest;

use super::Answer;
use super::send;
use super::spec::Problems;
use crate::AppState;
use crate::answer::{FacetAnswer, PlaceBrief, SearchAnswer, SuggestAnswer, Suggested, SuggestedTitle};
use crate::conditional::{JSON, Tag};
use crate::parameter::{SUGGEST, SearchParams, SuggestParams};
use crate::params::Params;
use crate::problem::Problem;
use crate::search_query::{API, SearchQuery};

/// Tìm bài · search articles
///
/// The same parameters as the search page, feeds and exports. Values of a repeated parameter are alternatives;
/// different parameters narrow each other.
#[utoipa::path(get, path = "/api/v1/search", tag = "search", operation_id = "search",
    params(SearchParams),
    responses((status = 200, description = "The hits", body = SearchAnswer), Problems))]
pub(super) async fn search(
    State(state): State<AppState>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let query = SearchQuery::parse(raw.as_deref())?;
    let answer = move |state: &AppState| {
        // Read before the search: a commit in between makes the tag too old, never too new.
        let tag = search_tag(state, &query, "search");
        if tag.is_known(&headers) {
            return Ok(tag.not_modified());
        }
        let hits = state.searcher.search(&query.request)?;
        let answer = SearchAnswer::new(&hits, query.lang);
        let body = serde_json::to_string(&answer).map_err(|_| Problem::internal())?;
        Ok(tag.send(JSON, body))
    };
    state.blocking(answer).await
}

/// Tags an answer that depends on the index and the query alone.
pub(crate) fn search_tag(state: &AppState, query: &SearchQuery, form: &str) -> Tag {
    let generation = state.searcher.generation().to_string();
    let asked = query.at(API);
    let cursor = query.request.cursor.as_deref().unwrap_or_default();
    Tag::of(&[form, &state.edition(), &generation, &asked, cursor])
}

/// Gợi ý khi đang gõ · suggestions while one types
#[utoipa::path(get, path = "/api/v1/suggest", tag = "search", operation_id = "suggest",
    params(SuggestParams),
    responses((status = 200, description = "Names, places and titles", body = SuggestAnswer), Problems))]
pub(super) async fn suggest(
    State(state): State<AppState>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let params = Params::read(raw.as_deref(), SUGGEST)?;
    params.lang()?;
    let typed = params.one("q")?.unwrap_or_default().to_owned();
    let limit = params.number("limit", 100)?.unwrap_or(10);
    let answer = move |state: &AppState| send(&headers, &suggested(state, &typed, limit)?);
    state.blocking(answer).await
}

/// Finds names, places and titles that fit a few letters.
pub(crate) fn suggested(state: &AppState, typed: &str, limit: usize) -> Result<SuggestAnswer, Problem> {
    let typed = typed.trim();
    let persons = match typed.is_empty() {
        true => Vec::new(),
        false => state.searcher.suggest_persons(typed, limit)?,
    };
    Ok(SuggestAnswer {
        persons: persons.into_iter().map(|s| Suggested { name: s.name, articles: s.articles }).collect(),
        places: suggest_places(typed, limit).into_iter().map(PlaceBrief::new).collect(),
        titles: titles(state, typed, limit)?,
        index_generation: state.searcher.generation(),
    })
}

/// Titles with all of the words. What is no word but a sign of the query language would not be searched as typed.
fn titles(state: &AppState, typed: &str, limit: usize) -> Result<Vec<SuggestedTitle>, Problem> {
    let words: Vec<&str> =
        typed.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if typed.chars().count() < 2 || words.is_empty() {
        return Ok(Vec::new());
    }
    let q = words.iter().map(|word| format!("title:{word}")).collect::<Vec<_>>().join(" ");
    let request = SearchRequest { q, limit, expand: false, ..SearchRequest::default() };
    let hits = state.searcher.search(&request)?;
    let title =
        |hit: &langbao_search::Hit| SuggestedTitle { id: hit.id.to_string(), title: hit.title.text.clone() };
    Ok(hits.hits.iter().map(title).collect())
}

/// Đếm kết quả theo một trường · count the hits by one field
#[utoipa::path(get, path = "/api/v1/facets/{field}", tag = "search", operation_id = "facet",
    params(("field" = String, Path, description = "site, person, section, place, document_kind",
        pattern = "^(site|person|section|place|document_kind)$"), SearchParams),
    responses((status = 200, description = "The most frequent values", body = FacetAnswer), Problems))]
pub(super) async fn facet(
    State(state): State<AppState>,
    Path(field): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    if !FacetAnswer::FIELDS.contains(&field.as_str()) {
        return Err(Problem::no_facet(&field, &FacetAnswer::FIELDS));
    }
    let query = SearchQuery::parse(raw.as_deref())?;
    let answer = move |state: &AppState| {
        let request = SearchRequest { facets: true, limit: 1, cursor: None, ..query.request.clone() };
        let hits = state.searcher.search(&request)?;
        let facet = FacetAnswer::new(&field, &hits).ok_or_else(Problem::no_page)?;
        send(&headers, &facet)
    };
    state.blocking(answer).await
}
