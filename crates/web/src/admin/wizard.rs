//! A site more: its address, what is found there, three articles as they would be read, a schedule.

use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use langbao_archive::Site;
use langbao_article::{CanonicalUrl, SiteId};

use super::{Around, done, need, ordered, sent, sites, visit};
use crate::AppState;
use crate::desk::{Preview, Task};
use crate::page::Frame;
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "admin/new_site.html")]
struct NewSitePage {
    frame: Frame,
    around: Around,
    url: String,
    found: Option<Found>,
}

/// What was found, and what the site would be.
struct Found {
    preview: Preview,
    id: String,
    name: String,
    schedule: String,
}

/// `GET /admin/sites/new`
pub(crate) async fn ask(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let visit = visit(&state, &uri, &headers).await?;
    let (frame, around) = Around::new(&state, &uri, &visit);
    sent(&NewSitePage { frame, around, url: String::new(), found: None }).map_err(IntoResponse::into_response)
}

fn address(text: &str) -> Result<CanonicalUrl, Problem> {
    let text = text.trim();
    let full = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    CanonicalUrl::parse(&full).map_err(|error| {
        Problem::invalid("url", format!("“{text}” không phải là địa chỉ trang"), error.to_string())
    })
}

/// `POST /admin/sites/new`: looks, and stores nothing.
pub(crate) async fn look(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, params) = ordered(&state, &uri, &headers, &body, &["url"]).await?;
    let answer = move |state: &AppState| {
        let url = address(need(&params, "url")?)?;
        let preview = state.desk.preview(&url)?;
        let (frame, around) = Around::new(state, &uri, &visit);
        let authority = url.authority();
        let id = authority.strip_prefix("www.").unwrap_or(&authority).replace([':', '[', ']'], "-");
        let found = Found { id, name: preview.title.clone(), schedule: state.desk.schedule(), preview };
        sent(&NewSitePage { frame, around, url: url.to_string(), found: Some(found) })
    };
    state.blocking(answer).await.map_err(IntoResponse::into_response)
}

/// `POST /admin/sites`
pub(crate) async fn save(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Response> {
    let fields = ["url", "id", "name", "schedule"];
    let (visit, params) = ordered(&state, &uri, &headers, &body, &fields).await?;
    let answer = move |state: &AppState| {
        let url = address(need(&params, "url")?)?;
        let id = need(&params, "id")?;
        let id: SiteId = id.parse().map_err(|_| {
            Problem::invalid(
                "id",
                format!("“{id}” không phải là mã trang: dùng 1–64 ký tự a-z 0-9 . - _"),
                format!("\"{id}\" is not a site id: use 1 to 64 of the characters a-z 0-9 . - _"),
            )
        })?;
        let site = Site {
            id: id.clone(),
            name: params.one("name")?.unwrap_or(id.as_str()).to_owned(),
            start_urls: vec![url],
            schedule: sites::schedule(state, params.one("schedule")?)?,
            profile: None,
            delay_ms: None,
            windows: None,
            lenient_tls: false,
            enabled: true,
            added_at: state.now(),
        };
        state.desk.perform(&visit.holder.id, Task::AddSite(site))?;
        Ok(done(&format!("/admin/sites/{id}"), visit.lang))
    };
    state.blocking(answer).await.map_err(IntoResponse::into_response)
}
