//! Extracts every `*.html` of a folder and writes one JSON file `{page id: {"articleBody": …}}`, for measuring.
//!
//! Usage: `extract_dir FOLDER OUTPUT.json`

use std::path::PathBuf;

use chrono::DateTime;
use langbao_article::{CanonicalUrl, Extraction, Page, extract};
use serde_json::{Map, Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(folder), Some(output)) = (arguments.next(), arguments.next()) else {
        return Err("usage: extract_dir FOLDER OUTPUT.json".into());
    };
    let mut pages = Map::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let Some(id) = path.file_stem().and_then(|stem| stem.to_str()) else { continue };
        if path.extension().is_none_or(|extension| extension != "html") {
            continue;
        }
        let page = Page {
            url: CanonicalUrl::parse(&format!("import://local/{id}.html"))?,
            // Later than every date on the pages, so that none is refused.
            fetched_at: DateTime::from_timestamp(4_000_000_000, 0).unwrap_or_default(),
            status: 200,
            headers: vec![("content-type".to_owned(), "text/html".to_owned())],
            body: std::fs::read(&path)?,
        };
        pages.insert(id.to_owned(), describe(&extract(&page, None)));
    }
    std::fs::write(output, serde_json::to_vec_pretty(&Value::Object(pages))?)?;
    Ok(())
}

fn describe(extraction: &Extraction) -> Value {
    match extraction {
        Extraction::Article(article) => json!({
            "articleBody": article.body(),
            "headline": article.title,
            "datePublished": article.published.as_ref().map(|p| p.at),
            "rule": article.published.as_ref().map(|p| &p.rule),
        }),
        Extraction::NotArticle { kind, reason, text } => {
            json!({ "articleBody": text, "verdict": kind, "reason": reason })
        }
    }
}
