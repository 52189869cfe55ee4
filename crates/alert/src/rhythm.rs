//! When messages go out.

use chrono::{DateTime, Datelike, Days, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Asia::Ho_Chi_Minh;
use serde::{Deserialize, Serialize};

/// When messages of an alert go out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rhythm {
    /// As soon as something has matched.
    #[default]
    AtOnce,
    /// At seven in the morning of Asia/Ho_Chi_Minh.
    Daily,
    /// On Mondays at seven in the morning of Asia/Ho_Chi_Minh.
    Weekly,
}

impl Rhythm {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::AtOnce, Self::Daily, Self::Weekly];

    /// Returns its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AtOnce => "at_once",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
        }
    }

    /// When what matches now is to be sent: now, or the next time of the rhythm, which lies after now.
    pub fn due(self, now: DateTime<Utc>) -> DateTime<Utc> {
        let seven = NaiveTime::from_hms_opt(7, 0, 0).expect("a time of day");
        let today = now.with_timezone(&Ho_Chi_Minh).date_naive();
        let fits = |day: &chrono::NaiveDate| self == Self::Daily || day.weekday() == Weekday::Mon;
        let mornings = (0..=7).filter_map(|days| today.checked_add_days(Days::new(days))).filter(fits);
        // The zone has had no clock change since 1975, so every morning has its seven o'clock.
        let mut mornings = mornings
            .filter_map(|day| Ho_Chi_Minh.from_local_datetime(&day.and_time(seven)).earliest())
            .map(|at| at.with_timezone(&Utc));
        match self {
            Self::AtOnce => now,
            Self::Daily | Self::Weekly => mornings.find(|at| *at > now).unwrap_or(now),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_go_out_at_seven_in_the_morning_over_there() {
        let check = |rhythm: Rhythm, now: &str, due: &str| {
            assert_eq!(rhythm.due(now.parse().unwrap()), due.parse::<DateTime<Utc>>().unwrap(), "{now}");
        };
        // Seven in Hà Nội is midnight in Greenwich.
        check(Rhythm::AtOnce, "2026-11-25T03:04:05Z", "2026-11-25T03:04:05Z");
        check(Rhythm::Daily, "2026-11-25T03:04:05Z", "2026-11-26T00:00:00Z");
        check(Rhythm::Daily, "2026-11-24T23:59:59Z", "2026-11-25T00:00:00Z");
        check(Rhythm::Daily, "2026-11-25T00:00:00Z", "2026-11-26T00:00:00Z");
        // 2026-11-30 is a Monday.
        check(Rhythm::Weekly, "2026-11-25T03:04:05Z", "2026-11-30T00:00:00Z");
        check(Rhythm::Weekly, "2026-11-29T23:00:00Z", "2026-11-30T00:00:00Z");
        check(Rhythm::Weekly, "2026-11-30T00:00:00Z", "2026-12-07T00:00:00Z");
    }
}
