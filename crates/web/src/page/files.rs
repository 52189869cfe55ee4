//! What browsers and robots ask for by name.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, Uri, header};
use axum::response::Response;

use super::frame::Frame;
use crate::conditional;
use crate::problem::Problem;
use crate::{AppState, Lang};

/// Searches without end and copies of others' pages are nothing for search engines.
const ROBOTS: &str = "User-agent: *\nDisallow: /search\nDisallow: /captures/\nDisallow: /api/\n";

#[derive(Template)]
#[template(path = "opensearch.xml")]
struct OpenSearch {
    frame: Frame,
    base: String,
}

/// `/robots.txt`
pub(crate) async fn robots() -> &'static str {
    ROBOTS
}

/// `/opensearch.xml`: lets browsers search here from their address bar.
pub(crate) async fn opensearch(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let frame = Frame::new(&state, &uri, Lang::Vi);
    let file = OpenSearch { base: base(&state, &headers), frame };
    Ok(conditional::send(&headers, "application/opensearchdescription+xml", file.render()?))
}

/// Returns where readers reach this server: as configured, else as the browser just did.
fn base(state: &AppState, headers: &HeaderMap) -> String {
    if let Some(base) = &state.settings.base_url {
        return base.trim_end_matches('/').to_owned();
    }
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or("localhost");
    format!("http://{host}")
}
