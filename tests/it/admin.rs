//! The pages of the admin over a program that serves: keys, sessions, forms, and what they order.

use crate::program::{Program, Running, eventually, get, send};

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

/// A browser that has signed in.
struct Browser {
    address: String,
    cookie: String,
}

impl Browser {
    fn sign_in(address: &str, key: &str) -> Self {
        let (status, head, body) = send(address, "POST", "/admin/sign-in", &[FORM], &format!("key={key}"));
        assert_eq!(status, 303, "{body}");
        let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
        for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        Self { address: address.to_owned(), cookie: cookie.split(';').next().unwrap().to_owned() }
    }

    fn get(&self, target: &str) -> (u16, String) {
        let (status, _, body) = send(&self.address, "GET", target, &[("Cookie", &self.cookie)], "");
        (status, body)
    }

    fn post(&self, target: &str, body: &str) -> (u16, String) {
        let (status, _, body) = send(&self.address, "POST", target, &[FORM, ("Cookie", &self.cookie)], body);
        (status, body)
    }

    /// The token that stands in the forms of this session.
    fn csrf(&self) -> String {
        let page = self.get("/admin/upkeep").1;
        let from = page.find("name=\"csrf\" value=\"").unwrap() + "name=\"csrf\" value=\"".len();
        page[from..].split('"').next().unwrap().to_owned()
    }

    /// What stands in the audit log of an action.
    fn noted(&self, action: &str) -> bool {
        self.get("/admin/upkeep").1.contains(&format!("<td>{action}</td>"))
    }
}

/// The site that the test adds.
fn site_of(program: &Program) -> serde_json::Value {
    let list = program.json(&["sites", "list"]);
    let sites = list["sites"].as_array().or(list.as_array()).unwrap();
    sites.iter().find(|site| site["id"] == "dong-van").unwrap().clone()
}

fn key(program: &Program, scope: &str) -> String {
    program.ok(&["-q", "keys", "create", "thử", "--scope", scope]).trim().to_owned()
}

#[test]
fn nobody_is_let_in_without_a_key_and_no_form_of_another_is_taken() {
    let program = Program::new();
    program.ok(&["init"]);
    let mut serve = Running::start(&program, &["serve", "--no-crawl", "--listen", "127.0.0.1:0"]);
    let address = serve.address();
    let pages = [
        "/admin",
        "/admin/sites/new",
        "/admin/runs",
        "/admin/keys",
        "/admin/people",
        "/admin/articles",
        "/admin/upkeep",
    ];
    // Off as long as no key permits it.
    for page in pages.iter().chain(&["/admin/sign-in"]) {
        assert_eq!(get(&address, page).0, 404, "{page}");
    }
    let reader = key(&program, "read,alerts");
    assert_eq!(get(&address, "/admin").0, 404);
    let admin = key(&program, "admin");
    for page in pages {
        assert_eq!(get(&address, page).0, 303, "{page}");
    }
    assert_eq!(get(&address, "/admin/sign-in").0, 200);
    for wrong in [reader.as_str(), "lb_0_0", "", "%00"] {
        assert_eq!(send(&address, "POST", "/admin/sign-in", &[FORM], &format!("key={wrong}")).0, 403);
    }
    let browser = Browser::sign_in(&address, &admin);
    for page in pages {
        let (status, body) = browser.get(page);
        assert_eq!(status, 200, "{page}");
        assert!(!body.contains(&admin), "{page}");
    }
    // A form wants the token of its own session, and comes from here.
    let csrf = browser.csrf();
    let other = Browser::sign_in(&address, &admin).csrf();
    assert_ne!(csrf, other);
    for body in ["do=reindex", "do=reindex&csrf=", &format!("do=reindex&csrf={other}")] {
        assert_eq!(browser.post("/admin/upkeep", body).0, 403, "{body}");
    }
    let good = format!("do=reindex&csrf={csrf}");
    for foreign in [("Sec-Fetch-Site", "cross-site"), ("Origin", "https://khac.example.vn")] {
        let headers = [FORM, ("Cookie", browser.cookie.as_str()), foreign];
        assert_eq!(send(&address, "POST", "/admin/upkeep", &headers, &good).0, 403, "{foreign:?}");
    }
    assert!(!browser.noted("reindex"), "nothing was done");
    assert_eq!(browser.post("/admin/upkeep", &good).0, 303);
    assert!(browser.noted("reindex"));

    // A revoked key ends its sessions; so does leaving.
    let second = key(&program, "admin");
    let leaver = Browser::sign_in(&address, &second);
    assert_eq!(leaver.post("/admin/sign-out", &format!("csrf={}", leaver.csrf())).0, 303);
    assert_eq!(leaver.get("/admin").0, 303);
    let id = admin.split('_').nth(1).unwrap();
    program.ok(&["keys", "revoke", id]);
    assert_eq!(browser.get("/admin").0, 303);
    assert_eq!(browser.post("/admin/upkeep", &good).0, 303);
    serve.signal("TERM");
    assert_eq!(serve.end(), Some(0));
}

#[test]
fn what_is_ordered_is_done_and_noted() {
    let program = Program::new();
    program.ok(&["init"]);
    let line = r#"{"url": "https://hoa-mai.example.vn/1", "title": "Ông Lê Văn Tám họp", "body": "Ông Lê Văn Tám, Chủ tịch Ủy ban nhân dân phường, họp bà con."}"#;
    program.ok(&["import", "--site", "hoa-mai", &program.write("tin.jsonl", line)]);
    let mut serve = Running::start(&program, &["serve", "--no-crawl", "--listen", "127.0.0.1:0"]);
    let address = serve.address();
    let browser = Browser::sign_in(&address, &key(&program, "admin"));
    let csrf = browser.csrf();
    let post = |target: &str, body: &str| browser.post(target, &format!("csrf={csrf}&{body}"));

    for (what, done) in
        [("reindex", "reindex_done"), ("backup", "backup_done"), ("reextract", "reextract_done")]
    {
        assert_eq!(post("/admin/upkeep", &format!("do={what}")).0, 303, "{what}");
        eventually(done, || browser.noted(done).then_some(()));
    }
    assert!(get(&address, "/api/v1/search?q=h%E1%BB%8Dp").1.contains("\"total\":1"));
    let backups: Vec<_> = std::fs::read_dir(program.data().join("backups")).unwrap().collect();
    let backup = backups[0].as_ref().unwrap().path();
    assert_eq!(backups.len(), 1);
    program.ok(&["backup", "verify", backup.to_str().unwrap()]);

    let site = "url=https%3A%2F%2Fdong-van.example.vn%2F&id=dong-van&name=X%C3%A3+%C4%90%E1%BB%93ng+V%C3%A2n&schedule=6h";
    assert_eq!(post("/admin/sites", site).0, 303);
    assert_eq!(post("/admin/sites", site).0, 409, "there already");
    assert_eq!(post("/admin/sites", &site.replace("6h", "often")).0, 400);
    assert_eq!(post("/admin/sites/dong-van", "do=pause").0, 303);
    assert_eq!(site_of(&program)["enabled"], false);
    assert_eq!(post("/admin/sites/dong-van", "do=save&name=Xa&schedule=1d&delay=1500").0, 303);
    assert_eq!(site_of(&program)["schedule"], "1d");
    assert_eq!(post("/admin/sites/dong-van", "do=run").0, 409, "--no-crawl");
    assert_eq!(program.run(&["crawl", "dong-van"]).code, Some(1), "--no-crawl");
    assert_eq!(post("/admin/sites/dong-van", "do=remove&confirm=dong").0, 400);
    assert_eq!(post("/admin/sites/dong-van", "do=remove&confirm=dong-van").0, 303);
    assert_eq!(browser.get("/admin/sites/dong-van").0, 404);

    // Persons: by the page, and by the command while it serves.
    let person = program.json(&["person", "Lê Văn Tám"])["id"].as_str().unwrap().to_owned();
    let encoded: String = person.bytes().map(|byte| format!("%{byte:02X}")).collect();
    assert_eq!(post("/admin/people", &format!("do=hide&person={encoded}")).0, 303);
    assert_eq!(get(&address, &format!("/api/v1/people/{encoded}")).0, 404);
    program.ok(&["people", "undo", "1"]);
    assert_eq!(get(&address, &format!("/api/v1/people/{encoded}")).0, 200, "at once");
    program.ok(&["people", "rename", &person, "Lê Văn Tám (Hoa Mai)"]);
    assert!(get(&address, &format!("/api/v1/people/{encoded}")).1.contains("Tám (Hoa Mai)"));
    assert_eq!(program.run(&["people", "undo", "99"]).code, Some(4));

    assert_eq!(
        post("/admin/articles", "do=hide&article=https%3A%2F%2Fhoa-mai.example.vn%2F1&reason=th%E1%BB%AD").0,
        303
    );
    assert!(
        browser.get("/admin/articles").1.contains("<code>410</code>")
            || browser.get("/admin/articles").1.contains("410")
    );
    assert_eq!(post("/admin/articles", "do=show&article=https%3A%2F%2Fhoa-mai.example.vn%2F1").0, 303);

    // A key is shown once.
    let (status, page) = post("/admin/keys", "do=create&name=m%C3%A1y&scope=read&scope=alerts");
    let made = page[page.find("lb_").unwrap()..].split('<').next().unwrap().to_owned();
    assert_eq!(status, 200);
    assert!(!browser.get("/admin/keys").1.contains(&made));
    let bearer = format!("Bearer {made}");
    let alerts = |expected: u16| {
        let status = send(&address, "GET", "/api/v1/alerts", &[("Authorization", &bearer)], "").0;
        assert_eq!(status, expected);
    };
    alerts(200);
    assert_eq!(post("/admin/keys", &format!("do=revoke&id={}", made.split('_').nth(1).unwrap())).0, 303);
    alerts(401);

    // The same by the command, while it serves.
    for args in [vec!["reindex"], vec!["reextract"]] {
        eventually("room for it", || (program.run(&args).code == Some(0)).then_some(()));
    }
    for noted in [
        "add_site",
        "disable_site",
        "update_site",
        "remove_site",
        "decide",
        "undo_decision",
        "hide_article",
        "show_article",
        "add_key",
        "revoke_key",
    ] {
        assert!(browser.noted(noted), "{noted}");
    }
    serve.signal("TERM");
    assert_eq!(serve.end(), Some(0));
}
