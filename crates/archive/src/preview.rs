//! What a run of a site would visit, and why, without beginning it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use langbao_article::SiteId;
use rusqlite::{Connection, Row, params};

use crate::columns::from_time;
use crate::error::database;
use crate::runs::{self, Round};
use crate::{DuePage, DueReason, Error, Extent, frontier, rounds};

/// Returns the pages in the order in which a run would take them, as far as that is known before its first visit.
pub(crate) fn of(
    connection: &Connection,
    site: &SiteId,
    now: DateTime<Utc>,
    extent: Extent,
) -> Result<Vec<DuePage>, Error> {
    work(connection, site, now, extent).map_err(database("preview a run"))
}

fn work(
    connection: &Connection,
    site: &SiteId,
    now: DateTime<Utc>,
    extent: Extent,
) -> rusqlite::Result<Vec<DuePage>> {
    let begins = matches!(runs::next_round(connection, site)?, Round::New(_));
    let part: HashMap<i64, DueReason> = match begins && extent == Extent::Part {
        true => rounds::part(connection, site, now)?.into_iter().collect(),
        false => HashMap::new(),
    };
    let suspected =
        "url IN (SELECT url FROM articles WHERE site = ?1 AND missed_at IS NOT NULL AND gone_at IS NULL
        UNION SELECT seen_url FROM articles WHERE site = ?1 AND missed_at IS NOT NULL AND gone_at IS NULL)";
    let columns = frontier::COLUMNS;
    let mut select = connection.prepare(&format!(
        "SELECT {columns}, id, coalesce(due_at <= ?2, 0), {suspected} FROM frontier WHERE site = ?1
         ORDER BY depth, min(coalesce(due_at, ?2), ?2), kind, id"
    ))?;
    let mut rows = select.query(params![site.as_str(), from_time(now)])?;
    let mut pages = Vec::new();
    while let Some(row) = rows.next()? {
        if let Some(why) = reason(row, &part, begins, extent)? {
            pages.push(DuePage { entry: frontier::entry(row)?, why });
        }
    }
    Ok(pages)
}

fn reason(
    row: &Row<'_>,
    part: &HashMap<i64, DueReason>,
    begins: bool,
    extent: Extent,
) -> rusqlite::Result<Option<DueReason>> {
    let depth: u32 = row.get("depth")?;
    let visits: u32 = row.get("visits")?;
    let (hint, failures): (i64, u32) = (row.get("hint")?, row.get("failures")?);
    let at = frontier::WIDTH;
    let (id, is_due, is_suspected): (i64, bool, bool) = (row.get(at)?, row.get(at + 1)?, row.get(at + 2)?);
    Ok(match () {
        () if depth == 0 && (begins || is_due) => Some(DueReason::StartPage),
        () if is_suspected && (begins || is_due) => Some(DueReason::Missed),
        () if is_due && visits == 0 => Some(DueReason::New),
        () if is_due && hint != 0 => Some(DueReason::Hinted),
        () if is_due && failures > 0 => Some(DueReason::Failed),
        () if is_due => Some(DueReason::Time),
        () if extent == Extent::All => Some(DueReason::All),
        () => part.get(&id).copied(),
    })
}
