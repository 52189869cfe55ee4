//! Articles that are shown no more.

use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use langbao_article::{ArticleId, CanonicalUrl};

use super::{Around, address, done, need, ordered, sent, visit};
use crate::AppState;
use crate::desk::Task;
use crate::moment::Moment;
use crate::page::Frame;
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "admin/articles.html")]
struct ArticlesPage {
    frame: Frame,
    around: Around,
    action: String,
    hidden: Vec<HiddenLine>,
}

struct HiddenLine {
    id: String,
    title: String,
    url: String,
    reason: String,
    status: u16,
    at: Moment,
}

/// `GET /admin/articles`
pub(crate) async fn page(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let visit = visit(&state, &uri, &headers).await?;
    let answer = move |state: &AppState| {
        let (frame, around) = Around::new(state, &uri, &visit);
        let hidden = state.archive.hidden_articles()?.into_iter().filter_map(|record| {
            let hidden = record.hidden?;
            Some(HiddenLine {
                id: record.id.to_string(),
                url: record.article.url.to_string(),
                title: record.article.title,
                reason: hidden.reason,
                status: if hidden.legal { 451 } else { 410 },
                at: Moment::minute(hidden.at, frame.lang),
            })
        });
        let hidden = hidden.collect();
        let action = address("/admin/articles", frame.lang, &[]);
        sent(&ArticlesPage { frame, around, action, hidden })
    };
    state.blocking(answer).await.map_err(IntoResponse::into_response)
}

/// Reads an id, an address of ours, or the address on its site.
fn article(text: &str) -> Result<ArticleId, Problem> {
    let ours = text.split("/articles/").nth(1).and_then(|rest| rest.split(['/', '?', '#']).next());
    let parsed = ours.unwrap_or(text).parse().ok();
    let of_url = || CanonicalUrl::parse(text).ok().map(|url| ArticleId::of(&url));
    parsed.or_else(of_url).ok_or_else(|| Problem::no_article(text))
}

/// `POST /admin/articles`
pub(crate) async fn act(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Response> {
    let fields = ["do", "article", "reason", "legal"];
    let (visit, params) = ordered(&state, &uri, &headers, &body, &fields).await?;
    let answer = move |state: &AppState| {
        let text = need(&params, "article")?;
        let id = article(text)?;
        let id = state.archive.article(id)?.ok_or_else(|| Problem::no_article(text))?.id;
        let task = match need(&params, "do")? {
            "hide" => Task::HideArticle {
                id,
                reason: need(&params, "reason")?.to_owned(),
                legal: params.flag("legal")?.unwrap_or(false),
            },
            "show" => Task::ShowArticle(id),
            other => return Err(Problem::unknown_word("do", other, &["hide", "show"])),
        };
        state.desk.perform(&visit.holder.id, task)?;
        Ok(done("/admin/articles", visit.lang))
    };
    state.blocking(answer).await.map_err(IntoResponse::into_response)
}
