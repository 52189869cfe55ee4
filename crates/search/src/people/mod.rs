//! Persons across articles: who has which name, where, in which posts, seen when.
//!
//! The index keeps, with each article, terms that name the person, the place that tells namesakes apart and the post.
//! All that is told of a person is read from those terms when asked: nothing here is stored beside the index.

mod decision;
mod directory;
mod id;
mod identity;
mod record;
mod seen;
mod spelling;
mod told;

pub use decision::{Decisions, PeopleDecision};
pub use id::{BadPersonId, PersonId};
pub use identity::Places;
pub use told::{
    CoMention, Evidence, NameSuggestion, OfficeHolder, PersonRecord, PersonSummary, SiteCount, Tenure,
};

pub(crate) use directory::Directory;
pub(crate) use identity::UnknownPlaces;
pub(crate) use record::Reader;
pub(crate) use seen::{office_terms, person_term, post_terms};
pub(crate) use spelling::keys_of;
