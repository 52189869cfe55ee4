//! Finds weights by moving one at a time as long as that helps.

use std::path::Path;

use langbao_search::Weights;

use crate::collection::QuerySet;
use crate::{Outcome, collection, gains, mean};

/// What a weight is multiplied by to see whether another is better.
const STEPS: [f32; 4] = [0.5, 0.8, 1.25, 2.0];

/// Rounds over all weights, at most.
const ROUNDS: usize = 3;

/// A gain below this is chance.
const TELLING: f64 = 0.0005;

/// The ways queries are written that weights are found on; others are read as one of these.
const VARIANTS: [&str; 2] = ["raw", "nodiac"];

/// Tunes on each half of the queries and judges on the other: weights that are better only where they were found are
/// no better.
pub(crate) fn tune(dir: &Path, data: &Path) -> Outcome {
    let mut sets = collection::read(data)?;
    sets.retain(|set| VARIANTS.iter().any(|variant| set.name.ends_with(variant)));
    let start = Weights::default();
    println!("as they are: {}", written(&start));
    let begin = [mark(dir, &start, &sets, 0)?, mark(dir, &start, &sets, 1)?];
    println!("  even queries {:.4}, odd queries {:.4}", begin[0], begin[1]);
    let mut gained = 0.0;
    for half in [0, 1] {
        let best = climb(dir, &start, &sets, half)?;
        let (here, there) = (mark(dir, &best, &sets, half)?, mark(dir, &best, &sets, 1 - half)?);
        let name = ["even", "odd"];
        println!("found on {} queries: {}", name[half], written(&best));
        println!(
            "  {} {:+.4}, {} {:+.4}",
            name[half],
            here - begin[half],
            name[1 - half],
            there - begin[1 - half]
        );
        gained += (there - begin[1 - half]) / 2.0;
    }
    println!("gain on queries the weights were not found on: {gained:+.4}");
    if gained > TELLING {
        println!("found on all queries: {}", written(&climb(dir, &start, &sets, 2)?));
    }
    Ok(())
}

/// The mean over the sets of the mean over half of their queries; 2 for all queries.
fn mark(dir: &Path, weights: &Weights, sets: &[QuerySet], half: usize) -> Outcome<f64> {
    let (skip, step) = if half == 2 { (0, 1) } else { (half, 2) };
    let mut sum = 0.0;
    for set in sets {
        let queries = set.queries.iter().skip(skip).step_by(step).cloned().collect();
        let part = QuerySet { name: set.name.clone(), queries };
        sum += mean(gains(dir, weights, &part)?.iter());
    }
    Ok(sum / sets.len().max(1) as f64)
}

fn climb(dir: &Path, start: &Weights, sets: &[QuerySet], half: usize) -> Outcome<Weights> {
    let mut best = (mark(dir, start, sets, half)?, start.clone());
    for _ in 0..ROUNDS {
        let before = best.0;
        for name in Weights::NAMES {
            for step in STEPS {
                let mut weights = best.1.clone();
                if let Some(weight) = weights.get_mut(name) {
                    *weight *= step;
                }
                let mark = mark(dir, &weights, sets, half)?;
                if mark > best.0 + TELLING {
                    eprintln!("{mark:.4} {}", written(&weights));
                    best = (mark, weights);
                }
            }
        }
        if best.0 - before < TELLING {
            break;
        }
    }
    Ok(best.1)
}

fn written(weights: &Weights) -> String {
    let mut weights = weights.clone();
    let each =
        Weights::NAMES.iter().filter_map(|name| Some(format!("{name} {:.3}", *weights.get_mut(name)?)));
    each.collect::<Vec<_>>().join(", ")
}
