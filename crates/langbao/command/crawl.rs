//! `langbao crawl`: one round now.

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::Context;
use langbao_archive::{Archive, Extent, RunRecord, Site};
use langbao_article::SiteId;
use langbao_web::Task;

use super::dry_run;
use crate::cli::{Crawl, Format};
use crate::failure::{Exit, ending, exit_of};
use crate::house::House;
use crate::output::{json, message};
use crate::progress::Shown;
use crate::round::{Reporter, Round, Silent};
use crate::session::Session;
use crate::shutdown::Shutdown;
use crate::workbench::order;

pub(super) fn run(session: &Session, args: &Crawl) -> anyhow::Result<()> {
    if args.dry_run {
        return dry_run::run(session, args);
    }
    let opened = match args.no_index {
        true => House::open_without_index(&session.data),
        false => session.open(),
    };
    let house = match opened {
        // The process that has the folder open crawls.
        Err(error) if exit_of(&error) == Exit::InUse && !args.sites.is_empty() => {
            let ask = |id: &SiteId| order(session, Task::RunSite { id: id.clone(), full: args.full });
            return args.sites.iter().try_for_each(ask);
        }
        result => result?,
    };
    let sites = chosen(session, &house.archive, args)?;
    if session.config.crawl.contact.is_empty() {
        message(session.lang.pick(
            "chưa có crawl.contact trong cấu hình: các trang không biết liên hệ với ai",
            "crawl.contact is empty: the sites will not know whom to turn to",
        ));
    }
    session.runtime()?.block_on(async {
        let shutdown = Shutdown::listen()?;
        let settings = session.config.crawl_settings()?;
        let round = Round::new(&house, settings, session.config.crawl.concurrent_sites)?;
        let round = round.at_any_time(args.any_time);
        let runs = round.run_all(sites, extent(args), &shutdown.stop, reporter(session)).await?;
        drop(round);
        house.close()?;
        if session.format == Format::Json {
            json(&runs.values().map(langbao_web::run_json).collect::<Vec<_>>())?;
        }
        shutdown.result()?;
        outcome(runs.values())
    })
}

/// Returns how much of the sites a round looks at.
pub(super) fn extent(args: &Crawl) -> Extent {
    if args.full { Extent::All } else { Extent::Part }
}

/// Chooses who is told of the progress.
pub(super) fn reporter(session: &Session) -> Arc<dyn Reporter> {
    match session.quiet {
        true => Arc::new(Silent),
        false => Arc::new(Shown::new(session.lang, session.verbose > 0)),
    }
}

/// Returns the sites that a round is about.
pub(super) fn chosen(session: &Session, archive: &Archive, args: &Crawl) -> anyhow::Result<Vec<Site>> {
    let sites = archive.sites()?;
    if args.sites.is_empty() {
        let enabled: Vec<Site> = sites.into_iter().filter(|s| s.enabled).collect();
        if enabled.is_empty() {
            let what = session.lang.pick(
                "chưa có trang nào đang bật: thêm bằng langbao sites add https://…",
                "there is no enabled site: add one with langbao sites add https://…",
            );
            return Err(ending(Exit::NotFound, what));
        }
        return Ok(enabled);
    }
    let named: BTreeSet<_> = args.sites.iter().collect();
    named
        .into_iter()
        .map(|id| {
            let site = sites.iter().find(|s| s.id == *id).cloned();
            site.ok_or_else(|| langbao_archive::Error::NoSuchSite(id.clone())).context("cannot crawl")
        })
        .collect()
}

/// A round in which some sites failed is a part of the work; one in which all failed is none.
fn outcome<'a>(runs: impl Iterator<Item = &'a RunRecord>) -> anyhow::Result<()> {
    let (failed, fine): (Vec<_>, Vec<_>) =
        runs.partition(|run| run.end.as_deref().is_some_and(|end| end.starts_with("failed")));
    if failed.is_empty() {
        return Ok(());
    }
    let exit = if fine.is_empty() { Exit::Failure } else { Exit::Partial };
    let reasons: Vec<String> = failed
        .iter()
        .map(|run| format!("{}: {}", run.site, run.end.as_deref().unwrap_or_default()))
        .collect();
    Err(ending(exit, reasons.join("; ")))
}
