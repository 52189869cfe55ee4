//! An old commune site: tables in tables, windows-1258, the charset only in `<meta>`, articles by number in the query.

use std::borrow::Cow;

use askama::Template;

use super::Layout;
use crate::shelf::Entry;
use crate::view::{Page, Part, View};
use crate::windows_1258;

#[derive(Debug)]
pub(crate) struct Table;

#[derive(Template)]
#[template(path = "table.html")]
struct TablePage<'a> {
    v: &'a View<'a>,
}

impl Layout for Table {
    fn article(&self, entry: &Entry, _section: &str) -> String {
        format!("/chitiet.aspx?id={}", entry.number)
    }

    fn section(&self, at: usize, _slug: &str, page: usize) -> String {
        match page {
            1 => format!("/tintuc.aspx?muc={}", at + 1),
            _ => format!("/tintuc.aspx?muc={}&PageIndex={page}", at + 1),
        }
    }

    fn about(&self) -> &'static str {
        "/gioithieu.aspx"
    }

    fn contact(&self) -> &'static str {
        "/lienhe.aspx"
    }

    fn search(&self) -> &'static str {
        "/timkiem.aspx"
    }

    fn html(&self, view: &View<'_>) -> askama::Result<String> {
        TablePage { v: view }.render()
    }

    fn bytes(&self, text: String) -> Vec<u8> {
        windows_1258::encode(&text)
    }

    fn content_type(&self) -> Cow<'static, str> {
        Cow::Borrowed("text/html")
    }
}
