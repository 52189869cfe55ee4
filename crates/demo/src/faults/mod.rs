//! Sites that misbehave: each host has one fault that was seen on real portals, and a truth of its own over rounds in
//! which articles appear, change and vanish. A log of all requests proves whether a crawler was polite.
//!
//! HTTP is spoken by hand here: no framework sends half a gzip stream or a body without end.

mod answer;
mod hosts;
mod log;
mod serve;
mod truth;

use std::io;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio::time::Instant;

use self::hosts::Spec;
use self::log::Log;
pub use self::log::Request;
pub use self::truth::FaultArticle;

/// One host with a fault.
#[derive(Debug, Clone)]
pub struct FaultSite {
    /// A short name, which says what is wrong.
    pub id: String,
    /// What is wrong, in a sentence.
    pub fault: &'static str,
    /// Its start page.
    pub url: String,
}

/// What all hosts share.
#[derive(Debug)]
struct World {
    round: AtomicU32,
    began: Instant,
    log: Mutex<Log>,
    /// `http://127.0.0.2:PORT`: an address that must not be asked.
    forbidden: String,
}

/// The sites, each on a port of its own of 127.0.0.1.
#[derive(Debug)]
pub struct FaultSites {
    sites: Vec<FaultSite>,
    world: Arc<World>,
    // Dropped with the rest: the servers end.
    _servers: JoinSet<()>,
}

impl FaultSites {
    /// Serves all sites on free ports of loopback, in round 0. A crawler must be allowed 127.0.0.1, and nothing else.
    ///
    /// # Errors
    /// If a port cannot be had.
    pub async fn start() -> io::Result<Self> {
        let canary = TcpListener::bind((Ipv4Addr::new(127, 0, 0, 2), 0)).await?;
        let world = Arc::new(World {
            round: AtomicU32::new(0),
            began: Instant::now(),
            log: Mutex::default(),
            forbidden: format!("http://{}", canary.local_addr()?),
        });
        let mut servers = JoinSet::new();
        servers.spawn(serve::canary(canary, Arc::clone(&world)));
        let mut sites = Vec::new();
        for spec in hosts::all() {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
            let base = format!("http://{}", listener.local_addr()?);
            sites.push(FaultSite { id: spec.id.to_owned(), fault: spec.fault, url: format!("{base}/") });
            servers.spawn(serve::host(listener, spec, base, Arc::clone(&world)));
        }
        Ok(Self { sites, world, _servers: servers })
    }

    /// Returns the sites.
    pub fn sites(&self) -> &[FaultSite] {
        &self.sites
    }

    /// Begins the next round: one article of each site appears, one is edited, some vanish. Returns its number.
    pub fn advance(&self) -> u32 {
        self.world.round.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// Returns what a crawler that has looked at each round so far should have: every article that may be read, with its
    /// versions and whether it is gone.
    pub fn truth(&self) -> Vec<FaultArticle> {
        let round = self.world.round.load(Ordering::SeqCst);
        self.specs().flat_map(|(spec, site)| truth::of(spec, site.url.trim_end_matches('/'), round)).collect()
    }

    /// Returns all requests so far.
    pub fn requests(&self) -> Vec<Request> {
        self.log().requests.clone()
    }

    /// Returns each rule of politeness that was broken, with the requests that break it; `delay`: the least time between
    /// the starts of two requests to one host that was configured.
    pub fn violations(&self, delay: Duration) -> Vec<String> {
        self.log()
            .violations(delay, &self.specs().map(|(spec, site)| (spec, site.id.clone())).collect::<Vec<_>>())
    }

    fn specs(&self) -> impl Iterator<Item = (&'static Spec, &FaultSite)> {
        hosts::all().zip(&self.sites)
    }

    fn log(&self) -> std::sync::MutexGuard<'_, Log> {
        self.world.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
