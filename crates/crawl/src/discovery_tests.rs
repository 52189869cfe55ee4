//! What is found on pages of many kinds.

use std::collections::HashSet;
use std::io::Write;

use chrono::DateTime;
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use super::*;

fn page(url: &str, body: &[u8]) -> Page {
    Page {
        url: CanonicalUrl::parse(url).unwrap(),
        fetched_at: DateTime::UNIX_EPOCH,
        status: 200,
        headers: vec![("content-type".to_owned(), "text/html; charset=utf-8".to_owned())],
        body: body.to_vec(),
    }
}

fn scope() -> SiteScope {
    SiteScope::new("a".parse().unwrap(), vec![CanonicalUrl::parse("https://a.vn/").unwrap()])
}

fn check(body: &str, expected: &[(&str, LinkKind)]) {
    let found = discover(&page("https://a.vn/tin/", body.as_bytes()), &scope());
    let found: Vec<(&str, LinkKind)> = found.iter().map(|link| (link.url.as_str(), link.kind)).collect();
    assert_eq!(found, expected, "{body}");
}

#[test]
fn links_in_scope_once_each_in_page_order() {
    check(
        "<a href='hop-to-dan-pho-12.html'>Họp</a><a href='//www.a.vn/gioi-thieu#x'>Giới thiệu</a>
         <a href='/gioi-thieu'>lần nữa</a><a href='#top'>đầu trang</a><a href='/tin/'>chính nó</a>
         <a href='https://b.vn/'>khác</a><a href='mailto:ubnd@a.vn'>thư</a><a href='javascript:void(0)'>x</a>
         <a href='/quyet-dinh.pdf'>PDF</a><a href='/mat' rel='nofollow'>x</a><area href='/ban-do'>",
        &[
            ("https://a.vn/tin/hop-to-dan-pho-12.html", LinkKind::Article),
            ("https://a.vn/gioi-thieu", LinkKind::Unknown),
            ("https://a.vn/ban-do", LinkKind::Unknown),
        ],
    );
}

#[test]
fn the_head_of_a_page() {
    check(
        "<head><base href='/khac/'><link rel=canonical href='/tin'><link rel=next href='?trang=2'>
         <link rel=stylesheet href='/a'><link rel=alternate type='application/rss+xml' href='/nguon'>
         <link rel=alternate type='application/rss+xml' title='Bình luận' href='/nguon-2'></head>
         <a href='x'>x</a>",
        &[
            ("https://a.vn/tin", LinkKind::Unknown),
            ("https://a.vn/khac/?trang=2", LinkKind::List),
            ("https://a.vn/nguon", LinkKind::Feed),
            ("https://a.vn/khac/x", LinkKind::Unknown),
        ],
    );
    check("<meta name=Robots content='noindex, NoFollow'><a href='/x'>x</a>", &[]);
    for refresh in ["0; URL='/web/guest'", "5;url = /web/guest", "0, /web/guest"] {
        let page = format!("<meta http-equiv=Refresh content=\"{refresh}\">");
        check(&page, &[("https://a.vn/web/guest", LinkKind::Unknown)]);
    }
    check("<meta http-equiv=refresh content=300><meta name=description content='0;url=/x'>", &[]);
}

#[test]
fn paging_is_seen_by_its_words() {
    check(
        "<a href='/a'>Trang sau</a><a href='/b'> 2 </a><a href='/c'>»</a><a href='/hop-to-dan-pho-12.html'>3</a>
         <a href='/d'>2 tháng</a>",
        &[
            ("https://a.vn/a", LinkKind::List),
            ("https://a.vn/b", LinkKind::List),
            ("https://a.vn/c", LinkKind::List),
            ("https://a.vn/hop-to-dan-pho-12.html", LinkKind::Article),
            ("https://a.vn/d", LinkKind::Unknown),
        ],
    );
}

#[test]
fn what_all_links_carry_is_a_session() {
    let links = |value: &str| {
        (1..7).map(|n| format!("<a href='/muc-{n}?k={value}&x={n}'>x</a>")).collect::<String>()
            + "<a href=/y>y</a>"
    };
    let found = |value: &str| {
        let page = page("https://a.vn/", links(value).as_bytes());
        discover(&page, &scope()).into_iter().map(|link| link.url.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(found("9f3a77c01b")[0], "https://a.vn/muc-1?x=1");
    assert_eq!(found("tieng-viet")[0], "https://a.vn/muc-1?k=tieng-viet&x=1");
    assert_eq!(found("20260305")[0], "https://a.vn/muc-1?k=20260305&x=1");
}

#[test]
fn feeds_and_sitemaps() {
    check(
        "<?xml version='1.0'?><rss version='2.0'><channel><title>x</title><item><link>https://a.vn/bai-1</link></item>
         <item><link>https://b.vn/bai-2</link></item></channel></rss>",
        &[("https://a.vn/bai-1", LinkKind::Article)],
    );
    check(
        "<sitemapindex><sitemap><loc>http://www.a.vn/so-do?so=1</loc></sitemap></sitemapindex>",
        &[("https://a.vn/so-do?so=1", LinkKind::Sitemap)],
    );
    check("<urlset><url><loc>https://a.vn/x</loc></url></urlset>", &[("https://a.vn/x", LinkKind::Unknown)]);
    check("%PDF-1.7 <a href='/x'>", &[]);
}

#[test]
fn the_profile_of_the_site_knows_better() {
    let toml =
        "[urls]\narticle = '^/x'\nlist = '^/login'\nignore = ['^/hop-to-dan-pho-12', '^/feed', '^/tin-2']";
    let profile = std::sync::Arc::new(langbao_article::SiteProfile::parse("mau", toml).unwrap());
    let scope = SiteScope { profile: Some(profile), ..scope() };
    let body = "<link rel=alternate type='application/rss+xml' href=/feed><a href=/x/x/x>vòng</a><a href=/x>x</a>
        <a href=/login>2</a><a href=/hop-to-dan-pho-12.html>x</a><a href=/tin-2>Trang sau</a><a href=/print>in</a>";
    let found = discover(&page("https://a.vn/", body.as_bytes()), &scope);
    let found: Vec<(&str, LinkKind)> = found.iter().map(|link| (link.url.as_str(), link.kind)).collect();
    let expected = [
        ("https://a.vn/feed", LinkKind::Feed),
        ("https://a.vn/x", LinkKind::Article),
        ("https://a.vn/login", LinkKind::List),
    ];
    assert_eq!(found, expected);
}

#[test]
fn links_have_a_limit_in_every_kind_of_page() {
    let count = |body: &str| discover(&page("https://a.vn/", body.as_bytes()), &scope()).len();
    let each = |n: usize, link: &dyn Fn(usize) -> String| (0..n).map(link).collect::<String>();
    assert_eq!(count(&each(6_000, &|n| format!("<a href=/tin/{n}>x</a>"))), MOST_LINKS);
    let items = each(6_000, &|n| format!("<item><link>https://a.vn/tin/{n}</link></item>"));
    assert_eq!(count(&format!("<rss version='2.0'><channel>{items}</channel></rss>")), MOST_LINKS);
    let urls = each(51_000, &|n| format!("<url><loc>https://a.vn/tin/{n}</loc></url>"));
    assert_eq!(count(&format!("<urlset>{urls}</urlset>")), MOST_IN_SITEMAP);
}

#[test]
fn a_small_file_does_not_become_a_large_one() {
    let bomb = |inside: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(b"<urlset><url><loc>https://a.vn/1</loc></url>").unwrap();
        encoder.write_all(inside).unwrap();
        encoder.write_all(b"<url><loc>https://a.vn/2</loc></url></urlset>").unwrap();
        encoder.finish().unwrap()
    };
    let count = |body: &[u8]| discover(&page("https://a.vn/s.xml.gz", body), &scope()).len();
    assert_eq!(count(&bomb(b"<!-- hai trang -->")), 2);
    assert_eq!(count(&bomb(&vec![b' '; 20_000_000])), 1, "only the beginning is looked at");
}

#[test]
fn pages_that_only_a_script_can_turn_are_told() {
    let turned = |html: &str| {
        let page = page("https://a.vn/tin/", html.as_bytes());
        read(&page, &text_of(&page), &scope(), &mut LinkMemo::default()).turns_by_postback
    };
    assert!(turned("<a href=\"javascript:__doPostBack('ctl00$luoi','Page$2')\">2</a>"));
    assert!(turned("<a href=\"javascript:__doPostBack('ctl00$sau','')\">Trang sau</a>"));
    assert!(!turned(
        "<a href=\"javascript:__doPostBack('ctl00$tim','')\">Tìm kiếm</a><a href='?trang=2'>2</a>"
    ));
}

#[test]
fn what_is_remembered_of_links_changes_nothing() {
    let html = "<a href=/tin/hop-to-dan-pho-12.html>x</a><a href=/tin?trang=2>2</a><a href=a/b>y</a><a href=//b.vn/>z</a>";
    let mut memo = LinkMemo::default();
    for url in ["https://a.vn/tin/", "https://a.vn/khac/sau/", "http://www.a.vn/", "https://a.vn/"] {
        let page = page(url, html.as_bytes());
        for _ in 0..2 {
            assert_eq!(
                read(&page, &text_of(&page), &scope(), &mut memo).links,
                discover(&page, &scope()),
                "{url}"
            );
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_pass(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        discover(&page("https://a.vn/", &bytes), &scope());
    }

    #[test]
    fn every_link_is_in_scope_and_none_is_the_page(
        hrefs in prop::collection::vec("(/|//|https:|a\\.vn|www\\.|b\\.vn|\\?|#|\\.\\.|[a-z0-9-]{1,5}){0,6}", 0..10),
    ) {
        let body: String = hrefs.iter().map(|href| format!("<a href='{href}'>x</a>")).collect();
        let page = page("https://a.vn/tin/", body.as_bytes());
        let found = discover(&page, &scope());
        let mut urls = HashSet::new();
        for Link { url, .. } in &found {
            prop_assert!(scope().contains(url) && *url != page.url && urls.insert(url.clone()), "{url}");
        }
    }
}
