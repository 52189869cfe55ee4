//! Whole texts through the front door, in the style of ward news.

mod labelled;
mod laws;
mod persons;
mod places;
mod posts;

#[path = "../scoring/mod.rs"]
mod scoring;
