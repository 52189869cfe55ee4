//! RSS of the newest articles, and the sitemap of all.

use std::fmt::Write;

use crate::layout::Layout;
use crate::shelf::{Entry, Shelf};

const NEWEST: usize = 10;

/// Writes the RSS feed.
pub(crate) fn rss(shelf: &Shelf, layout: &dyn Layout, base: &str) -> String {
    let mut items = String::new();
    for entry in shelf.newest(NEWEST) {
        let article = &entry.article;
        let summary = article.lead.clone().or_else(|| article.paragraphs().next()).unwrap_or_default();
        let (link, title, summary) =
            (escape(&url(shelf, layout, base, entry)), escape(&article.title), escape(&summary));
        let date = article.date.format("%a, %d %b %Y %H:%M:00 +0700");
        // Writing to a String cannot fail.
        let _ = writeln!(
            items,
            "<item><title>{title}</title><link>{link}</link><guid isPermaLink=\"true\">{link}</guid>\
             <description>{summary}</description><pubDate>{date}</pubDate></item>"
        );
    }
    let name = escape(&shelf.facts.name);
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\"><channel><title>{name}</title>\
         <link>{base}/</link><description>{name}</description><language>vi</language>\n{items}</channel></rss>\n"
    )
}

/// Writes the sitemap.
pub(crate) fn sitemap(shelf: &Shelf, layout: &dyn Layout, base: &str) -> String {
    let mut urls = String::new();
    for entry in shelf.published() {
        let link = escape(&url(shelf, layout, base, entry));
        let changed = entry.changed_at().format("%Y-%m-%dT%H:%M:00+07:00");
        let _ = writeln!(urls, "<url><loc>{link}</loc><lastmod>{changed}</lastmod></url>");
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{urls}</urlset>\n"
    )
}

fn url(shelf: &Shelf, layout: &dyn Layout, base: &str, entry: &Entry) -> String {
    format!("{base}{}", layout.article(entry, &shelf.sections[entry.section].slug))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
