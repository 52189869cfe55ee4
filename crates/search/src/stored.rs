//! What the index keeps of an article to show it: no lookup in the archive is needed for a page of hits.

use chrono::{DateTime, Utc};
use langbao_article::{Precision, SiteId};
use serde::{Deserialize, Serialize};

use crate::IndexDocument;

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
}

impl Stored {
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
            persons: document.persons.clone(),
        }
    }
}
