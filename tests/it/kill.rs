//! Nothing is lost: a crawl that is killed again and again ends with the archive and the index of an undisturbed one.

use std::time::{Duration, Instant};

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

/// Numbers that look random; the same in each run of the test.
struct Dice(u64);

impl Dice {
    /// The next number below `bound`.
    fn roll(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

#[test]
fn a_killed_crawl_ends_like_an_undisturbed_one() {
    let samples = Samples::start();
    let calm = Program::new();
    calm.add_sites(&samples);
    let started = Instant::now();
    calm.ok(&["crawl"]);
    let length = started.elapsed();
    let expected = Result::of(&calm);
    assert!(expected.found[0].0 >= 80, "{expected:?}");

    let mut dice = Dice(20_250_701);
    let mut kills = 0;
    let mut starts = 0;
    while kills < KILLS {
        let program = Program::new();
        program.add_sites(&samples);
        loop {
            starts += 1;
            assert!(starts < 20 * KILLS, "only {kills} of {starts} crawls could be killed");
            let mut crawl = Running::start(&program, &["crawl"]);
            // A crawl that was killed goes on where it was, so that later points are met as well as early ones.
            let until = Instant::now() + length.mul_f64(dice.roll(600) as f64 / 1000.0);
            let ended = loop {
                match crawl.ended() {
                    Some(code) => break Some(code),
                    None if Instant::now() >= until => break None,
                    None => std::thread::sleep(Duration::from_millis(1)),
                }
            };
            match ended {
                Some(code) => {
                    assert_eq!(code, Some(0), "a crawl failed after {kills} kills");
                    break;
                }
                None => {
                    crawl.signal("KILL");
                    if crawl.end().is_none() {
                        kills += 1;
                    }
                }
            }
            if kills >= KILLS {
                program.ok(&["crawl"]);
                break;
            }
        }
        assert_eq!(Result::of(&program), expected, "after {kills} kills");
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
    let mut dice = Dice(8);
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
