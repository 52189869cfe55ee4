//! Writes Vietnamese text in windows-1258, the code page of Vietnamese Windows before Unicode.

use encoding_rs::WINDOWS_1258;
use unicode_normalization::UnicodeNormalization;

/// Encodes HTML in windows-1258.
///
/// The code page has the vowels (`ê`, `ơ`, `ư`) but not their forms with a tone: the tone is a combining mark
/// after the vowel, as the Windows keyboard writes it. What the page lacks altogether becomes a numeric
/// character reference.
pub(crate) fn encode(html: &str) -> Vec<u8> {
    let split: String = html.chars().flat_map(split_tone).collect();
    WINDOWS_1258.encode(&split).0.into_owned()
}

/// Takes the tone mark off a letter and leaves its other marks: `ệ` is `ê` + dot below.
fn split_tone(c: char) -> Vec<char> {
    let mut letter = String::new();
    let mut tones = Vec::new();
    for part in std::iter::once(c).nfd() {
        match part {
            // Grave, acute, tilde, hook above, dot below.
            '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => tones.push(part),
            _ => letter.push(part),
        }
    }
    letter.nfc().chain(tones).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decode(bytes: &[u8]) -> String {
        let (text, malformed) = WINDOWS_1258.decode_without_bom_handling(bytes);
        assert!(!malformed);
        text.nfc().collect()
    }

    #[test]
    fn tones_stand_after_their_vowel() {
        assert_eq!(encode("Việt"), b"Vi\xea\xf2t");
        assert_eq!(encode("đường"), b"\xf0\xfd\xf5\xccng");
        assert_eq!(encode("“ủy”"), b"\x93u\xd2y\x94");
        assert_eq!(encode("½ → ≥"), "\u{bd} &#8594; &#8805;".chars().map(|c| c as u8).collect::<Vec<_>>());
    }

    #[test]
    fn every_letter_comes_back() {
        let vowels = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY";
        for vowel in vowels.chars() {
            for tone in ["", "\u{300}", "\u{301}", "\u{303}", "\u{309}", "\u{323}"] {
                let letter: String = format!("{vowel}{tone}").nfc().collect();
                assert_eq!(decode(&encode(&letter)), letter);
            }
        }
    }

    proptest! {
        #[test]
        fn vietnamese_text_comes_back(text in "[ a-zA-Z0-9àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđĐỦƯ.,:;–“”…]{0,200}") {
            prop_assert_eq!(decode(&encode(&text)), text);
        }
    }
}
