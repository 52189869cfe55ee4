//! Configuration, exit codes and messages.

use crate::program::{Program, Running, Samples, is_empty};

#[test]
fn init_writes_a_config_once_and_makes_the_folder() {
    let program = Program::new();
    program.ok(&["init"]);
    let config = program.path("langbao.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    assert!(text.contains("# contact = "), "{text}");
    assert!(!is_empty(&program.data()));
    std::fs::write(&config, "[crawl]\nmax_pages_per_run = 7\n").unwrap();
    program.ok(&["init"]);
    assert!(program.ok(&["config", "show"]).contains("max_pages_per_run = 7"));
}

#[test]
fn a_wrong_key_is_named_with_the_right_one() {
    let program = Program::new();
    program.write("langbao.toml", "[crawl]\nmax_page_per_run = 7\n");
    let ran = program.run(&["config", "check"]);
    assert_eq!(ran.code, Some(6), "{ran:?}");
    assert!(ran.stderr.contains("did you mean \"crawl.max_pages_per_run\"?"), "{}", ran.stderr);
}

#[test]
fn exit_codes_tell_what_happened() {
    let program = Program::new();
    let code = |args: &[&str]| program.run(args).code;
    assert_eq!(code(&["search", "xã"]), Some(4), "no data folder yet");
    assert_eq!(code(&["verify"]), Some(4));
    assert!(!program.data().exists(), "looking makes nothing");
    assert_eq!(code(&["no-such-command"]), Some(2));
    assert_eq!(code(&["search", "--from", "soon"]), Some(2));
    program.ok(&["init"]);
    assert_eq!(code(&["search", "xã"]), Some(4), "no hits");
    assert_eq!(code(&["show", "0000000000000"]), Some(4));
    assert_eq!(code(&["sites", "remove", "nowhere"]), Some(4));
    assert_eq!(code(&["crawl"]), Some(4), "no sites");
    assert_eq!(code(&["crawl", "nowhere"]), Some(4));
    assert_eq!(code(&["runs", "show", "1"]), Some(4));
    assert_eq!(code(&["import", "no-such-file.txt"]), Some(1));
}

#[test]
fn a_second_process_gets_a_clear_message() {
    let program = Program::new();
    program.ok(&["init"]);
    let mut first = Running::start(&program, &["serve", "--listen", "127.0.0.1:0"]);
    first.address();
    for second in [&["serve", "--listen", "127.0.0.1:0"][..], &["crawl"], &["import", "-"]] {
        let ran = program.run(second);
        assert_eq!(ran.code, Some(5), "{ran:?}");
        assert!(ran.stderr.contains("is in use by another langbao process"), "{}", ran.stderr);
        assert!(ran.stderr.contains("--data"), "{}", ran.stderr);
    }
    // It does itself what it can, and reading beside it is fine.
    program.ok(&["reindex"]);
    assert_eq!(program.run(&["search", "xã"]).code, Some(4));
    program.ok(&["runs", "list"]);
    first.signal("TERM");
    assert_eq!(first.end(), Some(0));
    program.ok(&["verify"]);
}

#[test]
fn a_damaged_index_is_told_and_rebuilt() {
    let program = Program::new();
    program.ok(&["import", &program.write("1.txt", "Tin số một\n\nNội dung của tin.\n")]);
    let index = program.data().join("search");
    let files = std::fs::read_dir(&index).unwrap().map(|entry| entry.unwrap().path());
    let store = files.into_iter().find(|path| path.extension().is_some_and(|e| e == "store")).unwrap();
    let mut bytes = std::fs::read(&store).unwrap();
    bytes[3] ^= 0x40;
    // Tantivy writes its files once and makes them read-only.
    std::fs::remove_file(&store).unwrap();
    std::fs::write(&store, bytes).unwrap();
    let ran = program.run(&["verify"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stdout.contains(".store is damaged: run langbao reindex"), "{}", ran.stdout);
    program.ok(&["reindex"]);
    program.ok(&["verify"]);
    assert_eq!(program.search(&["tin"]).0, 1);
}

#[test]
fn an_index_of_another_archive_is_rebuilt() {
    let program = Program::new();
    let bai = |n: i32| format!("Tin số {n}\n\nNội dung của tin.\n");
    program.ok(&["import", &program.write("1.txt", &bai(1))]);
    let backup = program.path("backup");
    std::fs::create_dir(&backup).unwrap();
    let copy = |from: &std::path::Path, to: &std::path::Path| {
        let copied = std::process::Command::new("cp").arg("-r").arg(from).arg(to).status();
        assert!(copied.unwrap().success());
    };
    copy(&program.data().join("archive.sqlite3"), &backup);
    copy(&program.data().join("warc"), &backup);
    for n in 2..6 {
        program.ok(&["import", &program.write(&format!("{n}.txt"), &bai(n))]);
    }
    // The backup is put back over a folder whose index knows more.
    for name in ["archive.sqlite3", "archive.sqlite3-wal", "archive.sqlite3-shm"] {
        let _ = std::fs::remove_file(program.data().join(name));
    }
    std::fs::remove_dir_all(program.data().join("warc")).unwrap();
    copy(&backup.join("archive.sqlite3"), &program.data());
    copy(&backup.join("warc"), &program.data());
    program.ok(&["import", &program.write("9.txt", &bai(9))]);
    let mut titles = program.search(&["tin số"]).1;
    titles.sort();
    assert_eq!(titles, ["Tin số 1", "Tin số 9"]);
    program.ok(&["verify"]);
}

#[test]
fn sites_are_added_changed_and_removed() {
    let program = Program::new();
    program.ok(&["init"]);
    program.ok(&["sites", "add", "https://phuong.example.vn/tin", "--name", "Phường Ví Dụ"]);
    let sites = program.json(&["sites", "list"]);
    assert_eq!(sites[0]["id"], "phuong.example.vn");
    assert_eq!(sites[0]["name"], "Phường Ví Dụ");
    assert_eq!(program.run(&["sites", "add", "https://phuong.example.vn/"]).code, Some(1));
    let faults: [&[&str]; 3] = [&["--schedule", "often"], &["--delay", "soon"], &["--profile", "none-such"]];
    for fault in faults {
        let ran = program.run(&[&["sites", "add", "https://xa.example.vn/"], fault].concat());
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.stderr.contains(fault[1]), "{}", ran.stderr);
    }
    program.ok(&["sites", "disable", "phuong.example.vn"]);
    assert_eq!(program.run(&["crawl"]).code, Some(4));
    program.ok(&["sites", "enable", "phuong.example.vn"]);
    program.ok(&["sites", "remove", "phuong.example.vn"]);
    assert_eq!(program.json(&["sites", "list"]).as_array().unwrap().len(), 0);
}

#[test]
fn the_stations_can_be_run_one_by_one() {
    let program = Program::new();
    let text = program.write("in.txt", "Ông Nguyễn Văn Thuận, Chủ tịch UBND phường An Thuỵ, chủ trì.\n");
    let piped = |args: &[&str]| {
        let output = program.command(args).stdin(std::fs::File::open(&text).unwrap()).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(piped(&["tokenize"]).contains("ubnd | phường | an | thụy"), "{}", piped(&["tokenize"]));
    assert!(piped(&["tokenize", "--words"]).contains("Chủ_tịch UBND"), "{}", piped(&["tokenize", "--words"]));
    assert_eq!(piped(&["tokenize", "--words"]).lines().count(), 1);
    assert!(piped(&["tokenize", "--search"]).contains("chủ_tịch"), "{}", piped(&["tokenize", "--search"]));
    assert!(piped(&["tokenize", "--normalize", "--stats"]).contains("An Thụy"));
    assert!(piped(&["tokenize", "--restore"]).contains("Chủ tịch UBND phường An Thuỵ"));
    assert!(piped(&["entities", "--text"]).contains("Nguyễn Văn Thuận"));
    assert!(piped(&["completions", "bash"]).contains("langbao"));
}

#[test]
fn entities_answers_line_by_line_with_offsets_in_characters() {
    let program = Program::new();
    // Decomposed, with a character outside the first plane, an empty text, a line that is no JSON, and no line break.
    let input = concat!(
        r#"{"id":"a","text":"🎉 Bà Nguyê\u0303n Thị Hòa, nguyên Chủ tịch UBND xã Tân Lập, ký 32/QĐ-UBND. Bà Hòa vui."}"#,
        "\n{\"id\":2,\"text\":\"\"}\n\nkhông phải JSON\n",
        r#"{"id":"b","text":"Không có ai."}"#,
    );
    let file = program.write("in.jsonl", input);
    let mut command = program.command(&["entities", "--stats"]);
    let output = command.stdin(std::fs::File::open(&file).unwrap()).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let stdout = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<serde_json::Value> =
        stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 4, "{stdout}");
    let text: Vec<char> =
        "🎉 Bà Nguyễn Thị Hòa, nguyên Chủ tịch UBND xã Tân Lập, ký 32/QĐ-UBND. Bà Hòa vui.".chars().collect();
    let slice = |range: &serde_json::Value| {
        let at = |i: usize| range[i].as_u64().unwrap() as usize;
        text[at(0)..at(1)].iter().collect::<String>()
    };
    let person = &lines[0]["persons"][0];
    assert_eq!((lines[0]["id"].as_str(), person["name"].as_str()), (Some("a"), Some("Nguyễn Thị Hòa")));
    assert_eq!(slice(&person["mentions"][0]), "Nguyễn Thị Hòa");
    assert_eq!(slice(&person["short_mentions"][0]), "Hòa");
    assert_eq!(person["roles"], serde_json::json!(["nguyên Chủ tịch UBND xã Tân Lập"]));
    assert_eq!(person["posts"][0]["office"], "Chủ tịch");
    assert_eq!(slice(&lines[0]["places"][0]["mentions"][0]), "xã Tân Lập");
    assert_eq!(slice(&lines[0]["numbers"][0]["mentions"][0]), "32/QĐ-UBND");
    assert_eq!(lines[0]["numbers"][0]["kind"], "Quyết định");
    assert_eq!((lines[1]["id"].as_u64(), lines[1]["persons"].as_array().unwrap().len()), (Some(2), 0));
    assert_eq!(lines[2]["line"], 4);
    assert!(lines[2]["error"].as_str().unwrap().contains("line 4"), "{}", lines[2]);
    assert_eq!(lines[3]["id"], "b");
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("/s"), "{stderr}");
}

#[test]
fn doctor_names_what_is_wrong_and_what_to_do() {
    let program = Program::new();
    let before = program.run(&["doctor", "--offline"]);
    assert_eq!(before.code, Some(1), "{before:?}");
    assert!(before.stdout.contains("FAIL  data: there is no data folder"), "{}", before.stdout);
    assert!(before.stdout.contains("langbao init"), "{}", before.stdout);
    assert!(!program.data().exists(), "looking makes nothing");

    program.ok(&["init"]);
    let findings = program.json(&["doctor", "--offline"]);
    let state = |findings: &serde_json::Value, check: &str| {
        let found = findings.as_array().unwrap().iter().find(|f| f["check"] == check).cloned();
        found.unwrap_or_else(|| panic!("no {check} in {findings}"))["state"].as_str().unwrap().to_owned()
    };
    for check in ["config", "contact", "data", "archive", "clock", "index"] {
        assert_eq!(state(&findings, check), "ok", "{check}");
    }

    std::fs::remove_dir_all(program.data().join("search")).unwrap();
    let ran = program.run(&["doctor", "--offline"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stdout.contains("FAIL  index: "), "{}", ran.stdout);
    assert!(ran.stdout.contains("langbao reindex"), "{}", ran.stdout);
}

#[test]
fn doctor_asks_each_site() {
    let samples = Samples::start();
    let program = Program::new();
    program.ok(&["init"]);
    let site = &samples.sites.sites()[0];
    program.ok(&["sites", "add", &site.url, "--id", &site.id]);
    // A port that nobody listens on.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    program.ok(&["sites", "add", &format!("http://{closed}/"), "--id", "closed"]);
    let ran = program.run(&["doctor"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stdout.contains(&format!("ok    site {}: ", site.id)), "{}", ran.stdout);
    assert!(ran.stdout.contains("FAIL  site closed: "), "{}", ran.stdout);
}

#[test]
fn each_command_has_a_man_page() {
    let program = Program::new();
    program.ok(&["man", "man"]);
    let page = |name: &str| std::fs::read_to_string(program.path("man").join(name)).unwrap();
    assert!(page("langbao.1").contains("tìm kiếm và lưu trữ tin"), "{}", page("langbao.1"));
    assert!(page("langbao-sites-add.1").contains("schedule"));
}
