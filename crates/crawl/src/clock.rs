//! The time, passed in.

use std::pin::Pin;
use std::time::Duration;

use chrono::{DateTime, Utc};

/// Tells the time. The command gives the real clock, tests give one they move by hand.
pub trait Clock: Send + Sync {
    /// Returns the time now.
    fn now(&self) -> DateTime<Utc>;

    /// Waits. A clock that is moved by hand moves itself instead.
    fn sleep(&self, wait: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(wait))
    }
}
