//! Starts each site's runs when its schedule says so. The due times lie in the archive, so they survive a restart:
//! a run that was missed or cut short begins again at the next start.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use langbao_archive::{Archive, Extent, Site, SiteStatus};
use langbao_article::SiteId;
use langbao_crawl::Schedule;
use tokio::sync::mpsc::Receiver;
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::blocking::blocking;
use crate::clock::WallClock;
use crate::round::{Reporter, Round, windows};

/// Longest sleep between two looks at the clock, so that a clock that is set is noticed.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// A run that somebody wants at once, whatever the schedule says.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) site: Site,
    pub(crate) extent: Extent,
}

/// Runs sites by their schedules, and those asked for, until told to stop; then waits for the runs under way to stop too.
pub(crate) async fn run(
    archive: Archive,
    round: Round,
    clock: WallClock,
    stop: CancellationToken,
    reporter: Arc<dyn Reporter>,
    mut asked: Receiver<Asked>,
) {
    let mut running = JoinSet::new();
    let mut held = Held::default();
    while !stop.is_cancelled() {
        let now = clock.now();
        let statuses = statuses(&archive).await.unwrap_or_else(|error| {
            tracing::error!(error = format!("{error:#}"), "cannot read the schedules");
            Vec::new()
        });
        let mut wake_at = now + LONGEST_SLEEP;
        for status in statuses {
            match held.due_at(&status, now) {
                None => {}
                Some(due) if due > now => wake_at = wake_at.min(due),
                Some(_) => {
                    held.busy.insert(status.site.id.clone());
                    let due = Asked { site: status.site, extent: Extent::Due };
                    running.spawn(one_run(round.clone(), due, stop.clone(), Arc::clone(&reporter)));
                }
            }
        }
        let sleep = (wake_at - clock.now()).to_std().unwrap_or_default();
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(sleep) => {}
            // A run that is under way already does what is wanted.
            Some(asked) = asked.recv() => if held.busy.insert(asked.site.id.clone()) {
                running.spawn(one_run(round.clone(), asked, stop.clone(), Arc::clone(&reporter)));
            },
            Some(done) = running.join_next() => held.release(done, clock.now()),
        }
    }
    while let Some(done) = running.join_next().await {
        held.release(done, clock.now());
    }
}

async fn one_run(
    round: Round,
    asked: Asked,
    stop: CancellationToken,
    reporter: Arc<dyn Reporter>,
) -> (SiteId, anyhow::Result<()>) {
    let result = round.run(&asked.site, asked.extent, &stop, &*reporter).await;
    (asked.site.id, result.map(drop))
}

async fn statuses(archive: &Archive) -> anyhow::Result<Vec<SiteStatus>> {
    let archive = archive.clone();
    blocking(move || archive.site_statuses()).await
}

/// What keeps sites from being started though their schedule says so.
#[derive(Default)]
struct Held {
    /// Their run is under way.
    busy: HashSet<SiteId>,
    /// Their last run could not be stored (a full disk, say): without a pause they would be due again at once.
    until: HashMap<SiteId, DateTime<Utc>>,
}

impl Held {
    /// When a site's next run is due; a site never run before is due at once, one without a readable schedule never.
    fn due_at(&self, status: &SiteStatus, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let site = &status.site;
        if !site.enabled || self.busy.contains(&site.id) {
            return None;
        }
        site.schedule.as_ref()?.parse::<Schedule>().ok()?;
        let due = status.next_run_at.unwrap_or(now);
        let due = windows(site).map_or(due, |windows| windows.next_open(due.max(now)));
        Some(self.until.get(&site.id).map_or(due, |until| due.max(*until)))
    }

    fn release(&mut self, done: Result<(SiteId, anyhow::Result<()>), JoinError>, now: DateTime<Utc>) {
        match done {
            Ok((site, result)) => {
                self.busy.remove(&site);
                self.until.remove(&site);
                if let Err(error) = result {
                    tracing::error!(%site, error = format!("{error:#}"), "cannot store a run");
                    self.until.insert(site, now + LONGEST_SLEEP);
                }
            }
            // The site stays busy: whatever made its task panic would do so again at once.
            Err(error) => tracing::error!(%error, "a scheduled run panicked"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(schedule: Option<&str>, enabled: bool, next_run_at: Option<DateTime<Utc>>) -> SiteStatus {
        let site = Site {
            id: "xa-dong-van".parse().unwrap(),
            name: "Xã Đồng Vân".to_owned(),
            start_urls: Vec::new(),
            schedule: schedule.map(str::to_owned),
            profile: None,
            delay_ms: None,
            windows: None,
            lenient_tls: false,
            enabled,
            added_at: DateTime::UNIX_EPOCH,
        };
        SiteStatus {
            site,
            articles: 0,
            first_published: None,
            last_published: None,
            frontier: 0,
            last_run: None,
            next_run_at,
            next_due_at: None,
            alarm: None,
        }
    }

    #[test]
    fn what_is_due() {
        let now = DateTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let later = now + Duration::from_secs(600);
        let held = Held::default();
        assert_eq!(held.due_at(&status(Some("6h"), true, None), now), Some(now), "never run");
        assert_eq!(held.due_at(&status(Some("6h"), true, Some(later)), now), Some(later));
        assert_eq!(held.due_at(&status(None, true, None), now), None, "by hand only");
        assert_eq!(held.due_at(&status(Some("6h"), false, None), now), None, "disabled");
        assert_eq!(held.due_at(&status(Some("whenever"), true, None), now), None, "unreadable");
        // 2027-01-15 15:00 in Vietnam.
        let mut at_night = status(Some("6h"), true, None);
        at_night.site.windows = Some("22:00-05:00".to_owned());
        assert_eq!(held.due_at(&at_night, now), Some(now + Duration::from_secs(7 * 3600)), "not by day");
    }

    #[test]
    fn a_site_is_not_started_twice_and_rests_after_a_failure() {
        let now = DateTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let due = status(Some("6h"), true, None);
        let mut held = Held::default();
        held.busy.insert(due.site.id.clone());
        assert_eq!(held.due_at(&due, now), None);
        held.release(Ok((due.site.id.clone(), Err(anyhow::anyhow!("no space left")))), now);
        assert_eq!(held.due_at(&due, now), Some(now + LONGEST_SLEEP));
        held.release(Ok((due.site.id.clone(), Ok(()))), now);
        assert_eq!(held.due_at(&due, now), Some(now));
    }
}
