//! A page of any bytes, read as a crawl reads it. The first line is its `Content-Type`.

#![no_main]

use chrono::DateTime;
use langbao_article::{
    CanonicalUrl, Extraction, Page, extract, further_pages, is_further_page, one_line, read_pasted,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (kind, body) = match bytes.iter().position(|byte| *byte == b'\n') {
        Some(end) => (String::from_utf8_lossy(&bytes[..end]).into_owned(), &bytes[end + 1..]),
        None => ("text/html".to_owned(), bytes),
    };
    let url = "http://phuong-mau.example.vn/tin-tuc/hop-dan-cuoi-nam-15.html?page=2";
    let url = CanonicalUrl::parse(url).expect("a constant");
    let page = Page {
        url: url.clone(),
        fetched_at: DateTime::from_timestamp(1_721_278_800, 0).expect("a constant"),
        status: 200,
        headers: vec![("content-type".to_owned(), kind)],
        body: body.to_vec(),
    };
    if let Extraction::Article(article) = extract(&page, None) {
        assert!(!article.title.trim().is_empty());
        for block in &article.blocks {
            assert_eq!(one_line(&block.text), block.text, "a block is one line in normal form");
        }
        let _ = article.content_hash();
    }
    let _ = (further_pages(&page), is_further_page(&page));
    if let Ok(text) = std::str::from_utf8(body) {
        let _ = read_pasted(text, url);
    }
});
