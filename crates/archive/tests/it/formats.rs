//! Folders that older versions have written.

use std::fs;
use std::path::Path;

use langbao_archive::{Archive, Change, Error};
use langbao_article::ArticleId;

use crate::world::{article_visit, at, url};

/// Written by the last version of format 1: three articles, one of them edited, one gone.
fn golden() -> tempfile::TempDir {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/format-1");
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("warc")).unwrap();
    for file in ["archive.sqlite3", "warc/langbao-20231114-00001.warc.gz"] {
        fs::copy(golden.join(file), dir.path().join(file)).unwrap();
    }
    dir
}

#[test]
fn format_1_is_brought_to_that_of_today() {
    let dir = golden();
    let refused = Archive::open_read_only(dir.path()).unwrap_err();
    assert!(matches!(refused, Error::TooOld { found: 1, .. }), "{refused:?}");

    let archive = Archive::open(dir.path()).unwrap();
    assert_eq!(archive.verify().unwrap(), [""; 0]);
    assert_eq!((archive.article_count().unwrap(), archive.last_seq().unwrap()), (3, 5));
    let [edited, gone, late] =
        [1, 2, 3].map(|n| archive.article(ArticleId::of(&url(&format!("tin/{n}")))).unwrap().unwrap());
    assert_eq!((edited.version, edited.article.title.as_str()), (2, "Tổng vệ sinh (đã sửa)"));
    assert_eq!(archive.article_version(edited.id, 1).unwrap().unwrap().article.title, "Tổng vệ sinh");
    assert_eq!((gone.gone_at, gone.suspected_at), (Some(at(102)), Some(at(102))));
    assert_eq!(late.first_seen_at, at(103));
    assert_eq!(archive.host_state("phuong.example.vn").unwrap().unwrap(), "{\"v\":1}");

    // What is known is still known: no version is made of what has not changed.
    let seen = archive.record(article_visit("tin/1", 200, "Tổng vệ sinh (đã sửa)", 40)).unwrap();
    assert_eq!(seen.article, Some((edited.id, Change::Unchanged)));
    let back = archive.record(article_visit("tin/2", 201, "Họp tổ dân phố", 40)).unwrap();
    assert_eq!(back.article, Some((gone.id, Change::Unchanged)));
    assert_eq!(archive.article(gone.id).unwrap().unwrap().gone_at, None);
    archive.close().unwrap();
    assert_eq!(Archive::open(dir.path()).unwrap().verify().unwrap(), [""; 0]);
}
