//! Alerts: the form on the page of a search, the pages that mails link to, the feed, the API.

mod feed;
mod pages;

pub(crate) use feed::feed;
pub(crate) use pages::{confirm, confirmed, manage, managed, order, pause, unsubscribe, unsubscribed};

use axum::http::HeaderMap;
use langbao_alert::{Alert, AlertId, Channel, Rhythm, Settings, State, confirmation, same_secret, secret};
use langbao_archive::{AlertRecord, NewParcel};
use serde_json::Value;

use crate::answer::AlertAnswer;
use crate::desk::Task;
use crate::problem::Problem;
use crate::{AppState, Lang, public_address, random};

/// Alerts that one address may have waiting for its consent: more would only be a nuisance to it.
const UNCONFIRMED: usize = 3;

/// Reads an alert as the archive keeps it; `None` if it is one of a later version.
pub fn alert_of(record: AlertRecord) -> Option<Alert> {
    Some(Alert {
        id: record.id.parse().ok()?,
        settings: serde_json::from_str(&record.settings).ok()?,
        state: State::of(&record.state),
        created_at: record.created_at,
        seq: record.seq,
        due_at: record.due_at,
    })
}

/// An alert as `/api/v1/alerts` gives it. Secrets are for the one who made it, at once and not again: `secrets` says
/// whether.
pub fn alert_json(alert: &Alert, base_url: &str, secrets: bool) -> Value {
    serde_json::to_value(AlertAnswer::new(alert, base_url, secrets)).unwrap_or_default()
}

/// The language of messages.
pub(crate) fn of_alerts(lang: Lang) -> langbao_alert::Lang {
    lang.pick(langbao_alert::Lang::Vi, langbao_alert::Lang::En)
}

/// Where readers reach this server, without a slash at the end: as configured, else as they just did.
pub(crate) fn base_url(state: &AppState, headers: &HeaderMap) -> String {
    if let Some(mail) = state.desk.mail() {
        return mail.base_url;
    }
    public_address::base(state, headers)
}

/// Finds an alert.
pub(crate) fn find(state: &AppState, id: &str) -> Result<Alert, Problem> {
    let id: AlertId = id.parse().map_err(|_| Problem::no_alert())?;
    state.archive.alert(id.as_str())?.and_then(alert_of).ok_or_else(Problem::no_alert)
}

/// Finds an alert for whoever has a link with its secret. A wrong secret looks like no alert.
fn find_by_link(state: &AppState, id: &str, token: &str) -> Result<Alert, Problem> {
    let alert = find(state, id)?;
    match same_secret(&alert.settings.token, token) {
        true => Ok(alert),
        false => Err(Problem::no_alert()),
    }
}

/// What is wanted of a new alert.
pub(crate) struct Wanted {
    pub(crate) name: String,
    pub(crate) query: String,
    pub(crate) channel: Channel,
    pub(crate) rhythm: Rhythm,
    pub(crate) changes: bool,
    pub(crate) lang: langbao_alert::Lang,
    pub(crate) owner: Option<String>,
    /// Whether an address of e-mail need not be asked: an admin knows it.
    pub(crate) consents: bool,
}

/// Makes an alert and has it kept, with the mail that asks for consent.
pub(crate) fn make(state: &AppState, actor: &str, wanted: Wanted) -> Result<Alert, Problem> {
    let is_mail = matches!(wanted.channel, Channel::Email { .. });
    let mail = state.desk.mail();
    if is_mail && mail.is_none() {
        return Err(Problem::refused(
            "Máy chủ này không gửi thư (chưa cấu hình [mail])",
            "This server sends no mail ([mail] is not configured)",
        ));
    }
    wanted.channel.check().map_err(|error| match &wanted.channel {
        Channel::Email { address } => Problem::invalid(
            "address",
            format!("“{address}” không phải là địa chỉ thư điện tử"),
            error.to_string(),
        ),
        _ => Problem::invalid(
            "url",
            "Địa chỉ webhook phải bắt đầu bằng http:// hoặc https:// và không có mật khẩu".to_owned(),
            error.to_string(),
        ),
    })?;
    let confirm = match is_mail && !wanted.consents {
        true => Some(secret(random::bytes()?)),
        false => None,
    };
    let alert = Alert {
        id: AlertId::new(random::bytes()?),
        state: if confirm.is_some() { State::Unconfirmed } else { State::Active },
        settings: Settings {
            name: wanted.name,
            query: wanted.query,
            channel: wanted.channel,
            rhythm: wanted.rhythm,
            changes: wanted.changes,
            lang: wanted.lang,
            token: secret(random::bytes()?),
            confirm,
            owner: wanted.owner,
        },
        created_at: state.now(),
        seq: state.archive.last_seq()?,
        due_at: None,
    };
    if let Channel::Email { address } = &alert.settings.channel {
        refuse_flood(state, address)?;
    }
    let first = match mail {
        Some(mail) => confirmation(&alert, &mail, state.now()).map_err(|error| {
            tracing::error!(%error, "a mail cannot be written");
            Problem::internal()
        })?,
        None => None,
    };
    let first = first.map(|parcel| -> Result<NewParcel, Problem> {
        Ok(NewParcel {
            key: parcel.key,
            alert: parcel.alert.to_string(),
            envelope: written(&parcel.envelope)?,
            body: parcel.body,
            created_at: parcel.created_at,
        })
    });
    state.desk.perform(actor, Task::AddAlert { alert: record(&alert)?, first: first.transpose()? })?;
    Ok(alert)
}

/// Keeps a form that anybody may fill in from flooding an address with requests for consent.
fn refuse_flood(state: &AppState, address: &str) -> Result<(), Problem> {
    let waiting = state.archive.alerts()?.into_iter().filter_map(alert_of).filter(|alert| {
        alert.state == State::Unconfirmed
            && matches!(&alert.settings.channel, Channel::Email { address: a } if a.eq_ignore_ascii_case(address))
    });
    match waiting.count() < UNCONFIRMED {
        true => Ok(()),
        false => Err(Problem::refused(
            "Địa chỉ này còn thư chờ xác nhận; hãy mở hộp thư trước",
            "This address still has mails to confirm; please look there first",
        )),
    }
}

fn written(value: &impl serde::Serialize) -> Result<String, Problem> {
    serde_json::to_string(value).map_err(|error| {
        tracing::error!(%error, "an alert cannot be written down");
        Problem::internal()
    })
}

fn record(alert: &Alert) -> Result<AlertRecord, Problem> {
    Ok(AlertRecord {
        id: alert.id.to_string(),
        settings: written(&alert.settings)?,
        state: alert.state.as_str().to_owned(),
        created_at: alert.created_at,
        seq: alert.seq,
        due_at: alert.due_at,
    })
}

/// Has an alert kept as it is now; one that begins to look is not told what came before.
pub(crate) fn set(state: &AppState, actor: &str, alert: &Alert, begins: bool) -> Result<(), Problem> {
    let task = Task::SetAlert {
        id: alert.id.to_string(),
        settings: written(&alert.settings)?,
        state: alert.state.as_str().to_owned(),
        skip: begins,
    };
    Ok(state.desk.perform(actor, task)?)
}

/// Reads the word of a rhythm.
pub(crate) fn rhythm(word: Option<&str>) -> Result<Rhythm, Problem> {
    let Some(word) = word else { return Ok(Rhythm::default()) };
    let words = Rhythm::ALL.map(Rhythm::as_str);
    let found = Rhythm::ALL.into_iter().find(|rhythm| rhythm.as_str() == word);
    found.ok_or_else(|| Problem::unknown_word("rhythm", word, &words))
}

/// Reads the query string of an alert.
pub(crate) fn query(raw: &str) -> Result<String, Problem> {
    crate::saved_query(raw).map_err(|(vi, en)| Problem::invalid("query", vi, en))
}
