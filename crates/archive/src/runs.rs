//! Runs and the visits they consist of.

use chrono::{DateTime, Utc};
use langbao_article::SiteId;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::columns::{self, from_count, from_time, optional_time, time};
use crate::error::database;
use crate::frontier::{self, Found};
use crate::{
    CaptureId, Counts, Error, Extent, RunEnd, RunId, RunNote, RunRecord, Visit, VisitRecord, Yield,
    judgement, rounds, sites,
};

const COLUMNS: &str =
    "id, site, started_at, ended_at, end, visits, pages, not_modified, gone, disallowed, failed,
    new_articles, edited_articles, bytes, yield, alarm, notes,
    iif(failed > 0, (SELECT json_group_object(outcome, times) FROM (
        SELECT outcome, count(*) AS times FROM visits WHERE visits.run = runs.id AND detail IS NOT NULL
            AND outcome <> 'redirect' GROUP BY outcome)), NULL)";

pub(crate) fn start(
    connection: &Connection,
    id: &SiteId,
    now: DateTime<Utc>,
    extent: Extent,
) -> Result<RunId, Error> {
    let site = sites::get(connection, id)?.ok_or_else(|| Error::NoSuchSite(id.clone()))?;
    for url in &site.start_urls {
        frontier::add(connection, id, &Found::start_page(url, now))?;
    }
    let round = next_round(connection, id).map_err(database("start a run"))?;
    // A run that goes on where another was cut short has had its beginning.
    if let Round::New(_) = round {
        frontier::make_start_due(connection, id, now)?;
        frontier::make_suspected_due(connection, id, now)?;
        if extent == Extent::Part {
            rounds::make_part_due(connection, id, now)?;
        }
    }
    if extent == Extent::All {
        frontier::make_all_due(connection, id, now)?;
    }
    let (Round::New(round) | Round::Same(round)) = round;
    connection
        .execute(
            "INSERT INTO runs (site, started_at, round) VALUES (?1, ?2, ?3)",
            params![id.as_str(), from_time(now), round],
        )
        .map_err(database("start a run"))?;
    Ok(RunId(connection.last_insert_rowid()))
}

/// The number of the round that a run belongs to.
pub(crate) enum Round {
    New(i64),
    /// The run before this one was cut short.
    Same(i64),
}

pub(crate) fn next_round(connection: &Connection, id: &SiteId) -> rusqlite::Result<Round> {
    let last = connection
        .prepare_cached("SELECT round, end FROM runs WHERE site = ?1 ORDER BY id DESC LIMIT 1")?
        .query_row([id.as_str()], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Option<String>>(1)?)))
        .optional()?;
    Ok(match last {
        None => Round::New(1),
        Some((round, Some(end))) if matches!(end.as_str(), "interrupted" | "stopped" | "window closed") => {
            Round::Same(round)
        }
        Some((round, _)) => Round::New(round + 1),
    })
}

/// Ends a run that has not ended, and judges what it yielded.
pub(crate) fn end(
    connection: &Connection,
    run: RunId,
    now: DateTime<Utc>,
    end: &RunEnd,
) -> Result<(), Error> {
    let end = match end {
        RunEnd::Done => "done".to_owned(),
        RunEnd::Stopped => "stopped".to_owned(),
        RunEnd::Limit => "limit".to_owned(),
        RunEnd::WindowClosed => "window closed".to_owned(),
        RunEnd::Failed(why) => format!("failed: {why}"),
    };
    let ended = connection
        .execute(
            "UPDATE runs SET ended_at = ?2, end = ?3 WHERE id = ?1 AND ended_at IS NULL",
            params![run.0, from_time(now), end],
        )
        .map_err(database("end a run"))?;
    match (ended > 0).then(|| get(connection, run)).transpose()?.flatten() {
        Some(record) => judgement::judge(connection, &record).map_err(database("judge what a run yielded")),
        None => Ok(()),
    }
}

/// Most notes of one run.
const MOST_NOTES: usize = 100;

/// Adds a note to a run, unless it is there.
pub(crate) fn add_note(connection: &Connection, run: RunId, note: &RunNote) -> Result<(), Error> {
    let work = || {
        let mut notes: Vec<RunNote> = connection
            .prepare_cached("SELECT notes FROM runs WHERE id = ?1")?
            .query_row([run.0], |row| columns::optional_json(row, 0))?
            .unwrap_or_default();
        if notes.len() < MOST_NOTES && !notes.contains(note) {
            notes.push(note.clone());
            let json = serde_json::to_string(&notes).expect("notes are JSON");
            connection
                .prepare_cached("UPDATE runs SET notes = ?2 WHERE id = ?1")?
                .execute(params![run.0, json])?;
        }
        Ok(())
    };
    work().map_err(database("make a note of a run"))
}

/// Adds to what a run has yielded.
pub(crate) fn add_yield(connection: &Connection, run: RunId, more: &Yield) -> Result<(), Error> {
    let work = || {
        let mut all: Yield = connection
            .prepare_cached("SELECT yield FROM runs WHERE id = ?1")?
            .query_row([run.0], |row| columns::optional_json(row, 0))?
            .unwrap_or_default();
        all.add(more);
        let json = serde_json::to_string(&all).expect("a yield is JSON");
        connection.prepare_cached("UPDATE runs SET yield = ?2 WHERE id = ?1")?.execute(params![run.0, json])
    };
    work().map(drop).map_err(database("count what a run yielded"))
}

/// Ends the runs that a dead process left open, at the time of their last sign of life.
pub(crate) fn interrupt_all(connection: &Connection) -> Result<(), Error> {
    let interrupted = connection
        .execute(
            "UPDATE runs SET end = 'interrupted', ended_at =
                 coalesce((SELECT max(at) FROM visits WHERE visits.run = runs.id), started_at)
             WHERE ended_at IS NULL",
            [],
        )
        .map_err(database("end interrupted runs"))?;
    if interrupted > 0 {
        tracing::info!(runs = interrupted, "runs were interrupted");
    }
    Ok(())
}

/// Returns the latest runs, newest first.
pub(crate) fn latest(
    connection: &Connection,
    site: Option<&SiteId>,
    limit: usize,
) -> Result<Vec<RunRecord>, Error> {
    let db = database("read the runs");
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let condition = if site.is_some() { "WHERE site = ?2" } else { "WHERE ?2 IS NULL" };
    let sql = format!("SELECT {COLUMNS} FROM runs {condition} ORDER BY id DESC LIMIT ?1");
    let mut select = connection.prepare_cached(&sql).map_err(db)?;
    let rows = select.query_map(params![limit, site.map(SiteId::as_str)], run).map_err(db)?;
    rows.collect::<rusqlite::Result<_>>().map_err(db)
}

pub(crate) fn get(connection: &Connection, id: RunId) -> Result<Option<RunRecord>, Error> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM runs WHERE id = ?1"))
        .and_then(|mut select| select.query_row([id.0], run).optional())
        .map_err(database("read a run"))
}

pub(crate) fn visits(connection: &Connection, run: RunId) -> Result<Vec<VisitRecord>, Error> {
    let db = database("read the visits of a run");
    let mut select = connection
        .prepare_cached("SELECT url, at, outcome, detail FROM visits WHERE run = ?1 ORDER BY id")
        .map_err(db)?;
    let visit = |row: &Row<'_>| {
        Ok(VisitRecord {
            url: columns::url(row, 0)?,
            at: time(row, 1)?,
            outcome: row.get(2)?,
            detail: row.get(3)?,
        })
    };
    let rows = select.query_map([run.0], visit).map_err(db)?;
    rows.collect::<rusqlite::Result<_>>().map_err(db)
}

pub(crate) fn store_visit(
    connection: &Connection,
    visit: &Visit,
    outcome: &str,
    detail: Option<&str>,
    capture: Option<CaptureId>,
) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT INTO visits (run, site, url, at, outcome, detail, capture)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )
        .and_then(|mut insert| {
            insert.execute(params![
                visit.run.map(|run| run.0),
                visit.site.as_str(),
                visit.url.as_str(),
                from_time(visit.at),
                outcome,
                detail,
                capture.map(|capture| capture.0),
            ])
        })
        .map(drop)
        .map_err(database("store a visit"))
}

/// Adds to the counts of a run.
pub(crate) fn count(connection: &Connection, run: RunId, more: &Counts) -> Result<(), Error> {
    connection
        .prepare_cached(
            "UPDATE runs SET visits = visits + ?2, pages = pages + ?3, not_modified = not_modified + ?4,
                 gone = gone + ?5, disallowed = disallowed + ?6, failed = failed + ?7,
                 new_articles = new_articles + ?8, edited_articles = edited_articles + ?9,
                 bytes = bytes + ?10
             WHERE id = ?1",
        )
        .and_then(|mut update| {
            update.execute(params![
                run.0,
                more.visits,
                more.pages,
                more.not_modified,
                more.gone,
                more.disallowed,
                more.failed,
                more.new_articles,
                more.edited_articles,
                from_count(more.bytes),
            ])
        })
        .map(drop)
        .map_err(database("count a visit"))
}

fn run(row: &Row<'_>) -> rusqlite::Result<RunRecord> {
    Ok(RunRecord {
        id: RunId(row.get(0)?),
        site: columns::site_id(row, 1)?,
        started_at: time(row, 2)?,
        ended_at: optional_time(row, 3)?,
        end: row.get(4)?,
        counts: Counts {
            visits: row.get(5)?,
            pages: row.get(6)?,
            not_modified: row.get(7)?,
            gone: row.get(8)?,
            disallowed: row.get(9)?,
            failed: row.get(10)?,
            new_articles: row.get(11)?,
            edited_articles: row.get(12)?,
            bytes: columns::count(row, 13)?,
        },
        yielded: columns::optional_json(row, 14)?.unwrap_or_default(),
        alarm: columns::optional_json(row, 15)?.unwrap_or_default(),
        notes: columns::optional_json(row, 16)?.unwrap_or_default(),
        errors: columns::optional_json(row, 17)?.unwrap_or_default(),
    })
}
