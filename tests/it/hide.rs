//! Articles that are shown no more.

use crate::program::{Program, Running, eventually, get};

const URL: &str = "https://hoa-mai.example.vn/1";

fn publish(program: &Program, text: &str) {
    let line = serde_json::json!({ "url": URL, "title": "Danh sách hộ nghèo", "body": text });
    let file = program.write("tin.jsonl", &format!("{line}\n"));
    program.ok(&["import", "--site", "hoa-mai", &file]);
}

#[test]
fn a_hidden_article_is_told_to_be_gone_and_why() {
    let program = Program::new();
    program.ok(&["init"]);
    publish(&program, "Tổ dân phố lập danh sách hộ nghèo của phường.");
    let id = program.json(&["search", "hộ nghèo"])["hits"][0]["id"].as_str().unwrap().to_owned();
    let mut serve = Running::start(&program, &["serve", "--no-crawl", "--listen", "127.0.0.1:0"]);
    let address = serve.address();
    let capture = {
        let page = get(&address, &format!("/articles/{id}")).1;
        let at = page.find("/captures/").unwrap();
        page[at..].split('"').next().unwrap().to_owned()
    };
    assert_eq!(get(&address, &capture).0, 200);
    program.ok(&["hide", &id, "--reason", "có tên <người> được giúp"]);
    let targets = [
        format!("/articles/{id}"),
        format!("/articles/{id}/versions/1"),
        format!("/articles/{id}/copies"),
        capture,
        format!("/api/v1/articles/{id}"),
        format!("/api/v1/articles/{id}.bib"),
        format!("/api/v1/articles/{id}/versions"),
        format!("/api/v1/articles/{id}/diff"),
    ];
    for target in &targets {
        let (status, body) = get(&address, target);
        assert_eq!(status, 410, "{target}");
        assert!(
            body.contains("được giúp") && !body.contains("<người>") || body.contains("\"code\":\"hidden\"")
        );
        assert!(!body.contains("hộ nghèo"), "{target}: {body}");
    }
    eventually("the index without it", || {
        get(&address, "/api/v1/search?q=hộ+nghèo".replace('ộ', "%E1%BB%99").replace('è', "%C3%A8").as_str())
            .1
            .contains("\"total\":0")
            .then_some(())
    });
    assert!(!get(&address, "/sitemap/1").1.contains(&id));
    serve.signal("TERM");
    assert_eq!(serve.end(), Some(0));

    // Neither another visit nor a rebuild brings it back.
    publish(&program, "Tổ dân phố lập danh sách hộ nghèo của phường, có sửa.");
    program.ok(&["reindex"]);
    assert_eq!(program.search(&["hộ nghèo"]).0, 0);
    std::fs::remove_file(program.data().join("archive.sqlite3")).unwrap();
    program.ok(&["verify", "--repair"]);
    assert_eq!(program.search(&["hộ nghèo"]).0, 0);
    program.ok(&["hide", URL, "--legal", "--reason", "quyết định của tòa"]);
    let mut serve = Running::start(&program, &["serve", "--no-crawl", "--listen", "127.0.0.1:0"]);
    let address = serve.address();
    for target in targets.iter().filter(|target| !target.starts_with("/captures")) {
        assert_eq!(get(&address, target).0, 451, "{target}");
    }
    program.ok(&["hide", &id, "--undo"]);
    assert_eq!(get(&address, &format!("/articles/{id}")).0, 200);
    serve.signal("TERM");
    assert_eq!(serve.end(), Some(0));
    assert_eq!(program.search(&["hộ nghèo"]).0, 1);
}
