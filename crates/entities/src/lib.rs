//! Who and where a Vietnamese news text speaks of, pure: persons with their honorifics and posts, places of the
//! gazetteer, document numbers. Finding articles and keeping identities across them is left to others.
//!
//! [`annotate`] cuts a text into tokens, covers them with the phrases of the lists, then looks for document numbers,
//! places, bylines and persons, in this order: each leaves less for the next to mistake.

mod annotate;
mod byline;
mod document_number;
mod gazetteer;
mod honorific;
mod lexicon;

mod lineage;
mod matter;
mod mention;
mod person;
mod place;
mod place_name;
mod post;
mod post_parts;
mod reading;
mod score;
mod setting;
mod short_form;
mod token;
mod vocabulary;
mod whereabouts;

pub use annotate::{annotate, annotate_in};
pub use document_number::document_kind;
pub use gazetteer::Level;
pub use lineage::{Period, Place, Share};
pub use matter::tells_of_crime_or_accident;
pub use mention::{DocumentNumber, Mentions, PersonMention, PersonName, PlaceMention, PostMention};
pub use place_name::{find_places, place_of_site, places_in_query, places_named, suggest_places};
pub use setting::Setting;
