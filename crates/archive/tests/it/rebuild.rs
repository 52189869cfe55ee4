//! The database made anew from the WARC files.

use std::fs;
use std::path::Path;

use langbao_archive::{Archive, Error, Exchange, Outcome, Rebuilt, Visit};
use langbao_article::{Article, ArticleId, GoneReason, Page};

use crate::world::{archive, article, article_visit, at, page, site, url, visit};

/// Reads the pages that [`article_visit`] writes.
fn read(page: &Page) -> Option<Article> {
    let body = String::from_utf8(page.body.clone()).unwrap();
    let title = body.strip_prefix("<h1>")?.split("</h1>").next()?;
    let views = body.split("Lượt xem: ").nth(1)?.split('<').next()?.parse().ok()?;
    Some(Article { url: page.url.clone(), ..article("x", title, views) })
}

fn rebuild(dir: &Path) -> Rebuilt {
    let mut told = 0;
    let rebuilt = Archive::rebuild(dir, &|page, _, _, _| read(page), |records| told = records).unwrap();
    assert_eq!(told, rebuilt.records);
    rebuilt
}

/// Articles new, edited, gone, back and moved; a page that is none.
fn eventful() -> (tempfile::TempDir, String) {
    let (dir, archive) = archive();
    for n in 0..5 {
        archive.record(article_visit(&format!("tin/{n}"), n, &format!("Tin {n}"), 1)).unwrap();
    }
    let list = page("tin-tuc", 6, "<a href=tin/1>Tin</a>");
    archive.record(visit("tin-tuc", 6, Outcome::Page(Box::new(list)))).unwrap();
    archive.record(article_visit("tin/1", 10, "Tin, có sửa", 2)).unwrap();
    archive.record(article_visit("tin/1", 20, "Tin, có sửa", 2)).unwrap();
    for path in ["tin/2", "tin/3"] {
        for minute in [30, 130] {
            archive.record(visit(path, minute, Outcome::Gone { reason: GoneReason::Gone })).unwrap();
        }
    }
    let exchange = Some(Exchange::default());
    archive.record(Visit { exchange, ..visit("tin/3", 200, Outcome::NotModified) }).unwrap();
    archive.record(visit("tin/4", 210, Outcome::Redirected { to: url("moi/4"), permanent: true })).unwrap();
    archive.record(article_visit("moi/4", 220, "Tin 4", 3)).unwrap();
    archive.update_site(langbao_archive::Site { name: "Phường Mới".to_owned(), ..site() }).unwrap();
    assert_eq!(archive.verify().unwrap(), [""; 0]);
    let fingerprint = archive.fingerprint().unwrap();
    archive.close().unwrap();
    (dir, fingerprint)
}

#[test]
fn the_files_alone_tell_the_whole_story() {
    let (dir, fingerprint) = eventful();
    fs::remove_file(dir.path().join("archive.sqlite3")).unwrap();
    // An empty database would make the files look like leftovers.
    let refused = Archive::open(dir.path()).unwrap_err();
    assert!(refused.to_string().contains("--repair"), "{refused}");
    let rebuilt = rebuild(dir.path());
    assert_eq!((rebuilt.articles, rebuilt.problems, rebuilt.set_aside), (5, Vec::new(), None));

    let archive = Archive::open(dir.path()).unwrap();
    assert_eq!(archive.fingerprint().unwrap(), fingerprint);
    assert_eq!(archive.verify().unwrap(), [""; 0]);
    assert_eq!(archive.sites().unwrap()[0].name, "Phường Mới");
    let of = |path: &str| archive.article(ArticleId::of(&url(path))).unwrap().unwrap();
    assert_eq!((of("tin/2").gone_at, of("tin/2").gone_reason), (Some(at(30)), Some(GoneReason::Gone)));
    assert_eq!((of("tin/3").gone_at, of("tin/3").last_seen_at), (None, at(200)), "it came back");
    assert_eq!((of("tin/4").article.url, of("tin/4").first_seen_at), (url("moi/4"), at(4)));
    // Life goes on in the same file.
    archive.record(article_visit("tin/9", 300, "Tin mới", 1)).unwrap();
    archive.close().unwrap();
    assert_eq!(Archive::open(dir.path()).unwrap().verify().unwrap(), [""; 0]);
    assert_eq!(fs::read_dir(dir.path().join("warc")).unwrap().count(), 1);
}

#[test]
fn a_damaged_database_is_set_aside() {
    let (dir, fingerprint) = eventful();
    let path = dir.path().join("archive.sqlite3");
    fs::write(&path, b"no database at all, for sure").unwrap();
    assert!(Archive::open(dir.path()).is_err());
    let rebuilt = rebuild(dir.path());
    assert_eq!(fs::read(rebuilt.set_aside.unwrap()).unwrap(), b"no database at all, for sure");
    assert_eq!(Archive::open_read_only(dir.path()).unwrap().fingerprint().unwrap(), fingerprint);
}

#[test]
fn what_cannot_be_read_is_passed_over() {
    let (dir, _) = eventful();
    let file = dir.path().join("warc/langbao-20231114-00001.warc.gz");
    let archive = Archive::open_read_only(dir.path()).unwrap();
    let capture = archive.article(ArticleId::of(&url("tin/2"))).unwrap().unwrap().capture;
    let broken = archive.capture(capture).unwrap().unwrap();
    let mut bytes = fs::read(&file).unwrap();
    bytes[(broken.offset + broken.length / 2) as usize] ^= 8;
    // And a tail that was never finished.
    bytes.extend_from_slice(&[0x1f, 0x8b, 8, 0, 0, 0]);
    fs::write(&file, &bytes).unwrap();
    drop(archive);
    let rebuilt = rebuild(dir.path());
    assert_eq!(rebuilt.problems.len(), 2, "{:?}", rebuilt.problems);
    let archive = Archive::open(dir.path()).unwrap();
    assert_eq!(archive.article_count().unwrap(), 4, "all but the one that is lost");
    assert_eq!(archive.verify().unwrap(), [""; 0]);
    assert_eq!(fs::metadata(&file).unwrap().len(), bytes.len() as u64 - 6, "the tail was cut");
}

#[test]
fn nobody_rebuilds_what_is_in_use() {
    let (dir, _) = eventful();
    let _archive = Archive::open(dir.path()).unwrap();
    let refused = Archive::rebuild(dir.path(), &|_, _, _, _| None, |_| {});
    assert!(matches!(refused, Err(Error::InUse { .. })));
}

#[test]
fn decisions_and_twins_come_back_as_they_were() {
    let (dir, archive) = archive();
    archive.record(article_visit("tin/1", 1, "Một tin", 1)).unwrap();
    let first = archive.decide(at(2), r#"{"kind":"hide"}"#).unwrap();
    archive.decide(at(3), r#"{"kind":"merge"}"#).unwrap();
    archive.undo_decision(first, at(4)).unwrap();
    // A print version that the crawler has not kept as an article: its page is there all the same.
    let twin = Visit { article: None, ..article_visit("in/1", 5, "Một tin", 1) };
    archive.record(twin).unwrap();
    let (decisions, fingerprint) = (archive.decisions().unwrap(), archive.fingerprint().unwrap());
    archive.close().unwrap();
    fs::remove_file(dir.path().join("archive.sqlite3")).unwrap();
    let rebuilt = rebuild(dir.path());
    assert_eq!((rebuilt.articles, rebuilt.problems), (1, Vec::new()));
    let archive = Archive::open(dir.path()).unwrap();
    assert_eq!(archive.decisions().unwrap(), decisions);
    assert_eq!(archive.fingerprint().unwrap(), fingerprint);
    // Numbers go on where they were.
    assert!(archive.decide(at(9), "{}").unwrap() > decisions[1].id);
}
