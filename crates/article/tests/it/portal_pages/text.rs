//! What the pages tell: wards that do not exist, in our own words.

use super::dice::Dice;

const UNITS: [&str; 14] = [
    "phường Mẫu Sơn",
    "phường Hoa Đào",
    "xã Sông Trà",
    "xã Đồi Chè",
    "phường Bến Gạo",
    "xã Gò Nổi Mẫu",
    "phường Cầu Đất",
    "xã Ruộng Lớn",
    "thị trấn Chợ Mới Mẫu",
    "xã Khe Đá",
    "phường Vườn Dừa",
    "xã Tân Mẫu",
    "phường Lò Rèn",
    "xã Đầm Sen",
];
const SURNAMES: [&str; 9] = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ"];
const MIDDLES: [&str; 7] = ["Văn", "Thị", "Đức", "Minh", "Thu", "Hữu", "Ngọc"];
const GIVEN: [&str; 12] =
    ["An", "Bình", "Cường", "Dung", "Hạnh", "Khánh", "Lan", "Mai", "Nam", "Phúc", "Quyên", "Thủy"];
const POSTS: [&str; 7] = [
    "Bí thư Đảng ủy",
    "Chủ tịch UBND",
    "Phó Chủ tịch HĐND",
    "Chủ tịch UBMTTQ",
    "Bí thư Đoàn Thanh niên",
    "Chủ tịch Hội Phụ nữ",
    "Trưởng Công an",
];

pub(crate) const SECTIONS: [&str; 18] = [
    "Công tác Đảng",
    "Tin tức - Sự kiện",
    "Kinh tế - Xã hội",
    "Văn hóa - Thể thao",
    "An ninh - Quốc phòng",
    "Cải cách hành chính",
    "Hoạt động của Mặt trận và các đoàn thể",
    "Giáo dục",
    "Y tế",
    "Nông thôn mới",
    "Chuyển đổi số",
    "Tin hoạt động",
    "Thông báo",
    "Môi trường",
    "Chỉ đạo điều hành",
    "Người tốt việc tốt",
    "Xây dựng Đảng",
    "Hoạt động HĐND",
];

/// Subject and what was done; "{u}" is the ward.
const DEEDS: [(&str, &str); 24] = [
    ("Đảng ủy {u} tổ chức hội nghị sơ kết công tác quý", "hội nghị sơ kết công tác"),
    ("{U} ra quân tổng vệ sinh môi trường cuối tuần", "buổi tổng vệ sinh"),
    ("Hội Phụ nữ {u} trao vốn cho hội viên phát triển kinh tế", "lễ trao vốn"),
    ("Khai mạc giải bóng chuyền các khu dân cư {u}", "giải bóng chuyền"),
    ("{U}: Lấy ý kiến nhân dân về tuyến đường mới", "buổi lấy ý kiến"),
    ("Đoàn Thanh niên {u} tập huấn sử dụng dịch vụ công trực tuyến", "lớp tập huấn"),
    ("Công an {u} tuyên truyền phòng cháy tại chợ dân sinh", "buổi tuyên truyền"),
    ("Trạm Y tế {u} tiêm nhắc vắc xin cho trẻ nhỏ", "đợt tiêm"),
    ("Lễ khánh thành nhà văn hóa tổ dân phố số 7", "lễ khánh thành"),
    ("HĐND {u} tiếp xúc cử tri trước kỳ họp giữa năm", "buổi tiếp xúc cử tri"),
    ("Hội Nông dân {u} thăm mô hình trồng nấm của hội viên", "chuyến thăm mô hình"),
    ("{U} gặp mặt các gia đình có công nhân dịp tháng bảy", "buổi gặp mặt"),
    ("Kết quả bước đầu của mô hình \"Ngõ xanh\" ở {u}", "mô hình ngõ xanh"),
    ("Nghiệm thu tuyến kênh nội đồng tại {u}", "công việc nghiệm thu"),
    ("Thông báo lịch tiếp công dân của lãnh đạo {u}", "lịch tiếp công dân"),
    ("Trường tiểu học {u} đón bằng công nhận đạt chuẩn", "lễ đón bằng"),
    ("Ngày hội Đại đoàn kết ở khu dân cư số 3, {u}", "ngày hội"),
    ("{U} diễn tập ứng phó mưa bão và tìm kiếm cứu nạn", "buổi diễn tập"),
    ("Chi bộ tổ dân phố số 12 kết nạp hai đảng viên mới", "lễ kết nạp"),
    ("{U} công khai dự toán thu chi ngân sách", "việc công khai dự toán"),
    ("Hội Cựu chiến binh {u} dâng hương tưởng niệm", "lễ dâng hương"),
    ("Tuyên dương học sinh nghèo vượt khó của {u}", "lễ tuyên dương"),
    ("Rà soát hộ nghèo theo chuẩn mới trên địa bàn {u}", "đợt rà soát"),
    ("{U} ký cam kết không lấn chiếm vỉa hè với các hộ kinh doanh", "lễ ký cam kết"),
];

const SENTENCES: [&str; 30] = [
    "Tham dự {d} có {p}, cùng đại diện các ban, ngành và đông đảo nhân dân {u}.",
    "Phát biểu tại {d}, {p} ghi nhận tinh thần trách nhiệm của các tổ dân phố trong {n} tháng qua.",
    "Theo báo cáo, toàn địa bàn hiện có {m} hộ với gần {k} nhân khẩu, tăng so với cùng kỳ năm trước.",
    "Ban tổ chức đã chuẩn bị chu đáo từ khâu mời đại biểu, trang trí hội trường đến bố trí chỗ để xe cho người dân.",
    "Các ý kiến tập trung vào việc bảo đảm vệ sinh chung, an toàn giao thông và chiếu sáng ở các ngõ nhỏ.",
    "Đến nay, {n} trong số {m} chỉ tiêu được giao đã hoàn thành trước thời hạn, số còn lại đang được khẩn trương thực hiện.",
    "Nhiều hộ gia đình tự nguyện hiến đất, góp ngày công để con đường được mở rộng như mong muốn.",
    "Kinh phí thực hiện là {m} triệu đồng, trong đó nhân dân đóng góp một phần, phần còn lại do ngân sách hỗ trợ.",
    "Sau khi nghe hướng dẫn, bà con trực tiếp thao tác trên điện thoại dưới sự giúp đỡ của tổ công nghệ cộng đồng.",
    "{p} đề nghị các đoàn thể tiếp tục phối hợp chặt chẽ, phân công rõ người, rõ việc và báo cáo kết quả hằng tuần.",
    "Không khí {d} diễn ra sôi nổi, vui tươi và để lại ấn tượng đẹp trong lòng những người tham gia.",
    "Trong thời gian tới, {u} sẽ nhân rộng cách làm này ra {n} khu dân cư còn lại.",
    "Những vướng mắc về giấy tờ đất đai, chế độ chính sách được trả lời ngay hoặc hẹn thời gian giải quyết cụ thể.",
    "Lực lượng dân quân và công an túc trực suốt buổi để giữ gìn trật tự, hướng dẫn người dân đi lại.",
    "Mỗi tổ dân phố cử ít nhất {n} người tham gia, mang theo chổi, xẻng và xe gom rác.",
    "Dịp này, {u} trao {n} suất quà cho các cháu học sinh có hoàn cảnh khó khăn nhưng học giỏi.",
    "Ông bà cao tuổi trong khu phố cho biết đã nhiều năm mới lại thấy không khí chuẩn bị rộn ràng đến thế.",
    "Các hộ kinh doanh cam kết không bày hàng lấn ra lối đi và tự giác thu dọn sau giờ bán.",
    "Việc niêm yết được thực hiện tại trụ sở, nhà văn hóa và trên loa truyền thanh để ai cũng có thể theo dõi.",
    "Tổ giám sát gồm {n} thành viên, do nhân dân bầu ra, theo dõi từng ngày thi công và ghi nhật ký đầy đủ.",
    "Kết thúc {d}, các đại biểu chụp ảnh lưu niệm và thăm khu trưng bày sản phẩm của địa phương.",
    "Thời tiết những ngày qua có mưa rào, song tiến độ chung vẫn được giữ vững nhờ chủ động phương án từ sớm.",
    "Bộ phận một cửa bố trí thêm {n} ghế chờ, nước uống và tờ hướng dẫn bằng chữ lớn cho người già.",
    "Qua kiểm tra, đoàn đánh giá cao việc lưu hồ sơ và nhắc nhở một số nội dung cần bổ sung trước cuối tháng.",
    "Mô hình được bắt đầu từ một sáng kiến nhỏ của chi hội, sau đó lan ra cả {u} chỉ trong {n} tuần.",
    "Đại diện nhà trường cảm ơn sự quan tâm của các cấp và hứa sẽ giữ vững chất lượng dạy và học.",
    "Lịch cụ thể được phân theo từng tổ, bắt đầu lúc {h} giờ sáng và kết thúc trước giờ cơm trưa.",
    "Người dân có thể gửi góp ý về bộ phận văn phòng hoặc nói trực tiếp với tổ trưởng dân phố của mình.",
    "Số liệu cho thấy tỉ lệ hồ sơ nộp qua mạng đạt {n} phần trăm, cao hơn mức trung bình của cả vùng.",
    "Hội đã hướng dẫn kỹ thuật chọn giống, làm đất, bón phân và phòng trừ sâu bệnh cho {m} lượt hội viên.",
];

const HEADINGS: [&str; 6] = [
    "Kết quả đạt được",
    "Một số khó khăn",
    "Nhiệm vụ thời gian tới",
    "1. Mục đích, yêu cầu",
    "II. Tổ chức thực hiện",
    "Phương hướng thực hiện",
];
const CAPTIONS: [&str; 8] = [
    "Quang cảnh {d}",
    "{p} phát biểu tại {d}",
    "Đại biểu chụp ảnh lưu niệm",
    "Đồng chí {q} trao quà cho hội viên",
    "Nhân dân {u} tham gia {d}",
    "Các đồng chí chủ trì {d}",
    "Toàn cảnh buổi làm việc",
    "Bà con xem hướng dẫn trên điện thoại",
];

/// The words of one article.
#[derive(Debug, Clone)]
pub(crate) struct Story {
    pub(crate) unit: &'static str,
    pub(crate) title: String,
    pub(crate) deed: &'static str,
}

pub(crate) fn story(dice: &mut Dice) -> Story {
    let unit = dice.pick(&UNITS);
    let (title, deed) = dice.pick(&DEEDS);
    let mut chars = unit.chars();
    let upper: String = chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect();
    let mut title = title.replace("{u}", unit).replace("{U}", &upper);
    match dice.number(0, 9) {
        0 => title = title.to_uppercase(),
        1 => title.push_str(&format!(" năm {}", dice.number(2012, 2025))),
        2 => title.push_str(&format!(" lần thứ {}", dice.number(2, 30))),
        _ => {}
    }
    Story { unit, title, deed }
}

pub(crate) fn person(dice: &mut Dice) -> String {
    format!("{} {} {}", dice.pick(&SURNAMES), dice.pick(&MIDDLES), dice.pick(&GIVEN))
}

impl Story {
    fn fill(&self, template: &str, dice: &mut Dice) -> String {
        let who = person(dice);
        let filled = template
            .replace("{d}", self.deed)
            .replace("{u}", self.unit)
            .replace("{p}", &format!("đồng chí {who} - {} {}", dice.pick(&POSTS), self.unit))
            .replace("{q}", &who)
            .replace("{n}", &dice.number(2, 60).to_string())
            .replace("{m}", &dice.number(70, 900).to_string())
            .replace("{k}", &dice.number(1000, 9000).to_string())
            .replace("{h}", &dice.number(6, 8).to_string());
        let mut chars = filled.chars();
        chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
    }

    pub(crate) fn sentence(&self, dice: &mut Dice) -> String {
        let template = dice.pick(&SENTENCES);
        self.fill(template, dice)
    }

    pub(crate) fn paragraph(&self, dice: &mut Dice) -> String {
        let count = dice.number(1, 3);
        (0..count).map(|_| self.sentence(dice)).collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn opening(&self, dice: &mut Dice) -> String {
        let when = dice.pick(&[
            "Sáng nay",
            "Chiều qua",
            "Vừa qua",
            "Nhằm thiết thực chào mừng các ngày lễ lớn",
            "Thực hiện kế hoạch công tác năm",
        ]);
        let where_ = dice.pick(&["hội trường UBND", "nhà văn hóa", "sân trường tiểu học", "trụ sở Đảng ủy"]);
        format!(
            "{when}, tại {where_}, {} đã tổ chức {} với sự tham gia của đông đảo cán bộ và nhân dân.",
            self.unit, self.deed
        )
    }

    pub(crate) fn caption(&self, dice: &mut Dice) -> String {
        let template = dice.pick(&CAPTIONS);
        self.fill(template, dice)
    }

    pub(crate) fn heading(dice: &mut Dice) -> &'static str {
        dice.pick(&HEADINGS)
    }

    pub(crate) fn unit_title(&self) -> String {
        let mut chars = self.unit.chars();
        chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
    }
}

/// `Hội nghị, lần 2` → `hoi-nghi-lan-2`, without Đ as one portal drops it.
pub(crate) fn slug(title: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut slug = String::new();
    for c in title.to_lowercase().replace('đ', "").nfd() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !unicode_normalization::char::is_combining_mark(c) && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_matches('-').to_owned()
}

/// Words that a plain HTML text must not hold raw.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
