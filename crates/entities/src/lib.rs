//! Who and where a Vietnamese news text speaks of, pure: persons with their honorifics and posts, places of the
//! gazetteer, document numbers. Finding articles and keeping identities across them is left to others.
//!
//! [`annotate`] cuts a text into tokens, covers them with the phrases of the lists, then looks for document numbers,
//! places, bylines and persons, in this order: each leaves less for the next to mistake.

mod annotate;
mod byline;
mod document_number;
mod gazetteer;
mod lexicon;
mod mention;
mod person;
mod place;
mod post;
mod post_parts;
mod reading;
mod score;
mod short_form;
mod token;
mod vocabulary;

pub use annotate::annotate;
pub use gazetteer::{Place, place, places_named};
pub use mention::{DocumentNumber, Mentions, PersonMention, PersonName, PlaceMention, PostMention};
