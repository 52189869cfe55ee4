//! The search page.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use langbao_entities::Place;
use langbao_search::{
    Accents, HistogramStep, Hit, Hits, Lineage, PlaceNote, QueryWarning, SearchRequest, Suggestion,
};

use super::facets::{FacetView, facets};
use super::frame::{Frame, Part, SiteNames, parts};
use super::nothing_found::{NamedPerson, NothingFound, named};
use super::search_form::{Chip, Choice, Form, chips, form, presets};
use crate::conditional::{HTML, Tag};
use crate::date_bars::{DateBars, in_words};
use crate::moment::{Moment, vietnam};
use crate::place_words::{label, note_text, path};
use crate::problem::Problem;
use crate::search_query::{API, PAGE, SearchQuery};
use crate::warning::warning_text;
use crate::{AppState, Lang, api as people, params};

/// Persons named under a hit; the rest stand on the article's page.
const PERSONS: usize = 4;

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    frame: Frame,
    form: Form,
    chips: Vec<Chip>,
    warnings: Vec<WarningView>,
    notes: Vec<NoteView>,
    suggestions: Vec<SuggestionView>,
    total: u64,
    /// How many texts these are, and to the search with all copies apart; `None` if each is another.
    texts: Option<(u64, String)>,
    hits: Vec<HitView>,
    /// Articles that have only a part of the query.
    related: Vec<HitView>,
    bars: Option<DateBars>,
    bars_in_words: String,
    /// Articles that no bar has.
    undated: Option<String>,
    steps: Vec<Choice>,
    facets: Vec<FacetView>,
    next: Option<String>,
    first: Option<String>,
    json: String,
    presets: Vec<Choice>,
    nothing: Option<NothingFound>,
    /// The persons whose whole name is the query.
    named: Vec<NamedPerson>,
    feed: String,
    exports: Vec<(&'static str, String)>,
    marks_off: Option<String>,
    /// The search as an alert would keep it, if alerts can be ordered here.
    alert: Option<String>,
}

/// Another query that may have been meant.
struct SuggestionView {
    q: String,
    total: u64,
    href: String,
}

struct WarningView {
    text: String,
    /// To the search as typed.
    verbatim: Option<String>,
    /// To the persons who share a name.
    namesakes: Option<String>,
    /// To the search with one of several places, with its name.
    places: Vec<(String, String)>,
}

/// What became of a place that the search names.
struct NoteView {
    text: String,
    /// Links with their words: the place's page, the search narrowed by it.
    links: Vec<(String, String)>,
}

/// A hit as it is listed.
pub(super) struct HitView {
    pub(super) href: String,
    pub(super) title: Vec<Part>,
    pub(super) snippet: Vec<Part>,
    /// The file that the excerpt is from.
    pub(super) attachment: Option<String>,
    pub(super) published: Option<Moment>,
    pub(super) site: String,
    pub(super) site_href: String,
    pub(super) section: Option<(String, String)>,
    pub(super) persons: Vec<(String, String)>,
    pub(super) gone: Option<Moment>,
    /// Other copies of the text, and where they stand beside each other.
    pub(super) copies: Option<(u32, String)>,
}

impl HitView {
    /// Shows a hit; its site, section and persons narrow the search it belongs to.
    pub(super) fn new(hit: &Hit, query: &SearchQuery, names: &SiteNames) -> Self {
        let lang = query.lang;
        let article = format!("/articles/{}", hit.id);
        // The article shows where it has what was searched for.
        let carried = query.pairs().iter().filter(|(k, _)| k == "lang" || k == "q");
        let lang_pair = carried.map(|(k, v)| (k.as_str(), v.as_str()));
        let site = hit.site.as_str();
        Self {
            href: params::address(&article, lang_pair),
            title: parts(&hit.title),
            snippet: parts(&hit.snippet),
            attachment: hit.attachment.clone(),
            published: hit.published_at.zip(hit.precision).map(|(at, p)| Moment::new(at, p, lang)),
            site: names.get(site).to_owned(),
            site_href: query.adding("site", site),
            section: hit.section.as_ref().map(|s| (s.clone(), query.adding("section", s))),
            persons: hit
                .persons
                .iter()
                .take(PERSONS)
                .map(|p| (p.clone(), query.adding("person", p)))
                .collect(),
            gone: hit.gone_at.map(|at| Moment::day(at, lang)),
            copies: (hit.copies > 0).then(|| {
                let language = (lang != Lang::default()).then_some(("lang", lang.code()));
                (hit.copies, params::address(&format!("/articles/{}/copies", hit.id), language))
            }),
        }
    }
}

/// `/search`
pub(crate) async fn search(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let query = SearchQuery::parse(uri.query())?;
    let answer = move |state: &AppState| {
        let sites = state.archive.sites()?;
        let tag = tag(state, &uri, &sites);
        if tag.is_known(&headers) {
            return Ok(tag.not_modified());
        }
        let names = SiteNames::new(&sites);
        let request = SearchRequest { facets: true, collapse: query.collapses(), ..query.request.clone() };
        let hits = state.searcher.search(&request)?;
        let frame = Frame::new(state, &uri, query.lang);
        let nothing = match hits.total {
            0 => Some(NothingFound::new(state, &query, &frame)?),
            _ => None,
        };
        let named = named(state, &query)?;
        let presets = presets(&query, &frame, state.now());
        let can_order = state.settings.public_alerts && state.desk.mail().is_some();
        let alert = can_order.then(|| crate::saved_query(uri.query().unwrap_or_default()).ok()).flatten();
        let page = page(frame, &query, &hits, &names);
        let page = SearchPage { nothing, named, presets, alert, ..page };
        Ok(tag.send(HTML, page.render()?))
    };
    state.blocking(answer).await
}

/// The page depends on the index, the address and the names of sites.
fn tag(state: &AppState, uri: &Uri, sites: &[langbao_archive::Site]) -> Tag {
    let generation = state.searcher.generation().to_string();
    let edition = state.edition();
    // Spans such as "the last 7 days" are others tomorrow.
    let today = vietnam(state.now()).date_naive().to_string();
    let mut parts = vec!["page", &edition, &generation, &today, uri.query().unwrap_or_default()];
    parts.extend(sites.iter().flat_map(|s| [s.id.as_str(), &s.name]));
    Tag::of(&parts)
}

/// How many articles have no date.
fn undated(count: u64, request: &SearchRequest, lang: Lang) -> String {
    let dated = request.date_from.is_some() || request.date_to.is_some();
    let values: [(&str, &dyn std::fmt::Display); 1] = [("count", &lang.articles(count))];
    match dated {
        true => lang.fill("undated-articles-left-out", &values),
        false => lang.fill("undated-articles-too", &values),
    }
}

fn page(frame: Frame, query: &SearchQuery, hits: &Hits, names: &SiteNames) -> SearchPage {
    let lang = frame.lang;
    let request = &query.request;
    let bars = hits.histogram.as_deref().and_then(|buckets| DateBars::new(buckets, query));
    let has_marks = request.accents != Accents::Ignore && langbao_text::has_marks(&request.q);
    SearchPage {
        form: form(query, hits, names, &frame),
        chips: chips(query, names, &frame),
        warnings: hits.warnings.iter().map(|w| warning(w, query)).collect(),
        notes: hits.notes.iter().map(|n| note(n, query, &frame)).collect(),
        suggestions: hits.suggestions.iter().map(|s| suggestion(s, query)).collect(),
        total: hits.total,
        texts: (hits.texts < hits.total).then(|| (hits.texts, query.setting(&[("collapse", "false")]))),
        hits: hits.hits.iter().map(|hit| HitView::new(hit, query, names)).collect(),
        related: hits.related.iter().map(|hit| HitView::new(hit, query, names)).collect(),
        bars_in_words: bars.as_ref().map(|b| in_words(b, lang)).unwrap_or_default(),
        undated: hits.undated.filter(|count| *count > 0).map(|count| undated(count, request, lang)),
        steps: steps(query, &frame),
        facets: facets(query, hits, names, &frame),
        next: hits.next_cursor.as_deref().map(|cursor| query.setting(&[("cursor", cursor)])),
        first: request.cursor.is_some().then(|| query.without(&[])),
        json: query.at(API),
        presets: Vec::new(),
        nothing: None,
        named: Vec::new(),
        feed: query.at(crate::feed::PATH),
        exports: exports(query),
        marks_off: has_marks.then(|| query.setting(&[("accents", "ignore")])),
        bars,
        alert: None,
        frame,
    }
}

/// Links to all hits as files.
fn exports(query: &SearchQuery) -> Vec<(&'static str, String)> {
    let form = |name: &'static str, form: &str| {
        let address = query.at("/api/v1/export");
        let joint = if address.contains('?') { "&" } else { "?" };
        (name, format!("{address}{joint}format={form}"))
    };
    vec![form("CSV", "csv&bom=true"), form("JSONL", "jsonl"), form("BibTeX", "bibtex")]
}

fn suggestion(suggestion: &Suggestion, query: &SearchQuery) -> SuggestionView {
    let href = query.setting(&[("q", &suggestion.q)]);
    SuggestionView { q: suggestion.q.clone(), total: suggestion.total, href }
}

fn warning(warning: &QueryWarning, query: &SearchQuery) -> WarningView {
    let verbatim = matches!(warning, QueryWarning::Expanded { .. });
    let namesakes = match warning {
        QueryWarning::Namesakes { name, .. } => Some(people::href(name, query.lang)),
        _ => None,
    };
    WarningView {
        text: match warning {
            // The places are links.
            QueryWarning::AmbiguousPlace { asked, .. } => {
                query.lang.fill("asked-is-the-name-of-several-places-and-all-2", &[("asked", &asked)])
            }
            warning => warning_text(warning, query.lang),
        },
        verbatim: verbatim.then(|| query.setting(&[("expand", "false")])),
        namesakes,
        places: match warning {
            QueryWarning::AmbiguousPlace { asked, places } => places
                .iter()
                .map(|place| (label(*place, query.lang), query.replacing("place", asked, &place.id())))
                .collect(),
            _ => Vec::new(),
        },
    }
}

fn note(note: &PlaceNote, query: &SearchQuery, frame: &Frame) -> NoteView {
    let id = note.place.id();
    let mut links = vec![(frame.say("about-this-place").to_owned(), frame.href(&path(note.place)))];
    if !note.filtered {
        let words = frame.say("articles-that-name-it-or-what-it-became-part");
        links.push((
            words.to_owned(),
            params::address(PAGE, [("place", id.as_str())].into_iter().chain(lang_pair(query))),
        ));
    } else if query.request.lineage == Lineage::None {
        let words = frame.say("search-what-it-became-part-of-too");
        links.push((words.to_owned(), query.without(&["lineage"])));
    }
    NoteView { text: note_text(note, query.lang), links }
}

fn lang_pair(query: &SearchQuery) -> Option<(&str, &str)> {
    query.pairs().iter().find(|(key, _)| key == "lang").map(|(key, value)| (key.as_str(), value.as_str()))
}

/// Names a place that was asked for by its id; a name stays as typed.
pub(crate) fn place_name(asked: &str, lang: Lang) -> String {
    Place::by_id(asked).map_or_else(|| asked.to_owned(), |place| label(place, lang))
}

/// Links to bars of another width; offered where they would say more.
fn steps(query: &SearchQuery, frame: &Frame) -> Vec<Choice> {
    let choice = |word: &str, step, name| Choice {
        value: query.setting(&[("histogram", word)]),
        name,
        chosen: query.request.histogram == step,
    };
    vec![
        choice("auto", HistogramStep::Auto, frame.say("automatic")),
        choice("year", HistogramStep::Year, frame.say("years")),
        choice("month", HistogramStep::Month, frame.say("months")),
        choice("week", HistogramStep::Week, frame.say("weeks")),
        choice("day", HistogramStep::Day, frame.say("days")),
    ]
}
