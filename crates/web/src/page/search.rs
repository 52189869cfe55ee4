//! The search page.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use langbao_entities::Place;
use langbao_search::{
    Accents, HistogramStep, Hit, Hits, Lineage, PlaceNote, QueryWarning, SearchRequest, Sort, Suggestion,
};

use super::facets::{FacetView, facets};
use super::frame::{Frame, Part, SiteNames, parts};
use crate::conditional::{HTML, Tag};
use crate::date_bars::{DateBars, in_words};
use crate::moment::{Moment, typed};
use crate::place_words::{label, note_text, path};
use crate::problem::Problem;
use crate::search_query::{API, PAGE, SearchQuery};
use crate::warning::warning_text;
use crate::{AppState, Lang, api as people, params};

/// Persons named under a hit; the rest stand on the article's page.
const PERSONS: usize = 6;

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
    hits: Vec<HitView>,
    bars: Option<DateBars>,
    bars_in_words: String,
    steps: Vec<Choice>,
    facets: Vec<FacetView>,
    next: Option<String>,
    first: Option<String>,
    json: String,
    all_filters_off: Option<String>,
    marks_off: Option<String>,
}

/// What the form shows.
struct Form {
    q: String,
    date_from: String,
    date_to: String,
    /// Chosen values with the name for people, by key.
    chosen: Vec<Chosen>,
    sites: Vec<(String, String)>,
    sections: Vec<String>,
    /// Names offered while one types.
    persons: Vec<String>,
    /// Ids of places with their names.
    places: Vec<(String, String)>,
    lineages: Vec<Choice>,
    sorts: Vec<Choice>,
    accents: Vec<Choice>,
    exclude_sites: Vec<String>,
    expand: bool,
    limit: Option<String>,
}

struct Chosen {
    key: &'static str,
    value: String,
    name: String,
}

/// One of several values, or a link.
struct Choice {
    value: String,
    name: &'static str,
    chosen: bool,
}

/// A filter that a click drops.
struct Chip {
    name: String,
    href: String,
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
    pub(super) published: Option<Moment>,
    pub(super) site: String,
    pub(super) site_href: String,
    pub(super) section: Option<(String, String)>,
    pub(super) persons: Vec<(String, String)>,
    pub(super) gone: Option<Moment>,
}

impl HitView {
    /// Shows a hit; its site, section and persons narrow the search it belongs to.
    pub(super) fn new(hit: &Hit, query: &SearchQuery, names: &SiteNames) -> Self {
        let lang = query.lang;
        let article = format!("/articles/{}", hit.id);
        let lang_pair =
            query.pairs().iter().filter(|(k, _)| k == "lang").map(|(k, v)| (k.as_str(), v.as_str()));
        let site = hit.site.as_str();
        Self {
            href: params::address(&article, lang_pair),
            title: parts(&hit.title),
            snippet: parts(&hit.snippet),
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
        let request = SearchRequest { facets: true, ..query.request.clone() };
        let hits = state.searcher.search(&request)?;
        let page = page(Frame::new(state, &uri, query.lang), &query, &hits, &names);
        Ok(tag.send(HTML, page.render()?))
    };
    state.blocking(answer).await
}

/// The page depends on the index, the address and the names of sites.
fn tag(state: &AppState, uri: &Uri, sites: &[langbao_archive::Site]) -> Tag {
    let generation = state.searcher.generation().to_string();
    let edition = state.edition();
    let mut parts = vec!["page", &edition, &generation, uri.query().unwrap_or_default()];
    parts.extend(sites.iter().flat_map(|s| [s.id.as_str(), &s.name]));
    Tag::of(&parts)
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
        hits: hits.hits.iter().map(|hit| HitView::new(hit, query, names)).collect(),
        bars_in_words: bars.as_ref().map(|b| in_words(b, lang)).unwrap_or_default(),
        steps: steps(query, &frame),
        facets: facets(query, hits, names, &frame),
        next: hits.next_cursor.as_deref().map(|cursor| query.setting(&[("cursor", cursor)])),
        first: request.cursor.is_some().then(|| query.without(&[])),
        json: query.at(API),
        all_filters_off: query.is_filtered().then(|| {
            query.without(&[
                "person",
                "site",
                "exclude_site",
                "section",
                "place",
                "lineage",
                "date_from",
                "date_to",
                "histogram",
            ])
        }),
        marks_off: has_marks.then(|| query.setting(&[("accents", "ignore")])),
        bars,
        frame,
    }
}

fn form(query: &SearchQuery, hits: &Hits, names: &SiteNames, frame: &Frame) -> Form {
    let r = &query.request;
    let chosen = |key: &'static str, value: &str, name: &str| Chosen {
        key,
        value: value.to_owned(),
        name: name.to_owned(),
    };
    let persons = r.persons.iter().map(|p| chosen("person", p, &people::label(p)));
    let sites = r.sites.iter().map(|s| chosen("site", s.as_str(), names.get(s.as_str())));
    let sections = r.sections.iter().map(|s| chosen("section", s, s));
    let places = r.places.iter().map(|p| chosen("place", p, &place_name(p, frame.lang)));
    let choice = |value: &str, name, chosen| Choice { value: value.to_owned(), name, chosen };
    let found_persons = hits.facets.as_ref().map(|f| f.person.values.as_slice()).unwrap_or_default();
    let found_sections = hits.facets.as_ref().map(|f| f.section.values.as_slice()).unwrap_or_default();
    Form {
        q: r.q.clone(),
        date_from: r.date_from.map(typed).unwrap_or_default(),
        date_to: r.date_to.map(typed).unwrap_or_default(),
        chosen: persons.chain(sites).chain(sections).chain(places).collect(),
        sites: names
            .all()
            .filter(|(id, _)| r.sites.iter().all(|s| s.as_str() != *id))
            .map(|(id, name)| (id.to_owned(), name.to_owned()))
            .collect(),
        sections: found_sections
            .iter()
            .filter(|s| !r.sections.contains(&s.value))
            .map(|s| s.value.clone())
            .collect(),
        places: hits
            .facets
            .iter()
            .flat_map(|f| &f.place.values)
            .map(|p| (p.value.clone(), place_name(&p.value, frame.lang)))
            .collect(),
        lineages: vec![
            choice(
                "successors",
                frame.t("cả đơn vị kế tục", "with what it became part of"),
                r.lineage == Lineage::Successors,
            ),
            choice(
                "all",
                frame.t("cả đơn vị cũ và mới", "with old and new units"),
                r.lineage == Lineage::All,
            ),
            choice("none", frame.t("chỉ nơi này", "this place alone"), r.lineage == Lineage::None),
        ],
        persons: found_persons.iter().map(|p| p.value.clone()).collect(),
        sorts: vec![
            choice("relevance", frame.t("phù hợp nhất", "best match"), r.sort == Sort::Relevance),
            choice("newest", frame.t("mới nhất", "newest"), r.sort == Sort::Newest),
            choice("oldest", frame.t("cũ nhất", "oldest"), r.sort == Sort::Oldest),
        ],
        accents: vec![
            choice("auto", frame.t("tự động", "automatic"), r.accents == Accents::Auto),
            choice("exact", frame.t("đúng dấu đã gõ", "marks as typed"), r.accents == Accents::Exact),
            choice("ignore", frame.t("bỏ qua dấu", "ignore marks"), r.accents == Accents::Ignore),
        ],
        exclude_sites: r.exclude_sites.iter().map(ToString::to_string).collect(),
        expand: r.expand,
        limit: query.pairs().iter().find(|(k, _)| k == "limit").map(|(_, v)| v.clone()),
    }
}

fn chips(query: &SearchQuery, names: &SiteNames, frame: &Frame) -> Vec<Chip> {
    let r = &query.request;
    let mut chips: Vec<Chip> = Vec::new();
    let mut chip = |name: String, href: String| chips.push(Chip { name, href });
    for person in &r.persons {
        let name = people::label(person);
        chip(format!("{}: {name}", frame.t("người", "person")), query.dropping("person", person));
    }
    for site in &r.sites {
        let name = names.get(site.as_str());
        chip(format!("{}: {name}", frame.t("trang", "site")), query.dropping("site", site.as_str()));
    }
    for site in &r.exclude_sites {
        let name = names.get(site.as_str());
        chip(
            format!("{}: {name}", frame.t("trừ trang", "without site")),
            query.dropping("exclude_site", site.as_str()),
        );
    }
    for section in &r.sections {
        chip(format!("{}: {section}", frame.t("chuyên mục", "section")), query.dropping("section", section));
    }
    for place in &r.places {
        let name = place_name(place, frame.lang);
        chip(format!("{}: {name}", frame.t("địa danh", "place")), query.dropping("place", place));
    }
    match r.lineage {
        Lineage::All => {
            chip(frame.t("cả đơn vị cũ và mới", "old and new units").to_owned(), query.without(&["lineage"]))
        }
        Lineage::None if !r.places.is_empty() => {
            chip(frame.t("chỉ nơi này", "this place alone").to_owned(), query.without(&["lineage"]))
        }
        _ => {}
    }
    // From and to are dropped together when a bar set them both.
    let dates = match (r.date_from, r.date_to) {
        (Some(from), Some(to)) if from == to => Some(typed(from)),
        (Some(from), Some(to)) => Some(format!("{} – {}", typed(from), typed(to))),
        (Some(from), None) => Some(format!("{} {}", frame.t("từ", "from"), typed(from))),
        (None, Some(to)) => Some(format!("{} {}", frame.t("đến", "until"), typed(to))),
        (None, None) => None,
    };
    if let Some(dates) = dates {
        let href = query.without(&["date_from", "date_to", "histogram"]);
        chip(format!("{}: {dates}", frame.t("ngày", "date")), href);
    }
    match r.accents {
        Accents::Auto => {}
        Accents::Exact => {
            chip(frame.t("đúng dấu đã gõ", "marks as typed").to_owned(), query.without(&["accents"]))
        }
        Accents::Ignore => {
            chip(frame.t("bỏ qua dấu", "ignoring marks").to_owned(), query.without(&["accents"]))
        }
    }
    if !r.expand {
        chip(frame.t("đúng nguyên văn", "verbatim").to_owned(), query.without(&["expand"]));
    }
    chips
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
            QueryWarning::AmbiguousPlace { asked, .. } => query.lang.pick(
                format!("“{asked}” là tên của nhiều nơi, đã tìm tất cả"),
                format!("“{asked}” is the name of several places, and all were searched"),
            ),
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
    let mut links = vec![(
        frame.t("xem trang của nơi này", "about this place").to_owned(),
        frame.href(&path(note.place)),
    )];
    if !note.filtered {
        let words = frame
            .t("tìm bài nhắc đến nơi này và nơi kế tục", "articles that name it or what it became part of");
        links.push((
            words.to_owned(),
            params::address(PAGE, [("place", id.as_str())].into_iter().chain(lang_pair(query))),
        ));
    } else if query.request.lineage == Lineage::None {
        let words = frame.t("tìm cả ở nơi kế tục", "search what it became part of too");
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
        choice("auto", HistogramStep::Auto, frame.t("tự động", "automatic")),
        choice("year", HistogramStep::Year, frame.t("năm", "years")),
        choice("month", HistogramStep::Month, frame.t("tháng", "months")),
        choice("week", HistogramStep::Week, frame.t("tuần", "weeks")),
        choice("day", HistogramStep::Day, frame.t("ngày", "days")),
    ]
}
