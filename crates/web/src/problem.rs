//! What goes wrong, as visitors are told.
//!
//! Handlers return a [`Problem`]; the router turns it into `application/problem+json` (RFC 9457) for the API and
//! into a page elsewhere. The cause of an internal problem goes to the log, never to the visitor.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use langbao_archive::Hidden;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Lang;
use crate::desk::DeskError;

/// A problem and what the visitor can do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) kind: Kind,
    detail: (String, String),
    /// The parameter at fault.
    pub(crate) parameter: Option<String>,
    /// What may have been meant instead of the parameter or its value.
    pub(crate) did_you_mean: Option<String>,
}

/// The kinds of problems; their codes are part of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    UnknownParameter,
    InvalidParameter,
    RepeatedParameter,
    InvalidCursor,
    NotFound,
    Hidden,
    HiddenByLaw,
    MethodNotAllowed,
    InvalidBody,
    KeyWanted,
    NotPermitted,
    ForeignForm,
    Refused,
    TooManyRequests,
    Overloaded,
    NotReady,
    TimedOut,
    Internal,
}

impl Kind {
    /// All kinds, as the help page lists them.
    pub(crate) const ALL: [Self; 18] = [
        Self::UnknownParameter,
        Self::InvalidParameter,
        Self::RepeatedParameter,
        Self::InvalidCursor,
        Self::NotFound,
        Self::Hidden,
        Self::HiddenByLaw,
        Self::MethodNotAllowed,
        Self::InvalidBody,
        Self::KeyWanted,
        Self::NotPermitted,
        Self::ForeignForm,
        Self::Refused,
        Self::TooManyRequests,
        Self::Overloaded,
        Self::NotReady,
        Self::TimedOut,
        Self::Internal,
    ];

    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::UnknownParameter => "unknown_parameter",
            Self::InvalidParameter => "invalid_parameter",
            Self::RepeatedParameter => "repeated_parameter",
            Self::InvalidCursor => "invalid_cursor",
            Self::NotFound => "not_found",
            Self::Hidden => "hidden",
            Self::HiddenByLaw => "hidden_by_law",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::InvalidBody => "invalid_body",
            Self::KeyWanted => "key_wanted",
            Self::NotPermitted => "not_permitted",
            Self::ForeignForm => "foreign_form",
            Self::Refused => "refused",
            Self::TooManyRequests => "too_many_requests",
            Self::Overloaded => "overloaded",
            Self::NotReady => "not_ready",
            Self::TimedOut => "timed_out",
            Self::Internal => "internal",
        }
    }

    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::UnknownParameter
            | Self::InvalidParameter
            | Self::RepeatedParameter
            | Self::InvalidCursor
            | Self::InvalidBody => StatusCode::BAD_REQUEST,
            Self::KeyWanted => StatusCode::UNAUTHORIZED,
            Self::NotPermitted | Self::ForeignForm => StatusCode::FORBIDDEN,
            Self::Refused => StatusCode::CONFLICT,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Hidden => StatusCode::GONE,
            Self::HiddenByLaw => StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Self::Overloaded | Self::NotReady | Self::TimedOut => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub(crate) fn title(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            Self::UnknownParameter => ("Tham số không có", "Unknown parameter"),
            Self::InvalidParameter => ("Giá trị không hợp lệ", "Invalid value"),
            Self::RepeatedParameter => ("Tham số chỉ được dùng một lần", "Parameter given more than once"),
            Self::InvalidCursor => ("Con trỏ trang không hợp lệ", "Invalid cursor"),
            Self::NotFound => ("Không tìm thấy", "Not found"),
            Self::Hidden => ("Bài đã được ẩn", "No longer shown"),
            Self::HiddenByLaw => ("Không hiện vì lý do pháp lý", "Unavailable for legal reasons"),
            Self::MethodNotAllowed => ("Phương thức không được phép", "Method not allowed"),
            Self::InvalidBody => ("Nội dung gửi lên không hợp lệ", "Invalid body"),
            Self::KeyWanted => ("Cần khóa", "A key is wanted"),
            Self::NotPermitted => ("Không được phép", "Not permitted"),
            Self::ForeignForm => ("Biểu mẫu gửi từ trang khác", "A form from another site"),
            Self::Refused => ("Không làm được", "Cannot be done"),
            Self::TooManyRequests => ("Hỏi quá nhiều", "Too many requests"),
            Self::Overloaded => ("Máy chủ đang quá tải", "Overloaded"),
            Self::NotReady => ("Chưa sẵn sàng", "Not ready yet"),
            Self::TimedOut => ("Trả lời quá lâu", "Took too long"),
            Self::Internal => ("Lỗi của máy chủ", "Server error"),
        };
        lang.pick(vi, en)
    }
}

impl Problem {
    fn new(kind: Kind, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { kind, detail: (vi.into(), en.into()), parameter: None, did_you_mean: None }
    }

    pub(crate) fn unknown_parameter(name: &str, known: &[&str]) -> Self {
        let shown = shortened(name);
        Self {
            parameter: Some(shown.clone()),
            did_you_mean: nearest(name, known),
            ..Self::new(
                Kind::UnknownParameter,
                format!("Địa chỉ này không có tham số “{shown}”"),
                format!("There is no parameter \"{shown}\" here"),
            )
        }
    }

    pub(crate) fn repeated_parameter(name: &str) -> Self {
        Self {
            parameter: Some(name.to_owned()),
            ..Self::new(
                Kind::RepeatedParameter,
                format!("Tham số “{name}” chỉ được dùng một lần"),
                format!("The parameter \"{name}\" may be given only once"),
            )
        }
    }

    pub(crate) fn invalid(parameter: &str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { parameter: Some(parameter.to_owned()), ..Self::new(Kind::InvalidParameter, vi, en) }
    }

    pub(crate) fn unknown_word(parameter: &str, value: &str, words: &[&str]) -> Self {
        let (value, list) = (shortened(value), words.join(", "));
        Self {
            did_you_mean: nearest(&value, words),
            ..Self::invalid(
                parameter,
                format!("“{value}” không hợp lệ; dùng một trong: {list}"),
                format!("\"{value}\" is not one of: {list}"),
            )
        }
    }

    pub(crate) fn no_page() -> Self {
        Self::new(Kind::NotFound, "Không có trang ở địa chỉ này", "There is no page at this address")
    }

    pub(crate) fn no_article(id: &str) -> Self {
        let id = shortened(id);
        Self::new(
            Kind::NotFound,
            format!("Kho lưu không có bài “{id}”"),
            format!("The archive has no article \"{id}\""),
        )
    }

    /// An article that an admin has hidden, or a capture that shows it.
    pub(crate) fn hidden(hidden: &Hidden) -> Self {
        let kind = if hidden.legal { Kind::HiddenByLaw } else { Kind::Hidden };
        // The reason is in the words of whoever hid it.
        match hidden.reason.trim().trim_end_matches('.') {
            "" => {
                Self::new(kind, "Kho lưu không cho xem bài này nữa", "The archive shows this article no more")
            }
            reason => Self::new(
                kind,
                format!("Kho lưu không cho xem bài này nữa: {reason}"),
                format!("The archive shows this article no more: {reason}"),
            ),
        }
    }

    pub(crate) fn no_facet(field: &str, fields: &[&str]) -> Self {
        let (field, list) = (shortened(field), fields.join(", "));
        Self {
            did_you_mean: nearest(&field, fields),
            ..Self::new(
                Kind::NotFound,
                format!("Không đếm theo “{field}”; dùng một trong: {list}"),
                format!("Nothing is counted by \"{field}\"; use one of: {list}"),
            )
        }
    }

    pub(crate) fn no_site(id: &str) -> Self {
        let id = shortened(id);
        Self::new(Kind::NotFound, format!("Không có trang “{id}”"), format!("There is no site \"{id}\""))
    }

    pub(crate) fn no_place(id: &str) -> Self {
        let id = shortened(id);
        Self::new(
            Kind::NotFound,
            format!("Danh mục địa danh không có “{id}”"),
            format!("The gazetteer has no place \"{id}\""),
        )
    }

    pub(crate) fn no_person(id: &str) -> Self {
        let id = shortened(id);
        Self::new(
            Kind::NotFound,
            format!("Không có trang về người “{id}”: không bài nào nhắc đến, hoặc chỉ tin về vụ án, tai nạn"),
            format!(
                "There is no page of the person \"{id}\": no article names them, or only news of crimes and accidents do"
            ),
        )
    }

    pub(crate) fn no_version(version: &str) -> Self {
        let version = shortened(version);
        Self::new(
            Kind::NotFound,
            format!("Bài này không có phiên bản “{version}”"),
            format!("This article has no version \"{version}\""),
        )
    }

    pub(crate) fn no_capture(id: &str) -> Self {
        let id = shortened(id);
        Self::new(
            Kind::NotFound,
            format!("Kho lưu không có bản chụp “{id}”"),
            format!("The archive has no capture \"{id}\""),
        )
    }

    pub(crate) fn method_not_allowed() -> Self {
        Self::new(Kind::MethodNotAllowed, "Chỉ dùng GET hoặc HEAD", "Use GET or HEAD")
    }

    pub(crate) fn bad_body(wanted: &str) -> Self {
        Self::new(
            Kind::InvalidBody,
            format!("Nội dung gửi lên phải là {wanted}"),
            format!("The body must be {wanted}"),
        )
    }

    pub(crate) fn bad_json(why: &str) -> Self {
        let why = shortened(why);
        Self::new(
            Kind::InvalidBody,
            format!("Không đọc được JSON: {why}"),
            format!("The JSON cannot be read: {why}"),
        )
    }

    pub(crate) fn unknown_key() -> Self {
        Self::new(Kind::KeyWanted, "Khóa không đúng hoặc đã bị thu hồi", "The key is wrong or was revoked")
    }

    pub(crate) fn key_wanted(scope: &str) -> Self {
        Self::new(
            Kind::KeyWanted,
            format!("Địa chỉ này cần khóa có quyền “{scope}”: Authorization: Bearer lb_…"),
            format!("This address wants a key with the scope \"{scope}\": Authorization: Bearer lb_…"),
        )
    }

    pub(crate) fn not_permitted(scope: &str) -> Self {
        Self::new(
            Kind::NotPermitted,
            format!("Khóa này không có quyền “{scope}”"),
            format!("This key does not have the scope \"{scope}\""),
        )
    }

    pub(crate) fn foreign_form() -> Self {
        Self::new(
            Kind::ForeignForm,
            "Trang của một máy chủ khác đã gửi biểu mẫu này; hãy mở lại trang ở đây rồi gửi",
            "A page of another server has sent this form; please open the page here and send it again",
        )
    }

    pub(crate) fn no_alert() -> Self {
        Self::new(
            Kind::NotFound,
            "Không có thư báo tin ở địa chỉ này: có thể nó đã bị hủy, hoặc đường dẫn thiếu một phần",
            "There is no alert at this address: it may have been removed, or the link be cut",
        )
    }

    pub(crate) fn refused(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(Kind::Refused, vi, en)
    }

    pub(crate) fn too_many_requests(seconds: u64) -> Self {
        Self::new(
            Kind::TooManyRequests,
            format!("Địa chỉ của bạn hỏi quá nhiều; xin thử lại sau {seconds} giây"),
            format!("Your address asks too much; please try again in {seconds} seconds"),
        )
    }

    pub(crate) fn overloaded() -> Self {
        Self::new(
            Kind::Overloaded,
            "Nhiều người đang hỏi cùng lúc; xin thử lại sau vài giây",
            "Many are asking at once; please try again in a few seconds",
        )
    }

    pub(crate) fn timed_out() -> Self {
        Self::new(
            Kind::TimedOut,
            "Máy chủ đang bận hoặc câu tìm quá nặng; xin thử lại sau",
            "The server is busy or the search too heavy; please try again later",
        )
    }

    /// An export that could not be read from archive or index.
    pub(crate) fn of_export(error: &std::io::Error) -> Self {
        log(error, "an export could not be made");
        Self::internal()
    }

    pub(crate) fn internal() -> Self {
        Self::new(
            Kind::Internal,
            "Có lỗi khi trả lời; lỗi đã được ghi lại. Xin thử lại sau",
            "Something went wrong and was logged. Please try again later",
        )
    }

    pub(crate) fn detail(&self, lang: Lang) -> &str {
        lang.pick(&self.detail.0, &self.detail.1)
    }

    /// Says the problem for the API.
    pub(crate) fn answer(&self, lang: Lang, request_id: &str) -> ProblemAnswer {
        ProblemAnswer {
            problem_type: format!("/help#problem-{}", self.kind.code()),
            title: self.kind.title(lang),
            status: self.kind.status().as_u16(),
            detail: self.detail(lang).to_owned(),
            code: self.kind.code(),
            parameter: self.parameter.clone(),
            did_you_mean: self.did_you_mean.clone(),
            request_id: request_id.to_owned(),
        }
    }
}

/// What went wrong, as `application/problem+json` (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemAnswer {
    /// Where the kind of problem is explained.
    #[serde(rename = "type")]
    problem_type: String,
    /// The kind, for people, in the language asked for.
    title: &'static str,
    status: u16,
    /// What went wrong this time, for people.
    detail: String,
    /// The kind, for programs; it does not change.
    code: &'static str,
    /// The parameter at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
    /// What may have been meant instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    did_you_mean: Option<String>,
    /// As in the header `x-request-id`; tell it when you report the problem.
    request_id: String,
}

/// Only the status: the router writes the words when it knows where the visitor is.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.kind.status().into_response();
        if self.kind == Kind::KeyWanted {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if response.status() == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl From<langbao_archive::Error> for Problem {
    fn from(error: langbao_archive::Error) -> Self {
        log(&error, "the archive could not answer");
        Self::internal()
    }
}

impl From<langbao_search::Error> for Problem {
    fn from(error: langbao_search::Error) -> Self {
        match error {
            langbao_search::Error::BadCursor => Self {
                parameter: Some("cursor".to_owned()),
                ..Self::new(
                    Kind::InvalidCursor,
                    "Con trỏ không thuộc về lần tìm này; hãy bắt đầu lại từ trang đầu",
                    "The cursor does not belong to this search; start again from the first page",
                )
            },
            langbao_search::Error::Missing { .. } => {
                log(&error, "there is no index");
                Self::new(Kind::NotReady, "Chỉ mục đang được dựng", "The index is being built")
            }
            error => {
                log(&error, "the index could not answer");
                Self::internal()
            }
        }
    }
}

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::NotFound => Self::no_page(),
            DeskError::Refused(why) => Self::refused(why.clone(), why),
            DeskError::Failed => Self::internal(),
        }
    }
}

impl From<askama::Error> for Problem {
    fn from(error: askama::Error) -> Self {
        log(&error, "a page could not be written");
        Self::internal()
    }
}

fn log(error: &dyn std::error::Error, message: &str) {
    let causes: Vec<String> =
        std::iter::successors(Some(error), |e| e.source()).map(ToString::to_string).collect();
    tracing::error!(error = causes.join(": "), "{message}");
}

/// Returns the candidate that a slip of the pen may have meant.
fn nearest(typed: &str, candidates: &[&str]) -> Option<String> {
    let key = |text: &str| text.to_lowercase().replace(['-', '_'], "");
    let typed = key(typed);
    let distance = |candidate: &str| strsim::damerau_levenshtein(&typed, &key(candidate));
    let best = candidates.iter().min_by_key(|c| distance(c))?;
    (distance(best) <= best.len() / 3).then(|| (*best).to_owned())
}

/// What visitors typed is shown to them only so far.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_guessed() {
        let known = ["q", "person", "date_from", "date_to", "sort"];
        let check = |typed: &str, expected: Option<&str>| {
            assert_eq!(nearest(typed, &known).as_deref(), expected, "{typed}");
        };
        check("dateFrom", Some("date_from"));
        check("date-to", Some("date_to"));
        check("peson", Some("person"));
        check("query", None);
        check("", None);
    }

    #[test]
    fn codes_are_distinct() {
        let codes: std::collections::HashSet<_> = Kind::ALL.iter().map(|k| k.code()).collect();
        assert_eq!(codes.len(), Kind::ALL.len());
    }
}
