//! The network: robots.txt, per-host politeness, conditional fetch, discovery of articles, re-crawl policy,
//! schedules. Where the frontier lies and what becomes of a page is left to the [`CrawlStore`].

mod store;

pub use store::{CrawlStore, Due, Fetched, Recorded, StoreError, Visited};
