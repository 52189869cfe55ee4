//! The letters of Vietnamese: which vowel a character is, and which tone it carries.

/// One of the six tones. The level tone has no mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tone {
    /// *ngang*: `ma`.
    Level,
    /// *huyền*: `mà`.
    Falling,
    /// *hỏi*: `mả`.
    Asking,
    /// *ngã*: `mã`.
    Tumbling,
    /// *sắc*: `má`.
    Rising,
    /// *nặng*: `mạ`.
    Heavy,
}

const TONES: [Tone; 6] =
    [Tone::Level, Tone::Falling, Tone::Asking, Tone::Tumbling, Tone::Rising, Tone::Heavy];

/// How many vowels there are in one case.
const ROWS: usize = 12;

/// Every vowel with every tone: twelve rows in lower case, the same twelve in upper case.
const VOWELS: [[char; 6]; 2 * ROWS] = [
    ['a', 'à', 'ả', 'ã', 'á', 'ạ'],
    ['ă', 'ằ', 'ẳ', 'ẵ', 'ắ', 'ặ'],
    ['â', 'ầ', 'ẩ', 'ẫ', 'ấ', 'ậ'],
    ['e', 'è', 'ẻ', 'ẽ', 'é', 'ẹ'],
    ['ê', 'ề', 'ể', 'ễ', 'ế', 'ệ'],
    ['i', 'ì', 'ỉ', 'ĩ', 'í', 'ị'],
    ['o', 'ò', 'ỏ', 'õ', 'ó', 'ọ'],
    ['ô', 'ồ', 'ổ', 'ỗ', 'ố', 'ộ'],
    ['ơ', 'ờ', 'ở', 'ỡ', 'ớ', 'ợ'],
    ['u', 'ù', 'ủ', 'ũ', 'ú', 'ụ'],
    ['ư', 'ừ', 'ử', 'ữ', 'ứ', 'ự'],
    ['y', 'ỳ', 'ỷ', 'ỹ', 'ý', 'ỵ'],
    ['A', 'À', 'Ả', 'Ã', 'Á', 'Ạ'],
    ['Ă', 'Ằ', 'Ẳ', 'Ẵ', 'Ắ', 'Ặ'],
    ['Â', 'Ầ', 'Ẩ', 'Ẫ', 'Ấ', 'Ậ'],
    ['E', 'È', 'Ẻ', 'Ẽ', 'É', 'Ẹ'],
    ['Ê', 'Ề', 'Ể', 'Ễ', 'Ế', 'Ệ'],
    ['I', 'Ì', 'Ỉ', 'Ĩ', 'Í', 'Ị'],
    ['O', 'Ò', 'Ỏ', 'Õ', 'Ó', 'Ọ'],
    ['Ô', 'Ồ', 'Ổ', 'Ỗ', 'Ố', 'Ộ'],
    ['Ơ', 'Ờ', 'Ở', 'Ỡ', 'Ớ', 'Ợ'],
    ['U', 'Ù', 'Ủ', 'Ũ', 'Ú', 'Ụ'],
    ['Ư', 'Ừ', 'Ử', 'Ữ', 'Ứ', 'Ự'],
    ['Y', 'Ỳ', 'Ỷ', 'Ỹ', 'Ý', 'Ỵ'],
];

/// The vowels of the lower-case rows without hat, horn or breve.
const BARE: [char; ROWS] = ['a', 'a', 'a', 'e', 'e', 'i', 'o', 'o', 'o', 'u', 'u', 'y'];

/// By code point: 1 + row * 6 + tone, 0 for what is no vowel.
const BY_CODE: [u8; 0x1F00] = {
    let mut table = [0; 0x1F00];
    let mut row = 0;
    while row < VOWELS.len() {
        let mut tone = 0;
        while tone < 6 {
            table[VOWELS[row][tone] as usize] = (1 + row * 6 + tone) as u8;
            tone += 1;
        }
        row += 1;
    }
    table
};

/// A vowel letter taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Vowel {
    row: u8,
    tone: u8,
}

impl Vowel {
    /// Returns the vowel a precomposed character is, in either case.
    #[inline]
    pub(crate) fn of(c: char) -> Option<Self> {
        match BY_CODE.get(c as usize) {
            None | Some(0) => None,
            Some(n) => Some(Self { row: (n - 1) / 6, tone: (n - 1) % 6 }),
        }
    }

    pub(crate) fn tone(self) -> Tone {
        TONES[usize::from(self.tone)]
    }

    /// Whether the letter has a hat, a horn or a breve.
    pub(crate) fn is_hatted(self) -> bool {
        matches!(self.row % ROWS as u8, 1 | 2 | 4 | 7 | 8 | 10)
    }

    /// The same letter with another tone.
    pub(crate) fn with_tone(self, tone: Tone) -> char {
        VOWELS[usize::from(self.row)][tone as usize]
    }

    /// The same letter in lower case.
    fn lower(self) -> char {
        VOWELS[usize::from(self.row) % ROWS][usize::from(self.tone)]
    }

    /// The letter in lower case without tone, hat, horn or breve.
    fn bare(self) -> char {
        BARE[usize::from(self.row) % ROWS]
    }

    /// The same tone on `y`, if the letter is a lower-case `i`.
    pub(crate) fn i_as_y(self) -> Option<char> {
        (VOWELS[usize::from(self.row)][0] == 'i').then(|| VOWELS[11][usize::from(self.tone)])
    }
}

/// Says whether the character is a letter of a Vietnamese text or of a name in one; marks that did not compose with
/// their letter belong to the run they stand in.
#[inline]
pub(crate) fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic()
        || (!c.is_ascii()
            && (lower(c).is_some() || c.is_alphabetic() || unicode_normalization::char::is_combining_mark(c)))
}

/// Returns the lower case of a letter that Vietnamese has; `None` for any other character that is not ASCII.
#[inline]
pub(crate) fn lower(c: char) -> Option<char> {
    match c {
        _ if c.is_ascii() => Some(c.to_ascii_lowercase()),
        'Đ' | 'đ' => Some('đ'),
        _ => Vowel::of(c).map(Vowel::lower),
    }
}

/// Returns the letter in lower case without any mark; `None` for a character that neither Vietnamese nor ASCII has.
#[inline]
pub(crate) fn bare(c: char) -> Option<char> {
    match c {
        _ if c.is_ascii() => Some(c.to_ascii_lowercase()),
        'Đ' | 'đ' => Some('d'),
        _ => Vowel::of(c).map(Vowel::bare),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vowel_is_found_and_comes_back() {
        for row in VOWELS {
            for (c, tone) in row.into_iter().zip(TONES) {
                let vowel = Vowel::of(c).unwrap();
                assert_eq!((vowel.tone(), vowel.with_tone(tone)), (tone, c));
                assert_eq!(Some(lower(c).unwrap()), c.to_lowercase().next());
            }
        }
        assert_eq!(Vowel::of('đ'), None);
        assert_eq!(Vowel::of('\u{1F600}'), None);
    }

    #[test]
    fn bare_letters_have_no_marks() {
        let bare: String = "Ườ ẶđĐ".chars().filter_map(bare).collect();
        assert_eq!(bare, "uo add");
    }
}
