//! How well pages of portals are read, over many layouts.

use crate::portal_pages::{FIELDS, KINDS, Score, is_held_out, page, read, score};

fn sum(kinds: impl Fn(u8) -> bool) -> Score {
    let mut sum = Score::new();
    for kind in KINDS.into_iter().filter(|kind| kinds(*kind)) {
        for seed in 0..10 {
            let made = page(kind, seed);
            sum.add(&score(&made, &read(&made)));
        }
    }
    sum
}

/// Floors in percent, in the order of [`FIELDS`].
fn check(sum: &Score, f1: f64, verdict: f64, floors: [f64; 10], invented: f64) {
    let faults = sum.faults.join("\n");
    assert!(sum.f1() >= f1, "F1 {}\n{faults}", sum.f1());
    let (right, asked) = sum.verdict;
    assert!(f64::from(right) >= verdict / 100.0 * f64::from(asked), "verdict {right}/{asked}\n{faults}");
    for (field, floor) in FIELDS.into_iter().zip(floors) {
        assert!(
            100.0 * sum.share(field) >= floor,
            "{field}: {} < {floor}\n{faults}",
            100.0 * sum.share(field)
        );
    }
    assert!(100.0 * sum.invented_share() <= invented, "invented: {}\n{faults}", sum.invented_share());
}

#[test]
fn kinds_that_the_rules_were_written_for() {
    let sum = sum(|kind| !is_held_out(kind));
    check(&sum, 0.99, 99.0, [99.0, 99.0, 98.0, 98.0, 98.0, 98.0, 98.0, 97.0, 98.0, 98.0], 1.0);
}

#[test]
fn kinds_that_were_kept_out_of_rule_writing() {
    let sum = sum(is_held_out);
    check(&sum, 0.99, 98.0, [98.0, 98.0, 97.0, 97.0, 97.0, 95.0, 97.0, 97.0, 98.0, 97.0], 2.0);
}
