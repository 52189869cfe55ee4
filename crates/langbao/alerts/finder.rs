//! Which of the articles that have changed an alert finds: by the very search that its query string is.

use std::collections::HashMap;

use anyhow::Context;
use langbao_alert::{Field, Finder, Found, Why};
use langbao_article::ArticleId;
use langbao_search::{Hit, QueryWarning, SearchRequest, Searcher, Snippet, Sort};
use langbao_text::fold;
use langbao_web::{person_label, search_request};

/// The index as the room of alerts sees it.
#[derive(Clone)]
pub(crate) struct SearchFinder(pub(crate) Searcher);

/// Terms named in a reason.
const TERMS: usize = 8;

impl Finder for SearchFinder {
    type Error = anyhow::Error;

    fn generation(&self) -> u64 {
        self.0.generation()
    }

    fn find(&self, query: &str, among: &[ArticleId]) -> anyhow::Result<HashMap<ArticleId, Found>> {
        let request = search_request(query).with_context(|| format!("cannot read the search \"{query}\""))?;
        let request = SearchRequest {
            among: Some(among.to_vec()),
            limit: among.len(),
            sort: Sort::Newest,
            facets: false,
            cursor: None,
            ..request
        };
        let hits = self.0.search(&request).context("cannot search for an alert")?;
        // A page shows something rather than nothing; nobody wants to be woken for that.
        let is_loose = |w: &QueryWarning| matches!(w, QueryWarning::AccentsIgnored | QueryWarning::MostWords);
        if hits.warnings.iter().any(is_loose) {
            return Ok(HashMap::new());
        }
        let expansions: Vec<(String, Vec<String>)> = hits
            .warnings
            .iter()
            .filter_map(|warning| match warning {
                QueryWarning::Expanded { from, to } => Some((from.clone(), to.clone())),
                _ => None,
            })
            .collect();
        let found = |hit: &Hit| Found {
            snippet: hit.snippet.text.clone(),
            why: Why { expansions: expansions.clone(), ..why(hit, &request) },
        };
        Ok(hits.hits.iter().map(|hit| (hit.id, found(hit))).collect())
    }
}

fn why(hit: &Hit, request: &SearchRequest) -> Why {
    let mut why = Why::default();
    let mut note = |snippet: &Snippet, field: Field| {
        if snippet.highlights.is_empty() {
            return;
        }
        why.fields.push(field);
        for term in snippet.highlights.iter().filter_map(|range| snippet.text.get(range.clone())) {
            let term = term.to_lowercase();
            if why.terms.len() < TERMS && !why.terms.contains(&term) {
                why.terms.push(term);
            }
        }
    };
    note(&hit.title, Field::Title);
    note(&hit.snippet, Field::Body);
    let asked: Vec<String> = request.persons.iter().map(|person| person_label(person)).collect();
    let named: Vec<String> = hit.persons.iter().map(|person| fold(person)).collect();
    // Of several that were asked for, those that are named; of one, that one, by whatever name it goes there.
    why.persons = match asked.as_slice() {
        [one] => vec![one.clone()],
        _ => asked.into_iter().filter(|person| named.contains(&fold(person))).collect(),
    };
    let mut filter = |key: &str, value: String| why.filters.push((key.to_owned(), value));
    if !request.sites.is_empty() {
        filter("site", hit.site.to_string());
    }
    if let (false, Some(section)) = (request.sections.is_empty(), &hit.section) {
        filter("section", section.clone());
    }
    for place in &request.places {
        let name = langbao_entities::Place::by_id(place).map_or_else(|| place.clone(), |p| p.full_name());
        filter("place", name);
    }
    match (request.date_from, request.date_to) {
        (None, None) => {}
        (from, to) => {
            let shown =
                |date: Option<langbao_search::PartialDate>| date.map(|d| d.to_string()).unwrap_or_default();
            filter("date", format!("{}–{}", shown(from), shown(to)));
        }
    }
    why
}
