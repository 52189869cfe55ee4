//! What robots.txt decides.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::response::{Html, IntoResponse, Response};
use chrono::TimeDelta;
use langbao_article::LinkKind;
use langbao_crawl::{Fetched, RunEnd};

use crate::world::{Server, World, hang, links, status, with_outcome, with_status};

/// Runs a site of one page, `/tin`, beside its start page, with this robots.txt.
async fn run(
    world: &World,
    robots: impl Fn() -> Response + Send + Sync + 'static,
) -> (RunEnd, Vec<String>, Vec<String>) {
    let server = world
        .serve(move |request| match request.uri.path() {
            "/robots.txt" => robots(),
            "/" => links(&["/tin"]),
            "/tin" => links(&[]),
            _ => status(404),
        })
        .await;
    let (end, outcomes) = world.run(&server).await;
    let pages = with_outcome(&outcomes, "page").into_iter().map(str::to_owned).collect();
    (end, pages, server.paths())
}

#[tokio::test]
async fn it_is_read_before_anything_else_and_once() {
    let (end, pages, paths) = run(&World::new(), || "User-agent: *\nAllow: /".into_response()).await;
    assert_eq!((end, pages), (RunEnd::Done, vec!["/".to_owned(), "/tin".to_owned()]));
    assert_eq!(paths[0], "/robots.txt");
    assert_eq!(paths.iter().filter(|path| *path == "/robots.txt").count(), 1);
}

#[tokio::test]
async fn a_file_that_is_not_there_has_no_rules() {
    for code in [404, 403, 401] {
        let (end, pages, _) = run(&World::new(), move || status(code)).await;
        assert_eq!((end, pages.len()), (RunEnd::Done, 2), "{code}");
    }
    let (end, pages, _) =
        run(&World::new(), || Html("<html><pre>\nUser-agent: *\nDisallow: /\n</pre>").into_response()).await;
    assert_eq!((end, pages.len()), (RunEnd::Done, 2), "a page in place of the file");
}

#[tokio::test]
async fn a_file_that_cannot_be_had_forbids_all() {
    for code in [500, 503, 429] {
        let world = World::new();
        let (end, pages, paths) = run(&world, move || status(code)).await;
        let RunEnd::HostDown { reason } = end else { panic!("{code}: {end:?}") };
        assert!(reason.contains(&format!("robots.txt cannot be read: status-{code}")), "{reason}");
        assert!(pages.is_empty() && paths == ["/robots.txt"; 2], "{code}, asked again once: {paths:?}");
        assert_eq!(world.store.waiting(world.now()), 1, "{code}: the start page stays due");
    }
}

#[tokio::test]
async fn a_server_that_hangs_forbids_all() {
    let mut world = World::new();
    world.settings.timeout_read = Duration::from_millis(30);
    let (end, pages, paths) = run(&world, hang).await;
    let RunEnd::HostDown { reason } = end else { panic!("{end:?}") };
    assert!(reason.contains("timeout"), "{reason}");
    assert!(pages.is_empty() && paths.iter().all(|path| path == "/robots.txt"), "{paths:?}");
}

#[tokio::test]
async fn what_it_forbids_is_not_asked_for() {
    let world = World::new();
    let server = world
        .serve(|request| match request.uri.path() {
            "/robots.txt" => {
                "User-agent: *\nDisallow: /\n\nUser-agent: LangBao\nDisallow: /noi-bo".into_response()
            }
            "/" => links(&["/noi-bo/1", "/tin"]),
            "/tin" => links(&[]),
            _ => status(404),
        })
        .await;
    let (end, outcomes) = world.run(&server).await;
    assert_eq!(end, RunEnd::Done);
    assert_eq!(with_outcome(&outcomes, "disallowed"), ["/noi-bo/1"]);
    assert!(with_outcome(&outcomes, "page").contains(&"/tin"));
    assert!(!server.paths().contains(&"/noi-bo/1".to_owned()));
    assert!(matches!(world.fetch(&server, "/noi-bo/1").await, Fetched::Disallowed));
}

#[tokio::test]
async fn it_is_kept_for_a_day_across_restarts() {
    let world = World::new();
    let reads = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&reads);
    let server = world
        .serve(move |request| match request.uri.path() {
            "/robots.txt" => {
                counted.fetch_add(1, Ordering::Relaxed);
                "User-agent: *\nDisallow: /mat".into_response()
            }
            _ => links(&[]),
        })
        .await;
    for (hours, expected) in [(0, 1), (23, 1), (2, 2)] {
        world.clock.advance(TimeDelta::hours(hours));
        assert!(matches!(world.fetch(&server, "/mat").await, Fetched::Disallowed));
        assert_eq!(reads.load(Ordering::Relaxed), expected, "after {hours} more hours");
    }
}

#[tokio::test]
async fn redirects_are_followed_five_times() {
    let world = World::new();
    let server = world
        .serve(|request| match request.uri.path() {
            "/robots.txt" => with_status(302, [("location", "/r1")]),
            "/r5" => "User-agent: *\nDisallow: /mat".into_response(),
            path if path.starts_with("/r") => {
                let step: u32 = path[2..].parse().unwrap();
                with_status(301, [("location", format!("/r{}", step + 1).as_str())])
            }
            _ => links(&[]),
        })
        .await;
    assert!(matches!(world.fetch(&server, "/mat").await, Fetched::Disallowed));

    let world = World::new();
    let circle = world
        .serve(|request| match request.uri.path() {
            "/robots.txt" => with_status(302, [("location", "/robots.txt")]),
            _ => links(&[]),
        })
        .await;
    assert!(matches!(world.fetch(&circle, "/mat").await, Fetched::Page(_)), "no file, no rules");
    assert_eq!(circle.paths().len(), 7, "the file, five redirects, the page");
}

#[tokio::test]
async fn redirects_wait_for_the_turn_of_the_host() {
    let mut world = World::new();
    world.settings.delay = Duration::from_secs(5);
    let server = world
        .serve(|request| match request.uri.path() {
            "/robots.txt" => with_status(302, [("location", "/r1")]),
            "/r1" => with_status(302, [("location", "/r2")]),
            "/r2" => "User-agent: *\nCrawl-delay: 1".into_response(),
            _ => links(&[]),
        })
        .await;
    world.fetch(&server, "/tin").await;
    assert_eq!(server.paths(), ["/robots.txt", "/r1", "/r2", "/tin"]);
    for pair in server.hits().windows(2) {
        assert_eq!(pair[1].at - pair[0].at, TimeDelta::seconds(5));
    }
}

/// Two servers, each with the robots.txt of the other.
async fn pair(world: &World) -> [Server; 2] {
    let authorities: Arc<OnceLock<[String; 2]>> = Arc::default();
    let serve = |other: usize| {
        let authorities = Arc::clone(&authorities);
        world.serve(move |request| match request.uri.path() {
            "/robots.txt" => {
                let to = format!("http://{}/robots-chung.txt", authorities.get().unwrap()[other]);
                with_status(301, [("location", to.as_str())])
            }
            "/robots-chung.txt" => "User-agent: *\nDisallow: /mat".into_response(),
            _ => links(&[]),
        })
    };
    let servers = [serve(1).await, serve(0).await];
    authorities.set(servers.each_ref().map(|server| server.authority.clone())).unwrap();
    servers
}

#[tokio::test]
async fn redirects_to_another_host_wait_for_its_turn() {
    let mut world = World::new();
    world.settings.delay = Duration::from_secs(5);
    let [a, b] = pair(&world).await;
    let began = world.now();
    let seconds = |server: &Server| -> Vec<(String, i64)> {
        server.hits().into_iter().map(|hit| (hit.path, (hit.at - began).num_seconds())).collect()
    };
    let hits = |hits: &[(&str, i64)]| -> Vec<(String, i64)> {
        hits.iter().map(|(path, at)| ((*path).to_owned(), *at)).collect()
    };
    // Each in a process of its own: when a host was asked on the way is remembered too.
    assert!(
        matches!(world.fetch(&a, "/mat").await, Fetched::Disallowed),
        "the rules are those of the first host"
    );
    assert_eq!((seconds(&a), seconds(&b)), (hits(&[("/robots.txt", 0)]), hits(&[("/robots-chung.txt", 0)])));
    assert!(matches!(world.fetch(&b, "/tin").await, Fetched::Page(_)));
    assert_eq!(
        (seconds(&a), seconds(&b)),
        (
            hits(&[("/robots.txt", 0), ("/robots-chung.txt", 5)]),
            hits(&[("/robots-chung.txt", 0), ("/robots.txt", 5), ("/tin", 10)])
        )
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hosts_that_lead_to_each_other_are_asked_one_request_at_a_time() {
    let world = World::new();
    let servers = pair(&world).await;
    let crawler = world.crawler();
    let urls: Vec<_> =
        (0..4).flat_map(|n| servers.each_ref().map(|server| server.url(&format!("/{n}")))).collect();
    let fetches = urls.iter().map(|url| crawler.fetch_once(url));
    for fetched in futures_util::future::join_all(fetches).await {
        assert!(matches!(fetched, Fetched::Page(_)), "{fetched:?}");
    }
    assert_eq!(servers.each_ref().map(Server::busiest), [1, 1]);
}

#[tokio::test]
async fn a_host_on_the_way_that_asks_for_long_is_left_alone() {
    let world = World::new();
    let busy = world.serve(|_| with_status(503, [("retry-after", "3600")])).await;
    let to = busy.url("/robots.txt").to_string();
    let server = world.serve(move |_| with_status(302, [("location", to.as_str())])).await;
    assert_eq!(world.failure(&server, "/tin").await, "host-down");
    assert_eq!(world.failure(&busy, "/tin").await, "host-down");
    assert_eq!((server.hits().len(), busy.hits().len()), (1, 1), "its own pages are not asked for either");
}

#[tokio::test]
async fn its_crawl_delay_is_kept_up_to_a_limit() {
    for (asked, expected) in [("7", 7), ("600", 60), ("0.5", 2)] {
        let mut world = World::new();
        world.settings.delay = Duration::from_secs(2);
        let server = world
            .serve(move |request| match request.uri.path() {
                "/robots.txt" => format!("User-agent: *\nCrawl-delay: {asked}").into_response(),
                "/" => links(&["/a", "/b"]),
                _ => links(&[]),
            })
            .await;
        world.run(&server).await;
        let starts: Vec<_> = server.hits().iter().map(|hit| hit.at).collect();
        assert_eq!(starts.len(), 6, "robots.txt, /, /a, a wrong address, /b, /sitemap.xml");
        for pair in starts.windows(2) {
            assert_eq!(pair[1] - pair[0], TimeDelta::seconds(expected), "Crawl-delay: {asked}");
        }
    }
}

#[tokio::test]
async fn sitemaps_it_names_are_found() {
    let world = World::new();
    let server = world
        .serve(|request| match request.uri.path() {
            "/robots.txt" => {
                let host = request.headers["host"].to_str().unwrap();
                format!("Sitemap: http://{host}/so-do.php?x=1\nSitemap: http://khac.example.vn/s.xml")
                    .into_response()
            }
            "/so-do.php" => "<urlset><url><loc>/chi-co-trong-so-do</loc></url></urlset>".into_response(),
            "/" | "/chi-co-trong-so-do" => links(&[]),
            _ => status(404),
        })
        .await;
    let (_, outcomes) = world.run(&server).await;
    assert_eq!(with_outcome(&outcomes, "page"), ["/", "/so-do.php?x=1", "/chi-co-trong-so-do"]);
    assert_eq!(world.store.kind_of("/so-do.php?x=1"), Some(LinkKind::Sitemap));
}
