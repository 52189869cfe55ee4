//! Reads pages that were made to be slow and prints how long each took; fails if one took a second.
//!
//! Usage: `hostile`, in an optimised build

#![expect(clippy::print_stdout, reason = "this is what it is for")]

use std::time::{Duration, Instant};

use chrono::DateTime;
use langbao_article::{CanonicalUrl, Extraction, Page, extract, further_pages};

const LIMIT: Duration = Duration::from_secs(1);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut slow = 0;
    for (name, body) in pages() {
        let page = Page {
            url: CanonicalUrl::parse("http://phuong-mau.example.vn/tin-tuc/hop-dan-cuoi-nam-15.html")?,
            fetched_at: DateTime::from_timestamp(1_721_278_800, 0).unwrap_or_default(),
            status: 200,
            headers: vec![("content-type".to_owned(), "text/html; charset=utf-8".to_owned())],
            body,
        };
        // Other work on the machine only adds to the time.
        let took = (0..3).map(|_| time(&page)).min().unwrap_or_default();
        let verdict = match extract(&page, None) {
            Extraction::Article(_) => "article".to_owned(),
            Extraction::NotArticle { reason, .. } => reason,
        };
        slow += usize::from(took >= LIMIT);
        println!(
            "{:7.0} ms  {:5.1} MB  {name}: {verdict}",
            took.as_secs_f64() * 1e3,
            page.body.len() as f64 / 1e6
        );
    }
    match slow {
        0 => Ok(()),
        _ => Err(format!("{slow} pages took a second or more").into()),
    }
}

fn time(page: &Page) -> Duration {
    let began = Instant::now();
    let _ = (extract(page, None), further_pages(page));
    began.elapsed()
}

fn pages() -> Vec<(String, Vec<u8>)> {
    let text =
        "Sáng nay, Ủy ban nhân dân phường Mẫu tổ chức họp dân cuối năm tại nhà văn hóa tổ dân phố số 5. "
            .repeat(6);
    let around = |middle: String| {
        format!(
            "<title>Họp dân</title><h1>Phường Mẫu họp dân cuối năm</h1><p>05/03/2019</p>{middle}<p>{text}</p>"
        )
        .into_bytes()
    };
    let mut pages = Vec::new();
    let mut add = |name: String, middle: String| pages.push((name, around(middle)));
    let tags = [
        "div",
        "p",
        "span",
        "b",
        "a",
        "font",
        "table",
        "tr",
        "td",
        "ul",
        "li",
        "h1",
        "form",
        "select",
        "option",
        "svg",
        "math",
        "template",
        "body",
        "html",
        "nobr",
        "button",
        "blockquote",
        "title",
        "noscript",
    ];
    for tag in tags {
        add(format!("50,000 deep: {tag}"), format!("<{tag}>").repeat(50_000));
        add(
            format!("50,000 deep, closed: {tag}"),
            format!("{}x{}", format!("<{tag}>").repeat(50_000), format!("</{tag}>").repeat(50_000)),
        );
        for other in ["b", "table", "p", "a", "select", "svg"] {
            add(
                format!("mis-nested: {tag} {other}"),
                format!("<{tag}><{other}>x</{tag}></{other}>").repeat(30_000),
            );
            add(
                format!("unclosed: {tag} {other}"),
                format!("<{tag} class=a><{other} class=b>x").repeat(30_000),
            );
        }
    }
    for word in [
        "phường họp dân ",
        "a",
        "5/3/2019 ",
        "<br>",
        "&nbsp;",
        "&amp;",
        "Ông Nguyễn Văn A, Chủ tịch. ",
        "\u{301}",
        "<!--",
        "<![CDATA[",
        "<",
        "\n",
        "Nguồn: ",
        "Lượt xem: 5 | ",
        "| ",
        "2 giờ trước ",
        "<p>",
        "a\u{323}\u{302}",
        "https://a.vn/",
    ] {
        add(format!("5 MB: {word:?}"), word.repeat((5 << 20) / word.len()));
        add(format!("5 MB paragraph: {word:?}"), format!("<p>{}</p>", word.repeat((5 << 20) / word.len())));
        add(
            format!("5 MB attribute: {word:?}"),
            format!("<p class=\"{}\">", word.replace(['"', '<'], "").repeat((5 << 20) / word.len())),
        );
    }
    for link in [
        "<a href=/tin-{}.html>Tin số {}</a> ",
        "<li><a href='?page={}'>{}</a>",
        "<a href=/tep-{}.pdf>Tệp {}</a><br>",
        "<img src=/{}.jpg alt={}>",
        "<p>Dòng {} <a href=/x{}>này</a></p>",
        "<h2>Mục {}</h2><p>{}</p>",
        "<tr><td>{}<td>{}",
        "<p>Nguồn {}: {}</p>",
        "<div class=a{}>Ngày 5/3/2019 {}</div>",
        "<meta property=og:title content='{} {}'>",
    ] {
        let many: String = (0..50_000).map(|i| link.replace("{}", &i.to_string())).collect();
        add(format!("50,000 times {link}"), many);
    }
    let json = |inner: String| format!("<script type='application/ld+json'>{inner}</script>");
    add("deep JSON-LD".to_owned(), json(format!("{}{}", "{\"a\":[".repeat(100_000), "]}".repeat(100_000))));
    add(
        "many JSON-LD".to_owned(),
        json("{\"@type\":\"NewsArticle\",\"headline\":\"x\"}".to_owned()).repeat(20_000),
    );
    add("broken UTF-8".to_owned(), String::new());
    if let Some((_, body)) = pages.last_mut() {
        body.extend((0..5u32 << 20).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8));
    }
    pages
}
