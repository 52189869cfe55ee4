//! The bundled sample sites: fictional ward, commune and district sites served on loopback.
//!
//! They look and behave like the real portals of four platforms, with their quirks: see `layout`. The articles are
//! written for them; places, persons and document numbers are invented. What is done with the pages is left to
//! others.

mod content;
mod error;
mod faults;
mod feed;
mod layout;
mod sample_file;
mod shelf;
mod slug;
mod station;
mod validator;
mod view;
mod windows_1258;

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDateTime;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::content::Bundle;
pub use crate::error::Error;
pub use crate::faults::{FaultArticle, FaultSite, FaultSites, Request};
use crate::layout::{Hanoi, Layout, Nuke, Press, Table};
use crate::station::Station;

static SITES: [(&Bundle, &dyn Layout); 4] = [
    (&content::AN_THUY, &Hanoi),
    (&content::DONG_VAN, &Table),
    (&content::VINH_SON, &Nuke),
    (&content::DONG_THUY, &Press),
];

/// How long open connections may finish when the sites are stopped.
const GRACE: Duration = Duration::from_secs(1);

/// One sample site that is being served.
#[derive(Debug, Clone)]
pub struct SampleSite {
    /// A short name: `phuong-an-thuy`.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Its start page: `http://127.0.0.1:PORT/`.
    pub url: String,
    /// How many articles it offers at the start.
    pub articles: usize,
}

/// What a reader finds at the URL of a sample article: what an extractor should get out of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleArticle {
    /// Its absolute URL.
    pub url: String,
    /// Its title, in NFC.
    pub title: String,
    /// When it was published, Vietnamese time, to the minute.
    pub published_at: NaiveDateTime,
    /// The paragraph above the body, if any.
    pub lead: Option<String>,
    /// The paragraphs of the body, without captions.
    pub paragraphs: Vec<String>,
    /// A correction the site has in store for [`SampleSites::edit`]: the wrong text and the right one.
    pub correction: Option<(String, String)>,
}

/// The sample sites, each on a port of its own on loopback.
#[derive(Debug)]
pub struct SampleSites {
    sites: Vec<SampleSite>,
    stations: Vec<Arc<Station>>,
    servers: Vec<JoinHandle<()>>,
    stop: watch::Sender<bool>,
}

impl SampleSites {
    /// Serves all sample sites on free ports of 127.0.0.1.
    ///
    /// # Errors
    /// If no port can be had.
    pub async fn start() -> io::Result<Self> {
        let (stop, stopped) = watch::channel(false);
        let mut all = Self { sites: Vec::new(), stations: Vec::new(), servers: Vec::new(), stop };
        for (bundle, layout) in SITES {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
            let base = format!("http://{}", listener.local_addr()?);
            let url = format!("{base}/");
            let station = Arc::new(Station::open(bundle, layout, base).map_err(io::Error::other)?);
            {
                let shelf = station.shelf();
                let (id, name) = (shelf.facts.id.clone(), shelf.facts.name.clone());
                all.sites.push(SampleSite { id, name, url, articles: shelf.entries.len() });
            }
            all.servers.push(tokio::spawn(serve(listener, Arc::clone(&station), stopped.clone())));
            all.stations.push(station);
        }
        Ok(all)
    }

    /// Returns the sites.
    pub fn sites(&self) -> &[SampleSite] {
        &self.sites
    }

    /// Counts the articles that all sites offer now.
    pub fn articles(&self) -> usize {
        self.stations.iter().map(|station| station.shelf().published().count()).sum()
    }

    /// Returns the articles that all sites offer now, as they should be read.
    pub fn published(&self) -> Vec<SampleArticle> {
        let mut articles = Vec::new();
        for station in &self.stations {
            let shelf = station.shelf();
            articles.extend(shelf.published().map(|entry| entry.sample(station.url(&shelf, entry))));
        }
        articles
    }

    /// Publishes an edit of an article: `from` becomes `to` in its title, lead and body.
    ///
    /// # Errors
    /// If there is no article at `url`, or `from` does not stand in it.
    pub fn edit(&self, url: &str, from: &str, to: &str) -> Result<(), Error> {
        if self.change(url, |entry| entry.edit(from, to))? {
            Ok(())
        } else {
            Err(Error::NoText { url: url.to_owned(), text: from.to_owned() })
        }
    }

    /// Takes an article off its site: its URL answers 410 from now on, and no list names it.
    ///
    /// # Errors
    /// If there is no article at `url`.
    pub fn remove(&self, url: &str) -> Result<(), Error> {
        self.change(url, |entry| entry.removed = true)
    }

    /// Counts the requests for a URL so far, conditional ones included; 0 if no site has such a URL. Query parameters
    /// that choose no page do not tell URLs apart: a test can ask whether anyone read `/tim-kiem`, which robots.txt
    /// closes.
    pub fn requests(&self, url: &str) -> u32 {
        self.stations.iter().find_map(|station| station.requests(url)).unwrap_or(0)
    }

    fn change<T>(&self, url: &str, mut act: impl FnMut(&mut shelf::Entry) -> T) -> Result<T, Error> {
        let mut stations = self.stations.iter();
        let changed = stations.find_map(|station| station.change(url, &mut act));
        changed.ok_or_else(|| Error::NoArticle(url.to_owned()))
    }

    /// Stops serving.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        let end = Instant::now() + GRACE;
        for mut server in self.servers {
            // A visitor that never closes its connection must not keep the program alive.
            if tokio::time::timeout_at(end, &mut server).await.is_err() {
                server.abort();
            }
        }
    }
}

async fn serve(listener: TcpListener, station: Arc<Station>, mut stopped: watch::Receiver<bool>) {
    let until = async move {
        // An error means that `SampleSites` was dropped without `stop`: the end as well.
        let _ = stopped.wait_for(|stop| *stop).await;
    };
    if let Err(error) = axum::serve(listener, station.router()).with_graceful_shutdown(until).await {
        tracing::error!(%error, "a sample site stopped");
    }
}
