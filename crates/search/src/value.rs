//! Values that are shown one way and compared another: persons and sections.
//!
//! The index keeps `match key ␟ shown` as one term, so that spellings of one name stand together in the dictionary
//! and the shown form needs no second lookup.

use langbao_text::{fold, match_key};

/// U+001F, the unit separator: no text for people contains it.
pub(crate) const SEPARATOR: char = '\u{1f}';

/// Longest shown form in bytes: what is longer is not a name but a broken page.
const MAX_SHOWN: usize = 300;

/// Makes the term a value is counted by; `None` if nothing is left of it.
pub(crate) fn encode(shown: &str) -> Option<String> {
    let shown = tidy(shown);
    let key = match_key(&shown);
    (!key.is_empty()).then(|| format!("{key}{SEPARATOR}{shown}"))
}

/// Makes the terms a value is found by: its match key, and its folded form behind a separator, so that a name asked
/// without marks is not taken for one that is written without.
pub(crate) fn found_by(shown: &str) -> Option<[String; 2]> {
    let shown = tidy(shown);
    let key = match_key(&shown);
    (!key.is_empty()).then(|| [key, format!("{SEPARATOR}{}", fold(&shown))])
}

/// Makes the term that finds a name as asked: one without marks finds any marking. `None` if the name is blank.
pub(crate) fn as_asked(name: &str, ignore_marks: bool) -> Option<String> {
    let [key, folded] = found_by(name)?;
    let unmarked = folded.strip_prefix(SEPARATOR) == Some(key.as_str());
    Some(if ignore_marks || unmarked { folded } else { key })
}

/// Makes the term that leads from a folded name to its match keys, for names asked with some of their marks:
/// `␟␟ folded ␟ match key`.
pub(crate) fn spelling(shown: &str) -> Option<String> {
    let [key, folded] = found_by(shown)?;
    Some(format!("{SEPARATOR}{folded}{SEPARATOR}{key}"))
}

/// Whether a match key is a way to mark the rest of a name of which some syllables were asked with marks.
pub(crate) fn completes(key: &str, asked: &str) -> bool {
    let (mut key, mut asked) = (key.split(' '), asked.split(' '));
    loop {
        match (key.next(), asked.next()) {
            (None, None) => return true,
            (Some(full), Some(part)) if full == part || (fold(part) == part && fold(full) == part) => {}
            _ => return false,
        }
    }
}

/// Makes the term of a document number: folded, without the spaces some pages put around its strokes.
pub(crate) fn number(number: &str) -> String {
    fold(number).split_whitespace().collect()
}

/// Returns the kind of a document as its number says it: `QĐ` of `32/QĐ-UBND`, `NQ` of `15/2023/NQ-HĐND`.
pub(crate) fn document_kind(number: &str) -> Option<&str> {
    let mut parts = number.split(['/', '-']).skip(1).map(str::trim);
    parts.find(|part| !part.is_empty() && part.chars().all(char::is_alphabetic))
}

/// One line without control characters, of bounded length.
pub(crate) fn tidy(shown: &str) -> String {
    let shown: String = shown.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    shown.truncate(shown.floor_char_boundary(MAX_SHOWN));
    shown
}

/// Splits a term into match key and shown form; a term without separator is both.
pub(crate) fn decode(term: &str) -> (&str, &str) {
    term.split_once(SEPARATOR).unwrap_or((term, term))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_documents() {
        let kinds = ["32/QĐ-UBND", "15/2023/NQ-HĐND", "12-NQ/TW", "45/2019/QH14", "32"].map(document_kind);
        assert_eq!(kinds, [Some("QĐ"), Some("NQ"), Some("NQ"), None, None]);
    }

    #[test]
    fn a_value_keeps_its_key_and_its_looks() {
        let term = encode(" Thẩm  Bá\u{1f}Phước ").unwrap();
        assert_eq!(decode(&term), ("thẩm bá phước", "Thẩm Bá Phước"));
        assert_eq!(decode("ngocthuy.longbien"), ("ngocthuy.longbien", "ngocthuy.longbien"));
        assert_eq!(encode(" \n"), None);
    }

    #[test]
    fn a_name_asked_without_marks_finds_any_marking() {
        let found =
            |asked: &str, name: &str| found_by(name).unwrap().contains(&as_asked(asked, false).unwrap());
        assert!(found("tham ba phuoc", "Thẩm Bá Phước"));
        assert!(found("THẨM BÁ PHƯỚC", "Thẩm Bá Phước"));
        assert!(!found("Thẳm Bá Phước", "Thẩm Bá Phước"));
        assert!(found("Tham Ba Phuoc", "Tham Ba Phuoc"));
        assert_eq!(as_asked(" ", false), None);
    }

    #[test]
    fn a_name_may_be_asked_with_some_of_its_marks() {
        assert!(completes("lê thị hoài thu", "lê thi hoài thu"));
        assert!(completes("lê thị hoài thu", "lê thị hoài thu"));
        assert!(!completes("lê thị hoài thu", "lê thí hoài thu"));
        assert!(!completes("lê thị hoài thu", "lê thị hoài"));
    }

    #[test]
    fn a_broken_page_does_not_make_a_giant_term() {
        assert!(encode(&"ễ ".repeat(5000)).unwrap().len() < 1000);
    }
}
