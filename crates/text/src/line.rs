//! A line of text as bytes: its words of letters and digits, and the marks between them.

use std::ops::Range;

use crate::NormalForm;
use crate::letter::is_letter;
use crate::normal_form::is_invisible;
use crate::segmenter::{LetterCase, Unit};
use crate::spelling::{self, MAX_BYTES, Spellings};

/// A unit or a mark of a line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item {
    /// Bytes of the line, half-open.
    start: u32,
    end: u32,
    /// Whether white space stands before it.
    pub(crate) spaced: bool,
    /// Whether it is a unit: the next of [`Line::units`].
    pub(crate) is_unit: bool,
}

impl Item {
    pub(crate) fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A line taken apart. Items are in order and do not overlap; what lies between them is white space.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    spellings: Spellings,
    pub(crate) items: Vec<Item>,
    pub(crate) units: Vec<Unit>,
    /// Whether the line may hold a web or mail address.
    pub(crate) addressed: bool,
}

/// Syllables of the longest name that is taken for one without small letters around it.
const MAX_NAME: usize = 5;

/// No line is longer: offsets fit their type.
pub(crate) const MAX_LINE: usize = u32::MAX as usize;

/// What a byte can be: of a run of letters, white space, or a mark.
const WORDY: u8 = 0;
const SPACE: u8 = 1;
const MARK: u8 = 2;
const KIND: [u8; 256] = {
    let mut kinds = [MARK; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        if b.is_ascii_alphanumeric() || b >= 0x80 {
            kinds[byte] = WORDY;
        } else if matches!(b, b' ' | b'\t'..=b'\r') {
            kinds[byte] = SPACE;
        }
        byte += 1;
    }
    kinds
};

impl Line {
    pub(crate) fn new() -> Self {
        Self { spellings: Spellings::new(), items: Vec::new(), units: Vec::new(), addressed: false }
    }

    /// Takes a line apart, in place of the one before. Bytes that are not UTF-8 are marks.
    pub(crate) fn take_apart(&mut self, line: &[u8]) {
        self.items.clear();
        self.units.clear();
        self.addressed = false;
        let line = &line[..line.len().min(MAX_LINE)];
        let mut at = 0;
        let mut spaced = false;
        while at < line.len() {
            let start = at;
            match KIND[usize::from(line[at])] {
                SPACE => {
                    spaced = true;
                    at += 1;
                }
                MARK => {
                    self.addressed |= line[at] == b'@' || line[at..].starts_with(b"://");
                    at += 1;
                    self.mark(start..at, spaced);
                    spaced = false;
                }
                _ => {
                    at += 1;
                    while at < line.len() && KIND[usize::from(line[at])] == WORDY {
                        at += 1;
                    }
                    spaced = self.run(line, start..at, spaced);
                }
            }
        }
        self.forget_even_case();
    }

    /// Adds what a run of bytes is; says whether white space ends it.
    #[inline]
    fn run(&mut self, line: &[u8], range: Range<usize>, spaced: bool) -> bool {
        let run = &line[range.clone()];
        if run.len() <= MAX_BYTES {
            let packed = match line.get(range.start..range.start + MAX_BYTES).map(<[u8; MAX_BYTES]>::try_from)
            {
                Some(Ok(bytes)) => u128::from_le_bytes(bytes) & (u128::MAX >> (8 * (MAX_BYTES - run.len()))),
                _ => {
                    let mut bytes = [0; MAX_BYTES];
                    bytes[..run.len()].copy_from_slice(run);
                    u128::from_le_bytes(bytes)
                }
            };
            if let Some(unit) = self.spellings.look(packed, run) {
                self.unit(range, spaced, unit);
                return false;
            }
        }
        self.odd_run(run, range.start, spaced)
    }

    /// Takes a run apart that is long, or not letters and digits alone.
    #[cold]
    fn odd_run(&mut self, run: &[u8], from: usize, mut spaced: bool) -> bool {
        let mut at = from;
        for chunk in run.utf8_chunks() {
            let text = chunk.valid();
            let mut chars = text.char_indices().peekable();
            while let Some((start, first)) = chars.next() {
                let mut end = start + first.len_utf8();
                if first.is_alphanumeric() {
                    while let Some((_, c)) =
                        chars.next_if(|(_, c)| is_letter(*c) || c.is_alphanumeric() || is_invisible(*c))
                    {
                        end += c.len_utf8();
                    }
                    self.word(&text[start..end], at + start, spaced);
                    spaced = false;
                } else if first.is_whitespace() && !matches!(first, '\u{85}' | '\u{2028}' | '\u{2029}') {
                    spaced = true;
                } else {
                    self.mark(at + start..at + end, spaced);
                    spaced = false;
                }
            }
            at += text.len();
            if !chunk.invalid().is_empty() {
                self.mark(at..at + chunk.invalid().len(), spaced);
                spaced = false;
                at += chunk.invalid().len();
            }
        }
        spaced
    }

    /// Adds a word that may hold invisible characters; some of them part syllables.
    fn word(&mut self, word: &str, from: usize, spaced: bool) {
        let normal = NormalForm::new(word);
        let mut spaced = spaced;
        let mut start = from;
        let mut pieces = normal.text().split(' ').peekable();
        let mut read = 0;
        while let Some(piece) = pieces.next() {
            read += piece.len();
            let end = match pieces.peek() {
                Some(_) => from + normal.source_range(read - piece.len()..read).end,
                None => from + word.len(),
            };
            read += 1;
            match spelling::unit(piece) {
                Some(unit) => self.unit(start..end, spaced, unit),
                None => self.mark(start..end, spaced),
            }
            spaced = true;
            start = end;
        }
    }

    #[inline]
    fn unit(&mut self, range: Range<usize>, spaced: bool, unit: Unit) {
        self.units.push(unit);
        self.push(range, spaced, true);
    }

    #[inline]
    fn mark(&mut self, range: Range<usize>, spaced: bool) {
        self.push(range, spaced, false);
    }

    #[inline]
    fn push(&mut self, range: Range<usize>, spaced: bool, is_unit: bool) {
        self.items.push(Item { start: range.start as u32, end: range.end as u32, spaced, is_unit });
    }

    /// A line all in capitals or all in small letters says nothing about names by its letters.
    fn forget_even_case(&mut self) {
        let (mut lower, mut capital, mut all) = (false, false, self.units.len() <= MAX_NAME);
        for unit in &self.units {
            lower |= unit.case == LetterCase::Lower;
            capital |= unit.case == LetterCase::Capital;
            all &= unit.case == LetterCase::Capital;
        }
        // A short line of capitalised syllables alone is a name: a byline, a query.
        let telling = all || lower && capital;
        if !telling {
            let cased = self.units.iter_mut().filter(|u| u.case != LetterCase::Number);
            cased.for_each(|unit| unit.case = LetterCase::Unknown);
        }
    }

    /// The stretches of units with white space alone between them, as ranges of unit numbers, in order.
    pub(crate) fn stretches(&self) -> Stretches<'_> {
        Stretches { items: &self.items, at: 0, unit: 0 }
    }
}

/// See [`Line::stretches`].
pub(crate) struct Stretches<'a> {
    items: &'a [Item],
    at: usize,
    unit: usize,
}

impl Iterator for Stretches<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        while !self.items.get(self.at)?.is_unit {
            self.at += 1;
        }
        let start = self.unit;
        self.at += 1;
        self.unit += 1;
        while self.items.get(self.at).is_some_and(|item| item.is_unit && item.spaced) {
            self.at += 1;
            self.unit += 1;
        }
        Some(start..self.unit)
    }
}
