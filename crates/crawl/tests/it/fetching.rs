//! One request and what its answer means.

use std::convert::Infallible;
use std::io::Write;
use std::time::Duration;

use axum::body::Body;
use axum::response::{Html, IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::{StreamExt, stream};
use langbao_article::CanonicalUrl;
use langbao_crawl::{Fetched, RunEnd};

use crate::world::{World, hang, links, status, with_body, with_outcome, with_status};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Serves one answer at every path but robots.txt.
async fn failure(world: &World, answer: impl Fn() -> Response + Send + Sync + 'static) -> String {
    let server = world
        .serve(move |request| if request.uri.path() == "/robots.txt" { status(404) } else { answer() })
        .await;
    world.failure(&server, "/tin").await
}

#[tokio::test]
async fn requests_say_who_asks_and_what_is_wanted() {
    let mut world = World::new();
    world.settings.contact = "toasoan@example.vn".to_owned();
    let server = world.serve(|_| links(&[])).await;
    world.fetch(&server, "/tin").await;
    let hits = server.hits();
    assert_eq!(hits.len(), 2);
    for hit in hits {
        let agent = hit.header("user-agent").unwrap();
        assert!(agent.starts_with("langbao/") && agent.ends_with("(+toasoan@example.vn)"), "{agent}");
        assert_eq!(hit.header("accept-encoding"), Some("gzip, deflate"));
        assert_eq!(
            (hit.header("referer"), hit.header("cookie"), hit.header("if-none-match")),
            (None, None, None)
        );
    }
}

#[tokio::test]
async fn a_page_comes_with_its_headers_and_decoded_body() {
    let world = World::new();
    let text = "<p>Ủy ban nhân dân phường</p>".repeat(100);
    let packed = gzip(text.as_bytes());
    let server = world
        .serve(move |_| {
            with_body(200, [("content-encoding", "gzip"), ("x-lan", "1"), ("x-lan", "2")], packed.clone())
        })
        .await;
    let Fetched::Page(page) = world.fetch(&server, "/tin").await else { panic!("no page") };
    assert_eq!(page.body, text.as_bytes());
    assert_eq!((page.status, page.header("content-encoding")), (200, Some("gzip")));
    assert_eq!(page.headers.iter().filter(|(name, _)| name == "x-lan").count(), 2);
    assert_eq!(page.url, server.url("/tin"));
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let world = World::new();
    let server = world
        .serve(|request| match (request.uri.path(), request.headers.get("if-none-match")) {
            ("/", Some(etag)) if etag == "\"v1\"" => status(304),
            ("/", _) => {
                let headers = [("etag", "\"v1\""), ("last-modified", "Sun, 01 Feb 2026 00:00:00 GMT")];
                with_body(200, headers, "<p>Tin")
            }
            _ => status(404),
        })
        .await;
    world.run(&server).await;
    world.clock.advance(chrono::TimeDelta::hours(2));
    let (_, outcomes) = world.run(&server).await;
    assert_eq!(with_outcome(&outcomes, "unchanged"), ["/"]);
    let again = server.hits().into_iter().rfind(|hit| hit.path == "/").unwrap();
    assert_eq!(again.header("if-modified-since"), Some("Sun, 01 Feb 2026 00:00:00 GMT"));
}

#[tokio::test]
async fn statuses_have_their_meaning() {
    let world = World::new();
    let server = world
        .serve(|request| match request.uri.path().trim_start_matches('/').parse() {
            Ok(code) => status(code),
            Err(_) => status(404),
        })
        .await;
    for code in [404, 410] {
        let fetched = world.fetch(&server, &format!("/{code}")).await;
        assert!(matches!(fetched, Fetched::Gone { status } if status == code), "{fetched:?}");
    }
    for code in [400, 401, 403, 500, 502, 418] {
        assert_eq!(world.failure(&server, &format!("/{code}")).await, format!("status-{code}"));
    }
    assert_eq!(world.failure(&server, "/301").await, "bad-redirect");
}

#[tokio::test]
async fn large_bodies_are_refused_in_every_disguise() {
    let world = World::new();
    assert_eq!(failure(&world, || "a".repeat(100_001).into_response()).await, "too-large", "announced");
    let endless = || {
        let body = stream::repeat_with(|| Ok::<_, Infallible>("tin ".repeat(1_000)));
        Body::from_stream(body).into_response()
    };
    assert_eq!(failure(&world, endless).await, "too-large", "endless");
    let bomb = gzip(&vec![b' '; 5_000_000]);
    assert!(bomb.len() < 10_000);
    let bomb = move || with_body(200, [("content-encoding", "gzip")], bomb.clone());
    assert_eq!(failure(&world, bomb).await, "too-large", "a bomb");
    let many = || {
        let mut response = status(200);
        for at in 0..90 {
            let name: axum::http::HeaderName = format!("x-{at}").parse().unwrap();
            response.headers_mut().insert(name, "a".repeat(1_000).parse().unwrap());
        }
        response
    };
    assert_eq!(failure(&world, many).await, "headers-too-large");
}

#[tokio::test]
async fn broken_codings_are_refused() {
    let world = World::new();
    let half = gzip(&(0..20_000_u32).flat_map(u32::to_le_bytes).collect::<Vec<_>>());
    let half = half[..half.len() / 2].to_vec();
    let answer = move || with_body(200, [("content-encoding", "gzip")], half.clone());
    assert_eq!(failure(&world, answer).await, "bad-encoding", "cut off");
    let answer = || with_body(200, [("content-encoding", "br")], "x");
    assert_eq!(failure(&world, answer).await, "bad-encoding", "not asked for");
}

#[tokio::test]
async fn slow_servers_are_given_up() {
    let stalls = || {
        let first = stream::iter([Ok::<_, Infallible>("<html>")]);
        Body::from_stream(first.chain(stream::pending())).into_response()
    };
    let drips = || {
        let body = stream::repeat(()).then(|()| async {
            tokio::time::sleep(Duration::from_millis(5)).await;
            Ok::<_, Infallible>(".")
        });
        Body::from_stream(body).into_response()
    };
    let mut world = World::new();
    let server = world
        .serve(move |request| match request.uri.path() {
            "/im-lang" => hang(),
            "/nua-chung" => stalls(),
            "/nho-giot" => drips(),
            _ => status(404),
        })
        .await;
    // So that robots.txt is known, and only the slow answers meet the short patience.
    assert!(matches!(world.fetch(&server, "/nhanh").await, Fetched::Gone { .. }));
    world.settings.timeout_read = Duration::from_millis(30);
    assert_eq!(world.failure(&server, "/im-lang").await, "timeout");
    assert_eq!(world.failure(&server, "/nua-chung").await, "timeout");
    world.settings.timeout_read = Duration::from_secs(20);
    world.settings.timeout_total = Duration::from_millis(60);
    assert_eq!(world.failure(&server, "/nho-giot").await, "timeout");
}

#[tokio::test]
async fn a_server_without_tls_is_not_trusted() {
    let world = World::new();
    let server = world.serve(|_| links(&[])).await;
    let url = CanonicalUrl::parse(&format!("https://{}/", server.authority)).unwrap();
    let fetched = world.crawler().fetch_once(&url).await;
    let Fetched::Failed { code, detail } = fetched else { panic!("{fetched:?}") };
    assert!(code == "host-down" && detail.contains("robots.txt cannot be read: tls"), "{code}: {detail}");
}

#[tokio::test]
async fn redirects_are_followed_hop_by_hop_within_the_site() {
    let world = World::new();
    let server = world
        .serve(|request| match request.uri.path() {
            "/" => links(&["/cu", "/vong-1", "/tu-minh", "/ngoai", "/noi-bo", "/cua", "/dai-0"]),
            "/cu" => with_status(301, [("location", "/giua")]),
            "/giua" => with_status(308, [("location", "/moi")]),
            path if path.starts_with("/dai-") => {
                let step: u32 = path[5..].parse().unwrap();
                with_status(302, [("location", &format!("/dai-{}", step + 1))])
            }
            "/vong-1" => with_status(302, [("location", "/vong-2")]),
            "/vong-2" => with_status(302, [("location", "/vong-1")]),
            "/tu-minh" => with_status(302, [("location", "/tu-minh")]),
            "/ngoai" => with_status(302, [("location", "http://khac.example.vn/")]),
            "/noi-bo" => with_status(302, [("location", "http://169.254.169.254/latest/meta-data")]),
            "/cua" => with_status(302, [("location", "/dang-nhap?tiep=/cua")]),
            "/moi" => links(&[]),
            _ => status(404),
        })
        .await;
    let (end, outcomes) = world.run(&server).await;
    assert_eq!(end, RunEnd::Done);
    assert_eq!(with_outcome(&outcomes, "redirected"), ["/cu", "/cua"]);
    assert_eq!(with_outcome(&outcomes, "redirect-loop"), ["/vong-1", "/tu-minh"]);
    assert_eq!(with_outcome(&outcomes, "too-many-redirects"), ["/dai-0"]);
    assert_eq!(server.paths().iter().filter(|path| path.starts_with("/dai-")).count(), 11);
    assert_eq!(with_outcome(&outcomes, "out-of-scope"), ["/ngoai", "/noi-bo"]);
    assert_eq!(with_outcome(&outcomes, "page"), ["/", "/moi"]);
    assert!(!server.paths().iter().any(|path| path.starts_with("/dang-nhap")), "a door is not news");
}

#[tokio::test]
async fn doors_open_to_who_comes_back_with_the_cookie() {
    let world = World::new();
    let server = world
        .serve(|request| {
            let cookie = request.headers.get("cookie").and_then(|value| value.to_str().ok()).unwrap_or("");
            match request.uri.path() {
                "/robots.txt" | "/sitemap.xml" => status(404),
                // To itself, and by way of another address.
                "/" if cookie.contains("mot=1") => links(&["/tin", "/vong"]),
                "/" => with_status(302, [("location", "/"), ("set-cookie", "mot=1; Path=/")]),
                "/tin" if cookie.contains("hai=1") => links(&[]),
                "/tin" => with_status(302, [("location", "/login?returnurl=/tin"), ("set-cookie", "ba=1")]),
                "/login" => with_status(302, [("location", "/tin"), ("set-cookie", "hai=1")]),
                "/vong" => with_status(302, [("location", "/vong"), ("set-cookie", "mot=1")]),
                _ => status(404),
            }
        })
        .await;
    let (end, outcomes) = world.run(&server).await;
    assert_eq!(end, RunEnd::Done);
    assert_eq!(with_outcome(&outcomes, "page"), ["/", "/tin"]);
    assert_eq!(with_outcome(&outcomes, "redirect-loop"), ["/vong"], "its cookie is nothing new");
}

#[tokio::test]
async fn a_304_that_nobody_asked_for_is_a_failure() {
    let world = World::new();
    let server =
        world.serve(|request| if request.uri.path() == "/" { status(304) } else { status(404) }).await;
    assert_eq!(world.failure(&server, "/").await, "bad-304");
}

#[tokio::test]
async fn a_host_whose_etags_lie_is_asked_plainly() {
    let world = World::new();
    let server = world
        .serve(|request| match (request.uri.path(), request.headers.get("if-none-match")) {
            (_, Some(_)) => status(304),
            ("/", _) => with_body(200, [("etag", "\"1\"")], "<a href=/tin-1>x</a>"),
            ("/tin-1", _) => with_body(200, [("etag", "\"1\"")], "<p>Tin"),
            _ => status(404),
        })
        .await;
    world.run(&server).await;
    world.clock.advance(chrono::TimeDelta::hours(2));
    let (_, outcomes) = world.run(&server).await;
    assert_eq!(with_outcome(&outcomes, "page"), ["/", "/tin-1"], "one ETag for two pages");
}

#[tokio::test]
async fn a_charset_that_lies_does_not_hide_links() {
    let world = World::new();
    // windows-1258, though the header says UTF-8.
    let body = b"<meta charset=utf-8><p>Ph\xfd\xf2\xb6ng</p><a href='/tin'>b\xe0i</a>";
    let server = world
        .serve(move |request| match request.uri.path() {
            "/" => with_body(200, [("content-type", "text/html; charset=utf-8")], &body[..]),
            "/tin" => Html("x").into_response(),
            _ => status(404),
        })
        .await;
    let (_, outcomes) = world.run(&server).await;
    assert!(with_outcome(&outcomes, "page").contains(&"/tin"), "{outcomes:?}");
    let Fetched::Page(page) = world.fetch(&server, "/").await else { panic!("no page") };
    assert_eq!(page.body, body, "kept as it came");
}
