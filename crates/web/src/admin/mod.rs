//! The pages of the admin: off unless there is a key that permits them. Whoever shows one gets a session; every form
//! carries the token of its session, and what it orders is done and noted at the [`crate::Desk`].

mod articles;
mod keys;
mod people;
mod runs;
mod session;
mod sign_in;
mod sites;
mod upkeep;
mod wizard;

use askama::Template;
use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, Uri};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};

pub(crate) use session::{Sessions, session_holder};

use crate::keys::{Holder, Scope};
use crate::page::Frame;
use crate::params::{self, Params, lang_of};
use crate::problem::Problem;
use crate::{AppState, Lang, form};

/// The address of the first page.
pub(crate) const ROOT: &str = "/admin";

/// The routes of the admin.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route(ROOT, get(sites::overview))
        .route("/admin/sign-in", get(sign_in::page).post(sign_in::enter))
        .route("/admin/sign-out", post(sign_in::leave))
        .route("/admin/sites/new", get(wizard::ask).post(wizard::look))
        .route("/admin/sites", post(wizard::save))
        .route("/admin/sites/{id}", get(sites::page).post(sites::act))
        .route("/admin/runs", get(runs::list))
        .route("/admin/runs/{id}", get(runs::page))
        .route("/admin/keys", get(keys::list).post(keys::act))
        .route("/admin/articles", get(articles::page).post(articles::act))
        .route("/admin/people", get(people::page).post(people::act))
        .route("/admin/upkeep", get(upkeep::page).post(upkeep::act))
}

/// Somebody who has signed in.
pub(crate) struct Visit {
    pub(crate) holder: Holder,
    /// Stands in every form.
    pub(crate) csrf: String,
    pub(crate) lang: Lang,
}

/// What stands around every page of the admin.
pub(crate) struct Around {
    pub(crate) csrf: String,
    pub(crate) who: String,
    /// What became of the last form.
    pub(crate) done: Option<&'static str>,
}

impl Around {
    fn new(state: &AppState, uri: &Uri, visit: &Visit) -> (Frame, Self) {
        let frame = Frame::new(state, uri, visit.lang);
        let pairs = params::pairs(uri.query().unwrap_or_default());
        let is_done = pairs.iter().any(|(key, value)| (key.as_str(), value.as_str()) == ("done", "1"));
        let name = &visit.holder.name;
        let around = Self {
            done: is_done.then(|| frame.say("done")),
            csrf: visit.csrf.clone(),
            who: if name.is_empty() { visit.holder.id.clone() } else { name.clone() },
        };
        (frame, around)
    }
}

/// Lets in who has signed in.
///
/// # Errors
/// Nobody has: who has no key is told that there is no such page, if there is no key that would permit it.
async fn visit(state: &AppState, uri: &Uri, headers: &HeaderMap) -> Result<Visit, Response> {
    let lang = lang_of(uri.query());
    let held = session::cookie(headers).and_then(|secret| state.sessions.of(secret, state.now()));
    match (session_holder(state, headers).await.map_err(IntoResponse::into_response)?, held) {
        (Some(holder), Some((_, csrf))) => Ok(Visit { holder, csrf, lang }),
        _ => {
            let is_on = state.clone().blocking(is_on).await.map_err(IntoResponse::into_response)?;
            match is_on {
                true => Err(Redirect::to(&address("/admin/sign-in", lang, &[])).into_response()),
                false => Err(Problem::no_page().into_response()),
            }
        }
    }
}

/// Whether any key in force permits the admin pages.
fn is_on(state: &AppState) -> Result<bool, Problem> {
    let keys = state.archive.keys()?;
    let admin = Scope::Admin.as_str();
    Ok(keys.iter().any(|key| key.revoked_at.is_none() && key.scopes.iter().any(|scope| scope == admin)))
}

/// Lets in who has signed in and sends a form of ours.
///
/// # Errors
/// As [`visit`]; a form of another site, or of another session.
async fn ordered(
    state: &AppState,
    uri: &Uri,
    headers: &HeaderMap,
    body: &Bytes,
    fields: &[&str],
) -> Result<(Visit, Params), Response> {
    form::same_site(headers).map_err(IntoResponse::into_response)?;
    let visit = visit(state, uri, headers).await?;
    let known: Vec<&str> = fields.iter().copied().chain(["csrf"]).collect();
    let read = || {
        let params = form::form(body, &known)?;
        let token = params.one("csrf")?.unwrap_or_default();
        match langbao_alert::same_secret(token, &visit.csrf) {
            true => Ok(params),
            false => Err(Problem::foreign_form()),
        }
    };
    read().map(|params| (visit, params)).map_err(IntoResponse::into_response)
}

/// Links to a page of the admin.
fn address(path: &str, lang: Lang, more: &[(&str, &str)]) -> String {
    let lang = (lang != Lang::default()).then_some(("lang", lang.code()));
    params::address(path, lang.into_iter().chain(more.iter().copied()))
}

/// Goes back to a page after a form was done.
fn done(path: &str, lang: Lang) -> Response {
    Redirect::to(&address(path, lang, &[("done", "1")])).into_response()
}

/// Sends a page that nobody else may see.
fn sent(page: &impl Template) -> Result<Response, Problem> {
    Ok(([("cache-control", "no-store")], Html(page.render()?)).into_response())
}

/// A value of a form that must be there.
fn need<'a>(params: &'a Params, field: &str) -> Result<&'a str, Problem> {
    let value = params.one(field)?.map(str::trim).filter(|value| !value.is_empty());
    value.ok_or_else(|| {
        Problem::invalid(field, format!("Chưa điền “{field}”"), format!("\"{field}\" is empty"))
    })
}
