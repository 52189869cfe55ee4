//! What stands around an article: menus, clocks, other news, counters, forms.

use super::dates;
use super::dice::Dice;
use super::text::{SECTIONS, escape, slug, story};

/// Above the content: banner, menu, clock, ticker, accessibility bar.
pub(crate) fn head(site: &str, dice: &mut Dice) -> String {
    let mut html = String::new();
    let banner = dice.pick(&["banner", "header-top", "site-branding", "logo-wrap", "kt-header"]);
    html.push_str(&format!(
        "<div id=\"{banner}\"><a href=\"/\"><img src=\"/img/logo.png\" alt=\"{site}\"></a>"
    ));
    html.push_str(&match dice.number(0, 2) {
        0 => {
            format!("<div class=\"site-title\">TRANG THÔNG TIN ĐIỆN TỬ {}</div></div>\n", site.to_uppercase())
        }
        1 => format!("<h2>{site}</h2><p>Cổng thông tin điện tử</p></div>\n"),
        _ => "</div>\n".to_owned(),
    });
    let items: String =
        ["Trang chủ", "Giới thiệu", "Tin tức", "Văn bản", "Thủ tục hành chính", "Lịch công tác", "Liên hệ"]
            .iter()
            .map(|item| format!("<li><a href=\"/{}\">{item}</a></li>", slug(item)))
            .collect();
    html.push_str(&match dice.number(0, 3) {
        0 => format!("<nav class=\"navbar\"><ul>{items}</ul></nav>\n"),
        1 => format!("<ul id=\"mainmenu\">{items}</ul>\n"),
        2 => format!("<table width=\"100%\"><tr><td><ul class=\"m1\">{items}</ul></td></tr></table>\n"),
        _ => format!("<div class=\"x-mn\"><ul>{items}</ul></div>\n"),
    });
    if dice.chance(60) {
        let clock = dates::clock(dice);
        let class = dice.pick(&["date", "clock", "ngay-thang", "tg", "hd-time", "today"]);
        html.push_str(&format!("<div class=\"{class}\">{clock}</div>\n"));
    }
    if dice.chance(35) {
        html.push_str(dice.pick(&[
            "<div class=\"marquee\">Chào mừng quý vị đến với cổng thông tin điện tử</div>\n",
            "<marquee>Sống và làm việc theo Hiến pháp và pháp luật</marquee>\n",
            "<div class=\"chaychu\"><span>Nhiệt liệt chào mừng các ngày lễ lớn trong năm</span></div>\n",
        ]));
    }
    if dice.chance(25) {
        html.push_str(
            "<div class=\"acc\"><a href=\"#\">A-</a> <a href=\"#\">A</a> <a href=\"#\">A+</a> | <a href=\"#\">Tăng tương phản</a> <a href=\"#\">Giảm tương phản</a></div>\n",
        );
    }
    if dice.chance(20) {
        html.push_str("<div>ĐĂNG NHẬP</div><div>image banner</div>\n");
    }
    html
}

/// Headlines of other articles with their dates, `count` of them.
pub(crate) fn headlines(dice: &mut Dice, count: u64) -> String {
    (0..count)
        .map(|at| {
            let other = story(dice);
            let date = dates::print(dates::moment(dice), dice.pick(&[2, 4, 1, 22]));
            let href = format!("/tin-tuc/{}-{}{at}", slug(&other.title), dice.number(10_000, 99_999));
            let title = escape(&other.title);
            match dice.number(0, 2) {
                0 => format!("<li><a href=\"{href}\">{title}</a> ({})</li>", date.text),
                1 => format!(
                    "<li><a href=\"{href}\" title=\"{title}\">{title}</a> <span>{}</span></li>",
                    date.text
                ),
                _ => format!("<li><a href=\"{href}\">{title}</a></li>"),
            }
        })
        .collect()
}

pub(crate) const RELATED: [&str; 17] = [
    "Các tin khác",
    "Tin liên quan",
    "Tin cùng chuyên mục",
    "CÁC TIN ĐÃ ĐƯA",
    "Bài viết liên quan",
    "Những tin mới hơn",
    "Tin khác",
    "Các bài viết khác",
    "Tin mới hơn",
    "CÁC BÀI MỚI ĐĂNG",
    "Tin cũ hơn",
    "Xem thêm tin khác",
    "Các tin tiếp",
    "Cùng chuyên mục",
    "Tin đã đưa",
    "Tin mới",
    "Bài viết khác:",
];

/// The block of other news under an article.
pub(crate) fn related(dice: &mut Dice) -> String {
    let heading = dice.pick(&RELATED);
    let count = dice.number(3, 12);
    let list = headlines(dice, count);
    let class = dice.pick(&["tinkhac", "related-news", "othernews", "box-list", "k2", "news-list-ct", "lq"]);
    match dice.number(0, 4) {
        0 => format!("<div class=\"{class}\"><h3>{heading}</h3><ul>{list}</ul></div>\n"),
        1 => format!("<div class=\"{class}\"><div class=\"tt\">{heading}</div><ul>{list}</ul></div>\n"),
        2 => format!("<p><b>{heading}</b></p><ul>{list}</ul>\n"),
        3 => format!(
            "<table class=\"{class}\"><tr><td><font color=red><b>{heading}</b></font></td></tr><tr><td><ul>{list}</ul></td></tr></table>\n"
        ),
        _ => format!("<div><strong>{heading}:</strong></div><div><ul>{list}</ul></div>\n"),
    }
}

/// A box of news, documents or links beside the article.
pub(crate) fn side(dice: &mut Dice) -> String {
    let mut html = String::new();
    if dice.chance(60) {
        let heading = dice.pick(&["Tin nổi bật", "Tin đọc nhiều", "Thông báo mới", "Văn bản mới"]);
        let list = headlines(dice, 5);
        let class = dice.pick(&["box", "widget", "portlet", "module", "block-right"]);
        html.push_str(&format!(
            "<div class=\"{class}\"><h3 class=\"{class}-title\">{heading}</h3><ul>{list}</ul></div>\n"
        ));
    }
    if dice.chance(30) {
        html.push_str("<div class=\"pl\"><h4>Thăm dò ý kiến</h4><p>Bạn đánh giá thế nào về chất lượng phục vụ của bộ phận một cửa?</p><label><input type=radio>Rất hài lòng</label><label><input type=radio>Hài lòng</label><label><input type=radio>Chưa hài lòng</label><a href=\"#\">Bình chọn</a> <a href=\"#\">Xem kết quả</a></div>\n");
    }
    if dice.chance(30) {
        html.push_str("<div class=\"tt-bx\"><h4>Thời tiết</h4><div>Hà Nội 26°C</div><div>Nhiệt độ 22 - 31, độ ẩm 80%</div></div>\n");
    }
    if dice.chance(30) {
        let links: String = SECTIONS.iter().take(6).map(|s| format!("<option>{s}</option>")).collect();
        html.push_str(&format!("<div><h4>Liên kết website</h4><select>{links}</select></div>\n"));
    }
    html
}

/// Below everything: counters, address, copyright.
pub(crate) fn foot(site: &str, dice: &mut Dice) -> String {
    let (on, week, all) = (dice.number(2, 90), dice.number(500, 9000), dice.number(100_000, 30_000_000));
    let counters = match dice.number(0, 4) {
        0 => format!(
            "<div class=\"tk\"><div>Đang online: {on}</div><div>Lượt truy cập trong tuần: {week}</div><div>Tổng số truy cập: {all}</div></div>"
        ),
        1 => format!(
            "<div>Đang truy cập: {on}</div><div>Hôm nay: {week}</div><div>Tổng lượt truy cập: {all}</div>"
        ),
        2 => format!(
            "<table><tr><td>Truy câp tổng {all}</td></tr><tr><td>Truy câp hiện tại {on}</td></tr></table>"
        ),
        3 => format!("<div class=\"visitor\">Số người online: {on} | Số lượt xem: {all}</div>"),
        _ => String::new(),
    };
    let class = dice.pick(&["footer", "ft", "chan-trang", "bottom-info"]);
    format!(
        "{counters}<div class=\"{class}\"><p>Cơ quan chủ quản: Ủy ban nhân dân {site}</p><p>Địa chỉ: Số {} đường Làng Mẫu. Điện thoại: 024.0000.{:04}</p><p>Giấy phép số {}/GP-TTĐT ngày 05/03/2016</p><p>© Bản quyền thuộc về {site}</p></div>\n",
        dice.number(1, 300),
        dice.number(0, 9999),
        dice.number(10, 99)
    )
}

/// Right below the text: print and share buttons, rating.
pub(crate) fn tools(dice: &mut Dice) -> String {
    match dice.number(0, 7) {
        0 => "<div class=\"share\"><a href=\"#\">Chia sẻ</a> <a href=\"https://www.facebook.com/sharer\">Facebook</a> <a href=\"#\">Zalo</a></div>\n".to_owned(),
        1 => "<div><a href=\"#\">In trang</a> | <a href=\"#\">Gửi email</a> | <a href=\"#\">Quay lại</a></div>\n".to_owned(),
        2 => "<div class=\"rt\">Tổng số điểm của bài viết là: 5 trong 1 đánh giá</div><div>Xếp hạng: 5 - 1 phiếu bầu</div><div>Click để đánh giá bài viết</div>\n".to_owned(),
        3 => "<div>[<a href=\"#\">Trở về</a>]</div><div><a href=\"#top\">Về đầu trang</a></div>\n".to_owned(),
        4 => "<table><tr><td><a href=\"javascript:print()\">Bản in</a></td><td><a href=\"javascript:history.back()\">Quay lại</a></td></tr></table>\n".to_owned(),
        _ => String::new(),
    }
}

/// Comments of readers and the form for a new one.
pub(crate) fn comments(dice: &mut Dice) -> String {
    let heading =
        dice.pick(&["Ý kiến bạn đọc", "Bình luận", "Gửi bình luận của bạn", "Để lại một bình luận"]);
    let said = if dice.chance(50) {
        "<div class=\"cm\"><b>Minh Tâm</b> <span>19/11/2025 09:15</span><p>Cảm ơn phường đã thông tin kịp thời để bà con chúng tôi nắm được và cùng tham gia.</p></div>"
    } else {
        ""
    };
    format!(
        "<div class=\"bl\"><h3>{heading}</h3>{said}<form action=\"/gui\"><p>Email của bạn sẽ không được hiển thị công khai. Các trường bắt buộc được đánh dấu *</p><input name=ten><textarea></textarea><p>Mã bảo mật</p></form></div>\n"
    )
}
