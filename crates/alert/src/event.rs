//! What is news to an alert.

use chrono::{DateTime, Utc};
use langbao_article::{ArticleId, SiteId};
use serde::{Deserialize, Serialize};

use crate::Alert;

/// An article that has changed in the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The article.
    pub id: ArticleId,
    /// The number of the change.
    pub seq: u64,
    /// Its latest version.
    pub version: u32,
    /// When the article was first seen.
    pub first_seen_at: DateTime<Utc>,
    /// When its latest version was first seen.
    pub seen_at: DateTime<Utc>,
    /// Whether its site no longer has it.
    pub gone: bool,
    /// Whether an admin has hidden it: nobody is told anything of it.
    pub hidden: bool,
    /// Its title.
    pub title: String,
    /// Its site.
    pub site: SiteId,
    /// Its address there.
    pub url: String,
    /// When it was published, as far as it says.
    pub published_at: Option<DateTime<Utc>>,
}

/// That an article matches, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// An excerpt with what matched.
    pub snippet: String,
    /// Why.
    pub why: Why,
}

/// What an alert has told of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// The version told of.
    pub version: u32,
    /// Whether it was told that it is gone.
    pub gone: bool,
}

/// Why an article matches.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// Where words were found.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// Words found, as they stand in the article.
    #[serde(default)]
    pub terms: Vec<String>,
    /// What was searched too: as typed, and written otherwise.
    #[serde(default)]
    pub expansions: Vec<(String, Vec<String>)>,
    /// Persons asked for that it names.
    #[serde(default)]
    pub persons: Vec<String>,
    /// Other filters that it passes, such as `section` and `Thông báo`.
    #[serde(default)]
    pub filters: Vec<(String, String)>,
}

/// A part of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Its title.
    Title,
    /// Its text.
    Body,
}

/// Something to be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// The article.
    pub article: ArticleId,
    /// Its version.
    pub version: u32,
    /// Its title.
    pub title: String,
    /// Its address on its site.
    pub url: String,
    /// Its site.
    pub site: SiteId,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
    /// When it was noticed.
    pub at: DateTime<Utc>,
    /// An excerpt with what matched; empty if it matches no more.
    #[serde(default)]
    pub snippet: String,
    /// Why it matches.
    #[serde(default)]
    pub why: Why,
}

/// What happened to an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// It is new and matches.
    New,
    /// It was edited.
    Edited,
    /// Its site no longer has it.
    Gone,
    /// Its site has it again.
    Back,
}

/// Says what a change is to an alert: news that must be told, and what is known from now on.
///
/// News is an article that was first seen since the alert was made and matches; with [`crate::Settings::changes`] also
/// an edit, a deletion or a return of one that was told, whether it still matches or not, and an edit since then of an
/// older one that matches. What was read anew by another extractor is no news.
pub fn judge(
    alert: &Alert,
    changed: &Changed,
    known: Option<Known>,
    found: Option<Found>,
) -> Option<(Known, Option<Event>)> {
    if changed.hidden {
        return None;
    }
    let now = Known { version: changed.version, gone: changed.gone };
    let kind = match known {
        None => {
            found.as_ref()?;
            let is_new = changed.first_seen_at >= alert.created_at;
            let is_edited = alert.settings.changes && changed.seen_at >= alert.created_at;
            match (is_new, is_edited) {
                // What was gone before anybody was told of it is no news either.
                _ if changed.gone => return None,
                (true, _) => EventKind::New,
                (false, true) => EventKind::Edited,
                (false, false) => return None,
            }
        }
        Some(known) if changed.gone && !known.gone => EventKind::Gone,
        Some(known) if known.gone && !changed.gone => EventKind::Back,
        Some(known) if changed.version > known.version => EventKind::Edited,
        Some(_) => return None,
    };
    let found = found.unwrap_or_default();
    let event = Event {
        kind,
        article: changed.id,
        version: changed.version,
        title: changed.title.clone(),
        url: changed.url.clone(),
        site: changed.site.clone(),
        published_at: changed.published_at,
        at: changed.seen_at,
        snippet: found.snippet,
        why: found.why,
    };
    let is_told = kind == EventKind::New || alert.settings.changes;
    Some((now, is_told.then_some(event)))
}
