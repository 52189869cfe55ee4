//! The one analyzer for index and query.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use crate::NormalForm;
use crate::atom::Gap;
use crate::key::fold_key;
use crate::part::{Beside, Keys, Part, split};
use crate::segmenter::{LetterCase, Perceptron, Scratch, Unit, WordSegmenter, join_terms, words};

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
    pub exact: Vec<StreamToken>,
    /// The same tokens folded: `thuy`, `32/qd-ubnd`. Always as long as `exact`.
    pub folded: Vec<StreamToken>,
    /// Pairs of neighbouring syllables, `ngọc thụy`, never over punctuation that ends a sentence or a line break.
    pub bigrams: Vec<StreamToken>,
    /// The same pairs folded.
    pub folded_bigrams: Vec<StreamToken>,
    /// Words of two syllables or more, joined by `_`: `ủy_ban_nhân_dân`.
    pub words: Vec<StreamToken>,
}

/// One token of one stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamToken {
    /// What is indexed.
    pub text: String,
    /// Byte range in the source text as given (not in its normal form), on char boundaries.
    pub range: Range<usize>,
    /// Syllable number; does not decrease along a stream.
    pub position: usize,
}

impl Default for Analyzer {
    fn default() -> Self {
        Self::new()
    }
}

impl Analyzer {
    /// The version of the token streams: an index built under another version is rebuilt.
    pub const VERSION: u32 = 4;

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
            let (mut parts, beside) = split(normal.text(), &mut bench.keys);
            let mut analysis = Analysis::default();
            self.each_word(&parts, bench, |word| {
                if word.len() > 1 {
                    analysis.words.push(word_token(&normal, &parts, word));
                }
            });
            write_streams(&normal, &mut parts, beside, &mut analysis);
            analysis
        })
    }

    /// Writes the text in normal form with the syllables of each word joined by `_`, as word-segmented corpora are
    /// written: `Ủy_ban_nhân_dân phường Ngọc_Thụy`.
    pub fn segmented(&self, source: &str) -> String {
        let normal = NormalForm::new(source);
        let mut bench = Bench::default();
        let (parts, _) = split(normal.text(), &mut bench.keys);
        let mut text = String::with_capacity(normal.text().len());
        let mut copied = 0;
        self.each_word(&parts, &mut bench, |word| {
            for (at, part) in parts[word].iter().enumerate() {
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
    fn each_word(&self, parts: &[Part], bench: &mut Bench, mut call: impl FnMut(Range<usize>)) {
        let Bench { units, joined, scratch, .. } = bench;
        let mut start = 0;
        for stretch in parts.chunk_by(|_, next| next.before == Gap::Space) {
            units.clear();
            units.extend(stretch.iter().map(|part| part.unit));
            joined.clear();
            match &self.segmenter {
                Segmenter::BuiltIn(perceptron) => joined.extend_from_slice(perceptron.join(units, scratch)),
                Segmenter::Other(segmenter) => {
                    let keys: Vec<&str> = stretch.iter().map(|part| part.key.as_str()).collect();
                    let cases: Vec<LetterCase> = units.iter().map(|unit| unit.case).collect();
                    joined.resize(units.len(), false);
                    for word in segmenter.segment_cased(&keys, &cases) {
                        joined[word.start + 1..word.end].fill(true);
                    }
                }
            }
            join_terms(units, joined);
            for word in words(joined) {
                call(start + word.start..start + word.end);
            }
            start += stretch.len();
        }
    }
}

/// The token of a word of several parts.
fn word_token(normal: &NormalForm, parts: &[Part], word: Range<usize>) -> StreamToken {
    let (position, first, last) = (word.start, &parts[word.start], &parts[word.end - 1]);
    let mut text = String::with_capacity(last.range.end - first.range.start);
    for part in &parts[word] {
        if !text.is_empty() {
            text.push('_');
        }
        text.push_str(&part.key);
    }
    StreamToken { text, range: normal.source_range(first.range.start..last.range.end), position }
}

/// Writes the streams of syllables and pairs; takes the texts of the parts.
fn write_streams(normal: &NormalForm, parts: &mut [Part], beside: Vec<Beside>, analysis: &mut Analysis) {
    let Analysis { exact, folded, bigrams, folded_bigrams, .. } = analysis;
    exact.reserve(parts.len() + beside.len());
    folded.reserve(parts.len() + beside.len());
    bigrams.reserve(parts.len());
    folded_bigrams.reserve(parts.len());
    let mut beside = beside.into_iter().peekable();
    // The syllable before, by its number in the streams.
    let mut last: Option<usize> = None;
    for (position, part) in parts.iter_mut().enumerate() {
        while let Some(token) = beside.next_if(|token| token.first == position) {
            let range = normal.source_range(token.range);
            folded.push(StreamToken { text: fold_key(&token.text), range: range.clone(), position });
            exact.push(StreamToken { text: token.text, range, position });
        }
        let range = normal.source_range(part.range.clone());
        if let Some(at) = last.filter(|_| part.before != Gap::Break) {
            let range = exact[at].range.start..range.end;
            let position = position - 1;
            let text = joined(&exact[at].text, " ", &part.key);
            bigrams.push(StreamToken { text, range: range.clone(), position });
            let text = joined(&folded[at].text, " ", &part.folded);
            folded_bigrams.push(StreamToken { text, range, position });
        }
        last = Some(exact.len());
        let text = std::mem::take(&mut part.folded);
        folded.push(StreamToken { text, range: range.clone(), position });
        exact.push(StreamToken { text: std::mem::take(&mut part.key), range, position });
    }
}

/// Buffers and what is known of spellings, to be used again.
#[derive(Default)]
struct Bench {
    keys: Keys,
    units: Vec<Unit>,
    joined: Vec<bool>,
    scratch: Scratch,
}

thread_local! {
    static BENCH: RefCell<Bench> = RefCell::default();
}

fn joined(left: &str, between: &str, right: &str) -> String {
    let mut text = String::with_capacity(left.len() + between.len() + right.len());
    text.push_str(left);
    text.push_str(between);
    text.push_str(right);
    text
}
