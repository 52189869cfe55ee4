//! Values that are shown one way and compared another: persons and sections.
//!
//! The index keeps `match key ␟ shown` as one term, so that spellings of one name stand together in the dictionary
//! and the shown form needs no second lookup.

use langbao_text::match_key;

/// U+001F, the unit separator: no text for people contains it.
const SEPARATOR: char = '\u{1f}';

/// Longest shown form in bytes: what is longer is not a name but a broken page.
const MAX_SHOWN: usize = 300;

/// Makes the term of a value; `None` if nothing is left of it.
pub(crate) fn encode(shown: &str) -> Option<String> {
    let shown: String = shown.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown = &shown[..shown.floor_char_boundary(MAX_SHOWN)];
    let key = match_key(shown);
    (!key.is_empty()).then(|| format!("{key}{SEPARATOR}{shown}"))
}

/// Splits a term into match key and shown form; a term without separator is both.
pub(crate) fn decode(term: &str) -> (&str, &str) {
    term.split_once(SEPARATOR).unwrap_or((term, term))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_keeps_its_key_and_its_looks() {
        let term = encode(" Thẩm  Bá\u{1f}Phước ").unwrap();
        assert_eq!(decode(&term), ("thẩm bá phước", "Thẩm Bá Phước"));
        assert_eq!(decode("ngocthuy.longbien"), ("ngocthuy.longbien", "ngocthuy.longbien"));
        assert_eq!(encode(" \n"), None);
    }

    #[test]
    fn a_broken_page_does_not_make_a_giant_term() {
        assert!(encode(&"ễ ".repeat(5000)).unwrap().len() < 1000);
    }
}
