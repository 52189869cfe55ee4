//! Whether a text is Vietnamese from before Unicode, and in which encoding.
//!
//! Each encoding is tried on the words that are not ASCII, and what comes out is measured: letters that spell Vietnamese
//! syllables, and the syllables that are common, cost little; letters that spell none cost much. The text as it is takes
//! part, so French stays French and Unicode stays Unicode.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::char::is_combining_mark;

use crate::legacy_encoding::{LegacyEncoding, byte_of, read_as_windows_1252};
use crate::letter::lower;
use crate::syllable::Syllable;

/// Common syllables of Vietnamese, the most common first. `data/README.md` says where from.
const COMMON: &str = include_str!("../data/common_syllables.txt");

/// Words looked at; more do not change the answer.
const MAX_WORDS: usize = 300;

/// Words looked at in search of those: text that is no words at all ends here.
const MAX_TRIED: usize = 10 * MAX_WORDS;

/// A longer word, in bytes, is a syllable in no encoding: the longest are "nghiêng" and its like, in VNI 9 letters of two
/// bytes each; the rest is for signs around it.
const MAX_WORD_BYTES: usize = 64;

/// What a word costs that is no Vietnamese syllable, that is one but rare, and that is a word of another language,
/// in natural logarithms of an odds. A common syllable costs the logarithm of its rank.
const INVALID: f32 = 14.0;
const RARE: f32 = 9.5;
const FOREIGN: f32 = 8.5;

/// Which encoding a text is in, as [`detect_legacy`] sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LegacyGuess {
    /// The encoding.
    pub encoding: LegacyEncoding,
    /// How sure this is, above 0.5 and up to 1; it grows with the words that speak for it.
    pub confidence: f32,
}

/// Says in which legacy encoding bytes are, if in any. Bytes that are UTF-8 or ASCII are in none.
pub fn detect_legacy(bytes: &[u8]) -> Option<LegacyGuess> {
    // A text cut within a letter is still UTF-8.
    let utf8 =
        std::str::from_utf8(bytes).map_or_else(|e| e.error_len().is_none() && e.valid_up_to() > 0, |_| true);
    (!utf8).then(|| detect_misread(&read_as_windows_1252(bytes)))?
}

/// Says in which legacy encoding a text is that was read as windows-1252 or ISO 8859-1, if in any.
///
/// ```
/// use langbao_text::{LegacyEncoding, detect_misread};
///
/// let guess = detect_misread("Uû ban nh©n d©n x· tæ chøc héi nghÞ").unwrap();
/// assert_eq!(guess.encoding, LegacyEncoding::Tcvn3);
/// assert_eq!(detect_misread("Ủy ban nhân dân xã tổ chức hội nghị"), None);
/// assert_eq!(detect_misread("L'élève a été reçu à l'école"), None);
/// ```
pub fn detect_misread(text: &str) -> Option<LegacyGuess> {
    let evidence = Evidence::of(text, &LegacyEncoding::ALL)?;
    let best = (0..ENCODINGS).min_by(|a, b| evidence.costs[*a].total_cmp(&evidence.costs[*b]))?;
    let others = (0..ENCODINGS).filter(|at| *at != best).map(|at| evidence.costs[at]);
    let next = others.fold(evidence.as_is, f32::min);
    let spelled = evidence.spelled(best);
    let share =
        (evidence.valid[best] + evidence.plain_valid) as f32 / (evidence.marked + evidence.plain) as f32;
    // Words without marks are syllables too in a Vietnamese text; names and abbreviations are not.
    if spelled < 0.7 || share < 0.5 {
        return None;
    }
    let confidence = (1.0 - (-(next - evidence.costs[best]) / 6.0).exp()) * spelled;
    // One word may look right by chance: `só` read as VNI.
    (confidence > if evidence.valid[best] > 1 { 0.5 } else { 0.7 })
        .then_some(LegacyGuess { encoding: LegacyEncoding::ALL[best], confidence })
}

impl LegacyEncoding {
    /// How much better a text that was read as windows-1252 reads in this encoding than as it is: the natural logarithm
    /// of an odds, below zero if it reads worse, zero if it has nothing to go by. For where something else has named the
    /// encoding, such as a font: a few letters are enough.
    ///
    /// ```
    /// use langbao_text::LegacyEncoding;
    ///
    /// assert!(LegacyEncoding::Tcvn3.advantage("Hµ Néi") > 3.0);
    /// assert!(LegacyEncoding::Tcvn3.advantage("công an") < -3.0);
    /// ```
    pub fn advantage(self, text: &str) -> f32 {
        Evidence::of(text, &[self]).map_or(0.0, |evidence| evidence.as_is - evidence.costs[0])
    }
}

const ENCODINGS: usize = LegacyEncoding::ALL.len();

/// What the words of a text say for each encoding.
#[derive(Default)]
struct Evidence {
    /// What the words cost that are not ASCII, by encoding asked for, and as they are.
    costs: [f32; ENCODINGS],
    as_is: f32,
    /// How many they are, and how many of them are syllables, by encoding.
    marked: usize,
    valid: [usize; ENCODINGS],
    /// How many words are ASCII, and how many of them are syllables without marks.
    plain: usize,
    plain_valid: usize,
}

impl Evidence {
    /// Weighs the first words of a text, read in the encodings that are `asked` for; `None` if it is plainly ASCII,
    /// Unicode, or good as it is.
    fn of(text: &str, asked: &[LegacyEncoding]) -> Option<Self> {
        let mut seen = Self::default();
        let (mut unicode, mut good, mut tried) = (0, 0, 0);
        let is_seam = |c: char| {
            c.is_whitespace() && c != '\u{a0}' || c.is_ascii() && !c.is_ascii_alphabetic() && !is_control(c)
        };
        for word in text.split(is_seam).filter(|word| !word.is_empty()) {
            if word.is_ascii() && !word.contains(is_control) {
                if word.len() > 1 && seen.plain < MAX_WORDS {
                    seen.plain += 1;
                    seen.plain_valid += usize::from(Syllable::of_letters(word).is_some());
                }
                continue;
            }
            // A quote, a dash or a sign alone, as in `30°`, is a letter in some encoding, but tells nothing.
            let is_sign = !word.contains(char::is_alphabetic) && word.chars().nth(1).is_none();
            if is_sign || word.chars().all(|c| ('\u{2010}'..'\u{20B0}').contains(&c)) {
                continue;
            }
            tried += 1;
            if tried > MAX_TRIED {
                break;
            }
            let (cost, is_word) = cost_as_is(word);
            seen.marked += 1;
            unicode += usize::from(word.chars().any(is_beyond_bytes));
            good += usize::from(is_word && cost < FOREIGN);
            if unicode * 5 > seen.marked && unicode > 4 || seen.marked > 40 && good * 4 > seen.marked * 3 {
                return None;
            }
            let mut readings = [(INVALID, false); ENCODINGS];
            if word.len() <= MAX_WORD_BYTES {
                for (reading, encoding) in readings.iter_mut().zip(asked) {
                    *reading = cost_of(&encoding.decode_misread(word));
                }
            }
            // Punctuation, whichever way it is read.
            if !is_word && !readings.iter().any(|(_, valid)| *valid) {
                seen.marked -= 1;
                continue;
            }
            seen.as_is += cost;
            for (at, (cost, valid)) in readings.into_iter().enumerate() {
                seen.costs[at] += cost;
                seen.valid[at] += usize::from(valid);
            }
            if seen.marked == MAX_WORDS {
                break;
            }
        }
        (seen.marked > 0 && unicode * 5 <= seen.marked).then_some(seen)
    }

    /// The share of the words that are not ASCII that are syllables in an encoding.
    fn spelled(&self, encoding: usize) -> f32 {
        self.valid[encoding] as f32 / self.marked as f32
    }
}

/// Whether a character is one of the controls some encodings have letters at.
fn is_control(c: char) -> bool {
    c.is_ascii_control() && !c.is_ascii_whitespace()
}

/// Whether a character is a letter or a mark that no single-byte encoding of western Europe has: a sign of Unicode.
fn is_beyond_bytes(c: char) -> bool {
    !c.is_ascii() && byte_of(c).is_none() && (c.is_alphabetic() || is_combining_mark(c))
}

/// What a decoded word costs, and whether it is a syllable.
fn cost_of(word: &str) -> (f32, bool) {
    static RANKS: LazyLock<HashMap<&str, f32>> = LazyLock::new(|| {
        COMMON.lines().zip(0..).map(|(syllable, rank)| (syllable, (rank as f32 + 12.0).ln())).collect()
    });
    let word = word.trim_matches(|c: char| !c.is_alphabetic());
    if Syllable::parse(word).is_none() {
        return (INVALID, false);
    }
    let small: String = word.chars().filter_map(lower).collect();
    // A small letter before a capital is no way to write: `hÀ`.
    let mixed = word.chars().skip(1).any(char::is_uppercase) && word.chars().any(char::is_lowercase);
    let cost = RANKS.get(small.as_str()).copied().unwrap_or(RARE);
    (if mixed { cost + 3.0 } else { cost }, true)
}

/// What a word costs if it is taken for what it says, and whether it is one.
fn cost_as_is(word: &str) -> (f32, bool) {
    let bare = word.trim_matches(|c: char| !c.is_alphabetic());
    if bare.is_empty() {
        return (INVALID, false);
    }
    let (cost, valid) = cost_of(bare);
    // Signs between letters, `nh©n`, and capitals behind small letters, `uÒy`, are no way to write.
    let mut before_small = false;
    let glued = bare.chars().any(|c| {
        let odd =
            !c.is_alphabetic() && byte_of(c).is_some() || before_small && !c.is_ascii() && c.is_uppercase();
        before_small = c.is_lowercase();
        odd
    });
    match (valid, glued) {
        (true, _) => (cost, true),
        (false, true) => (INVALID, true),
        (false, false) => (FOREIGN, true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::UnicodeNormalization;

    fn check(text: &str, encoding: Option<LegacyEncoding>) {
        assert_eq!(detect_misread(text).map(|guess| guess.encoding), encoding, "{text}");
    }

    #[test]
    fn fragments_are_recognised() {
        check("Uû ban nh©n d©n", Some(LegacyEncoding::Tcvn3));
        check("Héi nghÞ tæng kÕt", Some(LegacyEncoding::Tcvn3));
        check("UÛy ban nhaân daân phöôøng", Some(LegacyEncoding::Vni));
        check("TIN TÖÙC – SÖÏ KIEÄN", Some(LegacyEncoding::Vni));
        check("ñäng ûy phÜ©ng", Some(LegacyEncoding::Vps));
        check("Ðäng üy phß¶ng", Some(LegacyEncoding::Viscii));
        check("ÐaÒng uÒy phýõÌng", Some(LegacyEncoding::Windows1258));
    }

    #[test]
    fn other_languages_are_left_alone() {
        for text in [
            "",
            "Le maire a été réélu à la tête du conseil dès le premier tour, où il était déjà favori.",
            "Où est l'hôtel? Là-bas, à côté du café. Ça va, très bien, merci.",
            "Die Gemeinde prüft die Anträge für das nächste Jahr; Bürger können sich äußern.",
            "El niño mañana irá a la reunión del señor alcalde, según informó la administración.",
            "A reunião da câmara não aprovou a proposta de manutenção das praças.",
            "Kommunen får støtte til å bygge ny skole på øya, sier ordføreren.",
            "Türkiye'de belediye başkanı açılışa katıldı, köylüler sevindi.",
            "67° 46° 70° °F ° 12 § 5 « oui »",
            "© 2012 – Café “Été” • 30°C ± 5 ½ £20 §3",
            "the council’s “plan” — naïve, façade, résumé",
            "Città di Roma: perché il sindaco può, però già è così",
            "São Paulo, Malmö, Zürich, Kraków, Besançon",
        ] {
            check(text, None);
            assert_eq!(detect_legacy(&text.chars().filter_map(byte_of).collect::<Vec<u8>>()), None, "{text}");
        }
    }

    #[test]
    fn noise_is_no_evidence() {
        let legacy = "Uû ban nh©n d©n x· tæ chøc héi nghÞ";
        assert!(detect_misread(&format!("{} {legacy}", "¬¬ ".repeat(100))).is_some());
        check(&format!("{} {legacy}", "¬¬ ".repeat(MAX_TRIED)), None);
        check(&"©n·".repeat(MAX_WORD_BYTES), None);
    }

    #[test]
    fn the_advantage_is_that_of_detection() {
        for text in
            ["Uû ban nh©n d©n", "công an", "UÛy ban nhaân daân phöôøng", "ñäng ûy phÜ©ng", "¹² Hµ – Néi"]
        {
            let all = Evidence::of(text, &LegacyEncoding::ALL).unwrap();
            for (at, encoding) in LegacyEncoding::ALL.into_iter().enumerate() {
                assert!((encoding.advantage(text) - (all.as_is - all.costs[at])).abs() < 1e-3, "{text}");
            }
        }
    }

    #[test]
    fn unicode_is_left_alone() {
        for text in [
            "Ủy ban nhân dân phường Ngọc Thụy tổ chức hội nghị tổng kết công tác năm 2018",
            "Ông là cán bộ xã, có bà con thân quý",
            "công an, nhà trường, khu phố, cô giáo, tôi là con ông, hôm nay trông nom, hàng tháng",
            "ỦY BAN NHÂN DÂN XÃ HÒA BÌNH",
            "đàn bò sữa, thịt bò, con bò, tìm mò cua, chả giò, bò kho",
            "‘ nóng ’ việc đền bù ‘ treo ’",
        ] {
            check(text, None);
            check(&text.nfd().collect::<String>(), None);
            assert_eq!(detect_legacy(text.as_bytes()), None);
            assert_eq!(detect_legacy(&text.as_bytes()[..text.len() - 1]), None);
        }
    }
}
