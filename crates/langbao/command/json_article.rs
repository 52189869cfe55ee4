//! An article as a line of JSON.

use anyhow::Context;
use chrono::{DateTime, Utc};
use langbao_article::{Article, Block, BlockKind, CanonicalUrl, Precision, Published, one_line, parse_date};
use serde::Deserialize;

/// One article of a `.jsonl` file. Unknown fields are ignored; one of `body`, `paragraphs`, `lead` is needed. Without
/// a `title` the first words stand for one.
#[derive(Debug, Deserialize)]
pub(super) struct JsonArticle {
    pub(super) url: Option<CanonicalUrl>,
    /// What the collection calls it: a text or a number.
    id: Option<serde_json::Value>,
    title: Option<String>,
    lead: Option<String>,
    body: Option<String>,
    #[serde(default)]
    paragraphs: Vec<String>,
    #[serde(alias = "published", alias = "date")]
    published_at: Option<String>,
    section: Option<String>,
    author: Option<String>,
    source: Option<String>,
    view_count: Option<u64>,
    language: Option<String>,
}

/// Characters of a title made of the first words of a text, at most.
const TITLE: usize = 80;

impl JsonArticle {
    /// What the collection calls the article.
    pub(super) fn id(&self) -> Option<String> {
        match &self.id {
            Some(serde_json::Value::String(id)) if !id.trim().is_empty() => Some(id.clone()),
            Some(serde_json::Value::Number(id)) => Some(id.to_string()),
            _ => None,
        }
    }

    /// Makes the article. `now` tells what a relative date means.
    ///
    /// # Errors
    /// Name the field at fault.
    pub(super) fn into_article(self, url: CanonicalUrl, now: DateTime<Utc>) -> anyhow::Result<Article> {
        let body = self.body.unwrap_or_default();
        let paragraphs = self.paragraphs.iter().map(String::as_str).chain(body.lines());
        let blocks: Vec<Block> = paragraphs
            .map(one_line)
            .filter(|text| !text.is_empty())
            .map(|text| Block { kind: BlockKind::Paragraph, text })
            .collect();
        let printed = |text: Option<String>| text.map(|t| one_line(&t)).filter(|t| !t.is_empty());
        let lead = printed(self.lead);
        anyhow::ensure!(
            !blocks.is_empty() || lead.is_some(),
            "one of the fields \"body\", \"paragraphs\", \"lead\" must have text"
        );
        let title = printed(self.title).unwrap_or_else(|| {
            let first = lead.as_deref().or_else(|| blocks.first().map(|block| block.text.as_str()));
            first_words(first.unwrap_or_default()).to_owned()
        });
        let published = match &self.published_at {
            None => None,
            Some(text) => Some(published(text, now)?),
        };
        Ok(Article {
            url,
            title,
            lead,
            blocks,
            published,
            section: printed(self.section),
            author: printed(self.author),
            source: printed(self.source),
            view_count: self.view_count,
            images: Vec::new(),
            attachments: Vec::new(),
            language: self.language,
            warnings: Vec::new(),
        })
    }
}

/// The beginning of a text, up to the last word that fits a title.
fn first_words(text: &str) -> &str {
    let Some((end, _)) = text.char_indices().nth(TITLE) else { return text };
    let end = text[..end].rfind(char::is_whitespace).unwrap_or(end);
    text[..end].trim_end_matches(|c: char| !c.is_alphanumeric())
}

fn published(text: &str, now: DateTime<Utc>) -> anyhow::Result<Published> {
    let (at, precision) = match DateTime::parse_from_rfc3339(text) {
        Ok(at) => (at.to_utc(), Precision::Minute),
        Err(_) => match text.parse::<langbao_search::PartialDate>() {
            Ok(date) if date.first() == date.last() => (date.start(), Precision::Day),
            _ => parse_date(text, now)
                .with_context(|| format!("field \"published_at\": \"{text}\" is not a date"))?,
        },
    };
    Ok(Published { at, precision, rule: "import".to_owned() })
}
