//! Articles that are missed, gone, back, or elsewhere.

use langbao_archive::{Archive, ArticleEventKind, Change, Outcome, RunEnd, RunId, Visit};
use langbao_article::{Article, ArticleId, CanonicalUrl, GoneReason};

use crate::world::{archive, article, article_visit, at, in_run, page, site_id, url, visit};

fn gone(reason: GoneReason) -> Outcome {
    Outcome::Gone { reason }
}

fn failed(code: &str) -> Outcome {
    Outcome::Failed { code: code.to_owned(), detail: String::new() }
}

fn id(path: &str) -> ArticleId {
    ArticleId::of(&url(path))
}

/// Suspected since, gone since: in minutes.
fn state(archive: &Archive, path: &str) -> (Option<i64>, Option<i64>) {
    let record = archive.article(id(path)).unwrap().unwrap();
    let minute = |t: chrono::DateTime<chrono::Utc>| (t - at(0)).num_minutes();
    (record.suspected_at.map(minute), record.gone_at.map(minute))
}

fn events(archive: &Archive, path: &str) -> Vec<(ArticleEventKind, Option<String>)> {
    archive.events(id(path)).unwrap().into_iter().map(|event| (event.kind, event.detail)).collect()
}

fn run(archive: &Archive, minute: i64) -> RunId {
    archive.start_run(&site_id(), at(minute), false).unwrap()
}

#[test]
fn gone_is_what_two_rounds_have_missed() {
    let (_dir, archive) = archive();
    archive.record(article_visit("tin/1", 0, "Một", 1)).unwrap();
    let first = run(&archive, 10);
    archive.record(in_run(first, visit("tin/1", 11, gone(GoneReason::SoftNotFound)))).unwrap();
    // Twice in one round is once.
    archive.record(in_run(first, visit("tin/1", 12, gone(GoneReason::NotFound)))).unwrap();
    archive.end_run(first, at(13), RunEnd::Done).unwrap();
    assert_eq!(state(&archive, "tin/1"), (Some(11), None));
    assert_eq!(archive.last_seq().unwrap(), 1, "a suspicion changes nothing");

    // The next round looks again at once, however long the policy would have waited.
    let second = run(&archive, 14);
    assert_eq!(archive.frontier_entry(&site_id(), &url("tin/1")).unwrap().unwrap().due_at, at(14));
    archive.record(in_run(second, visit("tin/1", 15, gone(GoneReason::NotFound)))).unwrap();
    assert_eq!(state(&archive, "tin/1"), (Some(11), Some(11)));
    let record = archive.article(id("tin/1")).unwrap().unwrap();
    assert_eq!((record.gone_reason, record.seq, record.version), (Some(GoneReason::SoftNotFound), 2, 1));
    assert_eq!(events(&archive, "tin/1"), [(ArticleEventKind::Gone, Some("404".to_owned()))]);
    archive.end_run(second, at(16), RunEnd::Done).unwrap();
    // Gone for good is not looked for in each round.
    run(&archive, 17);
    assert_ne!(archive.frontier_entry(&site_id(), &url("tin/1")).unwrap().unwrap().due_at, at(17));
}

#[test]
fn a_round_that_was_cut_short_is_one_round() {
    let (dir, archive) = archive();
    archive.record(article_visit("tin/1", 0, "Một", 1)).unwrap();
    let cut = run(&archive, 10);
    archive.record(in_run(cut, visit("tin/1", 11, gone(GoneReason::NotFound)))).unwrap();
    drop(archive);
    let archive = Archive::open(dir.path()).unwrap();
    let goes_on = run(&archive, 12);
    assert_ne!(archive.frontier_entry(&site_id(), &url("tin/1")).unwrap().unwrap().due_at, at(12));
    archive.record(in_run(goes_on, visit("tin/1", 13, gone(GoneReason::NotFound)))).unwrap();
    assert_eq!(state(&archive, "tin/1"), (Some(11), None));
    archive.end_run(goes_on, at(14), RunEnd::Done).unwrap();
    let next = run(&archive, 15);
    archive.record(in_run(next, visit("tin/1", 16, gone(GoneReason::NotFound)))).unwrap();
    assert_eq!(state(&archive, "tin/1"), (Some(11), Some(11)));
}

#[test]
fn trouble_is_no_sign_and_a_sight_clears_the_suspicion() {
    let (_dir, archive) = archive();
    archive.record(article_visit("tin/1", 0, "Một", 1)).unwrap();
    for (minute, code) in [(100, "timeout"), (200, "status-503"), (300, "connect"), (400, "status-500")] {
        archive.record(visit("tin/1", minute, failed(code))).unwrap();
    }
    assert_eq!(state(&archive, "tin/1"), (None, None));
    archive.record(visit("tin/1", 500, gone(GoneReason::NotFound))).unwrap();
    archive.record(visit("tin/1", 600, failed("status-503"))).unwrap();
    assert_eq!(state(&archive, "tin/1"), (Some(500), None), "trouble confirms nothing");
    archive.record(visit("tin/1", 700, Outcome::NotModified)).unwrap();
    assert_eq!(state(&archive, "tin/1"), (None, None));
    archive.record(visit("tin/1", 800, gone(GoneReason::NotFound))).unwrap();
    archive.record(article_visit("tin/1", 900, "Một", 1)).unwrap();
    archive.record(visit("tin/1", 1000, gone(GoneReason::RedirectHome))).unwrap();
    assert_eq!(state(&archive, "tin/1"), (Some(1000), None));
    assert_eq!((archive.last_seq().unwrap(), events(&archive, "tin/1")), (1, Vec::new()));
    // A page that is no article says nothing: it may be how the site says that it is gone.
    let other = page("tin/1", 1010, "<p>Không tìm thấy nội dung</p>");
    archive.record(visit("tin/1", 1010, Outcome::Page(Box::new(other)))).unwrap();
    assert_eq!(state(&archive, "tin/1"), (Some(1000), None));
    archive.record(visit("tin/1", 1059, gone(GoneReason::NotFound))).unwrap();
    assert_eq!(state(&archive, "tin/1"), (Some(1000), None), "too soon");
    archive.record(visit("tin/1", 1060, gone(GoneReason::NotFound))).unwrap();
    assert_eq!(state(&archive, "tin/1"), (Some(1000), Some(1000)));
}

#[test]
fn a_return_is_a_change_and_is_noted() {
    let (_dir, archive) = archive();
    archive.record(article_visit("tin/1", 0, "Một", 1)).unwrap();
    let vanish = |minute| {
        archive.record(visit("tin/1", minute, gone(GoneReason::Gone))).unwrap();
        archive.record(visit("tin/1", minute + 60, gone(GoneReason::Gone))).unwrap();
    };
    vanish(100);
    assert_eq!((state(&archive, "tin/1"), archive.last_seq().unwrap()), ((Some(100), Some(100)), 2));
    archive.record(visit("tin/1", 300, gone(GoneReason::Gone))).unwrap();
    assert_eq!(
        (state(&archive, "tin/1").1, archive.last_seq().unwrap()),
        (Some(100), 2),
        "since the first time"
    );

    let back = archive.record(article_visit("tin/1", 400, "Một", 1)).unwrap();
    assert_eq!(back.article.unwrap().1, Change::Unchanged);
    assert_eq!((state(&archive, "tin/1"), archive.last_seq().unwrap()), ((None, None), 3));
    vanish(500);
    archive.record(article_visit("tin/1", 600, "Một, có sửa", 1)).unwrap();
    let record = archive.article(id("tin/1")).unwrap().unwrap();
    assert_eq!((record.gone_at, record.version, record.last_seen_at), (None, 2, at(600)));
    let told = events(&archive, "tin/1").into_iter().map(|(kind, _)| kind).collect::<Vec<_>>();
    use ArticleEventKind::{Back, Gone};
    assert_eq!(told, [Gone, Back, Gone, Back]);
    assert_eq!(archive.verify().unwrap(), [""; 0]);
}

#[test]
fn a_page_without_text_takes_no_version_from_one_with_text() {
    let (_dir, archive) = archive();
    archive.record(article_visit("tin/1", 0, "Một", 1)).unwrap();
    let mut hollow = article("tin/1", "Một", 1);
    (hollow.lead, hollow.blocks) = (None, Vec::new());
    for minute in [10, 20] {
        let seen = Visit { article: Some(hollow.clone()), ..article_visit("tin/1", minute, "Rỗng", 1) };
        assert_eq!(archive.record(seen).unwrap().article, Some((id("tin/1"), Change::Withheld)));
    }
    let record = archive.article(id("tin/1")).unwrap().unwrap();
    assert_eq!((record.version, record.seq, record.article), (1, 1, article("tin/1", "Một", 1)));
    assert_eq!(events(&archive, "tin/1"), [(ArticleEventKind::Withheld, None)]);
    // One that never had a text may stay without.
    let other = Visit {
        article: Some(Article { url: url("tin/2"), ..hollow }),
        ..article_visit("tin/2", 30, "A", 1)
    };
    assert_eq!(archive.record(other).unwrap().article, Some((id("tin/2"), Change::New)));
}

fn moved(from: &str, to: &str, minute: i64) -> Visit {
    visit(from, minute, Outcome::Redirected { to: url(to), permanent: true })
}

#[test]
fn an_article_that_moves_takes_its_history_along() {
    let (_dir, archive) = archive();
    archive.record(article_visit("cu/1", 0, "Một", 1)).unwrap();
    archive.record(article_visit("cu/1", 10, "Một, có sửa", 1)).unwrap();
    archive.record(moved("cu/1", "moi/1", 20)).unwrap();
    assert_eq!(archive.article(id("cu/1")).unwrap().unwrap().article.url, url("cu/1"), "not seen there yet");
    let seen = archive.record(article_visit("moi/1", 30, "Một, có sửa", 1)).unwrap();
    assert_eq!(seen.article, Some((id("moi/1"), Change::Unchanged)));

    let record = archive.article(id("moi/1")).unwrap().unwrap();
    assert_eq!(
        (record.version, record.first_seen_at, record.former_ids.clone()),
        (2, at(0), vec![id("cu/1")])
    );
    assert_eq!(record.article.url, url("moi/1"));
    assert_eq!(archive.article(id("cu/1")).unwrap().unwrap(), record, "found under its old id");
    assert_eq!(archive.article_version(id("moi/1"), 1).unwrap().unwrap().article.title, "Một");
    assert_eq!(archive.versions(id("cu/1")).unwrap().len(), 2);
    assert_eq!(archive.article_count().unwrap(), 1);
    assert_eq!(archive.changes(2, 10).unwrap().into_iter().map(|c| c.id).collect::<Vec<_>>(), [id("moi/1")]);
    assert_eq!(events(&archive, "moi/1"), [(ArticleEventKind::Moved, Some(url("moi/1").to_string()))]);
    // The old address goes on redirecting, and may even fail: the article is where it is.
    archive.record(moved("cu/1", "moi/1", 40)).unwrap();
    assert_eq!(
        archive.record(article_visit("moi/1", 50, "Một, sửa nữa", 1)).unwrap().article.unwrap().1,
        Change::Edited
    );
    assert_eq!(archive.article(id("cu/1")).unwrap().unwrap().version, 3);
    assert_eq!(archive.verify().unwrap(), [""; 0]);
}

#[test]
fn an_article_found_at_both_addresses_becomes_one() {
    let (_dir, archive) = archive();
    archive.record(article_visit("cu/1", 0, "Một", 1)).unwrap();
    archive.record(article_visit("cu/1", 10, "Một, có sửa", 1)).unwrap();
    // The list leads to the new address before the old one is visited again.
    archive.record(article_visit("moi/1", 20, "Một, có sửa", 1)).unwrap();
    archive.record(article_visit("moi/1", 30, "Một, sửa nữa", 1)).unwrap();
    archive.record(moved("cu/1", "moi/1", 40)).unwrap();
    let titles = archive.versions(id("moi/1")).unwrap().into_iter().map(|version| {
        let record = archive.article_version(id("moi/1"), version.version).unwrap().unwrap();
        (version.version, record.article.title)
    });
    let titles: Vec<_> = titles.collect();
    assert_eq!(
        titles,
        [(1, "Một".to_owned()), (2, "Một, có sửa".to_owned()), (3, "Một, sửa nữa".to_owned())]
    );
    assert_eq!((archive.article_count().unwrap(), archive.verify().unwrap()), (1, Vec::new()));
    assert_eq!(archive.article(id("cu/1")).unwrap().unwrap().first_seen_at, at(0));
}

#[test]
fn a_site_that_moves_to_https_takes_its_articles_along() {
    let (_dir, archive) = archive();
    let plain = CanonicalUrl::parse("http://phuong.example.vn/tin/1").unwrap();
    let at_plain = |minute, title| {
        let mut visit = article_visit("tin/1", minute, title, 1);
        visit.url = plain.clone();
        if let (Outcome::Page(page), Some(article)) = (&mut visit.outcome, &mut visit.article) {
            (page.url, article.url) = (plain.clone(), plain.clone());
        }
        visit
    };
    archive.record(at_plain(0, "Một")).unwrap();
    archive.record(at_plain(10, "Một, có sửa")).unwrap();
    // The lists lead to https before the old address is asked for again: a twin, which the crawler does not keep.
    let seen = article("tin/1", "Một, có sửa", 1);
    assert_eq!(archive.twin(&site_id(), &seen).unwrap(), Some(ArticleId::of(&plain)));
    archive.record(Visit { article: None, ..article_visit("tin/1", 20, "Một, có sửa", 1) }).unwrap();
    let to_https = Outcome::Redirected { to: url("tin/1"), permanent: true };
    archive.record(Visit { url: plain.clone(), ..visit("tin/1", 30, to_https) }).unwrap();
    let entry = archive.frontier_entry(&site_id(), &url("tin/1")).unwrap().unwrap();
    assert!(entry.hinted && entry.due_at <= at(30), "looked at again, and not conditionally: {entry:?}");
    assert_eq!(archive.twin(&site_id(), &seen).unwrap(), None);
    archive.record(article_visit("tin/1", 40, "Một, có sửa", 1)).unwrap();

    let record = archive.article(id("tin/1")).unwrap().unwrap();
    assert_eq!((record.article.url, record.version, record.first_seen_at), (url("tin/1"), 2, at(0)));
    assert_eq!(record.former_ids, [ArticleId::of(&plain)]);
    assert_eq!((archive.article_count().unwrap(), archive.verify().unwrap()), (1, Vec::new()));
}

#[test]
fn what_all_redirects_to_one_page_has_not_moved_there() {
    let (_dir, archive) = archive();
    let mut other = article("tin/moi", "Tin khác", 1);
    other.lead = None;
    other.blocks[0].text = "Không giống gì.".to_owned();
    archive.record(article_visit("tin/1", 0, "Một", 1)).unwrap();
    archive.record(Visit { article: Some(other), ..article_visit("tin/moi", 5, "Tin khác", 1) }).unwrap();
    archive.record(moved("tin/1", "tin/moi", 10)).unwrap();
    assert_eq!(archive.article_count().unwrap(), 2);
    assert_eq!(archive.article(id("tin/1")).unwrap().unwrap().former_ids, []);
}

#[test]
fn the_due_time_follows_from_what_the_transaction_found() {
    let (_dir, archive) = archive();
    let judge = |visit: Visit| {
        let (sender, judged) = std::sync::mpsc::channel();
        let decide = move |seen: &langbao_archive::Judged| {
            sender.send(seen.clone()).unwrap();
            Some(at(5_000))
        };
        let url = visit.url.clone();
        archive.record_judged(visit, decide).unwrap();
        assert_eq!(archive.frontier_entry(&site_id(), &url).unwrap().unwrap().due_at, at(5_000));
        judged.recv().unwrap()
    };
    let new = judge(article_visit("tin/1", 0, "Một", 1));
    assert!(new.news && new.earlier_visits == 0);
    let same = judge(article_visit("tin/1", 10, "Một", 2));
    assert_eq!((same.news, same.earlier_visits, same.unchanged), (false, 1, 0));
    assert_eq!(same.published_at, Some(at(-60)));
    let not_modified = judge(visit("tin/1", 20, Outcome::NotModified));
    assert_eq!((not_modified.news, not_modified.unchanged), (false, 1));
    assert_eq!(not_modified.published_at, Some(at(-60)), "known from before");
    assert!(judge(article_visit("tin/1", 30, "Hai", 2)).news);
    let missed = judge(visit("tin/1", 40, gone(GoneReason::NotFound)));
    assert!(missed.suspected && !missed.news);
}
