//! The normal form of Vietnamese text, with the way back to the text as given.

use std::ops::Range;

use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::letter::{Tone, Vowel, is_letter};
use crate::syllable::{Syllable, is_syllable};

/// Returns the normal form: NFC, one tone-mark placement (*hòa*, *thủy*), Đ for the Icelandic Ð, plain spaces, quotes
/// and dashes, no invisible characters. Case is kept.
pub fn normal_form(text: &str) -> String {
    NormalForm::new(text).text
}

/// A text in normal form that remembers where in the source each of its bytes came from.
///
/// ```
/// use langbao_text::NormalForm;
///
/// let source = "UBND ph\u{1b0}\u{1a1}\u{300}ng Ngọc Thuỵ";
/// let normal = NormalForm::new(source);
/// assert_eq!(normal.text(), "UBND phường Ngọc Thụy");
/// let at = normal.text().find("Thụy").unwrap();
/// assert_eq!(&source[normal.source_range(at..normal.text().len())], "Thuỵ");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NormalForm {
    text: String,
    pieces: Vec<Piece>,
}

/// A stretch of the normal form and the stretch of the source it came from; the next piece ends it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    /// Byte in the normal form where it begins.
    normal: usize,
    source: Range<usize>,
    /// Whether bytes of both sides stand one to one.
    even: bool,
}

impl NormalForm {
    /// Makes the normal form of any text.
    pub fn new(source: &str) -> Self {
        let mut writer = Writer {
            form: Self { text: String::with_capacity(source.len()), pieces: Vec::new() },
            run: 0,
            seam: None,
            shape: Shape::default(),
        };
        // Piece by piece, each with the white space behind it: nothing melts over that.
        let mut at = 0;
        while at < source.len() {
            let space = source.as_bytes()[at..].iter().position(u8::is_ascii_whitespace);
            let end = space.map_or(source.len(), |space| at + space + 1);
            match stays(&source[at..end]) {
                true => writer.keep(&source[at..end], at),
                false => writer.take(&source[at..end], at),
            }
            at = end;
        }
        writer.end_run();
        writer.form
    }

    /// The text in normal form.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Gives the text in normal form away.
    pub fn into_text(self) -> String {
        self.text
    }

    /// Returns the byte range of the source that a byte range of the normal form came from. It stands on char
    /// boundaries; what lies beyond the end, or inside a character, is taken as the next boundary before it.
    pub fn source_range(&self, range: Range<usize>) -> Range<usize> {
        let end = self.text.floor_char_boundary(range.end);
        let start = self.text.floor_char_boundary(range.start).min(end);
        let from = match self.piece(start) {
            Some(piece) if piece.even => piece.source.start + (start - piece.normal),
            Some(piece) if start == self.text.len() => piece.source.end,
            Some(piece) => piece.source.start,
            None => 0,
        };
        if start == end {
            return from..from;
        }
        let to = match self.piece(end - 1) {
            Some(piece) if piece.even => piece.source.start + (end - piece.normal),
            Some(piece) => piece.source.end,
            None => from,
        };
        from..to
    }

    /// The piece that a byte of the normal form, or its end, belongs to.
    fn piece(&self, normal: usize) -> Option<&Piece> {
        match self.pieces.as_slice() {
            [only] => Some(only),
            pieces => pieces[..pieces.partition_point(|p| p.normal <= normal)].last(),
        }
    }

    /// Adds a stretch that is the same in the source, where it begins at this byte.
    fn push_str(&mut self, text: &str, from: usize) {
        let (normal, source) = (self.text.len(), from..from + text.len());
        self.text.push_str(text);
        match self.pieces.last_mut() {
            Some(last) if last.even && last.source.end == source.start => last.source.end = source.end,
            _ => self.pieces.push(Piece { normal, source, even: true }),
        }
    }

    fn push(&mut self, c: char, source: Range<usize>) {
        let normal = self.text.len();
        self.text.push(c);
        let even = source.len() == c.len_utf8();
        match self.pieces.last_mut() {
            Some(last) if even && last.even && last.source.end == source.start => {
                last.source.end = source.end
            }
            _ => self.pieces.push(Piece { normal, source, even }),
        }
    }
}

/// What the letters of the run written last look like.
#[derive(Debug, Clone, Copy, Default)]
struct Shape {
    vowels: u32,
    tones: u32,
    /// Whether the tone mark is on the last letter with a hat, a horn or a breve: it is well placed then.
    settled: bool,
    /// A mark that composed with nothing: not a syllable.
    stray: bool,
}

impl Shape {
    #[inline]
    fn see(&mut self, vowel: Vowel) {
        self.vowels += 1;
        let toned = vowel.tone() != Tone::Level;
        self.tones += u32::from(toned);
        if toned || vowel.is_hatted() {
            self.settled = toned && vowel.is_hatted();
        }
    }

    /// Whether the tone mark may stand elsewhere in the run.
    #[inline]
    fn is_open(self) -> bool {
        self.tones == 1 && self.vowels > 1 && !self.settled && !self.stray
    }

    /// Whether the tone mark of this run, which has the shape, is on its place.
    #[inline]
    fn is_placed(self, run: &str) -> bool {
        let marked = |c: char| Vowel::of(c).is_some_and(|v| v.tone() != Tone::Level);
        !self.is_open()
            || Syllable::of_letters(run)
                .is_none_or(|syllable| run.chars().nth(syllable.mark).is_some_and(marked))
    }
}

struct Writer {
    form: NormalForm,
    /// Where the run of letters being written began.
    run: usize,
    /// Where in the run a break opportunity (soft hyphen, zero-width space) was dropped, and nothing else.
    seam: Option<usize>,
    shape: Shape,
}

impl Writer {
    /// Takes a piece that is in normal form already.
    fn keep(&mut self, piece: &str, from: usize) {
        self.form.push_str(piece, from);
        self.run = self.form.text.len();
    }

    /// Takes any piece, which begins at this byte of the source.
    fn take(&mut self, piece: &str, from: usize) {
        let mut chars = piece.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if is_invisible(c) {
                self.invisible(c);
                continue;
            }
            let mut end = at + c.len_utf8();
            let mut cluster = String::new();
            while let Some(&(_, next)) = chars.peek() {
                if is_invisible(next) {
                    // Between a letter and its mark it is dropped with them in one piece.
                    let seen = chars.clone().find(|(_, c)| !is_invisible(*c));
                    let Some((mark_at, _)) = seen.filter(|(_, c)| composes_back(*c)) else { break };
                    while chars.next_if(|(at, _)| *at < mark_at).is_some() {}
                } else if composes_back(next) {
                    if cluster.is_empty() {
                        cluster.push(c);
                    }
                    cluster.push(next);
                    chars.next();
                    end = chars.peek().map_or(piece.len(), |(at, _)| *at);
                } else {
                    break;
                }
            }
            if !cluster.is_empty() {
                cluster.nfc().for_each(|c| self.push(plain(c), from + at..from + end));
            } else if is_composed(c) {
                self.push(plain(c), from + at..from + end);
            } else {
                std::iter::once(c).nfc().for_each(|c| self.push(plain(c), from + at..from + end));
            }
        }
    }

    #[inline]
    fn push(&mut self, c: char, source: Range<usize>) {
        if let Some(vowel) = Vowel::of(c) {
            self.shape.see(vowel);
        } else if !is_letter(c) {
            self.end_run();
            self.form.push(c, source);
            self.run = self.form.text.len();
            return;
        } else if !c.is_ascii() && is_combining_mark(c) {
            self.shape.stray = true;
        }
        self.form.push(c, source);
    }

    /// Notes a dropped character.
    fn invisible(&mut self, c: char) {
        let at = self.form.text.len();
        if matches!(c, '\u{200B}' | '\u{AD}') && at > self.run && self.seam.is_none() {
            self.seam = Some(at);
        }
    }

    /// Puts the tone mark of the finished run of letters on its place, and parts two syllables that only a zero-width
    /// space kept apart.
    fn end_run(&mut self) {
        let seam = self.seam.take();
        let shape = std::mem::take(&mut self.shape);
        if let Some(seam) = seam {
            self.end_run_with_seam(seam);
        } else if shape.is_open() {
            self.place_tone(self.run);
        }
    }

    fn end_run_with_seam(&mut self, seam: usize) {
        let run = &self.form.text[self.run..];
        let (left, right) = (&self.form.text[self.run..seam], &self.form.text[seam..]);
        let part = !is_syllable(run) && is_syllable(left) && is_syllable(right);
        if part {
            let tail = self.take_back(seam);
            let at = tail.first().map_or(0, |(_, source)| source.start);
            self.form.push(' ', at..at);
            for (c, source) in tail {
                self.form.push(c, source);
            }
            self.place_tone(seam + 1);
            // The left side moves last: its length in bytes may change.
            self.place_tone_before(seam);
        } else {
            self.place_tone(self.run);
        }
    }

    /// Places the tone of the run that ends at `end`, leaving what follows as it is.
    fn place_tone_before(&mut self, end: usize) {
        let tail = self.take_back(end);
        self.place_tone(self.run);
        for (c, source) in tail {
            self.form.push(c, source);
        }
    }

    /// Places the tone of the syllable that is the text from `start`, if it is one.
    fn place_tone(&mut self, start: usize) {
        let run = &self.form.text[start..];
        let Some(syllable) = Syllable::of_letters(run) else { return };
        let marked = |c: char| Vowel::of(c).is_some_and(|v| v.tone() != Tone::Level);
        if syllable.tone == Tone::Level || run.chars().nth(syllable.mark).is_some_and(marked) {
            return;
        }
        for (at, (c, source)) in self.take_back(start).into_iter().enumerate() {
            let tone = if at == syllable.mark { syllable.tone } else { Tone::Level };
            self.form.push(Vowel::of(c).map_or(c, |v| v.with_tone(tone)), source);
        }
    }

    /// Takes back what was written from `start` on, each character with its place in the source.
    fn take_back(&mut self, start: usize) -> Vec<(char, Range<usize>)> {
        let form = &mut self.form;
        let tail = form.text[start..].char_indices();
        let tail =
            tail.map(|(at, c)| (c, form.source_range(start + at..start + at + c.len_utf8()))).collect();
        form.text.truncate(start);
        while form.pieces.last().is_some_and(|p| p.normal >= start) {
            form.pieces.pop();
        }
        if let Some(last) = form.pieces.last_mut().filter(|p| p.even) {
            last.source.end = last.source.start + (start - last.normal);
        }
        tail
    }
}

/// Says whether a piece is surely in normal form: ASCII and Vietnamese letters alone, each tone mark on its place.
fn stays(piece: &str) -> bool {
    let mut shape = Shape::default();
    let mut run = 0;
    for (at, c) in piece.char_indices() {
        if let Some(vowel) = Vowel::of(c) {
            shape.see(vowel);
        } else if c.is_ascii_alphabetic() || matches!(c, 'đ' | 'Đ') {
        } else if c.is_ascii() {
            if !shape.is_placed(&piece[run..at]) {
                return false;
            }
            shape = Shape::default();
            run = at + 1;
        } else {
            return false;
        }
    }
    shape.is_placed(&piece[run..])
}

/// Says whether a character may melt with the one before it under NFC.
#[inline]
fn composes_back(c: char) -> bool {
    !is_composed(c)
        && (canonical_combining_class(c) != 0 || is_nfc_quick(std::iter::once(c)) == IsNormalized::Maybe)
}

/// Says whether a character is surely its own NFC, whatever stands before it.
#[inline]
fn is_composed(c: char) -> bool {
    matches!(c, '\0'..'\u{300}' | '\u{1EA0}'..='\u{1EF9}' | '\u{2010}'..='\u{2026}')
}

/// Says whether a character is dropped: it takes no room and changes no reading.
#[inline]
pub(crate) fn is_invisible(c: char) -> bool {
    c >= '\u{AD}'
        && matches!(
            c,
            '\u{AD}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}'
        )
}

/// Returns the plain character for one that only looks different.
#[inline]
fn plain(c: char) -> char {
    if c < '\u{80}' {
        return c;
    }
    match c {
        // Old Vietnamese code pages and fonts put the Icelandic letter where Đ should be.
        '\u{D0}' => 'Đ',
        '\u{F0}' => 'đ',
        '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => ' ',
        '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        '\u{AB}' | '\u{BB}' | '\u{201C}'..='\u{201F}' | '\u{2033}' | '\u{FF02}' => '"',
        '\u{2018}'..='\u{201B}' | '\u{2032}' | '\u{2039}' | '\u{203A}' | '\u{FF07}' => '\'',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' => '-',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cases: &[(&str, &str)]) {
        for (source, expected) in cases {
            assert_eq!(normal_form(source), *expected, "{source:?}");
        }
    }

    #[test]
    fn the_tone_mark_is_placed_in_one_style() {
        check(&[
            ("hoà bình, thuỷ lợi, Thuỵ, khoẻ, loá, UỶ BAN", "hòa bình, thủy lợi, Thụy, khỏe, lóa, ỦY BAN"),
            ("hòa thủy khỏe", "hòa thủy khỏe"),
            ("quý quả quỳ giá già giờ", "quý quả quỳ giá già giờ"),
            ("hoài thuyền toàn loạn", "hoài thuyền toàn loạn"),
            ("qúy qủa gìa gíơ tòan ngòai thuýêt", "quý quả già giớ toàn ngoài thuyết"),
            ("Boé café élève", "Bóe café élève"),
        ]);
    }

    #[test]
    fn look_alikes_become_plain() {
        check(&[
            ("Ðống Ða, ðường", "Đống Đa, đường"),
            ("a\u{a0}b\u{3000}c\u{2028}d", "a b c\nd"),
            ("“Nông thôn” ‘mới’ – 2018", "\"Nông thôn\" 'mới' - 2018"),
            ("\u{feff}Ủy\u{200b} ban", "Ủy ban"),
        ]);
    }

    #[test]
    fn a_break_opportunity_parts_two_syllables_only() {
        check(&[
            ("xã\u{200b}hội", "xã hội"),
            ("thuỵ\u{200b}hoà", "thụy hòa"),
            ("to\u{ad}án", "toán"),
            ("ngh\u{ad}ị", "nghị"),
            ("xã\u{200b}h\u{ad}ội", "xã hội"),
            ("go\u{200b}ogle", "google"),
        ]);
    }

    #[test]
    fn ranges_lead_back() {
        let source = "Hoà\u{200b} bi\u{300}nh “Thuỵ”";
        let normal = NormalForm::new(source);
        assert_eq!(normal.text(), "Hòa bình \"Thụy\"");
        let back = |word: &str| {
            let at = normal.text().find(word).unwrap();
            &source[normal.source_range(at..at + word.len())]
        };
        assert_eq!(back("Hòa"), "Hoà");
        assert_eq!(back("bình"), "bi\u{300}nh");
        assert_eq!(back("ì"), "i\u{300}");
        assert_eq!(back("ụ"), "u");
        assert_eq!(back("\"Thụy\""), "“Thuỵ”");
        assert_eq!(normal.source_range(usize::MAX - 1..usize::MAX), source.len()..source.len());
    }
}
