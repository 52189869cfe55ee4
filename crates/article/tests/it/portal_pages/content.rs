//! What an article holds, before it is put on a page.

use chrono::NaiveDateTime;

use super::dates;
use super::dice::Dice;
use super::text::{self, Story};

/// One part of a body in reading order.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    Paragraph(String),
    Heading(String),
    Item(String),
    Rows(Vec<[String; 3]>),
    Image { path: String, caption: Option<String> },
}

/// What is true of an article.
#[derive(Debug, Clone)]
pub(crate) struct Content {
    pub(crate) story: Story,
    pub(crate) title: String,
    pub(crate) section: String,
    pub(crate) at: NaiveDateTime,
    /// Whether the page shows when.
    pub(crate) dated: bool,
    pub(crate) views: Option<u64>,
    pub(crate) author: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) lead: Option<String>,
    pub(crate) parts: Vec<Part>,
    pub(crate) files: Vec<(String, String)>,
}

const SOURCES: [&str; 8] = [
    "VPĐU",
    "Cổng TTĐT thành phố",
    "Báo Làng Mẫu",
    "Đài Truyền thanh phường",
    "Hội LHPN",
    "baomau.example.vn",
    "UBMTTQ",
    "Ban CHQS",
];

pub(crate) fn content(dice: &mut Dice) -> Content {
    let story = text::story(dice);
    let mut parts = Vec::new();
    let opening = story.opening(dice);
    let lead = dice.chance(40).then(|| format!("{} {}", story.sentence(dice), story.sentence(dice)));
    parts.push(Part::Paragraph(opening));
    let paragraphs = dice.number(1, 9);
    for at in 0..paragraphs {
        if paragraphs > 4 && dice.chance(12) {
            parts.push(Part::Heading(Story::heading(dice).to_owned()));
        }
        parts.push(Part::Paragraph(story.paragraph(dice)));
        if dice.chance(28) {
            let caption = dice.chance(75).then(|| story.caption(dice));
            parts.push(Part::Image { path: image_path(dice, at), caption });
        }
        if dice.chance(10) {
            for _ in 0..dice.number(2, 4) {
                parts.push(Part::Item(story.sentence(dice)));
            }
        }
        if dice.chance(5) {
            let mut rows = vec![["TT".to_owned(), "Tổ dân phố".to_owned(), "Số hộ".to_owned()]];
            for row in 1..=dice.number(2, 5) {
                let name = format!("Tổ dân phố số {}", dice.number(1, 40));
                rows.push([row.to_string(), name, dice.number(40, 300).to_string()]);
            }
            parts.push(Part::Rows(rows));
        }
    }
    let files = (0..if dice.chance(20) { dice.number(1, 3) } else { 0 })
        .map(|at| {
            let kind = dice.pick(&["pdf", "doc", "docx", "xls", "xlsx", "zip", "rar"]);
            let number = dice.number(3, 900);
            let path =
                dice.pick(&["/uploads/van-ban/", "/documents/10180/", "/Portals/0/tep/", "/Upload/files/"]);
            (format!("{path}kh-{number}-{at}.{kind}"), format!("Kế hoạch số {number}/KH-UBND"))
        })
        .collect();
    Content {
        title: story.title.clone(),
        section: dice.pick(&text::SECTIONS).to_owned(),
        at: dates::moment(dice),
        dated: true,
        views: Some(dice.number(1, 9_999_999) % 10u64.pow(dice.number(1, 6) as u32) + 1),
        author: dice.chance(45).then(|| text::person(dice)),
        source: dice.chance(40).then(|| dice.pick(&SOURCES).to_owned()),
        lead,
        parts,
        files,
        story,
    }
}

fn image_path(dice: &mut Dice, at: u64) -> String {
    let number = dice.number(100, 99_999);
    match dice.number(0, 4) {
        0 => format!("/documents/{number}/anh%20{at}.jpg?t=1519{number}"),
        1 => format!("/uploads/news/2020_03/anh-{number}-{at}.jpg"),
        2 => format!("/Portals/0/images/{number}_{at}.JPG"),
        3 => format!("/image/journal/article?img_id={number}{at}"),
        _ => format!("/wp-content/uploads/2021/05/{number}{at}.png"),
    }
}

/// A body of two sentences and nothing else.
pub(crate) fn shorten(content: &mut Content, dice: &mut Dice) {
    content.lead = None;
    content.files.clear();
    content.parts =
        vec![Part::Paragraph(format!("{} {}", content.story.sentence(dice), content.story.sentence(dice)))];
}
