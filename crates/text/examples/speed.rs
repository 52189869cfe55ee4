//! Measures the crate on a text of yours: how long the model takes to load, how much memory it takes, and how many
//! megabytes a second each station does on one thread. `scripts/bench text FILE` calls it.
//!
//! ```text
//! speed FILE.txt [STATION]
//! ```

use std::error::Error;
use std::hint::black_box;
use std::io::Write;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use langbao_text::{Analyzer, WordWriter, fold, normal_form};

/// What is done with a line.
type Station<'a> = &'a mut dyn FnMut(&str);

/// How often each station runs; the fastest run counts, because a machine is never idle.
const RUNS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let text = std::fs::read_to_string(args.next().ok_or("speed FILE.txt [STATION]")?)?;
    let only = args.next();

    let mut report = std::io::stdout().lock();
    let before = resident();
    let start = used();
    let (mut writer, analyzer) = (WordWriter::new(), Analyzer::new());
    writeln!(report, "model loaded in {:.1} ms", (used() - start).as_secs_f64() * 1000.0)?;
    if let (Some(before), Some(after)) = (before, resident()) {
        writeln!(report, "memory for it {:.1} MB", (after - before) as f64 / 1000.0)?;
    }

    let mut out = Vec::new();
    let mut stations: [(&str, Station); 4] = [
        ("words", &mut |line| {
            out.clear();
            writer.write(line.as_bytes(), &mut out);
        }),
        ("search", &mut |line| drop(black_box(analyzer.analyze(line)))),
        ("normal form", &mut |line| drop(black_box(normal_form(line)))),
        ("fold", &mut |line| drop(black_box(fold(line)))),
    ];
    for (name, station) in &mut stations {
        if only.as_deref().is_some_and(|only| only != *name) {
            continue;
        }
        let mut best = Duration::MAX;
        for _ in 0..RUNS {
            let start = used();
            text.lines().for_each(&mut *station);
            best = best.min(used() - start);
        }
        writeln!(report, "{name}: {:.1} MB/s", text.len() as f64 / 1e6 / best.as_secs_f64())?;
    }
    Ok(())
}

/// The processor's time for this thread, where the system tells it; else the time of day.
fn used() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// Memory of this process in kB, where the system tells it.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.split_whitespace().next()?.parse().ok()
}
