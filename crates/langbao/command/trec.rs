//! `langbao search --trec`: the answers to a list of queries as a TREC run file, to measure how well articles are ranked.

use std::fmt::Write;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context;
use langbao_archive::Archive;
use langbao_article::CanonicalUrl;
use langbao_search::{Hit, Hits, SearchRequest, Searcher};

use super::import_lines::{id_in_collection, id_of_page};
use crate::input::stdin_text;
use crate::output::line;

/// Answers each line `id TAB query` of a file (`-`: stdin) with the filters and the order of a request. A line of the
/// run is `id Q0 article rank score name`; an article that was imported under an id of its collection has that.
pub(super) fn run(
    archive: &Archive,
    searcher: &Searcher,
    request: &SearchRequest,
    queries: &Path,
    name: &str,
) -> anyhow::Result<()> {
    anyhow::ensure!(!name.is_empty() && !name.contains(char::is_whitespace), "a run is named by one word");
    let text = match queries.as_os_str() == "-" {
        true => stdin_text()?,
        false => std::fs::read_to_string(queries)
            .with_context(|| format!("cannot read the queries in {}", queries.display()))?,
    };
    let queries: Vec<(&str, &str)> = text.lines().filter_map(|line| line.split_once('\t')).collect();
    let next = AtomicUsize::new(0);
    let answer = || -> anyhow::Result<Vec<(usize, String)>> {
        let mut answers = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some((id, q)) = queries.get(at) else { return Ok(answers) };
            let request = SearchRequest { q: (*q).to_owned(), excerpts: false, ..request.clone() };
            let hits = searcher.search(&request)?;
            answers.push((at, lines(archive, id.trim(), &hits, name)?));
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut answers = std::thread::scope(|scope| -> anyhow::Result<Vec<(usize, String)>> {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(answer)).collect();
        let mut all = Vec::new();
        for thread in threads {
            all.extend(thread.join().map_err(|_| anyhow::anyhow!("a search panicked"))??);
        }
        Ok(all)
    })?;
    answers.sort_unstable_by_key(|(at, _)| *at);
    answers.iter().filter(|(_, lines)| !lines.is_empty()).try_for_each(|(_, lines)| line(lines))
}

/// The hits and what is shown below them, in this order.
fn lines(archive: &Archive, query: &str, hits: &Hits, name: &str) -> anyhow::Result<String> {
    let mut lines = String::new();
    let mut before = f64::INFINITY;
    for (hit, rank) in hits.hits.iter().chain(&hits.related).zip(1..) {
        let id = article_id(archive, hit)?;
        // Programs that judge a run order it by score: what is shown below has one below.
        let score = f64::from(hit.score).min(before - 1e-5);
        before = score;
        let between = if lines.is_empty() { "" } else { "\n" };
        // Writing to a string cannot fail.
        let _ = write!(lines, "{between}{query} Q0 {id} {rank} {score:.6} {name}");
    }
    Ok(lines)
}

/// The id of the collection that an article was imported from, in one word; else that of the archive.
fn article_id(archive: &Archive, hit: &Hit) -> anyhow::Result<String> {
    let given = match hit.url.starts_with("http") {
        true => imported_id(archive, hit)?,
        false => CanonicalUrl::parse(&hit.url).ok().and_then(|url| id_in_collection(&url)),
    };
    let id = given.unwrap_or_else(|| hit.id.to_string());
    Ok(id.split_whitespace().collect::<Vec<_>>().join("_"))
}

/// What an article with an address of its own was called in the file it was imported from.
fn imported_id(archive: &Archive, hit: &Hit) -> anyhow::Result<Option<String>> {
    let Some(record) = archive.article(hit.id)? else { return Ok(None) };
    let page = archive.read_page(record.capture)?;
    Ok(page.filter(|page| page.media_type() == "application/json").and_then(|page| id_of_page(&page)))
}
