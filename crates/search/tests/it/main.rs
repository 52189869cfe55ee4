//! The index from outside: a small one in a temporary folder, filled, searched, rebuilt.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod copies;
mod facets;
mod filters;
mod highlighting;
mod hostile;
mod house;
mod indexing;
mod operators;
mod paging;
mod people;
mod places;
mod reasons;
mod snippets;
mod suggestions;
mod typing;
mod words;
