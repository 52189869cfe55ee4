//! Places from the text of an article to the filter, and looked up on the command line.

use crate::program::Program;

/// Three articles that name one ward, its district and what it became part of.
fn imported() -> Program {
    let program = Program::new();
    program.write(
        "tin/1.txt",
        "Phường Ngọc Thụy ra quân tổng vệ sinh\nNgày đăng 10/02/2019 | 08:00\n\nSáng nay, phường Ngọc Thụy, quận Long \
         Biên huy động 300 người quét dọn.\n",
    );
    program.write(
        "tin/2.txt",
        "Phường Bồ Đề bầu tổ trưởng\nNgày đăng 02/09/2025 | 08:00\n\nSau sắp xếp, phường Bồ Đề, thành phố Hà Nội có 45 \
         tổ dân phố.\n",
    );
    program.write("tin/3.txt", "Xã Tân Lập mở chợ\nNgày đăng 03/05/2018 | 08:00\n\nChợ quê họp mỗi sáng.\n");
    program.ok(&["import", program.path("tin").to_str().unwrap()]);
    program
}

#[test]
fn places_of_the_text_filter_with_their_lineage() {
    let program = imported();
    let total = |args: &[&str]| program.search(args).0;
    assert_eq!(total(&["", "--place", "Ngọc Thụy", "--lineage", "none"]), 1);
    assert_eq!(total(&["", "--place", "ngoc thuy"]), 2);
    assert_eq!(total(&["", "--place", "vn:00118@2025-"]), 1);
    assert_eq!(total(&["", "--place", "vn:00118@2025-", "--lineage", "all"]), 2);
    assert_eq!(total(&["place:\"Long Biên, Hà Nội\" vệ sinh"]), 1);
    // Which Tân Lập is meant the text does not tell.
    assert_eq!(program.run(&["search", "", "--place", "Xã Tân Lập"]).code, Some(4));
    let told = program.run(&["search", "vệ sinh phường Ngọc Thụy"]).stderr;
    assert!(told.contains("is no more since 1 July 2025"), "{told}");
}

#[test]
fn the_place_of_a_site_tells_which_place_is_meant() {
    let program = imported();
    std::fs::create_dir_all(program.data().join("profiles")).unwrap();
    std::fs::write(program.data().join("profiles/tan-lap.toml"), "place = 'Xã Tân Lập, huyện Đan Phượng'\n")
        .unwrap();
    program.ok(&["sites", "add", "https://tanlap.example.vn/", "--id", "import", "--profile", "tan-lap"]);
    program.ok(&["reindex"]);
    assert_eq!(program.search(&["", "--place", "Tân Lập, Đan Phượng"]).0, 1);
    let shown = program.ok(&["place", "Tân Lập, Đan Phượng"]);
    assert!(shown.contains("site import") && shown.contains("1 articles"), "{shown}");
}

#[test]
fn a_place_is_looked_up_at_a_date() {
    let program = Program::new();
    let now = program.ok(&["place", "ngoc thuy", "--at", "2026-01-01"]);
    assert!(now.contains("vn:00118@2025-  from 2025-07-01  Phường Bồ Đề, Thành phố Hà Nội"), "{now}");
    let then = program.ok(&["place", "00118", "--at", "2018"]);
    assert!(then.starts_with("vn:00118@-2025  to 2025-06-30  Phường Ngọc Thụy, Quận Long Biên"), "{then}");
    let both = program.json(&["place", "00118"]);
    assert_eq!(both.as_array().unwrap().len(), 2);
    assert_eq!(program.run(&["place", "Không Đâu"]).code, Some(4));
}
