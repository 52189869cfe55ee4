//! A district site in the manner of NukeViet: microdata, the lead outside the body, text in decomposed form.

use askama::Template;
use unicode_normalization::UnicodeNormalization;

use super::Layout;
use crate::shelf::Entry;
use crate::slug::{Stroke, slug};
use crate::view::{Page, Part, View};

#[derive(Debug)]
pub(crate) struct Nuke;

#[derive(Template)]
#[template(path = "nuke.html")]
struct NukePage<'a> {
    v: &'a View<'a>,
}

impl Layout for Nuke {
    fn article(&self, entry: &Entry, section: &str) -> String {
        format!("/vi/news/{section}/{}-{}.html", slug(&entry.first_title, Stroke::Plain), entry.number)
    }

    fn section(&self, _at: usize, slug: &str, page: usize) -> String {
        if page == 1 { format!("/vi/news/{slug}/") } else { format!("/vi/news/{slug}/page-{page}/") }
    }

    fn about(&self) -> &'static str {
        "/vi/about/gioi-thieu-chung.html"
    }

    fn contact(&self) -> &'static str {
        "/vi/contact/"
    }

    fn search(&self) -> &'static str {
        "/vi/seek/"
    }

    fn feed(&self) -> Option<&'static str> {
        Some("/vi/news/rss/")
    }

    fn html(&self, view: &View<'_>) -> askama::Result<String> {
        NukePage { v: view }.render()
    }

    fn bytes(&self, text: String) -> Vec<u8> {
        text.nfd().collect::<String>().into_bytes()
    }
}
