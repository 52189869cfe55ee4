//! The page of a person, and the list of persons of a name.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use langbao_search::{Evidence, HistogramStep, PersonId, PersonSummary, SearchRequest, Tenure};

use super::frame::{Frame, SiteNames};
use super::search::HitView;
use super::timeline::Timeline;
use crate::api::{self as people, find, find_person, place_name};
use crate::conditional::{self, HTML};
use crate::date_bars::{DateBars, in_words};
use crate::moment::Moment;
use crate::params::Params;
use crate::problem::Problem;
use crate::search_query::SearchQuery;
use crate::{AppState, Lang};

/// The address of the pages of persons.
pub(crate) const PAGE: &str = "/people";

/// Articles listed.
const NEWEST: usize = 10;

/// Places listed.
const PLACES: usize = 8;

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage {
    frame: Frame,
    name: String,
    id: String,
    place: Option<String>,
    articles: u64,
    seen: Option<(Moment, Moment)>,
    posts: Vec<PostView>,
    bars: Option<DateBars>,
    bars_in_words: String,
    hits: Vec<HitView>,
    all: String,
    sites: Vec<Link>,
    /// Wards and others that the same articles name.
    places: Vec<Link>,
    with: Vec<Link>,
    namesakes: Vec<PersonView>,
    /// Other places whose mentions were joined.
    joined: Vec<String>,
    timeline: Option<Timeline>,
    feed: String,
}

struct PostView {
    post: String,
    place: Option<String>,
    former: bool,
    articles: String,
    first: EvidenceView,
    /// `None` if the first is the last.
    last: Option<EvidenceView>,
    contested_by: Vec<Link>,
}

struct EvidenceView {
    published: Option<Moment>,
    title: String,
    href: String,
    sentence: String,
}

/// Something with a count behind it.
struct Link {
    name: String,
    href: String,
    count: String,
}

#[derive(Template)]
#[template(path = "people.html")]
struct PeoplePage {
    frame: Frame,
    q: String,
    persons: Vec<PersonView>,
}

/// A person in a list.
struct PersonView {
    name: String,
    href: String,
    place: Option<String>,
    posts: String,
    articles: String,
    seen: Option<(Moment, Moment)>,
}

impl PersonView {
    fn new(person: &PersonSummary, lang: Lang) -> Self {
        Self {
            name: person.name.clone(),
            href: people::href(&person.id.to_string(), lang),
            place: person.id.place().map(place_name),
            posts: person.posts.join(", "),
            articles: lang.articles(person.articles),
            seen: seen(person.seen, lang),
        }
    }
}

fn seen(span: Option<(DateTime<Utc>, DateTime<Utc>)>, lang: Lang) -> Option<(Moment, Moment)> {
    span.map(|(first, last)| (Moment::day(first, lang), Moment::day(last, lang)))
}

/// `/people`
pub(crate) async fn people(
    State(state): State<AppState>,
    RawQuery(raw): RawQuery,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let params = Params::parse(raw.as_deref(), &["q", "lang"])?;
    let lang = params.lang()?;
    let q = params.one("q")?.unwrap_or_default().to_owned();
    let answer = move |state: &AppState| {
        let persons = find(state, &q)?.iter().map(|person| PersonView::new(person, lang)).collect();
        let page = PeoplePage { frame: Frame::new(state, &uri, lang), q, persons };
        Ok(conditional::send(&headers, HTML, page.render()?))
    };
    state.blocking(answer).await
}

/// `/people/{id}`: an id, or a name, which leads to the one who bears it or to all who do.
pub(crate) async fn person(
    State(state): State<AppState>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let answer = move |state: &AppState| {
        let frame = Frame::plain(state, &uri)?;
        if id.parse::<PersonId>().is_err() {
            return by_name(state, &id, frame, &headers);
        }
        let page = page(state, &id, frame)?;
        Ok(conditional::send(&headers, HTML, page.render()?))
    };
    state.blocking(answer).await
}

fn by_name(state: &AppState, name: &str, frame: Frame, headers: &HeaderMap) -> Result<Response, Problem> {
    let lang = frame.lang;
    let found: Vec<PersonSummary> =
        state.searcher.persons_of(name)?.into_iter().filter(|person| state.shows(person)).collect();
    match found.as_slice() {
        [] => Err(Problem::no_person(name)),
        [only] => Ok(Redirect::temporary(&people::href(&only.id.to_string(), lang)).into_response()),
        several => {
            let persons = several.iter().map(|person| PersonView::new(person, lang)).collect();
            let page = PeoplePage { frame, q: name.to_owned(), persons };
            Ok(conditional::send(headers, HTML, page.render()?))
        }
    }
}

fn page(state: &AppState, id: &str, frame: Frame) -> Result<PersonPage, Problem> {
    let lang = frame.lang;
    let person = find_person(state, id)?;
    let names = SiteNames::new(&state.archive.sites()?);
    let id = person.summary.id.to_string();
    let pairs = [("person", id.as_str()), ("sort", "newest")];
    let pairs = pairs.into_iter().chain((lang != Lang::default()).then_some(("lang", lang.code())));
    let query = SearchQuery::parse(Some(&crate::params::write(pairs)))?;
    let histogram = HistogramStep::Month;
    let request = SearchRequest { facets: true, histogram, limit: NEWEST, ..query.request.clone() };
    let hits = state.searcher.search(&request)?;
    let bars = hits.histogram.as_deref().and_then(|buckets| DateBars::new(buckets, &query));
    let bars = bars.filter(DateBars::is_row);
    let own = person.summary.id.place();
    let joined =
        person.ids.iter().filter(|other| other.place() != own || other.key() != person.summary.id.key());
    Ok(PersonPage {
        name: person.summary.name.clone(),
        place: own.map(place_name),
        articles: person.summary.articles,
        seen: seen(person.summary.seen, lang),
        posts: person.posts.iter().map(|post| post_view(post, &frame)).collect(),
        bars_in_words: bars.as_ref().map(|bars| in_words(bars, lang)).unwrap_or_default(),
        bars,
        hits: hits.hits.iter().map(|hit| HitView::new(hit, &query, &names)).collect(),
        all: query.at(crate::search_query::PAGE),
        sites: person
            .sites
            .iter()
            .map(|site| Link {
                name: names.get(site.site.as_str()).to_owned(),
                href: query.adding("site", site.site.as_str()),
                count: frame.n(site.articles),
            })
            .collect(),
        places: hits
            .facets
            .iter()
            .flat_map(|facets| &facets.place.values)
            .take(PLACES)
            .map(|place| Link {
                name: crate::page::place_name(&place.value, lang),
                href: query.adding("place", &place.value),
                count: frame.n(place.count),
            })
            .collect(),
        with: person
            .with
            .iter()
            .map(|with| Link {
                name: with.name.clone(),
                href: people::href(&with.name, lang),
                count: frame.n(with.articles),
            })
            .collect(),
        namesakes: person
            .namesakes
            .iter()
            .filter(|other| state.shows(other))
            .map(|other| PersonView::new(other, lang))
            .collect(),
        joined: joined.map(|other| people::label(&other.to_string())).collect(),
        timeline: Timeline::new(&person.posts, lang),
        feed: query.at(crate::feed::PATH),
        id,
        frame,
    })
}

fn post_view(post: &Tenure, frame: &Frame) -> PostView {
    let lang = frame.lang;
    let one = post.first.article == post.last.article;
    PostView {
        post: post.post.clone(),
        place: post.place.as_deref().map(place_name),
        former: post.former,
        articles: lang.articles(post.articles),
        first: evidence(&post.first, frame),
        last: (!one).then(|| evidence(&post.last, frame)),
        contested_by: post
            .contested_by
            .iter()
            .map(|name| Link { name: name.clone(), href: people::href(name, lang), count: String::new() })
            .collect(),
    }
}

fn evidence(shown: &Evidence, frame: &Frame) -> EvidenceView {
    EvidenceView {
        published: shown.published_at.map(|at| Moment::day(at, frame.lang)),
        title: shown.title.clone(),
        href: frame.href(&format!("/articles/{}", shown.article)),
        sentence: shown.sentence.clone(),
    }
}
