//! What all handlers share.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use langbao_archive::{Archive, ArticleRecord, Site};
use langbao_entities::{Mentions, Period, Place, Setting, annotate_in, place_of_site};
use langbao_search::{PersonSummary, Searcher};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::access::Anonymous;
use crate::admin::Sessions;
use crate::desk::{Desk, DeskHandle, Unattended};
use crate::keys::Keyring;
use crate::limits::Buckets;
use crate::problem::Problem;

/// What whoever runs the server decides.
#[derive(Debug, Clone, Default)]
pub struct WebSettings {
    /// The address under which readers reach the server, if a proxy stands before it.
    pub base_url: Option<String>,
    /// The name in the page's head.
    pub title: String,
    /// Where readers can reach whoever runs the server; may be empty.
    pub contact: String,
    /// Whether those have pages too whom only articles about crimes and accidents name, without a post.
    pub private_persons: bool,
    /// Whether search engines are asked to stay away.
    pub noindex: bool,
    /// Whether readers may order mail on the page of a search, if mail is sent at all.
    pub public_alerts: bool,
    /// What is open to those without a key.
    pub anonymous: Anonymous,
    /// Requests a minute from one address; 0: any number.
    pub rate_limit: u32,
    /// Proxies that are believed whom they ask for (`X-Forwarded-For`).
    pub trusted_proxies: Vec<ipnet::IpNet>,
}

impl WebSettings {
    /// The name of the product as its admin calls it.
    pub(crate) fn name(&self) -> &str {
        match self.title.trim() {
            "" => "Làng báo",
            title => title,
        }
    }
}

/// Answers made at the same time; more would only make all of them slow. Others wait for their turn.
const AT_ONCE: usize = 32;

/// Answers that may wait for their turn; who comes when there are more is asked to come back, so that memory is bounded and
/// those who wait get theirs in time.
const MOST_WAITING: usize = 256;

/// Exports written at the same time: each may take minutes.
const EXPORTS_AT_ONCE: usize = 2;

/// After this long, its turn included, a visitor is told to try again.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// Tells the place of a site.
type SitePlace = dyn Fn(&Site) -> Option<Place> + Send + Sync;

/// What all handlers share. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    pub(crate) archive: Archive,
    pub(crate) searcher: Searcher,
    pub(crate) settings: Arc<WebSettings>,
    clock: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    site_place: Arc<SitePlace>,
    started_at: DateTime<Utc>,
    turns: Arc<Semaphore>,
    exports: Arc<Semaphore>,
    asked: Arc<AtomicU64>,
    waiting: Arc<AtomicUsize>,
    pub(crate) buckets: Arc<Buckets>,
    pub(crate) desk: DeskHandle,
    pub(crate) keyring: Arc<Keyring>,
    pub(crate) sessions: Arc<Sessions>,
}

impl AppState {
    /// Joins what the handlers need.
    pub fn new(
        archive: Archive,
        searcher: Searcher,
        settings: WebSettings,
        clock: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    ) -> Self {
        let started_at = clock();
        let turns = Arc::new(Semaphore::new(AT_ONCE));
        let exports = Arc::new(Semaphore::new(EXPORTS_AT_ONCE));
        let site_place = Arc::new(|site: &Site| place_of_site(&site.name));
        let settings = Arc::new(settings);
        Self {
            archive,
            searcher,
            settings,
            clock,
            site_place,
            started_at,
            turns,
            exports,
            asked: Arc::default(),
            waiting: Arc::default(),
            buckets: Arc::default(),
            desk: Arc::new(Unattended),
            keyring: Arc::default(),
            sessions: Arc::default(),
        }
    }

    /// Has somebody sit at the desk: what visitors and admins order is done from now on.
    pub fn with_desk(mut self, desk: impl Desk + 'static) -> Self {
        self.desk = Arc::new(desk);
        self
    }

    /// Tells sites' places otherwise than by their names.
    pub fn with_site_places(
        mut self,
        place: impl Fn(&Site) -> Option<Place> + Send + Sync + 'static,
    ) -> Self {
        self.site_place = Arc::new(place);
        self
    }

    /// Returns the place of a site.
    pub(crate) fn place_of(&self, site: &Site) -> Option<Place> {
        (self.site_place)(site)
    }

    /// Finds what an article mentions, as the index has it.
    pub(crate) fn mentions(&self, record: &ArticleRecord) -> Result<Mentions, Problem> {
        let place = self.archive.site(&record.site)?.and_then(|site| self.place_of(&site));
        let published = record.article.published.as_ref();
        let setting = Setting::new(place, published.map(|published| Period::at(published.at.timestamp())));
        Ok(annotate_in(&record.article.text(), &setting))
    }

    /// Whether a person has a page.
    pub(crate) fn shows(&self, person: &PersonSummary) -> bool {
        !person.private || self.settings.private_persons
    }

    /// Returns the present.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    /// Returns the number of this request since the start.
    pub(crate) fn next_number(&self) -> u64 {
        self.asked.fetch_add(1, Ordering::Relaxed)
    }

    /// Returns when the server began.
    pub(crate) fn started_at(&self) -> DateTime<Utc> {
        self.started_at
    }

    /// What answers depend on besides the data: another program or other settings mean another start.
    pub(crate) fn edition(&self) -> String {
        self.started_at.timestamp_micros().to_string()
    }

    /// Waits until an export may be written; keep the permit for as long as that takes.
    pub(crate) async fn export_turn(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let turn = Arc::clone(&self.exports).acquire_owned();
        match tokio::time::timeout(TIME_LIMIT, turn).await {
            Ok(turn) => turn.map_err(|_| Problem::internal()),
            Err(_) => Err(Problem::timed_out()),
        }
    }

    /// Runs a handler's work where it may block: archive and index read from disk.
    pub(crate) async fn blocking<T: Send + 'static>(
        self,
        work: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let turns = Arc::clone(&self.turns);
        let place = Queued::take(&self.waiting).ok_or_else(Problem::overloaded)?;
        let answer = async {
            let turn = turns.acquire_owned().await.map_err(|_| Problem::internal())?;
            drop(place);
            let work = move || {
                // Kept to the end of the work, also when the visitor has gone meanwhile.
                let _turn = turn;
                work(&self)
            };
            match tokio::task::spawn_blocking(work).await {
                Ok(result) => result,
                Err(error) => {
                    tracing::error!(%error, "a handler did not end");
                    Err(Problem::internal())
                }
            }
        };
        match tokio::time::timeout(TIME_LIMIT, answer).await {
            Ok(result) => result,
            Err(_) => Err(Problem::timed_out()),
        }
    }
}

/// A place among those who wait, until dropped.
struct Queued(Arc<AtomicUsize>);

impl Queued {
    fn take(waiting: &Arc<AtomicUsize>) -> Option<Self> {
        let place = Self(Arc::clone(waiting));
        // Given back by being dropped, also here.
        let before = waiting.fetch_add(1, Ordering::Relaxed);
        (before < MOST_WAITING).then_some(place)
    }
}

impl Drop for Queued {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
