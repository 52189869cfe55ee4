//! Which of a page's dates is the date of publication.
//!
//! A page of a ward shows many: a clock in its head, those of other news, the day of the event. None of these is asked.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use regex::Regex;
use scraper::{ElementRef, Html, Selector};

use super::declared::Declared;
use super::flow::selector;
use super::headline::Headline;
use crate::article::COUNTED_BACK;
use crate::date::{FoundDate, find_date, find_printed_date, implausible, lower, start_of_day, vietnam};
use crate::meta_line::MetaLine;
use crate::one_line::one_line;
use crate::{CanonicalUrl, Page, Precision, Published, Warning, WarningCode, parse_date};

/// What the decision is made from.
pub(super) struct Evidence<'a> {
    pub(super) page: &'a Page,
    pub(super) html: &'a Html,
    pub(super) declared: &'a Declared,
    pub(super) headline: &'a Headline,
    /// What the profile's selector found.
    pub(super) given: Option<&'a str>,
    /// Lines at the end of the body that speak of date or views.
    pub(super) below: &'a [MetaLine],
    /// The first paragraph.
    pub(super) first_text: Option<&'a str>,
}

struct Candidate {
    at: DateTime<Utc>,
    precision: Precision,
    rule: String,
}

/// Chooses the date. Candidates that cannot be right are passed over with a warning.
pub(super) fn published(evidence: &Evidence<'_>, warnings: &mut Vec<Warning>) -> Option<Published> {
    let fetched_at = evidence.page.fetched_at;
    let mut plausible = Vec::new();
    for candidate in candidates(evidence) {
        match implausible(candidate.at, fetched_at) {
            None => plausible.push(candidate),
            Some(why) => warnings.push(Warning {
                code: WarningCode::ImplausibleDate,
                detail: format!("{} (rule {}) is {why}", candidate.at.format("%FT%TZ"), candidate.rule),
            }),
        }
    }
    if plausible.is_empty() {
        let in_text = evidence.first_text.and_then(|text| first_sentence_date(text, fetched_at));
        let detail = match &in_text {
            Some(_) => "no publication date; the day that the first sentence names is taken",
            None => "no publication date near the title, in the metadata or in the URL",
        };
        warnings.push(Warning { code: WarningCode::NoDate, detail: detail.to_owned() });
        return in_text.map(|at| Published {
            at,
            precision: Precision::Day,
            rule: "first-sentence".to_owned(),
        });
    }
    let chosen = plausible.first()?;
    // The same day, told more exactly elsewhere.
    let same_day =
        |other: &&Candidate| other.precision == Precision::Minute && day(other.at) == day(chosen.at);
    let exact = (chosen.precision == Precision::Day).then(|| plausible.iter().find(same_day)).flatten();
    let Candidate { at, precision, rule } = exact.unwrap_or(chosen);
    Some(Published { at: *at, precision: *precision, rule: rule.clone() })
}

fn day(at: DateTime<Utc>) -> chrono::NaiveDate {
    at.with_timezone(&vietnam()).date_naive()
}

/// All candidates, the most trusted first.
fn candidates(evidence: &Evidence<'_>) -> Vec<Candidate> {
    let Evidence { page, html, declared, headline, given, below, .. } = evidence;
    let now = page.fetched_at;
    let title = headline.line.unwrap_or_default();
    let mut found = Vec::new();
    let mut add = |parsed: Option<(DateTime<Utc>, Precision)>, rule: String| {
        if let Some((at, precision)) = parsed {
            found.push(Candidate { at, precision, rule });
        }
    };
    let told = |found: &FoundDate| Some((found.at, found.precision));
    let rule = |name: &str, found: &FoundDate| match found.is_relative {
        true => format!("{name}{COUNTED_BACK}"),
        false => name.to_owned(),
    };
    if let Some(found) = given.and_then(|text| find_date(&one_line(text), now)) {
        add(told(&found), rule("profile", &found));
    }
    let near = || headline.meta.iter().filter_map(|(line, meta)| Some((*line, meta.date.as_ref()?)));
    let labelled = |is_update: bool| {
        near()
            .filter_map(move |(_, date)| Some((date, date.label?)))
            .filter(move |(date, _)| date.is_update == is_update)
    };
    for (date, label) in labelled(false) {
        add(told(&date.found), rule(&format!("label:{label}"), &date.found));
    }
    let bare: Vec<_> = near()
        .filter(|(line, date)| {
            // Above the headline, today is a clock.
            date.label.is_none() && (*line > title || day(date.found.at) != day(now))
        })
        .map(|(_, date)| &date.found)
        .collect();
    // A page that is made at the fetch may declare that moment.
    let is_fresh =
        |text: &str| parse_date(text, now).is_some_and(|(at, _)| (now - at).num_hours().abs() < 24);
    let declared_dates = |trusted: bool| {
        declared.dates.iter().filter(move |(rule, text)| (*rule != "meta" && !is_fresh(text)) == trusted)
    };
    // Systems of wards declare their local time as if it were another zone's; elsewhere the print is in an unknown zone.
    let prints_first = is_vietnamese(&page.url, &headline.text);
    for prints in [prints_first, !prints_first] {
        if prints {
            bare.iter().for_each(|found| add(told(found), rule("near-title", found)));
        } else {
            declared_dates(true).for_each(|(rule, text)| add(parse_date(text, now), (*rule).to_owned()));
        }
    }
    for (date, label) in labelled(true) {
        add(told(&date.found), rule(&format!("label:{label}"), &date.found));
    }
    for date in below.iter().filter_map(|meta| meta.date.as_ref()) {
        if let Some(label) = date.label {
            add(told(&date.found), rule(&format!("label:{label}"), &date.found));
        }
    }
    let (fresh, settled): (Vec<_>, Vec<_>) = declared_dates(false).partition(|(_, text)| is_fresh(text));
    settled.iter().for_each(|(rule, text)| add(parse_date(text, now), (*rule).to_owned()));
    for date in below.iter().filter_map(|meta| meta.date.as_ref()).filter(|date| date.label.is_none()) {
        if day(date.found.at) != day(now) {
            add(told(&date.found), rule("below-text", &date.found));
        }
    }
    fresh.iter().for_each(|(rule, text)| add(parse_date(text, now), (*rule).to_owned()));
    add(time_element(html).and_then(|text| parse_date(text, now)), "time".to_owned());
    add(url_date(&page.url).map(|at| (at, Precision::Day)), "url".to_owned());
    found
}

/// Whether the page is one of Vietnam's: by its host, else by its headline.
pub(super) fn is_vietnamese(url: &CanonicalUrl, headline: &str) -> bool {
    let is_marked = |c: char| matches!(c, 'ă' | 'đ' | 'ơ' | 'ư' | '\u{1ea0}'..='\u{1ef9}');
    url.as_url().host_str().is_some_and(|host| host.ends_with(".vn"))
        || headline.to_lowercase().contains(is_marked)
}

/// `<time datetime>` outside links and lists.
fn time_element(html: &Html) -> Option<&str> {
    static TIME: LazyLock<Selector> = LazyLock::new(|| selector("time[datetime]"));
    let is_listed = |time: &ElementRef<'_>| {
        let mut around = time.ancestors().filter_map(ElementRef::wrap);
        around.any(|element| matches!(element.value().name(), "a" | "li"))
    };
    html.select(&TIME).find(|time| !is_listed(time)).and_then(|time| time.attr("datetime"))
}

/// `/portal/pages/2023-01-30/…`, `/2023/01/30/…`
fn url_date(url: &CanonicalUrl) -> Option<DateTime<Utc>> {
    static DATE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"/((?:19|20)\d{2})[-/](\d{1,2})[-/](\d{1,2})/").expect("a constant"));
    let captures = DATE.captures(url.as_url().path())?;
    let number = |at: usize| captures.get(at)?.as_str().parse::<u32>().ok();
    let year = i32::try_from(number(1)?).ok()?;
    chrono::NaiveDate::from_ymd_opt(year, number(2)?, number(3)?).map(start_of_day)
}

/// "Sáng ngày 27/02/2018, tại phòng họp …": the day of the event, which is seldom far from that of the report.
fn first_sentence_date(text: &str, fetched_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let end = text.char_indices().nth(160).map_or(text.len(), |(at, _)| at);
    let opening = lower(&text[..end]);
    let found = find_printed_date(&opening)?;
    // "Căn cứ Nghị quyết ngày 5/1/2015": the day of a document.
    let before = opening[..found.range.start].trim_end();
    let is_event =
        ["ngày", "sáng", "chiều", "tối", "qua", "nay", "trong"].iter().any(|word| before.contains(word));
    let is_document =
        ["số", "căn cứ", "quyết định", "kế hoạch", "nghị quyết"].iter().any(|word| before.contains(word));
    let at = start_of_day(day(found.at));
    (is_event && !is_document && implausible(at, fetched_at).is_none()).then_some(at)
}
