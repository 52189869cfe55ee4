//! The joint between crawler, extractor and archive: what was fetched becomes an article and is stored.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use langbao_archive::{
    Archive, Change, Exchange, FrontierEntry, FrontierLink, Judged, Outcome, RunId, RunNote, Visit, Yield,
};
use langbao_article::{
    Article, CanonicalUrl, GoneReason, LinkKind, Page, SiteId, SiteProfile, further_pages,
    may_have_further_pages,
};
use langbao_crawl::is_never_article;
use langbao_crawl::{
    CrawlStore, Due, Fetched, Link, Note, PastVisits, Recorded, RecrawlPolicy, StoreError, Visited,
};

use crate::attached;
use crate::blocking::blocking;
use crate::comparison::{Compared, yield_of};
use crate::index_feed::Wake;
use crate::page_readers;
use crate::whole::{parts_of, read_article};

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
        let is_attachment = visited.due.kind == LinkKind::Attachment;
        let known = archive.clone();
        let (visited, article) = page_readers::read(move || {
            let article = article_of(&known, &visited, profile.as_deref());
            (visited, article)
        })
        .await?;
        let article = article?;
        let recorded = blocking(move || store(&archive, &policy, run, visited, article)).await?;
        let is_news = recorded.new_article || recorded.edited_article || is_attachment;
        if let (true, Some(wake)) = (is_news, &self.wake) {
            wake.wake();
        }
        Ok(recorded)
    }

    async fn further_pages(&self, due: &Due, page: Option<&Page>) -> Result<Vec<CanonicalUrl>, StoreError> {
        let profile = self.runs().get(&due.site).and_then(|run| run.profile.clone());
        let Some(page) = page else {
            let (archive, due) = (self.archive.clone(), due.clone());
            let first = blocking(move || unchanged_first(&archive, &due)).await?;
            return Ok(first.map_or_else(Vec::new, |first| further_pages(&first)));
        };
        if is_never_article(&page.url, due.depth, profile.as_deref()) || !may_have_further_pages(page) {
            return Ok(Vec::new());
        }
        let page = page.clone();
        Ok(blocking(move || Ok::<_, langbao_archive::Error>(parts_of(&page, profile.as_deref()))).await?)
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
fn article_of(
    archive: &Archive,
    visited: &Visited,
    profile: Option<&SiteProfile>,
) -> Result<Result<Option<Article>, String>, langbao_archive::Error> {
    let Visited { due, fetched, text, .. } = visited;
    let may_be_article = matches!(due.kind, LinkKind::List | LinkKind::Article | LinkKind::Unknown);
    let find = |url: &CanonicalUrl| latest_page(archive, url);
    Ok(match fetched {
        Fetched::Page(page) if may_be_article && !is_never_article(&page.url, due.depth, profile) => {
            read_article(page, text.as_ref(), profile, &find)
        }
        // The first page is as it was; its further pages need not be.
        Fetched::NotModified if due.kind == LinkKind::Article => match unchanged_first(archive, due)? {
            Some(first) => read_article(&first, None, profile, &find),
            None => Ok(None),
        },
        _ => Ok(None),
    })
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
    let file_text = match &fetched {
        Fetched::Page(page) if kind == LinkKind::Attachment => Some(attached::read(&page.body)),
        _ => None,
    };
    // A front page that has moved (`/` to `/web/guest/trang-chu`) is one all the same.
    let depth = match &fetched {
        Fetched::Redirected { .. } if due.depth == 0 => 0,
        _ => due.depth + 1,
    };
    let met = without_body(&fetched);
    let files: Vec<FrontierLink> = article
        .iter()
        .flat_map(|article| attached::worth_fetching(article, &due.url))
        .map(|url| FrontierLink { url, kind: LinkKind::Attachment, depth, mark: 0 })
        .collect();
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
            .chain(files)
            .collect(),
        kind: Some(kind),
        next_due: None,
    };
    let policy = policy.clone();
    let receipt = archive.record_judged(visit, move |judged| match judged.kind {
        // It comes with its first page.
        LinkKind::Part => None,
        _ => policy.next_due(&past_of(judged), &met, judged.news, at),
    })?;
    if let (Some(text), Some(capture)) = (file_text, receipt.capture) {
        archive.store_attachment_text(capture, text)?;
    }
    let change = receipt.article.map(|(_, change)| change);
    Ok(Recorded {
        new_links: receipt.new_links,
        new_article: change == Some(Change::New),
        edited_article: change == Some(Change::Edited),
        twin,
    })
}

/// The page as it was last fetched, if it is the first of several.
fn unchanged_first(archive: &Archive, due: &Due) -> Result<Option<Page>, langbao_archive::Error> {
    // Most sites have no such articles: theirs are not read back at each visit.
    if !archive.has_parts(&due.site)? {
        return Ok(None);
    }
    Ok(latest_page(archive, &due.url).filter(may_have_further_pages))
}

/// The page that was last fetched from a URL.
pub(crate) fn latest_page(archive: &Archive, url: &CanonicalUrl) -> Option<Page> {
    let read = || archive.latest_capture(url)?.map_or(Ok(None), |capture| archive.read_page(capture));
    read().unwrap_or_else(|error| {
        tracing::warn!(%url, error = format!("{:#}", anyhow::Error::from(error)), "cannot be read back");
        None
    })
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
