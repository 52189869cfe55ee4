//! `langbao import`: text as copied from a ward page, HTML, JSON Lines.
//!
//! Each file (each line of a `.jsonl`) becomes a capture and an article, so that an import is in the archive like
//! any fetched page. Importing the same file again changes nothing; an edited one makes a new version.
//!
//! A file has no address of its own, so its identity is its name with a digest of the article's title and date: two
//! folders may each hold a `1.txt`.

use std::io::BufReader;
use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::{DateTime, Utc};
use langbao_archive::{Change, Outcome, Visit};
use langbao_article::{
    Article, ArticleId, CanonicalUrl, Extraction, Page, SiteId, decode, extract, read_pasted,
};

use super::import_lines::{import_lines, read_line};
use crate::cli::Import;
use crate::failure::{Exit, ending};
use crate::house::House;
use crate::input::stdin;
use crate::output::{fault, message};
use crate::session::Session;

#[derive(Default)]
pub(super) struct Tally {
    new: usize,
    edited: usize,
    unchanged: usize,
    pub(super) failed: usize,
}

impl Tally {
    /// Counts what storing an article came to.
    pub(super) fn add(&mut self, change: Option<Change>) {
        match change {
            Some(Change::New) => self.new += 1,
            Some(Change::Edited) => self.edited += 1,
            Some(Change::Unchanged | Change::Withheld) | None => self.unchanged += 1,
        }
    }
}

pub(super) fn run(session: &Session, args: &Import) -> anyhow::Result<()> {
    let files = files(&args.paths)?;
    let house = session.open()?;
    let mut tally = Tally::default();
    for (path, name) in &files {
        if let Err(error) = import_file(session, &house, &args.site, path, name, &mut tally) {
            tally.failed += 1;
            fault(&format!("{}: {error:#}", path.display()));
        }
    }
    house.close()?;
    let Tally { new, edited, unchanged, failed } = tally;
    message(&session.lang.pick(
        format!("{new} bài mới, {edited} bài sửa, {unchanged} không đổi, {failed} lỗi"),
        format!("{new} new, {edited} edited, {unchanged} unchanged, {failed} failed"),
    ));
    match (failed, new + edited + unchanged) {
        (0, 0) => Err(ending(Exit::NotFound, "there is no .txt, .html, .htm, .jsonl or .ndjson file")),
        (0, _) => Ok(()),
        (_, 0) => Err(ending(Exit::Failure, "nothing was imported")),
        (_, _) => Err(ending(Exit::Partial, format!("{failed} could not be imported"))),
    }
}

/// Lists the files with the names under which they are imported: the path below the folder that was named.
fn files(paths: &[PathBuf]) -> anyhow::Result<Vec<(PathBuf, String)>> {
    let mut files = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            files.push((path.clone(), "stdin.txt".to_owned()));
        } else if path.is_dir() {
            walk(path, path, &mut files)?;
        } else {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            files.push((path.clone(), name));
        }
    }
    Ok(files)
}

fn walk(root: &Path, dir: &Path, files: &mut Vec<(PathBuf, String)>) -> anyhow::Result<()> {
    let read = || format!("cannot read folder {}", dir.display());
    let mut entries: Vec<PathBuf> = std::fs::read_dir(dir)
        .with_context(read)?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<_, _>>()
        .with_context(read)?;
    entries.sort();
    for path in entries {
        // Links to folders are passed over: they can lead in circles.
        let kind =
            std::fs::symlink_metadata(&path).with_context(|| format!("cannot read {}", path.display()))?;
        if kind.is_dir() {
            walk(root, &path, files)?;
        } else if path.is_file()
            && matches!(extension(&path).as_str(), "txt" | "html" | "htm" | "jsonl" | "ndjson")
        {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.push((path, name));
        }
    }
    Ok(())
}

fn extension(path: &Path) -> String {
    path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default()
}

fn import_file(
    session: &Session,
    house: &House,
    site: &SiteId,
    path: &Path,
    name: &str,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    let now = session.clock.now();
    let file = file_url(site, name)?;
    if matches!(extension(Path::new(name)).as_str(), "jsonl" | "ndjson") {
        let lines = std::fs::File::open(path).context("cannot read the file")?;
        anyhow::ensure!(lines.metadata().context("cannot read the file")?.is_file(), "not a regular file");
        return import_lines(house, site, path, BufReader::new(lines), &file, now, tally);
    }
    let bytes = if path.as_os_str() == "-" {
        stdin()?
    } else {
        let kind = std::fs::metadata(path).context("cannot read the file")?;
        anyhow::ensure!(kind.is_file(), "not a regular file");
        std::fs::read(path).context("cannot read the file")?
    };
    let change = match extension(Path::new(name)).as_str() {
        "html" | "htm" => {
            let page = page(file.clone(), "text/html", bytes, now);
            match extract(&page, None) {
                Extraction::Article(article) => keep(house, site, page, filed(*article, &file)?)?,
                Extraction::NotArticle { reason, .. } => anyhow::bail!("not an article: {reason}"),
            }
        }
        _ => {
            let page = page(file.clone(), "text/plain", bytes, now);
            let text = decode(&page).text;
            anyhow::ensure!(!is_binary(&text), "not a text");
            let article = read_pasted(&text, file.clone()).context("there is no text in the file")?;
            keep(house, site, page, filed(article, &file)?)?
        }
    };
    tally.add(change);
    Ok(())
}

/// The address of a file: `import://SITE/path/below/the/folder.txt`.
fn file_url(site: &SiteId, name: &str) -> anyhow::Result<CanonicalUrl> {
    let mut url = CanonicalUrl::parse(&format!("import://{site}/"))?.as_url().clone();
    url.set_path(name);
    Ok(CanonicalUrl::from_url(url)?)
}

/// Gives an article of a file its own address: that of the file with a digest of title and date.
pub(super) fn filed(mut article: Article, file: &CanonicalUrl) -> anyhow::Result<Article> {
    let mut facts = file.as_url().clone();
    let title: String = article.title.chars().take(100).collect();
    let published = article.published.as_ref().map(|p| p.at.to_rfc3339()).unwrap_or_default();
    facts.query_pairs_mut().append_pair("title", &title).append_pair("published", &published);
    let digest = ArticleId::of(&CanonicalUrl::from_url(facts)?);
    let mut url = file.as_url().clone();
    url.query_pairs_mut().append_pair("article", &digest.to_string());
    article.url = CanonicalUrl::from_url(url)?;
    Ok(article)
}

pub(super) fn page(url: CanonicalUrl, media_type: &str, body: Vec<u8>, now: DateTime<Utc>) -> Page {
    let headers = vec![("content-type".to_owned(), media_type.to_owned())];
    Page { url, fetched_at: now, status: 200, headers, body }
}

/// Says whether what was decoded is no text: more than one character in fifty is none that a text has.
fn is_binary(text: &str) -> bool {
    let odd = |c: &char| *c == char::REPLACEMENT_CHARACTER || (c.is_control() && !c.is_whitespace());
    text.chars().filter(odd).count() * 50 > text.chars().count()
}

/// Reads the article off a page that an import has kept, as the import did; `None`: the page was fetched, not imported.
pub(super) fn read_imported(page: &Page) -> Option<anyhow::Result<Article>> {
    let is_file = page.url.as_url().scheme() == "import";
    match page.media_type().as_str() {
        "application/json" => {
            let file = match is_file {
                true => without_query(&page.url),
                false => Ok(page.url.clone()),
            };
            Some(file.and_then(|file| read_line(&page.body, &file, page.fetched_at)))
        }
        _ if !is_file => None,
        "text/plain" => {
            let read = read_pasted(&decode(page).text, page.url.clone());
            Some(read.context("there is no text in the file").and_then(|article| filed(article, &page.url)))
        }
        _ => Some(match extract(page, None) {
            Extraction::Article(article) => filed(*article, &page.url),
            Extraction::NotArticle { reason, .. } => Err(anyhow::anyhow!("not an article: {reason}")),
        }),
    }
}

fn without_query(url: &CanonicalUrl) -> anyhow::Result<CanonicalUrl> {
    let mut url = url.as_url().clone();
    url.set_query(None);
    Ok(CanonicalUrl::from_url(url)?)
}

/// Stores an article with the page it was read from, and tells what that came to.
pub(super) fn keep(
    house: &House,
    site: &SiteId,
    page: Page,
    article: Article,
) -> anyhow::Result<Option<Change>> {
    let visit = Visit {
        run: None,
        site: site.clone(),
        url: page.url.clone(),
        at: page.fetched_at,
        outcome: Outcome::Page(Box::new(page)),
        exchange: None,
        article: Some(article),
        doubted: false,
        yielded: langbao_archive::Yield::default(),
        links: Vec::new(),
        kind: None,
        next_due: None,
    };
    let receipt = house.archive.record(visit)?;
    if let Some(wake) = house.wake() {
        wake.wake();
    }
    Ok(receipt.article.map(|(_, change)| change))
}
