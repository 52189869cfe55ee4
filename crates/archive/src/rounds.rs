//! What a round that is asked for by hand looks at beside what is due: whoever asks wants to know what is new now, and
//! not to wait for each page's own time.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use langbao_article::{LinkKind, SiteId};
use rusqlite::{Connection, params};

use crate::columns::{from_kind, from_time};
use crate::error::database;
use crate::{DueReason, Error, lists};

/// The part of a site's known pages that a round looks at again.
const PART: (u32, u32) = (27, 100);

/// At least so many, of a site that has few.
const FEWEST: u32 = 5;

/// Of a larger site its due times alone say what a round looks at: it is never through anyhow.
const LARGEST: u32 = 100_000;

/// Articles of so many days are the likeliest to be edited.
const YOUNG: TimeDelta = TimeDelta::days(7);

/// Makes a part of a site due at `now`: what failed for a moment, then lists, feeds and sitemaps, then young articles,
/// then those that were not looked at for longest.
pub(crate) fn make_part_due(connection: &Connection, site: &SiteId, now: DateTime<Utc>) -> Result<(), Error> {
    work(connection, site, now).map_err(database("choose what a round looks at"))
}

fn work(connection: &Connection, site: &SiteId, now: DateTime<Utc>) -> rusqlite::Result<()> {
    let mut make_due = connection.prepare_cached("UPDATE frontier SET due_at = ?2 WHERE id = ?1")?;
    for (id, _) in part(connection, site, now)? {
        make_due.execute([id, from_time(now)])?;
    }
    Ok(())
}

/// Returns the part of a site's known pages that a round looks at though they are not due, and why each.
pub(crate) fn part(
    connection: &Connection,
    site: &SiteId,
    now: DateTime<Utc>,
) -> rusqlite::Result<Vec<(i64, DueReason)>> {
    let (id, at) = (site.as_str(), from_time(now));
    let known: u32 = connection.query_row(
        "SELECT count(*) FROM (SELECT 1 FROM frontier WHERE site = ?1 AND last_outcome IN ('200', '304') LIMIT ?2)",
        params![id, LARGEST + 1],
        |row| row.get(0),
    )?;
    if known > LARGEST {
        return Ok(Vec::new());
    }
    let most = usize::try_from((known * PART.0 / PART.1).max(known.min(FEWEST))).unwrap_or(usize::MAX);
    let mut chosen: Vec<(i64, DueReason)> = Vec::new();
    let mut seen = HashSet::new();
    let mut take = |ids: Vec<i64>, why: DueReason, up_to: usize| {
        let before = chosen.len();
        for id in ids {
            if chosen.len() - before < up_to && seen.insert(id) {
                chosen.push((id, why));
            }
        }
        most.saturating_sub(chosen.len())
    };
    let failed = connection
        .prepare_cached(
            "SELECT id FROM frontier WHERE site = ?1 AND due_at > ?2 AND visited_at IS NOT NULL AND (
                 last_outcome IN ('timeout', 'connect', 'dns', 'tls', 'bad-304', 'broken-body', 'broken-response',
                                  'bad-encoding', 'status-429') OR last_outcome LIKE 'status-5%')
             ORDER BY failures, visited_at LIMIT ?3",
        )?
        .query_map(params![id, at, rows(most / 3)], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let left = take(failed, DueReason::Failed, most / 3);
    let lists = useful_lists(connection, site, at, u32::try_from(left * 2 / 3).unwrap_or(u32::MAX))?;
    let left = take(lists, DueReason::List, left * 2 / 3);
    let mut articles = connection.prepare_cached(
        "SELECT frontier.id FROM frontier JOIN articles ON seen_url = frontier.url
         WHERE frontier.site = ?1 AND due_at > ?2 AND last_outcome IN ('200', '304') AND (published_at > ?4 OR NOT ?5)
         ORDER BY visited_at, frontier.id DESC LIMIT ?3",
    )?;
    let young_since = from_time(now - YOUNG);
    // As many more as were chosen before: those are among them.
    let mut choose = |is_young: bool| {
        let rows =
            articles.query_map(params![id, at, rows(2 * most), young_since, is_young], |row| row.get(0))?;
        rows.collect::<rusqlite::Result<Vec<i64>>>()
    };
    let left = take(choose(true)?, DueReason::Young, left / 2);
    take(choose(false)?, DueReason::LongUnseen, left);
    Ok(chosen)
}

fn rows(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX)
}

/// The sitemaps and feeds of a site, then the lists that name articles, those near the start and with news first. A
/// calendar, a filter or a page about the office has none.
fn useful_lists(connection: &Connection, site: &SiteId, at: i64, most: u32) -> rusqlite::Result<Vec<i64>> {
    let mut select = connection.prepare_cached(
        "SELECT frontier.id, kind, links FROM frontier LEFT JOIN lists ON page = frontier.id
         WHERE site = ?1 AND due_at > ?2 AND kind IN (?3, ?4, ?5) AND last_outcome IN ('200', '304')
         ORDER BY kind, depth, unchanged, visited_at, frontier.id",
    )?;
    let kinds = [LinkKind::Sitemap, LinkKind::Feed, LinkKind::List].map(from_kind);
    let mut rows = select.query(params![site.as_str(), at, kinds[0], kinds[1], kinds[2]])?;
    let mut useful = Vec::new();
    while let Some(row) = rows.next()? {
        if useful.len() >= usize::try_from(most).unwrap_or(usize::MAX) {
            break;
        }
        let links: Option<Vec<u8>> = row.get(2)?;
        let is_list = row.get::<_, i64>(1)? == kinds[2];
        if !is_list || lists::names_an_article(connection, &links.unwrap_or_default())? {
            useful.push(row.get(0)?);
        }
    }
    Ok(useful)
}
