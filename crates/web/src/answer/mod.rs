//! What the API says: a type an answer, from which both the JSON and its description in `/openapi.json` are made.
//! Field names and codes here are a contract.

mod alert;
mod article;
mod person;
mod place;
mod search;
mod site;

use serde::Serialize;
use serde_json::Value;

pub(crate) use alert::{AlertAnswer, AlertMessage, AlertPage, AlertsAnswer};
pub(crate) use article::{
    ArticleCopies, ArticleDiff, ArticleFull, ArticleVersions, SimilarArticles, text_of,
};
pub(crate) use person::{CoMentioned, Mentions, People, Person, PersonPosts, PersonSummary};
pub use person::{record, summary};
pub use place::place_json;
pub(crate) use place::{Official, Place, PlaceArticles, PlaceBrief, PlacePage, PlaceSite, Places};
pub use search::search_json;
pub(crate) use search::{FacetAnswer, Hit, SearchAnswer, SuggestAnswer, Suggested, SuggestedTitle};
pub(crate) use site::{Readiness, Run, Runs, Site, SiteMonth, SitePage, Sites};
pub use site::{run, site};

/// Makes a JSON value of an answer.
fn value(answer: &impl Serialize) -> Value {
    serde_json::to_value(answer).expect("answers have names as keys and nothing that can fail")
}
