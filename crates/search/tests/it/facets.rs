//! Facets and the histogram.

use langbao_search::{Facet, HistogramStep, SearchRequest};

use crate::house::{House, query};

fn counted(q: &str) -> SearchRequest {
    SearchRequest { facets: true, ..query(q) }
}

#[track_caller]
fn check(facet: &Facet, expected: &[(&str, u64)], other: u64) {
    let values: Vec<(&str, u64)> = facet.values.iter().map(|v| (v.value.as_str(), v.count)).collect();
    assert_eq!((values.as_slice(), facet.other), (expected, other));
}

#[test]
fn values_are_counted_over_spellings() {
    let house = House::of_news();
    let facets = house.search(&counted("")).facets.unwrap();
    check(&facets.site, &[("dongmai", 3), ("ngocthuy.longbien", 3), ("boxuyen", 2)], 0);
    check(&facets.section, &[("Tin tức", 5), ("THÔNG BÁO", 2)], 0);
    let persons = [("Nguyễn Thị Lụa", 2), ("THẨM BÁ PHƯỚC", 2), ("Trần Văn Bưởi", 2), ("Thẳm Bá Phước", 1)];
    check(&facets.person, &persons, 0);
    check(&facets.document_kind, &[("KH", 1), ("QĐ", 1)], 0);
    house.check_q("num:QĐ", &[1]);
    assert!(house.search(&query("")).facets.is_none());
}

#[test]
fn every_value_works_as_the_filter() {
    let house = House::of_news();
    let facets = house.search(&counted("")).facets.unwrap();
    for person in facets.person.values {
        let request = SearchRequest { persons: vec![person.value.clone()], ..query("") };
        assert_eq!(house.search(&request).total, person.count, "{}", person.value);
    }
    for section in facets.section.values {
        let request = SearchRequest { sections: vec![section.value.clone()], ..query("") };
        assert_eq!(house.search(&request).total, section.count, "{}", section.value);
    }
}

#[test]
fn what_is_not_listed_is_counted_by_article() {
    let house = House::of_news();
    let facets = house.search(&SearchRequest { facet_limit: 1, ..counted("") }).facets.unwrap();
    check(&facets.site, &[("dongmai", 3)], 5);
    // Article 3 names two persons that are not listed, and counts once.
    check(&facets.person, &[("Nguyễn Thị Lụa", 2)], 4);
}

#[test]
fn a_facet_leaves_out_the_filter_on_its_own_key() {
    let house = House::of_news();
    let request = SearchRequest {
        sites: vec!["boxuyen".parse().unwrap()],
        sections: vec!["Tin tức".to_owned()],
        ..counted("")
    };
    let hits = house.search(&request);
    assert_eq!(hits.total, 2);
    let facets = hits.facets.unwrap();
    check(&facets.site, &[("boxuyen", 2), ("dongmai", 1), ("ngocthuy.longbien", 2)].sorted(), 0);
    check(&facets.section, &[("Tin tức", 2)], 0);
    check(&facets.person, &[("Trần Văn Bưởi", 2), ("Thẳm Bá Phước", 1)], 0);
}

/// The order of a facet: most articles first, then by name.
trait Sorted {
    fn sorted(self) -> Self;
}

impl<const N: usize> Sorted for [(&str, u64); N] {
    fn sorted(mut self) -> Self {
        self.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        self
    }
}

#[test]
fn facets_follow_the_query() {
    let house = House::of_news();
    let facets = house.search(&counted("Ngọc Thụy")).facets.unwrap();
    check(&facets.site, &[("ngocthuy.longbien", 2), ("dongmai", 1)], 0);
    let facets = house.search(&counted("không bài nào có")).facets.unwrap();
    check(&facets.site, &[], 0);
}

#[test]
fn bars_are_days_of_vietnam_and_leave_out_the_date_filter() {
    let house = House::of_news();
    let bars = |request: &SearchRequest| -> Vec<(String, u64)> {
        let bars = house.search(request).histogram.unwrap();
        bars.into_iter().filter(|b| b.count > 0).map(|b| (b.from.to_string(), b.count)).collect()
    };
    let daily = SearchRequest { histogram: HistogramStep::Month, ..counted("") };
    let expected = [
        ("2018-02-01", 1),
        ("2018-03-01", 1),
        ("2019-05-01", 2),
        ("2021-12-01", 1),
        ("2024-06-01", 1),
        ("2024-07-01", 1),
    ]
    .map(|(day, count)| (day.to_owned(), count));
    assert_eq!(bars(&daily), expected);
    let narrowed = SearchRequest { date_from: "2024".parse().ok(), ..daily.clone() };
    assert_eq!(bars(&narrowed), expected);
    assert_eq!(house.search(&narrowed).total, 2);
    let of_site = SearchRequest { sites: vec!["boxuyen".parse().unwrap()], ..daily };
    assert_eq!(bars(&of_site), [("2019-05-01".to_owned(), 2)]);
}

#[test]
fn without_dates_there_are_no_bars() {
    let house = House::of_news();
    assert_eq!(house.search(&counted("đình")).histogram, Some(vec![]));
    let yearly = house.search(&counted("")).histogram.unwrap();
    assert_eq!(yearly.len(), 7);
}
