//! The network: robots.txt, per-host politeness, conditional fetch, discovery of articles, re-crawl policy,
//! schedules. Where the frontier lies and what becomes of a page is left to the [`CrawlStore`].

mod clock;
mod crawler;
mod error;
mod recrawl;
mod schedule;
mod scope;
mod settings;
mod store;

pub use clock::Clock;
pub use crawler::{Crawler, Progress, RunEnd, discover};
pub use error::Error;
pub use recrawl::{PastVisits, RecrawlPolicy};
pub use schedule::{ParseScheduleError, Schedule};
pub use scope::SiteScope;
pub use settings::CrawlSettings;
pub use store::{CrawlStore, Due, Fetched, Recorded, StoreError, Visited};
