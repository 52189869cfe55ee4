//! What lists say, and what a round looks at.

use langbao_archive::{Archive, Extent, FrontierLink, Outcome, RunEnd, Visit};
use langbao_article::LinkKind;

use crate::world::{archive, article_visit, at, in_run, page, site_id, url, visit};

fn list(path: &str, minute: i64, links: &[(&str, u64)]) -> Visit {
    let link = |&(path, mark): &(&str, u64)| FrontierLink {
        url: url(path),
        kind: LinkKind::Article,
        depth: 1,
        mark,
    };
    let body = format!("<ul>{links:?}</ul>");
    Visit {
        kind: Some(LinkKind::List),
        links: links.iter().map(link).collect(),
        ..visit(path, minute, Outcome::Page(Box::new(page(path, minute, &body))))
    }
}

fn hinted(archive: &Archive) -> Vec<String> {
    let entries = archive.frontier(&site_id()).unwrap().into_iter().filter(|entry| entry.hinted);
    entries.map(|entry| entry.url.as_url().path()[1..].to_owned()).collect()
}

/// A site whose two lists name six articles.
fn begun() -> (tempfile::TempDir, Archive) {
    let (dir, archive) = archive();
    archive.record(list("tin-tuc", 1, &[("a", 1), ("b", 2), ("c", 3), ("d", 4)])).unwrap();
    archive.record(list("tin-tuc?trang=2", 2, &[("e", 5), ("f", 6)])).unwrap();
    for path in ["a", "b", "c", "d", "e", "f"] {
        archive.record(Visit { kind: Some(LinkKind::Article), ..article_visit(path, 3, path, 1) }).unwrap();
    }
    (dir, archive)
}

#[test]
fn another_title_in_a_list_makes_its_article_due() {
    let (_dir, archive) = begun();
    archive.record(list("tin-tuc", 10, &[("a", 1), ("b", 22), ("c", 3), ("d", 4)])).unwrap();
    assert_eq!(hinted(&archive), ["b"]);
    let b = archive.frontier_entry(&site_id(), &url("b")).unwrap().unwrap();
    assert!(b.due_at <= at(10));
    archive.record(article_visit("b", 11, "b mới", 1)).unwrap();
    assert_eq!(hinted(&archive), [""; 0], "it has been looked at");
    // A list that says something else of all says nothing.
    archive.record(list("tin-tuc", 20, &[("a", 91), ("b", 92), ("c", 93), ("d", 94)])).unwrap();
    assert_eq!(hinted(&archive), [""; 0]);
}

#[test]
fn what_no_list_names_any_more_is_looked_at() {
    let (_dir, archive) = begun();
    let run = archive.start_run(&site_id(), at(10), false).unwrap();
    // "c" is gone, and "d" has moved to the second page, as it would when a new article comes in.
    archive.record(in_run(run, list("tin-tuc", 11, &[("a", 1), ("b", 2), ("neu", 9)]))).unwrap();
    assert_eq!(hinted(&archive), ["c", "d"]);
    archive.record(in_run(run, list("tin-tuc?trang=2", 12, &[("d", 4), ("e", 5), ("f", 6)]))).unwrap();
    assert_eq!(hinted(&archive), ["c"]);
    assert_eq!(archive.make_unlisted_due(&site_id(), at(13)).unwrap(), 1);
    assert!(archive.frontier_entry(&site_id(), &url("c")).unwrap().unwrap().due_at <= at(13));
    assert_eq!(archive.make_unlisted_due(&site_id(), at(13)).unwrap(), 0, "once");
}

#[test]
fn a_round_looks_at_lists_and_at_a_part_of_the_articles() {
    let (_dir, archive) = archive();
    let paths: Vec<String> = (0..100).map(|n| format!("tin/{n}")).collect();
    let links: Vec<(&str, u64)> = paths.iter().map(|path| (path.as_str(), 1)).collect();
    archive.record(list("tin-tuc", 1, &links)).unwrap();
    for (n, path) in paths.iter().enumerate() {
        let minute = 2 + i64::try_from(n).unwrap();
        archive
            .record(Visit { kind: Some(LinkKind::Article), ..article_visit(path, minute, path, 1) })
            .unwrap();
    }
    let due = |archive: &Archive, minute: i64| {
        let entries = archive.frontier(&site_id()).unwrap().into_iter();
        let known = entries.filter(|entry| entry.visited_at.is_some() && entry.due_at <= at(minute));
        known.map(|entry| entry.url.as_url().path()[1..].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(due(&archive, 200), [""; 0]);
    let run = archive.start_run_of(&site_id(), at(200), Extent::Part).unwrap();
    let part = due(&archive, 200);
    assert!(part.contains(&"tin-tuc".to_owned()) && part.contains(&"tin/0".to_owned()), "{part:?}");
    assert!((20..=30).contains(&part.len()), "{part:?}");
    for path in &part {
        archive.record(in_run(run, visit(path, 201, Outcome::NotModified))).unwrap();
    }
    // One that goes on where another was cut short does not begin again.
    archive.end_run(run, at(202), RunEnd::Stopped).unwrap();
    let again = archive.start_run_of(&site_id(), at(203), Extent::Part).unwrap();
    assert_eq!(due(&archive, 203), [""; 0]);
    archive.end_run(again, at(204), RunEnd::Done).unwrap();
    archive.start_run_of(&site_id(), at(205), Extent::Part).unwrap();
    let next = due(&archive, 205);
    assert!(next.iter().filter(|path| part.contains(path)).count() < 5, "others have their turn: {next:?}");
}
