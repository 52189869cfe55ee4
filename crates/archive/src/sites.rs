//! Sites: their settings, and what is known of each.

use chrono::{DateTime, Utc};
use langbao_article::{CanonicalUrl, SiteId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::columns::{self, from_count, from_time, optional_time, time};
use crate::error::database;
use crate::frontier::{self, Found};
use crate::{Error, Site, SiteAlarm, SiteStatus, runs};

const COLUMNS: &str =
    "id, name, start_urls, schedule, profile, delay_ms, enabled, added_at, next_run_at, alarm, windows,
    lenient_tls";

pub(crate) fn add(connection: &Connection, site: &Site) -> Result<(), Error> {
    if exists(connection, &site.id)? {
        return Err(Error::SiteExists(site.id.clone()));
    }
    connection
        .execute(
            "INSERT INTO sites (id, name, start_urls, schedule, profile, delay_ms, enabled, added_at, windows,
                 lenient_tls)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                site.id.as_str(),
                site.name,
                urls_json(&site.start_urls),
                site.schedule,
                site.profile,
                site.delay_ms.map(from_count),
                site.enabled,
                from_time(site.added_at),
                site.windows,
                site.lenient_tls,
            ],
        )
        .map_err(database("add a site"))?;
    add_start_pages(connection, site)
}

pub(crate) fn update(connection: &Connection, site: &Site) -> Result<(), Error> {
    let updated = connection
        .execute(
            "UPDATE sites SET name = ?2, start_urls = ?3, schedule = ?4, profile = ?5, delay_ms = ?6,
                 enabled = ?7, added_at = ?8, windows = ?9, lenient_tls = ?10
             WHERE id = ?1",
            params![
                site.id.as_str(),
                site.name,
                urls_json(&site.start_urls),
                site.schedule,
                site.profile,
                site.delay_ms.map(from_count),
                site.enabled,
                from_time(site.added_at),
                site.windows,
                site.lenient_tls,
            ],
        )
        .map_err(database("update a site"))?;
    if updated == 0 {
        return Err(Error::NoSuchSite(site.id.clone()));
    }
    add_start_pages(connection, site)
}

fn add_start_pages(connection: &Connection, site: &Site) -> Result<(), Error> {
    for url in &site.start_urls {
        frontier::add(connection, &site.id, &Found::start_page(url, site.added_at))?;
    }
    Ok(())
}

pub(crate) fn remove(connection: &Connection, id: &SiteId) -> Result<(), Error> {
    // The frontier goes with it (ON DELETE CASCADE).
    let removed = connection
        .execute("DELETE FROM sites WHERE id = ?1", [id.as_str()])
        .map_err(database("remove a site"))?;
    if removed == 0 { Err(Error::NoSuchSite(id.clone())) } else { Ok(()) }
}

pub(crate) fn set_next_run(
    connection: &Connection,
    id: &SiteId,
    at: Option<DateTime<Utc>>,
) -> Result<(), Error> {
    let updated = connection
        .execute("UPDATE sites SET next_run_at = ?2 WHERE id = ?1", params![id.as_str(), at.map(from_time)])
        .map_err(database("store the time of the next run"))?;
    if updated == 0 { Err(Error::NoSuchSite(id.clone())) } else { Ok(()) }
}

pub(crate) fn exists(connection: &Connection, id: &SiteId) -> Result<bool, Error> {
    connection
        .prepare_cached("SELECT 1 FROM sites WHERE id = ?1")
        .and_then(|mut select| select.exists([id.as_str()]))
        .map_err(database("look for a site"))
}

pub(crate) fn get(connection: &Connection, id: &SiteId) -> Result<Option<Site>, Error> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM sites WHERE id = ?1"))
        .and_then(|mut select| select.query_row([id.as_str()], site).optional())
        .map_err(database("read a site"))
}

pub(crate) fn all(connection: &Connection) -> Result<Vec<Site>, Error> {
    let sites = all_with_state(connection).map_err(database("read the sites"))?;
    Ok(sites.into_iter().map(|(site, ..)| site).collect())
}

/// A site, when its next run is due, and its alarm.
type State = (Site, Option<DateTime<Utc>>, Option<SiteAlarm>);

fn all_with_state(connection: &Connection) -> rusqlite::Result<Vec<State>> {
    let mut select = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM sites ORDER BY id"))?;
    let state = |row: &Row<'_>| Ok((site(row)?, optional_time(row, 8)?, columns::optional_json(row, 9)?));
    select.query_map([], state)?.collect()
}

/// Reads all statuses as of one moment.
pub(crate) fn statuses(connection: &Connection) -> Result<Vec<SiteStatus>, Error> {
    let db = database("read the state of the sites");
    let snapshot = connection.unchecked_transaction().map_err(db)?;
    let mut statuses = Vec::new();
    for (site, next_run_at, alarm) in all_with_state(&snapshot).map_err(db)? {
        let id = site.id.as_str();
        let (articles, first_published, last_published) = snapshot
            .prepare_cached(
                "SELECT count(*), min(published_at), max(published_at) FROM articles WHERE site = ?1",
            )
            .and_then(|mut select| {
                select.query_row([id], |row| {
                    Ok((columns::count(row, 0)?, optional_time(row, 1)?, optional_time(row, 2)?))
                })
            })
            .map_err(db)?;
        let frontier = snapshot
            .prepare_cached("SELECT count(*) FROM frontier WHERE site = ?1")
            .and_then(|mut select| select.query_row([id], |row| columns::count(row, 0)))
            .map_err(db)?;
        let next_due_at = snapshot
            .prepare_cached(
                "SELECT min(due_at) FROM frontier WHERE site = ?1 AND depth > 0 AND due_at IS NOT NULL",
            )
            .and_then(|mut select| select.query_row([id], |row| optional_time(row, 0)))
            .map_err(db)?;
        let last_run = runs::latest(&snapshot, Some(&site.id), 1)?.pop();
        statuses.push(SiteStatus {
            site,
            articles,
            first_published,
            last_published,
            frontier,
            last_run,
            next_run_at,
            next_due_at,
            alarm,
        });
    }
    Ok(statuses)
}

fn site(row: &Row<'_>) -> rusqlite::Result<Site> {
    Ok(Site {
        id: columns::site_id(row, 0)?,
        name: row.get(1)?,
        start_urls: columns::json(row, 2)?,
        schedule: row.get(3)?,
        profile: row.get(4)?,
        delay_ms: row.get::<_, Option<i64>>(5)?.map(|delay| u64::try_from(delay).unwrap_or(0)),
        windows: row.get(10)?,
        lenient_tls: row.get(11)?,
        enabled: row.get(6)?,
        added_at: time(row, 7)?,
    })
}

/// Returns the alarm of a site, while it lasts.
pub(crate) fn alarm(connection: &Connection, id: &SiteId) -> rusqlite::Result<Option<SiteAlarm>> {
    connection
        .prepare_cached("SELECT alarm FROM sites WHERE id = ?1")?
        .query_row([id.as_str()], |row| columns::optional_json(row, 0))
        .optional()
        .map(Option::flatten)
}

/// Sets the alarm of a site, or calls it off.
pub(crate) fn set_alarm(
    connection: &Connection,
    id: &SiteId,
    alarm: Option<&SiteAlarm>,
) -> rusqlite::Result<()> {
    let json = alarm.map(|alarm| serde_json::to_string(alarm).expect("an alarm is JSON"));
    connection
        .prepare_cached("UPDATE sites SET alarm = ?2 WHERE id = ?1")?
        .execute(params![id.as_str(), json])
        .map(drop)
}

fn urls_json(urls: &[CanonicalUrl]) -> String {
    serde_json::to_string(urls).expect("a list of strings is JSON")
}
