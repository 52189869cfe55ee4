//! How long the server takes for a page of hits, with facets and histogram, over many articles.
//!
//! `cargo run --release -p langbao-web --example speed -- [ARTICLES]` (100,000 unless told) makes an index of invented
//! articles of about 150 syllables, then asks the router for search pages, one after another, and prints median and
//! 99th percentile in milliseconds and the weight of the answers.

#![expect(clippy::print_stdout, reason = "this is what it is for")]

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use chrono::{DateTime, TimeDelta, Utc};
use langbao_archive::{Archive, Site};
use langbao_article::{ArticleId, Precision};
use langbao_search::{IndexDocument, Indexer, Searcher};
use langbao_web::{AppState, WebSettings, router};
use tower::ServiceExt;

const SITES: usize = 40;
const QUESTIONS: usize = 600;

/// Words of ward news, common ones first.
const WORDS: &str = "phường ủy ban nhân dân tổ dân phố hội nghị công tác đảng bộ chủ tịch bí thư hội đồng năm ngày \
    các đồng chí triển khai nhiệm vụ thực hiện tuyên truyền phụ nữ thanh niên cựu chiến binh mặt trận tổ quốc bầu cử \
    đại biểu cử tri tiếp xúc kế hoạch quyết định thông báo nghị quyết vệ sinh môi trường nước sạch cấp điện giao thông \
    trật tự đô thị an ninh phòng cháy chữa cháy y tế tiêm chủng trường học học sinh giáo viên khai giảng văn hóa thể \
    thao lễ hội đình chùa thương binh liệt sĩ tặng quà gia đình chính sách hộ nghèo vay vốn nông thôn mới đường làng \
    ngõ xóm xây dựng cải tạo chợ siêu thị doanh nghiệp thuế đất đai giấy chứng nhận cải cách hành chính dịch vụ công \
    căn cước chuyển đổi số tập huấn khen thưởng kỷ niệm thành lập truyền thống mùa mưa bão đê điều trồng cây";

const QUERIES: [&str; 12] = [
    "nước sạch",
    "nuoc sach",
    "phường",
    "ủy ban nhân dân phường",
    "UBND",
    "bầu cử đại biểu",
    "\"tổ dân phố\"",
    "tham ba phuoc",
    "trồng cây OR lễ hội",
    "title:nghị quyết",
    "",
    "chuyen doi so dich vu cong",
];

/// What narrows the questions.
const FILTERS: [&str; 6] =
    ["", "&date_from=2019", "&site=phuong-7", "&section=Tin%20t%E1%BB%A9c", "&sort=newest", "&lang=en"];

/// A small generator (xorshift64*): the same articles each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % sides
    }

    fn text(&mut self, words: &[&str], count: usize) -> String {
        let word = |dice: &mut Self| words[dice.roll(words.len()).min(dice.roll(words.len()))];
        (0..count).map(|_| word(self)).collect::<Vec<_>>().join(" ")
    }

    fn article(&mut self, id: u64, words: &[&str]) -> Result<IndexDocument, Box<dyn Error>> {
        let site = format!("phuong-{}", self.roll(SITES));
        let names = ["Thẩm Bá Phước", "Lê Thị Sen", "Vũ Văn Hưởng", "Đỗ Thu Mai", "Trần Hữu Đạt"];
        let persons = (0..self.roll(4)).map(|_| names[self.roll(names.len())].into()).collect();
        let at = DateTime::UNIX_EPOCH + TimeDelta::hours(400_000 + self.roll(90_000) as i64);
        Ok(IndexDocument {
            id: ArticleId(id.wrapping_mul(0x9E37_79B9_7F4A_7C15)),
            url: format!("https://{site}.example.vn/{id}"),
            site: site.parse()?,
            title: self.text(words, 10),
            body: self.text(words, 150),
            section: Some(["Tin tức", "Thông báo", "Văn hóa"][self.roll(3)].to_owned()),
            published_at: Some(at),
            precision: Some(Precision::Minute),
            captured_at: at,
            gone_at: None,
            persons,
            documents: Vec::new(),
            first_copy: None,
            attachments: Vec::new(),
            places: vec![format!("vn:{:05}@-2025", 100 + self.roll(60))],
        })
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let articles: u64 = std::env::args().nth(1).map_or(Ok(100_000), |n| n.parse())?;
    let dir = tempfile::tempdir()?;
    let archive = Archive::open(dir.path())?;
    let now: DateTime<Utc> = "2026-01-01T00:00:00Z".parse()?;
    for number in 0..SITES {
        let id = format!("phuong-{number}");
        archive.add_site(Site {
            name: format!("Phường số {number}"),
            id: id.parse()?,
            start_urls: Vec::new(),
            schedule: None,
            profile: None,
            delay_ms: None,
            windows: None,
            lenient_tls: false,
            enabled: true,
            added_at: now,
        })?;
    }
    let index = dir.path().join("search");
    let mut indexer = Indexer::open(&index)?;
    let (mut dice, words) = (Dice(7), WORDS.split_whitespace().collect::<Vec<_>>());
    let started = Instant::now();
    for id in 1..=articles {
        indexer.upsert(&dice.article(id, &words)?)?;
    }
    indexer.commit(articles)?;
    println!("{articles} articles indexed in {:.0} s", started.elapsed().as_secs_f64());
    let searcher = Searcher::open(&index)?;
    let state = AppState::new(archive, searcher, WebSettings::default(), Arc::new(move || now));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_time().build()?;
    runtime.block_on(ask(router(state), &mut dice))
}

async fn ask(app: Router, dice: &mut Dice) -> Result<(), Box<dyn Error>> {
    let mut times: Vec<Duration> = Vec::new();
    let mut heaviest = 0;
    let mut slowest = (Duration::ZERO, String::new());
    for round in 0..QUESTIONS + 50 {
        let query = QUERIES[dice.roll(QUERIES.len())];
        let escaped: String = query.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let filter = FILTERS[dice.roll(FILTERS.len())];
        let address = format!("/search?q={escaped}{filter}");
        let request =
            Request::builder().uri(&address).header("accept-encoding", "gzip").body(Body::empty())?;
        let started = Instant::now();
        let response = app.clone().oneshot(request).await?;
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX).await?;
        let took = started.elapsed();
        assert!(status.is_success(), "{address}: {status}");
        // The first rounds read files that later ones find in memory.
        if round >= 50 {
            times.push(took);
            heaviest = heaviest.max(body.len());
            if took > slowest.0 {
                slowest = (took, format!("{query}{filter}"));
            }
        }
    }
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    println!(
        "search page, facets and histogram, gzip: median {:.1} ms, p99 {:.1} ms, most {:.1} ms ({}); \
         {} pages, the heaviest {heaviest} bytes",
        at(0.5),
        at(0.99),
        at(1.0),
        slowest.1,
        times.len(),
    );
    Ok(())
}
