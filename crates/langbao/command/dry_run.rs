//! `langbao crawl --dry-run`: what a round would fetch, and why. Nothing is fetched, nothing is written.

use std::sync::Arc;

use anyhow::Context;
use chrono::{DateTime, Utc};
use langbao_archive::{Archive, DuePage, DueReason, Extent, Site};
use langbao_crawl::{Crawler, Foreseen};
use serde_json::{Value, json};

use super::crawl::{chosen, extent};
use crate::cli::{Crawl, Format};
use crate::clock::WallClock;
use crate::ingest::ArchiveStore;
use crate::output::{self, line, minute};
use crate::round::windows;
use crate::session::Session;

pub(super) fn run(session: &Session, args: &Crawl) -> anyhow::Result<()> {
    let archive = Archive::open_read_only(&session.data)?;
    let sites = chosen(session, &archive, args)?;
    let foresight = Foresight::new(session, &archive)?;
    let mut previews = Vec::new();
    for site in &sites {
        let preview = Preview::new(session, &foresight, &archive, site, extent(args), args.any_time)?;
        match session.format {
            Format::Json => previews.push(preview.json()?),
            _ => preview.tell(session, args.show)?,
        }
    }
    match session.format {
        Format::Json => output::json(&previews),
        _ => line(
            session
                .lang
                .pick("chưa tải gì, chưa ghi gì (--dry-run)", "nothing was fetched or written (--dry-run)"),
        ),
    }
}

/// What is known of hosts, without asking them.
pub(super) struct Foresight {
    crawler: Crawler<ArchiveStore>,
    runtime: tokio::runtime::Runtime,
}

impl Foresight {
    pub(super) fn new(session: &Session, archive: &Archive) -> anyhow::Result<Self> {
        let store = Arc::new(ArchiveStore::new(archive.clone(), None));
        let crawler = Crawler::new(session.config.crawl_settings()?, store, Arc::new(WallClock))?;
        Ok(Self { crawler, runtime: session.runtime()? })
    }

    pub(super) fn of(&self, url: &langbao_article::CanonicalUrl) -> anyhow::Result<Foreseen> {
        let foreseen = self.runtime.block_on(self.crawler.foresee(url));
        foreseen.map_err(|error| anyhow::anyhow!("{error}")).context("cannot read the state of a host")
    }
}

/// What a run of one site would do.
pub(super) struct Preview {
    site: Site,
    /// When its window opens, if it is closed now.
    opens: Option<DateTime<Utc>>,
    pages: Vec<(DuePage, Foreseen)>,
}

impl Preview {
    pub(super) fn new(
        session: &Session,
        foresight: &Foresight,
        archive: &Archive,
        site: &Site,
        extent: Extent,
        any_time: bool,
    ) -> anyhow::Result<Self> {
        let now = session.clock.now();
        let opens = windows(site).map(|windows| windows.next_open(now));
        let pages = archive.preview(&site.id, now, extent)?;
        let pages = pages
            .into_iter()
            .map(|page| foresight.of(&page.entry.url).map(|foreseen| (page, foreseen)))
            .collect::<anyhow::Result<_>>()?;
        Ok(Self { site: site.clone(), opens: opens.filter(|opens| *opens > now && !any_time), pages })
    }

    fn json(&self) -> anyhow::Result<Value> {
        let pages = self.pages.iter().map(|(page, foreseen)| {
            let mut value = serde_json::to_value(page)?;
            value["allowed"] = json!(foreseen.allowed);
            value["left_alone_s"] = json!(foreseen.left_alone.as_secs());
            Ok(value)
        });
        let pages = pages.collect::<Result<Vec<_>, serde_json::Error>>().context("cannot write JSON")?;
        Ok(json!({ "site": self.site.id, "opens_at": self.opens, "pages": pages }))
    }

    pub(super) fn tell(&self, session: &Session, most: usize) -> anyhow::Result<()> {
        let (id, count) = (&self.site.id, self.pages.len());
        line(&session.lang.pick(format!("{id}: {count} địa chỉ"), format!("{id}: {count} URLs")))?;
        if let Some(opens) = self.opens {
            let opens = minute(opens);
            line(&session.lang.pick(
                format!("  ngoài giờ thu thập: mở lúc {opens}"),
                format!("  outside its windows, which open at {opens}"),
            ))?;
        }
        for (DuePage { entry, why }, foreseen) in self.pages.iter().take(most) {
            let kind = format!("{:?}", entry.kind).to_lowercase();
            let robots = match foreseen.allowed {
                Some(true) => String::new(),
                Some(false) => session.lang.pick(" · robots.txt cấm", " · robots.txt forbids it").to_owned(),
                None => session.lang.pick(" · đọc robots.txt trước", " · robots.txt first").to_owned(),
            };
            let pause = foreseen.left_alone.as_secs();
            let pause = match pause {
                0 => String::new(),
                _ => session.lang.pick(
                    format!(" · máy chủ được để yên {pause} giây nữa"),
                    format!(" · its host is left alone for {pause} s more"),
                ),
            };
            line(&format!("  {kind:8} {}  ({}{robots}{pause})", entry.url, reason(session, *why)))?;
        }
        if count > most {
            let more = count - most;
            line(&session.lang.pick(format!("  … và {more} nữa"), format!("  … and {more} more")))?;
        }
        Ok(())
    }
}

fn reason(session: &Session, why: DueReason) -> &'static str {
    match why {
        DueReason::StartPage => session.lang.pick("trang đầu", "start page"),
        DueReason::Missed => {
            session.lang.pick("lần trước không thấy bài", "its article was missed last time")
        }
        DueReason::New => session.lang.pick("chưa tải lần nào", "never visited"),
        DueReason::Hinted => {
            session.lang.pick("trang danh sách nói khác trước", "a list says something else")
        }
        DueReason::Failed => session.lang.pick("lần trước lỗi", "failed last time"),
        DueReason::Time => session.lang.pick("đến hạn", "its time has come"),
        DueReason::List => session.lang.pick("danh sách dẫn tới bài", "a list that leads to articles"),
        DueReason::Young => session.lang.pick("bài mới đăng", "a young article"),
        DueReason::LongUnseen => session.lang.pick("lâu chưa xem lại", "not looked at for long"),
        DueReason::All => session.lang.pick("tải lại tất cả", "everything is visited"),
    }
}
