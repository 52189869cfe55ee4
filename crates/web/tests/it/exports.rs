//! Exports over HTTP: whole, streamed, and told by a manifest.

use serde_json::Value;

use crate::world::World;

fn sha256(bytes: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn a_manifest_tells_what_the_export_gives() {
    let world = World::new();
    for (query, entries) in [
        ("", 5),
        ("q=h%E1%BB%8Dp&format=csv", 2),
        ("person=tham+ba+phuoc&format=csv&bom=true", 2),
        ("site=xa-dong-lau&format=bibtex&sort=newest&limit=1&facets=true", 3),
    ] {
        let file = world.ok(&format!("/api/v1/export?{query}")).await;
        let manifest = world.ok(&format!("/api/v1/export/manifest?{query}")).await.json();
        assert_eq!(manifest["count"], entries, "{query}");
        assert_eq!(manifest["sha256"], sha256(&file.body), "{query}");
        assert_eq!(manifest["bytes"], file.body.len(), "{query}");
        assert_eq!(manifest["index_generation"].to_string(), file.header("x-index-generation"));
        // The manifest's query gives the same file.
        let same = world.ok(manifest["query"].as_str().unwrap()).await;
        assert_eq!(same.body, file.body, "{query}");
    }
}

#[tokio::test]
async fn every_form_is_what_its_readers_expect() {
    let world = World::new();
    let lines = world.ok("/api/v1/export?site=phuong-hoa-mai").await;
    assert_eq!(lines.header("content-type"), "application/x-ndjson");
    let lines: Vec<Value> = lines.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    // By date, so that an export can be compared with a later one.
    assert_eq!(lines[0]["title"], "Phường Hoa Mai họp tổ dân phố bàn việc nước sạch");
    assert_eq!(lines[1]["date"], "2018-03-02");
    let table = world.ok("/api/v1/export?format=csv").await;
    assert!(table.header("content-disposition").ends_with(".csv\""));
    assert!(table.text().starts_with("id,url,site,title,date,"));
    let for_excel = world.ok("/api/v1/export?format=csv&bom=true").await;
    assert_eq!(for_excel.text(), format!("\u{feff}{}", table.text()));
    let none = world.ok("/api/v1/export?q=zzzqqq").await;
    assert_eq!(none.body.len(), 0);
}

#[tokio::test]
async fn a_wrong_export_is_told_before_it_begins() {
    let world = World::new();
    for (query, parameter) in
        [("format=xlsx", "format"), ("fromat=csv", "fromat"), ("date_from=x", "date_from")]
    {
        let answer = world.get(&format!("/api/v1/export?{query}")).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["parameter"]), (400, &parameter.into()));
    }
    let problem = world.get("/api/v1/export?fromat=csv").await.json();
    assert_eq!(problem["did_you_mean"], "format");
}

#[tokio::test]
async fn a_compressed_export_ends_well() {
    let world = World::new();
    for address in ["/api/v1/export", "/api/v1/export?format=csv", "/sitemap/1.xml"] {
        for encoding in ["gzip", "br"] {
            let answer = world.get_with(address, &[("accept-encoding", encoding)]).await;
            assert_eq!(
                (answer.status.as_u16(), answer.header("content-encoding")),
                (200, encoding),
                "{address}"
            );
        }
    }
}
