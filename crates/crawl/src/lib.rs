//! The network: robots.txt, per-host politeness, conditional fetch, discovery of articles, re-crawl policy,
//! schedules. Where the frontier lies and what becomes of a page is left to the [`CrawlStore`].

mod address;
mod clock;
mod content_coding;
mod cookies;
mod courier;
mod crawler;
mod discovery;
mod embedded;
mod error;
mod failure;
mod feed;
mod fetcher;
mod host;
mod leads;
mod link_memo;
mod lost_page;
mod markup;
mod recrawl;
mod robots;
mod run;
mod schedule;
mod scope;
mod settings;
mod sitemap;
mod store;
mod traps;
mod url_shape;
mod url_traps;
mod validators;
mod visit;
mod way;
mod windows;

pub use clock::Clock;
pub use courier::{Courier, PostError};
pub use crawler::{Crawler, Foreseen, Progress, RunEnd};
pub use discovery::{Link, discover, is_never_article, looks_like};
pub use error::Error;
pub use recrawl::{PastVisits, RecrawlPolicy};
pub use schedule::{ParseScheduleError, Schedule};
pub use scope::SiteScope;
pub use settings::CrawlSettings;
pub use store::{CrawlStore, Due, Exchange, Fetched, Note, Recorded, StoreError, Visited};
pub use windows::{ParseWindowsError, Windows};
