//! Pages of wards that do not exist, in the layouts of those that do.

#![expect(clippy::unwrap_used, reason = "a test that fails says so")]

mod bombs;
mod hostile;
mod laws;
mod layouts;
mod not_articles;
mod portal_pages;
mod portals;

use langbao_article::{Article, CanonicalUrl, Extraction, Page, extract};

/// A page fetched at noon of 18 July 2024 in Vietnam.
fn page(url: &str, html: impl Into<Vec<u8>>) -> Page {
    Page {
        url: CanonicalUrl::parse(url).unwrap(),
        fetched_at: "2024-07-18T05:00:00Z".parse().unwrap(),
        status: 200,
        headers: vec![("content-type".to_owned(), "text/html; charset=utf-8".to_owned())],
        body: html.into(),
    }
}

fn article(page: &Page) -> Article {
    match extract(page, None) {
        Extraction::Article(article) => *article,
        Extraction::NotArticle { reason, .. } => panic!("{} is refused: {reason}", page.url),
    }
}

fn reason(page: &Page) -> String {
    match extract(page, None) {
        Extraction::Article(article) => panic!("{} passes for an article: {article:#?}", page.url),
        Extraction::NotArticle { reason, .. } => reason,
    }
}
