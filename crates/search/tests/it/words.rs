//! Plain words: all must occur, marks count as typed.

use langbao_search::{Accents, QueryWarning, SearchRequest};

use crate::house::{House, article, ids, query};

fn with(q: &str, accents: Accents) -> SearchRequest {
    SearchRequest { accents, ..query(q) }
}

#[test]
fn all_words_must_occur_in_title_or_body() {
    let house = House::of_news();
    house.check_q("trồng rừng", &[3]);
    house.check_q("đình phả", &[6]);
    house.check_q("rừng phả", &[]);
    house.check_q("Thông báo", &[2]);
}

#[test]
fn spellings_of_one_word_are_one() {
    let house = House::of_news();
    house.check_q("Ngọc Thụy", &[1, 7, 8]);
    house.check_q("NGỌC THUỴ", &[1, 7, 8]);
    // Decomposed: n g o + dot below.
    house.check_q("Ngo\u{323}c Thu\u{323}y", &[1, 7, 8]);
}

#[test]
fn words_without_marks_find_any_marking() {
    let house = House::of_news();
    house.check_q("ngoc thuy", &[1, 7, 8]);
    house.check_q("thong bao lich", &[2, 5]);
    house.check(&with("thong bao lich", Accents::Exact), &[5]);
    // One word with marks, one without.
    house.check_q("báo lich", &[2]);
    house.check_q("lịch tiep", &[2]);
}

#[test]
fn marks_that_nothing_has_are_ignored_with_a_warning() {
    let house = House::of_news();
    let hits = house.search(&query("tiêm chủng"));
    assert_eq!(ids(&hits), [5]);
    assert_eq!(hits.warnings, [QueryWarning::AccentsIgnored]);
    house.check(&with("tiêm chủng", Accents::Exact), &[]);
    house.check(&with("tiêm chủng", Accents::Ignore), &[5]);
    assert_eq!(house.search(&query("Ngọc Thụy")).warnings, []);
    assert_eq!(house.search(&query("tiếc nuối")).warnings, []);
}

#[test]
fn narrowing_a_search_never_shows_other_markings() {
    let house = House::of_news();
    // Thẩm is in site ngocthuy alone; the other site has Thẳm.
    let request = SearchRequest { sites: vec!["boxuyen".parse().unwrap()], ..query("Thẩm Bá Phước") };
    let hits = house.search(&request);
    assert_eq!((ids(&hits), hits.warnings), (vec![], vec![]));
}

#[test]
fn marks_tell_names_apart() {
    let house = House::of_news();
    house.check(&with("thẳm bá phước", Accents::Exact), &[3]);
    house.check(&with("Thẩm Bá Phước", Accents::Exact), &[1, 2]);
    house.check(&with("thẩm bá phước", Accents::Ignore), &[1, 2, 3]);
    house.check_q("tham ba phuoc", &[1, 2, 3]);
}

#[test]
fn a_number_matches_whole_or_by_its_parts() {
    let house = House::of_news();
    house.check_q("32/QĐ-UBND", &[1, 4]);
    house.check_q("32/qd-ubnd", &[1, 4]);
    house.check_q("127/KH-UBND", &[2]);
    house.check_q("33/QĐ-UBND", &[]);
}

#[test]
fn abbreviations_are_written_out_both_ways() {
    let house = House::of_news();
    let hits = house.search(&query("UBND phường lịch"));
    assert_eq!(ids(&hits), [2]);
    let hits = house.search(&query("ubnd ra quân"));
    assert_eq!(ids(&hits), [1]);
    let expanded =
        |from: &str, to: &str| QueryWarning::Expanded { from: from.to_owned(), to: vec![to.to_owned()] };
    assert_eq!(hits.warnings, [expanded("ubnd", "ủy ban nhân dân")]);
    let hits = house.search(&query("Uỷ ban nhân dân tiếp công dân"));
    assert_eq!(ids(&hits), [2]);
    assert_eq!(hits.warnings, [expanded("Uỷ ban nhân dân", "ubnd")]);
    // What was written out has marks, but none were typed.
    house.check_q("ubnd covid", &[]);
    let verbatim = SearchRequest { expand: false, ..query("ủy ban nhân dân tiếp công dân") };
    house.check(&verbatim, &[]);
    assert_eq!(house.search(&verbatim).warnings, []);
}

#[test]
fn words_that_stand_together_come_first() {
    let far = "Ngọc phả của đình nói về dòng sông Thụy, còn giữ đến ngày nay trong hòm gỗ.";
    let near = "Ngày nay trong hòm gỗ của đình còn giữ bản đồ dòng sông ở Ngọc Thụy và phả.";
    let house = House::with(&[article(1, "Đình", far), article(2, "Đình", near), article(3, "Đình", far)]);
    assert_eq!(ids(&house.search(&query("Ngọc Thụy")))[0], 2);
    assert_eq!(ids(&house.search(&query("ngoc thuy")))[0], 2);
}

#[test]
fn another_way_to_write_it_counts_like_the_words_themselves() {
    let scattered = "Ủy viên Ban Thường vụ trao quà cho dân, nhân dịp đầu năm, ban tổ chức cảm ơn nhân sự.";
    let whole = "Hôm nay Ủy ban nhân dân trao quà đầu năm cho bà con ở tổ dân phố.";
    let short = "Hôm nay UBND trao quà đầu năm cho bà con ở tổ dân phố, ai cũng vui.";
    let mut documents: Vec<_> = (1..=4).map(|id| article(id, "Tin", scattered)).collect();
    documents.extend([article(5, "Tin", whole), article(6, "Tin", short)]);
    // Where most articles have it, an abbreviation tells little by itself.
    documents.extend((7..=20).map(|id| article(id, "Tin", "UBND thông báo lịch cắt điện.")));
    let house = House::with(&documents);
    for q in ["Ủy ban nhân dân quà", "uy ban nhan dan qua", "UBND quà"] {
        let mut first: Vec<u64> = ids(&house.search(&query(q)))[..2].to_vec();
        first.sort_unstable();
        assert_eq!(first, [5, 6], "{q}");
    }
}

#[test]
fn the_title_counts_more() {
    let house = House::with(&[
        article(1, "Tin trong ngày", "Chợ quê họp phiên đầu năm, bà con đi sớm."),
        article(2, "Chợ quê", "Phiên đầu năm bà con đi sớm, tin trong ngày."),
    ]);
    assert_eq!(ids(&house.search(&query("chợ quê"))), [2, 1]);
}

#[test]
fn the_marking_typed_comes_before_others() {
    let body = "dân xem tại nhà văn hóa, từ sáng đến chiều.";
    let house = House::with(&[
        article(1, "Tin", &format!("Bản nhân {body}")),
        article(2, "Tin", &format!("Ban nhân {body}")),
        article(3, "Tin", &format!("Bàn nhân {body}")),
    ]);
    let hits = house.search(&query("ban nhân dân"));
    assert_eq!(hits.total, 3);
    assert_eq!(ids(&hits)[0], 2);
}

#[test]
fn of_a_long_row_most_words_are_enough_if_no_article_has_all() {
    let house = House::of_news();
    let long = "xã bồ xuyên trồng rừng ven sông hồng";
    let hits = house.search(&query(long));
    assert_eq!((ids(&hits), hits.warnings), (vec![3], vec![QueryWarning::MostWords]));
    // An article that has all hides those that have most.
    let hits = house.search(&query("xã bồ xuyên trồng rừng bên sông"));
    assert_eq!((ids(&hits), hits.warnings), (vec![3], vec![]));
    // A set expression counts as many words as it has.
    let hits = house.search(&query("ủy ban nhân dân nhà hát"));
    assert!(hits.total > 0, "{hits:?}");
    assert!(hits.warnings.contains(&QueryWarning::MostWords), "{:?}", hits.warnings);
    let hits = house.search(&query("xà bổ xuyên trọng rùng ven sông hòng"));
    let both = vec![QueryWarning::AccentsIgnored, QueryWarning::MostWords];
    assert_eq!((ids(&hits), hits.warnings), (vec![3], both));
    house.check(&with(long, Accents::Exact), &[]);
    house.check(&SearchRequest { expand: false, ..query(long) }, &[]);
    house.check_q("trồng rừng hồng", &[3]);
    house.check_q("trồng hồng", &[]);
    house.check_q(&format!("{long} -rừng"), &[]);
    house.check_q("xã bồ xuyên trồng rừng ven \"trồng cây\"", &[]);
    house.check_q("xã bồ xuyên mở hội đua xe", &[]);
}

#[test]
fn a_date_is_found_however_it_is_written() {
    let house = House::with(&[
        article(1, "Tin", "Sáng ngày 27 tháng 2 năm 2018 phường họp."),
        article(2, "Tin", "Ngày 27/02/2018, phường họp."),
        article(3, "Tin", "Ngày 28/02/2018, phường họp 27 tổ, 2 nhóm."),
    ]);
    house.check_q("27/2/2018", &[1, 2]);
    house.check_q("họp ngày 27-02-2018", &[1, 2]);
}

#[test]
fn a_name_that_stands_whole_comes_first() {
    // Both have its pairs, the first even twice.
    let house = House::with(&[
        article(1, "Họp phường", "Ông Thẩm Bá dự họp, Bá Phước vắng mặt. Bá Phước đến sau, Thẩm Bá về sớm."),
        article(
            2,
            "Họp phường",
            "Sau phần khai mạc, ông Thẩm Bá Phước phát biểu, nhiều người dân nêu ý kiến.",
        ),
    ]);
    assert_eq!(ids(&house.search(&query("Thẩm Bá Phước"))), [2, 1]);
    assert_eq!(ids(&house.search(&query("tham ba phuoc"))), [2, 1]);
}

#[test]
fn words_that_only_ask_need_not_occur() {
    let house = House::with(&[
        article(
            1,
            "Chủ tịch phường Hoa Mai tiếp dân",
            "Bà Lụa, chủ tịch phường Hoa Mai, tiếp dân sáng thứ hai.",
        ),
        article(2, "Chủ tịch xã", "Chủ tịch xã Đông tiếp dân."),
    ]);
    for q in
        ["Ai là chủ tịch phường Hoa Mai?", "ai la chu tich phuong hoa mai", "chủ tịch phường Hoa Mai là ai"]
    {
        let hits = house.search(&query(q));
        assert_eq!((ids(&hits), &hits.warnings), (vec![1], &vec![]), "{q}");
        // What need not occur is not marked either.
        let marked =
            hits.hits[0].snippet.highlights.iter().map(|range| &hits.hits[0].snippet.text[range.clone()]);
        assert!(marked.clone().all(|text| text != "là"), "{:?}", marked.collect::<Vec<_>>());
    }
    // As typed they must, if nothing is to be added.
    house.check(&SearchRequest { accents: Accents::Exact, ..query("ai là chủ tịch") }, &[1, 2]);
}

#[test]
fn a_body_may_be_named_short() {
    let house = House::with(&[
        article(1, "Tin", "UBND phường Hoa Mai họp."),
        article(2, "Tin", "Ủy ban nhân dân phường Hoa Mai họp."),
        article(3, "Tin", "Ủy ban phường Hoa Mai họp."),
        article(4, "Tin", "Ủy ban kiểm tra họp ở xã."),
    ]);
    for q in ["ủy ban phường", "uy ban phuong", "UBND phường", "ubnd phuong"] {
        house.check_q(q, &[1, 2, 3]);
    }
    house.check(&SearchRequest { expand: false, ..query("ủy ban phường") }, &[2, 3]);
}

#[test]
fn a_sentence_is_found_without_its_quotation_marks() {
    let house = House::with(&[
        article(
            1,
            "Cầu mới",
            "Cây cầu mới qua sông được mở hôm qua, bà con hai xã rất mừng vì đi chợ gần hơn.",
        ),
        article(2, "Chợ quê", "Chợ họp sáng sớm bên sông, bán cá và rau của bà con."),
    ]);
    let q = "Bà con \"vui mừng\" khi cây cầu mới qua sông được mở";
    let hits = house.search(&query(q));
    assert_eq!(ids(&hits)[0], 1);
    assert_eq!(hits.warnings, [QueryWarning::MostWords, QueryWarning::Unquoted]);
    // What it says word for word is found as it was asked for.
    let hits = house.search(&query("Bà con hai xã \"rất mừng\" vì cây cầu mới qua sông được mở"));
    assert_eq!((ids(&hits), hits.warnings), (vec![1], vec![]));
    // What is left out stays left out.
    assert_eq!(ids(&house.search(&query(&format!("{q} -chợ")))), Vec::<u64>::new());
    // A few words with a phrase mean the phrase.
    house.check_q("cầu \"vui mừng\" sông", &[]);
}

#[test]
fn of_many_words_the_marks_stay_of_a_name_they_may_be_wrong() {
    let house = House::with(&[
        article(1, "Tiếp dân", "Ông Thẩm Bá Phước tiếp dân, bà con trình bày việc phước thiện."),
        article(2, "Giá rau", "Giá rau tăng vì mưa, bán chợ chiều vẫn đông."),
        article(3, "Gia rau", "Gia đình rau, tang lễ, mua ban cho chieu."),
    ]);
    let hits = house.search(&query("thám bà phước"));
    assert_eq!((ids(&hits), hits.warnings), (vec![1], vec![QueryWarning::AccentsIgnored]));
    // Two of the three words have their marks in one article; without marks another has all.
    let hits = house.search(&query("giá tăng chợ chiều bạn"));
    assert_eq!((ids(&hits)[0], &hits.warnings[0]), (2, &QueryWarning::MostWords));
}
