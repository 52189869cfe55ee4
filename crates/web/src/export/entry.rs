//! One entry of an export, in each form.

use std::io;

use langbao_archive::{ArticleRecord, GoneArticle};
use langbao_article::{Article, BlockKind, Precision, Published};
use serde::Serialize;
use serde_json::json;

use crate::Lang;
use crate::moment::{Moment, rfc3339, vietnam};

/// One version of an article, as a line of JSON.
#[derive(Serialize)]
struct Line<'a> {
    url: &'a str,
    title: &'a str,
    /// RFC 3339, or a day if no time is known.
    date: Option<String>,
    /// Lead and paragraphs, one a line.
    text: String,
    persons: Vec<String>,
    version: u32,
    first_seen: String,
    id: String,
    site: &'a str,
    section: Option<&'a str>,
    author: Option<&'a str>,
    source: Option<&'a str>,
}

/// The columns of a table, in the order of [`cells`].
pub(super) const COLUMNS: [&str; 12] = [
    "id",
    "url",
    "site",
    "title",
    "date",
    "section",
    "author",
    "source",
    "persons",
    "first_seen",
    "gone_since",
    "text",
];

pub(super) fn json_line(record: &ArticleRecord) -> io::Result<String> {
    let article = &record.article;
    let line = Line {
        url: article.url.as_str(),
        title: &article.title,
        date: article.published.as_ref().map(machine_date),
        text: text(article),
        persons: persons(article),
        version: record.version,
        first_seen: rfc3339(record.seen_at),
        id: record.id.to_string(),
        site: record.site.as_str(),
        section: article.section.as_deref(),
        author: article.author.as_deref(),
        source: article.source.as_deref(),
    };
    serde_json::to_string(&line).map_err(io::Error::other)
}

/// The line of an article that is gone.
///
/// # Errors
/// If its JSON cannot be written.
pub fn deleted_line(gone: &GoneArticle) -> io::Result<String> {
    let line = json!({ "url": gone.url, "deleted": true, "since": gone.since, "reason": gone.reason });
    serde_json::to_string(&line).map_err(io::Error::other)
}

/// What somebody wrote as running text: captions of images are left out.
fn text(article: &Article) -> String {
    let blocks = article.blocks.iter().filter(|block| block.kind != BlockKind::Caption);
    let lines = article.lead.iter().map(String::as_str).chain(blocks.map(|block| block.text.as_str()));
    lines.collect::<Vec<_>>().join("\n")
}

fn persons(article: &Article) -> Vec<String> {
    let persons = langbao_entities::annotate(&article.text()).distinct_persons();
    persons.into_iter().map(|(name, _)| name.as_str().to_owned()).collect()
}

pub(super) fn cells(record: &ArticleRecord) -> [String; COLUMNS.len()] {
    let article = &record.article;
    let printed = |field: &Option<String>| field.clone().unwrap_or_default();
    [
        record.id.to_string(),
        article.url.to_string(),
        record.site.to_string(),
        article.title.clone(),
        article.published.as_ref().map(machine_date).unwrap_or_default(),
        printed(&article.section),
        printed(&article.author),
        printed(&article.source),
        persons(article).join("; "),
        rfc3339(record.first_seen_at),
        record.gone_at.map(rfc3339).unwrap_or_default(),
        text(article),
    ]
}

/// RFC 4180. A cell that a spreadsheet would take for a formula is set off with an apostrophe.
pub(super) fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

/// Writes a publication date as exactly as it is known: `2018-02-27`, `2018-02-27T18:00:00+07:00`.
pub(crate) fn machine_date(published: &Published) -> String {
    match published.precision {
        Precision::Minute => vietnam(published.at).to_rfc3339(),
        _ => vietnam(published.at).format("%Y-%m-%d").to_string(),
    }
}

/// An entry of BibTeX (biblatex), with a line break at its end.
pub(crate) fn bibtex(record: &ArticleRecord) -> String {
    let article = &record.article;
    let mut fields = vec![("title", format!("{{{}}}", escaped(&article.title)))];
    if let Some(author) = &article.author {
        fields.push(("author", format!("{{{}}}", escaped(author))));
    }
    if let Some(published) = &article.published {
        let date = machine_date(published);
        fields.push(("date", date.get(..10).unwrap_or(&date).to_owned()));
        fields.push(("year", date.get(..4).unwrap_or(&date).to_owned()));
    }
    let seen = vietnam(record.last_seen_at);
    fields.push(("organization", escaped(record.site.as_str())));
    fields.push(("url", article.url.to_string()));
    fields.push(("urldate", seen.format("%Y-%m-%d").to_string()));
    fields.push(("note", format!("langbao {}, {}", record.id, seen.format("%d/%m/%Y %H:%M"))));
    let fields: Vec<String> = fields.iter().map(|(name, value)| format!("  {name} = {{{value}}}")).collect();
    format!("@online{{langbao-{},\n{}\n}}\n", record.id, fields.join(",\n"))
}

/// An entry of RIS, as reference managers read it.
pub(crate) fn ris(record: &ArticleRecord, archived: &str) -> String {
    let article = &record.article;
    let mut lines = vec![("TY", "NEWS".to_owned()), ("TI", one_line(&article.title))];
    lines.extend(article.author.iter().map(|author| ("AU", one_line(author))));
    if let Some(published) = &article.published {
        let day = vietnam(published.at);
        lines.push(("PY", day.format("%Y").to_string()));
        lines.push(("DA", day.format("%Y/%m/%d").to_string()));
    }
    lines.push(("PB", record.site.to_string()));
    lines.push(("UR", article.url.to_string()));
    lines.push(("L1", archived.to_owned()));
    lines.push(("Y2", vietnam(record.last_seen_at).format("%Y/%m/%d").to_string()));
    lines.push(("LA", article.language.clone().unwrap_or_else(|| "vi".to_owned())));
    lines.push(("ID", record.id.to_string()));
    let mut text: String = lines.iter().map(|(tag, value)| format!("{tag}  - {value}\r\n")).collect();
    text.push_str("ER  - \r\n");
    text
}

/// A citation in a sentence.
pub(crate) fn plain(record: &ArticleRecord, site: &str, archived: &str, lang: Lang) -> String {
    let article = &record.article;
    let author = article.author.as_ref().map(|author| format!("{author}. ")).unwrap_or_default();
    let published = article
        .published
        .as_ref()
        .map_or_else(|| lang.say("n-d").to_owned(), |p| Moment::new(p.at, Precision::Day, lang).text);
    let seen = Moment::day(record.last_seen_at, lang).text;
    let (title, url) = (&article.title, &article.url);
    lang.fill(
        "author-title-site-published-url-accessed-see",
        &[
            ("author", &author),
            ("title", &title),
            ("site", &site),
            ("published", &published),
            ("url", &url),
            ("seen", &seen),
            ("archived", &archived),
        ],
    )
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What means something to TeX is written so that it does not.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '{' | '}' | '%' | '&' | '#' | '$' | '_' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stay_cells() {
        assert_eq!(quoted("Phường \"Hoa Mai\""), "\"Phường \"\"Hoa Mai\"\"\"");
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
        assert_eq!(escaped("50% & {A_B}"), "50\\% \\& \\{A\\_B\\}");
    }
}
