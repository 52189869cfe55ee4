//! Dates that count back from the day of reading: *2 giờ trước*, *hôm qua*.

use std::sync::LazyLock;

use chrono::{DateTime, Datelike, Days, Duration, Months, Utc};
use regex::Regex;

use super::{FoundDate, found_day, group, pattern, vietnam, with_time};
use crate::Precision;

/// Finds where a line (NFC, lower case) counts back from the day of reading.
pub(super) fn find_relative(line: &str, now: DateTime<Utc>) -> Option<FoundDate> {
    find(line, now).map(|found| FoundDate { is_relative: true, ..found })
}

fn find(line: &str, now: DateTime<Utc>) -> Option<FoundDate> {
    static AGO: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"((?:\d{1,3}\s+(?:giây|phút|giờ|tiếng|ngày|tuần|tháng|năm)\s*,?\s*){1,3})trước(?:\s|[.,)|]|$)",
        )
    });
    static PART: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(\d{1,3})\s+(giây|phút|giờ|tiếng|ngày|tuần|tháng|năm)"));
    static NEAR: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^(?:[^\p{L}]*)(hôm nay|hôm qua|hôm kia|vừa xong)"));
    let today = now.with_timezone(&vietnam()).date_naive();
    if let Some(near) = NEAR.captures(line)
        && let Some(word) = near.get(1)
    {
        let back = match word.as_str() {
            "hôm nay" => 0,
            "hôm qua" => 1,
            "hôm kia" => 2,
            _ => {
                let (range, precision) = (word.range(), Precision::Minute);
                return Some(FoundDate { range, at: now, precision, is_relative: true });
            }
        };
        return Some(with_time(line, word.range(), today.checked_sub_days(Days::new(back))?));
    }
    let ago = AGO.captures(line)?;
    let range = ago.get(0)?.range();
    let mut day = today;
    let mut shift = Duration::zero();
    let mut exact = true;
    for part in PART.captures_iter(group(&ago, 1)?) {
        let count: u32 = group(&part, 1)?.parse().ok()?;
        let units = i64::from(count);
        match group(&part, 2)? {
            "giây" => shift += Duration::seconds(units),
            "phút" => shift += Duration::minutes(units),
            "giờ" | "tiếng" => shift += Duration::hours(units),
            unit => {
                exact = false;
                day = match unit {
                    "ngày" => day.checked_sub_days(Days::new(count.into()))?,
                    "tuần" => day.checked_sub_days(Days::new(u64::from(count) * 7))?,
                    "tháng" => day.checked_sub_months(Months::new(count))?,
                    _ => day.checked_sub_months(Months::new(count * 12))?,
                };
            }
        }
    }
    if day.year() < 1900 {
        return None;
    }
    Some(if exact {
        FoundDate { range, at: now - shift, precision: Precision::Minute, is_relative: true }
    } else {
        found_day(range, day)
    })
}

#[cfg(test)]
mod tests {
    use crate::date::find_printed_date;
    use crate::date::tests::check;

    #[test]
    fn relative_dates() {
        check("2 giờ trước", "2024-07-18 10:00");
        check("15 phút trước", "2024-07-18 11:45");
        check("3 ngày trước", "2024-07-15");
        check("2 tháng 2 tuần trước", "2024-05-04");
        check("1 năm trước", "2023-07-18");
        check("Hôm qua, 14:30", "2024-07-17 14:30");
        check("Hôm nay", "2024-07-18");
        check("Vừa xong", "2024-07-18 12:00");
        check("3 năm trước đây", "2021-07-18");
        assert_eq!(find_printed_date("2 giờ trước"), None);
    }
}
