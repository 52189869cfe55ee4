//! A second family of pages of no known system, by other habits than the first.

use super::body::{self, Caption, Markup};
use super::chrome;
use super::content::Content;
use super::dates;
use super::dice::Dice;
use super::layout::{Layout, SectionPlace, thousands};
use super::text::{escape, slug};

/// Title, date, views and body of such a page.
pub(crate) fn page(content: &mut Content, layout: &Layout, dice: &mut Dice) -> String {
    let site = content.story.unit_title();
    let title = escape(&content.title);
    let title = match dice.number(0, 6) {
        0 => format!("<h1><a href=\"\">{title}</a></h1>"),
        1 => format!("<h2 class=\"detail__title\">{title}</h2>"),
        2 => format!("<div id=\"ctl00_lblTitle\"><strong>{title}</strong></div>"),
        3 => format!("<p style=\"font-size:18px;font-weight:bold\">{title}</p>"),
        4 => {
            format!("<span id=\"ctl00_ContentPlaceHolder1_lblTieuDe\" class=\"ArticleHeader\">{title}</span>")
        }
        5 => format!("<h4 class=\"ten-bai\">{title}</h4>"),
        _ => format!("<h1 class=\"post-title\">{title}</h1>"),
    };
    let meta = meta(content, layout, dice);
    let text = text(content, layout, dice);
    let files = files(content, dice);
    let section = section(content, layout.section, dice);
    let speech = dice.pick(&[
        "",
        "",
        "<div class=\"tts\"><button>Nghe bài viết</button> <span>Giọng nữ</span> <span>1.0x</span></div>",
        "<div class=\"size\">Cỡ chữ: <a href=\"#\">A-</a> <a href=\"#\">A</a> <a href=\"#\">A+</a></div>",
        "<div>Xem với cỡ chữ <a href=#>T</a> <a href=#>T</a></div>",
    ]);
    let tags = dice.pick(&[
        "",
        "",
        "<div class=\"tu-khoa\"><b>Từ khóa:</b> <a href=\"/tag/a\">phường mẫu</a>, <a href=\"/tag/b\">chuyển đổi số</a></div>",
        "<p>Tags: <a href=\"/tag/a\">hội nghị</a> <a href=\"/tag/b\">đảng ủy</a></p>",
    ]);
    let near = dice.pick(&[
        "",
        "<div class=\"pn\"><a href=\"/tin/truoc-1\">« Bài trước</a> <a href=\"/tin/sau-2\">Bài sau »</a></div>",
        "<div class=\"danhgia\">Đánh giá bài viết: <span>4.5</span>/5 (12 lượt)</div>",
        "<ul class=\"tools\"><li><a href=\"#\">In bài viết</a></li><li><a href=\"#\">Lưu bài</a></li><li><a href=\"#\">Gửi phản hồi</a></li></ul>",
    ]);
    let related = related(dice);
    let comments = if layout.comments { chrome::comments(dice) } else { String::new() };
    let clock = if dice.chance(50) {
        format!("<div class=\"bar\">{}</div>", dates::clock(dice))
    } else {
        String::new()
    };
    let (head, side, foot) = (chrome::head(&site, dice), chrome::side(dice), chrome::foot(&site, dice));
    let calendar = if dice.chance(20) { calendar() } else { "" };
    let middle =
        format!("{clock}{section}{title}\n{meta}{speech}{text}{files}{tags}{near}{related}{comments}");
    let page_title = match dice.number(0, 3) {
        0 => format!("{site} - {}", content.title),
        1 => format!("Trang thông tin điện tử {site}"),
        2 => format!("{} :: {site}", content.title),
        _ => "Chi tiết tin".to_owned(),
    };
    let frame = match dice.number(0, 3) {
        0 => format!("<main><article>{middle}</article></main><aside>{side}{calendar}</aside>"),
        1 => format!(
            "<div class=\"container\"><div class=\"content-left\">{middle}</div><div class=\"content-right\">{side}{calendar}</div></div>"
        ),
        2 => format!(
            "<table><tbody><tr><td><table><tr><td>{side}{calendar}</td></tr></table></td><td><table><tr><td>{middle}</td></tr></table></td></tr></tbody></table>"
        ),
        _ => format!(
            "<div class=\"wrapper\"><section>{middle}</section></div><div class=\"below\">{side}{calendar}</div>"
        ),
    };
    let banner = if dice.chance(30) {
        format!("<h1 class=\"name\"><a href=\"/\">{site}</a></h1>")
    } else {
        String::new()
    };
    format!(
        "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>{}</title></head><body>{banner}{head}{frame}{foot}</body></html>\n",
        escape(&page_title)
    )
}

fn meta(content: &Content, layout: &Layout, dice: &mut Dice) -> String {
    let date = layout
        .form
        .map(|form| layout.date_text.clone().unwrap_or_else(|| dates::print(content.at, form).text));
    let views = content
        .views
        .map(|views| if views > 999 && dice.chance(30) { thousands(views) } else { views.to_string() });
    // A date that says "Cập nhật lúc" itself stands alone.
    let spoken = date.as_ref().is_some_and(|date| date.starts_with('C'));
    let label = if spoken {
        ""
    } else {
        dice.pick(&["Ngày đăng", "Đăng ngày", "Ngày xuất bản", "Thời gian đăng"])
    };
    let mut html = String::new();
    match dice.number(0, 5) {
        0 if !spoken => {
            html.push_str("<table class=\"i\"><tr>");
            if let Some(date) = date {
                html.push_str(&format!("<td>{label}:</td><td>{date}</td>"));
            }
            if let Some(views) = views {
                html.push_str(&format!("<td>Lượt xem:</td><td>{views}</td>"));
            }
            html.push_str("</tr></table>\n");
        }
        1 if !spoken => {
            html.push_str("<dl>");
            if let Some(date) = date {
                html.push_str(&format!("<dt>{label}</dt><dd>{date}</dd>"));
            }
            if let Some(views) = views {
                html.push_str(&format!("<dt>Lượt xem</dt><dd>{views}</dd>"));
            }
            html.push_str("</dl>\n");
        }
        2 => {
            html.push_str("<ul class=\"meta-list\">");
            if let Some(date) = date {
                html.push_str(&format!("<li><i class=\"icon-clock\"></i>{date}</li>"));
            }
            if let Some(views) = views {
                html.push_str(&format!("<li><i class=\"fa fa-eye\"></i> {views}</li>"));
            }
            html.push_str("</ul>\n");
        }
        3 => {
            if let Some(date) = date {
                html.push_str(&format!("<div class=\"d\"><em>({date})</em></div>"));
            }
            if let Some(views) = views {
                html.push_str(&format!("<div class=\"v\">[ Đã xem {views} lần ]</div>\n"));
            }
        }
        4 => {
            let bits: Vec<String> =
                date.into_iter().chain(views.map(|views| format!("Xem: {views}"))).collect();
            html.push_str(&format!("<div class=\"thongtin\">{}</div>\n", bits.join(" • ")));
        }
        _ => {
            let date = date.map(|date| format!("{label} {date}")).unwrap_or_default();
            let views =
                views.map(|views| format!(" <b>Lượt xem</b>: <span>{views}</span>")).unwrap_or_default();
            html.push_str(&format!("<p class=\"s\"><i>{date}</i>{views}</p>\n"));
        }
    }
    html
}

fn text(content: &Content, layout: &Layout, dice: &mut Dice) -> String {
    let markup = if layout.markup == Markup::Div { Markup::P } else { layout.markup };
    let lead = content.lead.as_ref().map(|lead| match dice.number(0, 2) {
        0 => format!("<p><b>(Mẫu) - {}</b></p>\n", escape(lead)),
        1 => format!("<div class=\"mota\"><strong>{}</strong></div>\n", escape(lead)),
        _ => format!("<div class=\"summary\">{}</div>\n", escape(lead)),
    });
    let lead = lead.map(|lead| lead.replace("(Mẫu) - ", "")).unwrap_or_default();
    let caption = dice.pick(&[
        Caption::CentredParagraph,
        Caption::ItalicParagraph,
        Caption::TableRow,
        Caption::InSameParagraph,
    ]);
    let mut inner = body::render(content, markup, caption, dice, layout.residue);
    if let Some(author) = &content.author {
        inner.push_str(&match dice.number(0, 3) {
            0 => format!("<p><b>{author}</b></p>\n"),
            1 => format!("<p align=\"right\"><i>{author}</i></p>\n"),
            2 => format!("<p style=\"text-align:right\"><strong>Tin, bài: {author}</strong></p>\n"),
            _ => format!("<p class=\"tac-gia\">{author}</p>\n"),
        });
    }
    if let Some(source) = &content.source {
        inner.push_str(&match dice.number(0, 3) {
            0 => format!("<p><em>Theo {source}</em></p>\n"),
            1 => format!("<p>Nguồn tin: {source}.</p>\n"),
            2 => format!("<p class=\"nguon\">Nguồn: <a href=\"http://nguon.example.vn/\">{source}</a></p>\n"),
            _ => format!("<p style=\"text-align:right\"><b>(Nguồn : {source})</b></p>\n"),
        });
    }
    let id = dice.pick(&[
        "divNoiDung",
        "ctl00_lblNoiDung",
        "newscontent",
        "print-area",
        "detail-x",
        "ArticleContent",
    ]);
    format!("{lead}<div id=\"{id}\">{inner}</div>\n")
}

fn files(content: &Content, dice: &mut Dice) -> String {
    if content.files.is_empty() {
        return String::new();
    }
    let as_table = dice.chance(50);
    let rows: String = content
        .files
        .iter()
        .enumerate()
        .map(|(at, (path, label))| match as_table {
            true => format!(
                "<tr><td>{}</td><td>{}</td><td><a href=\"{path}\">Tải về</a></td></tr>",
                at + 1,
                escape(label)
            ),
            false => {
                format!("<p><img src=\"/img/icon-pdf.gif\"> <a href=\"{path}\">{}</a></p>", escape(label))
            }
        })
        .collect();
    match as_table {
        true => format!(
            "<table class=\"tep\"><tr><th>STT</th><th>Tên tệp</th><th>Tải về</th></tr>{rows}</table>\n"
        ),
        false => format!("<div class=\"dk\"><div>Tài liệu đính kèm:</div>{rows}</div>\n"),
    }
}

fn section(content: &Content, place: SectionPlace, dice: &mut Dice) -> String {
    let section = escape(&content.section);
    match place {
        SectionPlace::Nowhere => String::new(),
        SectionPlace::Breadcrumb => format!(
            "<div class=\"bc\"><span><a href=\"/\">Trang chủ</a></span><span> / </span><span><a href=\"/m\">{section}</a></span></div>\n"
        ),
        SectionPlace::PlainTrail => format!(
            "<p>Bạn đang ở: <a href=\"/\">Trang chủ</a> &gt; <a href=\"/tin\">Tin tức</a> &gt; <a href=\"/m\">{section}</a></p>\n"
        ),
        SectionPlace::HeadingAbove => {
            format!("<div class=\"heading\"><h2><a href=\"/m\">{section}</a></h2></div>\n")
        }
        SectionPlace::DoubledPortlet => format!(
            "<div class=\"portlet-title\">{section}</div><div class=\"title-module\">{section}</div>\n"
        ),
        SectionPlace::LinkAbove => {
            let class = dice.pick(&["category", "cate-name", "danh-muc"]);
            format!("<a class=\"{class}\" href=\"/m\">{section}</a><br>\n")
        }
    }
}

fn related(dice: &mut Dice) -> String {
    let count = dice.number(3, 9);
    let items: String = (0..count)
        .map(|at| {
            let other = super::text::story(dice);
            let date = dates::print(dates::moment(dice), 2).text;
            let (href, title) = (format!("/tin/{}-{at}", slug(&other.title)), escape(&other.title));
            match at % 2 {
                0 => format!("<p>- <a href=\"{href}\">{title}</a> <i>({date})</i></p>"),
                _ => format!("<p>- <a href=\"{href}\">{title}</a></p>"),
            }
        })
        .collect();
    let heading = dice.pick(&[
        "<p><strong>Tin bài khác</strong></p>",
        "<h3>Có thể bạn quan tâm</h3>",
        "<div class=\"t\">Bài cùng chủ đề</div>",
        "<p>Đọc thêm:</p>",
        "<div><span>TIN TỨC KHÁC</span></div>",
        "",
        "<p><b>Xem thêm</b></p>",
        "<h4>Các bài liên quan</h4>",
    ]);
    format!("<div class=\"k9\">{heading}{items}</div>\n")
}

fn calendar() -> &'static str {
    "<table class=\"lich\"><tr><th colspan=7>Tháng 11 năm 2025</th></tr><tr><td>T2</td><td>T3</td><td>T4</td><td>T5</td><td>T6</td><td>T7</td><td>CN</td></tr><tr><td>17</td><td>18</td><td>19</td><td>20</td><td>21</td><td>22</td><td>23</td></tr></table>"
}
