//! Pages for people: one struct and one template each. Everything is escaped by the templates.

mod api_docs;
mod article;
mod capture;
mod copies;
mod facets;
mod files;
mod frame;
mod help;
mod home;
mod lineage;
mod nothing_found;
mod person;
mod place;
mod problem;
mod search;
mod search_form;
mod status;
mod timeline;
mod version;

pub(crate) use api_docs::api_docs;
pub(crate) use article::article;
pub(crate) use capture::capture;
pub(crate) use copies::copies;
pub(crate) use files::{opensearch, opensearch_suggestions, robots};
pub(crate) use frame::{Frame, SiteNames};
pub(crate) use help::help;
pub(crate) use home::home;
pub(crate) use person::{PAGE as PEOPLE_PAGE, people, person};
pub(crate) use place::place;
pub(crate) use problem::problem;
pub(crate) use search::{place_name, search};
pub(crate) use status::{end_in_words, status};
pub(crate) use version::version;
