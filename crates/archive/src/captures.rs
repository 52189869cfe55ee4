//! Captures: pages kept as WARC records, and the rows that say where each lies.

use std::path::Path;

use chrono::{DateTime, Utc};
use langbao_article::{CanonicalUrl, Page, SiteId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::columns::{self, count, from_count, from_time, time};
use crate::error::{database, in_full};
use crate::warc_exchange::{Repeated, Revisit, pack_request};
use crate::warc_files::{Position, read_member};
use crate::warc_reading::{parse_page, parse_record, unpack};
use crate::warc_record::{Origin, PackedRecord, body_digest, pack_page, record_id};
use crate::writer::Writing;
use crate::{CaptureId, CaptureRecord, Error};

/// Of the last capture of a URL: what tells whether the next response is the same.
#[derive(Debug)]
struct Last {
    id: CaptureId,
    status: u16,
    content_type: Option<String>,
    repeated: Repeated,
}

impl Last {
    fn is(&self, page: &Page, digest: &str) -> bool {
        self.status == page.status
            && self.repeated.digest == digest
            && self.content_type.as_deref() == page.header("content-type")
    }
}

/// What was sent to get a page.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) site: SiteId,
    /// `None`: not known, or there was no request.
    pub(crate) request: Option<Vec<(String, String)>>,
    /// Nobody vouched for the server.
    pub(crate) unverified: bool,
}

impl Asked {
    fn origin(&self) -> Origin<'_> {
        Origin { site: &self.site, unverified: self.unverified }
    }
}

/// A page with its records packed ahead: compression is the dearest step, and callers have more threads than the
/// writer.
#[derive(Debug)]
pub(crate) struct Prepared {
    page: Page,
    digest: String,
    asked: Asked,
    /// The last capture of the URL when the records were packed; it is a part of their ids.
    after: Option<CaptureId>,
    records: Records,
}

/// The records of one answer.
#[derive(Debug)]
struct Records {
    /// A response, or a revisit if the page was the same as the last capture; none for a file imported again.
    answer: Option<PackedRecord>,
    is_new: bool,
    request: Option<PackedRecord>,
}

impl Prepared {
    pub(crate) fn new(connection: &Connection, page: Page, asked: Asked) -> Result<Self, Error> {
        let digest = body_digest(&page.body);
        let last = last_of(connection, &page.url)?;
        let records = Records::pack(&page, &digest, &asked, last.as_ref(), next_record(connection)?);
        Ok(Self { page, digest, asked, after: last.map(|l| l.id), records })
    }
}

impl Records {
    fn pack(page: &Page, digest: &str, asked: &Asked, last: Option<&Last>, number: i64) -> Self {
        let same = last.filter(|last| last.is(page, digest));
        let answer = match same {
            Some(_) if page.url.as_url().scheme() == "import" => None,
            Some(last) => {
                let (origin, url, at, repeated) =
                    (asked.origin(), &page.url, page.fetched_at, &last.repeated);
                Some(Revisit { origin, url, at, number, repeated }.pack_identical(page))
            }
            None => Some(pack(page, digest, asked.origin(), last.map(|l| l.id))),
        };
        let request = answer.as_ref().zip(asked.request.as_ref());
        let request =
            request.map(|(answer, headers)| pack_request(&page.url, page.fetched_at, headers, &answer.id));
        Self { answer, is_new: same.is_none(), request }
    }
}

/// No two records have the same predecessor of the same URL, so ids are unique.
fn pack(page: &Page, digest: &str, origin: Origin<'_>, after: Option<CaptureId>) -> PackedRecord {
    let at = from_time(page.fetched_at).to_le_bytes();
    let after = after.map_or(0, |id| id.0).to_le_bytes();
    let id = record_id(&[page.url.as_str().as_bytes(), &after, &at, digest.as_bytes()]);
    pack_page(id, origin, page, digest)
}

/// Appends a page to the WARC file, or, if it is the same as the last capture of its URL, a revisit of that. Returns
/// the capture and whether it is new.
pub(crate) fn store(writing: &mut Writing<'_>, prepared: Prepared) -> Result<(CaptureId, bool), Error> {
    let Prepared { page, digest, asked, after, records } = prepared;
    let last = last_of(writing.connection, &page.url)?;
    let records = match last.as_ref().map(|last| last.id) == after {
        true => records,
        // Another thread was faster with the same URL.
        false => Records::pack(&page, &digest, &asked, last.as_ref(), next_record(writing.connection)?),
    };
    let row = |kind| RecordRow { kind, url: page.url.as_str(), at: page.fetched_at, capture: None };
    let capture = match (&records.answer, last) {
        (answer, Some(last)) if !records.is_new => {
            if let Some(answer) = answer {
                store_record(writing, answer, &RecordRow { capture: Some(last.id), ..row("revisit") })?;
            }
            last.id
        }
        (Some(answer), _) => store_page(writing, &page, &digest, &asked.site, answer)?,
        (None, _) => return Err(Error::NoPage { url: page.url }),
    };
    if let Some(request) = &records.request {
        store_record(writing, request, &RecordRow { capture: Some(capture), ..row("request") })?;
    }
    Ok((capture, records.is_new))
}

fn store_page(
    writing: &mut Writing<'_>,
    page: &Page,
    digest: &str,
    site: &SiteId,
    record: &PackedRecord,
) -> Result<CaptureId, Error> {
    let position = writing.warc.append(writing.connection, record, page.fetched_at)?;
    insert(writing.connection, page, site, digest, &Place::of(position, record))
}

/// Where a record lies.
pub(crate) struct Place<'a> {
    pub(crate) position: Position,
    pub(crate) length: u64,
    pub(crate) raw_length: u64,
    pub(crate) record_id: &'a str,
}

impl<'a> Place<'a> {
    fn of(position: Position, record: &'a PackedRecord) -> Self {
        Self {
            position,
            length: record.member.len() as u64,
            raw_length: record.raw_length as u64,
            record_id: &record.id,
        }
    }
}

/// Notes a page that lies in a file.
pub(crate) fn insert(
    connection: &Connection,
    page: &Page,
    site: &SiteId,
    digest: &str,
    place: &Place<'_>,
) -> Result<CaptureId, Error> {
    connection
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
                place.position.file,
                from_count(place.position.offset),
                from_count(place.length),
                from_count(place.raw_length),
                place.record_id,
                digest,
                site.as_str(),
            ])
        })
        .map_err(database("store a capture"))?;
    Ok(CaptureId(connection.last_insert_rowid()))
}

/// What the index says of a record that holds no page.
pub(crate) struct RecordRow<'a> {
    pub(crate) kind: &'static str,
    pub(crate) url: &'a str,
    pub(crate) at: DateTime<Utc>,
    pub(crate) capture: Option<CaptureId>,
}

/// Appends a record that holds no page.
pub(crate) fn store_record(
    writing: &mut Writing<'_>,
    record: &PackedRecord,
    row: &RecordRow<'_>,
) -> Result<(), Error> {
    let position = writing.warc.append(writing.connection, record, row.at)?;
    insert_record(writing.connection, row, &Place::of(position, record))
}

/// Notes a record that lies in a file and holds no page.
pub(crate) fn insert_record(
    connection: &Connection,
    row: &RecordRow<'_>,
    place: &Place<'_>,
) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT INTO warc_records (kind, url, at, file, offset, length, raw_length, record_id, capture)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )
        .and_then(|mut insert| {
            insert.execute(params![
                row.kind,
                row.url,
                from_time(row.at),
                place.position.file,
                from_count(place.position.offset),
                from_count(place.length),
                from_count(place.raw_length),
                place.record_id,
                row.capture.map(|capture| capture.0),
            ])
        })
        .map(drop)
        .map_err(database("note a record"))
}

/// The number of the next record that holds no page; near enough to keep their ids apart.
pub(crate) fn next_record(connection: &Connection) -> Result<i64, Error> {
    connection
        .prepare_cached("SELECT coalesce(max(id), 0) + 1 FROM warc_records")
        .and_then(|mut select| select.query_row([], |row| row.get(0)))
        .map_err(database("count the records"))
}

/// An answer 304 with its records packed ahead.
#[derive(Debug)]
pub(crate) struct PreparedRevisit {
    capture: CaptureId,
    answer: PackedRecord,
    request: Option<PackedRecord>,
}

impl PreparedRevisit {
    /// `None` if nothing was ever kept of the URL.
    pub(crate) fn new(
        connection: &Connection,
        url: &CanonicalUrl,
        at: DateTime<Utc>,
        asked: &Asked,
        headers: &[(String, String)],
    ) -> Result<Option<Self>, Error> {
        let Some(last) = last_of(connection, url)? else { return Ok(None) };
        let (origin, repeated, number) = (asked.origin(), &last.repeated, next_record(connection)?);
        let answer = Revisit { origin, url, at, number, repeated }.pack_not_modified(headers);
        let request = asked.request.as_ref().map(|headers| pack_request(url, at, headers, &answer.id));
        Ok(Some(Self { capture: last.id, answer, request }))
    }

    pub(crate) fn store(
        &self,
        writing: &mut Writing<'_>,
        url: &CanonicalUrl,
        at: DateTime<Utc>,
    ) -> Result<(), Error> {
        let row = |kind| RecordRow { kind, url: url.as_str(), at, capture: Some(self.capture) };
        store_record(writing, &self.answer, &row("revisit"))?;
        self.request.as_ref().map_or(Ok(()), |request| store_record(writing, request, &row("request")))
    }
}

fn last_of(connection: &Connection, url: &CanonicalUrl) -> Result<Option<Last>, Error> {
    connection
        .prepare_cached(
            "SELECT id, status, content_type, record_id, at, digest FROM captures WHERE url = ?1
             ORDER BY id DESC LIMIT 1",
        )
        .and_then(|mut select| {
            let last = |row: &Row<'_>| {
                Ok(Last {
                    id: CaptureId(row.get(0)?),
                    status: row.get(1)?,
                    content_type: row.get(2)?,
                    repeated: Repeated { record_id: row.get(3)?, at: time(row, 4)?, digest: row.get(5)? },
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
pub(crate) type Located = (CaptureRecord, u64);

pub(crate) fn located(row: &Row<'_>) -> rusqlite::Result<Located> {
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

/// Reads every record that holds no page and hands what is wrong to `each`.
pub(crate) fn check_records(
    dir: &Path,
    connection: &Connection,
    mut each: impl FnMut(String),
) -> Result<(), Error> {
    let db = database("read the records");
    let mut select = connection
        .prepare(
            "SELECT kind, name, offset, r.length, raw_length, record_id FROM warc_records AS r
             JOIN warc_files ON number = file ORDER BY r.id",
        )
        .map_err(db)?;
    let mut rows = select.query([]).map_err(db)?;
    while let Some(row) = rows.next().map_err(db)? {
        let row = || -> rusqlite::Result<_> {
            let kind: String = row.get(0)?;
            let name: String = row.get(1)?;
            Ok((kind, name, count(row, 2)?, count(row, 3)?, count(row, 4)?, row.get::<_, String>(5)?))
        };
        let (kind, name, offset, length, raw_length, record_id) = row().map_err(db)?;
        let what = format!("{kind} record at byte {offset} of {name}");
        let member = match read_member(&dir.join(&name), offset, length) {
            Ok(member) => member,
            Err(error) => {
                each(format!("{what}: {}", in_full(&error)));
                continue;
            }
        };
        let found = unpack(&member, raw_length).and_then(|raw| {
            let record = parse_record(&raw)?;
            Ok((record.id()?.to_owned(), record.need("WARC-Type")?.to_owned()))
        });
        match found {
            Ok((id, found)) if id == record_id && found == kind => {}
            Ok((id, _)) => each(format!("{what}: {id} stands there")),
            Err(why) => each(format!("{what} is damaged: {why}")),
        }
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
