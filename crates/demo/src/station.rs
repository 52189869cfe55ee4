//! One site behind its router: which URL is what, validators, counters.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use crate::Error;
use crate::content::Bundle;
use crate::feed;
use crate::layout::Layout;
use crate::sample_file::{PICTURE, pdf};
use crate::shelf::{Entry, Shelf};
use crate::slug::{Stroke, slug};
use crate::validator::{Validators, not_modified};
use crate::view::{Counters, Page, Target, file_path, pages, picture_path, view};

/// What stands at a URL, and how often it was asked for.
#[derive(Debug)]
struct Place {
    target: Target,
    requests: AtomicU32,
}

/// A site that can be served.
#[derive(Debug)]
pub(crate) struct Station {
    shelf: RwLock<Shelf>,
    layout: &'static dyn Layout,
    /// All URLs of the site, by [`key`].
    places: HashMap<String, Place>,
    /// Its address without the last slash.
    base: String,
}

impl Station {
    /// Opens a site that answers at an address.
    pub(crate) fn open(bundle: &Bundle, layout: &'static dyn Layout, base: String) -> Result<Self, Error> {
        let shelf = Shelf::open(bundle)?;
        let places = places(&shelf, layout);
        Ok(Self { shelf: RwLock::new(shelf), layout, places, base })
    }

    pub(crate) fn router(self: Arc<Self>) -> Router {
        Router::new().fallback(answer).with_state(self)
    }

    pub(crate) fn shelf(&self) -> RwLockReadGuard<'_, Shelf> {
        self.shelf.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the article at a URL; `None` if it is no article of this site.
    pub(crate) fn change<T>(&self, url: &str, act: impl FnOnce(&mut Entry) -> T) -> Option<T> {
        let Target::Article(at) = self.place(url)?.target else { return None };
        let mut shelf = self.shelf.write().unwrap_or_else(PoisonError::into_inner);
        Some(act(&mut shelf.entries[at]))
    }

    fn place(&self, url: &str) -> Option<&Place> {
        self.places.get(&key(url.strip_prefix(&self.base)?))
    }

    /// Says how often a URL was asked for; `None` if the site has no such URL.
    pub(crate) fn requests(&self, url: &str) -> Option<u32> {
        self.place(url).map(|place| place.requests.load(Ordering::Relaxed))
    }

    /// Returns the absolute URL of an article.
    pub(crate) fn url(&self, shelf: &Shelf, entry: &Entry) -> String {
        format!("{}{}", self.base, self.layout.article(entry, &shelf.sections[entry.section].slug))
    }

    fn respond(&self, path: &str, headers: &HeaderMap) -> askama::Result<Response> {
        let shelf = self.shelf();
        if path == "/robots.txt" {
            let robots = shelf.facts.robots.replace("{base}", &self.base);
            return Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], robots).into_response());
        }
        let place = self.places.get(&key(path));
        if let Some(place) = place {
            place.requests.fetch_add(1, Ordering::Relaxed);
        }
        let target = place.map(|place| place.target);
        match target {
            Some(Target::Feed) => {
                return Ok(xml(
                    "application/rss+xml",
                    self.layout.bytes(feed::rss(&shelf, self.layout, &self.base)),
                ));
            }
            Some(Target::Sitemap) => {
                return Ok(xml(
                    "application/xml",
                    feed::sitemap(&shelf, self.layout, &self.base).into_bytes(),
                ));
            }
            Some(Target::File(at, file)) => {
                let title = &shelf.entries[at].article.files[file];
                let line = slug(title, Stroke::Plain).replace('-', " ");
                return Ok(([(header::CONTENT_TYPE, "application/pdf")], pdf(&line)).into_response());
            }
            Some(Target::Picture) => {
                return Ok(([(header::CONTENT_TYPE, "image/gif")], PICTURE).into_response());
            }
            _ => {}
        }
        let mut view = view(&shelf, self.layout, &self.base, path, target);
        let status = match view.page {
            Page::Missing => StatusCode::NOT_FOUND,
            Page::Gone => StatusCode::GONE,
            _ => StatusCode::OK,
        };
        let mut validators = Validators::default();
        if status == StatusCode::OK {
            if shelf.facts.etag {
                let mut hasher = DefaultHasher::new();
                // The counters are still zero here: they are no part of the page's identity.
                self.layout.html(&view)?.hash(&mut hasher);
                validators.etag = Some(format!("W/\"{:016x}\"", hasher.finish()));
            }
            if let Some(Target::Article(at)) = target {
                validators.last_modified = Some(shelf.entries[at].changed_at());
            }
        }
        if not_modified(headers, &validators) {
            return Ok(with(StatusCode::NOT_MODIFIED.into_response(), &validators));
        }
        view.counters = Counters::count(&shelf, target);
        let bytes = self.layout.bytes(self.layout.html(&view)?);
        let mut response = (status, Body::from(bytes)).into_response();
        if let Ok(value) = HeaderValue::from_str(&self.layout.content_type()) {
            response.headers_mut().insert(header::CONTENT_TYPE, value);
        }
        Ok(with(response, &validators))
    }
}

fn with(mut response: Response, validators: &Validators) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [(header::ETAG, &validators.etag), (header::LAST_MODIFIED, &validators.http_date())]
    {
        if let Some(value) = value.as_deref().and_then(|text| HeaderValue::from_str(text).ok()) {
            headers.insert(name, value);
        }
    }
    response
}

fn xml(content_type: &'static str, bytes: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, content_type)], bytes).into_response()
}

async fn answer(
    State(station): State<Arc<Station>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
    }
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    station.respond(path, &headers).unwrap_or_else(|error| {
        tracing::error!(%error, path, "cannot render a sample page");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    })
}

/// Parameters that choose a page; others, such as `fbclid`, change nothing.
const PARAMETERS: [&str; 4] = ["PageIndex", "_cur", "id", "muc"];

/// Brings a path with its query to the form in which it is looked up: no last slash, known parameters in order.
fn key(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut key = path.trim_end_matches('/').to_owned();
    for name in PARAMETERS {
        let value = query.split('&').find_map(|pair| pair.split_once('=').filter(|(n, _)| *n == name));
        if let Some((name, value)) = value
            && !(value == "1" && matches!(name, "PageIndex" | "_cur"))
        {
            key += &format!("?{name}={value}");
        }
    }
    key
}

fn places(shelf: &Shelf, layout: &dyn Layout) -> HashMap<String, Place> {
    let mut places = HashMap::new();
    let mut add = |path: &str, target| {
        places.insert(key(path), Place { target, requests: AtomicU32::new(0) });
    };
    add("/", Target::Home);
    add(layout.about(), Target::About);
    add(layout.contact(), Target::Contact);
    add(layout.search(), Target::Search);
    if let Some(feed) = layout.feed() {
        add(feed, Target::Feed);
        add("/sitemap.xml", Target::Sitemap);
    }
    for (at, section) in shelf.sections.iter().enumerate() {
        for page in 1..=pages(shelf, at) {
            add(&layout.section(at, &section.slug, page), Target::List(at, page));
        }
    }
    for (at, entry) in shelf.entries.iter().enumerate() {
        add(&layout.article(entry, &shelf.sections[entry.section].slug), Target::Article(at));
        for file in 0..entry.article.files.len() {
            add(&file_path(entry, file), Target::File(at, file));
        }
        for photo in 0..entry.article.photos.len() {
            add(&picture_path(entry, photo), Target::Picture);
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_page_has_one_key() {
        let check = |path: &str, expected: &str| assert_eq!(key(path), expected, "{path}");
        check("/", "");
        check("/vi/news/kinh-te/", "/vi/news/kinh-te");
        check("/tintuc.aspx?PageIndex=2&muc=1", "/tintuc.aspx?PageIndex=2?muc=1");
        check("/tintuc.aspx?muc=1&PageIndex=2&fbclid=x", "/tintuc.aspx?PageIndex=2?muc=1");
        check("/tin-hoat-dong?_cur=1", "/tin-hoat-dong");
        check("/tim-kiem?q=b%C3%A3o", "/tim-kiem");
    }
}
