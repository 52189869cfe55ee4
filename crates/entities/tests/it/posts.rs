//! Which posts a text gives whom.

use langbao_entities::annotate;

/// Checks the normal forms of the posts of each distinct person; `*` marks a former one.
fn check(text: &str, expected: &[(&str, &[&str])]) {
    let found: Vec<(String, Vec<String>)> = annotate(text)
        .distinct_persons()
        .into_iter()
        .map(|(name, posts)| {
            let posts =
                posts.into_iter().map(|p| format!("{}{}", if p.former { "*" } else { "" }, p.normalized));
            (name.as_str().to_owned(), posts.collect())
        })
        .collect();
    let expected: Vec<(String, Vec<String>)> = expected
        .iter()
        .map(|(name, posts)| ((*name).to_owned(), posts.iter().map(|p| (*p).to_owned()).collect()))
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn posts_behind_the_name() {
    check(
        "Đ/c Vi Thị Sen, BTĐU, Chủ tịch HĐND phường chủ trì",
        &[("Vi Thị Sen", &["Bí thư Đảng ủy", "Chủ tịch Hội đồng nhân dân phường"])],
    );
    check(
        "ông Lại Văn Sâm - Trưởng phòng Văn hóa - Thông tin quận đến dự",
        &[("Lại Văn Sâm", &["Trưởng phòng Văn hóa - Thông tin quận"])],
    );
    check("bà Đào Thị Kim (Tổ trưởng tổ 12) nói", &[("Đào Thị Kim", &["Tổ trưởng tổ 12"])]);
    check(
        "ông Lại Văn Minh, Bí thư Chi bộ 5, kiêm Tổ trưởng tổ 8 nói",
        &[("Lại Văn Minh", &["Bí thư Chi bộ 5", "Tổ trưởng tổ 8"])],
    );
    check("anh Lò Văn Inh, 31 tuổi, Trưởng bản cho biết", &[("Lò Văn Inh", &["Trưởng bản"])]);
}

#[test]
fn posts_before_the_name() {
    check(
        "Bí thư Đảng ủy, Chủ tịch UBND xã Trịnh Xuân Bái phát biểu",
        &[("Trịnh Xuân Bái", &["Bí thư Đảng ủy", "Chủ tịch Ủy ban nhân dân xã"])],
    );
    check("PCT UBND phường Hà Thị Nhâm", &[("Hà Thị Nhâm", &["Phó Chủ tịch Ủy ban nhân dân phường"])]);
}

#[test]
fn a_post_and_a_comma_before_the_honorific() {
    check(
        "Chủ tịch UBND phường Ngọc Thụy, bà Ninh Thị Sáo cho biết",
        &[("Ninh Thị Sáo", &["Chủ tịch Ủy ban nhân dân phường Ngọc Thụy"])],
    );
    check(
        "ông Tống Văn Đe, Phó Chủ tịch, bà Ninh Thị Sáo cùng dự",
        &[("Tống Văn Đe", &["Phó Chủ tịch"]), ("Ninh Thị Sáo", &[])],
    );
}

#[test]
fn former_posts() {
    check("nguyên Bí thư Chi bộ Ngô Đình Lưu", &[("Ngô Đình Lưu", &["*Bí thư Chi bộ"])]);
    check(
        "cụ Ngô Đình Lưu, nguyên Chủ tịch UBND xã kể",
        &[("Ngô Đình Lưu", &["*Chủ tịch Ủy ban nhân dân xã"])],
    );
}

#[test]
fn posts_that_are_taken_up() {
    check(
        "Đại hội bầu đồng chí Lâm Thị Mận giữ chức Bí thư Chi bộ 7 nhiệm kỳ mới",
        &[("Lâm Thị Mận", &["Bí thư Chi bộ 7"])],
    );
    check(
        "Ông Tào Văn Bích nghỉ. Bà Lâm Thị Mận được bầu làm Tổ trưởng",
        &[("Tào Văn Bích", &[]), ("Lâm Thị Mận", &["Tổ trưởng"])],
    );
}

#[test]
fn fields_and_joined_abbreviations() {
    check(
        "Công chức Văn hóa - Xã hội Hứa Thu Trang; bà Hứa Thị Bền - CT.UBND phường",
        &[
            ("Hứa Thu Trang", &["Công chức Văn hóa - Xã hội"]),
            ("Hứa Thị Bền", &["Chủ tịch Ủy ban nhân dân phường"]),
        ],
    );
}

#[test]
fn where_a_post_ends() {
    check(
        "Cảm ơn ông Tống Văn Đe, Tổ trưởng TDP số 3 phường An Sứ 19 năm qua",
        &[("Tống Văn Đe", &["Tổ trưởng tổ dân phố số 3 phường An Sứ"])],
    );
    check("ông Tống Văn Đe, Bí thư Chi bộ An Sứ 3 nhận quà", &[("Tống Văn Đe", &["Bí thư Chi bộ An Sứ 3"])]);
    check("ông Tống Văn Đe, Chủ tịch phường tổ chức lễ", &[("Tống Văn Đe", &["Chủ tịch phường"])]);
    check(
        "ông Tống Văn Đe, Trưởng phòng GD&ĐT huyện",
        &[("Tống Văn Đe", &["Trưởng phòng Giáo dục và Đào tạo huyện"])],
    );
    check("Giám đốc HTX Nông nghiệp Đồng Sứ ký", &[]);
}

#[test]
fn a_post_taken_up_is_not_the_next_ones() {
    check(
        "Bà Chử Thị Quý được bầu làm Chủ tịch UBND xã, ông Thân Văn Đe làm Phó Chủ tịch UBND xã.",
        &[
            ("Chử Thị Quý", &["Chủ tịch Ủy ban nhân dân xã"]),
            ("Thân Văn Đe", &["Phó Chủ tịch Ủy ban nhân dân xã"]),
        ],
    );
}

#[test]
fn a_place_in_a_post_is_written_out() {
    check(
        "Dự có Phó Chủ tịch UBND TP. Hải Dương Trịnh Văn Khảo",
        &[("Trịnh Văn Khảo", &["Phó Chủ tịch Ủy ban nhân dân Thành phố Hải Dương"])],
    );
}

#[test]
fn each_person_has_their_own_posts() {
    check(
        "Dự có đồng chí Mai Văn Tân, Bí thư Đảng ủy; Phó Chủ tịch HĐND Tô Thị Hạ, Trưởng Ban Pháp chế; ông Lữ Quang Anh.",
        &[
            ("Mai Văn Tân", &["Bí thư Đảng ủy"]),
            ("Tô Thị Hạ", &["Phó Chủ tịch Hội đồng nhân dân", "Trưởng Ban Pháp chế"]),
            ("Lữ Quang Anh", &[]),
        ],
    );
    check(
        "Mai Văn Tân, Bí thư Đảng ủy, Phó Chủ tịch HĐND phường Tô Thị Hạ cùng ký",
        &[("Mai Văn Tân", &["Bí thư Đảng ủy"]), ("Tô Thị Hạ", &["Phó Chủ tịch Hội đồng nhân dân phường"])],
    );
}

#[test]
fn one_post_in_two_spellings_is_one() {
    check(
        "Đồng chí Vi Thị Sen, Bí thư Đảng ủy chủ trì.\nĐ/c Vi Thị Sen, BTĐU phát biểu.",
        &[("Vi Thị Sen", &["Bí thư Đảng ủy"])],
    );
}

#[test]
fn a_signature_has_the_post_above_it() {
    check(
        "Nơi nhận: như trên.\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nDoãn Thị Hiền",
        &[("Doãn Thị Hiền", &["Phó Chủ tịch"])],
    );
}

#[test]
fn titles_are_posts_too() {
    check(
        "Thượng tá, ThS Lê Bá Cường, Trưởng Công an huyện và liệt sĩ Ngô Đình Lưu; thương binh hạng 1/4 Tô Đức",
        &[
            ("Lê Bá Cường", &["Thượng tá", "Trưởng Công an huyện"]),
            ("Ngô Đình Lưu", &["Liệt sĩ"]),
            ("Tô Đức", &["Thương binh hạng 1/4"]),
        ],
    );
}

#[test]
fn a_post_behind_a_semicolon_or_colon() {
    check(
        "có đồng chí: Ninh Thị Sáo; Bí thư Đảng ủy, Chủ tịch HĐND, Đồng chí : Tống Văn Đe: Chủ tịch UBND xã",
        &[
            ("Ninh Thị Sáo", &["Bí thư Đảng ủy", "Chủ tịch Hội đồng nhân dân"]),
            ("Tống Văn Đe", &["Chủ tịch Ủy ban nhân dân xã"]),
        ],
    );
    check(
        "Chủ tịch HĐND huyện Tống Văn Đe; Ủy viên Ban Thường vụ, Phó Chủ tịch HĐND huyện Ninh Thị Sáo dự",
        &[
            ("Tống Văn Đe", &["Chủ tịch Hội đồng nhân dân huyện"]),
            ("Ninh Thị Sáo", &["Ủy viên Ban Thường vụ", "Phó Chủ tịch Hội đồng nhân dân huyện"]),
        ],
    );
}

#[test]
fn one_post_taken_up_by_several() {
    check(
        "Các đồng chí Ninh Thị Sáo và Tống Văn Đe được bầu giữ chức Phó Bí thư",
        &[("Ninh Thị Sáo", &["Phó Bí thư"]), ("Tống Văn Đe", &["Phó Bí thư"])],
    );
}

#[test]
fn acting_heads_terms_and_places() {
    let text = "UBND xã Hóc Môn họp. Ông Tống Văn Đe, Q. Chủ tịch UBND xã, nhiệm kỳ 2021–2026 chủ trì";
    let post = annotate(text).persons[0].posts[0].clone();
    assert_eq!((post.normalized.as_str(), post.acting), ("Quyền Chủ tịch Ủy ban nhân dân xã", true));
    assert_eq!((post.office.as_str(), post.body.as_deref()), ("Quyền Chủ tịch", Some("Ủy ban nhân dân")));
    assert_eq!(post.place.as_deref(), Some("Xã Hóc Môn"));
    assert!(!post.place_ids.is_empty());
    assert_eq!(post.term, Some((2021, 2026)));
}

#[test]
fn a_verb_that_is_a_field_ends_a_post() {
    check(
        "ông Tống Văn Đe, Chủ tịch UBND huyện kiểm tra đê",
        &[("Tống Văn Đe", &["Chủ tịch Ủy ban nhân dân huyện"])],
    );
    check("ông Tống Văn Đe, Trưởng ban kiểm tra hội", &[("Tống Văn Đe", &["Trưởng ban kiểm tra hội"])]);
}
