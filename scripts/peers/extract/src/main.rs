//! Extracts every `*.html` of a folder on one thread, page by page in turn with the crate `trafilatura`, each the whole
//! step: bytes to text, parsing, body and metadata. Of several rounds the fastest of each page counts, in CPU time of the
//! thread, which other work on the machine disturbs least.
//!
//! Usage: `extract-beside-trafilatura FOLDER [ROUNDS]`

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::DateTime;
use langbao_article::{CanonicalUrl, Page, extract};
use trafilatura::{ExtractionFocus, Options};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = PathBuf::from(arguments.first().ok_or("usage: extract-beside-trafilatura FOLDER [ROUNDS]")?);
    let rounds: usize = arguments.get(1).map_or(Ok(5), |rounds| rounds.parse())?;
    let pages = pages(&folder)?;
    let bytes: usize = pages.iter().map(|page| page.body.len()).sum();
    println!("{} pages, {} kB on average, best of {rounds} rounds", pages.len(), bytes / pages.len().max(1) / 1000);
    let options = [("default", ExtractionFocus::Balanced, false), ("precision and fallback", ExtractionFocus::FavorPrecision, true)];
    // One column for langbao, one for each way to ask the peer.
    let mut best = vec![[Duration::MAX; 3]; pages.len()];
    for round in 0..rounds {
        for (page, best) in pages.iter().zip(&mut best) {
            // Whoever comes first warms the page up for the others.
            for turn in 0..3 {
                let who = (turn + round) % 3;
                let began = cpu()?;
                match who {
                    0 => drop(black_box(extract(page, None))),
                    peer => {
                        let (_, focus, fallback) = options[peer - 1];
                        let options = Options { focus, enable_fallback: fallback, ..Options::default() };
                        drop(black_box(trafilatura::extract(&String::from_utf8_lossy(&page.body), &options)));
                    }
                }
                best[who] = best[who].min(cpu()? - began);
            }
        }
    }
    let names = ["langbao".to_owned()].into_iter().chain(options.iter().map(|o| format!("trafilatura, {}", o.0)));
    for (who, name) in names.enumerate() {
        let total: f64 = best.iter().map(|times| times[who].as_secs_f64()).sum();
        let slowest = best.iter().map(|times| times[who]).max().unwrap_or_default();
        println!("{name:37} {:8.1} pages/s   slowest page {slowest:.1?}", pages.len() as f64 / total);
    }
    Ok(())
}

fn pages(folder: &Path) -> Result<Vec<Page>, Box<dyn std::error::Error>> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "html"));
    paths.sort();
    let page = |path: &PathBuf| {
        let id = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("page");
        Ok(Page {
            url: CanonicalUrl::parse(&format!("import://local/{id}.html"))?,
            fetched_at: DateTime::from_timestamp(4_000_000_000, 0).unwrap_or_default(),
            status: 200,
            headers: vec![("content-type".to_owned(), "text/html".to_owned())],
            body: std::fs::read(path)?,
        })
    };
    paths.iter().map(page).collect()
}

/// CPU time of this thread.
fn cpu() -> Result<Duration, Box<dyn std::error::Error>> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = stat.split(' ').next().ok_or("no time")?.parse()?;
    Ok(Duration::from_nanos(nanoseconds))
}
