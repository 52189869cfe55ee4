//! What must not be connected to.

use axum::response::IntoResponse;
use langbao_article::CanonicalUrl;
use langbao_crawl::{Fetched, RunEnd};

use crate::world::{World, links, with_outcome, with_status};

fn code(fetched: &Fetched) -> &str {
    match fetched {
        Fetched::Failed { code, .. } => code,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn private_addresses_are_not_asked_for_anything() {
    let mut world = World::new();
    world.settings.allow_networks.clear();
    let server = world.serve(|_| links(&[])).await;
    let port = server.url("/").as_url().port().unwrap();
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0x7f.1", "[::1]"] {
        let url = CanonicalUrl::parse(&format!("http://{host}:{port}/")).unwrap();
        assert_eq!(code(&world.crawler().fetch_once(&url).await), "private-address", "{host}");
    }
    let (end, outcomes) = world.run(&server).await;
    assert!(matches!(&end, RunEnd::HostDown { reason } if reason.ends_with(": private-address")), "{end:?}");
    assert_eq!(with_outcome(&outcomes, "private-address"), ["/"]);
    assert!(server.hits().is_empty(), "{:?}", server.paths());
}

#[tokio::test]
async fn names_at_allowed_addresses_are_asked() {
    let world = World::new();
    let server = world.serve(|_| links(&[])).await;
    let port = server.url("/").as_url().port().unwrap();
    let url = CanonicalUrl::parse(&format!("http://localhost:{port}/")).unwrap();
    assert!(matches!(world.crawler().fetch_once(&url).await, Fetched::Page(_)));
}

#[tokio::test]
async fn robots_txt_cannot_lead_inside() {
    let world = World::new();
    let server = world
        .serve(|request| match request.uri.path() {
            "/robots.txt" => with_status(302, [("location", "http://169.254.169.254/latest/meta-data")]),
            _ => "x".into_response(),
        })
        .await;
    assert_eq!(world.failure(&server, "/").await, "private-address");
    assert_eq!(server.paths(), ["/robots.txt"]);
}

#[tokio::test]
async fn names_that_do_not_exist_say_so() {
    let world = World::new();
    let url = CanonicalUrl::parse("http://khong-co.invalid/").unwrap();
    let fetched = world.crawler().fetch_once(&url).await;
    let Fetched::Failed { code, detail } = fetched else { panic!("{fetched:?}") };
    assert!(code == "host-down" && detail.contains("robots.txt cannot be read: dns"), "{code}: {detail}");
}
