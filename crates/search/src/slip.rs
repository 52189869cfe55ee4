//! What a word may have been that was mistyped.

use std::collections::HashSet;

use langbao_text::{fold, may_be_syllable};

use crate::known::Known;

/// Words that are looked for a spelling of; each costs some hundred looks into the dictionary of the index.
const MAX_MISSPELLED: usize = 3;

/// Letters of such a word.
const LETTERS: std::ops::RangeInclusive<usize> = 3..=10;

/// Letters of two words typed as one.
const JOINED: std::ops::RangeInclusive<usize> = 4..=14;

/// A word that is no syllable is mistyped, even if it occurs, where one a letter away occurs so much more often.
const RATHER: u64 = 100;

/// The query with the words that no article has replaced by the most frequent ones a letter away, or parted. `None` if
/// there are no such words, or none for one of them.
pub(crate) fn respelled(known: &Known<'_>, q: &str) -> tantivy::Result<Option<String>> {
    let mut words: Vec<String> = q.split_whitespace().map(str::to_owned).collect();
    let mut misspelled = 0;
    for at in 0..words.len() {
        let folded = fold(&words[at]);
        let is_word = folded.bytes().all(|b| b.is_ascii_lowercase())
            && (LETTERS.contains(&folded.len()) || JOINED.contains(&folded.len()));
        let frequency = if is_word { known.frequency(&folded)? } else { continue };
        if frequency > 0 && may_be_syllable(&folded) {
            continue;
        }
        let best = match (parted(known, &folded)?, nearest(known, &folded, &words, at)?) {
            (Some(parted), _) if frequency == 0 => Some((u64::MAX, parted)),
            (_, nearest) => nearest,
        };
        match best {
            Some((other, near)) if other > frequency.saturating_mul(RATHER) => words[at] = near,
            _ if frequency > 0 => continue,
            _ => return Ok(None),
        }
        misspelled += 1;
        if misspelled > MAX_MISSPELLED {
            return Ok(None);
        }
    }
    Ok((misspelled > 0).then(|| words.join(" ")))
}

/// The most frequent word a letter away, and how frequent; one that stands beside a neighbour in the query before others.
fn nearest(
    known: &Known<'_>,
    folded: &str,
    words: &[String],
    at: usize,
) -> tantivy::Result<Option<(u64, String)>> {
    if !LETTERS.contains(&folded.len()) {
        return Ok(None);
    }
    let before = at.checked_sub(1).and_then(|before| words.get(before)).map(|word| fold(word));
    let after = words.get(at + 1).map(|word| fold(word));
    let mut best: Option<((u64, u64), u64, String)> = None;
    for near in a_letter_away(folded) {
        let frequency = known.frequency(&near)?;
        if frequency == 0 {
            continue;
        }
        let pairs = [
            before.as_ref().map(|word| format!("{word} {near}")),
            after.as_ref().map(|word| format!("{near} {word}")),
        ];
        let mut beside = 0;
        for pair in pairs.iter().flatten() {
            beside += known.folded_pair(pair)?;
        }
        // Syllables are what is mostly meant; a slip of two letters that changed places is the commonest.
        let weight = frequency
            * if may_be_syllable(&near) { 4 } else { 1 }
            * if near.len() == folded.len() { 2 } else { 1 };
        let weight = (beside, weight);
        let is_better = best.as_ref().is_none_or(|(most, _, word)| (weight, &near) > (*most, word));
        if is_better {
            best = Some((weight, frequency, near));
        }
    }
    Ok(best.map(|(_, frequency, near)| (frequency, near)))
}

/// Two neighbours between which the space is missing: *ngocthuy*.
fn parted(known: &Known<'_>, folded: &str) -> tantivy::Result<Option<String>> {
    if !JOINED.contains(&folded.len()) {
        return Ok(None);
    }
    let mut best: Option<(u64, String)> = None;
    for at in 2..folded.len() - 1 {
        let (first, second) = folded.split_at(at);
        if may_be_syllable(first) && may_be_syllable(second) {
            let pair = format!("{first} {second}");
            let frequency = known.folded_pair(&pair)?;
            if frequency > best.as_ref().map_or(0, |(most, _)| *most) {
                best = Some((frequency, pair));
            }
        }
    }
    Ok(best.map(|(_, pair)| pair))
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
