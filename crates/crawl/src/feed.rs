//! RSS and Atom: the newest articles of a section.

use langbao_article::CanonicalUrl;

/// Returns the links of a feed's entries, in its order; `None` if the body is no feed. `text`: the body decoded by
/// us, for feeds that do not have the encoding they claim.
pub(crate) fn read(body: &[u8], text: &str, url: &CanonicalUrl) -> Option<Vec<String>> {
    let parse =
        |bytes: &[u8]| feed_rs::parser::Builder::new().base_uri(Some(url.as_str())).build().parse(bytes).ok();
    let feed = parse(body).or_else(|| parse(without_declaration(text).as_bytes()))?;
    let links = feed.entries.into_iter().filter_map(|entry| {
        let page = |rel: Option<&str>| matches!(rel, None | Some("alternate"));
        entry.links.into_iter().find(|link| page(link.rel.as_deref())).map(|link| link.href)
    });
    Some(links.collect())
}

/// The declaration names the encoding the text no longer has.
fn without_declaration(text: &str) -> &str {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    match text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => rest.trim_start(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(xml: &str, expected: Option<&[&str]>) {
        let url = CanonicalUrl::parse("https://a.vn/rss/").unwrap();
        let links = read(xml.as_bytes(), xml, &url);
        assert_eq!(
            links.as_deref(),
            expected.map(|e| e.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>()).as_deref()
        );
    }

    #[test]
    fn rss_and_atom() {
        check(
            "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Tin phường</title><link>https://a.vn</link>
             <item><title>Họp tổ dân phố</title><link>https://a.vn/tin/hop-12.html</link></item>
             <item><title>Không có liên kết</title></item></channel></rss>",
            Some(&["https://a.vn/tin/hop-12.html"]),
        );
        check(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>x</title><id>x</id><updated>2026-01-01T00:00:00Z</updated>
             <entry><title>a</title><id>1</id><updated>2026-01-01T00:00:00Z</updated>
             <link rel=\"enclosure\" href=\"https://a.vn/a.pdf\"/><link href=\"https://a.vn/tin/1\"/></entry></feed>",
            Some(&["https://a.vn/tin/1"]),
        );
        check("<html><body>không phải</body></html>", None);
        check("", None);
    }

    #[test]
    fn a_wrong_declaration_does_not_lose_the_feed() {
        let text =
            "<?xml version=\"1.0\" encoding=\"utf-16\"?>\n<rss version=\"2.0\"><channel><title>Tin</title>
            <item><link>https://a.vn/tin/1</link></item></channel></rss>";
        check(text, Some(&["https://a.vn/tin/1"]));
    }
}
