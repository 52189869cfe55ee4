//! A file of JSON Lines, each of which is an article.
//!
//! A line may name its article: by `url`, the address it was published at, or else by `id`, whatever a collection calls
//! it. The id is kept in the address (`import://SITE/?id=…`), so it names the same article at the next import, too.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::BufRead;
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use anyhow::Context;
use chrono::{DateTime, Utc};
use langbao_article::{Article, CanonicalUrl, Page, SiteId};

use super::import::{Tally, filed, keep, page};
use super::json_article::JsonArticle;
use crate::house::House;
use crate::output::fault;

/// Threads that store lines: the archive writes what many of them bring in one transaction, with one wait for the disk.
const THREADS: usize = 8;

/// Lines read ahead for each of them.
const AHEAD: usize = 16;

/// Name of the parameter in the address of an article that a collection calls by an id.
const ID: &str = "id";

/// A line that has been read: its number from 1, what it says, and the page that is kept of it.
type Line = (usize, Article, Page);

/// Imports each line for itself: a bad one is told and passed over.
///
/// # Errors
/// If the file cannot be read on.
pub(super) fn import_lines(
    house: &House,
    site: &SiteId,
    path: &Path,
    mut lines: impl BufRead,
    file: &CanonicalUrl,
    now: DateTime<Utc>,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    let shared = Mutex::new(std::mem::take(tally));
    let failed = |number: usize, error: &anyhow::Error| {
        fault(&format!("{}:{number}: {error:#}", path.display()));
        count(&shared, |tally| tally.failed += 1);
    };
    let read = std::thread::scope(|scope| {
        let keepers: Vec<SyncSender<Line>> = (0..THREADS)
            .map(|_| {
                let (sender, receiver): (_, Receiver<Line>) = sync_channel(AHEAD);
                scope.spawn(|| {
                    for (number, article, page) in receiver {
                        match keep(house, site, page, article) {
                            Ok(change) => count(&shared, |tally| tally.add(change)),
                            Err(error) => failed(number, &error),
                        }
                    }
                });
                sender
            })
            .collect();
        let mut bytes = Vec::new();
        for number in 1.. {
            bytes.clear();
            if lines.read_until(b'\n', &mut bytes).context("cannot read the file")? == 0 {
                break;
            }
            let line = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).trim_ascii();
            if line.is_empty() {
                continue;
            }
            match read_line(line, file, now) {
                Ok(article) => {
                    let kept =
                        page(article.url.clone(), "application/json; charset=utf-8", line.to_vec(), now);
                    // Two lines of one article are stored in their order, by one thread.
                    let mut hasher = DefaultHasher::new();
                    article.url.as_str().hash(&mut hasher);
                    let keeper = usize::try_from(hasher.finish() % THREADS as u64).unwrap_or_default();
                    // A thread ends before the others only by a panic, which the scope passes on.
                    let _ = keepers[keeper].send((number, article, kept));
                }
                Err(error) => failed(number, &error),
            }
        }
        Ok(())
    });
    *tally = shared.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    read
}

fn count(shared: &Mutex<Tally>, add: impl FnOnce(&mut Tally)) {
    add(&mut shared.lock().unwrap_or_else(|poisoned| poisoned.into_inner()));
}

/// Reads the article that a line of a file is.
pub(super) fn read_line(line: &[u8], file: &CanonicalUrl, now: DateTime<Utc>) -> anyhow::Result<Article> {
    let json = serde_json::from_slice::<JsonArticle>(line).context("cannot read the JSON")?;
    match (json.url.clone(), json.id()) {
        (Some(url), _) => json.into_article(url, now),
        (None, Some(id)) => json.into_article(named(file, &id)?, now),
        (None, None) => filed(json.into_article(file.clone(), now)?, file),
    }
}

/// The address of an article that a collection calls by an id; the file it stands in is no part of it.
fn named(file: &CanonicalUrl, id: &str) -> anyhow::Result<CanonicalUrl> {
    let mut url = file.as_url().clone();
    url.set_path("/");
    url.set_query(None);
    url.query_pairs_mut().append_pair(ID, id);
    Ok(CanonicalUrl::from_url(url)?)
}

/// What the collection that an article was imported from calls it.
pub(super) fn id_in_collection(url: &CanonicalUrl) -> Option<String> {
    let url = url.as_url();
    let is_named = url.scheme() == "import" && url.path() == "/";
    let mut pairs = url.query_pairs().filter(|_| is_named);
    pairs.find_map(|(key, value)| (key == ID).then(|| value.into_owned()))
}

/// What the line that a kept page is calls its article.
pub(super) fn id_of_page(page: &Page) -> Option<String> {
    serde_json::from_slice::<JsonArticle>(&page.body).ok()?.id()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_comes_back() {
        let file = CanonicalUrl::parse("import://import/bai/tin.jsonl").unwrap();
        for id in ["nv000001", "12", "a b&c=d/é#?", "Tin số 1"] {
            assert_eq!(id_in_collection(&named(&file, id).unwrap()).as_deref(), Some(id));
        }
        let other = CanonicalUrl::parse("https://a.vn/?id=5").unwrap();
        assert_eq!(id_in_collection(&other), None);
    }

    #[test]
    fn an_address_is_more_than_an_id() {
        let file = CanonicalUrl::parse("import://import/tin.jsonl").unwrap();
        let read = |line: &str| read_line(line.as_bytes(), &file, DateTime::UNIX_EPOCH).unwrap().url;
        assert_eq!(read(r#"{"id":7,"title":"a","body":"b"}"#).as_str(), "import://import/?id=7");
        assert_eq!(
            read(r#"{"id":"7","url":"https://a.vn/x","title":"a","body":"b"}"#).as_str(),
            "https://a.vn/x"
        );
    }
}
