//! When a page is visited again: a pure function of its past and of now.

use chrono::{DateTime, TimeDelta, Utc};
use langbao_article::LinkKind;

use crate::Fetched;

/// What is known of a URL before the visit that is being judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastVisits {
    /// What it is, the visit included.
    pub kind: LinkKind,
    /// Steps from a start page.
    pub depth: u32,
    /// Earlier visits in a row that found nothing new.
    pub unchanged: u32,
    /// Earlier failures in a row.
    pub failures: u32,
    /// When the article was published, if it is one and says so.
    pub published_at: Option<DateTime<Utc>>,
}

/// Decides when a URL is due again. Every answer is later than now and at most [`RecrawlPolicy::longest`] away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecrawlPolicy {
    /// Start pages: due again after this, so that every run begins with them.
    pub start_page: TimeDelta,
    /// Lists one step from a start page; doubles with each step and with each visit without news.
    pub list: TimeDelta,
    /// Feeds; doubles with each visit without news.
    pub feed: TimeDelta,
    /// Sitemaps; likewise.
    pub sitemap: TimeDelta,
    /// Articles of the last two days; articles of a week, of a month and older ones wait 4, 16 and 64 times as long.
    pub article: TimeDelta,
    /// First wait after a failure; doubles with each one in a row.
    pub failure: TimeDelta,
    /// Longest wait after failures; start pages wait a day at most.
    pub failure_cap: TimeDelta,
    /// First wait for an article that is gone or has moved; doubles with each time in a row. Anything else that is gone
    /// waits like after a failure: a list that answers 404 once must not hide its news for long.
    pub gone: TimeDelta,
    /// Longest wait for an article that is gone.
    pub gone_cap: TimeDelta,
    /// Pages that robots.txt forbids: when it is read anew.
    pub disallowed: TimeDelta,
    /// What looks like a trap: perhaps it was none.
    pub trap: TimeDelta,
    /// Longest wait for a feed, a sitemap or a list near the start.
    pub near_cap: TimeDelta,
    /// Longest wait for anything.
    pub longest: TimeDelta,
}

impl Default for RecrawlPolicy {
    fn default() -> Self {
        Self {
            start_page: TimeDelta::minutes(5),
            list: TimeDelta::hours(1),
            feed: TimeDelta::minutes(30),
            sitemap: TimeDelta::hours(6),
            article: TimeDelta::hours(6),
            failure: TimeDelta::minutes(10),
            failure_cap: TimeDelta::days(7),
            gone: TimeDelta::days(1),
            gone_cap: TimeDelta::days(30),
            disallowed: TimeDelta::hours(24),
            trap: TimeDelta::days(30),
            near_cap: TimeDelta::days(2),
            longest: TimeDelta::days(60),
        }
    }
}

/// Lists up to this depth are where news shows first.
const NEAR: u32 = 1;

impl RecrawlPolicy {
    /// Returns when to visit again after a visit at `now` that met `fetched`. `changed`: the page (if one came)
    /// holds something new; a 304 is never a change. `None` only at the end of the calendar.
    pub fn next_due(
        &self,
        past: &PastVisits,
        fetched: &Fetched,
        changed: bool,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let wait = match fetched {
            Fetched::Page(_) if changed => self.after_visit(past, 0, now),
            Fetched::Page(_) | Fetched::NotModified => {
                self.after_visit(past, past.unchanged.saturating_add(1), now)
            }
            // A start page that has moved may come back; it is one request a day.
            Fetched::Gone { .. } | Fetched::Redirected { .. } if past.depth == 0 => TimeDelta::days(1),
            Fetched::Gone { .. } | Fetched::Redirected { .. } if past.kind == LinkKind::Article => {
                doubled(self.gone, past.failures.max(past.unchanged), self.gone_cap)
            }
            Fetched::Gone { .. } | Fetched::Redirected { .. } => {
                doubled(self.list, past.failures.max(past.unchanged), self.failure_cap)
            }
            Fetched::Disallowed => self.disallowed,
            Fetched::Failed { code, .. } => self.after_failure(past, code),
        };
        now.checked_add_signed(wait.clamp(TimeDelta::seconds(1), self.longest))
    }

    fn after_visit(&self, past: &PastVisits, unchanged: u32, now: DateTime<Utc>) -> TimeDelta {
        match past.kind {
            _ if past.depth == 0 => self.start_page,
            LinkKind::List => {
                let cap = if past.depth <= NEAR { self.near_cap } else { self.longest };
                let steps = past.depth.saturating_sub(1).min(5);
                doubled(self.list, unchanged.saturating_add(steps), cap)
            }
            LinkKind::Feed => doubled(self.feed, unchanged, self.near_cap),
            LinkKind::Sitemap => doubled(self.sitemap, unchanged, self.near_cap),
            // A file is hardly ever replaced under its address, and a part comes with its first page.
            LinkKind::Attachment | LinkKind::Part => self.longest,
            LinkKind::Article | LinkKind::Unknown => {
                let age = past.published_at.map_or(TimeDelta::days(7), |at| now - at);
                let steps = match age.num_days() {
                    ..2 => 0,
                    2..7 => 2,
                    7..30 => 4,
                    30.. => 6,
                };
                doubled(self.article, unchanged.saturating_add(steps), self.longest)
            }
        }
    }

    fn after_failure(&self, past: &PastVisits, code: &str) -> TimeDelta {
        let cap = if past.depth == 0 { TimeDelta::days(1).min(self.failure_cap) } else { self.failure_cap };
        if code == "trap" {
            return self.trap;
        }
        // What the page itself causes does not pass in minutes.
        let lasting = matches!(
            code,
            "too-large"
                | "panic"
                | "private-address"
                | "out-of-scope"
                | "redirect-loop"
                | "too-many-redirects"
        );
        let first = if lasting { TimeDelta::days(1) } else { self.failure };
        doubled(first, past.failures, cap)
    }
}

fn doubled(first: TimeDelta, times: u32, cap: TimeDelta) -> TimeDelta {
    first.checked_mul(1 << times.min(30)).map_or(cap, |wait| wait.min(cap))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: &str = "2026-03-01T00:00:00Z";

    fn past(kind: LinkKind, depth: u32) -> PastVisits {
        PastVisits { kind, depth, unchanged: 0, failures: 0, published_at: None }
    }

    fn failed(code: &str) -> Fetched {
        Fetched::Failed { code: code.to_owned(), detail: String::new() }
    }

    fn wait(past: &PastVisits, fetched: &Fetched) -> TimeDelta {
        let now: DateTime<Utc> = NOW.parse().unwrap();
        RecrawlPolicy::default().next_due(past, fetched, false, now).unwrap() - now
    }

    #[test]
    fn start_pages_open_every_run() {
        let start = PastVisits { unchanged: 50, ..past(LinkKind::List, 0) };
        assert_eq!(wait(&start, &Fetched::NotModified), TimeDelta::minutes(5));
    }

    #[test]
    fn deeper_lists_wait_longer() {
        let waits: Vec<_> =
            [1, 2, 3, 6].map(|depth| wait(&past(LinkKind::List, depth), &Fetched::NotModified)).into();
        assert!(waits.is_sorted() && waits[0] < waits[3], "{waits:?}");
    }

    #[test]
    fn young_articles_come_first_and_waits_double() {
        let now: DateTime<Utc> = NOW.parse().unwrap();
        let aged = |days| PastVisits {
            published_at: Some(now - TimeDelta::days(days)),
            ..past(LinkKind::Article, 2)
        };
        assert_eq!(wait(&aged(0), &Fetched::NotModified), TimeDelta::hours(12));
        assert_eq!(
            wait(&PastVisits { unchanged: 1, ..aged(0) }, &Fetched::NotModified),
            TimeDelta::hours(24)
        );
        assert!(wait(&aged(3), &Fetched::NotModified) < wait(&aged(10), &Fetched::NotModified));
        assert_eq!(
            wait(&PastVisits { unchanged: 20, ..aged(400) }, &Fetched::NotModified),
            TimeDelta::days(60)
        );
    }

    #[test]
    fn failures_double_to_a_cap_and_are_never_given_up() {
        let after =
            |failures| wait(&PastVisits { failures, ..past(LinkKind::Article, 2) }, &failed("timeout"));
        assert_eq!(after(0), TimeDelta::minutes(10));
        assert_eq!(after(1), TimeDelta::minutes(20));
        assert_eq!(after(4_000_000_000), TimeDelta::days(7));
        for lasting in ["too-large", "panic"] {
            assert_eq!(wait(&past(LinkKind::Article, 2), &failed(lasting)), TimeDelta::days(1), "{lasting}");
        }
    }

    #[test]
    fn gone_is_rare_and_robots_is_a_day() {
        let gone = |kind, failures| {
            wait(&PastVisits { failures, ..past(kind, 2) }, &Fetched::Gone { status: 404 }).num_hours()
        };
        assert_eq!([0, 1, 2, 90].map(|n| gone(LinkKind::Article, n)), [24, 48, 96, 30 * 24]);
        // A list may be away for an hour.
        assert_eq!([0, 1, 2, 90].map(|n| gone(LinkKind::List, n)), [1, 2, 4, 7 * 24]);
        assert_eq!(wait(&past(LinkKind::Article, 2), &Fetched::Disallowed), TimeDelta::hours(24));
    }

    proptest! {
        #[test]
        fn within_bounds(
            kind in prop::sample::select(vec![
                LinkKind::Sitemap, LinkKind::Feed, LinkKind::List, LinkKind::Article, LinkKind::Unknown,
            ]),
            depth: u32,
            unchanged: u32,
            failures: u32,
            published in prop::option::of(-9_000_000_000_i64..9_000_000_000),
            fetched in prop::sample::select(vec![
                Fetched::NotModified, Fetched::Gone { status: 404 }, Fetched::Disallowed,
                failed("timeout"), failed("too-large"),
            ]),
            changed: bool,
        ) {
            let published_at = published.and_then(|t| DateTime::from_timestamp(t, 0));
            let past = PastVisits { kind, depth, unchanged, failures, published_at };
            let now: DateTime<Utc> = NOW.parse().unwrap();
            let policy = RecrawlPolicy::default();
            let due = policy.next_due(&past, &fetched, changed, now).unwrap();
            prop_assert!(due > now && due <= now + policy.longest);
        }
    }
}
