//! Places: the filter, what is told of it, the page of a place.

use serde_json::json;

use crate::world::{COMMUNE, NEW_WARD, OLD_WARD, WARD, World, id};

#[tokio::test]
async fn a_place_filters_with_its_lineage() {
    let world = World::new();
    let total =
        async |query: &str| world.ok(&format!("/api/v1/search?{query}")).await.json()["total"].clone();
    assert_eq!(total(&format!("place={OLD_WARD}")).await, json!(3));
    assert_eq!(total(&format!("place={OLD_WARD}&lineage=none")).await, json!(2));
    assert_eq!(total(&format!("place={NEW_WARD}")).await, json!(1));
    assert_eq!(total(&format!("place={NEW_WARD}&lineage=all")).await, json!(3));
    assert_eq!(total("place=ngoc+thuy&lineage=none").await, json!(2));
    assert_eq!(total("q=place:00118&lineage=none").await, json!(3));
    assert_eq!(total(&format!("place={OLD_WARD}&place={NEW_WARD}&lineage=none")).await, json!(3));
}

#[tokio::test]
async fn what_became_of_a_place_is_told_with_a_way_to_it() {
    let world = World::new();
    let answer =
        world.ok("/api/v1/search?q=ph%C6%B0%E1%BB%9Dng+Ng%E1%BB%8Dc+Th%E1%BB%A5y&lang=en").await.json();
    let note = &answer["notes"][0];
    assert_eq!((&note["code"], &note["place"]["id"]), (&json!("place_gone"), &json!(OLD_WARD)));
    assert!(note["successors"].as_array().unwrap().iter().any(|place| place["id"] == NEW_WARD));
    let page = world.ok("/search?q=ngoc+thuy").await;
    let link = format!("href=\"/search?place={}", OLD_WARD.replace(':', "%3A").replace('@', "%40"));
    for part in ["không còn từ 1/7/2025, nay thuộc: ", &link, &format!("href=\"/places/{OLD_WARD}\"")] {
        assert!(page.text().contains(part), "{part}");
    }
}

#[tokio::test]
async fn an_unclear_place_is_told_and_can_be_made_clear() {
    let world = World::new();
    let page = world.ok("/search?place=Long+Bi%C3%AAn&lang=en").await;
    for part in ["is the name of several places", "href=\"/search?lang=en&#38;place=vn%3A004%40-2025\""] {
        assert!(page.text().contains(part), "{part}");
    }
    let answer = world.ok("/api/v1/search?place=Kh%C3%B4ng+%C4%90%C3%A2u").await.json();
    assert_eq!((&answer["total"], &answer["warnings"][0]["code"]), (&json!(0), &json!("no_such_place")));
}

#[tokio::test]
async fn the_facet_names_its_places() {
    let world = World::new();
    let answer = world.ok(&format!("/api/v1/search?facets=true&place={NEW_WARD}")).await.json();
    let values = &answer["facets"]["place"]["values"];
    assert_eq!(values[0]["name"], "Phường Ngọc Thụy, Quận Long Biên, Thành phố Hà Nội");
    assert_eq!((&values[0]["count"], &values[1]["value"]), (&json!(2), &json!(NEW_WARD)));
    let page = world.ok(&format!("/search?place={NEW_WARD}")).await;
    assert!(page.text().contains("địa danh: Phường Bồ Đề, Thành phố Hà Nội"));
    assert!(page.text().contains("<h2 id=\"facet-place\">Địa danh</h2>"));
}

#[tokio::test]
async fn places_are_looked_up_and_suggested() {
    let world = World::new();
    let names = async |address: &str| {
        let answer = world.ok(address).await.json();
        let places = answer["places"].as_array().unwrap().clone();
        places.iter().map(|place| place["full_name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let ngoc_thuy = "Phường Ngọc Thụy, Quận Long Biên, Thành phố Hà Nội";
    assert_eq!(names("/api/v1/places?q=P.+ngoc+thuy").await, [ngoc_thuy]);
    assert_eq!(names("/api/v1/suggest?q=ngoc+thu&limit=3").await[0], ngoc_thuy);
    assert_eq!(names("/api/v1/places?q=00118&at=2026").await, ["Phường Bồ Đề, Thành phố Hà Nội"]);
    assert_eq!(names("/api/v1/places?q=").await, Vec::<String>::new());
    assert_eq!(world.get("/api/v1/places?q=a&at=soon").await.status, 400);
}

#[tokio::test]
async fn a_place_with_all_that_it_is_tied_to() {
    let world = World::new();
    let answer = world.ok(&format!("/api/v1/places/{OLD_WARD}")).await.json();
    assert_eq!(answer["within"][0]["name"], "Quận Long Biên");
    assert_eq!(answer["articles"], json!({ "place": 2, "with_successors": 3 }));
    assert_eq!(answer["sites"], json!([{ "id": WARD, "name": "Phường Hoa Mai" }]));
    assert_eq!(answer["newest"][0]["id"], json!(id(COMMUNE, "tin/1")));
    assert_eq!(world.get("/api/v1/places/vn:99999@-2025").await.status, 404);
}

#[tokio::test]
async fn the_page_of_a_place_leads_both_ways() {
    let world = World::new();
    let old = world.ok(&format!("/places/{OLD_WARD}")).await;
    for part in [
        "<h1 lang=\"vi\">Phường Ngọc Thụy</h1>",
        "đơn vị hành chính đến hết 30/6/2025",
        "nay thuộc các đơn vị bên phải",
        "<strong lang=\"vi\">Phường Ngọc Thụy</strong>",
        "<path d=\"M0 ",
        &format!("href=\"/places/{NEW_WARD}\""),
        "href=\"/places/vn:004@-2025\"",
        "Tìm trong 2 bài nhắc đến nơi này",
        "Xã Đồng Lau ra quân",
        "href=\"/search?site=phuong-hoa-mai\"",
    ] {
        assert!(old.text().contains(part), "{part}");
    }
    let new = world.ok(&format!("/places/{NEW_WARD}?lang=en")).await;
    for part in [
        "was made of the units on the left",
        &format!("href=\"/places/{OLD_WARD}?lang=en\""),
        "a unit since 1 July 2025",
    ] {
        assert!(new.text().contains(part), "{part}");
    }
    let district = world.ok("/places/vn:004@-2025").await;
    assert!(district.text().contains("Các phường, xã") && district.text().contains("Phường Cự Khối"));
    assert_eq!(world.get("/places/nowhere").await.status, 404);
}
