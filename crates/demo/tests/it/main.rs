//! The sample sites as a visitor sees them, over TCP.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod client;
mod walk;

use std::collections::HashSet;

use encoding_rs::{UTF_8, WINDOWS_1258};
use langbao_demo::{Error, SampleArticle, SampleSites};
use unicode_normalization::UnicodeNormalization;

use crate::client::{Answer, get, send};
use crate::walk::walk;

/// Decodes a page as its declaration says and brings it to NFC.
fn page(answer: &Answer) -> String {
    let declared = String::from_utf8_lossy(&answer.body[..answer.body.len().min(600)]).to_lowercase();
    let encoding = if declared.contains("charset=windows-1258") { WINDOWS_1258 } else { UTF_8 };
    let (text, malformed) = encoding.decode_without_bom_handling(&answer.body);
    assert!(!malformed);
    text.nfc().collect()
}

/// What the templates make of a text.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&#38;").replace('<', "&#60;").replace('>', "&#62;");
    text.replace('"', "&#34;").replace('\'', "&#39;")
}

fn views(page: &str, article: &SampleArticle) -> String {
    for label in ["Lượt xem: ", "Đã xem: ", "Số lần xem: ", "post-views\">"] {
        if let Some(rest) = page.split(label).nth(1) {
            return rest.chars().take_while(char::is_ascii_digit).collect();
        }
    }
    panic!("no view counter at {}", article.url);
}

/// One article of each site.
fn one_of_each(samples: &SampleSites) -> Vec<SampleArticle> {
    let published = samples.published();
    let of = |url: &str| published.iter().find(|article| article.url.starts_with(url)).unwrap().clone();
    samples.sites().iter().map(|site| of(&site.url)).collect()
}

#[tokio::test]
async fn articles_are_many_and_complete() {
    let samples = SampleSites::start().await.unwrap();
    assert!(samples.articles() >= 80, "{}", samples.articles());
    assert_eq!(samples.articles(), samples.sites().iter().map(|site| site.articles).sum::<usize>());
    let published = samples.published();
    assert_eq!(published.len(), samples.articles());
    let urls: HashSet<&str> = published.iter().map(|article| article.url.as_str()).collect();
    assert_eq!(urls.len(), published.len(), "two articles share a URL");
    for article in &published {
        assert!(article.title.chars().count() >= 20, "{article:?}");
        assert!(article.paragraphs.len() >= 2, "{}", article.url);
        assert!(article.paragraphs.iter().all(|p| p.chars().count() >= 15), "{}", article.url);
        assert!((2016..=2026).contains(&article.published_at.format("%Y").to_string().parse().unwrap()));
        for text in article.paragraphs.iter().chain([&article.title]) {
            assert_eq!(*text, text.nfc().collect::<String>(), "{}", article.url);
        }
    }
    samples.stop().await;
}

#[tokio::test]
async fn pages_decode_to_their_text() {
    let samples = SampleSites::start().await.unwrap();
    for article in samples.published() {
        let answer = get(&article.url, &[]).await;
        assert_eq!(answer.status, 200, "{}", article.url);
        let page = page(&answer);
        for text in article.paragraphs.iter().chain([&article.title]).chain(&article.lead) {
            assert!(page.contains(&escaped(text)), "{}: {text}", article.url);
        }
        assert!(page.contains(&article.published_at.format("%d/%m/%Y").to_string()), "{}", article.url);
    }
    samples.stop().await;
}

#[tokio::test]
async fn encodings_are_those_of_the_platforms() {
    let samples = SampleSites::start().await.unwrap();
    let of = |id: &str| samples.sites().iter().find(|site| site.id == id).unwrap().url.clone();
    let table = get(&of("xa-dong-van"), &[]).await;
    assert_eq!(table.header("content-type"), "text/html");
    assert!(std::str::from_utf8(&table.body).is_err());
    let decomposed = get(&of("huyen-vinh-son"), &[]).await;
    assert!(decomposed.text().contains('\u{323}'));
    assert_eq!(decomposed.text(), decomposed.text().nfd().collect::<String>());
    let composed = get(&of("phuong-an-thuy"), &[]).await;
    assert_eq!(composed.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(composed.text(), composed.text().nfc().collect::<String>());
    samples.stop().await;
}

#[tokio::test]
async fn every_article_can_be_reached_by_links() {
    let samples = SampleSites::start().await.unwrap();
    let mut reached = HashSet::new();
    for site in samples.sites() {
        let walked = walk(&site.url).await;
        for (url, status) in &walked {
            assert_eq!(*status, 200, "{url}");
        }
        reached.extend(walked.into_keys());
    }
    for article in samples.published() {
        assert!(reached.contains(&article.url), "{}", article.url);
    }
    samples.stop().await;
}

#[tokio::test]
async fn known_pages_answer_304() {
    let samples = SampleSites::start().await.unwrap();
    for article in one_of_each(&samples) {
        let first = get(&article.url, &[]).await;
        let since = first.header("last-modified");
        assert!(!since.is_empty(), "{}", article.url);
        let again = get(&article.url, &[("If-Modified-Since", since)]).await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{}", article.url);
        let etag = first.header("etag");
        if !etag.is_empty() {
            assert_eq!(get(&article.url, &[("If-None-Match", etag)]).await.status, 304);
            let changed = [("If-None-Match", "\"other\""), ("If-Modified-Since", since)];
            assert_eq!(get(&article.url, &changed).await.status, 200);
        }
    }
    samples.stop().await;
}

#[tokio::test]
async fn counters_change_and_the_etag_does_not() {
    let samples = SampleSites::start().await.unwrap();
    for article in one_of_each(&samples) {
        let (first, second) = (get(&article.url, &[]).await, get(&article.url, &[]).await);
        assert_ne!(views(&page(&first), &article), views(&page(&second), &article));
        assert_ne!(first.body, second.body);
        assert_eq!(first.header("etag"), second.header("etag"));
        assert_eq!(first.header("last-modified"), second.header("last-modified"));
    }
    samples.stop().await;
}

#[tokio::test]
async fn an_edit_shows_and_changes_the_validators() {
    let samples = SampleSites::start().await.unwrap();
    for article in one_of_each(&samples) {
        let before = get(&article.url, &[]).await;
        let known =
            [("If-None-Match", before.header("etag")), ("If-Modified-Since", before.header("last-modified"))];
        samples.edit(&article.url, &article.paragraphs[0], "Đoạn này đã được sửa lại.").unwrap();
        let after = get(&article.url, &known).await;
        assert_eq!(after.status, 200, "{}", article.url);
        let text = page(&after);
        assert!(text.contains("Đoạn này đã được sửa lại."));
        assert!(!text.contains(&escaped(&article.paragraphs[0])));
    }
    let article = &samples.published()[0];
    assert!(matches!(samples.edit(&article.url, "không có chữ này", ""), Err(Error::NoText { .. })));
    let nowhere = format!("{}khong-co", samples.sites()[0].url);
    assert!(matches!(samples.edit(&nowhere, "a", "b"), Err(Error::NoArticle(_))));
    samples.stop().await;
}

#[tokio::test]
async fn a_new_title_keeps_the_url() {
    let samples = SampleSites::start().await.unwrap();
    for (site, article) in samples.sites().iter().zip(one_of_each(&samples)) {
        samples.edit(&article.url, &article.title, "Tiêu đề đã được đặt lại cho đúng").unwrap();
        assert!(samples.published().iter().any(|a| a.url == article.url && a.title != article.title));
        let walked = walk(&site.url).await;
        assert_eq!(walked.get(&article.url), Some(&200));
        assert!(walked.values().all(|status| *status == 200));
    }
    samples.stop().await;
}

#[tokio::test]
async fn pages_name_their_own_address() {
    let samples = SampleSites::start().await.unwrap();
    for article in one_of_each(&samples).iter().skip(2) {
        let shared = get(&format!("{}?fbclid=IwAR0", article.url), &[]).await;
        assert_eq!(shared.status, 200);
        assert!(shared.text().contains(&format!("<link rel=\"canonical\" href=\"{}\">", article.url)));
    }
    samples.stop().await;
}

#[tokio::test]
async fn requests_are_counted() {
    let samples = SampleSites::start().await.unwrap();
    let article = &samples.published()[0];
    let search = format!("{}tim-kiem", samples.sites()[0].url);
    assert_eq!(samples.requests(&article.url), 0);
    walk(&samples.sites()[0].url).await;
    assert_eq!(samples.requests(&article.url), 1);
    assert_eq!(samples.requests(&search), 0);
    get(&format!("{search}?q=b%C3%A3o"), &[]).await;
    assert_eq!(samples.requests(&search), 1);
    assert_eq!(samples.requests("http://127.0.0.1:1/"), 0);
    samples.stop().await;
}

#[tokio::test]
async fn stored_corrections_can_be_published() {
    let samples = SampleSites::start().await.unwrap();
    let corrected: Vec<_> = samples.published().into_iter().filter(|a| a.correction.is_some()).collect();
    assert!(!corrected.is_empty());
    for article in corrected {
        let (from, to) = article.correction.unwrap();
        samples.edit(&article.url, &from, &to).unwrap();
        let text = page(&get(&article.url, &[]).await);
        assert!(text.contains(&escaped(&to)) && !text.contains(&escaped(&from)), "{}", article.url);
    }
    samples.stop().await;
}

#[tokio::test]
async fn a_removed_article_is_gone_and_no_list_names_it() {
    let samples = SampleSites::start().await.unwrap();
    let before = samples.articles();
    for (site, article) in samples.sites().iter().zip(one_of_each(&samples)) {
        samples.remove(&article.url).unwrap();
        assert_eq!(get(&article.url, &[]).await.status, 410);
        assert!(!walk(&site.url).await.contains_key(&article.url));
    }
    assert_eq!(samples.articles(), before - samples.sites().len());
    samples.stop().await;
}

#[tokio::test]
async fn what_is_not_there_and_what_is_not_allowed() {
    let samples = SampleSites::start().await.unwrap();
    for site in samples.sites() {
        let missing = get(&format!("{}khong-co-trang-nay", site.url), &[]).await;
        assert_eq!(missing.status, 404);
        assert_eq!(missing.header("etag"), "");
        assert_eq!(send("POST", &site.url, &[("Content-Length", "0")]).await.status, 405);
        let head = send("HEAD", &site.url, &[]).await;
        assert_eq!((head.status, head.body.len()), (200, 0));
        let robots = get(&format!("{}robots.txt", site.url), &[]).await;
        assert!(robots.text().contains("Disallow: /tim") || robots.text().contains("Disallow: /vi/seek"));
    }
    samples.stop().await;
}

#[tokio::test]
async fn feeds_and_sitemap_list_the_articles() {
    let samples = SampleSites::start().await.unwrap();
    let site = samples.sites().iter().find(|site| site.id == "huyen-vinh-son").unwrap();
    let robots = get(&format!("{}robots.txt", site.url), &[]).await;
    let sitemap = robots.text().lines().find_map(|line| line.strip_prefix("Sitemap: ")).unwrap();
    let sitemap = get(sitemap, &[]).await;
    assert_eq!(sitemap.text().matches("<loc>").count(), site.articles);
    let feed = get(&format!("{}vi/news/rss/", site.url), &[]).await;
    assert_eq!(feed.header("content-type"), "application/rss+xml");
    assert_eq!(feed.text().matches("<item>").count(), 10);
    let of_site = samples.published().into_iter().filter(|article| article.url.starts_with(&site.url));
    let newest = of_site.max_by_key(|article| article.published_at).unwrap();
    let first: String = feed.text().split("<item>").nth(1).unwrap().nfc().collect();
    assert!(first.contains(&newest.url) && first.contains(&newest.title));
    samples.stop().await;
}

#[tokio::test]
async fn attachments_are_pdf_files() {
    let samples = SampleSites::start().await.unwrap();
    let mut files = 0;
    for site in samples.sites() {
        for url in walk(&site.url).await.into_keys().filter(|url| url.ends_with(".pdf")) {
            let file = get(&url, &[]).await;
            assert_eq!(file.header("content-type"), "application/pdf");
            assert!(file.body.starts_with(b"%PDF-"));
            files += 1;
        }
    }
    assert!(files >= 3, "{files}");
    samples.stop().await;
}

#[tokio::test]
async fn stopped_sites_do_not_answer() {
    let samples = SampleSites::start().await.unwrap();
    let url = samples.sites()[0].url.clone();
    samples.stop().await;
    let authority = url.trim_start_matches("http://").trim_end_matches('/');
    assert!(tokio::net::TcpStream::connect(authority).await.is_err());
}
