//! What the crawler wants to know about a host after a restart: text of its own making.

use rusqlite::{Connection, OptionalExtension};

use crate::Error;
use crate::error::database;

pub(crate) fn get(connection: &Connection, authority: &str) -> Result<Option<String>, Error> {
    connection
        .prepare_cached("SELECT json FROM host_state WHERE authority = ?1")
        .and_then(|mut select| select.query_row([authority], |row| row.get(0)).optional())
        .map_err(database("read the state of a host"))
}

pub(crate) fn set(connection: &Connection, authority: &str, json: &str) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT INTO host_state (authority, json) VALUES (?1, ?2)
             ON CONFLICT (authority) DO UPDATE SET json = excluded.json",
        )
        .and_then(|mut insert| insert.execute([authority, json]))
        .map(drop)
        .map_err(database("store the state of a host"))
}
