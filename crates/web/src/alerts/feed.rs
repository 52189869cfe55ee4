//! An alert as a feed.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use langbao_alert::{Event, why_in_words};

use super::{base_url, find_by_link};
use crate::AppState;
use crate::conditional;
use crate::moment::rfc3339;
use crate::params::Params;
use crate::problem::Problem;

/// Entries of a feed.
const ENTRIES: usize = 100;

#[derive(Template)]
#[template(path = "alert_feed.xml")]
struct Feed {
    title: String,
    id: String,
    base: String,
    query: String,
    updated: String,
    entries: Vec<Entry>,
}

struct Entry {
    id: String,
    title: String,
    link: String,
    updated: String,
    snippet: String,
    why: String,
}

/// `/alerts/{id}/feed.atom`
pub(crate) async fn feed(
    State(state): State<AppState>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let params = Params::parse(uri.query(), &["token", "lang"])?;
    let token = params.one("token")?.unwrap_or_default().to_owned();
    let base = base_url(&state, &headers);
    let answer = move |state: &AppState| {
        let alert = find_by_link(state, &id, &token)?;
        let lang = alert.settings.lang;
        let events = state.archive.alert_events(&id)?;
        let read =
            |(number, json): &(i64, String)| Some((*number, serde_json::from_str::<Event>(json).ok()?));
        let entries: Vec<Entry> = events
            .iter()
            .rev()
            .filter_map(read)
            .take(ENTRIES)
            .map(|(number, event)| Entry {
                id: format!("urn:langbao:alert:{}:{number}", alert.id),
                link: format!("{base}/articles/{}", event.article),
                updated: rfc3339(event.at),
                why: why_in_words(&event.why, lang),
                title: event.title,
                snippet: event.snippet,
            })
            .collect();
        let updated =
            entries.first().map_or_else(|| rfc3339(alert.created_at), |entry| entry.updated.clone());
        let feed = Feed {
            title: alert.settings.title(),
            id: format!("urn:langbao:alert:{}", alert.id),
            query: alert.settings.query.clone(),
            base,
            updated,
            entries,
        };
        Ok(conditional::send(&headers, "application/atom+xml; charset=utf-8", feed.render()?))
    };
    state.blocking(answer).await
}
