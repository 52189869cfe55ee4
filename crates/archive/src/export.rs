//! Reading the whole archive in order: versions as they were stored, what is gone, raw records.

use std::io::Read;
use std::path::Path;

use chrono::{DateTime, Utc};
use langbao_article::ArticleId;
use rusqlite::{Connection, params};

use crate::articles;
use crate::columns::{self, count, from_article_id, from_count, from_time, time};
use crate::error::{database, io_error};
use crate::warc_files::read_member;
use crate::warc_record::{pack_warcinfo, record_id};
use crate::{CaptureId, Error, GoneArticle, StoredVersion, VersionMark};

/// Returns versions from behind one, in the order in which they were first seen; those of hidden articles are left out.
pub(crate) fn versions_after(
    connection: &Connection,
    after: Option<VersionMark>,
    limit: usize,
) -> Result<Vec<StoredVersion>, Error> {
    let db = database("read the versions");
    let sql = format!(
        "{} WHERE (v.seen_at, v.seq) > (?1, ?2) AND a.hidden_at IS NULL ORDER BY v.seen_at, v.seq LIMIT ?3",
        articles::SELECT
    );
    let mut select = connection.prepare_cached(&sql).map_err(db)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let (seen_at, seq) = after.map_or((i64::MIN, 0), |mark| (from_time(mark.seen_at), from_count(mark.seq)));
    let rows = select
        .query_map(params![seen_at, seq, limit], |row| {
            let mark = VersionMark { seen_at: time(row, 15)?, seq: count(row, 14)? };
            Ok(StoredVersion { mark, record: articles::record(row)? })
        })
        .map_err(db)?;
    rows.collect::<rusqlite::Result<_>>().map_err(db)
}

/// Returns articles that are gone, in an order of their own, from behind this one.
pub(crate) fn gone_after(
    connection: &Connection,
    after: Option<ArticleId>,
    limit: usize,
) -> Result<Vec<GoneArticle>, Error> {
    let db = database("read what is gone");
    let mut select = connection
        .prepare_cached(
            "SELECT id, url, gone_at, gone_reason FROM articles
             WHERE gone_at IS NOT NULL AND hidden_at IS NULL AND (?1 IS NULL OR id > ?1) ORDER BY id LIMIT ?2",
        )
        .map_err(db)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = select
        .query_map(params![after.map(from_article_id), limit], |row| {
            Ok(GoneArticle {
                id: columns::article_id(row, 0)?,
                url: columns::url(row, 1)?,
                since: time(row, 2)?,
                reason: columns::gone_reason(row, 3)?,
            })
        })
        .map_err(db)?;
    rows.collect::<rusqlite::Result<_>>().map_err(db)
}

/// Reads the gzip members of a capture: the page, its request, and the revisits that refer to it with theirs.
pub(crate) fn raw_records(dir: &Path, connection: &Connection, id: CaptureId) -> Result<Vec<u8>, Error> {
    let db = database("read the records of a capture");
    let mut select = connection
        .prepare_cached(
            "SELECT name, offset, r.length FROM (
                 SELECT file, offset, length, 0 AS part, 0 AS number FROM captures WHERE id = ?1
                 UNION ALL SELECT file, offset, length, 1, id FROM warc_records WHERE capture = ?1) AS r
             JOIN warc_files ON warc_files.number = file ORDER BY part, r.number",
        )
        .map_err(db)?;
    let places = select
        .query_map([id.0], |row| Ok((row.get::<_, String>(0)?, count(row, 1)?, count(row, 2)?)))
        .map_err(db)?;
    let mut members = Vec::new();
    for place in places {
        let (file, offset, length) = place.map_err(db)?;
        members.extend(read_member(&dir.join(file), offset, length)?);
    }
    Ok(members)
}

/// The record with which a file of exported records begins.
pub(crate) fn warcinfo(file_name: &str, at: DateTime<Utc>) -> Vec<u8> {
    let id = record_id(&[b"export", file_name.as_bytes(), &columns::from_time(at).to_le_bytes()]);
    pack_warcinfo(id, file_name, at).member
}

/// Opens a WARC file up to the length that is acknowledged.
pub(crate) fn open_file(dir: &Path, name: &str, length: u64) -> Result<impl Read + use<>, Error> {
    let path = dir.join(name);
    let file = std::fs::File::open(&path).map_err(io_error("open", &path))?;
    Ok(file.take(length))
}
