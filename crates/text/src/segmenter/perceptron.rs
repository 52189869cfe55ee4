//! The built-in segmenter: an averaged structured perceptron over the seams between syllables.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use super::lexicon::{Lexicon, hash_row};
use super::view::{Features, View};
use super::{LetterCase, Unit, WordSegmenter};

/// Binary logarithm of the number of weights.
pub(super) const BITS: u32 = 18;

/// Joins or cuts each seam so that the sum of the weights over the whole stretch is highest (Viterbi over two
/// labels). A few terms of local news (`ủy ban nhân dân`, `tổ dân phố`) are words before any weight is asked.
#[derive(Clone)]
pub struct Perceptron {
    lexicon: &'static Lexicon,
    weights: Arc<[i16]>,
    features: Features,
}

/// What the segmenter writes while it works, to be used again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scratch {
    view: View,
    /// For each syllable, whether the best reading that cuts, and that joins, before it joins before the last.
    came: Vec<[bool; 2]>,
    joined: Vec<bool>,
}

impl Perceptron {
    /// The segmenter with the weights that come with the crate. Reads them and the word lists the first time.
    pub fn built_in() -> Self {
        static BUILT_IN: LazyLock<Perceptron> = LazyLock::new(|| {
            let bytes = include_bytes!("../../data/segmenter.bin");
            Perceptron::from_bytes(bytes).expect("the model in the crate has the right size, a test reads it")
        });
        BUILT_IN.clone()
    }

    /// Takes weights as the trainer writes them: little-endian 16-bit numbers. `None` if their count is wrong.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let weights = bytes.as_chunks().0.iter().map(|b| i16::from_le_bytes(*b)).collect::<Arc<[i16]>>();
        let lexicon = Lexicon::built_in();
        (bytes.len() == 2 << BITS).then_some(Self { lexicon, weights, features: Features::ALL })
    }

    /// The same, asking for these features only.
    #[cfg(feature = "training")]
    pub(super) fn with_features(self, features: Features) -> Self {
        Self { features, ..self }
    }

    /// Finds for each syllable whether it is joined to the one before.
    pub(crate) fn join<'a>(&self, units: &[Unit], scratch: &'a mut Scratch) -> &'a [bool] {
        scratch.view.look(self.lexicon, units);
        let weights = &*self.weights;
        decode(&scratch.view, self.features, &mut scratch.came, &mut scratch.joined, |hash| {
            i32::from(weights[(hash >> (64 - BITS)) as usize])
        });
        &scratch.joined
    }
}

/// Joins the terms of local news (`hội phụ nữ`, `khu dân cư`) that a treebank cuts in two and a search wants whole.
pub(crate) fn join_terms(units: &[Unit], joined: &mut [bool]) {
    let lexicon = Lexicon::built_in();
    let mut start = 0;
    while start < units.len() {
        let mut hash = units[start].hash;
        let mut end = start + 1;
        for (at, unit) in units.iter().enumerate().skip(start + 1) {
            hash = hash_row(hash, unit.hash);
            let entry = lexicon.get(hash);
            if entry.is_term() {
                end = at + 1;
            }
            if !entry.goes_on() {
                break;
            }
        }
        if end > start + 1 {
            joined[start] = false;
            joined[start + 1..end].fill(true);
            if let Some(after) = joined.get_mut(end) {
                *after = false;
            }
        }
        start = end;
    }
}

impl WordSegmenter for Perceptron {
    fn segment(&self, syllables: &[&str]) -> Vec<Range<usize>> {
        self.segment_cased(syllables, &[])
    }

    fn segment_cased(&self, syllables: &[&str], cases: &[LetterCase]) -> Vec<Range<usize>> {
        let case = |at: usize| cases.get(at).copied().unwrap_or(LetterCase::Unknown);
        let units: Vec<Unit> = syllables.iter().enumerate().map(|(at, s)| Unit::new(s, case(at))).collect();
        let mut scratch = Scratch::default();
        words(self.join(&units, &mut scratch)).collect()
    }
}

/// The words that these joints make, as ranges of syllable numbers.
pub(crate) fn words(joined: &[bool]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    (1..=joined.len())
        .filter(|end| joined.get(*end) != Some(&true))
        .map(move |end| std::mem::replace(&mut start, end)..end)
}

/// Finds the best reading: for each syllable whether it is joined to the one before.
pub(super) fn decode(
    view: &View,
    features: Features,
    came: &mut Vec<[bool; 2]>,
    joined: &mut Vec<bool>,
    weight: impl Fn(u64) -> i32,
) {
    /// Far below any sum of weights.
    const NEVER: i64 = i64::MIN / 4;
    // Best sums of readings in which the last seam is cut, and joined; and from where each came.
    let mut best = [0, NEVER];
    came.clear();
    came.push([false; 2]);
    for at in 1..view.len() {
        let mut join = 0;
        if view.forced(at).is_none() {
            view.features(at, features, |hash| join += weight(hash));
        }
        let after = |joined_before: bool| {
            let mut sum = join;
            view.transitions(at, joined_before, |hash| sum += weight(hash));
            best[usize::from(joined_before)] + i64::from(sum)
        };
        let (after_cut, after_join) = (after(false), after(true));
        let next = [best[0].max(best[1]), after_cut.max(after_join)];
        came.push([best[1] > best[0], after_join > after_cut]);
        best = match view.forced(at) {
            None => next,
            Some(false) => [next[0], NEVER],
            Some(true) => [NEVER, next[1]],
        };
    }
    joined.clear();
    joined.resize(view.len(), false);
    let mut label = best[1] > best[0];
    for at in (1..view.len()).rev() {
        joined[at] = label;
        label = came[at][usize::from(label)];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        let syllables: Vec<&str> = text.split(' ').collect();
        let words = Perceptron::built_in().segment(&syllables).into_iter();
        words.map(|w| syllables[w].join("_")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_model_of_another_size_is_refused() {
        assert!(Perceptron::from_bytes(&[]).is_none());
        assert!(Perceptron::from_bytes(&[0; (2 << BITS) + 1]).is_none());
        assert!(Perceptron::from_bytes(&[0; 2 << BITS]).is_some());
    }

    #[test]
    fn some_terms_need_no_weights() {
        let blank = Perceptron::from_bytes(&[0; 2 << BITS]).unwrap();
        let syllables = ["phường", "ủy", "ban", "nhân", "dân", "tổ", "dân", "phố"];
        assert_eq!(blank.segment(&syllables), [0..1, 1..5, 5..8]);
    }

    #[test]
    fn words_are_found_without_capitals() {
        assert_eq!(
            words("nhân dân ngọc thụy xây dựng đời sống văn hóa"),
            "nhân_dân ngọc_thụy xây_dựng đời_sống văn_hóa"
        );
        assert_eq!(words("phố"), "phố");
        assert_eq!(Perceptron::built_in().segment(&[]), []);
    }
}
