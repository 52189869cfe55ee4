//! Which links of a page are worth following, and what they probably are. What is behind them is for the fetch to
//! tell.

use std::collections::HashMap;

use langbao_article::{CanonicalUrl, Decoded, LinkKind, Page, SiteProfile, UrlRole};

use crate::link_memo::{LinkMemo, Resolved};
use crate::markup::{self, Element};
use crate::sitemap::Sitemap;
use crate::{SiteScope, content_coding, embedded, feed, sitemap, url_shape};

/// Most links taken from one HTML page or feed.
const MOST_LINKS: usize = 5_000;

/// Most links taken from one sitemap: the protocol's own limit.
const MOST_IN_SITEMAP: usize = 50_000;

/// A page with fewer links in its markup may have more in its data.
const FEW_LINKS: usize = 5;

/// Shorter values of a parameter are no sessions.
const SHORTEST_SESSION: usize = 8;

/// A packed sitemap is read up to this size in bytes: less than the 50 MB of the protocol, for the text and its links
/// come on top of it.
const MOST_UNPACKED: usize = 16 * 1024 * 1024;

/// A link of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub url: CanonicalUrl,
    /// What is probably there.
    pub kind: LinkKind,
    /// A mark of what the page says of it (the text of the link, the entry of a feed, the date in a sitemap): another
    /// mark on the same page is a hint that the target has changed. 0: it says nothing.
    pub mark: u64,
}

/// Returns the links of a page that are worth following, with what they probably are, in page order.
///
/// The page may be HTML, a feed or a sitemap (packed with gzip or not); other files have no links. Every link is
/// within the scope, none is the page itself, and none comes twice.
pub fn discover(page: &Page, scope: &SiteScope) -> Vec<Link> {
    read(page, &text_of(page), scope, &mut LinkMemo::default()).links
}

/// What a page leads to.
#[derive(Debug, Default)]
pub(crate) struct Discovered {
    pub(crate) links: Vec<Link>,
    /// It turns its pages by forms that only its own script can send (`__doPostBack`): those are not read.
    pub(crate) turns_by_postback: bool,
}

/// As [`discover`], for many pages of one site. `text`: that of [`text_of`].
pub(crate) fn read(page: &Page, text: &Decoded, scope: &SiteScope, memo: &mut LinkMemo) -> Discovered {
    let text = &text.text;
    let text = text.trim_start_matches('\u{feff}').trim_start();
    // Some pages open with a warning of the program that makes them, so HTML need not begin with a tag.
    if text.starts_with("%PDF-") || !(text.starts_with('<') || page.media_type() == "text/html") {
        return Discovered::default();
    }
    let mut found = Found::new(&page.url, scope, memo);
    if let Some(sitemap) = sitemap::read(text) {
        found.most = MOST_IN_SITEMAP;
        match sitemap {
            Sitemap::Pages(entries) => {
                for entry in &entries {
                    found.add(&entry.url, Hint::None, (date_mark(&entry.modified), 1));
                }
            }
            Sitemap::Index(entries) => {
                for entry in &entries {
                    found.add(&entry.url, Hint::Is(LinkKind::Sitemap), (0, 0));
                }
            }
        }
    } else if let Some(links) = names_a_feed(text).then(|| feed::read(text, &page.url)).flatten() {
        for (url, mark) in &links {
            found.add(url, Hint::Perhaps(LinkKind::Article), (*mark, 1));
        }
    } else {
        read_html(text, &mut found);
    }
    Discovered { links: found.links, turns_by_postback: found.turns_by_postback }
}

/// The one place where bytes become text; a packed file is unpacked first.
pub(crate) fn text_of(page: &Page) -> Decoded {
    match content_coding::gunzip(&page.body, MOST_UNPACKED) {
        Some(body) => langbao_article::decode(&Page {
            body,
            headers: page.headers.clone(),
            url: page.url.clone(),
            ..*page
        }),
        None => langbao_article::decode(page),
    }
}

/// A look at the first tags saves parsing every HTML page as a feed.
fn names_a_feed(text: &str) -> bool {
    let start: String = text.chars().take(2_000).collect::<String>().to_ascii_lowercase();
    ["<rss", "<feed", "<rdf:rdf"].iter().any(|tag| start.contains(tag)) && !start.contains("<html")
}

fn read_html(text: &str, found: &mut Found<'_>) {
    let elements = markup::elements(text);
    if elements.iter().any(forbids_following) {
        return;
    }
    let mut bases = elements.iter().filter(|element| element.tag == "base");
    if let Some(base) = bases.find_map(|base| found.page.join(base.attr("href")).ok()) {
        found.base = base;
    }
    found.session = session_of(&elements, found);
    for element in &elements {
        found.turns_by_postback |= element.attr("href").starts_with("javascript:__doPostBack")
            && (turns_the_page(element) || element.attr("href").contains("Page$"));
        if let Some((href, hint)) = link(element) {
            found.add(href, hint, (element.mark, element.said));
        }
    }
    // A page that its script builds has its links in data.
    if found.links.len() < FEW_LINKS {
        for href in embedded::addresses(text) {
            found.add(&href, Hint::None, (0, 0));
        }
    }
}

/// A mark keeps a date's digits.
fn date_mark(date: &str) -> u64 {
    let letters: Vec<u8> =
        date.bytes().map(|b| if b.is_ascii_digit() { b + (b'a' - b'0') } else { b }).collect();
    markup::mark_of(&letters, 0, 0).0
}

/// Returns the parameter, with its value, that almost every link of a page carries: who reads, not what. Values of words
/// may be a language or a section.
fn session_of(elements: &[Element], found: &mut Found<'_>) -> Option<String> {
    let mut links = 0;
    let mut carried: HashMap<String, usize> = HashMap::new();
    for href in elements.iter().filter(|element| element.tag == "a").map(|element| element.attr("href")) {
        if href.is_empty() || href.starts_with('#') {
            continue;
        }
        let Some(Resolved { url, .. }) = found.resolve(href) else { continue };
        links += 1;
        for pair in url.as_url().query().unwrap_or_default().split('&') {
            let value = pair.split_once('=').map_or("", |(_, value)| value);
            let digits = value.bytes().filter(u8::is_ascii_digit).count();
            if value.len() >= SHORTEST_SESSION && digits > 0 && digits < value.len() {
                *carried.entry(pair.to_owned()).or_default() += 1;
            }
        }
    }
    carried.into_iter().find(|(_, count)| links >= FEW_LINKS && count * 10 >= links * 8).map(|(pair, _)| pair)
}

fn without_parameter(url: CanonicalUrl, pair: &str) -> CanonicalUrl {
    let Some(query) = url.as_url().query() else { return url };
    let kept: Vec<&str> = query.split('&').filter(|other| *other != pair).collect();
    let mut stripped = url.as_url().clone();
    stripped.set_query(if kept.is_empty() { None } else { Some(kept.join("&")) }.as_deref());
    CanonicalUrl::from_url(stripped).unwrap_or(url)
}

fn forbids_following(element: &Element) -> bool {
    let words = element.attr("content").split(',');
    element.tag == "meta"
        && element.attr("name").eq_ignore_ascii_case("robots")
        && words.map(str::trim).any(|w| w.eq_ignore_ascii_case("nofollow") || w.eq_ignore_ascii_case("none"))
}

/// Returns where an element leads, and what its markup says of that; `None`: it is not to be followed.
fn link(element: &Element) -> Option<(&str, Hint)> {
    if element.rel("nofollow") {
        return None;
    }
    let href = match element.tag {
        "frame" => element.attr("src"),
        "meta" => refresh(element)?,
        _ => element.attr("href"),
    };
    let turning = element.rel("next") || element.rel("prev");
    let hint = match element.tag {
        "a" | "area" if turning || turns_the_page(element) => Hint::Perhaps(LinkKind::List),
        "a" | "area" | "frame" | "meta" => Hint::None,
        "link" if turning => Hint::Perhaps(LinkKind::List),
        "link" if element.rel("canonical") => Hint::None,
        "link" if element.rel("alternate") && is_news_feed(element) => Hint::Is(LinkKind::Feed),
        "link" if element.rel("sitemap") => Hint::Is(LinkKind::Sitemap),
        _ => return None,
    };
    (!href.is_empty()).then_some((href, hint))
}

/// Portals send the reader of their root on with `<meta http-equiv="refresh" content="0; url=/web/guest">`.
fn refresh(element: &Element) -> Option<&str> {
    if !element.attr("http-equiv").eq_ignore_ascii_case("refresh") {
        return None;
    }
    let (_, target) = element.attr("content").split_once([';', ','])?;
    let target = target.trim();
    let url = match target.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("url")) {
        true => target[3..].trim_start().strip_prefix('=')?,
        false => target,
    };
    Some(url.trim().trim_matches(['\'', '"']))
}

/// WordPress has a feed of comments beside each article.
fn is_news_feed(element: &Element) -> bool {
    let media_type = element.attr("type").to_ascii_lowercase();
    let title = element.attr("title").to_lowercase();
    let comments = ["comment", "bình luận", "phản hồi"].iter().any(|word| title.contains(word));
    matches!(media_type.as_str(), "application/rss+xml" | "application/atom+xml") && !comments
}

/// A link that reads "Trang sau" or a number leads to another page of what is being read.
fn turns_the_page(element: &Element) -> bool {
    let text = markup::short_text(element).unwrap_or_default().to_lowercase();
    let number = !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    number
        || matches!(
            text.as_str(),
            "trang sau"
                | "trang tiếp"
                | "trang kế"
                | "trang tiếp theo"
                | "trang cuối"
                | "tiếp"
                | "tiếp theo"
                | "sau"
                | "cuối"
                | "next"
                | "last"
                | "›"
                | "»"
                | ">"
                | ">>"
                | "xem thêm"
                | "xem tiếp"
        )
}

/// What is known of a link beside its URL.
#[derive(Debug, Clone, Copy)]
enum Hint {
    None,
    /// If its URL says nothing.
    Perhaps(LinkKind),
    /// Whatever its URL looks like.
    Is(LinkKind),
}

/// The links found so far.
struct Found<'a> {
    page: &'a CanonicalUrl,
    base: CanonicalUrl,
    scope: &'a SiteScope,
    memo: &'a mut LinkMemo,
    /// A parameter that all links of the page carry.
    session: Option<String>,
    turns_by_postback: bool,
    /// How many there may be.
    most: usize,
    links: Vec<Link>,
    /// For each URL its place among the links, if it is one, and how much was said of it.
    seen: HashMap<CanonicalUrl, Option<(usize, usize)>>,
}

impl<'a> Found<'a> {
    fn new(page: &'a CanonicalUrl, scope: &'a SiteScope, memo: &'a mut LinkMemo) -> Self {
        Self {
            page,
            base: page.clone(),
            scope,
            memo,
            session: None,
            turns_by_postback: false,
            most: MOST_LINKS,
            links: Vec::new(),
            seen: HashMap::from([(page.clone(), None)]),
        }
    }

    /// Makes a link whole, if it is one of the site.
    fn resolve(&mut self, href: &str) -> Option<Resolved> {
        let (base, page, scope) = (&self.base, self.page, self.scope);
        self.memo.resolve(base, href.trim(), || {
            let url = base.join(href).ok()?;
            if !scope.contains(&url) {
                return None;
            }
            let url = url_shape::without_list_state(SiteScope::like_page(page, url));
            let shape = kind(&url, Hint::None, scope);
            Some(Resolved { url, shape })
        })
    }

    /// Takes a link, if there is still room for it.
    ///
    /// Of several links to one page (picture, headline, "Xem tiếp") the one that says most of it gives the mark.
    fn add(&mut self, href: &str, hint: Hint, (mark, said): (u64, usize)) {
        if self.links.len() >= self.most {
            return;
        }
        let Some(Resolved { url, shape }) = self.resolve(href) else { return };
        let (url, shape) = match &self.session {
            Some(pair) => (without_parameter(url, pair), None),
            None => (url, Some(shape)),
        };
        if let Some(known) = self.seen.get_mut(&url) {
            if let Some((place, before)) = known
                && said > *before
            {
                (self.links[*place].mark, *before) = (mark, said);
            }
            return;
        }
        let kind = match (hint, shape) {
            (Hint::None, Some(shape)) => shape,
            (hint, _) => kind(&url, hint, self.scope),
        };
        self.seen.insert(url.clone(), kind.map(|_| (self.links.len(), said)));
        self.links.extend(kind.map(|kind| Link { url, kind, mark }));
    }
}

/// The site's profile is asked first, then the markup, then the looks of the URL. Two things stand above the profile,
/// whose patterns are about pages: URLs that grow without end, and feeds and sitemaps that are named as such.
fn kind(url: &CanonicalUrl, hint: Hint, scope: &SiteScope) -> Option<LinkKind> {
    if url_shape::grows_without_end(url) {
        return None;
    }
    let role = scope.profile.as_ref().and_then(|profile| profile.url_role(url));
    match (hint, role) {
        (Hint::Is(kind), _) | (_, Some(UrlRole::Follow(kind))) => Some(kind),
        (_, Some(UrlRole::Ignore)) => None,
        (Hint::Perhaps(kind), None) => url_shape::kind(url).map(|shape| match shape {
            LinkKind::Unknown => kind,
            shape => shape,
        }),
        (Hint::None, None) => url_shape::kind(url),
    }
}

/// Says whether a page is none that could be an article, whatever is on it: a start page, a list that is turned over, a
/// category, a search, a print version. The site's profile is asked first.
pub fn is_never_article(url: &CanonicalUrl, depth: u32, profile: Option<&SiteProfile>) -> bool {
    let role = profile.and_then(|profile| profile.url_role(url));
    match role {
        _ if depth == 0 => true,
        Some(UrlRole::Follow(kind)) => kind == LinkKind::List,
        Some(UrlRole::Ignore) => true,
        None => {
            matches!(url_shape::kind(url), None | Some(LinkKind::List | LinkKind::Feed | LinkKind::Sitemap))
        }
    }
}

/// Returns what a URL of the site probably leads to, by the site's profile and the looks of the URL; `None`: it is not worth
/// following.
pub fn looks_like(url: &CanonicalUrl, scope: &SiteScope) -> Option<LinkKind> {
    kind(url, Hint::None, scope)
}

/// Says whether the target of a redirect is worth following.
pub(crate) fn is_worth_following(url: &CanonicalUrl, scope: &SiteScope) -> bool {
    kind(url, Hint::None, scope).is_some()
}

#[cfg(test)]
#[path = "discovery_tests.rs"]
mod tests;
