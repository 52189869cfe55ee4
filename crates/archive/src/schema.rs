//! The database file: how it is opened, and how it is brought from one format to the next.

use std::path::{Path, PathBuf};
use std::time::Duration;

use langbao_article::Article;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, params};

use crate::error::database;
use crate::{Error, attachments, columns, copies};

/// Brings an archive from one format to the next: a script, and what a script cannot do.
struct Migration {
    sql: &'static str,
    then: fn(&Connection) -> rusqlite::Result<()>,
}

/// Migration `n` (counted from 1) brings format `n - 1` to format `n`. Only ever appended to.
const MIGRATIONS: &[Migration] = &[
    Migration { sql: include_str!("../migrations/0001_archive.sql"), then: nothing_more },
    Migration { sql: include_str!("../migrations/0002_gone.sql"), then: hash_versions_anew },
    Migration { sql: include_str!("../migrations/0003_lists.sql"), then: nothing_more },
    Migration { sql: include_str!("../migrations/0004_records.sql"), then: nothing_more },
    Migration { sql: include_str!("../migrations/0005_reread.sql"), then: nothing_more },
    Migration { sql: include_str!("../migrations/0006_copies.sql"), then: copies::compare_all },
    Migration { sql: include_str!("../migrations/0007_decisions.sql"), then: nothing_more },
    Migration { sql: include_str!("../migrations/0008_alarm.sql"), then: copies::compare_all },
    Migration { sql: include_str!("../migrations/0009_alerts.sql"), then: nothing_more },
    Migration { sql: include_str!("../migrations/0010_hidden.sql"), then: nothing_more },
    Migration { sql: include_str!("../migrations/0011_attachments.sql"), then: attachments::note_all },
];

fn nothing_more(_: &Connection) -> rusqlite::Result<()> {
    Ok(())
}

/// The hash of a version's content has another meaning: with the old one, each article would seem edited.
fn hash_versions_anew(connection: &Connection) -> rusqlite::Result<()> {
    let mut select = connection.prepare("SELECT rowid, content FROM article_versions")?;
    let mut update = connection.prepare("UPDATE article_versions SET content_hash = ?2 WHERE rowid = ?1")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let article: Article = columns::json(row, 1)?;
        update.execute(params![row.get::<_, i64>(0)?, article.content_hash()])?;
    }
    Ok(())
}

/// The format that this program writes.
pub(crate) const FORMAT: u32 = MIGRATIONS.len() as u32;

/// How long to wait for a lock of SQLite's own. Only checkpoints and a recovery after a crash take one that
/// is in the way of others.
const BUSY: Duration = Duration::from_secs(20);

pub(crate) fn database_path(dir: &Path) -> PathBuf {
    dir.join("archive.sqlite3")
}

/// Opens the database for the writer, creating or migrating it.
pub(crate) fn open_writer(dir: &Path) -> Result<Connection, Error> {
    let path = database_path(dir);
    let mut connection = Connection::open(&path).map_err(database("open the file"))?;
    let format = format_of(&connection, &path)?;
    prepare(&connection).map_err(database("set up the connection"))?;
    let known = FORMAT as usize;
    for (number, migration) in (1..).zip(MIGRATIONS).skip(format as usize).take(known) {
        let transaction = connection.transaction().map_err(database("migrate"))?;
        transaction.execute_batch(migration.sql).map_err(database("migrate"))?;
        (migration.then)(&transaction).map_err(database("migrate"))?;
        transaction.pragma_update(None, "user_version", number).map_err(database("migrate"))?;
        transaction.commit().map_err(database("migrate"))?;
        tracing::debug!(format = number, "brought the archive to a newer format");
    }
    Ok(connection)
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY)?;
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", -16_000)?;
    // Pages: 16 MB. What is written again and again between two checkpoints goes into the database once.
    connection.pragma_update_and_check(None, "wal_autocheckpoint", 4_000, |_| Ok(()))?;
    steady(connection)?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(())
}

/// Has statements planned once. Otherwise a statement on a table with a partial index is planned anew for each value that
/// is bound, in case the value makes the index fit: a tenth of a crawl's CPU.
fn steady(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(drop)
}

/// Opens the database for reading beside the writer, or without one.
///
/// # Errors
/// [`Error::Missing`] if there is none yet, [`Error::TooOld`] if it must be migrated first.
pub(crate) fn open_reader(dir: &Path) -> Result<Connection, Error> {
    let path = database_path(dir);
    if !path.exists() {
        return Err(Error::Missing { path: dir.to_owned() });
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(&path, flags).map_err(database("open the file"))?;
    connection.busy_timeout(BUSY).map_err(database("set up the connection"))?;
    steady(&connection).map_err(database("set up the connection"))?;
    connection.pragma_update(None, "cache_size", -1_000).map_err(database("set up the connection"))?;
    connection.set_prepared_statement_cache_capacity(128);
    match format_of(&connection, &path)? {
        0 => Err(Error::Missing { path: dir.to_owned() }),
        found => refuse_older(path, found, FORMAT).map(|()| connection),
    }
}

/// Only a writer can migrate.
fn refuse_older(path: PathBuf, found: u32, known: u32) -> Result<(), Error> {
    match found < known {
        true => Err(Error::TooOld { path, found, known }),
        false => Ok(()),
    }
}

fn format_of(connection: &Connection, path: &Path) -> Result<u32, Error> {
    let found = connection
        .pragma_query_value(None, "user_version", |row| row.get::<_, u32>(0))
        .map_err(database("read the format"))?;
    if found > FORMAT {
        return Err(Error::TooNew { path: path.to_owned(), found, known: FORMAT });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_format_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let connection = open_writer(dir.path()).unwrap();
        connection.pragma_update(None, "user_version", FORMAT + 1).unwrap();
        drop(connection);
        for result in [open_writer(dir.path()), open_reader(dir.path())] {
            match result {
                Err(Error::TooNew { found, known, .. }) => assert_eq!((found, known), (FORMAT + 1, FORMAT)),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn an_older_format_is_not_called_damaged() {
        let path = PathBuf::from("archive.sqlite3");
        assert!(refuse_older(path.clone(), 3, 3).is_ok());
        let error = refuse_older(path, 2, 3).unwrap_err();
        assert!(matches!(error, Error::TooOld { found: 2, known: 3, .. }), "{error:?}");
        assert!(error.to_string().contains("open it once for writing"), "{error}");
    }

    #[test]
    fn the_writer_is_set_to_survive_a_power_cut() {
        let dir = tempfile::tempdir().unwrap();
        let connection = open_writer(dir.path()).unwrap();
        let pragma = |name: &str| {
            connection.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0)).unwrap()
        };
        assert_eq!(pragma("journal_mode"), "wal".to_owned().into());
        assert_eq!(pragma("synchronous"), 2.into());
        assert_eq!(pragma("foreign_keys"), 1.into());
    }

    #[test]
    fn what_is_due_next_is_found_by_the_index_alone() {
        let dir = tempfile::tempdir().unwrap();
        let connection = open_writer(dir.path()).unwrap();
        let plan: Vec<String> = connection
            .prepare(&format!("EXPLAIN QUERY PLAN {}", crate::frontier::NEXT_DUE))
            .unwrap()
            .query_map(("a", 0, 0, 0), |row| row.get(3))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert_eq!(plan.len(), 1, "{plan:?}");
        assert!(plan[0].contains("USING INDEX frontier_due (site=? AND depth=? AND due_at<?)"), "{plan:?}");
    }
}
