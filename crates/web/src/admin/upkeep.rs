//! The index, the extractor, backups, and what admins did.

use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};

use super::{Around, address, done, need, ordered, sent, visit};
use crate::AppState;
use crate::desk::Task;
use crate::moment::Moment;
use crate::page::Frame;
use crate::problem::Problem;

/// Things done that are listed.
const NOTES: usize = 200;

#[derive(Template)]
#[template(path = "admin/upkeep.html")]
struct UpkeepPage {
    frame: Frame,
    around: Around,
    action: String,
    articles: u64,
    indexed: u64,
    waiting: u64,
    notes: Vec<Note>,
}

struct Note {
    at: Moment,
    actor: String,
    action: String,
    target: String,
    detail: String,
}

/// `GET /admin/upkeep`
pub(crate) async fn page(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let visit = visit(&state, &uri, &headers).await?;
    let answer = move |state: &AppState| {
        let (frame, around) = Around::new(state, &uri, &visit);
        let notes = state.archive.audit(NOTES)?.into_iter().map(|record| Note {
            at: Moment::minute(record.at, frame.lang),
            actor: record.actor,
            action: record.action,
            target: record.target,
            detail: record.detail.unwrap_or_default(),
        });
        let notes = notes.collect();
        sent(&UpkeepPage {
            action: address("/admin/upkeep", frame.lang, &[]),
            articles: state.archive.article_count()?,
            indexed: state.searcher.article_count(),
            waiting: state.archive.last_seq()?.saturating_sub(state.searcher.generation()),
            notes,
            frame,
            around,
        })
    };
    state.blocking(answer).await.map_err(IntoResponse::into_response)
}

/// `POST /admin/upkeep`
pub(crate) async fn act(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, params) = ordered(&state, &uri, &headers, &body, &["do"]).await?;
    let answer = move |state: &AppState| {
        let task = match need(&params, "do")? {
            "reindex" => Task::Reindex,
            "reextract" => Task::Reextract(None),
            "backup" => Task::BackUp,
            other => return Err(Problem::unknown_word("do", other, &["reindex", "reextract", "backup"])),
        };
        state.desk.perform(&visit.holder.id, task)?;
        Ok(done("/admin/upkeep", visit.lang))
    };
    state.blocking(answer).await.map_err(IntoResponse::into_response)
}
