//! Who may see what: keys in the header `Authorization`, and what is open to those without one.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::keys::{Holder, Scope};
use crate::problem::Problem;
use crate::{AppState, admin};

/// What is open to those without a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anonymous {
    /// The pages of searches, articles, persons and places.
    pub search: bool,
    /// The archived copies.
    pub copies: bool,
    /// The API.
    pub api: bool,
}

impl Default for Anonymous {
    fn default() -> Self {
        Self { search: true, copies: true, api: true }
    }
}

impl Anonymous {
    /// Whether an address is open to all.
    fn opens(self, path: &str) -> bool {
        let under =
            |roots: &[&str]| roots.iter().any(|root| path == *root || path.starts_with(&format!("{root}/")));
        if under(&["/api"]) {
            // Alerts and admin have scopes of their own.
            return self.api || under(&["/api/v1/alerts", "/api/v1/admin"]);
        }
        if under(&["/captures"]) {
            return self.copies;
        }
        let for_readers = ["/search", "/search.atom", "/articles", "/people", "/places", "/export"];
        self.search || path != "/" && !under(&for_readers)
    }
}

/// The key in the header, if there is one.
fn shown(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, key) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
}

/// Returns who asks: the holder of the key in the header, or of the session of an admin; `None`: anybody.
///
/// # Errors
/// A key that is none of ours: whoever shows one means to be known.
pub(crate) async fn who(state: &AppState, headers: &HeaderMap) -> Result<Option<Holder>, Problem> {
    if let Some(key) = shown(headers) {
        let key = key.to_owned();
        let check = move |state: &AppState| Ok(state.keyring.check(&state.archive, &key)?);
        let holder = state.clone().blocking(check).await?;
        return holder.map(Some).ok_or_else(Problem::unknown_key);
    }
    admin::session_holder(state, headers).await
}

/// Lets a request pass whose key permits this.
///
/// # Errors
/// No key, or one that does not.
pub(crate) async fn require(state: &AppState, headers: &HeaderMap, scope: Scope) -> Result<Holder, Problem> {
    match who(state, headers).await? {
        None => Err(Problem::key_wanted(scope.as_str())),
        Some(holder) if holder.may(scope) => Ok(holder),
        Some(_) => Err(Problem::not_permitted(scope.as_str())),
    }
}

/// Keeps those without a key from what is not open to all.
pub(crate) async fn guard(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    // A wrong key is told to be wrong also where none is wanted.
    let is_open = state.settings.anonymous.opens(request.uri().path());
    let passed = match (is_open, shown(headers)) {
        (true, None) => Ok(()),
        (true, Some(_)) => who(&state, headers).await.map(drop),
        (false, _) => require(&state, headers, Scope::Read).await.map(drop),
    };
    match passed {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switches_close_what_they_name() {
        let check = |anonymous: Anonymous, open: &[&str], closed: &[&str]| {
            for path in open {
                assert!(anonymous.opens(path), "{path} {anonymous:?}");
            }
            for path in closed {
                assert!(!anonymous.opens(path), "{path} {anonymous:?}");
            }
        };
        let all = Anonymous::default();
        check(all, &["/", "/search", "/captures/1", "/api/v1/search", "/status"], &[]);
        let always = ["/status", "/help", "/assets/x", "/healthz", "/alerts/x", "/admin/", "/api/v1/alerts"];
        check(Anonymous { search: false, ..all }, &always, &["/", "/search", "/articles/1", "/people"]);
        check(Anonymous { copies: false, ..all }, &["/", "/search"], &["/captures/1"]);
        check(Anonymous { api: false, ..all }, &["/", "/api/v1/alerts/x"], &["/api/v1/search", "/api/v1/x"]);
    }
}
