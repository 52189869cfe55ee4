//! A query text cut into what must be matched, one after the other.

use std::ops::Range;

use langbao_text::Analysis;

/// A syllable, or a whole token such as `32/qđ-ubnd`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Syllable {
    pub(crate) exact: String,
    pub(crate) folded: String,
    pub(crate) position: usize,
    /// Bytes of the query text.
    pub(crate) range: Range<usize>,
}

impl Syllable {
    /// Whether it was typed with marks.
    pub(crate) fn is_marked(&self) -> bool {
        self.exact != self.folded
    }
}

/// A syllable, or a token with its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unit {
    pub(crate) whole: Syllable,
    /// In a row; empty for a plain syllable.
    pub(crate) parts: Vec<Syllable>,
}

/// Takes the units out of the analysis of a query text.
pub(crate) fn units(analysis: &Analysis) -> Vec<Unit> {
    let mut tokens: Vec<Syllable> = analysis
        .exact
        .iter()
        .zip(analysis.folded.iter())
        .map(|(exact, folded)| Syllable {
            exact: exact.text.to_owned(),
            folded: folded.text.to_owned(),
            position: exact.position,
            range: exact.range,
        })
        .collect();
    // A whole before its parts.
    tokens.sort_by_key(|t| (t.position, t.range.start, usize::MAX - t.range.end));
    let mut units: Vec<Unit> = Vec::new();
    for token in tokens {
        match units.last_mut() {
            Some(Unit { whole, parts }) if token.range.end <= whole.range.end => match parts.last_mut() {
                // A whole inside a whole: its parts are enough.
                Some(last) if last.position == token.position => *last = token,
                _ => parts.push(token),
            },
            _ => units.push(Unit { whole: token, parts: Vec::new() }),
        }
    }
    units
}

/// The syllables of units in a row, each at the place it has in a text that says just this.
pub(crate) fn row(units: &[Unit]) -> Vec<Syllable> {
    let syllables = units.iter().flat_map(|unit| match unit.parts.as_slice() {
        [] => std::slice::from_ref(&unit.whole),
        parts => parts,
    });
    syllables.cloned().enumerate().map(|(position, s)| Syllable { position, ..s }).collect()
}

#[cfg(test)]
mod tests {
    use langbao_text::{Stream, StreamToken};

    use super::*;

    fn analysis(tokens: &[(&str, Range<usize>, usize)]) -> Analysis {
        let stream: Stream = tokens
            .iter()
            .map(|(text, range, position)| StreamToken { text, range: range.clone(), position: *position })
            .collect();
        Analysis { exact: stream.clone(), folded: stream, ..Analysis::default() }
    }

    #[test]
    fn a_token_keeps_its_parts() {
        // xã 32/qd-ubnd xã
        let tokens = [
            ("xa", 0..2, 0),
            ("32", 3..5, 1),
            ("32/qd-ubnd", 3..13, 1),
            ("qd", 6..8, 2),
            ("ubnd", 9..13, 3),
            ("xa", 14..16, 4),
        ];
        let units = units(&analysis(&tokens));
        let shown: Vec<(&str, Vec<&str>)> = units
            .iter()
            .map(|u| (u.whole.exact.as_str(), u.parts.iter().map(|p| p.exact.as_str()).collect()))
            .collect();
        assert_eq!(shown, [("xa", vec![]), ("32/qd-ubnd", vec!["32", "qd", "ubnd"]), ("xa", vec![])]);
        let row: Vec<(String, usize)> = row(&units).into_iter().map(|s| (s.exact, s.position)).collect();
        let expected = ["xa", "32", "qd", "ubnd", "xa"].map(str::to_owned).into_iter().zip(0..);
        assert_eq!(row, expected.collect::<Vec<_>>());
    }
}
