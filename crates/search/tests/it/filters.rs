//! Filters, alone and together.

use langbao_search::{Accents, QueryWarning, SearchRequest, Sort};

use crate::house::{House, ids, query};

fn all() -> SearchRequest {
    query("")
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|n| (*n).to_owned()).collect()
}

#[test]
fn by_person() {
    let house = House::of_news();
    let check = |asked: &[&str], expected| {
        house.check(&SearchRequest { persons: names(asked), ..all() }, expected);
    };
    check(&["Thẩm Bá Phước"], &[1, 2]);
    check(&["thẩm  bá phước"], &[1, 2]);
    check(&["Tham Ba Phuoc"], &[1, 2, 3]);
    check(&["Thẳm Bá Phước", "Nguyễn Thị Lụa"], &[1, 3, 7]);
    check(&["Thăm Bá Phước"], &[]);
    check(&["Bá Phước"], &[]);
    // An empty field of a form.
    check(&[""], &[1, 2, 3, 4, 5, 6, 7, 8]);
}

#[test]
fn a_person_asked_by_the_filter_is_not_searched_without_marks() {
    let house = House::of_news();
    let hits = house.search(&SearchRequest { persons: names(&["Thăm Bá Phước"]), ..query("cây") });
    assert_eq!((hits.total, hits.warnings), (0, vec![]));
}

#[test]
fn by_site_and_section() {
    let house = House::of_news();
    let sites = |ids: &[&str]| ids.iter().map(|id| id.parse().unwrap()).collect::<Vec<_>>();
    house.check(&SearchRequest { sites: sites(&["boxuyen"]), ..all() }, &[3, 4]);
    house.check(&SearchRequest { sites: sites(&["boxuyen", "dongmai"]), ..all() }, &[3, 4, 5, 6, 7]);
    house.check(&SearchRequest { exclude_sites: sites(&["boxuyen", "dongmai"]), ..all() }, &[1, 2, 8]);
    house.check(&SearchRequest { sections: names(&["Thông báo"]), ..all() }, &[2, 5]);
    house.check(&SearchRequest { sections: names(&["thong bao"]), ..all() }, &[2, 5]);
    house.check(&SearchRequest { sections: names(&["thông bao"]), ..all() }, &[]);
    let ignoring = SearchRequest { accents: Accents::Ignore, ..all() };
    house.check(&SearchRequest { sections: names(&["thông bao"]), ..ignoring }, &[2, 5]);
    house.check(&SearchRequest { persons: names(&["\u{200b}\u{1}"]), ..all() }, &[]);
    house.check(&SearchRequest { persons: names(&["", " "]), ..all() }, &[1, 2, 3, 4, 5, 6, 7, 8]);
    house.check(
        &SearchRequest { sections: names(&["tin tức", "THÔNG BÁO"]), ..all() },
        &[1, 2, 3, 4, 5, 7, 8],
    );
}

#[test]
fn by_date() {
    let house = House::of_news();
    let between = |from: &str, to: &str| SearchRequest {
        date_from: from.parse().ok(),
        date_to: to.parse().ok(),
        ..all()
    };
    house.check(&between("2018-03", ""), &[2, 3, 4, 5, 7, 8]);
    house.check(&between("", "2018-03-01"), &[1, 2]);
    house.check(&between("2018-03-01", "2018-03-01"), &[2]);
    house.check(&between("2021", "2021"), &[5]);
    house.check(&between("2024-07-01", "2024-07-01"), &[7]);
    house.check(&between("2025", "2018"), &[]);
}

#[test]
fn all_filters_narrow_each_other_and_the_query() {
    let house = House::of_news();
    let request = SearchRequest {
        persons: names(&["Nguyễn Thị Lụa"]),
        sites: vec!["dongmai".parse().unwrap(), "ngocthuy.longbien".parse().unwrap()],
        date_from: "2018-01-01".parse().ok(),
        ..all()
    };
    house.check(&request, &[1, 7]);
    let request = SearchRequest { sections: names(&["Tin tức"]), date_to: "2020".parse().ok(), ..request };
    house.check(&request, &[1]);
    house.check(&SearchRequest { q: "ngõ phố".to_owned(), ..request.clone() }, &[1]);
    house.check(&SearchRequest { q: "thuyền".to_owned(), ..request }, &[]);
}

#[test]
fn in_order_of_date() {
    let house = House::of_news();
    let order = |sort| ids(&house.search(&SearchRequest { sort, ..all() }));
    assert_eq!(order(Sort::Newest), [7, 8, 5, 3, 4, 2, 1, 6]);
    assert_eq!(order(Sort::Oldest), [1, 2, 3, 4, 5, 8, 7, 6]);
    let hits = house.search(&SearchRequest { sort: Sort::Newest, ..query("ngọc") });
    assert_eq!(ids(&hits), [7, 8, 1, 6]);
    assert!(hits.hits.iter().all(|hit| hit.score == 0.0));
    assert!(house.search(&query("ngọc")).hits.iter().all(|hit| hit.score > 0.0));
}

#[test]
fn a_hit_shows_what_was_indexed() {
    let house = House::of_news();
    let hits = house.search(&query("num:32/QĐ-UBND"));
    let [hit] = hits.hits.as_slice() else { panic!("{hits:?}") };
    assert_eq!(hit.site.as_str(), "ngocthuy.longbien");
    assert_eq!(hit.url, "https://ngocthuy.example.vn/tin/1");
    assert_eq!(hit.section.as_deref(), Some("Tin tức"));
    assert_eq!(hit.published_at.unwrap().to_rfc3339(), "2018-02-27T01:30:00+00:00");
    assert_eq!(hit.persons, ["Thẩm Bá Phước", "Nguyễn Thị Lụa"]);
    assert_eq!(hit.gone_at, None);
    assert_eq!(hits.index_generation, 2);
    assert_eq!(hits.warnings, Vec::<QueryWarning>::new());
}
