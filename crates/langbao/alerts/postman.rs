//! The thread that looks after alerts while the program serves.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::Context;
use chrono::TimeDelta;
use langbao_alert::{MailSettings, look, post_due};
use langbao_archive::Archive;
use langbao_search::Searcher;

use super::finder::SearchFinder;
use super::messenger::Messenger;
use super::store::ArchiveAlerts;
use super::{base_url, mail_settings};
use crate::clock::WallClock;
use crate::config::Config;

/// Time between two looks.
const LOOK: Duration = Duration::from_millis(500);

/// Time before another try after something went wrong on this side.
const RETRY: Duration = Duration::from_secs(5);

/// So long it is remembered what was sent.
const MEMORY: TimeDelta = TimeDelta::days(90);

/// What the postman goes by.
#[derive(Debug, Clone)]
pub(crate) struct PostmanSettings {
    pub(crate) config: Config,
    pub(crate) listen: SocketAddr,
}

/// Looks for what is new to alerts and sends it, until dropped.
pub(crate) struct Postman {
    closing: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// One round: what has changed is looked through, what is due is written, what is written is sent.
pub(crate) struct Round {
    store: ArchiveAlerts,
    finder: SearchFinder,
    messenger: Messenger,
    mail: Option<MailSettings>,
    base_url: String,
}

impl Round {
    pub(crate) fn new(
        archive: Archive,
        searcher: Searcher,
        settings: &PostmanSettings,
        data: &Path,
    ) -> anyhow::Result<Self> {
        let base_url = base_url(&settings.config, settings.listen);
        Ok(Self {
            messenger: Messenger::new(archive.clone(), settings.config.clone(), data)?,
            store: ArchiveAlerts(archive),
            finder: SearchFinder(searcher),
            mail: mail_settings(&settings.config, &base_url),
            base_url,
        })
    }

    /// Settles what an earlier process left behind; with `hasten` what waits for another try is tried now.
    pub(crate) fn begin(&self, hasten: bool) -> anyhow::Result<()> {
        self.messenger.recover()?;
        if hasten {
            self.store.0.hasten_parcels(WallClock.now())?;
        }
        self.store.0.forget_parcels(WallClock.now() - MEMORY)?;
        Ok(())
    }

    /// Returns how many messages were tried.
    pub(crate) fn once(&self, go_on: impl FnMut() -> bool) -> anyhow::Result<usize> {
        let now = WallClock.now();
        look(&self.store, &self.finder, now).context("cannot look for what is new to alerts")?;
        post_due(&self.store, self.mail.as_ref(), &self.base_url, now, |alert, error| {
            tracing::error!(%alert, %error, "cannot write the message of an alert");
        })
        .context("cannot post what is due")?;
        self.messenger.deliver(go_on).context("cannot send messages")
    }
}

impl Postman {
    /// Starts the thread.
    pub(crate) fn start(round: Round) -> anyhow::Result<Self> {
        let closing = Arc::new(AtomicBool::new(false));
        let closed = Arc::clone(&closing);
        let work = move || {
            let open = || !closed.load(Ordering::Acquire);
            let (mut begun, mut hastened) = (false, false);
            while open() {
                let done = match begun {
                    true => round.once(open),
                    false => round.begin(!hastened).map(|()| 0),
                };
                begun |= done.is_ok();
                hastened |= begun;
                match done {
                    // More may be due already.
                    Ok(0) => std::thread::park_timeout(LOOK),
                    Ok(_) => {}
                    Err(error) => {
                        tracing::error!(
                            error = format!("{error:#}"),
                            "alerts are not served, to be tried again"
                        );
                        // What the failed round left in other hands must be settled first.
                        begun = false;
                        std::thread::park_timeout(RETRY);
                    }
                }
            }
        };
        let thread = std::thread::Builder::new().name("postman".to_owned()).spawn(work);
        Ok(Self { closing, thread: Some(thread.context("cannot start the postman")?) })
    }
}

impl Drop for Postman {
    fn drop(&mut self) {
        self.closing.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // A panic in it has been logged.
            let _ = thread.join();
        }
    }
}
