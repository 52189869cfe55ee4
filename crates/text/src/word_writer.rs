//! Text out with its words marked, as word-segmented corpora are written.

use crate::atom::ends_sentence;
use crate::line::{Item, Line};
use crate::segmenter::{LetterCase, Perceptron, Scratch};

/// Writes lines with the syllables of each word joined by `_` and marks parted from words by spaces. Letters stay as they
/// are, in any Unicode form and style of tone marks, and so do bytes that are no UTF-8; only white space changes.
///
/// Keeps its buffers: one writer serves a whole stream, in memory that grows with the longest line only.
///
/// ```
/// use langbao_text::WordWriter;
///
/// let mut out = Vec::new();
/// WordWriter::new().write("Đ/c Thẩm Bá Phước, Bí thư Đảng uỷ (TP.HCM).".as_bytes(), &mut out);
/// assert_eq!(String::from_utf8(out).unwrap(), "Đ/c Thẩm_Bá_Phước , Bí_thư Đảng_uỷ ( TP.HCM ) .");
/// ```
#[derive(Clone)]
pub struct WordWriter {
    segmenter: Perceptron,
    line: Line,
    scratch: Scratch,
    joined: Vec<bool>,
}

impl Default for WordWriter {
    fn default() -> Self {
        Self::new()
    }
}

impl WordWriter {
    /// Makes a writer with the built-in segmenter.
    pub fn new() -> Self {
        Self::with_segmenter(Perceptron::built_in())
    }

    /// Makes a writer with other weights.
    pub fn with_segmenter(segmenter: Perceptron) -> Self {
        Self { segmenter, line: Line::new(), scratch: Scratch::default(), joined: Vec::new() }
    }

    /// Appends a line, which holds no line break, in its segmented form. Any bytes pass; of a line longer than 4 GiB the
    /// rest is left out.
    pub fn write(&mut self, line: &[u8], out: &mut Vec<u8>) {
        self.line.take_apart(line);
        self.joined.clear();
        for stretch in self.line.stretches() {
            match stretch.len() {
                1 => self.joined.push(false),
                _ => {
                    let units = &self.line.units[stretch];
                    self.joined.extend_from_slice(self.segmenter.join(units, &mut self.scratch));
                }
            }
        }
        out.reserve(line.len() + line.len() / 8);
        let mut unit = 0;
        // Whether the item before is a mark inside a word of letters and marks: `TP.HCM`.
        let mut glued = false;
        let mut address_end = 0;
        for (at, item) in self.line.items.iter().enumerate() {
            if self.line.addressed && (item.spaced || at == 0) {
                address_end = self.address(line, at);
            }
            let after_unit = at > 0 && self.line.items[at - 1].is_unit;
            if item.is_unit {
                match () {
                    () if self.joined[unit] => out.push(b'_'),
                    () if at == 0 || !item.spaced && (glued || at < address_end) => {}
                    () => out.push(b' '),
                }
                unit += 1;
            } else {
                let inside = after_unit && !item.spaced && self.is_joint(line, at, unit);
                let repeated = !item.spaced
                    && at > 0
                    && !after_unit
                    && line[item.range()] == line[self.line.items[at - 1].range()];
                let close = inside || repeated || at < address_end && !item.spaced;
                if at > 0 && !close {
                    out.push(b' ');
                }
                glued = inside;
            }
            out.extend_from_slice(&line[item.range()]);
        }
    }

    /// Whether the mark after unit number `unit - 1` stands inside a written word: `32/QĐ`, `TP.HCM`, `3,5`, but not the
    /// full stop of `hội nghị.Tại`.
    #[inline]
    fn is_joint(&self, line: &[u8], at: usize, unit: usize) -> bool {
        let items = &self.line.items;
        if !items.get(at + 1).is_some_and(|next| next.is_unit && !next.spaced) {
            return false;
        }
        let number = |unit: usize| self.line.units[unit].case == LetterCase::Number;
        match &line[items[at].range()] {
            b"." => {
                let text = |item: &Item| std::str::from_utf8(&line[item.range()]).unwrap_or_default();
                !(text(&items[at + 1]).starts_with(char::is_uppercase) && ends_sentence(text(&items[at - 1])))
            }
            b"," | b":" => number(unit - 1) && number(unit),
            [b'-' | b'/' | b'@' | b'&' | b'\'' | b'%' | b'+' | b'=' | b'#' | b'~' | b'_' | b'*'] => true,
            mark => matches!(mark, [0xE2, 0x80, 0x90..=0x95 | 0x99]),
        }
    }

    /// Where the address ends that begins with this item: the number of the item behind; 0 if none does.
    fn address(&self, line: &[u8], at: usize) -> usize {
        let items = &self.line.items;
        let piece = 1 + items[at + 1..].iter().take_while(|item| !item.spaced).count();
        let marks = |text: &[u8]| text.contains(&b'@') || text.windows(3).any(|w| w == b"://");
        let (first, last) = (items[at].range(), items[at + piece - 1].range());
        if !items[at].is_unit || !marks(&line[first.start..last.end]) {
            return 0;
        }
        let closing = |item: &&Item| {
            matches!(
                &line[item.range()],
                [b'.' | b',' | b';' | b':' | b'!' | b'?' | b')' | b'"' | b'\'' | b'>']
            )
        };
        at + piece - items[at..at + piece].iter().rev().take_while(closing).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cases: &[(&str, &str)]) {
        let mut writer = WordWriter::new();
        for (text, expected) in cases {
            let mut out = Vec::new();
            writer.write(text.as_bytes(), &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), *expected, "{text}");
        }
    }

    #[test]
    fn marks_are_detached_but_not_inside_a_written_word() {
        check(&[
            ("Số 32/QĐ-UBND, ngày 27/02/2018.", "Số 32/QĐ-UBND , ngày 27/02/2018 ."),
            ("“Xây dựng” (TP.HCM)...", "“ Xây_dựng ” ( TP.HCM ) ..."),
            ("họp tại hội nghị.Tại đây", "họp tại hội_nghị . Tại đây"),
            ("tăng 3,5%, lúc 18:00; xã,phường", "tăng 3,5 % , lúc 18:00 ; xã , phường"),
            (
                "gửi vpub@longbien.hanoi.gov.vn, xem https://a.vn/b?c=1.",
                "gửi vpub@longbien.hanoi.gov.vn , xem https://a.vn/b?c=1 .",
            ),
            ("", ""),
            (" \t ", ""),
        ]);
    }

    #[test]
    fn letters_stay_as_they_are() {
        check(&[
            ("uỷ ban, Hoà Bình", "uỷ_ban , Hoà_Bình"),
            ("xa\u{303} hội\u{a0}và  dân\tsố", "xa\u{303}_hội và dân_số"),
            ("xã\u{200b}hội", "xã_\u{200b}hội"),
        ]);
    }

    #[test]
    fn bytes_that_are_no_text_pass() {
        let mut out = Vec::new();
        WordWriter::new().write(b"\xFFx\xE1 h\xE1\xBB\x99i \xF0\x9F", &mut out);
        assert_eq!(
            out.iter().filter(|b| **b != b' ').copied().collect::<Vec<u8>>(),
            b"\xFFx\xE1h\xE1\xBB\x99i\xF0\x9F"
        );
    }
}
