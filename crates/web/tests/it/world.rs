//! A small world to show: two sites, five articles in our own words, one of them edited, one gone.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use langbao_archive::{Archive, Outcome, RunEnd, RunId, Site, Visit};
use langbao_article::{
    Article, ArticleId, Attachment, Block, BlockKind, CanonicalUrl, GoneReason, Image, Page, Precision,
    Published, SiteId,
};
use langbao_entities::Place;
use langbao_search::{IndexDocument, Indexer, Searcher};
use langbao_web::{AppState, WebSettings, router};
use serde_json::Value;
use tower::ServiceExt;

pub(crate) const WARD: &str = "phuong-hoa-mai";
pub(crate) const COMMUNE: &str = "xa-dong-lau";

/// The router and what it answers from.
pub(crate) struct World {
    app: Router,
    archive: Archive,
    indexer: Indexer,
    searcher: Searcher,
    _dir: tempfile::TempDir,
}

/// An answer read to its end.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap())
    }
}

/// The place of the ward's articles, Ngọc Thụy.
pub(crate) const OLD_WARD: &str = "vn:00118@-2025";
/// What it became part of, Bồ Đề.
pub(crate) const NEW_WARD: &str = "vn:00118@2025-";

pub(crate) fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn url(site: &str, path: &str) -> CanonicalUrl {
    CanonicalUrl::parse(&format!("https://{site}.example.vn/{path}")).unwrap()
}

/// The id of the article at this path.
pub(crate) fn id(site: &str, path: &str) -> ArticleId {
    ArticleId::of(&url(site, path))
}

fn block(kind: BlockKind, text: &str) -> Block {
    Block { kind, text: text.to_owned() }
}

fn article(site: &str, path: &str, title: &str, published: Option<(&str, Precision)>) -> Article {
    Article {
        url: url(site, path),
        title: title.to_owned(),
        lead: None,
        blocks: Vec::new(),
        published: published.map(|(at, precision)| Published {
            at: instant(at),
            precision,
            rule: "profile".to_owned(),
        }),
        section: Some("Tin tức".to_owned()),
        author: None,
        source: None,
        view_count: None,
        images: Vec::new(),
        attachments: Vec::new(),
        language: Some("vi".to_owned()),
        warnings: Vec::new(),
    }
}

/// An article with everything an article can have.
fn meeting() -> Article {
    let evening = Some(("2018-02-27T11:05:00Z", Precision::Minute));
    let meeting = article(WARD, "tin/1", "Phường Hoa Mai họp tổ dân phố bàn việc nước sạch", evening);
    Article {
        lead: Some("Tối 27/2, UBND phường Hoa Mai gặp bà con ba tổ dân phố.".to_owned()),
        blocks: vec![
            block(
                BlockKind::Paragraph,
                "Đồng chí Thẩm Bá Phước, Chủ tịch UBND phường, nghe mười hai ý kiến của bà con.",
            ),
            block(BlockKind::Heading, "Ba việc làm ngay"),
            block(BlockKind::ListItem, "Thay đường ống ở ngõ 12"),
            block(BlockKind::ListItem, "Đo áp lực nước mỗi tuần"),
            block(BlockKind::TableRow, "Tổ | Số hộ"),
            block(BlockKind::TableRow, "Tổ 3 | 120"),
            block(BlockKind::Caption, "Bà con hỏi tại nhà văn hóa tổ 3."),
        ],
        author: Some("Minh Hà".to_owned()),
        source: Some("Đài truyền thanh phường".to_owned()),
        view_count: Some(1234),
        images: vec![Image {
            url: "https://phuong-hoa-mai.example.vn/anh/1.jpg".to_owned(),
            caption: Some("Bà con hỏi tại nhà văn hóa tổ 3.".to_owned()),
        }],
        attachments: vec![Attachment {
            url: "https://phuong-hoa-mai.example.vn/tep/kh-12.pdf".to_owned(),
            label: "Kế hoạch 12/KH-UBND".to_owned(),
        }],
        ..meeting
    }
}

fn notice(day: &str) -> Article {
    let published = Some(("2018-03-01T17:00:00Z", Precision::Day));
    let title = "Thông báo <script>alert(1)</script> tạm ngừng cấp điện & nước";
    let notice = article(WARD, "tin/2", title, published);
    Article {
        blocks: vec![
            block(BlockKind::Paragraph, &format!("Ngừng cấp điện từ 8 giờ ngày {day} tại phố Hoa Mai.")),
            block(BlockKind::Paragraph, "Đề nghị các hộ chủ động."),
        ],
        section: Some("Thông báo".to_owned()),
        ..notice
    }
}

fn cleaning() -> Article {
    let published = Some(("2019-05-10T02:00:00Z", Precision::Minute));
    let cleaning = article(COMMUNE, "tin/1", "Xã Đồng Lau ra quân vệ sinh đường làng", published);
    let text = "Hội Phụ nữ cùng đoàn viên thu gom rác ở bốn thôn; chị Lê Thị Sen phát biểu.";
    Article { blocks: vec![block(BlockKind::Paragraph, text)], ..cleaning }
}

fn market() -> Article {
    let market = article(COMMUNE, "tin/2", "Chợ quê Đồng Lau họp lại sau Tết", None);
    Article { section: None, language: None, ..market }
}

fn reading() -> Article {
    let published = Some(("2019-06-01T02:00:00Z", Precision::Minute));
    let reading = article(COMMUNE, "tin/3", "Ngày hội đọc sách hè của thiếu nhi Đồng Lau", published);
    let text = "Ông Thẩm Bá Phước tặng tủ sách; các em đọc ngay tại sân đình.";
    Article { blocks: vec![block(BlockKind::Paragraph, text)], ..reading }
}

fn site(id: &str, name: &str, enabled: bool) -> Site {
    Site {
        id: id.parse().unwrap(),
        name: name.to_owned(),
        start_urls: vec![url(id, "")],
        schedule: Some("6h".to_owned()),
        profile: None,
        delay_ms: None,
        windows: None,
        lenient_tls: false,
        enabled,
        added_at: instant("2019-06-10T00:00:00Z"),
    }
}

fn page(article: &Article, at: DateTime<Utc>) -> Page {
    let body = format!(
        "<html><title>x</title><script>alert(1)</script><h1>{}</h1><p>{}</p></html>",
        article.title,
        article.body()
    );
    Page {
        url: article.url.clone(),
        fetched_at: at,
        status: 200,
        headers: vec![("content-type".to_owned(), "text/html; charset=utf-8".to_owned())],
        body: body.into_bytes(),
    }
}

fn visit(site: &str, url: CanonicalUrl, at: DateTime<Utc>, outcome: Outcome) -> Visit {
    Visit {
        run: None,
        site: site.parse().unwrap(),
        url,
        at,
        outcome,
        exchange: None,
        article: None,
        doubted: false,
        yielded: langbao_archive::Yield::default(),
        links: Vec::new(),
        kind: None,
        next_due: Some(at + TimeDelta::days(1)),
    }
}

impl World {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let archive = Archive::open(dir.path()).unwrap();
        archive.add_site(site(WARD, "Phường Hoa Mai", true)).unwrap();
        archive.add_site(site(COMMUNE, "Xã Đồng Lau", true)).unwrap();
        let next = Some(instant("2019-06-10T12:00:00Z"));
        archive.set_next_run(&WARD.parse().unwrap(), next).unwrap();

        let began = instant("2019-06-10T01:00:00Z");
        let run = archive.start_run(&WARD.parse().unwrap(), began, false).unwrap();
        let minute = |n: i64| began + TimeDelta::minutes(n);
        let mut world = Self::over(dir, archive);
        world.record(Some(run), WARD, meeting(), minute(1));
        world.record(Some(run), WARD, notice("5/3"), minute(2));
        world.archive.end_run(run, minute(3), RunEnd::Done).unwrap();
        world.record(None, WARD, notice("6/3"), minute(60));
        world.record(None, COMMUNE, cleaning(), minute(4));
        world.record(None, COMMUNE, market(), minute(5));
        world.record(None, COMMUNE, reading(), minute(6));
        for at in [minute(90), minute(90 + 60)] {
            let gone = Outcome::Gone { reason: GoneReason::NotFound };
            world.archive.record(visit(COMMUNE, url(COMMUNE, "tin/2"), at, gone)).unwrap();
        }
        let pdf = Page {
            url: url(WARD, "tep/kh-12.pdf"),
            fetched_at: minute(7),
            status: 200,
            headers: vec![("content-type".to_owned(), "application/pdf".to_owned())],
            body: b"%PDF-1.4 not a real one".to_vec(),
        };
        world.archive.record(visit(WARD, pdf.url.clone(), minute(7), Outcome::Page(Box::new(pdf)))).unwrap();
        world.index();
        world
    }

    fn over(dir: tempfile::TempDir, archive: Archive) -> Self {
        let index = dir.path().join("search");
        let indexer = Indexer::open(&index).unwrap();
        let searcher = Searcher::open(&index).unwrap();
        let title = "Làng báo".to_owned();
        let contact = "toa-soan@example.vn".to_owned();
        let settings = WebSettings { title, contact, ..WebSettings::default() };
        let clock = Arc::new(|| instant("2019-06-11T00:00:00Z"));
        let state = AppState::new(archive.clone(), searcher.clone(), settings, clock);
        let app =
            router(state.with_site_places(|site| {
                (site.id.as_str() == WARD).then(|| Place::by_id(OLD_WARD)).flatten()
            }));
        Self { app, archive, indexer, searcher, _dir: dir }
    }

    /// A world in which nothing has happened.
    pub(crate) fn empty() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let archive = Archive::open(dir.path()).unwrap();
        Self::over(dir, archive)
    }

    fn record(&self, run: Option<RunId>, site: &str, article: Article, at: DateTime<Utc>) {
        let outcome = Outcome::Page(Box::new(page(&article, at)));
        let visit = visit(site, article.url.clone(), at, outcome);
        self.archive.record(Visit { run, article: Some(article), ..visit }).unwrap();
    }

    /// Brings the index up to the archive, as the command does; who is named is told here, so that these tests
    /// do not depend on how names are found.
    fn index(&mut self) {
        let changes = self.archive.changes(self.indexer.resume().unwrap(), 100).unwrap();
        for record in &changes {
            let body = record.article.body();
            let named = ["Thẩm Bá Phước", "Lê Thị Sen"].into_iter().filter(|name| body.contains(name));
            let document = IndexDocument {
                id: record.id,
                site: record.site.clone(),
                url: record.article.url.as_str().to_owned(),
                title: record.article.title.clone(),
                section: record.article.section.clone(),
                published_at: record.article.published.as_ref().map(|p| p.at),
                precision: record.article.published.as_ref().map(|p| p.precision),
                captured_at: record.last_seen_at,
                gone_at: record.gone_at,
                attachments: Vec::new(),
                persons: named.map(Into::into).collect(),
                documents: if record.article.title.contains("lớp bơi") {
                    vec!["12/QĐ-UBND".to_owned()]
                } else {
                    Vec::new()
                },
                first_copy: self.archive.copies(record.id).unwrap().first().map(|copy| copy.id),
                places: match record.site.as_str() {
                    WARD => vec![OLD_WARD.to_owned()],
                    _ if body.contains("thu gom") => vec![NEW_WARD.to_owned()],
                    _ => Vec::new(),
                },
                body,
            };
            self.indexer.upsert(&document).unwrap();
        }
        self.indexer.commit(self.archive.last_seq().unwrap()).unwrap();
        self.searcher.reload().unwrap();
    }

    /// The commune prints a notice of the ward a day later, with another end; returns both.
    pub(crate) fn reprint(&mut self) -> (ArticleId, ArticleId) {
        let text = |end: &str| {
            let body = "Ban chỉ huy phòng chống thiên tai phường Hoa Mai thông báo mực nước sông lên nhanh, đề nghị \
                        bà con ven đê chuyển đồ đạc lên cao, không cho trẻ em ra gần bờ nước, theo dõi loa phát \
                        thanh của tổ dân phố và gọi trực ban khi cần giúp đỡ trong đêm nay và ngày mai.";
            vec![block(BlockKind::Paragraph, body), block(BlockKind::Paragraph, end)]
        };
        let title = "Thông báo về mực nước sông";
        let first = article(WARD, "tin/8", title, Some(("2019-06-08T02:00:00Z", Precision::Minute)));
        let first = Article { blocks: text("Trực ban: nhà văn hóa tổ 3."), ..first };
        let second = article(COMMUNE, "tin/8", title, Some(("2019-06-09T02:00:00Z", Precision::Minute)));
        let second = Article { blocks: text("Trực ban: trụ sở xã."), ..second };
        let ids = (first.id(), second.id());
        self.record(None, WARD, first, instant("2019-06-10T06:00:00Z"));
        self.record(None, COMMUNE, second, instant("2019-06-10T07:00:00Z"));
        self.index();
        ids
    }

    /// A site publishes one more article.
    pub(crate) fn publish_another(&mut self) {
        let published = Some(("2019-06-09T02:00:00Z", Precision::Minute));
        let article = article(COMMUNE, "tin/9", "Đồng Lau mở lớp bơi cho trẻ", published);
        self.record(None, COMMUNE, article, instant("2019-06-10T05:00:00Z"));
        self.index();
    }

    /// The router as it is written for debugging.
    pub(crate) fn router_in_words(&self) -> String {
        format!("{:?}", self.app)
    }

    pub(crate) async fn get(&self, address: &str) -> Answer {
        self.get_with(address, &[]).await
    }

    pub(crate) async fn get_with(&self, address: &str, headers: &[(&str, &str)]) -> Answer {
        self.send("GET", address, headers).await
    }

    pub(crate) async fn send(&self, method: &str, address: &str, headers: &[(&str, &str)]) -> Answer {
        let request = Request::builder().method(method).uri(address);
        let request = headers.iter().fold(request, |r, (name, value)| r.header(*name, *value));
        let response = self.app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Gets an answer that must be there.
    pub(crate) async fn ok(&self, address: &str) -> Answer {
        let answer = self.get(address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}: {}", String::from_utf8_lossy(&answer.body));
        answer
    }

    /// The capture that the latest version of an article came from.
    pub(crate) fn capture(&self, id: ArticleId) -> i64 {
        self.archive.article(id).unwrap().unwrap().capture.0
    }

    /// A site by its id.
    pub(crate) fn site(&self, id: &str) -> Site {
        self.archive.site(&id.parse::<SiteId>().unwrap()).unwrap().unwrap()
    }

    pub(crate) fn rename(&self, site: Site) {
        self.archive.update_site(site).unwrap();
    }
}
