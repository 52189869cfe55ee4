//! Dates as users type them.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};

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
}

/// Midnight of that day in Asia/Ho_Chi_Minh, which has been +07:00 without summer time since 1975.
fn instant(day: NaiveDate) -> DateTime<Utc> {
    (day.and_time(chrono::NaiveTime::MIN) - chrono::TimeDelta::hours(7)).and_utc()
}

impl FromStr for PartialDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Err(DateError(text.to_owned()))
    }
}
