//! Captures read anew.

use langbao_archive::{Archive, ArticleEventKind, CaptureId, Outcome, Reread, Rereading, Visit};
use langbao_article::{Article, ArticleId, GoneReason};

use crate::world::{archive, article, article_visit, at, page, site_id, url, visit};

fn all(archive: &Archive) -> Vec<Rereading> {
    archive.rereadings(CaptureId(0), Some(&site_id()), 100).unwrap()
}

fn store(archive: &Archive, read: Vec<(Rereading, Option<Article>)>, dry: bool) -> Vec<Reread> {
    archive.store_rereadings(read, at(9_000), dry).unwrap()
}

fn without_text(path: &str) -> Article {
    Article { lead: None, blocks: Vec::new(), ..article(path, "Một", 1) }
}

#[test]
fn a_version_is_corrected_in_place_and_the_index_is_told() {
    let (_dir, archive) = archive();
    archive.record(article_visit("tin/1", 0, "Mot", 1)).unwrap();
    archive.record(article_visit("tin/1", 10, "Mot, co sua", 1)).unwrap();
    let due = all(&archive);
    assert_eq!(due.len(), 2);
    let read = |titles: [&str; 2]| -> Vec<_> {
        due.iter().cloned().zip(titles).map(|(due, title)| (due, Some(article("tin/1", title, 1)))).collect()
    };
    let same = store(&archive, read(["Mot", "Mot, co sua"]), false);
    assert_eq!((same, archive.last_seq().unwrap()), (vec![Reread::Same, Reread::Same], 2));

    let better = || read(["Một", "Một, có sửa"]);
    let dry = store(&archive, better(), true);
    let Reread::Corrected { version: 1, changes, .. } = &dry[0] else { panic!("{dry:?}") };
    assert_eq!((changes[0].field, changes[0].new.as_deref()), ("title", Some("Một")));
    assert_eq!((changes.len(), archive.last_seq().unwrap()), (1, 2), "nothing is stored");

    assert_eq!(store(&archive, better(), false), dry);
    let id = ArticleId::of(&url("tin/1"));
    let title = |version| archive.article_version(id, version).unwrap().unwrap().article.title;
    assert_eq!([title(1), title(2)], ["Một", "Một, có sửa"]);
    let record = archive.article(id).unwrap().unwrap();
    assert_eq!((record.version, record.seq, record.last_seen_at), (2, 3, at(10)), "a change, but no visit");
    let events = archive.events(id).unwrap();
    assert_eq!(events.len(), 2);
    assert_eq!(
        (events[0].kind, events[0].detail.as_deref()),
        (ArticleEventKind::Reextracted, Some("1: title"))
    );
    assert_eq!(archive.verify().unwrap(), [""; 0]);
    // The next visit reads what is stored now.
    archive.record(article_visit("tin/1", 20, "Một, có sửa", 1)).unwrap();
    assert_eq!(archive.article(id).unwrap().unwrap().version, 2);
}

#[test]
fn what_has_text_is_not_replaced_by_what_has_none() {
    let (_dir, archive) = archive();
    archive.record(article_visit("tin/1", 0, "Một", 1)).unwrap();
    let due = all(&archive).remove(0);
    let other = article("tin/khac", "Một", 1);
    for (read, expected) in [
        (None, Reread::Withheld { url: url("tin/1") }),
        (Some(without_text("tin/1")), Reread::Withheld { url: url("tin/1") }),
        (Some(other), Reread::Elsewhere { url: url("tin/1"), to: url("tin/khac") }),
    ] {
        assert_eq!(store(&archive, vec![(due.clone(), read)], false), [expected]);
    }
    assert_eq!(
        archive.article(ArticleId::of(&url("tin/1"))).unwrap().unwrap().article,
        article("tin/1", "Một", 1)
    );
    assert_eq!((archive.article_count().unwrap(), archive.last_seq().unwrap()), (1, 1));
}

#[test]
fn what_a_broken_layout_hid_is_found() {
    let (_dir, archive) = archive();
    archive.record(article_visit("tin/1", 0, "Một", 1)).unwrap();
    // From here on the extractor sees nothing on the pages, but they are kept.
    let unread = |path: &str, minute, body: &str| {
        visit(path, minute, Outcome::Page(Box::new(page(path, minute, body))))
    };
    archive.record(unread("tin/1", 100, "<b>Một, có sửa</b>")).unwrap();
    archive.record(unread("tin/2", 101, "<b>Hai</b>")).unwrap();
    archive.record(unread("tin-tuc", 102, "<b>danh sách</b>")).unwrap();
    let due = all(&archive);
    assert_eq!(due.len(), 4);
    let read = |due: Rereading| {
        let article = match (due.capture.url == url("tin/1"), due.capture.at == at(0)) {
            (true, true) => Some(article("tin/1", "Một", 1)),
            (true, false) => Some(article("tin/1", "Một, có sửa", 1)),
            _ if due.capture.url == url("tin/2") => Some(article("tin/2", "Hai", 1)),
            _ => None,
        };
        (due, article)
    };
    let found = store(&archive, due.into_iter().map(read).collect(), false);
    let expected =
        [Reread::Same, Reread::NewVersion { url: url("tin/1") }, Reread::New { url: url("tin/2") }];
    assert_eq!(found, expected);
    let edited = archive.article(ArticleId::of(&url("tin/1"))).unwrap().unwrap();
    assert_eq!((edited.version, edited.seen_at, edited.article.title.as_str()), (2, at(100), "Một, có sửa"));
    assert_eq!(archive.article(ArticleId::of(&url("tin/2"))).unwrap().unwrap().first_seen_at, at(101));
    assert!(all(&archive).iter().all(|due| due.site == Some(site_id())));
    assert_eq!(archive.verify().unwrap(), [""; 0]);
}

#[test]
fn an_article_that_is_gone_stays_gone() {
    let (_dir, archive) = archive();
    archive.record(article_visit("tin/1", 0, "Một", 1)).unwrap();
    archive.record(visit("tin/1", 10, Outcome::Page(Box::new(page("tin/1", 10, "<b>khác</b>"))))).unwrap();
    for minute in [100, 200] {
        let gone = Outcome::Gone { reason: GoneReason::NotFound };
        archive.record(Visit { ..visit("tin/1", minute, gone) }).unwrap();
    }
    let due = all(&archive).pop().unwrap();
    assert_eq!(store(&archive, vec![(due, Some(article("tin/1", "Khác", 1)))], false), [Reread::Same]);
    assert_eq!(archive.article(ArticleId::of(&url("tin/1"))).unwrap().unwrap().gone_at, Some(at(100)));
}
