//! Feeds (Atom, RFC 4287) of any search, and so of any person and place.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, Utc};
use langbao_search::{Hit, SearchRequest, Sort};

use crate::api::{label, search_tag};
use crate::conditional::Tag;
use crate::moment::rfc3339;
use crate::page::{SiteNames, place_name};
use crate::problem::Problem;
use crate::search_query::{PAGE, SearchQuery};
use crate::{AppState, Lang, public_address};

/// The address of feeds.
pub(crate) const PATH: &str = "/search.atom";

const ATOM: &str = "application/atom+xml; charset=utf-8";

#[derive(Template)]
#[template(path = "feed.xml")]
struct Feed {
    lang: &'static str,
    /// The same for the same search, whatever its address.
    id: String,
    title: String,
    updated: String,
    here: String,
    page: String,
    author: String,
    entries: Vec<Entry>,
}

struct Entry {
    id: String,
    title: String,
    page: String,
    original: String,
    published: Option<String>,
    updated: String,
    site: String,
    section: Option<String>,
    persons: Vec<String>,
    summary: String,
}

/// `/search.atom`: the newest articles that a search finds. A feed says what is new, so it is always sorted so.
pub(crate) async fn search(
    State(state): State<AppState>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let query = SearchQuery::parse(raw.as_deref())?;
    let answer = move |state: &AppState| {
        let base = public_address::base(state, &headers);
        let tag = Tag::of(&["atom", &base, search_tag(state, &query, "atom").as_str()]);
        if tag.is_known(&headers) {
            return Ok(tag.not_modified());
        }
        let request = SearchRequest { sort: Sort::Newest, facets: false, ..query.request.clone() };
        let hits = state.searcher.search(&request)?;
        let names = SiteNames::new(&state.archive.sites()?);
        let entries: Vec<Entry> = hits.hits.iter().map(|hit| entry(hit, &base, &names, query.lang)).collect();
        let updated = hits.hits.iter().map(changed).max().unwrap_or_else(|| state.started_at());
        let canonical = canonical(&query);
        let feed = Feed {
            lang: query.lang.code(),
            id: format!("urn:langbao:search:{}", &blake3::hash(canonical.as_bytes()).to_hex()[..26]),
            title: title(state, &query),
            updated: rfc3339(updated),
            here: format!("{base}{}", query.at(PATH)),
            page: format!("{base}{}", query.at(PAGE)),
            author: state.settings.name().to_owned(),
            entries,
        };
        Ok(tag.send(ATOM, feed.render()?))
    };
    state.blocking(answer).await
}

/// What tells one search from another: parameters that only say how it is shown are left out, and their order too.
fn canonical(query: &SearchQuery) -> String {
    let shown = ["cursor", "limit", "lang", "facets", "facet_limit", "histogram", "explain", "sort"];
    let mut pairs: Vec<(&str, &str)> = query
        .pairs()
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .filter(|(k, _)| !shown.contains(k))
        .collect();
    pairs.sort_unstable();
    crate::params::write(pairs)
}

/// When an article last changed for its readers: when this version of it was published or collected.
fn changed(hit: &Hit) -> DateTime<Utc> {
    hit.gone_at.or(hit.published_at).unwrap_or(hit.captured_at)
}

fn entry(hit: &Hit, base: &str, names: &SiteNames, lang: Lang) -> Entry {
    let article = format!("{base}/articles/{}", hit.id);
    Entry {
        id: format!("urn:langbao:article:{}", hit.id),
        title: hit.title.text.clone(),
        page: match lang {
            Lang::Vi => article,
            Lang::En => format!("{article}?lang=en"),
        },
        original: hit.url.clone(),
        published: hit.published_at.map(rfc3339),
        updated: rfc3339(changed(hit)),
        site: names.get(hit.site.as_str()).to_owned(),
        section: hit.section.clone(),
        persons: hit.persons.clone(),
        summary: hit.snippet.text.clone(),
    }
}

/// Names the feed after what narrows the search.
fn title(state: &AppState, query: &SearchQuery) -> String {
    let r = &query.request;
    let mut parts: Vec<String> = Vec::new();
    parts.extend((!r.q.is_empty()).then(|| format!("“{}”", r.q)));
    parts.extend(r.persons.iter().map(|person| label(person)));
    parts.extend(r.places.iter().map(|place| place_name(place, query.lang)));
    parts.extend(r.sites.iter().map(ToString::to_string));
    parts.extend(r.sections.iter().cloned());
    let name = state.settings.name();
    match parts.is_empty() {
        true => name.to_owned(),
        false => format!("{} · {name}", parts.join(", ")),
    }
}
