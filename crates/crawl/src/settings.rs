//! What whoever runs the crawler decides, for all sites.

use std::time::Duration;

use ipnet::IpNet;

use crate::Error;

/// The settings of a [`Crawler`](crate::Crawler).
#[derive(Debug, Clone)]
pub struct CrawlSettings {
    /// A page or an e-mail address where the admin of a site can reach whoever runs this crawler; may be empty.
    pub contact: String,
    /// The product token: by this name robots.txt speaks of this crawler, and so does the `User-Agent`.
    pub product: String,
    /// Least time between the starts of two requests to one host, unless the site or its robots.txt asks for more.
    pub delay: Duration,
    /// Most time for one request, from connecting to the last byte.
    pub timeout_total: Duration,
    /// Most time for name resolution, TCP and TLS together.
    pub timeout_connect: Duration,
    /// Most time between two pieces of a response.
    pub timeout_read: Duration,
    /// Largest body in bytes, after content decoding; larger ones are failures.
    pub max_body_bytes: usize,
    /// Most visits in one run of one site.
    pub max_pages_per_run: u32,
    /// Most steps from a start page; links further away are not followed.
    pub max_depth: u32,
    /// Most that is granted to a `Crawl-delay`. Also the longest that a run waits because a server asks it to come
    /// back later; beyond that the run ends.
    pub max_crawl_delay: Duration,
    /// First pause after a 429 or 503 that names no `Retry-After`; doubles with each one in a row.
    pub backoff: Duration,
    /// Networks that may be fetched from though they are not public.
    pub allow_networks: Vec<IpNet>,
}

impl Default for CrawlSettings {
    fn default() -> Self {
        Self {
            contact: String::new(),
            product: Self::PRODUCT.to_owned(),
            delay: Duration::from_secs(5),
            timeout_total: Duration::from_secs(60),
            timeout_connect: Duration::from_secs(10),
            timeout_read: Duration::from_secs(20),
            max_body_bytes: 10_000_000,
            max_pages_per_run: 5_000,
            max_depth: 100,
            max_crawl_delay: Duration::from_secs(60),
            backoff: Duration::from_secs(10),
            allow_networks: Vec::new(),
        }
    }
}

impl CrawlSettings {
    /// The product token unless another is set.
    pub const PRODUCT: &str = "langbao";

    /// Returns the `User-Agent`: `langbao/VERSION (+contact)`, with the product token that is set.
    pub fn user_agent(&self) -> String {
        let product = format!("{}/{}", self.product, env!("CARGO_PKG_VERSION"));
        match self.contact.trim() {
            "" => product,
            contact => format!("{product} (+{contact})"),
        }
    }

    /// Checks what can be wrong.
    ///
    /// # Errors
    /// [`Error::Contact`], [`Error::Product`] and [`Error::Zero`].
    pub fn check(&self) -> Result<(), Error> {
        if !self.contact.chars().all(|c| c == ' ' || c.is_ascii_graphic()) {
            return Err(Error::Contact { contact: self.contact.clone() });
        }
        let in_token = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '-');
        if self.product.is_empty() || !self.product.chars().all(in_token) {
            return Err(Error::Product { product: self.product.clone() });
        }
        let zero = [
            ("timeout", self.timeout_total.is_zero()),
            ("max_body_bytes", self.max_body_bytes == 0),
            ("max_pages_per_run", self.max_pages_per_run == 0),
        ];
        match zero.iter().find(|(_, is_zero)| *is_zero) {
            Some((setting, _)) => Err(Error::Zero { setting }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_agent_names_product_version_and_contact() {
        let mut settings = CrawlSettings::default();
        assert_eq!(settings.user_agent(), format!("langbao/{}", env!("CARGO_PKG_VERSION")));
        settings.contact = "toasoan@example.vn".to_owned();
        assert!(settings.user_agent().ends_with(" (+toasoan@example.vn)"));
        assert!(settings.check().is_ok());
    }

    #[test]
    fn nothing_can_be_fetched_in_no_time_or_space() {
        let faults = [
            CrawlSettings { timeout_total: Duration::ZERO, ..CrawlSettings::default() },
            CrawlSettings { max_body_bytes: 0, ..CrawlSettings::default() },
            CrawlSettings { max_pages_per_run: 0, ..CrawlSettings::default() },
        ];
        for settings in faults {
            assert!(matches!(settings.check(), Err(Error::Zero { .. })), "{settings:?}");
        }
    }

    #[test]
    fn a_product_token_is_one_that_robots_txt_can_name() {
        let with = |product: &str| CrawlSettings { product: product.to_owned(), ..CrawlSettings::default() };
        assert!(with("bao-phuong").check().is_ok());
        assert!(with("bao-phuong").user_agent().starts_with("bao-phuong/"));
        for wrong in ["", "làng", "a b", "a/1"] {
            assert!(matches!(with(wrong).check(), Err(Error::Product { .. })), "{wrong}");
        }
    }

    #[test]
    fn a_contact_cannot_smuggle_a_header() {
        for contact in ["a\r\nX-Other: 1", "tòa soạn"] {
            let settings = CrawlSettings { contact: contact.to_owned(), ..CrawlSettings::default() };
            assert!(matches!(settings.check(), Err(Error::Contact { .. })), "{contact}");
        }
    }
}
