//! The filter by place, its lineage, what is told of places, the facet.

use langbao_search::{IndexDocument, Lineage, QueryWarning, SearchRequest};

use crate::house::{House, article, query};

/// Ngọc Thụy was a ward of Long Biên; Bồ Đề and Hồng Hà took it over.
const NGOC_THUY: &str = "vn:00118@-2025";
const BO_DE: &str = "vn:00118@2025-";
const HONG_HA: &str = "vn:00097@2025-";
const LONG_BIEN: &str = "vn:004@-2025";
const HUE: &str = "vn:46@-2025";

fn house() -> House {
    let of = |id: u64, title: &str, places: &[&str]| IndexDocument {
        places: places.iter().map(|place| (*place).to_owned()).collect(),
        ..article(id, title, "Tin của khu phố.")
    };
    House::with(&[
        of(1, "Tổng vệ sinh", &[NGOC_THUY]),
        of(2, "Bầu cử", &[BO_DE]),
        of(3, "Giao ban", &[LONG_BIEN, NGOC_THUY]),
        of(4, "Chợ đêm", &[HONG_HA]),
        of(5, "Lũ rút", &[HUE]),
        of(6, "Không ở đâu", &[]),
    ])
}

fn at(place: &str, lineage: Lineage) -> SearchRequest {
    SearchRequest { places: vec![place.to_owned()], lineage, ..query("") }
}

#[test]
fn a_place_brings_its_lineage_along() {
    let house = house();
    house.check(&at(NGOC_THUY, Lineage::None), &[1, 3]);
    house.check(&at(NGOC_THUY, Lineage::Successors), &[1, 2, 3, 4]);
    house.check(&at(BO_DE, Lineage::Successors), &[2]);
    house.check(&at(BO_DE, Lineage::All), &[1, 2, 3]);
    house.check(&at("ngoc thuy", Lineage::None), &[1, 3]);
    // A code names one place in each period.
    house.check(&at("00118", Lineage::None), &[1, 2, 3]);
}

#[test]
fn what_lies_in_a_place_is_found_by_it() {
    let house = house();
    house.check(&at("Quận Long Biên", Lineage::None), &[1, 3]);
    // A strip of it went over the river.
    house.check(&at("Quận Long Biên", Lineage::Successors), &[1, 2, 3, 4]);
    house.check(&at("Hà Nội", Lineage::Successors), &[1, 2, 3, 4]);
}

#[test]
fn places_are_alternatives_and_narrow_the_rest() {
    let house = house();
    let places = vec![HUE.to_owned(), BO_DE.to_owned()];
    house.check(&SearchRequest { places: places.clone(), ..query("") }, &[2, 5]);
    house.check(&SearchRequest { places, ..query("lũ") }, &[5]);
    house.check(&at(" ", Lineage::None), &[1, 2, 3, 4, 5, 6]);
}

#[test]
fn the_operator_does_the_same() {
    let house = house();
    house.check_q("place:\"ngọc thụy\"", &[1, 2, 3, 4]);
    house.check(&SearchRequest { lineage: Lineage::None, ..query("place:vn:00118@-2025 giao") }, &[3]);
    house.check_q("-place:\"Hà Nội\"", &[5, 6]);
}

#[test]
fn what_is_unknown_or_several_is_told() {
    let house = house();
    let nowhere = house.search(&at("Không Đâu", Lineage::None));
    assert_eq!(nowhere.total, 0);
    assert_eq!(nowhere.warnings, [QueryWarning::NoSuchPlace { asked: "Không Đâu".to_owned() }]);
    let several = house.search(&query("place:\"Long Biên\""));
    let [QueryWarning::AmbiguousPlace { asked, places }] = several.warnings.as_slice() else {
        panic!("{:?}", several.warnings)
    };
    let names: Vec<&str> = places.iter().map(|place| place.name()).collect();
    assert_eq!((asked.as_str(), names[0]), ("Long Biên", "Quận Long Biên"));
    assert!(names.contains(&"Phường Long Biên"));
    assert_eq!(several.total, 4);
}

#[test]
fn what_became_of_a_place_is_told() {
    let house = house();
    let note = |request: &SearchRequest| {
        let notes = house.search(request).notes;
        assert_eq!(notes.len(), 1, "{notes:?}");
        notes.into_iter().next().unwrap()
    };
    let words = note(&query("vệ sinh phường ngọc thụy"));
    assert_eq!((words.asked.as_str(), words.filtered), ("phường ngọc thụy", false));
    assert_eq!(words.place.id(), NGOC_THUY);
    assert_eq!(words.successors.iter().map(|p| p.id()).collect::<Vec<_>>(), [HONG_HA, BO_DE]);
    assert!(note(&at(NGOC_THUY, Lineage::None)).filtered);
    for nothing in [query("vệ sinh"), query("phường Bồ Đề Hà Nội"), at("Hà Nội", Lineage::None)]
    {
        assert_eq!(house.search(&nothing).notes, []);
    }
}

#[test]
fn the_facet_leaves_its_own_filter_out() {
    let house = house();
    let request = SearchRequest { facets: true, ..at(HUE, Lineage::None) };
    let facet = house.search(&request).facets.unwrap().place;
    let values: Vec<(&str, u64)> = facet.values.iter().map(|v| (v.value.as_str(), v.count)).collect();
    assert_eq!(values, [(NGOC_THUY, 2), (HONG_HA, 1), (BO_DE, 1), (LONG_BIEN, 1), (HUE, 1)]);
    for value in facet.values {
        let found = house.search(&at(&value.value, Lineage::None)).total;
        // A district is found by its wards too.
        assert!(found >= value.count, "{}", value.value);
    }
}
