//! How fast the way of the data is walked: crawl, index, search. Run it with `scripts/bench`.
//!
//! Everything is measured on the bundled sample sites, served on loopback by this process. For the index their
//! articles are imported many times over, each time under another address. `cargo test` walks the way once, to see that this
//! file still works; figures come from `cargo bench` alone.

#![expect(clippy::print_stdout, reason = "figures are what a benchmark is for")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use langbao_archive::{Archive, ArticleRecord};
use langbao_demo::SampleSites;
use langbao_search::{SearchRequest, Searcher};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let measuring = std::env::args().any(|arg| arg == "--bench");
    let (copies, rounds) = if measuring { (100, 50) } else { (1, 1) };
    let dir = tempfile::tempdir()?;
    crawl(dir.path())?;
    let archive = Archive::open_read_only(dir.path())?;
    let records = archive.changes(0, usize::MAX >> 1)?;
    let large = tempfile::tempdir()?;
    fill(large.path(), &records, copies)?;
    println!("queries over the sample sites' {} articles:", records.len());
    ask(&dir.path().join("search"), &records, rounds)?;
    println!("queries over {} articles:", records.len() * copies);
    ask(&large.path().join("search"), &records, rounds.div_ceil(10))
}

/// Crawls the sample sites with the real command, without delay, all sites at once.
fn crawl(data: &Path) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let samples = runtime.block_on(SampleSites::start())?;
    for site in samples.sites() {
        langbao(data, &["sites", "add", &site.url, "--id", &site.id])?;
    }
    for (round, args) in [("first round", &["crawl"][..]), ("second round, --full", &["crawl", "--full"])] {
        let started = Instant::now();
        langbao(data, args)?;
        let seconds = started.elapsed().as_secs_f64();
        let archive = Archive::open_read_only(data)?;
        let runs = archive.runs(None, samples.sites().len())?;
        let visits: u32 = runs.iter().map(|run| run.counts.visits).sum();
        let articles: u32 = runs.iter().map(|run| run.counts.new_articles).sum();
        println!(
            "crawl, {round}: {visits} visits and {articles} new articles in {seconds:.2} s: {:.0} visits/s",
            f64::from(visits) / seconds
        );
    }
    Ok(())
}

/// Imports the articles many times over and has the index built anew from the archive.
fn fill(data: &Path, records: &[ArticleRecord], copies: usize) -> Result<()> {
    let file = data.join("articles.jsonl");
    let mut lines = std::io::BufWriter::new(std::fs::File::create(&file)?);
    let mut bytes = 0;
    for copy in 0..copies {
        for record in records {
            let article = &record.article;
            let line = serde_json::json!({
                "url": format!("https://bench.example.vn/{copy}/{}", record.id),
                "title": article.title,
                "body": article.body(),
                "published_at": article.published.as_ref().map(|p| p.at),
                "section": article.section,
            });
            bytes += article.title.len() + article.body().len();
            writeln!(lines, "{line}")?;
        }
    }
    lines.flush()?;
    let articles = records.len() * copies;
    for (what, args) in [("import and index", &["import", path(&file)?][..]), ("reindex", &["reindex"])] {
        let started = Instant::now();
        langbao(data, args)?;
        let seconds = started.elapsed().as_secs_f64();
        println!(
            "{what}: {articles} articles, {:.1} MB of text in {seconds:.2} s: {:.0} articles/s, {:.1} MB/s",
            bytes as f64 / 1e6,
            articles as f64 / seconds,
            bytes as f64 / 1e6 / seconds
        );
    }
    Ok(())
}

fn path(path: &Path) -> Result<&str> {
    path.to_str().ok_or_else(|| format!("{} is not UTF-8", path.display()).into())
}

/// Runs the command on a data folder.
fn langbao(data: &Path, args: &[&str]) -> Result<()> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_langbao"));
    command.args(["--quiet", "--data"]).arg(data).args(args).current_dir(data);
    command.env("LANGBAO_CRAWL_DELAY", "0s").env("LANGBAO_CRAWL_ALLOW_NETWORKS", "[\"127.0.0.0/8\"]");
    if !command.stderr(Stdio::null()).status()?.success() {
        return Err(format!("langbao {args:?} failed").into());
    }
    Ok(())
}

/// Asks what readers ask: words of titles with and without marks, phrases, names, dates; facets and bars each time.
fn ask(dir: &Path, records: &[ArticleRecord], rounds: usize) -> Result<()> {
    let searcher = Searcher::open(dir)?;
    let mut requests: Vec<SearchRequest> = Vec::new();
    for record in records {
        let title = &record.article.title;
        let words: Vec<&str> = title.split_whitespace().collect();
        let first = words.iter().take(4).copied().collect::<Vec<_>>().join(" ");
        for q in [title.clone(), langbao_text::fold(&first), format!("\"{first}\"")] {
            requests.push(SearchRequest { q, facets: true, ..SearchRequest::default() });
        }
        let mentions = langbao_entities::annotate(&record.article.body());
        if let Some((name, _)) = mentions.distinct_persons().first() {
            let persons = vec![name.as_str().to_owned()];
            requests.push(SearchRequest { persons, facets: true, ..SearchRequest::default() });
        }
    }
    let mut times: Vec<Duration> = Vec::with_capacity(requests.len() * rounds);
    for _ in 0..rounds {
        for request in &requests {
            let started = Instant::now();
            searcher.search(request)?;
            times.push(started.elapsed());
        }
    }
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!(
        "  {} searches with facets and histogram: median {:.2} ms, p99 {:.2} ms, slowest {:.2} ms",
        times.len(),
        at(0.5),
        at(0.99),
        at(1.0)
    );
    Ok(())
}
