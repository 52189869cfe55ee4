//! Articles, their versions and copies.

use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use langbao_archive::ArticleRecord;
use langbao_article::ArticleId;

use super::spec::{Found, Problems};
use super::{Answer, send};
use crate::AppState;
use crate::answer::{ArticleCopies, ArticleDiff, ArticleFull, ArticleVersions, Hit, SimilarArticles};
use crate::citation::{self, Style};
use crate::parameter::{DIFF, DiffParams, PLAIN, PlainParams, SIMILAR, SimilarParams};
use crate::params::Params;
use crate::problem::Problem;
use crate::version_diff::{fact_diff, text_diff};

/// Một bài, với người, địa danh, số văn bản được nhắc · an article, with whom and what it names
///
/// With `.bib`, `.ris` or `.txt` behind the id, a citation.
#[utoipa::path(get, path = "/api/v1/articles/{id}", tag = "articles", operation_id = "article",
    params(("id" = String, Path, description = "the article's id"), PlainParams),
    responses((status = 200, description = "The article; a citation if the id ends in .bib, .ris or .txt",
        content((ArticleFull = "application/json"), (String = "application/x-bibtex"),
            (String = "application/x-research-info-systems"), (String = "text/plain"))), Problems, Found))]
pub(super) async fn article(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let lang = Params::read(raw.as_deref(), PLAIN)?.lang()?;
    let answer = move |state: &AppState| {
        if let Some((id, style)) = Style::of_address(&id) {
            let record = find_article(state, id)?;
            return citation::send(state, &headers, &record, style, lang);
        }
        let record = find_article(state, &id)?;
        send(&headers, &full(state, &record)?)
    };
    state.blocking(answer).await
}

fn full(state: &AppState, record: &ArticleRecord) -> Result<ArticleFull, Problem> {
    let digest = state.archive.capture(record.capture)?.map(|capture| capture.digest);
    Ok(ArticleFull::new(record, &state.mentions(record)?, digest, &state.archive.attachments(record.id)?))
}

/// Các phiên bản và những gì đã xảy ra với bài · versions of an article, and what happened to it
#[utoipa::path(get, path = "/api/v1/articles/{id}/versions", tag = "articles", operation_id = "versions",
    params(("id" = String, Path, description = "the article's id"), PlainParams),
    responses((status = 200, description = "The versions", body = ArticleVersions), Problems, Found))]
pub(super) async fn versions(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    Params::read(raw.as_deref(), PLAIN)?.lang()?;
    let answer = move |state: &AppState| {
        let id = find_article(state, &id)?.id;
        let (versions, events) = (state.archive.versions(id)?, state.archive.events(id)?);
        send(&headers, &ArticleVersions::new(id.to_string(), &versions, &events))
    };
    state.blocking(answer).await
}

/// Một phiên bản của bài · a version of an article
#[utoipa::path(get, path = "/api/v1/articles/{id}/versions/{version}", tag = "articles",
    operation_id = "version",
    params(("id" = String, Path, description = "the article's id"),
        ("version" = String, Path, description = "its number"), PlainParams),
    responses((status = 200, description = "The article as it was", body = ArticleFull), Problems, Found))]
pub(super) async fn version(
    State(state): State<AppState>,
    Path((id, version)): Path<(String, String)>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    Params::read(raw.as_deref(), PLAIN)?.lang()?;
    let answer = move |state: &AppState| {
        let record = find_version(state, &id, &version)?;
        send(&headers, &full(state, &record)?)
    };
    state.blocking(answer).await
}

/// Khác biệt giữa hai phiên bản, từng từ · what changed between two versions, word by word
#[utoipa::path(get, path = "/api/v1/articles/{id}/diff", tag = "articles", operation_id = "diff",
    params(("id" = String, Path, description = "the article's id"), DiffParams),
    responses((status = 200, description = "The changes", body = ArticleDiff), Problems, Found))]
pub(super) async fn diff(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let params = Params::read(raw.as_deref(), DIFF)?;
    let lang = params.lang()?;
    let most = u32::MAX as usize;
    let (from, to) = (params.number("from", most)?, params.number("to", most)?);
    let answer = move |state: &AppState| {
        let latest = find_article(state, &id)?;
        let to = to.map_or(latest.version as usize, |to| to);
        let from = from.unwrap_or(to.saturating_sub(1).max(1));
        let older = find_version(state, &id, &from.to_string())?;
        let newer = find_version(state, &id, &to.to_string())?;
        let facts = fact_diff(&older.article, &newer.article, lang);
        let paragraphs = text_diff(Some(&older.article), &newer.article);
        let numbers = (older.version, newer.version);
        send(&headers, &ArticleDiff::new(latest.id.to_string(), numbers, facts, paragraphs))
    };
    state.blocking(answer).await
}

/// Các bản sao trên các trang khác · copies on other sites, the first publisher first
#[utoipa::path(get, path = "/api/v1/articles/{id}/copies", tag = "articles", operation_id = "copies",
    params(("id" = String, Path, description = "the article's id"), PlainParams),
    responses((status = 200, description = "The article among its copies; none, if it has none",
        body = ArticleCopies), Problems, Found))]
pub(super) async fn copies(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    Params::read(raw.as_deref(), PLAIN)?.lang()?;
    let answer = move |state: &AppState| {
        let id = find_article(state, &id)?.id;
        send(&headers, &ArticleCopies::new(id.to_string(), &state.archive.copies(id)?))
    };
    state.blocking(answer).await
}

/// Bài tương tự · articles like this one
///
/// They share its telling words, its persons, its places; its copies are not among them.
#[utoipa::path(get, path = "/api/v1/articles/{id}/similar", tag = "articles", operation_id = "similar",
    params(("id" = String, Path, description = "the article's id"), SimilarParams),
    responses((status = 200, description = "The articles, best first", body = SimilarArticles), Problems, Found))]
pub(super) async fn similar(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let params = Params::read(raw.as_deref(), SIMILAR)?;
    params.lang()?;
    let limit = params.number("limit", 50)?.unwrap_or(10);
    let answer = move |state: &AppState| {
        let id = find_article(state, &id)?.id;
        // One that is not indexed yet is like no other so far.
        let hits = state.searcher.similar(id, limit)?.unwrap_or_default();
        let similar = hits.iter().map(Hit::new).collect();
        let index_generation = state.searcher.generation();
        send(&headers, &SimilarArticles { id: id.to_string(), similar, index_generation })
    };
    state.blocking(answer).await
}

/// Finds the article of an address.
pub(crate) fn find_article(state: &AppState, id: &str) -> Result<ArticleRecord, Problem> {
    let parsed: ArticleId = id.parse().map_err(|_| Problem::no_article(id))?;
    let record = state.archive.article(parsed)?.ok_or_else(|| Problem::no_article(id))?;
    match &record.hidden {
        Some(hidden) => Err(Problem::hidden(hidden)),
        None => Ok(record),
    }
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
