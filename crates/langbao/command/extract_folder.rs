//! `langbao extract --dir`: a folder of pages into one JSON file, for measuring. One page after the other, on one thread.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use langbao_article::{
    Article, CanonicalUrl, Extraction, Precision, Published, SiteProfile, Warning, WarningCode, extract,
};
use serde_json::{Map, Value, json};

use super::extract::page_of_file;
use crate::cli::Extract;
use crate::failure::{Exit, ending};
use crate::output::{fault, instant, json, message};
use crate::session::Session;

pub(super) fn run(session: &Session, args: &Extract, profile: Option<&SiteProfile>) -> anyhow::Result<()> {
    let (Some(folder), Some(out)) = (&args.dir, &args.out) else {
        return Err(ending(Exit::Failure, "--dir needs --out"));
    };
    let urls = args.urls.as_deref().map(urls).transpose()?.unwrap_or_default();
    let pages = pages(folder)?;
    let mut entries = Map::new();
    let mut failed = 0usize;
    let began = Instant::now();
    for (id, file) in &pages {
        let entry = entry(session, args, id, file, urls.get(id).map(String::as_str), profile);
        failed += usize::from(entry.is_err());
        entries.insert(id.clone(), entry.unwrap_or_else(|error| unread(&format!("{error:#}"))));
    }
    let seconds = began.elapsed().as_secs_f64();
    if args.stats {
        let rate = pages.len() as f64 / seconds.max(f64::EPSILON);
        fault(&format!("{} pages in {seconds:.3} s: {rate:.1} pages/s", pages.len()));
    }
    match out.as_os_str() == "-" {
        true => json(&entries)?,
        false => {
            let text = serde_json::to_vec_pretty(&entries).context("cannot make JSON")?;
            std::fs::write(out, text).with_context(|| format!("cannot write {}", out.display()))?;
            message(&session.lang.pick(
                format!("{} trang: {}", pages.len(), out.display()),
                format!("{} pages: {}", pages.len(), out.display()),
            ));
        }
    }
    match failed {
        0 => Ok(()),
        _ => Err(ending(
            Exit::Partial,
            session.lang.pick(
                format!("{failed} trang không đọc được, xem \"error\" trong kết quả"),
                format!("{failed} pages could not be read, see their \"error\""),
            ),
        )),
    }
}

/// The `.html` files of the folder by their stem.
fn pages(folder: &Path) -> anyhow::Result<BTreeMap<String, PathBuf>> {
    let cannot = || format!("cannot read {}", folder.display());
    let mut pages = BTreeMap::new();
    for entry in std::fs::read_dir(folder).with_context(cannot)? {
        let path = entry.with_context(cannot)?.path();
        let is_html = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("html"));
        if let (true, Some(stem)) = (is_html, path.file_stem()) {
            pages.insert(stem.to_string_lossy().into_owned(), path);
        }
    }
    Ok(pages)
}

fn urls(file: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let text = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("{} is not {{page id: URL}}", file.display()))
}

fn entry(
    session: &Session,
    args: &Extract,
    id: &str,
    file: &Path,
    url: Option<&str>,
    profile: Option<&SiteProfile>,
) -> anyhow::Result<Value> {
    let body = std::fs::read(file).context("cannot read the file")?;
    let url = match url {
        Some(url) => CanonicalUrl::parse(url).with_context(|| format!("cannot use the URL {url}"))?,
        None => CanonicalUrl::parse(&format!("import://local/{id}.html"))
            .or_else(|_| CanonicalUrl::parse("import://local/page.html"))?,
    };
    let mut page = page_of_file(session, url, body);
    page.fetched_at = args.fetched_at.unwrap_or(page.fetched_at);
    Ok(match extract(&page, profile) {
        Extraction::Article(mut article) => {
            if args.fetched_at.is_none() {
                leave_open(&mut article);
            }
            described(&article)
        }
        Extraction::NotArticle { kind, reason, text } => {
            let mut entry = empty(kind.as_str(), &reason);
            entry["articleBody"] = text.into();
            entry
        }
    })
}

/// Takes away a date that counts back from the fetch, of which nobody said when it was.
fn leave_open(article: &mut Article) {
    if let Some(published) = article.published.take_if(|published| published.counts_back()) {
        let Published { rule, .. } = published;
        let detail = format!("the date counts back from the fetch (rule {rule}), whose time is not known");
        article.warnings.push(Warning { code: WarningCode::NoDate, detail });
    }
}

/// The article as the contract of `--dir` writes it: every key, `null` or empty where nothing was found.
fn described(article: &Article) -> Value {
    let published = article.published.as_ref();
    let images = article.images.iter().map(|i| json!({ "url": i.url, "caption": i.caption }));
    let (verdict, reason) = verdict(article);
    let attachments = article.attachments.iter().map(|a| json!({ "url": a.url, "label": a.label }));
    json!({
        "articleBody": article.body(),
        "title": article.title,
        "published_at": published.map(|p| instant(p.at)),
        "date_precision": published.map(|p| match p.precision {
            Precision::Day => "day",
            Precision::Minute => "minute",
        }),
        "section": article.section,
        "source": article.source,
        "author": article.author,
        "views": article.view_count,
        "canonical_url": article.url,
        "images": images.collect::<Vec<_>>(),
        "attachments": attachments.collect::<Vec<_>>(),
        "verdict": verdict,
        "reason": reason,
        "warnings": article.warnings,
    })
}

/// What kind of article it is, and why if it is of a special one.
fn verdict(article: &Article) -> (&'static str, Option<&str>) {
    let kinds =
        [(WarningCode::PrintTwin, "print_twin"), (WarningCode::ScannedImagesOnly, "scanned_images_only")];
    let special = kinds.into_iter().find_map(|(code, verdict)| {
        let warning = article.warnings.iter().find(|warning| warning.code == code)?;
        Some((verdict, Some(warning.detail.as_str())))
    });
    special.unwrap_or(("article", None))
}

/// A page without an article: every key, and why.
fn empty(verdict: &str, reason: &str) -> Value {
    json!({
        "articleBody": "",
        "title": null,
        "published_at": null,
        "date_precision": null,
        "section": null,
        "source": null,
        "author": null,
        "views": null,
        "canonical_url": null,
        "images": [],
        "attachments": [],
        "verdict": verdict,
        "reason": reason,
        "warnings": [],
    })
}

/// A file that could not be read.
fn unread(error: &str) -> Value {
    let mut entry = empty("unread", error);
    entry["error"] = error.into();
    entry
}
