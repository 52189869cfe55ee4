//! The facets of the search page.

use langbao_entities::find_places;
use langbao_search::{Facet, Hits};

use super::frame::{Frame, SiteNames};
use super::search::place_name;
use crate::search_query::SearchQuery;

/// A facet with its values.
pub(super) struct FacetView {
    pub(super) key: &'static str,
    pub(super) title: &'static str,
    pub(super) values: Vec<FacetValue>,
    pub(super) other: Option<String>,
}

/// A value that narrows the search.
pub(super) struct FacetValue {
    pub(super) name: String,
    pub(super) count: String,
    pub(super) href: String,
    pub(super) chosen: bool,
}

/// Makes the facets of an answer; each value is a link that narrows the search by it or takes the filter off.
pub(super) fn facets(query: &SearchQuery, hits: &Hits, names: &SiteNames, frame: &Frame) -> Vec<FacetView> {
    let Some(facets) = &hits.facets else { return Vec::new() };
    let r = &query.request;
    let key = langbao_text::match_key;
    let view = |name: &'static str, title, facet: &Facet, chosen: &dyn Fn(&str) -> Option<String>| {
        let values = facet.values.iter().map(|v| {
            let chosen = chosen(&v.value);
            FacetValue {
                name: match name {
                    "site" => names.get(&v.value).to_owned(),
                    "place" => place_name(&v.value, frame.lang),
                    _ => v.value.clone(),
                },
                count: frame.n(v.count),
                href: match &chosen {
                    Some(typed) => query.dropping(name, typed),
                    None => query.adding(name, &v.value),
                },
                chosen: chosen.is_some(),
            }
        });
        let other = (facet.other > 0).then(|| frame.n(facet.other));
        FacetView { key: name, title, values: values.collect(), other }
    };
    // A value may have been typed another way than the facet writes it.
    let among = |list: &[String], value: &str| list.iter().find(|v| key(v) == key(value)).cloned();
    let views = [
        view("person", frame.say("persons"), &facets.person, &|v| among(&r.persons, v)),
        view("site", frame.say("sites-4"), &facets.site, &|v| {
            r.sites.iter().find(|s| s.as_str() == v).map(ToString::to_string)
        }),
        view("place", frame.say("places"), &facets.place, &|v| {
            let is = |asked: &&String| find_places(asked).iter().any(|place| place.id() == v);
            r.places.iter().find(is).cloned()
        }),
        view("section", frame.say("sections"), &facets.section, &|v| among(&r.sections, v)),
    ];
    let views = views.into_iter().chain([documents(query, &facets.document_kind, frame)]);
    views.filter(|f| !f.values.is_empty()).collect()
}

/// Kinds of documents narrow the search by a word of the query, `num:QĐ`.
fn documents(query: &SearchQuery, facet: &Facet, frame: &Frame) -> FacetView {
    let asked = query.request.q.trim();
    let value = |code: &str, count| {
        let word = format!("num:{code}");
        let chosen = asked.split_whitespace().any(|typed| typed == word);
        let words = match chosen {
            true => asked.split_whitespace().filter(|typed| *typed != word).collect::<Vec<_>>().join(" "),
            false => format!("{asked} {word}").trim().to_owned(),
        };
        FacetValue {
            name: langbao_entities::document_kind(code).unwrap_or(code).to_owned(),
            count: frame.n(count),
            href: query.setting(&[("q", &words)]),
            chosen,
        }
    };
    let values = facet.values.iter().map(|v| value(&v.value, v.count)).collect();
    let other = (facet.other > 0).then(|| frame.n(facet.other));
    FacetView { key: "document", title: frame.say("kinds-of-documents"), values, other }
}
