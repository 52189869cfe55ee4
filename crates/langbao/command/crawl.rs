//! `langbao crawl`: one round now.

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::Context;
use langbao_archive::{Extent, RunRecord, Site};

use crate::cli::{Crawl, Format};
use crate::failure::{Exit, ending};
use crate::house::House;
use crate::output::{json, message};
use crate::progress::Shown;
use crate::round::{Reporter, Round, Silent};
use crate::session::Session;
use crate::shutdown::Shutdown;

pub(super) fn run(session: &Session, args: &Crawl) -> anyhow::Result<()> {
    let house = session.open()?;
    let sites = chosen(session, &house, args)?;
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
        let extent = if args.full { Extent::All } else { Extent::Part };
        let runs = round.run_all(sites, extent, &shutdown.stop, reporter(session)).await?;
        drop(round);
        house.close()?;
        if session.format == Format::Json {
            json(&runs.values().map(langbao_web::run_json).collect::<Vec<_>>())?;
        }
        shutdown.result()?;
        outcome(runs.values())
    })
}

/// Chooses who is told of the progress.
pub(super) fn reporter(session: &Session) -> Arc<dyn Reporter> {
    match session.quiet {
        true => Arc::new(Silent),
        false => Arc::new(Shown::new(session.lang, session.verbose > 0)),
    }
}

fn chosen(session: &Session, house: &House, args: &Crawl) -> anyhow::Result<Vec<Site>> {
    let sites = house.archive.sites()?;
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
