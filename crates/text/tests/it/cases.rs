//! Texts of local news and the tokens they must become.

use langbao_text::{Analysis, Analyzer, Stream, WordWriter, expansions};
use unicode_normalization::UnicodeNormalization;

fn analyze(text: &str) -> Analysis {
    Analyzer::new().analyze(text)
}

fn texts(stream: &Stream) -> String {
    stream.iter().map(|t| t.text).collect::<Vec<_>>().join(" | ")
}

/// Checks the segmented text, in small letters.
#[track_caller]
fn words(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(Analyzer::new().segmented(text).to_lowercase(), *expected, "{text}");
    }
}

/// Checks the exact tokens.
#[track_caller]
fn exact(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(texts(&analyze(text).exact), *expected, "{text}");
    }
}

#[test]
fn one_ward_in_four_spellings() {
    let text = "Ủy ban nhân dân phường Ngọc Thụy";
    let nfd: String = text.nfd().collect();
    for text in [text, "Uỷ ban nhân dân phường Ngọc Thuỵ", nfd.as_str(), "UỶ BAN NHÂN DÂN PHƯỜNG NGỌC THUỴ"]
    {
        let found = analyze(text);
        assert_eq!(texts(&found.words), "ủy_ban_nhân_dân | ngọc_thụy");
        assert_eq!(texts(&found.exact), "ủy | ban | nhân | dân | phường | ngọc | thụy");
        assert_eq!(texts(&found.folded), "uy | ban | nhan | dan | phuong | ngoc | thuy");
        assert_eq!(
            texts(&found.bigrams),
            "ủy ban | ban nhân | nhân dân | dân phường | phường ngọc | ngọc thụy"
        );
        assert_eq!(
            texts(&found.folded_bigrams),
            "uy ban | ban nhan | nhan dan | dan phuong | phuong ngoc | ngoc thuy"
        );
        let positions: Vec<usize> = found.exact.iter().map(|t| t.position).collect();
        assert_eq!(positions, [0, 1, 2, 3, 4, 5, 6]);
        // Ranges are those of the text as given.
        let ward = found.words.iter().last().unwrap();
        assert_eq!(text[ward.range.clone()].split(' ').count(), 2);
        assert_eq!(ward.range.end, text.len());
        assert_eq!(ward.position, 5);
    }
}

#[test]
fn bodies_and_posts_are_words() {
    words(&[
        ("Hội đồng nhân dân phường", "hội_đồng_nhân_dân phường"),
        ("Mặt trận Tổ quốc", "mặt_trận_tổ_quốc"),
        ("Ban Thường vụ Đảng ủy", "ban_thường_vụ đảng_ủy"),
        ("Đồng chí Thẩm Bá Phước, Bí thư Đảng ủy", "đồng_chí thẩm_bá_phước, bí_thư đảng_ủy"),
        ("các đồng chí ủy viên", "các đồng_chí ủy_viên"),
        ("Nguyễn Viết Tấn - Phó bí thư thường trực", "nguyễn_viết_tấn - phó bí_thư thường_trực"),
        ("Chủ tịch, phó chủ tịch", "chủ_tịch, phó chủ_tịch"),
        // The reading "pupils learn biology" would be better.
        ("học sinh học sinh học", "học_sinh học_sinh học"),
        ("được bầu và trở thành ủy viên", "được bầu và trở_thành ủy_viên"),
        ("Ủy ban tổ chức hội nghị", "ủy_ban tổ_chức hội_nghị"),
        ("chính trị - xã hội", "chính_trị - xã_hội"),
        ("tổ dân phố số 5", "tổ_dân_phố số 5"),
        ("hoà bình, thuỷ lợi", "hòa_bình, thủy_lợi"),
        ("nhà hàng xóm", "nhà hàng_xóm"),
        ("“Xây dựng nông thôn mới”", "\"xây_dựng nông_thôn_mới\""),
        ("xã hội, xa\u{303} hội, xã\u{a0}hội, xã\u{200b} hội", "xã_hội, xã_hội, xã_hội, xã_hội"),
        ("ủy  ban", "ủy_ban"),
    ]);
}

/// Checks the words as a treebank would cut them.
#[track_caller]
fn written(cases: &[(&str, &str)]) {
    let mut writer = WordWriter::new();
    for (text, expected) in cases {
        let mut out = Vec::new();
        writer.write(text.as_bytes(), &mut out);
        assert_eq!(String::from_utf8_lossy(&out), *expected);
    }
}

#[test]
fn words_are_written_as_a_treebank_cuts_them() {
    written(&[
        ("Uỷ ban nhân dân phường Ngọc Thuỵ", "Uỷ_ban_nhân_dân phường Ngọc_Thuỵ"),
        ("HỘI ĐỒNG NHÂN DÂN PHƯỜNG", "HỘI_ĐỒNG_NHÂN_DÂN PHƯỜNG"),
        ("Đồng chí Thẩm Bá Phước, Bí thư Đảng ủy", "Đồng_chí Thẩm_Bá_Phước , Bí_thư Đảng_ủy"),
        ("Nguyễn Viết Tấn - Phó bí thư thường trực", "Nguyễn_Viết_Tấn - Phó bí_thư thường_trực"),
        ("P.Ngọc Thụy, Q. Long Biên, TP.HCM", "P.Ngọc_Thụy , Q . Long_Biên , TP.HCM"),
        ("Số 123/QĐ-UBND ngày 27/02/2018", "Số 123/QĐ-UBND ngày 27/02/2018"),
        ("“Xây dựng nông thôn mới”", "“ Xây_dựng nông_thôn mới ”"),
        ("tổ dân phố số 5, nhà hàng xóm", "tổ_dân_phố số 5 , nhà hàng_xóm"),
        ("vpub@longbien.hanoi.gov.vn", "vpub@longbien.hanoi.gov.vn"),
    ]);
}

#[test]
fn abbreviations_are_read_both_ways() {
    let to = |query: &[&str]| expansions(query).into_iter().flat_map(|e| e.to).collect::<Vec<_>>();
    assert_eq!(to(&["ubnd"]), ["ủy ban nhân dân"]);
    assert_eq!(to(&["ủy", "ban", "nhân", "dân"]), ["ubnd"]);
    assert_eq!(to(&["hdnd"]), ["hội đồng nhân dân"]);
    assert_eq!(to(&["ubmttq"]), ["ủy ban mặt trận tổ quốc"]);
    assert_eq!(to(&["tp", "hcm"]), ["thành phố hồ chí minh"]);
    for short in
        ["btđu", "đu", "btv", "bch", "tdp", "vpđu", "clb", "thcs", "attp", "pccc", "dqtv", "nvqs", "cchc"]
    {
        assert!(!to(&[short]).is_empty(), "{short}");
    }
}

#[test]
fn a_name_is_one_word_however_it_is_typed() {
    for name in ["Thẩm Bá Phước", "thẩm bá phước", "THẨM BÁ PHƯỚC", "Đồng chí Thẩm Bá Phước phát biểu"]
    {
        assert!(texts(&analyze(name).words).contains("thẩm_bá_phước"), "{name}");
    }
}

#[test]
fn a_word_does_not_span_a_mark_or_a_line() {
    for text in ["ủy\nban", "ủy, ban", "ủy. ban", "ủy-ban", "ủy “ban”"] {
        assert_eq!(texts(&analyze(text).words), "", "{text}");
    }
}

#[test]
fn spellings_of_a_syllable_meet() {
    exact(&[
        ("khoẻ khỏe loá lóa", "khỏe | khỏe | lóa | lóa"),
        ("quý quả quỳ giờ già hoài thuyền toàn", "quý | quả | quỳ | giờ | già | hoài | thuyền | toàn"),
        ("kĩ thuật Mĩ lí do", "kỹ | thuật | mỹ | lý | do"),
        ("tai tay thúi thúy", "tai | tay | thúi | thúy"),
        ("Ðống Đa, đường, Đường", "đống | đa | đường | đường"),
    ]);
}

#[test]
fn abbreviations_are_tokens() {
    exact(&[
        ("UBND HĐND MTTQ BTĐU", "ubnd | hđnd | mttq | btđu"),
        ("HĐND-UBND", "hđnd | ubnd"),
        ("Đ/c Thẩm Bá Phước", "đ/c | thẩm | bá | phước"),
        ("P. Ngọc Thụy, Q. Long Biên, TP. Hà Nội", "p | ngọc | thụy | q | long | biên | tp | hà | nội"),
        ("P.Ngọc Thụy, Q.Long Biên, TP.HCM", "p | ngọc | thụy | q | long | biên | tp | hcm"),
    ]);
    assert_eq!(texts(&analyze("HĐND Đ/c").folded), "hdnd | d/c");
    assert_eq!(texts(&analyze("TP. Hà Nội. Hôm nay").bigrams), "tp hà | hà nội | hôm nay");
}

#[test]
fn compounds_stand_beside_their_parts() {
    exact(&[
        ("123/QĐ-UBND", "123/qđ-ubnd | 123 | qđ | ubnd"),
        ("27/02/2018", "2018-02-27 | 27 | 02 | 2018"),
        ("27-02-2018", "2018-02-27 | 27 | 02 | 2018"),
        ("27.02.2018", "2018-02-27 | 27 | 02 | 2018"),
        ("ngày 5/3/2018", "ngày | 2018-03-05 | 5 | 3 | 2018"),
        ("tháng 02/2018", "tháng | 2018-02 | 02 | 2018"),
        ("24/7", "24/7 | 24 | 7"),
        ("18:00", "18:00 | 18 | 00"),
        ("18h30", "18:30 | 18 | h30"),
        ("18 giờ 30", "18:30 | 18 | giờ | 30"),
        ("1.234.567,89 đồng", "1234567,89 | đồng"),
        ("12,5%", "12,5"),
        ("1.500m2, 1.500 m²", "1500 | m2 | 1500 | m2"),
        ("năm 2018, 1975-2025", "năm | 2018 | 1975 | 2025"),
        ("Covid-19, COVID 19", "covid | 19 | covid | 19"),
        ("longbien.hanoi.gov.vn", "longbien.hanoi.gov.vn | longbien | hanoi | gov | vn"),
        ("0243.872.1234", "02438721234"),
    ]);
    let found = analyze("số 123/QĐ-UBND ngày");
    let positions: Vec<usize> = found.exact.iter().map(|t| t.position).collect();
    assert_eq!(positions, [0, 1, 1, 2, 3, 4]);
    assert_eq!(texts(&found.folded), "so | 123/qd-ubnd | 123 | qd | ubnd | ngay");
    assert_eq!(texts(&found.bigrams), "số 123 | 123 qđ | qđ ubnd | ubnd ngày");
    let mail = analyze("vpub@longbien.hanoi.gov.vn");
    assert_eq!(
        texts(&mail.exact),
        "vpub@longbien.hanoi.gov.vn | vpub | longbien.hanoi.gov.vn | longbien | hanoi | gov | vn"
    );
}

#[test]
fn nothing_is_nothing() {
    for text in ["", " \n ", "… — “”!?", "\u{301}\u{200b}", "😀😀"] {
        let found = analyze(text);
        assert_eq!(
            [found.exact, found.bigrams, found.words],
            [Stream::default(), Stream::default(), Stream::default()],
            "{text:?}"
        );
    }
    let long = "a".repeat(1 << 20);
    assert!(analyze(&long).exact.iter().all(|t| t.text.len() <= 64));
}

#[test]
fn a_sample_article_passes() {
    let text = "Tin địa phương\n\nPhường Bồ Đề ra quân dọn vệ sinh\n12/03/2019 | 08:15\n\nSáng 12/3, hơn 200 hội viên Hội Phụ nữ \
        và đoàn viên thanh niên P. Bồ Đề đã dọn 3,5 km đường ven sông. Đ/c Lê Thu Hà, BTĐU, đến động viên.";
    let found = analyze(text);
    for (token, slice) in [("2019-03-12", "12/03/2019"), ("08:15", "08:15"), ("đ/c", "Đ/c"), ("3,5", "3,5")]
    {
        let token = found.exact.iter().find(|t| t.text == token).unwrap();
        assert_eq!(&text[token.range.clone()], slice);
    }
    let words = texts(&found.words);
    for word in ["bồ_đề", "vệ_sinh", "hội_phụ_nữ", "đoàn_viên", "lê_thu_hà", "động_viên"]
    {
        assert!(words.split(" | ").any(|w| w == word), "{word} in {words}");
    }
}
