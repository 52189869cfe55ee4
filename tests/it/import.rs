//! Articles from files: pasted text, HTML, JSON Lines.

use crate::program::Program;

const PASTED: &str = include_str!("../fixtures/an-thuy-2019-03-12.txt");
const TITLE: &str = "Ban Thường vụ Đảng ủy phường An Thụy nghe Mặt trận Tổ quốc báo cáo việc rà soát hộ cận nghèo \
                     quý I năm 2019";

fn imported() -> Program {
    let program = Program::new();
    program.ok(&["import", &program.write("an-thuy.txt", PASTED)]);
    // Others that must not be found along.
    program.write(
        "khac/1.txt",
        "Phường khai giảng lớp dạy bơi\nNgày đăng 01/06/2019 | 08:00\n\nLớp có 30 cháu.\n",
    );
    program.write("khac/2.txt", "Xã tổ chức tết trồng cây\nNgày đăng 10/02/2019\n\nTrồng 200 cây xoan.\n");
    program.ok(&["import", program.path("khac").to_str().unwrap()]);
    program
}

#[test]
fn a_pasted_text_becomes_an_article_with_every_field() {
    let program = imported();
    let hits = program.json(&["search", "hộ cận nghèo"]);
    let shown = program.json(&["show", hits["hits"][0]["id"].as_str().unwrap()]);
    let article = &shown["article"];
    assert_eq!(article["title"], TITLE);
    assert_eq!(article["section"], "Công tác Mặt trận");
    assert_eq!(article["published"]["at"], "2019-03-12T10:30:00Z");
    assert_eq!(article["published"]["precision"], "minute");
    assert_eq!(article["view_count"], 412);
    assert_eq!(article["source"], "VPĐU");
    let blocks = article["blocks"].as_array().unwrap();
    let kinds = |kind: &str| blocks.iter().filter(|b| b["kind"] == kind).count();
    assert_eq!(kinds("list_item"), 3, "{blocks:#?}");
    assert!(blocks.iter().all(|b| !b["text"].as_str().unwrap().contains("Nguồn:")), "{blocks:#?}");
    let persons = shown["mentions"]["persons"].as_array().unwrap();
    let of = |name: &str| persons.iter().filter(|p| p["name"] == name).collect::<Vec<_>>();
    assert!(of("Đặng Hữu Khoát").iter().any(|p| p["short_form"] == true), "{persons:#?}");
    assert!(of("Đặng Hữu Khoát").iter().any(|p| p["posts"].to_string().contains("Bí thư Đảng ủy")));
    assert_eq!(of("Nguyễn Trãi").len() + of("Lê Quý Đôn").len(), 0, "a street and a school: {persons:#?}");
}

#[test]
fn what_finds_it_and_what_does_not() {
    let program = imported();
    let found = |args: &[&str]| program.search(args).1.iter().any(|title| title == TITLE);
    let finds: [&[&str]; 12] = [
        &["Đặng Hữu Khoát"],
        &["dang huu khoat"],
        &["\"hộ cận nghèo\""],
        &["An Thuỵ"],
        &["UBND phường"],
        &["ủy ban nhân dân phường"],
        &["Mặt trận -bơi"],
        &["", "--person", "Đặng Hữu Khoát"],
        &["", "--person", "Lương Thị Mận"],
        &["", "--person", "dang huu khoat"],
        &["", "--from", "2019-03-12", "--to", "2019-03-12"],
        &["dang huu khoat", "--person", "Lương Thị Mận", "--from", "2019-03", "--to", "2019-03-12"],
    ];
    for args in finds {
        assert!(found(args), "{args:?} must find it");
    }
    let misses: [&[&str]; 6] = [
        &["đẳng hữu khoát", "--accents", "exact"],
        &["", "--from", "2019-03-13"],
        &["", "--to", "2019-03-11"],
        &["", "--person", "Nguyễn Trãi"],
        &["\"nghèo cận hộ\""],
        &["UBND -nghèo"],
    ];
    for args in misses {
        assert!(!found(args), "{args:?} must not find it");
    }
}

#[test]
fn the_same_again_changes_nothing_and_an_edit_is_a_version() {
    let program = imported();
    let path = program.path("an-thuy.txt").to_str().unwrap().to_owned();
    let before = program.ok(&["verify"]);
    assert!(program.run(&["import", &path]).stderr.contains("1 unchanged"));
    assert_eq!(program.ok(&["verify"]), before);
    // The counter is no content.
    program.write("an-thuy.txt", &PASTED.replace("412", "980"));
    assert!(program.run(&["import", &path]).stderr.contains("1 unchanged"));
    program.write("an-thuy.txt", &PASTED.replace("14 hộ", "13 hộ"));
    assert!(program.run(&["import", &path]).stderr.contains("1 edited"));
    assert_ne!(program.ok(&["verify"]), before);
    let hits = program.json(&["search", "\"13 hộ cận nghèo\""]);
    let id = hits["hits"][0]["id"].as_str().unwrap();
    assert_eq!(program.json(&["show", id])["version"], 2);
    assert!(program.ok(&["show", id, "--version", "1"]).contains("14 hộ"));
}

#[test]
fn files_of_one_name_stay_apart() {
    let program = Program::new();
    let article = |title: &str| format!("{title}\nNgày đăng 05/04/2020\n\nNội dung thông báo.\n");
    let first = program.write("2020/1.txt", &article("Thông báo lịch cắt điện"));
    let second = program.write("2021/1.txt", &article("Thông báo lịch cấp nước"));
    program.ok(&["import", &first]);
    program.ok(&["import", &second]);
    assert_eq!(program.search(&["thông báo"]).0, 2);
}

#[test]
fn json_lines_and_html() {
    let program = Program::new();
    let lines = program.write(
        "bai.jsonl",
        r#"{"url": "https://xa.example.vn/tin/1", "title": "Xã Đồng Vân hoàn thành kênh mương nội đồng", "body": "Kênh dài 2 km.\nKinh phí do dân góp.", "date": "2022-05-04", "section": "Nông thôn mới"}

{"title": "Thiếu nội dung"}
không phải JSON
{"title": "Tho\u0302n  Ha\u0323 bầu trưởng thôn", "paragraphs": ["Bà Phạm Thị Lụa trúng cử."], "published_at": "17:30 06/05/2022"}
"#,
    );
    let ran = program.run(&["import", &lines]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.stderr.contains("bai.jsonl:3: one of the fields \"body\""), "{}", ran.stderr);
    assert!(ran.stderr.contains("bai.jsonl:4: cannot read the JSON"), "{}", ran.stderr);
    assert!(ran.stderr.contains("2 new, 0 edited, 0 unchanged, 2 failed"), "{}", ran.stderr);
    assert_eq!(program.search(&["kênh mương", "--section", "nông thôn mới"]).0, 1);
    // Written with combining marks, kept in NFC.
    assert!(program.search(&["trưởng thôn"]).1.contains(&"Thôn Hạ bầu trưởng thôn".to_owned()));
    assert!(program.ok(&["show", "https://xa.example.vn/tin/1"]).contains("Kinh phí do dân góp."));

    let body =
        "<p>Sáng nay, đoàn viên thanh niên quét dọn đường làng và trồng hoa hai bên kênh.</p>".repeat(4);
    let html = program.write(
        "trang.html",
        &format!(
            "<!doctype html><html lang=vi><title>Ngày chủ nhật xanh</title><body><h1>Ngày chủ nhật xanh</h1>\
             <div>Ngày đăng: 15/05/2022 - 09:10</div><article>{body}</article></body></html>"
        ),
    );
    program.ok(&["import", &html]);
    assert_eq!(program.search(&["", "--from", "15/05/2022", "--to", "15/05/2022"]).1, ["Ngày chủ nhật xanh"]);
}

#[test]
fn odd_files_get_an_answer() {
    let program = Program::new();
    let empty = program.write("trong.txt", " \n\n");
    let ran = program.run(&["import", &empty]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.contains("trong.txt: there is no text in the file"), "{}", ran.stderr);
    std::fs::write(program.path("nhi-phan.txt"), [0x7f, 0x00, 0xd8, 0x01, b'a', 0x02, 0x00]).unwrap();
    let ran = program.run(&["import", "nhi-phan.txt"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.contains("nhi-phan.txt: not a text"), "{}", ran.stderr);
    let bom = program.write("bom.jsonl", "\u{feff}{\"title\": \"Tin \\u001b[31mđỏ\", \"body\": \"Một.\"}\n");
    program.ok(&["import", &bom]);
    assert_eq!(program.search(&["một"]).1, ["Tin [31mđỏ"], "no escape reaches the terminal");
    // A folder that holds itself is read once.
    program.write("vong/1.txt", "Thông báo một\n\nNội dung.\n");
    std::os::unix::fs::symlink(".", program.path("vong/lai")).unwrap();
    assert!(program.run(&["import", "vong"]).stderr.contains("1 new"));
    std::fs::create_dir(program.path("rong")).unwrap();
    assert_eq!(program.run(&["import", "rong"]).code, Some(4));
    program.ok(&["verify"]);
}

#[test]
fn ids_of_a_collection_come_out_in_a_trec_run() {
    let program = Program::new();
    let lines = program.write(
        "tap.jsonl",
        r#"{"id": "vb-001", "title": "Khánh thành cầu Đông Vân", "body": "Cầu dài 40 m, xe máy qua được."}
{"id": 2, "body": "Trạm y tế xã tiêm phòng cho trẻ dưới năm tuổi.\nMỗi cháu một mũi."}
{"id": "c 3", "url": "https://xa.example.vn/tin/3", "title": "Trạm y tế có bác sĩ mới", "body": "Bác sĩ trực cả tuần."}
"#,
    );
    program.ok(&["import", &lines]);
    assert!(program.run(&["import", &lines]).stderr.contains("3 unchanged"));
    let queries = program.write("hoi.tsv", "q1\tcầu Đông Vân\nq2\ttram y te\nq3\tkhông đâu có\n");
    let run = program.ok(&["search", "--trec", &queries, "--limit", "100", "--run", "thu"]);
    let rows: Vec<Vec<&str>> = run.lines().map(|line| line.split(' ').collect()).collect();
    assert!(rows.iter().all(|row| row.len() == 6 && row[1] == "Q0" && row[5] == "thu"), "{run}");
    let found = |query: &str| {
        let rows = rows.iter().filter(|row| row[0] == query);
        rows.map(|row| (row[2].to_owned(), row[3].to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(found("q1")[0], ("vb-001".to_owned(), "1".to_owned()));
    let mut second: Vec<String> = found("q2").into_iter().map(|(id, _)| id).collect();
    second.sort();
    assert_eq!(second, ["2", "c_3"]);
    // Without a title the first words are one.
    assert!(program.search(&["tiêm phòng"]).1[0].starts_with("Trạm y tế xã tiêm phòng"));
}
