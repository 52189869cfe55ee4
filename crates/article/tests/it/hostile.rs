//! No input aborts: pages that mean harm, made by chance. How long they take is not asked here: `fuzz/` has a limit of time.

use langbao_article::{Extraction, decode, extract, further_pages, is_further_page, other_pages};
use proptest::prelude::*;

use crate::page;

const URL: &str = "http://phuong-mau.example.vn/tin-tuc/hop-dan-cuoi-nam-15.html";

const TAGS: [&str; 40] = [
    "div",
    "p",
    "span",
    "b",
    "i",
    "a",
    "font",
    "table",
    "tr",
    "td",
    "tbody",
    "caption",
    "ul",
    "li",
    "dl",
    "dt",
    "h1",
    "h2",
    "form",
    "select",
    "option",
    "optgroup",
    "template",
    "svg",
    "math",
    "mi",
    "foreignObject",
    "noscript",
    "script",
    "style",
    "title",
    "textarea",
    "iframe",
    "frameset",
    "body",
    "html",
    "head",
    "nobr",
    "button",
    "article",
];

/// Tags that open and close each other in any order, some of them very often.
fn tangle() -> impl Strategy<Value = String> {
    let tag = prop::sample::select(&TAGS[..]);
    let step = (tag, any::<bool>(), prop_oneof![4 => 1usize..3, 1 => 500usize..3_000], "[a-zđ <&\"']{0,6}");
    prop::collection::vec(step, 1..24).prop_map(|steps| {
        let piece = |(tag, ends, times, text): (&str, bool, usize, String)| {
            let tag = if ends { format!("</{tag}>") } else { format!("<{tag} class={text}>") };
            format!("{tag}{text}").repeat(times)
        };
        steps.into_iter().map(piece).collect()
    })
}

/// Bytes of several charsets in one page, which says it is of another.
fn mixed_bytes() -> impl Strategy<Value = Vec<u8>> {
    let declared = prop::sample::select(
        &["utf-8", "windows-1258", "utf-16", "utf-16be", "x-user-defined", "iso-2022-jp", "gbk", "no"][..],
    );
    let piece = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..40),
        prop::collection::vec(0x80u8.., 0..40),
        Just("Sáng nay, phường họp dân. ".as_bytes().to_vec()),
        Just("S¸ng nay, ph\u{ad}êng häp d©n. ".chars().map(|c| c as u8).collect()),
        Just("Sa\u{301}ng nay, phu\u{31b}o\u{31b}\u{300}ng".as_bytes().to_vec()),
        Just(b"\xff\xfe\xef\xbb\xbf\0\0\xfe\xff".to_vec()),
        Just(b"<font face=.VnTime>\xb8\xad\xa8</font><p>".to_vec()),
        Just(b"\x1b$B\x1b(B&#xD800;&#1114112;&#0;<p>".to_vec()),
    ];
    (declared, prop::collection::vec(piece, 0..30)).prop_map(|(charset, pieces)| {
        let head = format!("<meta charset={charset}><h1>Phường Mẫu họp dân</h1><p>");
        [head.into_bytes(), pieces.concat()].concat()
    })
}

fn passes(html: impl Into<Vec<u8>>) -> Extraction {
    let page = page(URL, html);
    let _ = (other_pages(&page), further_pages(&page), is_further_page(&page));
    extract(&page, None)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_tangle_of_tags_passes(html in tangle()) {
        passes(html);
    }

    #[test]
    fn any_mixture_of_charsets_passes(bytes in mixed_bytes()) {
        let decoded = decode(&page(URL, bytes.clone()));
        prop_assert!(unicode_normalization::is_nfc(&decoded.text));
        passes(bytes);
    }

    #[test]
    fn any_depth_passes(tag in prop::sample::select(&TAGS[..]), other in prop::sample::select(&TAGS[..]), depth in 1usize..20_000) {
        passes(format!("<h1>Họp dân</h1>{}chữ{}", format!("<{tag}><{other}>").repeat(depth), format!("</{tag}>").repeat(depth)));
    }
}

#[test]
fn a_paragraph_of_five_megabytes_passes() {
    for word in
        ["phường họp dân ", "a", "5/3/2019 ", "<br>", "&nbsp;", "Ông Nguyễn Văn A, Chủ tịch. ", "\u{301}"]
    {
        let page = format!("<h1>Phường họp dân</h1><p>{}", word.repeat((5 << 20) / word.len()));
        if let Extraction::Article(article) = passes(page) {
            assert_eq!(article.title, "Phường họp dân", "{word:?}");
        }
    }
}

#[test]
fn fifty_thousand_links_pass() {
    let text = "Sáng nay, Ủy ban nhân dân phường Mẫu tổ chức họp dân cuối năm tại nhà văn hóa tổ dân phố. "
        .repeat(6);
    for link in [
        "<a href=/tin-{}.html>Tin số {}</a> ",
        "<li><a href='?page={}'>{}</a>",
        "<a href=/tep-{}.pdf>Tệp {}</a><br>",
    ] {
        let links: String = (0..50_000).map(|i| link.replace("{}", &i.to_string())).collect();
        let Extraction::Article(article) = passes(format!("<h1>Phường Mẫu họp dân</h1><p>{text}</p>{links}"))
        else {
            panic!("{link}: the article before the links is not read");
        };
        assert!(article.body().contains("nhà văn hóa tổ dân phố"), "{link}");
    }
}
