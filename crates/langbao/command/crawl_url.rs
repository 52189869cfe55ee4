//! `langbao crawl-url`: one URL on its whole way, each decision told. Stored like a visit of a run, if it belongs to a site.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use langbao_archive::{Archive, Site};
use langbao_article::{CanonicalUrl, LinkKind, Page, SiteProfile};
use langbao_crawl::{
    CrawlStore, Crawler, Due, Fetched, Link, Recorded, SiteScope, Visited, discover, is_never_article,
    looks_like,
};

use super::extract::print_explained;
use crate::cli::{CrawlUrl, Format};
use crate::clock::WallClock;
use crate::failure::{Exit, ending};
use crate::house::{House, site_profile};
use crate::ingest::ArchiveStore;
use crate::output::{json, line, minute};
use crate::round::windows;
use crate::session::Session;

/// Redirects that are followed.
const MOST_HOPS: usize = 10;

pub(super) fn run(session: &Session, args: &CrawlUrl) -> anyhow::Result<()> {
    let scratch = tempfile::tempdir().context("cannot make a temporary folder")?;
    let house = if args.no_store { None } else { Some(session.open()?) };
    // What is not stored is fetched beside a running process.
    let (known, archive) = match &house {
        Some(house) => (Some(house.archive.clone()), house.archive.clone()),
        None => (Archive::open_read_only(&session.data).ok(), Archive::open(scratch.path())?),
    };
    let store = Arc::new(ArchiveStore::new(archive, house.as_ref().and_then(House::wake)));
    let mut way = Way::new(session, args, known, Arc::clone(&store))?;
    let runtime = session.runtime()?;
    let told = runtime.block_on(way.go());
    drop(way.crawler);
    if let Some(house) = house {
        house.close()?;
    }
    told?;
    match session.format {
        Format::Json => json(&way.steps),
        _ => Ok(()),
    }
}

/// One URL on its way.
struct Way<'a> {
    session: &'a Session,
    url: CanonicalUrl,
    site: Option<Site>,
    scope: SiteScope,
    archive: Option<Archive>,
    store: Arc<ArchiveStore>,
    crawler: Crawler<ArchiveStore>,
    stores: bool,
    /// What was told.
    steps: Vec<serde_json::Value>,
}

impl<'a> Way<'a> {
    fn new(
        session: &'a Session,
        args: &CrawlUrl,
        archive: Option<Archive>,
        store: Arc<ArchiveStore>,
    ) -> anyhow::Result<Self> {
        let sites = archive.as_ref().map_or_else(|| Ok(Vec::new()), Archive::sites)?;
        let belongs = |site: &Site| match &args.site {
            Some(id) => site.id == *id,
            None => SiteScope::new(site.id.clone(), site.start_urls.clone()).contains(&args.url),
        };
        let site = sites.into_iter().find(belongs);
        if let (Some(id), None) = (&args.site, &site) {
            return Err(langbao_archive::Error::NoSuchSite(id.clone()).into());
        }
        let scope = match &site {
            Some(site) => SiteScope {
                delay: site.delay_ms.map(Duration::from_millis),
                profile: site_profile(&session.data, site)?,
                windows: windows(site).map(Arc::new),
                lenient_tls: site.lenient_tls,
                ..SiteScope::new(site.id.clone(), site.start_urls.clone())
            },
            None => SiteScope::new("check".parse().context("the name of no site")?, vec![args.url.clone()]),
        };
        let crawler = Crawler::new(session.config.crawl_settings()?, Arc::clone(&store), Arc::new(WallClock))
            .context("cannot start the crawler")?;
        let (url, stores) = (args.url.clone(), !args.no_store && site.is_some());
        Ok(Self { session, url, site, scope, archive, store, crawler, stores, steps: Vec::new() })
    }

    /// Tells of a decision.
    fn tell(&mut self, step: &str, vi: String, en: String) -> anyhow::Result<()> {
        let said = self.session.lang.pick(vi, en);
        self.steps.push(serde_json::json!({ "step": step, "said": said }));
        match self.session.format {
            Format::Json => Ok(()),
            _ => line(&format!("{step}: {said}")),
        }
    }

    async fn go(&mut self) -> anyhow::Result<()> {
        let mut due = self.before()?;
        for _ in 0..=MOST_HOPS {
            let fetched = self.crawler.fetch_once_from(&due.url, self.scope.lenient_tls).await;
            self.tell_robots(&due.url).await?;
            let Fetched::Redirected { to, permanent } = &fetched else {
                return self.arrived(due, fetched).await;
            };
            let (to, for_good) = (to.clone(), if *permanent { "301/308" } else { "302/303/307" });
            self.tell("redirect", format!("{for_good} tới {to}"), format!("{for_good} to {to}"))?;
            let link = Link { url: to.clone(), kind: due.kind, mark: 0 };
            self.record(due.clone(), fetched, vec![link]).await?;
            if !self.scope.contains(&to) {
                return self.tell(
                    "scope",
                    format!("{to} ngoài trang này: dừng"),
                    format!("{to} is outside the site: end"),
                );
            }
            due = Due { url: to, etag: None, last_modified: None, visits: 0, ..due };
        }
        Err(ending(Exit::Failure, format!("{}: more than {MOST_HOPS} redirects", self.url)))
    }

    /// What is known before anything is asked.
    fn before(&mut self) -> anyhow::Result<Due> {
        let url = self.url.clone();
        self.tell("url", format!("{url} (dạng chuẩn)"), format!("{url} (in normal form)"))?;
        match &self.site {
            Some(site) => {
                let id = site.id.clone();
                self.tell("site", format!("thuộc {id}"), format!("belongs to {id}"))?;
            }
            None => self.tell(
                "site",
                "không thuộc trang nào đã khai: sẽ không lưu".to_owned(),
                "belongs to no site that is known: it will not be stored".to_owned(),
            )?,
        }
        let now = self.session.clock.now();
        if let Some(opens) =
            self.scope.windows.as_ref().map(|w| w.next_open(now)).filter(|opens| *opens > now)
        {
            let opens = minute(opens);
            self.tell(
                "windows",
                format!("ngoài giờ thu thập (mở lúc {opens}), vẫn tải vì được gọi đích danh"),
                format!(
                    "outside its windows (open at {opens}), fetched all the same, as it was asked for by name"
                ),
            )?;
        }
        let kind = looks_like(&url, &self.scope);
        let profile = self.scope.profile.as_deref();
        let never = is_never_article(&url, 1, profile);
        let by = profile.map_or("", SiteProfile::name).to_owned();
        let looks = kind.map_or_else(|| "ignore".to_owned(), |kind| format!("{kind:?}").to_lowercase());
        self.tell(
            "looks",
            format!("trông như {looks}{}{by}", if never { ", không bao giờ là bài; mẫu " } else { "; mẫu " }),
            format!(
                "looks like {looks}{}{by}",
                if never { ", never an article; profile " } else { "; profile " }
            ),
        )?;
        let entry = match (&self.archive, &self.site) {
            (Some(archive), Some(site)) => archive.frontier_entry(&site.id, &url)?,
            _ => None,
        };
        let Some(entry) = entry else {
            self.tell(
                "frontier",
                "chưa từng biết địa chỉ này".to_owned(),
                "never heard of before".to_owned(),
            )?;
            let (site, kind) = (self.scope.site.clone(), kind.unwrap_or(LinkKind::Unknown));
            let (depth, visits, unchanged, failures, hinted) = (1, 0, 0, 0, false);
            let (etag, last_modified) = (None, None);
            return Ok(Due {
                site,
                url,
                kind,
                depth,
                etag,
                last_modified,
                visits,
                unchanged,
                failures,
                hinted,
                unlisted: false,
            });
        };
        let (visits, failures, depth) = (entry.visits, entry.failures, entry.depth);
        let (due, last) =
            (minute(entry.due_at), entry.last_outcome.clone().unwrap_or_else(|| "-".to_owned()));
        self.tell(
            "frontier",
            format!("cách trang đầu {depth} bước, đã tải {visits} lần, lần cuối {last}, lỗi liền {failures}, tới hạn {due}"),
            format!("{depth} steps from a start page, {visits} visits, the last {last}, {failures} failures in a row, due {due}"),
        )?;
        Ok(Due {
            site: entry.site,
            url: entry.url,
            kind: entry.kind,
            depth,
            // Whoever names a URL wants to see it.
            etag: None,
            last_modified: None,
            visits,
            unchanged: entry.unchanged,
            failures,
            hinted: entry.hinted,
            unlisted: entry.unlisted,
        })
    }

    async fn tell_robots(&mut self, url: &CanonicalUrl) -> anyhow::Result<()> {
        let foreseen = self.crawler.foresee(url).await.map_err(|error| anyhow::anyhow!("{error}"))?;
        let (vi, en) = match foreseen.allowed {
            Some(true) => ("cho phép", "allowed"),
            Some(false) => ("cấm", "forbidden"),
            None => {
                ("không đọc được robots.txt: không tải gì", "robots.txt cannot be read: nothing is fetched")
            }
        };
        self.tell("robots", vi.to_owned(), en.to_owned())
    }

    /// What came at last.
    async fn arrived(&mut self, due: Due, fetched: Fetched) -> anyhow::Result<()> {
        let failure = match &fetched {
            Fetched::Page(page) => {
                self.tell_page(page)?;
                None
            }
            Fetched::Gone { status } => Some((Exit::NotFound, format!("HTTP {status}"))),
            Fetched::Disallowed => Some((Exit::Failure, "robots.txt".to_owned())),
            Fetched::Failed { code, detail } => Some((Exit::Failure, format!("{code}: {detail}"))),
            Fetched::NotModified | Fetched::Redirected { .. } => None,
        };
        let links = match &fetched {
            Fetched::Page(page) => discover(page, &self.scope),
            _ => Vec::new(),
        };
        if let Fetched::Page(_) = &fetched {
            let count = links.len();
            self.tell(
                "links",
                format!("{count} liên kết đáng theo"),
                format!("{count} links worth following"),
            )?;
        }
        let url = due.url.clone();
        if let Some((_, why)) = &failure {
            self.tell("fetch", why.clone(), why.clone())?;
        }
        let recorded = self.record(due, fetched, links).await?;
        self.tell_recorded(&url, recorded)?;
        match failure {
            Some((exit, why)) => Err(ending(exit, format!("{url}: {why}"))),
            None => Ok(()),
        }
    }

    fn tell_page(&mut self, page: &Page) -> anyhow::Result<()> {
        let (status, bytes) = (page.status, page.body.len());
        let charset = langbao_article::decode(page).charset;
        self.tell(
            "fetch",
            format!("HTTP {status}, {bytes} byte, {charset}"),
            format!("HTTP {status}, {bytes} bytes, {charset}"),
        )?;
        match self.session.format {
            Format::Json => {
                let (extraction, trace) = langbao_article::explain(page, self.scope.profile.as_deref());
                let read = match extraction {
                    langbao_article::Extraction::Article(article) => {
                        serde_json::json!({ "article": article })
                    }
                    langbao_article::Extraction::NotArticle { kind, reason, .. } => {
                        serde_json::json!({ "not_article": format!("{kind:?}"), "reason": reason })
                    }
                };
                self.steps.push(serde_json::json!({ "step": "extract", "read": read, "rules": trace }));
                Ok(())
            }
            _ => print_explained(self.session, page, self.scope.profile.as_deref()),
        }
    }

    async fn record(&self, due: Due, fetched: Fetched, links: Vec<Link>) -> anyhow::Result<Option<Recorded>> {
        if !self.stores {
            return Ok(None);
        }
        let (site, at) = (due.site.clone(), self.session.clock.now());
        self.store.begin(site.clone(), None, self.scope.profile.clone());
        let recorded =
            self.store.record(Visited { due, at, fetched, text: None, exchange: None, links }).await;
        self.store.end(&site);
        recorded.map(Some).map_err(|error| anyhow::anyhow!("{error}")).context("cannot store the visit")
    }

    fn tell_recorded(&mut self, url: &CanonicalUrl, recorded: Option<Recorded>) -> anyhow::Result<()> {
        let Some(recorded) = recorded else {
            return self.tell("store", "không lưu".to_owned(), "not stored".to_owned());
        };
        let (vi, en) = match recorded {
            Recorded { twin: true, .. } => {
                ("bài đã có ở địa chỉ khác", "its article is known from another URL")
            }
            Recorded { new_article: true, .. } => ("bài mới", "a new article"),
            Recorded { edited_article: true, .. } => ("phiên bản mới", "a new version"),
            _ => (
                "đã lưu bản tải, bài không đổi hoặc không phải bài",
                "stored; its article has not changed, or it is none",
            ),
        };
        let links = recorded.new_links;
        let due = match (&self.archive, &self.site) {
            (Some(archive), Some(site)) => {
                archive.frontier_entry(&site.id, url)?.map(|entry| minute(entry.due_at))
            }
            _ => None,
        };
        let due = due.unwrap_or_else(|| "-".to_owned());
        self.tell(
            "store",
            format!("{vi}; {links} liên kết mới; tải lại lúc {due}"),
            format!("{en}; {links} new links; due again at {due}"),
        )
    }
}
