//! How fast articles are indexed and found: three thousand generated ones, of some 300 syllables each.

use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta};
use divan::Bencher;
use divan::counter::ItemsCount;
use langbao_article::{ArticleId, Precision};
use langbao_search::{IndexDocument, Indexer, SearchRequest, Searcher, Sort};
use tempfile::TempDir;

const ARTICLES: u64 = 3000;

/// Common syllables; the earlier, the more frequent.
const SYLLABLES: &str = "các phường dân xã ban của và nhân tổ chức công ủy đồng chí hội đảng nghị đại chủ tịch trong \
    cho năm thực hiện quyết định về phòng chống dịch bệnh môi trường văn hóa thể thao giáo dục an ninh trật tự đoàn \
    thanh niên phụ nữ nông thôn mới đường phố ngõ số nhà đất quy hoạch dự án xây dựng kế hoạch báo cáo lãnh đạo trung \
    tâm tiếp bí thư phó trưởng quận huyện thành lễ kỷ niệm ngày trồng cây sông ngọc thụy lâm hạnh phúc lợi bồ đề gia \
    thượng cự khối thạch bàn long biên việt hưng giang đức giá trị kinh doanh hộ gia đình chính sách người cao tuổi \
    trẻ em học sinh trao quà tặng khen thưởng thi đua yêu nước";

/// A small generator of numbers: the same articles each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn text(&mut self, length: usize) -> String {
        let syllables: Vec<&str> = SYLLABLES.split_whitespace().collect();
        let mut text = String::new();
        for i in 1..=length {
            // Early syllables more often, roughly as in language.
            let sides = self.roll(syllables.len()) + 1;
            text.push_str(syllables[self.roll(sides)]);
            text.push_str(if i % 60 == 0 {
                ".\n"
            } else if i % 17 == 0 {
                ", "
            } else {
                " "
            });
        }
        text
    }
}

fn articles() -> Vec<IndexDocument> {
    let mut dice = Dice(2018);
    let article = |id| IndexDocument {
        id: ArticleId(id),
        site: format!("site{}", dice.roll(40)).parse().expect("an id in lower case"),
        url: format!("https://example.vn/{id}"),
        title: dice.text(12),
        body: dice.text(300),
        section: Some(["Tin tức", "Thông báo", "Văn hóa"][dice.roll(3)].to_owned()),
        published_at: Some(DateTime::UNIX_EPOCH + TimeDelta::hours(400_000 + dice.roll(90_000) as i64)),
        precision: Some(Precision::Minute),
        captured_at: DateTime::UNIX_EPOCH + TimeDelta::days(20_000),
        gone_at: None,
        attachments: Vec::new(),
        persons: (0..3).map(|_| dice.text(3).as_str().into()).collect(),
        documents: vec![format!("{}/QĐ-UBND", dice.roll(400))],
        places: Vec::new(),
        first_copy: None,
    };
    (1..=ARTICLES).map(article).collect()
}

fn fill(dir: &TempDir, articles: &[IndexDocument]) {
    let mut indexer = Indexer::open(dir.path()).expect("a new folder");
    for (batch, seq) in articles.chunks(500).zip(1..) {
        batch.iter().for_each(|article| indexer.upsert(article).expect("room on the disk"));
        indexer.commit(seq).expect("room on the disk");
    }
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

static INDEX: LazyLock<(TempDir, Searcher)> = LazyLock::new(|| {
    let dir = folder();
    fill(&dir, &articles());
    let searcher = Searcher::open(dir.path()).expect("the index just made");
    (dir, searcher)
});

#[divan::bench(sample_count = 3, sample_size = 1)]
fn index(bencher: Bencher) {
    bencher.counter(ItemsCount::new(ARTICLES)).with_inputs(|| (folder(), articles())).bench_values(
        |(dir, articles)| {
            fill(&dir, &articles);
            dir
        },
    );
}

fn requests() -> [(&'static str, SearchRequest); 8] {
    let q = |q: &str| SearchRequest { q: q.to_owned(), ..SearchRequest::default() };
    [
        ("all, newest", q("")),
        ("two syllables", q("ngọc thụy")),
        ("six common syllables", q("ủy ban nhân dân phường xã")),
        ("without marks", q("uy ban nhan dan phuong")),
        ("phrase", q("\"ủy ban nhân\"")),
        ("phrase with slop", q("\"ngọc thụy\"~5")),
        ("operators, oldest", SearchRequest { sort: Sort::Oldest, ..q("(lễ OR hội) -dịch date:2018..") }),
        ("facets", SearchRequest { facets: true, ..q("phường") }),
    ]
}

#[divan::bench(args = requests().map(|(name, _)| name))]
fn search(bencher: Bencher, name: &str) {
    let (_, request) = requests().into_iter().find(|(n, _)| *n == name).expect("one of the names");
    let searcher = &INDEX.1;
    bencher.bench(|| searcher.search(&request).expect("the index is readable"));
}

#[divan::bench]
fn suggest(bencher: Bencher) {
    let searcher = &INDEX.1;
    bencher.bench(|| searcher.suggest_persons("ngoc th", 10).expect("the index is readable"));
}

fn main() {
    divan::main();
}
