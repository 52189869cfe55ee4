//! Alerts as the archive keeps them.

use std::collections::HashMap;

use anyhow::Context;
use langbao_alert::{Alert, AlertId, Changed, Event, Known, Parcel, Step, Store};
use langbao_archive::{AlertRecord, AlertStep, Archive, ArticleRecord, KnownArticle, NewParcel};
use langbao_article::ArticleId;
use langbao_web::alert_of;

/// Events of a feed that are kept, and events of others that may wait.
const KEEP: usize = 1_000;

/// The archive as the room of alerts sees it.
#[derive(Clone)]
pub(crate) struct ArchiveAlerts(pub(crate) Archive);

/// An alert as the archive keeps it.
pub(crate) fn stored(alert: &Alert) -> anyhow::Result<AlertRecord> {
    Ok(AlertRecord {
        id: alert.id.to_string(),
        settings: serde_json::to_string(&alert.settings).context("cannot write the alert down")?,
        state: alert.state.as_str().to_owned(),
        created_at: alert.created_at,
        seq: alert.seq,
        due_at: alert.due_at,
    })
}

/// A message as the archive keeps it.
pub(crate) fn parcel_record(parcel: Parcel) -> anyhow::Result<NewParcel> {
    Ok(NewParcel {
        key: parcel.key,
        alert: parcel.alert.to_string(),
        envelope: serde_json::to_string(&parcel.envelope).context("cannot write an envelope down")?,
        body: parcel.body,
        created_at: parcel.created_at,
    })
}

fn changed(record: ArticleRecord) -> Changed {
    Changed {
        id: record.id,
        seq: record.seq,
        version: record.version,
        first_seen_at: record.first_seen_at,
        seen_at: record.seen_at,
        gone: record.gone_at.is_some(),
        hidden: record.hidden.is_some(),
        title: record.article.title,
        site: record.site,
        url: record.article.url.as_str().to_owned(),
        published_at: record.article.published.map(|published| published.at),
    }
}

impl Store for ArchiveAlerts {
    type Error = anyhow::Error;

    fn alerts(&self) -> anyhow::Result<Vec<Alert>> {
        let read = |record: AlertRecord| {
            let id = record.id.clone();
            let alert = alert_of(record);
            if alert.is_none() {
                tracing::warn!(alert = id, "the alert is not understood and rests");
            }
            alert
        };
        Ok(self.0.alerts()?.into_iter().filter_map(read).collect())
    }

    fn changed(&self, after: u64, limit: usize) -> anyhow::Result<Vec<Changed>> {
        Ok(self.0.changes(after, limit)?.into_iter().map(changed).collect())
    }

    fn last_seq(&self) -> anyhow::Result<u64> {
        Ok(self.0.last_seq()?)
    }

    fn known(&self, alert: &AlertId, ids: &[ArticleId]) -> anyhow::Result<HashMap<ArticleId, Known>> {
        let known = self.0.known_to_alert(alert.as_str(), ids)?;
        let read =
            |(id, known): (ArticleId, KnownArticle)| (id, Known { version: known.version, gone: known.gone });
        Ok(known.into_iter().map(read).collect())
    }

    fn advance(&self, step: Step) -> anyhow::Result<()> {
        let known = step.known.into_iter();
        let known = known.map(|(id, k)| (id, KnownArticle { version: k.version, gone: k.gone })).collect();
        let events = step.events.iter().map(serde_json::to_string).collect::<Result<_, _>>();
        let events = events.context("cannot write an event down")?;
        let (id, from, to, due_at) = (step.alert.to_string(), step.from, step.to, step.due_at);
        self.0.advance_alert(AlertStep { id, from, to, known, events, due_at, keep: KEEP })?;
        Ok(())
    }

    fn move_to(&self, alert: &Alert, seq: u64) -> anyhow::Result<()> {
        tracing::warn!(alert = %alert.id, from = alert.seq, to = seq, "the archive is another one; the alert goes on from its end");
        let record = stored(alert)?;
        self.0.set_alert(&record.id, &record.settings, &record.state, true)?;
        Ok(())
    }

    fn events(&self, alert: &AlertId) -> anyhow::Result<Vec<(i64, Event)>> {
        let events = self.0.alert_events(alert.as_str())?.into_iter();
        let read = |(number, json): (i64, String)| Some((number, serde_json::from_str(&json).ok()?));
        Ok(events.filter_map(read).collect())
    }

    fn post(&self, alert: &AlertId, parcel: Option<Parcel>, through: i64) -> anyhow::Result<()> {
        let parcel = parcel.map(parcel_record).transpose()?;
        Ok(self.0.post(alert.as_str(), parcel, through)?)
    }
}
