//! `ETag` and `Last-Modified`, and the requests that name them.

use std::time::{Duration, SystemTime};

use axum::http::{HeaderMap, header};
use chrono::NaiveDateTime;

/// What a response carries so that the next request can be conditional.
#[derive(Debug, Default)]
pub(crate) struct Validators {
    pub(crate) etag: Option<String>,
    /// Vietnamese time.
    pub(crate) last_modified: Option<NaiveDateTime>,
}

impl Validators {
    /// Writes the `Last-Modified` header.
    pub(crate) fn http_date(&self) -> Option<String> {
        self.last_modified.map(|at| httpdate::fmt_http_date(instant(at)))
    }
}

fn instant(at: NaiveDateTime) -> SystemTime {
    let utc = at.and_utc().timestamp() - 7 * 3600;
    SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(utc).unwrap_or(0))
}

/// Says whether the visitor already has the page. `If-None-Match` wins over `If-Modified-Since` (RFC 9110, 13.2.2).
pub(crate) fn not_modified(headers: &HeaderMap, validators: &Validators) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(etag) = &validators.etag
        && let Some(known) = text(header::IF_NONE_MATCH)
    {
        let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
        return known.trim() == "*" || known.split(',').any(|tag| opaque(tag) == opaque(etag));
    }
    let since = text(header::IF_MODIFIED_SINCE).and_then(|text| httpdate::parse_http_date(text).ok());
    match (since, validators.last_modified) {
        (Some(since), Some(changed)) => instant(changed) <= since,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn check(name: header::HeaderName, value: &str, expected: bool) {
        let validators = Validators {
            etag: Some("W/\"a1\"".to_owned()),
            last_modified: NaiveDateTime::parse_from_str("2018-02-27 18:00", "%Y-%m-%d %H:%M").ok(),
        };
        let headers = HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())]);
        assert_eq!(not_modified(&headers, &validators), expected, "{value}");
    }

    #[test]
    fn conditional_requests() {
        check(header::IF_NONE_MATCH, "\"zz\", \"a1\"", true);
        check(header::IF_NONE_MATCH, "W/\"a1\"", true);
        check(header::IF_NONE_MATCH, "*", true);
        check(header::IF_NONE_MATCH, "\"a2\"", false);
        // 18:00 in Vietnam is 11:00 in Greenwich.
        check(header::IF_MODIFIED_SINCE, "Tue, 27 Feb 2018 11:00:00 GMT", true);
        check(header::IF_MODIFIED_SINCE, "Tue, 27 Feb 2018 10:59:59 GMT", false);
        check(header::IF_MODIFIED_SINCE, "yesterday", false);
    }
}
