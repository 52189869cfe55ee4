//! Which letter each byte is in the Vietnamese encodings from before Unicode.
//!
//! The assignments are facts, taken from these sources and checked against a second one:
//!
//! | encoding | source | second source |
//! | --- | --- | --- |
//! | TCVN3 (ABC) | TCVN 5712:1993, whose third character set (VN3) it is, by the `TCVN5712-1` table of GNU libc's iconv | the tables of free converters |
//! | VNI for Windows | the chart of the Vietnamese Unicode FAQs, <http://vietunicode.sourceforge.net/charset/> | the tables of free converters |
//! | VPS | the chart of the same site | GNU recode's `VPS` |
//! | VISCII | RFC 1456 | the `VISCII` table of GNU libc's iconv |
//! | windows-1258 | the index of the Encoding Standard, <https://encoding.spec.whatwg.org/> | Unicode's `CP1258.TXT` |

/// The bytes from 0x80 in windows-1252, which also stands for ISO 8859-1 on the web; bytes without a character are the
/// C1 controls of the same number, as the Encoding Standard has it.
pub(crate) const WINDOWS_1252: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ\
    \u{a0}¡¢£¤¥¦§¨©ª«¬\u{ad}®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ";

/// The bytes from 0x80 in TCVN3. Below 0xA1 its fonts have what windows-1252 has. Capitals with tones are not in TCVN3
/// proper; those that TCVN 5712 has at bytes TCVN3 leaves free do no harm. Five bytes are tone marks of their own.
pub(crate) const TCVN3: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ\u{a0}ĂÂÊÔƠƯĐăâêôơưđẰ\
    \u{300}\u{309}\u{303}\u{301}\u{323}àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ";

/// The bytes from 0x80 in VPS.
pub(crate) const VPS: &str = "ÀẢÃẤẦẨọỗĂếềểệẮẰẲẾ‘’ỀỂỄỐỒỔỖýỷỵỚỜỞ\u{a0}ắằẳẵặỠớÙờởỡŨỨợỪổỬỲỸÍÌộỈĨÓửữÒỎÕự\
    ầÁÂấẩẫậđẻÉÊẹỉễịỹƯỦồốÔỏơÈừứÚũưÝẺßàáâãảạăçèéêẽìíîĩẴĐòóôõöƠụùúủüỶẼỳ";

/// Capitals that VPS keeps among the control characters.
pub(crate) const VPS_CONTROLS: [(u8, char); 14] = [
    (0x02, 'Ạ'),
    (0x03, 'Ậ'),
    (0x04, 'Ặ'),
    (0x05, 'Ẹ'),
    (0x06, 'Ệ'),
    (0x10, 'Ị'),
    (0x11, 'Ọ'),
    (0x12, 'Ộ'),
    (0x13, 'Ợ'),
    (0x14, 'Ụ'),
    (0x15, 'Ự'),
    (0x19, 'Ỵ'),
    (0x1C, 'Ẫ'),
    (0x1D, 'Ữ'),
];

/// The bytes from 0x80 in VISCII.
pub(crate) const VISCII: &str = "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ\
    ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ";

/// Capitals that VISCII keeps among the control characters.
pub(crate) const VISCII_CONTROLS: [(u8, char); 6] =
    [(0x02, 'Ẳ'), (0x05, 'Ẵ'), (0x06, 'Ẫ'), (0x14, 'Ỷ'), (0x19, 'Ỹ'), (0x1E, 'Ỵ')];

/// The bytes from 0x80 in windows-1258. A tone is a mark of its own behind its vowel.
pub(crate) const WINDOWS_1258: &str = "€\u{81}‚ƒ„…†‡ˆ‰\u{8a}‹Œ\u{8d}\u{8e}\u{8f}\u{90}‘’“”•–—˜™\u{9a}›œ\u{9d}\u{9e}Ÿ\
    \u{a0}¡¢£¤¥¦§¨©ª«¬\u{ad}®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂĂÄÅÆÇÈÉÊË\u{300}ÍÎÏĐÑ\u{309}ÓÔƠÖ×ØÙÚÛÜƯ\u{303}ß\
    àáâăäåæçèéêë\u{301}íîïđñ\u{323}óôơö÷øùúûüư₫ÿ";

/// Letters that VNI writes with one byte; the byte of the capital is 0x20 below.
pub(crate) const VNI_LETTERS: [(u8, char); 8] =
    [(0xF1, 'đ'), (0xED, 'í'), (0xEC, 'ì'), (0xE6, 'ỉ'), (0xF3, 'ĩ'), (0xF2, 'ị'), (0xF4, 'ơ'), (0xF6, 'ư')];

/// `y` with the heavy tone, the one such letter without a mark of its own.
pub(crate) const VNI_Y_HEAVY: (u8, char) = (0xEE, 'ỵ');

/// What VNI writes behind a vowel, as combining marks: on any vowel, on `a e o` (the hat), on `a` (the breve). Behind a
/// capital the byte is 0x20 below, or the same.
pub(crate) const VNI_MARKS: [(u8, &str, &str); 17] = [
    (0xF9, "aeouyơư", "\u{301}"),
    (0xF8, "aeouyơư", "\u{300}"),
    (0xFB, "aeouyơư", "\u{309}"),
    (0xF5, "aeouyơư", "\u{303}"),
    (0xEF, "aeouyơư", "\u{323}"),
    (0xE2, "aeo", "\u{302}"),
    (0xE1, "aeo", "\u{302}\u{301}"),
    (0xE0, "aeo", "\u{302}\u{300}"),
    (0xE5, "aeo", "\u{302}\u{309}"),
    (0xE3, "aeo", "\u{302}\u{303}"),
    (0xE4, "aeo", "\u{302}\u{323}"),
    (0xEA, "a", "\u{306}"),
    (0xE9, "a", "\u{306}\u{301}"),
    (0xE8, "a", "\u{306}\u{300}"),
    (0xFA, "a", "\u{306}\u{309}"),
    (0xFC, "a", "\u{306}\u{303}"),
    (0xEB, "a", "\u{306}\u{323}"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_each_byte_once() {
        for (name, table) in [
            ("windows-1252", WINDOWS_1252),
            ("TCVN3", TCVN3),
            ("VPS", VPS),
            ("VISCII", VISCII),
            ("windows-1258", WINDOWS_1258),
        ] {
            assert_eq!(table.chars().count(), 128, "{name}");
            let mut sorted: Vec<char> = table.chars().collect();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(sorted.len(), 128, "{name} has a letter twice");
        }
    }

    #[test]
    fn every_letter_has_a_place() {
        let small = "àảãáạằẳẵắặăầẩẫấậâèẻẽéẹềểễếệêìỉĩíịòỏõóọồổỗốộôờởỡớợơùủũúụừửữứựưỳỷỹýỵđ";
        let capital: String = small.to_uppercase();
        for c in small.chars() {
            assert!(TCVN3.contains(c) && VPS.contains(c) && VISCII.contains(c), "{c}");
        }
        for c in capital.chars() {
            let has =
                |table: &str, controls: &[(u8, char)]| table.contains(c) || controls.iter().any(|p| p.1 == c);
            assert!(has(VPS, &VPS_CONTROLS) && has(VISCII, &VISCII_CONTROLS), "{c}");
        }
        for c in "ĂÂÊÔƠƯĐ".chars() {
            assert!(TCVN3.contains(c), "{c}");
        }
    }
}
