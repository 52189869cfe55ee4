//! `langbao demo`: the whole way of the data on the bundled sample sites, without the internet.
//!
//! Only the sites and the settings differ from `langbao serve`: the code that crawls, keeps, indexes and serves is
//! the same.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use anyhow::Context;
use langbao_archive::Site;
use langbao_article::CanonicalUrl;
use langbao_crawl::CrawlSettings;
use langbao_demo::SampleSites;
use tokio::net::TcpListener;

use super::crawl::reporter;
use super::serve::serve;
use crate::cli::Demo;
use crate::house::House;
use crate::output::message;
use crate::round::Round;
use crate::session::Session;
use crate::shutdown::Shutdown;

pub(super) fn run(session: &Session, args: &Demo) -> anyhow::Result<()> {
    let scratch = tempfile::tempdir().context("cannot make a temporary folder")?;
    let data = if session.data_named { session.data.as_path() } else { scratch.path() };
    session.runtime()?.block_on(async {
        let shutdown = Shutdown::listen()?;
        let samples = SampleSites::start().await.context("cannot serve the sample sites")?;
        let listener = match args.no_serve {
            true => None,
            false => Some(bind(args.listen).await?),
        };
        let house = House::open(data)?;
        let settings = settings(session)?;
        let sites = add_sites(session, &house, &samples)?;
        message(session.lang.pick("Thu thập các trang mẫu:", "Crawling the sample sites:"));
        let started = Instant::now();
        let round = Round::new(&house, settings.clone(), sites.len())?;
        let runs =
            round.run_all(sites, langbao_archive::Extent::Due, &shutdown.stop, reporter(session)).await?;
        drop(round);
        house.settle().await?;
        let articles: u32 = runs.values().map(|run| run.counts.new_articles).sum();
        let seconds = started.elapsed().as_secs_f64();
        message(&session.lang.pick(
            format!("{articles} bài mới trong {seconds:.1} giây"),
            format!("{articles} new articles in {seconds:.1} seconds"),
        ));
        match listener {
            Some(listener) if !shutdown.stop.is_cancelled() => {
                serve(session, house, listener, Some(settings), &shutdown).await?;
            }
            _ => house.close()?,
        }
        samples.stop().await;
        shutdown.result()
    })
}

/// Takes another port if the wished one is taken: the demo prints its address anyway.
async fn bind(wished: SocketAddr) -> anyhow::Result<TcpListener> {
    match TcpListener::bind(wished).await {
        Err(e) if e.kind() == ErrorKind::AddrInUse => {
            TcpListener::bind(SocketAddr::new(wished.ip(), 0)).await
        }
        result => result,
    }
    .with_context(|| format!("cannot listen on {wished}"))
}

/// The sample sites are on loopback and ours: no delay, and loopback is allowed.
fn settings(session: &Session) -> anyhow::Result<CrawlSettings> {
    let loopback = format!("{}/8", Ipv4Addr::LOCALHOST);
    Ok(CrawlSettings {
        contact: "https://langbao.example/demo".to_owned(),
        delay: Duration::ZERO,
        allow_networks: vec![loopback.parse().context("the loopback network")?],
        ..session.config.crawl_settings()?
    })
}

fn add_sites(session: &Session, house: &House, samples: &SampleSites) -> anyhow::Result<Vec<Site>> {
    let mut sites = Vec::new();
    for sample in samples.sites() {
        let site = Site {
            id: sample.id.parse()?,
            name: sample.name.to_string(),
            start_urls: vec![CanonicalUrl::parse(&sample.url)?],
            schedule: Some("10m".to_owned()),
            profile: None,
            delay_ms: None,
            windows: None,
            lenient_tls: false,
            enabled: true,
            added_at: session.clock.now(),
        };
        match house.archive.site(&site.id)? {
            // The ports of the sample sites are other ones each time.
            Some(_) => house.archive.update_site(site.clone())?,
            None => house.archive.add_site(site.clone())?,
        }
        sites.push(site);
    }
    Ok(sites)
}
