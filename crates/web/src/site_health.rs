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
            Self::Paused => lang.pick("tạm ngừng thu thập", "not crawled: paused"),
            Self::New => lang.pick("chưa thu thập lần nào", "not crawled yet"),
            Self::Running => lang.pick("đang thu thập", "being crawled"),
            Self::Late => lang.pick("chưa thu thập đúng hẹn", "not crawled: overdue"),
            Self::Down => lang.pick("trang gốc không đọc được", "the site could not be read"),
            Self::Quiet => lang.pick("trang gốc không đăng bài mới", "the site publishes nothing new"),
            Self::Good => lang.pick("bình thường", "all is well"),
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
            said(Condition::Quiet, lang.pick(format!("bài mới nhất ngày {day}"), format!("latest on {day}")))
        }
        _ => said(Condition::Good, String::new()),
    }
}

/// Says in plain words why a site could not be read.
pub(crate) fn failure(reason: &str, lang: Lang) -> String {
    // The words by which the crawler names what went wrong, and what they mean to somebody who runs no crawler.
    let known = [
        ("dns", "không tìm thấy máy chủ: tên miền không còn hoặc DNS hỏng", "the host name does not resolve"),
        ("timeout", "máy chủ không trả lời kịp", "the server did not answer in time"),
        ("timed out", "máy chủ không trả lời kịp", "the server did not answer in time"),
        (
            "tls",
            "chứng chỉ bảo mật (HTTPS) của trang bị lỗi hoặc hết hạn",
            "its certificate (HTTPS) is broken or expired",
        ),
        (
            "certificate",
            "chứng chỉ bảo mật (HTTPS) của trang bị lỗi hoặc hết hạn",
            "its certificate (HTTPS) is broken or expired",
        ),
        (
            "robots",
            "robots.txt của trang không cho hoặc không đọc được",
            "its robots.txt forbids it or cannot be read",
        ),
        ("429", "máy chủ xin gọi thưa hơn (429)", "the server asks for fewer requests (429)"),
        (
            "503",
            "máy chủ báo bận hoặc bảo trì (503)",
            "the server says it is busy or under maintenance (503)",
        ),
        ("403", "máy chủ từ chối (403)", "the server refuses (403)"),
        ("404", "trang đầu không còn ở địa chỉ cũ (404)", "its start page is gone (404)"),
        ("500", "máy chủ của trang bị lỗi (500)", "the site's server has an error (500)"),
        (
            "private",
            "tên miền trỏ vào mạng nội bộ, không được phép đọc",
            "its name leads to a private network, which is not allowed",
        ),
        ("connect", "không nối được tới máy chủ", "the server cannot be reached"),
    ];
    let lower = reason.to_lowercase();
    let found = known.iter().find(|(word, _, _)| lower.contains(word));
    match (found, reason.trim()) {
        (Some((_, vi, en)), _) => lang.pick(*vi, *en).to_owned(),
        (None, "" | "done" | "limit") => {
            lang.pick("không tải được trang nào", "no page could be fetched").to_owned()
        }
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
        });
        SiteStatus {
            site,
            articles: 1,
            first_published: None,
            last_published: Some(at("2026-01-09T00:00:00Z")),
            frontier: 1,
            last_run: run,
            next_run_at: Some(at("2026-01-10T06:00:00Z")),
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
