//! How often what was meant is offered for what was typed: a set in our own words, measured.
//!
//! `cargo test -p langbao-search --test it typing -- --nocapture` prints the figures.

use std::collections::BTreeMap;

use langbao_search::IndexDocument;

use crate::house::{House, article, ids, query};

/// Lines of kind, typed, meant: Telex, VNI, a slip of a letter, a lacking space, a wrong or lacking mark.
const TYPED: &str = include_str!("../fixtures/typing.tsv");

/// Persons among what is meant.
const PERSONS: [&str; 7] = [
    "Thẩm Bá Phước",
    "Nguyễn Thị Lụa",
    "Trần Văn Bưởi",
    "Lê Hoàng Yến",
    "Phạm Quốc Khánh",
    "Vũ Đình Toản",
    "Đặng Thị Ngọc Diệp",
];

/// An article for all that is meant, and some that only share syllables with it.
fn house() -> House {
    let mut meant: Vec<&str> = TYPED.lines().filter_map(|line| line.split('\t').nth(2)).collect();
    meant.dedup();
    let mut articles: Vec<IndexDocument> = (1..)
        .zip(&meant)
        .map(|(id, text)| {
            let persons = PERSONS.iter().filter(|name| name.to_lowercase() == **text);
            let document = article(id, "Tin của phường", &format!("Sáng nay, việc {text} được nêu ra."));
            IndexDocument { persons: persons.map(|name| (*name).into()).collect(), ..document }
        })
        .collect();
    let others = [
        "Cán bộ để quên chìa khóa, bà con giữ hộ.",
        "Phúc lợi tân binh, việt dã hưng thịnh, thạch cao bàn ghế.",
        "Bà Phước bán tiệm bánh chung với chị Lúa.",
        "Hòa thượng giải thích, cơ hội sở hữu nhà.",
    ];
    articles.extend((1_000..).zip(others).map(|(id, text)| article(id, "Chuyện làng", text)));
    House::with(&articles)
}

#[test]
fn what_is_meant_is_offered() {
    let house = house();
    // Typed, found with the first suggestion or as it is, found with any.
    let mut figures: BTreeMap<&str, [u32; 3]> = BTreeMap::new();
    for line in TYPED.lines() {
        let parts: Vec<&str> = line.split('\t').collect();
        let [kind, typed, meant] = parts.as_slice() else { panic!("{line}") };
        let target = ids(&house.search(&query(&format!("\"{meant}\""))));
        let hits = house.search(&query(typed));
        let leads =
            |q: &str| ids(&house.search(&query(q))).first().is_some_and(|first| target.contains(first));
        let is_found = ids(&hits).first().is_some_and(|first| target.contains(first));
        let first = is_found || hits.suggestions.first().is_some_and(|first| leads(&first.q));
        let any = first || hits.suggestions.iter().any(|other| leads(&other.q));
        if !first {
            println!("{kind}: {typed} is not {meant} but {:?}", hits.suggestions);
        }
        let figure = figures.entry(kind).or_default();
        figure[0] += 1;
        figure[1] += u32::from(first);
        figure[2] += u32::from(any);
    }
    println!("{figures:?}");
    for (kind, least) in [("telex", 100), ("vni", 100), ("slip", 90), ("joined", 95), ("marks", 95)] {
        let [typed, first, _] = figures[kind];
        assert!(100 * first >= least * typed, "{kind}: {first} of {typed}");
    }
}

#[test]
fn what_is_spelled_right_is_left_alone() {
    let house = house();
    let meant = TYPED.lines().filter_map(|line| line.split('\t').nth(2));
    // Wards of which no article tells.
    let places = ["Bồ Đề", "phường Bồ Đề", "Phúc Tân", "Việt Hưng", "Thạch Bàn"];
    // Words that none has, though others with the same letters stand there.
    let words = ["giải thích cơ sở", "bán lúa", "chung hòa"];
    for q in meant.chain(places).chain(words) {
        let hits = house.search(&query(q));
        assert_eq!(hits.suggestions, [], "{q}");
    }
}
