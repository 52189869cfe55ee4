//! The WARC files as others read them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::read::MultiGzDecoder;
use langbao_archive::{Archive, Exchange, Outcome, Visit};
use langbao_article::GoneReason;

use crate::world::{archive, article_visit, at, site, url, visit};

fn asked(visit: Visit) -> Visit {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let request = vec![header("user-agent", "langbao/0.1"), header("accept", "text/html")];
    let not_modified = vec![header("etag", "\"17\"")];
    Visit { exchange: Some(Exchange { request, not_modified, unverified: false }), ..visit }
}

/// An archive with a record of each kind; closed.
fn every_kind() -> (tempfile::TempDir, PathBuf) {
    let (dir, archive) = archive();
    archive.record(asked(article_visit("tin/1", 1, "Tổng vệ sinh", 1))).unwrap();
    archive.record(asked(visit("tin/1", 2, Outcome::NotModified))).unwrap();
    archive.record(asked(article_visit("tin/1", 3, "Tổng vệ sinh", 1))).unwrap();
    archive.record(asked(article_visit("tin/1?trang=2", 4, "Họp tổ dân phố", 1))).unwrap();
    for minute in [5, 100] {
        archive.record(visit("tin/1", minute, Outcome::Gone { reason: GoneReason::Gone })).unwrap();
    }
    archive.record(visit("tin/1", 101, Outcome::Redirected { to: url("moi/1"), permanent: true })).unwrap();
    assert_eq!(archive.verify().unwrap(), [""; 0]);
    archive.close().unwrap();
    let file = dir.path().join("warc/langbao-20231114-00001.warc.gz");
    (dir, file)
}

/// The heads of the records.
fn heads(file: &Path) -> Vec<String> {
    let mut text = String::new();
    std::io::Read::read_to_string(&mut MultiGzDecoder::new(fs::File::open(file).unwrap()), &mut text)
        .unwrap();
    text.split("WARC/1.1\r\n")
        .skip(1)
        .map(|record| record.split("\r\n\r\n").next().unwrap().to_owned())
        .collect()
}

fn field<'a>(head: &'a str, name: &str) -> &'a str {
    let line = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    line.unwrap_or_else(|| panic!("no {name} in {head}"))
}

#[test]
fn requests_and_revisits_name_what_they_belong_to() {
    let (_dir, file) = every_kind();
    let heads = heads(&file);
    let kinds: Vec<&str> = heads.iter().map(|head| field(head, "WARC-Type")).collect();
    let expected = [
        "warcinfo", "metadata", "response", "request", "revisit", "request", "revisit", "request",
        "response", "request", "metadata", "metadata",
    ];
    assert_eq!(kinds, expected);
    let page = field(&heads[2], "WARC-Record-ID");
    assert_eq!(field(&heads[3], "WARC-Concurrent-To"), page);
    for (revisit, profile) in [(4, "server-not-modified"), (6, "identical-payload-digest")] {
        let revisit = &heads[revisit];
        assert_eq!(field(revisit, "WARC-Refers-To"), page);
        assert_eq!(field(revisit, "WARC-Refers-To-Date"), field(&heads[2], "WARC-Date"));
        assert_eq!(field(revisit, "WARC-Payload-Digest"), field(&heads[2], "WARC-Payload-Digest"));
        assert!(field(revisit, "WARC-Profile").ends_with(profile), "{revisit}");
    }
    assert_eq!(field(&heads[5], "WARC-Concurrent-To"), field(&heads[4], "WARC-Record-ID"));
    let mut ids: Vec<&str> = heads.iter().map(|head| field(head, "WARC-Record-ID")).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), heads.len(), "each id once");
}

#[test]
fn the_records_of_a_capture_come_with_its_revisits() {
    let (dir, file) = every_kind();
    let archive = Archive::open_read_only(dir.path()).unwrap();
    let capture = archive.versions(langbao_article::ArticleId::of(&url("tin/1"))).unwrap()[0].capture;
    let mut exported = Archive::warcinfo("mot.warc.gz", at(200));
    exported.extend(archive.raw_records(capture).unwrap());
    let path = dir.path().join("mot.warc.gz");
    fs::write(&path, exported).unwrap();
    let kinds: Vec<String> = heads(&path).iter().map(|head| field(head, "WARC-Type").to_owned()).collect();
    assert_eq!(kinds, ["warcinfo", "response", "request", "revisit", "request", "revisit", "request"]);
    let length = fs::metadata(&file).unwrap().len();
    assert_eq!(archive.warc_files().unwrap(), [("warc/langbao-20231114-00001.warc.gz".to_owned(), length)]);
}

#[test]
fn a_damaged_request_is_found() {
    let (dir, file) = every_kind();
    let mut bytes = fs::read(&file).unwrap();
    // The last member is the fact that a page has moved.
    let last = bytes.len() - 20;
    bytes[last] ^= 1;
    fs::write(&file, bytes).unwrap();
    let problems = Archive::open_read_only(dir.path()).unwrap().verify().unwrap();
    assert!(matches!(&problems[..], [one] if one.starts_with("metadata record at byte ")), "{problems:?}");
}

#[test]
fn settings_of_a_site_are_told_in_the_files() {
    let (dir, archive) = archive();
    archive.update_site(langbao_archive::Site { name: "Phường Mới".to_owned(), ..site() }).unwrap();
    archive.remove_site(&site().id).unwrap();
    archive.close().unwrap();
    let heads = heads(&dir.path().join("warc/langbao-20231114-00001.warc.gz"));
    let about: Vec<&str> = heads[1..].iter().map(|head| field(head, "WARC-Target-URI")).collect();
    assert_eq!(about, ["urn:langbao:site:phuong-vi-du"; 3]);
}

/// Runs a tool of others over the file. One that is not installed is told loudly, and is an error where the tests must
/// be complete (`LANGBAO_WARC_TOOLS=required`, as `scripts/test` sets).
fn checked_by(tool: &str, args: &[&str], file: &Path) {
    match Command::new(tool).args(args).arg(file).output() {
        Ok(ran) => {
            let said =
                format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
            assert!(ran.status.success(), "{tool} {args:?}: {said}");
        }
        Err(error) => {
            let required = std::env::var("LANGBAO_WARC_TOOLS").is_ok_and(|value| value == "required");
            assert!(!required, "{tool} cannot be run: {error}");
            #[expect(clippy::print_stderr, reason = "a check that was not made must be seen")]
            {
                eprintln!(
                    "NOT CHECKED: {tool} is not installed ({error}); scripts/install-warc-tools brings it"
                );
            }
        }
    }
}

#[test]
fn warcio_accepts_the_files() {
    let (_dir, file) = every_kind();
    checked_by("warcio", &["check", "-v"], &file);
}

#[test]
fn warcat_accepts_the_files() {
    let (_dir, file) = every_kind();
    checked_by("warcat", &["verify", "--input"], &file);
}
