//! The word lists of the segmenter, in one hash table of rows of syllables.
//!
//! The lists stay apart as bits of an entry: their union finds words worse than any one of them.

use std::sync::LazyLock;

/// No entry has more syllables.
pub(super) const MAX_SYLLABLES: usize = 8;

static DICTIONARY: &str = include_str!("../../data/dictionary.txt");
static NEWS_WORDS: &str = include_str!("../../data/news_words.tsv");
static PLACES: &str = include_str!("../../data/places.txt");
static NAMES: &str = include_str!("../../data/names.tsv");
static DOMAIN: &str = include_str!("../../data/domain.txt");

/// What the lists know of a row of syllables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Entry(u16);

impl Entry {
    pub(super) const NONE: Self = Self(0);
    const PLACE: u16 = 1;
    const DICTIONARY: u16 = 1 << 1;
    const DOMAIN: u16 = 1 << 2;
    const PREFIX: u16 = 1 << 3;
    const SURNAME: u16 = 1 << 8;
    const NAME: u16 = 1 << 9;
    const WHOLE: u16 = 1 << 10;

    /// Whether a dictionary has it.
    pub(super) fn in_dictionary(self) -> bool {
        self.0 & Self::DICTIONARY != 0
    }

    /// Whether it is the name of a ward, commune, district or province.
    pub(super) fn is_place(self) -> bool {
        self.0 & Self::PLACE != 0
    }

    /// Whether it is a word or a multi-word term of local news.
    pub(super) fn is_term(self) -> bool {
        self.0 & Self::DOMAIN != 0
    }

    /// Whether it is such a term that is one word wherever it stands.
    pub(super) fn is_whole(self) -> bool {
        self.0 & Self::WHOLE != 0
    }

    /// Whether any list of words or places has it.
    #[inline]
    pub(super) fn is_listed(self) -> bool {
        self.0 & (Self::PLACE | Self::DICTIONARY | Self::DOMAIN | 0xF0) != 0
    }

    /// Whether a list has it, or a longer entry that begins with it.
    #[inline]
    pub(super) fn is_told(self) -> bool {
        self.0 & !(Self::SURNAME | Self::NAME) != 0
    }

    /// Whether a longer entry begins with it.
    pub(super) fn goes_on(self) -> bool {
        self.0 & Self::PREFIX != 0
    }

    /// How often news write it as a word: 0 never seen, then the binary logarithm of the count, up to 15.
    pub(super) fn news(self) -> u8 {
        (self.0 >> 4) as u8 & 0xF
    }

    /// What the syllable does in personal names: 0 nothing, 1 surname, 2 middle or given name, 3 both.
    pub(super) fn in_names(self) -> u8 {
        (self.0 >> 8) as u8 & 3
    }
}

/// Syllables of personal names, with `s` for surnames and `n` for middle and given names.
pub(super) fn name_syllables() -> impl Iterator<Item = (&'static str, &'static str)> {
    NAMES.lines().filter_map(|l| l.split_once('\t'))
}

/// Words with how often news have them.
fn news_words() -> impl Iterator<Item = (&'static str, u32)> {
    NEWS_WORDS.lines().filter_map(|l| l.split_once('\t')).map(|(word, n)| (word, n.parse().unwrap_or(0)))
}

/// Terms of local news, with whether they are one word to the segmenter too, not only to a search.
pub(super) fn terms() -> impl Iterator<Item = (&'static str, bool)> {
    DOMAIN
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.strip_prefix('=').map_or((line, false), |word| (word, true)))
}

/// The lists.
pub(super) struct Lexicon {
    /// Open addressing; the upper 48 bits of a slot are those of the hash, the lower 16 the entry. 0 is empty.
    slots: Vec<u64>,
    shift: u32,
}

impl Lexicon {
    /// The lists that come with the crate.
    pub(super) fn built_in() -> &'static Self {
        static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);
        &LEXICON
    }

    fn read() -> Self {
        // Some 65,000 rows with their beginnings: half full.
        let bits = 17;
        let mut lexicon = Self { slots: vec![0; 1 << bits], shift: 64 - bits };
        for word in DICTIONARY.lines() {
            lexicon.add(word, Entry::DICTIONARY);
        }
        for word in PLACES.lines() {
            lexicon.add(word, Entry::PLACE);
        }
        for (word, whole) in terms() {
            lexicon.add(word, if whole { Entry::DOMAIN | Entry::WHOLE } else { Entry::DOMAIN });
        }
        for (word, count) in news_words() {
            lexicon.add(word, (count.max(1).ilog2().clamp(1, 15) as u16) << 4);
        }
        for (syllable, kind) in name_syllables() {
            let surname = if kind.contains('s') { Entry::SURNAME } else { 0 };
            let name = if kind.contains('n') { Entry::NAME } else { 0 };
            lexicon.add(syllable, surname | name);
        }
        lexicon
    }

    fn add(&mut self, word: &str, bits: u16) {
        let mut syllables = word.split(' ').peekable();
        let mut hash = 0;
        let mut length = 0;
        while let Some(syllable) = syllables.next() {
            length += 1;
            hash =
                if length == 1 { hash_syllable(syllable) } else { hash_row(hash, hash_syllable(syllable)) };
            if syllables.peek().is_none() {
                self.put(hash, bits);
            } else if length > 1 {
                self.put(hash, Entry::PREFIX);
            }
        }
        debug_assert!(length <= MAX_SYLLABLES, "{word}");
    }

    fn put(&mut self, hash: u64, bits: u16) {
        let slot = self.slot(hash);
        self.slots[slot] = (hash & !0xFFFF) | self.slots[slot] & 0xFFFF | u64::from(bits);
    }

    /// Returns the entry of the row with this hash; an empty one if no list has it.
    #[inline]
    pub(super) fn get(&self, hash: u64) -> Entry {
        Entry(self.slots[self.slot(hash)] as u16)
    }

    /// The slot of a hash, or the empty one where it would be put.
    #[inline]
    fn slot(&self, hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = (hash >> self.shift) as usize;
        while self.slots[at] != 0 && (self.slots[at] ^ hash) >> 16 != 0 {
            at = (at + 1) & mask;
        }
        at
    }
}

/// Hashes a syllable; the same on every machine, because trained weights stand under such hashes.
#[inline]
pub(super) fn hash_syllable(syllable: &str) -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325;
    for chunk in syllable.as_bytes().chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        hash = mix(hash, u64::from_le_bytes(word));
    }
    hash
}

/// Hashes a row of syllables and one syllable more.
#[inline]
pub(super) fn hash_row(row: u64, syllable: u64) -> u64 {
    mix(row.rotate_left(23), syllable)
}

#[inline]
pub(super) fn mix(one: u64, other: u64) -> u64 {
    let product = u128::from(one ^ 0x9E37_79B9_7F4A_7C15) * u128::from(other ^ 0xD6E8_FEB8_6659_FD93);
    (product >> 64) as u64 ^ product as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::match_key;

    fn entry(word: &str) -> Entry {
        let mut hashes = word.split(' ').map(hash_syllable);
        let first = hashes.next().unwrap();
        Lexicon::built_in().get(hashes.fold(first, hash_row))
    }

    #[test]
    fn words_are_found_in_their_lists() {
        assert!(entry("xã hội").in_dictionary() && entry("xã hội").news() > 10);
        assert!(entry("ngọc thụy").is_place() && !entry("ngọc thụy").in_dictionary());
        assert!(entry("ủy ban nhân dân").is_whole() && entry("hội phụ nữ").is_term());
        assert!(entry("ủy ban nhân").goes_on());
        assert_eq!(entry("nguyễn").in_names() & 1, 1);
        assert_eq!(entry("hội xã phường"), Entry::default());
    }

    #[test]
    fn the_table_is_not_crowded() {
        let lexicon = Lexicon::built_in();
        let full = lexicon.slots.iter().filter(|s| **s != 0).count();
        assert!(full * 3 < lexicon.slots.len() * 2, "{full} of {}", lexicon.slots.len());
    }

    #[test]
    fn every_line_is_its_own_key() {
        let domain = terms().map(|(word, _)| word);
        let tables = NEWS_WORDS.lines().chain(NAMES.lines()).map(|l| l.split('\t').next().unwrap());
        for word in DICTIONARY.lines().chain(PLACES.lines()).chain(domain).chain(tables) {
            assert_eq!(match_key(word), word);
            assert!(word.split(' ').count() <= MAX_SYLLABLES, "{word}");
        }
    }
}
