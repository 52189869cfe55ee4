//! What of a query is looked for in the text of a hit, to be highlighted.

use std::collections::HashMap;
use std::ops::Range;

use langbao_text::Analysis;

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

/// Finds the needles in an analyzed text, in order of place.
pub(crate) fn find(needles: &[Needle], text: &Analysis, in_title: bool) -> Vec<Match> {
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
    drop_stray(needles, matches)
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
