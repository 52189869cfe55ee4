//! Answers about alerts.

use langbao_alert::{Alert, Channel};
use langbao_archive::ParcelRecord;
use serde::Serialize;
use utoipa::ToSchema;

use crate::moment::rfc3339;

/// A saved search that tells what is new.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Alert)]
pub(crate) struct AlertAnswer {
    id: String,
    name: String,
    /// Its name, else what it searches for.
    title: String,
    /// The query string, as of `/search`.
    query: String,
    /// `email`, `webhook` or `atom`.
    channel: &'static str,
    /// `at_once`, `daily` or `weekly`.
    rhythm: &'static str,
    /// Whether edits and deletions are told too.
    changes: bool,
    /// `vi` or `en`.
    lang: &'static str,
    /// `unconfirmed`, `active` or `paused`.
    state: &'static str,
    #[schema(format = DateTime)]
    created_at: String,
    /// When what waits is to be sent.
    #[schema(format = DateTime)]
    due_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// What requests of a webhook are signed with; told once, when it is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feed_url: Option<String>,
}

impl AlertAnswer {
    pub(crate) fn new(alert: &Alert, base_url: &str, secrets: bool) -> Self {
        let settings = &alert.settings;
        let mut answer = Self {
            id: alert.id.to_string(),
            name: settings.name.clone(),
            title: settings.title(),
            query: settings.query.clone(),
            channel: settings.channel.as_str(),
            rhythm: settings.rhythm.as_str(),
            changes: settings.changes,
            lang: settings.lang.pick("vi", "en"),
            state: alert.state.as_str(),
            created_at: rfc3339(alert.created_at),
            due_at: alert.due_at.map(rfc3339),
            address: None,
            url: None,
            secret: None,
            feed_url: None,
        };
        match &settings.channel {
            Channel::Email { address } => answer.address = Some(address.clone()),
            Channel::Webhook { url, secret } => {
                answer.url = Some(url.clone());
                answer.secret = secrets.then(|| secret.clone());
            }
            Channel::Atom => {
                let (id, token) = (&alert.id, &settings.token);
                answer.feed_url = Some(format!("{base_url}/alerts/{id}/feed.atom?token={token}"));
            }
        }
        answer
    }
}

/// The alerts of a key, in the order in which they were made.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Alerts)]
pub(crate) struct AlertsAnswer {
    pub(crate) alerts: Vec<AlertAnswer>,
}

/// An alert with its latest messages.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AlertWithMessages)]
pub(crate) struct AlertPage {
    #[serde(flatten)]
    pub(crate) alert: AlertAnswer,
    /// What has matched and is in no message yet.
    pub(crate) waiting: usize,
    /// The latest messages, newest first.
    pub(crate) messages: Vec<AlertMessage>,
}

/// A message and what became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AlertMessage {
    /// The idempotency key, or the local part of the Message-ID.
    key: String,
    /// `waiting`, `handed`, `sent` or `failed`.
    state: &'static str,
    attempts: u32,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    ended_at: Option<String>,
    /// What went wrong at the last attempt.
    error: Option<String>,
}

impl AlertMessage {
    pub(crate) fn new(record: ParcelRecord) -> Self {
        Self {
            key: record.parcel.key,
            state: record.state.as_str(),
            attempts: record.attempts,
            created_at: rfc3339(record.parcel.created_at),
            ended_at: record.ended_at.map(rfc3339),
            error: record.error,
        }
    }
}
