//! `langbao search`.

use langbao_search::{Hit, SearchRequest, Snippet};

use super::trec;
use crate::cli::{Accents, Filter, Format, Lineage, Search, Sort};
use crate::failure::{Exit, ending};
use crate::house::open_for_reading;
use crate::output::{json, line, message, publication};
use crate::session::Session;

pub(super) fn run(session: &Session, args: Search) -> anyhow::Result<()> {
    let (archive, searcher) = open_for_reading(&session.data)?;
    let (limit, collapse, explain) = (usize::from(args.limit), args.collapse, args.explain);
    let request = SearchRequest { limit, collapse, explain, ..request(args.filter) };
    if let Some(queries) = args.trec {
        return trec::run(&archive, &searcher, &request, &queries, &args.run);
    }
    let hits = searcher.search(&request)?;
    if session.format == Format::Json {
        json(&langbao_web::search_json(&hits, session.lang.into()))?;
    } else {
        message(&session.lang.pick(format!("{} bài", hits.total), format!("{} articles", hits.total)));
        if collapse {
            message(
                &session.lang.pick(format!("{} bài khác nhau", hits.texts), format!("{} texts", hits.texts)),
            );
        }
        if let Some(understood) = &hits.understood {
            message(&format!("{}: {understood}", session.lang.pick("hiểu là", "understood as")));
        }
        for warning in &hits.warnings {
            message(&langbao_web::warning_text(warning, session.lang.into()));
        }
        for note in &hits.notes {
            message(&langbao_web::note_text(note, session.lang.into()));
        }
        for other in &hits.suggestions {
            let asked = session.lang.pick("có phải bạn muốn tìm", "did you mean");
            message(&format!("{asked}: {} ({})", other.q, other.total));
        }
        hits.hits.iter().try_for_each(|hit| shown(session, hit))?;
        if !hits.related.is_empty() {
            message(session.lang.pick("có một phần các từ:", "with a part of the words:"));
            hits.related.iter().try_for_each(|hit| shown(session, hit))?;
        }
    }
    match hits.total {
        0 => Err(ending(Exit::NotFound, session.lang.pick("không có bài nào", "nothing found"))),
        _ => Ok(()),
    }
}

/// Prints a hit.
fn shown(session: &Session, hit: &Hit) -> anyhow::Result<()> {
    let date = hit.published_at.map(|at| publication(at, hit.precision)).unwrap_or_default();
    line(&format!("{}  {date}  {}", hit.id, hit.site))?;
    line(&format!("  {}", marked(&hit.title)))?;
    let file = session.lang.pick("tệp kèm", "attachment");
    let file = hit.attachment.as_ref().map_or_else(String::new, |label| format!("[{file} \"{label}\"] "));
    line(&format!("  {file}{}", marked(&hit.snippet)))?;
    if hit.copies > 0 {
        let copies = session.lang.pick("bản sao", "copies");
        line(&format!("  + {} {copies}", hit.copies))?;
    }
    for part in &hit.parts {
        line(&format!("  {:8.3}  {} \"{}\"", part.score, part.stream, part.text))?;
    }
    line(&format!("  {}\n", hit.url))
}

/// What the flags ask for.
pub(super) fn request(args: Filter) -> SearchRequest {
    SearchRequest {
        q: args.query,
        persons: args.person,
        sites: args.site,
        sections: args.section,
        places: args.place,
        lineage: match args.lineage {
            Lineage::Successors => langbao_search::Lineage::Successors,
            Lineage::All => langbao_search::Lineage::All,
            Lineage::None => langbao_search::Lineage::None,
        },
        date_from: args.from,
        date_to: args.to,
        accents: match args.accents {
            Accents::Auto => langbao_search::Accents::Auto,
            Accents::Exact => langbao_search::Accents::Exact,
            Accents::Ignore => langbao_search::Accents::Ignore,
        },
        sort: match args.sort {
            Sort::Relevance => langbao_search::Sort::Relevance,
            Sort::Newest => langbao_search::Sort::Newest,
            Sort::Oldest => langbao_search::Sort::Oldest,
        },
        ..SearchRequest::default()
    }
}

/// Sets matches between « and », which survive a pipe; colours would not.
fn marked(snippet: &Snippet) -> String {
    let mut text = String::new();
    let mut at = 0;
    for range in &snippet.highlights {
        text.push_str(&snippet.text[at..range.start]);
        text.push('«');
        text.push_str(&snippet.text[range.clone()]);
        text.push('»');
        at = range.end;
    }
    text.push_str(&snippet.text[at..]);
    text
}
