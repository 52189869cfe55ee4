//! Where readers reach this server, for what is read elsewhere: feeds, sitemaps, citations.

use axum::http::{HeaderMap, header};

use crate::AppState;

/// Returns it as configured, else as the browser just did; without a slash at its end.
pub(crate) fn base(state: &AppState, headers: &HeaderMap) -> String {
    if let Some(base) = &state.settings.base_url {
        return base.trim_end_matches('/').to_owned();
    }
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or("localhost");
    format!("http://{host}")
}
