//! Messages that are to be sent once.
//!
//! A message is written whole when it is put here, under a key that stays the same however often it is tried. Before
//! it is handed to whoever sends it, it is marked so: what is found `handed` after a crash may have been sent.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};

use crate::Archive;
use crate::archive::Result;
use crate::columns::{from_time, optional_time, time};
use crate::error::database;

/// A message to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewParcel {
    /// The key by which its receiver knows it again: there is only one of it.
    pub key: String,
    /// The alert it is of.
    pub alert: String,
    /// To whom and by what way, as JSON.
    pub envelope: String,
    /// The message.
    pub body: String,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParcelState {
    /// It waits for its (next) try.
    Waiting,
    /// It was handed over to be sent; what came of it is not known yet.
    Handed,
    /// It was accepted.
    Sent,
    /// It was refused, or tried for too long.
    Failed,
}

impl ParcelState {
    /// Returns its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Handed => "handed",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }

    fn of(word: &str) -> Self {
        let all = [Self::Handed, Self::Sent, Self::Failed];
        all.into_iter().find(|state| state.as_str() == word).unwrap_or(Self::Waiting)
    }
}

/// A message with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParcelRecord {
    /// Its number.
    pub id: i64,
    /// The message.
    pub parcel: NewParcel,
    /// Where it stands.
    pub state: ParcelState,
    /// Attempts so far.
    pub attempts: u32,
    /// When it is tried next, if it waits.
    pub next_try_at: Option<DateTime<Utc>>,
    /// When it was accepted or given up.
    pub ended_at: Option<DateTime<Utc>>,
    /// What went wrong at the last attempt.
    pub error: Option<String>,
}

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// It was accepted.
    Sent,
    /// To be tried again at this time.
    Again {
        /// When.
        at: DateTime<Utc>,
        /// What went wrong.
        error: String,
    },
    /// Given up.
    Failed {
        /// Why.
        error: String,
    },
}

impl Archive {
    /// Messages whose next try is due, the earliest first, at most `limit`.
    pub fn due_parcels(&self, now: DateTime<Utc>, limit: usize) -> Result<Vec<ParcelRecord>> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let of = "WHERE state = 'waiting' AND next_try_at <= ?1 ORDER BY next_try_at, id LIMIT ?2";
        self.inner.readers.read(|c| select(c, of, params![from_time(now), limit]))
    }
    /// Messages that were handed over, and of which is not known what came of it.
    pub fn handed_parcels(&self) -> Result<Vec<ParcelRecord>> {
        self.inner.readers.read(|c| select(c, "WHERE state = 'handed' ORDER BY id", []))
    }
    /// The latest messages of an alert, newest first.
    pub fn parcels_of(&self, alert: &str, limit: usize) -> Result<Vec<ParcelRecord>> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let of = "WHERE alert = ?1 ORDER BY id DESC LIMIT ?2";
        self.inner.readers.read(|c| select(c, of, params![alert, limit]))
    }
    /// When the next message that waits is due.
    pub fn next_parcel_at(&self) -> Result<Option<DateTime<Utc>>> {
        self.inner.readers.read(|c| {
            c.prepare_cached("SELECT min(next_try_at) FROM outbox WHERE state = 'waiting'")
                .and_then(|mut select| select.query_row([], |row| optional_time(row, 0)))
                .map_err(database("read the outbox"))
        })
    }
    /// Marks messages as handed over, and returns those that waited: the others must not be sent.
    pub fn hand_over(&self, ids: Vec<i64>) -> Result<Vec<i64>> {
        self.write(move |w| {
            let mark = || {
                let mut mark = w.connection.prepare_cached(
                    "UPDATE outbox SET state = 'handed', attempts = attempts + 1
                     WHERE id = ?1 AND state = 'waiting'",
                )?;
                let mut marked = Vec::new();
                for id in ids {
                    if mark.execute([id])? > 0 {
                        marked.push(id);
                    }
                }
                Ok::<_, rusqlite::Error>(marked)
            };
            mark().map_err(database("hand a message over"))
        })
    }
    /// Stores what came of messages that were handed over.
    pub fn settle_parcels(&self, settled: Vec<(i64, Settled)>, now: DateTime<Utc>) -> Result<()> {
        self.write(move |w| {
            settled.iter().try_for_each(|(id, what)| {
                settle(w.connection, *id, what, now).map_err(database("store what came of a message"))
            })
        })
    }
    /// Makes every message due now that waits for another try: what was in the way may be gone after a restart.
    pub fn hasten_parcels(&self, now: DateTime<Utc>) -> Result<usize> {
        self.write(move |w| {
            w.connection
                .execute(
                    "UPDATE outbox SET next_try_at = ?1 WHERE state = 'waiting' AND next_try_at > ?1",
                    [from_time(now)],
                )
                .map_err(database("make messages due"))
        })
    }
    /// Forgets messages that were sent or given up before this time.
    pub fn forget_parcels(&self, before: DateTime<Utc>) -> Result<usize> {
        self.write(move |w| {
            w.connection
                .prepare_cached("DELETE FROM outbox WHERE state IN ('sent', 'failed') AND ended_at < ?1")
                .and_then(|mut delete| delete.execute([from_time(before)]))
                .map_err(database("forget old messages"))
        })
    }
}

/// Puts a message into the outbox, unless one of its key is there.
pub(crate) fn add(connection: &Connection, parcel: &NewParcel) -> Result<()> {
    let at = from_time(parcel.created_at);
    connection
        .prepare_cached(
            "INSERT INTO outbox (key, alert, envelope, body, created_at, state, next_try_at)
             VALUES (?1, ?2, ?3, ?4, ?5, 'waiting', ?5) ON CONFLICT (key) DO NOTHING",
        )
        .and_then(|mut insert| {
            insert.execute(params![parcel.key, parcel.alert, parcel.envelope, parcel.body, at])
        })
        .map(drop)
        .map_err(database("put a message into the outbox"))
}

fn settle(connection: &Connection, id: i64, what: &Settled, now: DateTime<Utc>) -> rusqlite::Result<()> {
    let (state, next, ended, error) = match what {
        Settled::Sent => ("sent", None, Some(now), None),
        Settled::Again { at, error } => ("waiting", Some(*at), None, Some(error)),
        Settled::Failed { error } => ("failed", None, Some(now), Some(error)),
    };
    connection
        .prepare_cached(
            "UPDATE outbox SET state = ?2, next_try_at = ?3, ended_at = ?4, error = ?5
             WHERE id = ?1 AND state = 'handed'",
        )?
        .execute(params![id, state, next.map(from_time), ended.map(from_time), error])?;
    Ok(())
}

fn select(connection: &Connection, of: &str, params: impl rusqlite::Params) -> Result<Vec<ParcelRecord>> {
    let read = || {
        let mut select = connection.prepare_cached(&format!(
            "SELECT id, key, alert, envelope, body, created_at, state, attempts, next_try_at, ended_at, error
             FROM outbox {of}"
        ))?;
        select.query_map(params, parcel)?.collect::<rusqlite::Result<Vec<_>>>()
    };
    read().map_err(database("read the outbox"))
}

fn parcel(row: &Row<'_>) -> rusqlite::Result<ParcelRecord> {
    Ok(ParcelRecord {
        id: row.get(0)?,
        parcel: NewParcel {
            key: row.get(1)?,
            alert: row.get(2)?,
            envelope: row.get(3)?,
            body: row.get(4)?,
            created_at: time(row, 5)?,
        },
        state: ParcelState::of(row.get_ref(6)?.as_str()?),
        attempts: row.get(7)?,
        next_try_at: optional_time(row, 8)?,
        ended_at: optional_time(row, 9)?,
        error: row.get(10)?,
    })
}
