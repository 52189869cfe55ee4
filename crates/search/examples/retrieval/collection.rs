//! Queries with known answers.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use crate::Outcome;

/// Queries of one kind, written in one way.
pub(crate) struct QuerySet {
    /// `SET-VARIANT`.
    pub(crate) name: String,
    pub(crate) queries: Vec<Query>,
}

#[derive(Clone)]
pub(crate) struct Query {
    pub(crate) text: String,
    /// Ids of the documents that answer it.
    pub(crate) answers: HashSet<String>,
}

/// Reads all sets of a folder, by name.
pub(crate) fn read(data: &Path) -> Outcome<Vec<QuerySet>> {
    let mut names: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(data)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        names.extend(name.strip_prefix("queries-").and_then(|n| n.strip_suffix(".tsv")).map(str::to_owned));
    }
    names.sort();
    names.into_iter().map(|name| set(data, name)).collect()
}

fn set(data: &Path, name: String) -> Outcome<QuerySet> {
    let kind = name.split('-').next().unwrap_or_default();
    let mut answers: HashMap<String, HashSet<String>> = HashMap::new();
    for line in std::fs::read_to_string(data.join(format!("qrels-{kind}.tsv")))?.lines() {
        let parts: Vec<&str> = line.split_whitespace().collect();
        let [query, _, document, relevance] = parts.as_slice() else { continue };
        if *relevance != "0" {
            answers.entry((*query).to_owned()).or_default().insert((*document).to_owned());
        }
    }
    let text = std::fs::read_to_string(data.join(format!("queries-{name}.tsv")))?;
    let queries = text.lines().filter_map(|line| line.split_once('\t')).map(|(id, text)| Query {
        text: text.to_owned(),
        answers: answers.get(id).cloned().unwrap_or_default(),
    });
    let queries = queries.collect();
    Ok(QuerySet { name, queries })
}

/// Normalised discounted cumulative gain of the first ten.
pub(crate) fn ndcg(found: &[&str], answers: &HashSet<String>) -> f64 {
    let worth = |rank: usize| 1.0 / (rank as f64 + 2.0).log2();
    let gained: f64 = found
        .iter()
        .take(10)
        .enumerate()
        .filter(|(_, id)| answers.contains(**id))
        .map(|(rank, _)| worth(rank))
        .sum();
    let most: f64 = (0..answers.len().min(10)).map(worth).sum();
    if most > 0.0 { gained / most } else { 0.0 }
}
