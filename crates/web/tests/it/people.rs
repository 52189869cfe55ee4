//! Pages and API of persons.

use crate::world::World;

const SEN: &str = "lê_thị_sen@";

fn address(root: &str) -> String {
    format!("{root}/l%C3%AA_th%E1%BB%8B_sen%40")
}

#[tokio::test]
async fn a_name_leads_to_its_person() {
    let world = World::new();
    let page = world.get("/people/le%20thi%20sen").await;
    assert_eq!(page.status, 307);
    assert_eq!(page.header("location"), address("/people"));
    let page = world.ok(&address("/people")).await;
    for part in ["<h1 lang=\"vi\">Lê Thị Sen</h1>", "Chức vụ đã thấy", "Bài mới nhất", SEN, "/api/v1/people/"]
    {
        assert!(page.text().contains(part), "no {part} in\n{}", page.text());
    }
    let page = world.ok(&format!("{}?lang=en", address("/people"))).await;
    assert!(page.text().contains("Posts seen in articles"));
    assert_eq!(world.get("/people/khong%20co%20ai").await.status, 404);
}

#[tokio::test]
async fn persons_are_listed_by_any_word() {
    let world = World::new();
    let page = world.ok("/people?q=sen").await;
    assert!(page.text().contains("Lê Thị Sen"), "{}", page.text());
    let page = world.ok("/people?q=xyz").await;
    assert!(page.text().contains("Không thấy ai có tên này"));
    let people = world.ok("/api/v1/people?q=sen").await.json();
    assert_eq!(people["people"][0]["id"], SEN);
    assert_eq!(people["people"][0]["name"], "Lê Thị Sen");
}

#[tokio::test]
async fn the_api_tells_of_a_person() {
    let world = World::new();
    let person = world.ok(&address("/api/v1/people")).await.json();
    assert_eq!((&person["id"], &person["articles"]), (&SEN.into(), &person["months"][0]["articles"]));
    for part in ["posts", "co_mentioned"] {
        let path = if part == "posts" { "posts" } else { "co-mentioned" };
        let told = world.ok(&format!("{}/{path}", address("/api/v1/people"))).await.json();
        assert_eq!(told[part], person[part], "{part}");
    }
    let mentions = world.ok(&format!("{}/mentions", address("/api/v1/people"))).await.json();
    assert_eq!(mentions["total"], person["articles"]);
    let nobody = world.get("/api/v1/people/ai_do@").await;
    assert_eq!((nobody.status.as_u16(), nobody.json()["code"].as_str()), (404, Some("not_found")));
}
