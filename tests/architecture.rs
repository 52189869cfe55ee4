//! The arrows between the rooms go one way. This test reads `cargo metadata` and fails on any other arrow.

#![expect(clippy::unwrap_used, reason = "a test that fails says so")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// Each room with the rooms it may name. Siblings (archive, crawl, search) are absent from each other's lists: the
/// command joins them.
const ALLOWED: &[(&str, &[&str])] = &[
    ("langbao-text", &[]),
    ("langbao-entities", &["langbao-text"]),
    ("langbao-article", &["langbao-text"]),
    ("langbao-attachment", &[]),
    ("langbao-archive", &["langbao-article"]),
    ("langbao-crawl", &["langbao-article"]),
    ("langbao-search", &["langbao-text", "langbao-entities", "langbao-article"]),
    ("langbao-alert", &["langbao-article"]),
    (
        "langbao-web",
        &[
            "langbao-text",
            "langbao-entities",
            "langbao-article",
            "langbao-archive",
            "langbao-search",
            "langbao-alert",
        ],
    ),
    ("langbao-demo", &[]),
    (
        "langbao",
        &[
            "langbao-text",
            "langbao-entities",
            "langbao-article",
            "langbao-attachment",
            "langbao-archive",
            "langbao-crawl",
            "langbao-search",
            "langbao-alert",
            "langbao-web",
            "langbao-demo",
        ],
    ),
];

/// Rooms that know neither network nor disk, with the crates that would let them.
const PURE: &[&str] = &["langbao-text", "langbao-entities", "langbao-article", "langbao-attachment"];
const IMPURE: &[&str] = &["tokio", "reqwest", "rusqlite", "tantivy", "axum"];

fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|package| {
            let normal = |d: &&Value| d["kind"].is_null();
            let names = package["dependencies"].as_array().unwrap().iter().filter(normal);
            let names = names.map(|d| d["name"].as_str().unwrap().to_owned()).collect();
            (package["name"].as_str().unwrap().to_owned(), names)
        })
        .collect()
}

#[test]
fn arrows_go_one_way() {
    let found = dependencies();
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.iter().copied().collect();
    assert_eq!(
        found.keys().map(String::as_str).collect::<Vec<_>>(),
        allowed.keys().copied().collect::<Vec<_>>(),
        "a room is missing from this test, or from the house"
    );
    for (room, names) in &found {
        for name in names.iter().filter(|n| n.starts_with("langbao")) {
            assert!(
                allowed[room.as_str()].contains(&name.as_str()),
                "forbidden arrow: {room} must not know {name}"
            );
        }
    }
}

#[test]
fn pure_rooms_stay_pure() {
    let found = dependencies();
    for room in PURE {
        for name in IMPURE {
            assert!(!found[*room].contains(*name), "{room} is pure and must not depend on {name}");
        }
    }
}

#[test]
fn members_stand_in_the_order_of_the_data() {
    let manifest = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let members = manifest["workspace"]["members"].as_array().unwrap();
    let members: Vec<String> =
        members.iter().map(|m| m.as_str().unwrap().replace("crates/", "langbao-")).collect();
    let expected: Vec<&str> = ALLOWED.iter().map(|(room, _)| *room).filter(|r| *r != "langbao").collect();
    assert_eq!(members, expected);
}
