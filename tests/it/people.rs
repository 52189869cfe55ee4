//! Persons across articles, from a pasted text to the person told, and what an admin decides.

use crate::program::Program;

const PASTED: &str = include_str!("../fixtures/an-thuy-2019-03-12.txt");

fn imported() -> Program {
    let program = Program::new();
    program.ok(&["import", &program.write("an-thuy.txt", PASTED)]);
    program
}

#[test]
fn a_person_is_told_with_posts_and_evidence() {
    let program = imported();
    let person = program.json(&["person", "dang huu khoat"]);
    assert_eq!((person["name"].as_str(), person["articles"].as_u64()), (Some("Đặng Hữu Khoát"), Some(1)));
    let posts = person["posts"].as_array().unwrap();
    let secretary = posts.iter().find(|p| p["post"].as_str().unwrap().starts_with("Bí thư Đảng ủy")).unwrap();
    let sentence = secretary["first_seen"]["sentence"].as_str().unwrap();
    assert!(sentence.starts_with("Đồng chí Đặng Hữu Khoát, Bí thư Đảng ủy"), "{sentence}");
    let told = program.ok(&["person", "Đặng Hữu Khoát"]);
    assert!(told.contains("first seen") && told.contains("12/03/2019"), "{told}");
    assert_eq!(program.run(&["person", "Không Có Ai"]).code, Some(4));
}

#[test]
fn what_an_admin_decides_outlives_a_rebuild() {
    let program = imported();
    let id = program.json(&["person", "Đặng Hữu Khoát"])["id"].as_str().unwrap().to_owned();
    program.ok(&["people", "hide", &id]);
    assert_eq!(program.run(&["person", &id]).code, Some(4));
    program.ok(&["reindex"]);
    assert_eq!(program.run(&["person", &id]).code, Some(4));
    let list = program.json(&["people", "list"]);
    assert_eq!(list["decisions"][0]["decision"]["kind"], "hide");
    program.ok(&["people", "undo", "1"]);
    assert_eq!(program.json(&["person", &id])["articles"], 1);
    assert_eq!(program.run(&["people", "undo", "1"]).code, Some(4));
    assert_eq!(program.run(&["people", "hide", "không phải mã"]).code, Some(2));
}
