//! Prints how well the pages of portals that the tests make are read.
//!
//! Usage: `portal_score [SEEDS [--held-out | --all | --faults KIND] [--no-url] [--reasons]]`; kinds that were kept out of rule writing are only
//! shown with `--held-out` or `--all`.

#![expect(clippy::print_stdout, reason = "this is what it is for")]

#[path = "../tests/it/portal_pages/mod.rs"]
mod portal_pages;

use portal_pages::{KINDS, Score, is_held_out, page, read, score};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let seeds: u64 = arguments.first().and_then(|n| n.parse().ok()).unwrap_or(40);
    let has = |flag: &str| arguments.iter().any(|a| a == flag);
    let faults: Option<u8> =
        arguments.iter().position(|a| a == "--faults").and_then(|at| arguments.get(at + 1)?.parse().ok());
    if let (Some(kind), true) = (faults, has("--html")) {
        print!("{}", String::from_utf8_lossy(&page(kind, seeds).html));
        return;
    }
    let mut total = Score::new();
    println!("kind     F1 verdict  {}  invented", portal_pages::FIELDS.map(|f| format!("{f:>9}")).join(""));
    for kind in KINDS {
        if !(has("--all") || is_held_out(kind) == has("--held-out")) || faults.is_some_and(|k| k != kind) {
            continue;
        }
        let mut sum = Score::new();
        for seed in 0..seeds {
            let mut made = page(kind, seed);
            if has("--no-url") {
                made.url = format!("import://local/{kind}-{seed}.html");
                made.truth.canonical = None;
            }
            if let (true, langbao_article::Extraction::NotArticle { reason, .. }) =
                (has("--reasons"), read(&made))
            {
                println!("{kind}/{seed} {reason}");
            }
            let one = score(&made, &read(&made));
            if faults.is_some() {
                for fault in &one.faults {
                    println!("{kind}/{seed} {fault}");
                }
            }
            sum.add(&one);
        }
        row(&kind.to_string(), &sum);
        total.add(&sum);
    }
    row("all", &total);
    if has("--worst") {
        for fault in total.faults.iter().take(200) {
            println!("{fault}");
        }
    }
}

fn row(name: &str, sum: &Score) {
    let share = |field: &&str| match sum.fields.iter().find(|(f, ..)| f == field) {
        Some((_, _, asked)) if *asked > 0 => format!("{:>9.1}", 100.0 * sum.share(field)),
        _ => format!("{:>9}", "-"),
    };
    let fields = portal_pages::FIELDS.iter().map(share).collect::<String>();
    let (right, asked) = sum.verdict;
    println!(
        "{name:>4} {:>6.4} {right:>4}/{asked:<4} {fields}  {:>5.1}",
        sum.f1(),
        100.0 * sum.invented_share()
    );
}
