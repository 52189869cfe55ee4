//! The one analyzer for index and query.

use std::ops::Range;

/// Finds the words (*từ*) in a row of syllables (*tiếng*).
///
/// Laws: the ranges are in order, do not overlap, cover every syllable exactly once; the same input gives the
/// same output; time is linear in the input.
pub trait WordSegmenter: Send + Sync {
    /// Returns the words as ranges of syllable numbers. `syllables` are in match-key form (lower case, canonical
    /// tone) and come from one stretch of text without punctuation inside.
    fn segment(&self, syllables: &[&str]) -> Vec<Range<usize>>;
}

/// Makes index tokens out of text.
pub struct Analyzer {}

/// What the analyzer found in one text. The five streams share one numbering of positions: the number of the
/// syllable in the text, from 0.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    /// Syllables with marks, in match-key form; tokens such as `32/qđ-ubnd` or `2018-02-27` stand at the position
    /// of their first part, beside the parts.
    pub exact: Vec<StreamToken>,
    /// The same tokens folded: `thuy`, `32/qd-ubnd`. Always as long as `exact`.
    pub folded: Vec<StreamToken>,
    /// Pairs of neighbouring syllables, `ngọc thụy`, never over punctuation that ends a sentence or a line break.
    pub bigrams: Vec<StreamToken>,
    /// The same pairs folded.
    pub folded_bigrams: Vec<StreamToken>,
    /// Words of two syllables or more, joined by `_`: `ủy_ban_nhân_dân`.
    pub words: Vec<StreamToken>,
}

/// One token of one stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamToken {
    /// What is indexed.
    pub text: String,
    /// Byte range in the source text as given (not in its normal form), on char boundaries.
    pub range: Range<usize>,
    /// Syllable number; does not decrease along a stream.
    pub position: usize,
}

impl Default for Analyzer {
    fn default() -> Self {
        Self::new()
    }
}

impl Analyzer {
    /// The version of the token streams: an index built under another version is rebuilt.
    pub const VERSION: u32 = 1;

    /// Makes the analyzer with the built-in segmenter.
    pub fn new() -> Self {
        Self {}
    }

    /// Analyzes a text; any text passes.
    pub fn analyze(&self, source: &str) -> Analysis {
        let _ = source;
        Analysis::default()
    }
}
