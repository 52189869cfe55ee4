//! Runs of letters as they stand in a text, and the syllables they are: looked up, because a text repeats itself.

use crate::key::key_of_normal;
use crate::letter::is_letter;
use crate::normal_form::normal_form;
use crate::segmenter::{LetterCase, Unit};

/// Binary logarithm of the number of slots.
const BITS: u32 = 14;

/// The longest run that is kept, in bytes.
pub(crate) const MAX_BYTES: usize = 16;

/// One run and what it is.
#[derive(Debug, Clone, Copy)]
struct Slot {
    /// The bytes of the run, zeros behind.
    run: u128,
    /// `None` if the run is not a syllable, a number or a foreign word alone.
    unit: Option<Unit>,
}

/// The runs seen last, one a slot.
#[derive(Debug, Clone)]
pub(crate) struct Spellings {
    slots: Box<[Slot]>,
}

impl Spellings {
    pub(crate) fn new() -> Self {
        Self { slots: vec![Slot { run: 0, unit: None }; 1 << BITS].into_boxed_slice() }
    }

    /// Returns what a run of at most [`MAX_BYTES`] bytes is; `packed` are the same bytes, zeros behind. `None` if it must
    /// be taken apart.
    #[inline]
    pub(crate) fn look(&mut self, packed: u128, run: &[u8]) -> Option<Unit> {
        let (low, high) = (packed as u64, (packed >> 64) as u64);
        let hash = (low ^ high.rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let slot = &mut self.slots[(hash >> (64 - BITS)) as usize];
        if slot.run != packed {
            *slot = Slot { run: packed, unit: std::str::from_utf8(run).ok().and_then(unit) };
        }
        slot.unit
    }
}

/// What a run is, if it is letters and digits alone.
pub(crate) fn unit(run: &str) -> Option<Unit> {
    let wordy = |c: char| is_letter(c) || c.is_alphanumeric();
    if !run.starts_with(char::is_alphanumeric) || !run.chars().all(wordy) {
        return None;
    }
    let normal = normal_form(run);
    Some(Unit::new(&key_of_normal(&normal), LetterCase::of(&normal)))
}
