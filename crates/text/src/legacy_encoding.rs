//! Vietnamese from before Unicode: bytes, or text that was read as windows-1252 by mistake, to letters.
//!
//! Until about 2010 Vietnamese was typed with fonts whose Latin letters looked Vietnamese. Pages written so say
//! `iso-8859-1`, or nothing, or are UTF-8 in which the Latin letters were kept: `Uû ban nh©n d©n` (TCVN3), `UÛy ban nhaân
//! daân` (VNI). What a page is, [`crate::detect_legacy`] and the names of its fonts say; which bytes are HTML is the
//! caller's to know.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::legacy_encoding_table::{
    TCVN3, VISCII, VISCII_CONTROLS, VNI_LETTERS, VNI_MARKS, VNI_Y_HEAVY, VPS, VPS_CONTROLS, WINDOWS_1252,
    WINDOWS_1258,
};
use crate::letter::Vowel;

/// An encoding of Vietnamese from before Unicode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LegacyEncoding {
    /// TCVN 5712:1993 VN3, also called ABC: the fonts `.VnTime`, `.VnArial`. Its capitals with tones are a font of
    /// their own, `.VnTimeH`.
    Tcvn3,
    /// VNI for Windows: the fonts `VNI-Times`, `VNI-Helve`. A letter and its marks are two bytes.
    Vni,
    /// Of the Vietnamese Professionals Society: `VPS Times`.
    Vps,
    /// RFC 1456: `VI Times`.
    Viscii,
    /// Microsoft's code page: a vowel, then its tone.
    Windows1258,
}

impl LegacyEncoding {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Tcvn3, Self::Vni, Self::Vps, Self::Viscii, Self::Windows1258];

    /// The name it is known by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tcvn3 => "TCVN3",
            Self::Vni => "VNI",
            Self::Vps => "VPS",
            Self::Viscii => "VISCII",
            Self::Windows1258 => "windows-1258",
        }
    }

    /// Decodes bytes into NFC. Any bytes pass; those without a letter in the encoding are read as windows-1252.
    ///
    /// ```
    /// use langbao_text::LegacyEncoding;
    ///
    /// assert_eq!(LegacyEncoding::Tcvn3.decode(b"\xa7\xb6ng \xf1y"), "Đảng ủy");
    /// assert_eq!(LegacyEncoding::Vni.decode(b"\xd1a\xfbng u\xfby"), "Đảng ủy");
    /// ```
    pub fn decode(self, bytes: &[u8]) -> String {
        self.decode_misread(&read_as_windows_1252(bytes))
    }

    /// Decodes text whose bytes were read as windows-1252 or ISO 8859-1, into NFC. Characters that those do not have
    /// stay, so a text that is right in parts is not harmed by this there: `Uû ban phường` becomes `Uỷ ban phường`.
    pub fn decode_misread(self, text: &str) -> String {
        let letters = match self {
            Self::Tcvn3 => with_case_of_neighbours(&tcvn3(text)),
            Self::Vni => vni(text),
            Self::Vps => by_table(text, &VPS_TABLE, &VPS_CONTROLS),
            Self::Viscii => by_table(text, &VISCII_TABLE, &VISCII_CONTROLS),
            Self::Windows1258 => by_table(text, &WINDOWS_1258_TABLE, &[]),
        };
        letters.nfc().collect()
    }
}

/// A font that shows Latin letters as Vietnamese ones: what a text set in it has to be decoded as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LegacyFont {
    /// The encoding the font shows.
    pub encoding: LegacyEncoding,
    /// Whether small letters look like capitals in it: `.VnTimeH`.
    pub capitals: bool,
}

impl LegacyFont {
    /// Tells such a font by its name, in any case; of a list of names, the first decides, as in a browser that has all
    /// of them. `None` for fonts with letters of their own.
    ///
    /// ```
    /// use langbao_text::{LegacyEncoding, LegacyFont};
    ///
    /// let font = LegacyFont::of("'.VnTimeH', Arial").unwrap();
    /// assert_eq!((font.encoding, font.capitals), (LegacyEncoding::Tcvn3, true));
    /// assert_eq!(LegacyFont::of("Times New Roman, VNI-Times"), None);
    /// ```
    pub fn of(names: &str) -> Option<Self> {
        let first = names.split(',').next()?;
        let name = first.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'')).to_lowercase();
        let starts = |heads: &[&str]| heads.iter().any(|head| name.starts_with(head));
        let encoding = if starts(&[".vn", "vntime", "vnarial", "_vntime", "abc"]) && !starts(&["vntimes new"])
        {
            LegacyEncoding::Tcvn3
        } else if starts(&["vni-", "vni times", "vni helve", "vni_"]) {
            LegacyEncoding::Vni
        } else if starts(&["vps ", "vps-", "vpstimes"]) {
            LegacyEncoding::Vps
        } else if starts(&["vi times", "vi arial", "viscii"]) {
            LegacyEncoding::Viscii
        } else {
            return None;
        };
        Some(Self { encoding, capitals: encoding == LegacyEncoding::Tcvn3 && name.ends_with('h') })
    }

    /// Decodes text set in the font that was read as windows-1252, into NFC.
    pub fn decode_misread(self, text: &str) -> String {
        match self.capitals {
            true => self.encoding.decode_misread(text).to_uppercase(),
            false => self.encoding.decode_misread(text),
        }
    }
}

/// The characters that the bytes are in windows-1252.
pub(crate) fn read_as_windows_1252(bytes: &[u8]) -> String {
    let table: Vec<char> = WINDOWS_1252.chars().collect();
    let read = |byte: &u8| byte.checked_sub(0x80).map_or(char::from(*byte), |at| table[usize::from(at)]);
    bytes.iter().map(read).collect()
}

/// The byte a character was, if a text was read as windows-1252 or ISO 8859-1.
#[inline]
pub(crate) fn byte_of(c: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(u32::from(c)) {
        return Some(byte);
    }
    Some(match c {
        // Some editors make the micro sign the Greek letter.
        'μ' => 0xB5,
        '€' => 0x80,
        '‚' => 0x82,
        'ƒ' => 0x83,
        '„' => 0x84,
        '…' => 0x85,
        '†' => 0x86,
        '‡' => 0x87,
        'ˆ' => 0x88,
        '‰' => 0x89,
        'Š' => 0x8A,
        '‹' => 0x8B,
        'Œ' => 0x8C,
        'Ž' => 0x8E,
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '•' => 0x95,
        '–' => 0x96,
        '—' => 0x97,
        '˜' => 0x98,
        '™' => 0x99,
        'š' => 0x9A,
        '›' => 0x9B,
        'œ' => 0x9C,
        'ž' => 0x9E,
        'Ÿ' => 0x9F,
        _ => return None,
    })
}

/// The characters of a table by byte, from 0x80.
type Table = LazyLock<Vec<char>>;

static VPS_TABLE: Table = LazyLock::new(|| VPS.chars().collect());
static VISCII_TABLE: Table = LazyLock::new(|| VISCII.chars().collect());
static WINDOWS_1258_TABLE: Table = LazyLock::new(|| WINDOWS_1258.chars().collect());
static TCVN3_TABLE: Table = LazyLock::new(|| TCVN3.chars().collect());

fn by_table(text: &str, table: &[char], controls: &[(u8, char)]) -> String {
    let decode = |c: char| match byte_of(c) {
        None => c,
        Some(byte) if byte >= 0x80 => table[usize::from(byte - 0x80)],
        Some(byte) => controls.iter().find(|(control, _)| *control == byte).map_or(c, |(_, letter)| *letter),
    };
    text.chars().map(decode).collect()
}

fn tcvn3(text: &str) -> String {
    let mut letters = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        letters.push(match byte_of(c) {
            // The byte of `â` stands alone in no text but a copyright line.
            Some(0xA9)
                if !letters.ends_with(char::is_alphabetic)
                    && rest.clone().next().is_none_or(char::is_whitespace) =>
            {
                c
            }
            Some(byte) if byte >= 0x80 => {
                let letter = TCVN3_TABLE[usize::from(byte - 0x80)];
                let mark = ('\u{300}'..='\u{36F}').contains(&letter);
                // A degree or plus-minus sign elsewhere: `30°C`.
                let fits = !mark || letters.chars().next_back().is_some_and(|c| Vowel::of(c).is_some());
                if fits { letter } else { c }
            }
            _ => c,
        });
    }
    letters
}

/// Makes capitals of the small letters with tones in words that are else in capitals: TCVN3 has no others, a title reads
/// `CéNG HOµ` in a font that shows all letters as capitals, and in text that lost its font.
fn with_case_of_neighbours(text: &str) -> String {
    /// What the ASCII letters of a word say about its case.
    #[derive(Clone, Copy, PartialEq)]
    enum Case {
        Capitals,
        Small,
        /// One capital, as in `Hµ`, or no ASCII letter, as in `ë`.
        Open,
    }
    let case_of = |word: &str| {
        let (small, capitals) = word.chars().fold((0, 0), |(small, capitals), c| {
            (small + usize::from(c.is_ascii_lowercase()), capitals + usize::from(c.is_ascii_uppercase()))
        });
        match (small, capitals) {
            (0, 2..) => Case::Capitals,
            (0, 0) if !word.chars().any(char::is_alphabetic) => Case::Open,
            (0, _) => Case::Open,
            _ => Case::Small,
        }
    };
    if text.is_ascii() {
        return text.to_owned();
    }
    let pieces: Vec<&str> = text.split_inclusive(char::is_whitespace).collect();
    let cases: Vec<Case> = pieces.iter().map(|piece| case_of(piece)).collect();
    // The last word before each that says its case, and the next one, within a few words.
    let near = |mut at: Box<dyn Iterator<Item = usize> + '_>| {
        at.find_map(|i| (cases[i] != Case::Open).then_some(cases[i]))
    };
    let mut written = String::with_capacity(text.len());
    for (at, piece) in pieces.iter().enumerate() {
        let capitals = match cases[at] {
            Case::Capitals => true,
            Case::Small => false,
            Case::Open if piece.chars().all(|c| c.is_ascii() || !c.is_lowercase()) => false,
            Case::Open => {
                let before = near(Box::new((at.saturating_sub(4)..at).rev()));
                let after = near(Box::new(at + 1..(at + 5).min(cases.len())));
                // At the edge of a title the one neighbour decides.
                match (before, after) {
                    (None, None) => false,
                    (before, after) => {
                        before.unwrap_or(Case::Capitals) == Case::Capitals
                            && after.unwrap_or(Case::Capitals) == Case::Capitals
                    }
                }
            }
        };
        match capitals {
            true => written.extend(piece.chars().flat_map(char::to_uppercase)),
            false => written.push_str(piece),
        }
    }
    written
}

fn vni(text: &str) -> String {
    let mut letters = String::with_capacity(text.len());
    // The vowel before that a mark may still belong to.
    let mut vowel: Option<char> = None;
    for c in text.chars() {
        let Some(byte) = byte_of(c) else {
            letters.push(c);
            vowel = None;
            continue;
        };
        let small = if (0xC0..0xE0).contains(&byte) { byte + 0x20 } else { byte };
        if let Some(before) = vowel.take() {
            let base: Option<char> = before.to_lowercase().next();
            let fits = |bases: &str| base.is_some_and(|base| bases.contains(base));
            if let Some((.., marks)) = VNI_MARKS.iter().find(|(mark, bases, _)| *mark == small && fits(bases))
            {
                letters.push_str(marks);
                continue;
            }
        }
        let letter = VNI_LETTERS.iter().chain([&VNI_Y_HEAVY]).find(|(known, _)| *known == small);
        let letter = match letter {
            Some((_, letter)) if small != byte => letter.to_uppercase().next().unwrap_or(*letter),
            Some((_, letter)) => *letter,
            None => c,
        };
        letters.push(letter);
        vowel = matches!(letter.to_ascii_lowercase(), 'a' | 'e' | 'o' | 'u' | 'y' | 'ơ' | 'ư' | 'Ơ' | 'Ư')
            .then_some(letter);
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads what a browser would show of the bytes in a font without Vietnamese letters.
    fn check(encoding: LegacyEncoding, misread: &str, text: &str) {
        assert_eq!(encoding.decode_misread(misread), text, "{}", encoding.name());
    }

    #[test]
    fn windows_1252_goes_both_ways() {
        for (byte, c) in (0x80..=0xFFu8).zip(WINDOWS_1252.chars()) {
            assert_eq!(byte_of(c), Some(byte), "{c}");
            assert_eq!(read_as_windows_1252(&[byte]), c.to_string());
        }
        assert_eq!((byte_of('ủ'), byte_of('\u{300}'), byte_of('\u{93}')), (None, None, Some(0x93)));
    }

    #[test]
    fn each_encoding_as_it_is_misread() {
        check(
            LegacyEncoding::Tcvn3,
            "§¶ng ñy, Uû ban nh©n d©n ph\u{ad}êng",
            "Đảng ủy, Uỷ ban nhân dân phường",
        );
        check(
            LegacyEncoding::Vni,
            "Ñaûng uûy, UÛy ban nhaân daân phöôøng Ngoïc Thuïy",
            "Đảng ủy, Ủy ban nhân dân phường Ngọc Thụy",
        );
        check(LegacyEncoding::Vps, "ñäng ûy phÜ©ng Ng\u{86}c Thøy", "Đảng ủy phường Ngọc Thụy");
        check(LegacyEncoding::Viscii, "Ðäng üy phß¶ng", "Đảng ủy phường");
        check(
            LegacyEncoding::Windows1258,
            "ÐaÒng uÒy phýõÌng, nhân dân, ðêÌ",
            "Đảng ủy phường, nhân dân, đề",
        );
    }

    #[test]
    fn tcvn3_capitals_are_small_letters_in_another_font() {
        check(
            LegacyEncoding::Tcvn3,
            "CéNG HOµ X· HéI CHñ NGHÜA VIÖT NAM",
            "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        );
        check(
            LegacyEncoding::Tcvn3,
            "Hµ Néi, ý kiÕn cña TP Hµ Néi, UBND x·",
            "Hà Nội, ý kiến của TP Hà Nội, UBND xã",
        );
        check(LegacyEncoding::Tcvn3, "N¢NG CAO ý THøC", "NÂNG CAO Ý THỨC");
        let font = LegacyFont { encoding: LegacyEncoding::Tcvn3, capitals: true };
        assert_eq!(font.decode_misread("ñy ban nh©n d©n"), "ỦY BAN NHÂN DÂN");
        check(LegacyEncoding::Tcvn3, "30°C, ±5, © 2010", "30°C, ±5, © 2010");
    }

    #[test]
    fn fonts_are_told_by_name() {
        let tcvn3 = |capitals| Some(LegacyFont { encoding: LegacyEncoding::Tcvn3, capitals });
        for (name, font) in [
            (".VnTime", tcvn3(false)),
            ("\".vntimeh\"", tcvn3(true)),
            (".VnArial Narrow", tcvn3(false)),
            ("VnTime", tcvn3(false)),
            ("VNI-Helve-Condense", Some(LegacyFont { encoding: LegacyEncoding::Vni, capitals: false })),
            ("VPS Times", Some(LegacyFont { encoding: LegacyEncoding::Vps, capitals: false })),
            ("VI Times", Some(LegacyFont { encoding: LegacyEncoding::Viscii, capitals: false })),
            ("Times New Roman", None),
            ("Arial, .VnTime", None),
            ("Verdana", None),
            ("", None),
        ] {
            assert_eq!(LegacyFont::of(name), font, "{name}");
        }
    }

    #[test]
    fn unicode_passes() {
        let text = "Ủy ban nhân dân phường — “Đảng bộ”";
        for encoding in [LegacyEncoding::Tcvn3, LegacyEncoding::Windows1258] {
            let decoded = encoding.decode_misread(text);
            assert!(decoded.contains("Ủy ban nh") && decoded.contains("phường —"), "{decoded}");
        }
    }
}
