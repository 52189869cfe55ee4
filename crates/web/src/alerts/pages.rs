//! The pages that mails link to, and the form on the page of a search.

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{Html, IntoResponse, Redirect, Response};
use langbao_alert::{Alert, Channel, Rhythm, State as AlertState, same_secret};

use super::{Wanted, find, find_by_link, make, of_alerts, query, rhythm, set};
use crate::desk::Task;
use crate::page::Frame;
use crate::params::{self, Params};
use crate::problem::Problem;
use crate::search_query::PAGE;
use crate::{AppState, form};

/// A page with a few words and perhaps one button.
#[derive(Template)]
#[template(path = "alert_note.html")]
struct NotePage {
    frame: Frame,
    title: &'static str,
    text: String,
    /// Where the button sends the form, and what it says.
    button: Option<(String, &'static str)>,
    search: String,
}

#[derive(Template)]
#[template(path = "alert.html")]
struct AlertPage {
    frame: Frame,
    title: String,
    to: String,
    state: &'static str,
    paused: bool,
    rhythms: Vec<(&'static str, &'static str, bool)>,
    changes: bool,
    action: String,
    search: String,
    unsubscribe: String,
}

/// Nobody is told where the reader came from: addresses of these pages hold secrets.
fn sent(html: String) -> Response {
    ([("cache-control", "no-store"), ("referrer-policy", "no-referrer")], Html(html)).into_response()
}

fn token(uri: &Uri) -> Result<(Params, String), Problem> {
    let params = Params::parse(uri.query(), &["token", "lang"])?;
    let token = params.one("token")?.unwrap_or_default().to_owned();
    Ok((params, token))
}

fn here(uri: &Uri) -> String {
    uri.path_and_query().map(ToString::to_string).unwrap_or_default()
}

fn search(alert: &Alert) -> String {
    format!("{PAGE}?{}", alert.settings.query)
}

/// `POST /alerts`: somebody wants mail about a search.
pub(crate) async fn order(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    form::same_site(&headers)?;
    let params = form::form(&body, &["query", "address", "rhythm", "changes", "lang"])?;
    let lang = params.lang()?;
    if !state.settings.public_alerts || state.desk.mail().is_none() {
        return Err(Problem::no_page());
    }
    let wanted = Wanted {
        name: String::new(),
        query: query(params.one("query")?.unwrap_or_default())?,
        channel: Channel::Email { address: params.one("address")?.unwrap_or_default().trim().to_owned() },
        rhythm: rhythm(params.one("rhythm")?)?,
        changes: params.flag("changes")?.unwrap_or(false),
        lang: of_alerts(lang),
        owner: None,
        consents: false,
    };
    let answer = move |state: &AppState| {
        let alert = make(state, "reader", wanted)?;
        let frame = Frame::new(state, &uri, lang);
        let text = frame.say("a-mail-is-on-its-way-to-your-address-fol").to_owned();
        let button = None;
        note(frame.say("please-look-at-your-mail"), text, button, &alert, frame)
    };
    state.blocking(answer).await
}

/// A page of one sentence about an alert, with a button where something is asked.
fn note(
    title: &'static str,
    text: String,
    button: Option<(String, &'static str)>,
    alert: &Alert,
    frame: Frame,
) -> Result<Response, Problem> {
    let page = NotePage { title, text, button, search: search(alert), frame };
    Ok(sent(page.render()?))
}

fn by_confirmation(state: &AppState, id: &str, token: &str) -> Result<Alert, Problem> {
    let alert = find(state, id)?;
    match &alert.settings.confirm {
        Some(secret) if same_secret(secret, token) => Ok(alert),
        _ => Err(Problem::no_alert()),
    }
}

/// `GET /alerts/{id}/confirm`: a program that follows links in mails consents to nothing.
pub(crate) async fn confirm(
    State(state): State<AppState>,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Response, Problem> {
    let (params, token) = token(&uri)?;
    let lang = params.lang()?;
    let answer = move |state: &AppState| {
        let alert = by_confirmation(state, &id, &token)?;
        let frame = Frame::new(state, &uri, lang);
        let text = alert.settings.title();
        let button = Some((here(&uri), frame.say("confirm-send-me-the-news")));
        note(frame.say("news-by-mail"), text, button, &alert, frame)
    };
    state.blocking(answer).await
}

/// `POST /alerts/{id}/confirm`
pub(crate) async fn confirmed(
    State(state): State<AppState>,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Response, Problem> {
    let (params, token) = token(&uri)?;
    let lang = params.lang()?;
    let answer = move |state: &AppState| {
        let mut alert = by_confirmation(state, &id, &token)?;
        // The secret stays, so that the link may be opened twice; the second time it changes nothing.
        if alert.state == AlertState::Unconfirmed {
            alert.state = AlertState::Active;
            set(state, "reader", &alert, true)?;
        }
        let frame = Frame::new(state, &uri, lang);
        let text = frame.say("from-now-on-you-will-get-the-news-each-m").to_owned();
        let button = None;
        note(frame.say("confirmed"), text, button, &alert, frame)
    };
    state.blocking(answer).await
}

/// `GET /alerts/{id}/unsubscribe`: asks first, for programs that follow links in mails.
pub(crate) async fn unsubscribe(
    State(state): State<AppState>,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Response, Problem> {
    let (params, token) = token(&uri)?;
    let lang = params.lang()?;
    let answer = move |state: &AppState| {
        let alert = find_by_link(state, &id, &token)?;
        let frame = Frame::new(state, &uri, lang);
        let text = alert.settings.title();
        let button = Some((here(&uri), frame.say("send-me-no-more")));
        note(frame.say("unsubscribe"), text, button, &alert, frame)
    };
    state.blocking(answer).await
}

/// `POST /alerts/{id}/unsubscribe`: by the button, or by a program of mail in one click (RFC 8058).
pub(crate) async fn unsubscribed(
    State(state): State<AppState>,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Response, Problem> {
    let (params, token) = token(&uri)?;
    let lang = params.lang()?;
    let answer = move |state: &AppState| {
        let alert = find_by_link(state, &id, &token)?;
        state.desk.perform("reader", Task::RemoveAlert(alert.id.to_string()))?;
        let frame = Frame::new(state, &uri, lang);
        let text = frame.say("there-will-be-no-more-mail").to_owned();
        let button = None;
        note(frame.say("unsubscribed"), text, button, &alert, frame)
    };
    state.blocking(answer).await
}

/// `GET /alerts/{id}`
pub(crate) async fn manage(
    State(state): State<AppState>,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Response, Problem> {
    let (params, token) = token(&uri)?;
    let lang = params.lang()?;
    let answer = move |state: &AppState| {
        let alert = find_by_link(state, &id, &token)?;
        let frame = Frame::new(state, &uri, lang);
        let settings = &alert.settings;
        let link = |page: &str| {
            params::address(&format!("/alerts/{}{page}", alert.id), [("token", settings.token.as_str())])
        };
        let page = AlertPage {
            title: settings.title(),
            to: match &settings.channel {
                Channel::Email { address } => address.clone(),
                Channel::Webhook { url, .. } => url.clone(),
                Channel::Atom => "Atom".to_owned(),
            },
            state: match alert.state {
                AlertState::Unconfirmed => frame.say("waits-for-confirmation"),
                AlertState::Active => frame.say("looking-out"),
                AlertState::Paused => frame.say("paused"),
            },
            paused: alert.state == AlertState::Paused,
            rhythms: Rhythm::ALL
                .map(|rhythm| (rhythm.as_str(), rhythm_in_words(rhythm, &frame), settings.rhythm == rhythm))
                .to_vec(),
            changes: settings.changes,
            action: here(&uri),
            search: search(&alert),
            unsubscribe: link("/unsubscribe"),
            frame,
        };
        Ok(sent(page.render()?))
    };
    state.blocking(answer).await
}

/// `POST /alerts/{id}`
pub(crate) async fn managed(
    State(state): State<AppState>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    form::same_site(&headers)?;
    let (_, token) = token(&uri)?;
    let params = form::form(&body, &["rhythm", "changes", "paused"])?;
    let wanted = rhythm(params.one("rhythm")?)?;
    let changes = params.flag("changes")?.unwrap_or(false);
    let paused = params.flag("paused")?.unwrap_or(false);
    let answer = move |state: &AppState| {
        let mut alert = find_by_link(state, &id, &token)?;
        alert.settings.rhythm = wanted;
        alert.settings.changes = changes;
        let begins = pause(&mut alert, Some(paused));
        set(state, "reader", &alert, begins)?;
        Ok(Redirect::to(&here(&uri)).into_response())
    };
    state.blocking(answer).await
}

/// Lets an alert rest, or look again; returns whether it begins to look.
pub(crate) fn pause(alert: &mut Alert, paused: Option<bool>) -> bool {
    match (alert.state, paused) {
        (AlertState::Active, Some(true)) => {
            alert.state = AlertState::Paused;
            false
        }
        (AlertState::Paused, Some(false)) => {
            alert.state = AlertState::Active;
            true
        }
        _ => false,
    }
}

fn rhythm_in_words(rhythm: Rhythm, frame: &Frame) -> &'static str {
    match rhythm {
        Rhythm::AtOnce => frame.say("at-once"),
        Rhythm::Daily => frame.say("every-morning-at-7"),
        Rhythm::Weekly => frame.say("on-monday-mornings-at-7"),
    }
}
