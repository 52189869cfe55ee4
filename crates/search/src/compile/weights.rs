//! What a match counts: the one table of it.
//!
//! Each weight is a factor of the BM25 score that a part of the query has in one stream of the index. `scripts/tune`
//! measures them on a collection of queries with known answers and proposes others.

/// The weights of a search. The default is what was measured to be best; the README of this crate tells how.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// A match in the title, beside one in the body (1): BM25 itself likes short fields.
    pub title: f32,
    /// Pairs of neighbouring syllables, beside the syllables (1).
    pub pairs: f32,
    /// Words of two syllables or more, as the segmenter found them in query and text.
    pub words: f32,
    /// A row of three to six syllables that stands in the text as it was typed, such as a name.
    pub row: f32,
    /// A match without marks where the query has marks elsewhere: who types *Ủy ban* means *ban*, not *bàn*.
    pub loose: f32,
    /// For a short query without marks: the likeliest marking of it, in the streams with marks.
    pub restored: f32,
    /// That an article has all words of a short query, where most are enough: a part of what the words count in it.
    pub all: f32,
}

impl Default for Weights {
    fn default() -> Self {
        Self { title: 0.4, pairs: 0.5, words: 0.5, row: 3.0, loose: 0.2, restored: 0.3, all: 0.4 }
    }
}

impl Weights {
    /// The names of the weights, in their order.
    pub const NAMES: [&'static str; 7] = ["title", "pairs", "words", "row", "loose", "restored", "all"];

    /// A weight by its name.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut f32> {
        Some(match name {
            "title" => &mut self.title,
            "pairs" => &mut self.pairs,
            "words" => &mut self.words,
            "row" => &mut self.row,
            "loose" => &mut self.loose,
            "restored" => &mut self.restored,
            "all" => &mut self.all,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_weight_has_its_name() {
        let mut weights = Weights::default();
        for (number, name) in (0u8..).zip(Weights::NAMES) {
            *weights.get_mut(name).unwrap() = f32::from(number);
        }
        let expected =
            Weights { title: 0.0, pairs: 1.0, words: 2.0, row: 3.0, loose: 4.0, restored: 5.0, all: 6.0 };
        assert_eq!(weights, expected);
    }
}
