//! Invented articles, each from its number alone: the same on every machine and in every engine.
//!
//! About 3 kB each: words of one to three syllables, frequent as words are (Zipf), persons with posts, wards of the
//! gazetteer, document numbers. What is measured depends on these shares, not on what the texts say.

use chrono::{DateTime, TimeDelta, Utc};
use langbao_article::{ArticleId, Precision};
use langbao_entities::{Period, Place, Setting, annotate_in, tells_of_crime_or_accident};
use langbao_search::{IndexDocument, IndexPerson, IndexPost};

/// Words of the vocabulary.
const WORDS: usize = 40_000;

const ONSETS: [&str; 25] = [
    "t", "th", "n", "nh", "ng", "c", "ch", "tr", "l", "đ", "v", "h", "b", "m", "kh", "d", "gi", "s", "x",
    "ph", "r", "q", "g", "", "p",
];
/// Rimes with their six tones, level tone first.
const RIMES: [&str; 36] = [
    "a à á ả ã ạ",
    "ông ồng ống ổng ỗng ộng",
    "i ì í ỉ ĩ ị",
    "an àn án ản ãn ạn",
    "ong òng óng ỏng õng ọng",
    "inh ình ính ỉnh ĩnh ịnh",
    "anh ành ánh ảnh ãnh ạnh",
    "ôi ồi ối ổi ỗi ội",
    "u ù ú ủ ũ ụ",
    "ay ày áy ảy ãy ạy",
    "ao ào áo ảo ão ạo",
    "ang àng áng ảng ãng ạng",
    "iên iền iến iển iễn iện",
    "ân ần ấn ẩn ẫn ận",
    "ai ài ái ải ãi ại",
    "ơi ời ới ởi ỡi ợi",
    "ương ường ướng ưởng ưỡng ượng",
    "âu ầu ấu ẩu ẫu ậu",
    "ô ồ ố ổ ỗ ộ",
    "e è é ẻ ẽ ẹ",
    "ư ừ ứ ử ữ ự",
    "am àm ám ảm ãm ạm",
    "ê ề ế ể ễ ệ",
    "ăng ằng ắng ẳng ẵng ặng",
    "iêu iều iếu iểu iễu iệu",
    "o ò ó ỏ õ ọ",
    "âm ầm ấm ẩm ẫm ậm",
    "ung ùng úng ủng ũng ụng",
    "on òn ón ỏn õn ọn",
    "ơ ờ ớ ở ỡ ợ",
    "uyên uyền uyến uyển uyễn uyện",
    "au àu áu ảu ãu ạu",
    "ên ền ến ển ễn ện",
    "ua ùa úa ủa ũa ụa",
    "oan oàn oán oản oãn oạn",
    "ươi ười ưới ưởi ưỡi ượi",
];
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
const POSTS: [&str; 5] =
    ["Bí thư Đảng ủy", "Chủ tịch UBND", "Phó Chủ tịch HĐND", "Trưởng Công an", "Chủ tịch Hội Nông dân"];
const KINDS: [&str; 5] = ["QĐ-UBND", "KH-UBND", "TB-UBND", "NQ-HĐND", "CV-BCH"];
const SECTIONS: [&str; 12] = [
    "Tin tức",
    "Thông báo",
    "Văn hóa",
    "Giáo dục",
    "Y tế",
    "An ninh trật tự",
    "Kinh tế",
    "Xây dựng Đảng",
    "Đoàn thể",
    "Cải cách hành chính",
    "Nông thôn mới",
    "Lịch công tác",
];
const SITES: usize = 700;

/// A small generator (xorshift64*).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn of(seed: u64) -> Self {
        Self((seed.wrapping_add(1)).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % sides
    }

    fn share(&mut self) -> f64 {
        self.roll(1 << 30) as f64 / (1 << 30) as f64
    }

    /// The first much more often than the last: the n-th about as often as 1 in n, but for the first so many, which are
    /// about alike (Zipf and Mandelbrot).
    fn zipf(&mut self, sides: usize, alike: f64) -> usize {
        let (sides, share) = (sides as f64, self.share());
        ((alike * ((sides + alike) / alike).powf(share) - alike) as usize).min(sides as usize - 1)
    }

    fn common(&mut self, sides: usize) -> usize {
        self.roll(sides).min(self.roll(sides)).min(self.roll(sides))
    }

    pub(crate) fn name(&mut self) -> String {
        let surname = SURNAMES[self.common(SURNAMES.len())];
        let second =
            if self.roll(2) == 0 { format!(" {}", MIDDLES[self.roll(MIDDLES.len())]) } else { String::new() };
        format!(
            "{surname} {}{second} {}",
            MIDDLES[self.common(MIDDLES.len())],
            GIVEN[self.common(GIVEN.len())]
        )
    }
}

/// The words and wards that articles are made of.
pub(crate) struct Press {
    words: Vec<String>,
    wards: Vec<Place>,
}

/// An article as a site publishes it.
pub(crate) struct Piece {
    pub(crate) id: u64,
    pub(crate) site: String,
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) section: &'static str,
    pub(crate) published: DateTime<Utc>,
    ward: Place,
}

impl Press {
    pub(crate) fn new() -> Self {
        let mut dice = Dice::of(0);
        let mut syllables = Vec::new();
        for rime in RIMES {
            for onset in ONSETS {
                syllables.extend(rime.split(' ').map(|rime| format!("{onset}{rime}")));
            }
        }
        // In no order, so that the frequent ones are of all sounds.
        for at in (1..syllables.len()).rev() {
            let other = dice.roll(at + 1);
            syllables.swap(at, other);
        }
        let mut word = |number: usize| {
            let length = if number < 1_000 { 1 + dice.roll(2) } else { 1 + dice.common(6).min(2) };
            let parts: Vec<&str> =
                (0..length).map(|_| syllables[dice.zipf(syllables.len(), 80.0)].as_str()).collect();
            parts.join(" ")
        };
        let words = (0..WORDS).map(&mut word).collect();
        let provinces = (1..100).filter_map(|code| Place::by_id(&format!("vn:{code:02}@-2025")));
        let districts = provinces.flat_map(Place::children);
        let wards: Vec<Place> = districts.flat_map(Place::children).step_by(5).collect();
        Self { words, wards }
    }

    fn sentence(&self, dice: &mut Dice, words: usize, out: &mut String) {
        for at in 0..words {
            let word = &self.words[dice.zipf(WORDS, 30.0)];
            let mut letters = word.chars();
            match letters.next() {
                Some(first) if at == 0 => out.extend(first.to_uppercase().chain(letters)),
                _ => out.push_str(word),
            }
            out.push_str(if at + 1 == words {
                ". "
            } else if dice.roll(9) == 0 {
                ", "
            } else {
                " "
            });
        }
    }

    /// Writes the article of this number.
    pub(crate) fn piece(&self, id: u64) -> Piece {
        let mut dice = Dice::of(id);
        let site = dice.zipf(SITES, 10.0);
        let ward = self.wards[site * 3 % self.wards.len()];
        let mut title = String::new();
        let length = 6 + dice.roll(6);
        self.sentence(&mut dice, length, &mut title);
        title.truncate(title.len() - 2);
        let mut body = String::with_capacity(3_300);
        let length = 1_500 + dice.common(4_200);
        while body.len() < length {
            match dice.roll(9) {
                0 => {
                    let (name, post) = (dice.name(), POSTS[dice.common(POSTS.len())]);
                    let head = ["Đồng chí", "Ông", "Bà"][dice.common(3)];
                    body.push_str(&format!("{head} {name}, {post} {} phát biểu: ", lower(ward.name())));
                }
                1 => {
                    let place =
                        if dice.roll(3) == 0 { self.wards[dice.zipf(self.wards.len(), 10.0)] } else { ward };
                    body.push_str(&format!("Tại {}, ", lower(&place.full_name())));
                }
                2 if dice.roll(3) == 0 => {
                    let (number, kind) = (1 + dice.common(900), KINDS[dice.common(KINDS.len())]);
                    body.push_str(&format!("Căn cứ văn bản số {number}/{kind}, "));
                }
                _ => {}
            }
            let length = 8 + dice.roll(18);
            self.sentence(&mut dice, length, &mut body);
            if dice.roll(4) == 0 {
                body.truncate(body.trim_end().len());
                body.push('\n');
            }
        }
        let published = DateTime::UNIX_EPOCH
            + TimeDelta::minutes((dice.roll(10_500) as i64 + 9_800) * 1_440 + dice.roll(1_440) as i64);
        let section = SECTIONS[dice.common(SECTIONS.len())];
        Piece { id, site: format!("site{site}"), title, body, section, published, ward }
    }
}

fn lower(name: &str) -> String {
    ["Phường ", "Xã ", "Thị trấn "]
        .iter()
        .find_map(|word| Some(format!("{}{}", word.to_lowercase(), name.strip_prefix(word)?)))
        .unwrap_or_else(|| name.to_owned())
}

impl Piece {
    /// Finds who and where it speaks of, as the product does before it indexes.
    pub(crate) fn document(self) -> IndexDocument {
        let text = format!("{}\n{}", self.title, self.body);
        let setting = Setting::new(Some(self.ward), Some(Period::at(self.published.timestamp())));
        let mentions = annotate_in(&text, &setting);
        let private = tells_of_crime_or_accident(&text);
        let mut persons: Vec<IndexPerson> = Vec::new();
        for mention in &mentions.persons {
            let at =
                persons.iter().position(|known| known.name == mention.name.as_str()).unwrap_or_else(|| {
                    let place = Some(self.ward.id());
                    persons.push(IndexPerson {
                        name: mention.name.as_str().to_owned(),
                        place,
                        private,
                        posts: Vec::new(),
                    });
                    persons.len() - 1
                });
            persons[at].posts.extend(mention.posts.iter().map(|post| IndexPost {
                post: post.normalized.clone(),
                place: post.place_ids.first().cloned(),
                former: post.former,
                sentence: langbao_text::sentence_around(&text, mention.range.clone()),
            }));
        }
        let mut documents: Vec<String> = mentions.documents.into_iter().map(|found| found.number).collect();
        documents.dedup();
        let mut places: Vec<String> =
            mentions.places.iter().flat_map(|found| found.settled()).map(Place::id).collect();
        places.sort_unstable();
        places.dedup();
        IndexDocument {
            id: ArticleId(self.id),
            site: self.site.parse().expect("an id in lower case"),
            url: format!("https://{}.example.vn/tin-tuc/bai-viet-{}.html", self.site, self.id),
            title: self.title,
            body: self.body,
            section: Some(self.section.to_owned()),
            published_at: Some(self.published),
            precision: Some(Precision::Minute),
            captured_at: self.published + TimeDelta::hours(3),
            gone_at: None,
            persons,
            documents,
            places,
            first_copy: None,
            attachments: Vec::new(),
        }
    }
}
