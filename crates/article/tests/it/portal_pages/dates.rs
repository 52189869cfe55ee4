//! The forms in which portals print a date.

use chrono::{DateTime, Datelike, Duration, Timelike, Utc};

use super::dice::Dice;

/// Noon of Thursday 20 November 2025 in Vietnam: when the pages are fetched.
pub(crate) fn fetched_at() -> DateTime<Utc> {
    "2025-11-20T05:00:00Z".parse().expect("a constant")
}

/// A publication time, in Vietnam's local time, never midnight.
pub(crate) fn moment(dice: &mut Dice) -> chrono::NaiveDateTime {
    let day = chrono::NaiveDate::from_ymd_opt(2010, 1, 5).expect("a constant");
    let day = day + Duration::days(dice.number(0, 5600) as i64);
    day.and_hms_opt(dice.number(6, 22) as u32, dice.number(0, 59) as u32, dice.number(0, 59) as u32)
        .expect("in range")
}

/// A printed date and what a reader learns of it: the day, and whether the minute.
pub(crate) struct Printed {
    pub(crate) text: String,
    pub(crate) has_minute: bool,
}

const WEEKDAYS: [&str; 7] = ["Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật"];
const WORDS: [&str; 13] =
    ["", "Một", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Mười Một", "Mười Hai"];

/// Number of forms.
pub(crate) const FORMS: u64 = 26;

pub(crate) fn print(at: chrono::NaiveDateTime, form: u64) -> Printed {
    let (d, m, y) = (at.day(), at.month(), at.year());
    let (h, min, s) = (at.hour(), at.minute(), at.second());
    let weekday = WEEKDAYS[at.weekday().num_days_from_monday() as usize];
    let cap = weekday
        .replace("hai", "Hai")
        .replace(" b", " B")
        .replace(" t", " T")
        .replace(" n", " N")
        .replace(" s", " S");
    let short = match at.weekday().num_days_from_monday() {
        6 => "CN".to_owned(),
        n => format!("Thứ {}", n + 2),
    };
    let (half, h12) = if h < 12 { ("SA", h) } else { ("CH", if h == 12 { 12 } else { h - 12 }) };
    let (ampm, _) = if h < 12 { ("AM", 0) } else { ("PM", 0) };
    let (text, has_minute) = match form {
        0 => (format!("{d:02}/{m:02}/{y} | {h:02}:{min:02}"), true),
        1 => (format!("{d:02} - {m:02} - {y}"), false),
        2 => (format!("{d:02}/{m:02}/{y}"), false),
        3 => (format!("{cap}, {d:02}/{m:02}/{y}"), false),
        4 => (format!("{h:02}:{min:02} {d:02}/{m:02}/{y}"), true),
        5 => (format!("{d:02}/{m:02}/{y} {h:02}:{min:02}:{s:02}"), true),
        6 => (format!("{weekday} - {d:02}/{m:02}/{y} {h:02}:{min:02}"), true),
        7 => (format!("{short}, {d:02}.{m:02}.{y} | {h:02}:{min:02}:{s:02}"), true),
        8 => (format!("{d:02}-{m:02}-{y}, {h:02}:{min:02} (GMT+7)"), true),
        9 => (format!("Cập nhật lúc {h:02}:{min:02}, {cap}, {d:02}/{m:02}/{y} (GMT+7)"), true),
        10 => (format!("{cap}, {d:02}/{m:02}/{y} {h12:02}:{min:02} {half}"), true),
        11 => (format!("{h:02}:{min:02} | {d:02}/{m:02}/{y}"), true),
        12 => (format!("{weekday}, ngày {d} tháng {m} năm {y} | {h:02}:{min:02}"), true),
        13 => (format!("{h:02}:{min:02}, {d:02}/{m:02}/{y}"), true),
        14 => (format!("{d:02} {m:02} {y}"), false),
        15 => (format!("ngày {d:02} tháng {m:02} năm {y}"), false),
        16 => (format!("00:00 {d:02}/{m:02}/{y}"), false),
        17 => (format!("{d}/{m}/{y} {h12}:{min:02}:{s:02} {half}"), true),
        18 => (format!("{d}/{m}/{y} {h12}:{min:02} {ampm}"), true),
        19 => (format!("{d:02}/{m:02}/{y} {h}h{min:02}"), true),
        20 => (format!("{d:02} Tháng {} {y}", WORDS[m as usize]), false),
        21 => (format!("{y}-{m:02}-{d:02} {h:02}:{min:02}:{s:02}"), true),
        22 => (format!("{d:02}/{m:02}/{y} - {h:02}:{min:02}"), true),
        23 => (format!("{h} giờ {min:02} phút, ngày {d:02}/{m:02}/{y}"), true),
        24 => (format!("{cap}, {h:02}:{min:02} {d:02}/{m:02}/{y}"), true),
        _ => (format!("Tháng {} {d}, {y}", WORDS[m as usize]), false),
    };
    Printed { text, has_minute }
}

/// What the clock in the head of a page shows at the fetch.
pub(crate) fn clock(dice: &mut Dice) -> String {
    let at = fetched_at() + Duration::hours(7);
    let (d, m, y) = (at.day(), at.month(), at.year());
    match dice.number(0, 5) {
        0 => format!("Thursday, {d:02}/{m:02}/{y}"),
        1 => format!("Thứ năm, {d:02}/{m:02}/{y} | 12:00"),
        2 => format!("Hôm nay, Thứ Năm, ngày {d} tháng {m} năm {y}"),
        3 => format!("Thứ 5, {d}/{m}/{y} 12:00:31 CH"),
        4 => format!("Hôm nay: {d:02}/{m:02}/{y}"),
        _ => format!("Hà Nội, ngày {d} tháng {m} năm {y}"),
    }
}
