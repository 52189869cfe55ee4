//! The kinds of pages and what is true of each.

use chrono::Duration;
use unicode_normalization::UnicodeNormalization;

use super::body::{Caption, Markup};
use super::content::{Content, Part, content, shorten};
use super::dice::Dice;
use super::layout::{self, Layout, SectionPlace};
use super::text::slug;
use super::{Made, Truth, dates, platforms, refused, second};

/// All kinds. The numbers up to 40 are those of the catalogue of kinds; those behind are further systems.
pub(crate) const KINDS: [u8; 39] = [
    1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 27, 30, 32, 33, 35,
    41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51,
];

const HOST: &str = "http://mau.example.vn";
const UTF8: &str = "text/html; charset=utf-8";

/// Makes the page of this kind and seed.
pub(crate) fn page(kind: u8, seed: u64) -> Made {
    let dice = &mut Dice::new(kind, seed);
    if let Some(html) = refused::html(kind, dice) {
        let url = format!("{HOST}{}", refused::path(kind, dice));
        return Made {
            kind,
            seed,
            url,
            content_type: UTF8.to_owned(),
            html: html.into_bytes(),
            truth: Truth::default(),
        };
    }
    let mut content = content(dice);
    let mut layout = layout::layout(dice);
    let mut url = format!("/tin-tuc/{}-{}", slug(&content.title), dice.number(10_000, 999_999));
    let mut has_minute = true;
    let mut canonical = None;
    let mut content_type = UTF8.to_owned();
    let html: Vec<u8> = match kind {
        1..=3 => {
            layout.caption = if kind == 1 { Caption::ItalicParagraph } else { layout.caption };
            let id = dice.number(1_000_000, 9_999_999);
            let slug = slug(&content.title);
            url = match (kind, dice.number(0, 2)) {
                (1, _) => format!("/cong-tac-ang/-/view_content/{id}-{slug}.html"),
                (_, 0) => format!(
                    "/tin/-/asset_publisher/aBcD{}/content/{slug}",
                    dice.number(10_000_000, 99_999_999)
                ),
                (_, 1) => format!(
                    "/tin?p_p_id=101&p_p_lifecycle=0&_101_struts_action=%2Fasset_publisher%2Fview_content&_101_assetEntryId={id}&_101_type=content&_101_urlTitle={slug}"
                ),
                _ => format!(
                    "/web/phuong-mau/tin/-/asset_publisher/x{}/content/{slug}?inheritRedirect=false",
                    dice.number(1_000_000_000, 9_999_999_999)
                ),
            };
            if dice.chance(20) {
                content.views = None;
            }
            platforms::liferay(&content, &layout, dice, if kind == 3 { "View count" } else { "Lượt xem" })
                .into()
        }
        4 | 51 => {
            layout.caption = if dice.chance(60) { Caption::Figure } else { layout.caption };
            let id = dice.number(100, 9999);
            url = if kind == 4 {
                format!("/vi/news/muc/{}-{id}.html", slug(&content.title))
            } else {
                format!("/index.php/vi/news/muc/{}-{id}/", slug(&content.title))
            };
            if kind == 51 {
                content.views = None;
                content.files.clear();
            }
            content.views = content.views.filter(|_| dice.chance(50));
            platforms::nukeviet(&content, &layout, dice, kind == 51).into()
        }
        5 | 46 => {
            has_minute = false;
            let at = content.at;
            url = if kind == 5 {
                format!(
                    "/portal/Pages/{}/{}{}.aspx",
                    at.format("%Y-%-m-%-d"),
                    slug(&content.title),
                    dice.number(100_000, 999_999)
                )
            } else {
                format!("/Pages/noi-dung-tin.aspx?NewsID={}", dice.number(100, 9999))
            };
            if layout.section == SectionPlace::Nowhere {
                content.section.clear();
            }
            platforms::sharepoint(&content, &layout, dice, kind == 46).into()
        }
        6 => {
            has_minute = false;
            content.section.clear();
            url = format!(
                "/Default.aspx?tabid={}&NewsViews={}",
                dice.number(50, 200),
                dice.number(1000, 30_000)
            );
            platforms::dotnetnuke(&content, &layout, dice).into()
        }
        7 => {
            has_minute = false;
            content.views = None;
            content.author = None;
            content.files.clear();
            url = format!(
                "/?cn={}&gd={}&tc={}",
                dice.number(1, 200),
                dice.number(1, 9),
                dice.number(1000, 90_000)
            );
            platforms::query_table(&content, dice).into()
        }
        8 => {
            url = format!("/{}/", slug(&content.title));
            canonical = Some(format!("{HOST}{url}"));
            if dice.chance(20) {
                content.views = None;
            }
            platforms::wordpress(&content, &layout, dice).into()
        }
        _ => {
            let (made, minute) = generic(kind, &mut content, &mut layout, &mut url, dice);
            has_minute = minute;
            canonical = refused::canonical_of(kind, HOST, &url);
            match kind {
                9 => {
                    content_type = "text/html".to_owned();
                    windows_1258(&made.replace("charset=\"utf-8\"", "charset=\"windows-1258\""))
                }
                16 => decompose(&made, dice).into_bytes(),
                _ => made.into_bytes(),
            }
        }
    };
    let truth = truth(&content, has_minute && kind != 15, canonical);
    Made { kind, seed, url: format!("{HOST}{url}"), content_type, html, truth }
}

/// Pages of no system of their own: the layout by seed, bent to the kind.
fn generic(
    kind: u8,
    content: &mut Content,
    layout: &mut Layout,
    url: &mut String,
    dice: &mut Dice,
) -> (String, bool) {
    match kind {
        9 => (layout.tables, layout.markup) = (true, Markup::Word),
        11 => layout.form = Some(dice.pick(&[8, 9])),
        12 => layout.form = Some(dice.pick(&[12, 15, 20, 25])),
        13 => {
            layout.label = "";
            layout.form = Some(0);
            let (text, at) = relative(dice);
            layout.date_text = Some(text);
            content.at = at;
        }
        14 => layout.form = Some(dice.pick(&[4, 11, 13, 16, 24])),
        15 => {
            layout.form = None;
            let day = content.at.format("%d/%m/%Y");
            let opening = format!(
                "{} ngày {day}, {} tổ chức {} tại nhà văn hóa.",
                dice.pick(&["Sáng", "Chiều", "Tối"]),
                content.story.unit,
                content.story.deed
            );
            content.lead = None;
            content.parts.insert(0, Part::Paragraph(opening));
        }
        17 => layout.markup = dice.pick(&[Markup::Breaks, Markup::DoubleBreaks]),
        18 => layout.markup = dice.pick(&[Markup::Word, Markup::Div, Markup::SpanInP]),
        19 => {
            shorten(content, dice);
            (layout.list_before, layout.list_after, layout.comments) = (true, true, true);
        }
        20 => layout.residue = true,
        21 => {
            content.lead = None;
            content.parts.clear();
            content.author = None;
            content.source = None;
            if content.files.is_empty() {
                content
                    .files
                    .push(("/uploads/thong-bao-15.pdf".to_owned(), "Thông báo số 15/TB-UBND".to_owned()));
            }
        }
        23 => {
            content.lead = None;
            content.author = None;
            content.source = None;
            content.files.clear();
            content.parts = (1..=dice.number(2, 5))
                .map(|n| Part::Image { path: format!("/scan/trang-{n}.jpg"), caption: None })
                .collect();
        }
        27 => url.push_str(dice.pick(&["?PageIndex=12", "?Entries_page=6", "?PageSize=10&PageIndex=2"])),
        32 => return refused::shell_with_json(content, dice),
        41 => *url = format!("/kinh-te/{}-{}", slug(&content.title), dice.number(10_000, 999_999)),
        42 => *url = format!("/tin-tuc/{}.html", slug(&content.title)),
        43 => {
            layout.form = dice.chance(30).then_some(2);
            content.dated = layout.form.is_some();
            *url = format!("/xay-dung-dang/{}/ct/4829/{}", slug(&content.title), dice.number(1000, 20_000));
        }
        44 => {
            *url = match dice.number(0, 3) {
                0 => format!("/index.php?com=tintuc_ct&id_news={}", dice.number(100, 9000)),
                1 => format!("/TinTuc/View/{}", slug(&content.title)),
                2 => format!("/tin-hoat-dong/{}.html", slug(&content.title)),
                _ => format!("/bm/{}", dice.number(1000, 9000)),
            }
        }
        45 => {
            *url = format!("/noi-dung/-/cms-icbt/10180/bai-viet/{}", dice.number(100_000, 999_999));
            layout.label = "Ngày đăng bài: ";
        }
        _ => {}
    }
    layout::show_only(content, layout, dice);
    let minute = layout.form.is_some_and(|form| dates::print(content.at, form).has_minute) && kind != 13;
    let mut html = match dice.chance(50) && !matches!(kind, 9 | 48 | 50) {
        true => second::page(content, layout, dice),
        false => layout::page(content, layout, dice),
    };
    match kind {
        24 => {
            let pages = dice.pick(&[
                "<div class=\"pages\"><a href=\"?page=1\">1</a> <a href=\"?page=2\">2</a> <a href=\"?page=3\">3</a> <a href=\"?page=2\">Trang sau</a></div>",
                "<div class=\"phan-trang\">Trang: <span>1</span> <a href=\"?page=2\">2</a> <a href=\"?page=3\">3</a></div>",
            ]);
            html = html.replacen("</body>", &format!("{pages}</body>"), 1);
        }
        48 => html = refused::contradict(&html, content, dice),
        50 => html = refused::print_twin(content, layout, dice),
        _ => {}
    }
    if kind == 43 && layout.form.is_none() || kind == 15 {
        return (html, false);
    }
    (html, minute)
}

/// "2 ngày trước" and the day it means.
fn relative(dice: &mut Dice) -> (String, chrono::NaiveDateTime) {
    let now = (dates::fetched_at() + Duration::hours(7)).naive_utc();
    let n = dice.number(2, 6);
    let back = |days: i64| now - Duration::days(days);
    let count = n as i64;
    match dice.number(0, 4) {
        0 => (format!("{n} ngày trước"), back(count)),
        1 => (format!("{n} tuần trước"), back(7 * count)),
        2 => ("Hôm qua".to_owned(), back(1)),
        3 => (
            "2 tháng 2 tuần trước".to_owned(),
            chrono::NaiveDate::from_ymd_opt(2025, 9, 6).and_then(|d| d.and_hms_opt(12, 0, 0)).expect("a day"),
        ),
        _ => (format!("{n} ngày trước đây"), back(count)),
    }
}

fn truth(content: &Content, has_minute: bool, canonical: Option<String>) -> Truth {
    let mut body: Vec<String> = content.lead.iter().cloned().collect();
    let mut images = Vec::new();
    for part in &content.parts {
        match part {
            Part::Paragraph(text) | Part::Heading(text) | Part::Item(text) => body.push(text.clone()),
            Part::Rows(rows) => body.extend(rows.iter().map(|row| row.join(" "))),
            Part::Image { path, caption } => {
                body.extend(caption.clone());
                images.push((format!("{HOST}{path}"), caption.clone()));
            }
        }
    }
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Truth {
        is_article: true,
        title: content.title.clone(),
        body,
        at: content.dated.then_some(content.at),
        has_minute,
        section: filled(&content.section),
        source: content.source.clone(),
        author: content.author.clone(),
        views: content.views,
        images,
        files: content.files.iter().map(|(path, label)| (format!("{HOST}{path}"), label.clone())).collect(),
        canonical,
    }
}

/// The bytes of an old editor: the tone marks behind their letters.
fn windows_1258(text: &str) -> Vec<u8> {
    let mut split = String::new();
    for c in text.chars() {
        let (mut base, mut tone) = (String::new(), None);
        for part in c.nfd() {
            match part {
                '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => tone = Some(part),
                _ => base.push(part),
            }
        }
        split.extend(base.nfc());
        split.extend(tone);
    }
    encoding_rs::WINDOWS_1258.encode(&split).0.into_owned()
}

/// Some words with their marks apart, and no-break spaces.
fn decompose(html: &str, dice: &mut Dice) -> String {
    let words =
        html.split(' ').map(|word| if dice.chance(30) { word.nfd().collect() } else { word.to_owned() });
    words.collect::<Vec<String>>().join(" ").replace("phường ", "phường&nbsp;")
}
