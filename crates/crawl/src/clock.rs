//! The time, passed in.

use chrono::{DateTime, Utc};

/// Tells the time. The command gives the real clock, tests give one they move by hand.
pub trait Clock: Send + Sync {
    /// Returns the time now.
    fn now(&self) -> DateTime<Utc>;
}
