//! What all handlers share.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use langbao_archive::Archive;
use langbao_search::Searcher;

use crate::problem::Problem;

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

/// What all handlers share. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    pub(crate) archive: Archive,
    pub(crate) searcher: Searcher,
    pub(crate) settings: Arc<WebSettings>,
    clock: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    started_at: DateTime<Utc>,
}

impl AppState {
    /// Joins what the handlers need.
    pub fn new(
        archive: Archive,
        searcher: Searcher,
        settings: WebSettings,
        clock: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    ) -> Self {
        let started_at = clock();
        Self { archive, searcher, settings: Arc::new(settings), clock, started_at }
    }

    /// Returns the present.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    /// What answers depend on besides the data: another program or other settings mean another start.
    pub(crate) fn edition(&self) -> String {
        self.started_at.timestamp_micros().to_string()
    }

    /// Runs a handler's work where it may block: archive and index read from disk.
    pub(crate) async fn blocking<T: Send + 'static>(
        self,
        work: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        match tokio::task::spawn_blocking(move || work(&self)).await {
            Ok(result) => result,
            Err(error) => {
                tracing::error!(%error, "a handler did not end");
                Err(Problem::internal())
            }
        }
    }
}
