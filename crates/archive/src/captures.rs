//! Captures: pages kept as WARC records, and the rows that say where each lies.

use std::path::Path;

use langbao_article::{CanonicalUrl, Page, SiteId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::columns::{self, count, from_count, from_time, time};
use crate::error::database;
use crate::warc_files::read_member;
use crate::warc_record::{PackedRecord, body_digest, pack_page, parse_page, record_id, unpack};
use crate::writer::Writing;
use crate::{CaptureId, CaptureRecord, Error};

/// Of the last capture of a URL: what tells whether the next response is the same.
#[derive(Debug)]
struct Last {
    id: CaptureId,
    status: u16,
    content_type: Option<String>,
    digest: String,
}

impl Last {
    fn is(&self, page: &Page, digest: &str) -> bool {
        self.status == page.status
            && self.digest == digest
            && self.content_type.as_deref() == page.header("content-type")
    }
}

/// A page with its record packed ahead: compression is the dearest step, and callers have more threads than
/// the writer.
#[derive(Debug)]
pub(crate) struct Prepared {
    page: Page,
    digest: String,
    /// The last capture of the URL when the record was packed; it is a part of the record's id.
    after: Option<CaptureId>,
    /// `None` if the page was the same as that capture.
    record: Option<PackedRecord>,
}

impl Prepared {
    pub(crate) fn new(connection: &Connection, page: Page) -> Result<Self, Error> {
        let digest = body_digest(&page.body);
        let last = last_of(connection, &page.url)?;
        let record = match &last {
            Some(last) if last.is(&page, &digest) => None,
            last => Some(pack(&page, &digest, last.as_ref().map(|l| l.id))),
        };
        Ok(Self { page, digest, after: last.map(|l| l.id), record })
    }
}

/// No two records have the same predecessor of the same URL, so ids are unique.
fn pack(page: &Page, digest: &str, after: Option<CaptureId>) -> PackedRecord {
    let at = from_time(page.fetched_at).to_le_bytes();
    let after = after.map_or(0, |id| id.0).to_le_bytes();
    let id = record_id(&[page.url.as_str().as_bytes(), &after, &at, digest.as_bytes()]);
    pack_page(id, page, digest)
}

/// Appends a page to the WARC file, unless it is the same as the last capture of its URL. Returns the capture
/// and whether it is new.
pub(crate) fn store(
    writing: &mut Writing<'_>,
    site: &SiteId,
    prepared: Prepared,
) -> Result<(CaptureId, bool), Error> {
    let Prepared { page, digest, after, record } = prepared;
    let last = last_of(writing.connection, &page.url)?;
    if let Some(last) = last.as_ref().filter(|last| last.is(&page, &digest)) {
        return Ok((last.id, false));
    }
    let last = last.map(|last| last.id);
    let record = match record {
        Some(record) if last == after => record,
        // Another thread was faster with the same URL.
        _ => pack(&page, &digest, last),
    };
    let position = writing.warc.append(writing.connection, &record, page.fetched_at)?;
    writing
        .connection
        .prepare_cached(
            "INSERT INTO captures
                 (url, at, status, content_type, file, offset, length, raw_length, record_id, digest, site)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )
        .and_then(|mut insert| {
            insert.execute(params![
                page.url.as_str(),
                from_time(page.fetched_at),
                page.status,
                page.header("content-type"),
                position.file,
                from_count(position.offset),
                from_count(record.member.len() as u64),
                from_count(record.raw_length as u64),
                record.id,
                digest,
                site.as_str(),
            ])
        })
        .map_err(database("store a capture"))?;
    Ok((CaptureId(writing.connection.last_insert_rowid()), true))
}

fn last_of(connection: &Connection, url: &CanonicalUrl) -> Result<Option<Last>, Error> {
    connection
        .prepare_cached(
            "SELECT id, status, content_type, digest FROM captures WHERE url = ?1 ORDER BY id DESC LIMIT 1",
        )
        .and_then(|mut select| {
            let last = |row: &Row<'_>| {
                Ok(Last {
                    id: CaptureId(row.get(0)?),
                    status: row.get(1)?,
                    content_type: row.get(2)?,
                    digest: row.get(3)?,
                })
            };
            select.query_row([url.as_str()], last).optional()
        })
        .map_err(database("look for the last capture of a URL"))
}

/// Returns the number of the last capture of a URL.
pub(crate) fn last_id(connection: &Connection, url: &CanonicalUrl) -> Result<Option<CaptureId>, Error> {
    Ok(last_of(connection, url)?.map(|last| last.id))
}

const SELECT: &str =
    "SELECT captures.id, url, at, status, name, offset, captures.length, record_id, digest, raw_length
    FROM captures JOIN warc_files ON number = file";

/// A capture's row with the length of its record once unpacked.
type Located = (CaptureRecord, u64);

fn located(row: &Row<'_>) -> rusqlite::Result<Located> {
    let record = CaptureRecord {
        id: CaptureId(row.get(0)?),
        url: columns::url(row, 1)?,
        at: time(row, 2)?,
        status: row.get(3)?,
        file: row.get(4)?,
        offset: count(row, 5)?,
        length: count(row, 6)?,
        record_id: row.get(7)?,
        digest: row.get(8)?,
    };
    Ok((record, count(row, 9)?))
}

pub(crate) fn get(connection: &Connection, id: CaptureId) -> Result<Option<Located>, Error> {
    connection
        .prepare_cached(&format!("{SELECT} WHERE captures.id = ?1"))
        .and_then(|mut select| select.query_row([id.0], located).optional())
        .map_err(database("read a capture"))
}

/// Hands all captures to `each`, in the order of their numbers.
pub(crate) fn for_each(connection: &Connection, mut each: impl FnMut(Located)) -> Result<(), Error> {
    let db = database("read the captures");
    let mut select = connection.prepare(&format!("{SELECT} ORDER BY captures.id")).map_err(db)?;
    let mut rows = select.query([]).map_err(db)?;
    while let Some(row) = rows.next().map_err(db)? {
        each(located(row).map_err(db)?);
    }
    Ok(())
}

/// Reads the page of a capture and checks that it is that capture.
pub(crate) fn read(dir: &Path, (record, raw_length): &Located) -> Result<Page, Error> {
    let damaged = |detail: String| Error::Damaged {
        what: format!("capture {} at byte {} of {}", record.id.0, record.offset, record.file),
        detail,
    };
    let member = read_member(&dir.join(&record.file), record.offset, record.length)?;
    if member.len() as u64 != record.length {
        return Err(damaged("the file ends before it does".to_owned()));
    }
    let read = unpack(&member, *raw_length).and_then(|raw| parse_page(&raw)).map_err(damaged)?;
    if read.id != record.record_id {
        return Err(damaged(format!("{} stands there", read.id)));
    }
    if body_digest(&read.page.body) != record.digest {
        return Err(damaged("its body has another digest".to_owned()));
    }
    Ok(read.page)
}
