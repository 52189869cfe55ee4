//! Sets of articles of one segment.

use tantivy::{DocId, SegmentReader};

/// A set with fewer than one article in so many is kept as a list: a bitset of it would be larger.
const SPARSE: usize = 32;

/// Articles of one segment, by number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Docs {
    /// All of the segment.
    All,
    /// These, in order.
    Few(Vec<DocId>),
    /// Those whose bit is set; a word for each 64.
    Bits(Vec<u64>),
}

impl Docs {
    /// No article.
    pub(crate) fn none() -> Self {
        Self::Few(Vec::new())
    }

    /// Whether so many articles are kept as a list.
    pub(crate) fn is_sparse(count: usize, max_doc: DocId) -> bool {
        count * SPARSE <= max_doc as usize
    }

    /// A bitset of a segment without any article.
    pub(crate) fn zeros(max_doc: DocId) -> Vec<u64> {
        vec![0; (max_doc as usize).div_ceil(64)]
    }

    /// Takes a bitset, as a list if that is smaller.
    pub(crate) fn of_bits(words: Vec<u64>, max_doc: DocId) -> Self {
        let count = ones(&words);
        if count == max_doc as usize {
            return Self::All;
        }
        if Self::is_sparse(count, max_doc) {
            let mut list = Vec::with_capacity(count);
            each_bit(&words, |doc| list.push(doc));
            return Self::Few(list);
        }
        Self::Bits(words)
    }

    /// Takes a sorted list without repetitions, as a bitset if that is smaller.
    pub(crate) fn of_list(list: Vec<DocId>, max_doc: DocId) -> Self {
        if Self::is_sparse(list.len(), max_doc) {
            return Self::Few(list);
        }
        let mut words = Self::zeros(max_doc);
        list.iter().for_each(|doc| words[*doc as usize / 64] |= 1 << (doc % 64));
        if list.len() == max_doc as usize { Self::All } else { Self::Bits(words) }
    }

    /// All articles of a segment that are not removed.
    pub(crate) fn alive(reader: &SegmentReader) -> Self {
        let Some(alive) = reader.alive_bitset() else { return Self::All };
        let mut words = Self::zeros(reader.max_doc());
        alive.iter_alive().for_each(|doc| words[doc as usize / 64] |= 1 << (doc % 64));
        Self::of_bits(words, reader.max_doc())
    }

    /// The number of articles.
    pub(crate) fn count(&self, max_doc: DocId) -> usize {
        match self {
            Self::All => max_doc as usize,
            Self::Few(list) => list.len(),
            Self::Bits(words) => ones(words),
        }
    }

    /// Whether there is none.
    pub(crate) fn is_none(&self) -> bool {
        matches!(self, Self::Few(list) if list.is_empty())
    }

    /// Calls for each article in order.
    pub(crate) fn each(&self, max_doc: DocId, mut call: impl FnMut(DocId)) {
        match self {
            Self::All => (0..max_doc).for_each(call),
            Self::Few(list) => list.iter().copied().for_each(call),
            Self::Bits(words) => each_bit(words, &mut call),
        }
    }

    /// Those also in another set.
    pub(crate) fn and(self, other: &Self, max_doc: DocId) -> Self {
        match (self, other) {
            (docs, Self::All) => docs,
            (Self::All, other) => other.clone(),
            (Self::Bits(mut words), Self::Bits(others)) => {
                words.iter_mut().zip(others).for_each(|(word, other)| *word &= other);
                Self::of_bits(words, max_doc)
            }
            (Self::Few(mut list), Self::Bits(words)) => {
                list.retain(|doc| has_bit(words, *doc));
                Self::Few(list)
            }
            (Self::Bits(words), Self::Few(list)) => {
                Self::Few(list.iter().copied().filter(|doc| has_bit(&words, *doc)).collect())
            }
            (Self::Few(mut list), Self::Few(others)) => {
                let mut rest = others.iter().copied().peekable();
                list.retain(|doc| {
                    while rest.next_if(|other| other < doc).is_some() {}
                    rest.peek() == Some(doc)
                });
                Self::Few(list)
            }
        }
    }

    /// Those not in another set.
    pub(crate) fn minus(self, other: &Self, max_doc: DocId) -> Self {
        match (self, other) {
            (_, Self::All) => Self::none(),
            (Self::Few(mut list), Self::Few(others)) => {
                let mut rest = others.iter().copied().peekable();
                list.retain(|doc| {
                    while rest.next_if(|other| other < doc).is_some() {}
                    rest.peek() != Some(doc)
                });
                Self::Few(list)
            }
            (Self::Few(mut list), Self::Bits(words)) => {
                list.retain(|doc| !has_bit(words, *doc));
                Self::Few(list)
            }
            (docs, other) => {
                let mut words = docs.into_bits(max_doc);
                match other {
                    Self::Bits(others) => {
                        words.iter_mut().zip(others).for_each(|(word, other)| *word &= !other)
                    }
                    other => other.each(max_doc, |doc| words[doc as usize / 64] &= !(1 << (doc % 64))),
                }
                Self::of_bits(words, max_doc)
            }
        }
    }

    /// As a bitset.
    pub(crate) fn into_bits(self, max_doc: DocId) -> Vec<u64> {
        match self {
            Self::Bits(words) => words,
            docs => {
                let mut words = Self::zeros(max_doc);
                docs.add_to(&mut words, max_doc);
                words
            }
        }
    }

    /// Sets the bits of all.
    pub(crate) fn add_to(&self, words: &mut [u64], max_doc: DocId) {
        match self {
            Self::All => {
                words.fill(u64::MAX);
                if let Some(last) = words.last_mut().filter(|_| !max_doc.is_multiple_of(64)) {
                    *last = (1 << (max_doc % 64)) - 1;
                }
            }
            Self::Few(list) => list.iter().for_each(|doc| words[*doc as usize / 64] |= 1 << (doc % 64)),
            Self::Bits(others) => words.iter_mut().zip(others).for_each(|(word, other)| *word |= other),
        }
    }
}

/// Whether an article is in a bitset.
pub(crate) fn has_bit(words: &[u64], doc: DocId) -> bool {
    words.get(doc as usize / 64).is_some_and(|word| word >> (doc % 64) & 1 == 1)
}

/// Calls for each article of a bitset in order.
pub(crate) fn each_bit(words: &[u64], mut call: impl FnMut(DocId)) {
    for (at, word) in (0..).zip(words) {
        let mut rest = *word;
        while rest != 0 {
            call(at * 64 + rest.trailing_zeros());
            rest &= rest - 1;
        }
    }
}

fn ones(words: &[u64]) -> usize {
    words.iter().map(|word| word.count_ones() as usize).sum()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn list(docs: &Docs, max_doc: DocId) -> Vec<DocId> {
        let mut list = Vec::new();
        docs.each(max_doc, |doc| list.push(doc));
        list
    }

    proptest! {
        #[test]
        fn sets_are_sets(
            max_doc in 1u32..300,
            a in prop::collection::btree_set(0u32..300, 0..300),
            b in prop::collection::btree_set(0u32..300, 0..20),
            whole: bool,
        ) {
            let all: BTreeSet<u32> = (0..max_doc).collect();
            let a = if whole { all.clone() } else { &a & &all };
            let b = &b & &all;
            for (a, b) in [(&a, &b), (&b, &a)] {
                let docs = |set: &BTreeSet<u32>| Docs::of_list(set.iter().copied().collect(), max_doc);
                let is = |docs: &Docs, set: BTreeSet<u32>| {
                    docs.count(max_doc) == set.len() && list(docs, max_doc) == Vec::from_iter(set)
                };
                prop_assert!(is(&docs(a).and(&docs(b), max_doc), a & b));
                prop_assert!(is(&docs(a).minus(&docs(b), max_doc), a - b));
                prop_assert!(is(&Docs::Bits(docs(a).into_bits(max_doc)), a.clone()));
                let mut words = docs(a).into_bits(max_doc);
                docs(b).add_to(&mut words, max_doc);
                prop_assert!(is(&Docs::of_bits(words, max_doc), a | b));
            }
        }
    }
}
