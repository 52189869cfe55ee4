//! The archive read anew: by a repaired profile, and from the WARC files alone.

use langbao_archive::{Archive, Outcome, Visit};
use langbao_article::{ArticleId, CanonicalUrl};

use crate::program::{Program, Samples};

#[test]
fn a_spoilt_version_is_read_anew_and_found_again() {
    let samples = Samples::start();
    let program = Program::new();
    program.add_sites(&samples);
    program.ok(&["crawl"]);
    let clean = program.json(&["reextract", "--dry-run"])["report"].clone();
    assert_eq!(
        (&clean["corrected"], &clean["new"], &clean["withheld"]),
        (&0.into(), &0.into(), &0.into()),
        "{clean}"
    );
    let before = program.ok(&["verify"]);

    // What a poor extractor would have stored.
    let archive = Archive::open(&program.data()).unwrap();
    let url = samples.sites.published()[0].url.clone();
    let record = archive.article(ArticleId::of(&CanonicalUrl::parse(&url).unwrap())).unwrap().unwrap();
    let mut spoilt = record.article.clone();
    spoilt.title = "Trang chủ hỏng hóc".to_owned();
    spoilt.section = None;
    let visit = Visit {
        run: None,
        site: record.site.clone(),
        url: spoilt.url.clone(),
        at: record.last_seen_at,
        outcome: Outcome::NotModified,
        exchange: None,
        article: Some(spoilt),
        doubted: false,
        yielded: langbao_archive::Yield::default(),
        links: Vec::new(),
        kind: None,
        next_due: None,
    };
    archive.record(visit).unwrap();
    archive.close().unwrap();
    program.ok(&["verify"]);
    assert_eq!(program.search(&["\"hỏng hóc\""]).0, 1);

    let told = program.ok(&["reextract", record.site.as_str()]);
    assert!(told.contains("title: 1") && told.contains("section: 1"), "{told}");
    assert!(told.contains("- Trang chủ hỏng hóc"), "{told}");
    assert_eq!(program.search(&["\"hỏng hóc\""]).0, 0);
    assert_eq!(program.json(&["show", &url])["article"]["title"], record.article.title.as_str());
    assert_ne!(program.ok(&["verify"]), before, "there is a version more");
    assert_eq!(program.run(&["reextract", "khong-co"]).code, Some(4));
}

#[test]
fn the_database_is_rebuilt_from_the_warc_files() {
    let samples = Samples::start();
    let program = Program::new();
    program.add_sites(&samples);
    let file = program.write(
        "tin.txt",
        "Phường họp tổ dân phố\n27/02/2018\nSáng nay, tổ dân phố số 5 đã họp bàn việc chung.",
    );
    program.ok(&["import", &file]);
    let line = r#"{"title": "Một tin", "body": "Đoạn một.\nĐoạn hai.", "published_at": "2020-01-02"}"#;
    program.ok(&["import", &program.write("tin.jsonl", line)]);
    program.ok(&["crawl"]);
    let removed = samples.sites.published()[3].url.clone();
    samples.sites.remove(&removed).unwrap();
    program.ok(&["crawl", "--full"]);
    program.ok(&["crawl"]);
    let before = program.ok(&["verify"]);
    let export = |program: &Program| {
        let mut lines: Vec<String> = program
            .ok(&["export", "--all", "--format", "jsonl", "--versions"])
            .lines()
            .map(|line| {
                let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
                // Times of visits are not in the files, those of answers are.
                line.as_object_mut().unwrap().remove("first_seen");
                line.to_string()
            })
            .collect();
        lines.sort();
        lines
    };
    let exported = export(&program);
    assert_eq!(program.ok(&["verify", "--repair"]), before, "there is nothing to repair");

    std::fs::write(program.data().join("archive.sqlite3"), "damaged").unwrap();
    assert_eq!(program.run(&["verify"]).code, Some(1));
    assert_eq!(program.ok(&["verify", "--repair"]), before);
    assert_eq!(export(&program), exported);
    std::fs::remove_file(program.data().join("archive.sqlite3")).unwrap();
    assert_eq!(program.run(&["crawl"]).code, Some(1), "the files are not taken for leftovers");
    assert_eq!(program.ok(&["verify", "--repair"]), before);
    program.ok(&["crawl"]);
    assert_eq!(program.ok(&["verify"]), before);
}
