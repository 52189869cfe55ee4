//! RSS and Atom: the newest articles of a section.

use langbao_article::CanonicalUrl;
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::markup::mark_of;

/// A feed has a few dozen entries of a dozen elements each; the parser makes up to a kilobyte of every one.
const MOST_ELEMENTS: usize = 50_000;

/// Entries that are picked up from a feed with faults.
const MOST_ENTRIES: usize = 5_000;

/// Elements that are open at a time, and bytes of one tag: by `xml:base` each may lengthen the address that those
/// inside of it remember.
const MOST_DEPTH: usize = 64;
const MOST_TAG: usize = 16 * 1024;

/// Returns the links of a feed's entries, in its order; `None` if the text is no feed, or one out of all proportion.
/// The text rather than the bytes, for many a feed does not have the encoding it claims.
pub(crate) fn read(text: &str, url: &CanonicalUrl) -> Option<Vec<(String, u64)>> {
    let text = without_declaration(text);
    if !has_measure(text) {
        return None;
    }
    let parser = feed_rs::parser::Builder::new().base_uri(Some(url.as_str())).build();
    let Ok(feed) = parser.parse(text.as_bytes()) else { return pick_up(text) };
    let links = feed.entries.into_iter().filter_map(|entry| {
        let page = |rel: Option<&str>| matches!(rel, None | Some("alternate"));
        let said = [entry.title, entry.summary].into_iter().flatten().map(|text| text.content);
        let updated = entry.updated.map(|at| in_letters(at.timestamp()));
        let mark = said.chain(updated).fold((0, 0), |(mark, n), text| mark_of(text.as_bytes(), mark, n)).0;
        let link = entry.links.into_iter().find(|link| page(link.rel.as_deref()))?;
        Some((link.href, mark))
    });
    let links: Vec<(String, u64)> = links.collect();
    // The parser reads up to the first fault and calls that the whole.
    match pick_up(text) {
        Some(picked) if picked.len() > links.len() => Some(picked),
        _ => Some(links),
    }
}

/// Takes the links of the entries of a feed that is not well-formed: what stands in their `<link>` or `<guid>`, or in the
/// `href` of an Atom link. `None` if there are none.
fn pick_up(text: &str) -> Option<Vec<(String, u64)>> {
    let entries = text.split("<item").skip(1).chain(text.split("<entry").skip(1));
    let links = entries.take(MOST_ENTRIES).filter_map(|entry| {
        let end = entry.find("</item").or_else(|| entry.find("</entry")).unwrap_or(entry.len());
        let entry = &entry[..end];
        inside(entry, "<link>").or_else(|| href(entry)).or_else(|| inside(entry, "<guid"))
    });
    let links: Vec<(String, u64)> = links.map(|link| (link, 0)).collect();
    (!links.is_empty()).then_some(links)
}

/// A number in letters, for marks leave digits out.
fn in_letters(number: i64) -> String {
    number.to_string().bytes().map(|digit| char::from(digit.wrapping_add(b'a' - b'0'))).collect()
}

fn inside(entry: &str, tag: &str) -> Option<String> {
    let (_, rest) = entry.split_once(tag)?;
    let rest = if tag.ends_with('>') { rest } else { rest.split_once('>')?.1 };
    let rest = rest.trim_start().trim_start_matches("<![CDATA[");
    let url = rest.split(['<', ']']).next()?.trim();
    (url.contains('/') && !url.contains(char::is_whitespace)).then(|| url.replace("&amp;", "&"))
}

fn href(entry: &str) -> Option<String> {
    let (_, rest) = entry.split_once("<link ")?;
    let (_, rest) = rest.split('>').next()?.split_once("href=")?;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest[1..].split(quote).next().filter(|url| !url.is_empty()).map(|url| url.replace("&amp;", "&"))
}

/// Says whether a text can be given to the parser, which knows no limits. It reads up to the first error, as this does.
fn has_measure(xml: &str) -> bool {
    // What begins with a brace the parser takes for JSON.
    if !xml.starts_with('<') {
        return false;
    }
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().trim_markup_names_in_closing_tags = true;
    let (mut elements, mut depth) = (0, 0_usize);
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                (elements, depth) = (elements + 1, depth + 1);
                if elements > MOST_ELEMENTS || depth > MOST_DEPTH || start.len() > MOST_TAG {
                    return false;
                }
            }
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            // A declaration further down would make the parser read the rest as other letters than these.
            Ok(Event::Decl(_)) => return false,
            Ok(Event::Eof) | Err(_) => return true,
            Ok(_) => {}
        }
    }
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
        let links = read(xml, &url).map(|links| links.into_iter().map(|(link, _)| link).collect::<Vec<_>>());
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
    fn what_is_out_of_all_proportion_is_no_feed() {
        let url = CanonicalUrl::parse("https://a.vn/rss/").unwrap();
        let feed = |inside: &str| {
            format!("<rss version=\"2.0\"><channel><title>Tin</title>{inside}</channel></rss>")
        };
        let count = |xml: &str| read(xml, &url).map(|links| links.len());
        let items = |n: usize| feed(&"<item><link>/a</link></item>".repeat(n));
        assert_eq!(count(&items(20_000)), Some(20_000));
        assert_eq!(count(&items(30_000)), None);
        assert_eq!(count(&feed(&"<item/>".repeat(1_000_000))), None);
        let nested = |n: usize| feed(&format!("{}{}", "<x xml:base='a/'>".repeat(n), "</x>".repeat(n)));
        assert_eq!(count(&nested(MOST_DEPTH - 2)), Some(0));
        assert_eq!(count(&nested(100_000)), None);
        let long =
            |n: usize| feed(&format!("<item><link>/a</link><x xml:base='{}'/></item>", "a/".repeat(n)));
        assert_eq!(count(&long(100)), Some(1));
        assert_eq!(count(&long(MOST_TAG)), None);
        assert_eq!(count(&feed("<?xml version='1.0' encoding='utf-16'?>")), None);
        assert_eq!(
            count("{\"version\": \"https://jsonfeed.org/version/1\", \"title\": \"<rss\", \"items\": []}"),
            None
        );
    }

    #[test]
    fn a_feed_with_faults_still_has_its_links() {
        check(
            "<rss version=2.0><channel><title>Tin & bài</title><item><title>Họp <b>tổ</title>
             <link>https://a.vn/tin/1?a=1&amp;b=2</link></item><item><link><![CDATA[https://a.vn/tin/2]]></link>
             <item><guid isPermaLink='true'>https://a.vn/tin/3</guid></item>",
            Some(&["https://a.vn/tin/1?a=1&b=2", "https://a.vn/tin/2", "https://a.vn/tin/3"]),
        );
    }

    #[test]
    fn a_wrong_declaration_does_not_lose_the_feed() {
        let text =
            "<?xml version=\"1.0\" encoding=\"utf-16\"?>\n<rss version=\"2.0\"><channel><title>Tin</title>
            <item><link>https://a.vn/tin/1</link></item></channel></rss>";
        check(text, Some(&["https://a.vn/tin/1"]));
    }
}
