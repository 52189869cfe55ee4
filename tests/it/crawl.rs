//! Rounds over the sample sites.

use crate::program::{Program, Samples};

fn counts(program: &Program, run: usize) -> serde_json::Value {
    program.json(&["runs", "list", "-n", "100"])["runs"][run]["counts"].clone()
}

#[test]
fn the_first_round_brings_all_articles_and_the_second_none() {
    let samples = Samples::start();
    let program = Program::new();
    program.add_sites(&samples);
    program.ok(&["crawl"]);
    for site in samples.sites.sites() {
        let (total, _) = program.search(&["", "--site", &site.id]);
        assert_eq!(total, site.articles as u64, "{}", site.id);
    }
    let before = program.ok(&["verify"]);
    // Counters on the pages have moved meanwhile; that is no change.
    program.ok(&["crawl", "--full"]);
    for run in 0..samples.sites.sites().len() {
        let counts = counts(&program, run);
        assert_eq!(counts["new_articles"], 0, "{counts}");
        assert_eq!(counts["edited_articles"], 0, "{counts}");
        assert!(counts["not_modified"].as_u64().unwrap() > 0, "conditional requests: {counts}");
    }
    assert_eq!(program.ok(&["verify"]), before);
}

#[test]
fn every_field_is_found_on_every_layout() {
    let samples = Samples::start();
    let program = Program::new();
    program.add_sites(&samples);
    program.ok(&["crawl"]);
    for site in samples.sites.sites() {
        let hits = program.json(&["search", "", "--site", &site.id, "-n", "100"]);
        let hits = hits["hits"].as_array().unwrap();
        let mut with = std::collections::BTreeMap::new();
        for hit in hits {
            let article = program.json(&["show", hit["id"].as_str().unwrap()])["article"].clone();
            assert!(article["published"].is_object(), "no date: {article}");
            assert!(!article["blocks"].as_array().unwrap().is_empty(), "no body: {article}");
            for field in ["section", "source", "view_count", "lead"] {
                *with.entry(field).or_insert(0) += usize::from(!article[field].is_null());
            }
        }
        // Not every article has a source line, but every layout has some; sections stand on each page.
        assert!(with["section"] * 10 >= hits.len() * 9, "{}: {with:?} of {}", site.id, hits.len());
        assert!(with["source"] > 0, "{}: {with:?}", site.id);
    }
}

#[test]
fn a_page_can_be_checked_before_its_site_is_added() {
    let samples = Samples::start();
    let program = Program::new();
    let site = &samples.sites.sites()[0];
    let home = program.ok(&["sites", "check", &site.url]);
    assert!(home.contains("not an article"), "{home}");
    assert!(home.contains("article "), "links: {home}");
    assert!(!program.data().exists(), "nothing is stored");
    let forbidden =
        program.command(&["sites", "check", &site.url]).env("LANGBAO_CRAWL_ALLOW_NETWORKS", "[]").output();
    let forbidden = forbidden.unwrap();
    assert_eq!(forbidden.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&forbidden.stderr).contains("private-address"));
}
