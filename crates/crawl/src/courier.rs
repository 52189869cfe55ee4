//! Carries messages to addresses that others have named, past the same guard as the crawler's requests.

use url::Url;

use crate::fetcher::Fetcher;
use crate::{CrawlSettings, Error};

/// Sends messages to programs of others. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Courier(Fetcher);

/// Why a message did not reach its address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {detail}")]
pub struct PostError {
    /// One word: "private-address", "bad-url", "timeout", "dns" …
    pub code: String,
    /// For people.
    pub detail: String,
}

impl PostError {
    /// Whether the address is one that must not be connected to, now or later.
    pub fn is_forbidden(&self) -> bool {
        ["private-address", "bad-url"].contains(&self.code.as_str())
    }
}

impl Courier {
    /// Makes one; the settings say which private networks are allowed, and how long to wait.
    ///
    /// # Errors
    /// If the client cannot be made.
    pub fn new(settings: &CrawlSettings) -> Result<Self, Error> {
        Fetcher::new(settings).map(Self)
    }

    /// Posts a body and returns the status of the answer. Redirects are not followed.
    ///
    /// # Errors
    /// If there is no answer, or the address is not one of the public internet (checked on what the name resolves to, at
    /// connect time).
    pub async fn post(
        &self,
        url: &Url,
        headers: &[(&'static str, String)],
        body: String,
    ) -> Result<u16, PostError> {
        self.0
            .post(url, headers, body)
            .await
            .map_err(|failure| PostError { code: failure.code, detail: failure.detail })
    }
}
