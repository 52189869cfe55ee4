#![doc = include_str!("../README.md")]

mod abbreviation;
mod analyzer;
mod atom;
mod compound;
mod key;
mod letter;
mod normal_form;
mod segmenter;
mod syllable;

pub use abbreviation::{Expansion, expansions};
pub use analyzer::{Analysis, Analyzer, StreamToken};
pub use key::{fold, has_marks, match_key};
pub use letter::Tone;
pub use normal_form::{NormalForm, normal_form};
#[cfg(feature = "training")]
pub use segmenter::train;
pub use segmenter::{LetterCase, Perceptron, WordSegmenter};
pub use syllable::{Syllable, is_syllable};
