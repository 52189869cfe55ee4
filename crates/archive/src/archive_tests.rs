//! How files are filled, and what remains of work that fails.

use langbao_article::CanonicalUrl;

use super::*;
use crate::Outcome;

fn store_page(w: &mut Writing<'_>, page: Page) -> Result<(CaptureId, bool)> {
    let asked = captures::Asked { site: "xa-vi-du".parse().unwrap(), request: None, unverified: false };
    captures::store(w, captures::Prepared::new(w.connection, page, asked)?)
}

fn store(archive: &Archive, n: i64) -> Result<CaptureId> {
    let url = CanonicalUrl::parse(&format!("https://xa.example.vn/tin/{n}")).unwrap();
    let at = DateTime::from_timestamp(1_700_000_000 + n * 86_400, 0).unwrap();
    // Random enough to stay as long as it is.
    let body = (0..100).flat_map(|i| *blake3::hash(format!("{n} {i}").as_bytes()).as_bytes()).collect();
    let page = Page { url: url.clone(), fetched_at: at, status: 200, headers: Vec::new(), body };
    let receipt = archive.record(Visit {
        run: None,
        site: "xa-vi-du".parse().unwrap(),
        url,
        at,
        outcome: Outcome::Page(Box::new(page)),
        exchange: None,
        article: None,
        doubted: false,
        yielded: Yield::default(),
        links: Vec::new(),
        kind: None,
        next_due: None,
    })?;
    Ok(receipt.capture.unwrap())
}

#[test]
fn a_full_file_is_followed_by_the_next() {
    let dir = tempfile::tempdir().unwrap();
    let archive = Archive::open_with(dir.path(), 5_000).unwrap();
    let file = |archive: &Archive, id| archive.capture(id).unwrap().unwrap().file;
    let files: Vec<_> = (0..5).map(|n| file(&archive, store(&archive, n).unwrap())).collect();
    let name = |date: &str, n: u32| format!("warc/langbao-{date}-{n:05}.warc.gz");
    let [one, two, three] = [("20231114", 1), ("20231116", 2), ("20231118", 3)].map(|(d, n)| name(d, n));
    assert_eq!(files.iter().collect::<Vec<_>>(), [&one, &one, &two, &two, &three]);
    assert_eq!(archive.verify().unwrap(), [""; 0]);

    // The last file is gone on with; a full one would not be.
    drop(archive);
    let archive = Archive::open_with(dir.path(), 5_000).unwrap();
    assert_eq!(file(&archive, store(&archive, 5).unwrap()), three);
    assert_eq!(file(&archive, store(&archive, 6).unwrap()), name("20231120", 4));
    assert_eq!(archive.verify().unwrap(), [""; 0]);
}

#[test]
fn a_file_that_cannot_be_started_spoils_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let archive = Archive::open_with(dir.path(), 1_000).unwrap();
    store(&archive, 0).unwrap();
    let in_the_way = dir.path().join("warc/langbao-20231115-00002.warc.gz");
    std::fs::create_dir(&in_the_way).unwrap();
    assert!(matches!(store(&archive, 1), Err(Error::Io { action: "create", .. })));
    std::fs::remove_dir(&in_the_way).unwrap();
    store(&archive, 1).unwrap();
    assert_eq!(archive.verify().unwrap(), [""; 0]);
}

#[test]
fn a_job_that_fails_takes_back_what_it_wrote() {
    let dir = tempfile::tempdir().unwrap();
    let archive = Archive::open_with(dir.path(), 5_000).unwrap();
    store(&archive, 0).unwrap();
    let file = dir.path().join("warc/langbao-20231114-00001.warc.gz");
    let before = std::fs::metadata(&file).unwrap().len();
    // It appends enough to fill this file and start two more.
    let spoiled = archive.write(|w| -> Result<()> {
        for n in 1..6 {
            let url = CanonicalUrl::parse(&format!("https://xa.example.vn/hong/{n}")).unwrap();
            let body = (0..100).flat_map(|i| *blake3::hash(format!("{n} {i}").as_bytes()).as_bytes());
            let fetched_at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
            let (headers, body) = (Vec::new(), body.collect());
            let page = Page { url, fetched_at, status: 200, headers, body };
            store_page(w, page)?;
        }
        Err(Error::Closed)
    });
    assert!(spoiled.is_err());
    assert_eq!(std::fs::metadata(&file).unwrap().len(), before);
    assert_eq!(std::fs::read_dir(dir.path().join("warc")).unwrap().count(), 1);
    let id = store(&archive, 1).unwrap();
    assert_eq!(archive.capture(id).unwrap().unwrap().offset, before);
    assert_eq!(archive.verify().unwrap(), [""; 0]);
}

#[test]
fn a_transaction_that_cannot_be_committed_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let archive = Archive::open_with(dir.path(), FULL_WARC).unwrap();
    store(&archive, 0).unwrap();
    let file = dir.path().join("warc/langbao-20231114-00001.warc.gz");
    let before = std::fs::metadata(&file).unwrap().len();
    // SQLite ends the transaction by itself when the disk is full; the job does it here.
    let lost = archive.write(|w| {
        let url = CanonicalUrl::parse("https://xa.example.vn/mat").unwrap();
        let fetched_at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let page = Page { url, fetched_at, status: 200, headers: Vec::new(), body: vec![1; 1000] };
        let stored = store_page(w, page)?;
        w.connection.execute_batch("ROLLBACK").unwrap();
        Ok(stored)
    });
    assert!(matches!(lost, Err(Error::Database { action: "run a transaction", .. })), "{lost:?}");
    assert_eq!(std::fs::metadata(&file).unwrap().len(), before);
    let id = store(&archive, 1).unwrap();
    assert_eq!(archive.capture(id).unwrap().unwrap().offset, before);
    assert_eq!(archive.verify().unwrap(), [""; 0]);
}
