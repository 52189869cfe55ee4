//! `langbao keys`: who may do what.

use langbao_archive::Archive;
use langbao_web::{Task, new_key};
use serde_json::json;

use crate::alerts::random;
use crate::cli::{Format, Keys};
use crate::output::{self, line, message, minute};
use crate::session::Session;
use crate::workbench::perform;

pub(super) fn run(session: &Session, command: Keys) -> anyhow::Result<()> {
    match command {
        Keys::Create { name, scopes } => {
            let made = new_key(&name, &scopes, random()?, session.clock.now());
            let (record, key) = made.map_err(|why| anyhow::anyhow!("cannot make a key: {why}"))?;
            let id = record.id.clone();
            perform(session, Task::AddKey(record))?;
            if session.format == Format::Json {
                return output::json(&json!({ "id": id, "key": key }));
            }
            message(session.lang.pick(
                "khóa chỉ hiện một lần này; hãy cất ở nơi an toàn",
                "the key is shown this once; keep it in a safe place",
            ));
            line(&key)
        }
        Keys::List => list(session),
        Keys::Revoke { id } => {
            // The whole key is as good as its id, and is at hand when it has leaked.
            let id = id.strip_prefix("lb_").and_then(|key| key.split('_').next()).unwrap_or(&id).to_owned();
            perform(session, Task::RevokeKey(id.clone()))?;
            message(&session.lang.pick(format!("đã thu hồi khóa {id}"), format!("revoked key {id}")));
            Ok(())
        }
    }
}

fn list(session: &Session) -> anyhow::Result<()> {
    let keys = Archive::open_read_only(&session.data)?.keys()?;
    if session.format == Format::Json {
        let keys = keys.iter().map(|key| {
            json!({
                "id": key.id,
                "name": key.name,
                "scopes": key.scopes,
                "created_at": key.created_at,
                "revoked_at": key.revoked_at,
            })
        });
        return output::json(&json!({ "keys": keys.collect::<Vec<_>>() }));
    }
    for key in &keys {
        let revoked = key.revoked_at.map(minute);
        let revoked = revoked
            .map(|at| session.lang.pick(format!("  đã thu hồi {at}"), format!("  revoked {at}")))
            .unwrap_or_default();
        let (id, scopes, made) = (&key.id, key.scopes.join(","), minute(key.created_at));
        line(&format!("{id}  {scopes}  {made}  {}{revoked}", key.name))?;
    }
    Ok(())
}
