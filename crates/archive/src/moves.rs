//! Articles that have moved: the address changes, the history goes with it.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use langbao_article::{Article, ArticleId, CanonicalUrl};
use rusqlite::{Connection, OptionalExtension, params};

use crate::articles::next_seq;
use crate::columns::{self, from_article_id, from_time};
use crate::error::database;
use crate::presence::note_event;
use crate::{ArticleEvent, ArticleEventKind, Error, copies};

/// Notes that a URL has moved for good. If both ends are known as articles and are one, they become one. Returns
/// whether that was news.
pub(crate) fn note(
    connection: &Connection,
    from: &CanonicalUrl,
    to: &CanonicalUrl,
    at: DateTime<Utc>,
) -> Result<bool, Error> {
    let noted = || {
        let is_known = connection
            .prepare_cached("SELECT 1 FROM moves WHERE from_url = ?1 AND to_url = ?2")?
            .exists([from.as_str(), to.as_str()])?;
        connection
            .prepare_cached(
                "INSERT INTO moves (from_url, to_url, at) VALUES (?1, ?2, ?3)
                 ON CONFLICT (from_url) DO UPDATE SET to_url = excluded.to_url, at = excluded.at",
            )?
            .execute(params![from.as_str(), to.as_str(), from_time(at)])?;
        let (old, new) = (ArticleId::of(from), ArticleId::of(to));
        match (latest(connection, old)?, latest(connection, new)?) {
            (Some(known), Some(article)) if old != new && are_one(&known, &article) => {
                merge(connection, old, new, to, at)?;
            }
            _ => {}
        }
        Ok(!is_known)
    };
    noted().map_err(database("store that a page has moved"))
}

/// Gives a new article the history of the one that has moved to its address, if there is one. Returns whether it did.
pub(crate) fn adopt(connection: &Connection, article: &Article, at: DateTime<Utc>) -> rusqlite::Result<bool> {
    let from: Vec<String> = connection
        .prepare_cached("SELECT from_url FROM moves WHERE to_url = ?1 ORDER BY at DESC")?
        .query_map([article.url.as_str()], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for from in from.iter().filter_map(|url| CanonicalUrl::parse(url).ok()) {
        let old = ArticleId::of(&from);
        let known = latest(connection, old)?;
        if old != article.id() && known.is_some_and(|known| are_one(&known, article)) {
            let (old_id, new_id) = (from_article_id(old), from_article_id(article.id()));
            let seq = next_seq(connection)?;
            connection
                .prepare_cached(
                    "INSERT INTO articles (id, site, url, seen_url, version, seq, first_seen_at, last_seen_at,
                         published_at, view_count, hidden_at, hidden_reason, hidden_legal)
                     SELECT ?2, site, ?3, ?3, version, ?4, first_seen_at, last_seen_at, published_at, view_count,
                         hidden_at, hidden_reason, hidden_legal
                     FROM articles WHERE id = ?1",
                )?
                .execute(params![old_id, new_id, article.url.as_str(), seq])?;
            hand_over(connection, old, article.id(), &article.url, at)?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// Puts the versions of one article before those of another and lets the first live on as the second.
fn merge(
    connection: &Connection,
    old: ArticleId,
    new: ArticleId,
    to: &CanonicalUrl,
    at: DateTime<Utc>,
) -> rusqlite::Result<()> {
    let (old_id, new_id) = (from_article_id(old), from_article_id(new));
    let count: u32 = connection.query_row(
        "SELECT max(version) FROM article_versions WHERE article = ?1",
        [old_id],
        |row| row.get(0),
    )?;
    let joined = connection.execute(
        "DELETE FROM article_versions WHERE article = ?1 AND version = 1 AND content_hash =
             (SELECT content_hash FROM article_versions WHERE article = ?2 AND version = ?3)",
        params![new_id, old_id, count],
    )?;
    let shift = i64::from(count) - joined as i64;
    // By way of negative numbers, for no two may be the same at any moment.
    connection.execute(
        "UPDATE article_versions SET version = -(version + ?2) WHERE article = ?1",
        params![new_id, shift],
    )?;
    connection.execute("UPDATE article_versions SET version = -version WHERE article = ?1", [new_id])?;
    let seq = next_seq(connection)?;
    connection.execute(
        "UPDATE articles SET seq = ?3, version = version + ?4,
             first_seen_at = min(first_seen_at, (SELECT o.first_seen_at FROM articles o WHERE o.id = ?1))
         WHERE id = ?2",
        params![old_id, new_id, seq, shift],
    )?;
    // What was hidden under either address stays hidden.
    connection.execute(
        "UPDATE articles SET (hidden_at, hidden_reason, hidden_legal) =
             (SELECT o.hidden_at, o.hidden_reason, o.hidden_legal FROM articles o WHERE o.id = ?1)
         WHERE id = ?2 AND hidden_at IS NULL",
        [old_id, new_id],
    )?;
    hand_over(connection, old, new, to, at)
}

fn hand_over(
    connection: &Connection,
    old: ArticleId,
    new: ArticleId,
    to: &CanonicalUrl,
    at: DateTime<Utc>,
) -> rusqlite::Result<()> {
    let ids = [from_article_id(old), from_article_id(new)];
    for sql in [
        "UPDATE article_versions SET article = ?2 WHERE article = ?1",
        "UPDATE article_events SET article = ?2 WHERE article = ?1",
        "UPDATE former_ids SET article = ?2 WHERE article = ?1",
        "UPDATE OR REPLACE alert_articles SET article = ?2 WHERE article = ?1",
        "UPDATE OR REPLACE article_attachments SET article = ?2 WHERE article = ?1",
        "INSERT INTO former_ids (id, url, article) SELECT id, url, ?2 FROM articles WHERE id = ?1",
    ] {
        connection.execute(sql, ids)?;
    }
    copies::forget(connection, ids[0])?;
    connection.execute("DELETE FROM articles WHERE id = ?1", [ids[0]])?;
    if let Some(article) = latest(connection, new)? {
        copies::compare(connection, ids[1], &article)?;
    }
    let kind = ArticleEventKind::Moved;
    note_event(connection, ids[1], &ArticleEvent { at, kind, detail: Some(to.to_string()) })
}

fn latest(connection: &Connection, id: ArticleId) -> rusqlite::Result<Option<Article>> {
    connection
        .prepare_cached(
            "SELECT v.content FROM articles a JOIN article_versions v ON v.article = a.id AND v.version = a.version
             WHERE a.id = ?1",
        )?
        .query_row([from_article_id(id)], |row| columns::json(row, 0))
        .optional()
}

/// A site that sends all its old addresses to one page has not moved its articles there: title or most lines must be
/// the same.
fn are_one(old: &Article, new: &Article) -> bool {
    let lines: HashSet<&str> = old.blocks.iter().map(|block| block.text.as_str()).collect();
    let shared = new.blocks.iter().filter(|block| lines.contains(block.text.as_str())).count();
    let fewer = lines.len().min(new.blocks.len());
    old.title.to_lowercase() == new.title.to_lowercase() || (fewer > 0 && shared * 2 >= fewer)
}
