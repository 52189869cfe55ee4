//! What makes a version: the text that somebody wrote, without what the page writes by itself.

use crate::Article;

/// Hashes title, date, lead and blocks.
pub(crate) fn hash(article: &Article) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    let mut field = |name: &str, value: &str| {
        // Lengths keep ("ab", "c") and ("a", "bc") apart.
        for part in [name, value] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
    };
    field("title", &article.title);
    if let Some(published) = article.published.as_ref().filter(|p| !p.counts_back()) {
        field("published", &published.at.timestamp().to_string());
    }
    // A lead that is set apart today and the first paragraph tomorrow is the same text.
    let lines = article.lead.iter().chain(article.blocks.iter().map(|block| &block.text));
    for line in lines.filter(|line| !moves_by_itself(line)) {
        field("line", line);
    }
    *hasher.finalize().as_bytes()
}

/// The longest line, in bytes, that may be a clock or a counter.
const LONGEST: usize = 160;

/// Words of which clocks, counters and tokens are made, besides numbers.
const WORDS: &[&str] = &[
    "am", "bây", "bảy", "ba", "bốn", "chiều", "chủ", "csrf", "cập", "của", "gian", "giây", "giờ", "gmt", "h",
    "hai", "hiện", "hôm", "hệ", "id", "khách", "là", "làm", "lượt", "lúc", "lần", "mã", "month", "nay",
    "người", "ngày", "nhật", "năm", "online", "phiên", "phút", "pm", "qua", "session", "sáng", "sáu", "số",
    "thành", "tháng", "thăm", "thống", "thời", "thứ", "today", "token", "trang", "tổng", "trong", "truy",
    "trước", "trực", "tuyến", "tuần", "tư", "tại", "total", "tối", "tất", "cả", "utc", "việc", "viên",
    "view", "views", "vào", "xem", "đang", "đã", "đọc",
];

/// Without one of these, a line of numbers and such words may be a row of a table or a date that somebody wrote.
const SIGNS: &[&str] = &[
    "hôm nay",
    "bây giờ",
    "hiện tại là",
    "thứ hai",
    "thứ ba",
    "thứ tư",
    "thứ năm",
    "thứ sáu",
    "thứ bảy",
    "chủ nhật",
    "lượt xem",
    "lượt đọc",
    "lượt truy cập",
    "lượt thăm",
    "số lần xem",
    "số lượt",
    "đã xem",
    "đang xem",
    "đã đọc",
    "truy cập",
    "trực tuyến",
    "online",
    "view",
    "views",
    "today",
    "giây trước",
    "phút trước",
    "giờ trước",
    "ngày trước",
    "mã phiên",
    "phiên làm việc",
    "token",
    "session",
    "csrf",
];

/// Says whether a line is one that the page writes anew at each visit: "Hôm nay, thứ Tư, 25/11/2026 08:15",
/// "Lượt xem: 1.234", "Đang trực tuyến: 5", "Mã phiên: 9f86d081".
///
/// "Hôm nay, 25/11, phường tổ chức tổng vệ sinh" has words that no clock has, so it is none.
pub(crate) fn moves_by_itself(line: &str) -> bool {
    if line.len() > LONGEST || !line.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let line = line.to_lowercase();
    let mut words = Vec::new();
    for word in line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if WORDS.contains(&word) {
            words.push(word);
        } else if !is_number(word) {
            return false;
        }
    }
    let words = format!(" {} ", words.join(" "));
    SIGNS.iter().any(|sign| words.contains(&format!(" {sign} ")))
}

/// A number, a time such as `8h15`, or a token of digits and letters.
fn is_number(word: &str) -> bool {
    let has_digit = word.contains(|c: char| c.is_ascii_digit());
    let short = word.chars().filter(|c| !c.is_ascii_digit()).all(|c| c == 'h' || c == 'p');
    has_digit && word.is_ascii() && (short || word.len() >= 6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Block, BlockKind, CanonicalUrl, Precision, Published, Warning, WarningCode};

    fn article(lines: &[&str]) -> Article {
        Article {
            url: CanonicalUrl::parse("https://phuong.example.vn/tin/1").unwrap(),
            title: "Tổng vệ sinh".to_owned(),
            lead: None,
            blocks: lines
                .iter()
                .map(|text| Block { kind: BlockKind::Paragraph, text: (*text).to_owned() })
                .collect(),
            published: None,
            section: None,
            author: None,
            source: None,
            view_count: None,
            images: Vec::new(),
            attachments: Vec::new(),
            language: None,
            warnings: Vec::new(),
        }
    }

    #[test]
    fn what_moves_by_itself_is_known() {
        for line in [
            "Hôm nay: Thứ Tư, 25/11/2026",
            "Hôm nay, thứ tư, ngày 25 tháng 11 năm 2026",
            "Bây giờ là 08:15:02 sáng",
            "Thứ Sáu, 27/11/2026 10h35",
            "Lượt xem: 1.234",
            "Đã xem: 12",
            "Số lượt truy cập hôm nay: 5 | Tổng số lượt truy cập: 123.456",
            "Đang trực tuyến: 5",
            "5 phút trước",
            "Mã phiên: 9f86d081",
            "token: 3a5f00c2d1",
        ] {
            assert!(moves_by_itself(line), "{line}");
        }
        for line in [
            "Hôm nay, 25/11, phường tổ chức tổng vệ sinh.",
            "Thứ Tư, ngày 25/11/2026: họp tổ dân phố số 5",
            "25/11/2026",
            "Ngày 20 tháng 11",
            "Cổng thông tin có 1.200 lượt truy cập trong quý.",
            "Hôm nay",
            "Tổng số: 15",
            "Năm 2026",
        ] {
            assert!(!moves_by_itself(line), "{line}");
        }
    }

    #[test]
    fn what_the_page_writes_by_itself_makes_no_version() {
        let known = article(&["Sáng nay, phường dọn vệ sinh.", "Lượt xem: 1"]);
        let mut same =
            article(&["Sáng nay, phường dọn vệ sinh.", "Lượt xem: 22", "Hôm nay: thứ Hai, 1/3/2027"]);
        same.section = Some("Tin mới".to_owned());
        same.view_count = Some(22);
        same.warnings.push(Warning { code: WarningCode::NoDate, detail: "none".to_owned() });
        assert_eq!(known.content_hash(), same.content_hash());
        same.published = Some(Published {
            at: chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap(),
            precision: Precision::Minute,
            rule: "near-title".to_owned(),
        });
        assert_ne!(known.content_hash(), same.content_hash(), "a date that was not there");
        same.published.as_mut().unwrap().rule.push_str(crate::article::COUNTED_BACK);
        assert_eq!(known.content_hash(), same.content_hash(), "two hours ago, once more");
        assert_ne!(known.content_hash(), article(&["Sáng nay, phường dọn vệ sinh"]).content_hash());
        let lead = Article { lead: Some("Một".to_owned()), ..article(&["Hai"]) };
        assert_eq!(lead.content_hash(), article(&["Một", "Hai"]).content_hash());
        assert_ne!(article(&["Một", "Hai"]).content_hash(), article(&["MộtHai"]).content_hash());
    }
}
