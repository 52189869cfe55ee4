//! Page, API and scheduler in one process.

use serde_json::Value;

use crate::program::{PATIENCE, Program, Running, Samples, eventually, get, is_empty, title};

fn api(address: &str, target: &str) -> Value {
    let (status, body) = get(address, target);
    assert_eq!(status, 200, "{target}: {body}");
    serde_json::from_str(&body).unwrap()
}

#[test]
fn the_demo_crawls_indexes_and_serves() {
    let program = Program::new();
    let mut demo = Running::start(&program, &["demo", "--listen", "127.0.0.1:0"]);
    let address = demo.address();
    let marked = api(&address, "/api/v1/search?q=Ủy ban nhân dân&limit=100");
    assert!(marked["total"].as_u64().unwrap() > 20, "{marked}");
    let unmarked = api(&address, "/api/v1/search?q=uy ban nhan dan&limit=100");
    assert!(unmarked["total"].as_u64() >= marked["total"].as_u64());
    let all = api(&address, "/api/v1/search");
    assert!(all["total"].as_u64().unwrap() >= 80, "{}", all["total"]);
    let (status, page) = get(&address, "/search?q=phường");
    assert_eq!(status, 200);
    assert!(page.contains("<mark>"), "{page}");
    let (status, problem) = get(&address, "/api/v1/search?q=x&date_form=2018");
    assert_eq!(status, 400);
    assert!(problem.contains("date_from"), "{problem}");
    demo.signal("TERM");
    assert_eq!(demo.end(), Some(0));
}

#[test]
fn sites_are_changed_while_it_serves() {
    let program = Program::new();
    program.ok(&["init"]);
    let mut serve = Running::start(&program, &["serve", "--no-crawl", "--listen", "127.0.0.1:0"]);
    let address = serve.address();
    let add = ["sites", "add", "https://phuong.example.vn/", "--id", "hoa-mai", "--name", "Phường Hoa Mai"];
    program.ok(&add);
    let sites = || api(&address, "/api/v1/sites")["sites"].clone();
    assert_eq!(sites()[0]["name"], "Phường Hoa Mai");
    let twice = program.run(&add);
    assert_eq!(twice.code, Some(1));
    assert!(twice.stderr.contains("exists already"), "{}", twice.stderr);
    program.ok(&["sites", "disable", "hoa-mai"]);
    assert_eq!(sites()[0]["enabled"], false);
    program.ok(&["sites", "enable", "hoa-mai"]);
    assert_eq!(sites()[0]["enabled"], true);
    program.ok(&["sites", "remove", "hoa-mai"]);
    assert_eq!(sites().as_array().unwrap().len(), 0);
    assert!(is_empty(&program.data().join("door")), "nothing is left at the door");
    serve.signal("TERM");
    assert_eq!(serve.end(), Some(0));
    program.ok(&["verify"]);
}

#[test]
fn a_demo_that_does_not_serve_leaves_a_sound_folder() {
    let program = Program::new();
    program.ok(&["demo", "--no-serve"]);
    program.ok(&["verify"]);
    assert!(program.search(&[""]).0 >= 80);
}

#[test]
fn the_schedule_runs_and_survives_a_restart() {
    let samples = Samples::start();
    let program = Program::new();
    program.ok(&["init"]);
    let site = &samples.sites.sites()[0];
    program.ok(&["sites", "add", &site.url, "--id", &site.id, "--schedule", "0 6,18 * * *"]);

    let mut serve = Running::start(&program, &["serve", "--listen", "127.0.0.1:0"]);
    let address = serve.address();
    // Never run before: due at once. What it brings is found without a restart.
    let run = eventually("the first run", || {
        let runs = program.json(&["runs", "list"]);
        (runs["runs"][0]["end"] == "done").then(|| runs["runs"][0].clone())
    });
    assert_eq!(run["counts"]["new_articles"].as_u64().unwrap(), site.articles as u64);
    eventually("the articles", || {
        let total = api(&address, "/api/v1/search")["total"].as_u64();
        (total == Some(site.articles as u64)).then_some(())
    });
    let due = eventually("the next run", || {
        let due = program.json(&["runs", "list"])["sites"][0]["next_run_at"].clone();
        due.as_str().map(str::to_owned)
    });
    assert!(due.ends_with("T06:00:00+07:00") || due.ends_with("T18:00:00+07:00"), "{due}");
    let (_, status) = get(&address, "/status");
    assert!(status.contains(&site.id), "{status}");
    serve.signal("TERM");
    assert_eq!(serve.end(), Some(0));

    // A restart keeps the due time and does not run again.
    let mut serve = Running::start(&program, &["serve", "--listen", "127.0.0.1:0"]);
    let address = serve.address();
    assert_eq!(get(&address, "/healthz").0, 200);
    let runs = program.json(&["runs", "list"]);
    assert_eq!(runs["runs"].as_array().unwrap().len(), 1);
    assert_eq!(runs["sites"][0]["next_run_at"], due.as_str());
    serve.signal("INT");
    assert_eq!(serve.end(), Some(130));
}

#[test]
fn sigterm_in_the_middle_of_a_crawl_drains() {
    let samples = Samples::start();
    let program = Program::new();
    program.add_sites(&samples);
    let mut crawl = Running::start(&program, &["-v", "crawl"]);
    crawl.wait_for(" page ");
    crawl.signal("TERM");
    assert_eq!(crawl.end(), Some(0));
    program.ok(&["verify"]);
    program.ok(&["crawl"]);
    let (total, _) = program.search(&[""]);
    assert_eq!(total, samples.sites.articles() as u64);
}

#[test]
fn api_and_command_find_the_same() {
    let program = Program::new();
    program.ok(&["demo", "--no-serve"]);
    let mut serve = Running::start(&program, &["serve", "--no-crawl", "--listen", "127.0.0.1:0"]);
    let address = serve.address();
    for q in ["tiêm chủng", "tiem chung", "\"tổ dân phố\"", "UBND", "title:hội nghị", "xã OR huyện"]
    {
        let hits = api(&address, &format!("/api/v1/search?q={q}&limit=100"));
        let titles: Vec<String> = hits["hits"].as_array().unwrap().iter().map(title).collect();
        assert_eq!(program.search(&[q]).1, titles, "{q}");
        assert!(!titles.is_empty(), "{q}");
    }
    serve.signal("TERM");
    assert_eq!(serve.end(), Some(0));
}

#[test]
fn systemd_is_told_that_it_is_ready_alive_and_stopping() {
    let program = Program::new();
    program.ok(&["init"]);
    let path = program.path("notify");
    let socket = std::os::unix::net::UnixDatagram::bind(&path).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    let next = || {
        let mut bytes = [0; 256];
        let length = socket.recv(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes[..length]).into_owned()
    };
    let mut command = program.command(&["serve", "--no-crawl", "--listen", "127.0.0.1:0"]);
    command.env("NOTIFY_SOCKET", &path).env("WATCHDOG_USEC", "200000");
    let mut serve = Running::spawn(command);
    assert_eq!(next().trim(), "READY=1");
    let address = serve.address();
    assert_eq!(get(&address, "/healthz").0, 200);
    assert_eq!(next().trim(), "WATCHDOG=1");
    assert_eq!(next().trim(), "WATCHDOG=1");
    serve.signal("TERM");
    let last = std::iter::repeat_with(next).find(|state| !state.contains("WATCHDOG")).unwrap();
    assert_eq!(last.trim(), "STOPPING=1");
    assert_eq!(serve.end(), Some(0));
}
