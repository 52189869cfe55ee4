//! Other ways to write a query that finds little: what its keys were meant to be, what it was misspelled from, which marks
//! it lacks. Offered only if it finds something.

use langbao_text::{fold, has_marks, is_syllable, match_key, read_keystrokes, restore};
use tantivy::Searcher;

use crate::known::Known;
use crate::schema::Fields;
use crate::slip::respelled;

/// A query that finds more articles was not mistyped.
const LITTLE: u64 = 10;

/// A query without marks that finds more articles is about a common thing, whichever marks it has.
pub(crate) const LITTLE_WITHOUT_MARKS: u64 = 200;

/// Suggestions, at most.
pub(crate) const MOST: usize = 3;

/// Words of a query that is helped.
const MAX_WORDS: usize = 10;

/// Readings of the marks that are tried.
const READINGS: usize = 4;

/// Syllables that stand in a row in an article hardly by chance: *bộ để* does.
const TELLING: usize = 3;

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
    let known = &Known { searcher, fields };
    if total > LITTLE {
        return Ok(named(SuggestionKind::Marks, marked(known, q)?));
    }
    if has_marks(q) && known.is_name(q) {
        // It is spelled as it should be; no article may have it all the same.
        return Ok(Vec::new());
    }
    let typed = read_keystrokes(q);
    let mut found: Vec<(String, SuggestionKind)> = Vec::new();
    found.extend(typed.iter().map(|typed| (typed.clone(), SuggestionKind::Keystrokes)));
    let base = typed.as_deref().unwrap_or(q);
    match respelled(known, base)? {
        Some(spelled) => {
            let marked = restore(&spelled, READINGS).into_iter().map(|reading| reading.text);
            found.extend(named(SuggestionKind::Spelling, marked.filter(|text| has_marks(text)).collect()));
            found.push((spelled, SuggestionKind::Spelling));
        }
        None if !has_marks(base) => found.extend(named(SuggestionKind::Marks, marked(known, base)?)),
        None if total == 0 && typed.is_none() => {
            found.extend(named(SuggestionKind::Spelling, otherwise_marked(known, base)?));
        }
        None => {}
    }
    Ok(found)
}

fn named(kind: SuggestionKind, texts: Vec<String>) -> Vec<(String, SuggestionKind)> {
    texts.into_iter().map(|text| (text, kind)).collect()
}

/// The readings of a query without marks: the names that are spelled so, then what the syllables make; not what is no
/// name or word where there is one, and not what never stands side by side.
fn marked(known: &Known<'_>, q: &str) -> tantivy::Result<Vec<String>> {
    if has_marks(q) {
        return Ok(Vec::new());
    }
    let mut readings = known.names(q);
    let is_named = !readings.is_empty();
    for reading in restore(q, READINGS).into_iter().map(|reading| reading.text).filter(|text| has_marks(text))
    {
        let key = match_key(&reading);
        let is_attested = match is_named {
            true => known.word(&key)? > 0,
            false => has_pairs(known, &key)?,
        };
        if is_attested && !readings.contains(&key) {
            readings.push(reading);
        }
    }
    Ok(readings)
}

/// Whether half of the pairs of a text at least, and the only one, stand side by side somewhere.
fn has_pairs(known: &Known<'_>, key: &str) -> tantivy::Result<bool> {
    let syllables: Vec<&str> = key.split(' ').collect();
    let mut there = 0;
    for pair in syllables.windows(2) {
        there += usize::from(known.has_row(&pair.join(" "))?);
    }
    Ok(2 * there >= syllables.len() - 1)
}

/// A query whose marks no article has: the name of a person or a place that it is but for them, else the query with
/// those of its syllables and pairs put right that are none. What could be meant as it stands is left alone.
fn otherwise_marked(known: &Known<'_>, q: &str) -> tantivy::Result<Vec<String>> {
    let names = known.names(&fold(q));
    if !names.is_empty() {
        return Ok(names);
    }
    let mut words: Vec<String> = q.split_whitespace().map(str::to_owned).collect();
    if words.len() >= TELLING {
        for reading in restore(&fold(q), READINGS) {
            if known.has_row(&match_key(&reading.text))? {
                return Ok(vec![reading.text]);
            }
        }
    }
    // No syllable has these marks: *quyêt*.
    for word in words.iter_mut().filter(|word| has_marks(word) && !is_syllable(word)) {
        *word = fold(word);
    }
    let whole = words.join(" ");
    let first = restore(&whole, 1).into_iter().next().map_or(whole, |reading| reading.text);
    let mut words: Vec<String> = first.split_whitespace().map(str::to_owned).collect();
    for at in 1..words.len() {
        let pair = format!("{} {}", words[at - 1], words[at]);
        if known.has_row(&match_key(&pair))? || known.is_name(&pair) {
            continue;
        }
        let mut best: Option<(u64, String)> = None;
        for reading in restore(&fold(&pair), READINGS) {
            let frequency = known.word(&reading.text)?;
            if frequency > best.as_ref().map_or(0, |(most, _)| *most) {
                best = Some((frequency, reading.text));
            }
        }
        if let Some((first, second)) = best.as_ref().and_then(|(_, pair)| pair.split_once(' ')) {
            (words[at - 1], words[at]) = (first.to_owned(), second.to_owned());
        }
    }
    Ok(vec![words.join(" ")])
}
