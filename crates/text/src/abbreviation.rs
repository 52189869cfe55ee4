//! Abbreviations of local news and what they stand for.

use std::ops::Range;

/// A stretch of a query that is also written another way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expansion {
    /// Which of the syllables given, half-open.
    pub range: Range<usize>,
    /// The other ways, in match-key form, syllables separated by spaces: `ủy ban nhân dân` for `ubnd`, and `ubnd` for
    /// `ủy ban nhân dân`.
    pub to: Vec<&'static str>,
}

/// Finds abbreviations of the domain, and texts that have one, in a row of syllables in match-key or folded form.
/// Ranges are in order and do not overlap; the longest stretch wins.
pub fn expansions(syllables: &[&str]) -> Vec<Expansion> {
    let _ = syllables;
    Vec::new()
}
