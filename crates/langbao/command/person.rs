//! `langbao person`.

use langbao_entities::Place;
use langbao_search::{Evidence, PersonId, PersonRecord, PersonSummary, Tenure};
use serde_json::{Value, json};

use crate::cli::{Format, Person};
use crate::failure::{Exit, ending};
use crate::house::open_for_reading;
use crate::output::{self, line, publication};
use crate::session::Session;

pub(super) fn run(session: &Session, args: &Person) -> anyhow::Result<()> {
    let (_, searcher) = open_for_reading(&session.data)?;
    let id = match args.person.parse::<PersonId>() {
        Ok(id) => id,
        Err(_) => match searcher.persons_of(&args.person)?.as_slice() {
            [only] => only.id.clone(),
            several => return list(session, &args.person, several),
        },
    };
    let person = searcher.person(&id)?.ok_or_else(|| nobody(&args.person))?;
    match session.format {
        Format::Json => output::json(&langbao_web::person_json(&person)),
        _ => tell(session, &person),
    }
}

fn nobody(asked: &str) -> anyhow::Error {
    ending(Exit::NotFound, format!("no article names a person \"{asked}\""))
}

fn list(session: &Session, asked: &str, persons: &[PersonSummary]) -> anyhow::Result<()> {
    if persons.is_empty() {
        return Err(nobody(asked));
    }
    if session.format == Format::Json {
        let people: Vec<Value> = persons.iter().map(langbao_web::person_summary_json).collect();
        return output::json(&json!({ "people": people }));
    }
    for person in persons {
        summary(session, person)?;
    }
    Ok(())
}

fn summary(session: &Session, person: &PersonSummary) -> anyhow::Result<()> {
    let articles =
        session.lang.pick(format!("{} bài", person.articles), format!("{} article(s)", person.articles));
    let place = person.id.place().map(place);
    let facts = [Some(person.name.clone()), place, Some(articles)];
    line(&facts.into_iter().flatten().collect::<Vec<_>>().join(" · "))?;
    if !person.posts.is_empty() {
        line(&format!("  {}", person.posts.join("; ")))?;
    }
    line(&format!("  {}", person.id))
}

fn tell(session: &Session, person: &PersonRecord) -> anyhow::Result<()> {
    summary(session, &person.summary)?;
    for post in &person.posts {
        line("")?;
        tenure(session, post)?;
    }
    if !person.with.is_empty() {
        let with: Vec<String> = person.with.iter().map(|w| format!("{} ({})", w.name, w.articles)).collect();
        line(&format!("\n{} {}", session.lang.pick("Được nhắc cùng:", "Named with:"), with.join(", ")))?;
    }
    if !person.namesakes.is_empty() {
        line(session.lang.pick("\nNgười cùng tên:", "\nOf the same name:"))?;
        person.namesakes.iter().try_for_each(|other| summary(session, other))?;
    }
    Ok(())
}

fn tenure(session: &Session, post: &Tenure) -> anyhow::Result<()> {
    let former = if post.former { session.lang.pick("nguyên ", "former ") } else { "" };
    let place = post.place.as_deref().map(place).unwrap_or_default();
    line(format!("{former}{} · {place}", post.post).trim_end_matches([' ', '·']))?;
    evidence(session.lang.pick("thấy lần đầu", "first seen"), &post.first)?;
    if post.first.article != post.last.article {
        evidence(session.lang.pick("thấy lần cuối", "last seen"), &post.last)?;
    }
    if !post.contested_by.is_empty() {
        let others = post.contested_by.join(", ");
        line(&format!("  {} {others}", session.lang.pick("cũng được nêu của:", "also given to:")))?;
    }
    Ok(())
}

fn evidence(label: &str, shown: &Evidence) -> anyhow::Result<()> {
    let date = shown.published_at.map(|at| publication(at, Some(langbao_article::Precision::Day)));
    line(&format!("  {label} {} · {} · {}", date.as_deref().unwrap_or("?"), shown.article, shown.title))?;
    if shown.sentence.is_empty() { Ok(()) } else { line(&format!("    “{}”", shown.sentence)) }
}

fn place(id: &str) -> String {
    Place::by_id(id).map_or_else(|| id.to_owned(), Place::full_name)
}
