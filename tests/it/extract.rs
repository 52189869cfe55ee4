//! `langbao extract`: one page, a folder of pages, the rules behind the fields.

use serde_json::Value;

use crate::program::Program;

fn page(title: &str) -> String {
    let text =
        "Sáng nay, phường Mẫu tổ chức ngày hội đọc sách cho học sinh của ba trường trên địa bàn. ".repeat(5);
    format!(
        "<html lang=vi><title>{title} - Phường Mẫu</title><h1>{title}</h1><p>Ngày đăng: 05/03/2019 | 08:15 | Lượt xem: 12</p>
         <p>{text}</p><p>(Nguồn: Ban Văn hóa)</p>"
    )
}

#[test]
fn explain_names_the_rule_of_each_field() {
    let program = Program::new();
    let file = program.write("trang.html", &page("Ngày hội đọc sách"));
    let url = "http://phuong-mau.example.vn/tin/ngay-hoi-doc-sach-12.html";
    let told = program.ok(&["--lang", "en", "extract", &file, "--url", url, "--explain"]);
    for expected in ["Ngày hội đọc sách  [line]", "05/03/2019 08:15  [label:Ngày đăng]", "12  [meta-line]"]
    {
        assert!(told.contains(expected), "{expected} is not in {told}");
    }
    let json: Value =
        serde_json::from_str(&program.ok(&["--format", "json", "extract", &file, "--url", url, "--explain"]))
            .unwrap();
    assert_eq!(json["article"]["title"], "Ngày hội đọc sách");
    let rules = json["rules"].as_array().unwrap();
    assert!(rules.iter().any(|fired| fired["field"] == "views" && fired["rule"] == "meta-line"), "{rules:?}");
}

#[test]
fn a_folder_becomes_one_file() {
    let program = Program::new();
    program.write("trang/1.html", &page("Ngày hội đọc sách"));
    program.write("trang/2.html", &page("Hội thi bơi lội"));
    program.write("trang/3.html", "<title>Lỗi</title><h1>404</h1><p>Không tìm thấy trang");
    program.write("trang/README.txt", "không phải trang");
    // A folder cannot be read as a page.
    program.write("trang/4.html/x", "");
    let urls =
        program.write("urls.json", r#"{"2": "http://phuong-mau.example.vn/tin/hoi-thi-boi-loi-13.html"}"#);
    let folder = program.path("trang").to_string_lossy().into_owned();
    let out = program.path("out.json").to_string_lossy().into_owned();
    let ran = program
        .run(&["--format", "json", "extract", "--dir", &folder, "--out", &out, "--urls", &urls, "--stats"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.stderr.contains("pages/s"), "{}", ran.stderr);
    let pages: Value = serde_json::from_str(&std::fs::read_to_string(out).unwrap()).unwrap();
    assert_eq!(pages.as_object().unwrap().len(), 4);
    let first = &pages["1"];
    assert_eq!(first["verdict"], "article");
    assert_eq!(first["title"], "Ngày hội đọc sách");
    assert_eq!(first["published_at"], "2019-03-05T08:15:00+07:00");
    assert_eq!(first["date_precision"], "minute");
    assert_eq!(first["views"], 12);
    assert_eq!(first["source"], "Ban Văn hóa");
    assert!(first["articleBody"].as_str().unwrap().starts_with("Sáng nay, phường Mẫu"));
    assert_eq!(pages["2"]["canonical_url"], "http://phuong-mau.example.vn/tin/hoi-thi-boi-loi-13.html");
    assert!(first["reason"].is_null());
    assert_eq!(pages["3"]["verdict"], "soft_404");
    assert!(pages["3"]["reason"].as_str().is_some_and(|reason| reason.contains("no such page")));
    assert!(pages["4"]["error"].is_string(), "{}", pages["4"]);
    let keys = |id: &str| pages[id].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys("1"), keys("3"), "every page has every key");
}

#[test]
fn a_date_that_counts_back_needs_the_time_of_the_fetch() {
    let program = Program::new();
    let counted =
        page("Ngày hội đọc sách").replace("Ngày đăng: 05/03/2019 | 08:15", "Ngày đăng: 2 giờ trước");
    program.write("trang/1.html", &counted);
    program.write("trang/2.html", &page("Hội thi bơi lội"));
    let folder = program.path("trang").to_string_lossy().into_owned();
    let read = |more: &[&str]| program.json(&[&["extract", "--dir", &folder, "--out", "-"], more].concat());
    let open = read(&[]);
    assert!(open["1"]["published_at"].is_null() && open["1"]["date_precision"].is_null(), "{open}");
    let told = open["1"]["warnings"].as_array().unwrap();
    assert!(told.iter().any(|w| w["detail"].as_str().unwrap().contains("counts back")), "{told:?}");
    assert_eq!(open["2"]["published_at"], "2019-03-05T08:15:00+07:00", "what is printed stays");
    let known = read(&["--fetched-at", "2024-07-18T12:00:00+07:00"]);
    assert_eq!(known["1"]["published_at"], "2024-07-18T10:00:00+07:00");
    assert_eq!(known["1"]["date_precision"], "minute");
}
