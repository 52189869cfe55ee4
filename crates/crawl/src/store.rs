//! What the crawler needs from whoever keeps its frontier.

use std::future::Future;

use chrono::{DateTime, Utc};
use langbao_article::{CanonicalUrl, Decoded, LinkKind, Page, SiteId};

use crate::Link;

/// An error of the store: the crawl of the site ends with it.
pub type StoreError = Box<dyn std::error::Error + Send + Sync>;

/// A URL that is due, with what is known from its last visit.
#[derive(Debug, Clone)]
pub struct Due {
    /// The site it belongs to.
    pub site: SiteId,
    /// The URL.
    pub url: CanonicalUrl,
    /// What it is thought to be.
    pub kind: LinkKind,
    /// Steps from a start page.
    pub depth: u32,
    /// The `ETag` of the last 200.
    pub etag: Option<String>,
    /// The `Last-Modified` of the last 200.
    pub last_modified: Option<String>,
    /// Visits so far.
    pub visits: u32,
    /// Visits in a row that found nothing new.
    pub unchanged: u32,
    /// Failures in a row.
    pub failures: u32,
    /// A list has said something else of it since its last visit, or names it no more.
    pub hinted: bool,
    /// That is so because no list names it any more.
    pub unlisted: bool,
}

/// One polite request and its normal outcomes.
#[derive(Debug, Clone)]
pub enum Fetched {
    /// A 2xx response.
    Page(Box<Page>),
    /// 304.
    NotModified,
    /// It is not there any more, or never was.
    Gone {
        /// 404 or 410; a 2xx status for a page that says so in words (a soft 404: it reads like the answer to an
        /// address that cannot exist); a 3xx status for an article that leads to the front page instead.
        status: u16,
    },
    /// 301, 302, 303, 307 or 308: it leads to another page of the site, perhaps over several redirects.
    Redirected {
        /// Where to, at last.
        to: CanonicalUrl,
        /// Every redirect on the way was a permanent one (301, 308): the page lives there now.
        permanent: bool,
    },
    /// robots.txt forbids it.
    Disallowed,
    /// Anything else.
    Failed {
        /// One short word.
        ///
        /// - The host: `dns`, `connect`, `tls`, `tls-too-old`, `timeout`, `private-address`.
        /// - The answer: `status-500` and the like, `too-large`, `headers-too-large`, `bad-encoding` (of its
        ///   content), `broken-body`, `broken-response`.
        /// - A redirect: `bad-redirect`, `redirect-loop`, `too-many-redirects`, `out-of-scope`.
        /// - `bad-304`: "not modified" in answer to a request that had not asked for that.
        /// - The page: `panic`, for one that the search for links cannot bear.
        /// - `trap`: not requested, for what looks like it led nowhere too many times in a row.
        /// - No request: `bad-url`; from [`fetch_once`](crate::Crawler::fetch_once) also `host-down` and `store`.
        code: String,
        /// For people.
        detail: String,
    },
}

/// The headers of a request, and those of an answer 304, in the order of the wire, names in lower case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exchange {
    /// What was sent.
    pub request: Vec<(String, String)>,
    /// What came with a 304; that of a page is in the page.
    pub not_modified: Vec<(String, String)>,
    /// Nobody vouched for the server's certificate: the site's setting lets that pass.
    pub unverified: bool,
}

/// Something about a site that whoever runs the crawler should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// One short word: `crawl-delay` (robots.txt asks for more than is granted), `postback` (pages of a list are turned by
    /// forms that are not sent), `trap` (what looks like this led nowhere too often).
    pub code: &'static str,
    /// For people.
    pub detail: String,
}

/// A visit to be stored.
#[derive(Debug, Clone)]
pub struct Visited {
    /// What was visited.
    pub due: Due,
    /// When.
    pub at: DateTime<Utc>,
    /// What it met.
    pub fetched: Fetched,
    /// The text of a page, decoded: whoever reads it need not do so again.
    pub text: Option<Decoded>,
    /// What was sent for a page or a 304.
    pub exchange: Option<Exchange>,
    /// Links worth following, with what they probably are; within the site's scope.
    pub links: Vec<Link>,
}

/// What became of a visit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Links that were new.
    pub new_links: usize,
    /// An article seen for the first time.
    pub new_article: bool,
    /// An article with a new version.
    pub edited_article: bool,
    /// The page has an article that is known from another URL of the site.
    pub twin: bool,
}

/// Keeps the frontier and takes what was fetched. Everything is on disk when a call returns.
pub trait CrawlStore: Send + Sync + 'static {
    /// Returns the site's next URL that is due at or before `now` and has not been visited since `began`, when the run
    /// did: a start page that is due again before its run is over must not hide what is due after it. It stays due
    /// until its visit is recorded.
    fn next_due(
        &self,
        site: &SiteId,
        now: DateTime<Utc>,
        began: DateTime<Utc>,
    ) -> impl Future<Output = Result<Option<Due>, StoreError>> + Send;

    /// Returns what is known of a URL of the site; `None`: it is not in the frontier.
    fn known(
        &self,
        site: &SiteId,
        url: &CanonicalUrl,
    ) -> impl Future<Output = Result<Option<Due>, StoreError>> + Send;

    /// Stores a visit and decides when the URL is due again.
    fn record(&self, visited: Visited) -> impl Future<Output = Result<Recorded, StoreError>> + Send;

    /// Keeps a note of the run that goes on, unless it has it already.
    fn note(&self, site: &SiteId, note: Note) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Returns the further pages of the article on a page that was fetched, in reading order: they are fetched and
    /// recorded, as [`LinkKind::Part`], before the page itself is, so that the article is whole when it is stored. Empty
    /// for most. `page`: `None` if it is as it was at the last visit, which its further pages need not be.
    fn further_pages(
        &self,
        due: &Due,
        page: Option<&Page>,
    ) -> impl Future<Output = Result<Vec<CanonicalUrl>, StoreError>> + Send {
        let _ = (due, page);
        async { Ok(Vec::new()) }
    }

    /// Makes due at `now` what the lists of the site name no more, once all lists that were due have been visited.
    /// Returns how many pages those are.
    fn make_unlisted_due(
        &self,
        site: &SiteId,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<usize, StoreError>> + Send;

    /// Returns what was last saved for a host (JSON of the crawler's making).
    fn load_host(&self, authority: &str) -> impl Future<Output = Result<Option<String>, StoreError>> + Send;

    /// Saves what the crawler wants to know about a host after a restart.
    fn save_host(&self, authority: &str, json: String)
    -> impl Future<Output = Result<(), StoreError>> + Send;
}
