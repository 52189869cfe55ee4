//! How many of the matching articles were published when.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{Datelike, Days, Months, NaiveDate, TimeDelta};
use tantivy::Searcher;

use crate::collect::Matches;
use crate::column::{Columns, UNDATED};
use crate::engine::parallel::fold_segments;
use crate::{DateBucket, HistogramStep};

/// Bars that [`HistogramStep::Auto`] makes at most, if a step allows.
const AUTO_BARS: usize = 40;

/// Bars at most for a step asked for: a page with a date far off must not make a million; a longer step is taken.
const MAX_BARS: usize = 1000;

const STEPS: [HistogramStep; 4] =
    [HistogramStep::Day, HistogramStep::Week, HistogramStep::Month, HistogramStep::Year];

/// Counts the matching articles by day in Asia/Ho_Chi_Minh, and those without a date.
pub(crate) fn days(
    searcher: &Searcher,
    columns: &Columns,
    matches: &Matches,
) -> tantivy::Result<(BTreeMap<NaiveDate, u64>, u64)> {
    let days = columns.days(searcher)?;
    let parts = fold_segments(searcher, Tally::default, |tally, number| {
        let days = &days[number];
        matches[number]
            .each(searcher.segment_readers()[number].max_doc(), |doc| tally.add(days[doc as usize]));
        Ok(())
    })?;
    let date = |day: i32| NaiveDate::default().checked_add_signed(TimeDelta::try_days(i64::from(day))?);
    let (mut counts, mut undated) = (BTreeMap::new(), 0);
    for (day, count) in parts.iter().flat_map(Tally::counts) {
        match day {
            UNDATED => undated += count,
            // A day beyond the calendar is none.
            day => date(day).into_iter().for_each(|date| *counts.entry(date).or_default() += count),
        }
    }
    Ok((counts, undated))
}

/// Articles by day: those of the years that news is of in a row, others by themselves.
#[derive(Default)]
struct Tally {
    near: Vec<u64>,
    far: BTreeMap<i32, u64>,
}

impl Tally {
    /// 1900 to 2173, in days from 1970-01-01.
    const NEAR: Range<i32> = -25_567..74_433;

    fn add(&mut self, day: i32) {
        if !Self::NEAR.contains(&day) {
            *self.far.entry(day).or_default() += 1;
            return;
        }
        let at = (day - Self::NEAR.start) as usize;
        if at >= self.near.len() {
            self.near.resize(at + 1, 0);
        }
        self.near[at] += 1;
    }

    fn counts(&self) -> impl Iterator<Item = (i32, u64)> {
        let near = (Self::NEAR.start..).zip(self.near.iter().copied()).filter(|(_, count)| *count > 0);
        near.chain(self.far.iter().map(|(day, count)| (*day, *count)))
    }
}

/// Makes bars without gaps from the first day to the last.
pub(crate) fn bars(days: &BTreeMap<NaiveDate, u64>, step: HistogramStep) -> Vec<DateBucket> {
    let (Some((first, _)), Some((last, _))) = (days.first_key_value(), days.last_key_value()) else {
        return Vec::new();
    };
    let (shortest, most) = match step {
        HistogramStep::Auto => (0, AUTO_BARS),
        step => (STEPS.iter().position(|s| *s == step).unwrap_or(0), MAX_BARS),
    };
    let fits = |step: &&HistogramStep| starts(*first, *last, **step).take(most + 1).count() <= most;
    let step = STEPS[shortest..].iter().find(fits).copied().unwrap_or(HistogramStep::Year);
    let bar = |from| {
        let to = next(from, step).and_then(|n| n.pred_opt()).unwrap_or(NaiveDate::MAX);
        DateBucket { from, to, count: days.range(from..=to).map(|(_, count)| count).sum() }
    };
    starts(*first, *last, step).map(bar).collect()
}

/// The first days of all bars.
fn starts(first: NaiveDate, last: NaiveDate, step: HistogramStep) -> impl Iterator<Item = NaiveDate> {
    let start = match step {
        HistogramStep::Auto | HistogramStep::Day => Some(first),
        HistogramStep::Week => {
            first.checked_sub_days(Days::new(u64::from(first.weekday().num_days_from_monday())))
        }
        HistogramStep::Month => first.with_day(1),
        HistogramStep::Year => NaiveDate::from_ymd_opt(first.year(), 1, 1),
    };
    std::iter::successors(start, move |day| next(*day, step)).take_while(move |day| *day <= last)
}

/// The first day of the next bar.
fn next(from: NaiveDate, step: HistogramStep) -> Option<NaiveDate> {
    match step {
        HistogramStep::Auto | HistogramStep::Day => from.succ_opt(),
        HistogramStep::Week => from.checked_add_days(Days::new(7)),
        HistogramStep::Month => from.checked_add_months(Months::new(1)),
        HistogramStep::Year => from.checked_add_months(Months::new(12)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn check(days: &[&str], step: HistogramStep, expected: &[(&str, &str, u64)]) {
        let mut counts = BTreeMap::new();
        days.iter().for_each(|d| *counts.entry(day(d)).or_default() += 1);
        let expected: Vec<DateBucket> = expected
            .iter()
            .map(|(from, to, count)| DateBucket { from: day(from), to: day(to), count: *count })
            .collect();
        assert_eq!(bars(&counts, step), expected, "{days:?}");
    }

    #[test]
    fn bars_have_no_gaps() {
        check(&[], HistogramStep::Auto, &[]);
        let days = ["2018-02-27", "2018-03-01", "2018-03-01"];
        let each = [("2018-02-27", 1), ("2018-02-28", 0), ("2018-03-01", 2)].map(|(d, n)| (d, d, n));
        check(&days, HistogramStep::Day, &each);
        check(&days, HistogramStep::Auto, &each);
        check(&days, HistogramStep::Week, &[("2018-02-26", "2018-03-04", 3)]);
        check(
            &days,
            HistogramStep::Month,
            &[("2018-02-01", "2018-02-28", 1), ("2018-03-01", "2018-03-31", 2)],
        );
        check(&days, HistogramStep::Year, &[("2018-01-01", "2018-12-31", 3)]);
    }

    #[test]
    fn the_step_grows_with_the_time() {
        let bars_of = |first: &str, last: &str, step| {
            bars(&BTreeMap::from([(day(first), 1), (day(last), 1)]), step).len()
        };
        assert_eq!(bars_of("2024-01-01", "2024-02-09", HistogramStep::Auto), 40);
        assert_eq!(bars_of("2024-01-01", "2024-02-10", HistogramStep::Auto), 6);
        assert_eq!(bars_of("2024-01-01", "2025-12-31", HistogramStep::Auto), 24);
        assert_eq!(bars_of("2004-01-01", "2025-12-31", HistogramStep::Auto), 22);
        assert!(bars_of("0001-01-01", "2025-12-31", HistogramStep::Day) <= 2025);
    }

    proptest! {
        #[test]
        fn no_article_is_lost(days in prop::collection::btree_map(-20_000i64..30_000, 1u64..9, 0..30)) {
            let date = |d| NaiveDate::default() + TimeDelta::days(d);
            let days: BTreeMap<NaiveDate, u64> = days.into_iter().map(|(d, n)| (date(d), n)).collect();
            for step in STEPS.into_iter().chain([HistogramStep::Auto]) {
                let bars = bars(&days, step);
                prop_assert_eq!(bars.iter().map(|b| b.count).sum::<u64>(), days.values().sum::<u64>());
                prop_assert!(bars.windows(2).all(|w| w[0].to.succ_opt() == Some(w[1].from)));
            }
        }
    }
}
