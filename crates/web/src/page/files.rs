//! What browsers and robots ask for by name.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use serde_json::json;

use super::frame::Frame;
use crate::api::suggested;
use crate::conditional;
use crate::parameter::OPENSEARCH;
use crate::params::Params;
use crate::problem::Problem;
use crate::public_address::base;
use crate::{AppState, Lang};

/// Searches without end and copies of others' pages are nothing for search engines.
const ROBOTS: &str = "User-agent: *\nDisallow: /search\nDisallow: /captures/\nDisallow: /api/\n";

/// For a server that is not for the public.
const KEEP_OUT: &str = "User-agent: *\nDisallow: /\n";

/// Suggestions for an address bar.
const SUGGESTIONS: usize = 8;

#[derive(Template)]
#[template(path = "opensearch.xml")]
struct OpenSearch {
    frame: Frame,
    base: String,
}

/// `/robots.txt`
pub(crate) async fn robots(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let text = match state.settings.noindex {
        true => KEEP_OUT.to_owned(),
        false => format!("{ROBOTS}\nSitemap: {}/sitemap.xml\n", base(&state, &headers)),
    };
    conditional::send(&headers, "text/plain; charset=utf-8", text)
}

/// `/opensearch/suggestions`: what a browser shows while one types in its address bar (OpenSearch suggestions).
pub(crate) async fn opensearch_suggestions(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let params = Params::read(uri.query(), OPENSEARCH)?;
    let lang = params.lang()?;
    let typed = params.one("q")?.unwrap_or_default().to_owned();
    let answer = move |state: &AppState| {
        let found = suggested(state, &typed, SUGGESTIONS)?;
        let (mut words, mut about) = (Vec::new(), Vec::new());
        for person in found.persons {
            about.push(lang.articles(person.articles));
            words.push(person.name);
        }
        for title in found.titles.into_iter().take(SUGGESTIONS.saturating_sub(words.len())) {
            about.push(String::new());
            words.push(title.title);
        }
        let body = json!([typed, words, about]).to_string();
        Ok(conditional::send(&headers, "application/x-suggestions+json", body))
    };
    state.blocking(answer).await
}

/// `/opensearch.xml`: lets browsers search here from their address bar.
pub(crate) async fn opensearch(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let frame = Frame::new(&state, &uri, Lang::Vi);
    let file = OpenSearch { base: base(&state, &headers), frame };
    Ok(conditional::send(&headers, "application/opensearchdescription+xml", file.render()?))
}
