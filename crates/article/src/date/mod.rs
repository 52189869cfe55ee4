//! Dates as ward pages print them, read as a Vietnamese reader would: day first, time of Asia/Ho_Chi_Minh.
//!
//! Pure: what "two hours ago" means is told by the `now` that is passed in. Which of a page's dates is the
//! publication date is decided elsewhere.

mod relative;

use std::ops::Range;
use std::sync::LazyLock;

use chrono::{DateTime, Datelike, Duration, FixedOffset, NaiveDate, NaiveTime, TimeZone, Utc};
use regex::{Captures, Regex};

use self::relative::find_relative;
use crate::Precision;
use crate::one_line::one_line;

/// Asia/Ho_Chi_Minh has had no other offset since 1975, before the first of these sites.
pub(crate) fn vietnam() -> FixedOffset {
    FixedOffset::east_opt(7 * 3600).expect("seven hours are a valid offset")
}

/// A date in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundDate {
    /// Byte range in the text, time of day included.
    pub(crate) range: Range<usize>,
    /// The instant; midnight in Vietnam when only the day is known.
    pub(crate) at: DateTime<Utc>,
    pub(crate) precision: Precision,
    /// Whether it counts back from the day of reading: *2 giờ trước*.
    pub(crate) is_relative: bool,
}

/// Reads the first date of a text (of its first thousand bytes), with the time of day that stands beside it; relative
/// dates ("2 giờ trước") count back from `now`.
///
/// Midnight sharp is taken as "time unknown": the systems that print `00:00 17/09/2018` print it for every
/// article. The day is first in `03/05/2018`; the month is first only where nothing else is possible and AM/PM
/// stands beside it.
pub fn parse_date(text: &str, now: DateTime<Utc>) -> Option<(DateTime<Utc>, Precision)> {
    find_date(&one_line(text), now).map(|found| (found.at, found.precision))
}

/// Finds the first date of a line (NFC).
pub(crate) fn find_date(line: &str, now: DateTime<Utc>) -> Option<FoundDate> {
    let line = lower(&line[..line.floor_char_boundary(MAX_SEARCHED)]);
    let absolute = find_absolute(&line);
    let relative = find_relative(&line, now);
    match (absolute, relative) {
        (Some(a), Some(r)) => Some(if r.range.start < a.range.start { r } else { a }),
        (a, r) => a.or(r),
    }
}

/// Finds the first date of a line (NFC) that does not count back from the day of reading.
pub(crate) fn find_printed_date(line: &str) -> Option<FoundDate> {
    find_absolute(&lower(line))
}

/// Lower case that keeps every byte offset: a character whose lower case is longer or shorter stays.
pub(crate) fn lower(text: &str) -> String {
    text.chars()
        .map(|c| {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(l), None) if l.len_utf8() == c.len_utf8() => l,
                _ => c,
            }
        })
        .collect()
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is a constant")
}

const MONTH: &str = "mười hai|mười một|mười|một|giêng|hai|ba|tư|bốn|năm|sáu|bảy|bẩy|tám|chín|chạp";

/// `[day, month, year]` patterns; named groups d, m, y, word months in w.
static DATES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    [
        // 2018-02-27T18:00:00+07:00; the time is read by `iso_time`.
        r"(?<y>\d{4})\s?[-/.]\s?(?<m>\d{1,2})\s?[-/.]\s?(?<d>\d{1,2})".to_owned(),
        r"(?<d>\d{1,2})\s*[-–/.]\s*(?<m>\d{1,2})\s*[-–/.]\s*(?<y>\d{4})".to_owned(),
        r"(?:ngày\s+)?(?<d>\d{1,2})\s+tháng\s+(?<m>\d{1,2})\s*[,/]?\s*(?:năm\s+)?(?<y>\d{4})".to_owned(),
        format!(r"(?<d>\d{{1,2}})\s+tháng\s+(?<w>{MONTH})\s*,?\s+(?:năm\s+)?(?<y>\d{{4}})"),
        format!(r"tháng\s+(?<w>{MONTH})\s+(?<d>\d{{1,2}})\s*,\s*(?<y>\d{{4}})"),
        r"tháng\s+(?<m>\d{1,2})\s+(?<d>\d{1,2})\s*,\s*(?<y>\d{4})".to_owned(),
        format!(r"(?<d>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?<e>{ENGLISH})[a-z]*\.?,?[\s-]+(?<y>\d{{4}})"),
        format!(r"(?<e>{ENGLISH})[a-z]*\.?\s+(?<d>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?<y>\d{{4}})"),
        // "16 11 2025" stands alone or after a label; in running text three numbers are no date.
        r"(?:^[\s(\[]*|ngày\s+|đăng\s+|[:|]\s*)(?<d>\d{1,2}) (?<m>\d{1,2}) (?<y>\d{4})\s*(?:$|[|()\]•–-])"
            .to_owned(),
    ]
    .iter()
    .map(|text| pattern(text))
    .collect()
});

const ENGLISH: &str = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec";

static ISO_TIME: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s?t\s?(\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?\s?(z|[+-]\d{2}:?\d{2})?"));

static TIME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?<h>\d{1,2})(?:\s?:\s?(?<m>\d{2})(?:\s?:\s?\d{2}(?:\.\d+)?)?|\s?h\s?(?<m2>\d{2})?|\s?giờ(?:\s?(?<m3>\d{1,2})(?:\s?phút)?)?)(?:\s?(?<half>sa|ch|am|pm|sáng|chiều|tối)\b)?",
    )
});

static OFFSET: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:gmt|utc)\s?([+-])\s?(\d{1,2})(?::?(\d{2}))?"));

/// How far into a line a date is looked for, in bytes: the time of the search grows with the square of this.
const MAX_SEARCHED: usize = 1000;

fn find_absolute(line: &str) -> Option<FoundDate> {
    let line = &line[..line.floor_char_boundary(MAX_SEARCHED)];
    let mut best: Option<(Range<usize>, NaiveDate)> = None;
    for regex in DATES.iter() {
        for captures in regex.captures_iter(line) {
            let Some(whole) = captures.get(0) else { continue };
            if best.as_ref().is_some_and(|(range, _)| range.start <= whole.start()) {
                break;
            }
            // No digit may touch the date: 127/02/2018 is a document number, 27/02/20181 nothing.
            let before = line[..whole.start()].chars().next_back();
            let after = line[whole.end()..].chars().next();
            let first_is_digit = whole.as_str().starts_with(|c: char| c.is_ascii_digit());
            if (first_is_digit && before.is_some_and(|c| c.is_ascii_digit() || c == '/'))
                || after.is_some_and(|c| c.is_ascii_digit() || c == '/')
            {
                continue;
            }
            if let Some(date) = read_date(&captures, line) {
                best = Some((whole.range(), date));
                break;
            }
        }
    }
    let (range, date) = best?;
    Some(with_time(line, range, date))
}

fn read_date(captures: &Captures<'_>, line: &str) -> Option<NaiveDate> {
    let number = |name: &str| captures.name(name).and_then(|m| m.as_str().parse::<u32>().ok());
    let year = i32::try_from(number("y")?).ok()?;
    let day = number("d")?;
    let month = match (captures.name("w"), captures.name("e")) {
        (Some(word), _) => month_of_word(word.as_str())?,
        (None, Some(word)) => month_of_english(word.as_str())?,
        (None, None) => number("m")?,
    };
    let year_is_sane = (1900..2100).contains(&year);
    let date = NaiveDate::from_ymd_opt(year, month, day).or_else(|| {
        let american = TIME
            .captures_iter(line)
            .any(|t| matches!(&t.name("half").map(|h| h.as_str()), Some("am" | "pm")));
        american.then(|| NaiveDate::from_ymd_opt(year, day, month)).flatten()
    });
    date.filter(|_| year_is_sane)
}

fn month_of_word(word: &str) -> Option<u32> {
    Some(match word {
        "một" | "giêng" => 1,
        "hai" => 2,
        "ba" => 3,
        "tư" | "bốn" => 4,
        "năm" => 5,
        "sáu" => 6,
        "bảy" | "bẩy" => 7,
        "tám" => 8,
        "chín" => 9,
        "mười" => 10,
        "mười một" => 11,
        "mười hai" | "chạp" => 12,
        _ => return None,
    })
}

fn month_of_english(word: &str) -> Option<u32> {
    let at = ENGLISH.split('|').position(|month| month == word)?;
    u32::try_from(at + 1).ok()
}

/// Joins the time of day that stands beside the date, if any.
fn with_time(line: &str, date_range: Range<usize>, date: NaiveDate) -> FoundDate {
    if let Some(iso) = ISO_TIME.captures(&line[date_range.end..]) {
        let time = clock_time(group(&iso, 1), group(&iso, 2), None);
        if let (Some(time), Some(whole)) = (time, iso.get(0)) {
            let offset = iso.get(3).and_then(|m| iso_offset(m.as_str())).unwrap_or_else(vietnam);
            return found(date_range.start..date_range.end + whole.end(), date, time, offset);
        }
    }
    let day = || found_day(date_range.clone(), date);
    let Some((range, time)) = time_beside(line, &date_range) else { return day() };
    let start = range.start.min(date_range.start);
    let mut end = range.end.max(date_range.end);
    let mut offset = vietnam();
    if let Some(zone) = OFFSET.captures(&line[end..])
        && let Some(whole) = zone.get(0)
        && line[end..end + whole.start()].chars().count() <= 3
    {
        let hours = group(&zone, 2).and_then(|h| h.parse::<i32>().ok()).unwrap_or(7);
        let minutes = group(&zone, 3).and_then(|m| m.parse::<i32>().ok()).unwrap_or(0);
        let sign = if group(&zone, 1) == Some("-") { -1 } else { 1 };
        offset = FixedOffset::east_opt(sign * (hours * 3600 + minutes * 60)).unwrap_or_else(vietnam);
        end += whole.end();
    }
    found(start..end, date, time, offset)
}

fn group<'t>(captures: &Captures<'t>, at: usize) -> Option<&'t str> {
    captures.get(at).map(|m| m.as_str())
}

fn iso_offset(text: &str) -> Option<FixedOffset> {
    if text == "z" {
        return FixedOffset::east_opt(0);
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let hours = digits.get(..2)?.parse::<i32>().ok()?;
    let minutes = digits.get(2..)?.parse::<i32>().ok()?;
    let sign = if text.starts_with('-') { -1 } else { 1 };
    FixedOffset::east_opt(sign * (hours * 3600 + minutes * 60))
}

/// The time nearest to the date with only filler between the two, after the date before before it.
fn time_beside(line: &str, date: &Range<usize>) -> Option<(Range<usize>, NaiveTime)> {
    let mut best: Option<(usize, Range<usize>, NaiveTime)> = None;
    for captures in TIME.captures_iter(line) {
        let Some(whole) = captures.get(0) else { continue };
        if whole.start() < date.end && date.start < whole.end() {
            continue;
        }
        let touches =
            line[..whole.start()].chars().next_back().is_some_and(|c| c.is_ascii_digit() || c == '/')
                || line[whole.end()..].chars().next().is_some_and(|c| c.is_alphanumeric());
        let between = if whole.start() >= date.end {
            &line[date.end..whole.start()]
        } else {
            &line[whole.end()..date.start]
        };
        if touches || !is_filler(between) {
            continue;
        }
        let minutes = ["m", "m2", "m3"].iter().find_map(|name| captures.name(name)).map(|m| m.as_str());
        let half = captures.name("half").map(|m| m.as_str());
        let Some(time) = clock_time(captures.name("h").map(|m| m.as_str()), minutes, half) else { continue };
        let distance = between.len() + usize::from(whole.start() < date.start);
        if best.as_ref().is_none_or(|(d, ..)| distance < *d) {
            best = Some((distance, whole.range(), time));
        }
    }
    best.map(|(_, range, time)| (range, time))
}

/// What may stand between a date and its time: signs, weekdays, "lúc", "ngày".
fn is_filler(between: &str) -> bool {
    static WORDS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|\d)|chủ\s+nhật|ngày|lúc|vào|hồi|at|cn|(?:sun|mon|tues|wednes|thurs|fri|satur)day|sáng|chiều|tối|trưa)",
        )
    });
    between.chars().count() <= 30 && WORDS.replace_all(between, "").chars().all(|c| !c.is_alphanumeric())
}

fn clock_time(hour: Option<&str>, minute: Option<&str>, half: Option<&str>) -> Option<NaiveTime> {
    let mut hour: u32 = hour?.parse().ok()?;
    let minute: u32 = minute.map_or(Some(0), |m| m.parse().ok())?;
    match half {
        Some("ch" | "pm" | "chiều" | "tối") if hour < 12 => hour += 12,
        Some("sa" | "am") if hour == 12 => hour = 0,
        _ => {}
    }
    NaiveTime::from_hms_opt(hour, minute, 0)
}

fn found(range: Range<usize>, date: NaiveDate, time: NaiveTime, offset: FixedOffset) -> FoundDate {
    if time == NaiveTime::MIN && offset == vietnam() {
        return found_day(range, date);
    }
    match offset.from_local_datetime(&date.and_time(time)).single() {
        Some(at) => FoundDate { range, at: at.to_utc(), precision: Precision::Minute, is_relative: false },
        None => found_day(range, date),
    }
}

fn found_day(range: Range<usize>, date: NaiveDate) -> FoundDate {
    FoundDate { range, at: start_of_day(date), precision: Precision::Day, is_relative: false }
}

/// Midnight of a day in Vietnam.
pub(crate) fn start_of_day(date: NaiveDate) -> DateTime<Utc> {
    (date.and_time(NaiveTime::MIN) - Duration::hours(7)).and_utc()
}

/// Says why a date cannot be that of an article fetched at this time, if so.
pub(crate) fn implausible(at: DateTime<Utc>, fetched_at: DateTime<Utc>) -> Option<&'static str> {
    if at > fetched_at + Duration::days(1) {
        Some("later than the fetch")
    } else if at.with_timezone(&vietnam()).year() < 1995 {
        Some("before 1995")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noon of 18 July 2024 in Vietnam, a Thursday.
    pub(super) fn now() -> DateTime<Utc> {
        "2024-07-18T05:00:00Z".parse().unwrap()
    }

    /// `expected`: local time in Vietnam, `2018-02-27` or `2018-02-27 18:00`; empty: no date.
    pub(super) fn check(text: &str, expected: &str) {
        let found = parse_date(text, now()).map(|(at, precision)| {
            let local = at.with_timezone(&vietnam());
            match precision {
                Precision::Day => local.format("%F").to_string(),
                Precision::Minute => local.format("%F %H:%M").to_string(),
            }
        });
        assert_eq!(found.unwrap_or_default(), expected, "{text}");
    }

    #[test]
    fn forms_of_the_portals() {
        check("Ngày đăng 27/02/2018 | 18:00  | Lượt xem: 749", "2018-02-27 18:00");
        check("17 - 05 - 2024", "2024-05-17");
        check("09/12/2022", "2022-12-09");
        check("Thứ Năm, 17/07/2025", "2025-07-17");
        check("16:30 17/09/2018", "2018-09-17 16:30");
        check("27/11/2011 21:54:00 - Đã xem: 1791", "2011-11-27 21:54");
        check("Thứ ba - 27/02/2018 18:00", "2018-02-27 18:00");
        check("Thứ 4, 06.03.2019 | 10:31:15", "2019-03-06 10:31");
        check("05-03-2019, 14:20 (GMT+7)", "2019-03-05 14:20");
        check("Cập nhật lúc 07:45, Thứ Tư, 06/03/2019 (GMT+7)", "2019-03-06 07:45");
        check("Thứ Năm, 02/05/2024 07:03 SA", "2024-05-02 07:03");
        check("Thứ Năm, 02/05/2024 07:03 CH", "2024-05-02 19:03");
        check("10:31 | 24/01/2023", "2023-01-24 10:31");
        check("Thứ ba, ngày 24 tháng 1 năm 2023 | 10:31", "2023-01-24 10:31");
        check("10:31, 24/01/2023", "2023-01-24 10:31");
        check("16 11 2025", "2025-11-16");
        check("Hải Phòng, ngày 21 tháng 10 năm 2019", "2019-10-21");
        check("Ngày cập nhật 19/02/2019", "2019-02-19");
        check("Thursday, 18/07/2024", "2024-07-18");
        check("Ngày 5 tháng Giêng năm 2020", "2020-01-05");
        check("5 tháng mười hai, 2020", "2020-12-05");
        check("Tháng Ba 5, 2020", "2020-03-05");
        check("8h30 ngày 05/03/2019", "2019-03-05 08:30");
        check("05/03/2019 lúc 8 giờ 30 phút", "2019-03-05 08:30");
        check("ngày 5/3/2019 lúc 2 giờ chiều", "2019-03-05 14:00");
    }

    #[test]
    fn forms_of_machines() {
        check("2018-02-27T18:00:00+07:00", "2018-02-27 18:00");
        check("2018-02-27T11:00:00Z", "2018-02-27 18:00");
        check("2018-02-27T11:00:00.123+0000", "2018-02-27 18:00");
        check("2018-02-27T18:00", "2018-02-27 18:00");
        check("2018-02-27 18:00:00", "2018-02-27 18:00");
        check("2018-02-27", "2018-02-27");
        check("2018/02/27", "2018-02-27");
        check("27 Feb 2018 18:00", "2018-02-27 18:00");
        check("February 27, 2018", "2018-02-27");
        // PHP's format "Y-m-dTH:i:s", in which "T" is the zone: only the day can be trusted.
        check("2019-03-05+0708:15:00", "2019-03-05");
        check("2019-03-05ICT08:15:00", "2019-03-05");
    }

    #[test]
    fn midnight_is_an_unknown_time() {
        check("00:00 17/09/2018", "2018-09-17");
        check("17/09/2018 12:00:00 SA", "2018-09-17");
        check("2018-09-17T00:00:00+07:00", "2018-09-17");
    }

    #[test]
    fn the_day_comes_first() {
        check("03/05/2018", "2018-05-03");
        check("05/27/2018", "");
        check("05/27/2018 8:00 AM", "2018-05-27 08:00");
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "31/02/2018",
            "127/02/2018",
            "27/02/20181",
            "Kế hoạch số 127/KH-UBND",
            "1234567",
            "18:00",
            "Điện thoại: 024 3827 1234",
            "tổ 5 10 2019 hộ",
            "27/02/1018",
            "ba mươi ngày",
        ] {
            check(text, "");
        }
    }

    #[test]
    fn the_first_date_with_the_time_beside_it() {
        check("Từ 08/01/2019 đến 15/01/2019 18:00", "2019-01-08");
        check("18:00 Chủ Nhật, ngày 05/03/2017", "2017-03-05 18:00");
        check("31/02/2018, đúng là 28/02/2018", "2018-02-28");
        let found = find_date("Đăng 27/02/2018 | 18:00 | Xem: 5", now()).unwrap();
        assert_eq!(&"Đăng 27/02/2018 | 18:00 | Xem: 5"[found.range], "27/02/2018 | 18:00");
    }

    #[test]
    fn a_date_far_inside_is_not_looked_for() {
        let long = format!("{} 27/02/2018", "ờ".repeat(600));
        check(&long, "");
    }

    #[test]
    fn dates_that_cannot_be() {
        let day = |text: &str| parse_date(text, now()).unwrap().0;
        assert_eq!(implausible(day("18/07/2024"), now()), None);
        assert_eq!(implausible(day("20/07/2024"), now()), Some("later than the fetch"));
        assert_eq!(implausible(day("01/01/1970"), now()), Some("before 1995"));
    }
}
