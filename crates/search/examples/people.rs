//! How long the person filter and the suggestions of persons take over many articles.
//!
//! `cargo run --release -p langbao-search --example people -- [ARTICLES]` (100,000 unless told) makes an index of invented
//! articles, each naming four of some hundred thousand invented persons, common names as much more often as in life,
//! and prints median and 99th percentile in milliseconds.

#![expect(clippy::print_stdout, reason = "this is what it is for")]

use std::error::Error;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta};
use langbao_article::{ArticleId, Precision};
use langbao_search::{IndexDocument, IndexPerson, IndexPost, Indexer, SearchRequest, Searcher};

/// Questions of each kind.
const ASKED: usize = 2_000;

/// Questions with facets: that of persons leaves out its own filter, so it counts all articles.
const ASKED_WITH_FACETS: usize = 50;

const SURNAMES: [&str; 16] = [
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô",
    "Dương", "Lý",
];
const MIDDLES: [&str; 16] = [
    "Văn", "Thị", "Hữu", "Đức", "Minh", "Ngọc", "Thanh", "Quang", "Xuân", "Công", "Bá", "Viết", "Đình",
    "Thu", "Kim", "Gia",
];
const GIVEN: [&str; 40] = [
    "An", "Anh", "Bình", "Châu", "Chi", "Cường", "Dũng", "Dung", "Đạt", "Giang", "Hà", "Hải", "Hạnh", "Hiền",
    "Hòa", "Hoa", "Hùng", "Hưng", "Hương", "Khánh", "Lan", "Linh", "Long", "Mai", "Nam", "Nga", "Nhung",
    "Phúc", "Phước", "Quân", "Sơn", "Tâm", "Thảo", "Thắng", "Thủy", "Trang", "Trung", "Tuấn", "Vân", "Yến",
];

/// A small generator (xorshift64*): the same articles each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % sides
    }

    /// Low numbers much more often.
    fn common(&mut self, sides: usize) -> usize {
        self.roll(sides).min(self.roll(sides)).min(self.roll(sides))
    }

    fn name(&mut self) -> String {
        let surname = SURNAMES[self.common(SURNAMES.len())];
        let second =
            if self.roll(2) == 0 { format!(" {}", MIDDLES[self.roll(MIDDLES.len())]) } else { String::new() };
        let middle = MIDDLES[self.common(MIDDLES.len())];
        format!("{surname} {middle}{second} {}", GIVEN[self.common(GIVEN.len())])
    }

    fn person(&mut self) -> IndexPerson {
        let place = format!("vn:{:05}@-2025", self.common(300));
        let post = |dice: &mut Self| IndexPost {
            post: ["Bí thư Đảng ủy", "Chủ tịch Ủy ban nhân dân", "Trưởng Công an"][dice.roll(3)].to_owned(),
            place: Some(place.clone()),
            former: false,
            sentence: 0..10,
        };
        let posts = if self.roll(3) == 0 { vec![post(self)] } else { Vec::new() };
        IndexPerson { name: self.name(), place: Some(place), private: false, posts }
    }

    fn article(&mut self, id: u64) -> IndexDocument {
        IndexDocument {
            id: ArticleId(id),
            site: "phuong-vi-du".parse().expect("an id in lower case"),
            url: format!("https://phuong.example.vn/{id}"),
            title: "Phường họp tổ dân phố".to_owned(),
            body: "Sáng nay, ủy ban nhân dân phường họp tổ dân phố bàn việc nước sạch.".to_owned(),
            section: None,
            published_at: Some(DateTime::UNIX_EPOCH + TimeDelta::hours(400_000 + self.roll(90_000) as i64)),
            precision: Some(Precision::Minute),
            captured_at: DateTime::UNIX_EPOCH + TimeDelta::days(20_000),
            gone_at: None,
            attachments: Vec::new(),
            persons: (0..4).map(|_| self.person()).collect(),
            documents: Vec::new(),
            places: Vec::new(),
            first_copy: None,
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let articles: u64 = std::env::args().nth(1).map_or(Ok(100_000), |text| text.parse())?;
    let dir = tempfile::tempdir()?;
    let mut indexer = Indexer::open(dir.path())?;
    let mut dice = Dice(2018);
    for id in 1..=articles {
        indexer.upsert(&dice.article(id))?;
        if id % 5_000 == 0 {
            indexer.commit(id)?;
        }
    }
    indexer.commit(articles)?;
    let searcher = Searcher::open(dir.path())?;
    let started = Instant::now();
    searcher.suggest_persons("nguyen", 1)?;
    println!("{articles} articles; the names are read in {:.0} ms, once a commit", millis(started.elapsed()));

    let request =
        |person: String, facets| SearchRequest { persons: vec![person], facets, ..SearchRequest::default() };
    measure("filter by name", ASKED, &mut dice, |dice| {
        searcher.search(&request(dice.name(), false)).map(drop)
    })?;
    measure("filter by name without marks", ASKED, &mut dice, |dice| {
        searcher.search(&request(langbao_text::fold(&dice.name()), false)).map(drop)
    })?;
    measure("filter by name, facets and histogram", ASKED_WITH_FACETS, &mut dice, |dice| {
        searcher.search(&request(dice.name(), true)).map(drop)
    })?;
    measure("all that is told of a person", ASKED, &mut dice, |dice| {
        let persons = searcher.persons_of(&dice.name())?;
        persons.first().map_or(Ok(None), |person| searcher.person(&person.id)).map(drop)
    })?;
    measure("suggestion while typing", ASKED, &mut dice, |dice| {
        let name = langbao_text::fold(&dice.name());
        let end = name.char_indices().map(|(at, _)| at).nth(1 + dice.roll(12)).unwrap_or(name.len());
        searcher.suggest_persons(&name[..end], 10).map(drop)
    })?;
    measure("suggestion for a name that is not there", ASKED, &mut dice, |dice| {
        searcher.suggest_persons(&format!("{} q", GIVEN[dice.roll(GIVEN.len())]), 10).map(drop)
    })?;
    Ok(())
}

fn measure<E>(
    what: &str,
    asked: usize,
    dice: &mut Dice,
    mut ask: impl FnMut(&mut Dice) -> Result<(), E>,
) -> Result<(), E> {
    let mut times = Vec::with_capacity(asked);
    for _ in 0..asked {
        let started = Instant::now();
        ask(dice)?;
        times.push(started.elapsed());
    }
    times.sort_unstable();
    let at = |part: f64| millis(times[((times.len() - 1) as f64 * part) as usize]);
    println!("{what}: median {:.2} ms, p99 {:.2} ms", at(0.5), at(0.99));
    Ok(())
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
