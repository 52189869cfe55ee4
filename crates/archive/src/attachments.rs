//! The files that articles offer: which capture holds which, and the text that was read from it.
//!
//! The capture is the truth; the text is derived from it and may be made again at any time.

use langbao_article::{Article, ArticleId, CanonicalUrl, SiteId};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use crate::articles::next_seq;
use crate::columns::{self, from_article_id};
use crate::error::database;
use crate::{CaptureId, Error};

/// A file that an article offers, as far as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentRecord {
    /// Its address, as in the article.
    pub url: CanonicalUrl,
    /// Its latest capture; `None`: not fetched, or not of a host that may be fetched.
    pub capture: Option<CaptureId>,
    /// What was read from the capture; `None`: not read yet.
    pub text: Option<AttachmentText>,
}

/// What was read from an attached file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum AttachmentText {
    /// Its text, a paragraph a line.
    Text {
        /// Never empty.
        text: String,
        /// Whether a limit cut it.
        truncated: bool,
    },
    /// It has none: pages that were scanned.
    NoText,
    /// It cannot be read: another kind of file, broken, locked, too large.
    Unreadable {
        /// Why, for people.
        reason: String,
    },
}

impl AttachmentText {
    /// The word for it: `text`, `no_text`, `unreadable`.
    pub fn state(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::NoText => "no_text",
            Self::Unreadable { .. } => "unreadable",
        }
    }
}

/// Notes the files of an article's latest version.
pub(crate) fn note(connection: &Connection, id: i64, article: &Article) -> rusqlite::Result<()> {
    let urls: Vec<CanonicalUrl> =
        article.attachments.iter().filter_map(|file| CanonicalUrl::parse(&file.url).ok()).collect();
    let known: Vec<String> = connection
        .prepare_cached("SELECT url FROM article_attachments WHERE article = ?1")?
        .query_map([id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for url in known.iter().filter(|known| urls.iter().all(|url| url.as_str() != **known)) {
        connection
            .prepare_cached("DELETE FROM article_attachments WHERE article = ?1 AND url = ?2")?
            .execute(params![id, url])?;
    }
    for url in &urls {
        connection
            .prepare_cached(
                "INSERT OR IGNORE INTO article_attachments (article, url, at)
                 VALUES (?1, ?2, coalesce((SELECT at FROM article_attachments WHERE url = ?2 LIMIT 1), ?2))",
            )?
            .execute(params![id, url.as_str()])?;
    }
    Ok(())
}

/// Notes the files of all articles, for an archive from before that was done.
pub(crate) fn note_all(connection: &Connection) -> rusqlite::Result<()> {
    let mut select = connection.prepare(
        "SELECT a.id, v.content FROM articles a JOIN article_versions v ON v.article = a.id AND v.version = a.version",
    )?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let article: Article = columns::json(row, 1)?;
        note(connection, row.get(0)?, &article)?;
    }
    Ok(())
}

/// Notes that a file is at another address.
pub(crate) fn moved(connection: &Connection, from: &CanonicalUrl, to: &CanonicalUrl) -> Result<(), Error> {
    connection
        .prepare_cached("UPDATE article_attachments SET at = ?2 WHERE at = ?1")
        .and_then(|mut update| update.execute([from.as_str(), to.as_str()]))
        .map(drop)
        .map_err(database("note where an attachment is"))
}

/// Gives the articles that offer a file the next numbers of the change sequence: there is more of them to be read.
pub(crate) fn changed(connection: &Connection, url: &CanonicalUrl) -> Result<(), Error> {
    let change = || {
        let articles: Vec<i64> = connection
            .prepare_cached("SELECT DISTINCT article FROM article_attachments WHERE at = ?1")?
            .query_map([url.as_str()], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for id in articles {
            let seq = next_seq(connection)?;
            connection
                .prepare_cached("UPDATE articles SET seq = ?2 WHERE id = ?1")?
                .execute(params![id, seq])?;
        }
        Ok(())
    };
    change().map_err(database("note that an attachment has changed"))
}

/// The files of an article's latest version, by address.
pub(crate) fn of(connection: &Connection, id: ArticleId) -> Result<Vec<AttachmentRecord>, Error> {
    let db = database("read the attachments of an article");
    let mut select = connection
        .prepare_cached(
            "SELECT f.url, c.id, t.state, t.detail, t.text, t.truncated FROM article_attachments f
             LEFT JOIN captures c ON c.id = (SELECT max(id) FROM captures WHERE url = f.at AND status BETWEEN 200 AND 299)
             LEFT JOIN attachment_texts t ON t.capture = c.id
             WHERE f.article = coalesce((SELECT article FROM former_ids WHERE id = ?1), ?1) ORDER BY f.url",
        )
        .map_err(db)?;
    let record = |row: &Row<'_>| {
        Ok(AttachmentRecord {
            url: columns::url(row, 0)?,
            capture: row.get::<_, Option<i64>>(1)?.map(CaptureId),
            text: match row.get::<_, Option<String>>(2)?.as_deref() {
                None => None,
                Some("text") => Some(AttachmentText::Text { text: row.get(4)?, truncated: row.get(5)? }),
                Some("no_text") => Some(AttachmentText::NoText),
                Some(_) => Some(AttachmentText::Unreadable {
                    reason: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
                }),
            },
        })
    };
    let rows = select.query_map([from_article_id(id)], record).map_err(db)?;
    rows.collect::<rusqlite::Result<_>>().map_err(db)
}

/// Keeps what was read from a capture.
pub(crate) fn store_text(
    connection: &Connection,
    capture: CaptureId,
    read: &AttachmentText,
) -> Result<(), Error> {
    let (detail, text, truncated) = match read {
        AttachmentText::Text { text, truncated } => (None, text.as_str(), *truncated),
        AttachmentText::NoText => (None, "", false),
        AttachmentText::Unreadable { reason } => (Some(reason.as_str()), "", false),
    };
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO attachment_texts (capture, state, detail, text, truncated)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )
        .and_then(|mut insert| insert.execute(params![capture.0, read.state(), detail, text, truncated]))
        .map(drop)
        .map_err(database("store the text of an attachment"))
}

/// The latest good capture of a URL.
pub(crate) fn latest_capture(
    connection: &Connection,
    url: &CanonicalUrl,
) -> Result<Option<CaptureId>, Error> {
    connection
        .prepare_cached("SELECT max(id) FROM captures WHERE url = ?1 AND status BETWEEN 200 AND 299")
        .and_then(|mut select| {
            select.query_row([url.as_str()], |row| row.get::<_, Option<i64>>(0)).optional()
        })
        .map(|id| id.flatten().map(CaptureId))
        .map_err(database("look for a capture"))
}

/// Whether the frontier of a site has further pages of articles.
pub(crate) fn has_parts(connection: &Connection, site: &SiteId) -> Result<bool, Error> {
    connection
        .prepare_cached("SELECT 1 FROM frontier WHERE kind = 6 AND site = ?1")
        .and_then(|mut select| select.exists([site.as_str()]))
        .map_err(database("look for further pages"))
}

/// Whether an article offers this file.
pub(crate) fn is_one(connection: &Connection, url: &CanonicalUrl) -> Result<bool, Error> {
    connection
        .prepare_cached("SELECT 1 FROM article_attachments WHERE at = ?1")
        .and_then(|mut select| select.exists([url.as_str()]))
        .map_err(database("look for an attachment"))
}
