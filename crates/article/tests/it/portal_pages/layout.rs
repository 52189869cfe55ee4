//! A page of no known system: every choice by seed.

use super::body::{self, Caption, Markup};
use super::chrome;
use super::content::Content;
use super::dates;
use super::dice::Dice;
use super::text::escape;

/// The choices that make a page.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub(crate) markup: Markup,
    pub(crate) caption: Caption,
    /// Number of the date form; `None`: no date near the title.
    pub(crate) form: Option<u64>,
    pub(crate) label: &'static str,
    pub(crate) residue: bool,
    pub(crate) tables: bool,
    pub(crate) title_tag: u64,
    pub(crate) section: SectionPlace,
    pub(crate) meta: MetaPlace,
    pub(crate) list_before: bool,
    pub(crate) list_after: bool,
    pub(crate) comments: bool,
    /// The date line reads so instead.
    pub(crate) date_text: Option<String>,
    pub(crate) head: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SectionPlace {
    Breadcrumb,
    PlainTrail,
    HeadingAbove,
    DoubledPortlet,
    LinkAbove,
    Nowhere,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MetaPlace {
    Below,
    Above,
    AfterText,
    BelowInTwoLines,
    BelowInSpans,
}

pub(crate) const LABELS: [&str; 10] = [
    "Ngày đăng: ",
    "Ngày đăng ",
    "Đăng ngày ",
    "",
    "",
    "Đăng lúc: ",
    "Ngày cập nhật: ",
    "Cập nhật: ",
    "Thời gian đăng: ",
    "Ngày xuất bản: ",
];

pub(crate) fn layout(dice: &mut Dice) -> Layout {
    use MetaPlace::{Above, AfterText, Below, BelowInSpans, BelowInTwoLines};
    use SectionPlace::{Breadcrumb, DoubledPortlet, HeadingAbove, LinkAbove, Nowhere, PlainTrail};
    Layout {
        markup: dice.pick(&body::MARKUPS),
        caption: dice.pick(&body::CAPTIONS),
        form: Some(dice.number(0, dates::FORMS - 1)),
        label: dice.pick(&LABELS),
        residue: dice.chance(25),
        tables: dice.chance(30),
        title_tag: dice.number(0, 8),
        section: dice.pick(&[
            Breadcrumb,
            Breadcrumb,
            PlainTrail,
            HeadingAbove,
            DoubledPortlet,
            LinkAbove,
            Nowhere,
        ]),
        meta: dice.pick(&[Below, Below, Below, Above, AfterText, BelowInTwoLines, BelowInSpans]),
        list_before: dice.chance(15),
        list_after: dice.chance(80),
        comments: dice.chance(20),
        date_text: None,
        head: true,
    }
}

/// Takes away of the truth what the layout does not show.
pub(crate) fn show_only(content: &mut Content, layout: &Layout, dice: &mut Dice) {
    if layout.section == SectionPlace::Nowhere {
        content.section.clear();
    }
    if dice.chance(35) {
        content.views = None;
    }
}

/// The line of date, views, author, as the page shows it.
pub(crate) fn meta_html(content: &Content, layout: &Layout, dice: &mut Dice) -> String {
    let mut bits = Vec::new();
    if let Some(form) = layout.form {
        let printed = dates::print(content.at, form);
        // A date that says "Cập nhật lúc" itself takes no label.
        let label = if printed.text.starts_with('C') { "" } else { layout.label };
        bits.push(format!("{label}{}", layout.date_text.clone().unwrap_or(printed.text)));
    }
    if let Some(views) = content.views {
        let views = if dice.chance(20) && views > 999 { thousands(views) } else { views.to_string() };
        bits.push(match dice.number(0, 6) {
            0 | 1 => format!("Lượt xem: {views}"),
            2 => format!("Đã xem: {views}"),
            3 => format!("{views} lượt xem"),
            4 => format!("Lượt đọc: {views}"),
            5 => format!("Số lần đọc: {views}"),
            _ => format!("Số lượt xem: {views}"),
        });
    }
    if bits.is_empty() {
        return String::new();
    }
    let class = dice.pick(&["date", "info", "time", "ngaydang", "meta-x", "sub", "dt", "post-info"]);
    match layout.meta {
        MetaPlace::BelowInTwoLines => {
            bits.iter().map(|bit| format!("<div class=\"{class}\">{bit}</div>\n")).collect()
        }
        MetaPlace::BelowInSpans => {
            let spans: String = bits
                .iter()
                .map(|bit| format!("<span class=\"s\"><i class=\"fa\"></i> {bit}</span> "))
                .collect();
            format!("<div class=\"{class}\">{spans}</div>\n")
        }
        _ => {
            let glue = dice.pick(&[" | ", " - ", "&nbsp;&nbsp;|&nbsp;&nbsp;"]);
            let tag = dice.pick(&["div", "p", "span"]);
            format!("<{tag} class=\"{class}\">{}</{tag}>\n", bits.join(glue))
        }
    }
}

pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

pub(crate) fn title_html(title: &str, tag: u64) -> String {
    let title = escape(title);
    match tag {
        0 | 1 => format!("<h1 class=\"tt-bv\">{title}</h1>\n"),
        2 => format!("<h2>{title}</h2>\n"),
        3 => format!("<h3 class=\"title\">{title}</h3>\n"),
        4 => format!("<div class=\"tieude\">{title}</div>\n"),
        5 => format!("<div class=\"x1\"><b>{title}</b></div>\n"),
        6 => format!("<p class=\"name-news\"><span class=\"bold\">{title}</span></p>\n"),
        7 => format!(
            "<table><tr><td><font size=\"4\" color=\"#990000\"><b>{title}</b></font></td></tr></table>\n"
        ),
        _ => format!("<h1>{title}</h1>\n"),
    }
}

pub(crate) fn section_html(section: &str, place: SectionPlace, title: &str, dice: &mut Dice) -> String {
    let section = escape(section);
    match place {
        SectionPlace::Breadcrumb => {
            let class = dice.pick(&["breadcrumb", "breadcrumbs", "duong-dan"]);
            let last = if dice.chance(40) {
                format!("<li class=active>{}</li>", escape(title))
            } else {
                String::new()
            };
            format!(
                "<ul class=\"{class}\"><li><a href=\"/\">Trang chủ</a></li><li><a href=\"/tin-tuc\">Tin tức</a></li><li><a href=\"/muc\">{section}</a></li>{last}</ul>\n"
            )
        }
        SectionPlace::PlainTrail => {
            let sign = dice.pick(&["»", "&gt;", "/", "›"]);
            format!(
                "<div class=\"pth\"><a href=\"/\">Trang chủ</a> {sign} <a href=\"/muc\">{section}</a></div>\n"
            )
        }
        SectionPlace::HeadingAbove => {
            let (open, close) = dice.pick(&[
                ("<h2 class=\"cat\">", "</h2>"),
                ("<h4>", "</h4>"),
                ("<div class=\"box-title\">", "</div>"),
                ("<h3>", "</h3>"),
            ]);
            format!("{open}{section}{close}\n")
        }
        SectionPlace::DoubledPortlet => {
            format!(
                "<div class=\"portlet-header\"><span class=\"portlet-title-text\">{section}</span></div><h4 class=\"mod-title\">{section}</h4>\n"
            )
        }
        SectionPlace::LinkAbove => {
            format!("<div class=\"chuyen-muc\"><a href=\"/muc\">{section}</a></div>\n")
        }
        SectionPlace::Nowhere => String::new(),
    }
}

/// The attached files under the text.
pub(crate) fn files_html(content: &Content, dice: &mut Dice) -> String {
    if content.files.is_empty() {
        return String::new();
    }
    let links: String = content
        .files
        .iter()
        .map(|(path, label)| format!("<li><a href=\"{path}\">{}</a></li>", escape(label)))
        .collect();
    match dice.number(0, 2) {
        0 => format!("<div class=\"file-dinh-kem\"><b>Tệp đính kèm:</b><ul>{links}</ul></div>\n"),
        1 => format!("<div>File đính kèm</div><ul>{links}</ul>\n"),
        _ => format!("<ul>{links}</ul>\n"),
    }
}

/// Title, meta and body one after the other, without what stands around.
pub(crate) fn article_html(content: &Content, layout: &Layout, dice: &mut Dice) -> String {
    let title = title_html(&content.title, layout.title_tag);
    let meta = meta_html(content, layout, dice);
    let lead = content.lead.as_ref().map(|lead| match dice.number(0, 2) {
        0 => format!("<div class=\"sapo\">{}</div>\n", escape(lead)),
        1 => format!("<p><strong>{}</strong></p>\n", escape(lead)),
        _ => format!("<h4 class=\"lead\">{}</h4>\n", escape(lead)),
    });
    let mut inner = body::render(content, layout.markup, layout.caption, dice, layout.residue);
    if let Some(author) = &content.author {
        inner.push_str(&body::author_line(author, layout.markup, dice));
    }
    if let Some(source) = &content.source {
        inner.push_str(&body::source_line(source, layout.markup, dice));
    }
    let class =
        dice.pick(&["noidung", "content-detail", "nd-bv", "c12", "news-content", "text-justify", "bv"]);
    let body = format!("{}<div class=\"{class}\">{inner}</div>\n", lead.unwrap_or_default());
    let files = files_html(content, dice);
    let after = match layout.meta {
        MetaPlace::Above => return format!("{meta}{title}{body}{files}"),
        MetaPlace::AfterText => meta,
        _ => return format!("{title}{meta}{body}{files}"),
    };
    format!("{title}{body}{files}{after}")
}

/// The whole page.
pub(crate) fn page(content: &Content, layout: &Layout, dice: &mut Dice) -> String {
    let site = content.story.unit_title();
    let article = article_html(content, layout, dice);
    let section = section_html(&content.section, layout.section, &content.title, dice);
    let mut middle = String::new();
    if layout.list_before {
        let list = chrome::headlines(dice, 6);
        middle.push_str(&format!("<div class=\"hot\"><h3>Tin nổi bật</h3><ul>{list}</ul></div>\n"));
    }
    middle.push_str(&section);
    middle.push_str(&article);
    middle.push_str(&chrome::tools(dice));
    if layout.list_after {
        middle.push_str(&chrome::related(dice));
    }
    if layout.comments {
        middle.push_str(&chrome::comments(dice));
    }
    let head_title = match dice.number(0, 3) {
        0 => escape(&site),
        1 => format!("{} - {}", escape(&content.title), escape(&site)),
        2 => format!("{} | {}", escape(&content.title), escape(&site)),
        _ => escape(&content.title),
    };
    let side = chrome::side(dice);
    let body = match (layout.tables, dice.chance(50)) {
        (true, true) => format!(
            "<table width=\"1000\"><tr><td width=\"220\" valign=top>{side}</td><td valign=top>{middle}</td></tr></table>\n"
        ),
        (true, false) => format!("<table><tr><td>{middle}</td><td>{side}</td></tr></table>\n"),
        (false, true) => format!(
            "<div class=\"row\"><div class=\"col-8\">{middle}</div><div class=\"col-4\">{side}</div></div>\n"
        ),
        (false, false) => format!(
            "<div id=\"wrap\"><div class=\"left\">{side}</div><div class=\"mid\">{middle}</div></div>\n"
        ),
    };
    let form = dice.chance(15);
    let (open, close) = if form { ("<form id=\"aspnetForm\" action=\"./\">", "</form>") } else { ("", "") };
    let head = if layout.head { chrome::head(&site, dice) } else { String::new() };
    format!(
        "<!DOCTYPE html>\n<html lang=\"vi\"><head><meta charset=\"utf-8\"><title>{head_title}</title></head>\n<body>{open}{head}{body}{}{close}</body></html>\n",
        chrome::foot(&site, dice)
    )
}
