//! How a site is, in plain words: whether we did not look, whether it did not answer, or whether it has nothing new.

use chrono::{DateTime, TimeDelta, Utc};
use langbao_archive::{RunRecord, SiteStatus};

use crate::Lang;
use crate::moment::Moment;

/// So long after its time a run that has not begun is told: the server was off, or is too busy.
const LATE: TimeDelta = TimeDelta::hours(12);

/// So long without a new article a site is told to be quiet; a ward's site has some every week.
const QUIET: TimeDelta = TimeDelta::days(60);

/// How a site is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Condition {
    /// Its admin here does not want it crawled.
    Paused,
    /// It was added and not crawled yet.
    New,
    /// Its run goes on.
    Running,
    /// Its run should have begun long ago.
    Late,
    /// It did not answer, or not as it should.
    Down,
    /// It answers, and has published nothing for long.
    Quiet,
    Good,
}

/// How a site is, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Health {
    pub(crate) state: Condition,
    /// In a few words.
    pub(crate) text: &'static str,
    /// Why, in a sentence; may be empty.
    pub(crate) why: String,
}

impl Condition {
    /// All states, the worst first.
    pub(crate) const ALL: [Self; 7] =
        [Self::Down, Self::Late, Self::Quiet, Self::New, Self::Running, Self::Paused, Self::Good];

    /// Says it in a few words.
    pub(crate) fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::Paused => lang.say("not-crawled-paused"),
            Self::New => lang.say("not-crawled-yet"),
            Self::Running => lang.say("being-crawled"),
            Self::Late => lang.say("not-crawled-overdue"),
            Self::Down => lang.say("the-site-could-not-be-read"),
            Self::Quiet => lang.say("the-site-publishes-nothing-new"),
            Self::Good => lang.say("all-is-well"),
        }
    }

    /// For the colour beside the words: `good`, `bad` or `going`.
    pub(crate) fn mood(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Down | Self::Late => "bad",
            _ => "going",
        }
    }
}

/// Whether a run read anything.
pub(crate) fn succeeded(run: &RunRecord) -> bool {
    let read = run.counts.pages + run.counts.not_modified + run.counts.gone;
    run.ended_at.is_some() && !failed(run) && (read > 0 || run.counts.failed == 0)
}

fn failed(run: &RunRecord) -> bool {
    run.end.as_deref().is_some_and(|end| end.starts_with("failed"))
}

/// Judges a site by its latest run.
pub(crate) fn health(status: &SiteStatus, now: DateTime<Utc>, lang: Lang) -> Health {
    let said = |state: Condition, why: String| Health { state, text: state.text(lang), why };
    if !status.site.enabled {
        return said(Condition::Paused, String::new());
    }
    let Some(run) = &status.last_run else { return said(Condition::New, String::new()) };
    if run.ended_at.is_none() {
        return said(Condition::Running, String::new());
    }
    if !succeeded(run) {
        let reason = run.end.as_deref().unwrap_or_default();
        return said(Condition::Down, failure(reason.trim_start_matches("failed: "), lang));
    }
    if status.next_run_at.is_some_and(|next| next + LATE < now) {
        return said(Condition::Late, String::new());
    }
    match status.last_published {
        Some(last) if last + QUIET < now => {
            let day = Moment::day(last, lang).text;
            said(Condition::Quiet, lang.fill("latest-on-day", &[("day", &day)]))
        }
        _ => said(Condition::Good, String::new()),
    }
}

/// Says in plain words why a site could not be read.
pub(crate) fn failure(reason: &str, lang: Lang) -> String {
    // The words by which the crawler names what went wrong, and what they mean to somebody who runs no crawler.
    let known = [
        ("dns", lang.say("failure-dns")),
        ("timeout", lang.say("failure-timeout")),
        ("timed out", lang.say("failure-timeout")),
        ("tls", lang.say("failure-tls")),
        ("certificate", lang.say("failure-tls")),
        ("robots", lang.say("failure-robots")),
        ("429", lang.say("failure-429")),
        ("503", lang.say("failure-503")),
        ("403", lang.say("failure-403")),
        ("404", lang.say("failure-404")),
        ("500", lang.say("failure-500")),
        ("private", lang.say("failure-private")),
        ("connect", lang.say("failure-connect")),
    ];
    let lower = reason.to_lowercase();
    let found = known.iter().find(|(word, _)| lower.contains(word));
    match (found, reason.trim()) {
        (Some((_, said)), _) => (*said).to_owned(),
        (None, "" | "done" | "limit") => lang.say("no-page-could-be-fetched").to_owned(),
        (None, reason) => reason.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use langbao_archive::{Counts, RunId, Site};

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn status(run: Option<(&str, Counts)>) -> SiteStatus {
        let now = at("2026-01-10T00:00:00Z");
        let site: Site = serde_json::from_value(serde_json::json!({
            "id": "a", "name": "A", "start_urls": [], "schedule": null, "profile": null, "delay_ms": null,
            "enabled": true, "added_at": now,
        }))
        .unwrap();
        let run = run.map(|(end, counts)| RunRecord {
            id: RunId(1),
            site: site.id.clone(),
            started_at: now,
            ended_at: (!end.is_empty()).then_some(now),
            end: (!end.is_empty()).then(|| end.to_owned()),
            counts,
            errors: std::collections::BTreeMap::new(),
            yielded: langbao_archive::Yield::default(),
            alarm: Vec::new(),
            notes: Vec::new(),
        });
        SiteStatus {
            site,
            articles: 1,
            first_published: None,
            last_published: Some(at("2026-01-09T00:00:00Z")),
            frontier: 1,
            last_run: run,
            next_run_at: Some(at("2026-01-10T06:00:00Z")),
            next_due_at: None,
            alarm: None,
        }
    }

    #[test]
    fn what_is_not_new_is_told_from_what_was_not_looked_at() {
        let now = at("2026-01-10T01:00:00Z");
        let read = Counts { pages: 3, ..Counts::default() };
        let check = |status: &SiteStatus, now, state| assert_eq!(health(status, now, Lang::Vi).state, state);
        let good = status(Some(("done", read)));
        check(&good, now, Condition::Good);
        check(&good, at("2026-01-11T00:00:00Z"), Condition::Late);
        check(&status(None), now, Condition::New);
        check(&status(Some(("", read))), now, Condition::Running);
        check(&status(Some(("failed: dns", read))), now, Condition::Down);
        check(&status(Some(("done", Counts { failed: 1, ..Counts::default() }))), now, Condition::Down);
        let mut quiet = good.clone();
        quiet.last_published = Some(at("2025-01-09T00:00:00Z"));
        check(&quiet, now, Condition::Quiet);
        assert_eq!(health(&quiet, now, Lang::Vi).why, "bài mới nhất ngày 09/01/2025");
        quiet.site.enabled = false;
        check(&quiet, now, Condition::Paused);
    }

    #[test]
    fn failures_are_said_plainly() {
        let check = |reason: &str, expected: &str| assert_eq!(failure(reason, Lang::Vi), expected);
        check("no start page could be read: status-503", "máy chủ báo bận hoặc bảo trì (503)");
        check("dns", "không tìm thấy máy chủ: tên miền không còn hoặc DNS hỏng");
        check("something else", "something else");
        check("done", "không tải được trang nào");
    }
}
