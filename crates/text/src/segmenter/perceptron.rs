//! The built-in segmenter: an averaged structured perceptron over the seams between syllables.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use super::lexicon::Lexicon;
use super::view::View;
use super::{LetterCase, WordSegmenter};

/// Binary logarithm of the number of weights.
pub(super) const BITS: u32 = 17;

/// Joins or cuts each seam so that the sum of the weights over the whole stretch is highest (Viterbi over two
/// labels). Terms of local news (`ủy ban nhân dân`, `tổ dân phố`) are words before any weight is asked.
#[derive(Clone)]
pub struct Perceptron {
    lexicon: &'static Lexicon,
    weights: Arc<[i16]>,
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
        (bytes.len() == 2 << BITS).then(|| Self { lexicon: Lexicon::built_in(), weights })
    }
}

impl WordSegmenter for Perceptron {
    fn segment(&self, syllables: &[&str]) -> Vec<Range<usize>> {
        self.segment_cased(syllables, &[])
    }

    fn segment_cased(&self, syllables: &[&str], cases: &[LetterCase]) -> Vec<Range<usize>> {
        if syllables.len() < 2 {
            return (0..syllables.len()).map(|at| at..at + 1).collect();
        }
        let view = View::new(self.lexicon, syllables, cases);
        let joined = decode(&view, |hash| i32::from(self.weights[(hash >> (64 - BITS)) as usize]));
        let mut words = Vec::with_capacity(syllables.len());
        let mut start = 0;
        for end in 1..=syllables.len() {
            if joined.get(end) != Some(&true) {
                words.push(start..end);
                start = end;
            }
        }
        words
    }
}

/// Returns for each syllable whether it is joined to the one before, in the best reading.
pub(super) fn decode(view: &View, weight: impl Fn(u64) -> i32) -> Vec<bool> {
    /// Far below any sum of weights.
    const NEVER: i64 = i64::MIN / 4;
    // Best sums of readings in which the last seam is cut, and joined; and from where each came.
    let mut best = [0, NEVER];
    let mut came = Vec::with_capacity(view.len());
    came.push([false; 2]);
    for at in 1..view.len() {
        let mut join = 0;
        if view.forced(at).is_none() {
            view.features(at, |hash| join += i64::from(weight(hash)));
        }
        let after = |joined_before: bool| {
            let mut sum = best[usize::from(joined_before)] + join;
            view.transitions(at, joined_before, |hash| sum += i64::from(weight(hash)));
            sum
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
    let mut joined = vec![false; view.len()];
    let mut label = best[1] > best[0];
    for at in (1..view.len()).rev() {
        joined[at] = label;
        label = came[at][usize::from(label)];
    }
    joined
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
    fn terms_need_no_weights() {
        let blank = Perceptron::from_bytes(&[0; 2 << BITS]).unwrap();
        let syllables = ["phường", "ủy", "ban", "nhân", "dân", "tổ", "dân", "phố"];
        assert_eq!(blank.segment(&syllables), [0..1, 1..5, 5..8]);
    }

    #[test]
    fn words_are_found_without_capitals() {
        assert_eq!(
            words("nhân dân ngọc thụy xây dựng gia đình văn hóa"),
            "nhân_dân ngọc_thụy xây_dựng gia_đình_văn_hóa"
        );
        assert_eq!(words("phố"), "phố");
        assert_eq!(Perceptron::built_in().segment(&[]), []);
    }
}
