//! What wards call their sites and the sections of their news.

use crate::one_line::line_key;

/// Names that wards give the sections of their news, as keys.
const SECTIONS: [&str; 64] = [
    "an ninh quốc phòng",
    "an ninh trật tự",
    "bầu cử",
    "bản tin",
    "cải cách hành chính",
    "chỉ đạo điều hành",
    "chính trị",
    "chính sách pháp luật",
    "chuyển đổi số",
    "công đoàn",
    "công tác dân vận",
    "công tác đảng",
    "công tác đoàn thể",
    "công tác mặt trận",
    "dân vận",
    "đảng đoàn thể",
    "đất đai",
    "đời sống",
    "đoàn thanh niên",
    "đoàn thể",
    "giáo dục",
    "giáo dục đào tạo",
    "gương người tốt việc tốt",
    "hoạt động",
    "hoạt động của các đoàn thể",
    "hoạt động của đảng ủy",
    "hoạt động của hđnd",
    "hoạt động của mặt trận và các đoàn thể",
    "hoạt động của ubnd",
    "hoạt động hđnd",
    "hội đồng nhân dân",
    "hội nông dân",
    "hội phụ nữ",
    "kinh tế",
    "kinh tế chính trị",
    "kinh tế xã hội",
    "lao động việc làm",
    "mặt trận đoàn thể",
    "mặt trận tổ quốc",
    "môi trường",
    "nông nghiệp nông thôn",
    "nông thôn mới",
    "người tốt việc tốt",
    "pháp luật",
    "phổ biến giáo dục pháp luật",
    "quốc phòng an ninh",
    "sự kiện",
    "tin hoạt động",
    "tin địa phương",
    "tin trong phường",
    "tin trong xã",
    "tin tức",
    "tin tức hoạt động",
    "tin tức sự kiện",
    "thể dục thể thao",
    "thông báo",
    "thông tin tuyên truyền",
    "trật tự đô thị",
    "văn hóa",
    "văn hóa thể thao",
    "văn hóa xã hội",
    "xã hội",
    "xây dựng đảng",
    "y tế",
];

/// Whether the key ([`line_key`]) is one under which wards file their news.
pub(crate) fn is_section_name(key: &str) -> bool {
    SECTIONS.contains(&key)
}

/// Whether the line is no more than the name of a ward or of its site: "Phường Mẫu", "UBND xã Mẫu", "Trang thông tin
/// điện tử xã Mẫu".
pub(crate) fn is_site_name(line: &str) -> bool {
    const SITES: [&str; 9] = [
        "cổng thông tin điện tử",
        "cổng thông tin",
        "cổng ttđt",
        "trang thông tin điện tử",
        "trang tin điện tử",
        "trang thông tin",
        "trang ttđt",
        "website",
        "cổng dịch vụ công",
    ];
    const UNITS: [&str; 8] = ["phường", "xã", "thị trấn", "huyện", "quận", "thị xã", "thành phố", "tỉnh"];
    const OFFICES: [&str; 6] = [
        "ủy ban nhân dân",
        "uỷ ban nhân dân",
        "ubnd",
        "hđnd ubnd",
        "đảng ủy hđnd ubnd ubmttq",
        "hội đồng nhân dân",
    ];
    if line.chars().count() > 90 {
        return false;
    }
    let key = line_key(line);
    if SITES.iter().any(|site| key.starts_with(site)) {
        return true;
    }
    let (office, place) = match OFFICES.iter().find_map(|office| key.strip_prefix(office)) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, key.as_str()),
    };
    let Some(name) = UNITS.iter().find_map(|unit| place.strip_prefix(unit)) else { return false };
    let words = name.split_whitespace().count();
    // A name has every word with a capital; a headline goes on in small letters.
    let words_of_line: Vec<&str> = line.split_whitespace().collect();
    let is_name =
        words_of_line.iter().rev().take(words).all(|w| w.chars().next().is_some_and(|c| !c.is_lowercase()));
    let shouts = line.chars().all(|c| !c.is_lowercase());
    name.starts_with(' ') && (1..=4).contains(&words) && is_name && (office || !shouts || words <= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sites() {
        for line in
            ["Phường Mẫu Sơn", "UBND xã Tân Mẫu", "TRANG THÔNG TIN ĐIỆN TỬ PHƯỜNG MẪU", "Xã Gò Nổi Mẫu"]
        {
            assert!(is_site_name(line), "{line}");
        }
        for line in
            ["Phường Mẫu ra quân", "Xã Mẫu họp", "Xã hội", "Phường Mẫu Sơn công khai dự toán", "Huyện"]
        {
            assert!(!is_site_name(line), "{line}");
        }
    }
}
