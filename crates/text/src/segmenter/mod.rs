//! Finding words (*tách từ*): the interface, and the built-in segmenter behind it.

mod lexicon;
mod perceptron;
#[cfg(feature = "training")]
mod training;
mod view;

use std::ops::Range;

pub use perceptron::Perceptron;
pub(crate) use perceptron::{Scratch, join_terms, words};
#[cfg(feature = "training")]
pub use training::{Score, Training, score, train};

use crate::letter::is_letter;

/// Finds the words (*từ*) in a row of syllables (*tiếng*).
///
/// Laws: the ranges are in order, do not overlap, cover every syllable exactly once; the same input gives the
/// same output; time is linear in the input.
pub trait WordSegmenter: Send + Sync {
    /// Returns the words as ranges of syllable numbers. `syllables` are in match-key form (lower case, canonical
    /// tone) and come from one stretch of text without punctuation inside.
    fn segment(&self, syllables: &[&str]) -> Vec<Range<usize>>;

    /// As [`WordSegmenter::segment`], told how each syllable was written: capitals betray names. `cases` is as long
    /// as `syllables`. A segmenter that does not care leaves this as it is.
    fn segment_cased(&self, syllables: &[&str], cases: &[LetterCase]) -> Vec<Range<usize>> {
        let _ = cases;
        self.segment(syllables)
    }
}

/// How a syllable was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LetterCase {
    /// Not known, or telling nothing: the whole line is in capitals, or in small letters as queries are.
    Unknown,
    /// Small letters: `phường`.
    Lower,
    /// A capital, then small letters: `Thụy`.
    Capital,
    /// Capitals only, two or more: `UBND`.
    Upper,
    /// Not a word of letters: `2018`, `12,5`, `m2`.
    Number,
}

impl LetterCase {
    /// Looks at a token as it stands in the text.
    pub(crate) fn of(text: &str) -> Self {
        if text.chars().any(|c| !is_letter(c)) {
            return Self::Number;
        }
        let mut chars = text.chars();
        match (chars.next().is_some_and(char::is_uppercase), chars.next()) {
            (false, _) => Self::Lower,
            (true, None) => Self::Capital,
            (true, Some(second)) if second.is_uppercase() => Self::Upper,
            (true, Some(_)) => Self::Capital,
        }
    }
}

/// A syllable as the built-in segmenter takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unit {
    /// Hash of the match key; all numbers have one.
    hash: u64,
    pub(crate) case: LetterCase,
    /// What the syllable does in personal names.
    names: u8,
}

/// All numbers are one syllable to the segmenter.
const NUMBER: u64 = 0x0FED_CBA9_8765_4321;

impl Unit {
    /// Takes a syllable in match-key form and how it was written.
    pub(crate) fn new(key: &str, case: LetterCase) -> Self {
        if case == LetterCase::Number {
            return Self { hash: NUMBER, case, names: 0 };
        }
        let hash = lexicon::hash_syllable(key);
        Self { hash, case, names: lexicon::Lexicon::built_in().get(hash).in_names() }
    }

    /// The same, with nothing told of small letters and capitals.
    pub(crate) fn without_case(self) -> Self {
        match self.case {
            LetterCase::Number => self,
            _ => Self { case: LetterCase::Unknown, ..self },
        }
    }
}
