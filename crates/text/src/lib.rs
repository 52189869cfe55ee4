//! Vietnamese text, pure: normal form, folding, syllables, words, abbreviations, and the analyzer that makes
//! index tokens out of them. No IO, no clock, no other room of the house.

mod abbreviation;
mod analyzer;
mod normal_form;

pub use abbreviation::{Expansion, expansions};
pub use analyzer::{Analysis, Analyzer, StreamToken, WordSegmenter};
pub use normal_form::{fold, has_marks, match_key, normal_form};
