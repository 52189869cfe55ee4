//! Rounds over the sample sites.

use chrono::{DateTime, TimeDelta, Utc};

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
fn articles_are_read_as_they_were_written() {
    let samples = Samples::start();
    let program = Program::new();
    program.add_sites(&samples);
    program.ok(&["crawl"]);
    let published = samples.sites.published();
    assert!(published.len() >= 80);
    for written in published {
        let read = program.json(&["show", &written.url])["article"].clone();
        let url = &written.url;
        assert_eq!(read["title"], written.title, "{url}");
        let at = read["published"]["at"].as_str().unwrap_or_default().parse::<DateTime<Utc>>().ok();
        let minute = written.published_at.and_utc() - TimeDelta::hours(7);
        assert_eq!(at, Some(minute), "{url}: {}", read["published"]);
        assert_eq!(read["lead"].as_str(), written.lead.as_deref(), "{url}");
        let blocks = read["blocks"].as_array().unwrap().iter().filter(|b| b["kind"] != "caption");
        let paragraphs: Vec<&str> = blocks.map(|b| b["text"].as_str().unwrap()).collect();
        assert_eq!(paragraphs, written.paragraphs, "{url}");
        for field in ["section", "view_count"] {
            assert!(!read[field].is_null(), "{url}: no {field}");
        }
    }
}

#[test]
fn an_edit_is_a_version_and_a_removed_article_is_kept_as_gone() {
    let samples = Samples::start();
    let program = Program::new();
    program.add_sites(&samples);
    program.ok(&["crawl"]);
    let published = samples.sites.published();
    let edited = published.iter().find(|a| a.correction.is_some()).unwrap();
    let (wrong, right) = edited.correction.clone().unwrap();
    let removed = published.iter().find(|a| a.url != edited.url).unwrap();
    samples.sites.edit(&edited.url, &wrong, &right).unwrap();
    samples.sites.remove(&removed.url).unwrap();
    program.ok(&["crawl", "--full"]);

    let all: Vec<_> = (0..samples.sites.sites().len()).map(|run| counts(&program, run)).collect();
    let sum = |key: &str| all.iter().map(|counts| counts[key].as_u64().unwrap()).sum::<u64>();
    assert_eq!((sum("new_articles"), sum("edited_articles")), (0, 1), "{all:#?}");
    let now = program.json(&["show", &edited.url]);
    assert_eq!(now["version"], 2);
    assert!(now["article"].to_string().contains(&right));
    assert!(program.ok(&["show", &edited.url, "--version", "1"]).contains(&wrong));
    let missed = program.json(&["show", &removed.url]);
    assert!(missed["gone_at"].is_null() && missed["suspected_at"].is_string(), "{missed}");
    // The next round looks for it again, though nothing else is due.
    program.ok(&["crawl"]);
    let gone = program.json(&["show", &removed.url]);
    assert_eq!(gone["gone_at"], missed["suspected_at"]);
    assert!(gone["gone_at"].is_string(), "{gone}");
    assert_eq!(gone["version"], 1);
    // It is still found, and said to be gone.
    let hits = program.json(&["search", &format!("\"{}\"", removed.title)]);
    assert!(hits["hits"].as_array().unwrap().iter().any(|h| h["gone_at"].is_string()), "{hits}");
    program.ok(&["verify"]);
}

#[test]
fn what_robots_txt_closes_is_never_read() {
    let samples = Samples::start();
    let program = Program::new();
    program.add_sites(&samples);
    program.ok(&["crawl"]);
    for site in samples.sites.sites() {
        assert_eq!(samples.sites.requests(&format!("{}tim-kiem", site.url)), 0, "{}", site.id);
        assert!(samples.sites.requests(&site.url) > 0, "{}", site.id);
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
    assert!(home.contains("3 articles previewed"), "{home}");
    assert!(home.matches("  [").count() >= 9, "rules: {home}");
    assert!(!program.data().exists(), "nothing is stored");
    let forbidden =
        program.command(&["sites", "check", &site.url]).env("LANGBAO_CRAWL_ALLOW_NETWORKS", "[]").output();
    let forbidden = forbidden.unwrap();
    assert_eq!(forbidden.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&forbidden.stderr).contains("private-address"));
}
