//! What is told, and that it is told once, wherever the program dies.

use chrono::{DateTime, Utc};
use langbao_alert::{Channel, EventKind, MailSettings, Rhythm, State, look, post_due};
use proptest::prelude::*;

use crate::memory::{Died, InTitles, Memory, alert, at, mail_to};

fn mail() -> MailSettings {
    MailSettings {
        from: "Làng báo <bao@example.vn>".to_owned(),
        base_url: "https://bao.example.vn".to_owned(),
    }
}

fn round(memory: &Memory, now: DateTime<Utc>) -> Result<(), Died> {
    look(memory, &InTitles(memory, u64::MAX), now)?;
    let failed = |id: &langbao_alert::AlertId, error| panic!("{id}: {error}");
    post_due(memory, Some(&mail()), "https://bao.example.vn", now, failed).map(drop)
}

/// The kinds of what waits, in order.
fn waiting(memory: &Memory) -> Vec<EventKind> {
    memory.waiting.borrow().iter().map(|(_, _, event)| event.kind).collect()
}

#[test]
fn what_is_new_and_matches_is_told_once() {
    let memory = Memory::default();
    memory.publish(1, "họp trước khi có báo tin", at(-100));
    memory.alerts.borrow_mut().push(alert(1, "q=họp", mail_to("an@example.vn")));
    memory.publish(2, "họp tổ dân phố", at(10));
    memory.publish(3, "cắt điện", at(11));
    round(&memory, at(20)).unwrap();
    round(&memory, at(30)).unwrap();
    let outbox = memory.outbox.borrow();
    assert_eq!(outbox.len(), 1);
    assert!(outbox[0].body.contains("https://bao.example.vn/articles/"), "{}", outbox[0].body);
    assert!(memory.waiting.borrow().is_empty() && memory.alerts.borrow()[0].due_at.is_none());
}

#[test]
fn edits_and_deletions_are_told_to_those_who_want_them() {
    for changes in [false, true] {
        let memory = Memory::default();
        memory.publish(9, "họp cũ", at(-100));
        let mut feed = alert(1, "q=họp", Channel::Atom);
        feed.settings.changes = changes;
        memory.alerts.borrow_mut().push(feed);
        let steps: [(&dyn Fn(), &[EventKind]); 7] = [
            (&|| memory.publish(1, "họp", at(10)), &[EventKind::New]),
            // It matches no more, and that is told too.
            (&|| memory.publish(1, "giao ban", at(20)), &[EventKind::Edited]),
            (&|| memory.touch(1, |a| a.gone = true), &[EventKind::Gone]),
            (&|| memory.touch(1, |a| a.gone = false), &[EventKind::Back]),
            // Read anew by another extractor.
            (&|| memory.touch(1, |_| {}), &[]),
            (&|| memory.touch(9, |_| {}), &[]),
            (&|| memory.publish(9, "họp cũ, có sửa", at(30)), &[EventKind::Edited]),
        ];
        for (number, (happens, told)) in steps.into_iter().enumerate() {
            memory.waiting.borrow_mut().clear();
            happens();
            round(&memory, at(100)).unwrap();
            let told: Vec<EventKind> =
                told.iter().copied().filter(|kind| changes || *kind == EventKind::New).collect();
            assert_eq!(waiting(&memory), told, "step {number}, changes {changes}");
        }
    }
}

#[test]
fn digests_wait_for_their_hour() {
    let memory = Memory::default();
    let mut daily = alert(1, "q=họp", mail_to("an@example.vn"));
    daily.settings.rhythm = Rhythm::Daily;
    memory.alerts.borrow_mut().push(daily);
    for n in 1..=3 {
        memory.publish(n, "họp", at(n as i64));
        round(&memory, at(n as i64)).unwrap();
    }
    assert!(memory.outbox.borrow().is_empty());
    let seven = Rhythm::Daily.due(at(1));
    assert_eq!(memory.alerts.borrow()[0].due_at, Some(seven));
    round(&memory, seven).unwrap();
    assert_eq!(memory.outbox.borrow().len(), 1);
    // Each in plain text and in HTML.
    let body = memory.outbox.borrow()[0].body.replace("=\r\n", "");
    assert_eq!(body.matches("V=C3=AC sao c=C3=B3 b=C3=A0i n=C3=A0y").count(), 6, "{body}");
}

#[test]
fn only_what_the_index_has_is_looked_at() {
    let memory = Memory::default();
    memory.alerts.borrow_mut().push(alert(1, "q=họp", Channel::Atom));
    memory.publish(1, "họp", at(1));
    memory.publish(2, "họp", at(2));
    assert_eq!(look(&memory, &InTitles(&memory, 1), at(3)), Ok(1));
    assert_eq!(memory.alerts.borrow()[0].seq, 1);
    assert_eq!(look(&memory, &InTitles(&memory, 2), at(3)), Ok(1));
}

#[test]
fn those_that_rest_look_at_nothing_and_another_archive_is_not_news() {
    let memory = Memory::default();
    let mut paused = alert(1, "q=họp", Channel::Atom);
    paused.state = State::Paused;
    let mut unconfirmed = alert(2, "q=họp", Channel::Atom);
    unconfirmed.state = State::Unconfirmed;
    let mut ahead = alert(3, "q=họp", Channel::Atom);
    ahead.seq = 1_000;
    memory.alerts.borrow_mut().extend([paused, unconfirmed, ahead]);
    memory.publish(1, "họp", at(1));
    assert_eq!(look(&memory, &InTitles(&memory, u64::MAX), at(2)), Ok(0));
    assert_eq!(memory.alerts.borrow()[2].seq, 1);
    memory.publish(2, "họp", at(3));
    assert_eq!(look(&memory, &InTitles(&memory, u64::MAX), at(4)), Ok(1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// However often and wherever the program dies, each article is told once to each alert.
    #[test]
    fn nothing_is_lost_and_nothing_told_twice(
        deaths in proptest::collection::vec(0_u32..12, 0..40),
        articles in 1_u64..260,
    ) {
        let memory = Memory::default();
        for n in 1..=3 {
            memory.alerts.borrow_mut().push(alert(n, "q=họp", mail_to("an@example.vn")));
        }
        let mut published = 0;
        for death in deaths {
            let more = (published + 1 + u64::from(death) * 9).min(articles);
            for n in published + 1..=more {
                memory.publish(n, "họp", at(n as i64));
            }
            published = published.max(more);
            memory.dies_in.set(Some(death));
            let _ = round(&memory, at(1_000));
        }
        for n in published + 1..=articles {
            memory.publish(n, "họp", at(n as i64));
        }
        memory.dies_in.set(None);
        round(&memory, at(2_000)).unwrap();
        let outbox = memory.outbox.borrow();
        for n in 1..=3 {
            let of: Vec<&str> = outbox
                .iter()
                .filter(|parcel| parcel.alert == alert(n, "", Channel::Atom).id)
                .map(|parcel| parcel.key.as_str())
                .collect();
            let distinct: std::collections::HashSet<_> = of.iter().collect();
            prop_assert_eq!(of.len(), distinct.len());
        }
        prop_assert!(memory.waiting.borrow().is_empty());
        prop_assert_eq!(memory.known.borrow().len() as u64, 3 * articles);
        // What all messages list, and what they say is left out.
        let listed: usize = outbox.iter().map(|parcel| count(&parcel.body)).sum();
        prop_assert_eq!(listed as u64, 3 * articles);
    }
}

/// The number of articles that a mail tells of.
fn count(body: &str) -> usize {
    let text = body.replace("=\r\n", "");
    let plain = &text[..text.find("text/html").unwrap()];
    let listed = plain.matches("https://bao.example.vn/articles/").count();
    let more = plain
        .lines()
        .find_map(|line| line.strip_prefix("v=C3=A0 ")?.split(' ').next()?.parse::<usize>().ok());
    listed + more.unwrap_or(0)
}
