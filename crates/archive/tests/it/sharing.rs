//! Threads and processes side by side.

use std::sync::Barrier;
use std::thread;

use langbao_archive::{Archive, Change, Error, Outcome};

use crate::world::{archive, article_visit, site, visit};

#[test]
fn one_process_writes() {
    let (dir, archive) = archive();
    match Archive::open(dir.path()) {
        Err(Error::InUse { path }) => assert_eq!(path, dir.path()),
        other => panic!("{other:?}"),
    }
    archive.close().unwrap();
    Archive::open(dir.path()).unwrap();
}

#[test]
fn others_read_beside_it() {
    let (dir, archive) = archive();
    let reader = Archive::open_read_only(dir.path()).unwrap();
    let capture = archive.record(article_visit("tin/1", 1, "Một", 1)).unwrap().capture.unwrap();
    assert_eq!(reader.article_count().unwrap(), 1);
    assert_eq!(reader.read_page(capture).unwrap(), archive.read_page(capture).unwrap());
    assert!(matches!(reader.add_site(site()), Err(Error::Closed)));
    assert!(matches!(reader.record(visit("a", 1, Outcome::NotModified)), Err(Error::Closed)));
    assert_eq!(reader.verify().unwrap(), [""; 0]);
    archive.close().unwrap();
    assert_eq!(reader.sites().unwrap(), [site()]);
    reader.close().unwrap();
}

#[test]
fn there_is_nothing_to_read_in_an_empty_folder() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(Archive::open_read_only(dir.path()), Err(Error::Missing { .. })));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_closed_archive_takes_nothing_more() {
    let (dir, archive) = archive();
    let clone = archive.clone();
    archive.close().unwrap();
    archive.close().unwrap();
    assert!(matches!(clone.set_host_state("a.vn", "{}"), Err(Error::Closed)));
    assert_eq!(clone.sites().unwrap(), [site()]);
    let wal = dir.path().join("archive.sqlite3-wal");
    assert!(std::fs::metadata(wal).map_or(0, |meta| meta.len()) == 0, "the log was not written down");
}

#[test]
fn many_threads_share_the_writer() {
    let (dir, archive) = archive();
    const EACH: i64 = 25;
    let start = Barrier::new(8);
    thread::scope(|scope| {
        for thread in 0..8 {
            let (archive, start) = (&archive, &start);
            scope.spawn(move || {
                start.wait();
                for n in 0..EACH {
                    let own = article_visit(&format!("tin/{thread}-{n}"), n, "Tin riêng", 1);
                    let receipt = archive.record(own).unwrap();
                    assert!(matches!(receipt.article, Some((id, Change::New))
                        if archive.article(id).unwrap().is_some()));
                    assert!(archive.read_page(receipt.capture.unwrap()).unwrap().is_some());
                    // All threads at once with the same URL; one that fails must not spoil the others.
                    let body = thread as u64;
                    archive.record(article_visit(&format!("chung/{n}"), n, "Tin chung", body)).unwrap();
                    assert!(matches!(archive.add_site(site()), Err(Error::SiteExists(_))));
                }
            });
        }
    });
    assert_eq!(archive.article_count().unwrap(), 9 * EACH as u64);
    let changes = archive.changes(0, usize::MAX).unwrap();
    assert_eq!(changes.len(), 9 * EACH as usize);
    assert!(changes.windows(2).all(|pair| pair[0].seq < pair[1].seq));
    assert_eq!(archive.verify().unwrap(), [""; 0]);
    let fingerprint = archive.fingerprint().unwrap();
    drop(archive);
    assert_eq!(Archive::open(dir.path()).unwrap().fingerprint().unwrap(), fingerprint);
}

#[test]
fn host_state_is_kept() {
    let (dir, archive) = archive();
    assert_eq!(archive.host_state("a.vn").unwrap(), None);
    archive.set_host_state("a.vn", "{\"cho\":1}").unwrap();
    archive.set_host_state("a.vn", "{\"cho\":2}").unwrap();
    drop(archive);
    let archive = Archive::open(dir.path()).unwrap();
    assert_eq!(archive.host_state("a.vn").unwrap().as_deref(), Some("{\"cho\":2}"));
}
