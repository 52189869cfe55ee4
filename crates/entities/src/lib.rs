//! Who and where a Vietnamese news text speaks of, pure: persons with their honorifics and posts, places of the
//! gazetteer, document numbers. Finding articles and keeping identities across them is left to others.

mod mention;

pub use mention::{DocumentNumber, Mentions, PersonMention, PersonName, PlaceMention, PostMention, annotate};
