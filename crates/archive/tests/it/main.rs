//! The archive through its door: what is stored, what survives, what may run side by side.

#![expect(clippy::unwrap_used, reason = "a test that fails says so")]

mod alarm;
mod articles;
mod copies;
mod crash;
mod decisions;
mod formats;
mod frontier;
mod hidden;
mod lists;
mod presence;
mod rebuild;
mod reread;
mod sharing;
mod warc;
mod world;
