//! A frontier in memory, a clock moved by hand, and servers that count.

use std::collections::{BTreeMap, HashMap};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use langbao_article::{CanonicalUrl, LinkKind, SiteId};
use langbao_crawl::{
    Clock, CrawlSettings, CrawlStore, Crawler, Due, Fetched, Link, Note, Progress, Recorded, RunEnd,
    SiteScope, StoreError, Visited,
};
use tokio_util::sync::CancellationToken;

/// Stands still until somebody sleeps.
pub(crate) struct HandClock(Mutex<DateTime<Utc>>);

impl HandClock {
    pub(crate) fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for HandClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }

    fn sleep(&self, wait: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move { self.advance(TimeDelta::from_std(wait).unwrap()) })
    }
}

/// A frontier in memory.
#[derive(Default)]
pub(crate) struct MemoryStore {
    inner: Mutex<Kept>,
    /// Visited URLs are due again at once.
    pub(crate) restless: AtomicBool,
    /// Does not leave out what the run has visited, as when the clock was set back.
    pub(crate) forgetful: AtomicBool,
    pub(crate) host_saves: AtomicUsize,
}

#[derive(Default)]
struct Kept {
    notes: Vec<Note>,
    /// In the order of discovery.
    frontier: Vec<(DateTime<Utc>, Due)>,
    visited_at: HashMap<(SiteId, CanonicalUrl), DateTime<Utc>>,
    visits: Vec<Visited>,
    hosts: BTreeMap<String, String>,
}

impl MemoryStore {
    fn add(&self, site: &SiteId, url: &CanonicalUrl, kind: LinkKind, depth: u32, at: DateTime<Utc>) -> bool {
        let mut kept = self.inner.lock().unwrap();
        if kept.frontier.iter().any(|(_, due)| due.site == *site && due.url == *url) {
            return false;
        }
        kept.frontier.push((
            at,
            Due {
                site: site.clone(),
                url: url.clone(),
                kind,
                depth,
                etag: None,
                last_modified: None,
                visits: 0,
                unchanged: 0,
                failures: 0,
                hinted: false,
                unlisted: false,
            },
        ));
        true
    }

    fn next(&self, site: &SiteId, now: DateTime<Utc>, began: Option<DateTime<Utc>>) -> Option<Due> {
        let kept = self.inner.lock().unwrap();
        let fresh = |due: &Due| {
            let visited_at = kept.visited_at.get(&(site.clone(), due.url.clone()));
            began.is_none_or(|began| visited_at.is_none_or(|at| *at < began))
        };
        let due = kept.frontier.iter().filter(|(at, due)| due.site == *site && *at <= now && fresh(due));
        due.min_by_key(|(at, _)| *at).map(|(_, due)| due.clone())
    }

    pub(crate) fn visits(&self) -> Vec<Visited> {
        self.inner.lock().unwrap().visits.clone()
    }

    pub(crate) fn waiting(&self, now: DateTime<Utc>) -> usize {
        self.inner.lock().unwrap().frontier.iter().filter(|(at, _)| *at <= now).count()
    }

    pub(crate) fn kind_of(&self, path: &str) -> Option<LinkKind> {
        let kept = self.inner.lock().unwrap();
        kept.frontier.iter().find(|(_, due)| path_of(&due.url) == path).map(|(_, due)| due.kind)
    }
}

impl CrawlStore for MemoryStore {
    async fn next_due(
        &self,
        site: &SiteId,
        now: DateTime<Utc>,
        began: DateTime<Utc>,
    ) -> Result<Option<Due>, StoreError> {
        let began = (!self.forgetful.load(Ordering::Relaxed)).then_some(began);
        Ok(self.next(site, now, began))
    }

    async fn known(&self, site: &SiteId, url: &CanonicalUrl) -> Result<Option<Due>, StoreError> {
        let kept = self.inner.lock().unwrap();
        let found = kept.frontier.iter().find(|(_, due)| due.site == *site && due.url == *url);
        Ok(found.map(|(_, due)| due.clone()))
    }

    async fn record(&self, visited: Visited) -> Result<Recorded, StoreError> {
        let mut recorded = Recorded::default();
        for Link { url, kind, .. } in &visited.links {
            let new = self.add(&visited.due.site, url, *kind, visited.due.depth + 1, visited.at);
            recorded.new_links += usize::from(new);
        }
        let mut kept = self.inner.lock().unwrap();
        let wait =
            if self.restless.load(Ordering::Relaxed) { TimeDelta::zero() } else { TimeDelta::hours(1) };
        for (at, due) in &mut kept.frontier {
            if due.url == visited.due.url && due.site == visited.due.site {
                *at = visited.at + wait;
                due.visits += 1;
                if let Fetched::Page(page) = &visited.fetched {
                    due.etag = page.header("etag").map(str::to_owned);
                    due.last_modified = page.header("last-modified").map(str::to_owned);
                }
            }
        }
        kept.visited_at.insert((visited.due.site.clone(), visited.due.url.clone()), visited.at);
        kept.visits.push(visited);
        Ok(recorded)
    }

    async fn note(&self, _: &SiteId, note: Note) -> Result<(), StoreError> {
        self.inner.lock().unwrap().notes.push(note);
        Ok(())
    }

    async fn make_unlisted_due(&self, _: &SiteId, _: DateTime<Utc>) -> Result<usize, StoreError> {
        Ok(0)
    }

    async fn load_host(&self, authority: &str) -> Result<Option<String>, StoreError> {
        Ok(self.inner.lock().unwrap().hosts.get(authority).cloned())
    }

    async fn save_host(&self, authority: &str, json: String) -> Result<(), StoreError> {
        self.host_saves.fetch_add(1, Ordering::Relaxed);
        self.inner.lock().unwrap().hosts.insert(authority.to_owned(), json);
        Ok(())
    }
}

/// One request as the server saw it.
#[derive(Debug, Clone)]
pub(crate) struct Hit {
    /// Path and query.
    pub(crate) path: String,
    pub(crate) at: DateTime<Utc>,
    headers: axum::http::HeaderMap,
}

impl Hit {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// A server on loopback.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) authority: String,
    hits: Arc<Mutex<Vec<Hit>>>,
    busiest: Arc<AtomicUsize>,
}

/// Put into a response, it makes the server never answer.
#[derive(Clone)]
struct Hang;

pub(crate) fn hang() -> Response {
    let mut response = ().into_response();
    response.extensions_mut().insert(Hang);
    response
}

pub(crate) fn status(code: u16) -> Response {
    with_status(code, [])
}

pub(crate) fn with_status<const N: usize>(code: u16, headers: [(&str, &str); N]) -> Response {
    with_body(code, headers, Vec::new())
}

pub(crate) fn with_body<const N: usize>(
    code: u16,
    headers: [(&str, &str); N],
    body: impl Into<Body>,
) -> Response {
    let mut response = Response::builder().status(code);
    for (name, value) in headers {
        response = response.header(name, value);
    }
    response.body(body.into()).unwrap()
}

/// A page of links.
pub(crate) fn links(hrefs: &[&str]) -> Response {
    let links: String = hrefs.iter().map(|href| format!("<li><a href=\"{href}\">bài</a></li>")).collect();
    Html(format!("<!DOCTYPE html><title>Phường</title><ul>{links}</ul>")).into_response()
}

impl Server {
    /// Serves what `answer` says of each request; `clock` tells when requests came.
    pub(crate) async fn start(
        clock: Arc<HandClock>,
        answer: impl Fn(&Parts) -> Response + Send + Sync + 'static,
    ) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let authority = listener.local_addr().unwrap().to_string();
        let server = Self { authority, hits: Arc::default(), busiest: Arc::default() };
        let (hits, busiest) = (Arc::clone(&server.hits), Arc::clone(&server.busiest));
        let (answer, under_way) = (Arc::new(answer), Arc::new(AtomicUsize::new(0)));
        let handler = move |request: Request| {
            let (hits, busiest, answer, under_way, clock) = (
                Arc::clone(&hits),
                Arc::clone(&busiest),
                Arc::clone(&answer),
                Arc::clone(&under_way),
                Arc::clone(&clock),
            );
            async move {
                busiest.fetch_max(under_way.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                let (parts, _) = request.into_parts();
                let path = parts.uri.path_and_query().unwrap().to_string();
                hits.lock().unwrap().push(Hit { path, at: clock.now(), headers: parts.headers.clone() });
                // Lets others come in, if there are any.
                for _ in 0..50 {
                    tokio::task::yield_now().await;
                }
                let response = answer(&parts);
                under_way.fetch_sub(1, Ordering::SeqCst);
                if response.extensions().get::<Hang>().is_some() {
                    std::future::pending::<()>().await;
                }
                response
            }
        };
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(handler)).await });
        server
    }

    pub(crate) fn url(&self, path: &str) -> CanonicalUrl {
        CanonicalUrl::parse(&format!("http://{}{path}", self.authority)).unwrap()
    }

    pub(crate) fn hits(&self) -> Vec<Hit> {
        self.hits.lock().unwrap().clone()
    }

    /// The paths that were asked for, in order.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.hits().into_iter().map(|hit| hit.path).collect()
    }

    /// The most requests that were under way at one time.
    pub(crate) fn busiest(&self) -> usize {
        self.busiest.load(Ordering::SeqCst)
    }

    pub(crate) fn scope(&self, id: &str) -> SiteScope {
        SiteScope::new(id.parse().unwrap(), vec![self.url("/")])
    }
}

/// A crawler with all it needs.
pub(crate) struct World {
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) clock: Arc<HandClock>,
    pub(crate) settings: CrawlSettings,
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            store: Arc::default(),
            clock: Arc::new(HandClock(Mutex::new("2026-03-01T00:00:00Z".parse().unwrap()))),
            settings: CrawlSettings {
                delay: Duration::ZERO,
                allow_networks: vec!["127.0.0.0/8".parse().unwrap()],
                max_body_bytes: 100_000,
                ..CrawlSettings::default()
            },
        }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub(crate) async fn serve(&self, answer: impl Fn(&Parts) -> Response + Send + Sync + 'static) -> Server {
        Server::start(Arc::clone(&self.clock), answer).await
    }

    /// A crawler as after a start of the process: it knows what the store has kept.
    pub(crate) fn crawler(&self) -> Crawler<MemoryStore> {
        let clock: Arc<dyn Clock> = Arc::<HandClock>::clone(&self.clock);
        Crawler::new(self.settings.clone(), Arc::clone(&self.store), clock).unwrap()
    }

    /// Makes the start pages of a site due.
    pub(crate) fn seed(&self, scope: &SiteScope) {
        for url in &scope.start_urls {
            self.store.add(&scope.site, url, LinkKind::List, 0, self.clock.now());
        }
    }

    /// Runs a site in a new process; returns why the run ended, and the path and outcome of each visit.
    pub(crate) async fn run(&self, server: &Server) -> (RunEnd, Vec<(String, String)>) {
        let scope = server.scope("phuong");
        self.seed(&scope);
        let outcomes = Mutex::new(Vec::new());
        let note = |progress: Progress| {
            outcomes.lock().unwrap().push((path_of(&progress.url), progress.outcome));
        };
        let end = self.crawler().run_site(&scope, &CancellationToken::new(), note).await.unwrap();
        (end, outcomes.into_inner().unwrap())
    }

    /// Fetches one path of a server in a new process.
    pub(crate) async fn fetch(&self, server: &Server, path: &str) -> Fetched {
        self.crawler().fetch_once(&server.url(path)).await
    }

    /// Fetches one path and returns the code of the failure.
    pub(crate) async fn failure(&self, server: &Server, path: &str) -> String {
        match self.fetch(server, path).await {
            Fetched::Failed { code, .. } => code,
            other => panic!("{path}: {other:?}"),
        }
    }
}

pub(crate) fn path_of(url: &CanonicalUrl) -> String {
    let url = url.as_url();
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}

/// The paths of visits with a given outcome.
pub(crate) fn with_outcome<'a>(outcomes: &'a [(String, String)], wanted: &str) -> Vec<&'a str> {
    outcomes.iter().filter(|(_, outcome)| outcome == wanted).map(|(path, _)| path.as_str()).collect()
}
