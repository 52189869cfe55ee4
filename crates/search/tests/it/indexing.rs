//! The index on disk: replacing, removing, committing, reopening, rebuilding.

use std::path::{Path, PathBuf};

use langbao_article::ArticleId;
use langbao_search::{Error, IndexDocument, Indexer, NameSuggestion, Searcher};

use crate::house::{House, article, ids, query};

#[test]
fn a_searcher_sees_each_commit_and_nothing_before() {
    let mut house = House::of_news();
    let other = house.searcher.clone();
    assert_eq!((house.searcher.generation(), house.searcher.article_count()), (2, 8));
    house.indexer.upsert(&article(9, "Gặt lúa", "Lúa chín sớm.")).unwrap();
    house.check_q("gặt", &[]);
    house.indexer.commit(9).unwrap();
    house.check_q("gặt", &[9]);
    assert_eq!((other.generation(), other.article_count()), (9, 9));
    assert_eq!(other.search(&query("gặt")).unwrap().index_generation, 9);
    house.indexer.commit(12).unwrap();
    house.searcher.reload().unwrap();
    assert_eq!(other.generation(), 12);
}

#[test]
fn an_article_is_replaced_and_removed() {
    let mut house = House::of_news();
    house.indexer.upsert(&article(3, "Gặt lúa", "Lúa chín sớm.")).unwrap();
    house.indexer.upsert(&article(3, "Gặt lúa mùa", "Lúa chín muộn.")).unwrap();
    house.indexer.remove(ArticleId(4)).unwrap();
    house.indexer.remove(ArticleId(4_000)).unwrap();
    house.indexer.commit(3).unwrap();
    house.check_q("rừng", &[]);
    house.check_q("person:\"Trần Văn Bưởi\"", &[]);
    house.check_q("gặt", &[3]);
    assert_eq!(house.searcher.article_count(), 7);
    // Added again after it was removed.
    house.indexer.remove(ArticleId(3)).unwrap();
    house.indexer.upsert(&article(3, "Gặt lúa", "Lúa chín sớm.")).unwrap();
    house.indexer.commit(4).unwrap();
    house.check_q("gặt", &[3]);
}

#[test]
fn the_number_survives_and_what_was_not_committed_does_not() {
    let mut house = House::of_news();
    house.indexer.commit(77).unwrap();
    house.indexer.upsert(&article(9, "Gặt lúa", "Lúa chín sớm.")).unwrap();
    drop(house.indexer);
    let indexer = Indexer::open(&house.dir.path().join("search")).unwrap();
    assert_eq!(indexer.committed_seq(), 77);
    assert_eq!(house.searcher.article_count(), 8);
}

#[test]
fn a_second_writer_is_refused() {
    let house = House::of_news();
    let dir = house.dir.path().join("search");
    assert!(matches!(Indexer::open(&dir), Err(Error::InUse { path }) if path == dir));
    // The first goes on, and its end lets the next in.
    drop(house.indexer);
    assert_eq!(Indexer::open(&dir).unwrap().committed_seq(), 2);
}

#[test]
fn without_an_index_there_is_nothing_to_search() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(Searcher::open(&dir.path().join("search")), Err(Error::Missing { .. })));
    let indexer = Indexer::open(&dir.path().join("search")).unwrap();
    assert_eq!(indexer.committed_seq(), 0);
    let searcher = Searcher::open(&dir.path().join("search")).unwrap();
    assert_eq!(searcher.search(&query("")).unwrap().total, 0);
    assert_eq!(searcher.search(&query("xã")).unwrap().total, 0);
}

/// Indexes what comes after the last commit, as the owner of an index does.
fn catch_up(indexer: &mut Indexer, changes: &[(u64, IndexDocument)]) -> Result<(), Error> {
    let complete = indexer.resume()?;
    let Some((last, _)) = changes.last() else { return Ok(()) };
    for (_, document) in changes.iter().filter(|(seq, _)| *seq > complete) {
        indexer.upsert(document)?;
    }
    indexer.commit(*last)
}

/// Asserts that what could not be written while the folder was spoiled is there after the next attempt.
fn check_nothing_is_lost(spoil: impl FnOnce(&Path), mend: impl FnOnce(&Path)) {
    let mut house = House::of_news();
    let dir = house.dir.path().join("search");
    let mut changes =
        vec![(3, article(9, "Gặt lúa", "Lúa chín sớm.")), (4, article(3, "Gặt ngô", "Bắp to."))];
    spoil(&dir);
    let failed = catch_up(&mut house.indexer, &changes);
    assert!(matches!(failed, Err(Error::Index { .. })), "{failed:?}");
    mend(&dir);
    // Whoever goes on as if nothing had happened is refused, and writes nothing.
    let refused =
        [house.indexer.upsert(&changes[1].1), house.indexer.remove(ArticleId(1)), house.indexer.commit(4)];
    assert!(
        refused.iter().all(|r| matches!(r, Err(Error::Interrupted { path }) if *path == dir)),
        "{refused:?}"
    );
    assert_eq!(house.indexer.committed_seq(), 2);
    assert_eq!(house.indexer.resume().unwrap(), 2);
    house.check_q("gặt", &[]);
    changes.push((5, article(10, "Gặt đậu", "Đậu mẩy.")));
    catch_up(&mut house.indexer, &changes).unwrap();
    house.check_q("gặt", &[3, 9, 10]);
    assert_eq!((house.searcher.generation(), house.searcher.article_count()), (5, 10));
    drop(house.indexer);
    assert_eq!(Indexer::open(&dir).unwrap().committed_seq(), 5);
}

#[test]
fn nothing_is_lost_when_a_commit_fails() {
    let away = |dir: &Path| dir.with_file_name("away");
    // The thread that writes segments finds no folder and dies.
    check_nothing_is_lost(
        |dir| std::fs::rename(dir, away(dir)).unwrap(),
        |dir| std::fs::rename(away(dir), dir).unwrap(),
    );
    // The segments are written, but the file that names them cannot be.
    check_nothing_is_lost(
        |dir| {
            std::fs::rename(dir.join("meta.json"), away(dir)).unwrap();
            std::fs::create_dir(dir.join("meta.json")).unwrap();
        },
        |dir| {
            std::fs::remove_dir(dir.join("meta.json")).unwrap();
            std::fs::rename(away(dir), dir.join("meta.json")).unwrap();
        },
    );
}

#[test]
fn an_index_that_cannot_be_opened_again_is_tried_again() {
    let mut house = House::of_news();
    let dir = house.dir.path().join("search");
    let changes = [(3, article(9, "Gặt lúa", "Lúa chín sớm."))];
    std::fs::rename(&dir, dir.with_file_name("away")).unwrap();
    catch_up(&mut house.indexer, &changes).unwrap_err();
    std::fs::write(&dir, "").unwrap();
    for _ in 0..2 {
        assert!(matches!(catch_up(&mut house.indexer, &changes), Err(Error::Io { .. })));
    }
    std::fs::remove_file(&dir).unwrap();
    std::fs::rename(dir.with_file_name("away"), &dir).unwrap();
    catch_up(&mut house.indexer, &changes).unwrap();
    house.check_q("gặt", &[9]);
}

#[test]
fn a_folder_that_vanished_is_filled_from_the_beginning() {
    let mut house = House::of_news();
    let dir = house.dir.path().join("search");
    std::fs::remove_dir_all(&dir).unwrap();
    let changes = [(1, article(1, "Gặt đậu", "Đậu mẩy.")), (3, article(9, "Gặt lúa", "Lúa chín sớm."))];
    catch_up(&mut house.indexer, &changes).unwrap_err();
    catch_up(&mut house.indexer, &changes).unwrap();
    house.check_q("gặt", &[1, 9]);
    assert_eq!(house.searcher.article_count(), 2);
}

/// Changes the file that tells what the index consists of.
fn edit(dir: &Path, from: &str, to: &str) {
    let file = dir.join("meta.json");
    let meta = std::fs::read_to_string(&file).unwrap();
    assert!(meta.contains(from), "{meta}");
    std::fs::write(&file, meta.replace(from, to)).unwrap();
}

/// The files of an index with this extension.
fn files(dir: &Path, extension: &str) -> Vec<PathBuf> {
    let paths = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    paths.filter(|path| path.extension().is_some_and(|e| e == extension)).collect()
}

/// Asserts that the index is set aside and begun anew, and serves after that.
fn check_rebuilt(house: House, spoil: impl FnOnce(&Path)) {
    let dir = house.dir.path().join("search");
    drop((house.indexer, house.searcher));
    spoil(&dir);
    let mut indexer = Indexer::open(&dir).unwrap();
    assert_eq!(indexer.committed_seq(), 0);
    assert!(house.dir.path().join("search.old").exists());
    indexer.upsert(&article(1, "Gặt lúa", "Lúa chín sớm.")).unwrap();
    indexer.commit(5).unwrap();
    let searcher = Searcher::open(&dir).unwrap();
    assert_eq!(ids(&searcher.search(&query("")).unwrap()), [1]);
    drop(indexer);
    assert_eq!(Indexer::open(&dir).unwrap().committed_seq(), 5);
}

#[test]
fn an_index_of_another_version_is_rebuilt() {
    check_rebuilt(House::of_news(), |dir| {
        edit(dir, r#"\"format\":"#, r#"\"format\":9"#);
        assert!(matches!(Searcher::open(dir), Err(Error::Unusable { .. })));
    });
    check_rebuilt(House::of_news(), |dir| edit(dir, r#"\"analyzer\":"#, r#"\"analyzer\":9"#));
}

#[test]
fn a_damaged_index_is_rebuilt() {
    check_rebuilt(House::of_news(), |dir| std::fs::write(dir.join("meta.json"), "{").unwrap());
    check_rebuilt(House::of_news(), |dir| edit(dir, "title_exact", "title_other"));
    check_rebuilt(House::of_news(), |dir| {
        files(dir, "store").into_iter().for_each(|file| std::fs::remove_file(file).unwrap());
    });
    check_rebuilt(House::of_news(), |dir| {
        for file in files(dir, "idx") {
            std::fs::OpenOptions::new().write(true).open(file).unwrap().set_len(20).unwrap();
        }
    });
    // Cut to less than the end of a file, at which Tantivy would panic.
    for length in [0, 3, 4, 5, 7, 8, 12] {
        for extension in ["idx", "term", "pos", "store", "fast", "fieldnorm"] {
            check_rebuilt(House::of_news(), |dir| {
                for file in files(dir, extension) {
                    std::fs::OpenOptions::new().write(true).open(file).unwrap().set_len(length).unwrap();
                }
                assert!(Searcher::open(dir).is_err());
            });
        }
    }
    // The one set aside before makes room for the next.
    let house = House::of_news();
    std::fs::create_dir(house.dir.path().join("search.old")).unwrap();
    check_rebuilt(house, |dir| std::fs::write(dir.join("meta.json"), "").unwrap());
}

/// Asserts that an index that the system refuses to read is let alone, and read when it no longer does.
fn check_refused(name: impl FnOnce(&Path) -> PathBuf, refuse: impl FnOnce(&Path)) {
    let house = House::of_news();
    let dir = house.dir.path().join("search");
    drop((house.indexer, house.searcher));
    let (file, away) = (name(&dir), house.dir.path().join("away"));
    std::fs::rename(&file, &away).unwrap();
    refuse(&file);
    let refused = [Indexer::open(&dir).err(), Searcher::open(&dir).err()];
    assert!(
        refused.iter().all(|e| matches!(e, Some(Error::Io { .. } | Error::Index { .. }))),
        "{file:?}: {refused:?}"
    );
    assert!(!house.dir.path().join("search.old").exists(), "{file:?}");
    std::fs::remove_dir(&file).or_else(|_| std::fs::remove_file(&file)).unwrap();
    std::fs::rename(&away, &file).unwrap();
    assert_eq!(Indexer::open(&dir).unwrap().committed_seq(), 2);
    assert_eq!(Searcher::open(&dir).unwrap().article_count(), 8);
}

#[test]
fn an_index_that_cannot_be_read_now_is_not_set_aside() {
    // No user may read a folder as a file, nor follow a link in a circle.
    let segment = |dir: &Path| files(dir, "idx").swap_remove(0);
    let folder = |file: &Path| std::fs::create_dir(file).unwrap();
    check_refused(segment, folder);
    check_refused(|dir| dir.join("meta.json"), folder);
    #[cfg(unix)]
    check_refused(|dir| dir.join("meta.json"), |file| std::os::unix::fs::symlink(file, file).unwrap());
    #[cfg(unix)]
    check_refused(segment, |file| std::os::unix::fs::symlink(file, file).unwrap());
}

#[test]
fn an_index_is_read_where_nothing_may_be_written() {
    let house = House::of_news();
    let dir = house.dir.path().join("search");
    drop((house.indexer, house.searcher));
    // No user may write a lock where a folder stands, as in a folder that may only be read.
    let lock = dir.join(".tantivy-meta.lock");
    let _ = std::fs::remove_file(&lock);
    std::fs::create_dir(&lock).unwrap();
    assert_eq!(ids(&Searcher::open(&dir).unwrap().search(&query("gỗ OR rừng")).unwrap()), [3]);
}

#[test]
fn an_index_being_written_is_not_set_aside() {
    let house = House::of_news();
    let dir = house.dir.path().join("search");
    edit(&dir, r#"\"format\":"#, r#"\"format\":9"#);
    assert!(matches!(Indexer::open(&dir), Err(Error::InUse { .. })));
    assert!(!house.dir.path().join("search.old").exists());
}

#[test]
fn a_searcher_goes_on_while_the_index_is_gone_and_finds_the_rebuilt_one() {
    let house = House::of_news();
    let dir = house.dir.path().join("search");
    drop(house.indexer);
    edit(&dir, r#"\"format\":"#, r#"\"format\":9"#);
    assert!(house.searcher.reload().is_err());
    assert_eq!(house.searcher.search(&query("rừng")).unwrap().total, 1);
    let mut indexer = Indexer::open(&dir).unwrap();
    indexer.upsert(&article(1, "Gặt lúa", "Lúa chín sớm.")).unwrap();
    indexer.commit(5).unwrap();
    assert_eq!(house.searcher.search(&query("gặt")).unwrap().index_generation, 5);
}

#[test]
fn names_are_suggested_while_typed() {
    let mut house = House::of_news();
    let suggest = |house: &House, typed: &str| house.searcher.suggest_persons(typed, 10).unwrap();
    let named = |name: &str, articles| NameSuggestion { name: name.to_owned(), articles };
    assert_eq!(suggest(&house, "tham ba p"), [named("THẨM BÁ PHƯỚC", 2), named("Thẳm Bá Phước", 1)]);
    assert_eq!(suggest(&house, "Phước Thẳ").len(), 2);
    assert_eq!(suggest(&house, "ng"), [named("Nguyễn Thị Lụa", 2)]);
    assert_eq!(suggest(&house, "hước"), []);
    assert_eq!(house.searcher.suggest_persons("", 1).unwrap(), [named("Nguyễn Thị Lụa", 2)]);
    // A removed article counts no more.
    let document = IndexDocument { persons: vec!["Thẩm Bá Phước".into()], ..article(9, "Tin", "Tin") };
    house.indexer.remove(ArticleId(2)).unwrap();
    house.indexer.remove(ArticleId(7)).unwrap();
    house.indexer.upsert(&document).unwrap();
    house.indexer.commit(9).unwrap();
    assert_eq!(suggest(&house, "tham ba phuoc"), [named("Thẩm Bá Phước", 2), named("Thẳm Bá Phước", 1)]);
    assert_eq!(suggest(&house, "ng"), [named("Nguyễn Thị Lụa", 1)]);
}
