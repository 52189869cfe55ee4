//! Looking through what has changed, and posting what is due: each step is stored whole or not at all, so that a
//! program that dies at any point goes on where it was, and tells nothing twice.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use langbao_article::ArticleId;
use serde::{Deserialize, Serialize};

use crate::{
    Alert, AlertId, Changed, Channel, Digest, Error, Event, Found, Known, MailSettings, State, hook, judge,
    mail,
};

/// To whom a message goes, and by what way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Envelope {
    /// By e-mail.
    Mail {
        /// From this address.
        from: String,
        /// To this one.
        to: String,
    },
    /// By a request.
    Webhook {
        /// To this address.
        url: String,
        /// Signed with this.
        secret: String,
    },
}

/// A message, written whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// The key by which its receiver knows it again: the local part of its Message-ID, or the idempotency key.
    pub key: String,
    /// The alert it is of.
    pub alert: AlertId,
    /// To whom.
    pub envelope: Envelope,
    /// The message.
    pub body: String,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

/// A step of one alert along the change sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The alert.
    pub alert: AlertId,
    /// Where it stands.
    pub from: u64,
    /// Where it will stand.
    pub to: u64,
    /// What it knows from now on.
    pub known: Vec<(ArticleId, Known)>,
    /// What is to be told.
    pub events: Vec<Event>,
    /// When that is to be sent.
    pub due_at: Option<DateTime<Utc>>,
}

/// Where alerts are kept.
pub trait Store {
    /// What can go wrong there.
    type Error;

    /// All alerts.
    fn alerts(&self) -> Result<Vec<Alert>, Self::Error>;
    /// Articles whose latest change has a number greater than `after`, in the order of those numbers.
    fn changed(&self, after: u64, limit: usize) -> Result<Vec<Changed>, Self::Error>;
    /// The last number of the change sequence.
    fn last_seq(&self) -> Result<u64, Self::Error>;
    /// What an alert has told of these articles.
    fn known(&self, alert: &AlertId, ids: &[ArticleId]) -> Result<HashMap<ArticleId, Known>, Self::Error>;
    /// Takes a step in one transaction, if the alert still stands where it begins.
    fn advance(&self, step: Step) -> Result<(), Self::Error>;
    /// Lets an alert stand elsewhere: the archive is another one.
    fn move_to(&self, alert: &Alert, seq: u64) -> Result<(), Self::Error>;
    /// What is to be told, oldest first, numbered.
    fn events(&self, alert: &AlertId) -> Result<Vec<(i64, Event)>, Self::Error>;
    /// Puts a message into the outbox in place of the events up to `through`, in one transaction; no message, if there
    /// is nothing to tell after all.
    fn post(&self, alert: &AlertId, parcel: Option<Parcel>, through: i64) -> Result<(), Self::Error>;
}

/// Finds which articles match.
pub trait Finder {
    /// What can go wrong.
    type Error;

    /// The number of the change sequence that [`Self::find`] includes at least.
    fn generation(&self) -> u64;
    /// Those of the articles that match a query string, with why.
    fn find(&self, query: &str, among: &[ArticleId]) -> Result<HashMap<ArticleId, Found>, Self::Error>;
}

/// Articles looked at in one step: as many as one page of hits can hold.
const AT_ONCE: usize = 100;

/// Lets every active alert look through what has changed. Returns how many events are to be told.
///
/// # Errors
/// Those of the store and of the finder; what was stored until then stays.
pub fn look<S, F>(store: &S, finder: &F, now: DateTime<Utc>) -> Result<usize, S::Error>
where
    S: Store,
    F: Finder,
    S::Error: From<F::Error>,
{
    let mut told = 0;
    loop {
        let indexed = finder.generation().min(store.last_seq()?);
        let mut standing: BTreeMap<u64, Vec<Alert>> = BTreeMap::new();
        for alert in store.alerts()?.into_iter().filter(|alert| alert.state == State::Active) {
            match alert.seq {
                // The archive is younger than the alert: it was restored or built anew.
                seq if seq > store.last_seq()? => store.move_to(&alert, store.last_seq()?)?,
                seq if seq < indexed => standing.entry(seq).or_default().push(alert),
                _ => {}
            }
        }
        if standing.is_empty() {
            return Ok(told);
        }
        for (from, alerts) in standing {
            let mut changed = store.changed(from, AT_ONCE)?;
            let is_all = changed.len() < AT_ONCE;
            let before = changed.len();
            changed.retain(|article| article.seq <= indexed);
            let is_all = is_all || changed.len() < before;
            // What changed again since then stands further on, and is looked at when the index has it.
            let to = if is_all { indexed } else { changed.last().map_or(indexed, |last| last.seq) };
            for alert in alerts {
                let step = step(store, finder, &alert, &changed, to, now)?;
                told += step.events.len();
                store.advance(step)?;
            }
        }
    }
}

fn step<S, F>(
    store: &S,
    finder: &F,
    alert: &Alert,
    changed: &[Changed],
    to: u64,
    now: DateTime<Utc>,
) -> Result<Step, S::Error>
where
    S: Store,
    F: Finder,
    S::Error: From<F::Error>,
{
    let ids: Vec<ArticleId> = changed.iter().map(|article| article.id).collect();
    let mut found = match ids.is_empty() {
        true => HashMap::new(),
        false => finder.find(&alert.settings.query, &ids)?,
    };
    let known = store.known(&alert.id, &ids)?;
    let mut step =
        Step { alert: alert.id.clone(), from: alert.seq, to, known: vec![], events: vec![], due_at: None };
    for article in changed {
        let id = article.id;
        if let Some((known, event)) = judge(alert, article, known.get(&id).copied(), found.remove(&id)) {
            step.known.push((id, known));
            step.events.extend(event);
        }
    }
    // A feed is read whenever its reader likes.
    if !step.events.is_empty() && alert.settings.channel != Channel::Atom {
        step.due_at = Some(alert.settings.rhythm.due(now));
    }
    Ok(step)
}

/// Writes the messages that are due and puts them into the outbox. Without `mail`, what is to be told by e-mail waits.
/// Returns how many messages those are.
///
/// # Errors
/// Those of the store. An alert whose message cannot be written is passed over and named to `failed`.
pub fn post_due<S: Store>(
    store: &S,
    mail_settings: Option<&MailSettings>,
    base_url: &str,
    now: DateTime<Utc>,
    mut failed: impl FnMut(&AlertId, Error),
) -> Result<usize, S::Error> {
    let mut posted = 0;
    for alert in store.alerts()? {
        if alert.state != State::Active || alert.due_at.is_none_or(|due| due > now) {
            continue;
        }
        let events = store.events(&alert.id)?;
        let Some(through) = events.last().map(|(number, _)| *number) else { continue };
        let Some(digest) = Digest::of(events.into_iter().map(|(_, event)| event).collect()) else {
            store.post(&alert.id, None, through)?;
            continue;
        };
        let parcel = match (&alert.settings.channel, mail_settings) {
            (Channel::Email { address }, Some(settings)) => {
                mail(&alert, address, &digest, through, settings, now)
            }
            (Channel::Webhook { url, secret }, _) => {
                Ok(hook(&alert, (url, secret), &digest, through, base_url, now))
            }
            (Channel::Email { .. }, None) | (Channel::Atom, _) => continue,
        };
        match parcel {
            Ok(parcel) => {
                store.post(&alert.id, Some(parcel), through)?;
                posted += 1;
            }
            Err(error) => failed(&alert.id, error),
        }
    }
    Ok(posted)
}
