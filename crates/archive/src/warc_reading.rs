//! Records of WARC files read back: unpacked, taken apart, and turned into the pages that they were.

use std::io::Read;

use chrono::{DateTime, Utc};
use flate2::bufread::GzDecoder;
use langbao_article::{CanonicalUrl, Page, SiteId};

use crate::warc_record::{ESCAPED, ORIGINAL, SITE, STATUS};

/// A record with a page, read back.
#[derive(Debug)]
pub(crate) struct ReadRecord {
    pub(crate) id: String,
    /// `None` in files of before format 3.
    pub(crate) site: Option<SiteId>,
    pub(crate) page: Page,
}

/// A record of any kind, taken apart.
#[derive(Debug)]
pub(crate) struct RawRecord<'a> {
    fields: Vec<(&'a str, &'a str)>,
    pub(crate) block: &'a [u8],
}

impl<'a> RawRecord<'a> {
    /// Returns a field of the record's header.
    pub(crate) fn field(&self, name: &str) -> Option<&'a str> {
        self.fields.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| *v)
    }

    /// Returns a field that must be there.
    pub(crate) fn need(&self, name: &str) -> Result<&'a str, String> {
        self.field(name).ok_or_else(|| format!("no {name}"))
    }

    /// Returns `WARC-Record-ID` without angle brackets.
    pub(crate) fn id(&self) -> Result<&'a str, String> {
        bare(self.need("WARC-Record-ID")?)
    }

    /// Returns `WARC-Date`.
    pub(crate) fn date(&self) -> Result<DateTime<Utc>, String> {
        let date = DateTime::parse_from_rfc3339(self.need("WARC-Date")?);
        date.map(|date| date.to_utc()).map_err(|e| format!("WARC-Date: {e}"))
    }

    /// Returns the site that the record names.
    pub(crate) fn site(&self) -> Option<SiteId> {
        self.field(SITE)?.parse().ok()
    }
}

/// Takes the angle brackets off a record id.
pub(crate) fn bare(id: &str) -> Result<&str, String> {
    id.strip_prefix('<').and_then(|id| id.strip_suffix('>')).ok_or_else(|| format!("{id} is no record id"))
}

/// Unpacks exactly one gzip member of a known content length.
///
/// # Errors
/// In words, if the bytes are not such a member. Never inflates more than `raw_length + 1` bytes.
pub(crate) fn unpack(member: &[u8], raw_length: u64) -> Result<Vec<u8>, String> {
    let mut raw = Vec::new();
    // The buffer must see the end of the member to check its checksum, hence one byte more than there should be.
    let mut gzip = GzDecoder::new(member).take(raw_length.saturating_add(1));
    gzip.read_to_end(&mut raw).map_err(|e| format!("not a gzip member: {e}"))?;
    if raw.len() as u64 != raw_length {
        return Err(format!("the record does not have the {raw_length} bytes noted for it"));
    }
    if !gzip.into_inner().into_inner().is_empty() {
        return Err("something follows the gzip member".to_owned());
    }
    Ok(raw)
}

/// Takes an unpacked record apart.
///
/// # Errors
/// In words, if it is not one that this program writes.
pub(crate) fn parse_record(raw: &[u8]) -> Result<RawRecord<'_>, String> {
    let (version, fields, rest) = split_head(raw)?;
    if version != "WARC/1.1" {
        return Err(format!("\"{version}\" is not WARC/1.1"));
    }
    let record = RawRecord { fields, block: rest };
    let length: usize =
        record.need("Content-Length")?.parse().map_err(|_| "bad Content-Length".to_owned())?;
    let block = rest.get(..length).filter(|_| &rest[length..] == b"\r\n\r\n");
    let block = block.ok_or("Content-Length is not that of the block")?;
    Ok(RawRecord { block, ..record })
}

/// Parses an unpacked `response` or `resource` record.
///
/// # Errors
/// In words, if it is not one that [`pack_page`](crate::warc_record::pack_page) writes.
pub(crate) fn parse_page(raw: &[u8]) -> Result<ReadRecord, String> {
    let record = parse_record(raw)?;
    let id = record.id()?.to_owned();
    let url = CanonicalUrl::parse(record.need("WARC-Target-URI")?).map_err(|e| e.to_string())?;
    let fetched_at = record.date()?;
    let block = record.block;
    let (status, headers, body) = match record.need("WARC-Type")? {
        "response" => parse_http(block)?,
        "resource" => {
            let status =
                record.field(STATUS).unwrap_or("200").parse().map_err(|_| "bad status".to_owned())?;
            let mut headers = record
                .fields
                .iter()
                .filter(|(name, _)| *name == ESCAPED)
                .map(|(_, json)| unescape(json))
                .collect::<Result<Vec<_>, _>>()?;
            if let (true, Some(value)) = (headers.is_empty(), record.field("Content-Type")) {
                headers.push(("content-type".to_owned(), value.to_owned()));
            }
            (status, headers, block)
        }
        other => return Err(format!("a record of type \"{other}\" is no capture")),
    };
    let page = Page { url, fetched_at, status, headers, body: body.to_owned() };
    Ok(ReadRecord { id, site: record.site(), page })
}

type Http<'a> = (u16, Vec<(String, String)>, &'a [u8]);

fn parse_http(block: &[u8]) -> Result<Http<'_>, String> {
    let (line, fields, body) = split_head(block)?;
    let status = line.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.split(' ').next());
    let status = status.and_then(|s| s.parse().ok()).ok_or_else(|| format!("bad status line \"{line}\""))?;
    let mut headers = Vec::with_capacity(fields.len());
    for (name, value) in fields {
        if name == ESCAPED {
            headers.push(unescape(value)?);
        } else if let Some(original) = name.strip_prefix(ORIGINAL) {
            headers.push((original.to_owned(), value.to_owned()));
        } else if !name.eq_ignore_ascii_case("content-length") {
            headers.push((name.to_owned(), value.to_owned()));
        }
    }
    Ok((status, headers, body))
}

type SplitHead<'a> = (&'a str, Vec<(&'a str, &'a str)>, &'a [u8]);

/// Splits a first line and header fields from what follows the empty line.
fn split_head(bytes: &[u8]) -> Result<SplitHead<'_>, String> {
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").ok_or("the header does not end")?;
    let head = std::str::from_utf8(&bytes[..end]).map_err(|_| "the header is not UTF-8")?;
    let mut lines = head.split("\r\n");
    let first = lines.next().unwrap_or_default();
    let fields = lines
        .map(|line| {
            line.split_once(':').map(|(name, value)| (name, value.strip_prefix(' ').unwrap_or(value)))
        })
        .collect::<Option<_>>()
        .ok_or("a header line without a colon")?;
    Ok((first, fields, &bytes[end + 4..]))
}

fn unescape(json: &str) -> Result<(String, String), String> {
    serde_json::from_str(json).map_err(|e| format!("{ESCAPED}: {e}"))
}
