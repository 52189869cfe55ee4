//! What all handlers share.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use langbao_archive::Archive;
use langbao_search::Searcher;
use tokio::sync::Semaphore;

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

/// Answers made at the same time; more would only make all of them slow. Others wait for their turn.
const AT_ONCE: usize = 32;

/// After this long, its turn included, a visitor is told to try again.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// What all handlers share. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    pub(crate) archive: Archive,
    pub(crate) searcher: Searcher,
    pub(crate) settings: Arc<WebSettings>,
    clock: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    started_at: DateTime<Utc>,
    turns: Arc<Semaphore>,
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
        let turns = Arc::new(Semaphore::new(AT_ONCE));
        Self { archive, searcher, settings: Arc::new(settings), clock, started_at, turns }
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
        let turns = Arc::clone(&self.turns);
        let answer = async {
            let turn = turns.acquire_owned().await.map_err(|_| Problem::internal())?;
            let work = move || {
                // Kept to the end of the work, also when the visitor has gone meanwhile.
                let _turn = turn;
                work(&self)
            };
            match tokio::task::spawn_blocking(work).await {
                Ok(result) => result,
                Err(error) => {
                    tracing::error!(%error, "a handler did not end");
                    Err(Problem::internal())
                }
            }
        };
        match tokio::time::timeout(TIME_LIMIT, answer).await {
            Ok(result) => result,
            Err(_) => Err(Problem::timed_out()),
        }
    }
}
