//! What a round that is asked for by hand looks at beside what is due: whoever asks wants to know what is new now, and
//! not to wait for each page's own time.

use chrono::{DateTime, TimeDelta, Utc};
use langbao_article::{LinkKind, SiteId};
use rusqlite::{Connection, params};

use crate::Error;
use crate::columns::{from_kind, from_time};
use crate::error::database;

/// The part of a site's known pages that a round looks at again.
const PART: (u32, u32) = (27, 100);

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
        "SELECT count(*) FROM (SELECT 1 FROM frontier WHERE site = ?1 AND visited_at IS NOT NULL LIMIT ?2)",
        params![id, LARGEST + 1],
        |row| row.get(0),
    )?;
    if known > LARGEST {
        return Ok(());
    }
    let mut left = known * PART.0 / PART.1;
    // A site whose few pages are all known in a handful of requests.
    left = left.max(known.min(8));
    left -= done(connection
        .execute(
            "UPDATE frontier SET due_at = ?2 WHERE id IN (
                 SELECT id FROM frontier WHERE site = ?1 AND due_at > ?2 AND visited_at IS NOT NULL AND (
                     last_outcome IN ('timeout', 'connect', 'dns', 'tls', 'bad-304', 'broken-body', 'broken-response',
                                      'bad-encoding', 'status-429') OR last_outcome LIKE 'status-5%')
                 ORDER BY failures, visited_at LIMIT ?3)",
            params![id, at, left / 3],
        )?, left);
    left -= done(
        connection.execute(
            "UPDATE frontier SET due_at = ?2 WHERE id IN (
                 SELECT id FROM frontier WHERE site = ?1 AND due_at > ?2 AND kind IN (?4, ?5, ?6)
                     AND last_outcome IN ('200', '304')
                 ORDER BY kind, depth, unchanged, visited_at LIMIT ?3)",
            params![
                id,
                at,
                left * 2 / 3,
                from_kind(LinkKind::Sitemap),
                from_kind(LinkKind::Feed),
                from_kind(LinkKind::List)
            ],
        )?,
        left,
    );
    let articles = "UPDATE frontier SET due_at = ?2 WHERE id IN (
            SELECT frontier.id FROM frontier JOIN articles ON seen_url = frontier.url
            WHERE frontier.site = ?1 AND due_at > ?2 AND last_outcome IN ('200', '304') AND (published_at > ?4 OR NOT ?5)
            ORDER BY visited_at, frontier.id DESC LIMIT ?3)";
    let young_since = from_time(now - YOUNG);
    left -= done(connection.execute(articles, params![id, at, left / 2, young_since, true])?, left);
    connection.execute(articles, params![id, at, left, young_since, false])?;
    Ok(())
}

fn done(rows: usize, most: u32) -> u32 {
    u32::try_from(rows).unwrap_or(most).min(most)
}
