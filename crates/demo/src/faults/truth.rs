//! The articles of the sites: made from numbers, so that each site, article and version has words of its own.

use super::hosts::{Ending, Spec};

/// An article that a crawler should have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultArticle {
    /// The site.
    pub site: String,
    /// Where it is now, or was last.
    pub url: String,
    /// Title and paragraphs of each version up to this round, the first first.
    pub versions: Vec<(String, Vec<String>)>,
    /// The round since when it is gone.
    pub gone_since: Option<u32>,
}

/// Articles of each site in round 0.
pub(crate) const FIRST: u32 = 14;

/// The number of the first article that only some hosts have.
pub(crate) const MORE: u32 = 200;

const WHO: [&str; 8] = [
    "Hội Phụ nữ",
    "Đoàn Thanh niên",
    "Hội Người cao tuổi",
    "Ban Công tác Mặt trận",
    "Hội Chữ thập đỏ",
    "Công an",
    "Trạm Y tế",
    "Trung tâm Văn hóa",
];
const WHAT: [&str; 9] = [
    "ra quân dọn vệ sinh",
    "trao quà cho hộ khó khăn",
    "tổ chức hội thi nấu ăn",
    "tuyên truyền an toàn giao thông",
    "khai giảng lớp dạy bơi",
    "họp bàn việc làm đường",
    "kiểm tra các điểm trông xe",
    "mở tủ sách cho thiếu nhi",
    "diễn tập chữa cháy",
];
const WHERE: [&str; 7] =
    ["ngõ Giếng", "xóm Đình", "khu Chợ", "tổ dân phố Bến", "thôn Thượng", "khu Đồng Sau", "phố Cầu"];

fn pick<'a>(words: &[&'a str], number: u32) -> &'a str {
    words[usize::try_from(number).unwrap_or(0) % words.len()]
}

/// The number of an article's version in a round: the one whose turn it is gets a second one.
pub(crate) fn version(number: u32, round: u32) -> u32 {
    if number < FIRST && number > 0 && number <= round { 2 } else { 1 }
}

pub(crate) fn title(site: u32, number: u32, version: u32) -> String {
    let at = site * 5 + number;
    let more = if version > 1 { " (bổ sung)" } else { "" };
    format!(
        "{} {} tại {} lần thứ {number}{more}",
        pick(&WHO, at),
        pick(&WHAT, at / 3 + number),
        pick(&WHERE, at + site)
    )
}

pub(crate) fn paragraphs(site: u32, number: u32, version: u32) -> Vec<String> {
    let (who, place) = (pick(&WHO, site * 5 + number), pick(&WHERE, site * 6 + number));
    let count = 20 + (site * 7 + number * 3) % 60;
    let mut paragraphs = vec![
        format!(
            "Sáng nay, {who} phường cùng bà con {place} đã có mặt từ sớm để chuẩn bị, theo chương trình số {number}."
        ),
        format!(
            "Khoảng {count} người tham gia, phần lớn là các gia đình ở {place} và khu bên cạnh, ai cũng vui vẻ."
        ),
        format!(
            "Kết thúc buổi làm việc, đại diện {who} cảm ơn mọi người và hẹn gặp lại vào tháng sau tại nhà văn hóa."
        ),
    ];
    if version > 1 {
        paragraphs[1] = format!(
            "Đính chính: có {} người tham gia chứ không phải {count} như tin đã đưa hôm trước.",
            count + 7
        );
    }
    paragraphs
}

/// The numbers of the articles that are there in a round, the newest first.
pub(crate) fn there(round: u32) -> Vec<u32> {
    let newer = (1..=round).rev().map(|round| 99 + round);
    newer
        .chain((0..FIRST).rev())
        .filter(|number| gone_since(*number).is_none_or(|since| since > round))
        .collect()
}

/// The numbers of the articles of a host that are there in a round, the newest first.
pub(crate) fn there_at(spec: &Spec, round: u32) -> Vec<u32> {
    there(round).into_iter().chain(MORE..MORE + spec.more).collect()
}

/// One article vanishes in each of the first rounds.
pub(crate) fn gone_since(number: u32) -> Option<u32> {
    match number {
        8 => Some(1),
        10 => Some(2),
        _ => None,
    }
}

pub(crate) fn path(number: u32) -> String {
    format!("/tin/viec-lam-cua-phuong-{}.html", 1000 + number)
}

/// What a crawler should have of a site.
pub(crate) fn of(spec: &Spec, base: &str, round: u32) -> Vec<FaultArticle> {
    if spec.closed {
        return Vec::new();
    }
    let newer = (1..=round).map(|round| 99 + round);
    (0..FIRST)
        .chain(newer)
        .chain(MORE..MORE + spec.more)
        .filter(|number| !spec.unreadable.contains(number))
        .map(|number| {
            let versions = 1..=version(number, round);
            let moved = spec.ending == Ending::Moves && number == 3 && round >= 1;
            FaultArticle {
                site: spec.id.to_owned(),
                url: format!(
                    "{base}{}",
                    if moved { super::answer::moved_path(number) } else { (spec.path)(number) }
                ),
                versions: versions
                    .map(|v| (title(spec.seed, number, v), paragraphs(spec.seed, number, v)))
                    .collect(),
                gone_since: gone_since(number).filter(|since| *since <= round),
            }
        })
        .collect()
}
