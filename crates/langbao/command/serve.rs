//! `langbao serve`: page, API and scheduler in one process.

use std::future::IntoFuture;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context;
use langbao_crawl::CrawlSettings;
use langbao_web::{Anonymous, AppState, WebSettings};
use tokio::net::TcpListener;

use crate::alerts::{self, Postman, PostmanSettings, base_url, mail_settings};
use crate::cli::Serve;
use crate::desk::HouseDesk;
use crate::errands::Errands;
use crate::house::House;
use crate::output::message;
use crate::round::{Round, Silent};
use crate::scheduler;
use crate::session::Session;
use crate::shutdown::Shutdown;
use crate::site_place::site_place;
use crate::supervisor;

/// How long requests under way may take after the first signal.
const DRAIN: std::time::Duration = std::time::Duration::from_secs(10);

/// Runs that may wait to be begun.
const RUNS_ASKED: usize = 1_000;

pub(super) fn run(session: &Session, args: &Serve) -> anyhow::Result<()> {
    let listen = args.listen.unwrap_or(session.config.serve.listen);
    let house = session.open()?;
    session.runtime()?.block_on(async {
        let shutdown = Shutdown::listen()?;
        let listener =
            TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
        let crawl = match args.no_crawl {
            true => None,
            false => Some(session.config.crawl_settings()?),
        };
        serve(session, house, listener, crawl, &shutdown).await?;
        shutdown.result()
    })
}

/// Serves until the first signal, with scheduled crawling if `crawl` is given; then drains and closes the house.
pub(super) async fn serve(
    session: &Session,
    house: House,
    listener: TcpListener,
    crawl: Option<CrawlSettings>,
    shutdown: &Shutdown,
) -> anyhow::Result<()> {
    let address = listener.local_addr().context("the listener has no address")?;
    let state = AppState::new(
        house.archive.clone(),
        house.searcher.clone(),
        web_settings(session)?,
        session.clock.function(),
    );
    let settings = PostmanSettings { config: session.config.clone(), listen: address };
    let round = alerts::Round::new(house.archive.clone(), house.searcher.clone(), &settings, &house.dir)?;
    let postman = Postman::start(round)?;
    let mail = mail_settings(&session.config, &base_url(&session.config, address));
    let state =
        state.with_desk(HouseDesk { bench: house.bench.clone(), config: session.config.clone(), mail });
    let data = house.dir.clone();
    let state = state.with_site_places(move |site| site_place(&data, site));
    let (ask, asked) = tokio::sync::mpsc::channel(RUNS_ASKED);
    let errands = Errands::new(&house, crawl.as_ref().map(|_| ask), shutdown.stop.clone());
    house.bench.send_errands_to(move |task| errands.begin(task));
    let scheduled = match crawl {
        None => None,
        Some(settings) => {
            let round = Round::new(&house, settings, session.config.crawl.concurrent_sites)?;
            let (archive, stop) = (house.archive.clone(), shutdown.stop.clone());
            let reporter = Arc::new(Silent);
            Some(tokio::spawn(scheduler::run(archive, round, session.clock, stop, reporter, asked)))
        }
    };
    announce(session, address);
    let supervised = tokio::spawn(supervisor::report(shutdown.stop.clone()));
    let stop = shutdown.stop.clone();
    let server = axum::serve(listener, langbao_web::service(state))
        .with_graceful_shutdown({
            let stop = stop.clone();
            async move { stop.cancelled().await }
        })
        .into_future();
    let drained = async {
        stop.cancelled().await;
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        result = server => result.context("the web server stopped")?,
        () = drained => tracing::warn!("some requests did not end in time and were dropped"),
    }
    supervised.await.context("the supervisor's report panicked")?;
    if let Some(scheduled) = scheduled {
        scheduled.await.context("the scheduler panicked")?;
    }
    // It ends what it is sending.
    tokio::task::spawn_blocking(move || drop(postman)).await.context("the postman panicked")?;
    tokio::task::spawn_blocking(move || house.close()).await.context("closing panicked")?
}

fn web_settings(session: &Session) -> anyhow::Result<WebSettings> {
    let serve = &session.config.serve;
    let network = |text: &String| {
        let network = text.parse();
        network.with_context(|| format!("trusted_proxies: \"{text}\" is not a network like 10.1.0.0/16"))
    };
    let trusted_proxies = serve.trusted_proxies.iter().map(network).collect::<anyhow::Result<_>>()?;
    Ok(WebSettings {
        base_url: serve.base_url.clone(),
        title: serve.title.clone(),
        contact: session.config.crawl.contact.clone(),
        private_persons: serve.private_persons,
        noindex: serve.noindex,
        rate_limit: serve.rate_limit,
        trusted_proxies,
        public_alerts: session.config.mail.public,
        anonymous: Anonymous {
            search: session.config.access.search,
            copies: session.config.access.copies,
            api: session.config.access.api,
        },
    })
}

fn announce(session: &Session, address: SocketAddr) {
    message(&session.lang.pick(
        format!(
            "Trang tìm kiếm: http://{address}/   API: http://{address}/api/v1/search?q=   (Ctrl-C để dừng)"
        ),
        format!("Search page: http://{address}/   API: http://{address}/api/v1/search?q=   (Ctrl-C stops)"),
    ));
}
