//! Saved searches: what they are is told by the room of alerts, as JSON; here is how far each has looked, what it has
//! told of, and what waits to be sent.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use langbao_article::ArticleId;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use crate::archive::Result;
use crate::columns::{count, from_article_id, from_count, from_time, optional_time, time};
use crate::error::database;
use crate::{Archive, NewParcel, outbox};

/// A saved search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertRecord {
    /// Its id.
    pub id: String,
    /// What it is: JSON of the room of alerts.
    pub settings: String,
    /// `unconfirmed`, `active` or `paused`.
    pub state: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// It has looked through the change sequence up to this number.
    pub seq: u64,
    /// When what waits is to be sent; `None` if nothing waits.
    pub due_at: Option<DateTime<Utc>>,
}

/// What an alert knows of an article it has told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownArticle {
    /// The version told of.
    pub version: u32,
    /// Whether it was told that the article is gone.
    pub gone: bool,
}

/// One step of an alert along the change sequence: stored whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertStep {
    /// The alert.
    pub id: String,
    /// Where it stands; if it stands elsewhere by now, nothing is stored.
    pub from: u64,
    /// Where it will stand.
    pub to: u64,
    /// What is known from now on of articles told of.
    pub known: Vec<(ArticleId, KnownArticle)>,
    /// What is to be told, JSON each.
    pub events: Vec<String>,
    /// When it is to be sent, if that is sooner than what has been set.
    pub due_at: Option<DateTime<Utc>>,
    /// Events kept at most; the oldest go.
    pub keep: usize,
}

impl Archive {
    /// Adds an alert.
    pub fn add_alert(&self, alert: AlertRecord, first: Option<NewParcel>) -> Result<()> {
        self.write(move |w| {
            add(w.connection, &alert).map_err(database("store an alert"))?;
            first.map_or(Ok(()), |parcel| outbox::add(w.connection, &parcel))
        })
    }
    /// All alerts in the order in which they were made.
    pub fn alerts(&self) -> Result<Vec<AlertRecord>> {
        self.inner.readers.read(all)
    }
    /// One alert.
    pub fn alert(&self, id: &str) -> Result<Option<AlertRecord>> {
        self.inner.readers.read(|c| get(c, id))
    }
    /// Gives an alert other settings and another state; with `skip` it goes on behind all that has changed until now.
    /// Returns whether there is such an alert.
    pub fn set_alert(&self, id: &str, settings: &str, state: &str, skip: bool) -> Result<bool> {
        let (id, settings, state) = (id.to_owned(), settings.to_owned(), state.to_owned());
        self.write(move |w| {
            let set = "UPDATE alerts SET settings = ?2, state = ?3,
                 seq = iif(?4, (SELECT last FROM sequence), seq) WHERE id = ?1";
            let changed = w.connection.prepare_cached(set);
            let changed = changed.and_then(|mut set| set.execute(params![id, settings, state, skip]));
            changed.map(|n| n > 0).map_err(database("change an alert"))
        })
    }
    /// Removes an alert, what waits for it, and messages of it that nobody has been handed yet. Returns whether there
    /// was one.
    pub fn remove_alert(&self, id: &str) -> Result<bool> {
        let id = id.to_owned();
        self.write(move |w| {
            let run = |sql: &str| w.connection.prepare_cached(sql).and_then(|mut sql| sql.execute([&id]));
            run("DELETE FROM outbox WHERE alert = ?1 AND state = 'waiting'")
                .and_then(|_| run("DELETE FROM alerts WHERE id = ?1"))
                .map(|n| n > 0)
                .map_err(database("remove an alert"))
        })
    }
    /// What an alert knows of these articles.
    pub fn known_to_alert(
        &self,
        id: &str,
        articles: &[ArticleId],
    ) -> Result<HashMap<ArticleId, KnownArticle>> {
        self.inner.readers.read(|c| known(c, id, articles))
    }
    /// Takes a step. Returns whether it was taken: not if the alert is gone, not active, or stands elsewhere.
    pub fn advance_alert(&self, step: AlertStep) -> Result<bool> {
        self.write(move |w| advance(w.connection, &step).map_err(database("store what an alert has found")))
    }
    /// What waits to be sent by an alert, oldest first, with numbers for [`Self::post`].
    pub fn alert_events(&self, id: &str) -> Result<Vec<(i64, String)>> {
        self.inner.readers.read(|c| {
            let read = || {
                let mut select =
                    c.prepare_cached("SELECT id, event FROM alert_events WHERE alert = ?1 ORDER BY id")?;
                select
                    .query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?
                    .collect::<rusqlite::Result<Vec<_>>>()
            };
            read().map_err(database("read what an alert has found"))
        })
    }
    /// Puts the message of an alert into the outbox in place of its events up to number `through`; no message, if they
    /// come to nothing.
    pub fn post(&self, alert: &str, parcel: Option<NewParcel>, through: i64) -> Result<()> {
        let alert = alert.to_owned();
        self.write(move |w| {
            let take = || {
                let mut delete =
                    w.connection.prepare_cached("DELETE FROM alert_events WHERE alert = ?1 AND id <= ?2")?;
                delete.execute(params![alert, through])?;
                let mut clear = w.connection.prepare_cached(
                    "UPDATE alerts SET due_at = NULL WHERE id = ?1
                         AND NOT EXISTS (SELECT 1 FROM alert_events WHERE alert = ?1)",
                )?;
                clear.execute([&alert])
            };
            take().map_err(database("post the message of an alert"))?;
            parcel.map_or(Ok(()), |parcel| outbox::add(w.connection, &parcel))
        })
    }
}

fn add(connection: &Connection, alert: &AlertRecord) -> rusqlite::Result<usize> {
    connection
        .prepare_cached(
            "INSERT INTO alerts (id, settings, state, created_at, seq, due_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            alert.id,
            alert.settings,
            alert.state,
            from_time(alert.created_at),
            from_count(alert.seq),
            alert.due_at.map(from_time)
        ])
}

const SELECT: &str = "SELECT id, settings, state, created_at, seq, due_at FROM alerts";

fn alert(row: &Row<'_>) -> rusqlite::Result<AlertRecord> {
    Ok(AlertRecord {
        id: row.get(0)?,
        settings: row.get(1)?,
        state: row.get(2)?,
        created_at: time(row, 3)?,
        seq: count(row, 4)?,
        due_at: optional_time(row, 5)?,
    })
}

fn all(connection: &Connection) -> Result<Vec<AlertRecord>> {
    let read = || {
        let mut select = connection.prepare_cached(&format!("{SELECT} ORDER BY created_at, id"))?;
        select.query_map([], alert)?.collect::<rusqlite::Result<Vec<_>>>()
    };
    read().map_err(database("read the alerts"))
}

fn get(connection: &Connection, id: &str) -> Result<Option<AlertRecord>> {
    connection
        .prepare_cached(&format!("{SELECT} WHERE id = ?1"))
        .and_then(|mut select| select.query_row([id], alert).optional())
        .map_err(database("read an alert"))
}

fn known(
    connection: &Connection,
    id: &str,
    articles: &[ArticleId],
) -> Result<HashMap<ArticleId, KnownArticle>> {
    let read = || {
        let mut select = connection
            .prepare_cached("SELECT version, gone FROM alert_articles WHERE alert = ?1 AND article = ?2")?;
        let mut known = HashMap::new();
        for article in articles {
            let row = select.query_row(params![id, from_article_id(*article)], |row| {
                Ok(KnownArticle { version: row.get(0)?, gone: row.get(1)? })
            });
            known.extend(row.optional()?.map(|row| (*article, row)));
        }
        Ok::<_, rusqlite::Error>(known)
    };
    read().map_err(database("read what an alert has told"))
}

fn advance(connection: &Connection, step: &AlertStep) -> rusqlite::Result<bool> {
    let moved = connection
        .prepare_cached(
            "UPDATE alerts SET seq = ?3, due_at = CASE WHEN ?4 IS NULL THEN due_at
                 WHEN due_at IS NULL THEN ?4 ELSE min(due_at, ?4) END
             WHERE id = ?1 AND seq = ?2 AND state = 'active'",
        )?
        .execute(params![step.id, from_count(step.from), from_count(step.to), step.due_at.map(from_time)])?;
    if moved == 0 {
        return Ok(false);
    }
    for (article, known) in &step.known {
        connection
            .prepare_cached(
                "INSERT INTO alert_articles (alert, article, version, gone) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO UPDATE SET version = excluded.version, gone = excluded.gone",
            )?
            .execute(params![step.id, from_article_id(*article), known.version, known.gone])?;
    }
    for event in &step.events {
        connection
            .prepare_cached("INSERT INTO alert_events (alert, event) VALUES (?1, ?2)")?
            .execute(params![step.id, event])?;
    }
    connection
        .prepare_cached(
            "DELETE FROM alert_events WHERE alert = ?1 AND id <= (
                 SELECT id FROM alert_events WHERE alert = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
        )?
        .execute(params![step.id, i64::try_from(step.keep).unwrap_or(i64::MAX)])?;
    Ok(true)
}
