//! What follows from a visit: capture, article, frontier, links, history, counts.

use chrono::{DateTime, Utc};
use langbao_article::LinkKind;

use crate::articles::{self, Sighting};
use crate::captures::{self, Asked, Prepared, PreparedRevisit};
use crate::facts::{self, Fact};
use crate::frontier::{self, Found};
use crate::lists::{self, Listing};
use crate::presence::{self, Miss};
use crate::writer::Writing;
use crate::{
    Change, Counts, Error, FrontierEntry, Judged, Outcome, Receipt, Visit, Yield, attachments, moves, runs,
    sites,
};

/// What the next request needs to ask whether the page has changed.
#[derive(Debug, Default)]
struct Validators {
    etag: Option<String>,
    last_modified: Option<String>,
}

/// A visit whose page has been packed.
#[derive(Debug)]
pub(crate) struct PreparedVisit {
    /// Its outcome is a [`Outcome::NotModified`] in place of a page.
    visit: Visit,
    page: Option<(Prepared, u16, Validators)>,
    revisit: Option<PreparedRevisit>,
    /// Of the body.
    bytes: u64,
}

impl PreparedVisit {
    /// Packs the page of a visit, in the caller's thread.
    pub(crate) fn new(connection: &rusqlite::Connection, mut visit: Visit) -> Result<Self, Error> {
        let exchange = visit.exchange.take();
        let unverified = exchange.as_ref().is_some_and(|e| e.unverified);
        let (request, not_modified) = exchange.map(|e| (e.request, e.not_modified)).unzip();
        let asked = Asked { site: visit.site.clone(), request, unverified };
        let (mut page, mut revisit, mut bytes) = (None, None, 0);
        match std::mem::replace(&mut visit.outcome, Outcome::NotModified) {
            Outcome::Page(met) => {
                let header = |name: &str| met.header(name).map(str::to_owned);
                let validators = Validators { etag: header("etag"), last_modified: header("last-modified") };
                let status = met.status;
                bytes = met.body.len() as u64;
                page = Some((Prepared::new(connection, *met, asked)?, status, validators));
            }
            Outcome::NotModified => {
                let headers = not_modified.unwrap_or_default();
                revisit = PreparedRevisit::new(connection, &visit.url, visit.at, &asked, &headers)?;
            }
            other => visit.outcome = other,
        }
        Ok(Self { visit, page, revisit, bytes })
    }
}

/// What a visit found, as far as the frontier is concerned.
enum Finding {
    Page { validators: Validators, ok: bool, news: bool },
    NothingNew,
    Failure,
    Neither,
}

/// Stores a visit with all that follows from it.
pub(crate) fn store(
    writing: &mut Writing<'_>,
    prepared: PreparedVisit,
    next_due: impl FnOnce(&Judged) -> Option<DateTime<Utc>>,
) -> Result<Receipt, Error> {
    let PreparedVisit { visit, page, revisit, bytes } = prepared;
    let connection = writing.connection;

    let mut counts = Counts { visits: 1, bytes, ..Counts::default() };
    let (outcome, detail) = match &page {
        Some((_, status, _)) => (status.to_string(), None),
        None => told(&visit.outcome),
    };
    let mut capture = None;
    let mut new_capture = false;
    let page = match page {
        Some((page, status, validators)) => {
            let (id, new) = captures::store(writing, page)?;
            (capture, new_capture) = (Some(id), new);
            counts.pages = 1;
            Some((validators, (200..300).contains(&status)))
        }
        None => {
            match &visit.outcome {
                Outcome::NotModified => {
                    counts.not_modified = 1;
                    if let Some(revisit) = revisit {
                        revisit.store(writing, &visit.url, visit.at)?;
                    }
                    presence::set_alive(connection, &visit.url, visit.at)?;
                }
                Outcome::Gone { reason } => {
                    counts.gone = 1;
                    let (url, at, run, reason) = (&visit.url, visit.at, visit.run, *reason);
                    for (url, since) in presence::miss(connection, &Miss { url, at, run, reason })? {
                        facts::write(writing, at, &Fact::Gone { url, since, reason })?;
                    }
                }
                Outcome::Redirected { to, permanent: true } => {
                    if moves::note(connection, &visit.url, to, visit.at)? {
                        let fact = Fact::Moved { url: visit.url.clone(), to: to.clone() };
                        facts::write(writing, visit.at, &fact)?;
                        lists::hint(writing.connection, &visit.site, to, visit.at)?;
                    }
                }
                Outcome::Disallowed => counts.disallowed = 1,
                Outcome::Failed { .. } => counts.failed = 1,
                Outcome::Redirected { .. } | Outcome::Page(_) => {}
            }
            None
        }
    };

    if visit.kind == Some(LinkKind::Attachment) {
        match &visit.outcome {
            Outcome::Redirected { to, .. } => attachments::moved(connection, &visit.url, to)?,
            _ if new_capture => attachments::changed(connection, &visit.url)?,
            _ => {}
        }
    }

    let change = match &visit.article {
        Some(article) => {
            // Without a page of its own, the article was read from the one that is there.
            let source = match capture {
                Some(capture) => Some(capture),
                None => captures::last_id(connection, &visit.url)?,
            };
            let capture = source.ok_or_else(|| Error::NoPage { url: visit.url.clone() })?;
            let (site, url, at, doubted) = (&visit.site, &visit.url, visit.at, visit.doubted);
            let sighting = Sighting { article, site, url, at, capture, doubted };
            Some((article.id(), articles::store(connection, &sighting)?))
        }
        None => None,
    };
    // A page without an article is no sign of the one that was there: it may be the site's way to say that it is gone.
    if change.is_some_and(|(_, change)| change != Change::Withheld)
        && page.as_ref().is_some_and(|(_, ok)| *ok)
    {
        presence::set_alive(connection, &visit.url, visit.at)?;
    }
    match change {
        Some((_, Change::New)) => counts.new_articles = 1,
        Some((_, Change::Edited)) => counts.edited_articles = 1,
        Some((_, Change::Unchanged | Change::Withheld)) | None => {}
    }

    let mut new_links = 0;
    if sites::exists(connection, &visit.site)? {
        for link in &visit.links {
            let found = Found { url: &link.url, kind: link.kind, depth: link.depth, at: visit.at };
            new_links += usize::from(frontier::add(connection, &visit.site, &found)?);
        }
        let finding = match (page, &visit.outcome) {
            (Some((validators, ok)), _) => {
                let news = match change {
                    Some((_, change)) => matches!(change, Change::New | Change::Edited),
                    // Lists carry clocks and counters: what counts is whether they led anywhere.
                    None if !visit.links.is_empty() => new_links > 0,
                    None => new_capture,
                };
                Finding::Page { validators, ok, news }
            }
            (None, Outcome::NotModified | Outcome::Redirected { .. }) => Finding::NothingNew,
            (None, Outcome::Failed { .. } | Outcome::Gone { .. }) => Finding::Failure,
            (None, Outcome::Disallowed | Outcome::Page(_)) => Finding::Neither,
        };
        let is_list = matches!(visit.kind, Some(LinkKind::List | LinkKind::Feed | LinkKind::Sitemap));
        let lists_articles = is_list && matches!(finding, Finding::Page { .. }) && !visit.links.is_empty();
        visit_entry(writing, &visit, &outcome, (finding, new_links), next_due)?;
        if lists_articles && let Some(page) = frontier::number(connection, &visit.site, &visit.url)? {
            let (site, links, at, run) = (&visit.site, &visit.links[..], visit.at, visit.run);
            lists::compare(connection, &Listing { site, page, links, at, run })?;
        }
    }

    runs::store_visit(connection, &visit, &outcome, detail.as_deref(), capture)?;
    if let Some(run) = visit.run {
        runs::count(connection, run, &counts)?;
        if visit.yielded != Yield::default() {
            runs::add_yield(connection, run, &visit.yielded)?;
        }
    }
    Ok(Receipt { capture, article: change, new_links })
}

/// The short word for an outcome that is no page, and what is to be said of it.
fn told(outcome: &Outcome) -> (String, Option<String>) {
    match outcome {
        Outcome::Page(page) => (page.status.to_string(), None),
        Outcome::NotModified => ("304".to_owned(), None),
        Outcome::Gone { reason } => (reason.to_string(), None),
        Outcome::Redirected { to, .. } => ("redirect".to_owned(), Some(to.to_string())),
        Outcome::Disallowed => ("robots".to_owned(), None),
        Outcome::Failed { code, detail } => (code.clone(), Some(detail.clone())),
    }
}

/// Brings the frontier entry of a visited URL up to date, making one for a URL of the web that has none.
fn visit_entry(
    writing: &Writing<'_>,
    visit: &Visit,
    outcome: &str,
    (finding, new_links): (Finding, usize),
    next_due: impl FnOnce(&Judged) -> Option<DateTime<Utc>>,
) -> Result<(), Error> {
    let connection = writing.connection;
    let mut entry = match frontier::get(connection, &visit.site, &visit.url)? {
        Some(entry) => entry,
        None if visit.url.as_url().scheme() == "import" => return Ok(()),
        None => {
            let kind = visit.kind.unwrap_or(LinkKind::Unknown);
            // No start page, so one step away from them.
            frontier::add(connection, &visit.site, &Found { url: &visit.url, kind, depth: 1, at: visit.at })?;
            let Some(entry) = frontier::get(connection, &visit.site, &visit.url)? else { return Ok(()) };
            entry
        }
    };
    entry.kind = visit.kind.unwrap_or(entry.kind);
    // What is seen for the first time is news, even if it is an alias of something known.
    let is_first = entry.changed_at.is_none();
    let published = visit.article.as_ref().and_then(|article| article.published.as_ref());
    let judged = Judged {
        kind: entry.kind,
        depth: entry.depth,
        news: matches!(finding, Finding::Page { news, .. } if news || is_first),
        links: visit.links.len(),
        new_links,
        earlier_visits: entry.visits,
        unchanged: entry.unchanged,
        failures: entry.failures,
        published_at: match published {
            Some(published) => Some(published.at),
            None => articles::published_at_url(connection, &visit.url)?,
        },
        suspected: presence::is_suspected(connection, &visit.url)?,
    };
    entry.visits += 1;
    entry.last_outcome = Some(outcome.to_owned());
    match finding {
        Finding::Page { validators, ok, .. } => {
            if ok {
                (entry.etag, entry.last_modified) = (validators.etag, validators.last_modified);
            }
            entry.failures = 0;
            note(&mut entry, judged.news, visit.at);
        }
        Finding::NothingNew => {
            entry.failures = 0;
            note(&mut entry, false, visit.at);
        }
        Finding::Failure => entry.failures += 1,
        Finding::Neither => entry.failures = 0,
    }
    entry.visited_at = Some(visit.at);
    frontier::store(connection, &entry, next_due(&judged))
}

fn note(entry: &mut FrontierEntry, news: bool, at: DateTime<Utc>) {
    if news {
        entry.unchanged = 0;
        entry.changed_at = Some(at);
    } else {
        entry.unchanged += 1;
    }
}
