//! One small page a layout; what people read is kept in snapshots.

use chrono::{DateTime, Utc};
use langbao_article::{BlockKind, Precision, WarningCode};

use crate::{article, page};

const HOST: &str = "http://phuong-mau.example.vn";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A few sentences that no other page of these tests has.
fn text(topic: &str) -> String {
    (1..=4)
        .map(|i| {
            format!(
                "<p>Phần {i} của bài về {topic}: cán bộ và nhân dân phường Mẫu cùng nhau bàn bạc, thống nhất cách làm và phân công \
                 từng tổ dân phố thực hiện.</p>"
            )
        })
        .collect()
}

const OTHER_NEWS: &str = r#"<h3>Các tin khác</h3><ul>
    <li><a href="/tin/a">Phường Mẫu khai giảng lớp học bơi cho thiếu nhi</a> (18/07/2024)
    <li><a href="/tin/b">Hội Phụ nữ phường Mẫu trao quà cho hộ khó khăn</a> (17/07/2024)
    <li><a href="/tin/c">Tập huấn phòng cháy chữa cháy cho các tổ dân phố</a> (16/07/2024)</ul>"#;

#[test]
fn hanoi_liferay() {
    let html = format!(
        r##"<!doctype html><html lang="vi-VN"><head><title>Công tác Đảng - Phường Mẫu</title></head><body>
        <div id="banner"><h1><a href="/">Phường Mẫu</a></h1></div><ul class="nav-menu"><li><a href="/gioi-thieu">Giới thiệu chung về phường</a></ul>
        <div class="portlet-boundary"><h2 class="portlet-title"><span>Công tác Đảng</span></h2><div class="portlet-body">
        <h2 class="portlet-title">Công tác Đảng</h2>
        <h3 class="tieu-de">Đảng ủy phường Mẫu làm việc với các đoàn thể về nhiệm vụ năm 2018</h3>
        <p>Ngày đăng 27/02/2018 | 18:00 &nbsp;| Lượt xem: 749</p>
        <div class="journal-content-article">{text}
        <p align="center"><img src="/documents/10/anh1.jpg"></p>
        <p style="text-align:center"><em>Đ/c Lê Văn An, Bí thư Đảng ủy phường, phát biểu</em></p>
        <p style="text-align: right;"><strong>Hoàng Minh</strong></p><p>- Các đoàn thể bám sát chỉ tiêu nhiệm vụ của năm.</p><p>(Nguồn: VPĐU)</p></div>
        {OTHER_NEWS}</div></div>
        <div class="thong-ke">Đang online: 15 Lượt truy cập trong tuần: 2045</div></body></html>"##,
        text = text("công tác Đảng")
    );
    let article = article(&page(&format!("{HOST}/cong-tac-ang/-/view_content/1234567-ang-uy.html"), html));
    insta::assert_json_snapshot!(article);
}

#[test]
fn hanoi_liferay_in_a_layout_of_its_own() {
    let html = format!(
        r#"<title>Phường Mẫu</title><div class="portlet-body"><div class="tieude-tin">Phường Mẫu đón nhận bằng công nhận di tích</div>
        <div>Ngày đăng 16/05/2020 | 13:30 | View count: 206</div><div>{}</div>{OTHER_NEWS}</div>"#,
        text("di tích")
    );
    let article = article(&page(&format!("{HOST}/tin/-/asset_publisher/aBcD12345678/content/di-tich"), html));
    assert_eq!(article.title, "Phường Mẫu đón nhận bằng công nhận di tích");
    assert_eq!(article.published.as_ref().unwrap().at, at("2020-05-16T06:30:00Z"));
    assert_eq!(article.view_count, Some(206));
    assert_eq!(article.blocks.len(), 4);
    assert!(article.warnings.iter().any(|warning| warning.code == WarningCode::ProfileMissed));
}

#[test]
fn nukeviet() {
    let html = format!(
        r#"<html lang="vi"><head><title>Ra quân làm sạch kênh mương - Tin tức - Xã Mẫu</title><meta name="generator" content="NukeViet v4.5">
        <meta property="article:published_time" content="2019-03-05+0708:15:00"></head><body>
        <div class="breadcrumbs"><a href="/">Trang nhất</a> <a href="/vi/news/">Tin tức</a> <a href="/vi/news/moi-truong/">Môi trường</a></div>
        <div class="news_column" itemtype="http://schema.org/NewsArticle" itemscope>
        <h1 class="title" itemprop="headline">Ra quân làm sạch kênh mương</h1>
        <div class="hidden" itemprop="datePublished">2019-03-05T08:15:00+07:00</div><span class="h5">Thứ ba - 05/03/2019 08:15</span>
        <div class="hometext">Hơn hai trăm đoàn viên xã Mẫu tham gia khơi thông kênh mương nội đồng trong buổi sáng đầu tuần.</div>
        <figure class="article center"><img src="/uploads/news/kenh.jpg" alt="kenh"><figcaption>Đoàn viên vớt bèo trên kênh chính</figcaption></figure>
        <div id="news-bodyhtml" itemprop="articleBody">{text}<table><tr><th>Thôn</th><th>Số mét</th></tr><tr><td>Thôn Đông</td><td>450</td></tr></table></div>
        <p class="h5 text-right"><strong>Tác giả: </strong>Hoàng Minh</p>
        <div class="news-download-file"><a href="/uploads/ke-hoach-45.pdf">Kế hoạch số 45</a></div>
        <div id="stringrating">Tổng số điểm của bài viết là: 5 trong 1 đánh giá</div>
        <ul class="detail-related"><li><a href="/x">Tin khác của xã Mẫu trong tháng</a> (01/02/2019)</ul></div></body></html>"#,
        text = text("kênh mương")
    );
    let article =
        article(&page(&format!("{HOST}/vi/news/moi-truong/ra-quan-lam-sach-kenh-muong-1196.html"), html));
    insta::assert_json_snapshot!(article);
}

#[test]
fn sharepoint() {
    let html = format!(
        r#"<html><head><meta name="GENERATOR" content="Microsoft SharePoint"><title>Trang tin xã Mẫu</title></head><body><form id="aspnetForm">
        <input type="hidden" name="__VIEWSTATE" value="{state}"><div id="s4-ribbonrow">Đăng nhập</div>
        <table><tr><td><div>100%</div><table><tr><td><h2>Xã Mẫu hoàn thành nâng cấp đường liên thôn</h2>
        <div>Đăng ngày 17 - 05 - 2024</div><div>Lượt xem: 400</div></td></tr>
        <tr><td><div id="art-content">{text}</div></td></tr></table></td></tr></table></form></body></html>"#,
        state = "dDwtMTA4".repeat(20_000),
        text = text("đường liên thôn")
    );
    let article = article(&page(&format!("{HOST}/portal/Pages/2024-5-17/Duong-lien-thon8hj3k2.aspx"), html));
    assert_eq!(article.title, "Xã Mẫu hoàn thành nâng cấp đường liên thôn");
    let published = article.published.unwrap();
    assert_eq!((published.at, published.precision), (at("2024-05-16T17:00:00Z"), Precision::Day));
    assert_eq!(article.view_count, Some(400));
    assert_eq!(article.blocks.len(), 4);
}

#[test]
fn dotnetnuke() {
    let html = format!(
        r#"<title>Thị xã Mẫu</title><body><form id="Form"><div id="dnn_ContentPane"><span class="Head">Công bố quyết định công nhận xã nông thôn mới</span>
        <div>Tác giả: Văn An .Ngày đăng: 12/07/2022 .Lượt xem: 661 lượt.</div><div>{}</div></div></form>"#,
        text("nông thôn mới")
    );
    let article = article(&page(&format!("{HOST}/Default.aspx?tabid=107&NewsViews=17599"), html));
    assert_eq!(article.title, "Công bố quyết định công nhận xã nông thôn mới");
    assert_eq!(article.author.as_deref(), Some("Văn An"));
    assert_eq!(article.view_count, Some(661));
    assert_eq!(article.published.unwrap().at, at("2022-07-11T17:00:00Z"));
}

#[test]
fn wordpress() {
    let html = format!(
        r##"<html lang="vi"><head><title>Hội thi nấu ăn mừng ngày Gia đình – Phường Mẫu</title><meta name="generator" content="WordPress 6.4">
        <link rel="canonical" href="https://phuong-mau.example.vn/hoi-thi-nau-an/"></head><body class="post-template has-sidebar">
        <div class="marquee">Phường Mẫu – văn minh, thân thiện</div><article class="post"><h1 class="entry-title">Hội thi nấu ăn mừng ngày Gia đình</h1>
        <div class="entry-meta"><time class="entry-date published" datetime="2023-06-28T09:00:00+07:00">28/06/2023</time> <span class="author vcard">Hoàng Minh</span>
        <span class="post-views">946</span></div>
        <div class="entry-content"><p><strong>Sáng 28/6, mười lăm đội của các tổ dân phố tranh tài nấu mâm cơm gia đình.</strong></p>{text}<p><a href="/tep/the-le.docx">Thể lệ hội thi</a> <a href="/tep/the-le.docx">Tải xuống</a></p><p class="has-text-align-right"><em>Theo Báo Mẫu</em></p></div></article>
        <div id="respond"><h3>Để lại một bình luận</h3><p>Email của bạn sẽ không được hiển thị công khai.</p></div></body></html>"##,
        text = text("mâm cơm")
    );
    let article = article(&page(&format!("{HOST}/hoi-thi-nau-an/?share=1x").replace("?share=1x", ""), html));
    assert_eq!(article.url.as_str(), "https://phuong-mau.example.vn/hoi-thi-nau-an/");
    assert_eq!(article.published.as_ref().unwrap().at, at("2023-06-28T02:00:00Z"));
    assert!(article.lead.as_deref().unwrap().starts_with("Sáng 28/6"));
    assert_eq!(article.blocks.len(), 4);
    assert_eq!(article.author.as_deref(), Some("Hoàng Minh"));
    assert_eq!(article.source.as_deref(), Some("Báo Mẫu"));
    assert_eq!(article.view_count, Some(946));
    assert_eq!(article.attachments.len(), 1);
    assert!(!article.body().contains("Email"));
}

#[test]
fn query_ids_and_line_breaks() {
    let html = "<html><head><title>UBND xã Mẫu</title></head><body><table><tr><td><a href='/'>Trang chủ</a> &raquo; <a href='/?cn=1'>Nông nghiệp</a></td></tr>
        <tr><td><span class='TieuDe'>Xã Mẫu tổ chức tiêm phòng cho đàn gia súc Ngày cập nhật 19/02/2019</span><br><br>
        Ban chăn nuôi thú y xã đã tổ chức tiêm phòng đợt một cho toàn bộ đàn trâu bò trên địa bàn.<br><br>
        Các thôn cử người dẫn đường, chuẩn bị nơi cố định gia súc và ghi chép số liệu từng hộ.<br><br>
        Đợt hai sẽ được tổ chức vào tháng chín theo kế hoạch của huyện.</td></tr></table>
        <div>Truy câp tổng 29.368.739</div></body></html>";
    let article = article(&page(&format!("{HOST}/?cn=85&gd=6&tc=52353"), html));
    assert_eq!(article.title, "Xã Mẫu tổ chức tiêm phòng cho đàn gia súc");
    assert_eq!(article.section.as_deref(), Some("Nông nghiệp"));
    assert_eq!(article.published.unwrap().at, at("2019-02-18T17:00:00Z"));
    assert_eq!(article.blocks.len(), 3);
}

#[test]
fn accessibility_bar_and_a_clock_in_the_header() {
    let html = format!(
        "<html><head><title>Lễ giao quân năm 2021 - Phường Mẫu</title></head><body><div>Thursday, 18/07/2024</div>
        <div>A- A A+ | Tăng tương phản Giảm tương phản</div><h4>Quốc phòng - An ninh</h4>
        <h1>Lễ giao quân năm 2021</h1><div>Ngày đăng: 21/01/2021 - Lượt xem: 87</div><div>{}</div>
        <div>Tin, ảnh: Hoàng Minh</div><div><a href='#'>Quay lại</a></div>{OTHER_NEWS}</body></html>",
        text("giao quân")
    );
    let article = article(&page(&format!("{HOST}/quoc-phong/le-giao-quan-2021-595005"), html));
    assert_eq!(article.title, "Lễ giao quân năm 2021");
    assert_eq!(article.section.as_deref(), Some("Quốc phòng - An ninh"));
    let published = article.published.as_ref().unwrap();
    assert_eq!((published.at, published.rule.as_str()), (at("2021-01-20T17:00:00Z"), "label:Ngày đăng"));
    assert_eq!(article.author.as_deref(), Some("Hoàng Minh"));
    assert_eq!(article.blocks.len(), 4, "{:#?}", article.blocks);
}

#[test]
fn the_date_above_the_title_or_in_words_or_relative() {
    let around = |date: &str| {
        format!(
            "<title>Khai mạc giải bóng đá thiếu niên | Phường Mẫu</title><div class=date>{date}</div>
             <h2>Khai mạc giải bóng đá thiếu niên</h2><div>{}</div>{OTHER_NEWS}",
            text("bóng đá")
        )
    };
    let check = |date: &str, expected: Option<&str>| {
        let article = article(&page(&format!("{HOST}/the-thao/khai-mac-giai-bong-da-595006"), around(date)));
        assert_eq!(article.published.map(|p| p.at), expected.map(at), "{date}");
    };
    check("09/12/2022", Some("2022-12-08T17:00:00Z"));
    check("00:00 17/09/2018", Some("2018-09-16T17:00:00Z"));
    check("Thứ ba, ngày 24 tháng 1 năm 2023 | 10:31", Some("2023-01-24T03:31:00Z"));
    check("05-03-2019, 14:20 (GMT+7)", Some("2019-03-05T07:20:00Z"));
    check("2 ngày trước", Some("2024-07-15T17:00:00Z"));
    check("Thứ Năm, 18/07/2024", None);
    check("Thứ Năm, 02/05/2124", None);
}

#[test]
fn the_day_of_the_first_sentence_is_a_last_resort() {
    let html = "<title>Phường Mẫu tặng quà gia đình chính sách</title><h1>Phường Mẫu tặng quà gia đình chính sách</h1>
        <div><p>Sáng ngày 26/07/2023, tại hội trường, phường Mẫu tổ chức gặp mặt, tặng quà các gia đình chính sách trên địa bàn.
        <p>Lãnh đạo phường thăm hỏi sức khỏe, bày tỏ lòng biết ơn và mong các gia đình tiếp tục phát huy truyền thống.
        <p>Dịp này, phường cũng trao hai sổ tiết kiệm cho hai mẹ liệt sĩ có hoàn cảnh khó khăn ở tổ dân phố số 5.</div>";
    let article =
        article(&page(&format!("{HOST}/chinh-sach/tang-qua-gia-dinh-chinh-sach-101635.html"), html));
    let published = article.published.unwrap();
    assert_eq!((published.at, published.rule.as_str()), (at("2023-07-25T17:00:00Z"), "first-sentence"));
    assert!(article.warnings.iter().any(|warning| warning.code == WarningCode::NoDate));
}

#[test]
fn two_sentences_under_many_headlines() {
    let other: String = (1..40)
        .map(|i| format!("<li><a href='/tin/{i}'>Một tin khác của phường Mẫu, tin thứ {i} trong danh sách</a> (0{}/07/2024)", i % 9 + 1))
        .collect();
    for heading in ["<h3>Tin cùng chuyên mục</h3>", "<h3>Có thể bạn chưa xem</h3>"] {
        let html = format!(
            "<title>Thông báo lịch cắt điện - Phường Mẫu</title><h1>Thông báo lịch cắt điện</h1><p>Ngày đăng: 10/07/2024 08:00</p>
             <p>Công ty điện lực thông báo cắt điện tổ dân phố 3 và 4 từ 7 giờ đến 11 giờ ngày 12/7. Mong nhân dân thông cảm.</p>
             {heading}<ul>{other}</ul><h3>Bình luận</h3><p>Cảm ơn phường đã thông báo sớm cho bà con chúng tôi biết.</p>"
        );
        let article = article(&page(&format!("{HOST}/thong-bao/lich-cat-dien-595007"), html));
        assert_eq!(article.blocks.len(), 1, "{heading} {:#?}", article.blocks);
        assert!(article.blocks[0].text.starts_with("Công ty điện lực"));
    }
}

#[test]
fn files_and_scans_only() {
    let head = "<title>Kế hoạch tuyển quân - Phường Mẫu</title><h1>Kế hoạch tuyển quân năm 2025</h1><p>Ngày đăng: 10/07/2024</p>";
    let html = format!("{head}<p><a href='/files/ke-hoach.pdf?v=1'>Tải về</a></p>{OTHER_NEWS}");
    let pdf = article(&page(&format!("{HOST}/van-ban/ke-hoach-15"), html));
    assert_eq!(pdf.attachments.len(), 1);
    assert_eq!(pdf.attachments[0].url, format!("{HOST}/files/ke-hoach.pdf?v=1"));
    let html = format!("{head}<div><img src=/scan/1.jpg><img src=/scan/2.jpg></div>{OTHER_NEWS}");
    let scan = article(&page(&format!("{HOST}/van-ban/ke-hoach-16"), html));
    assert_eq!(scan.images.len(), 2);
    assert!(scan.warnings.iter().any(|warning| warning.code == WarningCode::NoBody), "{scan:#?}");
}

#[test]
fn word_debris() {
    let html = r#"<title>Phường Mẫu</title><h2>Hội Cựu chiến binh phường Mẫu tổng kết phong trào thi đua</h2><p>05/03/2019 | 08:30</p>
        <div class="WordSection1"><div class="MsoNormal"><span style="font-size:14pt">Chiều qua, Hội Cựu chiến binh phường Mẫu tổng kết
        phong trào thi đua năm năm.<o:p></o:p></span></div><div class="MsoNormal"><span>Toàn hội có ba trăm hội viên, sinh hoạt tại
        mười hai chi hội, tham gia đều các phong trào của địa phương.</span></div><div><span>&nbsp;</span></div>
        <div class="MsoNormal"><span>Nhiều tập thể và cá nhân được khen thưởng trong dịp này vì thành tích xuất sắc. (Nguồn: Hội CCB)</span></div></div>"#;
    let article = article(&page(&format!("{HOST}/cuu-chien-binh/hoi-ccb-tong-ket-595008"), html));
    assert_eq!(article.blocks.len(), 3);
    assert!(article.blocks.iter().all(|block| block.kind == BlockKind::Paragraph));
    assert_eq!(article.source.as_deref(), Some("Hội CCB"));
    assert!(article.blocks[2].text.ends_with("xuất sắc."));
}

#[test]
fn windows_1258_in_tables() {
    let mut body = b"<html><head><meta http-equiv=content-type content='text/html; charset=windows-1258'><title>Ph\xfd\xf5\xccng M\xe2\xdeu</title></head><body><font><table><tr><td><b>".to_vec();
    // "Phường" as the old editors wrote it: ư, ơ, then the combining grave.
    body.extend_from_slice(b"Ph\xfd\xf5\xccng M\xe2\xdeu h\xf2p d\xe2n</b><br>05/03/2019<br>");
    for _ in 0..4 {
        body.extend_from_slice(b"Ph\xfd\xf5\xccng t\xf4\xd2 ch\xfd\xecc h\xf4\xf2i ngh\xec v\xf5\xeci ba con trong ph\xfd\xf5\xccng v\xea\xcc vi\xea\xf2c gi\xfd\xde g\xecn v\xea\xf2 sinh chung.<br><br>");
    }
    let article = article(&page(&format!("{HOST}/tin/hop-dan-o-phuong-mau-15"), body));
    assert_eq!(article.title.split(' ').next(), Some("Phường"));
    assert!(article.blocks[0].text.contains("phường"), "{:?}", article.blocks);
    assert!(unicode_normalization::is_nfc(&article.body()));
}
