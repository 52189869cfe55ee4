//! Keys of the API and of the admin: of the secret only a hash is kept.

use chrono::{DateTime, Utc};
use rusqlite::params;
use serde::{Deserialize, Serialize};

use crate::Archive;
use crate::archive::Result;
use crate::columns::{from_time, json, optional_time, time};
use crate::error::database;

/// A key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRecord {
    /// The part of it that is no secret.
    pub id: String,
    /// What it is for, in the words of whoever made it.
    pub name: String,
    /// What it permits.
    pub scopes: Vec<String>,
    /// The hash of its secret, in a notation that names its own making.
    pub hash: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Since when it permits nothing any more.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl Archive {
    /// Stores a new key.
    pub fn add_key(&self, key: KeyRecord) -> Result<()> {
        self.write(move |w| {
            let scopes = serde_json::to_string(&key.scopes).expect("a list of strings is JSON");
            w.connection
                .prepare_cached(
                    "INSERT INTO keys (id, name, scopes, hash, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
                )
                .and_then(|mut insert| {
                    insert.execute(params![key.id, key.name, scopes, key.hash, from_time(key.created_at)])
                })
                .map(drop)
                .map_err(database("store a key"))
        })
    }
    /// All keys, those revoked among them, in the order in which they were made.
    pub fn keys(&self) -> Result<Vec<KeyRecord>> {
        self.inner.readers.read(|c| {
            let read = || {
                let mut select = c.prepare_cached(
                    "SELECT id, name, scopes, hash, created_at, revoked_at FROM keys ORDER BY created_at, id",
                )?;
                let rows = select.query_map([], |row| {
                    Ok(KeyRecord {
                        id: row.get(0)?,
                        name: row.get(1)?,
                        scopes: json(row, 2)?,
                        hash: row.get(3)?,
                        created_at: time(row, 4)?,
                        revoked_at: optional_time(row, 5)?,
                    })
                })?;
                rows.collect::<rusqlite::Result<Vec<_>>>()
            };
            read().map_err(database("read the keys"))
        })
    }
    /// Takes a key out of force; returns whether it was in force.
    pub fn revoke_key(&self, id: &str, now: DateTime<Utc>) -> Result<bool> {
        let id = id.to_owned();
        self.write(move |w| {
            w.connection
                .prepare_cached("UPDATE keys SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL")
                .and_then(|mut update| update.execute(params![id, from_time(now)]))
                .map(|changed| changed > 0)
                .map_err(database("revoke a key"))
        })
    }
}
