use std::collections::HashSet;

use serde_json::{Value, json};

use crate::world::{COMMUNE, WARD, World, id};

fn titles(answer: &Value) -> Vec<&str> {
    answer["hits"].as_array().unwrap().iter().map(|hit| hit["title"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn all_articles_with_facets_and_histogram() {
    let world = World::new();
    let answer = world.ok("/api/v1/search?facets=true&histogram=month&sort=newest").await;
    assert_eq!(answer.header("content-type"), "application/json");
    insta::assert_json_snapshot!(answer.json());
}

#[tokio::test]
async fn filters_narrow() {
    let world = World::new();
    for (query, total) in [
        ("person=Th%E1%BA%A9m+B%C3%A1+Ph%C6%B0%E1%BB%9Bc", 2),
        ("person=tham+ba+phuoc", 2),
        ("person=tham+ba+phuoc&person=le+thi+sen", 3),
        ("person=tham+ba+phuoc&site=xa-dong-lau", 1),
        ("exclude_site=xa-dong-lau", 2),
        ("section=Th%C3%B4ng+b%C3%A1o", 1),
        ("date_from=2018-03&date_to=2018-03", 1),
        ("date_from=02/03/2018&date_to=2/3/2018", 1),
        ("date_to=2018", 2),
        ("person=", 5),
    ] {
        let answer = world.ok(&format!("/api/v1/search?{query}")).await.json();
        assert_eq!(answer["total"], total, "{query}");
    }
}

#[tokio::test]
async fn a_cursor_reaches_every_article_once() {
    let world = World::new();
    for sort in ["relevance", "newest", "oldest"] {
        let mut seen: HashSet<String> = HashSet::new();
        let mut next = String::new();
        let mut pages = 0;
        loop {
            let answer = world.ok(&format!("/api/v1/search?limit=2&sort={sort}{next}")).await.json();
            assert_eq!(answer["total"], 5);
            for title in titles(&answer) {
                assert!(seen.insert(title.to_owned()), "{title} twice");
            }
            pages += 1;
            match answer["next_cursor"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!((seen.len(), pages), (5, 3), "{sort}");
    }
}

#[tokio::test]
async fn an_article_with_everything() {
    let world = World::new();
    let mut answer = world.ok(&format!("/api/v1/articles/{}", id(WARD, "tin/1"))).await.json();
    // What is found in the text is the business of another crate's tests.
    for found in ["persons", "places", "documents"] {
        assert!(answer.as_object_mut().unwrap().remove(found).unwrap().is_array(), "{found}");
    }
    insta::assert_json_snapshot!(answer);
}

#[tokio::test]
async fn versions_of_an_edited_article() {
    let world = World::new();
    let address = format!("/api/v1/articles/{}/versions", id(WARD, "tin/2"));
    insta::assert_json_snapshot!(world.ok(&address).await.json());
    let first = world.ok(&format!("{address}/1")).await.json();
    let second = world.ok(&format!("{address}/2")).await.json();
    assert_eq!((&first["version"], &second["version"]), (&json!(1), &json!(2)));
    assert!(first["blocks"][0]["text"].as_str().unwrap().contains("5/3"));
    assert!(second["blocks"][0]["text"].as_str().unwrap().contains("6/3"));
}

#[tokio::test]
async fn sites_and_runs() {
    let world = World::new();
    insta::assert_json_snapshot!("sites", world.ok("/api/v1/sites").await.json());
    insta::assert_json_snapshot!("runs", world.ok("/api/v1/runs").await.json());
    let none = world.ok(&format!("/api/v1/runs?site={COMMUNE}")).await.json();
    assert_eq!(none, json!({ "runs": [] }));
}

#[tokio::test]
async fn persons_are_suggested_by_any_part_of_their_name() {
    let world = World::new();
    let answer = world.ok("/api/v1/suggest?q=phuoc").await.json();
    assert_eq!(answer["persons"], json!([{ "name": "Thẩm Bá Phước", "articles": 2 }]));
    assert_eq!(world.ok("/api/v1/suggest?q=").await.json()["persons"], json!([]));
}

#[tokio::test]
async fn a_gone_article_stays_and_says_so() {
    let world = World::new();
    let answer = world.ok(&format!("/api/v1/articles/{}", id(COMMUNE, "tin/2"))).await.json();
    assert_eq!(answer["gone_at"], "2019-06-10T09:30:00+07:00");
    assert_eq!(answer["published_at"], Value::Null);
}

#[tokio::test]
async fn the_server_says_how_it_is() {
    let world = World::new();
    assert_eq!(world.ok("/healthz").await.text(), "ok\n");
    let ready = world.ok("/readyz").await.json();
    assert_eq!(ready["archive_seq"], ready["index_generation"]);
    let empty = World::empty();
    assert_eq!(empty.ok("/api/v1/search").await.json()["total"], 0);
}

#[tokio::test]
async fn copies_of_a_text_are_one_hit_if_asked() {
    let mut world = World::new();
    let (source, _) = world.reprint();
    let query = "q=m%E1%BB%B1c+n%C6%B0%E1%BB%9Bc+s%C3%B4ng";
    let answer = world.ok(&format!("/api/v1/search?{query}&collapse=true")).await.json();
    assert_eq!((&answer["total"], &answer["texts"]), (&json!(2), &json!(1)));
    assert_eq!((&answer["hits"][0]["id"], &answer["hits"][0]["copies"]), (&json!(source), &json!(1)));
    let answer = world.ok(&format!("/api/v1/search?{query}")).await.json();
    assert_eq!(answer["hits"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn scores_are_explained_if_asked() {
    let world = World::new();
    let answer = world.ok("/api/v1/search?q=nuoc+sach&explain=true").await.json();
    assert!(answer["understood"]["ask"].is_string(), "{answer}");
    let parts = answer["hits"][0]["score_parts"].as_array().unwrap();
    let sum: f64 = parts.iter().map(|part| part["score"].as_f64().unwrap()).sum();
    let score = answer["hits"][0]["score"].as_f64().unwrap();
    assert!(!parts.is_empty() && (sum - score).abs() < 0.01 * score, "{sum} {score}");
    let answer = world.ok("/api/v1/search?q=nuoc+sach").await.json();
    assert!(answer.get("understood").is_none() && answer["hits"][0].get("score_parts").is_none());
}
