//! The router over a real archive and a real index.

mod api;
mod guards;
mod pages;
mod problems;
mod words;
mod world;
