//! An article beside one of its copies, the differences marked.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use langbao_archive::ArticleCopy;

use super::frame::{Frame, SiteNames};
use crate::AppState;
use crate::api::find_article;
use crate::conditional::{self, HTML};
use crate::moment::Moment;
use crate::params::Params;
use crate::problem::Problem;
use crate::version_diff::{Fate, Paragraph, text_diff};

#[derive(Template)]
#[template(path = "copies.html")]
struct CopiesPage {
    frame: Frame,
    title: String,
    href: String,
    copies: Vec<CopyLine>,
    /// The first publisher's text and the one that was chosen.
    sides: Option<(CopyLine, CopyLine)>,
    rows: Vec<Paragraph>,
}

#[derive(Clone)]
struct CopyLine {
    site: String,
    href: String,
    published: Option<Moment>,
    first_seen: Moment,
    /// `96 %`.
    similarity: String,
    compare: String,
    is_first: bool,
    shown: bool,
}

/// `/articles/{id}/copies`; `with` chooses the copy that stands beside the first publisher's text.
pub(crate) async fn copies(
    State(state): State<AppState>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let params = Params::parse(uri.query(), &["with", "lang"])?;
    let lang = params.lang()?;
    let with = params.one("with")?.map(str::to_owned);
    let answer = move |state: &AppState| {
        let frame = Frame::new(state, &uri, lang);
        let record = find_article(state, &id)?;
        let copies = state.archive.copies(record.id)?;
        let names = SiteNames::new(&state.archive.sites()?);
        let first = copies.first().map(|copy| copy.id);
        // Without a choice: the article itself, or the first copy of the first publisher's.
        let chosen = match &with {
            Some(with) => copies.iter().find(|copy| copy.id.to_string() == *with).map(|copy| copy.id),
            None if first == Some(record.id) => copies.get(1).map(|copy| copy.id),
            None => Some(record.id),
        };
        let line = |copy: &ArticleCopy| CopyLine {
            site: names.get(copy.site.as_str()).to_owned(),
            href: frame.href(&format!("/articles/{}", copy.id)),
            published: copy.published_at.map(|at| Moment::day(at, lang)),
            first_seen: Moment::minute(copy.first_seen_at, lang),
            similarity: format!("{} %", (copy.similarity * 100.0).round()),
            compare: frame.with(&format!("/articles/{id}/copies"), &[("with", &copy.id.to_string())]),
            is_first: Some(copy.id) == first,
            shown: Some(copy.id) == chosen,
        };
        let lines: Vec<CopyLine> = copies.iter().map(line).collect();
        let mut sides = None;
        let mut rows = Vec::new();
        if let (Some(first), Some(chosen)) = (first, chosen.filter(|chosen| Some(*chosen) != first))
            && let (Some(left), Some(right)) = (state.archive.article(first)?, state.archive.article(chosen)?)
        {
            rows = text_diff(Some(&left.article), &right.article);
            let find = |id| copies.iter().position(|copy| copy.id == id).map(|at| lines[at].clone());
            sides = find(first).zip(find(chosen));
        }
        let title = record.article.title.clone();
        let href = frame.href(&format!("/articles/{id}"));
        let page = CopiesPage { title, href, copies: lines, sides, rows, frame };
        Ok(conditional::send(&headers, HTML, page.render()?))
    };
    state.blocking(answer).await
}
