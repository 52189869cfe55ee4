//! One request and its answer. What it means, and whether it may be sent at all, is left to others.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use langbao_article::Page;
use reqwest::header::{self, HeaderMap, HeaderValue};
use reqwest::{Client, ClientBuilder, Response, redirect, retry};
use rustls::{ClientConfig, RootCertStore};
use url::Url;

use crate::address::{AddressGuard, GuardedResolver};
use crate::content_coding::{self, ACCEPT_ENCODING, DecodeError};
use crate::failure::{Failure, chain};
use crate::{CrawlSettings, Error};

/// Headers beyond this are an attack or a mistake; the archive keeps them all.
const MAX_HEADER_BYTES: usize = 64 * 1024;

/// A body that nobody wants is read up to this size, to keep the connection.
const DRAIN_BYTES: u64 = 16 * 1024;

/// Apache closes an idle connection after five seconds, which is also the default delay: a request sent on it just
/// then would be lost.
const IDLE: Duration = Duration::from_secs(4);

/// What a conditional request asks with.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Validators<'a> {
    pub(crate) etag: Option<&'a str>,
    pub(crate) last_modified: Option<&'a str>,
}

/// What a request carries beside what all carry.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Headers<'a> {
    pub(crate) validators: Validators<'a>,
    pub(crate) cookie: Option<&'a str>,
    /// A server is believed though nobody vouches for its certificate.
    pub(crate) lenient_tls: bool,
}

/// What becomes of a body larger than a limit in bytes, after content decoding.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Limit {
    /// The request fails.
    Refuse(usize),
    /// The rest is not read.
    Cut(usize),
}

/// An answer of any status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The headers of the request, names in lower case.
    pub(crate) sent: Vec<(String, String)>,
    /// In the order received, names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// Decoded; empty unless the status is 2xx.
    pub(crate) body: Vec<u8>,
}

impl Validators<'_> {
    pub(crate) fn are_given(&self) -> bool {
        self.etag.is_some() || self.last_modified.is_some()
    }

    /// Whether a page carries others than these.
    pub(crate) fn are_others(&self, page: &Page) -> bool {
        let other = |known: Option<&str>, name| known.zip(page.header(name)).map(|(known, new)| known != new);
        let etag = other(self.etag, "etag");
        etag.or_else(|| other(self.last_modified, "last-modified")).unwrap_or_default()
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Returns all values of a header.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    pub(crate) fn is_redirect(&self) -> bool {
        matches!(self.status, 301 | 302 | 303 | 307 | 308)
    }
}

/// Sends requests, one by one as it is told.
#[derive(Debug, Clone)]
pub(crate) struct Fetcher {
    client: Client,
    /// Believes any certificate. Made when a site asks for it.
    lenient: Arc<OnceLock<Client>>,
    settings: CrawlSettings,
    guard: Arc<AddressGuard>,
    /// The headers that every request carries.
    common: Arc<Vec<(String, String)>>,
}

impl Fetcher {
    pub(crate) fn new(settings: &CrawlSettings) -> Result<Self, Error> {
        // An error says that some provider is installed already, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let guard = Arc::new(AddressGuard::new(settings.allow_networks.clone()));
        let client = builder(settings, &guard).build().or_else(|error| {
            // A bare container has no certificates to trust; sites on plain http can be crawled all the same.
            tracing::warn!(error = chain(&error), "cannot verify certificates: every https site will fail");
            builder(settings, &guard).tls_backend_preconfigured(trusting_nobody()).build()
        });
        let client = client.map_err(Error::Client)?;
        let mut common = vec![("user-agent".to_owned(), settings.user_agent())];
        common.extend(kept_headers(&default_headers()).unwrap_or_default());
        Ok(Self {
            client,
            lenient: Arc::default(),
            settings: settings.clone(),
            guard,
            common: Arc::new(common),
        })
    }

    fn lenient(&self) -> Result<&Client, Failure> {
        if let Some(client) = self.lenient.get() {
            return Ok(client);
        }
        let client = builder(&self.settings, &self.guard).tls_danger_accept_invalid_certs(true).build()?;
        Ok(self.lenient.get_or_init(|| client))
    }

    /// Says without any request whether a URL is not one of the web, or its host an address that must not be connected
    /// to.
    pub(crate) fn check(&self, url: &Url) -> Result<(), Failure> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Failure::new("bad-url", format!("the scheme of {url} is neither http nor https")));
        }
        self.guard.check(url).map_err(|refused| Failure::refused(&refused))
    }

    /// Sends a GET request. Redirects are answers like others.
    pub(crate) async fn get(&self, url: &Url, headers: Headers<'_>, limit: Limit) -> Result<Answer, Failure> {
        self.check(url)?;
        let client = match headers.lenient_tls && url.scheme() == "https" {
            true => self.lenient()?,
            false => &self.client,
        };
        let mut request = client.get(url.clone());
        for (name, value) in [
            (header::IF_NONE_MATCH, headers.validators.etag),
            (header::IF_MODIFIED_SINCE, headers.validators.last_modified),
            (header::COOKIE, headers.cookie),
        ] {
            // What a server once sent may still not be fit to be sent back.
            if let Some(value) = value.and_then(|v| HeaderValue::from_str(v).ok()) {
                request = request.header(name, value);
            }
        }
        let request = request.build()?;
        let mut sent = self.common.to_vec();
        sent.extend(kept_headers(request.headers())?);
        let response = client.execute(request).await?;
        let status = response.status().as_u16();
        let headers = kept_headers(response.headers())?;
        let mut answer = Answer { status, sent, headers, body: Vec::new() };
        if (200..300).contains(&status) {
            let codings = answer.headers.iter().filter(|(name, _)| name == "content-encoding");
            let codings: Vec<&str> = codings.map(|(_, value)| value.as_str()).collect();
            answer.body = body(response, &codings.join(","), limit).await?;
        } else if response.content_length().is_some_and(|length| length <= DRAIN_BYTES) {
            // Read for the connection's sake alone: the answer stands whether or not this succeeds.
            let _ = response.bytes().await;
        }
        Ok(answer)
    }
}

impl Fetcher {
    /// Sends a body to a URL and returns the status of the answer; redirects are answers like others.
    pub(crate) async fn post(
        &self,
        url: &Url,
        headers: &[(&'static str, String)],
        body: String,
    ) -> Result<u16, Failure> {
        self.check(url)?;
        let request = self.client.post(url.clone()).body(body);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
        Ok(request.send().await?.status().as_u16())
    }
}

fn builder(settings: &CrawlSettings, guard: &Arc<AddressGuard>) -> ClientBuilder {
    Client::builder()
        .user_agent(settings.user_agent())
        .default_headers(default_headers())
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        // A proxy would resolve names itself, past the guard.
        .no_proxy()
        .dns_resolver(GuardedResolver(Arc::clone(guard)))
        .timeout(settings.timeout_total)
        .connect_timeout(settings.timeout_connect)
        .read_timeout(settings.timeout_read)
        .pool_max_idle_per_host(1)
        .pool_idle_timeout(IDLE)
        // Portals on old frameworks send header lines that browsers forgive.
        .http1_ignore_invalid_headers_in_responses(true)
        .http1_allow_obsolete_multiline_headers_in_responses(true)
}

fn trusting_nobody() -> ClientConfig {
    ClientConfig::builder().with_root_certificates(RootCertStore::empty()).with_no_client_auth()
}

fn default_headers() -> HeaderMap {
    HeaderMap::from_iter([
        (
            header::ACCEPT,
            HeaderValue::from_static("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"),
        ),
        (header::ACCEPT_LANGUAGE, HeaderValue::from_static("vi,en;q=0.5")),
        (header::ACCEPT_ENCODING, HeaderValue::from_static(ACCEPT_ENCODING)),
    ])
}

fn kept_headers(headers: &HeaderMap) -> Result<Vec<(String, String)>, Failure> {
    let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if bytes > MAX_HEADER_BYTES {
        let detail = format!("the headers have {bytes} bytes, more than {MAX_HEADER_BYTES}");
        return Err(Failure::new("headers-too-large", detail));
    }
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Ok(headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect())
}

async fn body(mut response: Response, codings: &str, limit: Limit) -> Result<Vec<u8>, Failure> {
    let (max, cut) = match limit {
        Limit::Refuse(max) => (max, false),
        Limit::Cut(max) => (max, true),
    };
    let too_large = || Failure::new("too-large", format!("the body is larger than {max} bytes"));
    let announced =
        response.content_length().map_or(0, |length| usize::try_from(length).unwrap_or(usize::MAX));
    if announced > max && !cut {
        return Err(too_large());
    }
    let mut body = Vec::with_capacity(announced.min(max));
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > max {
            if !cut {
                return Err(too_large());
            }
            body.truncate(max);
            break;
        }
    }
    content_coding::decode(body, codings, max, cut).map_err(|error| match &error {
        DecodeError::TooLarge(_) => Failure::new("too-large", error.to_string()),
        DecodeError::Broken(_, cause) => Failure::new("bad-encoding", format!("{error}: {cause}")),
        DecodeError::Unknown(_) => Failure::new("bad-encoding", error.to_string()),
    })
}
