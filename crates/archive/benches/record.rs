//! How many visits a second reach the disk: one caller pays for its fsyncs alone, eight share them.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use divan::counter::ItemsCount;
use langbao_archive::{Archive, FrontierLink, Outcome, Site, Visit};
use langbao_article::{Article, Block, BlockKind, CanonicalUrl, LinkKind, Page, SiteId};

/// Visits per caller and sample.
const EACH: u64 = 50;
/// Entries of the long frontier.
const LONG: u32 = 1_000_000;

fn main() {
    divan::main();
}

fn url(path: &str) -> CanonicalUrl {
    CanonicalUrl::parse(&format!("https://phuong.example.vn/{path}")).expect("it is a URL")
}

fn site_id() -> SiteId {
    "phuong-vi-du".parse().expect("it is a site id")
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000, 0).expect("it is a time")
}

fn archive() -> (tempfile::TempDir, Archive) {
    let dir = tempfile::tempdir().expect("there is room for files");
    let archive = Archive::open(dir.path()).expect("an empty folder can be opened");
    let site = Site {
        id: site_id(),
        name: "Phường Ví Dụ".to_owned(),
        start_urls: vec![url("")],
        schedule: None,
        profile: None,
        delay_ms: None,
        windows: None,
        lenient_tls: false,
        enabled: true,
        added_at: now(),
    };
    archive.add_site(site).expect("it is the first");
    (dir, archive)
}

/// A page of about 40 kB with its article and three links, all of them new.
fn visit(n: u64) -> Visit {
    let text =
        |i: u64| format!("Đoạn {i} của tin {n}: người dân phường tham gia dọn vệ sinh đường làng, ngõ xóm.");
    let body = (0..400).map(|i| format!("<p class=\"noi-dung\">{}</p>\n", text(i * n))).collect::<String>();
    let block = |i| Block { kind: BlockKind::Paragraph, text: text(i) };
    let at = now() + TimeDelta::seconds(n.cast_signed());
    let link =
        |i| FrontierLink { url: url(&format!("tin/{n}/{i}")), kind: LinkKind::Article, depth: 1, mark: 0 };
    Visit {
        run: None,
        site: site_id(),
        url: url(&format!("tin/{n}")),
        at,
        outcome: Outcome::Page(Box::new(Page {
            url: url(&format!("tin/{n}")),
            fetched_at: at,
            status: 200,
            headers: vec![("content-type".to_owned(), "text/html; charset=utf-8".to_owned())],
            body: body.into_bytes(),
        })),
        exchange: None,
        article: Some(Article {
            url: url(&format!("tin/{n}")),
            title: format!("Tin {n}"),
            lead: None,
            blocks: (0..20).map(block).collect(),
            published: None,
            section: None,
            author: None,
            source: None,
            view_count: None,
            images: Vec::new(),
            attachments: Vec::new(),
            language: None,
            warnings: Vec::new(),
        }),
        doubted: false,
        yielded: langbao_archive::Yield::default(),
        links: (0..3).map(link).collect(),
        kind: Some(LinkKind::Article),
        next_due: Some(at + TimeDelta::days(1)),
    }
}

#[divan::bench(args = [1, 8], sample_count = 10, sample_size = 1)]
fn record(bencher: divan::Bencher<'_, '_>, callers: u64) {
    let (_dir, archive) = archive();
    let next = AtomicU64::new(1);
    let visits = || {
        let of_one = |_| (0..EACH).map(|_| visit(next.fetch_add(1, Ordering::Relaxed))).collect::<Vec<_>>();
        (0..callers).map(of_one).collect::<Vec<_>>()
    };
    bencher.with_inputs(visits).counter(ItemsCount::new(callers * EACH)).bench_values(|visits| {
        std::thread::scope(|scope| {
            for visits in visits {
                let archive = &archive;
                scope.spawn(move || {
                    for visit in visits {
                        archive.record(visit).expect("there is room on the disk");
                    }
                });
            }
        });
    });
}

/// The next of a million entries, half of which are due.
#[divan::bench]
fn next_due(bencher: divan::Bencher<'_, '_>) {
    let (_dir, archive) = archive();
    for part in 0..LONG / 10_000 {
        let link = |i| FrontierLink {
            url: url(&format!("bai/{part}/{i}")),
            kind: if i % 2 == 0 { LinkKind::Article } else { LinkKind::Unknown },
            mark: 0,
            depth: 2,
        };
        let at = now() + TimeDelta::seconds(i64::from(part));
        let list = Visit {
            outcome: Outcome::NotModified,
            exchange: None,
            article: None,
            doubted: false,
            yielded: langbao_archive::Yield::default(),
            links: (0..10_000).map(link).collect(),
            at,
            next_due: None,
            ..visit(0)
        };
        archive.record(list).expect("there is room on the disk");
    }
    let when = now() + TimeDelta::seconds(i64::from(LONG / 20_000));
    bencher.bench(|| {
        archive.next_due(&site_id(), when).expect("the archive can be read").expect("some are due")
    });
}
