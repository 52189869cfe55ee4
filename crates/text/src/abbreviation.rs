//! Abbreviations of local news and what they stand for.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use crate::key::fold_key;

/// A stretch of a query that is also written another way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expansion {
    /// Which of the syllables given, half-open.
    pub range: Range<usize>,
    /// The other ways, in match-key form, syllables separated by spaces: `ủy ban nhân dân` for `ubnd`, and `ubnd` for
    /// `ủy ban nhân dân`.
    pub to: Vec<&'static str>,
}

/// Which way an abbreviation may be read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Both ways, with and without marks.
    Both,
    /// Both ways, but the abbreviation must be typed with its marks: without them it is a common syllable (`ĐU`, `du`).
    Marked,
    /// From the abbreviation to the words only: one letter stands for too much.
    Forth,
}
use Way::{Both, Forth, Marked};

/// Abbreviation, its words, the way; in match-key form. Several rows may share a side.
const TABLE: &[(&str, &str, Way)] = &[
    // Bodies.
    ("ubnd", "ủy ban nhân dân", Both),
    ("hđnd", "hội đồng nhân dân", Both),
    ("mttq", "mặt trận tổ quốc", Both),
    ("mttqvn", "mặt trận tổ quốc việt nam", Both),
    ("ubmttq", "ủy ban mặt trận tổ quốc", Both),
    ("ubmttqvn", "ủy ban mặt trận tổ quốc việt nam", Both),
    ("ubkt", "ủy ban kiểm tra", Both),
    ("đu", "đảng ủy", Marked),
    ("vpđu", "văn phòng đảng ủy", Both),
    ("vp", "văn phòng", Both),
    ("btv", "ban thường vụ", Both),
    ("btvđu", "ban thường vụ đảng ủy", Both),
    ("bch", "ban chấp hành", Both),
    ("bcđ", "ban chỉ đạo", Both),
    ("bchqs", "ban chỉ huy quân sự", Both),
    ("btc", "ban tổ chức", Both),
    ("bql", "ban quản lý", Both),
    ("bgh", "ban giám hiệu", Both),
    ("tw", "trung ương", Both),
    ("đtn", "đoàn thanh niên", Both),
    ("tncs", "thanh niên cộng sản", Both),
    ("tntp", "thiếu niên tiền phong", Both),
    ("lđlđ", "liên đoàn lao động", Both),
    ("lhpn", "liên hiệp phụ nữ", Both),
    ("hpn", "hội phụ nữ", Both),
    ("ccb", "cựu chiến binh", Both),
    ("ctđ", "chữ thập đỏ", Both),
    ("nct", "người cao tuổi", Both),
    ("clb", "câu lạc bộ", Both),
    ("htx", "hợp tác xã", Both),
    ("qđnd", "quân đội nhân dân", Both),
    ("cand", "công an nhân dân", Both),
    ("tand", "tòa án nhân dân", Both),
    ("vksnd", "viện kiểm sát nhân dân", Both),
    ("dqtv", "dân quân tự vệ", Both),
    ("csđt", "cảnh sát điều tra", Both),
    ("csgt", "cảnh sát giao thông", Both),
    ("cskv", "cảnh sát khu vực", Both),
    // Posts and persons.
    ("đ/c", "đồng chí", Both),
    ("đc", "đồng chí", Marked),
    ("btđu", "bí thư đảng ủy", Both),
    ("pbt", "phó bí thư", Both),
    ("pct", "phó chủ tịch", Both),
    ("cnvc", "công nhân viên chức", Both),
    ("cnvclđ", "công nhân viên chức lao động", Both),
    ("cbcc", "cán bộ công chức", Both),
    ("cbccvc", "cán bộ công chức viên chức", Both),
    ("cbcnv", "cán bộ công nhân viên", Both),
    ("hs", "học sinh", Both),
    ("gv", "giáo viên", Both),
    ("nvqs", "nghĩa vụ quân sự", Both),
    // Units and places.
    ("tdp", "tổ dân phố", Both),
    ("kdc", "khu dân cư", Both),
    ("tp", "thành phố", Both),
    ("tx", "thị xã", Both),
    ("tt", "thị trấn", Both),
    ("p", "phường", Forth),
    ("q", "quận", Forth),
    ("h", "huyện", Forth),
    ("x", "xã", Forth),
    ("hn", "hà nội", Both),
    ("hcm", "hồ chí minh", Both),
    ("tphcm", "thành phố hồ chí minh", Both),
    ("tp hcm", "thành phố hồ chí minh", Both),
    ("vn", "việt nam", Both),
    ("chxhcn", "cộng hòa xã hội chủ nghĩa", Both),
    ("xhcn", "xã hội chủ nghĩa", Both),
    // Schools and houses.
    ("mn", "mầm non", Both),
    ("thcs", "trung học cơ sở", Both),
    ("thpt", "trung học phổ thông", Both),
    ("tyt", "trạm y tế", Both),
    ("nvh", "nhà văn hóa", Both),
    ("shcđ", "sinh hoạt cộng đồng", Both),
    // Matters.
    ("kt xh", "kinh tế xã hội", Both),
    ("ktxh", "kinh tế xã hội", Both),
    ("anqp", "an ninh quốc phòng", Both),
    ("qpan", "quốc phòng an ninh", Both),
    ("qp an", "quốc phòng an ninh", Both),
    ("ttatxh", "trật tự an toàn xã hội", Both),
    ("antt", "an ninh trật tự", Both),
    ("atgt", "an toàn giao thông", Both),
    ("attp", "an toàn thực phẩm", Both),
    ("vsattp", "vệ sinh an toàn thực phẩm", Both),
    ("vsmt", "vệ sinh môi trường", Both),
    ("ttđt", "trật tự đô thị", Both),
    ("ttxd", "trật tự xây dựng", Both),
    ("pccc", "phòng cháy chữa cháy", Both),
    ("cnch", "cứu nạn cứu hộ", Both),
    ("gpmb", "giải phóng mặt bằng", Both),
    ("gcn", "giấy chứng nhận", Both),
    ("qsdđ", "quyền sử dụng đất", Both),
    ("qlđt", "quản lý đô thị", Both),
    ("tnmt", "tài nguyên môi trường", Both),
    ("ntm", "nông thôn mới", Both),
    ("đtvm", "đô thị văn minh", Both),
    ("gđvh", "gia đình văn hóa", Both),
    ("bhyt", "bảo hiểm y tế", Both),
    ("bhxh", "bảo hiểm xã hội", Both),
    ("bhtn", "bảo hiểm thất nghiệp", Both),
    ("cchc", "cải cách hành chính", Both),
    ("tthc", "thủ tục hành chính", Both),
    ("cntt", "công nghệ thông tin", Both),
    ("tdtt", "thể dục thể thao", Both),
    ("vhvn", "văn hóa văn nghệ", Both),
    ("gdđt", "giáo dục đào tạo", Both),
    ("gd đt", "giáo dục đào tạo", Both),
    ("khhgđ", "kế hoạch hóa gia đình", Both),
    ("sxh", "sốt xuất huyết", Both),
    ("qđ", "quyết định", Both),
    ("nq", "nghị quyết", Both),
    ("v/v", "về việc", Both),
];

/// From a side in match-key or folded form to the other sides, and the greatest number of syllables of a side.
static SIDES: LazyLock<(HashMap<String, Vec<&'static str>>, usize)> = LazyLock::new(|| {
    let mut sides: HashMap<String, Vec<&'static str>> = HashMap::new();
    let mut longest = 0;
    let mut add = |from: String, to: &'static str| {
        longest = longest.max(from.split(' ').count());
        let to_list = sides.entry(from).or_default();
        if !to_list.contains(&to) {
            to_list.push(to);
        }
    };
    for (short, long, way) in TABLE {
        add((*short).to_owned(), long);
        if *way != Marked {
            add(fold_key(short), long);
        }
        if *way != Forth {
            add((*long).to_owned(), short);
            add(fold_key(long), short);
        }
    }
    (sides, longest)
});

/// Finds abbreviations of the domain, and texts that have one, in a row of syllables in match-key or folded form.
/// Ranges are in order and do not overlap; the longest stretch wins.
pub fn expansions(syllables: &[&str]) -> Vec<Expansion> {
    let (sides, longest) = &*SIDES;
    let mut found = Vec::new();
    let mut start = 0;
    while start < syllables.len() {
        let lengths = (1..=(*longest).min(syllables.len() - start)).rev();
        let side =
            lengths.filter_map(|n| Some((n, sides.get(&syllables[start..start + n].join(" "))?))).next();
        match side {
            Some((length, to)) => {
                found.push(Expansion { range: start..start + length, to: to.clone() });
                start += length;
            }
            None => start += 1,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::match_key;

    #[track_caller]
    fn check(query: &str, expected: &[(Range<usize>, &[&str])]) {
        let syllables: Vec<&str> = query.split(' ').collect();
        let found = expansions(&syllables);
        let found: Vec<(Range<usize>, &[&str])> = found.iter().map(|e| (e.range.clone(), &*e.to)).collect();
        assert_eq!(found, expected, "{query}");
    }

    #[test]
    fn both_ways() {
        check("ubnd phường", &[(0..1, &["ủy ban nhân dân"])]);
        check("chủ tịch ủy ban nhân dân", &[(2..6, &["ubnd"])]);
        check("hđnd", &[(0..1, &["hội đồng nhân dân"])]);
        check("đ/c phước", &[(0..1, &["đồng chí"])]);
        check("đồng chí", &[(0..2, &["đ/c", "đc"])]);
        check("tp hcm", &[(0..2, &["thành phố hồ chí minh"])]);
        check("phát triển kinh tế xã hội", &[(2..6, &["kt xh", "ktxh"])]);
    }

    #[test]
    fn without_marks() {
        check("uy ban nhan dan", &[(0..4, &["ubnd"])]);
        check("hdnd va bch", &[(0..1, &["hội đồng nhân dân"]), (2..3, &["ban chấp hành"])]);
        check("d/c phuoc", &[(0..1, &["đồng chí"])]);
        check("du lich", &[]);
        check("đu", &[(0..1, &["đảng ủy"])]);
    }

    #[test]
    fn the_longest_stretch_wins() {
        check("bí thư đảng ủy", &[(0..4, &["btđu"])]);
        check("ủy ban mặt trận tổ quốc việt nam", &[(0..8, &["ubmttqvn"])]);
    }

    #[test]
    fn one_letter_goes_one_way() {
        check("p ngọc thụy q long biên", &[(0..1, &["phường"]), (3..4, &["quận"])]);
        check("phường quận", &[]);
    }

    #[test]
    fn the_table_is_in_match_key_form() {
        for (short, long, way) in TABLE {
            assert_eq!((match_key(short), match_key(long)), ((*short).to_owned(), (*long).to_owned()));
            assert_eq!(*way == Forth, short.chars().count() == 1, "{short}");
        }
    }

    #[test]
    fn anything_may_be_asked() {
        check("", &[]);
        assert_eq!(expansions(&[]), []);
    }
}
