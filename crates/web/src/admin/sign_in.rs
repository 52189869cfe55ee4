//! Signing in and out.

use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use langbao_alert::secret;

use super::session::{COOKIE, cookie};
use super::{ROOT, address, is_on, ordered};
use crate::keys::Scope;
use crate::page::Frame;
use crate::params::lang_of;
use crate::problem::Problem;
use crate::{AppState, form, random};

#[derive(Template)]
#[template(path = "admin/sign_in.html")]
struct SignInPage {
    frame: Frame,
    wrong: bool,
}

/// `GET /admin/sign-in`
pub(crate) async fn page(State(state): State<AppState>, uri: Uri) -> Result<Response, Problem> {
    show(&state, &uri, false).await
}

async fn show(state: &AppState, uri: &Uri, wrong: bool) -> Result<Response, Problem> {
    if !state.clone().blocking(is_on).await? {
        return Err(Problem::no_page());
    }
    let page = SignInPage { frame: Frame::new(state, uri, lang_of(uri.query())), wrong };
    let status = if wrong { StatusCode::FORBIDDEN } else { StatusCode::OK };
    Ok((status, [("cache-control", "no-store")], Html(page.render()?)).into_response())
}

/// `POST /admin/sign-in`
pub(crate) async fn enter(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    form::same_site(&headers)?;
    let params = form::form(&body, &["key"])?;
    let key = params.one("key")?.unwrap_or_default().trim().to_owned();
    let check = move |state: &AppState| Ok(state.keyring.check(&state.archive, &key)?);
    let holder = state.clone().blocking(check).await?;
    let Some(holder) = holder.filter(|holder| holder.may(Scope::Admin)) else {
        return show(&state, &uri, true).await;
    };
    let of_session = secret(random::bytes()?);
    state.sessions.begin(&of_session, &holder.id, secret(random::bytes()?), state.now());
    let to = address(ROOT, lang_of(uri.query()), &[]);
    Ok(with_cookie(&state, Redirect::to(&to).into_response(), &of_session))
}

/// `POST /admin/sign-out`
pub(crate) async fn leave(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Response> {
    ordered(&state, &uri, &headers, &body, &[]).await?;
    if let Some(secret) = cookie(&headers) {
        state.sessions.end(secret);
    }
    Ok(with_cookie(&state, Redirect::to("/").into_response(), ""))
}

/// Only for our own pages, out of reach of scripts, and only over https where readers come by https.
fn with_cookie(state: &AppState, mut response: Response, value: &str) -> Response {
    let is_https = state.settings.base_url.as_deref().is_some_and(|base| base.starts_with("https://"));
    let secure = if is_https { "; Secure" } else { "" };
    let gone = if value.is_empty() { "; Max-Age=0" } else { "" };
    let cookie = format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{gone}");
    let cookie = HeaderValue::try_from(cookie).expect("hex digits and words fit in a header");
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    response
}
