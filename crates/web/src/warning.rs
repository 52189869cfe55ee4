//! Says in words how a query was read.

use langbao_search::QueryWarning;
use serde_json::{Value, json};

use crate::Lang;

/// Says a warning of the query language to people.
pub fn warning_text(warning: &QueryWarning, lang: Lang) -> String {
    match warning {
        QueryWarning::PlainWords { reason } => lang.pick(
            format!("Không hiểu cú pháp ({}), nên đã tìm như các từ thường", reason_in_vietnamese(reason)),
            format!("The query could not be read ({reason}) and was searched as plain words"),
        ),
        QueryWarning::AccentsIgnored => lang.pick(
            "Không có bài nào đúng dấu như đã gõ; dưới đây là các bài khác dấu".to_owned(),
            "Nothing has these marks; articles with other marks are shown".to_owned(),
        ),
        QueryWarning::MostWords => lang.pick(
            "Không có bài nào có đủ các từ; dưới đây là các bài có phần lớn các từ đó".to_owned(),
            "No article has all these words; articles with most of them are shown".to_owned(),
        ),
        QueryWarning::Expanded { from, to } => {
            let to = to.join(lang.pick(" hoặc ", " or "));
            lang.pick(format!("Đã hiểu {from} = {to}"), format!("Also searched: {from} = {to}"))
        }
        // A warning that this page does not know yet is better said plainly than not at all.
        other => format!("{other:?}"),
    }
}

/// The query language gives its reasons in English.
fn reason_in_vietnamese(reason: &str) -> String {
    let known = match reason {
        "an open quotation mark" => "thiếu dấu ngoặc kép đóng",
        "an open parenthesis" => "thiếu dấu ngoặc đơn đóng",
        "a closing parenthesis without an open one" => "thừa dấu ngoặc đơn đóng",
        "an operator without words on both sides" => "toán tử phải có từ ở hai bên",
        "parentheses nested too deep" => "quá nhiều lớp ngoặc",
        "\"title:\" without words" => "sau title: chưa có từ nào",
        other => {
            let with = |end: &str, vi: &str| other.strip_suffix(end).map(|about| format!("{about} {vi}"));
            return with("is not a date", "không phải là ngày")
                .or_else(|| with("without a value", "chưa có giá trị"))
                .map(|said| said.replace("  ", " "))
                .unwrap_or_else(|| other.to_owned());
        }
    };
    known.to_owned()
}

/// Writes a warning for the API: a stable code, what it is about, and the words.
pub(crate) fn warning_json(warning: &QueryWarning, lang: Lang) -> Value {
    let message = warning_text(warning, lang);
    match warning {
        QueryWarning::PlainWords { reason } => {
            json!({ "code": "plain_words", "message": message, "reason": reason })
        }
        QueryWarning::AccentsIgnored => json!({ "code": "accents_ignored", "message": message }),
        QueryWarning::MostWords => json!({ "code": "most_words", "message": message }),
        QueryWarning::Expanded { from, to } => {
            json!({ "code": "expanded", "message": message, "from": from, "to": to })
        }
        _ => json!({ "code": "other", "message": message }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_speak_both_languages() {
        let warning =
            QueryWarning::Expanded { from: "UBND".to_owned(), to: vec!["Ủy ban nhân dân".to_owned()] };
        assert_eq!(warning_text(&warning, Lang::Vi), "Đã hiểu UBND = Ủy ban nhân dân");
        assert_eq!(warning_text(&warning, Lang::En), "Also searched: UBND = Ủy ban nhân dân");
        assert_eq!(warning_json(&warning, Lang::En)["code"], "expanded");
        let warning = QueryWarning::PlainWords { reason: "an open quotation mark".to_owned() };
        let expected = "Không hiểu cú pháp (thiếu dấu ngoặc kép đóng), nên đã tìm như các từ thường";
        assert_eq!(warning_text(&warning, Lang::Vi), expected);
        assert_eq!(reason_in_vietnamese("\"2018-13\" is not a date"), "\"2018-13\" không phải là ngày");
    }
}
