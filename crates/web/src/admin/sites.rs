//! The sites with their health, and what can be done to one.

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use langbao_archive::{Site, SiteStatus};
use langbao_article::SiteId;

use super::runs::{RunLine, run_line};
use super::{Around, address, done, need, ordered, sent, visit};
use crate::AppState;
use crate::desk::Task;
use crate::moment::Moment;
use crate::page::Frame;
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "admin/sites.html")]
struct SitesPage {
    frame: Frame,
    around: Around,
    sites: Vec<SiteLine>,
}

struct SiteLine {
    id: String,
    name: String,
    href: String,
    enabled: bool,
    articles: u64,
    frontier: u64,
    run: Option<RunLine>,
    next: Option<Moment>,
}

#[derive(Template)]
#[template(path = "admin/site.html")]
struct SitePage {
    frame: Frame,
    around: Around,
    site: SiteLine,
    urls: String,
    schedule: String,
    profile: String,
    delay: String,
    action: String,
    runs: Vec<RunLine>,
}

fn line(status: &SiteStatus, frame: &Frame) -> SiteLine {
    let site = &status.site;
    SiteLine {
        id: site.id.to_string(),
        name: if site.name.is_empty() { site.id.to_string() } else { site.name.clone() },
        href: frame.href(&format!("/admin/sites/{}", site.id)),
        enabled: site.enabled,
        articles: status.articles,
        frontier: status.frontier,
        run: status.last_run.as_ref().map(|run| run_line(run, frame)),
        next: status.next_run_at.map(|at| Moment::minute(at, frame.lang)),
    }
}

/// `GET /admin`
pub(crate) async fn overview(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let visit = visit(&state, &uri, &headers).await?;
    let answer = move |state: &AppState| {
        let (frame, around) = Around::new(state, &uri, &visit);
        let sites = state.archive.site_statuses()?.iter().map(|status| line(status, &frame)).collect();
        sent(&SitesPage { frame, around, sites })
    };
    state.blocking(answer).await.map_err(IntoResponse::into_response)
}

fn parse(id: &str) -> Result<SiteId, Problem> {
    id.parse().map_err(|_| Problem::no_page())
}

/// `GET /admin/sites/{id}`
pub(crate) async fn page(
    State(state): State<AppState>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let visit = visit(&state, &uri, &headers).await?;
    let answer = move |state: &AppState| {
        let (frame, around) = Around::new(state, &uri, &visit);
        let id = parse(&id)?;
        let statuses = state.archive.site_statuses()?;
        let status = statuses.iter().find(|status| status.site.id == id).ok_or_else(Problem::no_page)?;
        let runs = state.archive.runs(Some(&id), 20)?;
        let urls: Vec<&str> = status.site.start_urls.iter().map(|url| url.as_str()).collect();
        sent(&SitePage {
            site: line(status, &frame),
            urls: urls.join("\n"),
            schedule: status.site.schedule.clone().unwrap_or_default(),
            profile: status.site.profile.clone().unwrap_or_default(),
            delay: status.site.delay_ms.map(|ms| ms.to_string()).unwrap_or_default(),
            action: address(&format!("/admin/sites/{id}"), frame.lang, &[]),
            runs: runs.iter().map(|run| run_line(run, &frame)).collect(),
            frame,
            around,
        })
    };
    state.blocking(answer).await.map_err(IntoResponse::into_response)
}

/// `POST /admin/sites/{id}`
pub(crate) async fn act(
    State(state): State<AppState>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Response> {
    let fields = ["do", "name", "schedule", "profile", "delay", "confirm"];
    let (visit, params) = ordered(&state, &uri, &headers, &body, &fields).await?;
    let answer = move |state: &AppState| {
        let id = parse(&id)?;
        let site = state.archive.site(&id)?.ok_or_else(Problem::no_page)?;
        let actions = ["pause", "resume", "run", "run_all", "save", "remove", "reextract"];
        let action = need(&params, "do")?;
        let task = match action {
            "pause" => Task::EnableSite { id: id.clone(), enabled: false },
            "resume" => Task::EnableSite { id: id.clone(), enabled: true },
            "run" => Task::RunSite { id: id.clone(), full: false },
            "run_all" => Task::RunSite { id: id.clone(), full: true },
            "reextract" => Task::Reextract(Some(id.clone())),
            "save" => Task::UpdateSite(Site {
                name: params.one("name")?.unwrap_or_default().to_owned(),
                schedule: schedule(state, params.one("schedule")?)?,
                profile: params.one("profile")?.map(str::to_owned),
                delay_ms: params.number("delay", 3_600_000)?.map(|ms| ms as u64),
                ..site
            }),
            // A slip of the finger is no decision.
            "remove" if params.one("confirm")? == Some(id.as_str()) => Task::RemoveSite(id.clone()),
            "remove" => {
                return Err(Problem::invalid(
                    "confirm",
                    format!("Hãy gõ lại mã trang “{id}” để xóa"),
                    format!("Type the id \"{id}\" to remove the site"),
                ));
            }
            other => return Err(Problem::unknown_word("do", other, &actions)),
        };
        let is_gone = action == "remove";
        state.desk.perform(&visit.holder.id, task)?;
        let to = if is_gone { super::ROOT.to_owned() } else { format!("/admin/sites/{id}") };
        Ok(done(&to, visit.lang))
    };
    state.blocking(answer).await.map_err(IntoResponse::into_response)
}

/// Reads a schedule; none: by hand only.
pub(super) fn schedule(state: &AppState, text: Option<&str>) -> Result<Option<String>, Problem> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    match state.desk.next_run(text, state.now()) {
        Some(_) => Ok(Some(text.to_owned())),
        None => Err(Problem::invalid(
            "schedule",
            format!("“{text}” không phải là lịch: dùng “6h” hoặc cron “0 6,18 * * *”"),
            format!("\"{text}\" is no schedule: use \"6h\" or cron \"0 6,18 * * *\""),
        )),
    }
}
