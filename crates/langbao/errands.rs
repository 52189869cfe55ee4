//! What is ordered while the program serves and takes its time: runs, backups, the index or the articles made anew. It is
//! begun at once, one long thing at a time; what came of it is noted in the audit log.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use langbao_archive::{Archive, AuditRecord, Extent};
use langbao_article::SiteId;
use langbao_web::Task;
use tokio::sync::mpsc::Sender;
use tokio_util::sync::CancellationToken;

use crate::clock::WallClock;
use crate::command::{Scope, reread};
use crate::failure::{Exit, ending};
use crate::house::House;
use crate::index_feed::Wake;
use crate::scheduler::Asked;

/// Who is noted to have ended what somebody else began.
const SERVER: &str = "serve";

/// Does what takes its time. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Errands {
    archive: Archive,
    data: PathBuf,
    /// To the index, if it is kept up to date.
    wake: Option<Wake>,
    /// To the scheduler, if there is one.
    runs: Option<Sender<Asked>>,
    stop: CancellationToken,
    under_way: Arc<Mutex<Option<&'static str>>>,
}

/// The folder of the backups that are ordered while the program serves.
pub(crate) fn backups(data: &Path) -> PathBuf {
    data.join("backups")
}

impl Errands {
    pub(crate) fn new(house: &House, runs: Option<Sender<Asked>>, stop: CancellationToken) -> Self {
        let (archive, data, wake) = (house.archive.clone(), house.dir.clone(), house.wake());
        Self { archive, data, wake, runs, stop, under_way: Arc::default() }
    }

    /// Begins an errand.
    ///
    /// # Errors
    /// If it cannot be begun: another is under way, or nobody crawls.
    pub(crate) fn begin(&self, task: &Task) -> anyhow::Result<()> {
        match task {
            Task::RunSite { id, full } => self.run_site(id, *full),
            Task::Reindex => self.start("reindex", |errands| {
                let wake = errands.wake.as_ref().context("the index is left as it is")?;
                let articles = wake.make_anew()?;
                Ok(format!("{articles} articles"))
            }),
            Task::Reextract(site) => {
                let site = site.clone();
                self.start("reextract", move |errands| errands.reextract(site.as_ref()))
            }
            Task::BackUp => self.start("backup", Self::back_up),
            other => Err(anyhow::anyhow!("{} is no errand", other.noted().0)),
        }
    }

    fn run_site(&self, id: &SiteId, full: bool) -> anyhow::Result<()> {
        let site = self.archive.site(id)?.ok_or_else(|| langbao_archive::Error::NoSuchSite(id.clone()))?;
        let runs = self.runs.as_ref();
        let runs = runs.ok_or_else(|| ending(Exit::Failure, "the server was started with --no-crawl"))?;
        let extent = if full { Extent::All } else { Extent::Part };
        let sent = runs.try_send(Asked { site, extent });
        sent.map_err(|_| ending(Exit::Failure, "too many runs are waiting; try again later"))
    }

    fn back_up(&self) -> anyhow::Result<String> {
        let now = WallClock.now();
        let folder = backups(&self.data);
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let dest = folder.join(now.format("langbao-backup-%Y%m%d-%H%M%S").to_string());
        let manifest = self.archive.back_up(&dest, now)?;
        Ok(format!("{}: {} files, {} bytes", dest.display(), manifest.files.len(), manifest.length()))
    }

    fn reextract(&self, site: Option<&SiteId>) -> anyhow::Result<String> {
        let scope = Scope { site, dry_run: false, examples: 0 };
        let report = reread(&self.archive, &self.data, scope, |_| !self.stop.is_cancelled())?;
        if let Some(wake) = &self.wake {
            wake.wake();
        }
        anyhow::ensure!(!self.stop.is_cancelled(), "stopped with the server: {}", report.in_short());
        Ok(report.in_short())
    }

    /// Does something in a thread of its own, unless another is at work.
    fn start(
        &self,
        what: &'static str,
        work: impl FnOnce(&Self) -> anyhow::Result<String> + Send + 'static,
    ) -> anyhow::Result<()> {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(other) = *under_way {
            return Err(ending(Exit::Failure, format!("{other} is still under way")));
        }
        let errands = self.clone();
        let whole = move || {
            let end = Ending(&errands.under_way);
            let done = work(&errands);
            drop(end);
            errands.note(what, done);
        };
        std::thread::Builder::new()
            .name("errand".to_owned())
            .spawn(whole)
            .context("cannot start a thread")?;
        *under_way = Some(what);
        Ok(())
    }

    fn note(&self, what: &str, done: anyhow::Result<String>) {
        let (action, detail) = match done {
            Ok(detail) => (format!("{what}_done"), detail),
            Err(error) => (format!("{what}_failed"), format!("{error:#}")),
        };
        tracing::info!(action, detail, "an errand has ended");
        let (at, actor) = (WallClock.now(), SERVER.to_owned());
        let record = AuditRecord { at, actor, action, target: String::new(), detail: Some(detail) };
        if let Err(error) = self.archive.note_audit(record) {
            tracing::error!(%error, "what came of an errand could not be noted");
        }
    }
}

/// Makes room for the next errand, also when this one panics.
struct Ending<'a>(&'a Mutex<Option<&'static str>>);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
