//! The hours of the week in which a site may be crawled.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};
use chrono_tz::Asia::Ho_Chi_Minh;

const DAY: usize = 24 * 60;
const WEEK: usize = 7 * DAY;

/// Hours of the week in Asia/Ho_Chi_Minh: `22:00-06:00`, `t2-t6 19:00-06:30; t7-cn`, `mon-fri 12-13; sat`.
///
/// Parts are divided by `;`. A part names days (Vietnamese `t2`–`t7`, `cn` or English `mon`–`sun`, ranges and commas; none:
/// every day) and hours (none: the whole day). Hours that end before they begin end on the next day.
#[derive(Clone, PartialEq, Eq)]
pub struct Windows {
    text: String,
    /// For each minute of the week, from Monday: whether it is inside.
    open: Box<[bool]>,
}

/// Why a text names no [`Windows`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseWindowsError {
    /// A part that is none.
    #[error("\"{0}\" is no window: write 22:00-06:00, t2-t6 19:00-06:30 or t7-cn, several divided by \";\"")]
    Form(String),
    /// No minute is inside.
    #[error("windows \"{0}\" are never open")]
    Never(String),
}

impl Windows {
    /// Says whether a moment is inside.
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        self.open[minute_of_week(at)]
    }

    /// Returns `at` if it is inside, else the next moment that is.
    pub fn next_open(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let now = minute_of_week(at);
        let wait = (0..WEEK).find(|wait| self.open[(now + wait) % WEEK]).unwrap_or(0);
        if wait == 0 {
            return at;
        }
        let into_minute =
            TimeDelta::seconds(i64::from(at.second())) + TimeDelta::nanoseconds(i64::from(at.nanosecond()));
        at + TimeDelta::minutes(i64::try_from(wait).unwrap_or(0)) - into_minute
    }
}

fn minute_of_week(at: DateTime<Utc>) -> usize {
    let at = at.with_timezone(&Ho_Chi_Minh);
    let day = at.weekday().num_days_from_monday() as usize;
    day * DAY + at.hour() as usize * 60 + at.minute() as usize
}

impl FromStr for Windows {
    type Err = ParseWindowsError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut open = vec![false; WEEK].into_boxed_slice();
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let (days, (from, to)) =
                read_part(part).ok_or_else(|| ParseWindowsError::Form(part.to_owned()))?;
            for day in days {
                let length = if to > from { to - from } else { to + DAY - from };
                for minute in 0..length {
                    open[(day * DAY + from + minute) % WEEK] = true;
                }
            }
        }
        match open.iter().any(|open| *open) {
            true => Ok(Self { text: text.trim().to_owned(), open }),
            false => Err(ParseWindowsError::Never(text.to_owned())),
        }
    }
}

type Part = (Vec<usize>, (usize, usize));

fn read_part(part: &str) -> Option<Part> {
    let words: Vec<&str> = part.split_whitespace().collect();
    let (days, hours) = match words.as_slice() {
        [one] if one.starts_with(|c: char| c.is_ascii_digit()) => (None, Some(*one)),
        [one] => (Some(*one), None),
        [days, hours] => (Some(*days), Some(*hours)),
        _ => return None,
    };
    let days = match days {
        Some(days) => read_days(days)?,
        None => (0..7).collect(),
    };
    let hours = match hours {
        Some(hours) => read_hours(hours)?,
        None => (0, DAY),
    };
    Some((days, hours))
}

fn read_days(text: &str) -> Option<Vec<usize>> {
    let mut days = Vec::new();
    for range in text.split(',') {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let (first, last) = (read_day(first)?, read_day(last)?);
        let length = (last + 7 - first) % 7;
        days.extend((0..=length).map(|day| (first + day) % 7));
    }
    Some(days)
}

fn read_day(text: &str) -> Option<usize> {
    const NAMES: [[&str; 2]; 7] = [
        ["t2", "mon"],
        ["t3", "tue"],
        ["t4", "wed"],
        ["t5", "thu"],
        ["t6", "fri"],
        ["t7", "sat"],
        ["cn", "sun"],
    ];
    let text = text.to_ascii_lowercase();
    NAMES.iter().position(|names| names.contains(&text.as_str()))
}

fn read_hours(text: &str) -> Option<(usize, usize)> {
    let (from, to) = text.split_once('-')?;
    let (from, to) = (read_time(from)?, read_time(to)?);
    (from < DAY && from != to).then_some((from, to))
}

fn read_time(text: &str) -> Option<usize> {
    let (hour, minute) = text.split_once([':', 'h']).unwrap_or((text, "0"));
    let minute = if minute.is_empty() { "0" } else { minute };
    let (hour, minute): (usize, usize) = (hour.parse().ok()?, minute.parse().ok()?);
    (minute < 60 && hour * 60 + minute <= DAY).then_some(hour * 60 + minute)
}

impl fmt::Display for Windows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Windows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Windows").field(&self.text).finish()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A moment of Vietnam's clock; 2026-03-02 is a Monday.
    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-03-{text}:00+07:00").parse::<DateTime<chrono::FixedOffset>>().unwrap().to_utc()
    }

    fn check(windows: &str, now: &str, opens: &str) {
        let windows: Windows = windows.parse().unwrap();
        assert_eq!(windows.next_open(at(now)), at(opens), "{windows} at {now}");
        assert_eq!(windows.is_open(at(now)), now == opens, "{windows} at {now}");
    }

    #[test]
    fn hours_and_days() {
        check("22:00-06:00", "02T23:30", "02T23:30");
        check("22:00-06:00", "02T05:59", "02T05:59");
        check("22:00-06:00", "02T06:00", "02T22:00");
        check("t2-t6 19:00-06:30; t7-cn", "06T12:00", "06T19:00");
        check("t2-t6 19:00-06:30; t7-cn", "07T12:00", "07T12:00");
        check("t2-t6 19:00-06:30; t7-cn", "09T00:00", "09T19:00");
        check("mon-fri 12-13", "06T13:00", "09T12:00");
        check("cn 23h30-1h", "09T00:59", "09T00:59");
        check("fri-mon", "03T00:00", "06T00:00");
        check("t3,t5 8-24", "03T23:59", "03T23:59");
    }

    #[test]
    fn faults_are_named() {
        for wrong in ["25:00-26:00", "ngày mai", "8", "8-8", "t2-t9 8-9", "a b c"] {
            assert!(matches!(wrong.parse::<Windows>(), Err(ParseWindowsError::Form(_))), "{wrong}");
        }
        assert!(matches!(" ; ".parse::<Windows>(), Err(ParseWindowsError::Never(_))));
    }

    proptest! {
        #[test]
        fn what_opens_next_is_open_and_not_before(
            from in 0..1439_usize, length in 1..1439_usize, day in 0..7_usize, now in 0..2_000_000_000_i64,
        ) {
            let day = ["t2", "tue", "t4", "thu", "t6", "sat", "cn"][day];
            let to = (from + length) % DAY;
            let text = format!("{day} {}:{:02}-{}:{:02}", from / 60, from % 60, to / 60, to % 60);
            let windows: Windows = text.parse().unwrap();
            let now = DateTime::from_timestamp(now, 7).unwrap();
            let next = windows.next_open(now);
            prop_assert!(next >= now && windows.is_open(next) && next < now + TimeDelta::days(8));
            prop_assert!(next == now || !windows.is_open(next - TimeDelta::nanoseconds(1)));
        }

        #[test]
        fn any_text_passes(text in "\\PC{0,20}") {
            let _ = text.parse::<Windows>();
        }
    }
}
