//! A name for each request, told in `x-request-id` and in problems, so that a visitor's report finds its lines in the
//! log.

use axum::http::{HeaderMap, HeaderValue};

use crate::AppState;

/// The name of a request: the one that a proxy gave it, or our own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequestId(String);

impl RequestId {
    /// Names a request.
    pub(crate) fn of(state: &AppState, headers: &HeaderMap) -> Self {
        let given = headers.get("x-request-id").and_then(|id| id.to_str().ok()).filter(|id| is_plain(id));
        let own = || {
            let number = state.next_number();
            let hash = blake3::hash(format!("{} {number}", state.edition()).as_bytes()).to_hex();
            hash[..16].to_owned()
        };
        Self(given.map_or_else(own, str::to_owned))
    }

    /// Returns it as text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns it as a header.
    pub(crate) fn header(&self) -> HeaderValue {
        HeaderValue::try_from(self.0.as_str()).expect("plain characters fit in a header")
    }
}

fn is_plain(id: &str) -> bool {
    (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_are_taken_over() {
        for (id, plain) in
            [("0f3a-9b21", true), ("short", false), ("a\"b<script>", false), ("0f3a 9b21", false)]
        {
            assert_eq!(is_plain(id), plain, "{id}");
        }
    }
}
