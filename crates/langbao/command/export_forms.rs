//! Articles as lines of JSON, rows of CSV, entries of BibTeX.

use std::io::Write;

use anyhow::Context;
use langbao_archive::{ArticleRecord, GoneArticle};
use langbao_article::{Article, BlockKind};
use serde::Serialize;
use serde_json::json;

use crate::cli::Format;
use crate::output::{machine_date, minute};

/// Writes articles one after another.
pub(super) struct ArticleWriter<W> {
    form: Format,
    output: W,
    written: u64,
}

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
const COLUMNS: [&str; 12] = [
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

impl<W: Write> ArticleWriter<W> {
    pub(super) fn new(form: Format, output: W) -> anyhow::Result<Self> {
        let mut writer = Self { form, output, written: 0 };
        if form == Format::Csv {
            // Spreadsheets take a file for UTF-8 only if it says so.
            writer.put(&format!("\u{feff}{}\r\n", COLUMNS.join(",")))?;
        }
        Ok(writer)
    }

    /// How many entries were written.
    pub(super) fn written(&self) -> u64 {
        self.written
    }

    pub(super) fn article(&mut self, record: &ArticleRecord) -> anyhow::Result<()> {
        match self.form {
            Format::Csv => {
                self.written += 1;
                let row: Vec<String> = cells(record).iter().map(|cell| quoted(cell)).collect();
                self.put(&format!("{}\r\n", row.join(",")))
            }
            Format::Bibtex => {
                self.written += 1;
                self.put(&bibtex(record))
            }
            _ => self.line(&json_line(record)?),
        }
    }

    pub(super) fn line(&mut self, line: &str) -> anyhow::Result<()> {
        self.written += 1;
        self.put(&format!("{line}\n"))
    }

    fn put(&mut self, text: &str) -> anyhow::Result<()> {
        self.output.write_all(text.as_bytes()).context("cannot write the export")
    }
}

fn json_line(record: &ArticleRecord) -> anyhow::Result<String> {
    let article = &record.article;
    let line = Line {
        url: article.url.as_str(),
        title: &article.title,
        date: article.published.as_ref().map(machine_date),
        text: text(article),
        persons: persons(article),
        version: record.version,
        first_seen: record.seen_at.to_rfc3339(),
        id: record.id.to_string(),
        site: record.site.as_str(),
        section: article.section.as_deref(),
        author: article.author.as_deref(),
        source: article.source.as_deref(),
    };
    serde_json::to_string(&line).context("cannot make JSON")
}

/// The line of an article that is gone.
pub(super) fn deleted_line(gone: &GoneArticle) -> anyhow::Result<String> {
    let line = json!({ "url": gone.url, "deleted": true, "since": gone.since, "reason": gone.reason });
    serde_json::to_string(&line).context("cannot make JSON")
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

fn cells(record: &ArticleRecord) -> [String; COLUMNS.len()] {
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
        record.first_seen_at.to_rfc3339(),
        record.gone_at.map(|at| at.to_rfc3339()).unwrap_or_default(),
        text(article),
    ]
}

/// RFC 4180. A cell that a spreadsheet would take for a formula is set off with an apostrophe.
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

fn bibtex(record: &ArticleRecord) -> String {
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
    let seen = minute(record.last_seen_at);
    fields.push(("organization", escaped(record.site.as_str())));
    fields.push(("url", article.url.to_string()));
    fields.push(("note", format!("langbao {}, {seen}", record.id)));
    let fields: Vec<String> = fields.iter().map(|(name, value)| format!("  {name} = {{{value}}}")).collect();
    format!("@online{{langbao-{},\n{}\n}}\n\n", record.id, fields.join(",\n"))
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
