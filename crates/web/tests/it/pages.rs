use crate::world::{COMMUNE, OLD_WARD, WARD, World, id};

fn has(page: &str, parts: &[&str]) {
    for part in parts {
        assert!(page.contains(part), "no {part} in\n{page}");
    }
}

fn has_not(page: &str, parts: &[&str]) {
    for part in parts {
        assert!(!page.contains(part), "{part} in\n{page}");
    }
}

#[tokio::test]
async fn the_first_page_says_what_there_is() {
    let world = World::new();
    let page = world.ok("/").await;
    has(
        page.text(),
        &[
            "<html lang=\"vi\">",
            "5 bài",
            "Ngày hội đọc sách hè của thiếu nhi Đồng Lau",
            "<time datetime=\"2019-06-01T09:00:00+07:00\">01/06/2019 09:00</time>",
            "href=\"/search?site=phuong-hoa-mai\"",
        ],
    );
    // Newest first.
    let (new, old) = (page.text().find("Ngày hội đọc"), page.text().find("họp tổ dân phố bàn"));
    assert!(new < old);
    has(World::empty().ok("/").await.text(), &["Chưa có bài nào"]);
}

#[tokio::test]
async fn results_link_to_narrower_searches() {
    let world = World::new();
    let page = world.ok("/search?site=phuong-hoa-mai&sort=oldest&lang=en").await;
    let page = page.text();
    has(
        page,
        &[
            "2 articles",
            &format!("href=\"/articles/{}?lang=en\"", id(WARD, "tin/1")),
            "27 Feb 2018 18:05",
            // A day-precise date has no invented time.
            "<time datetime=\"2018-03-02\">2 Mar 2018</time>",
            "href=\"/search?site=phuong-hoa-mai&#38;sort=oldest&#38;lang=en&#38;person=Th%E1%BA%A9m+B%C3%A1+Ph%C6%B0%E1%BB%9Bc\"",
            // The chip drops the filter.
            "<a href=\"/search?sort=oldest&#38;lang=en\"><span class=\"unseen\">Drop </span>site: Phường Hoa Mai",
            // The other site is still offered.
            "href=\"/search?site=phuong-hoa-mai&#38;sort=oldest&#38;lang=en&#38;site=xa-dong-lau\"",
            "href=\"/api/v1/search?site=phuong-hoa-mai&#38;sort=oldest&#38;lang=en\"",
        ],
    );
    has_not(page, &["<script>"]);
    // Filters and facets stand before the results.
    assert!(page.find("id=\"date_from\"") < page.find("class=\"hits\""));
    assert!(page.find("class=\"facets\"") < page.find("class=\"hits\""));
}

#[tokio::test]
async fn bars_narrow_the_date() {
    let world = World::new();
    let page = world.ok("/search?histogram=year").await;
    has(
        page.text(),
        &[
            "<svg",
            "href=\"/search?date_from=2018&#38;date_to=2018&#38;histogram=month\" aria-label=\"2018: 2 bài\"",
            "<td><a href=\"/search?date_from=2019&#38;date_to=2019&#38;histogram=month\">2019</a></td><td>2 bài</td>",
        ],
    );
    let page = world.ok("/search?date_from=2018&date_to=2018&histogram=month").await;
    has(page.text(), &["ngày: 2018", "value=\"2018\"", "aria-label=\"02/2018: 1 bài\""]);
    has_not(page.text(), &["aria-label=\"05/2019"]);
}

#[tokio::test]
async fn next_page_and_back() {
    let world = World::new();
    let page = world.ok("/search?limit=2&sort=newest").await;
    let next = page.text().split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let page = world.ok(&next.replace("&#38;", "&")).await;
    has(page.text(), &["href=\"/search?limit=2&#38;sort=newest\">Về trang đầu", "rel=\"next\""]);
    assert_eq!(page.text().matches("class=\"hit\"").count(), 2);
}

#[tokio::test]
async fn nothing_found_is_answered_with_help() {
    let world = World::new();
    let page = world.ok("/search?person=Kh%C3%B4ng+C%C3%B3+Ai&sort=newest").await;
    has(
        page.text(),
        &[
            "0 bài",
            "Không có bài nào",
            "href=\"/search?sort=newest\">bỏ người: Không Có Ai</a> <span class=\"count\">5 bài</span>",
        ],
    );
    // Each filter alone is in the way of nothing; the name is, and is known with other marks.
    let page = world.ok("/search?q=tham+ba+phuoc&section=Kh%C3%A1c&date_from=2019").await;
    has(page.text(), &["bỏ chuyên mục: Khác</a> <span class=\"count\">1 bài</span>"]);
    let page = world.ok("/search?q=th%C3%A1m+b%C3%A0+ph%C6%B0%E1%BB%9Bc&accents=exact").await;
    has(
        page.text(),
        &["Người có tên gần giống", "lang=\"vi\">Thẩm Bá Phước</a> <span class=\"count\">2 bài"],
    );
}

#[tokio::test]
async fn an_article_page_shows_everything() {
    let world = World::new();
    let capture = world.capture(id(WARD, "tin/1"));
    let page = world.ok(&format!("/articles/{}", id(WARD, "tin/1"))).await;
    has(
        page.text(),
        &[
            "<h1>Phường Hoa Mai họp tổ dân phố bàn việc nước sạch</h1>",
            "27/02/2018 18:05",
            "<h2>Ba việc làm ngay</h2>",
            "<ul><li>Thay đường ống ở ngõ 12</li><li>Đo áp lực nước mỗi tuần</li></ul>",
            "<td>Tổ 3</td><td>120</td>",
            "<p class=\"caption\">Bà con hỏi",
            "1.234 lượt xem",
            "Minh Hà",
            "Đài truyền thanh phường",
            "href=\"https://phuong-hoa-mai.example.vn/tin/1\"",
            "href=\"https://phuong-hoa-mai.example.vn/tep/kh-12.pdf\"",
            "href=\"https://phuong-hoa-mai.example.vn/anh/1.jpg\"",
            &format!("href=\"/captures/{capture}\""),
        ],
    );
    has_not(page.text(), &["<img"]);
}

#[tokio::test]
async fn text_of_an_article_is_never_markup() {
    let world = World::new();
    let article = id(WARD, "tin/2");
    for address in [
        format!("/articles/{article}"),
        format!("/articles/{article}/versions/1"),
        format!("/articles/{article}/versions/2"),
        "/".to_owned(),
        "/search".to_owned(),
    ] {
        let page = world.ok(&address).await;
        has(page.text(), &["Thông báo &#60;script&#62;alert(1)&#60;/script&#62; tạm ngừng"]);
        has_not(page.text(), &["<script>", "alert(1)</script>"]);
    }
}

#[tokio::test]
async fn versions_show_what_changed() {
    let world = World::new();
    let article = id(WARD, "tin/2");
    let page = world.ok(&format!("/articles/{article}/versions/2")).await;
    has(
        page.text(),
        &["từ 8 giờ ngày <del>5/3</del><ins>6/3</ins> tại phố Hoa Mai.", "<p>Đề nghị các hộ chủ động.</p>"],
    );
    let page = world.ok(&format!("/articles/{article}/versions/1?lang=en")).await;
    has(page.text(), &["This is the first version.", "ngày 5/3 tại"]);
    has_not(page.text(), &["<ins>", "<del>"]);
    let page = world.ok(&format!("/articles/{article}")).await;
    has(
        page.text(),
        &[&format!("href=\"/articles/{article}/versions/1\""), "aria-current=\"true\">Phiên bản 2"],
    );
}

#[tokio::test]
async fn a_gone_article_says_so() {
    let world = World::new();
    let page = world.ok(&format!("/articles/{}", id(COMMUNE, "tin/2"))).await;
    has(page.text(), &["trang gốc không còn từ", "10/06/2019 09:30", "không rõ ngày đăng"]);
    let page = world.ok(&format!("/articles/{}?lang=en", id(COMMUNE, "tin/3"))).await;
    has(page.text(), &["on its site, last seen"]);
}

#[tokio::test]
async fn the_status_page_tells_of_sites_and_runs() {
    let world = World::new();
    let page = world.ok("/status").await;
    has(
        page.text(),
        &[
            "Phường Hoa Mai",
            "<code>xa-dong-lau</code>",
            "27/02/2018",
            "<span class=\"mood good\">xong</span>",
            "2 bài mới",
            // The next run was due before now.
            "10/06/2019 19:00</time> (đã đến hạn)",
            "chưa hẹn",
            "mỗi 6 giờ",
        ],
    );
    has(World::empty().ok("/status?lang=en").await.text(), &["There are no sites yet.", "None yet."]);
}

#[tokio::test]
async fn english_stays_english() {
    let world = World::new();
    for address in ["/", "/search", "/status", "/help"] {
        let page = world.ok(&format!("{address}?lang=en")).await;
        has(
            page.text(),
            &["<html lang=\"en\">", "href=\"/help?lang=en\"", "Skip to main content", "hreflang=\"vi\""],
        );
        let page = world.ok(address).await;
        has(page.text(), &["<html lang=\"vi\">", &format!("<a href=\"{address}?lang=en\" lang=\"en\"")]);
    }
    has(world.ok("/search?lang=en").await.text(), &["<input type=\"hidden\" name=\"lang\" value=\"en\">"]);
}

#[tokio::test]
async fn files_that_browsers_and_robots_ask_for() {
    let world = World::new();
    has(world.ok("/robots.txt").await.text(), &["Disallow: /search"]);
    let answer = world.get_with("/opensearch.xml", &[("host", "tin.example.vn")]).await;
    assert_eq!(answer.header("content-type"), "application/opensearchdescription+xml");
    has(answer.text(), &["template=\"http://tin.example.vn/search?q={searchTerms}\""]);
}

#[tokio::test]
async fn kinds_of_documents_narrow_the_search() {
    let mut world = World::new();
    world.publish_another();
    let page = world.ok("/search?q=l%E1%BB%9Bp").await;
    let link = "href=\"/search?q=l%E1%BB%9Bp+num%3AQ%C4%90\"><span lang=\"vi\">Quyết định</span>";
    has(page.text(), &["Loại văn bản", link]);
    let page = world.ok("/search?q=l%E1%BB%9Bp+num%3AQ%C4%90").await;
    has(
        page.text(),
        &[
            "1 bài",
            "href=\"/search?q=l%E1%BB%9Bp\" aria-current=\"true\"><span lang=\"vi\">Quyết định</span>",
        ],
    );
}

#[tokio::test]
async fn an_article_shows_where_it_has_the_words() {
    let world = World::new();
    let found = world.ok("/search?q=nuoc+sach").await;
    let link = format!("/articles/{}?q=nuoc+sach", id(WARD, "tin/1"));
    has(found.text(), &[&format!("href=\"{link}\"")]);
    let page = world.ok(&format!("/articles/{}?q=y+kien", id(WARD, "tin/1"))).await;
    has(page.text(), &["<a href=\"#k1\">1 chỗ khớp với “y kien” ↓</a>", "<mark id=\"k1\">ý kiến</mark>"]);
    let page = world.ok(&format!("/articles/{}?q=t%E1%BB%95", id(WARD, "tin/1"))).await;
    has(page.text(), &["id=\"k2\"", "href=\"#k1\" aria-label=\"Chỗ khớp trước\"", "href=\"#k3\""]);
}

#[tokio::test]
async fn an_article_can_be_cited_and_reported() {
    let world = World::new();
    let page = world.ok(&format!("/articles/{}", id(WARD, "tin/1"))).await;
    has(
        page.text(),
        &["SHA-256", ".bib\">BibTeX", "Minh Hà. “Phường Hoa Mai họp", "mailto:toa-soan@example.vn?subject="],
    );
}

#[tokio::test]
async fn who_types_a_name_is_led_to_the_person() {
    let world = World::new();
    let page = world.ok("/search?q=tham+ba+phuoc").await;
    has(page.text(), &["Xem trang của", "/people/Th%E1%BA%A9m%20B%C3%A1%20Ph%C6%B0%E1%BB%9Bc"]);
    has_not(world.ok("/search?q=ph%C6%B0%E1%BB%9Bc").await.text(), &["Xem trang của"]);
}

#[tokio::test]
async fn spans_of_days_are_offered() {
    let world = World::new();
    let page = world.ok("/search?q=h%E1%BB%8Dp&date_to=2018").await;
    has(
        page.text(),
        &[
            "href=\"/search?q=h%E1%BB%8Dp&#38;date_from=2019-06-05\">7 ngày qua",
            "href=\"/search?q=h%E1%BB%8Dp&#38;date_from=2018&#38;date_to=2018\">năm ngoái",
        ],
    );
    has(
        world.ok("/search?date_from=2019").await.text(),
        &["href=\"/search?date_from=2019\" aria-current=\"true\">năm nay"],
    );
}

#[tokio::test]
async fn what_is_collected_of_a_place_is_told_where_nothing_is_found() {
    let world = World::new();
    let page = world.ok(&format!("/search?q=zzz&place={OLD_WARD}")).await;
    has(
        page.text(),
        &[
            "kho lưu có <a href=\"/search?site=phuong-hoa-mai\" lang=\"vi\">Phường Hoa Mai</a>, 2 bài",
            "nay thuộc <a href=\"/search?q=zzz&#38;place=vn%3A00118%402025-\"",
        ],
    );
    let none = world.ok("/search?q=zzz&place=vn:00001@-2025").await;
    has(none.text(), &["không có trang nào của nơi này trong kho lưu"]);
}

#[tokio::test]
async fn a_reprint_stands_beside_its_source() {
    let mut world = World::new();
    let (source, reprint) = world.reprint();
    let found = world.ok("/search?q=m%E1%BB%B1c+n%C6%B0%E1%BB%9Bc+s%C3%B4ng").await;
    has(
        found.text(),
        &[
            "2 bài",
            "1 bài khác nhau, các bản sao được gộp lại",
            &format!("href=\"/articles/{source}/copies\">1 bản sao</a>"),
        ],
    );
    let apart = world.ok("/search?q=m%E1%BB%B1c+n%C6%B0%E1%BB%9Bc+s%C3%B4ng&collapse=false").await;
    assert_eq!(apart.text().matches("class=\"hit\"").count(), 2);
    has(apart.text(), &["từng bản sao"]);
    let page = world.ok(&format!("/articles/{reprint}/copies")).await;
    has(page.text(), &["Phường Hoa Mai", "đăng đầu tiên", "<ins>", "<del>"]);
    has(
        world.ok(&format!("/articles/{source}")).await.text(),
        &["Bài này có ở nhiều nơi:", &format!("href=\"/articles/{source}/copies\"")],
    );
    let alone = world.ok(&format!("/articles/{}/copies?lang=en", id(COMMUNE, "tin/3"))).await;
    has(alone.text(), &["was not found on another site"]);
}

#[tokio::test]
async fn an_article_leads_to_similar_ones() {
    let mut world = World::new();
    let (source, reprint) = world.reprint();
    let page = world.ok(&format!("/articles/{}", id(WARD, "tin/1"))).await;
    has(page.text(), &["Bài tương tự", "Thông báo về mực nước sông"]);
    // A copy is no similar article.
    let page = world.ok(&format!("/articles/{source}")).await;
    has_not(page.text(), &[&format!("href=\"/articles/{reprint}\"")]);
}
