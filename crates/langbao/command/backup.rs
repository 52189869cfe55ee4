//! `langbao backup`.

use std::path::{Path, PathBuf};

use langbao_archive::Archive;

use crate::cli::Backup;
use crate::failure::{Exit, ending};
use crate::output::{line, message};
use crate::session::Session;

pub(super) fn run(session: &Session, command: Backup) -> anyhow::Result<()> {
    match command {
        Backup::Create { dest } => create(session, dest),
        Backup::Restore { backup } => restore(session, &backup),
        Backup::Verify { backup } => verify(session, &backup),
    }
}

fn create(session: &Session, dest: Option<PathBuf>) -> anyhow::Result<()> {
    let now = session.clock.now();
    let dest = dest.unwrap_or_else(|| PathBuf::from(now.format("langbao-backup-%Y%m%d-%H%M%S").to_string()));
    // For reading: whoever crawls or serves goes on.
    let manifest = Archive::open_read_only(&session.data)?.back_up(&dest, now)?;
    let (files, bytes) = (manifest.files.len(), manifest.length());
    message(&session.lang.pick(
        format!("đã sao lưu {files} tệp, {bytes} byte; chỉ mục tự lập lại khi khôi phục"),
        format!("backed up {files} files, {bytes} bytes; the index builds itself again after a restore"),
    ));
    line(&dest.display().to_string())
}

fn restore(session: &Session, backup: &Path) -> anyhow::Result<()> {
    let manifest = Archive::restore_backup(backup, &session.data)?;
    let at = crate::output::minute(manifest.created_at);
    message(&session.lang.pick(
        format!("đã khôi phục bản sao lưu lúc {at} vào {}", session.data.display()),
        format!("restored the backup of {at} into {}", session.data.display()),
    ));
    Ok(())
}

fn verify(session: &Session, backup: &Path) -> anyhow::Result<()> {
    let problems = Archive::verify_backup(backup)?;
    for problem in &problems {
        line(problem)?;
    }
    if !problems.is_empty() {
        return Err(ending(Exit::Failure, format!("{} problems", problems.len())));
    }
    message(session.lang.pick("bản sao lưu nguyên vẹn", "the backup is sound"));
    Ok(())
}
