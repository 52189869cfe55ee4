//! A small world to archive: one site, pages and articles with made-up news.

use chrono::{DateTime, TimeDelta, Utc};
use langbao_archive::{Archive, Outcome, RunId, Site, Visit};
use langbao_article::{Article, Block, BlockKind, CanonicalUrl, Page, Precision, Published, SiteId};

pub(crate) fn at(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000, 123_456_789).unwrap() + TimeDelta::minutes(minute)
}

pub(crate) fn url(path: &str) -> CanonicalUrl {
    CanonicalUrl::parse(&format!("https://phuong.example.vn/{path}")).unwrap()
}

pub(crate) fn site_id() -> SiteId {
    "phuong-vi-du".parse().unwrap()
}

pub(crate) fn site() -> Site {
    Site {
        id: site_id(),
        name: "Phường Ví Dụ".to_owned(),
        start_urls: vec![url(""), url("tin-tuc")],
        schedule: Some("6h".to_owned()),
        profile: None,
        delay_ms: Some(1500),
        windows: None,
        lenient_tls: false,
        enabled: true,
        added_at: at(0),
    }
}

pub(crate) fn page(path: &str, minute: i64, body: &str) -> Page {
    Page {
        url: url(path),
        fetched_at: at(minute),
        status: 200,
        headers: vec![
            ("content-type".to_owned(), "text/html; charset=utf-8".to_owned()),
            ("content-encoding".to_owned(), "gzip".to_owned()),
            ("etag".to_owned(), format!("\"{}\"", body.len())),
            ("last-modified".to_owned(), "Tue, 14 Nov 2023 22:13:20 GMT".to_owned()),
        ],
        body: body.as_bytes().to_vec(),
    }
}

pub(crate) fn article(path: &str, title: &str, views: u64) -> Article {
    let published = Published { at: at(-60), precision: Precision::Minute, rule: "profile".to_owned() };
    Article {
        url: url(path),
        title: title.to_owned(),
        lead: Some("Sáng nay, Ủy ban nhân dân phường tổ chức tổng vệ sinh môi trường.".to_owned()),
        blocks: vec![Block {
            kind: BlockKind::Paragraph,
            text: "Hơn hai trăm người đã tham gia.".to_owned(),
        }],
        published: Some(published),
        section: Some("Tin tức".to_owned()),
        author: None,
        source: None,
        view_count: Some(views),
        images: Vec::new(),
        attachments: Vec::new(),
        language: Some("vi".to_owned()),
        warnings: Vec::new(),
    }
}

/// A visit that met `outcome`, to be repeated a day later.
pub(crate) fn visit(path: &str, minute: i64, outcome: Outcome) -> Visit {
    Visit {
        run: None,
        site: site_id(),
        url: url(path),
        at: at(minute),
        outcome,
        exchange: None,
        article: None,
        doubted: false,
        yielded: langbao_archive::Yield::default(),
        links: Vec::new(),
        kind: None,
        next_due: Some(at(minute) + TimeDelta::days(1)),
    }
}

/// A visit of an article's page; the body follows from title and views.
pub(crate) fn article_visit(path: &str, minute: i64, title: &str, views: u64) -> Visit {
    let body = format!("<h1>{title}</h1><p>Lượt xem: {views}</p>");
    Visit {
        article: Some(article(path, title, views)),
        ..visit(path, minute, Outcome::Page(Box::new(page(path, minute, &body))))
    }
}

pub(crate) fn in_run(run: RunId, visit: Visit) -> Visit {
    Visit { run: Some(run), ..visit }
}

/// An archive with the site in it.
pub(crate) fn archive() -> (tempfile::TempDir, Archive) {
    let dir = tempfile::tempdir().unwrap();
    let archive = Archive::open(dir.path()).unwrap();
    archive.add_site(site()).unwrap();
    (dir, archive)
}
