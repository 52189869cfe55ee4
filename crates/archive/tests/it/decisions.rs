//! What an admin decided.

use langbao_archive::{Archive, DecisionId};

use crate::world::at;

#[test]
fn a_decision_is_kept_until_it_is_taken_back_and_stays_on_record() {
    let dir = tempfile::tempdir().unwrap();
    let archive = Archive::open(dir.path()).unwrap();
    let first = archive.decide(at(1), r#"{"kind":"hide"}"#).unwrap();
    let second = archive.decide(at(2), "{}").unwrap();
    assert!(first < second);
    drop(archive);

    let archive = Archive::open(dir.path()).unwrap();
    assert!(archive.undo_decision(first, at(3)).unwrap());
    assert!(!archive.undo_decision(first, at(4)).unwrap());
    assert!(!archive.undo_decision(DecisionId(99), at(4)).unwrap());
    let known: Vec<_> = archive.decisions().unwrap().into_iter().map(|d| (d.id, d.undone_at)).collect();
    assert_eq!(known, [(first, Some(at(3))), (second, None)]);
}
