//! Sessions of admins: a cookie in place of the key.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, header};
use chrono::{DateTime, TimeDelta, Utc};

use crate::AppState;
use crate::keys::{Holder, Scope, holder};
use crate::problem::Problem;

/// The name of the cookie.
pub(crate) const COOKIE: &str = "langbao_admin";

/// So long a session lasts after it was last used.
const IDLE: TimeDelta = TimeDelta::hours(12);

/// Sessions at once; the one unused for longest goes.
const MOST: usize = 1_000;

/// The sessions under way, by the hash of the secret in the cookie. A restart ends them all.
#[derive(Default)]
pub(crate) struct Sessions(Mutex<HashMap<[u8; 32], Session>>);

#[derive(Debug, Clone)]
struct Session {
    key: String,
    csrf: String,
    used_at: DateTime<Utc>,
}

fn hash(secret: &str) -> [u8; 32] {
    // Looked up by its hash, a secret does not show in the time it takes how much of it was right.
    *blake3::hash(secret.as_bytes()).as_bytes()
}

impl Sessions {
    /// Begins one.
    pub(crate) fn begin(&self, secret: &str, key: &str, csrf: String, now: DateTime<Utc>) {
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|_, session| now - session.used_at < IDLE);
        while sessions.len() >= MOST {
            let oldest = sessions.iter().min_by_key(|(_, session)| session.used_at).map(|(hash, _)| *hash);
            let Some(oldest) = oldest else { break };
            sessions.remove(&oldest);
        }
        sessions.insert(hash(secret), Session { key: key.to_owned(), csrf, used_at: now });
    }

    /// Ends one.
    pub(crate) fn end(&self, secret: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&hash(secret));
    }

    /// Returns the key and the token for forms of a session that is under way.
    pub(crate) fn of(&self, secret: &str, now: DateTime<Utc>) -> Option<(String, String)> {
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let session = sessions.get_mut(&hash(secret)).filter(|session| now - session.used_at < IDLE)?;
        session.used_at = now;
        Some((session.key.clone(), session.csrf.clone()))
    }
}

/// The secret in the cookie.
pub(crate) fn cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

/// Returns the admin whose session the cookie names, if the key is still in force.
pub(crate) async fn session_holder(state: &AppState, headers: &HeaderMap) -> Result<Option<Holder>, Problem> {
    let Some((key, _)) = cookie(headers).and_then(|secret| state.sessions.of(secret, state.now())) else {
        return Ok(None);
    };
    let find = move |state: &AppState| Ok(holder(&state.archive, &key)?);
    let found = state.clone().blocking(find).await?;
    Ok(found.filter(|holder| holder.may(Scope::Admin)))
}
