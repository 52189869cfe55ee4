//! Answers to searches.

use langbao_entities::Place;
use langbao_search::{Facets, Hits, QueryWarning, Snippet, SuggestionKind};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::PlaceBrief;
use crate::Lang;
use crate::moment::{precision_code, rfc3339};
use crate::place_words::note_text;
use crate::warning::{warning_code, warning_text};

/// The answer to a search.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchAnswer {
    /// The exact number of matching articles.
    total: u64,
    /// The number of hits if copies of a text are one (`collapse`); else the total.
    texts: u64,
    /// This page of them.
    hits: Vec<Hit>,
    /// On a first page by relevance that is not full: articles that have only a part of the query, best first. They are
    /// in no count.
    related: Vec<Hit>,
    /// For the next page; null on the last.
    next_cursor: Option<String>,
    /// What became of places that the search names.
    notes: Vec<Note>,
    /// What was not understood, or was searched differently than typed.
    warnings: Vec<Warning>,
    /// What may have been meant, the likeliest first.
    suggestions: Vec<OtherQuery>,
    /// The number of the change sequence that this answer includes.
    index_generation: u64,
    /// With `explain=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    understood: Option<Understood>,
    /// With `facets=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    facets: Option<FacetsAnswer>,
    /// With `facets=true`: articles by publication date, in order, without gaps. Leaves out the date filter.
    #[serde(skip_serializing_if = "Option::is_none")]
    histogram: Option<Vec<Bar>>,
    /// With `facets=true`: matching articles without a publication date, which no bar has; with a date filter those it
    /// leaves out.
    #[serde(skip_serializing_if = "Option::is_none")]
    undated: Option<u64>,
}

/// One matching article.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Hit {
    /// The article's id.
    id: String,
    /// Id of its site.
    site: String,
    /// Its address on the site.
    url: String,
    title: String,
    /// An excerpt of the text.
    snippet: String,
    /// What the article calls the attached file that the excerpt is from, where its own text has nothing of the query.
    attachment: Option<String>,
    highlights: Highlights,
    section: Option<String>,
    /// In Asia/Ho_Chi_Minh.
    #[schema(format = DateTime)]
    published_at: Option<String>,
    /// `day`: no time of the day is known; `published_at` is then midnight.
    date_precision: Option<&'static str>,
    #[schema(format = DateTime)]
    captured_at: String,
    /// When the site was first seen without it.
    #[schema(format = DateTime)]
    gone_at: Option<String>,
    /// Names of persons, in order of mention.
    persons: Vec<String>,
    /// 0 unless sorted by relevance.
    score: f32,
    /// With `collapse=true`: other copies of the text that match and for which this hit stands.
    copies: u32,
    /// With `explain=true`: what the score is made of, the greatest part first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    score_parts: Vec<ScorePart>,
}

/// A part of a score.
#[derive(Debug, Serialize, ToSchema)]
struct ScorePart {
    /// Where it comes from: `body.exact`, `title.bigrams` …
    stream: String,
    /// What was found there.
    text: String,
    score: f32,
}

/// A query as it was understood: a tree.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnderstoodQuery)]
struct Understood {
    /// `all`, `most`, `any`, `not`, `word`, `phrase`, `near`, `person`, `place`, `site`, `section`, `number`, `date`.
    ask: &'static str,
    /// The words or the value; empty where there are parts.
    value: String,
    /// How it is to match, or what else is searched.
    how: Vec<String>,
    #[schema(no_recursion)]
    parts: Vec<Understood>,
}

impl Understood {
    fn new(understood: &langbao_search::Understood) -> Self {
        Self {
            ask: understood.ask,
            value: understood.value.clone(),
            how: understood.how.clone(),
            parts: understood.parts.iter().map(Self::new).collect(),
        }
    }
}

/// Where the search matched: `[start, end)` in Unicode characters.
#[derive(Debug, Serialize, ToSchema)]
struct Highlights {
    title: Vec<[usize; 2]>,
    snippet: Vec<[usize; 2]>,
}

/// What became of a place that the search names.
#[derive(Debug, Serialize, ToSchema)]
struct Note {
    /// `place_gone`.
    code: &'static str,
    /// For people.
    message: String,
    /// As the search names it.
    asked: String,
    /// Whether the search is narrowed by the place, and not by words alone.
    filtered: bool,
    place: PlaceBrief,
    /// The units it went into.
    successors: Vec<PlaceBrief>,
}

/// Something to know about how the query was read. Which fields it has depends on `code`.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = QueryWarning)]
pub(crate) struct Warning {
    /// `plain_words`, `shortened`, `accents_ignored`, `most_words`, `ambiguous_place`, `no_such_place`, `expanded`,
    /// `namesakes`, or `other`.
    code: &'static str,
    /// For people.
    message: String,
    /// Of `plain_words`.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Of `shortened`: how much was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<usize>,
    /// Of `ambiguous_place` and `no_such_place`.
    #[serde(skip_serializing_if = "Option::is_none")]
    asked: Option<String>,
    /// Of `ambiguous_place`.
    #[serde(skip_serializing_if = "Option::is_none")]
    places: Option<Vec<PlaceBrief>>,
    /// Of `expanded`: as typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// Of `expanded`: what was searched too.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<Vec<String>>,
    /// Of `namesakes`.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Of `namesakes`: how many.
    #[serde(skip_serializing_if = "Option::is_none")]
    persons: Option<usize>,
}

/// Another query with what it finds.
#[derive(Debug, Serialize, ToSchema)]
struct OtherQuery {
    q: String,
    total: u64,
    /// `keystrokes`, `spelling` or `marks`.
    kind: &'static str,
}

/// Counts by value; each leaves out the filter on its own key.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Facets)]
struct FacetsAnswer {
    site: Facet,
    person: Facet,
    section: Facet,
    place: Facet,
    document_kind: Facet,
}

#[derive(Debug, Serialize, ToSchema)]
struct Facet {
    /// The most frequent values.
    values: Vec<FacetCount>,
    /// Articles under values not listed.
    other: u64,
}

/// One value with its articles.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FacetCount {
    /// The value, to be used as the filter.
    value: String,
    count: u64,
    /// For people, where the value is an id.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

/// One bar of the histogram.
#[derive(Debug, Serialize, ToSchema)]
struct Bar {
    /// First day.
    #[schema(format = Date)]
    from: String,
    /// Last day, inclusive.
    #[schema(format = Date)]
    to: String,
    count: u64,
}

/// One facet of a search.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FacetOfSearch)]
pub(crate) struct FacetAnswer {
    field: String,
    values: Vec<FacetCount>,
    /// Articles under values not listed.
    other: u64,
    total: u64,
    index_generation: u64,
}

/// What a few letters may mean.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Suggestions)]
pub(crate) struct SuggestAnswer {
    /// Names with all of the words, the last one unfinished, most frequent first.
    pub(crate) persons: Vec<Suggested>,
    /// Units of the country, before and since 1 July 2025.
    pub(crate) places: Vec<PlaceBrief>,
    /// Articles with the words in their title.
    pub(crate) titles: Vec<SuggestedTitle>,
    pub(crate) index_generation: u64,
}

/// A name of persons.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SuggestedName)]
pub(crate) struct Suggested {
    pub(crate) name: String,
    pub(crate) articles: u64,
}

/// A title of an article.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SuggestedTitle {
    pub(crate) id: String,
    pub(crate) title: String,
}

/// The answer of `/api/v1/search` as JSON.
pub fn search_json(hits: &Hits, lang: Lang) -> Value {
    super::value(&SearchAnswer::new(hits, lang))
}

impl SearchAnswer {
    pub(crate) fn new(hits: &Hits, lang: Lang) -> Self {
        let note = |note: &langbao_search::PlaceNote| Note {
            code: "place_gone",
            message: note_text(note, lang),
            asked: note.asked.clone(),
            filtered: note.filtered,
            place: PlaceBrief::new(note.place),
            successors: note.successors.iter().copied().map(PlaceBrief::new).collect(),
        };
        let bar = |bar: &langbao_search::DateBucket| Bar {
            from: bar.from.to_string(),
            to: bar.to.to_string(),
            count: bar.count,
        };
        Self {
            total: hits.total,
            texts: hits.texts,
            hits: hits.hits.iter().map(Hit::new).collect(),
            related: hits.related.iter().map(Hit::new).collect(),
            understood: hits.understood.as_ref().map(Understood::new),
            next_cursor: hits.next_cursor.clone(),
            notes: hits.notes.iter().map(note).collect(),
            warnings: hits.warnings.iter().map(|w| Warning::new(w, lang)).collect(),
            suggestions: hits.suggestions.iter().map(OtherQuery::new).collect(),
            index_generation: hits.index_generation,
            facets: hits.facets.as_ref().map(FacetsAnswer::new),
            histogram: hits.histogram.as_ref().map(|bars| bars.iter().map(bar).collect()),
            undated: hits.undated,
        }
    }
}

impl Hit {
    pub(crate) fn new(hit: &langbao_search::Hit) -> Self {
        Self {
            id: hit.id.to_string(),
            site: hit.site.to_string(),
            url: hit.url.clone(),
            title: hit.title.text.clone(),
            snippet: hit.snippet.text.clone(),
            attachment: hit.attachment.clone(),
            highlights: Highlights { title: highlights(&hit.title), snippet: highlights(&hit.snippet) },
            section: hit.section.clone(),
            published_at: hit.published_at.map(rfc3339),
            date_precision: hit.precision.map(precision_code),
            captured_at: rfc3339(hit.captured_at),
            gone_at: hit.gone_at.map(rfc3339),
            persons: hit.persons.clone(),
            score: hit.score,
            copies: hit.copies,
            score_parts: hit
                .parts
                .iter()
                .map(|part| ScorePart {
                    stream: part.stream.clone(),
                    text: part.text.clone(),
                    score: part.score,
                })
                .collect(),
        }
    }
}

/// Highlights in characters (Unicode code points), which most languages can slice by.
fn highlights(snippet: &Snippet) -> Vec<[usize; 2]> {
    let chars = |end: usize| snippet.text.get(..end).map_or(0, |before| before.chars().count());
    snippet.highlights.iter().map(|range| [chars(range.start), chars(range.end)]).collect()
}

impl OtherQuery {
    fn new(suggestion: &langbao_search::Suggestion) -> Self {
        let kind = match suggestion.kind {
            SuggestionKind::Keystrokes => "keystrokes",
            SuggestionKind::Marks => "marks",
            _ => "spelling",
        };
        Self { q: suggestion.q.clone(), total: suggestion.total, kind }
    }
}

impl FacetsAnswer {
    fn new(facets: &Facets) -> Self {
        Self {
            site: Facet::new(&facets.site),
            person: Facet::new(&facets.person),
            section: Facet::new(&facets.section),
            place: Facet::of_places(&facets.place),
            document_kind: Facet::new(&facets.document_kind),
        }
    }
}

impl Facet {
    fn new(facet: &langbao_search::Facet) -> Self {
        let count = |v: &langbao_search::FacetCount| FacetCount {
            value: v.value.clone(),
            count: v.count,
            name: None,
        };
        Self { values: facet.values.iter().map(count).collect(), other: facet.other }
    }

    fn of_places(facet: &langbao_search::Facet) -> Self {
        let mut named = Self::new(facet);
        for value in &mut named.values {
            value.name = Place::by_id(&value.value).map(Place::full_name);
        }
        named
    }
}

impl FacetAnswer {
    /// The fields that `/api/v1/facets/{field}` knows.
    pub(crate) const FIELDS: [&'static str; 5] = ["site", "person", "section", "place", "document_kind"];

    /// Picks a facet of an answer; `None` for an unknown field.
    pub(crate) fn new(field: &str, hits: &Hits) -> Option<Self> {
        let facets = hits.facets.clone().unwrap_or_default();
        let Facet { values, other } = match field {
            "site" => Facet::new(&facets.site),
            "person" => Facet::new(&facets.person),
            "section" => Facet::new(&facets.section),
            "place" => Facet::of_places(&facets.place),
            "document_kind" => Facet::new(&facets.document_kind),
            _ => return None,
        };
        let (total, index_generation) = (hits.total, hits.index_generation);
        Some(Self { field: field.to_owned(), values, other, total, index_generation })
    }
}

impl Warning {
    /// Says a warning: a stable code, what it is about, and the words.
    pub(crate) fn new(warning: &QueryWarning, lang: Lang) -> Self {
        let said =
            Self { code: warning_code(warning), message: warning_text(warning, lang), ..Self::default() };
        match warning {
            QueryWarning::PlainWords { reason } => Self { reason: Some(reason.to_string()), ..said },
            QueryWarning::Shortened { bytes } => Self { bytes: Some(*bytes), ..said },
            QueryWarning::AmbiguousPlace { asked, places } => Self {
                asked: Some(asked.clone()),
                places: Some(places.iter().copied().map(PlaceBrief::new).collect()),
                ..said
            },
            QueryWarning::NoSuchPlace { asked } => Self { asked: Some(asked.clone()), ..said },
            QueryWarning::Expanded { from, to } => {
                Self { from: Some(from.clone()), to: Some(to.clone()), ..said }
            }
            QueryWarning::Namesakes { name, persons } => {
                Self { name: Some(name.clone()), persons: Some(*persons), ..said }
            }
            _ => said,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn highlights_count_characters() {
        let snippet = Snippet { text: "Họp phường".to_owned(), highlights: vec![0..5, 6..15] };
        assert_eq!(&snippet.text[6..15], "phường");
        assert_eq!(highlights(&snippet), [[0, 3], [4, 10]]);
    }

    #[test]
    fn warnings_have_codes() {
        let from = "UBND".to_owned();
        let warning = QueryWarning::Expanded { from, to: vec!["ủy ban nhân dân".to_owned()] };
        assert_eq!(Warning::new(&warning, Lang::En).code, "expanded");
        let warning = Warning::new(&QueryWarning::Shortened { bytes: 4096 }, Lang::En);
        assert_eq!((warning.code, warning.bytes), ("shortened", Some(4096)));
    }
}
