//! A quick look at a text: where its runs of letters stand, each with a key so rough that it takes no analysis. Who looks for
//! a few syllables in a long text finds with it the sentences that may hold them, and has those alone analyzed.

use unicode_normalization::char::{canonical_combining_class, compose};

use crate::atom::ends_sentence;
use crate::letter::{bare, lower};
use crate::normal_form::is_invisible;

/// A longer run may be cut by the analyzer, in bytes.
const MAX_RUN: usize = 60;

/// A run of letters and digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Its first byte.
    pub start: usize,
    /// The byte behind its last.
    pub end: usize,
    /// Where a piece of the text begins that has the same syllables if it is analyzed by itself, if one begins with this
    /// run: at a line or at a sentence that surely ends before. Not behind `start`.
    pub opens: Option<usize>,
    /// Its rough key.
    pub key: u32,
}

/// Returns the rough key of a syllable without marks: runs that are this syllable have the same, and few others. `None` if
/// it is not of Vietnamese letters alone.
pub fn rough_key(folded: &str) -> Option<u32> {
    let mut key = 0;
    for byte in folded.bytes() {
        if !byte.is_ascii_lowercase() {
            return None;
        }
        key = with(key, byte);
    }
    Some(key)
}

/// Finds the runs of a text. `None` for a text with letters of other languages, invisible characters and the like: only the
/// analyzer can tell what these are.
pub fn sketch(text: &str) -> Option<Vec<Run>> {
    let bytes = text.as_bytes();
    let mut runs: Vec<Run> = Vec::with_capacity(text.len() / 5);
    let mut at = 0;
    let mut gap = 0;
    let mut composed = true;
    while at < bytes.len() {
        let (first, length) = letter(text, at)?;
        if first == 0 {
            at += length;
            continue;
        }
        let (start, number) = (at, first.is_ascii_digit());
        let opens = match runs.last() {
            None => Some(0),
            Some(last) => {
                opening(&text[last.start..last.end], composed, &text[gap..start]).map(|at| gap + at)
            }
        };
        let mut key = 0;
        composed = true;
        while at < bytes.len() {
            let (byte, length) = letter(text, at)?;
            // `500m2` is `500` and `m2`.
            if byte == 0 || (number && !byte.is_ascii_digit()) {
                break;
            }
            key = with(key, byte);
            let mut end = at + length;
            if bytes.get(end).is_some_and(|next| *next >= 0xCC) {
                let all = marks(text, at, end)?;
                composed &= all == end;
                end = all;
            }
            at = end;
        }
        if at - start > MAX_RUN {
            return None;
        }
        runs.push(Run { start, end: at, opens, key });
        gap = at;
    }
    Some(runs)
}

#[inline]
fn with(key: u32, byte: u8) -> u32 {
    // *Kĩ* and *kỹ* are one word.
    let byte = if byte == b'y' { b'i' } else { byte };
    key.wrapping_mul(0x0100_0193) ^ u32::from(byte)
}

/// The letter without marks, or the digit, that begins here, or 0 for what is neither; and its length in bytes. `None` for
/// what only the analyzer knows.
#[inline]
fn letter(text: &str, at: usize) -> Option<(u8, usize)> {
    let byte = text.as_bytes()[at];
    if byte < 0x80 {
        return Some((if byte.is_ascii_alphanumeric() { byte.to_ascii_lowercase() } else { 0 }, 1));
    }
    let c = text[at..].chars().next()?;
    let length = c.len_utf8();
    if let Some(plain) = lower(c).and_then(bare) {
        return u8::try_from(plain).ok().filter(u8::is_ascii_lowercase).map(|byte| (byte, length));
    }
    match c {
        '\u{D0}' | '\u{F0}' => Some((b'd', length)),
        _ if c.is_alphanumeric() || is_invisible(c) || canonical_combining_class(c) != 0 => None,
        _ => Some((0, length)),
    }
}

/// Where the marks end that stand behind a letter as characters of their own. `None` if they do not melt into it.
fn marks(text: &str, letter: usize, mut at: usize) -> Option<usize> {
    let mut melted = text[letter..at].chars().next()?;
    while let Some(mark) = text[at..].chars().next().filter(|c| canonical_combining_class(*c) != 0) {
        melted = compose(melted, mark)?;
        lower(melted).and_then(bare)?;
        at += mark.len_utf8();
    }
    Some(at)
}

/// Whether a sentence surely ends between two runs, and behind which byte of what stands between them.
fn opening(last: &str, composed: bool, between: &str) -> Option<usize> {
    if between == " " {
        return None;
    }
    let space = between.bytes().rposition(|byte| byte.is_ascii_whitespace())?;
    let ends = between.bytes().any(|byte| matches!(byte, b'\n' | b'!' | b'?'))
        || (between.starts_with('.') && between.len() > 1 && composed && ends_sentence(last));
    ends.then_some(space + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Analyzer, StreamToken};

    fn text() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "Ủy",
            "uỷ",
            "hoà",
            "HÒA",
            "quí",
            "Quý",
            "gìơ",
            "kĩ",
            "kỹ",
            "đường",
            "Ðống",
            "Đ/c",
            "P.",
            "TP.",
            "HCM",
            "32/QĐ-UBND",
            "27/02/2018",
            "18h30",
            "ngày 5 tháng 3 năm 2018",
            "1.234,5",
            "500m2",
            "vp@a.gov.vn",
            "Th.S",
            "ph\u{1b0}\u{1a1}\u{300}ng",
            "bi\u{300}nh",
            "o\u{309}",
            "e\u{302}\u{301}",
            " ",
            " ",
            " ",
            " ",
            ". ",
            ".",
            ", ",
            "\n",
            "! ",
            "?",
            "? ",
            "… ",
            "\u{a0}",
            "\u{200b}",
            "\u{301}",
            "“",
            "” ",
            "–",
            "/",
            "-",
            "😀",
            "ß",
            "年",
        ]);
        prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    #[test]
    fn runs_sentences_and_keys() {
        let text = "Ngọc Thuỵ kĩ. Bà A. B. ngo\u{323}c\n500m2 ";
        let runs = sketch(text).unwrap();
        let shown: Vec<(&str, bool)> =
            runs.iter().map(|run| (&text[run.start..run.end], run.opens.is_some())).collect();
        let expected = [
            ("Ngọc", true),
            ("Thuỵ", false),
            ("kĩ", false),
            ("Bà", true),
            ("A", false),
            ("B", false),
            ("ngo\u{323}c", false),
            ("500", true),
            ("m2", false),
        ];
        assert_eq!(shown, expected);
        let keys: Vec<Option<u32>> = ["ngoc", "thuy", "ky", "ba"].map(rough_key).into();
        assert_eq!(runs[..4].iter().map(|run| Some(run.key)).collect::<Vec<_>>(), keys);
        assert_eq!(runs[6].key, runs[0].key);
        assert_eq!(
            (rough_key("m2"), rough_key("đ"), sketch("façade"), sketch("xã\u{200b}hội")),
            (None, None, None, None)
        );
    }

    proptest! {
        #[test]
        fn no_syllable_is_missed(text in text()) {
            let analysis = Analyzer::new().syllables(&text);
            if let Some(runs) = sketch(&text) {
                for (token, exact) in analysis.folded.iter().zip(analysis.exact.iter()) {
                    let Some(key) = rough_key(token.text) else { continue };
                    let run = runs.iter().find(|run| run.start == token.range.start);
                    prop_assert_eq!(run.map(|run| (run.end, run.key)), Some((token.range.end, key)), "{:?}", exact);
                }
            }
        }

        #[test]
        fn a_piece_has_the_same_syllables(text in text()) {
            let analyzer = Analyzer::new();
            let all = analyzer.syllables(&text);
            for open in sketch(&text).into_iter().flatten().filter_map(|run| run.opens) {
                let of = |text: &str, shift: usize, from: usize| -> Vec<(String, usize, usize)> {
                    let tokens = analyzer.syllables(text).exact;
                    let shown = |t: StreamToken<'_>| (t.text.to_owned(), t.range.start + shift, t.range.end + shift);
                    tokens.iter().map(shown).filter(|(_, start, _)| *start >= from).collect()
                };
                let mut parted = of(&text[..open], 0, 0);
                parted.extend(of(&text[open..], open, 0));
                prop_assert_eq!(parted, of(&text, 0, 0));
                let first = all.exact.iter().find(|token| token.range.start >= open);
                prop_assert!(first.is_some());
            }
        }
    }
}
