//! Alerts, to a real mail server and a real receiver of webhooks.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use chrono::DateTime;
use langbao_alert::Signature;
use serde_json::{Value, json};

use crate::program::{Program, Running, eventually, get, send};
use crate::smtp::{Mail, MailServer};

/// Publishes an article on a site of ours, while nobody serves.
fn publish(program: &Program, name: &str, title: &str, text: &str) {
    let url = format!("https://hoa-mai.example.vn/{name}");
    let line = json!({ "url": url, "title": title, "body": text, "published_at": "2026-11-20" });
    let file = program.write(&format!("{name}.jsonl"), &format!("{line}\n"));
    program.ok(&["import", "--site", "hoa-mai", &file]);
}

fn serve(program: &Program, mail: &MailServer) -> (Running, String) {
    let mut command = program.command(&["serve", "--no-crawl", "--listen", "127.0.0.1:0"]);
    mail.configure(&mut command);
    let mut serve = Running::spawn(command);
    let address = serve.address();
    (serve, address)
}

fn form(address: &str, target: &str, body: &str) -> (u16, String) {
    let kind = [("Content-Type", "application/x-www-form-urlencoded")];
    let (status, _, body) = send(address, "POST", target, &kind, body);
    (status, body)
}

fn stop(serve: Running) {
    serve.signal("TERM");
    assert_eq!(serve.end(), Some(0));
}

/// Waits for so many mails.
fn mails(server: &MailServer, number: usize) -> Vec<Mail> {
    eventually(&format!("mail number {number}"), || {
        let mails = server.mails();
        (mails.len() >= number).then_some(mails)
    })
}

#[test]
fn a_reader_orders_confirms_reads_why_and_unsubscribes() {
    let program = Program::new();
    program.ok(&["init"]);
    let server = MailServer::start(&program);
    let (running, address) = serve(&program, &server);
    let page = get(&address, "/search?q=UBND").1;
    assert!(page.contains("Báo cho tôi khi có bài mới"), "{page}");
    let order = "query=q%3DUBND%26sort%3Dnewest&address=an%40example.vn&rhythm=at_once";
    assert_eq!(form(&address, "/alerts", order).0, 200);
    let foreign = [("Sec-Fetch-Site", "cross-site"), ("Content-Type", "application/x-www-form-urlencoded")];
    assert_eq!(send(&address, "POST", "/alerts", &foreign, order).0, 403);
    assert_eq!(form(&address, "/alerts", "query=q%3Da&address=an").0, 400);

    // Nothing is sent without consent, and following the link is none.
    let confirm = mails(&server, 1)[0].link("/confirm");
    let (status, page) = get(&address, &confirm);
    assert!(status == 200 && page.contains("<form method=\"post\""), "{page}");
    let state = |program: &Program| program.json(&["alerts", "list"])["alerts"][0]["state"].clone();
    assert_eq!(state(&program), "unconfirmed");
    assert_eq!(get(&address, &confirm.replace("token=", "token=0")).0, 404);
    assert_eq!(form(&address, &confirm, "").0, 200);
    assert_eq!(state(&program), "active");
    stop(running);
    publish(
        &program,
        "1",
        "Phường họp bàn việc nước sạch",
        "Ủy ban nhân dân phường gặp bà con ba tổ dân phố.",
    );
    publish(&program, "2", "Chợ quê họp lại", "Chợ họp lại sau Tết.");
    let (running, address) = serve(&program, &server);
    let mail = mails(&server, 2)[1].clone();
    assert_eq!(mail.to, "an@example.vn");
    // Written without the abbreviation: found all the same, and told why.
    let decoded = mail.text.replace("=E1=BB=A7", "ủ");
    assert!(decoded.contains("UBND =") || decoded.contains("hi=E1=BB=83u UBND"), "{}", mail.text);
    assert!(mail.text.contains("/articles/"), "{}", mail.text);
    let unsubscribe = mail.link("/unsubscribe");
    assert!(get(&address, &unsubscribe).1.contains("<form method=\"post\""), "a link asks first");
    let manage = unsubscribe.replace("/unsubscribe", "");
    assert!(mail.text.contains(&format!("{manage}\r\n")), "{}", mail.text);
    assert!(get(&address, &manage).1.contains("an@example.vn"));
    assert_eq!(form(&address, &manage, "rhythm=weekly&changes=true").0, 303);
    assert_eq!(program.json(&["alerts", "list"])["alerts"][0]["rhythm"], "weekly");
    // As a program of mail does it (RFC 8058).
    assert_eq!(form(&address, &unsubscribe, "List-Unsubscribe=One-Click").0, 200);
    assert_eq!(get(&address, &manage).0, 404);
    assert_eq!(program.json(&["alerts", "list"])["alerts"], json!([]));
    stop(running);
}

#[test]
fn an_address_that_is_refused_is_given_up_and_told() {
    let program = Program::new();
    program.ok(&["init"]);
    let server = MailServer::start(&program);
    let (running, address) = serve(&program, &server);
    assert_eq!(form(&address, "/alerts", "query=q%3Da&address=nobody%40example.vn").0, 200);
    let id = program.json(&["alerts", "list"])["alerts"][0]["id"].as_str().unwrap().to_owned();
    let error = eventually("the refusal", || {
        let message = program.json(&["alerts", "show", &id])["messages"][0].clone();
        (message["state"] == "failed").then(|| message["error"].as_str().unwrap().to_owned())
    });
    assert!(error.contains("550") || error.contains("no such user"), "{error}");
    // Who orders for others again and again is told to stop.
    for status in [200, 200, 200, 409] {
        assert_eq!(form(&address, "/alerts", "query=q%3Da&address=binh%40example.vn").0, status);
    }
    stop(running);
}

type Calls = Arc<Mutex<Vec<(HeaderMap, String)>>>;

/// A receiver of webhooks that fails at first.
async fn receive(State(calls): State<Calls>, headers: HeaderMap, body: String) -> StatusCode {
    let mut calls = calls.lock().unwrap();
    calls.push((headers, body));
    if calls.len() == 1 { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::NO_CONTENT }
}

#[test]
fn a_webhook_is_signed_and_tried_again_under_the_same_key() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let calls = Calls::default();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let hook = format!("http://{}/hook", listener.local_addr().unwrap());
    let app = axum::Router::new().route("/hook", axum::routing::post(receive)).with_state(Arc::clone(&calls));
    runtime.spawn(async move { axum::serve(listener, app).await });
    let program = Program::new();
    program.ok(&["init"]);
    publish(&program, "0", "Họp trước khi có báo tin", "Bà con họp.");
    let added = program.json(&["alerts", "add", "q=họp&site=hoa-mai", "--webhook", &hook, "--changes"]);
    let (id, secret) = (added["id"].as_str().unwrap(), added["secret"].as_str().unwrap());
    assert!(program.json(&["alerts", "show", id]).get("secret").is_none(), "shown once");
    let feed = program.json(&["alerts", "add", "q=họp", "--atom"])["feed_url"].as_str().unwrap().to_owned();
    publish(&program, "1", "Họp tổ dân phố <số 3>", "Bà con họp bàn việc nước sạch.");
    let mut command = program.command(&["serve", "--no-crawl", "--listen", "127.0.0.1:0"]);
    let mut running = Running::spawn({
        command.env("LANGBAO_CRAWL_TIMEOUT", "5s");
        command
    });
    let address = running.address();
    let calls = eventually("the second call", || {
        let calls = calls.lock().unwrap().clone();
        (calls.len() >= 2).then_some(calls)
    });
    let header = |at: usize, name: &str| calls[at].0[name].to_str().unwrap().to_owned();
    assert_eq!(header(0, "idempotency-key"), header(1, "idempotency-key"));
    assert_eq!(calls[0].1, calls[1].1);
    for (headers, body) in &calls {
        let signature = headers["langbao-signature"].to_str().unwrap();
        let time = signature.strip_prefix("t=").unwrap().split(',').next().unwrap().parse().unwrap();
        let expected = Signature::new(secret, body, DateTime::from_timestamp(time, 0).unwrap());
        assert_eq!(signature, expected.header());
    }
    let told: Value = serde_json::from_str(&calls[1].1).unwrap();
    assert_eq!(told["events"].as_array().unwrap().len(), 1, "what was there before is no news: {told}");
    let why = &told["events"][0]["why"];
    assert_eq!(why["fields"], json!(["title", "body"]), "{why}");
    assert_eq!(why["filters"], json!([["site", "hoa-mai"]]));
    let sent = eventually("the end", || {
        let message = program.json(&["alerts", "show", id])["messages"][0].clone();
        (message["state"] == "sent").then_some(message)
    });
    assert_eq!(sent["attempts"], 2);
    let feed = get(&address, &feed[feed.find("/alerts").unwrap()..]);
    assert!(feed.0 == 200 && feed.1.contains("Họp tổ dân phố &#60;số 3&#62;"), "{}", feed.1);
    stop(running);
}

#[test]
fn a_webhook_does_not_reach_the_network_behind_the_server() {
    let program = Program::new();
    program.ok(&["init"]);
    let added = program.json(&["alerts", "add", "", "--webhook", "http://127.0.0.1:9/"]);
    let id = added["id"].as_str().unwrap();
    program.ok(&["alerts", "test", id]);
    let mut command = program.command(&["alerts", "send"]);
    command.env("LANGBAO_CRAWL_ALLOW_NETWORKS", "[]");
    assert!(command.output().unwrap().status.success());
    let message = &program.json(&["alerts", "show", id])["messages"][0];
    assert_eq!(message["state"], "failed");
    assert!(message["error"].as_str().unwrap().contains("private-address"), "{message}");
}

#[test]
fn a_key_makes_and_changes_alerts_of_its_own() {
    let program = Program::new();
    program.ok(&["init"]);
    let key = |name: &str| {
        program.json(&["keys", "create", name, "--scope", "alerts"])["key"].as_str().unwrap().to_owned()
    };
    let (mine, other) = (key("một"), key("hai"));
    let mut running = Running::start(&program, &["serve", "--no-crawl", "--listen", "127.0.0.1:0"]);
    let address = running.address();
    let call = |key: &str, method: &str, target: &str, body: &str| {
        let bearer = format!("Bearer {key}");
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
        let (status, _, body) = send(&address, method, target, &headers, body);
        (status, serde_json::from_str::<Value>(&body).unwrap_or_default())
    };
    let new = r#"{"query": "/search?q=nước+sạch&limit=5", "channel": "atom", "rhythm": "daily"}"#;
    let (status, made) = call(&mine, "POST", "/api/v1/alerts", new);
    assert_eq!(
        (status, &made["query"], &made["state"]),
        (201, &"q=n%C6%B0%E1%BB%9Bc+s%E1%BA%A1ch".into(), &"active".into()),
        "{made}"
    );
    let target = format!("/api/v1/alerts/{}", made["id"].as_str().unwrap());
    assert_eq!(call(&other, "GET", &target, "").0, 404);
    assert_eq!(call(&other, "GET", "/api/v1/alerts", "").1["alerts"], json!([]));
    let (status, changed) = call(&mine, "PATCH", &target, r#"{"paused": true, "rhythm": "weekly"}"#);
    assert_eq!((status, &changed["state"], &changed["rhythm"]), (200, &"paused".into(), &"weekly".into()));
    for (body, parameter) in [
        (r#"{"query": "querry=x", "channel": "atom"}"#, "query"),
        (r#"{"query": "q=x", "channel": "fax"}"#, "channel"),
        (r#"{"query": "q=x", "channel": "webhook"}"#, "url"),
        (r#"{"query": "q=x", "channel": "webhook", "url": "file:///etc/passwd"}"#, "url"),
        (r#"{"query": "q=x", "channel": "atom", "rhythm": "often"}"#, "rhythm"),
    ] {
        let (status, problem) = call(&mine, "POST", "/api/v1/alerts", body);
        assert_eq!((status, &problem["parameter"]), (400, &parameter.into()), "{problem}");
    }
    assert_eq!(call(&mine, "POST", "/api/v1/alerts", "{").0, 400);
    assert_eq!(
        call(&mine, "POST", "/api/v1/alerts", r#"{"query":"","channel":"email","address":"a@b.vn"}"#).0,
        409
    );
    assert_eq!(call(&mine, "DELETE", &target, "").0, 204);
    assert_eq!(call(&mine, "GET", &target, "").0, 404);
    stop(running);
}

/// Numbers that look random; the same in each run of the test.
struct Dice(u64);

impl Dice {
    /// The next number below `bound`.
    fn roll(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Alerts, each of which must be told once.
const ALERTS: usize = 100;

/// Kills while mails go out, of each of two kinds; or as many as `LANGBAO_KILLS` says.
fn kills_wanted() -> usize {
    std::env::var("LANGBAO_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(10)
}

/// Lets the program serve and kills it, again and again, with the mail server down now and then, until `expected` mails
/// are there; then once more for good measure. Returns the kills that fell while mails were still to be sent.
fn serve_and_kill(program: &Program, server: &mut MailServer, dice: &mut Dice, expected: usize) -> usize {
    let mut kills = 0;
    for round in 0.. {
        assert!(round < 1_000, "{} of {expected} mails after {kills} kills", server.mails().len());
        let is_down = round % 3 == 1;
        if is_down {
            server.down();
        }
        let (running, _) = serve(program, server);
        let before = server.mails().len();
        if before >= expected {
            stop(running);
            break;
        }
        if kills >= kills_wanted() && !is_down {
            mails(server, expected);
            stop(running);
            break;
        }
        // While the mail server is down, long enough for a try; else somewhere among the mails.
        let pause = if is_down { 700 } else { dice.roll(700) };
        std::thread::sleep(Duration::from_millis(pause));
        if is_down {
            server.up();
        }
        running.signal("KILL");
        assert_eq!(running.end(), None);
        kills += usize::from(server.mails().len() < expected);
    }
    kills
}

#[test]
fn each_alert_is_told_exactly_once_under_kills_and_outages() {
    let program = Program::new();
    program.ok(&["init"]);
    let mut server = MailServer::start(&program);
    let mut dice = Dice(20_261_125);
    // The mail server is down while everybody orders.
    server.down();
    let (running, address) = serve(&program, &server);
    for n in 0..ALERTS {
        let order = format!("query=q%3Dh%E1%BB%8Dp&address=reader-{n}%40example.vn&rhythm=at_once");
        assert_eq!(form(&address, "/alerts", &order).0, 200, "order {n}");
    }
    running.signal("KILL");
    assert_eq!(running.end(), None);
    server.up();
    let mut kills = serve_and_kill(&program, &mut server, &mut dice, ALERTS);
    let (running, address) = serve(&program, &server);
    for mail in server.mails() {
        assert_eq!(form(&address, &mail.link("/confirm"), "").0, 200, "{mail:?}");
    }
    stop(running);
    publish(&program, "1", "Họp tổ dân phố", "Bà con họp bàn việc nước sạch.");
    kills += serve_and_kill(&program, &mut server, &mut dice, 2 * ALERTS);
    // One more round has nothing to send.
    let mut command = program.command(&["alerts", "send"]);
    server.configure(&mut command);
    assert!(command.output().unwrap().status.success());

    let mut by_reader: BTreeMap<String, Vec<Mail>> = BTreeMap::new();
    for mail in server.mails() {
        by_reader.entry(mail.to.clone()).or_default().push(mail);
    }
    let once = by_reader.values().filter(|mails| {
        matches!(mails.as_slice(), [first, second] if first.id.contains("-confirm-") && !second.id.contains("-confirm-"))
    });
    let once = once.count();
    let all = server.mails().len();
    assert_eq!((once, all), (ALERTS, 2 * ALERTS), "exactly once, after {kills} kills");
    assert!(kills >= kills_wanted(), "only {kills} kills fell among the mails");
    program.ok(&["verify"]);
}
