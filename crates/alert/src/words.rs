//! What messages say.

use chrono::{DateTime, Utc};
use chrono_tz::Asia::Ho_Chi_Minh;

use crate::{Digest, Event, EventKind, Field, Lang, Rhythm, Settings, Why};

/// Says why an article matches; empty if there is nothing to say.
pub fn why_in_words(why: &Why, lang: Lang) -> String {
    let mut reasons = Vec::new();
    if !why.terms.is_empty() {
        let fields: Vec<&str> = why.fields.iter().map(|field| field_in_words(*field, lang)).collect();
        let terms: Vec<String> = why.terms.iter().map(|term| format!("“{term}”")).collect();
        let (fields, terms) = (fields.join(lang.pick(" và ", " and ")), terms.join(", "));
        reasons.push(lang.pick(format!("{fields} có {terms}"), format!("{terms} in its {fields}")));
    }
    for (typed, searched) in &why.expansions {
        let searched = searched.join(lang.pick(" hoặc ", " or "));
        reasons
            .push(lang.pick(format!("hiểu {typed} = {searched}"), format!("{typed} read as {searched} too")));
    }
    if !why.persons.is_empty() {
        let persons = why.persons.join(", ");
        reasons.push(lang.pick(format!("nhắc đến {persons}"), format!("names {persons}")));
    }
    for (key, value) in &why.filters {
        let key = match key.as_str() {
            "site" => lang.pick("trang", "site"),
            "section" => lang.pick("chuyên mục", "section"),
            "place" => lang.pick("địa danh", "place"),
            "date" => lang.pick("ngày đăng", "published"),
            other => other,
        };
        reasons.push(format!("{key}: {value}"));
    }
    reasons.join("; ")
}

fn field_in_words(field: Field, lang: Lang) -> &'static str {
    match field {
        Field::Title => lang.pick("tiêu đề", "title"),
        Field::Body => lang.pick("nội dung", "text"),
    }
}

/// Says what a message is about, in one line.
pub(crate) fn subject(settings: &Settings, digest: &Digest) -> String {
    let (lang, title) = (settings.lang, settings.title());
    let new = digest.events.iter().filter(|event| event.kind == EventKind::New).count() + digest.more;
    let about = match (digest.events.as_slice(), digest.more) {
        ([one], 0) => return format!("{}: {}", kind_in_words(one.kind, lang), one.title),
        _ if new == digest.len() => {
            lang.pick(format!("{new} bài mới: {title}"), format!("{new} new articles: {title}"))
        }
        _ => {
            let all = digest.len();
            lang.pick(format!("{all} tin mới: {title}"), format!("{all} pieces of news: {title}"))
        }
    };
    match settings.rhythm {
        Rhythm::AtOnce => about,
        Rhythm::Daily => lang.pick(format!("Tin trong ngày · {about}"), format!("Daily · {about}")),
        Rhythm::Weekly => lang.pick(format!("Tin trong tuần · {about}"), format!("Weekly · {about}")),
    }
}

/// Says what happened to an article.
pub(crate) fn kind_in_words(kind: EventKind, lang: Lang) -> &'static str {
    match kind {
        EventKind::New => lang.pick("Bài mới", "New"),
        EventKind::Edited => lang.pick("Bài vừa sửa", "Edited"),
        EventKind::Gone => lang.pick("Trang gốc đã gỡ bài", "Gone from its site"),
        EventKind::Back => lang.pick("Bài có lại trên trang gốc", "Back on its site"),
    }
}

/// Says the day of publication as over there.
pub(crate) fn day(at: Option<DateTime<Utc>>, lang: Lang) -> String {
    match at {
        Some(at) => at.with_timezone(&Ho_Chi_Minh).format("%d/%m/%Y").to_string(),
        None => lang.pick("không rõ ngày đăng", "publication date not known").to_owned(),
    }
}

/// An event as lines of plain text.
pub(crate) fn lines(number: usize, event: &Event, link: &str, lang: Lang) -> String {
    let mut text = format!("{number}. ");
    if event.kind != EventKind::New {
        text += &format!("[{}] ", kind_in_words(event.kind, lang));
    }
    text += &format!("{}\n   {} · {}\n", event.title, event.site, day(event.published_at, lang));
    if !event.snippet.is_empty() {
        text += &format!("   {}\n", event.snippet.replace('\n', " "));
    }
    let why = why_in_words(&event.why, lang);
    if !why.is_empty() {
        text += &format!("   {} {why}\n", lang.pick("Vì sao có bài này:", "Why:"));
    }
    text + &format!("   {link}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_said_in_both_languages() {
        let why = Why {
            fields: vec![Field::Title, Field::Body],
            terms: vec!["nước sạch".to_owned()],
            expansions: vec![("UBND".to_owned(), vec!["ủy ban nhân dân".to_owned()])],
            persons: vec!["Thẩm Bá Phước".to_owned()],
            filters: vec![("section".to_owned(), "Thông báo".to_owned())],
        };
        assert_eq!(
            why_in_words(&why, Lang::Vi),
            "tiêu đề và nội dung có “nước sạch”; hiểu UBND = ủy ban nhân dân; nhắc đến Thẩm Bá Phước; \
             chuyên mục: Thông báo"
        );
        assert_eq!(
            why_in_words(&why, Lang::En),
            "“nước sạch” in its title and text; UBND read as ủy ban nhân dân too; names Thẩm Bá Phước; \
             section: Thông báo"
        );
        assert_eq!(why_in_words(&Why::default(), Lang::Vi), "");
    }
}
