//! How the server is, for those who watch it.

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;

use super::Answer;
use super::spec::Problems;
use crate::AppState;
use crate::answer::Readiness;

/// Máy chủ có trả lời · the process answers
#[utoipa::path(get, path = "/healthz", tag = "health", operation_id = "healthz",
    responses((status = 200, description = "`ok`", body = String, content_type = "text/plain")))]
pub(super) async fn healthz() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], "ok\n")
}

/// Kho lưu và chỉ mục có trả lời · archive and index answer
#[utoipa::path(get, path = "/readyz", tag = "health", operation_id = "readyz",
    responses((status = 200, description = "They do", body = Readiness), Problems))]
pub(super) async fn readyz(State(state): State<AppState>) -> Answer {
    let answer = |state: &AppState| {
        let archive_seq = state.archive.last_seq()?;
        let index_generation = state.searcher.generation();
        Ok(axum::Json(Readiness { status: "ok", archive_seq, index_generation }).into_response())
    };
    state.blocking(answer).await
}
