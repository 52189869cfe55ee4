//! Answers that need not be sent twice: `ETag` and `If-None-Match` (RFC 9110 §13).

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A weak entity tag: the same tag means the same content, however it was compressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag(String);

impl Tag {
    /// Makes the tag of all that an answer depends on.
    pub(crate) fn of(parts: &[&str]) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            // Lengths keep ("ab", "c") and ("a", "bc") apart.
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        Self(format!("W/\"{}\"", &hasher.finalize().to_hex()[..22]))
    }

    /// Returns it as a header has it.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether the visitor has this already.
    pub(crate) fn is_known(&self, headers: &HeaderMap) -> bool {
        let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|v| v.to_str().ok());
        let opaque = self.0.trim_start_matches("W/");
        known
            .flat_map(|v| v.split(','))
            .map(str::trim)
            .any(|tag| tag == "*" || tag.trim_start_matches("W/") == opaque)
    }

    /// Says that the visitor has it already.
    pub(crate) fn not_modified(&self) -> Response {
        self.mark(StatusCode::NOT_MODIFIED.into_response())
    }

    /// Sends the content.
    pub(crate) fn send(&self, content_type: &'static str, body: String) -> Response {
        self.mark(([(header::CONTENT_TYPE, content_type)], Body::from(body)).into_response())
    }

    /// Adds the tag to an answer.
    pub(crate) fn mark(&self, mut response: Response) -> Response {
        let tag = HeaderValue::try_from(self.0.as_str()).expect("hex digits and quotes fit in a header");
        response.headers_mut().insert(header::ETAG, tag);
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        response
    }
}

/// The content type of pages.
pub(crate) const HTML: &str = "text/html; charset=utf-8";
/// The content type of the API.
pub(crate) const JSON: &str = "application/json";

/// Sends content that was cheap to make, under a tag made from itself.
pub(crate) fn send(headers: &HeaderMap, content_type: &'static str, body: String) -> Response {
    let tag = Tag::of(&[content_type, &body]);
    match tag.is_known(headers) {
        true => tag.not_modified(),
        false => tag.send(content_type, body),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_recognised_in_a_list() {
        let tag = Tag::of(&["a", "b"]);
        assert_ne!(tag, Tag::of(&["ab", ""]));
        let check = |value: &str, expected: bool| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, value.parse().unwrap());
            assert_eq!(tag.is_known(&headers), expected, "{value}");
        };
        check(&tag.0, true);
        check(tag.0.trim_start_matches("W/"), true);
        check(&format!("\"x\", {}", tag.0), true);
        check("*", true);
        check("\"x\"", false);
        assert!(!tag.is_known(&HeaderMap::new()));
    }
}
