//! The router over a real archive and a real index.

#![expect(clippy::unwrap_used, reason = "a test that fails says so")]

mod api;
mod exports;
mod feeds;
mod guards;
mod pages;
mod people;
mod places;
mod problems;
mod spec;
mod words;
mod world;
