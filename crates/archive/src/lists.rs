//! What lists say of articles, and what follows when they say something else. A list that names an article no more, or
//! under another title, costs one request; asking all its articles would cost as many as there are.
//!
//! All of it is a hint: it makes an article due, and decides nothing.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use langbao_article::{CanonicalUrl, LinkKind, SiteId};
use rusqlite::{Connection, OptionalExtension, params};

use crate::columns::{from_kind, from_time};
use crate::error::database;
use crate::{Error, FrontierLink, RunId};

const CHANGED: i64 = 1;
pub(crate) const UNLISTED: i64 = 2;

/// Fewer changes than this in one list are believed, however short the list is.
const FEW: usize = 3;

/// A list as a visit saw it.
pub(crate) struct Listing<'a> {
    pub(crate) site: &'a SiteId,
    /// The number of its frontier entry.
    pub(crate) page: i64,
    pub(crate) links: &'a [FrontierLink],
    pub(crate) at: DateTime<Utc>,
    pub(crate) run: Option<RunId>,
}

/// Compares a list with what it said before, and keeps it.
pub(crate) fn compare(connection: &Connection, listing: &Listing<'_>) -> Result<(), Error> {
    work(connection, listing).map_err(database("compare a list with what it was"))
}

fn work(connection: &Connection, listing: &Listing<'_>) -> rusqlite::Result<()> {
    let new = numbered(connection, listing)?;
    let old: Option<Vec<u8>> = connection
        .prepare_cached("SELECT links FROM lists WHERE page = ?1")?
        .query_row([listing.page], |row| row.get(0))
        .optional()?;
    let packed = pack(&new);
    if old.as_ref() == Some(&packed) {
        return Ok(());
    }
    let old: HashMap<i64, i64> = unpack(&old.unwrap_or_default()).collect();
    let at = from_time(listing.at);
    hint_changed(connection, &old, &new, at)?;
    let mut listed = connection.prepare_cached(
        "UPDATE frontier SET listed_at = ?2, hint = CASE hint WHEN 2 THEN 0 ELSE hint END WHERE id = ?1",
    )?;
    for id in new.keys() {
        listed.execute([*id, at])?;
    }
    let mut unlisted = connection.prepare_cached(
        "UPDATE frontier SET hint = ?2 WHERE id = ?1 AND kind = ?3 AND hint = 0 AND visited_at IS NOT NULL
             AND coalesce(listed_at, 0) < coalesce((SELECT started_at FROM runs WHERE id = ?4), ?5)",
    )?;
    for id in old.keys().filter(|id| !new.contains_key(id)) {
        unlisted.execute(params![
            id,
            UNLISTED,
            from_kind(LinkKind::Article),
            listing.run.map(|r| r.0),
            at
        ])?;
    }
    connection
        .prepare_cached("INSERT OR REPLACE INTO lists (page, links) VALUES (?1, ?2)")?
        .execute(params![listing.page, packed])?;
    Ok(())
}

/// A sitemap that dates all its pages today, or a list whose links show the time, says nothing of any of them.
fn hint_changed(
    connection: &Connection,
    old: &HashMap<i64, i64>,
    new: &HashMap<i64, i64>,
    at: i64,
) -> rusqlite::Result<()> {
    let both: Vec<(i64, i64, i64)> =
        new.iter().filter_map(|(id, mark)| old.get(id).map(|before| (*id, *before, *mark))).collect();
    let changed: Vec<i64> = both
        .iter()
        .filter(|(_, before, mark)| before != mark && *before != 0 && *mark != 0)
        .map(|(id, _, _)| *id)
        .collect();
    if changed.len() > FEW.max(both.len() / 3) {
        return Ok(());
    }
    let mut hint = connection.prepare_cached(
        "UPDATE frontier SET hint = ?2, due_at = min(coalesce(due_at, ?3), ?3)
         WHERE id = ?1 AND kind = ?4 AND visited_at IS NOT NULL",
    )?;
    for id in changed {
        hint.execute(params![id, CHANGED, at, from_kind(LinkKind::Article)])?;
    }
    Ok(())
}

/// The links of a list that may be articles, by the numbers of their entries.
fn numbered(connection: &Connection, listing: &Listing<'_>) -> rusqlite::Result<HashMap<i64, i64>> {
    let mut select = connection.prepare_cached("SELECT id FROM frontier WHERE site = ?1 AND url = ?2")?;
    let mut new = HashMap::new();
    for link in listing.links {
        if !matches!(link.kind, LinkKind::Article | LinkKind::Unknown) {
            continue;
        }
        let id = select
            .query_row([listing.site.as_str(), link.url.as_str()], |row| row.get::<_, i64>(0))
            .optional()?;
        if let Some(id) = id {
            new.insert(id, i64::from_le_bytes(link.mark.to_le_bytes()));
        }
    }
    Ok(new)
}

fn pack(links: &HashMap<i64, i64>) -> Vec<u8> {
    let mut links: Vec<_> = links.iter().collect();
    links.sort_unstable();
    links.into_iter().flat_map(|(id, mark)| [id.to_le_bytes(), mark.to_le_bytes()].concat()).collect()
}

fn unpack(packed: &[u8]) -> impl Iterator<Item = (i64, i64)> + '_ {
    packed.chunks_exact(16).map(|pair| {
        let number = |bytes: &[u8]| i64::from_le_bytes(bytes.try_into().expect("eight of sixteen bytes"));
        (number(&pair[..8]), number(&pair[8..]))
    })
}

/// Makes a page due at `at`, if it was visited before: something new is known of it.
pub(crate) fn hint(
    connection: &Connection,
    site: &SiteId,
    url: &CanonicalUrl,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    connection
        .prepare_cached(
            "UPDATE frontier SET hint = ?3, due_at = min(coalesce(due_at, ?4), ?4)
             WHERE site = ?1 AND url = ?2 AND visited_at IS NOT NULL",
        )
        .and_then(|mut update| update.execute(params![site.as_str(), url.as_str(), CHANGED, from_time(at)]))
        .map(drop)
        .map_err(database("make a page due"))
}

/// Says whether one of the pages that a list named was an article when it was visited.
pub(crate) fn names_an_article(connection: &Connection, packed: &[u8]) -> rusqlite::Result<bool> {
    let mut select = connection.prepare_cached("SELECT 1 FROM frontier WHERE id = ?1 AND kind = ?2")?;
    for (id, _) in unpack(packed) {
        if select.exists([id, from_kind(LinkKind::Article)])? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Makes due at `now` what a list names no more and no other list has named since. Returns how many.
pub(crate) fn make_unlisted_due(
    connection: &Connection,
    site: &SiteId,
    now: DateTime<Utc>,
) -> Result<usize, Error> {
    connection
        .prepare_cached(
            "UPDATE frontier SET due_at = ?2 WHERE site = ?1 AND hint = 2 AND hint <> 0
                 AND (due_at IS NULL OR due_at > ?2)",
        )
        .and_then(|mut update| update.execute(params![site.as_str(), from_time(now)]))
        .map_err(database("make due what is listed no more"))
}
