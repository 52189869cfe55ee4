//! The looks of the sites: one layout for each platform that ward portals run on.

mod hanoi;
mod nuke;
mod press;
mod table;

use std::borrow::Cow;
use std::fmt::Debug;

pub(crate) use hanoi::Hanoi;
pub(crate) use nuke::Nuke;
pub(crate) use press::Press;
pub(crate) use table::Table;

use crate::shelf::Entry;
use crate::view::View;

/// The URLs and the markup of one platform.
pub(crate) trait Layout: Debug + Send + Sync {
    /// Returns the path of an article, with its query.
    fn article(&self, entry: &Entry, section: &str) -> String;

    /// Returns the path of a page of a section, with its query. Pages are counted from 1.
    fn section(&self, at: usize, slug: &str, page: usize) -> String;

    /// Returns the path of the page "Giới thiệu".
    fn about(&self) -> &'static str;

    /// Returns the path of the page "Liên hệ".
    fn contact(&self) -> &'static str;

    /// Returns the path of the search form, which robots.txt closes.
    fn search(&self) -> &'static str;

    /// Returns the path of the RSS feed, if the platform has one.
    fn feed(&self) -> Option<&'static str> {
        None
    }

    /// Writes a page.
    fn html(&self, view: &View<'_>) -> askama::Result<String>;

    /// Turns text into the bytes the platform sends.
    fn bytes(&self, text: String) -> Vec<u8> {
        text.into_bytes()
    }

    /// Returns the `Content-Type` of pages.
    fn content_type(&self) -> Cow<'static, str> {
        Cow::Borrowed("text/html; charset=utf-8")
    }
}
