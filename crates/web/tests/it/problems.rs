use axum::http::StatusCode;

use crate::world::{WARD, World, id};

#[tokio::test]
async fn the_api_says_what_is_wrong() {
    let world = World::new();
    let article = format!("/api/v1/articles/{}/versions/9", id(WARD, "tin/2"));
    for (name, address) in [
        ("unknown_parameter", "/api/v1/search?q=h%E1%BB%8Dp&dateFrom=2018"),
        ("unknown_parameter_en", "/api/v1/search?peson=An&lang=en"),
        ("invalid_date", "/api/v1/search?date_from=30/02/2018"),
        ("invalid_word", "/api/v1/search?sort=newst"),
        ("repeated", "/api/v1/search?q=a&q=b&lang=en"),
        ("bad_cursor", "/api/v1/search?cursor=0000"),
        ("no_article", "/api/v1/articles/0000000000000"),
        ("no_article_id", "/api/v1/articles/%3Cscript%3E"),
        ("no_version", &article),
        ("no_page", "/api/v1/nothing?lang=en"),
        ("suggest_unknown", "/api/v1/suggest?name=An"),
    ] {
        let answer = world.get(address).await;
        assert_eq!(answer.header("content-type"), "application/problem+json", "{address}");
        let mut problem = answer.json();
        assert_eq!(problem["status"], answer.status.as_u16(), "{address}");
        // Another for each request, and told in the header too.
        let request = problem.as_object_mut().unwrap().remove("request_id").unwrap();
        assert_eq!(request, answer.header("x-request-id"), "{address}");
        insta::assert_json_snapshot!(name, problem);
    }
}

#[tokio::test]
async fn only_reading_is_allowed() {
    let world = World::new();
    let answer = world.send("POST", "/api/v1/search", &[]).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.header("allow"), "GET,HEAD");
    assert_eq!(answer.json()["code"], "method_not_allowed");
}

#[tokio::test]
async fn pages_say_what_is_wrong_in_words() {
    let world = World::new();
    let answer = world.get("/search?q=h%E1%BB%8Dp&date_from=m%C3%B9a+xu%C3%A2n&person=An").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert!(answer.text().contains("“mùa xuân” không phải là ngày"));
    assert!(answer.text().contains("href=\"/search?q=h%E1%BB%8Dp&#38;person=An\""), "{}", answer.text());

    let answer = world.get("/khong-co?lang=en").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.text().contains("<html lang=\"en\">"));
    assert!(answer.text().contains("There is no page at this address"));
    for address in
        ["/articles/x", "/articles/0000000000000", "/captures/x", "/captures/99", "/articles/0/versions/1"]
    {
        assert_eq!(world.get(address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
}

#[tokio::test]
async fn what_visitors_type_is_never_markup() {
    let world = World::new();
    for address in [
        "/search?q=%22%3E%3Cscript%3E",
        "/search?%3Cscript%3E=1",
        "/articles/%3Cscript%3E",
        "/search?sort=%3Cscript%3E",
    ] {
        let answer = world.get(address).await;
        assert!(!answer.text().contains("<script>"), "{address}");
    }
}
