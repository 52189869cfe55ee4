//! The frontier: the URLs of each site, and when they are due.

use chrono::{DateTime, Utc};
use langbao_article::{CanonicalUrl, LinkKind, SiteId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::columns::{self, from_kind, from_time, optional_time, time};
use crate::error::database;
use crate::{Error, FrontierEntry, lists};

pub(crate) const COLUMNS: &str =
    "site, url, kind, depth, due_at, discovered_at, etag, last_modified, visited_at, changed_at,
    visits, unchanged, failures, last_outcome, hint";

/// How many columns that are.
pub(crate) const WIDTH: usize = 15;

/// Parameters: site, now, the time before which the last visit must lie, depth.
pub(crate) const NEXT_DUE: &str = "SELECT site, url, kind, depth, due_at, discovered_at, etag, last_modified,
        visited_at, changed_at, visits, unchanged, failures, last_outcome, hint
    FROM frontier WHERE site = ?1 AND depth = ?4 AND due_at <= ?2 AND (visited_at IS NULL OR visited_at < ?3)
    ORDER BY due_at, kind, id LIMIT 1";

/// A URL to be put into the frontier, due at once.
pub(crate) struct Found<'a> {
    pub(crate) url: &'a CanonicalUrl,
    pub(crate) kind: LinkKind,
    pub(crate) depth: u32,
    pub(crate) at: DateTime<Utc>,
}

impl<'a> Found<'a> {
    pub(crate) fn start_page(url: &'a CanonicalUrl, at: DateTime<Utc>) -> Self {
        Self { url, kind: LinkKind::List, depth: 0, at }
    }
}

/// Adds a URL unless it is there; one that is there and now found nearer to a start page moves up. Returns whether it
/// was new.
pub(crate) fn add(connection: &Connection, site: &SiteId, found: &Found<'_>) -> Result<bool, Error> {
    let new = insert(connection, site, found)?;
    if !new {
        connection
            .prepare_cached("UPDATE frontier SET depth = ?3 WHERE site = ?1 AND url = ?2 AND depth > ?3")
            .and_then(|mut update| update.execute(params![site.as_str(), found.url.as_str(), found.depth]))
            .map_err(database("add to the frontier"))?;
    }
    Ok(new)
}

fn insert(connection: &Connection, site: &SiteId, found: &Found<'_>) -> Result<bool, Error> {
    connection
        .prepare_cached(
            "INSERT INTO frontier (site, url, kind, depth, due_at, discovered_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?5) ON CONFLICT (site, url) DO NOTHING",
        )
        .and_then(|mut insert| {
            let at = from_time(found.at);
            let (site, url) = (site.as_str(), found.url.as_str());
            insert.execute(params![site, url, from_kind(found.kind), found.depth, at])
        })
        .map(|rows| rows > 0)
        .map_err(database("add to the frontier"))
}

/// Makes the URLs that begin a run due at `now` unless they are due earlier: the start pages and what they redirect to.
pub(crate) fn make_start_due(
    connection: &Connection,
    site: &SiteId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    connection
        .execute(
            "UPDATE frontier SET due_at = ?2 WHERE site = ?1 AND depth = 0 AND (due_at IS NULL OR due_at > ?2)",
            params![site.as_str(), from_time(now)],
        )
        .map(drop)
        .map_err(database("make the start pages due"))
}

/// Makes the addresses of suspected articles due at `now` unless they are due earlier.
pub(crate) fn make_suspected_due(
    connection: &Connection,
    site: &SiteId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    connection
        .execute(
            "UPDATE frontier SET due_at = ?2 WHERE site = ?1 AND (due_at IS NULL OR due_at > ?2) AND url IN (
                 SELECT url FROM articles WHERE site = ?1 AND missed_at IS NOT NULL AND gone_at IS NULL
                 UNION
                 SELECT seen_url FROM articles WHERE site = ?1 AND missed_at IS NOT NULL AND gone_at IS NULL)",
            params![site.as_str(), from_time(now)],
        )
        .map(drop)
        .map_err(database("make suspected articles due"))
}

/// Makes every URL of a site due at `now` unless it is due earlier.
pub(crate) fn make_all_due(connection: &Connection, site: &SiteId, now: DateTime<Utc>) -> Result<(), Error> {
    connection
        .execute(
            "UPDATE frontier SET due_at = ?2 WHERE site = ?1 AND (due_at IS NULL OR due_at > ?2)",
            params![site.as_str(), from_time(now)],
        )
        .map(drop)
        .map_err(database("make the frontier due"))
}

pub(crate) fn next_due(
    connection: &Connection,
    site: &SiteId,
    now: DateTime<Utc>,
    unvisited_since: DateTime<Utc>,
) -> Result<Option<FrontierEntry>, Error> {
    let next = || {
        let mut depths = connection
            .prepare_cached("SELECT max(depth) FROM frontier WHERE site = ?1 AND due_at IS NOT NULL")?;
        let deepest: Option<u32> = depths.query_row([site.as_str()], |row| row.get(0))?;
        let mut select = connection.prepare_cached(NEXT_DUE)?;
        // The shallowest first: what the front page links to is news, and an endless calendar is deep.
        for depth in 0..deepest.map_or(0, |deepest| deepest + 1) {
            let found = select
                .query_row(params![site.as_str(), from_time(now), from_time(unvisited_since), depth], entry)
                .optional()?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    };
    next().map_err(database("read the frontier"))
}

pub(crate) fn get(
    connection: &Connection,
    site: &SiteId,
    url: &CanonicalUrl,
) -> Result<Option<FrontierEntry>, Error> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM frontier WHERE site = ?1 AND url = ?2"))
        .and_then(|mut select| select.query_row([site.as_str(), url.as_str()], entry).optional())
        .map_err(database("read the frontier"))
}

pub(crate) fn all(connection: &Connection, site: &SiteId) -> Result<Vec<FrontierEntry>, Error> {
    let db = database("read the frontier");
    let mut select = connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM frontier WHERE site = ?1 ORDER BY url"))
        .map_err(db)?;
    let rows = select.query_map([site.as_str()], entry).map_err(db)?;
    rows.collect::<rusqlite::Result<_>>().map_err(db)
}

/// Writes back what a visit has changed of an entry; `due_at` is given apart, for it may be "never".
pub(crate) fn store(
    connection: &Connection,
    entry: &FrontierEntry,
    due_at: Option<DateTime<Utc>>,
) -> Result<(), Error> {
    connection
        .prepare_cached(
            "UPDATE frontier SET kind = ?3, due_at = ?4, etag = ?5, last_modified = ?6, visited_at = ?7,
                 changed_at = ?8, visits = ?9, unchanged = ?10, failures = ?11, last_outcome = ?12, hint = 0
             WHERE site = ?1 AND url = ?2",
        )
        .and_then(|mut update| {
            update.execute(params![
                entry.site.as_str(),
                entry.url.as_str(),
                from_kind(entry.kind),
                due_at.map(from_time),
                entry.etag,
                entry.last_modified,
                entry.visited_at.map(from_time),
                entry.changed_at.map(from_time),
                entry.visits,
                entry.unchanged,
                entry.failures,
                entry.last_outcome,
            ])
        })
        .map(drop)
        .map_err(database("store a frontier entry"))
}

pub(crate) fn entry(row: &Row<'_>) -> rusqlite::Result<FrontierEntry> {
    Ok(FrontierEntry {
        site: columns::site_id(row, 0)?,
        url: columns::url(row, 1)?,
        kind: columns::kind(row, 2)?,
        depth: row.get(3)?,
        due_at: optional_time(row, 4)?.unwrap_or(DateTime::<Utc>::MAX_UTC),
        discovered_at: time(row, 5)?,
        etag: row.get(6)?,
        last_modified: row.get(7)?,
        visited_at: optional_time(row, 8)?,
        changed_at: optional_time(row, 9)?,
        visits: row.get(10)?,
        unchanged: row.get(11)?,
        failures: row.get(12)?,
        last_outcome: row.get(13)?,
        hinted: row.get::<_, i64>(14)? != 0,
        unlisted: row.get::<_, i64>(14)? == lists::UNLISTED,
    })
}

/// Returns the number of a URL's entry.
pub(crate) fn number(
    connection: &Connection,
    site: &SiteId,
    url: &CanonicalUrl,
) -> Result<Option<i64>, Error> {
    connection
        .prepare_cached("SELECT id FROM frontier WHERE site = ?1 AND url = ?2")
        .and_then(|mut select| select.query_row([site.as_str(), url.as_str()], |row| row.get(0)).optional())
        .map_err(database("read the frontier"))
}
