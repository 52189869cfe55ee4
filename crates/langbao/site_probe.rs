//! Looks at sites before they are added: nothing is stored.

use std::sync::Arc;

use anyhow::Context;
use langbao_archive::Archive;
use langbao_article::{CanonicalUrl, Page};
use langbao_crawl::{Crawler, Fetched};

use crate::clock::WallClock;
use crate::config::Config;
use crate::failure::{Exit, ending};
use crate::ingest::ArchiveStore;
use crate::language::Lang;
use crate::output::message;

/// Redirects that are followed.
const MOST_HOPS: usize = 10;

/// A crawler over a scratch archive: it keeps its manners towards a host from page to page and leaves nothing behind.
pub(crate) struct Probe {
    crawler: Crawler<ArchiveStore>,
    runtime: tokio::runtime::Runtime,
    _scratch: tempfile::TempDir,
}

impl Probe {
    pub(crate) fn new(config: &Config) -> anyhow::Result<Self> {
        let scratch = tempfile::tempdir().context("cannot make a temporary folder")?;
        let archive = Archive::open(scratch.path())?;
        let store = Arc::new(ArchiveStore::new(archive, None));
        let crawler = Crawler::new(config.crawl_settings()?, store, Arc::new(WallClock))
            .context("cannot start the crawler")?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.context("cannot start the runtime")?;
        Ok(Self { crawler, runtime, _scratch: scratch })
    }

    /// Asks for one URL, robots.txt of its host first. Blocks.
    pub(crate) fn look(&self, url: &CanonicalUrl, lenient_tls: bool) -> Fetched {
        self.runtime.block_on(self.crawler.fetch_once_from(url, lenient_tls))
    }

    /// Fetches a page, redirects followed. Blocks.
    pub(crate) fn fetch(&self, lang: Lang, mut url: CanonicalUrl) -> anyhow::Result<Page> {
        let mut fetched = self.runtime.block_on(self.crawler.fetch_once(&url));
        for _ in 0..MOST_HOPS {
            let Fetched::Redirected { to, .. } = fetched else { break };
            message(&lang.pick(format!("{url} chuyển hướng tới {to}"), format!("{url} redirects to {to}")));
            fetched = self.runtime.block_on(self.crawler.fetch_once(&to));
            url = to;
        }
        match fetched {
            Fetched::Page(page) => Ok(*page),
            Fetched::Redirected { to, .. } => Err(ending(
                Exit::Failure,
                format!("{url}: more than {MOST_HOPS} redirects, the last to {to}"),
            )),
            Fetched::Disallowed => Err(ending(
                Exit::Failure,
                lang.pick("robots.txt không cho tải trang này", "robots.txt forbids this page"),
            )),
            Fetched::Gone { status } => Err(ending(Exit::NotFound, format!("{url}: HTTP {status}"))),
            Fetched::Failed { code, detail } => {
                Err(ending(Exit::Failure, format!("{url}: {code}: {detail}")))
            }
            Fetched::NotModified => Err(ending(Exit::Failure, format!("{url}: HTTP 304 to a plain request"))),
        }
    }
}
