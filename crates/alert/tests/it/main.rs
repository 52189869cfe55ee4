//! Alerts over a store in memory that can die at any point.

#![expect(clippy::unwrap_used, reason = "a test that fails says so")]

mod memory;
mod messages;
mod watching;
