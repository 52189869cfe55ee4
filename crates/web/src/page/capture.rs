//! The archived copy of a page, as the site sent it.
//!
//! It is somebody else's content under our address, so the browser is told to give it nothing: no scripts, no
//! requests, no forms, no share in our origin.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use langbao_archive::{CaptureId, CaptureRecord};
use langbao_article::Page;

use crate::AppState;
use crate::conditional::Tag;
use crate::params::Params;
use crate::problem::Problem;

/// The page may style itself and show pictures it carries along; nothing else.
const POLICY: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// `/captures/{id}`
pub(crate) async fn capture(
    State(state): State<AppState>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Params::parse(uri.query(), &["lang"])?;
    let answer = move |state: &AppState| {
        let number = id.parse().map_err(|_| Problem::no_capture(&id))?;
        let record = state.archive.capture(CaptureId(number))?.ok_or_else(|| Problem::no_capture(&id))?;
        // Asked before the browser is told that what it has is still right.
        if let Some(article) = state.archive.hidden_in_capture(record.id)?
            && let Some(hidden) = state.archive.article(article)?.and_then(|article| article.hidden)
        {
            return Err(Problem::hidden(&hidden));
        }
        // A capture never changes; its digest is its content.
        let tag = Tag::of(&["capture", &record.record_id, &record.digest]);
        if tag.is_known(&headers) {
            // What a 304 says of the copy replaces what the browser has kept (RFC 9111 §3.2).
            return Ok(guarded(tag.not_modified(), &record));
        }
        let page = state.archive.read_page(record.id)?.ok_or_else(|| Problem::no_capture(&id))?;
        Ok(guarded(tag.mark(content(&page, record.id)), &record))
    };
    state.blocking(answer).await
}

fn content(page: &Page, id: CaptureId) -> Response {
    let declared = page.header("content-type").and_then(|v| HeaderValue::from_str(v).ok());
    let shown = matches!(page.media_type().as_str(), "text/html" | "application/xhtml+xml" | "text/plain");
    let content_type = declared.unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let mut response =
        ([(header::CONTENT_TYPE, content_type)], Body::from(page.body.clone())).into_response();
    if !shown {
        let disposition = HeaderValue::try_from(format!("attachment; filename=\"{}\"", file_name(page, id)))
            .expect("the name has only letters, digits and dots");
        response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

fn guarded(mut response: Response, record: &CaptureRecord) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow"));
    // As web archives say when and of what the copy is (RFC 7089).
    let captured = record.at.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    if let Ok(captured) = HeaderValue::try_from(captured) {
        headers.insert(HeaderName::from_static("memento-datetime"), captured);
    }
    if let Ok(original) = HeaderValue::try_from(format!("<{}>; rel=\"original\"", record.url.as_str())) {
        headers.insert(header::LINK, original);
    }
    response
}

/// Names the file after the end of its address, as far as that is plain.
fn file_name(page: &Page, id: CaptureId) -> String {
    let last = page.url.as_url().path().rsplit('/').next().unwrap_or_default();
    let plain: String =
        last.chars().filter(|c| c.is_ascii_alphanumeric() || "._-".contains(*c)).take(80).collect();
    let plain = plain.trim_start_matches('.');
    if plain.is_empty() { format!("capture-{}", id.0) } else { plain.to_owned() }
}

#[cfg(test)]
mod tests {
    use langbao_article::CanonicalUrl;

    use super::*;

    #[test]
    fn file_names_are_plain() {
        let check = |url: &str, expected: &str| {
            let url = CanonicalUrl::parse(url).unwrap();
            let fetched_at = chrono::DateTime::from_timestamp(0, 0).unwrap();
            let page = Page { url, fetched_at, status: 200, headers: Vec::new(), body: Vec::new() };
            assert_eq!(file_name(&page, CaptureId(7)), expected);
        };
        check("https://xa.example.vn/tep/32-qd.pdf", "32-qd.pdf");
        check("https://xa.example.vn/", "capture-7");
        check("https://xa.example.vn/a%22%0d%0a.pdf", "a220d0a.pdf");
    }
}
