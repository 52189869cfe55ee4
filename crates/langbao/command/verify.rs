//! `langbao verify`: is everything that was acknowledged still there and readable?

use langbao_archive::Archive;
use langbao_search::Searcher;

use crate::failure::{Exit, ending};
use crate::house::{House, index_dir};
use crate::output::{line, message};
use crate::session::Session;

pub(super) fn run(session: &Session) -> anyhow::Result<()> {
    // A folder without an archive is told as such, not made.
    drop(Archive::open_read_only(&session.data)?);
    let house: House = session.open()?;
    let mut problems = house.archive.verify()?;
    let (articles, last_seq) = (house.archive.article_count()?, house.archive.last_seq()?);
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
