//! Vietnamese as it comes out when the keyboard program is off: `thaamr` (Telex), `tha6m3` (VNI).

use unicode_normalization::UnicodeNormalization;

use crate::has_marks;
use crate::syllable::{Syllable, may_be_syllable};

/// Reads words that were typed in Telex or VNI while nothing turned them into letters with marks: `phuowngf`, `u3y ban`.
/// `None` if there are none. Words that are Vietnamese as they stand, and those of which no syllable comes out, stay.
///
/// ```
/// use langbao_text::read_keystrokes;
///
/// assert_eq!(read_keystrokes("thaamr bas phuowcs").as_deref(), Some("thẩm bá phước"));
/// assert_eq!(read_keystrokes("u3y ban nha6n da6n").as_deref(), Some("ủy ban nhân dân"));
/// assert_eq!(read_keystrokes("hop dan pho 12"), None);
/// ```
pub fn read_keystrokes(text: &str) -> Option<String> {
    let mut found = false;
    let mut read = String::with_capacity(text.len());
    for word in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let letters = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        match syllable(letters) {
            Some(syllable) => {
                found = true;
                read.push_str(&syllable);
                read.push_str(&word[letters.len()..]);
            }
            None => read.push_str(word),
        }
    }
    found.then_some(read)
}

/// The syllable a word of keystrokes makes.
fn syllable(word: &str) -> Option<String> {
    if word.len() < 2
        || word.len() > 14
        || !word.is_ascii()
        || !word.starts_with(|c: char| c.is_ascii_alphabetic())
    {
        return None;
    }
    if may_be_syllable(word) {
        return None;
    }
    let is_vni = word.bytes().any(|b| b.is_ascii_digit());
    let mut typed = Typed::default();
    for c in word.chars() {
        if is_vni { typed.press_vni(c)? } else { typed.press_telex(c) }
    }
    let written: String = typed.letters.into_iter().nfc().collect();
    // The mark may stand on any vowel of it; its place is the normal form's to know.
    let syllable = place(&written, typed.tone).or_else(|| {
        // The horn went to both letters of `uo`: `thuowr` is *thuở*.
        written.contains("ươ").then(|| place(&written.replace("ươ", "uơ"), typed.tone))?
    })?;
    has_marks(&syllable).then_some(syllable)
}

/// Letters typed so far, as base letters with their combining hats and horns, and the tone.
#[derive(Default)]
struct Typed {
    letters: Vec<char>,
    tone: Option<char>,
}

const CIRCUMFLEX: char = '\u{302}';
const BREVE: char = '\u{306}';
const HORN: char = '\u{31B}';

impl Typed {
    fn press_telex(&mut self, c: char) {
        let small = c.to_ascii_lowercase();
        let has_vowel = self.letters.iter().any(|c| is_vowel(*c));
        match small {
            's' | 'f' | 'r' | 'x' | 'j' if has_vowel => {
                self.tone = Some(match small {
                    's' => '\u{301}',
                    'f' => '\u{300}',
                    'r' => '\u{309}',
                    'x' => '\u{303}',
                    _ => '\u{323}',
                });
            }
            'w' if self.put(BREVE, "a") || self.horn() => {}
            'w' => self.letters.extend([if c.is_ascii_uppercase() { 'U' } else { 'u' }, HORN]),
            'd' if self.letters.last().is_some_and(|c| c.eq_ignore_ascii_case(&'d')) => self.bar(),
            'a' | 'e' | 'o' if self.repeats(small) => {
                self.put(CIRCUMFLEX, c.to_ascii_lowercase().encode_utf8(&mut [0; 4]));
            }
            _ => self.letters.push(c),
        }
    }

    fn press_vni(&mut self, c: char) -> Option<()> {
        let done = match c {
            '1' => self.set_tone('\u{301}'),
            '2' => self.set_tone('\u{300}'),
            '3' => self.set_tone('\u{309}'),
            '4' => self.set_tone('\u{303}'),
            '5' => self.set_tone('\u{323}'),
            '6' => self.put(CIRCUMFLEX, "aeo"),
            '7' => self.horn(),
            '8' => self.put(BREVE, "a"),
            '9' => {
                self.bar();
                true
            }
            _ => {
                self.letters.push(c);
                !c.is_ascii_digit()
            }
        };
        done.then_some(())
    }

    fn set_tone(&mut self, tone: char) -> bool {
        let has_vowel = self.letters.iter().any(|c| is_vowel(*c));
        self.tone = Some(tone);
        has_vowel
    }

    /// Whether the vowel last typed is this one, without a hat yet.
    fn repeats(&self, vowel: char) -> bool {
        let at = self.letters.iter().rposition(|c| is_vowel(*c));
        at.is_some_and(|at| {
            self.letters[at].eq_ignore_ascii_case(&vowel)
                && !self.letters.get(at + 1).is_some_and(|c| is_hat(*c))
        })
    }

    /// Puts a hat on the last of these vowels.
    fn put(&mut self, hat: char, vowels: &str) -> bool {
        let at = self.letters.iter().rposition(|c| vowels.contains(c.to_ascii_lowercase()));
        let Some(at) = at.filter(|at| !self.letters.get(at + 1).is_some_and(|c| is_hat(*c))) else {
            return false;
        };
        self.letters.insert(at + 1, hat);
        true
    }

    /// Puts the horn on `o` or `u`; on both where they stand together: `phuowng`.
    fn horn(&mut self) -> bool {
        let Some(at) = self.letters.iter().rposition(|c| matches!(c.to_ascii_lowercase(), 'o' | 'u')) else {
            return false;
        };
        if self.letters.get(at + 1).is_some_and(|c| is_hat(*c)) {
            // `phu7o7ng` has them one by one.
            return self.letters[at + 1] == HORN;
        }
        self.letters.insert(at + 1, HORN);
        if self.letters[at].eq_ignore_ascii_case(&'o')
            && at > 0
            && self.letters[at - 1].eq_ignore_ascii_case(&'u')
            && !(at > 1 && matches!(self.letters[at - 2], 'q' | 'Q'))
        {
            self.letters.insert(at, HORN);
        }
        true
    }

    fn bar(&mut self) {
        if let Some(d) = self.letters.iter_mut().find(|c| c.eq_ignore_ascii_case(&'d')) {
            *d = if *d == 'D' { 'Đ' } else { 'đ' };
        }
    }
}

fn is_vowel(c: char) -> bool {
    matches!(c.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

fn is_hat(c: char) -> bool {
    matches!(c, CIRCUMFLEX | BREVE | HORN)
}

/// Puts the tone on the letter it belongs on; `None` if no syllable comes of it.
fn place(word: &str, tone: Option<char>) -> Option<String> {
    let Some(tone) = tone else { return Syllable::parse(word).map(|_| word.to_owned()) };
    let mark = Syllable::of_letters(word)?.mark;
    let mut marked = String::with_capacity(word.len() + 2);
    for (at, c) in word.chars().enumerate() {
        marked.push(c);
        if at == mark {
            marked.push(tone);
        }
    }
    let marked: String = marked.nfc().collect();
    Syllable::parse(&marked).map(|_| marked)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, expected: &str) {
        assert_eq!(read_keystrokes(typed).as_deref().unwrap_or(typed), expected);
    }

    #[test]
    fn telex() {
        check("thaamr bas phuowcs", "thẩm bá phước");
        check("phuowngf ngocj thuyj", "phường ngọc thụy");
        check("phuwowngf", "phường");
        check("ddangr uyr", "đảng ủy");
        check("Ddoongs Dda", "Đống Đa");
        check("nguyeenx vawn huwngx", "nguyễn văn hững");
        check("dduowngf, tuw vaans", "đường, tư vấn");
        check("quoocs hooij", "quốc hội");
        check("quyeets ddinhj", "quyết định");
        check("hoaf binhf", "hòa bình");
        check("nghieeng", "nghiêng");
        check("giuwax", "giữa");
        check("hoas", "hóa");
        check("phuonwgf", "phường");
        check("huow", "huơ");
        check("thuowr", "thuở");
    }

    #[test]
    fn vni() {
        check("u3y ban nha6n da6n", "ủy ban nhân dân");
        check("phu7o7ng2 d9a6t1", "phường đất");
        check("phuo7ng2", "phường");
        check("D9a3ng", "Đảng");
        check("Nguye6n4 Va8n", "Nguyễn Văn");
    }

    #[test]
    fn what_is_no_vietnamese_typing_stays() {
        for text in [
            "hop dan pho 12",
            "covid19",
            "facebook",
            "mp3",
            "QL5",
            "2018",
            "hợp đồng",
            "windows",
            "news",
            "x",
            "",
        ] {
            check(text, text);
        }
    }
}
