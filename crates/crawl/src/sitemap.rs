//! Sitemaps (sitemaps.org): lists of pages, and lists of such lists.

use quick_xml::Reader;
use quick_xml::events::Event;

/// The protocol's own limit for one file.
const MOST_URLS: usize = 50_000;

/// What a sitemap holds, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sitemap {
    /// URLs of pages.
    Pages(Vec<String>),
    /// URLs of sitemaps.
    Index(Vec<String>),
}

/// Reads a sitemap as far as it is well-formed; `None` if it is something else.
pub(crate) fn read(xml: &str) -> Option<Sitemap> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_dangling_amp = true;
    let mut open: Vec<Vec<u8>> = Vec::new();
    let mut index = None;
    let mut urls = Vec::new();
    let mut text: Option<String> = None;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(start) => {
                let name: &[u8] = start.local_name().into_inner().as_ref();
                if open.is_empty() {
                    index = Some(match name {
                        b"urlset" => false,
                        b"sitemapindex" => true,
                        _ => return None,
                    });
                }
                // `image:loc` and the like stand deeper, inside elements of their own.
                let entry = open.len() == 2 && matches!(open[1].as_slice(), b"url" | b"sitemap");
                if entry && name == b"loc" {
                    text = Some(String::new());
                }
                open.push(name.to_vec());
            }
            Event::Empty(_) if open.is_empty() => return None,
            Event::End(_) => {
                open.pop();
                if let Some(url) = text.take() {
                    urls.push(url.trim().to_owned());
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

    #[test]
    fn pages_and_indexes() {
        let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><!-- của phường -->
            <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:image=\"x\">
            <url><loc> https://a.vn/?id=1&amp;b=2 </loc><lastmod>2026-01-01</lastmod>
              <image:image><image:loc>https://a.vn/anh.jpg</image:loc></image:image></url>
            <url><loc><![CDATA[https://a.vn/tin?x=1&y=2]]></loc></url></urlset>";
        let pages = ["https://a.vn/?id=1&b=2", "https://a.vn/tin?x=1&y=2"].map(str::to_owned);
        assert_eq!(read(xml), Some(Sitemap::Pages(pages.into())));

        let xml = "<sitemapindex><sitemap><loc>https://a.vn/s1.xml</loc></sitemap></sitemapindex>";
        assert_eq!(read(xml), Some(Sitemap::Index(vec!["https://a.vn/s1.xml".to_owned()])));
    }

    #[test]
    fn what_breaks_off_is_kept_and_what_is_no_sitemap_is_not() {
        let xml = "<urlset><url><loc>https://a.vn/1</loc></url><url><loc>https://a.vn/2";
        assert_eq!(read(xml), Some(Sitemap::Pages(vec!["https://a.vn/1".to_owned()])));
        for other in
            ["<rss><channel/></rss>", "<html><body>urlset</body></html>", "", "Không có", "<urlset/>"]
        {
            assert_eq!(read(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn any_text_passes(text in "(<urlset>|<url>|<loc>|</loc>|</url>|&|;|amp|<!\\[CDATA\\[|\\PC){0,60}") {
            let _ = read(&text);
        }
    }
}
