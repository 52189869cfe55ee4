//! Searches a test collection, to measure how well articles are ranked.
//!
//! ```text
//! retrieval index DIR < DOCS.jsonl     lines of {"id", "title", "body"}
//! retrieval run DIR < QUERIES.tsv      lines of id and query; prints a TREC run of 100 hits each
//! ```

use std::error::Error;
use std::io::{BufRead, Write, stdin, stdout};
use std::path::Path;

use chrono::DateTime;
use langbao_article::ArticleId;
use langbao_search::{IndexDocument, Indexer, SearchRequest, Searcher};

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> Outcome {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["index", dir] => index(Path::new(dir)),
        ["run", dir] => run(Path::new(dir)),
        _ => Err("usage: retrieval index DIR < DOCS.jsonl | retrieval run DIR < QUERIES.tsv".into()),
    }
}

fn index(dir: &Path) -> Outcome {
    let mut indexer = Indexer::open(dir)?;
    let mut seq = 0;
    for line in stdin().lock().lines() {
        let line: serde_json::Value = serde_json::from_str(&line?)?;
        let text = |field: &str| line[field].as_str().unwrap_or_default().to_owned();
        seq += 1;
        indexer.upsert(&IndexDocument {
            id: ArticleId(seq),
            site: "test".parse()?,
            url: text("id"),
            title: text("title"),
            body: text("body"),
            section: None,
            published_at: None,
            precision: None,
            captured_at: DateTime::UNIX_EPOCH,
            gone_at: None,
            persons: Vec::new(),
            documents: Vec::new(),
            places: Vec::new(),
            first_copy: None,
        })?;
    }
    Ok(indexer.commit(seq)?)
}

fn run(dir: &Path) -> Outcome {
    let searcher = Searcher::open(dir)?;
    let mut out = stdout().lock();
    for line in stdin().lock().lines() {
        let line = line?;
        let Some((id, query)) = line.split_once('\t') else { continue };
        let request = SearchRequest { q: query.to_owned(), limit: 100, ..SearchRequest::default() };
        for (hit, rank) in searcher.search(&request)?.hits.iter().zip(1..) {
            writeln!(out, "{id} Q0 {} {rank} {} langbao", hit.url, hit.score)?;
        }
    }
    Ok(())
}
