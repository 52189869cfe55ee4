//! JSON API and HTML views over the archive and the index. It never fetches and never writes.
//!
//! Every answer is made from the archive and the index as they are at that moment; nothing is kept between two
//! requests. Where a query string is read, `search_query` reads it for the API and for the pages alike.

mod api;
mod api_places;
mod article_view;
mod assets;
mod conditional;
mod date_bars;
mod json;
mod lang;
mod moment;
mod page;
mod params;
mod people;
mod place_words;
mod problem;
mod router;
mod search_query;
mod state;
mod version_diff;
mod warning;

pub use json::{run as run_json, search_json, site as site_json};
pub use lang::Lang;
pub use people::{record as person_json, summary as person_summary_json};
pub use place_words::{note_text, place_json};
pub use router::router;
pub use state::{AppState, WebSettings};
pub use version_diff::diff_lines;
pub use warning::warning_text;
