//! A page: bytes as fetched at a time.

use chrono::{DateTime, Utc};

use crate::CanonicalUrl;

/// One HTTP response (or one imported file), as received: what the archive calls a capture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The URL that answered, after redirects.
    pub url: CanonicalUrl,
    /// When the response was complete.
    pub fetched_at: DateTime<Utc>,
    /// The HTTP status; 200 for an imported file.
    pub status: u16,
    /// Response headers in the order received, names in lower case. `content-encoding` and
    /// `transfer-encoding` are those of the wire, though `body` is decoded already.
    pub headers: Vec<(String, String)>,
    /// The body after content decoding (gzip undone), in the charset of the server.
    pub body: Vec<u8>,
}

impl Page {
    /// Returns the first header of this name (lower case), if any.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Returns the media type without parameters, in lower case, or an empty string.
    pub fn media_type(&self) -> String {
        let value = self.header("content-type").unwrap_or_default();
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }
}
