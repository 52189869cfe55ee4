//! JSON API and HTML views over the archive and the index. It never fetches and never writes.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use langbao_archive::Archive;
use langbao_search::{Hits, QueryWarning, Searcher};

/// What whoever runs the server decides.
#[derive(Debug, Clone, Default)]
pub struct WebSettings {
    /// The address under which readers reach the server, if a proxy stands before it.
    pub base_url: Option<String>,
    /// The name in the page's head.
    pub title: String,
    /// Where readers can reach whoever runs the server; may be empty.
    pub contact: String,
}

/// The language of what people read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lang {
    /// Tiếng Việt.
    #[default]
    Vi,
    /// English.
    En,
}

/// What all handlers share. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    archive: Archive,
    searcher: Searcher,
    settings: Arc<WebSettings>,
    clock: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
}

impl AppState {
    /// Joins what the handlers need.
    pub fn new(
        archive: Archive,
        searcher: Searcher,
        settings: WebSettings,
        clock: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    ) -> Self {
        Self { archive, searcher, settings: Arc::new(settings), clock }
    }
}

/// Makes the router of all pages and of the API.
pub fn router(state: AppState) -> axum::Router {
    let _ = (&state.archive, &state.searcher, &state.settings, &state.clock);
    axum::Router::new()
}

/// The answer of `/api/v1/search` as JSON.
pub fn search_json(hits: &Hits, lang: Lang) -> serde_json::Value {
    let _ = (hits, lang);
    serde_json::Value::Null
}

/// Says a warning of the query language to people.
pub fn warning_text(warning: &QueryWarning, lang: Lang) -> String {
    let _ = (warning, lang);
    String::new()
}
