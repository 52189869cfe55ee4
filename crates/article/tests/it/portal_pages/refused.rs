//! Pages that are no articles, and pages whose article is not where one looks.

use super::body;
use super::chrome;
use super::content::Content;
use super::dates;
use super::dice::Dice;
use super::layout::{self, Layout};
use super::text::{escape, slug, story};

fn framed(title: &str, middle: &str, dice: &mut Dice) -> String {
    let site = story(dice).unit_title();
    let (head, side, foot) = (chrome::head(&site, dice), chrome::side(dice), chrome::foot(&site, dice));
    format!(
        "<!DOCTYPE html><html lang=vi><head><meta charset=utf-8><title>{title}</title></head><body>{head}<div class=m>{middle}</div><div class=r>{side}</div>{foot}</body></html>"
    )
}

const GONE: [&str; 12] = [
    "Không tìm thấy trang bạn yêu cầu",
    "Bài viết không tồn tại hoặc đã bị xóa",
    "Nội dung này không còn tồn tại trên hệ thống",
    "Trang bạn đang truy cập không tồn tại",
    "Rất tiếc, chúng tôi không tìm thấy nội dung bạn cần",
    "Lỗi 404: Không tìm thấy đường dẫn",
    "Tin bài đã được gỡ bỏ",
    "Không có dữ liệu",
    "Bản tin này hiện không có hoặc đã hết hạn",
    "404 Not Found",
    "Xin lỗi! Địa chỉ bạn nhập không đúng",
    "The page you requested could not be found",
];

/// The page of a kind that is no article.
pub(crate) fn html(kind: u8, dice: &mut Dice) -> Option<String> {
    let title =
        dice.pick(&["Phường Mẫu", "Cổng thông tin điện tử xã Mẫu", "Thông báo", "Tin tức - Phường Mẫu"]);
    Some(match kind {
        22 | 35 => {
            let text = dice.pick(&GONE);
            let tail = dice.pick(&[
                "",
                "<p>Vui lòng kiểm tra lại địa chỉ hoặc quay về <a href='/'>trang chủ</a>.</p>",
                "<p>Mã lỗi: 404</p><p><a href='/'>Về trang chủ</a></p>",
            ]);
            let heading = dice.pick(&[
                "<h1>Thông báo</h1>",
                "<h2>Lỗi</h2>",
                "",
                "<h1>404</h1>",
                "<h3>Tin tức - Sự kiện</h3>",
            ]);
            let related = if kind == 35 { chrome::related(dice) } else { String::new() };
            framed(title, &format!("{heading}<p>{text}.</p>{tail}{related}"), dice)
        }
        30 => {
            let heading =
                dice.pick(&["Đăng nhập", "Đăng nhập hệ thống", "Bạn cần đăng nhập để xem nội dung này"]);
            framed(
                "Đăng nhập",
                &format!(
                    "<h1>{heading}</h1><form action=/login method=post><p>Tên đăng nhập <input name=u></p><p>Mật khẩu <input type=password name=p></p><p>Quên mật khẩu? Liên hệ quản trị để được cấp lại.</p><input type=submit value='Đăng nhập'></form>"
                ),
                dice,
            )
        }
        33 => {
            let section = dice.pick(&super::text::SECTIONS);
            let entries: String = (0..dice.number(5, 15))
                .map(|at| {
                    let story = story(dice);
                    let (title, lead) = (escape(&story.title), story.sentence(dice));
                    let form = dice.pick(&[2, 4, 22]);
                    let date = dates::print(dates::moment(dice), form).text;
                    format!("<div class=it><h3><a href='/tin/{}-{at}'>{title}</a></h3><span>{date}</span><p>{lead}</p></div>", slug(&story.title))
                })
                .collect();
            let paging = dice.pick(&[
                "<a href='?page=2'>2</a> <a href='?page=3'>3</a>",
                "<ul class=pagination><li><a href='/tin/page-2'>2</a></li></ul>",
                "<a href='trang-2.html'>Trang sau</a>",
            ]);
            framed(
                &format!("{section} - {title}"),
                &format!("<h2>{section}</h2>{entries}<div>{paging}</div>"),
                dice,
            )
        }
        49 => {
            let list = chrome::headlines(dice, 8);
            framed(
                "Tìm kiếm",
                &format!(
                    "<h1>Kết quả tìm kiếm</h1><p>Tìm thấy 8 kết quả cho từ khóa \"hội nghị\"</p><ul>{list}</ul>"
                ),
                dice,
            )
        }
        _ => return None,
    })
}

/// The path of such a page.
pub(crate) fn path(kind: u8, dice: &mut Dice) -> String {
    let title = slug(&story(dice).title);
    match (kind, dice.number(0, 2)) {
        (30, _) => format!("/tin/{title}-15"),
        (33, 0) => "/tin-tuc-su-kien".to_owned(),
        (33, 1) => "/chuyen-muc/tin-hoat-dong?page=2".to_owned(),
        (33, _) => "/index.php?com=tintuc&idc=15".to_owned(),
        (49, _) => "/ket-qua?q=hoi+nghi".to_owned(),
        (_, 0) => format!("/tin-tuc/{title}-{}.html", dice.number(100, 9999)),
        (_, 1) => format!("/vi/news/muc/{title}-{}.html", dice.number(100, 9999)),
        _ => format!("/?cn=1&tc={}", dice.number(100, 99_999)),
    }
}

/// The address of the page without the state of the list it was reached from.
pub(crate) fn canonical_of(kind: u8, host: &str, url: &str) -> Option<String> {
    (kind == 27).then(|| format!("{host}{}", url.split('?').next().unwrap_or_default()))
}

/// Kind 32: an empty body, the article in a script.
pub(crate) fn shell_with_json(content: &mut Content, dice: &mut Dice) -> (String, bool) {
    content.files.clear();
    content.lead = None;
    content.parts.retain(|part| !matches!(part, super::content::Part::Rows(_)));
    content.views = None;
    content.source = None;
    content.section.clear();
    let iso = content.at.format("%Y-%m-%dT%H:%M:%S+07:00").to_string();
    let html = body::render(content, body::Markup::P, body::Caption::Figure, dice, false);
    let quoted = |text: &str| serde_json::Value::String(text.to_owned()).to_string().replace("</", "<\\/");
    let (title, html) = (quoted(&content.title), quoted(&html));
    let plain: Vec<String> = content
        .parts
        .iter()
        .filter_map(|part| match part {
            super::content::Part::Paragraph(t)
            | super::content::Part::Heading(t)
            | super::content::Part::Item(t) => Some(t.clone()),
            _ => None,
        })
        .collect();
    let script = match dice.number(0, 3) {
        0 => {
            content.parts.retain(|part| !matches!(part, super::content::Part::Image { .. }));
            content.author = None;
            format!(
                "<script type=\"application/ld+json\">{{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\"headline\":{title},\"datePublished\":\"{iso}\",\"articleBody\":{}}}</script>",
                quoted(&plain.join("\n\n"))
            )
        }
        1 => {
            content.author = None;
            format!(
                "<script id=\"__NEXT_DATA__\" type=\"application/json\">{{\"props\":{{\"pageProps\":{{\"menu\":[{{\"title\":\"Giới thiệu\",\"content\":\"<p>Trang giới thiệu<\\/p>\"}}],\"article\":{{\"id\":15,\"title\":{title},\"content\":{html},\"publishedAt\":\"{iso}\"}}}}}}}}</script>"
            )
        }
        2 => {
            content.author = None;
            format!(
                "<script>window.__INITIAL_STATE__ = {{\"detail\":{{\"data\":{{\"tieuDe\":{title},\"noiDung\":{html},\"ngayDang\":\"{iso}\"}}}},\"user\":null}};</script>"
            )
        }
        _ => {
            content.author = None;
            format!(
                "<script>window.__NUXT__={{\"data\":[{{\"post\":{{\"title\":{title},\"body\":{html},\"created_at\":\"{iso}\"}}}}]}};</script>"
            )
        }
    };
    (
        format!(
            "<!DOCTYPE html><html lang=vi><head><meta charset=utf-8><title>Cổng thông tin</title></head><body><div id=app></div>{script}<noscript>Vui lòng bật JavaScript</noscript></body></html>"
        ),
        true,
    )
}

/// Kind 48: metadata that the page contradicts.
pub(crate) fn contradict(html: &str, content: &Content, dice: &mut Dice) -> String {
    let site = content.story.unit_title();
    let made = "2025-11-20T04:59:00+07:00";
    let head = match dice.number(0, 2) {
        0 => format!("<meta property=\"og:title\" content=\"{site}\"><meta property=\"og:site_name\" content=\"{site}\"><meta property=\"article:published_time\" content=\"{made}\">"),
        1 => format!("<script type=\"application/ld+json\">{{\"@type\":\"NewsArticle\",\"headline\":\"{site}\",\"datePublished\":\"{made}\",\"author\":{{\"name\":\"admin\"}}}}</script>"),
        _ => "<meta name=\"author\" content=\"Quản trị hệ thống\"><meta name=\"pubdate\" content=\"2008-01-01\">".to_owned(),
    };
    html.replacen("</head>", &format!("{head}</head>"), 1)
}

/// Kind 50: a page made for the printer, the only form that is linked.
pub(crate) fn print_twin(content: &Content, layout: &Layout, dice: &mut Dice) -> String {
    let article = layout::article_html(content, layout, dice);
    let section = layout::section_html(&content.section, layout.section, &content.title, dice);
    format!(
        "<html><head><meta charset=utf-8><title>{}</title></head><body onload=\"window.print()\">{section}{article}<div><a href=\"javascript:window.close()\">Đóng cửa sổ</a></div></body></html>",
        escape(&content.title)
    )
}
