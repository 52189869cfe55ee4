//! What of a query is looked for in the text of a hit, to be highlighted.

use std::collections::HashMap;
use std::ops::Range;

use langbao_text::{Analysis, Analyzer, fold, rough_key, sketch};

/// How a syllable is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Form {
    /// With its marks.
    Exact(String),
    /// Without.
    Folded(String),
}

/// Syllables in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Needle {
    /// Not empty.
    pub(crate) row: Vec<Form>,
    pub(crate) title_only: bool,
    /// Worth showing beside other matches only, or *bàn* and *bán* would light up everywhere for *Ủy ban nhân dân*:
    /// matches any marking, though the query has marks, or is a part of a set expression.
    pub(crate) loose: bool,
}

/// The needles of a page of hits.
#[derive(Debug, Clone, Default)]
pub(crate) struct Needles {
    all: Vec<Needle>,
    /// Their rough keys, to pass over the sentences that cannot hold them; `None` if one has no such keys, such as a
    /// number.
    rough: Option<Vec<Vec<u32>>>,
}

/// A needle found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Match {
    /// Bytes of the text.
    pub(crate) range: Range<usize>,
    /// Syllables of the text.
    pub(crate) positions: Range<usize>,
    /// Which needle.
    pub(crate) needle: usize,
}

/// A text no longer than this is analyzed as it is, in bytes.
const SHORT: usize = 64;

/// Bytes behind a match of the only needle where others may be in the same excerpt: more than so many characters take.
const NEAR: usize = 1_200;

impl Needles {
    pub(crate) fn of(all: Vec<Needle>) -> Self {
        let key = |form: &Form| match form {
            Form::Exact(text) => rough_key(&fold(text)),
            Form::Folded(text) => rough_key(text),
        };
        let rough = all.iter().map(|needle| needle.row.iter().map(key).collect()).collect();
        Self { all, rough }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Finds them all in a text, in order of place.
    pub(crate) fn find(&self, analyzer: &Analyzer, text: &str, in_title: bool) -> Vec<Match> {
        self.find_within(analyzer, text, in_title, None)
    }

    /// As [`Self::find`], but of a needle that is the only one no more than an excerpt from its first match can show.
    pub(crate) fn find_first(&self, analyzer: &Analyzer, text: &str) -> Vec<Match> {
        self.find_within(analyzer, text, false, (self.all.len() == 1).then_some(NEAR))
    }

    fn find_within(
        &self,
        analyzer: &Analyzer,
        text: &str,
        in_title: bool,
        near: Option<usize>,
    ) -> Vec<Match> {
        let mut matches: Vec<Match> = Vec::new();
        let mut position = 0;
        for piece in self.pieces(text) {
            if let (Some(first), Some(near)) = (matches.first(), near)
                && piece.start > first.range.end + near
            {
                break;
            }
            let analysis = analyzer.syllables(&text[piece.clone()]);
            let found = find(&self.all, &analysis, in_title).into_iter().map(|found| Match {
                range: found.range.start + piece.start..found.range.end + piece.start,
                positions: found.positions.start + position..found.positions.end + position,
                ..found
            });
            matches.extend(found);
            // Between two pieces there is something else.
            position += analysis.exact.iter().next_back().map_or(0, |last| last.position + 2);
        }
        drop_stray(&self.all, matches)
    }

    /// The stretches of a text that may hold a needle, each of whole sentences.
    fn pieces(&self, text: &str) -> Vec<Range<usize>> {
        let whole = || std::iter::once(0..text.len()).collect();
        let Some(rough) = self.rough.as_ref().filter(|_| text.len() > SHORT) else { return whole() };
        let Some(runs) = sketch(text) else { return whole() };
        // Most runs are none of the first syllables, and one look tells.
        let first = rough.iter().filter_map(|row| row.first()).fold(0u64, |all, key| all | 1 << (key % 64));
        let mut pieces: Vec<Range<usize>> = Vec::new();
        for (at, run) in runs.iter().enumerate().filter(|(_, run)| first >> (run.key % 64) & 1 == 1) {
            let fits = |row: &&Vec<u32>| {
                runs.len() - at >= row.len() && runs[at..].iter().zip(*row).all(|(r, key)| r.key == *key)
            };
            let Some(length) = rough.iter().filter(fits).map(Vec::len).max() else { continue };
            let last = at + length - 1;
            let known = pieces.last().map_or(0, |piece| piece.end);
            if runs[last].end <= known {
                continue;
            }
            let end = runs[last + 1..].iter().find_map(|run| run.opens).unwrap_or(text.len());
            match pieces.last_mut() {
                Some(piece) if run.start < piece.end => piece.end = end,
                last => {
                    let start = runs[..=at].iter().rev().find_map(|run| run.opens).unwrap_or(0);
                    match last {
                        Some(piece) if start <= piece.end => piece.end = end,
                        _ => pieces.push(start..end),
                    }
                }
            }
        }
        pieces
    }
}

/// Finds the needles in an analyzed text, in order of place.
fn find(needles: &[Needle], text: &Analysis, in_title: bool) -> Vec<Match> {
    let mut first_exact: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut first_folded: HashMap<&str, Vec<usize>> = HashMap::new();
    for (number, needle) in needles.iter().enumerate().filter(|(_, n)| in_title || !n.title_only) {
        match needle.row.first() {
            Some(Form::Exact(text)) => first_exact.entry(text).or_default().push(number),
            Some(Form::Folded(text)) => first_folded.entry(text).or_default().push(number),
            None => {}
        }
    }
    let mut matches = Vec::new();
    for (exact, folded) in text.exact.iter().zip(text.folded.iter()) {
        let exact_ones = first_exact.get(exact.text).into_iter().flatten();
        let folded_ones = first_folded.get(folded.text).into_iter().flatten();
        for &needle in exact_ones.chain(folded_ones) {
            let rest = &needles[needle].row[1..];
            if let Some(end) = follows(text, exact.position, rest, exact.range.end) {
                let positions = exact.position..exact.position + 1 + rest.len();
                matches.push(Match { range: exact.range.start..end, positions, needle });
            }
        }
    }
    matches.sort_by_key(|m| (m.range.start, m.range.end));
    matches
}

/// Where the rest of a needle ends whose first syllable stands at this position, if it follows there.
fn follows(text: &Analysis, position: usize, rest: &[Form], mut end: usize) -> Option<usize> {
    for (next, form) in (position + 1..).zip(rest) {
        let tokens = text.exact.at_and_behind(next).zip(text.folded.at_and_behind(next));
        let here = tokens.take_while(|(t, _)| t.position == next);
        end = here
            .filter(|(exact, folded)| match form {
                Form::Exact(text) => exact.text == *text,
                Form::Folded(text) => folded.text == *text,
            })
            .map(|(exact, _)| exact.range.end)
            .next()?;
    }
    Some(end)
}

/// Leaves out loose matches that do not touch another match, unless there is nothing else.
fn drop_stray(needles: &[Needle], matches: Vec<Match>) -> Vec<Match> {
    let mut keep: Vec<bool> = matches.iter().map(|m| !needles[m.needle].loose).collect();
    if !keep.contains(&true) {
        return matches;
    }
    for i in 1..matches.len() {
        keep[i] |= keep[i - 1] && matches[i].positions.start <= matches[i - 1].positions.end;
    }
    for i in (1..matches.len()).rev() {
        keep[i - 1] |= keep[i] && matches[i].positions.start <= matches[i - 1].positions.end;
    }
    let mut keep = keep.into_iter();
    matches.into_iter().filter(|_| keep.next().unwrap_or(true)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn needle() -> impl Strategy<Value = Needle> {
        let syllable = prop::sample::select(vec![
            Form::Exact("ủy".to_owned()),
            Form::Exact("thụy".to_owned()),
            Form::Folded("thuy".to_owned()),
            Form::Folded("ban".to_owned()),
            Form::Folded("ky".to_owned()),
            Form::Exact("đường".to_owned()),
            Form::Exact("32".to_owned()),
        ]);
        let weights = (prop::collection::vec(syllable, 1..3), any::<bool>());
        weights.prop_map(|(row, loose)| Needle { row, title_only: false, loose })
    }

    fn text() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "Ủy",
            "uỷ ban",
            "bàn",
            "BAN",
            "Thuỵ",
            "thúy",
            "Kĩ",
            "thuật",
            "đ\u{1b0}\u{1a1}\u{300}ng",
            "32",
            "Hà",
            "Nội",
            " ",
            " ",
            " ",
            " ",
            ". ",
            "\n",
            "? ",
            ", ",
            "/",
            "-",
            "\u{200b}",
            "các phường khác trong quận",
        ]);
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn passing_over_sentences_misses_nothing(needles in prop::collection::vec(needle(), 1..4), text in text()) {
            let analyzer = Analyzer::new();
            let ranges = |needles: &Needles| -> Vec<_> {
                needles.find(&analyzer, &text, false).into_iter().map(|found| (found.range, found.needle)).collect()
            };
            let quick = Needles::of(needles);
            let thorough = Needles { rough: None, ..quick.clone() };
            prop_assert_eq!(ranges(&quick), ranges(&thorough));
        }
    }
}
