//! The joint between crawler, extractor and archive: what was fetched becomes an article and is stored.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use langbao_archive::{
    Archive, Change, Exchange, FrontierEntry, FrontierLink, Judged, Outcome, RunId, RunNote, Visit, Yield,
};
use langbao_article::{
    Article, CanonicalUrl, Decoded, Extraction, GoneReason, LinkKind, Page, SiteId, SiteProfile, extract,
    extract_decoded,
};
use langbao_crawl::is_never_article;
use langbao_crawl::{
    CrawlStore, Due, Fetched, Link, Note, PastVisits, Recorded, RecrawlPolicy, StoreError, Visited,
};

use crate::blocking::blocking;
use crate::comparison::{Compared, yield_of};
use crate::index_feed::Wake;
use crate::page_readers;

/// What the crawler is told of a site while a run of it goes on.
#[derive(Debug, Clone)]
struct CurrentRun {
    /// `None`: a single URL.
    id: Option<RunId>,
    profile: Option<Arc<SiteProfile>>,
}

/// The crawler's frontier and outlet, kept in the archive.
#[derive(Debug)]
pub(crate) struct ArchiveStore {
    archive: Archive,
    wake: Option<Wake>,
    policy: RecrawlPolicy,
    runs: Mutex<HashMap<SiteId, CurrentRun>>,
}

impl ArchiveStore {
    pub(crate) fn new(archive: Archive, wake: Option<Wake>) -> Self {
        Self { archive, wake, policy: RecrawlPolicy::default(), runs: Mutex::default() }
    }

    /// Says to which run the visits of a site belong from now on, and how its pages are read.
    pub(crate) fn begin(&self, site: SiteId, run: Option<RunId>, profile: Option<Arc<SiteProfile>>) {
        self.runs().insert(site, CurrentRun { id: run, profile });
    }

    /// Forgets the run of a site.
    pub(crate) fn end(&self, site: &SiteId) {
        self.runs().remove(site);
    }

    fn runs(&self) -> std::sync::MutexGuard<'_, HashMap<SiteId, CurrentRun>> {
        // The map is whole between any two statements, so a panic elsewhere cannot have broken it.
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CrawlStore for ArchiveStore {
    async fn next_due(
        &self,
        site: &SiteId,
        now: DateTime<Utc>,
        began: DateTime<Utc>,
    ) -> Result<Option<Due>, StoreError> {
        let (archive, site) = (self.archive.clone(), site.clone());
        let entry = blocking(move || archive.next_due_unvisited(&site, now, began)).await?;
        Ok(entry.map(due))
    }

    async fn known(&self, site: &SiteId, url: &CanonicalUrl) -> Result<Option<Due>, StoreError> {
        let (archive, site, url) = (self.archive.clone(), site.clone(), url.clone());
        let entry = blocking(move || archive.frontier_entry(&site, &url)).await?;
        Ok(entry.map(due))
    }

    async fn note(&self, site: &SiteId, note: Note) -> Result<(), StoreError> {
        let Some(run) = self.runs().get(site).and_then(|run| run.id) else { return Ok(()) };
        let (archive, note) =
            (self.archive.clone(), RunNote { code: note.code.to_owned(), detail: note.detail });
        Ok(blocking(move || archive.note_run(run, note)).await?)
    }

    async fn make_unlisted_due(&self, site: &SiteId, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let (archive, site) = (self.archive.clone(), site.clone());
        Ok(blocking(move || archive.make_unlisted_due(&site, now)).await?)
    }

    async fn record(&self, visited: Visited) -> Result<Recorded, StoreError> {
        let (archive, policy) = (self.archive.clone(), self.policy.clone());
        let run = self.runs().get(&visited.due.site).cloned();
        let profile = run.as_ref().and_then(|r| r.profile.clone());
        let (visited, article) = page_readers::read(move || {
            let article = article_of(&visited, profile.as_deref());
            (visited, article)
        })
        .await?;
        let recorded = blocking(move || store(&archive, &policy, run, visited, article)).await?;
        if let (true, Some(wake)) = (recorded.new_article || recorded.edited_article, &self.wake) {
            wake.wake();
        }
        Ok(recorded)
    }

    async fn load_host(&self, authority: &str) -> Result<Option<String>, StoreError> {
        let (archive, authority) = (self.archive.clone(), authority.to_owned());
        Ok(blocking(move || archive.host_state(&authority)).await?)
    }

    async fn save_host(&self, authority: &str, json: String) -> Result<(), StoreError> {
        let (archive, authority) = (self.archive.clone(), authority.to_owned());
        Ok(blocking(move || archive.set_host_state(&authority, &json)).await?)
    }
}

fn due(entry: FrontierEntry) -> Due {
    Due {
        site: entry.site,
        url: entry.url,
        kind: entry.kind,
        depth: entry.depth,
        etag: entry.etag,
        last_modified: entry.last_modified,
        visits: entry.visits,
        unchanged: entry.unchanged,
        failures: entry.failures,
        hinted: entry.hinted,
        unlisted: entry.unlisted,
    }
}

/// Extracts the article of a visited page, if it is one.
fn article_of(visited: &Visited, profile: Option<&SiteProfile>) -> Result<Option<Article>, String> {
    let Visited { due, fetched, text, .. } = visited;
    let may_be_article = !matches!(due.kind, LinkKind::Sitemap | LinkKind::Feed);
    match fetched {
        Fetched::Page(page) if may_be_article && !is_never_article(&page.url, due.depth, profile) => {
            read_decoded(page, text.as_ref(), profile)
        }
        _ => Ok(None),
    }
}

/// Decides when a visited page is due again, and stores it with its article, all at once.
fn store(
    archive: &Archive,
    policy: &RecrawlPolicy,
    run: Option<CurrentRun>,
    visited: Visited,
    article: Result<Option<Article>, String>,
) -> Result<Recorded, langbao_archive::Error> {
    let Visited { due, at, fetched, exchange, links, .. } = visited;
    let (fetched, article) = match article {
        Ok(article) => (fetched, article),
        Err(detail) => (Fetched::Failed { code: "panic".to_owned(), detail }, None),
    };
    // A session, a print version, a path that does not matter: the article is kept where it was first found.
    let twin = match &article {
        Some(article) => archive.twin(&due.site, article)?.is_some(),
        None => false,
    };
    let article = article.filter(|_| !twin);
    let known = match (&article, &fetched) {
        (Some(article), Fetched::Page(page)) if due.visits > 0 => {
            archive.article(article.id())?.map(|known| Compared::new(&known.article, article, page))
        }
        _ => None,
    };
    let yielded = match &fetched {
        Fetched::Page(_) if !twin => {
            let mut yielded = yield_of(due.kind, article.as_ref(), known.as_ref());
            if due.depth == 0 {
                let may_lead = |link: &&Link| matches!(link.kind, LinkKind::Article | LinkKind::Unknown);
                yielded.starts = 1;
                yielded.listed = u32::try_from(links.iter().filter(may_lead).count()).unwrap_or(u32::MAX);
            }
            yielded
        }
        _ => Yield::default(),
    };
    let kind = match (&fetched, &article) {
        (Fetched::Page(_), Some(_)) => LinkKind::Article,
        (Fetched::Page(_), None) if twin => LinkKind::Article,
        (Fetched::Page(_), None) if matches!(due.kind, LinkKind::Unknown) => LinkKind::List,
        _ => due.kind,
    };
    // A front page that has moved (`/` to `/web/guest/trang-chu`) is one all the same.
    let depth = match &fetched {
        Fetched::Redirected { .. } if due.depth == 0 => 0,
        _ => due.depth + 1,
    };
    let met = without_body(&fetched);
    let visit = Visit {
        run: run.and_then(|r| r.id),
        site: due.site,
        url: due.url,
        at,
        outcome: outcome(fetched),
        exchange: exchange.map(|e| Exchange {
            request: e.request,
            not_modified: e.not_modified,
            unverified: e.unverified,
        }),
        article,
        doubted: known.is_some_and(|known| known.is_doubted),
        yielded,
        links: links
            .into_iter()
            .map(|Link { url, kind, mark }| FrontierLink { url, kind, depth, mark })
            .collect(),
        kind: Some(kind),
        next_due: None,
    };
    let policy = policy.clone();
    let receipt = archive
        .record_judged(visit, move |judged| policy.next_due(&past_of(judged), &met, judged.news, at))?;
    let change = receipt.article.map(|(_, change)| change);
    Ok(Recorded {
        new_links: receipt.new_links,
        new_article: change == Some(Change::New),
        edited_article: change == Some(Change::Edited),
        twin,
    })
}

/// Extracts the article of a page, if it is one.
///
/// # Errors
/// What a panic said. A page that brings the extractor down must not bring its site down: it is a failed visit, tried
/// again later and later.
pub(crate) fn read_article(page: &Page, profile: Option<&SiteProfile>) -> Result<Option<Article>, String> {
    read_decoded(page, None, profile)
}

fn read_decoded(
    page: &Page,
    text: Option<&Decoded>,
    profile: Option<&SiteProfile>,
) -> Result<Option<Article>, String> {
    let read = || match text {
        Some(text) => extract_decoded(page, text, profile),
        None => extract(page, profile),
    };
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Extraction::Article(article)) => Ok(Some(*article)),
        Ok(Extraction::NotArticle { .. }) => Ok(None),
        Err(panic) => {
            let said = panic.downcast_ref::<String>().map(String::as_str);
            let said = said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no words");
            tracing::error!(url = %page.url, said, "the extractor panicked");
            Err(format!("the extractor panicked: {said}"))
        }
    }
}

/// The outcome as the policy needs it: what was on a page is none of its business, and pages are large.
fn without_body(fetched: &Fetched) -> Fetched {
    match fetched {
        Fetched::Page(page) => Fetched::Page(Box::new(Page {
            url: page.url.clone(),
            fetched_at: page.fetched_at,
            status: page.status,
            headers: Vec::new(),
            body: Vec::new(),
        })),
        other => other.clone(),
    }
}

/// What the policy wants to know of the past.
fn past_of(judged: &Judged) -> PastVisits {
    PastVisits {
        kind: judged.kind,
        depth: judged.depth,
        unchanged: judged.unchanged,
        failures: judged.failures,
        published_at: judged.published_at,
    }
}

fn outcome(fetched: Fetched) -> Outcome {
    match fetched {
        Fetched::Page(page) => Outcome::Page(page),
        Fetched::NotModified => Outcome::NotModified,
        Fetched::Gone { status } => Outcome::Gone { reason: reason(status) },
        Fetched::Redirected { to, permanent } => Outcome::Redirected { to, permanent },
        Fetched::Disallowed => Outcome::Disallowed,
        Fetched::Failed { code, detail } => Outcome::Failed { code, detail },
    }
}

/// How a site says that a page is no more.
fn reason(status: u16) -> GoneReason {
    match status {
        200..300 => GoneReason::SoftNotFound,
        300..400 => GoneReason::RedirectHome,
        status => GoneReason::of_status(status).unwrap_or(GoneReason::NotFound),
    }
}
