//! Backups while crawling, and what is restored from them.

use crate::program::{Program, Running, Samples, eventually};

#[test]
fn a_backup_made_while_crawling_is_a_whole_archive() {
    let samples = Samples::start();
    let program = Program::new();
    program.add_sites(&samples);
    std::fs::create_dir_all(program.data().join("profiles")).unwrap();
    std::fs::write(program.data().join("profiles/phuong.toml"), "# của tôi\n").unwrap();
    let crawl = Running::start(&program, &["crawl"]);
    let dest = |n: usize| program.path(&format!("sao-luu-{n}"));
    // As soon as there is something, one after another until the crawl is over.
    eventually("a first article", || {
        let exported = program.run(&["export", "--all", "--format", "jsonl"]);
        (exported.code == Some(0) && !exported.stdout.is_empty()).then_some(())
    });
    for n in 0..3 {
        program.ok(&["backup", "create", dest(n).to_str().unwrap()]);
    }
    assert_eq!(crawl.end(), Some(0));
    program.ok(&["backup", "create", dest(3).to_str().unwrap()]);
    let whole = program.ok(&["verify"]);
    for n in 0..4 {
        let dest = dest(n);
        program.ok(&["backup", "verify", dest.to_str().unwrap()]);
        let other = Program::new();
        other.ok(&["backup", "restore", dest.to_str().unwrap()]);
        assert!(other.data().join("profiles/phuong.toml").exists());
        let restored = other.ok(&["verify"]);
        // The crawl goes on where the backup was made.
        other.ok(&["crawl"]);
        assert_eq!(other.ok(&["verify"]), whole, "backup {n}");
        assert!(n < 3 || restored == whole);
        assert_eq!(other.run(&["backup", "restore", dest.to_str().unwrap()]).code, Some(1), "not empty");
    }
    assert_eq!(program.run(&["backup", "create", dest(0).to_str().unwrap()]).code, Some(1), "not empty");
}

#[test]
fn a_spoilt_backup_is_told_and_not_restored() {
    let program = Program::new();
    let file =
        program.write("tin.txt", "Phường họp tổ dân phố\n27/02/2018\nSáng nay, tổ dân phố số 5 đã họp.");
    program.ok(&["import", &file]);
    let dest = program.ok(&["backup", "create"]).trim().to_owned();
    let dest = program.path(&dest);
    program.ok(&["backup", "verify", dest.to_str().unwrap()]);
    let warc = std::fs::read_dir(dest.join("warc")).unwrap().next().unwrap().unwrap().path();
    let mut bytes = std::fs::read(&warc).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&warc, bytes).unwrap();
    let told = program.run(&["backup", "verify", dest.to_str().unwrap()]);
    assert_eq!(told.code, Some(1));
    assert!(told.stdout.contains("is not what was backed up"), "{}", told.stdout);
    let other = Program::new();
    assert_eq!(other.run(&["backup", "restore", dest.to_str().unwrap()]).code, Some(1));
    assert!(!other.data().join("archive.sqlite3").exists(), "what is not whole is no archive");
}
