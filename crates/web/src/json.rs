//! What the API says, as JSON. Field names and codes here are a contract.

use langbao_archive::{ArticleCopy, ArticleRecord, RunRecord, SiteStatus, VersionRecord};
use langbao_entities::{Mentions, Place};
use langbao_search::{Facet, Facets, Hit, Hits, Snippet, Suggestion, SuggestionKind};
use serde_json::{Value, json};

use crate::Lang;
use crate::moment::{precision_code, rfc3339};
use crate::place_words::{brief_json, note_json};
use crate::warning::warning_json;

/// The answer of `/api/v1/search` as JSON.
pub fn search_json(hits: &Hits, lang: Lang) -> Value {
    let mut value = json!({
        "total": hits.total,
        "hits": hits.hits.iter().map(hit).collect::<Vec<_>>(),
        "next_cursor": hits.next_cursor,
        "notes": hits.notes.iter().map(|note| note_json(note, lang)).collect::<Vec<_>>(),
        "warnings": hits.warnings.iter().map(|w| warning_json(w, lang)).collect::<Vec<_>>(),
        "suggestions": hits.suggestions.iter().map(suggestion).collect::<Vec<_>>(),
        "index_generation": hits.index_generation,
    });
    if let Some(found) = &hits.facets {
        value["facets"] = facets(found);
    }
    if let Some(bars) = &hits.histogram {
        let bars = bars.iter().map(|b| json!({ "from": b.from, "to": b.to, "count": b.count }));
        value["histogram"] = bars.collect();
    }
    value
}

/// Another query with what it finds. `kind` is one of `keystrokes`, `spelling`, `marks`.
fn suggestion(suggestion: &Suggestion) -> Value {
    let kind = match suggestion.kind {
        SuggestionKind::Keystrokes => "keystrokes",
        SuggestionKind::Marks => "marks",
        _ => "spelling",
    };
    json!({ "q": suggestion.q, "total": suggestion.total, "kind": kind })
}

/// A hit, as in `/api/v1/search`.
pub(crate) fn hit(hit: &Hit) -> Value {
    json!({
        "id": hit.id,
        "site": hit.site,
        "url": hit.url,
        "title": hit.title.text,
        "snippet": hit.snippet.text,
        "highlights": { "title": highlights(&hit.title), "snippet": highlights(&hit.snippet) },
        "section": hit.section,
        "published_at": hit.published_at.map(rfc3339),
        "date_precision": hit.precision.map(precision_code),
        "captured_at": rfc3339(hit.captured_at),
        "gone_at": hit.gone_at.map(rfc3339),
        "persons": hit.persons,
        "score": hit.score,
    })
}

/// Highlights as `[start, end)` in characters (Unicode code points), which most languages can slice by.
fn highlights(snippet: &Snippet) -> Value {
    let chars = |end: usize| snippet.text.get(..end).map_or(0, |before| before.chars().count());
    snippet.highlights.iter().map(|range| json!([chars(range.start), chars(range.end)])).collect()
}

fn facets(facets: &Facets) -> Value {
    let one = |facet: &Facet| {
        let values = facet.values.iter().map(|v| json!({ "value": v.value, "count": v.count }));
        json!({ "values": values.collect::<Vec<_>>(), "other": facet.other })
    };
    let mut place = one(&facets.place);
    for value in place["values"].as_array_mut().into_iter().flatten() {
        let name = value["value"].as_str().and_then(Place::by_id).map(Place::full_name);
        value["name"] = json!(name);
    }
    json!({
        "site": one(&facets.site),
        "person": one(&facets.person),
        "section": one(&facets.section),
        "place": place,
        "document_kind": one(&facets.document_kind),
    })
}

/// An article as `/api/v1/articles/{id}` gives it, with what it mentions.
pub(crate) fn article(record: &ArticleRecord, mentions: &Mentions) -> Value {
    let article = &record.article;
    let persons = mentions.distinct_persons().into_iter().map(|(name, posts)| {
        let posts = posts
            .into_iter()
            .map(|p| json!({ "written": p.written, "normalized": p.normalized, "former": p.former }));
        json!({ "name": name.as_str(), "posts": posts.collect::<Vec<_>>() })
    });
    let mut places: Vec<Value> = Vec::new();
    for place in &mentions.places {
        let settled: Vec<Value> = place.settled().into_iter().map(brief_json).collect();
        let place = json!({ "name": place.name, "ids": place.ids, "settled": settled });
        if !places.contains(&place) {
            places.push(place);
        }
    }
    let mut documents: Vec<&str> = Vec::new();
    for document in &mentions.documents {
        if !documents.contains(&document.number.as_str()) {
            documents.push(&document.number);
        }
    }
    json!({
        "id": record.id,
        "site": record.site,
        "url": article.url.as_str(),
        "version": record.version,
        "seq": record.seq,
        "capture": record.capture,
        "first_seen_at": rfc3339(record.first_seen_at),
        "last_seen_at": rfc3339(record.last_seen_at),
        "gone_at": record.gone_at.map(rfc3339),
        "title": article.title,
        "lead": article.lead,
        "blocks": article.blocks,
        "published_at": article.published.as_ref().map(|p| rfc3339(p.at)),
        "date_precision": article.published.as_ref().map(|p| precision_code(p.precision)),
        "date_rule": article.published.as_ref().map(|p| p.rule.as_str()),
        "section": article.section,
        "author": article.author,
        "source": article.source,
        "view_count": article.view_count,
        "language": article.language,
        "images": article.images,
        "attachments": article.attachments,
        "warnings": article.warnings,
        "persons": persons.collect::<Vec<_>>(),
        "places": places,
        "documents": documents,
    })
}

/// A version in the list of an article's versions.
pub(crate) fn version(version: &VersionRecord) -> Value {
    json!({
        "version": version.version,
        "seen_at": rfc3339(version.seen_at),
        "capture": version.capture,
        "content_hash": version.content_hash,
    })
}

/// An article among its copies.
pub(crate) fn copy(copy: &ArticleCopy) -> Value {
    json!({
        "id": copy.id,
        "site": copy.site,
        "url": copy.url,
        "title": copy.title,
        "published_at": copy.published_at.map(rfc3339),
        "first_seen_at": rfc3339(copy.first_seen_at),
        "similarity": copy.similarity,
    })
}

/// A site with what happened there, as in `/api/v1/sites`.
pub fn site(status: &SiteStatus) -> Value {
    let site = &status.site;
    json!({
        "id": site.id,
        "name": site.name,
        "start_urls": site.start_urls.iter().map(|u| u.as_str()).collect::<Vec<_>>(),
        "schedule": site.schedule,
        "enabled": site.enabled,
        "added_at": rfc3339(site.added_at),
        "articles": status.articles,
        "first_published_at": status.first_published.map(rfc3339),
        "last_published_at": status.last_published.map(rfc3339),
        "frontier": status.frontier,
        "last_run": status.last_run.as_ref().map(run),
        "next_run_at": status.next_run_at.map(rfc3339),
    })
}

/// A run, as in `/api/v1/runs`.
pub fn run(run: &RunRecord) -> Value {
    json!({
        "id": run.id,
        "site": run.site,
        "started_at": rfc3339(run.started_at),
        "ended_at": run.ended_at.map(rfc3339),
        "end": run.end,
        "counts": run.counts,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn highlights_count_characters() {
        let snippet = Snippet { text: "Họp phường".to_owned(), highlights: vec![0..5, 6..15] };
        assert_eq!(&snippet.text[6..15], "phường");
        assert_eq!(highlights(&snippet), json!([[0, 3], [4, 10]]));
    }
}
