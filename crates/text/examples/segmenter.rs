//! Builds, tries and measures the data of the segmenter; `scripts/train-segmenter` calls it.
//!
//! ```text
//! segmenter lists WORDS.txt GAZETTEER.txt OUT_DIR   writes dictionary.txt and places.txt in match-key form
//! segmenter train OUT_FILE TREEBANK.conllu…         learns the weights
//! segmenter report TRAIN.conllu DEV.conllu          trains on one, scores the other: curve, ablation, five folds
//! segmenter gold TREEBANK.conllu                    prints the sentences as segmented text
//! segmenter segment [MODEL_FILE]                    segments stdin to stdout, line by line
//! ```

use std::collections::BTreeSet;
use std::error::Error;
use std::io::{BufRead, Write};
use std::path::Path;

use langbao_text::{Perceptron, Score, Training, WordWriter, match_key, score, train};

/// Perceptrons whose mean is taken.
const LEARNERS: u32 = 10;

/// Rounds over the training sentences; more lower the score on held-out text: capitals lose against words known by heart.
const ROUNDS: u32 = 4;

/// Words of more syllables are sayings, not words.
const MAX_SYLLABLES: usize = 5;

/// What an ablation leaves out, by the numbers in `segmenter/view.rs`.
const GROUPS: &[(&str, &[u32])] = &[
    ("the syllables themselves", &[1, 2, 3, 4, 5, 15, 16, 17, 18, 19, 20]),
    ("capitals and shapes", &[5, 10, 12, 13, 14, 15, 17, 23, 26]),
    ("dictionary", &[5, 7, 9, 11, 14, 16, 18, 19, 20, 21, 22, 23, 25, 26]),
    ("words of news", &[6, 8, 9, 19, 21, 22, 24, 25]),
    ("places", &[10, 14, 23, 24]),
    ("own terms", &[11]),
    ("all lists", &[5, 6, 7, 8, 9, 10, 11, 14, 16, 18, 19, 20, 21, 22, 23, 24, 25, 26]),
    ("what stands around the two", &[15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26]),
];

type Outcome = Result<(), Box<dyn Error>>;
type Sentences = Vec<Vec<String>>;

fn main() -> Outcome {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["lists", words, gazetteer, out] => lists(words, gazetteer, Path::new(out)),
        ["train", out, treebanks @ ..] => {
            let mut sentences = Vec::new();
            for treebank in treebanks {
                sentences.extend(read_treebank(treebank)?);
            }
            Ok(std::fs::write(out, train(&sentences, &training(&[])))?)
        }
        ["report", train, dev] => report(&read_treebank(train)?, &read_treebank(dev)?),
        ["gold", treebank] => {
            let mut out = std::io::stdout().lock();
            for sentence in read_treebank(treebank)? {
                let words: Vec<String> = sentence.iter().map(|w| w.replace(' ', "_")).collect();
                writeln!(out, "{}", words.join(" "))?;
            }
            Ok(())
        }
        ["segment"] => segment(WordWriter::new()),
        ["segment", model] => {
            let model = Perceptron::from_bytes(&std::fs::read(model)?).ok_or("the model has a wrong size")?;
            segment(WordWriter::with_segmenter(model))
        }
        _ => Err("see the top of this file for the arguments".into()),
    }
}

fn training(without: &[u32]) -> Training {
    Training { learners: LEARNERS, rounds: ROUNDS, without: without.to_vec() }
}

/// Trains on one part without these features and scores on another.
fn trial(learn: &Sentences, test: &Sentences, without: &[u32]) -> Result<Score, Box<dyn Error>> {
    let training = training(without);
    Ok(score(&train(learn, &training), test, &training).ok_or("the trainer made a model of a wrong size")?)
}

/// Prints how the score on unseen text depends on what the segmenter is given.
fn report(train: &Sentences, dev: &Sentences) -> Outcome {
    let mut out = std::io::stdout().lock();
    writeln!(out, "F1 in words over the units of the text, per cent")?;
    writeln!(out, "{:6.2}  train -> dev", trial(train, dev, &[])?.f1())?;
    writeln!(out, "{:6.2}  dev -> train", trial(dev, train, &[])?.f1())?;
    let all: Sentences = train.iter().chain(dev).cloned().collect();
    let mut folds = Score::default();
    for fold in 0..5 {
        // Ten sentences of one text stay together.
        let part = |is: bool| {
            let sentences = all.iter().enumerate().filter(move |(at, _)| (at / 10 % 5 == fold) == is);
            sentences.map(|(_, s)| s.clone()).collect::<Sentences>()
        };
        folds = folds.and(trial(&part(false), &part(true), &[])?);
    }
    writeln!(out, "{:6.2}  five folds of both", folds.f1())?;
    let tenth = |is: bool| {
        let sentences = all.iter().enumerate().filter(move |(at, _)| (at % 10 == 9) == is);
        sentences.map(|(_, s)| s.clone()).collect::<Sentences>()
    };
    writeln!(
        out,
        "{:6.2}  every tenth sentence, from the others",
        trial(&tenth(false), &tenth(true), &[])?.f1()
    )?;
    for share in [16, 8, 4, 2] {
        let part = train.iter().step_by(share).cloned().collect();
        writeln!(out, "{:6.2}  train/{share} -> dev", trial(&part, dev, &[])?.f1())?;
    }
    for (name, numbers) in GROUPS {
        let (dev, back) = (trial(train, dev, numbers)?.f1(), trial(dev, train, numbers)?.f1());
        writeln!(out, "{dev:6.2}  train -> dev, {back:6.2} dev -> train without {name}")?;
    }
    Ok(())
}

fn segment(mut writer: WordWriter) -> Outcome {
    let mut out = std::io::stdout().lock();
    let mut line = Vec::new();
    for text in std::io::stdin().lock().split(b'\n') {
        line.clear();
        writer.write(&text?, &mut line);
        line.push(b'\n');
        out.write_all(&line)?;
    }
    Ok(())
}
/// Reads the words of each sentence of a CoNLL-U file.
fn read_treebank(path: &str) -> Result<Vec<Vec<String>>, Box<dyn Error>> {
    let mut sentences = vec![Vec::new()];
    for line in std::fs::read_to_string(path)?.lines() {
        let mut columns = line.split('\t');
        match (columns.next(), columns.next()) {
            (Some(id), Some(form)) if id.parse::<u32>().is_ok() => {
                if let Some(sentence) = sentences.last_mut() {
                    sentence.push(form.to_owned());
                }
            }
            _ if line.is_empty() => sentences.push(Vec::new()),
            _ => {}
        }
    }
    sentences.retain(|s| !s.is_empty());
    Ok(sentences)
}

/// Writes the word lists as the crate reads them: match keys, sorted by bytes, each once.
fn lists(words: &str, gazetteer: &str, out: &Path) -> Outcome {
    let words = std::fs::read_to_string(words)?;
    write_lines(&out.join("dictionary.txt"), words.lines().filter_map(word).collect())?;

    let gazetteer = std::fs::read_to_string(gazetteer)?;
    let units = gazetteer.lines().filter(|line| !line.starts_with(['#', '=']));
    let names = units.filter_map(|line| line.trim_start().split_once(' ')).map(|(_, name)| name);
    write_lines(&out.join("places.txt"), names.map(bare_place).filter_map(word).collect())
}

/// The key of a word of two to five syllables, all letters.
fn word(text: &str) -> Option<String> {
    let key = match_key(text);
    let letters = key.chars().all(|c| c == ' ' || c.is_alphabetic());
    (letters && (2..=MAX_SYLLABLES).contains(&key.split(' ').count())).then_some(key)
}

/// The name of a unit without its kind.
fn bare_place(name: &str) -> &str {
    let kinds =
        ["Phường ", "Xã ", "Thị trấn ", "Đặc khu ", "Quận ", "Huyện ", "Thị xã ", "Thành phố ", "Tỉnh "];
    kinds.iter().find_map(|kind| name.strip_prefix(kind)).unwrap_or(name)
}

fn write_lines(path: &Path, lines: BTreeSet<String>) -> Outcome {
    let text: String = lines.into_iter().map(|line| line + "\n").collect();
    Ok(std::fs::write(path, text)?)
}
