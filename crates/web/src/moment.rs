//! Instants as people and programs read them, always in Asia/Ho_Chi_Minh.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, SecondsFormat, Utc};
use langbao_article::Precision;
use langbao_search::PartialDate;

use crate::Lang;

/// An instant for `<time datetime="{machine}">{text}</time>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) machine: String,
    pub(crate) text: String,
}

impl Moment {
    /// Makes a moment of which only what the precision allows is shown.
    pub(crate) fn new(at: DateTime<Utc>, precision: Precision, lang: Lang) -> Self {
        let local = vietnam(at);
        match precision {
            Precision::Day => {
                Self { machine: local.format("%Y-%m-%d").to_string(), text: day(local.date_naive(), lang) }
            }
            Precision::Minute => Self {
                machine: rfc3339(at),
                text: format!("{} {}", day(local.date_naive(), lang), local.format("%H:%M")),
            },
        }
    }

    /// Makes a moment to the minute.
    pub(crate) fn minute(at: DateTime<Utc>, lang: Lang) -> Self {
        Self::new(at, Precision::Minute, lang)
    }

    /// Makes a moment of which the day is enough.
    pub(crate) fn day(at: DateTime<Utc>, lang: Lang) -> Self {
        Self::new(at, Precision::Day, lang)
    }
}

/// Asia/Ho_Chi_Minh has had no other offset since 1975, before the first of these sites.
pub(crate) fn vietnam(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    at.with_timezone(&FixedOffset::east_opt(7 * 3600).expect("seven hours are a valid offset"))
}

/// Writes an instant for programs: `2018-02-27T18:05:00+07:00`.
pub(crate) fn rfc3339(at: DateTime<Utc>) -> String {
    vietnam(at).to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// Writes the precision for programs.
pub(crate) fn precision_code(precision: Precision) -> &'static str {
    match precision {
        Precision::Day => "day",
        Precision::Minute => "minute",
    }
}

/// Writes a day: `27/02/2018`, in English `27 Feb 2018`.
pub(crate) fn day(date: NaiveDate, lang: Lang) -> String {
    date.format(lang.pick("%d/%m/%Y", "%-d %b %Y")).to_string()
}

/// Writes a date as people type it: `2018`, `02/2018`, `27/02/2018`.
pub(crate) fn typed(date: PartialDate) -> String {
    span(date.first(), date.last(), Lang::Vi)
}

/// Writes a span of days as shortly as it can be said: `2018`, `02/2018`, `27/02/2018`, `26/02/2018–04/03/2018`.
pub(crate) fn span(from: NaiveDate, to: NaiveDate, lang: Lang) -> String {
    match width(from, to) {
        Width::Year => from.year().to_string(),
        Width::Month => from.format(lang.pick("%m/%Y", "%b %Y")).to_string(),
        Width::Day => day(from, lang),
        Width::Other => format!("{}–{}", day(from, lang), day(to, lang)),
    }
}

/// What a span of days is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Width {
    Year,
    Month,
    Day,
    /// A week, or a unit cut short.
    Other,
}

/// Tells what a span of days is, both inclusive.
pub(crate) fn width(from: NaiveDate, to: NaiveDate) -> Width {
    let ends_month = to.succ_opt().is_none_or(|next| next.day() == 1);
    if from == to {
        Width::Day
    } else if from.year() == to.year() && from.ordinal() == 1 && to.month() == 12 && ends_month {
        Width::Year
    } else if from.year() == to.year() && from.month() == to.month() && from.day() == 1 && ends_month {
        Width::Month
    } else {
        Width::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_show_what_is_known() {
        let at: DateTime<Utc> = "2018-02-26T17:00:00Z".parse().unwrap();
        let check = |moment: Moment, machine: &str, text: &str| {
            assert_eq!((moment.machine.as_str(), moment.text.as_str()), (machine, text));
        };
        check(Moment::new(at, Precision::Day, Lang::Vi), "2018-02-27", "27/02/2018");
        check(Moment::new(at, Precision::Day, Lang::En), "2018-02-27", "27 Feb 2018");
        check(Moment::minute(at, Lang::Vi), "2018-02-27T00:00:00+07:00", "27/02/2018 00:00");
    }

    #[test]
    fn spans_are_said_shortly() {
        let check = |from: &str, to: &str, vi: &str, en: &str| {
            let (from, to) = (from.parse().unwrap(), to.parse().unwrap());
            assert_eq!((span(from, to, Lang::Vi).as_str(), span(from, to, Lang::En).as_str()), (vi, en));
        };
        check("2018-01-01", "2018-12-31", "2018", "2018");
        check("2018-02-01", "2018-02-28", "02/2018", "Feb 2018");
        check("2018-02-27", "2018-02-27", "27/02/2018", "27 Feb 2018");
        check("2018-02-26", "2018-03-04", "26/02/2018–04/03/2018", "26 Feb 2018–4 Mar 2018");
        assert_eq!(typed("2018-02".parse().unwrap()), "02/2018");
    }
}
