//! JSON API and HTML views over the archive and the index. It never fetches and never writes but through the
//! [`Desk`] of the command.
//!
//! Every answer is made from the archive and the index as they are at that moment; nothing is kept between two
//! requests. Where a query string is read, `search_query` reads it for the API and for the pages alike.

mod access;
mod admin;
mod alarm_words;
mod alerts;
mod answer;
mod api;
mod article_view;
mod assets;
mod citation;
mod conditional;
mod date_bars;
mod desk;
mod export;
mod feed;
mod form;
mod found_words;
mod json_ld;
mod keys;
mod lang;
mod limits;
mod moment;
mod page;
mod parameter;
mod params;
mod place_words;
mod preferred_lang;
mod problem;
mod public_address;
mod random;
mod request_id;
mod router;
mod search_query;
mod site_health;
mod sitemap;
mod state;
mod version_diff;
mod warning;
mod words;

pub use access::Anonymous;
pub use alarm_words::alarm_words;
pub use alerts::{alert_json, alert_of};
pub use answer::{place_json, record as person_json, run as run_json, search_json};
pub use answer::{site as site_json, summary as person_summary_json};
pub use api::{label as person_label, openapi};
pub use desk::{Desk, DeskError, Preview, Sample, Task};
pub use export::{ArticleWriter, ExportForm, deleted_line, found};
pub use keys::{Scope, new_key};
pub use lang::Lang;
pub use place_words::note_text;
pub use router::{router, service};
pub use search_query::{saved_query, search_request};
pub use state::{AppState, WebSettings};
pub use version_diff::diff_lines;
pub use warning::warning_text;
