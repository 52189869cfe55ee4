//! Runs and what each met.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use langbao_archive::{RunId, RunRecord};

use super::{Around, sent, visit};
use crate::AppState;
use crate::moment::Moment;
use crate::page::{Frame, end_in_words};
use crate::problem::Problem;

/// Runs listed, and visits of one.
const RUNS: usize = 100;
const VISITS: usize = 2_000;

#[derive(Template)]
#[template(path = "admin/runs.html")]
struct RunsPage {
    frame: Frame,
    around: Around,
    runs: Vec<RunLine>,
}

#[derive(Template)]
#[template(path = "admin/run.html")]
struct RunPage {
    frame: Frame,
    around: Around,
    run: RunLine,
    visits: Vec<VisitLine>,
    more: usize,
}

pub(super) struct RunLine {
    pub(super) number: i64,
    pub(super) site: String,
    pub(super) href: String,
    pub(super) began: Moment,
    pub(super) end: String,
    pub(super) mood: &'static str,
    pub(super) new: u32,
    pub(super) edited: u32,
    pub(super) failed: u32,
}

struct VisitLine {
    at: Moment,
    url: String,
    outcome: String,
    detail: String,
    bad: bool,
}

pub(super) fn run_line(run: &RunRecord, frame: &Frame) -> RunLine {
    let (end, mood) = end_in_words(run.end.as_deref(), frame.lang);
    RunLine {
        number: run.id.0,
        site: run.site.to_string(),
        href: frame.href(&format!("/admin/runs/{}", run.id.0)),
        began: Moment::minute(run.started_at, frame.lang),
        end,
        mood,
        new: run.counts.new_articles,
        edited: run.counts.edited_articles,
        failed: run.counts.failed,
    }
}

/// `GET /admin/runs`
pub(crate) async fn list(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let visit = visit(&state, &uri, &headers).await?;
    let answer = move |state: &AppState| {
        let (frame, around) = Around::new(state, &uri, &visit);
        let runs = state.archive.runs(None, RUNS)?.iter().map(|run| run_line(run, &frame)).collect();
        sent(&RunsPage { frame, around, runs })
    };
    state.blocking(answer).await.map_err(IntoResponse::into_response)
}

/// `GET /admin/runs/{id}`
pub(crate) async fn page(
    State(state): State<AppState>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let visit = visit(&state, &uri, &headers).await?;
    let answer = move |state: &AppState| {
        let (frame, around) = Around::new(state, &uri, &visit);
        let id = RunId(id.parse().map_err(|_| Problem::no_page())?);
        let run = state.archive.run(id)?.ok_or_else(Problem::no_page)?;
        let visits = state.archive.visits(id)?;
        let line = |visit: &langbao_archive::VisitRecord| VisitLine {
            at: Moment::minute(visit.at, frame.lang),
            url: visit.url.to_string(),
            outcome: visit.outcome.clone(),
            detail: visit.detail.clone().unwrap_or_default(),
            bad: !["200", "304", "redirect", "robots"].contains(&visit.outcome.as_str()),
        };
        sent(&RunPage {
            run: run_line(&run, &frame),
            more: visits.len().saturating_sub(VISITS),
            visits: visits.iter().take(VISITS).map(line).collect(),
            around,
            frame,
        })
    };
    state.blocking(answer).await.map_err(IntoResponse::into_response)
}
