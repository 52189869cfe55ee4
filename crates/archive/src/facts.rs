//! What cannot be read off the pages: which sites there are, what is gone, what has moved, what an
//! admin decided. Each fact is a `metadata`
//! record too, so that the WARC files alone tell the whole story.

use chrono::{DateTime, Utc};
use langbao_article::{CanonicalUrl, GoneReason, SiteId};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::captures::{self, RecordRow};
use crate::columns::from_time;
use crate::error::database;
use crate::warc_record::{Head, PackedRecord, record_id};
use crate::writer::Writing;
use crate::{DecisionId, DecisionRecord, Error, Hidden, Site, decisions, sites};

/// One fact, as it stands in a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub(crate) enum Fact {
    /// A site was added or its settings have changed.
    Site(Site),
    /// A site was removed.
    SiteRemoved { id: SiteId },
    /// An article is gone.
    Gone { url: CanonicalUrl, since: DateTime<Utc>, reason: GoneReason },
    /// An article is shown no more, or again.
    Hidden { url: CanonicalUrl, hidden: Option<Hidden> },
    /// A page lives elsewhere from now on.
    Moved { url: CanonicalUrl, to: CanonicalUrl },
    /// An admin has decided something.
    Decision { id: DecisionId, json: String },
    /// A decision was taken back.
    DecisionUndone { id: DecisionId },
}

impl Fact {
    /// What the fact is about.
    fn target(&self) -> String {
        match self {
            Self::Site(site) => site_target(&site.id),
            Self::SiteRemoved { id } => site_target(id),
            Self::Gone { url, .. } | Self::Hidden { url, .. } | Self::Moved { url, .. } => url.to_string(),
            Self::Decision { id, .. } | Self::DecisionUndone { id } => decision_target(*id),
        }
    }
}

fn site_target(id: &SiteId) -> String {
    format!("urn:langbao:site:{id}")
}

fn decision_target(id: DecisionId) -> String {
    format!("urn:langbao:decision:{}", id.0)
}

/// Appends the record of a fact.
pub(crate) fn write(writing: &mut Writing<'_>, at: DateTime<Utc>, fact: &Fact) -> Result<(), Error> {
    let target = fact.target();
    let record = pack(fact, &target, at, captures::next_record(writing.connection)?);
    let row = RecordRow { kind: "metadata", url: &target, at, capture: None };
    captures::store_record(writing, &record, &row)
}

fn pack(fact: &Fact, target: &str, at: DateTime<Utc>, number: i64) -> PackedRecord {
    let json = serde_json::to_string(fact).expect("a fact is JSON");
    let id = record_id(&[b"metadata", target.as_bytes(), &number.to_le_bytes(), json.as_bytes()]);
    debug_assert!(from_time(at) != i64::MAX, "a fact has a time");
    let mut head = Head::new("metadata", &id, at);
    head.field("WARC-Target-URI", target);
    head.field("Content-Type", "application/json");
    head.pack(id, &[json.as_bytes()])
}

/// Writes the settings of sites and the decisions that were made before there were such records.
pub(crate) fn write_missing(writing: &mut Writing<'_>) -> Result<(), Error> {
    for site in sites::all(writing.connection)? {
        if !is_told(writing.connection, &site_target(&site.id))? {
            let at = site.added_at;
            write(writing, at, &Fact::Site(site))?;
        }
    }
    for DecisionRecord { id, made_at, json, undone_at } in decisions::all(writing.connection)? {
        if is_told(writing.connection, &decision_target(id))? {
            continue;
        }
        write(writing, made_at, &Fact::Decision { id, json })?;
        if let Some(at) = undone_at {
            write(writing, at, &Fact::DecisionUndone { id })?;
        }
    }
    Ok(())
}

fn is_told(connection: &Connection, target: &str) -> Result<bool, Error> {
    connection
        .prepare_cached("SELECT 1 FROM warc_records WHERE kind = 'metadata' AND url = ?1")
        .and_then(|mut select| select.exists([target]))
        .map_err(database("look for the record of a fact"))
}
