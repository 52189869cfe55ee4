//! What admins did: appended to, never changed.

use chrono::{DateTime, Utc};
use rusqlite::params;
use serde::{Deserialize, Serialize};

use crate::Archive;
use crate::archive::Result;
use crate::columns::{from_time, time};
use crate::error::database;

/// Something an admin did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRecord {
    /// When.
    pub at: DateTime<Utc>,
    /// Who: the id of a key, or `cli`.
    pub actor: String,
    /// What, as a word: `hide_article`, `add_site` …
    pub action: String,
    /// To what.
    pub target: String,
    /// With which words.
    pub detail: Option<String>,
}

impl Archive {
    /// Notes what was done.
    pub fn note_audit(&self, record: AuditRecord) -> Result<()> {
        self.write(move |w| {
            w.connection
                .prepare_cached(
                    "INSERT INTO audit (at, actor, action, target, detail) VALUES (?1, ?2, ?3, ?4, ?5)",
                )
                .and_then(|mut insert| {
                    insert.execute(params![
                        from_time(record.at),
                        record.actor,
                        record.action,
                        record.target,
                        record.detail
                    ])
                })
                .map(drop)
                .map_err(database("note what was done"))
        })
    }
    /// What was done, the latest first, at most `limit`.
    pub fn audit(&self, limit: usize) -> Result<Vec<AuditRecord>> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.inner.readers.read(|c| {
            let read = || {
                let mut select = c.prepare_cached(
                    "SELECT at, actor, action, target, detail FROM audit ORDER BY id DESC LIMIT ?1",
                )?;
                let rows = select.query_map([limit], |row| {
                    Ok(AuditRecord {
                        at: time(row, 0)?,
                        actor: row.get(1)?,
                        action: row.get(2)?,
                        target: row.get(3)?,
                        detail: row.get(4)?,
                    })
                })?;
                rows.collect::<rusqlite::Result<Vec<_>>>()
            };
            read().map_err(database("read what was done"))
        })
    }
}
