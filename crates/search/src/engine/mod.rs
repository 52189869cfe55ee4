//! How a query is answered from the postings: which articles match, all of them, and which few stand first.
//!
//! Tantivy scores an article as it finds it; a search here wants two things of each query that are cheaper apart. What
//! matches is found without scores, as sorted lists or bitsets ([`matching`]): totals, facets and filters are made of
//! those. What stands first is found among them by [`ranking`], which leaves out what cannot get there any more. Queries
//! are Tantivy's own: their parts are read by [`view`], and what it does not know is asked the way Tantivy asks it.

pub(crate) mod docs;
pub(crate) mod matching;
pub(crate) mod parallel;
pub(crate) mod ranking;
pub(crate) mod statistics;
pub(crate) mod view;

#[cfg(test)]
mod laws;
