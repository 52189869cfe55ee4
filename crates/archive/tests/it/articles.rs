//! Captures, articles, their versions and the change sequence.

use langbao_archive::{Archive, CaptureId, Change, Error, Outcome, RunId, Visit};
use langbao_article::{ArticleId, CanonicalUrl, GoneReason, Page};

use crate::world::{archive, article, article_visit, at, page, site_id, url, visit};

const GONE: Outcome = Outcome::Gone { reason: GoneReason::NotFound };

fn record(archive: &Archive, visit: Visit) -> (Option<CaptureId>, Option<Change>) {
    let receipt = archive.record(visit).unwrap();
    (receipt.capture, receipt.article.map(|(_, change)| change))
}

fn id(path: &str) -> ArticleId {
    ArticleId::of(&url(path))
}

#[test]
fn a_page_is_read_back_as_it_was_fetched() {
    let (dir, archive) = archive();
    let visit = article_visit("tin/1", 5, "Tổng vệ sinh", 7);
    let Outcome::Page(page) = visit.outcome.clone() else { unreachable!() };
    let receipt = archive.record(visit).unwrap();
    let capture = receipt.capture.unwrap();
    assert_eq!(archive.read_page(capture).unwrap().unwrap(), *page);

    let record = archive.capture(capture).unwrap().unwrap();
    assert_eq!((record.url, record.at, record.status), (page.url, at(5), 200));
    assert_eq!(record.file, "warc/langbao-20231114-00001.warc.gz");
    let end = std::fs::metadata(dir.path().join(&record.file)).unwrap().len();
    assert_eq!(record.offset + record.length, end);
    assert_eq!(archive.read_page(CaptureId(99)).unwrap(), None);
    assert_eq!(archive.capture(CaptureId(99)).unwrap(), None);
    assert_eq!(archive.verify().unwrap(), [""; 0]);
}

#[test]
fn the_same_response_is_kept_once() {
    let (_dir, archive) = archive();
    let (first, _) = record(&archive, article_visit("tin/1", 0, "Một", 1));
    let (again, change) = record(&archive, article_visit("tin/1", 10, "Một", 1));
    assert_eq!((again, change), (first, Some(Change::Unchanged)));
    let (other, _) = record(&archive, article_visit("tin/1", 20, "Hai", 1));
    assert_ne!(other, first);
    // Back to the first content: the last capture is another, so it is kept again, under an id of its own.
    let (back, _) = record(&archive, article_visit("tin/1", 20, "Một", 1));
    assert_ne!(back, first);
    let ids = [first, other, back].map(|id| archive.capture(id.unwrap()).unwrap().unwrap().record_id);
    assert!(ids[0] != ids[1] && ids[1] != ids[2] && ids[0] != ids[2], "{ids:?}");
}

#[test]
fn an_edit_is_a_version_and_a_counter_is_not() {
    let (_dir, archive) = archive();
    assert_eq!(record(&archive, article_visit("tin/1", 0, "Một", 1)).1, Some(Change::New));
    assert_eq!(archive.last_seq().unwrap(), 1);

    assert_eq!(record(&archive, article_visit("tin/1", 10, "Một", 99)).1, Some(Change::Unchanged));
    let known = archive.article(id("tin/1")).unwrap().unwrap();
    assert_eq!((known.version, known.seq, known.article.view_count), (1, 1, Some(99)));
    assert_eq!((known.first_seen_at, known.last_seen_at), (at(0), at(10)));
    assert_eq!(known.site, site_id());

    let (capture, change) = record(&archive, article_visit("tin/1", 20, "Một, có sửa", 120));
    assert_eq!(change, Some(Change::Edited));
    let latest = archive.article(id("tin/1")).unwrap().unwrap();
    assert_eq!((latest.version, latest.seq, Some(latest.capture)), (2, 2, capture));
    assert_eq!(latest.article, article("tin/1", "Một, có sửa", 120));
    assert_eq!(archive.article_version(latest.id, 2).unwrap().unwrap(), latest);

    let first = archive.article_version(latest.id, 1).unwrap().unwrap();
    assert_eq!((first.version, first.seq, first.article), (1, 1, article("tin/1", "Một", 1)));
    assert_eq!(archive.article_version(latest.id, 3).unwrap(), None);

    let versions = archive.versions(latest.id).unwrap();
    assert_eq!(
        versions.iter().map(|v| (v.version, v.seen_at)).collect::<Vec<_>>(),
        [(1, at(0)), (2, at(20))]
    );
    let hash = article("tin/1", "Một", 1).content_hash();
    assert_eq!(versions[0].content_hash, hash.iter().map(|b| format!("{b:02x}")).collect::<String>());
    assert_eq!(archive.article_count().unwrap(), 1);
}

#[test]
fn a_date_that_counts_back_makes_no_version() {
    let (_dir, archive) = archive();
    let seen = |minute, rule: &str, title: &str| {
        let mut visit = article_visit("tin/1", minute, title, 1);
        let published = visit.article.as_mut().unwrap().published.as_mut().unwrap();
        published.at = at(minute - 120);
        published.rule = rule.to_owned();
        record(&archive, visit).1
    };
    const AGO: &str = "near-title, counted back";
    // "2 giờ trước", twice; then the day is printed.
    assert_eq!(seen(0, AGO, "Một"), Some(Change::New));
    assert_eq!(seen(30, AGO, "Một"), Some(Change::Unchanged));
    assert_eq!(seen(2_000, "near-title", "Một"), Some(Change::Unchanged));
    assert_eq!(seen(2_010, "near-title", "Một, có sửa"), Some(Change::Edited));
    assert_eq!(
        seen(2_020, "near-title", "Một, có sửa"),
        Some(Change::Edited),
        "another date in print is an edit"
    );
}

#[test]
fn an_alias_with_the_same_content_is_the_same_article() {
    let (_dir, archive) = archive();
    record(&archive, article_visit("tin/1", 0, "Một", 1));
    let alias = Visit {
        url: url("in?id=1"),
        outcome: Outcome::Page(Box::new(page("in?id=1", 5, "bản in"))),
        ..article_visit("tin/1", 5, "Một", 1)
    };
    assert_eq!(record(&archive, alias).1, Some(Change::Unchanged));
    assert_eq!((archive.article_count().unwrap(), archive.last_seq().unwrap()), (1, 1));

    // The alias goes, the article stays at its own address, which is known to answer.
    record(&archive, visit("in?id=1", 10, GONE));
    record(&archive, visit("in?id=1", 100, GONE));
    let known = archive.article(id("tin/1")).unwrap().unwrap();
    assert_eq!((known.suspected_at, known.gone_at), (None, None));
    record(&archive, visit("tin/1", 115, GONE));
    record(&archive, visit("tin/1", 215, GONE));
    assert_eq!(archive.article(id("tin/1")).unwrap().unwrap().gone_at, Some(at(115)));
}

#[test]
fn an_article_that_was_only_seen_under_another_url_goes_with_that_url() {
    let (_dir, archive) = archive();
    let seen = Visit { url: url("xem?id=1"), ..article_visit("tin/1", 0, "Một", 1) };
    record(&archive, seen);
    record(&archive, visit("xem?id=1", 10, GONE));
    record(&archive, visit("xem?id=1", 100, GONE));
    assert_eq!(archive.article(id("tin/1")).unwrap().unwrap().gone_at, Some(at(10)));
}

#[test]
fn changes_come_in_order_once_each_and_in_pages() {
    let (_dir, archive) = archive();
    for n in 0..5 {
        record(&archive, article_visit(&format!("tin/{n}"), n, "Tin", 1));
    }
    record(&archive, article_visit("tin/1", 9, "Tin đã sửa", 1));
    let mut seen = Vec::new();
    let mut after = 0;
    loop {
        let changes = archive.changes(after, 2).unwrap();
        let Some(last) = changes.last() else { break };
        after = last.seq;
        assert!(changes.len() <= 2);
        seen.extend(changes.into_iter().map(|c| (c.seq, c.article.url)));
    }
    let expected = [(1, 0), (3, 2), (4, 3), (5, 4), (6, 1)].map(|(seq, n)| (seq, url(&format!("tin/{n}"))));
    assert_eq!(seen, expected);
    assert_eq!(archive.last_seq().unwrap(), 6);
}

#[test]
fn imports_need_no_site_and_make_no_frontier() {
    let (dir, archive) = archive();
    let url = CanonicalUrl::parse("import://local/tin/bài-1.txt").unwrap();
    let page = Page {
        url: url.clone(),
        fetched_at: at(1),
        status: 200,
        headers: vec![("content-type".to_owned(), "text/plain; charset=utf-8".to_owned())],
        body: "Dọn dẹp đường làng".as_bytes().to_vec(),
    };
    let import = Visit {
        site: "local".parse().unwrap(),
        url: url.clone(),
        outcome: Outcome::Page(Box::new(page.clone())),
        next_due: None,
        ..article_visit("x", 1, "Dọn dẹp", 0)
    };
    let (capture, change) = record(&archive, import);
    assert_eq!(change, Some(Change::New));
    assert_eq!(archive.read_page(capture.unwrap()).unwrap().unwrap(), page);
    assert_eq!(archive.frontier_entry(&"local".parse().unwrap(), &url).unwrap(), None);
    assert_eq!(archive.verify().unwrap(), [""; 0]);
    drop(archive);
    assert_eq!(Archive::open(dir.path()).unwrap().article_count().unwrap(), 1);
}

#[test]
fn an_article_without_any_page_is_refused() {
    let (_dir, archive) = archive();
    let visit = Visit { outcome: Outcome::NotModified, ..article_visit("tin/1", 0, "Một", 1) };
    assert!(matches!(archive.record(visit), Err(Error::NoPage { url: known }) if known == url("tin/1")));
    assert_eq!(archive.frontier_entry(&site_id(), &url("tin/1")).unwrap(), None);
    assert_eq!(archive.last_seq().unwrap(), 0);
}

#[test]
fn a_visit_of_a_run_that_does_not_exist_is_refused() {
    let (_dir, archive) = archive();
    let visit = Visit { run: Some(RunId(99)), ..article_visit("tin/1", 0, "Một", 1) };
    assert!(matches!(archive.record(visit), Err(Error::Database { .. })));
    assert_eq!((archive.article_count().unwrap(), archive.last_seq().unwrap()), (0, 0));
    assert_eq!(archive.capture(CaptureId(1)).unwrap(), None);
    record(&archive, article_visit("tin/1", 0, "Một", 1));
    assert_eq!(archive.verify().unwrap(), [""; 0]);
}

#[test]
fn the_fingerprint_is_of_what_was_found_not_of_how() {
    let (_one, straight) = archive();
    let (_two, roundabout) = archive();
    let (_three, other) = archive();
    for n in 0..4 {
        record(&straight, article_visit(&format!("tin/{n}"), n, "Tin", 1));
        record(&roundabout, article_visit(&format!("tin/{}", 3 - n), 100 + n, "Tin", 5));
        record(&roundabout, article_visit(&format!("tin/{}", 3 - n), 200 + n, "Tin", 6));
        record(&other, article_visit(&format!("tin/{n}"), n, "Tin khác", 1));
    }
    let fingerprint = straight.fingerprint().unwrap();
    assert_eq!(roundabout.fingerprint().unwrap(), fingerprint);
    assert_ne!(other.fingerprint().unwrap(), fingerprint);
    record(&roundabout, visit("tin/1", 300, GONE));
    assert_eq!(roundabout.fingerprint().unwrap(), fingerprint, "not confirmed");
    record(&roundabout, visit("tin/1", 400, GONE));
    assert_ne!(roundabout.fingerprint().unwrap(), fingerprint);
}
