//! Exports: the whole archive with its versions, and what a search finds.

use serde_json::Value;

use crate::program::{Program, Samples};

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Two rounds after the first, in which one article was edited and another removed.
fn three_rounds() -> (Samples, Program, String, String) {
    let samples = Samples::start();
    let program = Program::new();
    program.add_sites(&samples);
    program.ok(&["crawl"]);
    let published = samples.sites.published();
    let edited = published.iter().find(|a| a.correction.is_some()).unwrap().clone();
    let removed = published.iter().find(|a| a.url != edited.url).unwrap().url.clone();
    let (wrong, right) = edited.correction.clone().unwrap();
    samples.sites.edit(&edited.url, &wrong, &right).unwrap();
    samples.sites.remove(&removed).unwrap();
    program.ok(&["crawl", "--full"]);
    program.ok(&["crawl"]);
    (samples, program, edited.url, removed)
}

#[test]
fn the_whole_archive_line_by_line() {
    let (samples, program, edited, removed) = three_rounds();
    let exported = lines(&program.ok(&["export", "--all", "--format", "jsonl", "--versions"]));
    let published = samples.sites.published();
    let (deleted, versions): (Vec<_>, Vec<_>) = exported.iter().partition(|line| line["deleted"] == true);
    assert_eq!(versions.len(), published.len() + 2, "one more version, and the removed one is still there");
    let of = |url: &str| versions.iter().filter(|line| line["url"] == url).collect::<Vec<_>>();
    let [first, second] = of(&edited)[..] else { panic!("two versions of {edited}") };
    assert_eq!((&first["version"], &second["version"]), (&1.into(), &2.into()));
    assert_ne!(first["text"], second["text"]);
    assert_eq!(of(&removed).len(), 1);
    let [gone] = deleted[..] else { panic!("{deleted:?}") };
    assert_eq!(gone["url"], removed.as_str());
    gone["since"].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    let seen: Vec<_> = versions
        .iter()
        .map(|line| line["first_seen"].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap())
        .collect();
    assert!(seen.is_sorted(), "oldest first");
    for article in published.iter().filter(|article| article.url != edited) {
        let [line] = of(&article.url)[..] else { panic!("one version of {}", article.url) };
        assert_eq!(line["title"], article.title);
        let paragraphs = article.lead.iter().chain(&article.paragraphs).map(String::as_str);
        assert_eq!(line["text"], paragraphs.collect::<Vec<_>>().join("\n"), "{}", article.url);
        let date = article.published_at.format("%Y-%m-%dT%H:%M:%S+07:00").to_string();
        assert_eq!(line["date"], date, "{}", article.url);
        assert!(line["persons"].is_array());
    }
    let latest = lines(&program.ok(&["export", "--all", "--format", "jsonl"]));
    assert_eq!(latest.iter().filter(|line| line["url"] == edited.as_str()).count(), 1);
}

#[test]
fn what_a_search_finds_in_every_form() {
    let (_samples, program, _, _) = three_rounds();
    let (total, _) = program.search(&["vệ sinh"]);
    assert!(total > 1);
    let found = lines(&program.ok(&["export", "vệ sinh", "--format", "jsonl"]));
    assert_eq!(found.len() as u64, total);
    let table = program.ok(&["export", "vệ sinh", "--format", "csv"]);
    assert!(table.starts_with("\u{feff}id,url,site,title,date,"), "{table}");
    assert_eq!(table.matches("\r\n\"").count() as u64, total);
    let citations = program.ok(&["export", "vệ sinh", "--format", "bibtex"]);
    assert_eq!(citations.matches("@online{").count() as u64, total);
    // All hits are reached, however many pages of hits they fill.
    let (everything, _) = program.search(&[""]);
    assert_eq!(lines(&program.ok(&["export", "--format", "jsonl"])).len() as u64, everything);

    let file = program.path("out.warc.gz");
    program.ok(&["export", "vệ sinh", "--format", "warc", "--output", file.to_str().unwrap()]);
    let packed = std::fs::read(&file).unwrap();
    assert_eq!(packed[..3], [0x1f, 0x8b, 8]);
    let whole = program.path("all.warc.gz");
    program.ok(&["export", "--all", "--format", "warc", "-o", whole.to_str().unwrap()]);
    assert!(std::fs::metadata(&whole).unwrap().len() > packed.len() as u64);

    assert_eq!(program.run(&["export", "zzzqqq"]).code, Some(4));
    assert_eq!(program.run(&["search", "a", "--format", "csv"]).code, Some(2));
    assert_eq!(program.run(&["export", "--all", "--versions", "--format", "csv"]).code, Some(2));
    assert_eq!(program.run(&["export", "x", "--all"]).code, Some(2));
}
