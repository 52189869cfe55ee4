//! How a host without a fault answers; a fault puts itself in front of this.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::hosts::{Ending, Spec};
use super::truth::{MORE, gone_since, paragraphs, path, there_at, title, version};

/// Articles of one page of the list.
const ON_A_PAGE: usize = 5;

/// A request.
pub(crate) struct Asked<'a> {
    pub(crate) spec: &'a Spec,
    pub(crate) base: &'a str,
    /// An address that must not be asked.
    pub(crate) forbidden: &'a str,
    /// Path and query.
    pub(crate) path: &'a str,
    pub(crate) head: &'a str,
    pub(crate) round: u32,
    /// How often this was asked for before.
    pub(crate) earlier: u32,
}

/// How an answer is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    Plain,
    /// A byte at a time.
    Drip,
    /// The body again and again.
    Endless,
    /// Not at all.
    Hang,
}

#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) pace: Pace,
}

impl Reply {
    pub(crate) fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: Vec::new(), body: body.into(), pace: Pace::Plain }
    }

    pub(crate) fn text(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, body).with("content-type", "text/plain; charset=utf-8")
    }

    pub(crate) fn html(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, body).with("content-type", "text/html; charset=utf-8")
    }

    pub(crate) fn xml(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, body).with("content-type", "application/xml")
    }

    pub(crate) fn to(status: u16, location: impl Into<String>) -> Self {
        Self::new(status, Vec::new()).with("location", location)
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn at(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    pub(crate) fn retry_after(&self) -> Option<u64> {
        self.headers.iter().find(|(name, _)| *name == "retry-after").and_then(|(_, value)| value.parse().ok())
    }
}

/// Where the article that moves has moved to.
pub(crate) fn moved_path(number: u32) -> String {
    format!("/muc-moi{}", path(number))
}

impl Asked<'_> {
    pub(crate) fn answer(&self) -> Reply {
        (self.spec.over)(self).unwrap_or_else(|| self.plain())
    }

    /// A request header, in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// How a host without a fault answers.
    pub(crate) fn plain(&self) -> Reply {
        match self.path {
            "/robots.txt" | "/sitemap.xml" => Reply::new(404, Vec::new()),
            "/" => self.list(1, "/tin-tuc/trang-"),
            "/gioi-thieu" => Reply::html(self.page("Giới thiệu", "<p>Phường có bảy khu dân cư.</p>")),
            path => match path.strip_prefix("/tin-tuc/trang-").and_then(|page| page.parse().ok()) {
                Some(page) => self.list(page, "/tin-tuc/trang-"),
                None => self.article_at(path),
            },
        }
    }

    /// The article whose address this is, or what stands in the place of one.
    pub(crate) fn article_at(&self, path: &str) -> Reply {
        let moves = self.spec.ending == Ending::Moves && self.round >= 1;
        let number = (0..MORE + 200).find(|number| (self.spec.path)(*number) == path);
        if moves && number == Some(3) {
            return Reply::to(301, moved_path(3));
        }
        if moves && path == moved_path(3) {
            return self.article(3);
        }
        match number {
            Some(number) if there_at(self.spec, self.round).contains(&number) => self.article(number),
            Some(number) if gone_since(number).is_some() => self.missing(),
            _ => self.missing(),
        }
    }

    fn missing(&self) -> Reply {
        match self.spec.ending {
            Ending::NotFound | Ending::Moves => Reply::new(404, "<h1>Không tìm thấy</h1>"),
            Ending::Gone => Reply::new(410, "<h1>Đã gỡ</h1>"),
            Ending::Soft => Reply::html(self.page(
                "Thông báo",
                &format!(
                    "<p>Rất tiếc, trang {} mà quý vị tìm không có trên cổng thông tin, hoặc đã được gỡ xuống.</p>
                     <p>Quý vị vui lòng quay lại trang chủ hoặc liên hệ bộ phận một cửa để được giúp đỡ.</p>",
                    self.path
                ),
            )),
            Ending::Home => Reply::to(302, "/"),
        }
    }

    /// The article's page, or 304.
    pub(crate) fn article(&self, number: u32) -> Reply {
        let etag = format!("\"{:x}\"", digest((self.spec.seed, number, version(number, self.round))));
        if self.header("if-none-match") == Some(&etag) {
            return Reply::new(304, Vec::new()).with("etag", etag);
        }
        Reply::html(self.article_page(number)).with("etag", etag)
    }

    pub(crate) fn article_page(&self, number: u32) -> String {
        let version = version(number, self.round);
        let title = title(self.spec.seed, number, version);
        let paragraphs: String = paragraphs(self.spec.seed, number, version)
            .iter()
            .map(|text| format!("<p>{text}</p>\n"))
            .collect();
        let day = 1 + number % 27;
        self.page(
            &title,
            &format!(
                "<div class=\"date\">Ngày đăng: {day:02}/03/2026 | Lượt xem: {}</div>\n<div class=\"content\">{paragraphs}</div>",
                100 + self.earlier
            ),
        )
    }

    /// A page of the list, five articles each, with a link to the next page if there is one.
    pub(crate) fn list(&self, page: usize, turn: &str) -> Reply {
        let listed: Vec<u32> = there_at(self.spec, self.round)
            .into_iter()
            .filter(|number| (self.spec.listed)(*number))
            .collect();
        let first = page.saturating_sub(1) * ON_A_PAGE;
        if first >= listed.len() && page > 1 {
            return self.missing();
        }
        let mut links: String = listed.iter().skip(first).take(ON_A_PAGE).map(|n| self.link(*n)).collect();
        if first + ON_A_PAGE < listed.len() {
            links.push_str(&format!("<a href=\"{turn}{}\">Trang sau</a>", page + 1));
        }
        self.list_of(&links)
    }

    pub(crate) fn link(&self, number: u32) -> String {
        let moved = self.spec.ending == Ending::Moves && self.round >= 1 && number == 3;
        let path = if moved { moved_path(number) } else { (self.spec.path)(number) };
        let title = title(self.spec.seed, number, version(number, self.round));
        format!("<li><a href=\"{path}\">{title}</a></li>\n")
    }

    pub(crate) fn list_of(&self, links: &str) -> Reply {
        let body = format!(
            "<!DOCTYPE html><html lang=vi><head><meta charset=utf-8><title>Tin tức</title>{}</head><body>
             <a href=\"/\">Trang chủ</a> <a href=\"/gioi-thieu\">Giới thiệu</a>{}<ul>{links}</ul></body></html>",
            self.spec.in_head, self.spec.in_menu
        );
        let etag = format!("\"{:x}\"", digest(&body));
        match self.header("if-none-match") == Some(&etag) {
            true => Reply::new(304, Vec::new()),
            false => Reply::html(body).with("etag", etag),
        }
    }

    pub(crate) fn page(&self, title: &str, inside: &str) -> String {
        format!(
            "<!DOCTYPE html><html lang=vi><head><meta charset=utf-8><title>{title}</title></head><body>
             <div class=menu><a href=\"/\">Trang chủ</a> <a href=\"/gioi-thieu\">Giới thiệu</a></div>
             <article><h1>{title}</h1>\n{inside}</article>
             <div class=footer>Ủy ban nhân dân phường, số 1 đường Đình</div></body></html>"
        )
    }
}

pub(crate) fn digest(what: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}
