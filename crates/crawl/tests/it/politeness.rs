//! How hosts are treated.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use langbao_crawl::RunEnd;
use tokio_util::sync::CancellationToken;

use crate::world::{World, hang, links, path_of, status, with_outcome, with_status};

#[tokio::test]
async fn requests_keep_their_distance_across_restarts() {
    let mut world = World::new();
    world.settings.delay = Duration::from_secs(5);
    let server = world
        .serve(|request| if request.uri.path() == "/" { links(&["/a", "/b"]) } else { status(404) })
        .await;
    world.run(&server).await;
    world.fetch(&server, "/c").await;
    let starts: Vec<_> = server.hits().iter().map(|hit| hit.at).collect();
    assert_eq!(starts.len(), 6);
    for pair in starts.windows(2) {
        assert_eq!(pair[1] - pair[0], TimeDelta::seconds(5));
    }
}

#[tokio::test]
async fn a_site_may_have_a_delay_of_its_own() {
    let world = World::new();
    let server =
        world.serve(|request| if request.uri.path() == "/" { links(&["/a"]) } else { status(404) }).await;
    let mut scope = server.scope("phuong");
    scope.delay = Some(Duration::from_secs(11));
    world.seed(&scope);
    world.crawler().run_site(&scope, &CancellationToken::new(), |_| {}).await.unwrap();
    let hits = server.hits();
    assert_eq!(hits[3].at - hits[2].at, TimeDelta::seconds(11));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_request_at_a_time_for_all_sites_of_a_host() {
    let world = World::new();
    let server = world
        .serve(|request| match request.uri.path() {
            "/robots.txt" => status(404),
            "/" => links(&["/1", "/2", "/3", "/4", "/5", "/6"]),
            _ => links(&[]),
        })
        .await;
    let crawler = world.crawler();
    let scopes = ["phuong", "quan", "xa"].map(|id| server.scope(id));
    scopes.iter().for_each(|scope| world.seed(scope));
    let stop = CancellationToken::new();
    let runs = scopes.each_ref().map(|scope| crawler.run_site(scope, &stop, |_| {}));
    for end in futures_util::future::join_all(runs).await {
        assert_eq!(end.unwrap(), RunEnd::Done);
    }
    assert_eq!(server.hits().len(), 1 + 3 * 9, "with a wrong address for each site");
    assert_eq!(server.busiest(), 1);
}

#[tokio::test]
async fn retry_after_is_waited_for() {
    let world = World::new();
    let tries = Arc::new(AtomicUsize::new(0));
    let server = world
        .serve(move |request| match request.uri.path() {
            "/" => links(&["/ban", "/tin"]),
            "/ban" => with_status(429, [("retry-after", "30")]),
            "/tin" => match tries.fetch_add(1, Ordering::Relaxed) {
                // Forty seconds after the first answer.
                0 => with_status(503, [("retry-after", "Sun, 01 Mar 2026 00:01:10 GMT")]),
                _ => links(&[]),
            },
            _ => status(404),
        })
        .await;
    let (end, outcomes) = world.run(&server).await;
    assert_eq!(end, RunEnd::Done);
    assert_eq!(with_outcome(&outcomes, "status-429"), ["/ban"; 3], "at the end of the run twice more");
    assert_eq!(with_outcome(&outcomes, "status-503"), ["/tin"]);
    let waits: Vec<i64> =
        server.hits().windows(2).map(|pair| (pair[1].at - pair[0].at).num_seconds()).collect();
    assert_eq!(waits[..4], [0, 0, 30, 40], "robots.txt, /, /ban, /tin, /sitemap.xml");
    assert_eq!(waits[4..], [0, 30, 0, 0], "/ban, /tin, a wrong address, /ban");
}

#[tokio::test]
async fn a_host_that_asks_for_long_is_left_alone() {
    let world = World::new();
    let server = world
        .serve(|request| match request.uri.path() {
            "/" => links(&["/ban", "/tin"]),
            "/ban" => with_status(503, [("retry-after", "3600")]),
            _ => status(404),
        })
        .await;
    let (end, outcomes) = world.run(&server).await;
    let RunEnd::HostDown { reason } = end else { panic!("{end:?}") };
    assert!(reason.contains("3600 s") && reason.contains(&server.authority), "{reason}");
    assert_eq!(outcomes.len(), 2);
    let before = server.hits().len();
    world.clock.advance(TimeDelta::minutes(50));
    let (end, _) = world.run(&server).await;
    let reason = format!("{}: it is left alone for another 600 s", server.authority);
    assert_eq!(end, RunEnd::HostDown { reason });
    assert_eq!(server.hits().len(), before, "not asked at all, though the process is new");
    world.clock.advance(TimeDelta::minutes(10));
    let (_, outcomes) = world.run(&server).await;
    assert_eq!(with_outcome(&outcomes, "gone-404"), ["/tin", "/sitemap.xml"], "the pause is over");
}

#[tokio::test]
async fn pauses_double_until_the_run_gives_up() {
    let world = World::new();
    let server = world
        .serve(|request| match request.uri.path() {
            "/" => links(&["/1", "/2", "/3", "/4", "/5", "/6"]),
            "/robots.txt" => status(404),
            _ => status(503),
        })
        .await;
    let (end, outcomes) = world.run(&server).await;
    assert!(matches!(end, RunEnd::HostDown { .. }), "{end:?}");
    assert_eq!(with_outcome(&outcomes, "status-503"), ["/1", "/2", "/3", "/4"]);
    let waits: Vec<i64> =
        server.hits().windows(2).map(|pair| (pair[1].at - pair[0].at).num_seconds()).collect();
    assert_eq!(waits, [0, 0, 10, 20, 40]);
    assert!(world.store.waiting(world.now()) >= 2, "the rest stays due");
}

#[tokio::test]
async fn a_host_that_cannot_be_reached_ends_the_run() {
    let world = World::new();
    let server = world.serve(|_| status(404)).await;
    // A port that nobody listens at: taken, and given back.
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let mut scope = server.scope("phuong");
    scope.start_urls = vec![langbao_article::CanonicalUrl::parse(&format!("http://{free}/")).unwrap()];
    world.seed(&scope);
    let end = world.crawler().run_site(&scope, &CancellationToken::new(), |_| {}).await.unwrap();
    let RunEnd::HostDown { reason } = end else { panic!("{end:?}") };
    assert!(reason.contains("robots.txt cannot be read: connect"), "{reason}");
}

#[tokio::test]
async fn stopping_cancels_the_waiting_but_not_the_storing() {
    let world = World::new();
    let stop = CancellationToken::new();
    let told = stop.clone();
    let server = world
        .serve(move |request| match request.uri.path() {
            "/" => links(&["/a", "/b"]),
            "/a" => {
                told.cancel();
                hang()
            }
            _ => status(404),
        })
        .await;
    let scope = server.scope("phuong");
    world.seed(&scope);
    let end = world.crawler().run_site(&scope, &stop, |_| {}).await.unwrap();
    assert_eq!(end, RunEnd::Stopped);
    let visited: Vec<String> = world.store.visits().iter().map(|visit| path_of(&visit.due.url)).collect();
    assert_eq!(visited, ["/"], "what was fetched is stored, the rest stays due");
    assert_eq!(world.store.waiting(world.now()), 3, "/a, /b and /sitemap.xml");
}

#[tokio::test]
async fn a_process_that_was_killed_may_have_asked_just_now() {
    let mut world = World::new();
    world.settings.delay = Duration::from_secs(5);
    let server = world.serve(|request| if request.uri.path() == "/" { hang() } else { status(404) }).await;
    let scope = server.scope("phuong");
    world.seed(&scope);
    let crawler = world.crawler();
    let stop = CancellationToken::new();
    let run = crawler.run_site(&scope, &stop, |_| {});
    // Dropped in the middle of a request: nothing of it is stored.
    let asked = async {
        while server.hits().len() < 2 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! { _ = run => panic!("it hangs"), () = asked => {} }
    world.clock.advance(TimeDelta::seconds(60));
    let restarted = world.now();
    world.fetch(&server, "/b").await;
    let hits = server.hits();
    assert_eq!(hits.last().unwrap().at - restarted, TimeDelta::seconds(5));
}

#[tokio::test]
async fn ordinary_requests_do_not_write_the_state_of_the_host() {
    let world = World::new();
    let server = world
        .serve(|request| match request.uri.path() {
            "/" => links(&["/1", "/2", "/3", "/4", "/5", "/6", "/7", "/8", "/9"]),
            _ => status(404),
        })
        .await;
    let (_, outcomes) = world.run(&server).await;
    assert_eq!(outcomes.len(), 11);
    assert_eq!(
        world.store.host_saves.load(Ordering::Relaxed),
        3,
        "that it begins, robots.txt, and that it has ended"
    );
}
