//! How well labelled texts are read. Half of the texts were never looked at when rules were written.

use crate::scoring::{Score, read};

fn score(files: &[&str]) -> Score {
    let mut score = Score::default();
    for text in files.iter().flat_map(|file| read(file)) {
        score.add(&text);
    }
    score
}

/// Checks that nothing falls below what it was: F1, precision, exact, short forms, posts found, posts right.
fn check(name: &str, files: &[&str], floors: [f64; 6]) {
    let score = score(files);
    let reached = [
        score.f1(),
        score.precision(),
        score.exact(),
        score.short_linked(),
        score.posts_found(),
        score.posts_right(),
    ];
    let fell = reached.iter().zip(floors).any(|(reached, floor)| *reached < floor);
    assert!(!fell, "{name}: {score}\n{}", score.errors.join("\n"));
}

#[test]
fn texts_that_rules_were_written_on() {
    let files = [
        include_str!("../data/persons/dev-1.txt"),
        include_str!("../data/persons/dev-2.txt"),
        include_str!("../data/persons/dev-3.txt"),
    ];
    check("dev", &files, [0.985, 0.985, 0.96, 0.95, 0.97, 0.97]);
}

#[test]
fn texts_that_were_kept_out() {
    let files = [
        include_str!("../data/persons/held-1.txt"),
        include_str!("../data/persons/held-2.txt"),
        include_str!("../data/persons/held-3.txt"),
    ];
    check("held", &files, [0.97, 0.98, 0.87, 0.9, 0.95, 0.94]);
}
