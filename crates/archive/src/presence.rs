//! Whether articles are still where they were: missed, gone, back.
//!
//! A visit that does not find an article makes it suspected; one of a later round, or an hour later, that does not find
//! it either makes it gone since the first. Any sight of it in between clears the suspicion.

use chrono::{DateTime, TimeDelta, Utc};
use langbao_article::{CanonicalUrl, GoneReason};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::articles::{next_seq, resolve};
use crate::columns::{self, from_article_id, from_time, optional_time, time};
use crate::error::database;
use crate::{ArticleEvent, ArticleEventKind, Error, RunId};

/// Two misses outside rounds, or in one, must lie this far apart to be two.
const SPACED: TimeDelta = TimeDelta::hours(1);

/// A visit that did not find what it went for.
pub(crate) struct Miss<'a> {
    pub(crate) url: &'a CanonicalUrl,
    pub(crate) at: DateTime<Utc>,
    pub(crate) run: Option<RunId>,
    pub(crate) reason: GoneReason,
}

/// The URL has no page any more: what lived there is suspected, or gone if it was suspected already. An article last
/// seen at this URL but living at another (its canonical link) is only missed if that other one is not known to answer.
/// Returns the addresses of those that are gone with this miss, and since when.
pub(crate) fn miss(
    connection: &Connection,
    miss: &Miss<'_>,
) -> Result<Vec<(CanonicalUrl, DateTime<Utc>)>, Error> {
    let note = || {
        let ids: Vec<i64> = connection
            .prepare_cached(
                "SELECT id FROM articles WHERE id = ?1 AND gone_at IS NULL
                 UNION
                 SELECT id FROM articles WHERE seen_url = ?2 AND gone_at IS NULL AND NOT EXISTS (
                     SELECT 1 FROM frontier WHERE frontier.site = articles.site
                         AND frontier.url = articles.url AND frontier.last_outcome IN ('200', '304'))",
            )?
            .query_map(params![resolve(connection, miss.url)?, miss.url.as_str()], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let mut gone = Vec::new();
        if !ids.is_empty() {
            let round = round_of(connection, miss.run)?;
            for id in ids {
                gone.extend(miss_one(connection, id, miss, round)?);
            }
        }
        Ok(gone)
    };
    note().map_err(database("store that an article was not found"))
}

fn round_of(connection: &Connection, run: Option<RunId>) -> rusqlite::Result<Option<i64>> {
    let Some(run) = run else { return Ok(None) };
    let mut select = connection.prepare_cached("SELECT round FROM runs WHERE id = ?1")?;
    select.query_row([run.0], |row| row.get(0)).optional()
}

fn miss_one(
    connection: &Connection,
    id: i64,
    miss: &Miss<'_>,
    round: Option<i64>,
) -> rusqlite::Result<Option<(CanonicalUrl, DateTime<Utc>)>> {
    let (since, missed_round, url) = connection
        .prepare_cached("SELECT missed_at, missed_round, url FROM articles WHERE id = ?1")?
        .query_row([id], |row| {
            Ok((optional_time(row, 0)?, row.get::<_, Option<i64>>(1)?, columns::url(row, 2)?))
        })?;
    match since {
        None => {
            connection
                .prepare_cached(
                    "UPDATE articles SET missed_at = ?2, missed_round = ?3, gone_reason = ?4 WHERE id = ?1",
                )?
                .execute(params![id, from_time(miss.at), round, miss.reason.as_str()])?;
        }
        Some(since) => {
            let other_round = matches!((missed_round, round), (Some(then), Some(now)) if then != now);
            if other_round || miss.at - since >= SPACED {
                let seq = next_seq(connection)?;
                connection
                    .prepare_cached("UPDATE articles SET gone_at = missed_at, seq = ?2 WHERE id = ?1")?
                    .execute([id, seq])?;
                let event = ArticleEvent {
                    at: miss.at,
                    kind: ArticleEventKind::Gone,
                    detail: Some(miss.reason.to_string()),
                };
                note_event(connection, id, &event)?;
                return Ok(Some((url, since)));
            }
        }
    }
    Ok(None)
}

/// What lives at the URL, or was last seen there, is there.
pub(crate) fn set_alive(connection: &Connection, url: &CanonicalUrl, at: DateTime<Utc>) -> Result<(), Error> {
    let set = || {
        let ids: Vec<i64> = connection
            .prepare_cached(
                "SELECT id FROM articles WHERE id = ?1 UNION SELECT id FROM articles WHERE seen_url = ?2",
            )?
            .query_map(params![resolve(connection, url)?, url.as_str()], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for id in ids {
            connection
                .prepare_cached("UPDATE articles SET last_seen_at = max(last_seen_at, ?2) WHERE id = ?1")?
                .execute([id, from_time(at)])?;
            revive(connection, id, at)?;
        }
        Ok(())
    };
    set().map_err(database("store that an article is there"))
}

/// Clears the suspicion; the return of an article that was gone is a change.
pub(crate) fn revive(connection: &Connection, id: i64, at: DateTime<Utc>) -> rusqlite::Result<()> {
    let missed = connection
        .prepare_cached("SELECT gone_at FROM articles WHERE id = ?1 AND missed_at IS NOT NULL")?
        .query_row([id], |row| optional_time(row, 0))
        .optional()?;
    let Some(gone) = missed else { return Ok(()) };
    connection
        .prepare_cached(
            "UPDATE articles SET missed_at = NULL, missed_round = NULL, gone_reason = NULL, gone_at = NULL
             WHERE id = ?1",
        )?
        .execute([id])?;
    if gone.is_some() {
        let seq = next_seq(connection)?;
        connection.prepare_cached("UPDATE articles SET seq = ?2 WHERE id = ?1")?.execute([id, seq])?;
        note_event(connection, id, &ArticleEvent { at, kind: ArticleEventKind::Back, detail: None })?;
    }
    Ok(())
}

/// Says whether an article that lives or was last seen at this URL is suspected to be gone.
pub(crate) fn is_suspected(connection: &Connection, url: &CanonicalUrl) -> Result<bool, Error> {
    let exists = || {
        connection
            .prepare_cached(
                "SELECT 1 FROM articles WHERE (id = ?1 OR seen_url = ?2)
                     AND missed_at IS NOT NULL AND gone_at IS NULL",
            )?
            .exists(params![resolve(connection, url)?, url.as_str()])
    };
    exists().map_err(database("look for a suspected article"))
}

pub(crate) fn note_event(connection: &Connection, id: i64, event: &ArticleEvent) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT INTO article_events (article, at, event, detail) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![id, from_time(event.at), event.kind.as_str(), event.detail])
        .map(drop)
}

pub(crate) fn last_event(connection: &Connection, id: i64) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT event FROM article_events WHERE article = ?1 ORDER BY id DESC LIMIT 1")?
        .query_row([id], |row| row.get(0))
        .optional()
}

pub(crate) fn events(
    connection: &Connection,
    id: langbao_article::ArticleId,
) -> Result<Vec<ArticleEvent>, Error> {
    let db = database("read the events of an article");
    let mut select = connection
        .prepare_cached(
            "SELECT at, event, detail FROM article_events
             WHERE article = coalesce((SELECT article FROM former_ids WHERE id = ?1), ?1) ORDER BY id",
        )
        .map_err(db)?;
    let event = |row: &Row<'_>| {
        let word: String = row.get(1)?;
        let kind = ArticleEventKind::of(&word).ok_or(rusqlite::Error::InvalidQuery)?;
        Ok(ArticleEvent { at: time(row, 0)?, kind, detail: row.get(2)? })
    };
    let rows = select.query_map([from_article_id(id)], event).map_err(db)?;
    rows.collect::<rusqlite::Result<_>>().map_err(db)
}
