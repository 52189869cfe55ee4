//! Keys under which spellings meet: the match key, and the folded form without marks.

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::letter::{Vowel, bare, is_letter, lower};
use crate::normal_form::normal_form;

/// Returns the key under which two spellings of one name or word are the same: normal form in lower case, `y` for `i`
/// where both are written (*kĩ thuật*, *Mĩ*, *lí do*, *quí*; but *tai* and *tay* stay apart), runs of white space made
/// one space, trimmed. `Thẩm  Bá Phước` and `THẨM BÁ PHƯỚC` have one key.
pub fn match_key(text: &str) -> String {
    one_spaced(&key_of_normal(&normal_form(text)))
}

/// Returns the match key without any diacritics, đ made d: `thẩm bá phước` → `tham ba phuoc`.
pub fn fold(text: &str) -> String {
    one_spaced(&fold_key(&match_key(text)))
}

/// Says whether any letter carries a Vietnamese mark (a tone, a hat, a horn, a breve, or is đ).
pub fn has_marks(text: &str) -> bool {
    text.nfd().any(|c| {
        matches!(
            c,
            '\u{300}'
                | '\u{301}'
                | '\u{302}'
                | '\u{303}'
                | '\u{306}'
                | '\u{309}'
                | '\u{31B}'
                | '\u{323}'
                | 'đ'
                | 'Đ'
                | '\u{D0}'
                | '\u{F0}'
        )
    })
}

/// The match key of a text in normal form, its spaces left as they are.
pub(crate) fn key_of_normal(normal: &str) -> String {
    let mut key = String::with_capacity(normal.len());
    let mut foreign = false;
    for c in normal.chars() {
        match (lower(c), c) {
            (Some(c), _) => key.push(c),
            // `m²` is written `m2` as often.
            (None, '¹') => key.push('1'),
            (None, '²') => key.push('2'),
            (None, '³') => key.push('3'),
            (None, c) => {
                foreign = true;
                key.extend(c.to_lowercase());
            }
        }
    }
    // A capital may have no composed form where its small letter has one: `J̌`.
    if foreign && is_nfc_quick(key.chars()) != IsNormalized::Yes {
        key = key.nfc().collect();
    }
    with_y(key)
}

/// A match key without marks.
pub(crate) fn fold_key(key: &str) -> String {
    let mut folded = String::with_capacity(key.len());
    let mut foreign = false;
    for c in key.chars() {
        match bare(c) {
            Some(c) => folded.push(c),
            None => {
                foreign = true;
                folded.extend(std::iter::once(c).nfd().filter(|c| !is_combining_mark(*c)));
            }
        }
    }
    if foreign {
        folded = folded.nfc().collect();
        // Letters of other languages may have lost a mark that kept their word from the rule.
        return with_y(folded);
    }
    folded
}

/// Writes `y` for a final `i` after h, k, l, m, s, t and qu. Both spellings are in use, for the same words.
fn with_y(key: String) -> String {
    if !key.bytes().any(|b| b"hklmstq".contains(&b)) {
        return key;
    }
    let mut written: Option<String> = None;
    let mut copied = 0;
    let mut start = 0;
    let ends = key.char_indices().filter(|(_, c)| !is_letter(*c)).map(|(at, c)| (at, at + c.len_utf8()));
    for (end, next) in ends.chain([(key.len(), key.len())]) {
        if let Some((at, y)) = swap(&key[start..end]) {
            let at = start + at;
            let out = written.get_or_insert_with(|| String::with_capacity(key.len() + 8));
            out.push_str(&key[copied..at]);
            out.push(y);
            copied = at + key[at..].chars().next().map_or(0, char::len_utf8);
        }
        start = next;
    }
    match written {
        Some(mut out) => {
            out.push_str(&key[copied..]);
            out
        }
        None => key,
    }
}

/// Which letter of a lower-case run is an `i` to be written `y`, and that `y`.
#[inline]
fn swap(run: &str) -> Option<(usize, char)> {
    let mut chars = run.char_indices();
    let (_, onset) = chars.next()?;
    let (mut at, mut vowel) = chars.next()?;
    match onset {
        'h' | 'k' | 'l' | 'm' | 's' | 't' => {}
        'q' if vowel == 'u' => (at, vowel) = chars.next()?,
        _ => return None,
    }
    let y = Vowel::of(vowel)?.i_as_y()?;
    match chars.as_str() {
        "" => Some((at, y)),
        "t" | "nh" | "ch" if onset == 'q' => Some((at, y)),
        _ => None,
    }
}

fn one_spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !spaced.is_empty() {
            spaced.push(' ');
        }
        spaced.push_str(word);
    }
    spaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_have_one_key() {
        for (one, other) in [
            ("Thẩm  Bá Phước\n", "THẨM BÁ PHƯỚC"),
            ("kĩ thuật", "Kỹ thuật"),
            ("Mĩ", "mỹ"),
            ("lí do", "lý do"),
            ("Quí", "Quý"),
            ("xe quít", "xe quýt"),
            ("Ngọc Thuỵ", "ngọc thụy"),
            ("Ðống Đa", "đống đa"),
            ("500 m²", "500 M2"),
        ] {
            assert_eq!(match_key(one), match_key(other));
            assert_eq!(fold(one), fold(other));
        }
        for (one, other) in
            [("tai", "tay"), ("thúi", "thúy"), ("đi", "đy"), ("thi", "thy"), ("ngọc thúy", "ngọc thụy")]
        {
            assert_ne!(match_key(one), match_key(other));
        }
    }

    #[test]
    fn fold_takes_all_marks() {
        assert_eq!(fold("Đống Đa, ĐƯỜNG  Kĩ"), "dong da, duong ky");
        assert_eq!(fold("Ê-đê, Krông Búk, façade, lı̈"), "e-de, krong buk, facade, lı");
        assert_eq!(fold("hï"), fold(&fold("hï")));
    }

    #[test]
    fn marks_are_seen() {
        for marked in ["Thẩm", "đo", "Ða", "a\u{301}", "cơ", "tư", "ăn"] {
            assert!(has_marks(marked), "{marked}");
        }
        for bare in ["", "ngoc thuy", "façade", "Zürich", "年"] {
            assert!(!has_marks(bare), "{bare}");
        }
    }
}
