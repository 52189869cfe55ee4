//! What can end a crawl; what a site does wrong is a [`Fetched`](crate::Fetched) instead.

use langbao_article::SiteId;

use crate::StoreError;

/// Why a crawler cannot be made, or a run had to be given up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The contact cannot stand in a `User-Agent` header.
    #[error("contact \"{contact}\" cannot stand in a User-Agent header: use printable ASCII")]
    Contact {
        /// What was configured.
        contact: String,
    },
    /// The product token is none that robots.txt could name.
    #[error("product token \"{product}\" must be of the letters a-z, \"-\" and \"_\"")]
    Product {
        /// What was configured.
        product: String,
    },
    /// A limit under which nothing can be fetched.
    #[error("{setting} must be more than zero")]
    Zero {
        /// Which one.
        setting: &'static str,
    },
    /// The HTTP client cannot be made.
    #[error("cannot make the HTTP client")]
    Client(#[source] reqwest::Error),
    /// The store failed while a site was crawled.
    #[error("cannot read or write the frontier of site {site}")]
    Store {
        /// The site.
        site: SiteId,
        /// What the store said.
        #[source]
        source: StoreError,
    },
}
