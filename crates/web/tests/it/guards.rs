use axum::http::StatusCode;

use crate::world::{COMMUNE, WARD, World, id};

#[tokio::test]
async fn nothing_is_sent_twice() {
    let mut world = World::new();
    let article = format!("/articles/{}", id(WARD, "tin/1"));
    let capture = format!("/captures/{}", world.capture(id(WARD, "tin/1")));
    let api_article = format!("/api/v1{article}");
    let addresses = [
        "/",
        "/search?site=xa-dong-lau",
        "/api/v1/search?limit=2",
        &article,
        &api_article,
        &capture,
        "/status",
        "/help",
    ];
    let mut tags = Vec::new();
    for address in addresses {
        let tag = world.ok(address).await.header("etag").to_owned();
        assert!(tag.starts_with("W/\""), "{address}");
        let again = world.get_with(address, &[("if-none-match", &tag)]).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{address}");
        assert_eq!(again.header("etag"), tag);
        let other = world.get_with(address, &[("if-none-match", "W/\"another\"")]).await;
        assert_eq!(other.status, StatusCode::OK, "{address}");
        tags.push(tag);
    }
    world.publish_another();
    for (address, tag) in addresses.iter().zip(&tags) {
        let status = world.get_with(address, &[("if-none-match", tag)]).await.status;
        let stays = [article.as_str(), api_article.as_str(), capture.as_str(), "/help"].contains(address);
        let expected = if stays { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
        assert_eq!(status, expected, "{address}");
    }
}

#[tokio::test]
async fn a_renamed_site_shows_its_new_name() {
    let world = World::new();
    let tag = world.ok("/search").await.header("etag").to_owned();
    let mut site = world.site(COMMUNE);
    site.name = "Xã Đồng Lau Mới".to_owned();
    world.rename(site);
    let answer = world.get_with("/search", &[("if-none-match", &tag)]).await;
    assert!(answer.text().contains("Xã Đồng Lau Mới"));
}

#[tokio::test]
async fn every_answer_guards_its_visitor() {
    let world = World::new();
    for address in
        ["/", "/search", "/status", "/help", "/nothing", "/api/v1/search", "/api/v1/x", "/robots.txt"]
    {
        let answer = world.get(address).await;
        assert!(answer.header("content-security-policy").starts_with("default-src 'none'"), "{address}");
        assert!(!answer.header("content-security-policy").contains("unsafe"), "{address}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{address}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{address}");
        assert!(!answer.header("cache-control").is_empty(), "{address}");
    }
}

#[tokio::test]
async fn copies_have_no_rights() {
    let world = World::new();
    let address = format!("/captures/{}", world.capture(id(WARD, "tin/1")));
    let answer = world.ok(&address).await;
    let again = world.get_with(&address, &[("if-none-match", answer.header("etag"))]).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    // The headers of the second answer replace those of the first.
    for answer in [&answer, &again] {
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("sandbox; default-src 'none'") && !policy.contains("script"), "{policy}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("x-robots-tag"), "noindex, nofollow");
        assert_eq!(answer.header("memento-datetime"), "Mon, 10 Jun 2019 01:01:00 GMT");
        assert_eq!(answer.header("link"), "<https://phuong-hoa-mai.example.vn/tin/1>; rel=\"original\"");
    }
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    // The bytes are those the site sent, its scripts among them.
    assert!(answer.text().contains("<script>alert(1)</script>"));

    let file = (1..20).map(|n| format!("/captures/{n}"));
    let mut files = 0;
    for address in file {
        let answer = world.get(&address).await;
        if answer.header("content-type") == "application/pdf" {
            assert_eq!(answer.header("content-disposition"), "attachment; filename=\"kh-12.pdf\"");
            files += 1;
        }
    }
    assert_eq!(files, 1);
}

#[tokio::test]
async fn long_answers_are_compressed() {
    let world = World::new();
    let answer = world.get_with("/help", &[("accept-encoding", "gzip")]).await;
    assert_eq!(answer.header("content-encoding"), "gzip");
    assert_eq!(answer.body[..2], [0x1f, 0x8b]);
}

#[tokio::test]
async fn the_style_sheet_is_kept_for_ever() {
    let world = World::new();
    let home = world.ok("/").await;
    let at = home.text().find("/assets/langbao.css?v=").unwrap();
    let address = home.text()[at..].split('"').next().unwrap();
    let style = world.ok(address).await;
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
    assert!(style.header("cache-control").contains("immutable"));
}

#[tokio::test]
async fn each_request_has_a_name() {
    let world = World::new();
    let (first, second) = (world.ok("/").await, world.ok("/").await);
    assert_ne!(first.header("x-request-id"), second.header("x-request-id"));
    let named = world.get_with("/api/v1/search", &[("x-request-id", "from-the-proxy-1")]).await;
    assert_eq!(named.header("x-request-id"), "from-the-proxy-1");
    let forged = world.get_with("/api/v1/search", &[("x-request-id", "a<b>\"c\"")]).await;
    assert_eq!(forged.header("x-request-id").len(), 16);
}

#[tokio::test]
async fn scripts_of_others_may_read_what_is_public() {
    let world = World::new();
    for address in ["/api/v1/search", "/api/v1/nothing", "/openapi.json", "/search.atom"] {
        let answer = world.get_with(address, &[("origin", "https://khac.example.vn")]).await;
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{address}");
        assert!(answer.header("access-control-expose-headers").contains("x-request-id"), "{address}");
    }
    assert_eq!(world.ok("/search").await.header("access-control-allow-origin"), "");
    let asks = [("origin", "https://khac.example.vn"), ("access-control-request-method", "GET")];
    let answer = world.send("OPTIONS", "/api/v1/search", &asks).await;
    assert_eq!((answer.status, answer.body.len()), (StatusCode::NO_CONTENT, 0));
    assert_eq!(answer.header("access-control-allow-methods"), "GET, HEAD, OPTIONS");
}

#[tokio::test]
async fn answers_are_small_for_those_who_can_read_them_so() {
    let world = World::new();
    let plain = world.ok("/help").await;
    for encoding in ["br", "gzip"] {
        let answer = world.get_with("/help", &[("accept-encoding", encoding)]).await;
        assert_eq!(answer.header("content-encoding"), encoding);
        assert!(answer.body.len() * 2 < plain.body.len(), "{encoding}: {}", answer.body.len());
    }
}

#[tokio::test]
async fn the_language_is_chosen_by_address_then_cookie_then_browser() {
    let world = World::new();
    let lang = async |address: &str, headers: &[(&str, &str)]| {
        let answer = world.get_with(address, headers).await;
        assert!(answer.header("vary").contains("accept-language"), "{address}");
        let found = if answer.text().contains("<html lang=\"en\">") { "en" } else { "vi" };
        (found, answer.header("set-cookie").split(';').next().unwrap().to_owned())
    };
    let english = ("accept-language", "en-GB,en;q=0.9");
    assert_eq!(lang("/", &[]).await, ("vi", String::new()));
    assert_eq!(lang("/", &[english]).await, ("en", String::new()));
    assert_eq!(lang("/?lang=vi", &[english]).await, ("vi", "lang=vi".to_owned()));
    assert_eq!(lang("/", &[english, ("cookie", "lang=vi")]).await, ("vi", String::new()));
    assert_eq!(lang("/search?q=a", &[("cookie", "lang=en")]).await, ("en", String::new()));
    assert_eq!(lang("/?lang=en", &[("cookie", "lang=en")]).await, ("en", String::new()));
    assert_eq!(lang("/khong-co", &[english]).await, ("en", String::new()));
    // The API speaks Vietnamese unless asked otherwise: scripts must not depend on where they run.
    let problem = world.get_with("/api/v1/search?x=1", &[english]).await.json();
    assert_eq!(problem["title"], "Tham số không có");
}
