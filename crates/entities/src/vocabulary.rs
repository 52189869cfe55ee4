//! Words as numbers, and tries of phrases over them.
//!
//! Every list of the crate is read into one vocabulary, so that a text's words are looked up once and all matching
//! after that compares numbers.

use rustc_hash::FxHashMap;

/// The number of a word in match-key form; [`NO_WORD`] for marks.
pub(crate) type WordId = u32;

/// Stands for what is no word and so in no phrase.
pub(crate) const NO_WORD: WordId = 0;

/// The words of the crate's lists.
#[derive(Default)]
pub(crate) struct Vocabulary {
    ids: FxHashMap<String, WordId>,
}

impl Vocabulary {
    /// Returns the number of a word in match-key form.
    pub(crate) fn get(&self, key: &str) -> Option<WordId> {
        self.ids.get(key).copied()
    }

    /// Returns the number of a word in any spelling, a new one if need be.
    pub(crate) fn add(&mut self, word: &str) -> WordId {
        let next = self.len();
        *self.ids.entry(word_key(word)).or_insert(next)
    }

    /// Returns the numbers of the words of a phrase.
    pub(crate) fn add_phrase(&mut self, phrase: &str) -> Vec<WordId> {
        phrase.split_whitespace().map(|word| self.add(word)).collect()
    }

    /// Returns the number after the last one given.
    pub(crate) fn len(&self) -> WordId {
        // A vocabulary holds some ten thousand syllables, far below the limit; a text's own words are bounded by
        // its length in bytes.
        self.ids.len() as WordId + 1
    }
}

/// Returns the form under which words are the same: match key, numbers without leading zeros (*tổ 05* is *tổ 5*).
pub(crate) fn word_key(word: &str) -> String {
    if word.as_bytes().first().is_some_and(u8::is_ascii_digit) {
        let digits = word.trim_start_matches('0');
        if digits.as_bytes().first().is_some_and(u8::is_ascii_digit) {
            return langbao_text::match_key(digits);
        }
    }
    langbao_text::match_key(word)
}

/// Phrases with a value each.
pub(crate) struct Trie<V> {
    edges: FxHashMap<(u32, WordId), u32>,
    values: Vec<Option<V>>,
}

impl<V> Default for Trie<V> {
    fn default() -> Self {
        Self { edges: FxHashMap::default(), values: vec![None] }
    }
}

impl<V> Trie<V> {
    /// Returns the place for the value of a phrase.
    pub(crate) fn entry(&mut self, phrase: &[WordId]) -> &mut Option<V> {
        let mut node = 0;
        for word in phrase {
            let next = self.values.len() as u32;
            node = *self.edges.entry((node, *word)).or_insert(next);
            if node == next {
                self.values.push(None);
            }
        }
        &mut self.values[node as usize]
    }

    /// Returns the phrases that the words begin with, the shortest first, each with its length in words.
    pub(crate) fn prefixes(&self, words: impl Iterator<Item = WordId>) -> impl Iterator<Item = (usize, &V)> {
        let mut node = 0;
        words
            .map_while(move |word| {
                node = *self.edges.get(&(node, word))?;
                Some(node)
            })
            .enumerate()
            .filter_map(|(at, node)| Some((at + 1, self.values[node as usize].as_ref()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trie_finds_all_prefixes_shortest_first() {
        let mut vocabulary = Vocabulary::default();
        let mut trie = Trie::default();
        for phrase in ["chủ tịch", "chủ tịch nước", "bí thư"] {
            *trie.entry(&vocabulary.add_phrase(phrase)) = Some(phrase);
        }
        let words = vocabulary.add_phrase("Chủ tịch nước ta");
        let found: Vec<_> = trie.prefixes(words.into_iter()).collect();
        assert_eq!(found, [(2, &"chủ tịch"), (3, &"chủ tịch nước")]);
    }

    #[test]
    fn numbers_lose_leading_zeros() {
        assert_eq!(word_key("05"), "5");
        assert_eq!(word_key("0"), "0");
    }
}
