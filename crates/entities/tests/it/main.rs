//! Whole texts through the front door, in the style of ward news.

mod laws;
mod persons;
mod posts;
