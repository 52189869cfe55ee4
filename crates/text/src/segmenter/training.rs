//! Training the segmenter on word-segmented text.

use super::lexicon::{Lexicon, name_syllables};
use super::perceptron::{BITS, Perceptron, Scratch, decode, words};
use super::view::{Features, SYLLABLES, View};
use super::{LetterCase, Unit};
use crate::line::Line;
use crate::match_key;

/// How often a sentence with names is learned again with other names in their places.
const RENAMED: usize = 4;

/// One lesson in so many is learned without the syllables themselves, so that shapes and lists learn to do without
/// them: most pairs of syllables of a new text were in no lesson.
const UNNAMED: usize = 10;

/// How to train.
#[derive(Debug, Clone)]
pub struct Training {
    /// Where a perceptron ends depends on the order of its lessons: so many of them go through the lessons in orders of
    /// their own, and the weights are the mean of theirs.
    pub learners: u32,
    /// How often each goes through the lessons.
    pub rounds: u32,
    /// Numbers of features to do without, for an ablation.
    pub without: Vec<u32>,
}

/// A stretch of text with its gold words.
struct Lesson {
    view: View,
    /// For each syllable whether it is joined to the one before.
    joined: Vec<bool>,
}

/// Learns weights from sentences, each a list of words whose syllables are separated by spaces. The same sentences
/// give the same weights. Returns what [`Perceptron::from_bytes`] takes.
pub fn train(sentences: &[Vec<String>], training: &Training) -> Vec<u8> {
    let mut chance = Chance(0x2545_F491_4F6C_DD1D);
    let mut line = Line::new();
    let mut lessons: Vec<Lesson> = Vec::new();
    let mut learn_of = |words: &[String]| {
        for (units, joined) in stretches(words, &mut line) {
            // Once as written, once without what the letters' case tells, as queries are.
            let caseless: Vec<Unit> = units.iter().map(|unit| unit.without_case()).collect();
            lessons.extend(
                [&units, &caseless].map(|units| Lesson { view: view(units), joined: joined.clone() }),
            );
        }
    };
    sentences.iter().for_each(|words| learn_of(words));
    let namer = Namer::new();
    for words in sentences.iter().filter(|words| words.iter().any(|w| namer.is_name(w))) {
        for _ in 0..RENAMED {
            let renamed = words.iter().map(|word| match namer.is_name(word) {
                true => namer.name(word.split(' ').count(), &mut chance),
                false => word.clone(),
            });
            learn_of(&renamed.collect::<Vec<String>>());
        }
    }
    let features = Features::ALL.except(&training.without);
    let mut sum = vec![0.0; 1 << BITS];
    for _ in 0..training.learners {
        let weights = learn(&mut lessons, &mut chance, training.rounds, features);
        weights.into_iter().zip(&mut sum).for_each(|(w, s)| *s += w);
    }
    let largest = sum.iter().fold(f64::MIN_POSITIVE, |a, b| a.max(b.abs()));
    let scale = f64::from(i16::MAX) / largest;
    sum.iter().flat_map(|w| ((w * scale).round() as i16).to_le_bytes()).collect()
}

/// Learns the weights of one averaged perceptron.
fn learn(lessons: &mut [Lesson], chance: &mut Chance, rounds: u32, features: Features) -> Vec<f64> {
    let mut weights = vec![0i32; 1 << BITS];
    // For the average: each change times the step it was made at.
    let mut changes = vec![0i64; 1 << BITS];
    let mut step = 0i64;
    let (mut came, mut guess) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        chance.shuffle(lessons);
        for lesson in &*lessons {
            step += 1;
            let features = match chance.below(UNNAMED) {
                0 => features.except(SYLLABLES),
                _ => features,
            };
            let weight = |hash: u64| weights[(hash >> (64 - BITS)) as usize];
            decode(&lesson.view, features, &mut came, &mut guess, weight);
            let mut change = |hash: u64, by: i32| {
                let at = (hash >> (64 - BITS)) as usize;
                weights[at] += by;
                changes[at] += i64::from(by) * step;
            };
            for at in 1..guess.len() {
                let by = i32::from(lesson.joined[at]) - i32::from(guess[at]);
                if by != 0 && lesson.view.forced(at).is_none() {
                    lesson.view.features(at, features, |hash| change(hash, by));
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

/// How many words were found.
#[derive(Debug, Clone, Copy, Default)]
pub struct Score {
    /// Words found that are words.
    pub right: usize,
    /// Words found.
    pub found: usize,
    /// Words there are.
    pub gold: usize,
}

impl Score {
    /// The harmonic mean of precision and recall, in per cent.
    pub fn f1(self) -> f64 {
        200.0 * self.right as f64 / (self.found + self.gold).max(1) as f64
    }

    /// Both together.
    pub fn and(self, other: Self) -> Self {
        Self {
            right: self.right + other.right,
            found: self.found + other.found,
            gold: self.gold + other.gold,
        }
    }
}

/// Tells how well weights find the words of sentences, without the features they were trained without. `None` if the
/// number of weights is wrong.
pub fn score(model: &[u8], sentences: &[Vec<String>], training: &Training) -> Option<Score> {
    let model = Perceptron::from_bytes(model)?.with_features(Features::ALL.except(&training.without));
    let (mut line, mut scratch, mut score) = (Line::new(), Scratch::default(), Score::default());
    for (units, joined) in sentences.iter().flat_map(|words| stretches(words, &mut line)) {
        let gold: Vec<_> = words(&joined).collect();
        let found: Vec<_> = words(model.join(&units, &mut scratch)).collect();
        score.right += found.iter().filter(|w| gold.contains(w)).count();
        score.found += found.len();
        score.gold += gold.len();
    }
    Some(score)
}

fn view(units: &[Unit]) -> View {
    let mut view = View::default();
    view.look(Lexicon::built_in(), units);
    view
}

/// The stretches of a sentence, and for each unit whether gold joins it to the one before.
fn stretches(words: &[String], line: &mut Line) -> Vec<(Vec<Unit>, Vec<bool>)> {
    let text = words.join(" ");
    let mut end = 0;
    let ends: Vec<usize> = words
        .iter()
        .map(|word| {
            end += word.len() + 1;
            end
        })
        .collect();
    line.take_apart(text.as_bytes());
    let starts = line.items.iter().filter(|item| item.is_unit).map(|item| item.range().start);
    let word_of: Vec<usize> = starts.map(|start| ends.partition_point(|end| *end <= start)).collect();
    let joined = |at: usize, first: usize| at > first && word_of[at] == word_of[at - 1];
    line.stretches()
        .map(|units| {
            (line.units[units.clone()].to_vec(), units.clone().map(|at| joined(at, units.start)).collect())
        })
        .collect()
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
