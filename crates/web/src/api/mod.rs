//! The API: handlers by noun, each described for `/openapi.json` where it stands. All read.

mod alerts;
mod articles;
mod export;
mod health;
mod people;
mod places;
mod search;
mod sites;
mod spec;

use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use articles::{find_article, find_version};
pub use people::label;
pub(crate) use people::{find, find_person, href, place_name};
pub(crate) use places::{Known, officials};
pub(crate) use search::{search_tag, suggested};
pub use spec::openapi;
pub(crate) use spec::served as served_openapi;

use crate::AppState;
use crate::conditional::{self, JSON};
use crate::problem::Problem;

type Answer = Result<Response, Problem>;

/// All that programs may ask for.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(spec::head())
        .routes(routes!(search::search))
        .routes(routes!(search::suggest))
        .routes(routes!(search::facet))
        .routes(routes!(articles::article))
        .routes(routes!(articles::versions))
        .routes(routes!(articles::version))
        .routes(routes!(articles::diff))
        .routes(routes!(articles::copies))
        .routes(routes!(articles::similar))
        .routes(routes!(people::list))
        .routes(routes!(people::person))
        .routes(routes!(people::person_posts))
        .routes(routes!(people::person_mentions))
        .routes(routes!(people::person_co_mentioned))
        .routes(routes!(places::places))
        .routes(routes!(places::place))
        .routes(routes!(sites::sites))
        .routes(routes!(sites::site))
        .routes(routes!(sites::runs))
        .routes(routes!(export::export))
        .routes(routes!(export::manifest))
        .routes(routes!(alerts::list, alerts::create))
        .routes(routes!(alerts::one, alerts::patch, alerts::remove))
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
}

/// Sends an answer as JSON.
fn send(headers: &HeaderMap, answer: &impl Serialize) -> Answer {
    let body = serde_json::to_string(answer).map_err(|error| {
        tracing::error!(%error, "an answer could not be written");
        Problem::internal()
    })?;
    Ok(conditional::send(headers, JSON, body))
}
