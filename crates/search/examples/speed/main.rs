//! How fast the index is filled and asked, how large it is, and how fresh. `scripts/bench search` runs it.
//!
//! `speed articles N` and `speed questions N EACH` write what other engines are given, a JSON object a line;
//! `speed index DIR N` fills an index, `speed size DIR N` tells what its fields take, `speed ask DIR N EACH [CLASS]` asks it, `speed mixed DIR N SECONDS THREADS` counts
//! answers a second, `speed fresh DIR N` searches while articles are indexed. `speed plain` and `speed peer` are for
//! `scripts/bench-peers`.

#![expect(clippy::print_stdout, reason = "this is what it is for")]

mod articles;
mod plain;
mod questions;

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use langbao_search::{Indexer, Searcher};

use crate::articles::{Piece, Press};
use crate::questions::{CLASSES, questions};

type Outcome = Result<(), Box<dyn Error>>;

/// Articles between two commits of a bulk load.
const BATCH: u64 = 20_000;

fn main() -> Outcome {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["articles", count] => write_articles(count.parse()?),
        ["questions", count, each] => write_questions(count.parse()?, each.parse()?),
        ["index", dir, count] => index(Path::new(dir), count.parse()?),
        ["size", dir, count] => {
            println!("{} segments", fields(Path::new(dir), count.parse()?)?);
            Ok(())
        }
        ["ask", dir, count, each, class @ ..] => ask(Path::new(dir), count.parse()?, each.parse()?, class),
        ["mixed", dir, count, seconds, threads] => {
            mixed(Path::new(dir), count.parse()?, seconds.parse()?, threads.parse()?)
        }
        ["fresh", dir, count] => fresh(Path::new(dir), count.parse()?),
        ["plain", "index", dir, work] => plain::index(Path::new(dir), Path::new(work)),
        ["plain", "ask", dir, work] => plain::ask(Path::new(dir), Path::new(work)),
        ["peer", "ask", dir, work] => plain::own(Path::new(dir), Path::new(work)),
        ["peer", "index", ..] => Ok(()),
        _ => Err("see the head of this example for what it takes".into()),
    }
}

fn write_articles(count: u64) -> Outcome {
    let press = Press::new();
    let mut out = BufWriter::new(std::io::stdout().lock());
    for id in 1..=count {
        let Piece { id, site, title, body, section, published, .. } = press.piece(id);
        let (published, folded) = (published.timestamp(), langbao_text::fold(&format!("{title} {body}")));
        let line = serde_json::json!({
            "id": id, "site": site, "title": title, "body": body, "section": section, "published": published,
            "folded": folded,
        });
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}

fn write_questions(count: u64, each: usize) -> Outcome {
    let mut out = BufWriter::new(std::io::stdout().lock());
    for question in questions(&Press::new(), count, each) {
        let line = serde_json::json!({
            "class": question.class, "words": question.words, "person": question.person, "years": question.years,
        });
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}

fn index(dir: &Path, count: u64) -> Outcome {
    let press = Press::new();
    let written = Instant::now();
    let bytes: usize =
        (1..=2_000.min(count)).map(|id| press.piece(id)).map(|p| p.title.len() + p.body.len()).sum();
    let raw = bytes as f64 / 2_000.min(count) as f64;
    let writing = written.elapsed().as_secs_f64() / 2_000.min(count) as f64;
    println!("an article has {raw:.0} bytes of text and is written in {:.0} µs", writing * 1e6);
    let mut indexer = Indexer::open(dir)?;
    let (started, cpu) = (Instant::now(), cpu_seconds());
    let mut id = 1;
    while id <= count {
        let batch: Vec<u64> = (id..(id + 1_000).min(count + 1)).collect();
        indexer.upsert_all(&batch, |id| press.piece(*id).document())?;
        id += batch.len() as u64;
        if (id - 1).is_multiple_of(BATCH) {
            indexer.commit(id - 1)?;
        }
    }
    indexer.commit(count)?;
    drop(indexer);
    let (wall, cpu) = (started.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    let total = size(dir)?;
    let each = |bytes: f64| bytes / count as f64;
    println!("langbao\tindex\t{count}\t{wall:.3}\t{cpu:.3}\t{}", total.values().sum::<u64>());
    println!(
        "{count} articles in {wall:.1} s: {:.0}/s; CPU {:.0} µs an article, of which writing {:.0} µs",
        count as f64 / wall,
        each(cpu * 1e6),
        writing * 1e6
    );
    println!(
        "index: {:.0} bytes an article, {:.2} of raw text",
        each(total.values().sum::<u64>() as f64),
        each(total.values().sum::<u64>() as f64) / raw
    );
    for (kind, bytes) in &total {
        println!("  .{kind}: {:.0} bytes an article", each(*bytes as f64));
    }
    let segments = fields(dir, count)?;
    println!("{segments} segments");
    Ok(())
}

/// Prints what each field takes and returns the number of segments.
fn fields(dir: &Path, count: u64) -> Result<usize, Box<dyn Error>> {
    let searcher = tantivy::Index::open_in_dir(dir)?.reader()?.searcher();
    let mut sizes: BTreeMap<String, [u64; 3]> = BTreeMap::new();
    for segment in searcher.space_usage()?.segments() {
        for (at, usage) in
            [segment.termdict(), segment.postings(), segment.positions()].into_iter().enumerate()
        {
            for field in usage.fields() {
                sizes.entry(field.field_name().to_owned()).or_default()[at] += field.total().get_bytes();
            }
        }
    }
    println!("  field: terms, postings, positions in bytes an article");
    for (field, [terms, postings, positions]) in sizes {
        println!("  {field}: {}, {}, {}", terms / count, postings / count, positions / count);
    }
    Ok(searcher.segment_readers().len())
}

/// Bytes of a folder by kind of file.
fn size(dir: &Path) -> std::io::Result<BTreeMap<String, u64>> {
    let mut sizes = BTreeMap::new();
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            for (kind, bytes) in size(&path)? {
                *sizes.entry(kind).or_default() += bytes;
            }
            continue;
        }
        let kind = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        *sizes.entry(kind).or_default() += path.metadata()?.len();
    }
    Ok(sizes)
}

fn ask(dir: &Path, count: u64, each: usize, only: &[&str]) -> Outcome {
    let questions = questions(&Press::new(), count, each);
    let searcher = Searcher::open(dir)?;
    for facets in [false, true] {
        for class in CLASSES.into_iter().filter(|class| only.is_empty() || only.contains(class)) {
            let mut times = Vec::new();
            let cpu = cpu_seconds();
            let (mut worst, mut found) = ((Duration::ZERO, String::new()), 0);
            // The first walk warms the caches of the system.
            for (round, question) in (0..2).flat_map(|round| questions.iter().map(move |q| (round, q))) {
                if question.class != class {
                    continue;
                }
                let request = question.request(facets);
                let started = Instant::now();
                let hits = searcher.search(&request)?;
                let time = started.elapsed();
                if round == 1 {
                    times.push(time);
                    found += hits.total;
                    if time > worst.0 {
                        worst = (time, format!("{} {:?}: {}", request.q, request.persons, hits.total));
                    }
                }
            }
            let cpu = (cpu_seconds() - cpu) * 1e3 / (2 * times.len()) as f64;
            times.sort_unstable();
            let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize].as_secs_f64() * 1e3;
            println!(
                "{}{class}: p50 {:.2} ms, p99 {:.2} ms; {cpu:.2} ms of CPU each; {} hits on average; slowest {:.1} ms ({})",
                if facets { "with facets, " } else { "" },
                at(0.5),
                at(0.99),
                found / times.len() as u64,
                worst.0.as_secs_f64() * 1e3,
                worst.1
            );
        }
    }
    Ok(())
}

fn mixed(dir: &Path, count: u64, seconds: u64, threads: usize) -> Outcome {
    let questions = questions(&Press::new(), count, 400);
    let searcher = Searcher::open(dir)?;
    for question in &questions {
        searcher.search(&question.request(false))?;
    }
    let (next, until) = (AtomicU64::new(0), Instant::now() + Duration::from_secs(seconds));
    let (started, cpu) = (Instant::now(), cpu_seconds());
    let answers: u64 = std::thread::scope(|scope| {
        let ask = || {
            let mut answers = 0;
            while Instant::now() < until {
                let number = next.fetch_add(7_919, Ordering::Relaxed) as usize % questions.len();
                searcher.search(&questions[number].request(false)).expect("the index is readable");
                answers += 1;
            }
            answers
        };
        let clients: Vec<_> = (0..threads).map(|_| scope.spawn(ask)).collect();
        clients.into_iter().map(|client| client.join().expect("a client asks to the end")).sum()
    });
    let (wall, cpu) = (started.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    println!(
        "{threads} clients, all classes mixed: {:.0} answers/s; {:.2} ms of CPU each, so {:.0} a second on two whole cores",
        answers as f64 / wall,
        cpu * 1e3 / answers as f64,
        2.0 * answers as f64 / cpu
    );
    Ok(())
}

/// Indexes as fast as it goes, committing as the feed does, while one client asks.
fn fresh(dir: &Path, count: u64) -> Outcome {
    let press = Press::new();
    let questions = questions(&press, count, 100);
    let searcher = Searcher::open(dir)?;
    let mut idle = Vec::new();
    for question in questions.iter().chain(&questions) {
        let started = Instant::now();
        searcher.search(&question.request(false))?;
        idle.push(started.elapsed());
    }
    let idle = idle.split_off(questions.len());
    let mut indexer = Indexer::open(dir)?;
    let done = AtomicBool::new(false);
    let (busy, ages) = std::thread::scope(|scope| -> Result<_, Box<dyn Error>> {
        let client = scope.spawn(|| {
            let mut times = Vec::new();
            for question in questions.iter().cycle() {
                if done.load(Ordering::Relaxed) {
                    break;
                }
                let started = Instant::now();
                searcher.search(&question.request(false)).expect("the index is readable");
                times.push(started.elapsed());
            }
            times
        });
        let mut ages = Vec::new();
        let began = Instant::now();
        let (mut id, mut seq) = (count + 1, indexer.committed_seq());
        while began.elapsed() < Duration::from_secs(20) {
            let (mut taken, last) = (Vec::new(), Instant::now());
            // As the feed: a commit each 200 ms or thousand articles.
            while last.elapsed() < Duration::from_millis(200) && taken.len() < 1_000 {
                taken.push(Instant::now());
                indexer.upsert(&press.piece(id).document())?;
                id += 1;
            }
            seq += taken.len() as u64;
            indexer.commit(seq)?;
            searcher.reload()?;
            ages.extend(taken.into_iter().map(|taken| taken.elapsed()));
        }
        done.store(true, Ordering::Relaxed);
        println!("{} articles indexed in 20 s beside the searches", id - count - 1);
        Ok((client.join().expect("the client asks to the end"), ages))
    })?;
    for (what, mut times) in
        [("search, idle", idle), ("search, while indexing", busy), ("until searchable", ages)]
    {
        times.sort_unstable();
        let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize].as_secs_f64() * 1e3;
        println!("{what}: p50 {:.2} ms, p99 {:.2} ms", at(0.5), at(0.99));
    }
    Ok(())
}

/// CPU time of this process so far, in seconds; 0 where the system does not tell.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name: state is field 3, user and system time are 14 and 15, in hundredths.
    let mut fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11);
    let mut next = || fields.next().and_then(|field| field.parse::<u64>().ok()).unwrap_or_default();
    (next() + next()) as f64 / 100.0
}
