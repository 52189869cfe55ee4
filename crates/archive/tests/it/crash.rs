//! What a process that died in the middle leaves behind, and what the next one makes of it.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::bufread::GzDecoder;
use langbao_archive::{Archive, Outcome, RunEnd};

use crate::world::{archive, article_visit, at, in_run, site_id, visit};

fn warc_files(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(dir.join("warc")).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    files
}

/// Reads a WARC file as a stranger would, member by member; returns the type of each record.
fn record_types(path: &Path) -> Vec<String> {
    let bytes = fs::read(path).unwrap();
    let mut rest = &bytes[..];
    let mut types = Vec::new();
    while !rest.is_empty() {
        let mut record = String::new();
        let mut member = GzDecoder::new(rest);
        std::io::Read::read_to_string(&mut member, &mut record).unwrap();
        rest = member.into_inner();
        let (head, block) = record.split_once("\r\n\r\n").unwrap();
        let mut lines = head.split("\r\n");
        assert_eq!(lines.next(), Some("WARC/1.1"));
        let field = |name: &str| {
            let line =
                head.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("no {name}"));
            line[name.len()..].trim_start_matches(": ").to_owned()
        };
        let length: usize = field("Content-Length").parse().unwrap();
        assert_eq!(&block[length..], "\r\n\r\n");
        field("WARC-Record-ID");
        field("WARC-Date");
        types.push(field("WARC-Type"));
    }
    types
}

#[test]
fn a_file_opens_with_its_warcinfo_and_reads_member_by_member() {
    let (dir, archive) = archive();
    for n in 0..3 {
        archive.record(article_visit(&format!("tin/{n}"), n, "Tin", 1)).unwrap();
    }
    archive.close().unwrap();
    let files = warc_files(dir.path());
    assert_eq!(files.len(), 1);
    assert_eq!(record_types(&files[0]), ["warcinfo", "metadata", "response", "response", "response"]);
}

#[test]
fn a_torn_tail_is_cut() {
    let (dir, archive) = archive();
    archive.record(article_visit("tin/1", 1, "Một", 1)).unwrap();
    drop(archive);
    let file = warc_files(dir.path()).remove(0);
    let whole = fs::read(&file).unwrap();
    // Half of another record: the process died between writing and committing.
    OpenOptions::new().append(true).open(&file).unwrap().write_all(&whole[..whole.len() / 2]).unwrap();
    let unknown = dir.path().join("warc/langbao-20231114-00002.warc.gz");
    fs::write(&unknown, &whole[..10]).unwrap();

    let archive = Archive::open(dir.path()).unwrap();
    assert_eq!(fs::read(&file).unwrap(), whole);
    assert!(!unknown.exists());
    assert_eq!(fs::read(unknown.with_extension("gz.unacknowledged")).unwrap(), whole[..10]);
    archive.record(article_visit("tin/2", 2, "Hai", 1)).unwrap();
    assert_eq!(archive.verify().unwrap(), [""; 0]);
    archive.close().unwrap();
    assert_eq!(record_types(&file), ["warcinfo", "metadata", "response", "response"]);
}

#[test]
fn a_shortened_file_is_told_and_the_rest_goes_on() {
    let (dir, archive) = archive();
    let first = archive.record(article_visit("tin/1", 1, "Một", 1)).unwrap().capture.unwrap();
    let second = archive.record(article_visit("tin/2", 2, "Hai", 1)).unwrap().capture.unwrap();
    drop(archive);
    let file = warc_files(dir.path()).remove(0);
    let length = fs::metadata(&file).unwrap().len();
    OpenOptions::new().write(true).open(&file).unwrap().set_len(length - 5).unwrap();

    let archive = Archive::open(dir.path()).unwrap();
    let third = archive.record(article_visit("tin/3", 3, "Ba", 1)).unwrap().capture.unwrap();
    assert_eq!(archive.capture(third).unwrap().unwrap().file, "warc/langbao-20231114-00002.warc.gz");
    assert!(archive.read_page(first).unwrap().is_some());
    assert!(archive.read_page(second).is_err());
    assert!(archive.read_page(third).unwrap().is_some());
    let problems = archive.verify().unwrap();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems[0].contains("bytes"), "{problems:?}");
    assert!(problems[1].starts_with("capture 2 at byte "), "{problems:?}");
}

#[test]
fn a_flipped_bit_is_found() {
    let (dir, archive) = archive();
    let capture = archive.record(article_visit("tin/1", 1, "Một", 1)).unwrap().capture.unwrap();
    let record = archive.capture(capture).unwrap().unwrap();
    let file = dir.path().join(&record.file);
    let mut bytes = fs::read(&file).unwrap();
    bytes[(record.offset + record.length / 2) as usize] ^= 4;
    fs::write(&file, bytes).unwrap();
    assert!(archive.read_page(capture).is_err());
    let problems = archive.verify().unwrap();
    assert!(matches!(&problems[..], [one] if one.starts_with("capture 1 ")), "{problems:?}");
}

#[test]
fn runs_without_an_end_were_interrupted() {
    let (dir, archive) = archive();
    let ended = archive.start_run(&site_id(), at(0), false).unwrap();
    archive.end_run(ended, at(1), RunEnd::Done).unwrap();
    let silent = archive.start_run(&site_id(), at(2), false).unwrap();
    let busy = archive.start_run(&site_id(), at(3), false).unwrap();
    archive.record(in_run(busy, visit("a", 7, Outcome::NotModified))).unwrap();
    archive.record(in_run(busy, visit("b", 5, Outcome::NotModified))).unwrap();
    drop(archive);

    let archive = Archive::open(dir.path()).unwrap();
    let end = |run| {
        let record = archive.run(run).unwrap().unwrap();
        (record.end.unwrap(), record.ended_at.unwrap())
    };
    assert_eq!(end(ended), ("done".to_owned(), at(1)));
    assert_eq!(end(silent), ("interrupted".to_owned(), at(2)));
    assert_eq!(end(busy), ("interrupted".to_owned(), at(7)));
}

#[test]
fn a_copy_of_the_folder_taken_at_any_moment_is_an_archive() {
    let (dir, archive) = archive();
    let copies = tempfile::tempdir().unwrap();
    for n in 0..6 {
        archive.record(article_visit(&format!("tin/{n}"), n, "Tin", 1)).unwrap();
        // What a power cut would leave: the files as they are, the write-ahead log with them.
        let copy = copies.path().join(n.to_string());
        fs::create_dir_all(copy.join("warc")).unwrap();
        for name in ["archive.sqlite3", "archive.sqlite3-wal"] {
            fs::copy(dir.path().join(name), copy.join(name)).unwrap();
        }
        for file in warc_files(dir.path()) {
            fs::copy(&file, copy.join("warc").join(file.file_name().unwrap())).unwrap();
        }
        let copy = Archive::open(&copy).unwrap();
        assert_eq!(copy.article_count().unwrap(), n as u64 + 1);
        assert_eq!(copy.fingerprint().unwrap(), archive.fingerprint().unwrap());
        assert_eq!(copy.verify().unwrap(), [""; 0]);
    }
}
