//! Pages that are no articles.

use langbao_article::{Extraction, PageKind, SiteProfile, WarningCode, extract};

use crate::{article, page, reason};

const HOST: &str = "http://phuong-mau.example.vn";

fn refused(path: &str, html: &str) -> String {
    reason(&page(&format!("{HOST}{path}"), html))
}

fn headlines(count: usize, between: &str) -> String {
    (1..=count)
        .map(|i| {
            format!(
                "<div class=item><h3><a href='/tin/{i}'>Phường Mẫu tổ chức hội nghị lần thứ {i} trong năm</a></h3>
                 <span>0{i}/03/2019 08:00</span>{between}</div>"
            )
        })
        .collect()
}

#[test]
fn lists() {
    let plain = format!("<title>Tin tức - Phường Mẫu</title><h1>Tin tức - Sự kiện</h1>{}", headlines(8, ""));
    assert!(refused("/tin-tuc-su-kien", &plain).contains("list"));
    let lead = "<p>Sáng nay, tại nhà văn hóa, Ủy ban nhân dân phường Mẫu đã tổ chức hội nghị với sự có mặt của đông đảo nhân dân.</p>";
    let with_leads =
        format!("<title>Tin tức - Phường Mẫu</title><h1>Tin tức - Sự kiện</h1>{}", headlines(8, lead));
    assert!(refused("/tin-tuc-su-kien", &with_leads).contains("list"));
    let no_heading =
        format!("<title>Cổng thông tin điện tử phường Mẫu</title><div>{}</div>", headlines(8, lead));
    refused("/chuyen-muc/tin-tuc-hoat-dong-cua-phuong", &no_heading);
    let clock =
        format!("<h2>Tin tức sự kiện nổi bật</h2><div>Thứ Năm, 18/07/2024</div>{}", headlines(8, lead));
    refused("/tin-noi-bat-trong-tuan-cua-phuong", &clock);
    refused("/tin-tuc/page-2", &with_leads);
    let widget = "<div class=journal-content-article>Đường dây nóng tiếp nhận phản ánh của nhân dân phường Mẫu: 024 0000 0000</div>";
    let liferay = format!(
        "<title>Phường Mẫu</title><div class=portlet-body>{widget}<h2 class=portlet-title>Tin hoạt động</h2>{}</div>",
        headlines(8, lead)
    );
    let reason = refused("/tin-hoat-dong", &liferay);
    assert!(reason.contains("list"), "{reason}");
}

#[test]
fn articles_that_look_like_lists() {
    let text =
        "Sáng nay, đông đảo nhân dân phường Mẫu ra quân dọn vệ sinh các ngõ phố, vườn hoa và bờ kênh. "
            .repeat(3);
    // The side column comes first, between advertisements; the title is a link.
    let title = "<h2><a href='/don-ve-sinh'>Phường Mẫu ra quân tổng vệ sinh</a></h2>";
    let side = format!(
        "<title>Phường Mẫu ra quân tổng vệ sinh | Trang tin</title><meta property=og:type content=article>
         <div>Quảng bá</div>{}<div>Quảng bá</div>{title}<p>{text}</p><p>{text}</p><p>{text}</p>",
        headlines(9, "")
    );
    assert!(
        article(&page(&format!("{HOST}/phuong-mau-ra-quan-tong-ve-sinh"), side)).body().contains("bờ kênh")
    );
    // The same bar of links below each of several texts.
    let share = "<div><a href='/s'>Chia sẻ qua Facebook</a> <a href='/z'>Chia sẻ qua Zalo</a></div>";
    let bars = format!(
        "<title>Phường Mẫu ra quân</title><meta property=og:type content=article>
         <h1>Phường Mẫu ra quân tổng vệ sinh</h1>{}",
        format!("{share}<p>{text}</p>").repeat(5)
    );
    assert!(
        article(&page(&format!("{HOST}/phuong-mau-ra-quan-tong-ve-sinh"), bars)).body().contains("bờ kênh")
    );
}

#[test]
fn lists_of_a_platform() {
    let entries: String = (1..=6)
        .map(|i| {
            format!(
                "<article class=post><h2 class=entry-title><a href='/tin-{i}/'>Phường Mẫu ra quân dọn vệ sinh lần {i}</a></h2>
                 <time class=entry-date datetime='2024-0{i}-01T08:00:00+07:00'>01/0{i}/2024</time>
                 <div class=entry-summary><p>Sáng nay, đông đảo nhân dân phường Mẫu ra quân dọn vệ sinh các ngõ phố, vườn hoa [...]</p></div></article>"
            )
        })
        .collect();
    for heading in [
        "<h1 class=page-title>Môi trường</h1>",
        "",
        "<h1 class=page-title>Tin tức môi trường của phường</h1>",
    ] {
        let html = format!(
            "<title>Môi trường – Phường Mẫu</title><meta name=generator content='WordPress 6.4'>{heading}{entries}"
        );
        let reason = refused("/moi-truong/", &html);
        assert!(reason.contains("list"), "{heading}: {reason}");
    }
}

#[test]
fn homes_and_forms() {
    let home =
        format!("<title>Phường Mẫu</title><h1>Phường Mẫu</h1>{}", headlines(12, "<p>Tóm tắt của tin.</p>"));
    assert!(refused("/", &home).contains("home"));
    refused("/trang-nhat-cua-cong-thong-tin", &home);
    let login = "<title>Đăng nhập</title><h1>Đăng nhập hệ thống</h1><form><p>Vui lòng nhập tài khoản do quản trị cấp để tiếp tục sử dụng hệ thống
        <input name=u><input type=password name=p></form>";
    assert!(refused("/thanh-vien", login).contains("log-in"));
    let contact = "<title>Liên hệ</title><h1>Liên hệ với chúng tôi</h1><p>Địa chỉ: số 1 phố Mẫu, phường Mẫu. Điện thoại: 024 0000 0000";
    refused("/lien-he", contact);
    let history = "Phường Mẫu được thành lập trên cơ sở ba làng cổ ven sông, có diện tích tự nhiên hơn hai trăm héc-ta. ".repeat(9);
    let about = format!("<title>Giới thiệu</title><h1>Giới thiệu chung</h1><p>{history}</p>");
    assert!(refused("/gioi-thieu", &about).contains("about the site"));
    let search = format!(
        "<h1>Kết quả tìm kiếm: hội nghị</h1>{}",
        headlines(5, "<p>hội nghị của phường được tổ chức vào cuối năm</p>")
    );
    refused("/ket-qua?tu-khoa=hoi-nghi", &search);
}

#[test]
fn pages_that_are_gone() {
    for body in [
        "<h1>Không tìm thấy trang</h1><p>Trang bạn tìm có thể đã được chuyển đi nơi khác.",
        "<h1>Phường Mẫu</h1><p>Bài viết này không tồn tại hoặc đã bị xóa. Mời bạn quay về trang chủ.",
        "<h1>Lỗi 404</h1><p>Not Found",
    ] {
        let html = format!("<title>Phường Mẫu</title>{body}");
        assert!(refused("/tin/hoi-nghi-tong-ket-cuoi-nam-15.html", &html).contains("no such page"), "{body}");
    }
    let mut gone = page(&format!("{HOST}/tin/1"), "<h1>Hội nghị</h1>");
    gone.status = 404;
    assert!(reason(&gone).contains("404"));
}

#[test]
fn what_is_no_text() {
    let shell =
        "<title>Phường Mẫu</title><div id=app></div><script>window.data = {\"title\": \"Hội nghị\"}</script>";
    refused("/tin/15", shell);
    refused("/tin/15", "");
    let mut pdf = page(&format!("{HOST}/tin/15"), *b"%PDF-1.4 \xff\xfe");
    assert!(reason(&pdf).contains("document"));
    pdf.headers[0].1 = "image/png".to_owned();
    pdf.body = vec![0x89, b'P', b'N', b'G'];
    assert!(reason(&pdf).contains("image/png"));
    let feed = r#"<?xml version="1.0"?><rss><channel><title>Tin</title></channel></rss>"#;
    let mut feed = page(&format!("{HOST}/rss"), feed);
    feed.headers[0].1 = "application/rss+xml".to_owned();
    assert!(reason(&feed).contains("rss"));
}

#[test]
fn each_kind_has_its_word() {
    let list = format!("<title>Tin tức</title><h1>Tin tức - Sự kiện</h1>{}", headlines(8, ""));
    let text = "Sáng nay, phường Mẫu họp dân cuối năm. ".repeat(4);
    let search = "<h1>Kết quả tìm kiếm: hội nghị</h1><p>Có 3 bài</p>";
    let log_in = "<h1>Đăng nhập hệ thống</h1><form><input name=u><input type=password name=p></form>";
    let gone = "<title>Phường Mẫu</title><h1>Không tìm thấy trang</h1>";
    let shell = "<title>Phường Mẫu</title><noscript>Trang cần JavaScript</noscript><div id=app></div><script src=/app.js></script>";
    let bare = "<title>Phường Mẫu</title><div></div>";
    let about = format!("<title>Giới thiệu</title><h1>Giới thiệu chung</h1><p>{text}</p>");
    for (path, html, kind) in [
        ("/tin-tuc", list.as_str(), "list"),
        ("/tin-tuc/page-2", bare, "list"),
        ("/", list.as_str(), "home_page"),
        ("/ket-qua", search, "search_page"),
        ("/tim-kiem?q=a", bare, "search_page"),
        ("/thanh-vien", log_in, "login_wall"),
        ("/dang-nhap", bare, "login_wall"),
        ("/tin/15", gone, "soft_404"),
        ("/tin/15", shell, "js_shell"),
        ("/tin/15", bare, "no_text"),
        ("/gioi-thieu", about.as_str(), "about_site"),
        ("/tin/15", "%PDF-1.4", "not_html"),
    ] {
        match extract(&page(&format!("{HOST}{path}"), html), None) {
            Extraction::NotArticle { kind: found, text, .. } => {
                assert_eq!((found.as_str(), text.as_str()), (kind, ""), "{path} {html}");
            }
            Extraction::Article(article) => panic!("{path}: {article:?}"),
        }
    }
}

#[test]
fn articles_of_special_pages() {
    let warned = |path: &str, html: String, code: WarningCode| {
        let article = article(&page(&format!("{HOST}{path}"), html));
        article.warnings.iter().any(|warning| warning.code == code)
    };
    let head = "<title>Họp dân</title><h1>Phường Mẫu họp dân cuối năm</h1><p>Ngày đăng: 05/03/2019</p>";
    let text = "Sáng nay, phường Mẫu họp dân cuối năm tại nhà văn hóa tổ dân phố số 5. ".repeat(5);
    let whole = format!("{head}<p>{text}</p><a href='javascript:print()'>Bản in</a>");
    assert!(!warned("/tin/hop-dan-15.html", whole.clone(), WarningCode::PrintTwin));
    assert!(warned("/tin/print/hop-dan-15.html", whole.clone(), WarningCode::PrintTwin));
    let printing = format!("<body onload='window.print();'>{whole}");
    assert!(warned("/tin/hop-dan-15.html", printing, WarningCode::PrintTwin));
    assert!(!warned("/tin/hop-dan-15.html", whole, WarningCode::ScannedImagesOnly));
    let scans = format!(
        "{head}<p><img src=/quet-1.jpg width=800 height=1100><p><img src=/quet-2.jpg width=800 height=1100>"
    );
    assert!(warned("/tin/hop-dan-15.html", scans, WarningCode::ScannedImagesOnly));
}

#[test]
fn a_doubtful_page_in_another_language_keeps_its_text() {
    let lead = "<p>The mayor opened the new bridge this morning in front of many people of the town, and spoke of its cost.</p>";
    let of = |host: &str| {
        let entries =
            headlines(8, lead).replace("Phường Mẫu tổ chức hội nghị lần thứ", "The town opens bridge number");
        let html = format!(
            "<title>News of the town</title><h1>News and events</h1>{}",
            entries.replace(" trong năm", "")
        );
        match extract(&page(&format!("{host}/news-of-the-town"), html), None) {
            Extraction::NotArticle { kind, text, .. } => (kind, text),
            Extraction::Article(article) => panic!("{article:?}"),
        }
    };
    let (kind, text) = of("http://town.example.org");
    assert_eq!(kind, PageKind::List);
    assert!(text.contains("The mayor opened the new bridge"), "{text}");
    assert_eq!(of(HOST), (PageKind::List, String::new()));
}

#[test]
fn what_the_profile_says() {
    let text =
        "Sáng nay, phường Mẫu tổ chức lễ ra quân tổng vệ sinh môi trường tại các tổ dân phố. ".repeat(8);
    let html = format!("<h1>Phường Mẫu ra quân tổng vệ sinh</h1><p>Ngày đăng: 05/03/2019</p><p>{text}</p>");
    let profile = SiteProfile::parse("mau", "[urls]\nlist = '^/muc/'\nignore = '[?]in=1'").unwrap();
    for (path, expected) in [("/muc/5", "list"), ("/tin/5?in=1", "ignores")] {
        match extract(&page(&format!("{HOST}{path}"), html.as_str()), Some(&profile)) {
            Extraction::NotArticle { reason, .. } => assert!(reason.contains(expected), "{reason}"),
            Extraction::Article(article) => panic!("{path}: {article:?}"),
        }
    }
    assert!(matches!(extract(&page(&format!("{HOST}/tin/5"), html), Some(&profile)), Extraction::Article(_)));
}
