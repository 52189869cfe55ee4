//! `langbao verify`: is everything that was acknowledged still there and readable?

use anyhow::Context;
use langbao_archive::{Archive, Error};
use langbao_search::Searcher;

use super::counter::Counter;
use super::rereader::Rereader;
use crate::failure::{Exit, ending};
use crate::house::{House, index_dir};
use crate::output::{fault, line, message};
use crate::session::Session;

pub(super) fn run(session: &Session, repair: bool) -> anyhow::Result<()> {
    if repair && let Some(why) = damage(session)? {
        fault(&why);
        rebuild(session)?;
    }
    // A folder without an archive is told as such, not made.
    match Archive::open_read_only(&session.data) {
        // Opening it for writing brings it to the format of today.
        Ok(_) | Err(Error::TooOld { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    let house: House = session.open()?;
    let mut problems = house.archive.verify()?;
    let hidden = house.archive.hidden_articles()?.len() as u64;
    let (articles, last_seq) = (house.archive.article_count()? - hidden, house.archive.last_seq()?);
    let fingerprint = house.archive.fingerprint()?;
    // Closing lets the index catch up; only then can the two be compared.
    house.close()?;
    let searcher = Searcher::open(&index_dir(&session.data))?;
    if searcher.article_count() != articles || searcher.generation() != last_seq {
        problems.push(format!(
            "the index holds {} articles up to change {}, the archive {articles} up to {last_seq}",
            searcher.article_count(),
            searcher.generation()
        ));
    }
    for file in searcher.damaged_files()? {
        problems.push(format!("index file {} is damaged: run langbao reindex", file.display()));
    }
    for problem in &problems {
        line(problem)?;
    }
    if !problems.is_empty() {
        return Err(ending(Exit::Failure, format!("{} problems", problems.len())));
    }
    message(&session.lang.pick(
        format!("{articles} bài, kho lưu và chỉ mục nguyên vẹn"),
        format!("{articles} articles, archive and index are sound"),
    ));
    line(&fingerprint)
}

/// What is wrong with the archive, in one line; `None`: nothing.
fn damage(session: &Session) -> anyhow::Result<Option<String>> {
    let problems = match Archive::open(&session.data) {
        Ok(archive) => {
            let found = archive.verify();
            archive.close().and(found)
        }
        Err(error) => Err(error),
    };
    match problems {
        Ok(problems) if problems.is_empty() => Ok(None),
        Ok(problems) => Ok(Some(problems.join("\n"))),
        Err(error @ (Error::InUse { .. } | Error::TooNew { .. } | Error::Io { .. })) => Err(error.into()),
        Err(error) => Ok(Some(format!("{:#}", anyhow::Error::from(error)))),
    }
}

fn rebuild(session: &Session) -> anyhow::Result<()> {
    let rereader = Rereader::new(&session.data);
    let progress = Counter::new(session);
    let rebuilt =
        Archive::rebuild(&session.data, &|page, _, site, find| rereader.read(page, site, find), |records| {
            progress.show(records)
        });
    progress.end();
    let rebuilt = rebuilt.context("cannot rebuild the database from the WARC files")?;
    for problem in &rebuilt.problems {
        fault(problem);
    }
    // Its numbers are those of the old database.
    let index = index_dir(&session.data);
    match std::fs::remove_dir_all(&index) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            return Err(e).with_context(|| format!("cannot remove {}", index.display()));
        }
        _ => {}
    }
    let (records, articles) = (rebuilt.records, rebuilt.articles);
    let aside = rebuilt.set_aside.map(|path| path.display().to_string()).unwrap_or_default();
    message(&session.lang.pick(
        format!("đã dựng lại {articles} bài từ {records} bản ghi; cơ sở dữ liệu cũ: {aside}"),
        format!("rebuilt {articles} articles from {records} records; the old database: {aside}"),
    ));
    Ok(())
}
