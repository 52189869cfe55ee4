//! Other ways to write a query that finds little: what its keys were meant to be, what it was misspelled from, which marks
//! it lacks. Offered only if it finds something.

use std::collections::HashSet;

use langbao_text::{fold, has_marks, may_be_syllable, read_keystrokes, restore};
use tantivy::{Searcher, Term};

use crate::schema::Fields;

/// A query that finds more articles was not mistyped.
const LITTLE: u64 = 10;

/// A query without marks that finds more articles is about a common thing, whichever marks it has.
pub(crate) const LITTLE_WITHOUT_MARKS: u64 = 200;

/// Suggestions, at most.
pub(crate) const MOST: usize = 3;

/// Words of a query that is helped.
const MAX_WORDS: usize = 10;

/// Words that are looked for a spelling of; each costs some hundred looks into the dictionary of the index.
const MAX_MISSPELLED: usize = 3;

/// Letters of such a word.
const LETTERS: std::ops::RangeInclusive<usize> = 3..=10;

/// Readings of the marks that are tried.
const READINGS: usize = 4;

/// Another query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The query.
    pub q: String,
    /// The articles it finds under the same filters.
    pub total: u64,
    /// Why it is offered.
    pub kind: SuggestionKind,
}

/// What was put right in a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SuggestionKind {
    /// Keystrokes of Telex or VNI were read as letters: `phuowngf`.
    Keystrokes,
    /// A word that no article has was read as one that is a letter away: `nguyne`.
    Spelling,
    /// Marks were added.
    Marks,
}

/// Other ways to write a query of plain words that finds so many articles, the likeliest first.
pub(crate) fn rewritten(
    searcher: &Searcher,
    fields: &Fields,
    q: &str,
    total: u64,
) -> tantivy::Result<Vec<(String, SuggestionKind)>> {
    let is_plain = !q.contains(['"', ':', '(', ')', '~', '|', '!', '*']);
    let words = q.split_whitespace().collect::<Vec<_>>();
    let is_operator = |word: &&str| word.starts_with('-') || matches!(*word, "OR" | "AND" | "NOT");
    if !is_plain || words.is_empty() || words.len() > MAX_WORDS || words.iter().any(is_operator) {
        return Ok(Vec::new());
    }
    if total > LITTLE {
        return Ok(marked(q).map(|text| (text, SuggestionKind::Marks)).collect());
    }
    let typed = read_keystrokes(q);
    let mut found: Vec<(String, SuggestionKind)> = Vec::new();
    found.extend(typed.iter().map(|typed| (typed.clone(), SuggestionKind::Keystrokes)));
    let base = typed.as_deref().unwrap_or(q);
    let spelled = respelled(searcher, fields, base)?;
    let (base, kind) = match &spelled {
        Some(spelled) => (spelled.as_str(), SuggestionKind::Spelling),
        None => (base, SuggestionKind::Marks),
    };
    found.extend(marked(base).map(|text| (text, kind)));
    if total == 0 && typed.is_none() && has_marks(base) {
        // Marks that no article has: perhaps others are meant.
        found.extend(marked(&fold(base)).map(|text| (text, SuggestionKind::Spelling)));
    }
    found.extend(spelled.map(|spelled| (spelled, SuggestionKind::Spelling)));
    Ok(found)
}

/// The readings of a query without marks.
fn marked(q: &str) -> impl Iterator<Item = String> {
    let readings = if has_marks(q) { Vec::new() } else { restore(q, READINGS) };
    readings.into_iter().map(|candidate| candidate.text).filter(|text| has_marks(text))
}

/// The query with the words that no article has replaced by the most frequent ones a letter away. `None` if there are no
/// such words, or none for one of them.
fn respelled(searcher: &Searcher, fields: &Fields, q: &str) -> tantivy::Result<Option<String>> {
    let mut words: Vec<String> = q.split_whitespace().map(str::to_owned).collect();
    let mut misspelled = 0;
    for word in &mut words {
        let folded = fold(word);
        let is_word = folded.bytes().all(|b| b.is_ascii_lowercase()) && LETTERS.contains(&folded.len());
        if !is_word || frequency(searcher, fields, &folded)? > 0 {
            continue;
        }
        misspelled += 1;
        if misspelled > MAX_MISSPELLED {
            return Ok(None);
        }
        let mut best: Option<(u64, String)> = None;
        for near in a_letter_away(&folded) {
            let frequency = frequency(searcher, fields, &near)?;
            // Syllables are what is mostly meant; a slip of two letters that changed places is the commonest.
            let weight = frequency
                * if may_be_syllable(&near) { 4 } else { 1 }
                * if near.len() == folded.len() { 2 } else { 1 };
            if weight > best.as_ref().map_or(0, |best| best.0) {
                best = Some((weight, near));
            }
        }
        match best {
            Some((_, near)) => *word = near,
            None => return Ok(None),
        }
    }
    Ok((misspelled > 0).then(|| words.join(" ")))
}

/// How many articles have a word without marks in body or title; those in both count twice.
fn frequency(searcher: &Searcher, fields: &Fields, folded: &str) -> tantivy::Result<u64> {
    let of = |field| searcher.doc_freq(&Term::from_field_text(field, folded));
    Ok(of(fields.body.folded)? + of(fields.title.folded)?)
}

/// The words of small letters that are one slip away: a letter too many, too few, another, two that changed places.
fn a_letter_away(word: &str) -> HashSet<String> {
    let mut near = HashSet::new();
    for at in 0..=word.len() {
        let (head, tail) = word.split_at(at);
        for letter in 'a'..='z' {
            near.insert(format!("{head}{letter}{tail}"));
            if !tail.is_empty() {
                near.insert(format!("{head}{letter}{}", &tail[1..]));
            }
        }
        if !tail.is_empty() {
            near.insert(format!("{head}{}", &tail[1..]));
        }
        if let [first, second, ..] = tail.as_bytes() {
            near.insert(format!("{head}{}{}{}", char::from(*second), char::from(*first), &tail[2..]));
        }
    }
    near.remove(word);
    near
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_a_letter_away() {
        let near = a_letter_away("phuong");
        for slip in ["phung", "phuongg", "puhong", "phuang", "huong", "phuonk"] {
            assert!(near.contains(slip), "{slip}");
        }
        assert!(!near.contains("phuong") && !near.contains("pung"));
        assert!(near.len() < 400);
    }
}
