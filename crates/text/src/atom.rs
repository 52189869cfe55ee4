//! The smallest pieces of a text that can become tokens: runs of letters and digits, and what stands between them.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::letter::{is_letter, lower};

/// A longer run is no word of any language; it is cut, so that a broken page makes no giant tokens.
const MAX_CHARS: usize = 64;

/// What stands before an atom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Nothing: digits and the letters after them (`500m2` is `500` and `m2`).
    None,
    /// Spaces only.
    Space,
    /// One mark and nothing else: the `/` of `32/QĐ`.
    Joint(char),
    /// Marks that leave the sentence open.
    Mark,
    /// The end of a sentence or of a line, or the beginning of the text.
    Break,
}

/// A run of letters and digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Atom {
    /// Byte range in the normal form.
    pub(crate) range: Range<usize>,
    /// Whether it is ASCII digits alone.
    pub(crate) number: bool,
    pub(crate) before: Gap,
}

/// Abbreviations whose full stop ends no sentence.
const DOTTED: &[&str] = &[
    "bs", "gs", "ks", "kts", "mr", "mrs", "nxb", "pgs", "st", "th", "ths", "tl", "tm", "tp", "tr", "ts",
    "tt", "tx", "vs",
];

/// Finds the atoms of a text in normal form.
pub(crate) fn atoms(normal: &str) -> Vec<Atom> {
    let mut atoms: Vec<Atom> = Vec::with_capacity(normal.len() / 5);
    let mut gap_start = 0;
    let mut chars = normal.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if !begins(first) {
            continue;
        }
        let mut number = first.is_ascii_digit();
        let mut end = start + first.len_utf8();
        let mut length = 1;
        while let Some((at, c)) = chars.peek().copied() {
            let digit = c.is_ascii_digit();
            let goes_on =
                if number { digit } else { digit || is_letter(c) || (!c.is_ascii() && c.is_alphanumeric()) };
            if !goes_on || length == MAX_CHARS {
                break;
            }
            number &= digit;
            end = at + c.len_utf8();
            length += 1;
            chars.next();
        }
        let before = match atoms.last() {
            None => Gap::Break,
            Some(last) => gap(&normal[last.range.clone()], &normal[gap_start..start]),
        };
        atoms.push(Atom { range: start..end, number, before });
        gap_start = end;
    }
    atoms
}

/// Says whether an atom can begin with this; a mark without its letter is nothing to search for.
#[inline]
fn begins(c: char) -> bool {
    match lower(c) {
        Some(_) if c.is_ascii() => c.is_ascii_alphanumeric(),
        Some(_) => true,
        None => c.is_alphanumeric() && !is_combining_mark(c),
    }
}

/// Judges what stands between two atoms.
fn gap(last: &str, between: &str) -> Gap {
    let mut chars = between.chars();
    let Some(first) = chars.next() else { return Gap::None };
    if chars.as_str().is_empty() {
        match first {
            ' ' => return Gap::Space,
            '!' | '?' | '…' | '。' => return Gap::Break,
            _ if !first.is_whitespace() => return Gap::Joint(first),
            _ => {}
        }
    }
    let mut found = Gap::Space;
    for c in between.chars() {
        match c {
            '\n' | '\r' | '\u{0B}' | '\u{0C}' | '!' | '?' | '…' | '。' => return Gap::Break,
            '.' if found != Gap::Space || ends_sentence(last) => return Gap::Break,
            c if c.is_whitespace() => {}
            _ => found = Gap::Mark,
        }
    }
    found
}

/// Says whether a full stop after this run ends a sentence: not after `P.`, `TP.`, `Th.S`.
pub(crate) fn ends_sentence(last: &str) -> bool {
    let mut letters = last.chars();
    let one = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
    if one || last.len() > 4 {
        return !one;
    }
    let lower: String = last.chars().filter_map(lower).collect();
    DOTTED.binary_search(&lower.as_str()).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let shown = atoms(text).into_iter().map(|atom| {
            let before = match atom.before {
                Gap::None => "+".to_owned(),
                Gap::Space => " ".to_owned(),
                Gap::Joint(c) => format!("{{{c}}}"),
                Gap::Mark => " , ".to_owned(),
                Gap::Break => "|".to_owned(),
            };
            before + &text[atom.range]
        });
        assert_eq!(shown.collect::<String>(), expected);
    }

    #[test]
    fn atoms_and_what_parts_them() {
        check("Số 32/QĐ-UBND, ngày 5. Hôm nay", "|Số 32{/}QĐ{-}UBND , ngày 5|Hôm nay");
        check("P. Ngọc Thụy, TP.HCM! a\nb", "|P , Ngọc Thụy , TP{.}HCM|a|b");
        check("500m2 QL1A 18h30", "|500+m2 QL1A 18+h30");
        check("a  b\tc ... d", "|a b c|d");
        check("", "");
        check("\u{301} — …", "");
    }

    #[test]
    fn the_list_is_sorted() {
        assert!(DOTTED.is_sorted());
    }

    #[test]
    fn a_giant_run_is_cut() {
        let found = atoms(&"x".repeat(200)).into_iter().map(|a| a.range.len()).collect::<Vec<_>>();
        assert_eq!(found, [64, 64, 64, 8]);
    }
}
