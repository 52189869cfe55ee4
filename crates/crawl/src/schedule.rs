//! When a site's next run is due.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Asia::Ho_Chi_Minh;
use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};

/// The schedule of a site: an interval (`30m`, `6h`, `1d`) or a five-field cron expression in Asia/Ho_Chi_Minh.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule(Rule);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Rule {
    /// Whole seconds.
    Every(TimeDelta),
    Cron {
        text: String,
        cron: Box<Cron>,
    },
}

/// Why a text is not a [`Schedule`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseScheduleError {
    /// Neither a number with a unit nor five fields.
    #[error("schedule \"{0}\" is neither an interval like 30m, 6h, 1d nor a cron expression of five fields")]
    Form(String),
    /// An interval shorter than a minute or longer than a year.
    #[error("schedule \"{0}\": an interval is at least 1m and at most 366d")]
    Interval(String),
    /// A cron field that says nothing.
    #[error("schedule \"{text}\": {reason}")]
    Cron {
        /// What was given.
        text: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A cron expression that never comes, such as 30 February.
    #[error("schedule \"{0}\" never comes")]
    Never(String),
}

const UNITS: [(char, i64); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

impl Schedule {
    /// Returns when the next run is due: later than `after`. `None` only at the end of the calendar.
    pub fn next_after(&self, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match &self.0 {
            Rule::Every(interval) => after.checked_add_signed(*interval),
            Rule::Cron { cron, .. } => next_of(cron, after),
        }
    }
}

fn next_of(cron: &Cron, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let next = cron.find_next_occurrence(&after.with_timezone(&Ho_Chi_Minh), false).ok()?;
    Some(next.with_timezone(&Utc)).filter(|next| *next > after)
}

impl FromStr for Schedule {
    type Err = ParseScheduleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if let Some(seconds) = interval_seconds(text) {
            return match seconds {
                60..=31_622_400 => Ok(Self(Rule::Every(TimeDelta::seconds(seconds)))),
                _ => Err(ParseScheduleError::Interval(text.to_owned())),
            };
        }
        let fields = text.split_whitespace().count();
        if fields != 5 {
            return Err(ParseScheduleError::Form(text.to_owned()));
        }
        let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
        let cron = parser.parse(text).map_err(|e| ParseScheduleError::Cron {
            text: text.to_owned(),
            reason: e.to_string().trim_end_matches('.').to_owned(),
        })?;
        // Four years hold a 29 February, and forty hold it on any day of the week.
        if next_of(&cron, DateTime::UNIX_EPOCH).is_none() {
            return Err(ParseScheduleError::Never(text.to_owned()));
        }
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Ok(Self(Rule::Cron { text, cron: Box::new(cron) }))
    }
}

/// Reads "6h"; `None` if it has another form. Numbers too large become the largest.
fn interval_seconds(text: &str) -> Option<i64> {
    let unit = text.chars().next_back()?;
    let (_, seconds) = UNITS.iter().find(|(name, _)| *name == unit.to_ascii_lowercase())?;
    let number = text[..text.len() - unit.len_utf8()].trim_end();
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(number.parse::<i64>().unwrap_or(i64::MAX).saturating_mul(*seconds))
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Rule::Every(interval) => {
                let seconds = interval.num_seconds();
                let (unit, size) =
                    UNITS.into_iter().find(|(_, size)| seconds % size == 0).unwrap_or(('s', 1));
                write!(f, "{}{unit}", seconds / size)
            }
            Rule::Cron { text, .. } => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn intervals_and_cron_in_vietnamese_time() {
        let check = |schedule: &str, after: &str, expected: &str| {
            let schedule: Schedule = schedule.parse().unwrap();
            assert_eq!(schedule.next_after(at(after)), Some(at(expected)), "{schedule}");
        };
        check("6h", "2026-01-01T00:00:00Z", "2026-01-01T06:00:00Z");
        check("30m", "2026-01-01T00:00:00Z", "2026-01-01T00:30:00Z");
        check(" 1d ", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z");
        // 06:00 in Viet Nam is 23:00 UTC of the day before.
        check("0 6 * * *", "2026-01-01T00:00:00Z", "2026-01-01T23:00:00Z");
        check("0 6,18 * * *", "2026-01-01T00:00:00Z", "2026-01-01T11:00:00Z");
        check("*/15 * * * *", "2026-01-01T00:15:00Z", "2026-01-01T00:30:00Z");
        check("0 7 * * MON", "2026-01-01T00:00:00Z", "2026-01-05T00:00:00Z");
    }

    #[test]
    fn errors_name_what_is_wrong() {
        let check = |text: &str, part: &str| {
            let message = text.parse::<Schedule>().unwrap_err().to_string();
            assert!(message.contains(part) && message.contains(text), "{message}");
        };
        check("30s", "at least 1m");
        check("9999999999999999999999d", "at most 366d");
        check("often", "neither an interval");
        check("", "neither an interval");
        check("0 0 * *", "five fields");
        check("0 25 * * *", "schedule \"0 25 * * *\": ");
        check("0 0 30 2 *", "never comes");
    }

    #[test]
    fn shown_as_it_can_be_read_again() {
        for (text, shown) in [("60m", "1h"), ("90s", "90s"), ("48h", "2d"), ("0  6 * * *", "0 6 * * *")] {
            assert_eq!(text.parse::<Schedule>().unwrap().to_string(), shown);
            assert_eq!(shown.parse::<Schedule>().unwrap().to_string(), shown);
        }
    }

    proptest! {
        #[test]
        fn any_text_passes(text in "\\PC*") {
            let _ = text.parse::<Schedule>();
        }

        #[test]
        fn next_is_later_and_in_order(
            rule in prop_oneof![
                Just("7m"), Just("6h"), Just("0 6 * * *"), Just("*/7 3 1,15 * *"), Just("5 4 * * SUN"),
            ],
            a in 0_i64..4_000_000_000,
            gap in 0_i64..10_000_000,
        ) {
            let schedule: Schedule = rule.parse().unwrap();
            let first = DateTime::from_timestamp(a, 0).unwrap();
            let second = first + TimeDelta::seconds(gap);
            let (next_first, next_second) = (schedule.next_after(first).unwrap(), schedule.next_after(second).unwrap());
            prop_assert!(next_first > first);
            prop_assert!(next_first <= next_second);
        }
    }
}
