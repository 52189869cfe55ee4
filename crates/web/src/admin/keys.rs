//! Keys: made, listed, revoked.

use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};

use super::{Around, Visit, address, done, need, ordered, sent, visit};
use crate::desk::Task;
use crate::keys::{Scope, new_key};
use crate::moment::Moment;
use crate::page::Frame;
use crate::problem::Problem;
use crate::{AppState, random};

#[derive(Template)]
#[template(path = "admin/keys.html")]
struct KeysPage {
    frame: Frame,
    around: Around,
    action: String,
    /// A key that has just been made, shown this once.
    made: Option<String>,
    scopes: [&'static str; 3],
    keys: Vec<KeyLine>,
}

struct KeyLine {
    id: String,
    name: String,
    scopes: String,
    made: Moment,
    revoked: Option<Moment>,
}

fn show(state: &AppState, uri: &Uri, visit: &Visit, made: Option<String>) -> Result<Response, Problem> {
    let (frame, around) = Around::new(state, uri, visit);
    let keys = state.archive.keys()?.into_iter().rev().map(|key| KeyLine {
        scopes: key.scopes.join(", "),
        made: Moment::minute(key.created_at, frame.lang),
        revoked: key.revoked_at.map(|at| Moment::minute(at, frame.lang)),
        id: key.id,
        name: key.name,
    });
    let keys = keys.collect();
    let action = address("/admin/keys", frame.lang, &[]);
    sent(&KeysPage { frame, around, action, made, scopes: Scope::ALL.map(Scope::as_str), keys })
}

/// `GET /admin/keys`
pub(crate) async fn list(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let visit = visit(&state, &uri, &headers).await?;
    let answer = move |state: &AppState| show(state, &uri, &visit, None);
    state.blocking(answer).await.map_err(IntoResponse::into_response)
}

/// `POST /admin/keys`
pub(crate) async fn act(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Response> {
    let fields = ["do", "name", "scope", "id"];
    let (visit, params) = ordered(&state, &uri, &headers, &body, &fields).await?;
    let answer = move |state: &AppState| match need(&params, "do")? {
        "create" => {
            let name = need(&params, "name")?;
            need_scope(&params)?;
            let scopes: Vec<Scope> = params.all("scope").filter_map(|scope| scope.parse().ok()).collect();
            let (record, key) = new_key(name, &scopes, random::bytes()?, state.now()).map_err(|why| {
                tracing::error!(why, "a key could not be made");
                Problem::internal()
            })?;
            state.desk.perform(&visit.holder.id, Task::AddKey(record))?;
            show(state, &uri, &visit, Some(key))
        }
        "revoke" => {
            let id = need(&params, "id")?.to_owned();
            state.desk.perform(&visit.holder.id, Task::RevokeKey(id))?;
            Ok(done("/admin/keys", visit.lang))
        }
        other => Err(Problem::unknown_word("do", other, &["create", "revoke"])),
    };
    state.blocking(answer).await.map_err(IntoResponse::into_response)
}

fn need_scope(params: &crate::params::Params) -> Result<(), Problem> {
    match params.all("scope").any(|scope| scope.parse::<Scope>().is_ok()) {
        true => Ok(()),
        false => Err(Problem::invalid("scope", "Hãy chọn ít nhất một quyền", "Choose at least one scope")),
    }
}
