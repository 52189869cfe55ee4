//! The parts of a text that become tokens: syllables, numbers, foreign words, and what stands beside them.

use std::ops::Range;

use crate::atom::{Gap, atoms, ends_sentence};
use crate::compound::compounds;
use crate::key::{fold_key, key_of_normal};
use crate::segmenter::{LetterCase, Unit};

/// A syllable, a number or another token that is not made of tokens.
pub(crate) struct Part {
    /// Where in [`Parts::keys`] the match key is, and the key without marks.
    key: Range<usize>,
    folded: Range<usize>,
    /// Byte range in the normal form.
    pub(crate) range: Range<usize>,
    pub(crate) before: Gap,
    pub(crate) unit: Unit,
}

/// A token over several parts, beside them.
pub(crate) struct Beside {
    /// Its first part.
    pub(crate) first: usize,
    /// Byte range in the normal form.
    pub(crate) range: Range<usize>,
    pub(crate) text: String,
}

/// The parts of a text, to be used again for the next.
#[derive(Default)]
pub(crate) struct Parts {
    pub(crate) all: Vec<Part>,
    /// What stands beside them, in order.
    pub(crate) beside: Vec<Beside>,
    /// The keys of all parts.
    keys: String,
    spellings: Keys,
}

impl Parts {
    /// The match key of a part.
    #[inline]
    pub(crate) fn key(&self, part: &Part) -> &str {
        &self.keys[part.key.clone()]
    }

    /// The match key of a part without marks.
    #[inline]
    pub(crate) fn folded(&self, part: &Part) -> &str {
        &self.keys[part.folded.clone()]
    }

    /// Splits a text in normal form into its parts, in place of those before.
    pub(crate) fn split(&mut self, normal: &str) {
        let Self { all: parts, beside, keys, spellings } = self;
        parts.clear();
        beside.clear();
        keys.clear();
        let atoms = atoms(normal);
        let mut compounds = compounds(normal, &atoms).into_iter().peekable();
        let mut at = 0;
        while at < atoms.len() {
            let before = match atoms[at].before {
                Gap::Joint('.') if ends_sentence(&normal[atoms[at - 1].range.clone()]) => Gap::Break,
                before => before,
            };
            let mut end = at + 1;
            let mut key = None;
            while let Some(compound) = compounds.next_if(|c| c.atoms.start == at) {
                let range = atoms[at].range.start..atoms[compound.atoms.end - 1].range.end;
                if compound.whole {
                    (end, key) = (compound.atoms.end, Some(compound.text));
                } else {
                    beside.push(Beside { first: parts.len(), range, text: compound.text });
                }
            }
            let range = atoms[at].range.start..atoms[end - 1].range.end;
            let slice = &normal[range.clone()];
            let start = keys.len();
            let (middle, unit) = match key {
                Some(key) => {
                    keys.push_str(&key);
                    let middle = keys.len();
                    keys.push_str(&fold_key(&key));
                    (middle, Unit::new(&key, LetterCase::of(slice)))
                }
                None => spellings.look(slice, keys),
            };
            parts.push(Part { key: start..middle, folded: middle..keys.len(), range, before, unit });
            at = end;
        }
        forget_even_case(normal, parts);
    }
}

/// Syllables of the longest name that is taken for one without small letters around it.
const MAX_NAME: usize = 5;

/// A line all in capitals or all in small letters says nothing about names by its letters.
fn forget_even_case(normal: &str, parts: &mut [Part]) {
    let mut rest = parts;
    while !rest.is_empty() {
        let mut line = 1;
        while line < rest.len()
            && !(rest[line].before == Gap::Break
                && normal[rest[line - 1].range.end..rest[line].range.start].contains('\n'))
        {
            line += 1;
        }
        let (these, others) = rest.split_at_mut(line);
        let any = |case| these.iter().any(|p| p.unit.case == case);
        // A short line of capitalised syllables alone is a name: a byline, a query.
        let name = these.len() <= MAX_NAME && these.iter().all(|p| p.unit.case == LetterCase::Capital);
        if !name && (!any(LetterCase::Lower) || !any(LetterCase::Capital)) {
            these
                .iter_mut()
                .filter(|p| p.unit.case != LetterCase::Number)
                .for_each(|p| p.unit.case = LetterCase::Unknown);
        }
        rest = others;
    }
}

/// Binary logarithm of the number of slots.
const BITS: u32 = 12;

/// The longest run that is kept, in bytes: longer than any syllable.
const MAX_BYTES: usize = 16;

/// A text of at most [`MAX_BYTES`] bytes.
#[derive(Debug, Clone, Copy, Default)]
struct Short {
    bytes: [u8; MAX_BYTES],
    length: u8,
}

impl Short {
    fn of(text: &str) -> Option<Self> {
        let mut bytes = [0; MAX_BYTES];
        bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        Some(Self { bytes, length: text.len() as u8 })
    }

    #[inline]
    fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.length)]).unwrap_or_default()
    }
}

/// What is known of one run.
#[derive(Debug, Clone, Copy)]
struct Slot {
    run: Short,
    key: Short,
    folded: Short,
    unit: Unit,
}

/// Runs of letters in normal form with their keys: those seen last, one a slot.
#[derive(Debug, Clone, Default)]
struct Keys {
    /// Empty until first used.
    slots: Vec<Option<Slot>>,
}

impl Keys {
    /// Writes the key of a run of letters or digits and its folded key; returns where the first ends, and the unit.
    #[inline]
    fn look(&mut self, run: &str, keys: &mut String) -> (usize, Unit) {
        let Some(short) = Short::of(run) else {
            let (key, folded, unit) = Self::make(run);
            return write(keys, &key, &folded, unit);
        };
        if self.slots.is_empty() {
            self.slots = vec![None; 1 << BITS];
        }
        let packed = u128::from_le_bytes(short.bytes);
        let hash =
            (packed as u64 ^ ((packed >> 64) as u64).rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let slot = &mut self.slots[(hash >> (64 - BITS)) as usize];
        if let Some(slot) = slot.as_ref().filter(|slot| slot.run.bytes == short.bytes) {
            return write(keys, slot.key.text(), slot.folded.text(), slot.unit);
        }
        let (key, folded, unit) = Self::make(run);
        if let (Some(key), Some(folded)) = (Short::of(&key), Short::of(&folded)) {
            *slot = Some(Slot { run: short, key, folded, unit });
        }
        write(keys, &key, &folded, unit)
    }

    fn make(run: &str) -> (String, String, Unit) {
        let key = key_of_normal(run);
        let folded = fold_key(&key);
        let unit = Unit::new(&key, LetterCase::of(run));
        (key, folded, unit)
    }
}

#[inline]
fn write(keys: &mut String, key: &str, folded: &str, unit: Unit) -> (usize, Unit) {
    keys.push_str(key);
    let middle = keys.len();
    keys.push_str(folded);
    (middle, unit)
}
