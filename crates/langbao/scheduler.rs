//! Starts each site's runs when its schedule says so. The due times lie in the archive, so they survive a restart:
//! a run that was missed or cut short begins again at the next start.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use langbao_archive::{Archive, Site, SiteStatus};
use langbao_article::SiteId;
use langbao_crawl::Schedule;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::clock::WallClock;
use crate::round::{Reporter, Round};

/// Longest sleep between two looks at the clock, so that a clock that is set is noticed.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// Runs sites by their schedules until told to stop; then waits for the runs under way to stop too.
pub(crate) async fn run(
    archive: Archive,
    round: Round,
    clock: WallClock,
    stop: CancellationToken,
    reporter: Arc<dyn Reporter>,
) -> anyhow::Result<()> {
    let mut running = JoinSet::new();
    let mut busy: HashSet<SiteId> = HashSet::new();
    loop {
        let now = clock.now();
        let mut wake_at = now + LONGEST_SLEEP;
        for status in statuses(&archive).await? {
            let site = status.site.clone();
            if busy.contains(&site.id) || !site.enabled {
                continue;
            }
            match due_at(&status, now) {
                None => {}
                Some(due) if due > now => wake_at = wake_at.min(due),
                Some(_) => {
                    busy.insert(site.id.clone());
                    let (archive, round, stop) = (archive.clone(), round.clone(), stop.clone());
                    let reporter = Arc::clone(&reporter);
                    running.spawn(async move {
                        let result = one_run(&archive, &round, clock, &site, &stop, &*reporter).await;
                        (site.id, result)
                    });
                }
            }
        }
        let sleep = (wake_at - clock.now()).to_std().unwrap_or_default();
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep(sleep) => {}
            Some(done) = running.join_next() => finished(done, &mut busy),
        }
    }
    while let Some(done) = running.join_next().await {
        finished(done, &mut busy);
    }
    Ok(())
}

fn finished(done: Result<(SiteId, anyhow::Result<()>), tokio::task::JoinError>, busy: &mut HashSet<SiteId>) {
    match done {
        Ok((site, result)) => {
            busy.remove(&site);
            if let Err(error) = result {
                tracing::error!(%site, error = format!("{error:#}"), "cannot store a run");
            }
        }
        // The site stays busy: whatever made its task panic would do so again at once.
        Err(error) => tracing::error!(%error, "a scheduled run panicked"),
    }
}

async fn statuses(archive: &Archive) -> anyhow::Result<Vec<SiteStatus>> {
    let archive = archive.clone();
    Ok(tokio::task::spawn_blocking(move || archive.site_statuses()).await??)
}

/// When a site's next run is due; a site never run before is due at once.
fn due_at(status: &SiteStatus, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    status.site.schedule.as_ref()?;
    Some(status.next_run_at.unwrap_or(now))
}

async fn one_run(
    archive: &Archive,
    round: &Round,
    clock: WallClock,
    site: &Site,
    stop: &CancellationToken,
    reporter: &dyn Reporter,
) -> anyhow::Result<()> {
    let run = round.run(site, false, stop, reporter).await?;
    if run.end.as_deref() == Some("stopped") {
        // Left due: the next start goes on where this run stopped.
        return Ok(());
    }
    let next = next_run(site, clock.now());
    let (archive, id) = (archive.clone(), site.id.clone());
    tokio::task::spawn_blocking(move || archive.set_next_run(&id, next)).await??;
    Ok(())
}

/// When the schedule of a site comes round after `now`; `None` if it has none or it cannot be read.
pub(crate) fn next_run(site: &Site, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let schedule = site.schedule.as_ref()?;
    match schedule.parse::<Schedule>() {
        Ok(schedule) => schedule.next_after(now),
        Err(error) => {
            tracing::error!(site = %site.id, %error, "the schedule of the site cannot be read");
            None
        }
    }
}
