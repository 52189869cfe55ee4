//! The Vietnamese syllable (*tiếng*): onset, rhyme, tone, and where the tone mark stands.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::letter::{Tone, Vowel, bare, lower};

/// The longest syllable in letters: `nghiêng`.
const MAX_LETTERS: usize = 7;

/// Onsets of two letters or more, the longer first.
const LONG_ONSETS: [&str; 12] = ["ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", ""];

/// Every rhyme without its tone, sorted by bytes.
const RHYMES: &[&str] = &[
    "a", "ac", "ach", "ai", "am", "an", "ang", "anh", "ao", "ap", "at", "au", "ay", "e", "ec", "em", "en",
    "eng", "eo", "ep", "et", "i", "ia", "ich", "im", "in", "inh", "ip", "it", "iu", "iêc", "iêm", "iên",
    "iêng", "iêp", "iêt", "iêu", "o", "oa", "oac", "oach", "oai", "oam", "oan", "oang", "oanh", "oao", "oap",
    "oat", "oay", "oc", "oe", "oem", "oen", "oeo", "oet", "oi", "om", "on", "ong", "ooc", "oong", "op", "ot",
    "oăc", "oăm", "oăn", "oăng", "oăt", "u", "ua", "uc", "ui", "um", "un", "ung", "up", "ut", "uy", "uya",
    "uych", "uyn", "uynh", "uyt", "uyu", "uyên", "uyêt", "uân", "uâng", "uât", "uây", "uê", "uêch", "uênh",
    "uêu", "uôc", "uôi", "uôm", "uôn", "uông", "uôt", "uơ", "y", "yêm", "yên", "yêng", "yêt", "yêu", "âc",
    "âm", "ân", "âng", "âp", "ât", "âu", "ây", "ê", "êch", "êm", "ên", "ênh", "êp", "êt", "êu", "ô", "ôc",
    "ôi", "ôm", "ôn", "ông", "ôp", "ôt", "ăc", "ăm", "ăn", "ăng", "ăp", "ăt", "ơ", "ơi", "ơm", "ơn", "ơp",
    "ơt", "ư", "ưa", "ưc", "ưi", "ưm", "ưn", "ưng", "ưt", "ưu", "ươc", "ươi", "ươm", "ươn", "ương", "ươp",
    "ươt", "ươu",
];

/// Rhymes that stand only after `qu`, whose `u` is written with the onset: `quýt`, `quỳnh`.
const RHYMES_AFTER_QU: [&str; 4] = ["ych", "yn", "ynh", "yt"];

/// A syllable taken apart: where things are, in letters from its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Syllable {
    /// Letters of the onset, 0 to 3.
    pub onset: usize,
    /// Letters of the whole syllable, 1 to 7.
    pub letters: usize,
    /// The tone; the level one if no mark is written.
    pub tone: Tone,
    /// Which letter the tone mark belongs on, in the style of *hòa*, *thủy*, *khỏe*.
    pub mark: usize,
}

impl Syllable {
    /// Takes a text of precomposed letters apart, in any case, with the mark on any of its vowels. `None` if the
    /// text is not spelled as a Vietnamese syllable can be: `hợp` and `Hoà` are, `covid`, `hat` and `hôô` are not.
    pub fn parse(text: &str) -> Option<Self> {
        let syllable = Self::of_letters(text)?;
        // Before a stop (p, t, c, ch) only these two tones are spoken.
        let stopped = match text.as_bytes() {
            [.., b'c' | b'C', b'h' | b'H'] => true,
            [.., last] => matches!(last.to_ascii_lowercase(), b'p' | b't' | b'c'),
            [] => false,
        };
        (!stopped || matches!(syllable.tone, Tone::Rising | Tone::Heavy)).then_some(syllable)
    }

    /// As [`Syllable::parse`], but any tone may stand before a stop: a text without marks passes.
    pub(crate) fn of_letters(text: &str) -> Option<Self> {
        // At most seven letters of at most three bytes, in lower case and without tone.
        let mut bytes = [0; 4 * MAX_LETTERS];
        let (mut length, mut letters, mut tone) = (0, 0, Tone::Level);
        for c in text.chars() {
            if letters == MAX_LETTERS {
                return None;
            }
            let mut c = lower(c)?;
            if let Some(vowel) = Vowel::of(c) {
                if vowel.tone() != Tone::Level {
                    if tone != Tone::Level {
                        return None;
                    }
                    tone = vowel.tone();
                }
                c = vowel.with_tone(Tone::Level);
            }
            length += c.encode_utf8(&mut bytes[length..]).len();
            letters += 1;
        }
        let toneless = std::str::from_utf8(&bytes[..length]).ok()?;
        let (onset, rhyme) = split(toneless)?;
        Some(Self { onset, letters, tone, mark: onset + mark_in(rhyme) })
    }
}

/// Says whether a text is spelled as a Vietnamese syllable can be; tells *hợp* from *shop*.
pub fn is_syllable(text: &str) -> bool {
    Syllable::parse(text).is_some()
}

/// Says whether a text may be a Vietnamese syllable that was typed without its marks, or without some: `phuong`, `đuong`,
/// `hợp`, but not `covid`.
pub fn may_be_syllable(text: &str) -> bool {
    static BARE_RHYMES: LazyLock<HashSet<String>> =
        LazyLock::new(|| RHYMES.iter().map(|rhyme| rhyme.chars().filter_map(bare).collect()).collect());
    if text.chars().nth(MAX_LETTERS).is_some() {
        return false;
    }
    let letters: Option<String> = text.chars().map(bare).collect();
    letters.is_some_and(|letters| split_by(&letters, |rhyme| BARE_RHYMES.contains(rhyme)).is_some())
}

/// Splits lower-case letters without tone into the length of the onset in letters, and the rhyme.
fn split(toneless: &str) -> Option<(usize, &str)> {
    split_by(toneless, |rhyme| RHYMES.binary_search(&rhyme).is_ok())
}

/// Splits the letters of a syllable into onset and rhyme, given which rhymes there are.
fn split_by(letters: &str, known: impl Fn(&str) -> bool) -> Option<(usize, &str)> {
    for onset in LONG_ONSETS {
        if let Some(rhyme) = letters.strip_prefix(onset)
            && (known(rhyme) && may_stand_before(onset, rhyme)
                || onset == "qu" && RHYMES_AFTER_QU.contains(&rhyme))
        {
            return Some((onset.len(), rhyme));
        }
    }
    let first = letters.chars().next()?;
    let (onset, rhyme) = letters.split_at(first.len_utf8());
    (matches!(
        first,
        'b' | 'c' | 'd' | 'đ' | 'g' | 'h' | 'k' | 'l' | 'm' | 'n' | 'p' | 'r' | 's' | 't' | 'v' | 'x'
    ) && known(rhyme)
        && may_stand_before(onset, rhyme))
    .then_some((1, rhyme))
}

/// Whether an onset is spelled so before a rhyme: one sound is written `c` or `k`, `g` or `gh`, `ng` or `ngh` by the vowel
/// that follows. `gì` and `giếng` have a `g` before an `i`.
fn may_stand_before(onset: &str, rhyme: &str) -> bool {
    let front = rhyme.starts_with(['e', 'ê', 'i', 'y']);
    match onset {
        "c" | "ng" => !front,
        "k" | "gh" | "ngh" => front,
        "g" => !rhyme.starts_with(['e', 'ê', 'y']),
        _ => true,
    }
}

/// Which letter of a rhyme carries the mark.
fn mark_in(rhyme: &str) -> usize {
    let is_vowel = |c: &char| Vowel::of(*c).is_some();
    let vowels = rhyme.chars().take_while(is_vowel).count();
    // A letter with a hat, a horn or a breve takes it; of two, the second: `ươ`.
    if let Some(at) = rhyme.chars().take(vowels).enumerate().filter(|(_, c)| !c.is_ascii()).last() {
        return at.0;
    }
    let closed = rhyme.chars().count() > vowels;
    match vowels {
        3 => 1,
        2 if closed => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rhymes_are_sorted() {
        assert!(RHYMES.is_sorted());
    }

    #[test]
    fn syllables_are_told_from_other_words() {
        for yes in [
            "Ủy",
            "ban",
            "phường",
            "Nghiêng",
            "giờ",
            "gì",
            "giếng",
            "quýt",
            "khuya",
            "đường",
            "y",
            "HỢP",
            "Thuỵ",
        ] {
            assert!(is_syllable(yes), "{yes}");
        }
        for no in
            ["", "covid", "hat", "hôô", "shop", "ubnd", "qđ", "hóà", "m2", "w", "tòc", "nghiêngg", "facebook"]
        {
            assert!(!is_syllable(no), "{no}");
        }
    }

    #[test]
    fn onsets_are_spelled_by_their_vowel() {
        for yes in ["kẻ", "kỹ", "ghế", "nghỉ", "ngà", "gà", "gì", "giêng", "ca", "cu", "quê", "gia", "giặt"]
        {
            assert!(is_syllable(yes), "{yes}");
        }
        for no in ["ce", "cy", "ka", "kô", "ge", "gha", "nge", "ngha", "ngi", "qa"] {
            assert!(!is_syllable(no), "{no}");
        }
    }

    #[test]
    fn what_lacks_its_marks_may_be_a_syllable() {
        for yes in ["phuong", "nguyen", "duong", "đuong", "phưong", "hợp", "QUYET", "ba", "giuong", "y"] {
            assert!(may_be_syllable(yes), "{yes}");
        }
        for no in ["", "covid", "shop", "ubnd", "phuongg", "ka", "file", "m2", "nghienggg", "zalo"] {
            assert!(!may_be_syllable(no), "{no}");
        }
    }

    #[test]
    fn the_mark_has_one_place() {
        let placed = |text: &str| Syllable::parse(text).map(|s| (s.onset, s.mark));
        assert_eq!(placed("hoà"), Some((1, 1)));
        assert_eq!(placed("thuỵ"), Some((2, 2)));
        assert_eq!(placed("qúy"), Some((2, 2)));
        assert_eq!(placed("gìơ"), Some((2, 2)));
        assert_eq!(placed("gìn"), Some((1, 1)));
        assert_eq!(placed("tòan"), Some((1, 2)));
        assert_eq!(placed("thúyên"), Some((2, 4)));
        assert_eq!(placed("ngòai"), Some((2, 3)));
        assert_eq!(placed("đừơng"), Some((1, 2)));
        assert_eq!(placed("khuỷu"), Some((2, 3)));
    }
}
