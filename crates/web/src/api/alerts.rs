//! `/api/v1/alerts`: the alerts of a key; an admin's key sees all.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use langbao_alert::{Alert, Channel, secret};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Answer;
use super::spec::{Found, Problems};
use crate::access::require;
use crate::alerts::{Wanted, alert_of, base_url, find, make, of_alerts, pause, query, rhythm, set};
use crate::answer::{AlertAnswer, AlertMessage, AlertPage, AlertsAnswer};
use crate::desk::Task;
use crate::form;
use crate::keys::{Holder, Scope};
use crate::parameter::{PLAIN, PlainParams};
use crate::params::Params;
use crate::problem::Problem;
use crate::{AppState, random};

/// Messages told of an alert.
const MESSAGES: usize = 20;

/// What is sent to make an alert.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAlert {
    #[serde(default)]
    name: String,
    /// The query string, as of `/search` or `/api/v1/search`.
    query: String,
    /// `email` (with `address`, which is asked for its consent), `webhook` (with `url`) or `atom`.
    channel: String,
    address: Option<String>,
    url: Option<String>,
    /// `at_once` (default), `daily` or `weekly`.
    rhythm: Option<String>,
    /// Whether edits and deletions are told too.
    #[serde(default)]
    changes: bool,
}

/// What is sent to change one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AlertChange)]
pub(super) struct Change {
    name: Option<String>,
    rhythm: Option<String>,
    changes: Option<bool>,
    paused: Option<bool>,
}

fn is_of(alert: &Alert, holder: &Holder) -> bool {
    holder.may(Scope::Admin) || alert.settings.owner.as_deref() == Some(&holder.id)
}

/// Finds an alert of this key; that of another looks like none.
fn own(state: &AppState, holder: &Holder, id: &str) -> Result<Alert, Problem> {
    let alert = find(state, id)?;
    if is_of(&alert, holder) { Ok(alert) } else { Err(Problem::no_alert()) }
}

fn private(status: StatusCode, value: &impl Serialize) -> Response {
    (status, [("cache-control", "no-store")], Json(value)).into_response()
}

/// Các báo tin của khóa này; khóa quản trị thấy tất cả · the alerts of this key; an admin's key sees all
#[utoipa::path(get, path = "/api/v1/alerts", tag = "alerts", operation_id = "alerts", params(PlainParams),
    responses((status = 200, description = "The alerts", body = AlertsAnswer), Problems))]
pub(super) async fn list(
    State(state): State<AppState>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    Params::read(raw.as_deref(), PLAIN)?.lang()?;
    let holder = require(&state, &headers, Scope::Alerts).await?;
    let base = base_url(&state, &headers);
    let answer = move |state: &AppState| {
        let alerts = state.archive.alerts()?.into_iter().filter_map(alert_of);
        let alerts = alerts.filter(|alert| is_of(alert, &holder));
        let alerts = alerts.map(|alert| AlertAnswer::new(&alert, &base, false)).collect();
        Ok(private(StatusCode::OK, &AlertsAnswer { alerts }))
    };
    state.blocking(answer).await
}

/// Đặt báo tin · a new alert
#[utoipa::path(post, path = "/api/v1/alerts", tag = "alerts", operation_id = "create_alert", params(PlainParams),
    request_body = NewAlert,
    responses((status = 201, description = "The alert", body = AlertAnswer), Problems))]
pub(super) async fn create(
    State(state): State<AppState>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let lang = Params::read(raw.as_deref(), PLAIN)?.lang()?;
    let holder = require(&state, &headers, Scope::Alerts).await?;
    let new: NewAlert = form::json(&headers, &body)?;
    let missing =
        |field: &str| Problem::invalid(field, format!("Thiếu “{field}”"), format!("\"{field}\" is missing"));
    let channel = match new.channel.as_str() {
        "email" => Channel::Email { address: new.address.ok_or_else(|| missing("address"))? },
        "webhook" => {
            Channel::Webhook { url: new.url.ok_or_else(|| missing("url"))?, secret: secret(random::bytes()?) }
        }
        "atom" => Channel::Atom,
        other => return Err(Problem::unknown_word("channel", other, &["email", "webhook", "atom"])),
    };
    let wanted = Wanted {
        name: new.name,
        query: query(&new.query)?,
        channel,
        rhythm: rhythm(new.rhythm.as_deref())?,
        changes: new.changes,
        lang: of_alerts(lang),
        owner: Some(holder.id.clone()),
        consents: false,
    };
    let base = base_url(&state, &headers);
    let answer = move |state: &AppState| {
        let alert = make(state, &holder.id, wanted)?;
        Ok(private(StatusCode::CREATED, &AlertAnswer::new(&alert, &base, true)))
    };
    state.blocking(answer).await
}

/// Một báo tin và các thư gần đây của nó · an alert with its latest messages
#[utoipa::path(get, path = "/api/v1/alerts/{id}", tag = "alerts", operation_id = "alert",
    params(("id" = String, Path, description = "the alert's id"), PlainParams),
    responses((status = 200, description = "The alert", body = AlertPage), Problems, Found))]
pub(super) async fn one(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    Params::read(raw.as_deref(), PLAIN)?.lang()?;
    let holder = require(&state, &headers, Scope::Alerts).await?;
    let base = base_url(&state, &headers);
    let answer = move |state: &AppState| {
        let alert = own(state, &holder, &id)?;
        let messages = state.archive.parcels_of(&id, MESSAGES)?.into_iter().map(AlertMessage::new).collect();
        let waiting = state.archive.alert_events(&id)?.len();
        let value = AlertPage { alert: AlertAnswer::new(&alert, &base, false), waiting, messages };
        Ok(private(StatusCode::OK, &value))
    };
    state.blocking(answer).await
}

/// Đổi một báo tin · changes an alert
#[utoipa::path(patch, path = "/api/v1/alerts/{id}", tag = "alerts", operation_id = "change_alert",
    params(("id" = String, Path, description = "the alert's id"), PlainParams), request_body = Change,
    responses((status = 200, description = "The alert", body = AlertAnswer), Problems, Found))]
pub(super) async fn patch(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    Params::read(raw.as_deref(), PLAIN)?.lang()?;
    let holder = require(&state, &headers, Scope::Alerts).await?;
    let change: Change = form::json(&headers, &body)?;
    let base = base_url(&state, &headers);
    let answer = move |state: &AppState| {
        let mut alert = own(state, &holder, &id)?;
        if let Some(name) = change.name {
            alert.settings.name = name;
        }
        if change.rhythm.is_some() {
            alert.settings.rhythm = rhythm(change.rhythm.as_deref())?;
        }
        alert.settings.changes = change.changes.unwrap_or(alert.settings.changes);
        let begins = pause(&mut alert, change.paused);
        set(state, &holder.id, &alert, begins)?;
        Ok(private(StatusCode::OK, &AlertAnswer::new(&alert, &base, false)))
    };
    state.blocking(answer).await
}

/// Xóa một báo tin · removes an alert
#[utoipa::path(delete, path = "/api/v1/alerts/{id}", tag = "alerts", operation_id = "remove_alert",
    params(("id" = String, Path, description = "the alert's id"), PlainParams),
    responses((status = 204, description = "It is removed"), Problems, Found))]
pub(super) async fn remove(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    Params::read(raw.as_deref(), PLAIN)?.lang()?;
    let holder = require(&state, &headers, Scope::Alerts).await?;
    let answer = move |state: &AppState| {
        let alert = own(state, &holder, &id)?;
        state.desk.perform(&holder.id, Task::RemoveAlert(alert.id.to_string()))?;
        Ok(StatusCode::NO_CONTENT.into_response())
    };
    state.blocking(answer).await
}
