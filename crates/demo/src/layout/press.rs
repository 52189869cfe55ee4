//! A ward site on WordPress: `time[datetime]`, a bare number of views, a comment form under each article.

use askama::Template;

use super::Layout;
use crate::shelf::Entry;
use crate::slug::{Stroke, slug};
use crate::view::{Page, Part, View};

#[derive(Debug)]
pub(crate) struct Press;

#[derive(Template)]
#[template(path = "press.html")]
struct PressPage<'a> {
    v: &'a View<'a>,
}

impl Layout for Press {
    fn article(&self, entry: &Entry, _section: &str) -> String {
        format!("/{}/", slug(&entry.first_title, Stroke::Plain))
    }

    fn section(&self, _at: usize, slug: &str, page: usize) -> String {
        if page == 1 { format!("/category/{slug}/") } else { format!("/category/{slug}/page/{page}/") }
    }

    fn about(&self) -> &'static str {
        "/gioi-thieu/"
    }

    fn contact(&self) -> &'static str {
        "/lien-he/"
    }

    fn search(&self) -> &'static str {
        "/tim-kiem/"
    }

    fn feed(&self) -> Option<&'static str> {
        Some("/feed/")
    }

    fn html(&self, view: &View<'_>) -> askama::Result<String> {
        PressPage { v: view }.render()
    }
}
