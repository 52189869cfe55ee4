#![doc = include_str!("../README.md")]

mod abbreviation;
mod analyzer;
mod atom;
mod compound;
mod key;
mod keystrokes;
mod legacy_detection;
mod legacy_encoding;
mod legacy_encoding_table;
mod letter;
mod line;
mod normal_form;
mod part;
mod restore;
mod segmenter;
mod sentence;
mod spelling;
mod stream;
mod syllable;
mod word_writer;

pub use abbreviation::{Expansion, expansions};
pub use analyzer::{Analysis, Analyzer};
pub use key::{fold, has_marks, match_key};
pub use keystrokes::read_keystrokes;
pub use legacy_detection::{LegacyGuess, detect_legacy, detect_misread};
pub use legacy_encoding::{LegacyEncoding, LegacyFont};
pub use letter::Tone;
pub use normal_form::{NormalForm, normal_form};
pub use restore::{Candidate, restore};
pub use segmenter::{LetterCase, Perceptron, WordSegmenter};
#[cfg(feature = "training")]
pub use segmenter::{Score, Training, score, train};
pub use sentence::sentence_around;
pub use stream::{Stream, StreamToken};
pub use syllable::{Syllable, is_syllable, may_be_syllable};
pub use word_writer::WordWriter;
