//! What is asked: drawn from the articles, so that each question finds something, common syllables as often as in life.

use std::error::Error;
use std::path::Path;

use chrono::Datelike;
use langbao_search::SearchRequest;

use crate::articles::{Dice, Press};

/// A question in the form that every engine can be asked in.
#[derive(serde::Deserialize)]
pub(crate) struct Question {
    pub(crate) class: String,
    /// Words; in order and side by side for a phrase.
    pub(crate) words: Vec<String>,
    pub(crate) person: Option<String>,
    /// Years, inclusive.
    pub(crate) years: Option<(i32, i32)>,
}

pub(crate) const CLASSES: [&str; 5] = ["term", "2 terms", "phrase", "person + date", "unmarked"];

/// Draws so many questions of each class.
pub(crate) fn questions(press: &Press, articles: u64, each: usize) -> Vec<Question> {
    let mut dice = Dice::of(2_018);
    let mut questions = Vec::new();
    for class in CLASSES {
        for _ in 0..each {
            questions.push(question(press, articles, class, &mut dice));
        }
    }
    questions
}

fn question(press: &Press, articles: u64, class: &'static str, dice: &mut Dice) -> Question {
    loop {
        let piece = press.piece(1 + dice.roll(articles as usize) as u64);
        let text = piece.body.to_lowercase();
        let sentences: Vec<Vec<&str>> = text
            .split(['.', ',', ':', '\n'])
            .map(|part| part.split_whitespace().collect::<Vec<_>>())
            .filter(|part| part.len() >= 4 && part.iter().all(|word| word.chars().all(char::is_alphabetic)))
            .collect();
        if sentences.is_empty() {
            continue;
        }
        let sentence = &sentences[dice.roll(sentences.len())];
        let at = dice.roll(sentence.len() - 2);
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let none = Question { class: class.to_owned(), words: Vec::new(), person: None, years: None };
        return match class {
            "term" => Question { words: owned(&sentence[at..=at]), ..none },
            "2 terms" => Question { words: owned(&[sentence[at], sentence[at + 2]]), ..none },
            "phrase" => Question { words: owned(&sentence[at..at + 3]), ..none },
            "unmarked" => {
                let words = sentence[at..at + 2].iter().map(|word| langbao_text::fold(word)).collect();
                Question { words, ..none }
            }
            _ => {
                let year = piece.published.year();
                let Some(person) = piece.document().persons.into_iter().next() else { continue };
                let person = person.name;
                Question { person: Some(person), years: Some((year - 1, year + 2)), ..none }
            }
        };
    }
}

impl Question {
    /// The question as the product is asked it: the ten best with highlights and the total.
    pub(crate) fn request(&self, facets: bool) -> SearchRequest {
        let words = self.words.join(" ");
        let q = if self.class == "phrase" { format!("\"{words}\"") } else { words };
        let date = |year: i32| format!("{year}").parse().ok();
        SearchRequest {
            q,
            persons: self.person.iter().cloned().collect(),
            date_from: self.years.and_then(|(from, _)| date(from)),
            date_to: self.years.and_then(|(_, to)| date(to)),
            limit: 10,
            facets,
            ..SearchRequest::default()
        }
    }
}

/// Reads questions as the example writes them.
pub(crate) fn read(file: &Path) -> Result<Vec<Question>, Box<dyn Error>> {
    let text = std::fs::read_to_string(file)?;
    text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}
