//! Serves sites without faults, of as many articles of about 27 KB as is said: `plain SITES ARTICLES`. Prints the start
//! page of each, then serves until its stdin is closed. `scripts/bench crawl` measures with it.

#![expect(clippy::print_stdout, reason = "what it prints is what it is for")]

use std::io::Read;
use std::net::Ipv4Addr;

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Html;
use axum::routing::get;
use tokio::net::TcpListener;

/// Articles that a page of the list names.
const ON_A_PAGE: usize = 50;

fn main() -> std::io::Result<()> {
    let number = |at| std::env::args().nth(at).and_then(|arg| arg.parse::<usize>().ok());
    let (sites, articles) = (number(1).unwrap_or(8), number(2).unwrap_or(400));
    let runtime = tokio::runtime::Runtime::new()?;
    for site in 0..sites {
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))?;
        println!("http://{}/", listener.local_addr()?);
        let router = Router::new()
            .route("/", get(async move || Html(list(1, articles))))
            .route(
                "/tin-tuc/{page}",
                get(async move |Path(page): Path<String>| {
                    Html(list(page.trim_start_matches("trang-").parse().unwrap_or(1), articles))
                }),
            )
            .route(
                "/tin/{name}",
                get(async move |Path(name): Path<String>| {
                    let number = name
                        .trim_end_matches(".html")
                        .rsplit('-')
                        .next()
                        .and_then(|n| n.parse::<usize>().ok());
                    match number.is_some_and(|number| (1000..1000 + articles).contains(&number)) {
                        true => Ok(Html(article(site, &name))),
                        false => Err(StatusCode::NOT_FOUND),
                    }
                }),
            );
        runtime.spawn(async move { axum::serve(listener, router).await });
    }
    std::io::stdin().read_to_end(&mut Vec::new()).map(drop)
}

fn list(page: usize, articles: usize) -> String {
    let first = page.saturating_sub(1) * ON_A_PAGE;
    let mut links: String = (first..articles.min(first + ON_A_PAGE))
        .map(|n| {
            format!(
                "<li><a href=\"/tin/viec-lam-cua-phuong-{}.html\">Việc làm của phường lần {n}</a></li>",
                1000 + n
            )
        })
        .collect();
    if first + ON_A_PAGE < articles {
        links.push_str(&format!("<a href=\"/tin-tuc/trang-{}\">Trang sau</a>", page + 1));
    }
    format!(
        "<!DOCTYPE html><html lang=vi><head><meta charset=utf-8><title>Tin</title></head><body><ul>{links}</ul></body></html>"
    )
}

/// The markup of WordPress, with a menu and a side column as long as real ones.
fn article(site: usize, name: &str) -> String {
    let menu: String = (0..60)
        .map(|n| format!("<li class=\"menu-item menu-item-{n}\"><a href=\"/muc-{n}\" rel=nofollow><span class=\"text\">Chuyên mục số {n}</span></a></li>\n"))
        .collect();
    let side: String = (0..110)
        .map(|n| format!("<div class=\"widget item-{n}\"><a class=\"title\" href=\"/tin/viec-lam-cua-phuong-{}.html\">Thông báo số {n} của phường về việc chung</a><span class=\"day\">05/03/2026</span></div>\n", 1000 + n))
        .collect();
    let body: String = (0..14)
        .map(|n| format!("<p>Đoạn {n} của bài {name} trên trang {site}: sáng nay bà con khu phố cùng cán bộ phường đã dọn vệ sinh các ngõ, khơi thông cống rãnh, trồng thêm cây xanh và trao quà cho các hộ khó khăn trong khu dân cư.</p>\n"))
        .collect();
    format!(
        "<!DOCTYPE html><html lang=vi><head><meta charset=utf-8><meta name=generator content=\"WordPress 6.4\"><title>Bài {name}</title></head>
         <body><nav><ul>{menu}</ul></nav><article class=\"post\"><h1 class=\"entry-title\">Việc làm của phường: bài {name}</h1>
         <time class=\"entry-date published\" datetime=\"2026-03-05T08:00:00+07:00\">05/03/2026</time>
         <div class=\"entry-content\">{body}</div></article><aside>{side}</aside></body></html>"
    )
}
