//! The page of one version of an article: what changed since the one before.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

use super::article::{VersionLine, language, version_lines};
use super::frame::Frame;
use crate::AppState;
use crate::api::find_version;
use crate::conditional::{self, HTML};
use crate::moment::Moment;
use crate::problem::Problem;
use crate::version_diff::{FactChange, Fate, Paragraph, fact_diff, text_diff};

#[derive(Template)]
#[template(path = "version.html")]
struct VersionPage {
    frame: Frame,
    title: String,
    language: String,
    number: u32,
    seen: Option<Moment>,
    has_older: bool,
    changed: bool,
    facts: Vec<FactChange>,
    paragraphs: Vec<Paragraph>,
    versions: Vec<VersionLine>,
    article_href: String,
    copy_href: String,
}

/// `/articles/{id}/versions/{version}`
pub(crate) async fn version(
    State(state): State<AppState>,
    Path((id, version)): Path<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let answer = move |state: &AppState| {
        let frame = Frame::plain(state, &uri)?;
        let record = find_version(state, &id, &version)?;
        let older = match record.version {
            0 | 1 => None,
            number => state.archive.article_version(record.id, number - 1)?,
        };
        let versions = state.archive.versions(record.id)?;
        let seen = versions.iter().find(|v| v.version == record.version).map(|v| v.seen_at);
        let older = older.map(|o| o.article);
        let facts = older.as_ref().map(|o| fact_diff(o, &record.article, frame.lang)).unwrap_or_default();
        let paragraphs = text_diff(older.as_ref(), &record.article);
        let edited = paragraphs.iter().flat_map(|p| &p.words).any(|w| w.fate != Fate::Kept);
        let page = VersionPage {
            title: record.article.title.clone(),
            language: language(&record.article),
            number: record.version,
            seen: seen.map(|at| Moment::minute(at, frame.lang)),
            has_older: older.is_some(),
            changed: edited || !facts.is_empty(),
            facts,
            paragraphs,
            versions: version_lines(&id, &versions, record.version, &frame),
            article_href: frame.href(&format!("/articles/{id}")),
            copy_href: format!("/captures/{}", record.capture.0),
            frame,
        };
        Ok(conditional::send(&headers, HTML, page.render()?))
    };
    state.blocking(answer).await
}
