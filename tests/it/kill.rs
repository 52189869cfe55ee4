//! Nothing is lost: a crawl that is killed again and again ends with the archive and the index of an undisturbed one.

use std::time::{Duration, Instant};

use crate::dice::Dice;
use crate::program::{Program, Running, Samples};

/// Kills that must land while a crawl is under way.
const KILLS: usize = 25;

/// What must be the same: the digest of all articles and versions, the frontier, and what searches find.
#[derive(Debug, PartialEq)]
struct Result {
    fingerprint: String,
    frontiers: Vec<(String, u64)>,
    found: Vec<(u64, Vec<String>)>,
}

impl Result {
    fn of(program: &Program) -> Self {
        // Verifies each capture and each version, and compares index and archive.
        let fingerprint = program.ok(&["verify"]);
        let sites = program.json(&["sites", "list"]);
        let frontiers = sites.as_array().unwrap().iter();
        let frontiers =
            frontiers.map(|s| (s["id"].as_str().unwrap().to_owned(), s["frontier"].as_u64().unwrap()));
        let frontiers = frontiers.collect();
        let queries: [&[&str]; 4] = [&[""], &["phuong"], &["\"ủy ban nhân dân\""], &["", "--from", "2024"]];
        let found = queries.map(|args| {
            let (total, mut titles) = program.search(args);
            titles.sort();
            (total, titles)
        });
        Self { fingerprint, frontiers, found: found.into() }
    }
}

/// Kills that must land while a crawl is under way: [`KILLS`], or as many as `LANGBAO_KILLS` says (scripts/bench-kill).
fn kills_wanted() -> usize {
    std::env::var("LANGBAO_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS)
}

/// What happens on the sites before each round: nothing; an edit and a removal; another of each; a return.
fn before_round(samples: &Samples, round: usize) {
    let published = samples.sites.published();
    let correctable: Vec<_> = published.iter().filter(|article| article.correction.is_some()).collect();
    let plain: Vec<_> = published.iter().filter(|article| article.correction.is_none()).collect();
    if let (1 | 2, Some(edited)) = (round, correctable.get(round.wrapping_sub(1))) {
        let (wrong, right) = edited.correction.clone().unwrap();
        samples.sites.edit(&edited.url, &wrong, &right).unwrap();
    }
    if matches!(round, 1 | 2) {
        samples.sites.remove(&plain[round * 7].url).unwrap();
    }
}

/// Four rounds: in each all that is known is visited.
const ROUNDS: usize = 4;

/// Crawls all rounds. A round that is `disturbed` is started again until it comes to its end; each time it says whether
/// it was killed. Returns the number of kills.
fn all_rounds(program: &Program, samples: &Samples, mut disturbed: impl FnMut(&[&str]) -> usize) -> usize {
    program.add_sites(samples);
    let mut kills = 0;
    for round in 0..ROUNDS {
        before_round(samples, round);
        kills += disturbed(&["crawl", "--full"]);
    }
    kills
}

#[test]
fn killed_rounds_end_like_undisturbed_ones() {
    let wanted = kills_wanted();
    let (calm, samples) = (Program::new(), Samples::start());
    let started = Instant::now();
    all_rounds(&calm, &samples, |args| {
        calm.ok(args);
        0
    });
    let length = started.elapsed() / ROUNDS as u32;
    let expected = Outcome::of(&calm);
    assert!(expected.articles.len() >= 80, "{expected:?}");
    assert_eq!(expected.deleted.len(), 2, "{:?}", expected.deleted);
    assert!(expected.articles.iter().any(|(_, versions)| *versions == 2), "{expected:?}");

    let mut dice = Dice::new(20_250_701);
    let mut kills = 0;
    let mut starts = 0;
    while kills < wanted {
        let (program, samples) = (Program::new(), Samples::start());
        kills += all_rounds(&program, &samples, |args| {
            let mut killed = 0;
            loop {
                starts += 1;
                assert!(starts < 40 * wanted, "only {kills} kills in {starts} starts");
                let mut crawl = Running::start(&program, args);
                // A crawl that was killed goes on where it was, so that later points are met as well as early ones. Past
                // a few kills it is left alone, for `--full` begins each start anew.
                let limit = if killed < 6 { dice.roll(700) } else { 60_000 };
                let until = Instant::now() + length.mul_f64(limit as f64 / 1000.0);
                let ended = loop {
                    match crawl.ended() {
                        Some(code) => break Some(code),
                        None if Instant::now() >= until => break None,
                        None => std::thread::sleep(Duration::from_millis(1)),
                    }
                };
                match ended {
                    Some(code) => {
                        assert_eq!(code, Some(0), "a crawl failed after {killed} kills");
                        return killed;
                    }
                    None => {
                        crawl.signal("KILL");
                        killed += usize::from(crawl.end().is_none());
                    }
                }
            }
        });
        // The addresses of the sites differ from program to program, so what is compared are titles.
        assert_eq!(Outcome::of(&program), expected, "after {kills} kills");
        program.ok(&["verify"]);
    }
}

/// What must be the same after the rounds, whatever the ports of the sites.
#[derive(Debug, PartialEq)]
struct Outcome {
    /// Title of the latest version, number of versions.
    articles: Vec<(String, u64)>,
    /// Paths of what is gone.
    deleted: Vec<String>,
    /// Texts of all versions.
    texts: Vec<String>,
}

impl Outcome {
    fn of(program: &Program) -> Self {
        let exported = program.ok(&["export", "--all", "--format", "jsonl", "--versions"]);
        let mut outcome = Self { articles: Vec::new(), deleted: Vec::new(), texts: Vec::new() };
        let mut latest: std::collections::BTreeMap<String, (String, u64)> = std::collections::BTreeMap::new();
        for line in exported.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()) {
            let url = url::Url::parse(line["url"].as_str().unwrap()).unwrap();
            if line["deleted"] == true {
                outcome.deleted.push(url.path().to_owned());
                continue;
            }
            let (title, version) = (line["title"].as_str().unwrap(), line["version"].as_u64().unwrap());
            let entry = latest.entry(url.to_string()).or_default();
            if version > entry.1 {
                *entry = (title.to_owned(), version);
            }
            outcome.texts.push(line["text"].as_str().unwrap().to_owned());
        }
        outcome.articles = latest.into_values().collect();
        outcome.articles.sort();
        outcome.deleted.sort();
        outcome.texts.sort();
        outcome
    }
}

#[test]
fn an_index_that_was_killed_while_rebuilding_is_rebuilt() {
    let samples = Samples::start();
    let program = Program::new();
    program.add_sites(&samples);
    program.ok(&["crawl"]);
    let expected = Result::of(&program);
    let started = Instant::now();
    program.ok(&["reindex"]);
    let length = started.elapsed();
    let mut dice = Dice::new(8);
    let mut kills = 0;
    for tries in 0.. {
        assert!(tries < 100, "only {kills} of {tries} rebuilds could be killed");
        let mut reindex = Running::start(&program, &["reindex"]);
        std::thread::sleep(length.mul_f64(dice.roll(1000) as f64 / 1000.0));
        if reindex.ended().is_some() {
            continue;
        }
        reindex.signal("KILL");
        kills += usize::from(reindex.end().is_none());
        assert_eq!(Result::of(&program), expected);
        if kills == 5 {
            break;
        }
    }
}
