//! Bytes of any charset. The first line is the `Content-Type`.

#![no_main]

use chrono::DateTime;
use langbao_article::{CanonicalUrl, Page, decode, parse_date};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (kind, body) = match bytes.iter().position(|byte| *byte == b'\n') {
        Some(end) => (String::from_utf8_lossy(&bytes[..end]).into_owned(), &bytes[end + 1..]),
        None => (String::new(), bytes),
    };
    let fetched_at = DateTime::from_timestamp(1_721_278_800, 0).expect("a constant");
    let page = Page {
        url: CanonicalUrl::parse("http://phuong-mau.example.vn/a").expect("a constant"),
        fetched_at,
        status: 200,
        headers: vec![("content-type".to_owned(), kind)],
        body: body.to_vec(),
    };
    let decoded = decode(&page);
    if std::str::from_utf8(body).is_ok_and(|text| !text.contains(['\u{feff}', '\0'])) && decoded.charset == "UTF-8" {
        assert!(!decoded.text.contains('\u{fffd}') || body.windows(3).any(|three| three == "\u{fffd}".as_bytes()));
    }
    let _ = parse_date(&decoded.text, fetched_at);
});
