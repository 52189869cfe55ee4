//! Is the archive what it should be, and are two archives the same?

use std::path::Path;

use langbao_article::{Article, ArticleId};
use rusqlite::Connection;

use crate::columns::{self, from_article_id, hex};
use crate::error::{database, in_full};
use crate::warc_files::{known_files, length_problem};
use crate::{Error, captures};

/// Returns what is wrong, a line each.
pub(crate) fn verify(dir: &Path, connection: &Connection) -> Result<Vec<String>, Error> {
    let mut problems = Vec::new();
    verify_database(connection, &mut problems).map_err(database("check the database"))?;
    for (_, name, committed) in known_files(connection)? {
        if let Some(problem) = length_problem(&dir.join(&name), committed)? {
            problems.push(format!("WARC file {name}: {problem}"));
        }
    }
    captures::for_each(connection, |capture| match captures::read(dir, &capture) {
        Ok(page) if page.url != capture.0.url => {
            problems.push(format!("capture {} is of {}, not of {}", capture.0.id.0, page.url, capture.0.url));
        }
        Ok(_) => {}
        Err(e) => problems.push(in_full(&e)),
    })?;
    captures::check_records(dir, connection, |problem| problems.push(problem))?;
    Ok(problems)
}

fn verify_database(connection: &Connection, problems: &mut Vec<String>) -> rusqlite::Result<()> {
    let mut check = connection.prepare("PRAGMA integrity_check")?;
    let findings = check.query_map([], |row| row.get::<_, String>(0))?;
    for finding in findings {
        let finding = finding?;
        if finding != "ok" {
            problems.push(format!("database: {finding}"));
        }
    }
    let mut check = connection.prepare("PRAGMA foreign_key_check")?;
    let findings = check.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, Option<i64>>(1)?, row.get::<_, String>(2)?))
    })?;
    for finding in findings {
        let (table, row, parent) = finding?;
        let row = row.map_or_else(|| "a row".to_owned(), |row| format!("row {row}"));
        problems.push(format!("database: {row} of {table} points to a row of {parent} that is not there"));
    }
    let mut select = connection.prepare(
        "SELECT a.id, a.version, v.version, v.content_hash, v.content, a.seq > (SELECT last FROM sequence)
         FROM articles a LEFT JOIN article_versions v ON v.article = a.id ORDER BY a.id, v.version",
    )?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let id = columns::article_id(row, 0)?;
        let Some(version) = row.get::<_, Option<u32>>(2)? else {
            problems.push(format!("article {id} has no version"));
            continue;
        };
        if version > row.get(1)? {
            problems.push(format!("article {id} has a version {version} after its latest"));
        }
        if row.get(5)? {
            problems.push(format!("article {id} has a number beyond the end of the change sequence"));
        }
        match columns::json::<Article>(row, 4) {
            Ok(article) if article.content_hash()[..] != *row.get_ref(3)?.as_blob()? => {
                problems.push(format!("article {id}, version {version}: its content has another hash"));
            }
            Ok(article) if article.id() != id && !was_known_as(connection, id, &article)? => {
                problems.push(format!("article {id}, version {version} is an article of {}", article.url));
            }
            Ok(_) => {}
            Err(e) => problems.push(format!("article {id}, version {version}: {e}")),
        }
    }
    Ok(())
}

/// Versions from before a move have their old address.
fn was_known_as(connection: &Connection, id: ArticleId, article: &Article) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT 1 FROM former_ids WHERE id = ?1 AND article = ?2")?
        .exists([from_article_id(article.id()), from_article_id(id)])
}

/// Digests what was found, leaving out when and in which order.
pub(crate) fn fingerprint(connection: &Connection) -> Result<String, Error> {
    let digest = || {
        let mut hasher = blake3::Hasher::new();
        let mut select = connection.prepare(
            "SELECT a.id, a.url, a.site, a.gone_at IS NOT NULL, v.version, v.content_hash
             FROM articles a JOIN article_versions v ON v.article = a.id ORDER BY a.id, v.version",
        )?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let hash = hex(row.get_ref(5)?.as_blob()?);
            let (id, url, site) =
                (columns::article_id(row, 0)?, columns::url(row, 1)?, columns::site_id(row, 2)?);
            let (gone, version): (bool, u32) = (row.get(3)?, row.get(4)?);
            // Neither URLs nor site ids contain a space or a line break.
            hasher.update(format!("{id} {url} {site} {gone} {version} {hash}\n").as_bytes());
        }
        Ok(hasher.finalize().to_hex().to_string())
    };
    digest().map_err(database("digest the articles"))
}
