//! What raw text says of pairs of neighbouring syllables.

use std::sync::LazyLock;

/// Binary logarithm of the number of slots.
const BITS: u32 = 18;

/// Bits of a slot that tell pairs in one place apart; the other six are the code.
const FINGERPRINT: u64 = 0x3FF;

/// The code of a pair that raw text has too rarely to say anything.
pub(super) const UNSEEN: u8 = 64;

/// Codes of pairs, in a hash table of 16-bit slots. One in a thousand pairs that are not in it gets the code of another.
pub(super) struct Pairs {
    /// Open addressing; the upper ten bits of a slot are those of the hash, the lower six the code plus one. 0 is empty.
    slots: Box<[u16]>,
}

impl Pairs {
    /// The pairs that come with the crate.
    pub(super) fn built_in() -> &'static Self {
        static PAIRS: LazyLock<Pairs> = LazyLock::new(|| {
            Pairs::from_bytes(include_bytes!("../../data/pairs.bin"))
                .expect("the table in the crate has the right size, a test reads it")
        });
        &PAIRS
    }

    /// Reads a table as [`Pairs::write`] makes it. `None` if its size is wrong.
    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let slots: Box<[u16]> = bytes.as_chunks().0.iter().map(|b| u16::from_le_bytes(*b)).collect();
        (bytes.len() == 2 << BITS && slots.contains(&0)).then_some(Self { slots })
    }

    /// Writes the table of these hashes with their codes, 0 to 62.
    #[cfg(any(feature = "training", test))]
    pub(super) fn write(rows: &[(u64, u8)]) -> Vec<u8> {
        let mut slots = vec![0u16; 1 << BITS];
        for (hash, code) in rows {
            let mut at = (hash >> (64 - BITS)) as usize;
            while slots[at] != 0 {
                at = (at + 1) & (slots.len() - 1);
            }
            slots[at] = ((hash & FINGERPRINT) << 6) as u16 | u16::from(code + 1);
        }
        slots.iter().flat_map(|s| s.to_le_bytes()).collect()
    }

    /// Returns the code of the pair with this hash.
    #[inline]
    pub(super) fn get(&self, hash: u64) -> u8 {
        let mut at = (hash >> (64 - BITS)) as usize;
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return UNSEEN;
            }
            if u64::from(slot >> 6) == hash & FINGERPRINT {
                return (slot & 63) as u8 - 1;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_back() {
        let rows = [(0, 0), (1, 62), (u64::MAX, 7), (u64::MAX - 5, 8)];
        let table = Pairs::from_bytes(&Pairs::write(&rows)).unwrap();
        for (hash, code) in rows {
            assert_eq!(table.get(hash), code);
        }
        assert_eq!(table.get(2), UNSEEN);
        assert!(Pairs::from_bytes(&[0; 10]).is_none());
    }

    #[test]
    fn the_table_of_the_crate_is_read_and_not_crowded() {
        let full = Pairs::built_in().slots.iter().filter(|s| **s != 0).count();
        assert!((100_000..200_000).contains(&full), "{full}");
    }
}
