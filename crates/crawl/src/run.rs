//! The loop that joins the stations: frontier, robots.txt, politeness, fetch, discovery, store.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use langbao_article::{CanonicalUrl, Decoded, LinkKind};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::discovery::Link;
use crate::link_memo::LinkMemo;
use crate::lost_page::LostPage;
use crate::robots::Rules;
use crate::traps::{self, Brought, Traps};
use crate::url_shape;
use crate::way::{Seen, Stay};
use crate::{
    CrawlStore, Crawler, Due, Exchange, Fetched, Note, Progress, RunEnd, SiteScope, StoreError, Visited,
};

/// Times that a run asks again for what failed as such things do for a moment.
const MOST_AGAIN: u32 = 2;

/// Times that a run waits for a host whose robots.txt cannot be read.
const MOST_WAITS: u32 = 1;

/// Told of every visit.
pub(crate) type Told<'a> = dyn Fn(Progress) + Send + Sync + 'a;

/// One run of one site.
pub(crate) struct Run<'a, S> {
    pub(crate) crawler: &'a Crawler<S>,
    pub(crate) scope: &'a SiteScope,
    pub(crate) stop: &'a CancellationToken,
    pub(crate) progress: &'a Told<'a>,
    pub(crate) visited: HashSet<CanonicalUrl>,
    /// Links handed to the store in this run, by digest, with their depth: most links of a page are on all others too.
    pub(crate) handed: HashMap<u64, u32>,
    /// What failed and is tried again when nothing else is due, with how often it was.
    pub(crate) again: VecDeque<(Due, u32)>,
    pub(crate) traps: Traps,
    pub(crate) lost_page: LostPage,
    pub(crate) shared_scope: Arc<SiteScope>,
    pub(crate) memo: Arc<Mutex<LinkMemo>>,
    /// Of which kinds a note was made.
    pub(crate) noted: HashSet<&'static str>,
    pub(crate) start: Start,
    /// What was sent for the page or 304 that is to be stored next.
    pub(crate) exchange: Option<Exchange>,
}

/// How the start pages of a run fared.
#[derive(Default)]
pub(crate) struct Start {
    read: bool,
    /// What the last one met that could not be read.
    trouble: Option<String>,
}

impl Start {
    fn note(&mut self, visit: &Progress) {
        match visit.outcome.as_str() {
            "page" | "unchanged" | "redirected" => self.read = true,
            outcome => self.trouble = Some(format!("{}: {outcome}", visit.url)),
        }
    }

    /// How a run ends that has nothing more to visit: one that could not even begin has failed.
    fn end(&self) -> RunEnd {
        match &self.trouble {
            Some(trouble) if !self.read => {
                RunEnd::HostDown { reason: format!("no start page could be read: {trouble}") }
            }
            _ => RunEnd::Done,
        }
    }
}

impl<'a, S: CrawlStore> Run<'a, S> {
    pub(crate) fn new(
        crawler: &'a Crawler<S>,
        scope: &'a SiteScope,
        stop: &'a CancellationToken,
        progress: &'a Told<'a>,
    ) -> Self {
        Self {
            crawler,
            scope,
            stop,
            progress,
            visited: HashSet::new(),
            handed: HashMap::new(),
            again: VecDeque::new(),
            traps: Traps::default(),
            lost_page: LostPage::default(),
            shared_scope: Arc::new(scope.clone()),
            memo: Arc::default(),
            noted: HashSet::new(),
            start: Start::default(),
            exchange: None,
        }
    }

    pub(crate) async fn go(&mut self) -> Result<RunEnd, StoreError> {
        let Crawler { settings, clock, .. } = self.crawler;
        let began = clock.now();
        let limit = usize::try_from(settings.max_pages_per_run).unwrap_or(usize::MAX);
        let mut waits = 0;
        loop {
            if self.stop.is_cancelled() {
                return Ok(RunEnd::Stopped);
            }
            if self.scope.windows.as_ref().is_some_and(|windows| !windows.is_open(clock.now())) {
                return Ok(RunEnd::WindowClosed);
            }
            let Some((due, tries)) = self.next(began).await? else { return Ok(self.start.end()) };
            if self.visited.len() >= limit {
                return Ok(RunEnd::Limit);
            }
            let seen = match self.visit(&due).await? {
                Ok(seen) => seen,
                Err(Stay::Stopped) => return Ok(RunEnd::Stopped),
                Err(Stay::HostDown { reason, pause }) => {
                    waits += 1;
                    if waits > MOST_WAITS || pause > settings.max_crawl_delay || !self.wait(pause).await {
                        return Ok(RunEnd::HostDown { reason });
                    }
                    continue;
                }
            };
            self.take(due, tries, seen).await?;
        }
    }

    /// Returns what is to be visited next, and how often this run has tried it already.
    async fn next(&mut self, began: chrono::DateTime<chrono::Utc>) -> Result<Option<(Due, u32)>, StoreError> {
        let Crawler { store, clock, .. } = self.crawler;
        let due = store.next_due(&self.scope.site, clock.now(), began).await?;
        // A URL comes back if the clock was set back meanwhile: the next run goes on.
        if let Some(due) = due.filter(|due| !self.visited.contains(&due.url)) {
            return Ok(Some((due, 0)));
        }
        if let Some(again) = self.again.pop_front() {
            return Ok(Some(again));
        }
        if store.make_unlisted_due(&self.scope.site, clock.now()).await? == 0 {
            return Ok(None);
        }
        let due = store.next_due(&self.scope.site, clock.now(), began).await?;
        Ok(due.filter(|due| !self.visited.contains(&due.url)).map(|due| (due, 0)))
    }

    /// Waits for a host; says whether it was not told to stop meanwhile.
    async fn wait(&self, pause: Duration) -> bool {
        tokio::select! {
            biased;
            () = self.stop.cancelled() => false,
            () = self.crawler.clock.sleep(pause) => true,
        }
    }

    /// Stores what a visit has met, under the URL where it met it, and draws the conclusions for the rest of the run.
    async fn take(&mut self, due: Due, tries: u32, seen: Seen) -> Result<(), StoreError> {
        let Seen { fetched, sitemaps, moved } = seen;
        self.visited.insert(due.url.clone());
        let mut due = due;
        if let Some((to, permanent)) = moved {
            let target = Due {
                url: to.clone(),
                etag: None,
                last_modified: None,
                visits: 0,
                unchanged: 0,
                failures: 0,
                hinted: false,
                unlisted: false,
                ..due.clone()
            };
            let link = Link { url: to.clone(), kind: due.kind, mark: 0 };
            self.store(due, Fetched::Redirected { to: to.clone(), permanent }, None, vec![link]).await?;
            self.visited.insert(to);
            due = target;
        }
        if tries < MOST_AGAIN && is_passing(&fetched) {
            self.again.push_back((due.clone(), tries + 1));
        }
        self.record(due, fetched, sitemaps).await
    }

    /// Stores a visit with the links it led to.
    async fn record(&mut self, due: Due, fetched: Fetched, sitemaps: Vec<Url>) -> Result<(), StoreError> {
        self.fetch_parts(&due, &fetched).await?;
        let (mut fetched, mut links, text) = self.links(&due, fetched).await?;
        if let Fetched::Page(page) = &fetched
            && may_be_lost(&due)
        {
            let visitor = self.crawler.visitor(self.stop);
            self.lost_page.learn(&visitor, &due.url, self.scope).await?;
            let text = text.as_ref().map_or("", |decoded| &decoded.text);
            if self.lost_page.is_like(page, text, due.kind == LinkKind::Article, &links) {
                fetched = Fetched::Gone { status: page.status };
                links.clear();
            }
        }
        // A start page that fails says nothing about what is beside it.
        if due.depth == 0 && !matches!(fetched, Fetched::Failed { .. }) {
            for url in self.sitemaps(&due.url, sitemaps) {
                if links.iter().all(|link| link.url != url) {
                    links.push(Link { url, kind: LinkKind::Sitemap, mark: 0 });
                }
            }
        }
        if due.depth >= self.crawler.settings.max_depth {
            links.clear();
        }
        self.store(due, fetched, text, links).await
    }

    /// Fetches and stores the further pages of an article. One that fails is left out: what there is of the article is
    /// better than nothing, and the next visit tries again.
    async fn fetch_parts(&mut self, due: &Due, fetched: &Fetched) -> Result<(), StoreError> {
        let page = match (fetched, due.kind) {
            _ if due.depth == 0 => return Ok(()),
            (Fetched::Page(page), LinkKind::Article | LinkKind::Unknown) => Some(&**page),
            (Fetched::NotModified, LinkKind::Article) => None,
            _ => return Ok(()),
        };
        let exchange = self.exchange.take();
        for url in self.crawler.store.further_pages(due, page).await? {
            if !self.scope.contains(&url) || !self.visited.insert(url.clone()) {
                continue;
            }
            let known = self.crawler.store.known(&self.scope.site, &url).await?;
            let part = known.unwrap_or_else(|| Due {
                url,
                depth: due.depth + 1,
                etag: None,
                last_modified: None,
                visits: 0,
                unchanged: 0,
                failures: 0,
                hinted: false,
                ..due.clone()
            });
            let part = Due { kind: LinkKind::Part, ..part };
            match self.visit(&part).await? {
                Ok(Seen { fetched, moved: None, .. }) => self.store(part, fetched, None, Vec::new()).await?,
                Ok(_) => {}
                Err(_) => break,
            }
        }
        self.exchange = exchange;
        Ok(())
    }

    async fn store(
        &mut self,
        due: Due,
        fetched: Fetched,
        text: Option<Decoded>,
        links: Vec<Link>,
    ) -> Result<(), StoreError> {
        let Crawler { store, clock, hosts, .. } = self.crawler;
        let (outcome, failed) = outcome(&fetched);
        let family = self.family(&due);
        let is_page = matches!(fetched, Fetched::Page(_));
        let same_validators = match &fetched {
            Fetched::Page(page) => {
                let (etag, modified) = (page.header("etag"), page.header("last-modified"));
                etag.or(modified).is_some()
                    && (etag, modified) == (due.etag.as_deref(), due.last_modified.as_deref())
            }
            _ => false,
        };
        let echo =
            (!links.is_empty()).then(|| digest(links.iter().map(|link| &link.url).collect::<Vec<_>>()));
        let (links, leads_to) = self.not_yet_handed(&due, &family, links);
        let (url, kind, depth, fresh) = (due.url.clone(), due.kind, due.depth, due.visits == 0);
        let is_kept = matches!(fetched, Fetched::Page(_) | Fetched::NotModified);
        let exchange = self.exchange.take_if(|_| is_kept);
        let recorded = store.record(Visited { due, at: clock.now(), fetched, text, exchange, links }).await?;
        if recorded.edited_article && same_validators {
            hosts.get(&url.authority()).lock().await.learn(|honesty| honesty.found_out());
        }
        let leads_nowhere = matches!(kind, LinkKind::Attachment | LinkKind::Part);
        if fresh
            && depth > 0
            && !leads_nowhere
            && outcome != "trap"
            && (is_page || outcome.starts_with("gone"))
        {
            let article = recorded.new_article && !recorded.twin;
            let brought = Brought { article, expected: kind == LinkKind::Article, leads_to, echo };
            if self.traps.note(&family, &brought) {
                tracing::warn!(site = %self.scope.site, family, "pages of this look led nowhere: left alone");
                hosts.get(&url.authority()).lock().await.add_trap(&family, clock.now());
                store.note(&self.scope.site, Note { code: "trap", detail: family.clone() }).await?;
            }
        }
        if depth == 0 && !self.start.read {
            self.report_delay(&url).await?;
            for family in hosts.get(&url.authority()).lock().await.traps(clock.now()) {
                self.traps.cut(family);
            }
        }
        let visit = Progress { url, kind, outcome, failed, recorded };
        if depth == 0 {
            self.start.note(&visit);
        }
        (self.progress)(visit);
        Ok(())
    }

    /// Leaves out the links that this run has handed to the store before, at this depth or above, and those of families
    /// that are left alone. Returns the rest, and the families of those that are new to this run.
    fn not_yet_handed(
        &mut self,
        due: &Due,
        family: &str,
        links: Vec<Link>,
    ) -> (Vec<Link>, HashSet<traps::Family>) {
        let mut leads_to = HashSet::new();
        let mut own = 0;
        // Of lists the store wants to know all that they name.
        let is_list =
            due.depth == 0 || matches!(due.kind, LinkKind::List | LinkKind::Feed | LinkKind::Sitemap);
        let links = links
            .into_iter()
            .filter(|link| {
                let handed = self.handed.entry(digest(&link.url)).or_insert(u32::MAX);
                if *handed <= due.depth {
                    return is_list;
                }
                let of = traps::family(&link.url, due.depth + 1, turns_pages(link));
                own += usize::from(of == family);
                if self.traps.is_cut(&of) || (own > traps::MOST_OF_ITS_OWN && due.kind != LinkKind::Sitemap) {
                    return false;
                }
                *handed = due.depth;
                leads_to.insert(of);
                true
            })
            .collect();
        (links, leads_to)
    }

    pub(crate) fn family(&self, due: &Due) -> traps::Family {
        let link = Link { url: due.url.clone(), kind: due.kind, mark: 0 };
        traps::family(&due.url, due.depth, turns_pages(&link))
    }

    /// Reports a host whose robots.txt asks for longer pauses than are granted.
    async fn report_delay(&mut self, url: &CanonicalUrl) -> Result<(), StoreError> {
        let Crawler { hosts, clock, settings, .. } = self.crawler;
        let (authority, cap) = (url.authority(), settings.max_crawl_delay);
        let host = hosts.get(&authority);
        let asked = host.lock().await.rules(&authority, clock.now()).and_then(Rules::crawl_delay);
        let Some(asked) = asked.filter(|asked| *asked > cap) else { return Ok(()) };
        let detail = format!(
            "robots.txt asks for {} s between requests, {} s are granted",
            asked.as_secs(),
            cap.as_secs()
        );
        self.note(Note { code: "crawl-delay", detail }).await
    }

    /// Makes a note, one of each kind.
    pub(crate) async fn note(&mut self, note: Note) -> Result<(), StoreError> {
        if !self.noted.insert(note.code) {
            return Ok(());
        }
        tracing::warn!(site = %self.scope.site, note.code, note.detail);
        self.crawler.store.note(&self.scope.site, note).await
    }

    /// Saves when the hosts of the site were last sent a request: the next process keeps its distance too. A host
    /// that another site is busy with is saved at the end of that site's run.
    pub(crate) async fn leave(&self) -> Result<(), StoreError> {
        let names = self.visited.iter().map(|url| crate::host::bare(&url.authority()).to_owned());
        for name in names.collect::<HashSet<String>>() {
            let json = self.crawler.hosts.get(&name).try_lock().ok().and_then(|mut host| host.leave());
            if let Some(json) = json {
                self.crawler.store.save_host(&name, json).await?;
            }
        }
        Ok(())
    }
}

/// In place of an article there may be a page that says in words that it is not there.
fn may_be_lost(due: &Due) -> bool {
    due.depth > 0 && matches!(due.kind, LinkKind::Article | LinkKind::Unknown)
}

/// Says whether a link leads to another page of a list, however many there are of those.
fn turns_pages(link: &Link) -> bool {
    link.kind == LinkKind::List && url_shape::kind(&link.url) == Some(LinkKind::List)
}

/// What fails like this often does not a minute later.
fn is_passing(fetched: &Fetched) -> bool {
    let Fetched::Failed { code, .. } = fetched else { return false };
    matches!(
        code.as_str(),
        "status-429"
            | "status-500"
            | "status-502"
            | "status-503"
            | "status-504"
            | "timeout"
            | "connect"
            | "bad-304"
            | "broken-body"
            | "broken-response"
            | "bad-encoding"
    )
}

fn digest(what: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

fn outcome(fetched: &Fetched) -> (String, bool) {
    match fetched {
        Fetched::Page(_) => ("page".to_owned(), false),
        Fetched::NotModified => ("unchanged".to_owned(), false),
        Fetched::Gone { status } => (format!("gone-{status}"), false),
        Fetched::Redirected { .. } => ("redirected".to_owned(), false),
        Fetched::Disallowed => ("disallowed".to_owned(), false),
        Fetched::Failed { code, .. } => (code.clone(), true),
    }
}
