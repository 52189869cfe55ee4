//! The layout alarm over runs.

use langbao_archive::{AlarmReason, Archive, RunEnd, RunNote, SiteAlarm, Yield};

use crate::world::{archive, article_visit, at, in_run, site_id};

/// A run in which one visit yields what is said; returns the alarm after it.
fn run(archive: &Archive, minute: i64, yielded: Yield) -> Option<SiteAlarm> {
    let run = archive.start_run(&site_id(), at(minute), false).unwrap();
    let mut visit = article_visit(&format!("tin/{minute}"), minute, &format!("Tin {minute}"), 1);
    visit.yielded = yielded;
    archive.record(in_run(run, visit)).unwrap();
    archive.end_run(run, at(minute + 1), RunEnd::Done).unwrap();
    archive.site_statuses().unwrap().remove(0).alarm
}

fn good() -> Yield {
    Yield { expected: 6, articles: 6, body_chars: 6_000, dated: 6, starts: 1, listed: 20, ..Yield::default() }
}

fn bad() -> Yield {
    Yield { articles: 1, body_chars: 1_000, dated: 1, ..good() }
}

#[test]
fn a_drop_marks_the_site_within_one_run_until_it_is_over() {
    let (_dir, archive) = archive();
    assert_eq!(run(&archive, 0, good()), None);
    assert_eq!(run(&archive, 10, good()), None);
    let alarm = run(&archive, 20, bad()).unwrap();
    assert_eq!((alarm.since, &alarm.reasons[..]), (at(20), &[AlarmReason::Articles][..]));
    // It lasts, with its beginning, and is not taken for the new custom.
    for minute in [30, 40, 50, 60] {
        let still = run(&archive, minute, bad()).unwrap();
        assert_eq!((still.since, still.run), (at(20), alarm.run));
    }
    assert!(run(&archive, 70, Yield::default()).is_some(), "nothing was sent, so nothing is known");
    let told: Vec<_> = archive.runs(None, 10).unwrap().into_iter().map(|run| run.alarm.len()).collect();
    assert_eq!(told, [0, 1, 1, 1, 1, 1, 0, 0]);
    assert_eq!(run(&archive, 80, good()), None);
}

#[test]
fn reading_the_pages_again_calls_it_off() {
    let (_dir, archive) = archive();
    run(&archive, 0, good());
    assert!(run(&archive, 10, bad()).is_some());
    assert!(archive.judge_anew(&site_id(), bad()).unwrap().is_some());
    assert_eq!(archive.judge_anew(&site_id(), good()).unwrap(), None);
    assert_eq!(archive.site_statuses().unwrap()[0].alarm, None);
}

#[test]
fn the_first_run_of_a_site_has_nothing_to_be_compared_with() {
    let (_dir, archive) = archive();
    assert_eq!(run(&archive, 0, bad()), None);
}

#[test]
fn notes_of_a_run_are_kept_once() {
    let (_dir, archive) = archive();
    let run = archive.start_run(&site_id(), at(0), false).unwrap();
    let note = RunNote { code: "crawl-delay".to_owned(), detail: "300 s".to_owned() };
    archive.note_run(run, note.clone()).unwrap();
    archive.note_run(run, note.clone()).unwrap();
    assert_eq!(archive.run(run).unwrap().unwrap().notes, [note]);
}
