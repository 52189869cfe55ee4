//! What is read elsewhere: feeds, sitemaps, citations, JSON-LD, suggestions for browsers.

use serde_json::Value;

use crate::world::{COMMUNE, WARD, World, id};

#[tokio::test]
async fn a_feed_has_what_the_search_finds_newest_first() {
    let world = World::new();
    let answer = world.get_with("/search.atom?person=tham+ba+phuoc", &[("host", "tin.example.vn")]).await;
    assert_eq!(answer.header("content-type"), "application/atom+xml; charset=utf-8");
    let feed = feed_rs::parser::parse(answer.body.as_slice()).unwrap();
    let titles: Vec<&str> = feed.entries.iter().map(|e| e.title.as_ref().unwrap().content.as_str()).collect();
    assert_eq!(
        titles,
        ["Ngày hội đọc sách hè của thiếu nhi Đồng Lau", "Phường Hoa Mai họp tổ dân phố bàn việc nước sạch"]
    );
    assert_eq!(feed.entries[0].id, format!("urn:langbao:article:{}", id(COMMUNE, "tin/3")));
    assert!(feed.entries.iter().all(|entry| entry.updated.is_some() && !entry.links.is_empty()));
    assert_eq!(feed.updated, feed.entries[0].updated);
    let own: Vec<&str> = feed.links.iter().map(|link| link.href.as_str()).collect();
    assert_eq!(
        own,
        [
            "http://tin.example.vn/search.atom?person=tham+ba+phuoc",
            "http://tin.example.vn/search?person=tham+ba+phuoc"
        ]
    );
}

#[tokio::test]
async fn a_feed_keeps_its_name_and_is_not_sent_twice() {
    let mut world = World::new();
    let parse = |body: &[u8]| feed_rs::parser::parse(body).unwrap();
    let address = "/search.atom?q=h%E1%BB%8Dp&site=xa-dong-lau";
    let first = world.ok(address).await;
    let other = world.ok("/search.atom?site=xa-dong-lau&limit=3&q=h%E1%BB%8Dp").await;
    assert_eq!(parse(&first.body).id, parse(&other.body).id, "the same search");
    assert_ne!(parse(&first.body).id, parse(&world.ok("/search.atom").await.body).id);
    let again = world.get_with(address, &[("if-none-match", first.header("etag"))]).await;
    assert_eq!(again.status, 304);
    world.publish_another();
    let changed = world.get_with("/search.atom", &[("if-none-match", first.header("etag"))]).await;
    assert_eq!(parse(&changed.body).entries.len(), 6);
    // Text is never markup.
    assert!(changed.text().contains("&#60;script&#62;"));
    let empty = World::empty().ok("/search.atom?lang=en").await;
    assert_eq!(parse(&empty.body).entries.len(), 0);
    assert_eq!(world.get("/search.atom?qq=1").await.status, 400);
}

#[tokio::test]
async fn the_sitemap_has_every_article_once() {
    let world = World::new();
    let index = world.get_with("/sitemap.xml", &[("host", "tin.example.vn")]).await;
    assert_eq!(index.text().matches("<loc>").count(), 1);
    assert!(index.text().contains("<loc>http://tin.example.vn/sitemap/1.xml</loc>"), "{}", index.text());
    let map = world.ok("/sitemap/1.xml").await;
    assert_eq!(map.text().matches("<url>").count(), 5);
    assert!(map.text().contains(&format!("/articles/{}</loc>", id(WARD, "tin/2"))));
    for address in ["/sitemap/0.xml", "/sitemap/2.xml", "/sitemap/x.xml"] {
        assert_eq!(world.get(address).await.status, 404, "{address}");
    }
    assert!(world.ok("/robots.txt").await.text().contains("Sitemap: http://localhost/sitemap.xml"));
}

#[tokio::test]
async fn an_article_is_cited_in_three_forms() {
    let world = World::new();
    let article = id(WARD, "tin/1");
    let cite = async |ending: &str| world.ok(&format!("/api/v1/articles/{article}.{ending}")).await;
    let bib = cite("bib").await;
    assert_eq!(bib.header("content-type"), "application/x-bibtex; charset=utf-8");
    assert!(bib.text().starts_with(&format!("@online{{langbao-{article},\n")), "{}", bib.text());
    assert!(bib.text().contains("date = {2018-02-27}") && bib.text().contains("author = {{Minh Hà}}"));
    let ris = cite("ris").await;
    assert!(ris.text().starts_with("TY  - NEWS\r\n") && ris.text().ends_with("ER  - \r\n"), "{}", ris.text());
    assert!(ris.text().contains("DA  - 2018/02/27\r\n"));
    let text = cite("txt").await;
    assert!(text.text().starts_with("Minh Hà. “Phường Hoa Mai họp tổ dân phố"), "{}", text.text());
    assert!(text.text().contains("Phường Hoa Mai, 27/02/2018. https://phuong-hoa-mai.example.vn/tin/1"));
    assert_eq!(world.get(&format!("/api/v1/articles/{article}.pdf")).await.status, 404);
}

#[tokio::test]
async fn an_article_describes_itself_to_search_engines() {
    let world = World::new();
    let page = world.ok(&format!("/articles/{}", id(WARD, "tin/2"))).await;
    let data = page.text().split("<script type=\"application/ld+json\">").nth(1).unwrap();
    let data: Value = serde_json::from_str(data.split("</script>").next().unwrap()).unwrap();
    assert_eq!(data["@type"], "NewsArticle");
    assert_eq!(data["headline"], "Thông báo <script>alert(1)</script> tạm ngừng cấp điện & nước");
    assert_eq!(data["datePublished"], "2018-03-02");
    let copy = format!("http://localhost/captures/{}", world.capture(id(WARD, "tin/2")));
    assert_eq!(data["archivedAt"], copy);
}

#[tokio::test]
async fn browsers_are_told_what_one_may_search() {
    let world = World::new();
    let answer = world.ok("/opensearch/suggestions?q=phuoc").await;
    assert_eq!(answer.header("content-type"), "application/x-suggestions+json");
    let [typed, words, about] = serde_json::from_str::<[Value; 3]>(answer.text()).unwrap();
    assert_eq!((typed, &words[0], &about[0]), ("phuoc".into(), &"Thẩm Bá Phước".into(), &"2 bài".into()));
    assert!(world.ok("/opensearch.xml").await.text().contains("/opensearch/suggestions?q={searchTerms}"));
}
