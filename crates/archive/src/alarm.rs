//! The layout alarm: what the runs of a site read off its pages, compared with what earlier ones did. A portal that is
//! rebuilt answers as politely as before; it is the yield that drops.
//!
//! Pure; what is kept where is said in `runs`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::RunId;

/// What the pages of a run yielded. Pages that were not sent again (304) say nothing and are not in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Yield {
    /// Pages that should have held an article: by the looks of their URLs, or because they once did.
    pub expected: u32,
    /// Those of them with an article.
    pub articles: u32,
    /// Characters of the bodies of these.
    pub body_chars: u64,
    /// Articles with a date.
    pub dated: u32,
    /// Articles that the rules of the site's profile have missed, so that the generic extractor read them.
    pub off_profile: u32,
    /// Articles known before, with text.
    pub known: u32,
    /// Those of them with less than half of that text now.
    pub shrunk: u32,
    /// Start pages read.
    pub starts: u32,
    /// Links to articles, or to what may be some, on these.
    pub listed: u32,
}

impl Yield {
    /// Adds another.
    pub fn add(&mut self, more: &Self) {
        self.expected = self.expected.saturating_add(more.expected);
        self.articles = self.articles.saturating_add(more.articles);
        self.body_chars = self.body_chars.saturating_add(more.body_chars);
        self.dated = self.dated.saturating_add(more.dated);
        self.off_profile = self.off_profile.saturating_add(more.off_profile);
        self.known = self.known.saturating_add(more.known);
        self.shrunk = self.shrunk.saturating_add(more.shrunk);
        self.starts = self.starts.saturating_add(more.starts);
        self.listed = self.listed.saturating_add(more.listed);
    }
}

/// What has dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmReason {
    /// Pages that should hold articles hold none.
    Articles,
    /// Articles have lost most of their text.
    Body,
    /// Articles have no dates any more.
    Dates,
    /// The rules of the site's profile fit its pages no more.
    Profile,
    /// The start pages lead to hardly anything.
    Links,
}

impl AlarmReason {
    /// Returns its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Articles => "articles",
            Self::Body => "body",
            Self::Dates => "dates",
            Self::Profile => "profile",
            Self::Links => "links",
        }
    }
}

/// A site whose layout seems to have changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteAlarm {
    /// The start of the run that raised it.
    pub since: DateTime<Utc>,
    /// That run.
    pub run: RunId,
    /// What has dropped, as of the latest run that could tell.
    pub reasons: Vec<AlarmReason>,
}

/// Pages that a judgement needs.
const FEWEST: u32 = 3;

/// Pages that history must have.
const FEWEST_BEFORE: u32 = 5;

/// Runs in a row whose pages are taken together until there are enough.
const MOST_TOGETHER: usize = 5;

/// What a judgement came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Too little was read to tell.
    Unknown,
    /// As ever.
    Fine,
    /// Something has dropped.
    Dropped(Vec<AlarmReason>),
}

/// Judges the latest run, the first of `latest`; behind it those before, and behind all of these `history`, which holds no
/// run that raised an alarm.
pub(crate) fn judge(latest: &[Yield], history: &[Yield]) -> Verdict {
    let mut now = Yield::default();
    let mut taken = 0;
    for each in latest.iter().take(MOST_TOGETHER) {
        // Start pages are read by every run: those of this one tell.
        let starts = (now.starts, now.listed);
        now.add(each);
        if taken > 0 {
            (now.starts, now.listed) = starts;
        }
        taken += 1;
        if now.expected >= FEWEST {
            break;
        }
    }
    let mut before = Yield::default();
    latest.iter().skip(taken).chain(history).for_each(|each| before.add(each));
    compare(&now, &before)
}

fn compare(now: &Yield, before: &Yield) -> Verdict {
    let share = |part: u32, of: u32| f64::from(part) / f64::from(of.max(1));
    let mean = |of: &Yield| of.body_chars as f64 / f64::from(of.articles.max(1));
    let mut reasons = Vec::new();
    let (enough, enough_before) = (now.expected >= FEWEST, before.expected >= FEWEST_BEFORE);
    let (usual, found) = (share(before.articles, before.expected), share(now.articles, now.expected));
    if enough && enough_before && found < usual / 2.0 {
        reasons.push(AlarmReason::Articles);
    }
    let shrunk = now.known >= FEWEST && now.shrunk * 2 > now.known;
    let shorter = now.articles >= FEWEST_BEFORE
        && before.articles >= FEWEST_BEFORE
        && mean(before) > 200.0
        && mean(now) < mean(before) * 0.25;
    if shrunk || shorter {
        reasons.push(AlarmReason::Body);
    }
    if now.articles >= FEWEST && before.articles >= FEWEST_BEFORE {
        if share(before.dated, before.articles) >= 0.7 && share(now.dated, now.articles) < 0.35 {
            reasons.push(AlarmReason::Dates);
        }
        if share(before.off_profile, before.articles) < 0.25 && share(now.off_profile, now.articles) > 0.5 {
            reasons.push(AlarmReason::Profile);
        }
    }
    let named = |of: &Yield| f64::from(of.listed) / f64::from(of.starts.max(1));
    let knows_starts = now.starts > 0 && before.starts > 0;
    if knows_starts && named(before) >= 5.0 && named(now) < named(before) * 0.2 {
        reasons.push(AlarmReason::Links);
    }
    match (reasons.is_empty(), enough && enough_before) {
        (false, _) => Verdict::Dropped(reasons),
        (true, true) => Verdict::Fine,
        (true, false) => Verdict::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A run of so many articles, each of 1 000 characters with a date.
    fn good(articles: u32) -> Yield {
        Yield {
            expected: articles,
            articles,
            body_chars: u64::from(articles) * 1_000,
            dated: articles,
            starts: 1,
            listed: 20,
            ..Yield::default()
        }
    }

    fn check(latest: &[Yield], expected: &[AlarmReason]) {
        let verdict = judge(latest, &[good(10), good(2)]);
        match expected {
            [] => assert_eq!(verdict, Verdict::Fine, "{latest:?}"),
            reasons => assert_eq!(verdict, Verdict::Dropped(reasons.to_vec()), "{latest:?}"),
        }
    }

    #[test]
    fn each_kind_of_drop_is_told() {
        check(&[good(4)], &[]);
        check(&[Yield { articles: 1, body_chars: 1_000, dated: 1, ..good(4) }], &[AlarmReason::Articles]);
        check(&[Yield { known: 4, shrunk: 3, ..good(4) }], &[AlarmReason::Body]);
        check(&[Yield { body_chars: 600, ..good(6) }], &[AlarmReason::Body]);
        check(&[Yield { dated: 0, ..good(4) }], &[AlarmReason::Dates]);
        check(&[Yield { off_profile: 4, ..good(4) }], &[AlarmReason::Profile]);
        check(&[Yield { listed: 1, ..good(4) }], &[AlarmReason::Links]);
    }

    #[test]
    fn runs_that_read_little_are_taken_together() {
        let bad = Yield { articles: 0, body_chars: 0, dated: 0, ..good(1) };
        check(&[bad, good(1), good(1), good(30)], &[]);
        check(&[bad, bad, good(1), good(30)], &[AlarmReason::Articles]);
        assert_eq!(judge(&[bad], &[]), Verdict::Unknown, "no history");
        assert_eq!(judge(&[Yield::default()], &[good(10)]), Verdict::Unknown, "nothing was sent");
    }

    #[test]
    fn a_site_that_never_had_dates_raises_no_alarm() {
        let undated = Yield { dated: 0, ..good(10) };
        assert_eq!(judge(&[Yield { dated: 0, ..good(5) }], &[undated]), Verdict::Fine);
    }
}
