//! Where what people order is done and noted: at the door, by the web pages, by the command itself.

use std::sync::Arc;

use langbao_archive::{Archive, AuditRecord, DecisionId, Hidden, Site};
use langbao_search::Searcher;
use langbao_web::Task;

use crate::clock::WallClock;
use crate::door;
use crate::failure::{Exit, ending, exit_of};
use crate::house::follow_decisions;
use crate::index_feed::Wake;
use crate::output::message;
use crate::session::Session;

/// Who orders things on the command line.
pub(crate) const CLI: &str = "cli";

/// Does tasks that need more than the archive: runs, rebuilding, backups.
pub(crate) type Errand = dyn Fn(&Task) -> anyhow::Result<()> + Send + Sync;

/// The data folder, open for writing, with what tasks need. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Workbench {
    archive: Archive,
    searcher: Searcher,
    wake: Option<Wake>,
    errand: Arc<std::sync::RwLock<Option<Arc<Errand>>>>,
}

impl Workbench {
    pub(crate) fn new(archive: Archive, searcher: Searcher, wake: Option<Wake>) -> Self {
        Self { archive, searcher, wake, errand: Arc::default() }
    }

    /// Says who does the tasks that need more than the archive.
    pub(crate) fn send_errands_to(
        &self,
        errand: impl Fn(&Task) -> anyhow::Result<()> + Send + Sync + 'static,
    ) {
        *self.errand.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(Arc::new(errand));
    }

    /// Does a task and notes it. Blocks.
    ///
    /// # Errors
    /// [`Exit::NotFound`] if there is nothing to do it to; what the archive says.
    pub(crate) fn perform(&self, actor: &str, task: Task) -> anyhow::Result<()> {
        let (action, target, detail) = task.noted();
        self.fulfil(task)?;
        // Some change what is found: sites their names, articles whether they are shown.
        if let Some(wake) = &self.wake {
            wake.wake();
        }
        let (at, actor, action) = (WallClock.now(), actor.to_owned(), action.to_owned());
        self.archive.note_audit(AuditRecord { at, actor, action, target, detail })?;
        Ok(())
    }

    fn fulfil(&self, task: Task) -> anyhow::Result<()> {
        let (archive, now) = (&self.archive, WallClock.now());
        let found = |found: bool, what: &str| match found {
            true => Ok(()),
            false => Err(ending(Exit::NotFound, format!("there is no such {what}"))),
        };
        match task {
            Task::AddSite(site) => Ok(archive.add_site(site)?),
            Task::UpdateSite(site) => Ok(archive.update_site(site)?),
            Task::EnableSite { id, enabled } => {
                let site = archive.site(&id)?.ok_or(langbao_archive::Error::NoSuchSite(id))?;
                Ok(archive.update_site(Site { enabled, ..site })?)
            }
            Task::RemoveSite(id) => Ok(archive.remove_site(&id)?),
            Task::AddAlert { alert, first } => Ok(archive.add_alert(alert, first)?),
            Task::SetAlert { id, settings, state, skip } => {
                found(archive.set_alert(&id, &settings, &state, skip)?, "alert")
            }
            Task::RemoveAlert(id) => found(archive.remove_alert(&id)?, "alert"),
            Task::Post(parcel) => {
                let alert = parcel.alert.clone();
                Ok(archive.post(&alert, Some(parcel), 0)?)
            }
            Task::AddKey(key) => Ok(archive.add_key(key)?),
            Task::RevokeKey(id) => found(archive.revoke_key(&id, now)?, "key in force"),
            Task::HideArticle { id, reason, legal } => {
                found(archive.hide_article(id, Some(Hidden { at: now, reason, legal }), now)?, "article")
            }
            Task::ShowArticle(id) => found(archive.hide_article(id, None, now)?, "article"),
            Task::Decide(json) => {
                archive.decide(now, &json)?;
                follow_decisions(archive, &self.searcher)
            }
            Task::UndoDecision(id) => {
                found(archive.undo_decision(DecisionId(id), now)?, "decision in force")?;
                follow_decisions(archive, &self.searcher)
            }
            task @ (Task::RunSite { .. } | Task::Reindex | Task::Reextract(_) | Task::BackUp) => {
                let errand = self.errand.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
                let busy = "the data folder is in use by another langbao process, which does not serve";
                errand.ok_or_else(|| ending(Exit::InUse, busy))?(&task)
            }
        }
    }
}

/// Has a task done, by way of the process that uses the data folder if there is one.
pub(crate) fn perform(session: &Session, task: Task) -> anyhow::Result<()> {
    match session.open() {
        Ok(house) => {
            let done = house.bench.perform(CLI, task);
            house.close()?;
            done
        }
        Err(error) if exit_of(&error) == Exit::InUse => {
            let name = session.clock.now().format("%Y%m%d-%H%M%S%f").to_string();
            door::ask(&session.data, task, &name)
        }
        Err(error) => Err(error),
    }
}

/// Has the process that uses the data folder begin something that takes its time.
///
/// # Errors
/// What that process says, or that it does not answer.
pub(crate) fn order(session: &Session, task: Task) -> anyhow::Result<()> {
    let name = session.clock.now().format("%Y%m%d-%H%M%S%f").to_string();
    door::ask(&session.data, task, &name)?;
    message(session.lang.pick(
        "langbao serve đã nhận việc; kết quả ghi trong nhật ký quản trị (/admin/upkeep) hoặc runs list",
        "langbao serve is at it; what comes of it stands at /admin/upkeep or in runs list",
    ));
    Ok(())
}
