//! Pages for people: one struct and one template each. Everything is escaped by the templates.

mod article;
mod capture;
mod facets;
mod files;
mod frame;
mod help;
mod home;
mod person;
mod place;
mod problem;
mod search;
mod status;
mod version;

pub(crate) use article::article;
pub(crate) use capture::capture;
pub(crate) use files::{opensearch, robots};
pub(crate) use help::help;
pub(crate) use home::home;
pub(crate) use person::{people, person};
pub(crate) use place::place;
pub(crate) use problem::problem;
pub(crate) use search::search;
pub(crate) use status::status;
pub(crate) use version::version;
