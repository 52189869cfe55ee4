//! Persons for the API: `/api/v1/people` and what lies under it.

use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use langbao_entities::Place;
use langbao_search::{Evidence, PersonId, PersonRecord, PersonSummary, SearchRequest, Sort, Tenure};
use serde_json::{Value, json};

use crate::api::send;
use crate::json::hit;
use crate::moment::rfc3339;
use crate::params::Params;
use crate::problem::Problem;
use crate::{AppState, Lang};

type Answer = Result<Response, Problem>;

/// Names looked up for a list of persons, at most.
const NAMES: usize = 20;

/// The address of the pages of persons.
pub(crate) const PAGE: &str = "/people";

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

/// `/api/v1/people`
pub(crate) async fn list(
    State(state): State<AppState>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let params = Params::parse(raw.as_deref(), &["q", "limit", "lang"])?;
    params.lang()?;
    let typed = params.one("q")?.unwrap_or_default().to_owned();
    let limit = params.number("limit", 100)?.unwrap_or(20);
    let answer = move |state: &AppState| {
        let found = find(state, &typed)?;
        let people: Vec<Value> = found.iter().take(limit).map(summary).collect();
        let generation = state.searcher.generation();
        Ok(send(&headers, &json!({ "people": people, "index_generation": generation })))
    };
    state.blocking(answer).await
}

/// `/api/v1/people/{id}`
pub(crate) async fn person(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    told(state, id, raw, headers, |_, person| Ok(record(person))).await
}

/// `/api/v1/people/{id}/posts`
pub(crate) async fn person_posts(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    told(state, id, raw, headers, |_, person| Ok(json!({ "id": person.summary.id, "posts": posts(person) })))
        .await
}

/// `/api/v1/people/{id}/co-mentioned`
pub(crate) async fn person_co_mentioned(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    told(state, id, raw, headers, |_, person| {
        Ok(json!({ "id": person.summary.id, "co_mentioned": co_mentioned(person) }))
    })
    .await
}

/// `/api/v1/people/{id}/mentions`: the newest articles; all of them are found by the search with `person=` this id.
pub(crate) async fn person_mentions(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    told(state, id, raw, headers, |state, person| {
        let request = SearchRequest {
            persons: vec![person.summary.id.to_string()],
            sort: Sort::Newest,
            limit: 100,
            ..SearchRequest::default()
        };
        let hits = state.searcher.search(&request)?;
        let mentions: Vec<Value> = hits.hits.iter().map(hit).collect();
        Ok(json!({ "id": person.summary.id, "total": hits.total, "mentions": mentions }))
    })
    .await
}

async fn told(
    state: AppState,
    id: String,
    raw: Option<String>,
    headers: HeaderMap,
    tell: impl FnOnce(&AppState, &PersonRecord) -> Result<Value, Problem> + Send + 'static,
) -> Answer {
    Params::parse(raw.as_deref(), &["lang"])?.lang()?;
    let answer = move |state: &AppState| {
        let mut value = tell(state, &find_person(state, &id)?)?;
        value["index_generation"] = json!(state.searcher.generation());
        Ok(send(&headers, &value))
    };
    state.blocking(answer).await
}

/// All that is told of a person, as JSON.
pub fn record(person: &PersonRecord) -> Value {
    let mut value = summary(&person.summary);
    value["ids"] = json!(person.ids);
    value["posts"] = posts(person);
    value["months"] = person.months.iter().map(|(m, n)| json!({ "month": m, "articles": n })).collect();
    value["sites"] = person.sites.iter().map(|s| json!({ "site": s.site, "articles": s.articles })).collect();
    value["co_mentioned"] = co_mentioned(person);
    value["namesakes"] = person.namesakes.iter().map(summary).collect();
    value
}

/// A person in short, as JSON.
pub fn summary(person: &PersonSummary) -> Value {
    let (first, last) = person.seen.unzip();
    json!({
        "id": person.id,
        "name": person.name,
        "place": person.id.place(),
        "articles": person.articles,
        "first_seen": first.map(rfc3339),
        "last_seen": last.map(rfc3339),
        "posts": person.posts,
    })
}

fn posts(person: &PersonRecord) -> Value {
    let post = |post: &Tenure| {
        json!({
            "post": post.post,
            "place": post.place,
            "former": post.former,
            "articles": post.articles,
            "first_seen": evidence(&post.first),
            "last_seen": evidence(&post.last),
            "contested_by": post.contested_by,
        })
    };
    person.posts.iter().map(post).collect()
}

fn evidence(shown: &Evidence) -> Value {
    json!({
        "article": shown.article,
        "title": shown.title,
        "published_at": shown.published_at.map(rfc3339),
        "sentence": shown.sentence,
    })
}

fn co_mentioned(person: &PersonRecord) -> Value {
    person.with.iter().map(|w| json!({ "name": w.name, "articles": w.articles })).collect()
}

/// Links to the page of a person or, by a name, to all who bear it.
pub(crate) fn href(id: &str, lang: Lang) -> String {
    let lang = (lang != Lang::default()).then_some(("lang", lang.code()));
    crate::params::address(&format!("{PAGE}/{}", crate::params::segment(id)), lang)
}

/// Names a place for people, with what it lies in; the id of one that the gazetteer does not know.
pub(crate) fn place_name(id: &str) -> String {
    Place::by_id(id).map_or_else(|| id.to_owned(), Place::full_name)
}

/// Names a person of the filter for people: an id by its name and place.
pub(crate) fn label(asked: &str) -> String {
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
