//! Decisions about persons.

use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use langbao_article::ArticleId;
use langbao_search::{PeopleDecision, PersonId};

use super::{Around, address, done, need, ordered, sent, visit};
use crate::AppState;
use crate::desk::Task;
use crate::moment::Moment;
use crate::page::Frame;
use crate::params::Params;
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "admin/people.html")]
struct PeoplePage {
    frame: Frame,
    around: Around,
    action: String,
    decisions: Vec<DecisionLine>,
}

struct DecisionLine {
    number: i64,
    json: String,
    made: Moment,
    undone: Option<Moment>,
}

/// `GET /admin/people`
pub(crate) async fn page(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let visit = visit(&state, &uri, &headers).await?;
    let answer = move |state: &AppState| {
        let (frame, around) = Around::new(state, &uri, &visit);
        let decisions = state.archive.decisions()?.into_iter().rev().map(|record| DecisionLine {
            number: record.id.0,
            json: record.json,
            made: Moment::minute(record.made_at, frame.lang),
            undone: record.undone_at.map(|at| Moment::minute(at, frame.lang)),
        });
        let decisions = decisions.collect();
        let action = address("/admin/people", frame.lang, &[]);
        sent(&PeoplePage { frame, around, action, decisions })
    };
    state.blocking(answer).await.map_err(IntoResponse::into_response)
}

fn person(params: &Params, field: &str) -> Result<PersonId, Problem> {
    let text = need(params, field)?;
    // The address of a person's page will do.
    let id = text.split("/people/").nth(1).unwrap_or(text);
    let id: String = url::form_urlencoded::parse(format!("x={}", id.replace('+', "%2B")).as_bytes())
        .map(|(_, value)| value.into_owned())
        .collect();
    id.parse().map_err(|_| {
        Problem::invalid(
            field,
            format!("“{text}” không phải là mã của một người"),
            format!("\"{text}\" is not the id of a person"),
        )
    })
}

fn decision(state: &AppState, params: &Params, action: &str) -> Result<PeopleDecision, Problem> {
    Ok(match action {
        "merge" => PeopleDecision::Merge { person: person(params, "person")?, into: person(params, "into")? },
        "split" => {
            let split = person(params, "person")?;
            let articles = need(params, "articles")?
                .split_whitespace()
                .map(|id| id.parse::<ArticleId>().map_err(|_| Problem::no_article(id)));
            let articles = articles.collect::<Result<Vec<_>, _>>()?;
            // Numbers of decisions taken back are not used again: links to those persons may be about.
            let parts =
                state.archive.decisions()?.into_iter().filter_map(|record| {
                    match serde_json::from_str(&record.json).ok()? {
                        PeopleDecision::Split { person, part, .. } if person == split => Some(part),
                        _ => None,
                    }
                });
            let part = parts.max().unwrap_or_default() + 1;
            PeopleDecision::Split { person: split, articles, part }
        }
        "rename" => PeopleDecision::Rename {
            person: person(params, "person")?,
            name: need(params, "name")?.to_owned(),
        },
        "hide" => PeopleDecision::Hide { person: person(params, "person")? },
        other => {
            return Err(Problem::unknown_word("do", other, &["merge", "split", "rename", "hide", "undo"]));
        }
    })
}

/// `POST /admin/people`
pub(crate) async fn act(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Response> {
    let fields = ["do", "person", "into", "articles", "name", "decision"];
    let (visit, params) = ordered(&state, &uri, &headers, &body, &fields).await?;
    let answer = move |state: &AppState| {
        let task = match need(&params, "do")? {
            "undo" => {
                let number = need(&params, "decision")?;
                let number = number.parse().map_err(|_| {
                    Problem::invalid("decision", format!("“{number}” không phải là số"), "not a number")
                })?;
                Task::UndoDecision(number)
            }
            action => {
                let decision = decision(state, &params, action)?;
                Task::Decide(serde_json::to_string(&decision).map_err(|error| {
                    tracing::error!(%error, "a decision cannot be written down");
                    Problem::internal()
                })?)
            }
        };
        state.desk.perform(&visit.holder.id, task)?;
        Ok(done("/admin/people", visit.lang))
    };
    state.blocking(answer).await.map_err(IntoResponse::into_response)
}
