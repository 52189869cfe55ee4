//! Scores `annotate` on labelled texts: `cargo run --release -p langbao-entities --example score_persons -- [-v] FILE…`.
//!
//! A FILE is in the format of `tests/data/persons`, or JSON Lines like what `langbao entities` prints, with the text:
//! `{"id","text","persons":[{"name","short_mentions":[[start,end]],"roles":["…"]}]}`, offsets in Unicode scalar values of
//! the text in NFC. `-v` prints what is wrong; without it no text of the file is shown.
#![allow(clippy::print_stdout, reason = "this is a command")]

#[path = "../tests/scoring/mod.rs"]
mod scoring;

use std::error::Error;

use langbao_entities::PersonName;
use scoring::{Labelled, Person, Score};
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    id: serde_json::Value,
    text: String,
    #[serde(default)]
    persons: Vec<LinePerson>,
}

#[derive(Deserialize)]
struct LinePerson {
    name: String,
    #[serde(default)]
    short_mentions: Vec<(usize, usize)>,
    #[serde(default)]
    roles: Vec<String>,
}

fn labelled(line: Line) -> Labelled {
    let text: String = line.text.nfc().collect();
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let byte = |at: usize| bytes[at.min(bytes.len() - 1)];
    let mut labelled = Labelled { id: line.id.to_string(), ..Labelled::default() };
    for person in line.persons {
        let key = PersonName::new(&person.name).key();
        labelled.short.extend(person.short_mentions.iter().map(|(s, e)| (byte(*s)..byte(*e), key.clone())));
        labelled.persons.insert(key, Person { name: person.name, posts: person.roles, optional: Vec::new() });
    }
    labelled.text = text;
    labelled
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut verbose = false;
    for argument in std::env::args().skip(1) {
        if argument == "-v" {
            verbose = true;
            continue;
        }
        let file = std::fs::read_to_string(&argument)?;
        let texts = if file.starts_with('{') {
            file.lines()
                .filter(|line| !line.trim().is_empty())
                .map(|line| serde_json::from_str(line).map(labelled))
                .collect::<Result<Vec<_>, _>>()?
        } else {
            scoring::read(&file)
        };
        let mut score = Score::default();
        for text in &texts {
            score.add(text);
        }
        if verbose {
            for error in &score.errors {
                println!("  {error}");
            }
        }
        println!("{argument}: {score}");
    }
    Ok(())
}
