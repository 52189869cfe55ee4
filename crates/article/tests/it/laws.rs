//! What holds for any input.

use langbao_article::{CanonicalUrl, Extraction, SiteProfile, decode, extract, parse_date, read_pasted};
use proptest::prelude::*;

use crate::page;

/// Pieces that the code looks at twice, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<h1>".to_owned()),
        Just("</h1>".to_owned()),
        Just("<p>".to_owned()),
        Just("<br>".to_owned()),
        Just("<table><tr><td>".to_owned()),
        Just("</td></tr></table>".to_owned()),
        Just("<a href='/x'>".to_owned()),
        Just("<a href=\"tệp.pdf\">".to_owned()),
        Just("</a>".to_owned()),
        Just("<img src=a.jpg>".to_owned()),
        Just(
            "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"İ\"}</script>"
                .to_owned()
        ),
        Just("<li>".to_owned()),
        Just("<b>".to_owned()),
        Just("<div class='tin-khac'>".to_owned()),
        Just("</div>".to_owned()),
        Just("<!--".to_owned()),
        Just("-->".to_owned()),
        Just("Ngày đăng: 5/3/2019 | 08:00 | Lượt xem: 9".to_owned()),
        Just("Tác giả: İẞ. Ngày đăng".to_owned()),
        Just("(Nguồn: VPĐU)".to_owned()),
        Just("Các tin khác".to_owned()),
        Just("Sáng nay, phường tổ chức hội nghị giao ban với các tổ trưởng dân phố.".to_owned()),
        Just("\n\n".to_owned()),
        "\\PC{0,12}",
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

fn check_article(article: &langbao_article::Article) {
    assert!(!article.title.trim().is_empty());
    let blocks = article.blocks.iter().map(|block| block.text.as_str());
    for text in blocks.chain([article.title.as_str()]).chain(article.lead.as_deref()) {
        assert!(!text.trim().is_empty() && !text.contains('\n'), "{text:?}");
        assert!(unicode_normalization::is_nfc(text), "{text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_pass(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let page = page("http://phuong-mau.example.vn/a-b-c-d-e.html", bytes);
        let _ = decode(&page);
        if let Extraction::Article(article) = extract(&page, None) {
            check_article(&article);
        }
    }

    #[test]
    fn any_page_passes(html in pieces()) {
        let page = page("http://phuong-mau.example.vn/a-b-c-d-e.html", html);
        for profile in SiteProfile::builtin().iter().map(Some).chain([None]) {
            if let Extraction::Article(article) = extract(&page, profile) {
                check_article(&article);
            }
        }
    }

    #[test]
    fn any_text_can_be_pasted(text in pieces()) {
        let url = CanonicalUrl::parse("import://local/tin.txt").unwrap();
        let article = read_pasted(&text, url);
        prop_assert_eq!(article.is_some(), text.chars().any(char::is_alphabetic));
        if let Some(article) = article {
            check_article(&article);
        }
    }

    #[test]
    fn any_text_can_hold_a_date(text in "[0-9/ :.|T+-]{0,24}|\\PC{0,24}") {
        if let Some((at, _)) = parse_date(&text, "2024-07-18T05:00:00Z".parse().unwrap()) {
            prop_assert!(at.timestamp() < 4_200_000_000);
        }
    }
}
