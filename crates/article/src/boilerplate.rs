//! Lines of a ward page that are not news, known by their words.

use std::sync::LazyLock;

use regex::Regex;

use crate::one_line::line_key;

/// Headings after which the article is over, as keys; more words may follow.
const ENDS: [&str; 73] = [
    "các tin khác",
    "các tin đã đưa",
    "các tin mới",
    "các tin cũ",
    "các tin liên quan",
    "các tin bài khác",
    "các bài khác",
    "các bài viết khác",
    "các bài viết liên quan",
    "tin khác",
    "tin liên quan",
    "tin bài liên quan",
    "tin bài khác",
    "tin tức liên quan",
    "tin tức khác",
    "tin cùng chuyên mục",
    "tin cùng loại",
    "tin đã đưa",
    "bài viết liên quan",
    "bài viết khác",
    "bài viết cùng chuyên mục",
    "bài liên quan",
    "các bài liên quan",
    "cùng chuyên mục",
    "những tin mới hơn",
    "những tin cũ hơn",
    "tin mới hơn",
    "tin cũ hơn",
    "tin mới nhất",
    "tin đọc nhiều",
    "tin xem nhiều",
    "ý kiến bạn đọc",
    "ý kiến của bạn",
    "gửi bình luận",
    "để lại một bình luận",
    "tổng số điểm của bài viết",
    "click để đánh giá bài viết",
    "đánh giá bài viết",
    "xếp hạng",
    "truy câp tổng",
    "truy cập tổng",
    "truy câp hiện tại",
    "truy cập hiện tại",
    "số người online",
    "số người truy cập",
    "đang trực tuyến",
    "bài cùng chủ đề",
    "tin cùng chủ đề",
    "các bài mới đăng",
    "các bài đã đăng",
    "các bài cũ hơn",
    "các bài mới hơn",
    "các bản tin khác",
    "các tin tiếp",
    "các tin trước",
    "bài mới đăng",
    "bài mới hơn",
    "bài cũ hơn",
    "tin tiếp theo",
    "tin bài cùng chuyên mục",
    "tin cùng danh mục",
    "tin tức cùng chuyên mục",
    "xem thêm tin khác",
    "xem các tin khác",
    "xem tin khác",
    "cơ quan chủ quản",
    "bản quyền thuộc",
    "chịu trách nhiệm nội dung",
    "chịu trách nhiệm chính",
    "giấy phép số",
    "giấy phép thiết lập",
    "thống kê truy cập",
    "email của bạn sẽ không được hiển thị",
];

/// The same, but only when the line says no more.
const WHOLE_ENDS: [&str; 34] = [
    "bình luận",
    "tin mới",
    "tin nổi bật",
    "tin nóng",
    "đọc nhiều",
    "xem nhiều",
    "liên kết website",
    "thăm dò ý kiến",
    "thời tiết",
    "đang online",
    "đang truy cập",
    "lượt truy cập",
    "tổng số truy cập",
    "tổng lượt truy cập",
    "số lượt truy cập",
    "có thể bạn quan tâm",
    "related articles",
    "related posts",
    "other news",
    "comments",
    "leave a reply",
    "leave a comment",
    "you may also like",
    "thông báo mới",
    "tin tức mới",
    "đọc thêm",
    "từ khóa",
    "từ khoá",
    "tags",
    "tag",
    "văn bản mới",
    "bài đọc nhiều",
    "tin liên kết",
    "tổng truy cập",
];

/// Headings of boxes that stand on every page of a site: never a section, never a title.
const BOXES: [&str; 30] = [
    "danh mục",
    "danh mục tin",
    "chuyên mục",
    "menu",
    "liên kết",
    "liên kết web",
    "liên kết site",
    "liên kết website",
    "liên kết trang",
    "thông tin liên hệ",
    "thư viện ảnh",
    "thư viện video",
    "video",
    "hình ảnh",
    "lịch công tác",
    "lịch tiếp công dân",
    "thông tin cần biết",
    "tiện ích",
    "quảng cáo",
    "đăng nhập",
    "tìm kiếm",
    "bản đồ",
    "bình chọn",
    "khảo sát",
    "đường dây nóng",
    "góp ý",
    "hỏi đáp",
    "tỷ giá",
    "giá vàng",
    "cổng thông tin điện tử",
];

/// Buttons and tools for the reader.
const TOOLS: [&str; 80] = [
    "tăng tương phản",
    "giảm tương phản",
    "chia sẻ bài viết",
    "chia sẻ lên facebook",
    "chia sẻ",
    "in trang",
    "in bài viết",
    "in bài",
    "in tin",
    "bản in",
    "in ra",
    "xem bản in",
    "gửi email",
    "gửi mail",
    "gửi cho bạn bè",
    "gửi phản hồi",
    "phản hồi",
    "lưu tin",
    "quay lại",
    "quay về",
    "trở lại",
    "trở về",
    "về trang trước",
    "về đầu trang",
    "lên đầu trang",
    "đầu trang",
    "xem với cỡ chữ",
    "cỡ chữ",
    "nghe đọc bài viết",
    "nghe nội dung",
    "đọc bài viết",
    "nghe bài viết",
    "xem thêm",
    "facebook",
    "zalo",
    "twitter",
    "email",
    "print",
    "share",
    "like",
    "tweet",
    "100",
    "tệp đính kèm",
    "tập tin đính kèm",
    "file đính kèm",
    "các file đính kèm",
    "tài liệu đính kèm",
    "văn bản đính kèm",
    "đính kèm",
    "tải về",
    "tải xuống",
    "đăng nhập",
    "image banner",
    "lưu bài viết này",
    "gửi bài viết qua email",
    "đóng cửa sổ",
    "đóng lại",
    "in trang này",
    "lưu bài",
    "lưu bài viết",
    "bài trước",
    "bài sau",
    "bài tiếp theo",
    "tin trước",
    "tin sau",
    "giọng nữ",
    "giọng nam",
    "tốc độ đọc",
    "bấm để nghe",
    "theo dõi chúng tôi",
    "sao chép liên kết",
    "copy link",
    "trang sau",
    "trang trước",
    "trang tiếp",
    "trang tiếp theo",
    "trang đầu",
    "trang cuối",
    "tiếp theo",
    "next page",
];

/// Whether the line is the heading of what follows an article: other news, comments, counters. A link such as
/// "Bình luận (3)" only leads to it.
pub(crate) fn ends_article(line: &str, is_link: bool) -> bool {
    if line.len() > 120 {
        return false;
    }
    static TAGS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^\W*(?:từ kh(?:óa|oá)|tags?|thẻ|hashtag)\s*:").expect("a constant")
    });
    let key = line_key(line);
    if TAGS.is_match(line) {
        return true;
    }
    (!is_link && WHOLE_ENDS.iter().any(|end| without_number(&key) == *end))
        || ENDS
            .iter()
            .any(|end| key.strip_prefix(end).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
}

/// Whether the line is the heading of a box that stands on every page.
pub(crate) fn is_box_title(line: &str) -> bool {
    let key = line_key(line);
    BOXES.contains(&key.as_str()) || ends_article(line, false)
}

/// "bình luận 3" → "bình luận"
fn without_number(key: &str) -> &str {
    key.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ')
}

/// Whether the line consists of buttons and tools: "A- A A+ | Tăng tương phản Giảm tương phản", "In trang".
pub(crate) fn is_tools(line: &str) -> bool {
    if line.len() > 160 {
        return false;
    }
    static PAGER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(?:trang|page|các trang) (?:\d{1,3} ?)+$").expect("a constant"));
    let mut key = line_key(line);
    if PAGER.is_match(&key) {
        return true;
    }
    let whole = key.clone();
    for tool in TOOLS {
        if key == tool {
            return true;
        }
        if key.contains(tool) && tool.len() > 6 {
            key = key.replace(tool, " ");
        }
    }
    // "Giọng nữ 1.0x": beside a tool, numbers are its state.
    let is_state = |word: &str| key != whole && word.len() <= 2 && word.is_ascii();
    key.split_whitespace().all(|word| {
        is_state(word) || (word.chars().count() == 1 && word.starts_with(|c: char| c.is_ascii_alphabetic()))
    }) && whole.split(' ').count() < 16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends() {
        for line in
            ["Các tin khác", "CÁC TIN ĐÃ ĐƯA NGÀY:", "Tin liên quan", "Bình luận (3)", "Những tin mới hơn"]
        {
            assert!(ends_article(line, false), "{line}");
        }
        for line in
            ["Bình luận về bài hát", "Tin khácc", "Đại hội", "Tin nổi bật trong tuần của phường là lễ hội"]
        {
            assert!(!ends_article(line, false), "{line}");
        }
    }

    #[test]
    fn tools() {
        for line in
            ["A- A A+ | Tăng tương phản Giảm tương phản", "In trang", "Quay lại", "Chia sẻ", "A", "|", "100%"]
        {
            assert!(is_tools(line), "{line}");
        }
        for line in ["Chia sẻ khó khăn với người dân", "Ông A", "Trở về từ chiến trường", "5 10 15"]
        {
            assert!(!is_tools(line), "{line}");
        }
    }
}
