//! Restoration of marks: what comes first, what is kept.

use langbao_text::{fold, match_key, read_keystrokes, restore};
use proptest::prelude::*;

/// Names nobody bears that we know of, made of common parts.
const NAMES: &str = "Nguyễn Thị Minh Hạnh
Trần Văn Lợi
Lê Thị Phương Mai
Phạm Hồng Thái
Hoàng Minh Đức
Vũ Thị Hoa
Đặng Quốc Việt
Bùi Thị Thu Hà
Đỗ Mạnh Cường
Hồ Quang Hiếu
Ngô Thị Kim Liên
Dương Văn Thịnh
Lý Thị Ngọc Lan
Nguyễn Tuấn Anh
Trịnh Xuân Lộc
Đinh Thị Thanh Tâm
Mai Văn Chính
Phan Thị Diễm My
Võ Thanh Tùng
Tạ Quang Bửu
Cao Thị Huệ
Lương Đức Toàn
Nguyễn Phú Bình
Trần Thị Bảo Trâm
Lê Hữu Nghĩa
Phùng Văn Khải
Chu Thị Nhung
Hà Minh Khôi
Nguyễn Hoàng Long
Đoàn Văn Hậu
Kiều Thị Oanh
Quách Tuấn Kiệt
Nghiêm Đình Thắng
Vương Thị Hường
Tô Ngọc Thanh
Nguyễn Thị Tuyết Nhung
Trương Công Định
Huỳnh Thị Ngọc Trinh
Lâm Quốc Khánh
Thái Thị Xuân Đào
Đào Văn Tiến
Nguyễn Viết Xuân
Phạm Thị Lan Hương
Lê Công Tuấn
Trần Quang Khải
Nguyễn Thúy Quỳnh
Vũ Hải Đăng
Lưu Thị Mai
Triệu Văn Sơn
Thẩm Bá Phước";

const PHRASES: &str = "đảng ủy phường tổ chức hội nghị
ủy ban nhân dân xã thông báo
danh sách hộ được cấp sổ đỏ
họp tổ dân phố cuối tháng
kế hoạch tuyển quân năm sau
lịch phun thuốc diệt muỗi
khai mạc giải cầu lông
đối thoại với doanh nghiệp
kiểm tra các quán ăn vỉa hè
lắp camera an ninh
trao học bổng cho học sinh nghèo
thay đổi giờ làm việc
mở rộng đường giao thông
nạo vét kênh mương
bàn giao mặt bằng dự án
tập huấn chữa cháy rừng
thành lập đội bảo vệ
phát thẻ bảo hiểm y tế
giới thiệu người ứng cử
phân công nhiệm vụ cán bộ
tặng quà mẹ việt nam anh hùng
chúc thọ người cao tuổi
cấm xe tải giờ cao điểm
thu phí vệ sinh
xử phạt đổ rác không đúng nơi quy định
hội thi nấu ăn
biểu diễn văn nghệ chào mừng
tiếp nhận đơn khiếu nại
đấu giá quyền sử dụng đất
sửa nhà cho hộ nghèo
công bố quyết định thành lập
cuộc họp giao ban
tuyên dương gia đình hiếu học
khám bệnh miễn phí
dạy bơi cho trẻ em
nước ngập sau mưa lớn
chủ tịch hội nông dân
phó chủ tịch phụ trách kinh tế
bí thư chi bộ thôn
trưởng công an xã
ban công tác mặt trận khu phố
hội viên hội phụ nữ
tổ hòa giải cơ sở
người có công với cách mạng
dâng hương nghĩa trang liệt sĩ
xây dựng đô thị văn minh
nghị quyết hội đồng nhân dân
cải tạo chợ cũ
phòng chống ma túy
đường dây nóng";

fn right(lines: &str) -> (usize, usize) {
    let is_right = |line: &&str| match_key(&restore(&fold(line), 1)[0].text) == match_key(line);
    (lines.lines().filter(is_right).count(), lines.lines().count())
}

#[test]
fn names_and_phrases_come_back() {
    let (names, of_names) = right(NAMES);
    let (phrases, of_phrases) = right(PHRASES);
    let share = (names + phrases) as f64 / (of_names + of_phrases) as f64;
    assert!(share >= 0.85, "{names} of {of_names} names, {phrases} of {of_phrases} phrases");
}

#[test]
fn what_is_tested_was_not_learned() {
    let learned: Vec<&str> = include_str!("../../data/phrases.txt").lines().collect();
    for phrase in PHRASES.lines() {
        assert!(!learned.contains(&phrase), "{phrase}");
    }
}

#[test]
fn marks_case_and_the_rest_are_kept() {
    let first = |text: &str| restore(text, 1)[0].text.clone();
    assert_eq!(first("UBND phuong, Ngày 27/02/2018: HOP DAN"), "UBND phường, Ngày 27/02/2018: HỌP DÂN");
    assert_eq!(first("đuong pho"), "đường phố");
    assert_eq!(first("to dan pho số 9"), "tổ dân phố số 9");
    assert_eq!(first("hội nghị tổng kết"), "hội nghị tổng kết");
    let long = "uy ban nhan dan phuong, ".repeat(500);
    assert_eq!(first(&long), "ủy ban nhân dân phường, ".repeat(500));
    assert_eq!(first(&"hội nghị ".repeat(300)), "hội nghị ".repeat(300));
    assert_eq!(first(""), "");
    assert_eq!(first("covid-19, facebook.com"), "covid-19, facebook.com");
}

#[test]
fn candidates_are_ranked() {
    let candidates = restore("nguyen van hung", 5);
    assert_eq!(candidates.len(), 5);
    assert!(candidates.is_sorted_by(|a, b| a.score >= b.score));
    assert!(candidates.iter().any(|candidate| candidate.text == "nguyễn văn hưng"));
    let sum: f32 = candidates.iter().map(|candidate| candidate.score).sum();
    assert!(sum <= 1.001 && candidates[0].score > 0.1);
}

proptest! {
    /// Only marks change: without them, the candidates are the text, whatever it is.
    #[test]
    fn only_marks_change(text in "[a-zA-Zđêưà0-9 ,.\\-]{0,40}|\\PC{0,20}") {
        let candidates = restore(&text, 3);
        prop_assert!(!candidates.is_empty() && candidates.len() <= 3);
        for candidate in candidates {
            prop_assert_eq!(fold(&candidate.text), fold(&text));
        }
    }

    #[test]
    fn any_keystrokes_pass(text in "[a-zA-Z0-9 ]{0,20}|\\PC{0,20}") {
        if let Some(read) = read_keystrokes(&text) {
            prop_assert!(langbao_text::has_marks(&read));
            prop_assert_eq!(read.split(' ').count(), text.split(' ').count());
        }
    }

    #[test]
    fn full_marks_stay(line in 0..50usize) {
        let phrase = PHRASES.lines().nth(line).unwrap();
        prop_assert_eq!(&restore(phrase, 1)[0].text, phrase);
    }
}
