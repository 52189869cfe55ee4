//! Articles that an admin has decided not to show. They are kept, crawled and extracted as before; that they are hidden
//! is a fact in the WARC files too, so that neither a rebuild nor another visit brings them back.

use chrono::{DateTime, Utc};
use langbao_article::ArticleId;
use rusqlite::{Connection, OptionalExtension, params};

use crate::archive::Result;
use crate::articles::{self, next_seq};
use crate::columns::{self, from_article_id, from_time};
use crate::error::database;
use crate::facts::{self, Fact};
use crate::{Archive, ArticleRecord, CaptureId, Hidden};

impl Archive {
    /// Hides an article, or with `None` shows it again; whoever follows the change sequence is told. Returns whether
    /// there is such an article.
    pub fn hide_article(&self, id: ArticleId, hidden: Option<Hidden>, now: DateTime<Utc>) -> Result<bool> {
        self.write(move |w| {
            let found = w
                .connection
                .prepare_cached(
                    "SELECT id, url FROM articles
                     WHERE id = coalesce((SELECT article FROM former_ids WHERE id = ?1), ?1)",
                )
                .and_then(|mut select| {
                    let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, columns::url(row, 1)?));
                    select.query_row([from_article_id(id)], row).optional()
                })
                .map_err(database("look for an article"))?;
            let Some((id, url)) = found else { return Ok(false) };
            set(w.connection, id, hidden.as_ref())?;
            facts::write(w, now, &Fact::Hidden { url, hidden })?;
            Ok(true)
        })
    }
    /// The articles that are hidden, the latest first.
    pub fn hidden_articles(&self) -> Result<Vec<ArticleRecord>> {
        self.inner.readers.read(|c| {
            let read = || {
                let mut select = c.prepare_cached(&format!(
                    "{} AND v.version = a.version WHERE a.hidden_at IS NOT NULL ORDER BY a.hidden_at DESC, a.id",
                    articles::SELECT
                ))?;
                select.query_map([], articles::record)?.collect::<rusqlite::Result<Vec<_>>>()
            };
            read().map_err(database("read what is hidden"))
        })
    }
    /// Returns the hidden article that a capture shows, as one of its versions or at its address.
    pub fn hidden_in_capture(&self, id: CaptureId) -> Result<Option<ArticleId>> {
        self.inner.readers.read(|c| {
            c.prepare_cached(
                "SELECT a.id FROM articles a WHERE a.hidden_at IS NOT NULL AND (
                     EXISTS (SELECT 1 FROM article_versions v WHERE v.article = a.id AND v.capture = ?1)
                     OR (SELECT url FROM captures WHERE id = ?1) IN (a.url, a.seen_url)) LIMIT 1",
            )
            .and_then(|mut select| select.query_row([id.0], |row| columns::article_id(row, 0)).optional())
            .map_err(database("look for what is hidden"))
        })
    }
}

/// Notes that an article is hidden, or no longer.
pub(crate) fn set(connection: &Connection, id: i64, hidden: Option<&Hidden>) -> Result<()> {
    let set = || {
        let seq = next_seq(connection)?;
        connection
            .prepare_cached(
                "UPDATE articles SET hidden_at = ?2, hidden_reason = ?3, hidden_legal = ?4, seq = ?5
                 WHERE id = ?1",
            )?
            .execute(params![
                id,
                hidden.map(|hidden| from_time(hidden.at)),
                hidden.map(|hidden| hidden.reason.as_str()),
                hidden.map(|hidden| hidden.legal),
                seq
            ])
    };
    set().map(drop).map_err(database("hide an article"))
}
