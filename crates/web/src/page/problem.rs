//! The page that says what went wrong, and what can be done about it.

use askama::Template;
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};

use super::frame::Frame;
use crate::conditional::HTML;
use crate::problem::Problem;
use crate::search_query::PAGE;
use crate::{AppState, Lang, params};

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    frame: Frame,
    title: &'static str,
    detail: String,
    did_you_mean: Option<String>,
    /// What was searched for, to be searched again.
    q: String,
    /// The same address without the parameter at fault.
    without: Option<String>,
    /// To be told with a report, where it may be a fault of the server.
    request_id: Option<String>,
}

/// Writes the page.
pub(crate) fn problem(
    state: &AppState,
    uri: &Uri,
    problem: &Problem,
    lang: Lang,
    request_id: &str,
) -> Response {
    let pairs = params::pairs(uri.query().unwrap_or_default());
    let without = problem.parameter.as_deref().filter(|_| uri.path() == PAGE).map(|parameter| {
        // A name that was shortened for display is recognised by its beginning.
        let shown = parameter.trim_end_matches('…');
        let kept = pairs.iter().filter(|(k, v)| !k.starts_with(shown) && !v.is_empty());
        params::address(PAGE, kept.map(|(k, v)| (k.as_str(), v.as_str())))
    });
    let q = pairs.iter().find(|(k, _)| k == "q").map(|(_, v)| v.clone()).unwrap_or_default();
    let page = ProblemPage {
        frame: Frame::new(state, uri, lang),
        title: problem.kind.title(lang),
        detail: problem.detail(lang).to_owned(),
        did_you_mean: problem.did_you_mean.clone(),
        q,
        without,
        request_id: problem.kind.status().is_server_error().then(|| request_id.to_owned()),
    };
    let status = problem.kind.status();
    match page.render() {
        Ok(html) => (status, [(header::CONTENT_TYPE, HTML)], html).into_response(),
        Err(error) => {
            tracing::error!(%error, "the page of a problem could not be written");
            status.into_response()
        }
    }
}
