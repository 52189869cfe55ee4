//! Who is found in a text, and who is not.

use langbao_entities::{PersonName, annotate};

/// Checks the distinct persons of a text, and that each range holds a part of the name.
fn check(text: &str, expected: &[&str]) {
    let mentions = annotate(text);
    let found: Vec<String> =
        mentions.distinct_persons().into_iter().map(|(name, _)| name.as_str().to_owned()).collect();
    assert_eq!(found, expected, "{text}");
    for person in &mentions.persons {
        let written = PersonName::new(&text[person.range.clone()]);
        assert!(person.name.key().ends_with(&written.key()), "{written:?} in {text}");
    }
}

fn authors(text: &str, expected: &[&str]) {
    let mentions = annotate(text);
    let found: Vec<&str> = mentions.authors.iter().map(|author| author.name.as_str()).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn a_meeting_with_its_chair_and_guests() {
    check(
        "Sáng 12/3, Đảng ủy phường Hoa Sứ tổ chức hội nghị giao ban. Đồng chí Tạ Đình Kiên, Bí thư Đảng ủy chủ trì; dự \
         có các đồng chí Lương Thị Bích, Phó Bí thư; Mạc Văn Tường, Chủ tịch UBND phường và đại diện các đoàn thể.",
        &["Tạ Đình Kiên", "Lương Thị Bích", "Mạc Văn Tường"],
    );
}

#[test]
fn a_list_after_one_honorific() {
    check(
        "Tặng quà cho các ông Nguyễn Văn Thực, Lê Bá Chiến (thương binh 1/4) và Phí Đức Lộc.",
        &["Nguyễn Văn Thực", "Lê Bá Chiến", "Phí Đức Lộc"],
    );
}

#[test]
fn a_surname_after_a_bare_unit_word_of_a_post() {
    check("Chủ tịch HĐND huyện Ngô Văn Sỹ trao giấy khen", &["Ngô Văn Sỹ"]);
    check("Phó Chủ tịch UBND phường Đặng Thị Minh Hằng phát động phong trào", &["Đặng Thị Minh Hằng"]);
}

#[test]
fn a_ward_named_after_a_person_is_no_person() {
    check("Chủ tịch UBND xã Hồ Thị Kỷ cho biết", &[]);
    check("Phường Nguyễn Trãi ra mắt tổ tự quản; phường Trần Hưng Đạo đến học tập", &[]);
}

#[test]
fn place_and_person_in_one_run() {
    check("Phó Bí thư Đảng ủy xã Hóc Môn Lê Thị Ngọc Thanh", &["Lê Thị Ngọc Thanh"]);
    check("Chủ tịch UBND phường Ngọc Thụy Nguyễn Mạnh Hà kết luận", &["Nguyễn Mạnh Hà"]);
}

#[test]
fn streets_schools_and_pagodas() {
    check("Công trình trên đường Nguyễn Văn Cừ, Ngô Gia Tự và Nguyễn Sơn đã xong", &[]);
    check("Trường THCS Lý Thường Kiệt, trường tiểu học Lê Quý Đôn, Trường Mầm non Nguyễn Thị Định", &[]);
    check("Lễ dâng hương tại đền thờ Trần Quốc Toản và đình Phạm Ngũ Lão", &[]);
    check("Thu gom rác quanh số nhà 27 Nguyễn Văn Linh và chợ Phạm Văn Hai", &[]);
    check("Máy bơm để ở số nhà 15 Tạ Văn Thuật, ngõ 12 Tống Văn Đe", &[]);
}

#[test]
fn prizes_and_movements() {
    check("Trao giải thưởng Lý Tự Trọng và học bổng Vừ A Dính; phong trào Trần Văn Ơn", &[]);
}

#[test]
fn ho_chi_minh_as_city_league_and_president() {
    check("Thành phố Hồ Chí Minh; Đoàn TNCS Hồ Chí Minh phường; TP. Hồ Chí Minh", &[]);
    check("Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh", &[]);
    check("Đoàn viên ôn lại lời dạy của Chủ tịch Hồ Chí Minh", &["Hồ Chí Minh"]);
}

#[test]
fn one_syllable_after_a_personal_honorific_only() {
    check("Bà Nguyễn Thị Mùi kể lại. Theo bà Mùi, hội đã họp.", &["Nguyễn Thị Mùi"]);
    check("Gia đình ông Tám được hỗ trợ", &["Tám"]);
    check("Đồng chí Bí thư và đồng chí Trưởng ban dự họp; tiếng Anh lớp 5", &[]);
    check("Khu vực Bà Rịa, cống Bà Tuyết và xã Bà Điểm", &[]);
}

#[test]
fn short_forms_are_tied_to_the_full_name() {
    let text = "Đồng chí Thẩm Văn Lợi, Bí thư Chi bộ 3 mở đầu. Đồng chí Lợi đề nghị dọn ngõ. Lợi nói thêm: sẽ làm ngay.";
    check(text, &["Thẩm Văn Lợi"]);
    let mentions = annotate(text);
    assert_eq!(mentions.persons.iter().map(|p| p.short_form).collect::<Vec<_>>(), [false, true, true]);
    assert_eq!(mentions.persons[1].honorific.as_deref(), Some("đồng chí"));
}

#[test]
fn a_short_form_is_tied_to_who_it_may_be() {
    let text = "Ông Lý Văn Hà và bà Tô Ngọc Hà cùng góp. Ông Hà góp công, chị Hà góp của; bà Hà vui.";
    let found: Vec<_> = annotate(text).persons.into_iter().map(|p| p.name.as_str().to_owned()).collect();
    assert_eq!(found, ["Lý Văn Hà", "Tô Ngọc Hà", "Lý Văn Hà", "Tô Ngọc Hà", "Tô Ngọc Hà"]);
}

#[test]
fn a_two_syllable_tail_is_a_short_form() {
    check("Chị Vũ Hoàng Yến Nhi dạy múa. Chị Yến Nhi cho biết lớp mở cuối tuần.", &["Vũ Hoàng Yến Nhi"]);
}

#[test]
fn names_in_capitals() {
    check("ĐỒNG CHÍ BÙI THỊ TUYẾT THĂM HỎI GIA ĐÌNH CHÍNH SÁCH", &["Bùi Thị Tuyết"]);
    check("Dự lễ có đồng chí HOÀNG ĐỨC VIỆT - Chủ tịch UBMTTQ", &["Hoàng Đức Việt"]);
    check(
        "Đ/c LÊ THỊ VÂN KHÁNH THÀNH CÔNG TRÌNH; Đ/C NÔNG VĂN CHẤN TẶNG QUÀ",
        &["Lê Thị Vân", "Nông Văn Chấn"],
    );
    check("KẾ HOẠCH TỔNG VỆ SINH MÔI TRƯỜNG ĐÓN TẾT NGUYÊN ĐÁN", &[]);
}

#[test]
fn titles_of_rank_and_honour() {
    check("Trung tá Phan Hữu Nghĩa, Trưởng Công an phường thông tin", &["Phan Hữu Nghĩa"]);
    check(
        "Viếng liệt sĩ Quàng Văn Pâng và thăm Mẹ Việt Nam anh hùng Trịnh Thị Dậu",
        &["Quàng Văn Pâng", "Trịnh Thị Dậu"],
    );
}

#[test]
fn names_of_the_highlands() {
    check("Già làng Siu H'Nghiêm và ông Y Bluk Êban nhận bằng khen", &["Siu H'Nghiêm", "Y Bluk Êban"]);
    check(
        "Già làng Rơ Châm Hmút và ông K'Brêm; anh Thào A Sử, Hạng A Chư",
        &["Rơ Châm Hmút", "K'Brêm", "Thào A Sử", "Hạng A Chư"],
    );
}

#[test]
fn double_surnames_are_not_cut() {
    check(
        "Em Lê Nguyễn Hoàng Huy và em Trần Phạm Quang Duy đạt giải nhất",
        &["Lê Nguyễn Hoàng Huy", "Trần Phạm Quang Duy"],
    );
}

#[test]
fn an_age_or_a_year_of_birth() {
    check(
        "Công an xác định Lò Văn Inh (SN 1990) và Đỗ Thị Là, 45 tuổi, có mặt",
        &["Lò Văn Inh", "Đỗ Thị Là"],
    );
}

#[test]
fn countries_seas_and_holidays() {
    check("Đón Tết Nguyên Đán Giáp Thìn; gửi quà ra Trường Sa, Hoàng Sa; khu vực Thái Bình Dương", &[]);
    check("Đoàn công tác Hà Nội thăm Thái Bình, Lâm Đồng, Cao Bằng, Mai Động Hoàng Mai", &[]);
}

#[test]
fn credits_and_bylines() {
    authors("Phường dọn rác.\nẢnh: Quỳnh Chi\nTin, ảnh: Tô Minh Khôi", &["Quỳnh Chi", "Tô Minh Khôi"]);
    authors("Phường dọn rác. Ông Ngô Văn Vẻ tham gia.\nTác giả: Hồ Thu Trang", &["Hồ Thu Trang"]);
    authors("Phường dọn rác.\nNhân dân phấn khởi.\nPhạm Thúy Nga", &["Phạm Thúy Nga"]);
    check("Phường dọn rác.\nTin, ảnh: Tô Minh Khôi", &[]);
    check("Phường dọn rác. Ông Ngô Văn Vẻ tham gia.\nẢnh: Tô Minh Khôi", &["Ngô Văn Vẻ"]);
}

#[test]
fn slips_of_the_pen() {
    check("Bà Nguyễn thị Hoa và ông Trần văn Bảy cùng dự", &["Nguyễn Thị Hoa", "Trần Văn Bảy"]);
}

#[test]
fn a_caption_that_begins_with_pictures_is_no_credit() {
    check("Một số hình ảnh: đồng chí Cao Văn Thái tặng quà", &["Cao Văn Thái"]);
}

#[test]
fn a_signature_under_a_post_is_a_person() {
    check(
        "Đề nghị các tổ dân phố thực hiện.\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nDoãn Thị Hiền",
        &["Doãn Thị Hiền"],
    );
}

#[test]
fn a_name_found_once_is_found_everywhere() {
    let text = "NGƯỜI TỐT: KHUẤT THỊ NGÂN\nBà Khuất Thị Ngân ở tổ 4. Nhà Khuất Thị Ngân có vườn rau sạch.";
    check(text, &["Khuất Thị Ngân"]);
    assert_eq!(annotate(text).persons.len(), 3);
}

#[test]
fn a_given_name_that_is_also_an_honorific() {
    check("Em Trịnh Thị Vân Anh, học sinh lớp 7B, nhận quà", &["Trịnh Thị Vân Anh"]);
}

#[test]
fn no_part_of_a_name_is_a_name() {
    check("Tòa tuyên phạt Trần Anh Tuấn Kiệt và Nguyễn Anh Quốc", &["Trần Anh Tuấn Kiệt", "Nguyễn Anh Quốc"]);
}

#[test]
fn a_person_after_a_school_in_a_list() {
    check(
        "Học sinh Trường THPT Đào Văn Sáu (Vĩnh Sơn), Âu Thanh Cũ (17 tuổi) và Tăng Nhĩ Hòa (15 tuổi)",
        &["Âu Thanh Cũ", "Tăng Nhĩ Hòa"],
    );
}

#[test]
fn a_name_is_not_shortened_to_escape_a_place() {
    check("Dọn rác trên đường Hồ Thị Thanh Lợi. Nay Hồ Thị Thanh Lợi thêm hoa.", &[]);
}

#[test]
fn tone_marks_on_either_letter() {
    let text = "Bà Phạm Thị Thuý Hoà họp. Bà Phạm Thị Thúy Hòa nói ở phường Ngọc Thuỵ.";
    check(text, &["Phạm Thị Thúy Hòa"]);
    assert_eq!(annotate(text).places[0].name, "Phường Ngọc Thụy");
}

#[test]
fn academic_titles_with_full_stops() {
    check("Dự có PGS, TS. Vũ Giang và ThS. Lê Hà", &["Vũ Giang", "Lê Hà"]);
}

#[test]
fn a_single_given_name_with_a_post() {
    check("Giao đồng chí Hải, Phó Chủ tịch và đồng chí Trưởng Công an phường thực hiện", &["Hải"]);
}

#[test]
fn a_school_and_its_head_in_one_run() {
    check("Hiệu trưởng trường Tiểu học Ái Mộ Nguyễn Thị Thanh Bình", &["Nguyễn Thị Thanh Bình"]);
}

#[test]
fn what_is_named_after_a_person_is_none() {
    for text in [
        "Quỹ khuyến học Trần Quang Khải trao 20 suất học bổng.",
        "Giải bóng chuyền Phạm Ngọc Thạch lần thứ III khai mạc sáng nay.",
        "Đội bóng Hoàng Anh Gia Lai giao lưu với thanh niên xã.",
        "Công ty TNHH Nguyễn Văn An thi công đoạn kè.",
        "Phường đề nghị đặt tên phố mới Lê Hữu Trác.",
    ] {
        check(text, &[]);
    }
}

#[test]
fn verbs_and_titles_that_are_parts_of_names() {
    check(
        "Ông Thành Ngọc Có và bà Lại Thị Nhàn dự; Mai Sỹ Đoan (SN 1971) vắng",
        &["Thành Ngọc Có", "Lại Thị Nhàn", "Mai Sỹ Đoan"],
    );
}

#[test]
fn heads_of_names_of_the_highlands_and_other_names() {
    let names = |text: &str| -> Vec<String> {
        annotate(text).persons.into_iter().map(|person| person.name.as_str().to_owned()).collect()
    };
    let text = "Già Y Hơ Êban dạy chiêng. Già làng Y Hơ kể; bà H'Chin Rmah hát. Bà H'Chin vui.";
    assert_eq!(names(text), ["Y Hơ Êban", "Y Hơ Êban", "H'Chin Rmah", "H'Chin Rmah"]);
    let text = "Ông Y Siu Byă (Ama Minh) làm trưởng buôn. Già làng Ama Minh vui.";
    assert_eq!(names(text), ["Y Siu Byă"; 3]);
}

#[test]
fn a_province_or_a_newspaper_after_a_post_is_no_person() {
    check(
        "Chủ tịch Hà Nội và Chủ tịch tỉnh Thừa Thiên Huế; phóng viên Tuổi Trẻ Online; người dân Kim Sơn",
        &[],
    );
}

#[test]
fn given_names_stand_alone() {
    let text = "Công an bắt Trịnh Bá Thảo (SN 2006). Thảo khai đã lấy xe; người dân giữ Thảo lại. Hiện Thảo bị tạm giữ.";
    check(text, &["Trịnh Bá Thảo"]);
    assert!(annotate(text).persons.len() >= 3);
}

#[test]
fn a_text_shredded_into_words_is_read_as_one_line() {
    let text = "Đến dự buổi lễ khai giảng nhà trường đón Đ/c Nguyễn Ánh Ngọc - PCT UBND xã Hồng Thủy và các đồng chí đại \
                diện cho chính quyền địa phương cùng đội ngũ cán bộ giáo viên nhân viên học sinh trường Tiểu học";
    check(&text.replace(' ', "\n"), &["Nguyễn Ánh Ngọc"]);
}

#[test]
fn a_former_post_at_the_head_of_a_sentence() {
    check("Nguyên Bí thư Huyện ủy Đức Thọ Tống Văn Đe dâng hương", &["Tống Văn Đe"]);
}

#[test]
fn names_of_the_world() {
    check(
        "Bà Anna Schmidt và ông Bh'riu Liếc trồng cây; chị H' Hằng Niê hát",
        &["Anna Schmidt", "Bh'riu Liếc", "H' Hằng Niê"],
    );
}
