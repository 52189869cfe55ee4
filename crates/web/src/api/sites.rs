//! Sites and their runs.

use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use langbao_article::SiteId;
use langbao_search::{HistogramStep, SearchRequest};

use super::spec::{Found, Problems};
use super::{Answer, send};
use crate::AppState;
use crate::answer::{Run, Runs, Site, SiteMonth, SitePage, Sites};
use crate::parameter::{PLAIN, PlainParams, RUNS, RunsParams};
use crate::params::Params;
use crate::problem::Problem;

/// Runs told with a site.
const LATEST: usize = 10;

/// Các trang thông tin · the sites
#[utoipa::path(get, path = "/api/v1/sites", tag = "sites", operation_id = "sites", params(PlainParams),
    responses((status = 200, description = "All sites", body = Sites), Problems))]
pub(super) async fn sites(
    State(state): State<AppState>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    Params::read(raw.as_deref(), PLAIN)?.lang()?;
    let answer = move |state: &AppState| {
        let sites = state.archive.site_statuses()?.iter().map(Site::new).collect();
        send(&headers, &Sites { sites })
    };
    state.blocking(answer).await
}

/// Một trang: số bài theo tháng, các lượt thu thập · a site: articles by month, runs
#[utoipa::path(get, path = "/api/v1/sites/{id}", tag = "sites", operation_id = "site",
    params(("id" = String, Path, description = "the site's id"), PlainParams),
    responses((status = 200, description = "The site", body = SitePage), Problems, Found))]
pub(super) async fn site(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    Params::read(raw.as_deref(), PLAIN)?.lang()?;
    let answer = move |state: &AppState| {
        let parsed: SiteId = id.parse().map_err(|_| Problem::no_site(&id))?;
        let status = state.archive.site_statuses()?.into_iter().find(|status| status.site.id == parsed);
        let status = status.ok_or_else(|| Problem::no_site(&id))?;
        let request = SearchRequest {
            sites: vec![parsed.clone()],
            facets: true,
            facet_limit: 1,
            histogram: HistogramStep::Month,
            limit: 1,
            ..SearchRequest::default()
        };
        let hits = state.searcher.search(&request)?;
        let month =
            |bar: &langbao_search::DateBucket| SiteMonth { month: bar.from.to_string(), articles: bar.count };
        let page = SitePage {
            site: Site::new(&status),
            months: hits.histogram.iter().flatten().map(month).collect(),
            runs: state.archive.runs(Some(&parsed), LATEST)?.iter().map(Run::new).collect(),
            index_generation: hits.index_generation,
        };
        send(&headers, &page)
    };
    state.blocking(answer).await
}

/// Các lượt thu thập, mới nhất trước · runs, newest first
#[utoipa::path(get, path = "/api/v1/runs", tag = "sites", operation_id = "runs", params(RunsParams),
    responses((status = 200, description = "The runs", body = Runs), Problems))]
pub(super) async fn runs(
    State(state): State<AppState>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let params = Params::read(raw.as_deref(), RUNS)?;
    params.lang()?;
    let limit = params.number("limit", 1000)?.unwrap_or(50);
    let site: Option<SiteId> = match params.one("site")? {
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
        let runs = state.archive.runs(site.as_ref(), limit)?.iter().map(Run::new).collect();
        send(&headers, &Runs { runs })
    };
    state.blocking(answer).await
}
