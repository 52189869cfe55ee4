//! The one analyzer for index and query.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use crate::NormalForm;
use crate::atom::Gap;
use crate::key::fold_key;
use crate::part::{Part, Parts};
use crate::segmenter::{LetterCase, Perceptron, Scratch, Unit, WordSegmenter, join_terms, words};
use crate::stream::Stream;

/// Makes index tokens out of text.
#[derive(Clone)]
pub struct Analyzer {
    segmenter: Segmenter,
}

#[derive(Clone)]
enum Segmenter {
    BuiltIn(Perceptron),
    Other(Arc<dyn WordSegmenter>),
}

/// What the analyzer found in one text. The five streams share one numbering of positions: the number of the
/// syllable in the text, from 0.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    /// Syllables with marks, in match-key form; tokens such as `32/qđ-ubnd` or `2018-02-27` stand at the position
    /// of their first part, beside the parts.
    pub exact: Stream,
    /// The same tokens folded: `thuy`, `32/qd-ubnd`. Always as long as `exact`.
    pub folded: Stream,
    /// Pairs of neighbouring syllables, `ngọc thụy`, never over punctuation that ends a sentence or a line break.
    pub bigrams: Stream,
    /// The same pairs folded.
    pub folded_bigrams: Stream,
    /// Words of two syllables or more, joined by `_`: `ủy_ban_nhân_dân`.
    pub words: Stream,
}

impl Default for Analyzer {
    fn default() -> Self {
        Self::new()
    }
}

impl Analyzer {
    /// The version of the token streams: an index built under another version is rebuilt.
    pub const VERSION: u32 = 6;

    /// Makes the analyzer with the built-in segmenter. Cheap but for the first time.
    pub fn new() -> Self {
        Self { segmenter: Segmenter::BuiltIn(Perceptron::built_in()) }
    }

    /// Makes an analyzer with another segmenter. Index and queries must be given the same one.
    pub fn with_segmenter(segmenter: Arc<dyn WordSegmenter>) -> Self {
        Self { segmenter: Segmenter::Other(segmenter) }
    }

    /// Analyzes a text; any text passes.
    pub fn analyze(&self, source: &str) -> Analysis {
        let normal = NormalForm::new(source);
        BENCH.with_borrow_mut(|bench| {
            bench.parts.split(normal.text());
            let mut analysis = Analysis::default();
            self.each_word(bench, Capitals::Unread, |parts, word| {
                if word.len() > 1 {
                    write_word(&normal, parts, word, &mut analysis.words);
                }
            });
            write_streams(&normal, &bench.parts, &mut analysis);
            analysis
        })
    }

    /// Finds the syllables of a text alone: `exact` and `folded` are as in [`Self::analyze`], the other streams are empty.
    /// Costs a third: it is what finding the words of a query in a text takes.
    pub fn syllables(&self, source: &str) -> Analysis {
        let normal = NormalForm::new(source);
        BENCH.with_borrow_mut(|bench| {
            bench.parts.split(normal.text());
            let mut analysis = Analysis::default();
            write_syllables(&normal, &bench.parts, &mut analysis);
            analysis
        })
    }

    /// Writes the text in normal form with the syllables of each word joined by `_`, as word-segmented corpora are
    /// written: `Ủy_ban_nhân_dân phường Ngọc_Thụy`.
    pub fn segmented(&self, source: &str) -> String {
        let normal = NormalForm::new(source);
        let mut bench = Bench::default();
        bench.parts.split(normal.text());
        let mut text = String::with_capacity(normal.text().len());
        let mut copied = 0;
        self.each_word(&mut bench, Capitals::Read, |parts, word| {
            for (at, part) in parts.all[word].iter().enumerate() {
                match at {
                    0 => text.push_str(&normal.text()[copied..part.range.start]),
                    _ => text.push('_'),
                }
                text.push_str(&normal.text()[part.range.clone()]);
                copied = part.range.end;
            }
        });
        text.push_str(&normal.text()[copied..]);
        text
    }

    /// Calls with each word of one part or more, as a range of part numbers, in order.
    fn each_word(&self, bench: &mut Bench, capitals: Capitals, mut call: impl FnMut(&Parts, Range<usize>)) {
        let Bench { parts, units, joined, scratch } = bench;
        let parts = &*parts;
        let mut start = 0;
        for stretch in parts.all.chunk_by(|_, next| next.before == Gap::Space) {
            units.clear();
            units.extend(stretch.iter().map(|part| match capitals {
                Capitals::Read => part.unit,
                Capitals::Unread => part.unit.without_case(),
            }));
            joined.clear();
            match &self.segmenter {
                Segmenter::BuiltIn(perceptron) => joined.extend_from_slice(perceptron.join(units, scratch)),
                Segmenter::Other(segmenter) => {
                    let keys: Vec<&str> = stretch.iter().map(|part| parts.key(part)).collect();
                    let cases: Vec<LetterCase> = units.iter().map(|unit| unit.case).collect();
                    joined.resize(units.len(), false);
                    for word in segmenter.segment_cased(&keys, &cases) {
                        joined[word.start + 1..word.end].fill(true);
                    }
                }
            }
            join_terms(units, joined);
            for word in words(joined) {
                call(parts, start + word.start..start + word.end);
            }
            start += stretch.len();
        }
    }
}

/// Whether the words of a text may depend on its capitals. What is written tells names from words by them; what is
/// indexed must not, for a query seldom has any, and a heading has nothing else.
#[derive(Clone, Copy)]
enum Capitals {
    Read,
    Unread,
}

/// Writes the token of a word of several parts.
fn write_word(normal: &NormalForm, parts: &Parts, word: Range<usize>, words: &mut Stream) {
    let position = word.start;
    let word = &parts.all[word];
    let [first, .., last] = word else { return };
    let range = normal.source_range(first.range.start..last.range.end);
    // As many as the segmenter can join without a name running on; a longer word is joined in a string of its own.
    match word {
        [a, b] => words.push(&[parts.key(a), "_", parts.key(b)], range, position),
        [a, b, c] => words.push(&[parts.key(a), "_", parts.key(b), "_", parts.key(c)], range, position),
        _ => {
            let keys: Vec<&str> = word.iter().map(|part| parts.key(part)).collect();
            words.push(&[&keys.join("_")], range, position);
        }
    }
}

/// Writes the streams of syllables alone.
fn write_syllables(normal: &NormalForm, parts: &Parts, analysis: &mut Analysis) {
    let Analysis { exact, folded, .. } = analysis;
    let (tokens, bytes) = (parts.all.len() + parts.beside.len(), normal.text().len());
    exact.reserve(tokens, bytes);
    folded.reserve(tokens, bytes);
    let mut beside = parts.beside.iter().peekable();
    for (position, part) in parts.all.iter().enumerate() {
        while let Some(token) = beside.next_if(|token| token.first == position) {
            let range = normal.source_range(token.range.clone());
            folded.push(&[&fold_key(&token.text)], range.clone(), position);
            exact.push(&[&token.text], range, position);
        }
        let range = normal.source_range(part.range.clone());
        folded.push(&[parts.folded(part)], range.clone(), position);
        exact.push(&[parts.key(part)], range, position);
    }
}

/// Writes the streams of syllables and pairs.
fn write_streams(normal: &NormalForm, parts: &Parts, analysis: &mut Analysis) {
    let Analysis { exact, folded, bigrams, folded_bigrams, .. } = analysis;
    let (tokens, bytes) = (parts.all.len() + parts.beside.len(), normal.text().len());
    exact.reserve(tokens, bytes);
    folded.reserve(tokens, bytes);
    bigrams.reserve(parts.all.len(), 2 * bytes);
    folded_bigrams.reserve(parts.all.len(), 2 * bytes);
    let mut beside = parts.beside.iter().peekable();
    // The part before and where it begins in the source.
    let mut last: Option<(&Part, usize)> = None;
    for (position, part) in parts.all.iter().enumerate() {
        while let Some(token) = beside.next_if(|token| token.first == position) {
            let range = normal.source_range(token.range.clone());
            folded.push(&[&fold_key(&token.text)], range.clone(), position);
            exact.push(&[&token.text], range, position);
        }
        let range = normal.source_range(part.range.clone());
        let (key, bare) = (parts.key(part), parts.folded(part));
        if let Some((before, start)) = last.filter(|_| part.before != Gap::Break) {
            let (range, position) = (start..range.end, position - 1);
            bigrams.push(&[parts.key(before), " ", key], range.clone(), position);
            folded_bigrams.push(&[parts.folded(before), " ", bare], range, position);
        }
        last = Some((part, range.start));
        folded.push(&[bare], range.clone(), position);
        exact.push(&[key], range, position);
    }
}

/// What an analysis writes on the way, to be used again.
#[derive(Default)]
struct Bench {
    parts: Parts,
    units: Vec<Unit>,
    joined: Vec<bool>,
    scratch: Scratch,
}

thread_local! {
    static BENCH: RefCell<Bench> = RefCell::default();
}
