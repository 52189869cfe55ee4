//! Articles that are spread over several pages: where the others are, and how they are put together.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;
use scraper::Selector;

use super::flow::selector;
use super::{declared, parse_html};
use crate::one_line::line_key;
use crate::{Article, BlockKind, CanonicalUrl, Page};

/// An article of more pages is a list.
const MAX_PAGES: u32 = 30;

/// Returns the other pages of the article on this page, in reading order: what links such as "2", "Trang sau" under its
/// text lead to, if their URL is that of the page but for the number (`?page=2`, `/2/`, `-trang-2.html`). Empty for most
/// articles, and for what is no article.
pub fn other_pages(page: &Page) -> Vec<CanonicalUrl> {
    static LINK: LazyLock<Selector> = LazyLock::new(|| selector("a[href]"));
    let Ok(parsed) = parse_html(page) else { return Vec::new() };
    let (base, own) = split_number(&page.url);
    let mut found: BTreeMap<u32, CanonicalUrl> = BTreeMap::new();
    for link in parsed.html.select(&LINK) {
        let Some(target) = link.attr("href").and_then(|href| page.url.join(href).ok()) else { continue };
        let (target_base, number) = split_number(&target);
        let text = declared::text(link).unwrap_or_default();
        let key = line_key(&text);
        let says_so = key.parse() == Ok(number)
            || NEIGHBOURS.contains(&key.as_str())
            || matches!(text.as_str(), "»" | ">" | "«" | "<");
        if target_base == base && number != own && number <= MAX_PAGES && says_so {
            found.entry(number).or_insert(target);
        }
    }
    // Without the next or the one before, these are pages of something else.
    let is_joined = found.keys().any(|number| number.abs_diff(own) == 1);
    if is_joined { found.into_values().collect() } else { Vec::new() }
}

/// Returns the pages of the article that follow this one, in reading order, if this is its first.
pub fn further_pages(page: &Page) -> Vec<CanonicalUrl> {
    if !may_have_further_pages(page) {
        return Vec::new();
    }
    other_pages(page)
}

/// Whether this is a further page of an article (or a list): it leads to its first one, too.
pub fn is_further_page(page: &Page) -> bool {
    page_number(&page.url) > 1 && other_pages(page).iter().any(|other| page_number(other) == 1)
}

/// The number at the end of the URL of a page of several; 1 if there is none.
fn page_number(url: &CanonicalUrl) -> u32 {
    split_number(url).1
}

/// Whether this may be the first of several pages: some link in the markup ends as one to a second page may. A look that
/// saves parsing most pages twice.
pub fn may_have_further_pages(page: &Page) -> bool {
    static SECOND: LazyLock<regex::bytes::Regex> = LazyLock::new(|| {
        regex::bytes::Regex::new(r#"(?i-u)href\s*=\s*["']?[^"'\s>]*(?:[?&;](?:page|trang|p|pg|paged|phan|part)=0?2|/(?:page/|trang-)?2/?|[-_](?:trang|page|p)-?2(?:\.[a-z]{3,5})?)(?:["'\s>&#])"#)
            .expect("the pattern is a constant")
    });
    page_number(&page.url) == 1 && SECOND.is_match(&page.body)
}

const NEIGHBOURS: [&str; 12] = [
    "trang sau",
    "trang tiếp",
    "trang tiếp theo",
    "trang kế",
    "tiếp",
    "tiếp theo",
    "sau",
    "trang trước",
    "trước",
    "next",
    "previous",
    "next page",
];

/// The URL without the number of the page, and that number; 1 if it has none.
fn split_number(url: &CanonicalUrl) -> (String, u32) {
    // Names that lists use for theirs are absent: `PageIndex`, `_cur`.
    static IN_QUERY: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?i)([?&])(?:page|trang|p|pg|paged|phan|part)=(\d{1,2})(&|$)"));
    static IN_PATH: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?i)(?:/(?:page/|trang-)?(\d{1,2})/?|[-_](?:trang|page|p)-?(\d{1,2})(\.[a-z]{3,5})?)$")
    });
    let text = url.as_str();
    if let Some(found) = IN_QUERY.captures(text)
        && let (Some(whole), Some(number)) = (found.get(0), found.get(2))
    {
        let joint = if found.get(3).is_some_and(|end| end.as_str() == "&") { &found[1] } else { "" };
        let base = format!("{}{joint}{}", &text[..whole.start()], &text[whole.end()..]);
        return (base.trim_end_matches('/').to_owned(), number.as_str().parse().unwrap_or(1));
    }
    if url.as_url().query().is_none()
        && let Some(found) = IN_PATH.captures(text)
        && let (Some(whole), Some(number)) = (found.get(0), found.get(1).or(found.get(2)))
    {
        let base = format!("{}{}", &text[..whole.start()], found.get(3).map_or("", |end| end.as_str()));
        return (base, number.as_str().parse().unwrap_or(1));
    }
    (text.trim_end_matches('/').to_owned(), 1)
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is a constant")
}

/// Puts the pages of an article, in reading order, together: all that is said once (title, date, lead …) from the first
/// that says it, the blocks, images and files of all. What later pages repeat (a lead, a caption) comes once.
///
/// `None` without pages.
pub fn join(pages: Vec<Article>) -> Option<Article> {
    let mut pages = pages.into_iter();
    let mut whole = pages.next()?;
    let mut last_page: HashSet<String> = HashSet::new();
    let mut seen: HashSet<String> = whole
        .lead
        .iter()
        .map(String::as_str)
        .chain(whole.blocks.iter().map(|block| block.text.as_str()))
        .map(line_key)
        .collect();
    for page in pages {
        let title = line_key(&page.title);
        // A lead of a later page is its first paragraph, unless it is that of the first again.
        let lead = page.lead.map(|text| crate::Block { kind: BlockKind::Paragraph, text });
        for block in lead.into_iter().chain(page.blocks) {
            let key = line_key(&block.text);
            // Short lines of a table or a list may well come twice.
            let is_repeated = key == title || (key.chars().count() >= 30 && seen.contains(&key));
            if !is_repeated {
                last_page.insert(key);
                whole.blocks.push(block);
            }
        }
        seen.extend(last_page.drain());
        for image in page.images {
            if whole.images.iter().all(|known| known.url != image.url) {
                whole.images.push(image);
            }
        }
        for file in page.attachments {
            if whole.attachments.iter().all(|known| known.url != file.url) {
                whole.attachments.push(file);
            }
        }
        whole.published = whole.published.or(page.published);
        whole.section = whole.section.or(page.section);
        whole.author = whole.author.or(page.author);
        whole.source = whole.source.or(page.source);
        whole.view_count = whole.view_count.max(page.view_count);
    }
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Extraction, extract};

    fn page(url: &str, html: &str) -> Page {
        Page {
            url: CanonicalUrl::parse(&format!("http://a.vn{url}")).unwrap(),
            fetched_at: "2024-07-18T05:00:00Z".parse().unwrap(),
            status: 200,
            headers: Vec::new(),
            body: html.as_bytes().to_vec(),
        }
    }

    #[test]
    fn where_the_others_are() {
        let check = |url: &str, html: &str, expected: &[&str]| {
            let found = other_pages(&page(url, html));
            let found: Vec<&str> =
                found.iter().map(|url| url.as_str().trim_start_matches("http://a.vn")).collect();
            assert_eq!(found, expected, "{url}");
        };
        check(
            "/tin/a-15.html",
            "<a href='?page=2'>2</a> <a href='?page=3'>3</a> <a href='?page=2'>Trang sau</a>",
            &["/tin/a-15.html?page=2", "/tin/a-15.html?page=3"],
        );
        check(
            "/tin/a-15.html?page=2",
            "<a href='/tin/a-15.html'>1</a> <a href='?page=3'>»</a>",
            &["/tin/a-15.html", "/tin/a-15.html?page=3"],
        );
        check("/tin/a/", "<a href='/tin/a/2/'>2</a>", &["/tin/a/2/"]);
        check("/tin/a.html", "<a href='/tin/a-trang-2.html'>Tiếp</a>", &["/tin/a-trang-2.html"]);
        check("/?id=5", "<a href='?id=5&trang=2'>2</a>", &["/?id=5&trang=2"]);
        // Another article, the pager of a list, a number that is none.
        check(
            "/tin/a-15.html",
            "<a href='/tin/b-16.html'>2</a> <a href='/tin?page=2'>2</a> <a href='?page=2'>Xem ảnh</a>",
            &[],
        );
        check("/tin/a-15.html", "<a href='?PageIndex=2'>2</a><a href='?page=7'>7</a>", &[]);
    }

    #[test]
    fn pages_make_one_article() {
        let text = |part: &str| {
            format!(
                "<h1>Lịch sử hình thành phường Mẫu</h1><p>Ngày đăng: 05/03/2019 08:00</p><p>{part} kể về những ngày đầu lập phường, khi cả vùng còn là bãi bồi ven sông lớn.</p><p>Nguồn: VPĐU {part}</p>"
            )
        };
        let read = |url: &str, part: &str| match extract(&page(url, &text(part)), None) {
            Extraction::Article(article) => *article,
            Extraction::NotArticle { reason, .. } => panic!("{reason}"),
        };
        let whole = join(vec![
            read("/tin/lich-su-hinh-thanh-phuong", "Phần một"),
            read("/tin/lich-su-hinh-thanh-phuong?page=2", "Phần hai"),
        ])
        .unwrap();
        assert_eq!(whole.url.as_str(), "http://a.vn/tin/lich-su-hinh-thanh-phuong");
        assert_eq!(whole.blocks.len(), 2);
        assert!(whole.blocks[1].text.starts_with("Phần hai"));
        assert_eq!(whole.source.as_deref(), Some("VPĐU Phần một"));
        let twice = join(vec![whole.clone(), whole.clone()]).unwrap();
        assert_eq!(twice.blocks, whole.blocks);
        assert_eq!(join(Vec::new()), None);
    }
}
