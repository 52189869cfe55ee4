//! Training the segmenter on word-segmented text.

use super::LetterCase;
use super::lexicon::{Lexicon, name_syllables};
use super::perceptron::{BITS, decode};
use super::view::View;
use crate::analyzer::split;
use crate::match_key;
use crate::normal_form::NormalForm;

/// How often a sentence with names is learned again with other names in their places.
const RENAMED: usize = 4;

/// A stretch of text with its gold words.
struct Lesson {
    view: View,
    /// For each syllable whether it is joined to the one before.
    joined: Vec<bool>,
}

/// Learns weights from sentences, each a list of words whose syllables are separated by spaces. The same sentences
/// give the same weights. Returns what [`super::Perceptron::from_bytes`] takes.
///
/// Where a perceptron ends depends on the order of its lessons: `learners` of them go through the lessons in orders
/// of their own, `rounds` times each, and the weights are the mean of theirs.
pub fn train(sentences: &[Vec<String>], learners: u32, rounds: u32) -> Vec<u8> {
    let mut chance = Chance(0x2545_F491_4F6C_DD1D);
    let mut lessons: Vec<Lesson> = sentences.iter().flat_map(|words| lessons(words)).collect();
    let namer = Namer::new();
    for words in sentences.iter().filter(|words| words.iter().any(|w| namer.is_name(w))) {
        for _ in 0..RENAMED {
            let words: Vec<String> =
                words
                    .iter()
                    .map(|w| {
                        if namer.is_name(w) {
                            namer.name(w.split(' ').count(), &mut chance)
                        } else {
                            w.clone()
                        }
                    })
                    .collect();
            lessons.extend(self::lessons(&words));
        }
    }
    let mut sum = vec![0.0; 1 << BITS];
    for _ in 0..learners {
        learn(&mut lessons, &mut chance, rounds).into_iter().zip(&mut sum).for_each(|(w, s)| *s += w);
    }
    let largest = sum.iter().fold(f64::MIN_POSITIVE, |a, b| a.max(b.abs()));
    let scale = f64::from(i16::MAX) / largest;
    sum.iter().flat_map(|w| ((w * scale).round() as i16).to_le_bytes()).collect()
}

/// Learns the weights of one averaged perceptron.
fn learn(lessons: &mut [Lesson], chance: &mut Chance, rounds: u32) -> Vec<f64> {
    let mut weights = vec![0i32; 1 << BITS];
    // For the average: each change times the step it was made at.
    let mut changes = vec![0i64; 1 << BITS];
    let mut step = 0i64;
    for _ in 0..rounds {
        chance.shuffle(lessons);
        for lesson in &*lessons {
            step += 1;
            let guess = decode(&lesson.view, |hash| weights[(hash >> (64 - BITS)) as usize]);
            let mut change = |hash: u64, by: i32| {
                let at = (hash >> (64 - BITS)) as usize;
                weights[at] += by;
                changes[at] += i64::from(by) * step;
            };
            for at in 1..guess.len() {
                let by = i32::from(lesson.joined[at]) - i32::from(guess[at]);
                if by != 0 && lesson.view.forced(at).is_none() {
                    lesson.view.features(at, |hash| change(hash, by));
                }
                for (labels, by) in [(&lesson.joined, 1), (&guess, -1)] {
                    if labels[at] {
                        lesson.view.transitions(at, labels[at - 1], |hash| change(hash, by));
                    }
                }
            }
        }
    }
    let average = |(weight, change): (&i32, &i64)| f64::from(*weight) - *change as f64 / step.max(1) as f64;
    weights.iter().zip(&changes).map(average).collect()
}

/// Makes the lessons of a sentence: one as written, one without what the letters' case tells, as queries are.
fn lessons(words: &[String]) -> Vec<Lesson> {
    let text = words.join(" ");
    let mut ends = Vec::new();
    let mut end = 0;
    for word in words {
        end += word.len() + 1;
        ends.push(end);
    }
    let normal = NormalForm::new(&text);
    let (parts, _) = split(normal.text());
    let word_of = |at: usize| {
        let start = normal.source_range(parts[at].range.clone()).start;
        ends.partition_point(|end| *end <= start)
    };
    let mut made = Vec::new();
    let mut start = 0;
    for stretch in parts.chunk_by(|_, next| next.before == crate::atom::Gap::Space) {
        let keys: Vec<&str> = stretch.iter().map(|p| p.key.as_str()).collect();
        let cases: Vec<LetterCase> = stretch.iter().map(|p| p.case).collect();
        let caseless: Vec<LetterCase> = cases
            .iter()
            .map(|case| if *case == LetterCase::Number { *case } else { LetterCase::Unknown })
            .collect();
        let joined = |at| at > start && word_of(at) == word_of(at - 1);
        let joined: Vec<bool> = (start..start + stretch.len()).map(joined).collect();
        if stretch.len() > 1 {
            for cases in [&cases, &caseless] {
                let view = View::new(Lexicon::built_in(), &keys, cases);
                made.push(Lesson { view, joined: joined.clone() });
            }
        }
        start += stretch.len();
    }
    made
}

/// Makes names of persons: a treebank has few, and a segmenter that knows them by heart finds no others.
struct Namer {
    surnames: Vec<&'static str>,
    names: Vec<&'static str>,
}

impl Namer {
    fn new() -> Self {
        let of = |kind: char| name_syllables().filter(move |(_, kinds)| kinds.contains(kind)).map(|(s, _)| s);
        Self { surnames: of('s').collect(), names: of('n').collect() }
    }

    /// Whether a gold word is a full name: capitals, the first syllable a surname.
    fn is_name(&self, word: &str) -> bool {
        let syllables: Vec<&str> = word.split(' ').collect();
        (2..=4).contains(&syllables.len())
            && syllables.iter().all(|s| LetterCase::of(s) == LetterCase::Capital)
            && self.surnames.contains(&match_key(syllables[0]).as_str())
    }

    /// A name of so many syllables.
    fn name(&self, syllables: usize, chance: &mut Chance) -> String {
        let mut name = String::new();
        for at in 0..syllables {
            let from = if at == 0 { &self.surnames } else { &self.names };
            let mut letters = from[chance.below(from.len())].chars();
            if at > 0 {
                name.push(' ');
            }
            name.extend(letters.next().into_iter().flat_map(char::to_uppercase));
            name.push_str(letters.as_str());
        }
        name
    }
}

/// A small xorshift generator: shuffling must be the same everywhere.
struct Chance(u64);

impl Chance {
    fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}
