//! The crawler against small servers on loopback: what is asked, how often, and what becomes of the answers.

#![expect(clippy::unwrap_used, reason = "a test that fails says so")]

mod addresses;
mod fetching;
mod politeness;
mod robots;
mod runs;
mod world;
