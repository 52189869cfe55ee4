//! Pages made to be slow: what counts is that there is an answer, and which.

use crate::{article, page, reason};

const URL: &str = "http://phuong-mau.example.vn/tin-tuc/hop-dan-cuoi-nam-15.html";

fn ordinary(middle: &str) -> String {
    let text =
        "Sáng nay, Ủy ban nhân dân phường Mẫu tổ chức họp dân cuối năm tại nhà văn hóa tổ dân phố số 5. "
            .repeat(6);
    format!(
        "<title>Họp dân cuối năm</title><h1>Phường Mẫu họp dân cuối năm</h1><p>Ngày đăng: 05/03/2019</p>{middle}<p>{text}</p>"
    )
}

#[test]
fn deep_nesting_is_flattened() {
    for tag in ["div", "span", "b", "table><tr><td", "ul><li", "blockquote", "font", "section"] {
        let name = tag.split('>').next().unwrap();
        let bomb = format!("{}x{}", format!("<{tag}>").repeat(50_000), format!("</{name}>").repeat(50_000));
        let page = page(URL, ordinary(&bomb));
        match langbao_article::extract(&page, None) {
            langbao_article::Extraction::Article(article) => {
                assert!(article.body().contains("nhà văn hóa"), "{tag}: {article:#?}");
            }
            langbao_article::Extraction::NotArticle { reason, .. } => {
                // The text stands behind what is read.
                assert!(tag.contains('>') && reason.contains("no text"), "{tag}: {reason}");
            }
        }
    }
}

#[test]
fn unclosed_formatting_costs_no_square() {
    let bomb = (0..20_000).map(|i| format!("<p><b class=a{i}>đậm<font color={i}>chữ")).collect::<String>();
    let article = article(&page(URL, ordinary(&bomb)));
    assert_eq!(article.title, "Phường Mẫu họp dân cuối năm");
}

#[test]
fn tags_that_the_parser_compares_cost_no_square() {
    for bomb in [
        "<option><optgroup>".repeat(30_000),
        (0..30_000).map(|i| format!("<html a{i}=1>")).collect(),
        format!("<p class=\"{}\">", "menu ".repeat(500_000)),
        "<div><font>x<a>y<div></a>".repeat(15_000),
    ] {
        let article = article(&page(URL, ordinary(&bomb)));
        assert_eq!(article.title, "Phường Mẫu họp dân cuối năm");
    }
}

#[test]
fn large_pages_are_refused() {
    let large = ordinary(&"<p>một đoạn văn như bao đoạn khác</p>".repeat(500_000));
    assert!(large.len() > 20 << 20);
    assert!(reason(&page(URL, large)).contains("too many"));
    let spaces = ordinary(&" ".repeat(10 << 20));
    assert!(reason(&page(URL, spaces)).contains("bytes"));
}

#[test]
fn what_comes_after_too_many_tags_is_not_read() {
    let text = "Sáng nay, Ủy ban nhân dân phường Mẫu họp dân tại nhà văn hóa tổ dân phố số 5. ".repeat(6);
    let tags = ordinary(&format!("<p>{text}</p>{}", "<i>a</i>".repeat(120_000)));
    let article = article(&page(URL, tags));
    assert!(article.body().contains("nhà văn hóa"));
    assert!(article.warnings.iter().any(|warning| warning.code == langbao_article::WarningCode::CutOff));
}

#[test]
fn many_lines_and_links_pass() {
    let lines =
        (0..20_000).map(|i| format!("<p>Dòng số {i} của trang <a href=/tin-{i}>này</a>")).collect::<String>();
    let _ = langbao_article::extract(&page(URL, ordinary(&lines)), None);
    let one_line = ordinary(&"Ngày đăng: 1/2/2003 | Lượt xem: 5 ".repeat(50_000));
    let _ = langbao_article::extract(&page(URL, one_line), None);
}
