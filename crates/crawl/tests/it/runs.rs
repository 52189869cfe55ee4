//! Whole runs: what is found, and when they end.

use std::io::Write;
use std::sync::atomic::Ordering;

use axum::response::{Html, IntoResponse};
use flate2::Compression;
use flate2::write::GzEncoder;
use langbao_article::LinkKind;
use langbao_crawl::RunEnd;

use crate::world::{World, links, path_of, status, with_body, with_outcome};

#[tokio::test]
async fn every_way_to_an_article_is_found() {
    let world = World::new();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(b"<urlset><url><loc>/chi-co-trong-so-do-1234.html</loc></url></urlset>").unwrap();
    let packed = encoder.finish().unwrap();
    let server = world
        .serve(move |request| match request.uri.path_and_query().unwrap().as_str() {
            "/" => Html(
                "<link rel=alternate type='application/rss+xml' href='/nguon'><a href='/tin-tuc/'>Tin tức</a>
                 <a href='/dang-nhap'>Đăng nhập</a><a href='/lich?ngay=1&thang=2'>Lịch</a><a href='/bao-cao.pdf'>x</a>",
            )
            .into_response(),
            "/tin-tuc/" => Html(
                "<a href='hop-to-dan-pho-1001.html?PageIndex=1'>Họp</a><a href='page-2'>2</a>
                 <a href='/tin-tuc/?_101_INSTANCE_x_cur=2'>Trang sau</a>",
            )
            .into_response(),
            "/tin-tuc/page-2" => links(&["hop-to-dan-pho-1001.html?PageIndex=2", "ra-quan-ve-sinh-1002.html"]),
            "/nguon" => "<rss version='2.0'><channel><title>Tin</title><item><link>/chi-co-trong-nguon</link></item>
                 </channel></rss>"
                .into_response(),
            "/sitemap.xml" => {
                "<sitemapindex><sitemap><loc>/so-do-1.gz</loc></sitemap></sitemapindex>".into_response()
            }
            "/so-do-1.gz" => with_body(200, [("content-type", "application/gzip")], packed.clone()),
            path if path.ends_with(".html") || path == "/chi-co-trong-nguon" => Html("<p>Bài</p>").into_response(),
            _ => status(404),
        })
        .await;
    let (end, outcomes) = world.run(&server).await;
    assert_eq!(end, RunEnd::Done);
    let mut pages = with_outcome(&outcomes, "page");
    pages.sort_unstable();
    assert_eq!(
        pages,
        [
            "/",
            "/chi-co-trong-nguon",
            "/chi-co-trong-so-do-1234.html",
            "/nguon",
            "/sitemap.xml",
            "/so-do-1.gz",
            "/tin-tuc/",
            "/tin-tuc/hop-to-dan-pho-1001.html",
            "/tin-tuc/page-2",
            "/tin-tuc/ra-quan-ve-sinh-1002.html",
        ]
    );
    assert_eq!(with_outcome(&outcomes, "gone-404"), ["/tin-tuc/?_101_INSTANCE_x_cur=2"]);
    assert_eq!(outcomes.len(), 11, "nothing else was visited: {outcomes:?}");
    for (path, kind) in [
        ("/chi-co-trong-nguon", LinkKind::Article),
        ("/tin-tuc/page-2", LinkKind::List),
        ("/nguon", LinkKind::Feed),
        ("/so-do-1.gz", LinkKind::Sitemap),
    ] {
        assert_eq!(world.store.kind_of(path), Some(kind), "{path}");
    }
}

#[tokio::test]
async fn no_url_is_visited_twice_though_it_is_due_again() {
    for forgetful in [false, true] {
        let world = World::new();
        world.store.restless.store(true, Ordering::Relaxed);
        world.store.forgetful.store(forgetful, Ordering::Relaxed);
        let server = world
            .serve(|request| if request.uri.path() == "/" { links(&["/a", "/b"]) } else { links(&["/"]) })
            .await;
        let (end, outcomes) = world.run(&server).await;
        assert_eq!(end, RunEnd::Done);
        let mut paths: Vec<&str> = outcomes.iter().map(|(path, _)| path.as_str()).collect();
        let all = paths.len();
        paths.sort_unstable();
        paths.dedup();
        assert_eq!(paths.len(), all, "{outcomes:?}");
        if !forgetful {
            assert_eq!(paths, ["/", "/a", "/b", "/sitemap.xml"]);
        }
    }
}

#[tokio::test]
async fn a_run_that_cannot_begin_has_failed() {
    for code in [404, 500, 403] {
        let world = World::new();
        let server = world.serve(move |_| status(code)).await;
        let (end, _) = world.run(&server).await;
        let RunEnd::HostDown { reason } = &end else { panic!("{code}: {end:?}") };
        assert!(reason.contains(&code.to_string()), "{reason}");
    }
    // A broken page beside a start page that answers is no reason.
    let world = World::new();
    let answer = |request: &axum::http::request::Parts| match request.uri.path() {
        "/" => links(&["/hong-1.html"]),
        _ => status(404),
    };
    let server = world.serve(answer).await;
    assert_eq!(world.run(&server).await.0, RunEnd::Done);
}

#[tokio::test]
async fn the_limits_of_a_run() {
    let mut world = World::new();
    world.settings.max_pages_per_run = 3;
    let server = world
        .serve(|request| match request.uri.path() {
            "/robots.txt" => status(404),
            "/" => links(&["/1"]),
            // Endless: /1 leads to /2 and so on.
            path => match path[1..].parse::<u32>() {
                Ok(step) => links(&[&format!("/{}", step + 1)]),
                Err(_) => status(404),
            },
        })
        .await;
    let (end, outcomes) = world.run(&server).await;
    assert_eq!((end, outcomes.len()), (RunEnd::Limit, 3));
    assert!(world.store.waiting(world.now()) > 0, "the rest stays due");

    let mut world = World::new();
    world.settings.max_depth = 4;
    world.settings.max_pages_per_run = 100;
    let server = world
        .serve(|request| match request.uri.path() {
            "/" => links(&["/1"]),
            path => match path[1..].parse::<u32>() {
                Ok(step) => links(&[&format!("/{}", step + 1)]),
                Err(_) => status(404),
            },
        })
        .await;
    let (end, outcomes) = world.run(&server).await;
    assert_eq!(end, RunEnd::Done);
    assert_eq!(with_outcome(&outcomes, "page"), ["/", "/1", "/2", "/3", "/4"]);
}

#[tokio::test]
async fn the_limit_is_not_met_by_what_is_just_enough() {
    let mut world = World::new();
    world.settings.max_pages_per_run = 2;
    let server =
        world.serve(|request| if request.uri.path() == "/" { links(&[]) } else { status(404) }).await;
    let (end, outcomes) = world.run(&server).await;
    assert_eq!((end, outcomes.len()), (RunEnd::Done, 2));
    let visits = world.store.visits();
    assert_eq!(visits.iter().map(|visit| path_of(&visit.due.url)).collect::<Vec<_>>(), ["/", "/sitemap.xml"]);
}

#[tokio::test]
async fn traps_are_cut_and_said_to_be() {
    let mut world = World::new();
    world.settings.max_depth = 1_000;
    // A calendar of days that lead to days, and paths that grow, beside two articles of news.
    let server = world
        .serve(|request| {
            let path = request.uri.path().to_owned();
            match path.trim_start_matches('/').split('/').collect::<Vec<_>>()[..] {
                [""] => links(&["/lich-lam-viec/2026/tuan-1", "/bac/a", "/tin-1.html", "/muc?trang=1"]),
                ["tin-1.html" | "tin-2.html"] => Html("<p>Tin</p>".to_owned()).into_response(),
                ["lich-lam-viec", year, week] => {
                    let Some(number) = week.get(5..).and_then(|week| week.parse::<u32>().ok()) else {
                        return status(404);
                    };
                    let links: Vec<_> =
                        (1..4).map(|n| format!("/lich-lam-viec/{year}/tuan-{}", number * 3 + n)).collect();
                    crate::world::links(&links.iter().map(String::as_str).collect::<Vec<_>>())
                }
                ["bac", ..] => links(&[&format!("{path}/b"), &format!("{path}/c")]),
                ["muc"] => {
                    let page: u32 = request.uri.query().unwrap()[6..].parse().unwrap();
                    // The last page comes again and again.
                    links(&["/tin-2.html", &format!("/muc?trang={}", page + 1)])
                }
                _ => status(404),
            }
        })
        .await;
    let (end, outcomes) = world.run(&server).await;
    assert_eq!(end, RunEnd::Done);
    for trap in ["/lich-lam-viec/", "/bac/", "/muc?"] {
        let asked = server.paths().iter().filter(|path| path.starts_with(trap)).count();
        assert!(asked <= 110, "{trap}: {asked}");
    }
    assert!(with_outcome(&outcomes, "trap").iter().any(|path| path.starts_with("/lich-lam-viec/")));
    for article in ["/tin-1.html", "/tin-2.html"] {
        assert!(with_outcome(&outcomes, "page").contains(&article), "{article}");
    }
}
