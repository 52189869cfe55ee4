//! The bundled sample sites: fictional ward, commune and district sites served on loopback.

use std::io;

/// One sample site that is being served.
#[derive(Debug, Clone)]
pub struct SampleSite {
    /// A short name: `phuong-thanh-luong`.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Its start page: `http://127.0.0.1:PORT/`.
    pub url: String,
}

/// The sample sites, each on a port of its own on loopback.
#[derive(Debug)]
pub struct SampleSites {
    sites: Vec<SampleSite>,
}

impl SampleSites {
    /// Serves all sample sites on free ports of 127.0.0.1.
    ///
    /// # Errors
    /// If no port can be had.
    pub async fn start() -> io::Result<Self> {
        Ok(Self { sites: Vec::new() })
    }

    /// Returns the sites.
    pub fn sites(&self) -> &[SampleSite] {
        &self.sites
    }

    /// Stops serving.
    pub async fn stop(self) {}
}
