//! `langbao reindex`: the index is derived, so it can be thrown away.

use anyhow::Context;
use langbao_archive::Archive;
use langbao_search::Indexer;

use crate::house::index_dir;
use crate::index_feed::catch_up;
use crate::output::message;
use crate::session::Session;

pub(super) fn run(session: &Session) -> anyhow::Result<()> {
    let archive = Archive::open(&session.data)?;
    let dir = index_dir(&session.data);
    match std::fs::remove_dir_all(&dir) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            return Err(e).with_context(|| format!("cannot remove {}", dir.display()));
        }
        _ => {}
    }
    let mut indexer = Indexer::open(&dir).context("cannot create the index")?;
    let articles = catch_up(&archive, &mut indexer, |_| {})?;
    archive.close()?;
    message(
        &session
            .lang
            .pick(format!("đã lập lại chỉ mục {articles} bài"), format!("reindexed {articles} articles")),
    );
    Ok(())
}
