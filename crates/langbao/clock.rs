//! The one place where the program asks what time it is.

use std::sync::Arc;

use chrono::{DateTime, Utc};

/// The wall clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct WallClock;

impl WallClock {
    /// Returns the time now.
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everybody else is handed")]
    pub(crate) fn now(self) -> DateTime<Utc> {
        Utc::now()
    }

    /// Returns the clock as the web room takes it.
    pub(crate) fn function(self) -> Arc<dyn Fn() -> DateTime<Utc> + Send + Sync> {
        Arc::new(move || self.now())
    }
}

impl langbao_crawl::Clock for WallClock {
    fn now(&self) -> DateTime<Utc> {
        (*self).now()
    }
}
