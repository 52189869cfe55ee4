//! Sites, their frontier, and runs.

use chrono::{DateTime, TimeDelta, Utc};
use langbao_archive::{Counts, Error, FrontierLink, Outcome, RunEnd, Site, Visit};
use langbao_article::{GoneReason, LinkKind};

use crate::world::{archive, article_visit, at, in_run, page, site, site_id, url, visit};

fn link(path: &str, kind: LinkKind) -> FrontierLink {
    FrontierLink { url: url(path), kind, depth: 1, mark: 0 }
}

#[test]
fn a_site_is_added_changed_and_removed() {
    let (_dir, archive) = archive();
    assert!(matches!(archive.add_site(site()), Err(Error::SiteExists(id)) if id == site_id()));
    assert_eq!(archive.sites().unwrap(), [site()]);
    let entries = archive.frontier(&site_id()).unwrap();
    assert_eq!(entries.iter().map(|e| &e.url).collect::<Vec<_>>(), [&url(""), &url("tin-tuc")]);
    assert!(entries.iter().all(|e| e.due_at == at(0) && e.depth == 0 && e.kind == LinkKind::List));

    let changed =
        Site { name: "Phường Mới".to_owned(), start_urls: vec![url("moi")], enabled: false, ..site() };
    archive.update_site(changed.clone()).unwrap();
    assert_eq!(archive.site(&site_id()).unwrap(), Some(changed));
    assert_eq!(archive.frontier(&site_id()).unwrap().len(), 3);

    archive.record(article_visit("tin/1", 1, "Một", 1)).unwrap();
    archive.set_next_run(&site_id(), Some(at(60))).unwrap();
    let status = archive.site_statuses().unwrap().remove(0);
    assert_eq!((status.articles, status.frontier, status.next_run_at), (1, 4, Some(at(60))));
    assert_eq!((status.first_published, status.last_published), (Some(at(-60)), Some(at(-60))));
    assert_eq!(status.last_run, None);

    archive.remove_site(&site_id()).unwrap();
    assert_eq!(archive.sites().unwrap(), []);
    assert_eq!(archive.frontier(&site_id()).unwrap(), []);
    assert_eq!(archive.article_count().unwrap(), 1);
    let nobody = || Error::NoSuchSite(site_id()).to_string();
    assert_eq!(archive.remove_site(&site_id()).unwrap_err().to_string(), nobody());
    assert_eq!(archive.update_site(site()).unwrap_err().to_string(), nobody());
    assert_eq!(archive.set_next_run(&site_id(), None).unwrap_err().to_string(), nobody());
    assert_eq!(archive.start_run(&site_id(), at(0), false).unwrap_err().to_string(), nobody());
    // A visit that was under way when the site was removed brings nothing back into the frontier.
    let late =
        Visit { links: vec![link("tin/2", LinkKind::Article)], ..article_visit("tin/1", 9, "Một", 2) };
    assert_eq!(archive.record(late).unwrap().new_links, 0);
    assert_eq!(archive.frontier(&site_id()).unwrap(), []);
}

#[test]
fn what_is_due_comes_by_time_then_kind_then_discovery() {
    let (_dir, archive) = archive();
    let take = |minute: i64, now: i64| {
        let entry = archive.next_due(&site_id(), at(now)).unwrap()?;
        let next = visit("", minute, Outcome::NotModified).next_due;
        archive
            .record(Visit {
                url: entry.url.clone(),
                next_due: next,
                ..visit("", minute, Outcome::NotModified)
            })
            .unwrap();
        Some(entry.url)
    };
    assert_eq!(archive.next_due(&site_id(), at(-1)).unwrap(), None);
    let list = Visit {
        links: vec![
            link("la", LinkKind::Unknown),
            link("bai-2", LinkKind::Article),
            link("bai-1", LinkKind::Article),
            link("muc", LinkKind::List),
            link("rss", LinkKind::Feed),
            link("sitemap.xml", LinkKind::Sitemap),
            link("rss", LinkKind::Feed),
            link("tin-tuc", LinkKind::Article),
        ],
        ..visit("", 5, Outcome::Page(Box::new(page("", 5, "trang chủ"))))
    };
    assert_eq!(archive.record(list).unwrap().new_links, 6);
    let order = ["tin-tuc", "sitemap.xml", "rss", "muc", "bai-2", "bai-1", "la"];
    for path in order {
        assert_eq!(take(6, 6), Some(url(path)));
    }
    assert_eq!(take(6, 6), None);
    assert_eq!(archive.next_due(&site_id(), at(5) + TimeDelta::days(1)).unwrap().unwrap().url, url(""));
}

#[test]
fn the_news_of_the_front_page_comes_before_a_long_backlog() {
    let (_dir, archive) = archive();
    let deep = |n: i64| FrontierLink { depth: 7, ..link(&format!("lich/{n}"), LinkKind::Article) };
    let backlog = Visit { links: (0..50).map(deep).collect(), ..visit("", 5, Outcome::NotModified) };
    archive.record(backlog).unwrap();
    archive.record(visit("tin-tuc", 5, Outcome::NotModified)).unwrap();
    let news =
        Visit { links: vec![link("bai-moi", LinkKind::Unknown)], ..visit("", 9, Outcome::NotModified) };
    archive.record(news).unwrap();
    let next = || archive.next_due(&site_id(), at(10)).unwrap().unwrap();
    assert_eq!(next().url, url("bai-moi"));
    // What the front page links to is no longer deep.
    let found =
        Visit { links: vec![link("lich/49", LinkKind::Article)], ..visit("", 9, Outcome::NotModified) };
    assert_eq!(archive.record(found).unwrap().new_links, 0);
    assert_eq!(next().url, url("lich/49"), "due since minute 5");
}

#[test]
fn what_a_start_page_redirects_to_begins_a_run_too() {
    let (_dir, archive) = archive();
    let home = FrontierLink { depth: 0, ..link("web/guest/trang-chu", LinkKind::List) };
    archive.record(Visit { links: vec![home], ..visit("", 1, Outcome::NotModified) }).unwrap();
    archive.record(visit("tin-tuc", 1, Outcome::NotModified)).unwrap();
    archive.record(visit("web/guest/trang-chu", 2, Outcome::NotModified)).unwrap();
    assert_eq!(archive.next_due(&site_id(), at(3)).unwrap(), None);
    archive.start_run(&site_id(), at(3), false).unwrap();
    let due: Vec<_> =
        archive.frontier(&site_id()).unwrap().into_iter().filter(|e| e.due_at <= at(3)).collect();
    assert!(due.iter().any(|e| e.url == url("web/guest/trang-chu")), "{due:?}");
}

#[test]
fn what_a_run_has_visited_does_not_hide_the_rest() {
    let (_dir, archive) = archive();
    let list = Visit {
        doubted: false,
        yielded: langbao_archive::Yield::default(),
        links: vec![link("bai-1", LinkKind::Article)],
        next_due: Some(at(5)),
        ..visit("", 5, Outcome::NotModified)
    };
    archive.record(list).unwrap();
    archive.record(Visit { next_due: None, ..visit("tin-tuc", 5, Outcome::NotModified) }).unwrap();
    let next = |since: i64| archive.next_due_unvisited(&site_id(), at(6), at(since)).unwrap().map(|e| e.url);
    assert_eq!(archive.next_due(&site_id(), at(6)).unwrap().unwrap().url, url(""), "due again, and first");
    assert_eq!(next(5), Some(url("bai-1")));
    assert_eq!(next(6), Some(url("")), "a later run visits it again");
}

#[test]
fn an_entry_remembers_its_visits() {
    let (_dir, archive) = archive();
    let entry = || archive.frontier_entry(&site_id(), &url("tin/1")).unwrap().unwrap();
    assert_eq!(archive.frontier_entry(&site_id(), &url("tin/1")).unwrap(), None);

    let first = Visit { kind: Some(LinkKind::Article), ..article_visit("tin/1", 1, "Một", 1) };
    archive.record(first).unwrap();
    let known = entry();
    assert_eq!((known.kind, known.visits, known.unchanged, known.failures), (LinkKind::Article, 1, 0, 0));
    assert_eq!((known.visited_at, known.changed_at), (Some(at(1)), Some(at(1))));
    assert_eq!(known.last_outcome.as_deref(), Some("200"));
    assert!(known.etag.is_some());
    assert_eq!(known.last_modified.as_deref(), Some("Tue, 14 Nov 2023 22:13:20 GMT"));
    assert_eq!(known.due_at, at(1) + TimeDelta::days(1));

    archive.record(visit("tin/1", 2, Outcome::NotModified)).unwrap();
    archive.record(article_visit("tin/1", 3, "Một", 2)).unwrap();
    let etag = entry().etag;
    assert_eq!((entry().unchanged, entry().changed_at), (2, Some(at(1))));

    let timeout = Outcome::Failed { code: "timeout".to_owned(), detail: "không trả lời".to_owned() };
    archive.record(visit("tin/1", 4, timeout.clone())).unwrap();
    archive.record(visit("tin/1", 5, timeout)).unwrap();
    let failing = entry();
    assert_eq!((failing.failures, failing.unchanged, failing.visits), (2, 2, 5));
    assert_eq!(failing.last_outcome.as_deref(), Some("timeout"));
    assert_eq!(failing.etag, etag, "a failure says nothing about the page");

    archive.record(Visit { next_due: None, ..article_visit("tin/1", 6, "Khác hẳn", 2) }).unwrap();
    let never = entry();
    assert_eq!((never.failures, never.unchanged, never.changed_at), (0, 0, Some(at(6))));
    assert_eq!(never.due_at, DateTime::<Utc>::MAX_UTC);
    assert_ne!(never.etag, etag);
}

#[test]
fn a_list_is_news_only_when_it_leads_somewhere_new() {
    let (_dir, archive) = archive();
    let list = |minute: i64, links: Vec<FrontierLink>| {
        let body = format!("<p>Bây giờ là phút {minute}</p>");
        let visit = Visit {
            links,
            ..visit("tin-tuc", minute, Outcome::Page(Box::new(page("tin-tuc", minute, &body))))
        };
        archive.record(visit).unwrap();
        let entry = archive.frontier_entry(&site_id(), &url("tin-tuc")).unwrap().unwrap();
        (entry.unchanged, entry.changed_at)
    };
    let one = link("tin/1", LinkKind::Article);
    assert_eq!(list(1, vec![one.clone()]), (0, Some(at(1))));
    assert_eq!(list(2, vec![one.clone()]), (1, Some(at(1))));
    assert_eq!(list(3, vec![one, link("tin/2", LinkKind::Article)]), (0, Some(at(3))));
}

#[test]
fn a_run_counts_its_visits_and_tells_them() {
    let (_dir, archive) = archive();
    archive.record(visit("", 1, Outcome::NotModified)).unwrap();
    let run = archive.start_run(&site_id(), at(10), false).unwrap();
    // The start pages are due again, though they were put off for a day.
    assert_eq!(archive.frontier_entry(&site_id(), &url("")).unwrap().unwrap().due_at, at(10));

    let outcomes = [
        article_visit("tin/1", 11, "Một", 1),
        article_visit("tin/1", 12, "Một, có sửa", 1),
        visit("a", 13, Outcome::NotModified),
        visit("b", 14, Outcome::Gone { reason: GoneReason::Gone }),
        visit("c", 15, Outcome::Disallowed),
        visit("d", 16, Outcome::Failed { code: "dns".to_owned(), detail: "không có máy này".to_owned() }),
        visit("e", 17, Outcome::Redirected { to: url("f"), permanent: false }),
    ];
    for visit in outcomes {
        archive.record(in_run(run, visit)).unwrap();
    }
    let record = archive.run(run).unwrap().unwrap();
    let counts = Counts {
        visits: 7,
        pages: 2,
        not_modified: 1,
        gone: 1,
        disallowed: 1,
        failed: 1,
        new_articles: 1,
        edited_articles: 1,
        bytes: record.counts.bytes,
    };
    assert!(counts.bytes > 50, "the bodies of two pages");
    assert_eq!((record.counts, record.started_at, record.ended_at, record.end), (counts, at(10), None, None));
    let visits = archive.visits(run).unwrap();
    let told: Vec<_> = visits.iter().map(|v| v.outcome.as_str()).collect();
    assert_eq!(told, ["200", "200", "304", "410", "robots", "dns", "redirect"]);
    assert_eq!(visits[5].detail.as_deref(), Some("không có máy này"));
    assert_eq!((&visits[5].url, visits[5].at), (&url("d"), at(16)));

    archive.end_run(run, at(20), RunEnd::Failed("hết chỗ".to_owned())).unwrap();
    archive.end_run(run, at(30), RunEnd::Done).unwrap();
    let record = archive.run(run).unwrap().unwrap();
    assert_eq!((record.ended_at, record.end.as_deref()), (Some(at(20)), Some("failed: hết chỗ")));
}

#[test]
fn a_full_run_makes_everything_due() {
    let (_dir, archive) = archive();
    archive.record(article_visit("tin/1", 1, "Một", 1)).unwrap();
    archive.record(Visit { next_due: None, ..article_visit("tin/2", 1, "Hai", 1) }).unwrap();
    let first = archive.start_run(&site_id(), at(10), false).unwrap();
    assert_eq!(
        archive.frontier_entry(&site_id(), &url("tin/2")).unwrap().unwrap().due_at,
        DateTime::<Utc>::MAX_UTC
    );
    let second = archive.start_run(&site_id(), at(11), true).unwrap();
    for path in ["tin/1", "tin/2"] {
        assert_eq!(archive.frontier_entry(&site_id(), &url(path)).unwrap().unwrap().due_at, at(11), "{path}");
    }
    let ids = |runs: Vec<langbao_archive::RunRecord>| runs.into_iter().map(|r| r.id).collect::<Vec<_>>();
    assert_eq!(ids(archive.runs(None, 10).unwrap()), [second, first]);
    assert_eq!(ids(archive.runs(Some(&site_id()), 1).unwrap()), [second]);
    assert_eq!(ids(archive.runs(Some(&"khac".parse().unwrap()), 10).unwrap()), []);
    assert_eq!(archive.site_statuses().unwrap()[0].last_run.as_ref().map(|r| r.id), Some(second));
}
