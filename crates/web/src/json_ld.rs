//! An article as search engines and web archives read it: schema.org `NewsArticle` as JSON-LD.

use langbao_archive::ArticleRecord;
use serde_json::{Value, json};

use crate::export::machine_date;
use crate::moment::rfc3339;

/// Describes an article for a `script` element of the type `application/ld+json`, which is data and never runs.
pub(crate) fn news_article(record: &ArticleRecord, site: &str, base: &str) -> String {
    let article = &record.article;
    let original = article.url.as_str();
    let mut about = json!({
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": format!("{base}/articles/{}", record.id),
        "headline": article.title,
        "inLanguage": article.language.as_deref().unwrap_or("vi"),
        "isBasedOn": original,
        "archivedAt": format!("{base}/captures/{}", record.capture.0),
        "dateModified": rfc3339(record.seen_at),
        "publisher": { "@type": "Organization", "name": site },
        "identifier": record.id.to_string(),
    });
    let mut set = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            about[key] = value;
        }
    };
    set("datePublished", article.published.as_ref().map(|p| machine_date(p).into()));
    set("description", article.lead.as_deref().map(Value::from));
    set("articleSection", article.section.as_deref().map(Value::from));
    set("author", article.author.as_deref().map(|name| json!({ "@type": "Person", "name": name })));
    // A `<` would end the element or begin a comment in it.
    about.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}
