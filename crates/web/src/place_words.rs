//! Places in words.

use langbao_entities::{Period, Place, Share};
use langbao_search::PlaceNote;

use crate::Lang;

/// The page of a place.
pub(crate) fn path(place: Place) -> String {
    format!("/places/{}", place.id())
}

/// Names a place with all that it lies in; one that goes on under its name is told from what it is now.
pub(crate) fn label(place: Place, lang: Lang) -> String {
    let goes_on = place.successors().into_iter().any(|other| place.is_same_in_other_period(other));
    let name = place.full_name();
    if goes_on { format!("{name} ({})", lang.say("before-july-2025")) } else { name }
}

/// Says when a place is or was a unit.
pub(crate) fn period(place: Place, lang: Lang) -> &'static str {
    match place.period() {
        Period::Before => lang.say("a-unit-until-30-june-2025"),
        Period::Since => lang.say("a-unit-since-1-july-2025"),
    }
}

/// Says how much of a place went into another; nothing if all of it did.
pub(crate) fn share(old: Place, new: Place, lang: Lang) -> &'static str {
    match old.share_in(new) {
        // Which part is the main one is a guess of the gazetteer's source.
        Some(Share::MainPart | Share::Part) => lang.say("a-part"),
        Some(Share::Whole) | None => "",
    }
}

/// Says what became of a place that a search names.
pub fn note_text(note: &PlaceNote, lang: Lang) -> String {
    let successors: Vec<String> = note.successors.iter().take(TOLD).map(|place| place.full_name()).collect();
    let more = note.successors.len().saturating_sub(TOLD);
    let mut successors = successors.join("; ");
    if more > 0 {
        successors += &lang.fill("and-more-more", &[("more", &more)]);
    }
    let name = note.place.full_name();
    lang.fill("name-is-no-more-since-1-july-2025-it-became", &[("name", &name), ("successors", &successors)])
}

/// Units told by name in one sentence.
const TOLD: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    fn by_id(id: &str) -> Place {
        Place::by_id(id).unwrap()
    }

    #[test]
    fn a_place_that_goes_on_is_told_from_itself() {
        assert_eq!(label(by_id("vn:01@-2025"), Lang::Vi), "Thành phố Hà Nội (trước 7/2025)");
        assert_eq!(label(by_id("vn:01@2025-"), Lang::Vi), "Thành phố Hà Nội");
        assert_eq!(
            label(by_id("vn:00118@-2025"), Lang::En),
            "Phường Ngọc Thụy, Quận Long Biên, Thành phố Hà Nội"
        );
    }

    #[test]
    fn what_became_of_a_district_is_told_in_one_sentence() {
        let place = by_id("vn:004@-2025");
        let successors = place.successors();
        let more = successors.len() - TOLD;
        let note = PlaceNote { asked: "Long Biên".to_owned(), place, successors, filtered: true };
        assert!(note_text(&note, Lang::Vi).ends_with(&format!("và {more} nơi khác")), "{note:?}");
    }
}
