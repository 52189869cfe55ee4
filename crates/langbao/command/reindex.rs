//! `langbao reindex`: the index is derived, so it can be thrown away.

use std::path::Path;

use anyhow::Context;
use langbao_archive::Archive;
use langbao_search::Indexer;
use langbao_web::Task;

use crate::failure::{Exit, exit_of};
use crate::house::index_dir;
use crate::index_feed::catch_up;
use crate::output::message;
use crate::session::Session;
use crate::workbench::order;

/// Builds the new index beside the old one, which is searched until the new one is whole.
pub(super) fn run(session: &Session) -> anyhow::Result<()> {
    let archive = match Archive::open(&session.data).map_err(anyhow::Error::from) {
        // The process that has the folder open does it, and goes on answering searches meanwhile.
        Err(error) if exit_of(&error) == Exit::InUse => return order(session, Task::Reindex),
        result => result?,
    };
    let dir = index_dir(&session.data);
    let (new, old) = (dir.with_extension("new"), dir.with_extension("old"));
    remove(&new)?;
    let mut indexer = Indexer::open(&new).context("cannot create the index")?;
    let articles = catch_up(&archive, &mut indexer, &session.data, |_| {})?;
    drop(indexer);
    remove(&old)?;
    if dir.exists() {
        rename(&dir, &old)?;
    }
    // A process killed here leaves no index; the next one that opens the folder builds it.
    rename(&new, &dir)?;
    remove(&old)?;
    archive.close()?;
    message(
        &session
            .lang
            .pick(format!("đã lập lại chỉ mục {articles} bài"), format!("reindexed {articles} articles")),
    );
    Ok(())
}

fn rename(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::rename(from, to).with_context(|| format!("cannot rename {} to {}", from.display(), to.display()))
}

fn remove(dir: &Path) -> anyhow::Result<()> {
    match std::fs::remove_dir_all(dir) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            Err(e).with_context(|| format!("cannot remove {}", dir.display()))
        }
        _ => Ok(()),
    }
}
