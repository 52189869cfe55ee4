//! `langbao people`: what the admin decides about persons.

use anyhow::Context;
use langbao_archive::{Archive, DecisionRecord};
use langbao_search::PeopleDecision;
use langbao_web::Task;
use serde_json::{Value, json};

use crate::cli::{Format, People};
use crate::failure::{Exit, ending, exit_of};
use crate::output::{self, line, message, minute};
use crate::session::Session;
use crate::workbench::perform;

pub(super) fn run(session: &Session, command: People) -> anyhow::Result<()> {
    let decision = match command {
        People::List => return list(session),
        People::Undo { decision } => return undo(session, decision),
        People::Merge { person, into } => PeopleDecision::Merge { person, into },
        People::Split { person, articles } => {
            let part = next_part(&Archive::open_read_only(&session.data)?, &person.to_string())?;
            PeopleDecision::Split { person, articles, part }
        }
        People::Rename { person, name } => PeopleDecision::Rename { person, name },
        People::Hide { person } => PeopleDecision::Hide { person },
        People::NotAPerson { name } => PeopleDecision::NotAPerson { name },
        People::Alias { person, name } => PeopleDecision::Alias { person, name },
    };
    decide(session, &decision)
}

fn decide(session: &Session, decision: &PeopleDecision) -> anyhow::Result<()> {
    let json = serde_json::to_string(decision).context("cannot write the decision down")?;
    perform(session, Task::Decide(json.clone()))?;
    let decisions = Archive::open_read_only(&session.data)?.decisions()?;
    let Some(made) = decisions.iter().rev().find(|made| made.json == json) else { return Ok(()) };
    let id = made.id.0;
    message(&session.lang.pick(
        format!("quyết định số {id}; bỏ bằng: langbao people undo {id}"),
        format!("decision {id}; take it back with: langbao people undo {id}"),
    ));
    Ok(())
}

/// The number of the next person to be split off: those of decisions taken back are not used again, since links to them
/// may be about.
fn next_part(archive: &Archive, person: &str) -> anyhow::Result<u32> {
    let parts = archive.decisions()?.into_iter().filter_map(|record| {
        match serde_json::from_str(&record.json).ok()? {
            PeopleDecision::Split { person: split, part, .. } if split.to_string() == person => Some(part),
            _ => None,
        }
    });
    Ok(parts.max().unwrap_or_default() + 1)
}

fn undo(session: &Session, decision: i64) -> anyhow::Result<()> {
    perform(session, Task::UndoDecision(decision)).map_err(|error| match exit_of(&error) {
        Exit::NotFound => {
            let what = session
                .lang
                .pick("không có quyết định còn hiệu lực số", "there is no decision in force of number");
            ending(Exit::NotFound, format!("{what} {decision}"))
        }
        _ => error,
    })
}

fn list(session: &Session) -> anyhow::Result<()> {
    let decisions = Archive::open_read_only(&session.data)?.decisions()?;
    if session.format == Format::Json {
        return output::json(&json!({ "decisions": decisions.iter().map(written).collect::<Vec<_>>() }));
    }
    for decision in &decisions {
        let undone = decision
            .undone_at
            .map(minute)
            .map(|at| session.lang.pick(format!("  (đã bỏ lúc {at})"), format!("  (taken back {at})")));
        let (id, at) = (decision.id.0, minute(decision.made_at));
        line(&format!("{id}  {at}  {}{}", decision.json, undone.unwrap_or_default()))?;
    }
    Ok(())
}

fn written(record: &DecisionRecord) -> Value {
    let decision = serde_json::from_str(&record.json).unwrap_or_else(|_| Value::from(record.json.as_str()));
    json!({
        "id": record.id,
        "made_at": record.made_at,
        "undone_at": record.undone_at,
        "decision": decision,
    })
}
