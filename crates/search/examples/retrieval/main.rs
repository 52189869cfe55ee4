//! Measures on a collection of queries with known answers how well articles are ranked, and finds the weights.
//!
//! ```text
//! retrieval index DIR < DOCS.jsonl      lines of {"id", "title", "body"}
//! retrieval run DIR < QUERIES.tsv       lines of id and query; prints a TREC run of 100 hits each
//! retrieval lab DIR < QUERIES.tsv       the same of the laboratory's ranking
//! retrieval explain DIR QUERY [DOCUMENT]    how a query was read, and what the scores of its first hits are made of
//! retrieval table DIR DATA [SET] [WEIGHT=NUMBER…]   nDCG@10 of every set of queries, beside the laboratory's ranking
//! retrieval tune DIR DATA               proposes weights, found on one half of the queries, judged on the other
//! ```
//!
//! `DATA` holds `queries-SET-VARIANT.tsv` (id and query) and `qrels-SET.tsv` (TREC: query, 0, document, relevance).

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is what it is for")]

mod collection;
mod lab;
mod tune;

use std::error::Error;
use std::io::{BufRead, Write, stdin, stdout};
use std::path::Path;

use chrono::DateTime;
use langbao_article::ArticleId;
use langbao_search::{Hits, IndexDocument, Indexer, SearchRequest, Searcher, Weights};

use crate::collection::{Query, QuerySet, ndcg};
use crate::lab::{Lab, LabWriter};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Outcome {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["index", dir] => index(Path::new(dir)),
        ["run", dir] => run(Path::new(dir)),
        ["lab", dir] => laboratory(Path::new(dir)),
        ["explain", dir, query, rest @ ..] => explain(Path::new(dir), query, rest.first().copied()),
        ["table", dir, data, rest @ ..] => table(Path::new(dir), Path::new(data), rest),
        ["tune", dir, data] => tune::tune(Path::new(dir), Path::new(data)),
        _ => Err("usage: retrieval index DIR < DOCS.jsonl | run DIR < QUERIES.tsv | table DIR DATA | tune DIR DATA"
            .into()),
    }
}

fn index(dir: &Path) -> Outcome {
    let mut indexer = Indexer::open(dir)?;
    let lab = LabWriter::create(dir)?;
    let mut seq = 0;
    for line in stdin().lock().lines() {
        let line: serde_json::Value = serde_json::from_str(&line?)?;
        let text = |field: &str| line[field].as_str().unwrap_or_default().to_owned();
        seq += 1;
        lab.add(&text("id"), &text("title"), &text("body"))?;
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
            attachments: Vec::new(),
        })?;
    }
    indexer.commit(seq)?;
    lab.finish()
}

/// The first hits of a query, and what is shown below them, as the product finds them.
fn found(searcher: &Searcher, query: &str, limit: usize) -> Outcome<Hits> {
    let q = query.to_owned();
    let request = SearchRequest { q, limit, excerpts: false, ..SearchRequest::default() };
    Ok(searcher.search(&request)?)
}

fn run(dir: &Path) -> Outcome {
    let searcher = Searcher::open(dir)?;
    let mut out = stdout().lock();
    for line in stdin().lock().lines() {
        let line = line?;
        let Some((id, query)) = line.split_once('\t') else { continue };
        let hits = found(&searcher, query, 100)?;
        let mut before = f32::INFINITY;
        for (hit, rank) in hits.hits.iter().chain(&hits.related).zip(1..) {
            before = hit.score.min(before - 1e-4);
            writeln!(out, "{id} Q0 {} {rank} {before} langbao", hit.url)?;
        }
    }
    Ok(())
}

/// Tells of the first three hits, and of the one that is asked for.
fn explain(dir: &Path, query: &str, document: Option<&str>) -> Outcome {
    let request =
        SearchRequest { q: query.to_owned(), limit: 100, explain: true, ..SearchRequest::default() };
    let hits = Searcher::open(dir)?.search(&request)?;
    let understood = hits.understood.map(|tree| tree.to_string()).unwrap_or_default();
    println!("{} articles, {:?}\n{understood}", hits.total, hits.warnings);
    for (hit, rank) in
        hits.hits.iter().zip(1..).filter(|(hit, rank)| *rank <= 3 || document == Some(&hit.url))
    {
        println!("\n{rank}. {} {:.2} {}", hit.url, hit.score, hit.title.text);
        for part in &hit.parts {
            println!("  {:7.3}  {} \"{}\"", part.score, part.stream, part.text);
        }
    }
    Ok(())
}

/// nDCG@10 of the product with these weights for each query of a set.
fn gains(dir: &Path, weights: &Weights, set: &QuerySet) -> Outcome<Vec<f64>> {
    let searcher = Searcher::weighing(dir, weights.clone())?;
    let gain = |query: &Query| -> Outcome<f64> {
        let hits = found(&searcher, &query.text, 10)?;
        let ids: Vec<&str> = hits.hits.iter().chain(&hits.related).map(|hit| hit.url.as_str()).collect();
        Ok(ndcg(&ids, &query.answers))
    };
    set.queries.iter().map(gain).collect()
}

fn laboratory(dir: &Path) -> Outcome {
    let lab = Lab::open(dir)?;
    let mut out = stdout().lock();
    for line in stdin().lock().lines() {
        let line = line?;
        let Some((id, query)) = line.split_once('\t') else { continue };
        for ((score, url), rank) in lab.search(query, 100)?.into_iter().zip(1..) {
            writeln!(out, "{id} Q0 {url} {rank} {score} lab")?;
        }
    }
    Ok(())
}

/// Compares the product with the laboratory's ranking, query by query; all sets, or those whose name begins so.
fn table(dir: &Path, data: &Path, rest: &[&str]) -> Outcome {
    let lab = Lab::open(dir)?;
    let (mut weights, mut begin) = (Weights::default(), "");
    for word in rest {
        match word.split_once('=') {
            Some((name, number)) => *weights.get_mut(name).ok_or("no such weight")? = number.parse()?,
            None => begin = word,
        }
    }
    println!(
        "{:<12} {:>7}  {:>8} {:>7} {:>7}   {:>7} {:>7}",
        "set", "queries", "langbao", "lab", "gain", "half", "half"
    );
    for set in collection::read(data)?.iter().filter(|set| set.name.starts_with(begin)) {
        let ours = gains(dir, &weights, set)?;
        let by_lab = |query: &Query| -> Outcome<f64> {
            let found = lab.search(&query.text, 10)?;
            let ids: Vec<&str> = found.iter().map(|(_, id)| id.as_str()).collect();
            Ok(ndcg(&ids, &query.answers))
        };
        let theirs: Vec<f64> = set.queries.iter().map(by_lab).collect::<Outcome<_>>()?;
        let gain: Vec<f64> = ours.iter().zip(&theirs).map(|(ours, theirs)| ours - theirs).collect();
        println!(
            "{:<12} {:>7}  {:>8.4} {:>7.4} {:>+7.4}   {:>+7.4} {:>+7.4}",
            set.name,
            set.queries.len(),
            mean(ours.iter()),
            mean(theirs.iter()),
            mean(gain.iter()),
            mean(gain.iter().step_by(2)),
            mean(gain.iter().skip(1).step_by(2)),
        );
    }
    Ok(())
}

fn mean<'a>(numbers: impl Iterator<Item = &'a f64>) -> f64 {
    let (count, sum) = numbers.fold((0u32, 0.0), |(count, sum), number| (count + 1, sum + number));
    sum / f64::from(count.max(1))
}
