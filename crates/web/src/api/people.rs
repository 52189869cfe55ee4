//! Persons, and what their pages share with the API.

use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use langbao_entities::Place;
use langbao_search::{PersonId, PersonRecord, PersonSummary, SearchRequest, Sort};
use serde::Serialize;

use super::spec::{Found, Problems};
use super::{Answer, send};
use crate::answer::{self, CoMentioned, Hit, Mentions, People, Person, PersonPosts};
use crate::page::PEOPLE_PAGE;
use crate::parameter::{MENTIONS, MentionsParams, PEOPLE, PLAIN, PeopleParams, PlainParams};
use crate::params::Params;
use crate::problem::Problem;
use crate::{AppState, Lang};

/// Names looked up for a list of persons, at most.
const NAMES: usize = 20;

/// Finds the persons whose names have these words, most articles of a name first; those of one name apart.
pub(crate) fn find(state: &AppState, typed: &str) -> Result<Vec<PersonSummary>, Problem> {
    let mut persons: Vec<PersonSummary> = Vec::new();
    let names = match typed.trim() {
        "" => Vec::new(),
        typed => state.searcher.suggest_persons(typed, NAMES)?,
    };
    for name in names {
        for person in state.searcher.persons_of(&name.name)? {
            if state.shows(&person) && persons.iter().all(|known| known.id != person.id) {
                persons.push(person);
            }
        }
    }
    Ok(persons)
}

/// Finds the person of an address.
pub(crate) fn find_person(state: &AppState, id: &str) -> Result<PersonRecord, Problem> {
    let parsed: PersonId = id.parse().map_err(|_| Problem::no_person(id))?;
    let found = state.searcher.person(&parsed)?.filter(|person| state.shows(&person.summary));
    found.ok_or_else(|| Problem::no_person(id))
}

/// Người theo tên · persons by name
#[utoipa::path(get, path = "/api/v1/people", tag = "people", operation_id = "people", params(PeopleParams),
    responses((status = 200, description = "The persons, those of one name apart", body = People), Problems))]
pub(super) async fn list(
    State(state): State<AppState>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let params = Params::read(raw.as_deref(), PEOPLE)?;
    params.lang()?;
    let typed = params.one("q")?.unwrap_or_default().to_owned();
    let limit = params.number("limit", 100)?.unwrap_or(20);
    let answer = move |state: &AppState| {
        let found = find(state, &typed)?;
        let people = found.iter().take(limit).map(answer::PersonSummary::new).collect();
        send(&headers, &People { people, index_generation: state.searcher.generation() })
    };
    state.blocking(answer).await
}

/// Một người: chức vụ đã thấy với bằng chứng, theo tháng, được nhắc cùng · a person, with posts seen and evidence
#[utoipa::path(get, path = "/api/v1/people/{id}", tag = "people", operation_id = "person",
    params(("id" = String, Path, description = "name and place, such as thẩm_bá_phước@vn:00118@-2025"),
        PlainParams),
    responses((status = 200, description = "The person", body = Person), Problems, Found))]
pub(super) async fn person(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    told(state, id, raw, headers, |person, generation| Person::new(person, Some(generation))).await
}

/// Chức vụ đã thấy, với câu và bài · posts seen, with sentence and article
#[utoipa::path(get, path = "/api/v1/people/{id}/posts", tag = "people", operation_id = "person_posts",
    params(("id" = String, Path, description = "the person's id"), PlainParams),
    responses((status = 200, description = "The posts", body = PersonPosts), Problems, Found))]
pub(super) async fn person_posts(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    told(state, id, raw, headers, PersonPosts::new).await
}

/// Người được nhắc cùng · persons named in the same articles
#[utoipa::path(get, path = "/api/v1/people/{id}/co-mentioned", tag = "people",
    operation_id = "person_co_mentioned",
    params(("id" = String, Path, description = "the person's id"), PlainParams),
    responses((status = 200, description = "The persons", body = CoMentioned), Problems, Found))]
pub(super) async fn person_co_mentioned(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    told(state, id, raw, headers, CoMentioned::new).await
}

/// Các bài nhắc đến người này, mới nhất trước · articles that name the person, newest first
#[utoipa::path(get, path = "/api/v1/people/{id}/mentions", tag = "people", operation_id = "person_mentions",
    params(("id" = String, Path, description = "the person's id"), MentionsParams),
    responses((status = 200, description = "The articles", body = Mentions), Problems, Found))]
pub(super) async fn person_mentions(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let params = Params::read(raw.as_deref(), MENTIONS)?;
    params.lang()?;
    let limit = params.number("limit", 100)?.unwrap_or(20);
    let cursor = params.one("cursor")?.map(str::to_owned);
    let answer = move |state: &AppState| {
        let id = find_person(state, &id)?.summary.id.to_string();
        let request = SearchRequest {
            persons: vec![id.clone()],
            sort: Sort::Newest,
            limit,
            cursor,
            ..SearchRequest::default()
        };
        let hits = state.searcher.search(&request)?;
        let mentions = Mentions {
            id,
            total: hits.total,
            mentions: hits.hits.iter().map(Hit::new).collect(),
            next_cursor: hits.next_cursor,
            index_generation: hits.index_generation,
        };
        send(&headers, &mentions)
    };
    state.blocking(answer).await
}

async fn told<T: Serialize>(
    state: AppState,
    id: String,
    raw: Option<String>,
    headers: HeaderMap,
    tell: impl FnOnce(&PersonRecord, u64) -> T + Send + 'static,
) -> Answer {
    Params::read(raw.as_deref(), PLAIN)?.lang()?;
    let answer = move |state: &AppState| {
        let person = find_person(state, &id)?;
        send(&headers, &tell(&person, state.searcher.generation()))
    };
    state.blocking(answer).await
}

/// Links to the page of a person or, by a name, to all who bear it.
pub(crate) fn href(id: &str, lang: Lang) -> String {
    let lang = (lang != Lang::default()).then_some(("lang", lang.code()));
    crate::params::address(&format!("{PEOPLE_PAGE}/{}", crate::params::segment(id)), lang)
}

/// Names a place for people, with what it lies in; the id of one that the gazetteer does not know.
pub(crate) fn place_name(id: &str) -> String {
    Place::by_id(id).map_or_else(|| id.to_owned(), Place::full_name)
}

/// Names a person of the filter for people: an id by its name and place.
pub fn label(asked: &str) -> String {
    let Ok(id) = asked.parse::<PersonId>() else { return asked.to_owned() };
    let capital = |word: &str| {
        let mut rest = word.chars();
        rest.next().map(|first| first.to_uppercase().chain(rest).collect::<String>()).unwrap_or_default()
    };
    let name = id.key().split(' ').map(capital).collect::<Vec<_>>().join(" ");
    match id.place().and_then(Place::by_id) {
        Some(place) => format!("{name} ({})", place.name()),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_shown_as_a_name() {
        assert_eq!(label("thẩm_bá_phước@vn:00118@-2025"), "Thẩm Bá Phước (Phường Ngọc Thụy)");
        assert_eq!(label("tham ba phuoc"), "tham ba phuoc");
        assert_eq!(place_name("vn:00118@-2025"), "Phường Ngọc Thụy, Quận Long Biên, Thành phố Hà Nội");
        assert_eq!(place_name("khác"), "khác");
    }
}
