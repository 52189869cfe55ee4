//! The one analyzer for index and query.

use std::ops::Range;
use std::sync::Arc;

use crate::NormalForm;
use crate::atom::{Gap, atoms, ends_sentence};
use crate::compound::compounds;
use crate::key::{fold_key, key_of_normal};
use crate::segmenter::{LetterCase, Perceptron, Unit, WordSegmenter, join_terms, words};

/// Makes index tokens out of text.
#[derive(Clone)]
pub struct Analyzer {
    segmenter: Arc<dyn WordSegmenter>,
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

/// A syllable, a number or another token that is not made of tokens.
pub(crate) struct Part {
    /// Match key.
    pub(crate) key: String,
    /// Byte range in the normal form.
    pub(crate) range: Range<usize>,
    pub(crate) before: Gap,
    pub(crate) case: LetterCase,
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
        Self { segmenter: Arc::new(Perceptron::built_in()) }
    }

    /// Makes an analyzer with another segmenter. Index and queries must be given the same one.
    pub fn with_segmenter(segmenter: Arc<dyn WordSegmenter>) -> Self {
        Self { segmenter }
    }

    /// Analyzes a text; any text passes.
    pub fn analyze(&self, source: &str) -> Analysis {
        let normal = NormalForm::new(source);
        let (parts, compounds) = split(normal.text());
        let mut analysis = Analysis::default();
        let Analysis { exact, folded, bigrams, folded_bigrams, words } = &mut analysis;
        exact.reserve(parts.len() + compounds.len());
        folded.reserve(parts.len() + compounds.len());
        bigrams.reserve(parts.len());
        folded_bigrams.reserve(parts.len());
        let mut compounds = compounds.into_iter().peekable();
        let mut last: Option<(Range<usize>, usize)> = None;
        for (position, part) in parts.iter().enumerate() {
            while let Some(compound) = compounds.next_if(|c| c.first == position) {
                let range = normal.source_range(compound.range);
                let text = fold_key(&compound.text);
                folded.push(StreamToken { text, range: range.clone(), position });
                exact.push(StreamToken { text: compound.text, range, position });
            }
            let range = normal.source_range(part.range.clone());
            let bare = fold_key(&part.key);
            if let Some((before, at)) = last.take().filter(|_| part.before != Gap::Break) {
                let range = before.start..range.end;
                let position = position - 1;
                let text = joined(&parts[position].key, " ", &part.key);
                bigrams.push(StreamToken { text, range: range.clone(), position });
                let text = joined(&folded[at].text, " ", &bare);
                folded_bigrams.push(StreamToken { text, range, position });
            }
            last = Some((range.clone(), folded.len()));
            folded.push(StreamToken { text: bare, range: range.clone(), position });
            exact.push(StreamToken { text: part.key.clone(), range, position });
        }
        self.each_word(&parts, |word| {
            if word.len() < 2 {
                return;
            }
            let (position, first, last) = (word.start, &parts[word.start], &parts[word.end - 1]);
            let mut text = String::with_capacity(last.range.end - first.range.start);
            for part in &parts[word] {
                if !text.is_empty() {
                    text.push('_');
                }
                text.push_str(&part.key);
            }
            let range = normal.source_range(first.range.start..last.range.end);
            words.push(StreamToken { text, range, position });
        });
        analysis
    }

    /// Writes the text in normal form with the syllables of each word joined by `_`, as word-segmented corpora are
    /// written: `Ủy_ban_nhân_dân phường Ngọc_Thụy`.
    pub fn segmented(&self, source: &str) -> String {
        let normal = NormalForm::new(source);
        let (parts, _) = split(normal.text());
        let mut text = String::with_capacity(normal.text().len());
        let mut copied = 0;
        self.each_word(&parts, |word| {
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
    fn each_word(&self, parts: &[Part], mut call: impl FnMut(Range<usize>)) {
        let mut keys = Vec::new();
        let mut cases = Vec::new();
        let mut start = 0;
        for stretch in parts.chunk_by(|_, next| next.before == Gap::Space) {
            keys.clear();
            keys.extend(stretch.iter().map(|p| p.key.as_str()));
            cases.clear();
            cases.extend(stretch.iter().map(|p| p.case));
            let units: Vec<Unit> = stretch.iter().map(|p| Unit::new(&p.key, p.case)).collect();
            let mut joined = vec![false; units.len()];
            for word in self.segmenter.segment_cased(&keys, &cases) {
                joined[word.start + 1..word.end].fill(true);
            }
            join_terms(&units, &mut joined);
            for word in words(&joined) {
                call(start + word.start..start + word.end);
            }
            start += stretch.len();
        }
    }
}

/// A token over several parts, beside them.
pub(crate) struct Beside {
    /// Its first part.
    first: usize,
    /// Byte range in the normal form.
    range: Range<usize>,
    text: String,
}

/// Splits a text in normal form into its parts and what stands beside them.
pub(crate) fn split(normal: &str) -> (Vec<Part>, Vec<Beside>) {
    let atoms = atoms(normal);
    let mut compounds = compounds(normal, &atoms).into_iter().peekable();
    let mut parts: Vec<Part> = Vec::with_capacity(atoms.len());
    let mut beside = Vec::new();
    let mut at = 0;
    while at < atoms.len() {
        let before = match atoms[at].before {
            Gap::Joint('.') if ends_sentence(&normal[atoms[at - 1].range.clone()]) => Gap::Break,
            before => before,
        };
        let mut end = at + 1;
        let mut key = None;
        while let Some(compound) = compounds.next_if(|c| c.atoms.start == at) {
            let range = atoms[at].range.start..atoms[compound.atoms.end - 1].range.end;
            if compound.whole {
                (end, key) = (compound.atoms.end, Some(compound.text));
            } else {
                beside.push(Beside { first: parts.len(), range, text: compound.text });
            }
        }
        let range = atoms[at].range.start..atoms[end - 1].range.end;
        let slice = &normal[range.clone()];
        let key = key.unwrap_or_else(|| key_of_normal(slice));
        parts.push(Part { key, before, case: LetterCase::of(slice), range });
        at = end;
    }
    forget_even_case(normal, &mut parts);
    (parts, beside)
}

/// Syllables of the longest name that is taken for one without small letters around it.
const MAX_NAME: usize = 5;

/// A line all in capitals or all in small letters says nothing about names by its letters.
fn forget_even_case(normal: &str, parts: &mut [Part]) {
    let mut rest = parts;
    while !rest.is_empty() {
        let mut line = 1;
        while line < rest.len()
            && !(rest[line].before == Gap::Break
                && normal[rest[line - 1].range.end..rest[line].range.start].contains('\n'))
        {
            line += 1;
        }
        let (these, others) = rest.split_at_mut(line);
        let any = |case| these.iter().any(|p| p.case == case);
        // A short line of capitalised syllables alone is a name: a byline, a query.
        let name = these.len() <= MAX_NAME && these.iter().all(|p| p.case == LetterCase::Capital);
        if !name && (!any(LetterCase::Lower) || !any(LetterCase::Capital)) {
            these
                .iter_mut()
                .filter(|p| p.case != LetterCase::Number)
                .for_each(|p| p.case = LetterCase::Unknown);
        }
        rest = others;
    }
}

fn joined(left: &str, between: &str, right: &str) -> String {
    let mut text = String::with_capacity(left.len() + between.len() + right.len());
    text.push_str(left);
    text.push_str(between);
    text.push_str(right);
    text
}
