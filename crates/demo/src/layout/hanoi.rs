//! The city portal of Hanoi on Liferay: two kinds of article URL, the section's name above the title.

use askama::Template;
use chrono::Datelike;

use super::Layout;
use crate::shelf::Entry;
use crate::slug::{Stroke, slug};
use crate::view::{Page, Part, View};

#[derive(Debug)]
pub(crate) struct Hanoi;

#[derive(Template)]
#[template(path = "hanoi.html")]
struct HanoiPage<'a> {
    v: &'a View<'a>,
}

impl Layout for Hanoi {
    fn article(&self, entry: &Entry, section: &str) -> String {
        let title = slug(&entry.first_title, Stroke::Dropped);
        // The portal moved to a newer Liferay in 2020 and left the old addresses as they were.
        if entry.article.date.year() < 2020 {
            format!("/{section}/-/view_content/{}-{title}.html", 1_000_000 + entry.number)
        } else {
            format!("/{section}/-/asset_publisher/Kt8WvN2qLm0d/content/{title}-{}", entry.number)
        }
    }

    fn section(&self, _at: usize, slug: &str, page: usize) -> String {
        if page == 1 { format!("/{slug}") } else { format!("/{slug}?_cur={page}") }
    }

    fn about(&self) -> &'static str {
        "/gioi-thieu"
    }

    fn contact(&self) -> &'static str {
        "/lien-he"
    }

    fn search(&self) -> &'static str {
        "/tim-kiem"
    }

    fn html(&self, view: &View<'_>) -> askama::Result<String> {
        HanoiPage { v: view }.render()
    }
}
