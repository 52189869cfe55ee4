//! Says in words how a query was read.

use langbao_search::{QueryWarning, Trouble};

use crate::Lang;
use crate::place_words::label;

/// Says a warning of the query language to people.
pub fn warning_text(warning: &QueryWarning, lang: Lang) -> String {
    match warning {
        QueryWarning::PlainWords { reason } => {
            lang.fill("warning-plain-words", &[("reason", &trouble(reason, lang))])
        }
        QueryWarning::Shortened { bytes } => {
            lang.fill("the-query-is-longer-than-bytes-bytes-what-co", &[("bytes", &bytes)])
        }
        QueryWarning::AccentsIgnored => lang.say("warning-accents-ignored").to_owned(),
        QueryWarning::MostWords => lang.say("warning-most-words").to_owned(),
        QueryWarning::Unquoted => lang.say("warning-unquoted").to_owned(),
        QueryWarning::AmbiguousPlace { asked, places } => {
            let places: Vec<String> = places.iter().map(|place| label(*place, lang)).collect();
            let places = places.join("; ");
            lang.fill(
                "asked-is-the-name-of-several-places-and-all",
                &[("asked", &asked), ("places", &places)],
            )
        }
        QueryWarning::NoSuchPlace { asked } => lang.fill("no-place-is-called-asked", &[("asked", &asked)]),
        QueryWarning::Expanded { from, to } => {
            let to: Vec<String> = to.iter().map(|to| as_written(from, to)).collect();
            let to = to.join(&format!(" {} ", lang.say("or")));
            lang.fill("expanded", &[("from", &from), ("to", &to)])
        }
        QueryWarning::Namesakes { name, persons } => lang
            .fill("persons-persons-are-called-name-articles-of", &[("persons", &persons), ("name", &name)]),
        // A warning that this page does not know yet is better said plainly than not at all.
        other => format!("{other:?}"),
    }
}

fn trouble(trouble: &Trouble, lang: Lang) -> String {
    match trouble {
        Trouble::OpenQuote => lang.say("trouble-open-quote").to_owned(),
        Trouble::OpenParenthesis => lang.say("trouble-open-parenthesis").to_owned(),
        Trouble::StrayParenthesis => lang.say("trouble-stray-parenthesis").to_owned(),
        Trouble::LonelyOperator => lang.say("trouble-lonely-operator").to_owned(),
        Trouble::TooDeep => lang.say("trouble-too-deep").to_owned(),
        Trouble::NoValue(key) => lang.fill("trouble-no-value", &[("key", key)]),
        Trouble::NotADate(text) => lang.fill("trouble-not-a-date", &[("text", text)]),
        other => other.to_string(),
    }
}

/// Writes what was searched too as people write it: the abbreviation of several words in capitals, words with one at
/// the start.
fn as_written(typed: &str, searched: &str) -> String {
    if typed.contains(' ') && !searched.contains([' ', '/']) {
        return searched.to_uppercase();
    }
    let mut rest = searched.chars();
    rest.next().map(|first| first.to_uppercase().chain(rest).collect()).unwrap_or_default()
}

/// Returns the stable code of a warning.
pub(crate) fn warning_code(warning: &QueryWarning) -> &'static str {
    match warning {
        QueryWarning::PlainWords { .. } => "plain_words",
        QueryWarning::Shortened { .. } => "shortened",
        QueryWarning::AccentsIgnored => "accents_ignored",
        QueryWarning::MostWords => "most_words",
        QueryWarning::Unquoted => "unquoted",
        QueryWarning::AmbiguousPlace { .. } => "ambiguous_place",
        QueryWarning::NoSuchPlace { .. } => "no_such_place",
        QueryWarning::Expanded { .. } => "expanded",
        QueryWarning::Namesakes { .. } => "namesakes",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_speak_both_languages() {
        let expanded = |from: &str, to: &[&str]| QueryWarning::Expanded {
            from: from.to_owned(),
            to: to.iter().map(|to| (*to).to_owned()).collect(),
        };
        let warning = expanded("UBND", &["ủy ban nhân dân"]);
        assert_eq!(warning_text(&warning, Lang::Vi), "Đã hiểu UBND = Ủy ban nhân dân");
        assert_eq!(warning_text(&warning, Lang::En), "Also searched: UBND = Ủy ban nhân dân");
        assert_eq!(warning_code(&warning), "expanded");
        let warning = expanded("đồng chí", &["đ/c", "đc"]);
        assert_eq!(warning_text(&warning, Lang::Vi), "Đã hiểu đồng chí = Đ/c hoặc ĐC");
        assert_eq!(warning_text(&expanded("p", &["phường"]), Lang::Vi), "Đã hiểu p = Phường");
        let warning = QueryWarning::PlainWords { reason: Trouble::OpenQuote };
        let expected = "Không hiểu cú pháp (thiếu dấu ngoặc kép đóng), nên đã tìm như các từ thường";
        assert_eq!(warning_text(&warning, Lang::Vi), expected);
        let warning = QueryWarning::Shortened { bytes: 4096 };
        assert_eq!(warning_text(&warning, Lang::Vi), "Câu tìm dài quá 4096 byte; phần sau đã bị bỏ");
        let trouble = Trouble::NotADate("2018-13".to_owned());
        assert_eq!(super::trouble(&trouble, Lang::Vi), "“2018-13” không phải là ngày");
    }
}
