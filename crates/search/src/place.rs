//! Places asked for: which ids they stand for, and what of them the user should know.

use langbao_entities::{Period, Place, find_places, places_in_query};

use crate::query::Expr;
use crate::{Lineage, PlaceNote, QueryWarning};

/// Places told as what a name may mean, and notes of an answer.
const TOLD: usize = 8;

/// Longest name that is looked up, in bytes.
const LONGEST: usize = 300;

/// Places of one name in a query that are worth a note.
const FEW: usize = 2;

/// Returns the ids that an article is found by: its places and what they lie in, each once.
pub(crate) fn within(ids: &[String]) -> Vec<String> {
    let mut all: Vec<String> = ids.to_vec();
    for place in ids.iter().filter_map(|id| Place::by_id(id)) {
        all.extend(place.parents().map(Place::id));
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// Returns the ids that a place asked for stands for with its lineage, and a warning if it is none or several.
pub(crate) fn ids(asked: &str, lineage: Lineage) -> (Vec<String>, Option<QueryWarning>) {
    let places = find(asked);
    let mut ids: Vec<String> = Vec::new();
    for place in &places {
        ids.push(place.id());
        if lineage != Lineage::None {
            ids.extend(place.successors().into_iter().map(Place::id));
        }
        if lineage == Lineage::All {
            ids.extend(place.predecessors().into_iter().map(Place::id));
        }
    }
    ids.sort_unstable();
    ids.dedup();
    let asked = asked.trim().to_owned();
    let warning = match places.as_slice() {
        [] => Some(QueryWarning::NoSuchPlace { asked }),
        [first, others @ ..] if others.iter().any(|other| !first.is_same_in_other_period(*other)) => {
            Some(QueryWarning::AmbiguousPlace { asked, places: places.iter().copied().take(TOLD).collect() })
        }
        _ => None,
    };
    (ids, warning)
}

fn find(asked: &str) -> Vec<Place> {
    find_places(&asked[..asked.floor_char_boundary(LONGEST)])
}

/// Says what became of the places that a search names by a filter or in its words and that are no more.
pub(crate) fn notes(filters: &[String], expr: Option<&Expr>) -> Vec<PlaceNote> {
    let mut asked: Vec<(String, Vec<Place>, bool)> = Vec::new();
    let mut filter = |name: &str| asked.push((name.trim().to_owned(), find(name), true));
    filters.iter().for_each(|name| filter(name));
    let mut words = String::new();
    if let Some(expr) = expr {
        spoken(expr, &mut words, &mut filter);
    }
    asked.extend(places_in_query(&words).into_iter().map(|(part, places)| (part, places, false)));
    let mut notes: Vec<PlaceNote> = Vec::new();
    for (asked, places, filtered) in asked.into_iter().filter(|(_, places, _)| places.len() <= FEW) {
        for place in places.into_iter().filter(|place| is_gone(*place)) {
            if notes.len() < TOLD && notes.iter().all(|note| note.place != place) {
                let (asked, successors) = (asked.clone(), place.successors());
                notes.push(PlaceNote { asked, place, successors, filtered });
            }
        }
    }
    notes
}

/// Says whether a place was of before 2025-07-01 and none of its name took over from it.
fn is_gone(place: Place) -> bool {
    let successors = place.successors();
    place.period() == Period::Before
        && !successors.is_empty()
        && successors.iter().all(|other| !place.is_same_in_other_period(*other))
}

/// Takes the words and the places of a query that are not excluded; what stands apart is kept apart.
fn spoken(expr: &Expr, words: &mut String, place: &mut impl FnMut(&str)) {
    match expr {
        Expr::Words { text, .. } | Expr::Phrase { text, .. } => {
            // A bar belongs to no name.
            words.push_str(text);
            words.push_str(" | ");
        }
        Expr::Place(name) => place(name),
        Expr::And(exprs) | Expr::Or(exprs) => exprs.iter().for_each(|expr| spoken(expr, words, place)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    fn told(query: &str) -> Vec<&'static str> {
        notes(&[], parse(query).expr.as_ref()).iter().map(|note| note.place.name()).collect()
    }

    #[test]
    fn what_is_no_more_is_told() {
        assert_eq!(told("vệ sinh phường Ngọc Thụy"), ["Phường Ngọc Thụy"]);
        assert_eq!(told("ngoc thuy"), ["Phường Ngọc Thụy"]);
        assert_eq!(told("xã Tân Lập Đan Phượng"), ["Xã Tân Lập"]);
        assert_eq!(told("place:\"Ngọc Thụy\""), ["Phường Ngọc Thụy"]);
        for query in ["vệ sinh môi trường", "xã Tân Lập", "phường Bồ Đề Hà Nội", "-\"Ngọc Thụy\"", "Hà Nội"]
        {
            assert_eq!(told(query), Vec::<&str>::new(), "{query}");
        }
    }

    #[test]
    fn lineage_widens_a_place() {
        let count = |lineage| ids("vn:00118@-2025", lineage).0.len();
        assert_eq!((count(Lineage::None), count(Lineage::Successors), count(Lineage::All)), (1, 3, 3));
        let new = |lineage| ids("vn:00118@2025-", lineage).0.len();
        assert_eq!((new(Lineage::None), new(Lineage::Successors)), (1, 1));
        assert!(new(Lineage::All) > 3);
    }

    #[test]
    fn what_is_unclear_is_told() {
        assert!(matches!(ids("Tân Lập", Lineage::None).1, Some(QueryWarning::AmbiguousPlace { .. })));
        assert!(matches!(ids("Không Đâu", Lineage::None).1, Some(QueryWarning::NoSuchPlace { .. })));
        assert_eq!(ids("Hà Nội", Lineage::None).1, None);
        assert_eq!(ids("Tân Lập, Đan Phượng", Lineage::None).1, None);
    }

    #[test]
    fn an_article_is_found_by_what_its_places_lie_in() {
        assert_eq!(within(&["vn:00118@-2025".to_owned()]), ["vn:00118@-2025", "vn:004@-2025", "vn:01@-2025"]);
        assert_eq!(within(&["odd".to_owned()]), ["odd"]);
    }
}
