//! One record of a WARC/1.1 file (ISO 28500:2017): a page written as bytes and read back as the same page.
//!
//! A response is kept as HTTP: status line, headers, decoded body. Since the body is decoded, the headers that
//! described it on the wire are renamed `X-Archive-Orig-…`, and a true `Content-Length` is added. Headers that
//! HTTP cannot carry as they are (a line break in the value, a name of ours) are kept as JSON in
//! `X-Archive-Header`, so that every page comes back exactly as it went in.

use std::io::Write;

use chrono::{DateTime, SecondsFormat, Utc};
use flate2::Compression;
use flate2::write::GzEncoder;
use langbao_article::{Page, SiteId};

use crate::columns::hex;

/// Headers that tell how the body was packed on the wire.
const OF_THE_WIRE: [&str; 3] = ["content-encoding", "content-length", "transfer-encoding"];
pub(crate) const ORIGINAL: &str = "X-Archive-Orig-";
pub(crate) const ESCAPED: &str = "X-Archive-Header";
pub(crate) const STATUS: &str = "X-Archive-Status";
/// The site that a page belongs to.
pub(crate) const SITE: &str = "X-Archive-Site";
/// Says `unverified` of what came from a server for which nobody vouched.
pub(crate) const TLS: &str = "X-Archive-TLS";

/// A record ready to be appended to a file.
#[derive(Debug, Clone)]
pub(crate) struct PackedRecord {
    /// `WARC-Record-ID` without angle brackets.
    pub(crate) id: String,
    /// One gzip member.
    pub(crate) member: Vec<u8>,
    /// Length of the record inside, in bytes.
    pub(crate) raw_length: usize,
}

/// Labelled digest of a body, as in `WARC-Payload-Digest`: SHA-256, which other readers of WARC files can check
/// (warcio knows nothing of BLAKE3).
pub(crate) fn body_digest(body: &[u8]) -> String {
    format!("sha256:{}", hex(ring::digest::digest(&ring::digest::SHA256, body).as_ref()))
}

/// Makes a record id out of what makes a record unlike all others.
pub(crate) fn record_id(parts: &[&[u8]]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    let mut id = [0; 16];
    id.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    // RFC 9562: version 8 (of the maker's own making), variant 0b10.
    id[6] = id[6] & 0x0f | 0x80;
    id[8] = id[8] & 0x3f | 0x80;
    let [a, b, c, d, e] = [&id[..4], &id[4..6], &id[6..8], &id[8..10], &id[10..]].map(hex);
    format!("urn:uuid:{a}-{b}-{c}-{d}-{e}")
}

/// Where a page comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin<'a> {
    pub(crate) site: &'a SiteId,
    /// Nobody vouched for the server.
    pub(crate) unverified: bool,
}

impl Origin<'_> {
    pub(crate) fn write(self, head: &mut Head) {
        head.field(SITE, self.site.as_str());
        if self.unverified {
            head.field(TLS, "unverified");
        }
    }
}

/// Packs a page as a `response` record, or as a `resource` record if it was imported from a file.
pub(crate) fn pack_page(id: String, origin: Origin<'_>, page: &Page, digest: &str) -> PackedRecord {
    let imported = page.url.as_url().scheme() == "import";
    let mut head = Head::new(if imported { "resource" } else { "response" }, &id, page.fetched_at);
    head.field("WARC-Target-URI", page.url.as_str());
    head.field("WARC-Payload-Digest", digest);
    origin.write(&mut head);
    let mut http = String::new();
    if imported {
        head.resource_fields(page);
    } else {
        http = http_head(page, page.body.len());
        head.field("Content-Type", "application/http;msgtype=response");
    }
    head.pack(id, &[http.as_bytes(), &page.body])
}

/// Packs the record that opens each file.
pub(crate) fn pack_warcinfo(id: String, file_name: &str, at: DateTime<Utc>) -> PackedRecord {
    let mut head = Head::new("warcinfo", &id, at);
    head.field("WARC-Filename", file_name);
    head.field("Content-Type", "application/warc-fields");
    let fields = concat!(
        "software: langbao/",
        env!("CARGO_PKG_VERSION"),
        "\r\nformat: WARC File Format 1.1\r\n",
        "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n",
    );
    head.pack(id, &[fields.as_bytes()])
}

/// The header of a record being written.
pub(crate) struct Head(String);

impl Head {
    pub(crate) fn new(kind: &str, id: &str, at: DateTime<Utc>) -> Self {
        let mut head = Self("WARC/1.1\r\n".to_owned());
        head.field("WARC-Type", kind);
        head.field("WARC-Record-ID", &format!("<{id}>"));
        head.field("WARC-Date", &at.to_rfc3339_opts(SecondsFormat::AutoSi, true));
        head
    }

    pub(crate) fn field(&mut self, name: &str, value: &str) {
        push_field(&mut self.0, name, value);
    }

    /// A resource has no HTTP header, so what the page says of itself goes into the record's own.
    fn resource_fields(&mut self, page: &Page) {
        if page.status != 200 {
            self.field(STATUS, &page.status.to_string());
        }
        let content_type = page.header("content-type").filter(|value| is_plain_value(value));
        if let Some(value) = content_type {
            self.field("Content-Type", value);
        }
        if page.headers.len() > usize::from(content_type.is_some()) {
            for header in &page.headers {
                push_escaped(&mut self.0, header);
            }
        }
    }

    /// Ends the header, adds the block, and compresses both.
    pub(crate) fn pack(mut self, id: String, block: &[&[u8]]) -> PackedRecord {
        let length: usize = block.iter().map(|part| part.len()).sum();
        self.field("Content-Length", &length.to_string());
        self.0.push_str("\r\n");
        let mut gzip = GzEncoder::new(Vec::with_capacity(length / 3 + 512), Compression::default());
        let raw_length = self.0.len() + length + 4;
        for part in [&[self.0.as_bytes()], block, &[b"\r\n\r\n"]].into_iter().flatten() {
            gzip.write_all(part).expect("writing to a Vec cannot fail");
        }
        let member = gzip.finish().expect("writing to a Vec cannot fail");
        PackedRecord { id, member, raw_length }
    }
}

/// The HTTP head of a response with a body of so many bytes.
pub(crate) fn http_head(page: &Page, length: usize) -> String {
    let mut head = format!("HTTP/1.1 {:03} {}\r\n", page.status, reason(page.status));
    for header in &page.headers {
        let (name, value) = header;
        if !is_token(name) || !is_plain_value(value) || strip_ascii_prefix(name, "x-archive-").is_some() {
            push_escaped(&mut head, header);
        } else if OF_THE_WIRE.iter().any(|wire| name.eq_ignore_ascii_case(wire)) {
            push_field(&mut head, &format!("{ORIGINAL}{name}"), value);
        } else {
            push_field(&mut head, name, value);
        }
    }
    push_field(&mut head, "Content-Length", &length.to_string());
    head.push_str("\r\n");
    head
}

pub(crate) fn push_field(head: &mut String, name: &str, value: &str) {
    for part in [name, ": ", value, "\r\n"] {
        head.push_str(part);
    }
}

fn push_escaped(head: &mut String, header: &(String, String)) {
    let json = serde_json::to_string(header).expect("a pair of strings is JSON");
    push_field(head, ESCAPED, &json);
}

/// RFC 9110 § 5.6.2.
pub(crate) fn is_token(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}

pub(crate) fn is_plain_value(value: &str) -> bool {
    value.trim() == value && !value.chars().any(char::is_control)
}

fn strip_ascii_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

/// The usual words for a status; nobody reads them, but some tools want them.
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        203 => "Non-Authoritative Information",
        206 => "Partial Content",
        404 => "Not Found",
        410 => "Gone",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use langbao_article::CanonicalUrl;
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::warc_reading::{parse_page, unpack};

    fn site() -> SiteId {
        "phuong-vi-du".parse().unwrap()
    }

    fn round_trip(page: &Page) -> Page {
        let digest = body_digest(&page.body);
        let packed =
            pack_page(record_id(&[b"x"]), Origin { site: &site(), unverified: false }, page, &digest);
        let raw = unpack(&packed.member, packed.raw_length as u64).unwrap();
        let read = parse_page(&raw).unwrap();
        assert_eq!((read.id, read.site), (packed.id, Some(site())));
        read.page
    }

    fn header() -> impl Strategy<Value = (String, String)> {
        let name = prop_oneof![
            "[a-z][a-z0-9-]{0,12}",
            Just("content-type".to_owned()),
            Just("content-encoding".to_owned()),
            Just("Content-Length".to_owned()),
            Just("transfer-encoding".to_owned()),
            Just("x-archive-header".to_owned()),
            Just("x-archive-orig-content-length".to_owned()),
            ".{0,6}",
        ];
        let value = prop_oneof!["[ -~]{0,20}", "\\PC{0,20}", "[\r\n :a]{0,8}", any::<String>()];
        (name, value)
    }

    fn page() -> impl Strategy<Value = Page> {
        let url = prop_oneof![
            Just("http://phuong.example.vn/tin-tuc/dọn-vệ-sinh.html?p=2"),
            Just("import://local/tin/bài-1.txt"),
        ];
        let time = (-62_000_000_000_i64..250_000_000_000, 0_u32..1_000_000_000);
        (url, time, any::<u16>(), vec(header(), 0..6), vec(any::<u8>(), 0..300)).prop_map(
            |(url, (seconds, nanos), status, headers, body)| Page {
                url: CanonicalUrl::parse(url).unwrap(),
                fetched_at: DateTime::from_timestamp(seconds, nanos).unwrap(),
                status,
                headers,
                body,
            },
        )
    }

    proptest! {
        #[test]
        fn a_page_comes_back_as_it_went_in(page in page()) {
            prop_assert_eq!(round_trip(&page), page);
        }

        #[test]
        fn damage_is_an_error_never_a_panic(page in page(), at in any::<prop::sample::Index>(), bit in 0..8) {
            let packed = pack_page(record_id(&[]), Origin { site: &site(), unverified: false }, &page, &body_digest(&page.body));
            let mut raw = unpack(&packed.member, packed.raw_length as u64).unwrap();
            let at = at.index(raw.len());
            raw[at] ^= 1_u8 << bit;
            let _ = parse_page(&raw);
            let _ = parse_page(&raw[..at]);
            prop_assert!(unpack(&packed.member[..packed.member.len() - 1], packed.raw_length as u64).is_err());
        }
    }

    #[test]
    fn a_response_reads_as_warc_and_http() {
        let page = Page {
            url: CanonicalUrl::parse("https://phuong.example.vn/a").unwrap(),
            fetched_at: DateTime::from_timestamp(1_700_000_000, 250_000_000).unwrap(),
            status: 200,
            headers: vec![
                ("content-type".to_owned(), "text/html; charset=utf-8".to_owned()),
                ("content-encoding".to_owned(), "gzip".to_owned()),
                ("content-length".to_owned(), "99".to_owned()),
            ],
            body: "Làng báo".as_bytes().to_vec(),
        };
        let packed =
            pack_page(record_id(&[b"1"]), Origin { site: &site(), unverified: false }, &page, "sha256:00");
        let raw = unpack(&packed.member, packed.raw_length as u64).unwrap();
        let expected = format!(
            "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <{}>\r\nWARC-Date: 2023-11-14T22:13:20.250Z\r\n\
             WARC-Target-URI: https://phuong.example.vn/a\r\nWARC-Payload-Digest: sha256:00\r\nX-Archive-Site: phuong-vi-du\r\n\
             Content-Type: application/http;msgtype=response\r\nContent-Length: 163\r\n\r\n\
             HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\n\
             X-Archive-Orig-content-encoding: gzip\r\nX-Archive-Orig-content-length: 99\r\n\
             Content-Length: 10\r\n\r\nLàng báo\r\n\r\n",
            packed.id
        );
        assert_eq!(String::from_utf8(raw).unwrap(), expected);
    }

    #[test]
    fn a_bomb_is_not_inflated() {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&vec![0; 1 << 24]).unwrap();
        let bomb = gzip.finish().unwrap();
        assert!(unpack(&bomb, 100).unwrap_err().contains("100 bytes"));
    }

    #[test]
    fn record_ids_are_uuids_of_their_parts() {
        let id = record_id(&[b"a", b"bc"]);
        assert_eq!(id.len(), "urn:uuid:".len() + 36);
        assert_ne!(id, record_id(&[b"ab", b"c"]));
        assert_eq!(id, record_id(&[b"a", b"bc"]));
    }
}
