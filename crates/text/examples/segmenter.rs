//! Builds and tries the data of the segmenter; `scripts/train-segmenter` calls it.
//!
//! ```text
//! segmenter lists LEXICON_DIR NAMES_DIR GAZETTEER_DIR OUT_DIR   writes the word lists in match-key form
//! segmenter train OUT_FILE TREEBANK.conllu…                     learns the weights
//! segmenter gold TREEBANK.conllu                                prints the sentences as segmented text
//! segmenter segment [MODEL_FILE]                                segments stdin to stdout, line by line
//! ```

use std::collections::{BTreeMap, BTreeSet};
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
const MAX_SYLLABLES: usize = 6;

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> Outcome {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["lists", lexicon, names, gazetteer, out] => {
            lists(Path::new(lexicon), Path::new(names), Path::new(gazetteer), Path::new(out))
        }
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
fn lists(lexicon: &Path, names: &Path, gazetteer: &Path, out: &Path) -> Outcome {
    let dictionary = std::fs::read_to_string(lexicon.join("pyvi_words.txt"))?;
    let dictionary: BTreeSet<String> = dictionary.lines().filter_map(word).collect();
    write_lines(&out.join("dictionary.txt"), dictionary)?;

    let mut news: BTreeMap<String, u64> = BTreeMap::new();
    for row in rows(&lexicon.join("news_words.tsv"))? {
        if let [w, count] = row.as_slice()
            && let Some(w) = word(w)
        {
            *news.entry(w).or_default() += count.parse::<u64>()?;
        }
    }
    write_lines(&out.join("news_words.tsv"), news.into_iter().map(|(w, n)| format!("{w}\t{n}")))?;

    let mut places = BTreeSet::new();
    for (file, columns) in [("units_2025.tsv", [2, 4].as_slice()), ("units_before_2025.tsv", &[2, 4, 6])] {
        for row in rows(&gazetteer.join(file))? {
            places
                .extend(columns.iter().filter_map(|c| row.get(*c)).filter_map(|name| word(bare_place(name))));
        }
    }
    write_lines(&out.join("places.txt"), places)?;

    let mut kinds: BTreeMap<String, (bool, bool)> = BTreeMap::new();
    for row in rows(&names.join("surnames.tsv"))? {
        if row[1].parse::<u32>()? >= 3 || row[2].parse::<u32>()? >= 1 {
            kinds.entry(match_key(&row[0])).or_default().0 = true;
        }
    }
    for row in rows(&names.join("name_syllables.tsv"))? {
        if row[1].parse::<u32>()? + row[2].parse::<u32>()? >= 4 {
            kinds.entry(match_key(&row[0])).or_default().1 = true;
        }
    }
    kinds.retain(|syllable, _| !syllable.contains(' '));
    let kind = |(s, n): (bool, bool)| [if s { "s" } else { "" }, if n { "n" } else { "" }].concat();
    write_lines(&out.join("names.tsv"), kinds.into_iter().map(|(s, k)| format!("{s}\t{}", kind(k))))
}

/// The key of a word of two to six syllables, all letters.
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

/// The rows of a table without its heading.
fn rows(path: &Path) -> Result<Vec<Vec<String>>, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)?;
    Ok(text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect())
}

fn write_lines(path: &Path, lines: impl IntoIterator<Item = String>) -> Outcome {
    let mut text = String::new();
    for line in lines {
        text.push_str(&line);
        text.push('\n');
    }
    Ok(std::fs::write(path, text)?)
}
