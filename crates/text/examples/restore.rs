//! Builds and measures the restoration of marks; `scripts/build-restorer` calls it.
//!
//! ```text
//! restore build TEXT_DATA ENTITIES_DATA TREEBANK.conllu…  writes TEXT_DATA/restore.txt
//! restore lines FILE                                      the same for whole lines, and says which came back wrong
//! restore measure FILE [LENGTH]                           takes the marks off plain text, a document a line, restores them
//!                                                         in pieces of LENGTH syllables (6), counts what came back
//! ```

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write;
use std::path::Path;

use langbao_text::{Syllable, fold, has_marks, match_key, restore};

type Outcome = Result<(), Box<dyn Error>>;
type Counts = BTreeMap<String, f64>;

/// Words per syllable list entry that was never counted: in the dictionary, of our domain, a place.
const DICTIONARY: f64 = 5.0;
const DOMAIN: f64 = 1500.0;
const PLACE: f64 = 15.0;
const PHRASE: f64 = 2000.0;
const PAIR: f64 = 2.0;
const SINGLE: f64 = 1.0;

fn main() -> Outcome {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["build", text, entities, treebanks @ ..] if !treebanks.is_empty() => {
            build(Path::new(text), Path::new(entities), treebanks)
        }
        ["lines", file] => lines(file),
        ["measure", file] => measure(file, 6),
        ["measure", file, length] => measure(file, length.parse()?),
        _ => Err("see the top of this file for the arguments".into()),
    }
}

fn syllables(word: &str) -> usize {
    word.split(' ').count()
}

/// Whether every part of a word is a syllable.
fn is_spelled(word: &str) -> bool {
    word.split(' ').all(|part| Syllable::parse(part).is_some())
}

/// The tenths of a logarithm the data is in.
fn tenths(share: f64) -> i64 {
    (-10.0 * share.ln()).round().clamp(0.0, 999.0) as i64
}

fn rows(path: &Path) -> Result<Vec<Vec<String>>, Box<dyn Error>> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let rows = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    Ok(rows.map(|line| line.split('\t').map(str::to_owned).collect()).collect())
}

fn build(text: &Path, entities: &Path, treebanks: &[&str]) -> Outcome {
    // Words of running text, so that single syllables and words of several have their shares of it.
    let (mut running, mut pairs, mut total, mut long) = (Counts::new(), Counts::new(), 0.0, 0.0);
    let mut before = String::new();
    for treebank in treebanks {
        for row in rows(Path::new(treebank))? {
            let is_word = row.len() > 3 && row[0].bytes().all(|b| b.is_ascii_digit()) && row[3] != "PUNCT";
            let word = row.get(1).filter(|_| is_word).map(|word| match_key(word));
            let Some(word) = word.filter(|word| is_spelled(word)) else {
                before.clear();
                continue;
            };
            if !before.is_empty() {
                *pairs.entry(format!("{before} {word}")).or_default() += 1.0;
            }
            before.clone_from(&word);
            total += 1.0;
            long += f64::from(u8::from(syllables(&word) > 1));
            *running.entry(word).or_default() += 1.0;
        }
    }
    let mut words = Counts::new();
    let mut parts = Counts::new();
    for row in rows(&text.join("news_words.tsv"))? {
        let [word, count] = row.as_slice() else { continue };
        let count: f64 = count.parse()?;
        *words.entry(match_key(word)).or_default() += count;
        for part in match_key(word).split(' ') {
            *parts.entry(part.to_owned()).or_default() += count;
        }
    }
    let counted: f64 = words.values().sum();
    let of_parts: f64 = parts.values().sum();
    for (file, count) in [
        ("dictionary.txt", DICTIONARY),
        ("places.txt", PLACE),
        ("domain.txt", DOMAIN),
        ("phrases.txt", PHRASE),
    ] {
        for row in rows(&text.join(file))? {
            let word = match_key(row[0].trim_start_matches('='));
            // What is common in our domain alone is common everywhere, nearly.
            let count = if syllables(&word) == 1 { count * SINGLE } else { count };
            *words.entry(word).or_default() += count;
        }
    }
    words.retain(|word, _| is_spelled(word) && syllables(word) <= 7);
    let mut shares: Counts =
        words.into_iter().map(|(word, count)| (word, count / counted * long / total)).collect();
    // A syllable alone: mostly as it was seen alone, a little as it is part of words, for those nobody listed.
    for (word, count) in running.iter().filter(|(word, _)| syllables(word) == 1) {
        *shares.entry(word.clone()).or_default() += count / total;
    }
    // Words that were seen side by side more than once.
    for (pair, count) in pairs.iter().filter(|(pair, count)| **count >= PAIR && syllables(pair) <= 4) {
        *shares.entry(pair.clone()).or_default() += count / total;
    }
    for (part, count) in parts.iter().filter(|(part, _)| is_spelled(part)) {
        *shares.entry(part.clone()).or_default() += 0.04 * count / of_parts;
    }
    // What the lists have without marks only where it is a word without any: `phuong` is none.
    shares.retain(|word, _| word.split(' ').all(|part| has_marks(part) || Syllable::parse(part).is_some()));

    let mut names: BTreeMap<String, [f64; 3]> = BTreeMap::new();
    for row in rows(&entities.join("surnames.tsv"))?.into_iter() {
        names.entry(match_key(&row[0])).or_default()[0] += row[1].parse::<f64>()? + 0.5;
    }
    for row in rows(&entities.join("name_syllables.tsv"))?.into_iter() {
        let (middle, given): (f64, f64) = (row[1].parse()?, row[2].parse()?);
        // Names of the highlands stand in the list with round figures, to be known at all; foreign statesmen are counted.
        let is_estimate = given == 0.0 && middle >= 100.0 && middle % 10.0 == 0.0;
        let is_foreign = ["Cận", "Tập"].contains(&row[0].as_str());
        let parts = names.entry(match_key(&row[0])).or_default();
        parts[1] += if is_estimate || is_foreign { 10.0 } else { middle };
        parts[2] += given;
    }
    names.retain(|name, _| is_spelled(name) && syllables(name) == 1);
    let sums = names.values().fold([0.0; 3], |sums, parts| std::array::from_fn(|at| sums[at] + parts[at]));

    let mut lines: Vec<(String, String)> =
        shares.iter().map(|(word, share)| (fold(word), format!("{word}\t{}", tenths(*share)))).collect();
    for (name, parts) in &names {
        let costs: [String; 3] = std::array::from_fn(|at| match parts[at] {
            0.0 => "-".to_owned(),
            count => tenths(count / sums[at]).to_string(),
        });
        lines.push((fold(name), format!("{name}\t{}", costs.join("\t"))));
    }
    lines.sort();
    let lines: Vec<String> = lines.into_iter().map(|(_, line)| line + "\n").collect();
    Ok(std::fs::write(text.join("restore.txt"), lines.concat())?)
}

fn measure(file: &str, length: usize) -> Outcome {
    let text = std::fs::read_to_string(file)?;
    let (mut pieces, mut whole, mut marks, mut right) = (0u64, 0u64, 0u64, 0u64);
    for line in text.lines() {
        for sentence in line.split(|c: char| !c.is_alphabetic() && c != ' ') {
            let words: Vec<String> = match_key(sentence).split(' ').map(str::to_owned).collect();
            for piece in words.chunks_exact(length).filter(|piece| piece.iter().all(|w| is_spelled(w))) {
                let piece = piece.join(" ");
                let restored = restore(&fold(&piece), 1).remove(0).text;
                pieces += 1;
                whole += u64::from(match_key(&restored) == piece);
                for (is, was) in match_key(&restored).split(' ').zip(piece.split(' ')) {
                    marks += 1;
                    right += u64::from(is == was);
                }
            }
        }
    }
    let share = |part: u64, whole: u64| 100.0 * part as f64 / whole.max(1) as f64;
    Ok(writeln!(
        std::io::stdout(),
        "{pieces} pieces of {length} syllables: {:.2} % whole, {:.2} % of syllables",
        share(whole, pieces),
        share(right, marks),
    )?)
}

fn lines(file: &str) -> Outcome {
    let text = std::fs::read_to_string(file)?;
    let mut out = std::io::stdout().lock();
    let (mut right, mut among) = (0, 0);
    for line in text.lines() {
        let candidates = restore(&fold(line), 5);
        let place = candidates.iter().position(|candidate| match_key(&candidate.text) == match_key(line));
        right += usize::from(place == Some(0));
        among += usize::from(place.is_some());
        if place != Some(0) {
            writeln!(out, "{line}: {}", candidates[0].text)?;
        }
    }
    let all = text.lines().count();
    Ok(writeln!(out, "{all} lines: {right} right, {among} among the first five")?)
}
