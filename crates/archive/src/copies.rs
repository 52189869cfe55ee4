//! Copies of one article at several addresses: a ward's news that the district prints too.

use chrono::TimeDelta;
use langbao_article::{Article, ArticleId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::columns::{self, from_article_id, from_time, optional_time, time};
use crate::error::database;
use crate::signature::Signature;
use crate::{ArticleCopy, Error};

/// So much of their shingles two texts must share to be copies.
const ALIKE: f64 = 0.6;
/// Notices of a series (the duty roster of each month) are alike and no copies; a reprint follows soon.
const SOON: TimeDelta = TimeDelta::days(21);
/// A band that so many share is boilerplate, and tells nothing.
const MOST: i64 = 200;

/// Compares the latest version of an article with all others and notes its copies, in place of those known before.
pub(crate) fn compare(connection: &Connection, id: i64, article: &Article) -> rusqlite::Result<()> {
    forget(connection, id)?;
    let Some(signature) = Signature::of(article) else { return Ok(()) };
    let at = article.published.as_ref().map(|published| from_time(published.at));
    for other in candidates(connection, &signature)? {
        if other != id && is_soon(connection, id, at, other)? {
            let similarity = match read(connection, other)? {
                Some(theirs) => signature.similarity(&theirs),
                None => continue,
            };
            if similarity >= ALIKE {
                let mut insert = connection.prepare_cached(
                    "INSERT OR REPLACE INTO copies (article, other, similarity) VALUES (?1, ?2, ?3)",
                )?;
                insert.execute(params![id, other, similarity])?;
                insert.execute(params![other, id, similarity])?;
            }
        }
    }
    connection
        .prepare_cached(
            "INSERT INTO signatures (article, exact, shingles, signature) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![id, signature.exact.cast_signed(), signature.shingles, signature.to_bytes()])?;
    let mut insert =
        connection.prepare_cached("INSERT OR IGNORE INTO bands (band, article) VALUES (?1, ?2)")?;
    for band in signature.bands() {
        insert.execute([band.cast_signed(), id])?;
    }
    Ok(())
}

/// Forgets what was compared and found of an article.
pub(crate) fn forget(connection: &Connection, id: i64) -> rusqlite::Result<()> {
    let Some(signature) = read(connection, id)? else { return Ok(()) };
    let mut delete = connection.prepare_cached("DELETE FROM bands WHERE band = ?1 AND article = ?2")?;
    for band in signature.bands() {
        delete.execute([band.cast_signed(), id])?;
    }
    connection.prepare_cached("DELETE FROM signatures WHERE article = ?1")?.execute([id])?;
    let others: Vec<i64> = connection
        .prepare_cached("SELECT other FROM copies WHERE article = ?1")?
        .query_map([id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for other in others {
        connection
            .prepare_cached("DELETE FROM copies WHERE article = ?1 AND other = ?2")?
            .execute([other, id])?;
    }
    connection.prepare_cached("DELETE FROM copies WHERE article = ?1")?.execute([id])?;
    Ok(())
}

fn candidates(connection: &Connection, signature: &Signature) -> rusqlite::Result<Vec<i64>> {
    let mut found: Vec<i64> = connection
        .prepare_cached("SELECT article FROM signatures WHERE exact = ?1 LIMIT ?2")?
        .query_map([signature.exact.cast_signed(), MOST], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut select = connection.prepare_cached("SELECT article FROM bands WHERE band = ?1 LIMIT ?2")?;
    for band in signature.bands() {
        let sharing: Vec<i64> = select
            .query_map([band.cast_signed(), MOST], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        if (sharing.len() as i64) < MOST {
            found.extend(sharing);
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Whether two articles were published within [`SOON`] of each other, as far as is known.
fn is_soon(connection: &Connection, id: i64, at: Option<i64>, other: i64) -> rusqlite::Result<bool> {
    let theirs: Option<Option<i64>> = connection
        .prepare_cached("SELECT published_at FROM articles WHERE id = ?1 AND id <> ?2")?
        .query_row([other, id], |row| row.get(0))
        .optional()?;
    Ok(match (at, theirs) {
        (_, None) => false,
        (Some(ours), Some(Some(theirs))) => {
            ours.abs_diff(theirs) <= SOON.num_nanoseconds().unwrap_or(i64::MAX).unsigned_abs()
        }
        _ => true,
    })
}

fn read(connection: &Connection, id: i64) -> rusqlite::Result<Option<Signature>> {
    let signature = connection
        .prepare_cached("SELECT exact, shingles, signature FROM signatures WHERE article = ?1")?
        .query_row([id], |row| {
            let exact = row.get::<_, i64>(0)?.cast_unsigned();
            Ok(Signature::from_bytes(exact, row.get(1)?, row.get_ref(2)?.as_blob()?))
        })
        .optional()?;
    Ok(signature.flatten())
}

/// Returns an article and its copies, the first publisher first; nothing if it has none.
pub(crate) fn of(connection: &Connection, id: ArticleId) -> Result<Vec<ArticleCopy>, Error> {
    let db = database("read the copies of an article");
    let mut select = connection
        .prepare_cached(
            "WITH this (id) AS (SELECT coalesce((SELECT article FROM former_ids WHERE id = ?1), ?1)),
                 family (id, similarity) AS (
                     SELECT other, similarity FROM copies WHERE article = (SELECT id FROM this)
                     UNION ALL SELECT id, 1.0 FROM this
                         WHERE EXISTS (SELECT 1 FROM copies WHERE article = (SELECT id FROM this)))
             SELECT a.id, a.site, a.url, json_extract(v.content, '$.title'), a.published_at, a.first_seen_at,
                 family.similarity
             FROM family JOIN articles a ON a.id = family.id
             JOIN article_versions v ON v.article = a.id AND v.version = a.version
             WHERE a.hidden_at IS NULL ORDER BY coalesce(a.published_at, a.first_seen_at), a.first_seen_at, a.id",
        )
        .map_err(db)?;
    let copy = |row: &Row<'_>| {
        Ok(ArticleCopy {
            id: columns::article_id(row, 0)?,
            site: columns::site_id(row, 1)?,
            url: columns::url(row, 2)?,
            title: row.get(3)?,
            published_at: optional_time(row, 4)?,
            first_seen_at: time(row, 5)?,
            similarity: row.get(6)?,
        })
    };
    let rows = select.query_map([from_article_id(id)], copy).map_err(db)?;
    rows.collect::<rusqlite::Result<_>>().map_err(db)
}

/// Compares the articles of an archive that was made before there were copies.
pub(crate) fn compare_all(connection: &Connection) -> rusqlite::Result<()> {
    let mut select = connection.prepare(
        "SELECT a.id, v.content FROM articles a JOIN article_versions v ON v.article = a.id AND v.version = a.version",
    )?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        compare(connection, row.get(0)?, &columns::json(row, 1)?)?;
    }
    Ok(())
}
