//! What an article is about, as far as persons are concerned.

use langbao_text::match_key;

/// Words of titles and leads that tell of a crime. *Đối tượng* is not among them: *đối tượng chính sách*.
const CRIME: &[&str] = &[
    "khởi tố",
    "bắt giữ",
    "bắt tạm giam",
    "tạm giam",
    "tạm giữ hình sự",
    "bị can",
    "bị cáo",
    "truy tố",
    "truy nã",
    "xét xử",
    "lĩnh án",
    "nghi phạm",
    "hung thủ",
    "trộm cắp",
    "trộm",
    "cướp giật",
    "cướp tài sản",
    "giết người",
    "sát hại",
    "cố ý gây thương tích",
    "hiếp dâm",
    "xâm hại",
    "dâm ô",
    "lừa đảo",
    "chiếm đoạt",
    "tham ô",
    "nhận hối lộ",
    "đánh bạc",
    "cá độ",
    "ma túy",
    "mua bán người",
    "buôn lậu",
    "hàng cấm",
    "tín dụng đen",
    "cho vay lãi nặng",
    "gây rối trật tự",
    "chống người thi hành công vụ",
    "phạm tội",
    "vụ án",
];

/// Words of titles and leads that tell of an accident. *Nạn nhân* is not among them: *nạn nhân chất độc da cam*.
const ACCIDENT: &[&str] = &[
    "tai nạn",
    "tử vong",
    "thiệt mạng",
    "tử nạn",
    "đuối nước",
    "chết đuối",
    "tự tử",
    "tự vẫn",
    "thi thể",
    "mất tích",
    "hỏa hoạn",
    "cháy nhà",
    "điện giật",
    "ngộ độc",
    "sạt lở vùi lấp",
    "lật xe",
    "va chạm",
];

/// Characters of a text in which its matter is looked for: titles and leads say it, the body may speak of anything.
const HEAD: usize = 400;

/// Says whether a text tells of a crime or an accident: whoever is named only in such texts, and without a post, is a
/// private person. Decided by the words of title and lead; two different ones are asked for, or one in the title (the
/// first line), since *phòng, chống tội phạm* and *tập huấn phòng chống đuối nước* are everyday work of a ward.
///
/// ```
/// use langbao_entities::tells_of_crime_or_accident;
/// assert!(tells_of_crime_or_accident("Khởi tố hai đối tượng trộm xe\nCông an xã cho biết …"));
/// assert!(!tells_of_crime_or_accident("Tập huấn phòng, chống đuối nước cho học sinh\nSáng nay …"));
/// ```
pub fn tells_of_crime_or_accident(text: &str) -> bool {
    let head = text.char_indices().nth(HEAD).map_or(text, |(at, _)| &text[..at]);
    let (title, lead) = head.split_once('\n').unwrap_or((head, ""));
    let (title, lead) = (spaced(title), spaced(lead));
    // What is taught, prevented or fought is not told.
    let prevents =
        ["phòng chống", "phòng ngừa", "tuyên truyền", "tập huấn", "ra quân", "diễn tập", "ký cam kết"];
    if prevents.iter().any(|word| title.contains(&format!(" {word} "))) {
        return false;
    }
    let words = || CRIME.iter().chain(ACCIDENT);
    let has = |text: &str, word: &str| text.contains(&format!(" {word} "));
    words().any(|word| has(&title, word)) || words().filter(|word| has(&lead, word)).count() >= 2
}

/// The match key with a space around each word and no punctuation.
fn spaced(text: &str) -> String {
    let words = match_key(text);
    let words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut spaced = String::from(" ");
    words.for_each(|word| {
        spaced.push_str(word);
        spaced.push(' ');
    });
    spaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: bool) {
        assert_eq!(tells_of_crime_or_accident(text), expected, "{text}");
    }

    #[test]
    fn what_is_told_and_what_is_everyday_work() {
        check("Bắt giữ đối tượng cướp giật dây chuyền", true);
        check("Tai nạn giao thông trên quốc lộ 6, một người tử vong", true);
        check("Tin vắn\nTối 3/5, anh Lò Văn Sơn tử vong sau khi chiếc xe máy va chạm với xe tải.", true);
        check("Hội nghị sơ kết công tác Đảng 6 tháng\nHội nghị bàn cả việc giảm tai nạn.", false);
        check("Ra quân trấn áp tội phạm, ma túy dịp Tết", false);
        check("Phòng, chống ma túy trong trường học", false);
        check("", false);
    }
}
