//! Articles, their versions, and the change sequence.

use chrono::{DateTime, Utc};
use langbao_article::{Article, ArticleId, CanonicalUrl, Published, SiteId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::columns::{self, count, from_article_id, from_count, from_time, hex, optional_time, time};
use crate::error::database;
use crate::presence::{last_event, note_event, revive};
use crate::{
    ArticleEvent, ArticleEventKind, ArticleRecord, CaptureId, Change, Error, Hidden, VersionRecord, moves,
};
use crate::{attachments, copies};

/// An article as a visit saw it.
pub(crate) struct Sighting<'a> {
    pub(crate) article: &'a Article,
    pub(crate) site: &'a SiteId,
    /// The URL visited: the article's own or an alias.
    pub(crate) url: &'a CanonicalUrl,
    pub(crate) at: DateTime<Utc>,
    pub(crate) capture: CaptureId,
    /// As in [`Visit`](crate::Visit).
    pub(crate) doubted: bool,
}

/// Assigns the next number of the change sequence.
pub(crate) fn next_seq(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("UPDATE sequence SET last = last + 1 RETURNING last")?
        .query_row([], |row| row.get(0))
}

/// Returns the id of the article that lives at a URL, or lived there before it moved.
pub(crate) fn resolve(connection: &Connection, url: &CanonicalUrl) -> rusqlite::Result<i64> {
    let id = from_article_id(ArticleId::of(url));
    let mut select = connection.prepare_cached("SELECT article FROM former_ids WHERE id = ?1")?;
    Ok(select.query_row([id], |row| row.get(0)).optional()?.unwrap_or(id))
}

/// Stores an article unless its content is known, and says which.
pub(crate) fn store(connection: &Connection, sighting: &Sighting<'_>) -> Result<Change, Error> {
    store_version(connection, sighting).map_err(database("store an article"))
}

/// As [`store`], for those who say themselves what was attempted.
pub(crate) fn store_version(connection: &Connection, sighting: &Sighting<'_>) -> rusqlite::Result<Change> {
    let article = sighting.article;
    let id = resolve(connection, &article.url)?;
    let hash = article.content_hash();
    let known = match latest(connection, id)? {
        None if moves::adopt(connection, article, sighting.at)? => latest(connection, id)?,
        known => known,
    };
    match known {
        None => add(connection, sighting, id, &hash).map(|()| Change::New),
        Some((_, last)) if last == hash => {
            touch(connection, sighting, id)?;
            revive(connection, id, sighting.at)?;
            Ok(Change::Unchanged)
        }
        // "2 giờ trước" today is a date tomorrow; a date that is there no more is one that the reader did not find.
        Some(_) if differs_in_no_date_of_its_own(connection, id, article)? => {
            touch(connection, sighting, id)?;
            revive(connection, id, sighting.at)?;
            Ok(Change::Unchanged)
        }
        // A page whose text can no longer be read is no edit: the good version stays.
        Some(_) if sighting.doubted || (article.body().is_empty() && has_text(connection, id)?) => {
            if last_event(connection, id)?.as_deref() != Some(ArticleEventKind::Withheld.as_str()) {
                let (at, kind) = (sighting.at, ArticleEventKind::Withheld);
                note_event(connection, id, &ArticleEvent { at, kind, detail: None })?;
            }
            Ok(Change::Withheld)
        }
        Some((version, _)) => {
            revive(connection, id, sighting.at)?;
            edit(connection, sighting, id, version + 1, &hash)
        }
    }
}

/// The number of an article's latest version and the hash of its content.
fn latest(connection: &Connection, id: i64) -> rusqlite::Result<Option<(u32, Vec<u8>)>> {
    connection
        .prepare_cached(
            "SELECT a.version, v.content_hash FROM articles a
             JOIN article_versions v ON v.article = a.id AND v.version = a.version WHERE a.id = ?1",
        )?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
}

fn has_text(connection: &Connection, id: i64) -> rusqlite::Result<bool> {
    Ok(!latest_content(connection, id)?.body().is_empty())
}

/// Whether two articles are the same but for a date that one of them counts back to, or that the new one lacks.
fn differs_in_no_date_of_its_own(connection: &Connection, id: i64, new: &Article) -> rusqlite::Result<bool> {
    let counts_back = |article: &Article| article.published.as_ref().is_some_and(Published::counts_back);
    let old = latest_content(connection, id)?;
    let lost = old.published.is_some() && new.published.is_none();
    if !lost && !counts_back(&old) && !counts_back(new) {
        return Ok(false);
    }
    let undated = |article: Article| Article { published: None, ..article }.content_hash();
    Ok(undated(old) == undated(new.clone()))
}

fn latest_content(connection: &Connection, id: i64) -> rusqlite::Result<Article> {
    connection
        .prepare_cached(
            "SELECT v.content FROM articles a
             JOIN article_versions v ON v.article = a.id AND v.version = a.version WHERE a.id = ?1",
        )?
        .query_row([id], |row| columns::json(row, 0))
}

fn add(connection: &Connection, sighting: &Sighting<'_>, id: i64, hash: &[u8]) -> rusqlite::Result<()> {
    let seq = next_seq(connection)?;
    connection
        .prepare_cached(
            "INSERT INTO articles (id, site, url, seen_url, version, seq, first_seen_at, last_seen_at,
                 published_at, view_count)
             VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?6, ?7, ?8)",
        )?
        .execute(params![
            id,
            sighting.site.as_str(),
            sighting.article.url.as_str(),
            sighting.url.as_str(),
            seq,
            from_time(sighting.at),
            published_at(sighting.article),
            sighting.article.view_count.map(from_count),
        ])?;
    add_version(connection, sighting, id, 1, seq, hash)
}

fn edit(
    connection: &Connection,
    sighting: &Sighting<'_>,
    id: i64,
    version: u32,
    hash: &[u8],
) -> rusqlite::Result<Change> {
    let seq = next_seq(connection)?;
    touch(connection, sighting, id)?;
    connection
        .prepare_cached("UPDATE articles SET version = ?2, seq = ?3, published_at = ?4 WHERE id = ?1")?
        .execute(params![id, version, seq, published_at(sighting.article)])?;
    add_version(connection, sighting, id, version, seq, hash)?;
    Ok(Change::Edited)
}

fn add_version(
    connection: &Connection,
    sighting: &Sighting<'_>,
    id: i64,
    version: u32,
    seq: i64,
    hash: &[u8],
) -> rusqlite::Result<()> {
    let content = serde_json::to_string(sighting.article).expect("an article is JSON");
    connection
        .prepare_cached(
            "INSERT INTO article_versions (article, version, seq, seen_at, capture, content_hash, content)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![id, version, seq, from_time(sighting.at), sighting.capture.0, hash, content])?;
    attachments::note(connection, id, sighting.article)?;
    copies::compare(connection, id, sighting.article)
}

/// Notes what moves without making a version.
fn touch(connection: &Connection, sighting: &Sighting<'_>, id: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "UPDATE articles SET seen_url = ?2, last_seen_at = max(last_seen_at, ?3),
                 view_count = coalesce(?4, view_count)
             WHERE id = ?1",
        )?
        .execute(params![
            id,
            sighting.url.as_str(),
            from_time(sighting.at),
            sighting.article.view_count.map(from_count)
        ])?;
    Ok(())
}

fn published_at(article: &Article) -> Option<i64> {
    article.published.as_ref().map(|published| from_time(published.at))
}

/// When the article that lives or was last seen at a URL was published, as far as is known.
pub(crate) fn published_at_url(
    connection: &Connection,
    url: &CanonicalUrl,
) -> Result<Option<DateTime<Utc>>, Error> {
    let read = || {
        connection
            .prepare_cached(
                "SELECT published_at FROM articles WHERE id = ?1
                 UNION ALL SELECT published_at FROM articles WHERE seen_url = ?2 LIMIT 1",
            )?
            .query_row(params![resolve(connection, url)?, url.as_str()], |row| optional_time(row, 0))
            .optional()
    };
    read().map(Option::flatten).map_err(database("read the date of an article"))
}

/// Joins an article and one of its versions; the last column is that version's number in the change sequence.
pub(crate) const SELECT: &str =
    "SELECT a.id, a.site, v.version, iif(v.version = a.version, a.seq, v.seq), a.first_seen_at,
        a.last_seen_at, a.gone_at, v.capture, v.content, iif(v.version = a.version, a.view_count, NULL),
        a.missed_at, a.gone_reason, a.url,
        (SELECT json_group_array(f.id) FROM former_ids f WHERE f.article = a.id), v.seq, v.seen_at,
        a.hidden_at, a.hidden_reason, a.hidden_legal
    FROM articles a JOIN article_versions v ON v.article = a.id";

pub(crate) fn record(row: &Row<'_>) -> rusqlite::Result<ArticleRecord> {
    let mut article: Article = columns::json(row, 8)?;
    // Versions from before a move were read at another address.
    article.url = columns::url(row, 12)?;
    if let Some(views) = row.get::<_, Option<i64>>(9)? {
        article.view_count = Some(u64::try_from(views).unwrap_or(0));
    }
    Ok(ArticleRecord {
        id: columns::article_id(row, 0)?,
        site: columns::site_id(row, 1)?,
        version: row.get(2)?,
        seq: count(row, 3)?,
        seen_at: time(row, 15)?,
        first_seen_at: time(row, 4)?,
        last_seen_at: time(row, 5)?,
        suspected_at: optional_time(row, 10)?,
        gone_at: optional_time(row, 6)?,
        gone_reason: columns::gone_reason(row, 11)?,
        hidden: optional_time(row, 16)?
            .map(|at| {
                let (reason, legal) = (row.get::<_, Option<String>>(17)?, row.get::<_, Option<bool>>(18)?);
                Ok::<_, rusqlite::Error>(Hidden {
                    at,
                    reason: reason.unwrap_or_default(),
                    legal: legal.unwrap_or_default(),
                })
            })
            .transpose()?,
        former_ids: columns::json::<Vec<i64>>(row, 13)?
            .into_iter()
            .map(|id| ArticleId(id.cast_unsigned()))
            .collect(),
        capture: CaptureId(row.get(7)?),
        article,
    })
}

/// Reads an article in its latest version, or in the one named.
pub(crate) fn get(
    connection: &Connection,
    id: ArticleId,
    version: Option<u32>,
) -> Result<Option<ArticleRecord>, Error> {
    connection
        .prepare_cached(&format!(
            "{SELECT} AND v.version = coalesce(?2, a.version)
             WHERE a.id = coalesce((SELECT article FROM former_ids WHERE id = ?1), ?1)"
        ))
        .and_then(|mut select| select.query_row(params![from_article_id(id), version], record).optional())
        .map_err(database("read an article"))
}

pub(crate) fn versions(connection: &Connection, id: ArticleId) -> Result<Vec<VersionRecord>, Error> {
    let db = database("read the versions of an article");
    let mut select = connection
        .prepare_cached(
            "SELECT version, seen_at, capture, content_hash FROM article_versions
             WHERE article = coalesce((SELECT article FROM former_ids WHERE id = ?1), ?1) ORDER BY version",
        )
        .map_err(db)?;
    let version = |row: &Row<'_>| {
        Ok(VersionRecord {
            version: row.get(0)?,
            seen_at: time(row, 1)?,
            capture: CaptureId(row.get(2)?),
            content_hash: hex(row.get_ref(3)?.as_blob()?),
        })
    };
    let rows = select.query_map([from_article_id(id)], version).map_err(db)?;
    rows.collect::<rusqlite::Result<_>>().map_err(db)
}

pub(crate) fn changes(
    connection: &Connection,
    after: u64,
    limit: usize,
) -> Result<Vec<ArticleRecord>, Error> {
    let db = database("read the change sequence");
    let mut select = connection
        .prepare_cached(&format!(
            "{SELECT} AND v.version = a.version WHERE a.seq > ?1 ORDER BY a.seq LIMIT ?2"
        ))
        .map_err(db)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = select.query_map([from_count(after), limit], record).map_err(db)?;
    rows.collect::<rusqlite::Result<_>>().map_err(db)
}

pub(crate) fn last_seq(connection: &Connection) -> Result<u64, Error> {
    connection
        .prepare_cached("SELECT last FROM sequence")
        .and_then(|mut select| select.query_row([], |row| count(row, 0)))
        .map_err(database("read the change sequence"))
}

pub(crate) fn total(connection: &Connection) -> Result<u64, Error> {
    connection
        .prepare_cached("SELECT count(*) FROM articles")
        .and_then(|mut select| select.query_row([], |row| count(row, 0)))
        .map_err(database("count the articles"))
}

/// Returns an article of a site with the content of another, not counting itself.
pub(crate) fn twin(
    connection: &Connection,
    site: &SiteId,
    article: &Article,
) -> Result<Option<ArticleId>, Error> {
    connection
        .prepare_cached(
            "SELECT a.id FROM article_versions v JOIN articles a ON a.id = v.article AND a.version = v.version
             WHERE v.content_hash = ?1 AND a.site = ?2 AND a.gone_at IS NULL AND a.id <> ?3 AND NOT EXISTS (
                 SELECT 1 FROM articles own WHERE own.id = ?3)
                 AND NOT EXISTS (SELECT 1 FROM moves WHERE from_url IN (a.url, a.seen_url) AND to_url = ?4) LIMIT 1",
        )
        .and_then(|mut select| {
            let hash = article.content_hash();
            let (id, url) = (from_article_id(article.id()), article.url.as_str());
            select
                .query_row(params![hash, site.as_str(), id, url], |row| columns::article_id(row, 0))
                .optional()
        })
        .map_err(database("look for an article with the same content"))
}
