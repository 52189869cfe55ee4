//! The line under a headline: "Ngày đăng 27/02/2018 | 18:00 | Lượt xem: 749".

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use regex::Regex;

use crate::date::{FoundDate, find_date, find_printed_date, lower};

/// What a line says of the article, when it says nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct MetaLine {
    pub(crate) date: Option<LabelledDate>,
    pub(crate) views: Option<u64>,
    pub(crate) author: Option<String>,
    pub(crate) source: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LabelledDate {
    pub(crate) found: FoundDate,
    /// The label in front of it, as in "Ngày đăng"; `None`: the date stands bare.
    pub(crate) label: Option<&'static str>,
    /// Whether the label speaks of a change, not of the publication.
    pub(crate) is_update: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Date,
    Update,
    Views,
    Author,
    Source,
}

/// Labels in the words of the pages, the longer first where one begins another.
const LABELS: [(&str, Field); 64] = [
    ("Ngày đăng bài", Field::Date),
    ("Ngày đăng tin", Field::Date),
    ("Ngày đăng", Field::Date),
    ("Ngày xuất bản", Field::Date),
    ("Ngày viết", Field::Date),
    ("Ngày gửi", Field::Date),
    ("Ngày tạo", Field::Date),
    ("Ngày ban hành", Field::Date),
    ("Ngày phát hành", Field::Date),
    ("Thời gian đăng", Field::Date),
    ("Đăng ngày", Field::Date),
    ("Đăng lúc", Field::Date),
    ("Đăng vào", Field::Date),
    ("Đã đăng", Field::Date),
    ("Xuất bản", Field::Date),
    ("Posted on", Field::Date),
    ("Published on", Field::Date),
    ("Published", Field::Date),
    ("Publish date", Field::Date),
    ("Post date", Field::Date),
    ("Ngày cập nhật", Field::Update),
    ("Cập nhật lần cuối", Field::Update),
    ("Cập nhật lúc", Field::Update),
    ("Cập nhật ngày", Field::Update),
    ("Cập nhật", Field::Update),
    ("Cập nhập", Field::Update),
    ("Last updated", Field::Update),
    ("Updated", Field::Update),
    ("Số lượt xem", Field::Views),
    ("Lượt xem", Field::Views),
    ("Số lượt đọc", Field::Views),
    ("Lượt đọc", Field::Views),
    ("Số lần xem", Field::Views),
    ("Số lần đọc", Field::Views),
    ("Số người đọc", Field::Views),
    ("Người đọc", Field::Views),
    ("Người xem", Field::Views),
    ("Lần đọc", Field::Views),
    ("Đã đọc", Field::Views),
    ("Đọc", Field::Views),
    ("Lần xem", Field::Views),
    ("Số người xem", Field::Views),
    ("Đã xem", Field::Views),
    ("Xem", Field::Views),
    ("View count", Field::Views),
    ("Views", Field::Views),
    ("Hits", Field::Views),
    ("Tác giả bài viết", Field::Author),
    ("Tác giả", Field::Author),
    ("Người viết", Field::Author),
    ("Người đăng", Field::Author),
    ("Viết bởi", Field::Author),
    ("Ảnh", Field::Author),
    ("Bài", Field::Author),
    ("Đăng bởi", Field::Author),
    ("Bài và ảnh", Field::Author),
    ("Bài, ảnh", Field::Author),
    ("Tin và ảnh", Field::Author),
    ("Tin, ảnh", Field::Author),
    ("Tin bài", Field::Author),
    ("Tin, bài", Field::Author),
    ("Nguồn tin", Field::Source),
    ("Nguồn bài viết", Field::Source),
    ("Nguồn", Field::Source),
];

/// The labels in lower case.
static LOWER: LazyLock<HashMap<String, (&'static str, Field)>> =
    LazyLock::new(|| LABELS.iter().rev().map(|(text, field)| (lower(text), (*text, *field))).collect());

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    let labels: Vec<String> = LABELS.iter().map(|(label, _)| regex::escape(&lower(label))).collect();
    Regex::new(&format!(r"(?:^|[^\p{{L}}\p{{N}}])({})(\s*[:：]|\s|$)", labels.join("|")))
        .expect("labels are constants")
});

/// "946 lượt xem", but neither "18:00 Lượt xem: 5" nor "2018 Lượt xem 5".
static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:^|[^\d:/.,])(\d[\d.,]*\s*(?:lượt xem|lượt đọc|lần xem|lần đọc|người xem|người đọc|views?))\s*(?:[^\s:\d\p{L}]|$)",
    )
    .expect("a constant")
});

/// What may stand in the line besides: weekdays, zone, tools for the reader.
static CHAFF: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"thứ\s+(?:hai|ba|tư|năm|sáu|bảy|\d)|chủ\s+nhật|(?:mon|tues|wednes|thurs|fri|satur|sun)day|gmt|utc|lượt|lần|ngày|lúc|giờ|viết bởi|(?:in|xem) (?:trang|bài(?: viết)?)|bản in|cỡ chữ|màu chữ|chia sẻ|bình luận|phản hồi|nghe|đọc bài(?: viết)?|gửi (?:email|mail)|trở về|trở lại|quay lại|về trang trước|email|facebook|zalo|twitter|print|share|\ba[-+]?\b",
    )
    .expect("a constant")
});

/// Reads a line of which nothing is left when date, labels and their values are taken away. `now` is what relative
/// dates count from; without it they are not read.
pub(crate) fn read_meta_line(line: &str, now: Option<DateTime<Utc>>) -> Option<MetaLine> {
    if line.chars().count() > 220 {
        return None;
    }
    let mut line = line.to_owned();
    let mut meta = MetaLine::default();
    if let Some(counted) = COUNTED.captures(&lower(&line)).and_then(|c| c.get(1)).map(|m| m.range()) {
        meta.views = count(&line[counted.clone()]);
        line.replace_range(counted, "|");
    }
    let line = line.as_str();
    let lower_line = lower(line);
    let mut labels: Vec<(usize, usize, &'static str, Field, bool)> = Vec::new();
    let mut from = 0;
    while let Some(captures) = LABEL.captures_at(&lower_line, from) {
        let (Some(label), Some(end)) = (captures.get(1), captures.get(2)) else { break };
        if let Some((text, field)) = LOWER.get(label.as_str()) {
            let colon = !end.as_str().trim().is_empty();
            labels.push((label.start(), end.end(), text, *field, colon));
        }
        // The space behind one label may be the one before the next.
        from = label.end();
    }
    let first = labels.first().map_or(line.len(), |label| label.0);
    let mut rest = String::new();
    read_bare(&line[..first], now, &mut meta, &mut rest);
    for (at, (_, start, label, field, colon)) in labels.iter().copied().enumerate() {
        let end = labels.get(at + 1).map_or(line.len(), |next| next.0);
        let value = line.get(start..end).unwrap_or_default();
        match field {
            Field::Date | Field::Update => {
                let Some(found) = date_in(value, now) else {
                    rest.push_str(label);
                    rest.push_str(value);
                    continue;
                };
                rest.push_str(&value[..found.range.start]);
                let after = value[found.range.end..].to_owned();
                let is_update = field == Field::Update;
                if meta.date.as_ref().is_none_or(|known| known.is_update && !is_update) {
                    meta.date = Some(LabelledDate { found, label: Some(label), is_update });
                }
                read_bare(&after, now, &mut meta, &mut rest);
            }
            Field::Views => {
                let digits = value.trim_start();
                let length = digits.bytes().take_while(|b| b.is_ascii_digit() || b".,".contains(b)).count();
                match count(&digits[..length]) {
                    Some(views) => {
                        meta.views = meta.views.or(Some(views));
                        read_bare(&digits[length..], now, &mut meta, &mut rest);
                    }
                    None => {
                        rest.push_str(label);
                        rest.push_str(value);
                    }
                }
            }
            Field::Author | Field::Source if !colon => {
                rest.push_str(label);
                rest.push_str(value);
            }
            Field::Author | Field::Source => {
                let end = value.find(['|', '•', '\t']).unwrap_or(value.len());
                let name = tidy_name(&value[..end]);
                let slot = if field == Field::Author { &mut meta.author } else { &mut meta.source };
                if slot.is_none() && !name.is_empty() && name.chars().count() <= 100 {
                    *slot = Some(name);
                }
                read_bare(&value[end..], now, &mut meta, &mut rest);
            }
        }
    }
    let left = CHAFF.replace_all(&lower(&rest), " ").chars().filter(|c| c.is_alphanumeric()).count();
    (left <= 6 && meta != MetaLine::default()).then_some(meta)
}

/// Reads a label and its value where they stand in two lines: "Ngày đăng", "12/03/2020 08:00".
pub(crate) fn read_meta_pair(label: &str, value: &str, now: Option<DateTime<Utc>>) -> Option<MetaLine> {
    let name = label.trim_end_matches(|c: char| c.is_whitespace() || ":：".contains(c));
    let lower_name = lower(name);
    let (_, field) = LOWER.get(&lower_name)?;
    // "Bài" and "Ảnh" are also words of a text.
    if matches!(field, Field::Author | Field::Source) && name.len() == label.len() {
        return None;
    }
    read_meta_line(&format!("{name}: {value}"), now)
}

/// Reads a piece without a label; what is not understood goes to `rest`.
fn read_bare(piece: &str, now: Option<DateTime<Utc>>, meta: &mut MetaLine, rest: &mut String) {
    if let Some(found) = date_in(piece, now) {
        rest.push_str(&piece[..found.range.start]);
        rest.push(' ');
        rest.push_str(&piece[found.range.end..]);
        if meta.date.is_none() {
            meta.date = Some(LabelledDate { found, label: None, is_update: false });
        }
    } else {
        rest.push_str(piece);
    }
}

fn date_in(text: &str, now: Option<DateTime<Utc>>) -> Option<FoundDate> {
    match now {
        Some(now) => find_date(text, now),
        None => find_printed_date(text),
    }
}

/// "1.234" and "1,234" are one thousand and more: no page counts halves of views.
pub(crate) fn count(text: &str) -> Option<u64> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// Reads a line that is one number and nothing else.
pub(crate) fn bare_count(line: &str) -> Option<u64> {
    let is_number = line.len() <= 12 && line.starts_with(|c: char| c.is_ascii_digit());
    (is_number && line.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ','))
        .then(|| count(line))
        .flatten()
}

/// Reads the first number of a text.
pub(crate) fn first_count(text: &str) -> Option<u64> {
    let digits = text[text.find(|c: char| c.is_ascii_digit())?..]
        .split(|c: char| !c.is_ascii_digit() && !".,".contains(c));
    digits.into_iter().next().and_then(count)
}

/// A name without the brackets, dots and dashes around it.
fn tidy_name(text: &str) -> String {
    text.trim_matches(|c: char| c.is_whitespace() || "()[]|-–—.,;:".contains(c)).to_owned()
}

/// Reads "(Nguồn: VPĐU)", "Nguồn tin: VPĐU", "(Theo Báo Mẫu)" when nothing else stands in the line.
pub(crate) fn source_line(line: &str) -> Option<String> {
    static SOURCE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^[(\[\s–-]*(?:nguồn(?: tin| bài viết)?\s*[:：]|\(\s*theo[\s:：])\s*(.{2,100})$")
            .expect("a constant")
    });
    name_after(&SOURCE, line)
}

/// Reads "Tác giả: Lê An", "Tin, ảnh: Lê An" when nothing else stands in the line.
pub(crate) fn author_line(line: &str) -> Option<String> {
    static AUTHOR: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^[(\[\s–-]*(?:tác giả(?: bài viết)?|người viết|bài và ảnh|tin và ảnh|(?:tin|bài)(?:\s*[,+&-]\s*(?:bài|ảnh))*|tin bài)\s*[:：]\s*(.{2,60})$")
            .expect("a constant")
    });
    name_after(&AUTHOR, line)
}

fn name_after(pattern: &Regex, line: &str) -> Option<String> {
    let name = tidy_name(pattern.captures(line)?.get(1)?.as_str());
    // A sentence that happens to begin so has its full stop inside.
    (!name.is_empty() && !name.contains(". ")).then_some(name)
}

/// Splits "Hội nghị tổng kết Ngày cập nhật 19/02/2019" into the headline and the rest.
pub(crate) fn split_trailing_date(line: &str, now: DateTime<Utc>) -> Option<(&str, MetaLine)> {
    let lower_line = lower(line);
    let label = LABEL.captures_iter(&lower_line).filter_map(|c| c.get(1)).find(|label| {
        let field = LABELS.iter().find(|(text, _)| lower(text) == label.as_str());
        label.start() >= 12 && matches!(field, Some((_, Field::Date | Field::Update)))
    })?;
    let meta = read_meta_line(&line[label.start()..], Some(now)).filter(|meta| meta.date.is_some())?;
    let headline = line[..label.start()].trim_end_matches(|c: char| c.is_whitespace() || "-–|(".contains(c));
    Some((headline, meta))
}

/// Splits "… năm 2018. (Nguồn: VPĐU)" into the sentence and the source.
pub(crate) fn split_source(line: &str) -> Option<(&str, String)> {
    let open = line.rfind('(')?;
    let source = source_line(&line[open..])?;
    line.ends_with(')').then(|| (line[..open].trim_end(), source)).filter(|(text, _)| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, date: Option<&str>, label: Option<&str>, views: Option<u64>) {
        let now = "2024-07-18T03:00:00Z".parse().unwrap();
        let meta = read_meta_line(line, Some(now)).unwrap_or_else(|| panic!("not a meta line: {line}"));
        assert_eq!(meta.date.as_ref().map(|d| d.found.at), date.map(|d| d.parse().unwrap()), "{line}");
        assert_eq!(meta.date.and_then(|d| d.label), label, "{line}");
        assert_eq!(meta.views, views, "{line}");
    }

    #[test]
    fn lines_of_the_portals() {
        let six = Some("2018-02-27T11:00:00Z");
        let day = Some("2018-02-26T17:00:00Z");
        check("Ngày đăng 27/02/2018 | 18:00 | Lượt xem: 749", six, Some("Ngày đăng"), Some(749));
        check("Ngày đăng 27/02/2018 | 18:00 | View count: 734", six, Some("Ngày đăng"), Some(734));
        check("Ngày đăng 27/02/2018 | 18:00", six, Some("Ngày đăng"), None);
        check("Thứ ba - 27/02/2018 18:00", six, None, None);
        check("27/02/2018 18:00:00 - Đã xem: 1.791", six, None, Some(1791));
        check("Đăng ngày 27 - 02 - 2018", day, Some("Đăng ngày"), None);
        check("Lượt xem: 400", None, None, Some(400));
        check("Ngày đăng: 27/02/2018 - Lượt xem: 87", day, Some("Ngày đăng"), Some(87));
        check("Cập nhật lúc 18:00, Thứ Ba, 27/02/2018 (GMT+7)", six, Some("Cập nhật lúc"), None);
        check("Ngày cập nhật 27/02/2018", day, Some("Ngày cập nhật"), None);
        check("18:00 | 27/02/2018 | 946 lượt xem", six, None, Some(946));
        check("Cập nhật: 28/02/2018 | Ngày đăng: 27/02/2018 18:00", six, Some("Ngày đăng"), None);
        check("Số lần xem: 12 [Trở về]", None, None, Some(12));
        check("27/02/2018 | In trang | A- A A+", day, None, None);
    }

    #[test]
    fn labels_above_their_values() {
        let pair = |label: &str, value: &str| read_meta_pair(label, value, None);
        assert_eq!(pair("Lượt xem:", "1.234").and_then(|meta| meta.views), Some(1234));
        assert!(pair("Ngày đăng", "12/03/2020").is_some_and(|meta| meta.date.is_some()));
        assert_eq!(pair("Nguồn:", "VPĐU").and_then(|meta| meta.source).as_deref(), Some("VPĐU"));
        assert_eq!(pair("Bài", "Lê An"), None);
        assert_eq!(pair("Quang cảnh", "12/03/2020"), None);
    }

    #[test]
    fn counts() {
        assert_eq!(first_count("946"), Some(946));
        assert_eq!(first_count("Đã có 1.234 lượt xem, 5 phút đọc"), Some(1234));
        assert_eq!(first_count("chưa có"), None);
    }

    #[test]
    fn run_together() {
        let line = "Tác giả: Văn An .Ngày đăng: 12/07/2022 .Lượt xem: 661 lượt.";
        let meta = read_meta_line(line, None).unwrap();
        assert_eq!(meta.author.as_deref(), Some("Văn An"));
        assert_eq!(meta.views, Some(661));
        assert_eq!(meta.date.unwrap().found.at.to_rfc3339(), "2022-07-11T17:00:00+00:00");
        let meta = read_meta_line("Ngày đăng bài: 29/12/2020 | Tác giả: Thiện", None).unwrap();
        assert_eq!(meta.author.as_deref(), Some("Thiện"));
    }

    #[test]
    fn sentences_are_none() {
        for line in [
            "Sáng ngày 27/02/2018, tại phòng họp số 1, Ban Thường vụ làm việc với các đoàn thể.",
            "Kế hoạch số 127/KH-UBND ngày 15/3/2018",
            "Nguồn nước sạch được cấp từ ngày 1/2/2018",
            "Xem thêm",
            "Cập nhật kiến thức cho cán bộ",
            "",
        ] {
            assert_eq!(read_meta_line(line, None), None, "{line}");
        }
    }

    #[test]
    fn a_date_glued_to_the_headline() {
        let now = "2024-07-18T03:00:00Z".parse().unwrap();
        let (headline, meta) =
            split_trailing_date("Ra quân dọn vệ sinh Ngày cập nhật 19/02/2019", now).unwrap();
        assert_eq!(headline, "Ra quân dọn vệ sinh");
        assert!(meta.date.unwrap().is_update);
        assert!(split_trailing_date("Kế hoạch cập nhật dữ liệu dân cư", now).is_none());
    }

    #[test]
    fn sources_and_authors() {
        assert_eq!(source_line("(Nguồn: VPĐU)").as_deref(), Some("VPĐU"));
        assert_eq!(
            source_line("Nguồn tin: Đài truyền thanh phường").as_deref(),
            Some("Đài truyền thanh phường")
        );
        assert_eq!(source_line("(Theo Báo Mẫu)").as_deref(), Some("Báo Mẫu"));
        assert_eq!(source_line("Theo kế hoạch, hội nghị diễn ra vào sáng mai."), None);
        assert_eq!(author_line("Tin, ảnh: Lê An").as_deref(), Some("Lê An"));
        assert_eq!(author_line("Bài: Trần Bình").as_deref(), Some("Trần Bình"));
        assert_eq!(author_line("Bài học: giữ gìn đoàn kết"), None);
        assert_eq!(
            split_source("Hội nghị kết thúc. (Nguồn: VPĐU)"),
            Some(("Hội nghị kết thúc.", "VPĐU".to_owned()))
        );
        assert_eq!(split_source("Ông An (bên trái) phát biểu"), None);
    }
}
