//! Articles that a page carries only in a script: JSON-LD with its `articleBody`, `__NEXT_DATA__`, `window.__STATE__ = {…}`.

use std::sync::LazyLock;

use chrono::DateTime;
use regex::Regex;
use scraper::{Html, Selector};
use serde_json::{Map, Value};

use super::flow::selector;
use crate::Page;
use crate::one_line::{has_letter, one_line};

/// Longer scripts are programs.
const MAX_SCRIPT_BYTES: usize = 4 << 20;
/// JSON nested deeper is not looked into.
const MAX_DEPTH: usize = 24;
/// Fewer characters of text are no body.
const MIN_CHARS: usize = 60;

const TITLES: [&str; 9] =
    ["title", "headline", "tieude", "tentin", "tenbai", "tenbaiviet", "subject", "name", "ten"];
const BODIES: [&str; 13] = [
    "articlebody",
    "content",
    "noidung",
    "noidungtin",
    "chitiet",
    "body",
    "html",
    "contenthtml",
    "fulltext",
    "detail",
    "bodyhtml",
    "newscontent",
    "text",
];
const DATES: [&str; 18] = [
    "datepublished",
    "publishedat",
    "publishdate",
    "publishedate",
    "publisheddate",
    "publishtime",
    "publishedtime",
    "ngaydang",
    "ngayxuatban",
    "ngayphathanh",
    "thoigiandang",
    "pubdate",
    "postdate",
    "postedat",
    "createdat",
    "createddate",
    "ngaytao",
    "date",
];
const LEADS: [&str; 8] = ["description", "sapo", "summary", "tomtat", "trichyeu", "excerpt", "lead", "mota"];
const SECTIONS: [&str; 7] =
    ["articlesection", "categoryname", "chuyenmuc", "tenchuyenmuc", "category", "section", "danhmuc"];
const AUTHORS: [&str; 5] = ["author", "authorname", "tacgia", "nguoiviet", "butdanh"];
const SOURCES: [&str; 4] = ["source", "sourcename", "nguon", "nguontin"];
const VIEWS: [&str; 6] = ["viewcount", "views", "luotxem", "totalview", "soluotxem", "hits"];

/// Whether the bytes hold one of the names under which articles are put into scripts: most pages need not be read again.
pub(super) fn may_hold_article(body: &[u8]) -> bool {
    static NAMES: LazyLock<regex::bytes::Regex> = LazyLock::new(|| {
        regex::bytes::Regex::new(r#"(?i)articlebody|application/(?:ld\+)?json|window\.|__[A-Z]+|JSON\.parse"#)
            .expect("a constant")
    });
    NAMES.is_match(body)
}

/// The article of a page's scripts, written as a plain page; `None` if they hold none, or the page shows more text than
/// it would.
pub(super) fn page_of_scripts(html: &Html, page: &Page) -> Option<Page> {
    static SCRIPT: LazyLock<Selector> = LazyLock::new(|| selector("script:not([src])"));
    let mut best: Option<(usize, &Map<String, Value>)> = None;
    let values: Vec<Value> = html
        .select(&SCRIPT)
        .filter_map(|script| {
            let code: String = script.text().collect();
            (code.len() <= MAX_SCRIPT_BYTES).then(|| json_in(&code)).flatten()
        })
        .collect();
    for value in &values {
        visit(value, 0, &mut |object| {
            let Some(chars) = article_chars(object) else { return };
            if best.is_none_or(|(most, _)| chars > most) {
                best = Some((chars, object));
            }
        });
    }
    let (chars, object) = best?;
    (chars * 2 >= visible_chars(html)).then(|| Page {
        headers: vec![("content-type".to_owned(), "text/html; charset=utf-8".to_owned())],
        body: as_page(object, html).into_bytes(),
        ..page.clone()
    })
}

/// The first JSON object of a script: all of it, or what is assigned to a name.
fn json_in(code: &str) -> Option<Value> {
    static ASSIGNED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:window|self|var|let|const)\b[^=;{]{0,120}=\s*(?:JSON\.parse\()?").expect("a constant")
    });
    let code = code.trim();
    if code.starts_with(['{', '[']) {
        return serde_json::from_str(code).ok();
    }
    ASSIGNED.find_iter(code).take(20).find_map(|assigned| {
        let rest = &code[assigned.end()..];
        let first = |text: &str| serde_json::Deserializer::from_str(text).into_iter::<Value>().next()?.ok();
        match first(rest)? {
            // JSON.parse("{\"title\": …}")
            Value::String(text) => serde_json::from_str(&text).ok(),
            value @ (Value::Object(_) | Value::Array(_)) => Some(value),
            _ => None,
        }
    })
}

fn visit<'v>(value: &'v Value, depth: usize, each: &mut impl FnMut(&'v Map<String, Value>)) {
    if depth > MAX_DEPTH {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| visit(item, depth + 1, each)),
        Value::Object(object) => {
            each(object);
            object.values().for_each(|value| visit(value, depth + 1, each));
        }
        _ => {}
    }
}

/// The value of the first of these names, compared without case, `_` and `-`.
fn field<'v>(object: &'v Map<String, Value>, names: &[&str]) -> Option<&'v Value> {
    let plain =
        |key: &str| key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    names.iter().find_map(|name| {
        let found =
            object.iter().find(|(key, value)| key.len() < 40 && !value.is_null() && plain(key) == *name)?;
        Some(found.1)
    })
}

/// A string, or the name of an object, or either in a list.
fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(one_line(&text_of(text))).filter(|text| !text.is_empty()),
        Value::Object(object) => field(object, &["name", "title", "ten", "rendered"]).and_then(words),
        Value::Array(items) => items.iter().find_map(words),
        _ => None,
    }
}

fn body(object: &Map<String, Value>) -> Option<&str> {
    match field(object, &BODIES)? {
        Value::String(text) => Some(text),
        // WordPress: {"rendered": "<p>…"}
        Value::Object(inner) => inner.get("rendered")?.as_str(),
        _ => None,
    }
}

/// How much text the object has if it is an article: a title and a body, one not the other.
fn article_chars(object: &Map<String, Value>) -> Option<usize> {
    let title = field(object, &TITLES).and_then(words)?;
    let chars = text_of(body(object)?).chars().filter(|c| !c.is_whitespace()).count();
    (has_letter(&title) && title.contains(' ') && title.chars().count() <= 300 && chars >= MIN_CHARS)
        .then_some(chars)
}

/// The text of what may be HTML.
fn text_of(text: &str) -> String {
    if !text.contains('<') && !text.contains('&') {
        return text.to_owned();
    }
    Html::parse_fragment(&text[..text.floor_char_boundary(super::tame::MAX_BYTES / 8)])
        .root_element()
        .text()
        .collect()
}

/// Visible characters of the page, without spaces.
fn visible_chars(html: &Html) -> usize {
    static SILENT: LazyLock<Selector> =
        LazyLock::new(|| selector("script, style, noscript, template, title, nav, header, footer"));
    let all: usize =
        html.root_element().text().map(|text| text.chars().filter(|c| !c.is_whitespace()).count()).sum();
    let silent: usize = html
        .select(&SILENT)
        .flat_map(|element| element.text())
        .map(|text| text.chars().filter(|c| !c.is_whitespace()).count())
        .sum();
    all.saturating_sub(silent)
}

fn as_page(object: &Map<String, Value>, html: &Html) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let text = |names: &[&str]| field(object, names).and_then(words).map(|text| escape(&text));
    let title = text(&TITLES).unwrap_or_default();
    let mut page = format!(
        "<html lang=\"{}\"><head><title>{title}</title>",
        escape(html.root_element().attr("lang").unwrap_or_default())
    );
    if let Some(date) = field(object, &DATES).and_then(date) {
        page.push_str(&format!("<meta itemprop=\"embedded-date\" content=\"{}\">", escape(&date)));
    }
    page.push_str("</head><body>");
    if let Some(section) = text(&SECTIONS).filter(|section| section.chars().count() < 80) {
        page.push_str(&format!(
            "<ul class=\"breadcrumb\"><li><a href=\"/\">Trang chủ</a><li><a href=\"#\">{section}</a></ul>"
        ));
    }
    page.push_str(&format!("<h1>{title}</h1>"));
    if let Some(views) = field(object, &VIEWS).and_then(Value::as_u64) {
        page.push_str(&format!("<div>Lượt xem: {views}</div>"));
    }
    let body = body(object).unwrap_or_default();
    let lead =
        text(&LEADS).filter(|lead| !text_of(body).contains(lead.as_str()) && !title.contains(lead.as_str()));
    if let Some(lead) = lead {
        page.push_str(&format!("<p class=\"sapo\">{lead}</p>"));
    }
    if body.contains("</") || body.contains("<br") {
        page.push_str(&format!("<article>{body}</article>"));
    } else {
        let paragraphs: String = body
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| format!("<p>{}</p>", escape(line)))
            .collect();
        page.push_str(&format!("<article>{paragraphs}</article>"));
    }
    if let Some(author) = text(&AUTHORS).filter(|author| author.contains(' ') && author.chars().count() < 60)
    {
        page.push_str(&format!("<p>Tác giả: {author}</p>"));
    }
    if let Some(source) = text(&SOURCES).filter(|source| source.chars().count() < 80) {
        page.push_str(&format!("<p>Nguồn: {source}</p>"));
    }
    page.push_str("</body></html>");
    page
}

/// A date as text; numbers are seconds or milliseconds since 1970.
fn date(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => {
            let number = number.as_i64()?;
            let seconds = if number > 100_000_000_000 { number / 1000 } else { number };
            DateTime::from_timestamp(seconds, 0)
                .filter(|_| seconds > 100_000_000)
                .map(|at| at.format("%FT%TZ").to_string())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_in_scripts() {
        assert!(json_in(r#"{"a": 1}"#).is_some());
        assert!(json_in(r#"window.__STATE__ = {"a": 1}; run();"#).is_some());
        assert!(json_in(r#"var x = 5; window.data=JSON.parse("{\"a\": 1}");"#).is_some());
        assert!(json_in("function f() { return 1; }").is_none());
        assert!(json_in("window.x = {a: 1}").is_none());
    }

    #[test]
    fn the_largest_that_has_a_title() {
        let body = "Phường Mẫu tổ chức hội nghị giao ban với các tổ trưởng tổ dân phố trên địa bàn.";
        let value: Value = serde_json::from_str(&format!(
            r#"{{"menu": [{{"title": "Giới thiệu chung", "content": "ngắn"}}], "tin": {{"tieuDe": "Giao ban tháng ba", "noi_dung": "<p>{body}</p>"}}}}"#
        ))
        .unwrap();
        let mut found = Vec::new();
        visit(&value, 0, &mut |object| found.extend(article_chars(object)));
        assert_eq!(found.len(), 1);
        assert_eq!(date(&Value::from(1_710_000_000_000_i64)).as_deref(), Some("2024-03-09T16:00:00Z"));
    }
}
