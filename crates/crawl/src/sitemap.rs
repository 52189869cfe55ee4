//! Sitemaps (sitemaps.org): lists of pages, and lists of such lists.

use std::collections::HashSet;

use quick_xml::Reader;
use quick_xml::events::Event;

/// The protocol's own limit for one file.
const MOST_URLS: usize = 50_000;

/// Elements that are open at a time; `image:loc` and the like stand in the fourth.
const MOST_DEPTH: usize = 16;

/// What a sitemap holds, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sitemap {
    /// Pages.
    Pages(Vec<Entry>),
    /// Sitemaps.
    Index(Vec<Entry>),
}

/// What a sitemap says of one URL.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) url: String,
    /// When it was last modified, as written; may be empty.
    pub(crate) modified: String,
}

/// Reads a sitemap; `None` if it is something else. What comes after a fault is picked up by its tags alone.
pub(crate) fn read(xml: &str) -> Option<Sitemap> {
    let mut sitemap = read_well_formed(xml)?;
    let (Sitemap::Pages(urls) | Sitemap::Index(urls)) = &mut sitemap;
    // An element that is never closed hides what comes after it.
    if xml.matches("<loc>").count() > urls.len() && urls.len() < MOST_URLS {
        let known: HashSet<String> = urls.iter().map(|entry| entry.url.clone()).collect();
        let mut picked = Vec::new();
        pick_up(xml, &mut picked);
        picked.retain(|entry| !known.contains(&entry.url));
        picked.truncate(MOST_URLS - urls.len());
        urls.append(&mut picked);
    }
    Some(sitemap)
}

/// Takes what stands between `<loc>` and `</loc>`, whatever is around it.
fn pick_up(mut rest: &str, urls: &mut Vec<Entry>) {
    while urls.len() < MOST_URLS
        && let Some((_, after)) = rest.split_once("<loc>")
        && let Some((url, after)) = after.split_once('<')
    {
        let url = url.trim().replace("&amp;", "&");
        if !url.is_empty() {
            urls.push(Entry { url, modified: String::new() });
        }
        rest = after;
    }
}

/// Reads up to the first fault.
fn read_well_formed(xml: &str) -> Option<Sitemap> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_dangling_amp = true;
    let mut depth = 0_usize;
    let mut in_entry = false;
    let mut index = None;
    let mut urls: Vec<Entry> = Vec::new();
    let mut text: Option<String> = None;
    let mut modified: Option<String> = None;
    let (mut is_date, mut named) = (false, false);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(start) => {
                let name: &[u8] = start.local_name().into_inner().as_ref();
                if depth == 0 {
                    index = Some(match name {
                        b"urlset" => false,
                        b"sitemapindex" => true,
                        _ => return None,
                    });
                }
                // `image:loc` and the like stand deeper, inside elements of their own.
                match depth {
                    1 => (in_entry, modified, named) = (matches!(name, b"url" | b"sitemap"), None, false),
                    2 if in_entry && matches!(name, b"loc" | b"lastmod") => {
                        (text, is_date) = (Some(String::new()), name == b"lastmod");
                    }
                    _ => {}
                }
                depth += 1;
                // The reader remembers every open element: what nests without end is read no further.
                if depth > MOST_DEPTH {
                    break;
                }
            }
            Event::Empty(_) if depth == 0 => return None,
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                if let Some(text) = text.take() {
                    let text = text.trim().to_owned();
                    match (is_date, urls.last_mut()) {
                        (true, Some(entry)) if named => entry.modified = text,
                        (true, _) => modified = Some(text),
                        (false, _) => {
                            urls.push(Entry { url: text, modified: modified.take().unwrap_or_default() });
                            named = true;
                        }
                    }
                    if urls.len() >= MOST_URLS {
                        break;
                    }
                }
            }
            Event::Text(part) => push(&mut text, &part.xml10_content()),
            Event::CData(part) => push(&mut text, &part.xml10_content()),
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(c)) => push(&mut text, c.encode_utf8(&mut [0; 4])),
                _ => push(&mut text, entity(&name.xml10_content())),
            },
            Event::Eof => break,
            _ => {}
        }
    }
    Some(if index? { Sitemap::Index(urls) } else { Sitemap::Pages(urls) })
}

fn push(text: &mut Option<String>, part: &str) {
    if let Some(text) = text {
        text.push_str(part);
    }
}

fn entity(name: &str) -> &'static str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry(url: &str) -> Entry {
        Entry { url: url.to_owned(), modified: String::new() }
    }

    fn urls(sitemap: Sitemap) -> Vec<String> {
        let (Sitemap::Pages(entries) | Sitemap::Index(entries)) = sitemap;
        entries.into_iter().map(|entry| entry.url).collect()
    }

    #[test]
    fn pages_and_indexes() {
        let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><!-- của phường -->
            <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:image=\"x\">
            <url><loc> https://a.vn/?id=1&amp;b=2 </loc><lastmod>2026-01-01</lastmod>
              <image:image><image:loc>https://a.vn/anh.jpg</image:loc></image:image></url>
            <url><loc><![CDATA[https://a.vn/tin?x=1&y=2]]></loc></url></urlset>";
        let pages = ["https://a.vn/?id=1&b=2", "https://a.vn/tin?x=1&y=2"].map(str::to_owned);
        assert_eq!(read(xml).map(urls), Some(pages.into()));
        let Some(Sitemap::Pages(entries)) = read(xml) else { panic!() };
        assert_eq!(entries.iter().map(|e| e.modified.as_str()).collect::<Vec<_>>(), ["2026-01-01", ""]);

        let xml = "<sitemapindex><sitemap><loc>https://a.vn/s1.xml</loc></sitemap></sitemapindex>";
        assert_eq!(read(xml), Some(Sitemap::Index(vec![entry("https://a.vn/s1.xml")])));
    }

    #[test]
    fn what_breaks_off_is_kept_and_what_is_no_sitemap_is_not() {
        let xml = "<urlset><url><loc>https://a.vn/1</loc></url><url><loc>https://a.vn/2";
        assert_eq!(read(xml), Some(Sitemap::Pages(vec![entry("https://a.vn/1")])));
        for other in
            ["<rss><channel/></rss>", "<html><body>urlset</body></html>", "", "Không có", "<urlset/>"]
        {
            assert_eq!(read(other), None, "{other}");
        }
    }

    #[test]
    fn a_fault_in_the_middle_hides_nothing() {
        let xml = "<urlset><url><loc>https://a.vn/1</loc></url><url><loc>https://a.vn/2</loc><!-- </url>
            <url <loc>https://a.vn/3?a=1&amp;b=2</loc></url></urlset>";
        let urls = urls(read(xml).unwrap());
        assert!(
            urls.contains(&"https://a.vn/1".to_owned())
                && urls.contains(&"https://a.vn/3?a=1&b=2".to_owned()),
            "{urls:?}"
        );
    }

    #[test]
    fn what_nests_without_end_is_read_by_its_tags() {
        let first = "<urlset><url><loc>https://a.vn/1</loc></url>";
        let last = "<url><loc>https://a.vn/2</loc></url></urlset>";
        let kept = |urls: &[&str]| Some(Sitemap::Pages(urls.iter().map(|url| entry(url)).collect()));
        let nested =
            |levels: usize| format!("{first}{}{}{last}", "<a>".repeat(levels), "</a>".repeat(levels));
        assert_eq!(read(&nested(MOST_DEPTH - 1)), kept(&["https://a.vn/1", "https://a.vn/2"]));
        assert_eq!(read(&nested(MOST_DEPTH)), kept(&["https://a.vn/1", "https://a.vn/2"]));
        assert_eq!(read(&nested(1_000_000)), kept(&["https://a.vn/1", "https://a.vn/2"]));
    }

    proptest! {
        #[test]
        fn any_text_passes(text in "(<urlset>|<url>|<loc>|</loc>|</url>|&|;|amp|<!\\[CDATA\\[|\\PC){0,60}") {
            let _ = read(&text);
        }
    }
}
