//! Dates as users type them.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, Utc};

/// A year, a month or a day in Asia/Ho_Chi_Minh: `2018`, `2018-02`, `2018-02-27`; also `27/02/2018`, `02/2018`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartialDate {
    first: NaiveDate,
    last: NaiveDate,
}

/// Why a string is not a [`PartialDate`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a date: use YYYY, YYYY-MM, YYYY-MM-DD or dd/mm/yyyy")]
pub struct DateError(pub String);

impl PartialDate {
    /// Returns the first day.
    pub fn first(&self) -> NaiveDate {
        self.first
    }
    /// Returns the last day (inclusive).
    pub fn last(&self) -> NaiveDate {
        self.last
    }
    /// Returns the first instant.
    pub fn start(&self) -> DateTime<Utc> {
        instant(self.first)
    }
    /// Returns the first instant after the last day.
    pub fn end(&self) -> DateTime<Utc> {
        instant(self.last.succ_opt().unwrap_or(self.last))
    }

    fn day(year: i32, month: u32, day: u32) -> Option<Self> {
        let first = NaiveDate::from_ymd_opt(year, month, day)?;
        Some(Self { first, last: first })
    }

    fn month(year: i32, month: u32) -> Option<Self> {
        let first = NaiveDate::from_ymd_opt(year, month, 1)?;
        let next = first.checked_add_months(chrono::Months::new(1))?;
        Some(Self { first, last: next.pred_opt()? })
    }

    fn year(year: i32) -> Option<Self> {
        Some(Self {
            first: NaiveDate::from_ymd_opt(year, 1, 1)?,
            last: NaiveDate::from_ymd_opt(year, 12, 31)?,
        })
    }
}

/// Midnight of that day in Asia/Ho_Chi_Minh, which has been +07:00 without summer time since 1975.
fn instant(day: NaiveDate) -> DateTime<Utc> {
    (day.and_time(chrono::NaiveTime::MIN) - chrono::TimeDelta::hours(7)).and_utc()
}

/// Reads a number of so many digits.
fn digits(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let fits = lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

/// Reads a year of four digits; year 0 is none.
fn year(text: &str) -> Option<i32> {
    digits(text, 4..=4).filter(|y| *y > 0).and_then(|y| i32::try_from(y).ok())
}

impl FromStr for PartialDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trimmed = text.trim();
        let read = || {
            let parts: Vec<&str> = trimmed.split(['-', '/']).collect();
            match (parts.as_slice(), trimmed.contains('-'), trimmed.contains('/')) {
                ([y], ..) => Self::year(year(y)?),
                ([y, m], true, false) => Self::month(year(y)?, digits(m, 2..=2)?),
                ([y, m, d], true, false) => Self::day(year(y)?, digits(m, 2..=2)?, digits(d, 2..=2)?),
                ([m, y], false, true) => Self::month(year(y)?, digits(m, 1..=2)?),
                ([d, m, y], false, true) => Self::day(year(y)?, digits(m, 1..=2)?, digits(d, 1..=2)?),
                _ => None,
            }
        };
        read().ok_or_else(|| DateError(text.to_owned()))
    }
}

/// The shortest canonical form that says the same: `2018`, `2018-02`, `2018-02-27`.
impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.first.year())?;
        if self.first.month() != self.last.month() {
            return Ok(());
        }
        write!(f, "-{:02}", self.first.month())?;
        if self.first != self.last {
            return Ok(());
        }
        write!(f, "-{:02}", self.first.day())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(&str, &str, &str)>) {
        let read = text.parse::<PartialDate>().ok();
        let read = read.map(|d| (d.first().to_string(), d.last().to_string(), d.to_string()));
        let expected = expected.map(|(f, l, s)| (f.to_owned(), l.to_owned(), s.to_owned()));
        assert_eq!(read, expected, "{text}");
    }

    #[test]
    fn dates_as_typed() {
        check("2018", Some(("2018-01-01", "2018-12-31", "2018")));
        check("2018-02", Some(("2018-02-01", "2018-02-28", "2018-02")));
        check("2024-02", Some(("2024-02-01", "2024-02-29", "2024-02")));
        check("2018-12", Some(("2018-12-01", "2018-12-31", "2018-12")));
        check("2018-02-27", Some(("2018-02-27", "2018-02-27", "2018-02-27")));
        check("27/02/2018", Some(("2018-02-27", "2018-02-27", "2018-02-27")));
        check("7/2/2018", Some(("2018-02-07", "2018-02-07", "2018-02-07")));
        check(" 02/2018 ", Some(("2018-02-01", "2018-02-28", "2018-02")));
    }

    #[test]
    fn what_is_no_date() {
        let wrong =
            ["", "18", "2018-13", "2018-02-30", "31/04/2018", "2018/02", "02-2018", "2018-2-7", "+201"];
        for text in wrong {
            check(text, None);
        }
        for text in ["0000", "2018-", "-2018", "27/02-2018", "năm 2018", "２０１８", "99999"] {
            check(text, None);
        }
    }

    #[test]
    fn the_day_is_that_of_vietnam() {
        let date: PartialDate = "2018-02-27".parse().unwrap();
        assert_eq!(date.start().to_rfc3339(), "2018-02-26T17:00:00+00:00");
        assert_eq!(date.end().to_rfc3339(), "2018-02-27T17:00:00+00:00");
    }
}
