//! One round of crawling: a run of each of some sites, several sites at a time.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, Utc};
use langbao_archive::{Archive, Extent, RunEnd, RunRecord, Site};
use langbao_article::SiteId;
use langbao_crawl::{CrawlSettings, Crawler, Progress, Schedule, SiteScope, Windows};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::blocking::blocking;
use crate::clock::WallClock;
use crate::house::{House, site_profile};
use crate::ingest::ArchiveStore;

/// Told of every visit, from several sites at once.
pub(crate) trait Reporter: Send + Sync {
    /// A run of this site begins.
    fn begin(&self, site: &Site);
    /// A page was visited and stored.
    fn visit(&self, site: &Site, progress: &Progress);
    /// The run has ended.
    fn end(&self, site: &Site, run: &RunRecord);
    /// A second has passed.
    fn tick(&self) {}
}

/// Reports to nobody.
pub(crate) struct Silent;

impl Reporter for Silent {
    fn begin(&self, _: &Site) {}
    fn visit(&self, _: &Site, _: &Progress) {}
    fn end(&self, _: &Site, _: &RunRecord) {}
}

/// Crawls sites of one data folder.
#[derive(Clone)]
pub(crate) struct Round {
    archive: Archive,
    data: PathBuf,
    store: Arc<ArchiveStore>,
    crawler: Arc<Crawler<ArchiveStore>>,
    slots: Arc<Semaphore>,
    /// Whether sites are crawled outside their hours too.
    any_time: bool,
    clock: WallClock,
}

impl Round {
    pub(crate) fn new(
        house: &House,
        settings: CrawlSettings,
        concurrent_sites: usize,
    ) -> anyhow::Result<Self> {
        let store = Arc::new(ArchiveStore::new(house.archive.clone(), house.wake()));
        let crawler = Crawler::new(settings, Arc::clone(&store), Arc::new(WallClock))
            .context("cannot start the crawler")?;
        Ok(Self {
            archive: house.archive.clone(),
            data: house.dir.clone(),
            store,
            crawler: Arc::new(crawler),
            slots: Arc::new(Semaphore::new(concurrent_sites)),
            any_time: false,
            clock: WallClock,
        })
    }

    /// Crawls sites outside their hours too.
    pub(crate) fn at_any_time(self, any_time: bool) -> Self {
        Self { any_time, ..self }
    }

    /// Runs one site and returns the finished run. Waits for a slot first.
    ///
    /// # Errors
    /// If the archive cannot be written; what a site does wrong is in the run instead.
    pub(crate) async fn run(
        &self,
        site: &Site,
        extent: Extent,
        stop: &CancellationToken,
        reporter: &dyn Reporter,
    ) -> anyhow::Result<RunRecord> {
        let _slot = self.slots.acquire().await.context("the round is closed")?;
        let (archive, id, now) = (self.archive.clone(), site.id.clone(), self.clock.now());
        let run = blocking(move || archive.start_run_of(&id, now, extent)).await?;
        reporter.begin(site);
        let (data, of) = (self.data.clone(), site.clone());
        let end = match blocking(move || site_profile(&data, &of)).await {
            Err(error) => RunEnd::Failed(format!("{error:#}")),
            Ok(profile) => {
                self.store.begin(site.id.clone(), Some(run), profile.clone());
                let windows = if self.any_time { None } else { windows(site).map(Arc::new) };
                let scope = SiteScope {
                    delay: site.delay_ms.map(Duration::from_millis),
                    profile,
                    windows,
                    lenient_tls: site.lenient_tls,
                    ..SiteScope::new(site.id.clone(), site.start_urls.clone())
                };
                let end = self.crawler.run_site(&scope, stop, |p| reporter.visit(site, &p)).await;
                self.store.end(&site.id);
                match end {
                    Ok(langbao_crawl::RunEnd::Done) => RunEnd::Done,
                    Ok(langbao_crawl::RunEnd::Stopped) => RunEnd::Stopped,
                    Ok(langbao_crawl::RunEnd::WindowClosed) => RunEnd::WindowClosed,
                    Ok(langbao_crawl::RunEnd::Limit) => RunEnd::Limit,
                    Ok(langbao_crawl::RunEnd::HostDown { reason }) => RunEnd::Failed(reason),
                    Err(error) => RunEnd::Failed(format!("{:#}", anyhow::Error::from(error))),
                }
            }
        };
        if let RunEnd::Failed(reason) = &end {
            tracing::warn!(site = %site.id, reason, "the run failed");
        }
        let (archive, now) = (self.archive.clone(), self.clock.now());
        // A run that was stopped stays due: the next start goes on where it ended.
        let next = match end {
            RunEnd::Stopped => None,
            RunEnd::WindowClosed => {
                Some((site.id.clone(), windows(site).map(|windows| windows.next_open(now))))
            }
            _ => Some((site.id.clone(), next_run(site, now))),
        };
        let record = blocking(move || {
            archive.end_run(run, now, end)?;
            if let Some((id, next)) = next {
                archive.set_next_run(&id, next)?;
            }
            archive.run(run)?.context("the run that was just stored is gone")
        });
        let record = record.await?;
        reporter.end(site, &record);
        Ok(record)
    }

    /// Runs several sites; returns their runs by site. One that fails leaves the others to their end.
    ///
    /// # Errors
    /// The first failure to store a run, after all have ended.
    pub(crate) async fn run_all(
        &self,
        sites: Vec<Site>,
        extent: Extent,
        stop: &CancellationToken,
        reporter: Arc<dyn Reporter>,
    ) -> anyhow::Result<BTreeMap<SiteId, RunRecord>> {
        let mut running = JoinSet::new();
        for site in sites {
            let (round, stop, reporter) = (self.clone(), stop.clone(), Arc::clone(&reporter));
            running.spawn(async move { round.run(&site, extent, &stop, &*reporter).await });
        }
        let mut runs = BTreeMap::new();
        let mut failure = None;
        let mut seconds = tokio::time::interval(Duration::from_secs(1));
        loop {
            let run = tokio::select! {
                biased;
                run = running.join_next() => run,
                _ = seconds.tick() => {
                    reporter.tick();
                    continue;
                }
            };
            let Some(run) = run else { break };
            match run.context("a crawl task panicked").flatten() {
                Ok(run) => drop(runs.insert(run.site.clone(), run)),
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        failure.map_or(Ok(runs), Err)
    }
}

/// Says which failures there were: " (2 timeout, 1 status-500)"; nothing if there were none.
pub(crate) fn errors_by_class(errors: &BTreeMap<String, u32>) -> String {
    if errors.is_empty() {
        return String::new();
    }
    let mut errors: Vec<_> = errors.iter().collect();
    errors.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let parts: Vec<String> = errors.iter().map(|(class, count)| format!("{count} {class}")).collect();
    format!(" ({})", parts.join(", "))
}

/// When the schedule of a site comes round after `now`; `None` if it has none or it cannot be read.
fn next_run(site: &Site, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let schedule = site.schedule.as_ref()?;
    match schedule.parse::<Schedule>() {
        Ok(schedule) => {
            let next = schedule.next_after(now)?;
            Some(windows(site).map_or(next, |windows| windows.next_open(next)))
        }
        Err(error) => {
            tracing::error!(site = %site.id, %error, "the schedule of the site cannot be read");
            None
        }
    }
}

/// The hours in which a site may be crawled; `None`: at any time, or they cannot be read.
pub(crate) fn windows(site: &Site) -> Option<Windows> {
    match site.windows.as_ref()?.parse() {
        Ok(windows) => Some(windows),
        Err(error) => {
            tracing::error!(site = %site.id, %error, "the windows of the site cannot be read");
            None
        }
    }
}
