//! What the index keeps of an article to show it: no lookup in the archive is needed for a page of hits.

use chrono::{DateTime, Utc};
use langbao_article::{ArticleId, Precision, SiteId};
use serde::{Deserialize, Serialize};

use tantivy::collector::TopDocs;
use tantivy::query::TermQuery;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{Searcher, TantivyDocument, TantivyError, Term};

use crate::pressed::{press, unpressed};
use crate::schema::Fields;
use crate::{IndexAttachment, IndexDocument, IndexPost, snippet};

/// The stored part of an article.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Stored {
    pub(crate) site: SiteId,
    pub(crate) url: String,
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) section: Option<String>,
    pub(crate) published_at: Option<DateTime<Utc>>,
    pub(crate) precision: Option<Precision>,
    pub(crate) captured_at: DateTime<Utc>,
    pub(crate) gone_at: Option<DateTime<Utc>>,
    pub(crate) persons: Vec<String>,
    pub(crate) posts: Vec<StoredPost>,
    pub(crate) attachments: Vec<StoredAttachment>,
}

/// The beginning of a file's text, for excerpts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StoredAttachment {
    pub(crate) label: String,
    pub(crate) text: String,
}

/// Where an article gives a person a post.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StoredPost {
    /// Number of the person in the list.
    pub(crate) person: u16,
    pub(crate) post: String,
    /// First and last byte of the sentence, in title and body.
    pub(crate) sentence: (u32, u32),
}

impl Stored {
    /// Writes it as the index keeps it.
    pub(crate) fn encode(&self) -> tantivy::Result<Vec<u8>> {
        let json = serde_json::to_vec(self).map_err(|e| TantivyError::InternalError(e.to_string()))?;
        Ok(press(&json)?)
    }

    /// Takes what is shown from the document.
    pub(crate) fn of(document: &IndexDocument) -> Self {
        Self {
            site: document.site.clone(),
            url: document.url.clone(),
            title: document.title.clone(),
            body: document.body.clone(),
            section: document.section.clone(),
            published_at: document.published_at,
            precision: document.precision,
            captured_at: document.captured_at,
            gone_at: document.gone_at,
            persons: document.persons.iter().map(|person| person.name.clone()).collect(),
            posts: posts(document),
            attachments: document.attachments.iter().map(StoredAttachment::of).collect(),
        }
    }
}

impl StoredAttachment {
    fn of(file: &IndexAttachment) -> Self {
        let end = file.text.floor_char_boundary(snippet::ANALYZED);
        Self { label: file.label.clone(), text: file.text[..end].to_owned() }
    }
}

fn posts(document: &IndexDocument) -> Vec<StoredPost> {
    let persons = (0..=u16::MAX).zip(&document.persons);
    let posts = persons.flat_map(|(number, person)| person.posts.iter().map(move |post| (number, post)));
    let stored = |(person, post): (u16, &IndexPost)| {
        let sentence = (u32::try_from(post.sentence.start).ok()?, u32::try_from(post.sentence.end).ok()?);
        Some(StoredPost { person, post: post.post.clone(), sentence })
    };
    posts.filter_map(stored).collect()
}

/// Reads what is stored of an article; `None` if the index does not have it.
pub(crate) fn stored(searcher: &Searcher, fields: &Fields, id: ArticleId) -> tantivy::Result<Option<Stored>> {
    let query = TermQuery::new(Term::from_field_u64(fields.id, id.0), IndexRecordOption::Basic);
    let found = searcher.search(&query, &TopDocs::with_limit(1).order_by_score())?;
    let Some((_, address)) = found.first() else { return Ok(None) };
    decode(&searcher.doc::<TantivyDocument>(*address)?, fields).map(Some)
}

/// Reads the stored part out of a document.
pub(crate) fn decode(document: &TantivyDocument, fields: &Fields) -> tantivy::Result<Stored> {
    let bytes = document.get_first(fields.stored).and_then(|value| value.as_bytes()).unwrap_or_default();
    serde_json::from_slice(&unpressed(bytes)?).map_err(|e| TantivyError::InternalError(e.to_string()))
}
