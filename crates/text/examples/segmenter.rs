//! Builds and tries the data of the segmenter; `scripts/train-segmenter` calls it.
//!
//! ```text
//! segmenter lists WORDS.txt GAZETTEER.txt OUT_DIR   writes dictionary.txt and places.txt in match-key form
//! segmenter train OUT_FILE TREEBANK.conllu…         learns the weights
//! segmenter gold TREEBANK.conllu                    prints the sentences as segmented text
//! segmenter segment [MODEL_FILE]                    segments stdin to stdout, line by line
//! ```

use std::collections::BTreeSet;
use std::error::Error;
use std::io::{BufRead, Write};
use std::path::Path;
use std::sync::Arc;

use langbao_text::{Analyzer, Perceptron, match_key, train};

/// Perceptrons whose mean is taken.
const LEARNERS: u32 = 10;

/// Rounds over the training sentences; more lower the score on held-out text: capitals lose against words known by heart.
const ROUNDS: u32 = 4;

/// Words of more syllables are sayings, not words.
const MAX_SYLLABLES: usize = 5;

type Outcome = Result<(), Box<dyn Error>>;

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
            Ok(std::fs::write(out, train(&sentences, LEARNERS, ROUNDS))?)
        }
        ["gold", treebank] => {
            let mut out = std::io::stdout().lock();
            for sentence in read_treebank(treebank)? {
                let words: Vec<String> = sentence.iter().map(|w| w.replace(' ', "_")).collect();
                writeln!(out, "{}", words.join(" "))?;
            }
            Ok(())
        }
        ["segment"] => segment(&Analyzer::new()),
        ["segment", model] => {
            let model = Perceptron::from_bytes(&std::fs::read(model)?).ok_or("the model has a wrong size")?;
            segment(&Analyzer::with_segmenter(Arc::new(model)))
        }
        _ => Err("see the top of this file for the arguments".into()),
    }
}

fn segment(analyzer: &Analyzer) -> Outcome {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        writeln!(out, "{}", analyzer.segmented(&line?))?;
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
