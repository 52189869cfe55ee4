//! When a site is marked because its pages yield less than they used to, and when no more.

use langbao_article::SiteId;
use rusqlite::{Connection, params};

use crate::alarm::{self, Verdict};
use crate::columns;
use crate::error::database;
use crate::{Error, RunId, RunRecord, SiteAlarm, Yield, sites};

/// Runs whose yields are compared with that of the latest one.
const HISTORY: usize = 40;

/// Marks a site whose pages yield much less than they used to, and calls the alarm off when they do again.
pub(crate) fn judge(connection: &Connection, run: &RunRecord) -> rusqlite::Result<()> {
    let (alarm, history) = (sites::alarm(connection, &run.site)?, history(connection, &run.site, run.id)?);
    // What dropped before it was noticed may have shown too little by itself; while an alarm lasts, each run speaks alone.
    let (mut latest, mut older) = (vec![run.yielded], history);
    if alarm.is_none() {
        latest.append(&mut older);
    }
    let found = match alarm::judge(&latest, &older) {
        Verdict::Unknown => return Ok(()),
        Verdict::Fine => None,
        Verdict::Dropped(reasons) => Some(reasons),
    };
    if let Some(reasons) = &found {
        let json = serde_json::to_string(reasons).expect("a list of words is JSON");
        connection.execute("UPDATE runs SET alarm = ?2 WHERE id = ?1", params![run.id.0, json])?;
        tracing::warn!(site = %run.site, run = run.id.0, reasons = json, "the layout of the site seems to have changed");
    }
    let alarm = found.map(|reasons| match alarm {
        Some(SiteAlarm { since, run, .. }) => SiteAlarm { since, run, reasons },
        None => SiteAlarm { since: run.started_at, run: run.id, reasons },
    });
    sites::set_alarm(connection, &run.site, alarm.as_ref())
}

/// What runs before one yielded, the latest first, without those that raised an alarm.
fn history(connection: &Connection, site: &SiteId, before: RunId) -> rusqlite::Result<Vec<Yield>> {
    connection
        .prepare_cached(
            "SELECT yield FROM runs WHERE site = ?1 AND id < ?2 AND yield IS NOT NULL AND alarm IS NULL
             ORDER BY id DESC LIMIT ?3",
        )?
        .query_map(params![site.as_str(), before.0, i64::try_from(HISTORY).unwrap_or(i64::MAX)], |row| {
            columns::json(row, 0)
        })?
        .collect()
}

/// Judges a site anew by what its pages yield when they are read again, and returns the alarm that lasts.
pub(crate) fn judge_anew(
    connection: &Connection,
    site: &SiteId,
    yielded: &Yield,
) -> Result<Option<SiteAlarm>, Error> {
    let work = || {
        let Some(alarm) = sites::alarm(connection, site)? else { return Ok(None) };
        let history = history(connection, site, alarm.run)?;
        let alarm = match alarm::judge(&[*yielded], &history) {
            Verdict::Fine => None,
            Verdict::Unknown => Some(alarm),
            Verdict::Dropped(reasons) => Some(SiteAlarm { reasons, ..alarm }),
        };
        sites::set_alarm(connection, site, alarm.as_ref())?;
        Ok(alarm)
    };
    work().map_err(database("judge a site anew"))
}
