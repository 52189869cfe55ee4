//! What a page says of itself for machines: `<meta>`, JSON-LD, microdata, `<link rel=canonical>`.

use std::sync::LazyLock;

use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

use super::flow::selector;
use crate::one_line::{line_key, one_line};
use crate::ward_names::is_site_name;

/// What a page declares. Strings are NFC, on one line, not empty.
#[derive(Debug, Clone, Default)]
pub(super) struct Declared {
    /// Text of `<title>`.
    pub(super) page_title: Option<String>,
    /// The headline: JSON-LD, `og:title`, microdata.
    pub(super) headline: Option<String>,
    /// `og:site_name`.
    pub(super) site_name: Option<String>,
    /// Dates of publication as written, with the name of the rule, most trusted first.
    pub(super) dates: Vec<(&'static str, String)>,
    pub(super) section: Option<String>,
    pub(super) author: Option<String>,
    pub(super) language: Option<String>,
    pub(super) canonical: Option<String>,
    /// Whether JSON-LD or microdata call the page an article.
    pub(super) is_article: bool,
    /// `og:type`.
    pub(super) og_type: Option<String>,
}

/// Longer JSON-LD is not an article's.
const MAX_JSON_BYTES: usize = 1 << 20;

/// Reads what the page declares, before anything is removed from it.
pub(super) fn declared(html: &Html) -> Declared {
    static TITLE: LazyLock<Selector> = LazyLock::new(|| selector("title"));
    static META: LazyLock<Selector> = LazyLock::new(|| selector("meta[content]"));
    static JSON: LazyLock<Selector> = LazyLock::new(|| selector(r#"script[type="application/ld+json" i]"#));
    static CANONICAL: LazyLock<Selector> = LazyLock::new(|| selector(r#"link[rel~="canonical" i][href]"#));
    let mut declared = Declared {
        page_title: html.select(&TITLE).find_map(text),
        language: html.root_element().attr("lang").and_then(filled),
        canonical: html.select(&CANONICAL).find_map(|link| link.attr("href").and_then(filled)),
        ..Declared::default()
    };
    let metas: Vec<(String, &str)> = html
        .select(&META)
        .filter_map(|meta| {
            let name = meta.attr("property").or(meta.attr("name")).or(meta.attr("itemprop"))?;
            Some((name.to_ascii_lowercase(), meta.attr("content")?))
        })
        .collect();
    let meta = |name: &str| metas.iter().find(|(n, _)| n == name).and_then(|(_, content)| filled(content));
    for script in html.select(&JSON) {
        let text: String = script.text().collect();
        if text.len() <= MAX_JSON_BYTES
            && let Ok(value) = serde_json::from_str::<Value>(&text)
        {
            declared.read_json(&value, 0);
        }
    }
    declared.read_microdata(html);
    declared.headline = declared.headline.take().or_else(|| meta("og:title"));
    declared.site_name = meta("og:site_name");
    declared.og_type = meta("og:type");
    declared.section = declared.section.take().or_else(|| meta("article:section"));
    declared.author = declared
        .author
        .take()
        .or_else(|| meta("author"))
        .or_else(|| meta("article:author"))
        .filter(|author| !author.starts_with("http") && Some(author) != declared.site_name.as_ref())
        .filter(|author| !is_account(author));
    if let Some(date) = meta("embedded-date") {
        declared.dates.push(("embedded-json", date));
    }
    for name in [
        "article:published_time",
        "datepublished",
        "pubdate",
        "dc.date.issued",
        "dcterms.created",
        "publishdate",
    ] {
        if let Some(date) = meta(name) {
            declared.dates.push(("meta", date));
        }
    }
    declared
}

/// Whether an author is no more than the account that typed the page in, or the ward itself.
fn is_account(author: &str) -> bool {
    const ACCOUNTS: [&str; 9] = [
        "admin",
        "administrator",
        "quản trị",
        "quantri",
        "superuser",
        "ban biên tập",
        "host",
        "editor",
        "webmaster",
    ];
    let key = line_key(author);
    ACCOUNTS.iter().any(|account| key.starts_with(account)) || is_site_name(author)
}

fn filled(text: &str) -> Option<String> {
    let text = one_line(text);
    (!text.is_empty()).then_some(text)
}

/// Returns the text of an element, or `None` if it has none.
pub(super) fn text(element: ElementRef<'_>) -> Option<String> {
    filled(&element.text().collect::<Vec<_>>().join(" "))
}

impl Declared {
    fn read_json(&mut self, value: &Value, depth: usize) {
        if depth > 4 {
            return;
        }
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.read_json(item, depth + 1)),
            Value::Object(object) => {
                if let Some(graph) = object.get("@graph") {
                    self.read_json(graph, depth + 1);
                }
                let is_article = strings(object.get("@type")).any(|kind| {
                    kind.ends_with("Article") || kind.ends_with("BlogPosting") || kind.ends_with("Report")
                });
                if !is_article {
                    return;
                }
                self.is_article = true;
                let field = |name: &str| strings(object.get(name)).find_map(filled);
                self.headline = self.headline.take().or_else(|| field("headline"));
                self.section = self.section.take().or_else(|| field("articleSection"));
                self.author = self.author.take().or_else(|| author(object.get("author")?));
                if let Some(date) = field("datePublished") {
                    self.dates.push(("json-ld", date));
                }
            }
            _ => {}
        }
    }

    fn read_microdata(&mut self, html: &Html) {
        static SCOPE: LazyLock<Selector> = LazyLock::new(|| selector(r#"[itemtype$="Article"]"#));
        static DATE: LazyLock<Selector> = LazyLock::new(|| selector("[itemprop~=datePublished]"));
        static HEADLINE: LazyLock<Selector> = LazyLock::new(|| selector("[itemprop~=headline]"));
        // A list marks up each of its entries.
        let mut scopes = html.select(&SCOPE);
        let (Some(scope), None) = (scopes.next(), scopes.next()) else { return };
        self.is_article = true;
        let value = |element: ElementRef<'_>| {
            let attribute =
                ["content", "datetime"].iter().find_map(|name| element.attr(name)).and_then(filled);
            attribute.or_else(|| text(element))
        };
        if let Some(date) = scope.select(&DATE).find_map(value) {
            self.dates.push(("microdata", date));
        }
        self.headline = self.headline.take().or_else(|| scope.select(&HEADLINE).find_map(value));
    }
}

/// The strings of a JSON value that is a string or a list of strings.
fn strings(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let (one, many) = match value {
        Some(Value::Array(items)) => (None, items.as_slice()),
        other => (other, [].as_slice()),
    };
    one.into_iter().chain(many).filter_map(Value::as_str)
}

fn author(value: &Value) -> Option<String> {
    match value {
        Value::String(name) => filled(name),
        Value::Array(authors) => authors.iter().find_map(author),
        Value::Object(person) => person.get("name").and_then(Value::as_str).and_then(filled),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_ld_in_a_graph() {
        let html = Html::parse_document(
            r#"<html lang="vi-VN"><title>Họp dân - Phường Mẫu</title><meta property="og:site_name" content="Phường Mẫu">
            <meta name=author content="Phường Mẫu"><link rel=canonical href="/hop-dan.html">
            <script type="application/ld+json">{"@graph":[{"@type":"WebSite","headline":"không"},
            {"@type":["NewsArticle"],"headline":"Họp dân","datePublished":"2024-03-05T08:00:00+07:00",
             "author":[{"name":"Lê An"}],"articleSection":["Tin tức"]}]}</script>
            <script type="application/ld+json">{hỏng</script>"#,
        );
        let d = declared(&html);
        assert!(d.is_article);
        assert_eq!(d.headline.as_deref(), Some("Họp dân"));
        assert_eq!(d.author.as_deref(), Some("Lê An"));
        assert_eq!(d.section.as_deref(), Some("Tin tức"));
        assert_eq!(d.language.as_deref(), Some("vi-VN"));
        assert_eq!(d.canonical.as_deref(), Some("/hop-dan.html"));
        assert_eq!(d.dates, [("json-ld", "2024-03-05T08:00:00+07:00".to_owned())]);
    }

    #[test]
    fn microdata_of_a_list_is_no_article() {
        let entry = r#"<div itemscope itemtype="https://schema.org/Article"><b itemprop=headline>A</b>
            <i itemprop=datePublished content="2020-01-02">2/1</i></div>"#;
        let one = declared(&Html::parse_document(entry));
        assert!(one.is_article && one.dates == [("microdata", "2020-01-02".to_owned())]);
        assert!(!declared(&Html::parse_document(&entry.repeat(3))).is_article);
    }
}
