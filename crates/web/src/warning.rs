//! Says in words how a query was read.

use langbao_search::{QueryWarning, Trouble};

use crate::Lang;
use crate::place_words::label;

/// Says a warning of the query language to people.
pub fn warning_text(warning: &QueryWarning, lang: Lang) -> String {
    match warning {
        QueryWarning::PlainWords { reason } => lang.pick(
            format!("Không hiểu cú pháp ({}), nên đã tìm như các từ thường", in_vietnamese(reason)),
            format!("The query could not be read ({reason}) and was searched as plain words"),
        ),
        QueryWarning::Shortened { bytes } => lang.pick(
            format!("Câu tìm dài quá {bytes} byte; phần sau đã bị bỏ"),
            format!("The query is longer than {bytes} bytes; what comes after was left out"),
        ),
        QueryWarning::AccentsIgnored => lang.pick(
            "Không có bài nào đúng dấu như đã gõ; dưới đây là các bài khác dấu".to_owned(),
            "Nothing has these marks; articles with other marks are shown".to_owned(),
        ),
        QueryWarning::MostWords => lang.pick(
            "Không có bài nào có đủ các từ; dưới đây là các bài có phần lớn các từ đó".to_owned(),
            "No article has all these words; articles with most of them are shown".to_owned(),
        ),
        QueryWarning::AmbiguousPlace { asked, places } => {
            let places: Vec<String> = places.iter().map(|place| label(*place, lang)).collect();
            let places = places.join("; ");
            lang.pick(
                format!("“{asked}” là tên của nhiều nơi, đã tìm tất cả: {places}"),
                format!("\"{asked}\" is the name of several places, and all were searched: {places}"),
            )
        }
        QueryWarning::NoSuchPlace { asked } => lang
            .pick(format!("Không có địa danh nào tên “{asked}”"), format!("No place is called \"{asked}\"")),
        QueryWarning::Expanded { from, to } => {
            let to: Vec<String> = to.iter().map(|to| as_written(from, to)).collect();
            let to = to.join(lang.pick(" hoặc ", " or "));
            lang.pick(format!("Đã hiểu {from} = {to}"), format!("Also searched: {from} = {to}"))
        }
        QueryWarning::Namesakes { name, persons } => lang.pick(
            format!("Có {persons} người tên “{name}”; dưới đây là bài về tất cả"),
            format!("{persons} persons are called \"{name}\"; articles of all of them are shown"),
        ),
        // A warning that this page does not know yet is better said plainly than not at all.
        other => format!("{other:?}"),
    }
}

fn in_vietnamese(trouble: &Trouble) -> String {
    match trouble {
        Trouble::OpenQuote => "thiếu dấu ngoặc kép đóng".to_owned(),
        Trouble::OpenParenthesis => "thiếu dấu ngoặc đơn đóng".to_owned(),
        Trouble::StrayParenthesis => "thừa dấu ngoặc đơn đóng".to_owned(),
        Trouble::LonelyOperator => "toán tử phải có từ ở hai bên".to_owned(),
        Trouble::TooDeep => "quá nhiều lớp ngoặc".to_owned(),
        Trouble::NoValue(key) => format!("sau {key}: chưa có gì"),
        Trouble::NotADate(text) => format!("“{text}” không phải là ngày"),
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
        assert_eq!(in_vietnamese(&trouble), "“2018-13” không phải là ngày");
    }
}
