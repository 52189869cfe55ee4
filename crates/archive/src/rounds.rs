//! What a round that is asked for by hand looks at beside what is due: whoever asks wants to know what is new now, and
//! not to wait for each page's own time.

use chrono::{DateTime, TimeDelta, Utc};
use langbao_article::{LinkKind, SiteId};
use rusqlite::{Connection, params};

use crate::columns::{from_kind, from_time};
use crate::error::database;
use crate::{Error, lists};

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
    let (id, at) = (site.as_str(), from_time(now));
    let known: u32 = connection.query_row(
        "SELECT count(*) FROM (SELECT 1 FROM frontier WHERE site = ?1 AND last_outcome IN ('200', '304') LIMIT ?2)",
        params![id, LARGEST + 1],
        |row| row.get(0),
    )?;
    if known > LARGEST {
        return Ok(());
    }
    let mut left = known * PART.0 / PART.1;
    left = left.max(known.min(FEWEST));
    left -= done(connection
        .execute(
            "UPDATE frontier SET due_at = ?2 WHERE id IN (
                 SELECT id FROM frontier WHERE site = ?1 AND due_at > ?2 AND visited_at IS NOT NULL AND (
                     last_outcome IN ('timeout', 'connect', 'dns', 'tls', 'bad-304', 'broken-body', 'broken-response',
                                      'bad-encoding', 'status-429') OR last_outcome LIKE 'status-5%')
                 ORDER BY failures, visited_at LIMIT ?3)",
            params![id, at, left / 3],
        )?, left);
    let mut make_due = connection.prepare_cached("UPDATE frontier SET due_at = ?2 WHERE id = ?1")?;
    for list in useful_lists(connection, site, at, left * 2 / 3)? {
        left -= done(make_due.execute([list, at])?, left);
    }
    let articles = "UPDATE frontier SET due_at = ?2 WHERE id IN (
            SELECT frontier.id FROM frontier JOIN articles ON seen_url = frontier.url
            WHERE frontier.site = ?1 AND due_at > ?2 AND last_outcome IN ('200', '304') AND (published_at > ?4 OR NOT ?5)
            ORDER BY visited_at, frontier.id DESC LIMIT ?3)";
    let young_since = from_time(now - YOUNG);
    left -= done(connection.execute(articles, params![id, at, left / 2, young_since, true])?, left);
    connection.execute(articles, params![id, at, left, young_since, false])?;
    Ok(())
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

fn done(rows: usize, most: u32) -> u32 {
    u32::try_from(rows).unwrap_or(most).min(most)
}
