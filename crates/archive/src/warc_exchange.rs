//! WARC records about an exchange with a site besides the page: the request, and the revisit that brought nothing new.

use chrono::{DateTime, SecondsFormat, Utc};
use langbao_article::{CanonicalUrl, Page};

use crate::columns::from_time;
use crate::warc_record::{
    Head, Origin, PackedRecord, http_head, is_plain_value, is_token, push_field, record_id,
};

const SERVER_NOT_MODIFIED: &str = "http://netpreserve.org/warc/1.1/revisit/server-not-modified";
const IDENTICAL_PAYLOAD: &str = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest";

/// The capture whose body an answer would have repeated.
#[derive(Debug, Clone)]
pub(crate) struct Repeated {
    /// `WARC-Record-ID` without angle brackets.
    pub(crate) record_id: String,
    pub(crate) at: DateTime<Utc>,
    pub(crate) digest: String,
}

/// How a URL was asked for and answered without a page.
pub(crate) struct Revisit<'a> {
    pub(crate) origin: Origin<'a>,
    pub(crate) url: &'a CanonicalUrl,
    pub(crate) at: DateTime<Utc>,
    /// Keeps the ids of revisits at one moment apart.
    pub(crate) number: i64,
    pub(crate) repeated: &'a Repeated,
}

impl Revisit<'_> {
    /// Packs the record of an answer that repeats the body of a capture.
    pub(crate) fn pack_identical(&self, page: &Page) -> PackedRecord {
        self.pack(IDENTICAL_PAYLOAD, &http_head(page, 0))
    }

    /// Packs the record of an answer 304.
    pub(crate) fn pack_not_modified(&self, headers: &[(String, String)]) -> PackedRecord {
        let mut http = "HTTP/1.1 304 Not Modified\r\n".to_owned();
        push_plain(&mut http, headers);
        http.push_str("\r\n");
        self.pack(SERVER_NOT_MODIFIED, &http)
    }

    fn pack(&self, profile: &str, http: &str) -> PackedRecord {
        let at = from_time(self.at).to_le_bytes();
        let id = record_id(&[b"revisit", self.url.as_str().as_bytes(), &at, &self.number.to_le_bytes()]);
        let mut head = Head::new("revisit", &id, self.at);
        head.field("WARC-Target-URI", self.url.as_str());
        head.field("WARC-Profile", profile);
        head.field("WARC-Refers-To", &format!("<{}>", self.repeated.record_id));
        head.field("WARC-Refers-To-Target-URI", self.url.as_str());
        head.field("WARC-Refers-To-Date", &self.repeated.at.to_rfc3339_opts(SecondsFormat::AutoSi, true));
        head.field("WARC-Payload-Digest", &self.repeated.digest);
        self.origin.write(&mut head);
        head.field("Content-Type", "application/http;msgtype=response");
        head.pack(id, &[http.as_bytes()])
    }
}

/// Packs the request that the record `answer` answered.
pub(crate) fn pack_request(
    url: &CanonicalUrl,
    at: DateTime<Utc>,
    headers: &[(String, String)],
    answer: &str,
) -> PackedRecord {
    let id = record_id(&[b"request", answer.as_bytes()]);
    let mut head = Head::new("request", &id, at);
    head.field("WARC-Target-URI", url.as_str());
    head.field("WARC-Concurrent-To", &format!("<{answer}>"));
    head.field("Content-Type", "application/http;msgtype=request");
    let target = &url.as_url()[url::Position::BeforePath..url::Position::AfterQuery];
    let mut http = format!("GET {target} HTTP/1.1\r\n");
    if headers.iter().all(|(name, _)| !name.eq_ignore_ascii_case("host")) {
        push_field(&mut http, "host", &url.as_url()[url::Position::BeforeHost..url::Position::BeforePath]);
    }
    push_plain(&mut http, headers);
    http.push_str("\r\n");
    head.pack(id, &[http.as_bytes()])
}

/// Writes the headers that HTTP can carry.
fn push_plain(http: &mut String, headers: &[(String, String)]) {
    for (name, value) in headers.iter().filter(|(name, value)| is_token(name) && is_plain_value(value)) {
        push_field(http, name, value);
    }
}
