//! What an admin decided, such as that two names are one person: kept with the archive, since no crawl brings it back.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use crate::columns::{from_time, optional_time, time};
use crate::error::database;
use crate::{DecisionId, DecisionRecord, Error};

pub(crate) fn add(connection: &Connection, now: DateTime<Utc>, json: &str) -> Result<DecisionId, Error> {
    connection
        .prepare_cached("INSERT INTO decisions (made_at, json) VALUES (?1, ?2)")
        .and_then(|mut insert| insert.insert(params![from_time(now), json]))
        .map(DecisionId)
        .map_err(database("store a decision"))
}

/// Puts a decision back under its number.
pub(crate) fn restore(
    connection: &Connection,
    id: DecisionId,
    made_at: DateTime<Utc>,
    json: &str,
) -> Result<(), Error> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO decisions (id, made_at, json) VALUES (?1, ?2, ?3)")
        .and_then(|mut insert| insert.execute(params![id.0, from_time(made_at), json]))
        .map(drop)
        .map_err(database("store a decision"))
}

/// Returns whether there was such a decision in force.
pub(crate) fn undo(connection: &Connection, id: DecisionId, now: DateTime<Utc>) -> Result<bool, Error> {
    connection
        .prepare_cached("UPDATE decisions SET undone_at = ?2 WHERE id = ?1 AND undone_at IS NULL")
        .and_then(|mut update| update.execute(params![id.0, from_time(now)]))
        .map(|changed| changed > 0)
        .map_err(database("undo a decision"))
}

pub(crate) fn all(connection: &Connection) -> Result<Vec<DecisionRecord>, Error> {
    let read = || {
        let mut select =
            connection.prepare_cached("SELECT id, made_at, json, undone_at FROM decisions ORDER BY id")?;
        let rows = select.query_map([], |row| {
            Ok(DecisionRecord {
                id: DecisionId(row.get(0)?),
                made_at: time(row, 1)?,
                json: row.get(2)?,
                undone_at: optional_time(row, 3)?,
            })
        })?;
        rows.collect::<Result<Vec<_>, _>>()
    };
    read().map_err(database("read the decisions"))
}
