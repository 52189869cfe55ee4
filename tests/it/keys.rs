//! Keys: made and revoked on the command line, shown to the API.

use crate::program::{Program, Running, get, send};

#[test]
fn a_key_opens_what_is_closed_until_it_is_revoked() {
    let program = Program::new();
    program.ok(&["init"]);
    let key = program.ok(&["-q", "keys", "create", "bạn đọc", "--scope", "read"]).trim().to_owned();
    let mut command = program.command(&["serve", "--no-crawl", "--listen", "127.0.0.1:0"]);
    command.env("LANGBAO_ACCESS_API", "false").env("LANGBAO_ACCESS_COPIES", "false");
    let mut serve = Running::spawn(command);
    let address = serve.address();
    let with = |key: &str, target: &str| {
        send(&address, "GET", target, &[("Authorization", &format!("Bearer {key}"))], "")
    };
    let (status, head, body) = send(&address, "GET", "/api/v1/search?q=x", &[], "");
    assert_eq!((status, body.contains("key_wanted")), (401, true), "{body}");
    assert!(head.to_ascii_lowercase().contains("www-authenticate: bearer"), "{head}");
    assert_eq!(get(&address, "/captures/1").0, 401);
    assert_eq!(get(&address, "/search?q=x").0, 200, "the pages are open");
    assert_eq!(with(&key, "/api/v1/search?q=x").0, 200);
    assert_eq!(with("lb_000000000000_00", "/api/v1/search?q=x").0, 401);
    assert_eq!(
        with("lb_000000000000_00", "/search?q=x").0,
        401,
        "a wrong key is told to be wrong everywhere"
    );
    assert_eq!(with(&key, "/api/v1/alerts").0, 403, "another scope");

    let keys = program.json(&["keys", "list"]);
    let (id, scopes) = (keys["keys"][0]["id"].as_str().unwrap(), &keys["keys"][0]["scopes"]);
    assert_eq!((scopes[0].as_str(), key.contains(id)), (Some("read"), true));
    assert!(!keys.to_string().contains(&key[20..]), "the secret is shown once");
    // While it serves: by the door.
    program.ok(&["keys", "revoke", id]);
    assert_eq!(with(&key, "/api/v1/search?q=x").0, 401, "at once");
    assert_eq!(program.run(&["keys", "revoke", id]).code, Some(4));
    let made = program.json(&["keys", "create", "x", "--scope", "alerts,read"]);
    assert_eq!(with(made["key"].as_str().unwrap(), "/api/v1/alerts").0, 200);
    assert_eq!(program.run(&["keys", "create", "x", "--scope", "root"]).code, Some(2));
    serve.signal("TERM");
    assert_eq!(serve.end(), Some(0));
}
