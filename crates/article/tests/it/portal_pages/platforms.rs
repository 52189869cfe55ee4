//! Pages of the systems that wards use.

use super::body::{self, Markup};
use super::chrome;
use super::content::Content;
use super::dates;
use super::dice::Dice;
use super::layout::{self, Layout};
use super::text::{escape, slug};

/// Body with its author and source lines.
fn inner(content: &Content, layout: &Layout, dice: &mut Dice) -> String {
    let mut html = body::render(content, layout.markup, layout.caption, dice, layout.residue);
    if let Some(author) = &content.author {
        html.push_str(&body::author_line(author, layout.markup, dice));
    }
    if let Some(source) = &content.source {
        html.push_str(&body::source_line(source, layout.markup, dice));
    }
    html
}

fn lead_p(content: &Content) -> String {
    content
        .lead
        .as_ref()
        .map(|lead| format!("<p><strong>{}</strong></p>\n", escape(lead)))
        .unwrap_or_default()
}

fn document(title: &str, head: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"vi-VN\"><head><meta charset=\"utf-8\"><title>{}</title>{head}</head>\n<body>\n{body}</body></html>\n",
        escape(title)
    )
}

/// Kinds 1–3: the city's Liferay.
pub(crate) fn liferay(content: &Content, layout: &Layout, dice: &mut Dice, views_label: &str) -> String {
    let site = content.story.unit_title();
    let printed = dates::print(content.at, 0);
    let views = content.views.map(|views| format!(" | {views_label}: {views}")).unwrap_or_default();
    let section = escape(&content.section);
    let title = escape(&content.title);
    let title = match dice.number(0, 3) {
        0 => format!("<h3 class=\"tieu-de\">{title}</h3>"),
        1 => format!("<div class=\"title-news\"><b>{title}</b></div>"),
        2 => format!("<h1 class=\"header-title\"><span>{title}</span></h1>"),
        _ => format!("<p class=\"tit\">{title}</p>"),
    };
    let date = match dice.number(0, 2) {
        0 => format!("<p class=\"ngay\">Ngày đăng {}&nbsp;{views}</p>", printed.text),
        1 => format!("<div>Ngày đăng <span>{}</span> {views}</div>", printed.text),
        _ => format!("<span class=\"date-news\">Ngày đăng {} {views}</span><br>", printed.text),
    };
    let text = format!("{}{}", lead_p(content), inner(content, layout, dice));
    let text = match dice.number(0, 2) {
        0 => format!("<div class=\"journal-content-article\">{text}</div>"),
        1 => format!(
            "<div class=\"asset-full-content\"><div class=\"asset-content\"><div class=\"journal-content-article\">{text}</div></div></div>"
        ),
        _ => format!("<div class=\"content-news\">{text}</div>"),
    };
    let files = layout::files_html(content, dice);
    let doubled =
        if dice.chance(60) { format!("<div class=\"title-cm\">{section}</div>") } else { String::new() };
    let tools = chrome::tools(dice);
    let related = chrome::related(dice);
    let side = chrome::side(dice);
    let page_title = if dice.chance(50) {
        format!("{} - {site}", content.section)
    } else {
        format!("{} - {site}", content.title)
    };
    let body = format!(
        "{}<div id=\"content\"><div class=\"portlet-boundary\"><header class=\"portlet-topper\"><h2 class=\"portlet-title\"><span>{section}</span></h2></header><div class=\"portlet-content\"><div class=\"portlet-content-container\"><div class=\"portlet-body\">{doubled}{title}{date}{text}{files}{tools}{related}</div></div></div></div>\n<div class=\"portlet-boundary\"><div class=\"portlet-body\">{side}</div></div></div>{}",
        chrome::head(&site, dice),
        chrome::foot(&site, dice)
    );
    document(
        &page_title,
        "<link rel=\"stylesheet\" href=\"/html/css/main.css?t=1\"><script>var Liferay = {};</script>",
        &body,
    )
}

/// Kinds 4 and 51: NukeViet 4 and 3.
pub(crate) fn nukeviet(content: &Content, layout: &Layout, dice: &mut Dice, old: bool) -> String {
    let site = content.story.unit_title();
    let printed = dates::print(content.at, 6);
    let iso = content.at.format("%Y-%m-%dT%H:%M:%S+07:00");
    let broken = content.at.format("%Y-%m-%d+07%H:%M:%S");
    let (title, section) = (escape(&content.title), escape(&content.section));
    let lead = content.lead.as_ref().map(|lead| escape(lead)).unwrap_or_default();
    let text = body::render(content, layout.markup, layout.caption, dice, layout.residue);
    let mut credits = String::new();
    if let Some(author) = &content.author {
        credits.push_str(&format!("<p class=\"h5 text-right\"><strong>Tác giả: </strong>{author}</p>"));
    }
    if let Some(source) = &content.source {
        credits.push_str(&format!("<p class=\"h5 text-right\"><strong>Nguồn tin: </strong>{source}</p>"));
    }
    let files: String = content
        .files
        .iter()
        .map(|(path, label)| format!("<li><a href=\"{path}\">{}</a></li>", escape(label)))
        .collect();
    let views = content.views.map(|views| format!("<li>Đã xem: {views}</li>")).unwrap_or_default();
    let list = chrome::headlines(dice, 5);
    let article = if old {
        format!(
            "<div class=\"breadcrumbs\"><a href=\"/\">Trang nhất</a> <span class=\"breakcolumn\">»</span> <a href=\"/index.php/vi/news/\">Tin tức</a> <span class=\"breakcolumn\">»</span> <a href=\"/index.php/vi/news/muc/\">{section}</a></div>
            <div id=\"news_detail\"><h1>{title}</h1><span class=\"time\">{}</span><div class=\"action\"><a href=\"#\">Gửi bài viết qua email</a> <a href=\"#\">In ra</a> <a href=\"#\">Lưu bài viết này</a></div><div class=\"clear\"></div>
            <div id=\"hometext\">{lead}</div><div class=\"bodytext\">{text}</div>{credits}</div>
            <div id=\"social\"></div><div class=\"other-news\"><h4>Những tin mới hơn</h4><ul class=\"related\">{list}</ul></div>",
            printed.text
        )
    } else {
        let files = if files.is_empty() {
            String::new()
        } else {
            format!(
                "<div class=\"panel panel-default\"><div class=\"panel-heading\">File đính kèm</div><div class=\"list-group news-download-file\"><ul>{files}</ul></div></div>"
            )
        };
        format!(
            "<ol class=\"breadcrumb\"><li><a href=\"/\"><span>Trang nhất</span></a></li><li><a href=\"/vi/news/\"><span>Tin Tức</span></a></li><li><a href=\"/vi/news/muc/\"><span class=\"txt\" itemprop=\"title\">{section}</span></a></li></ol>
            <div class=\"news_column panel panel-default\" itemtype=\"http://schema.org/NewsArticle\" itemscope><div class=\"panel-body\"><h1 class=\"title margin-bottom-lg\" itemprop=\"headline\">{title}</h1>
            <div class=\"hidden hide d-none\" itemprop=\"author\" itemtype=\"http://schema.org/Person\" itemscope><span itemprop=\"name\">quantri</span></div><span class=\"hidden hide d-none\" itemprop=\"datePublished\">{iso}</span><span class=\"hidden\" itemprop=\"dateModified\">2025-11-01T00:00:00+07:00</span>
            <div class=\"row margin-bottom-lg\"><div class=\"col-md-12\"><span class=\"h5\">{}</span></div><div class=\"col-md-12\"><ul class=\"list-inline text-right\"><li><a href=\"#\"><em class=\"fa fa-print\"></em></a></li>{views}</ul></div></div>
            <div class=\"clearfix\"><div class=\"hometext m-bottom\" itemprop=\"description\">{lead}</div></div>
            <div id=\"news-bodyhtml\" class=\"bodytext margin-bottom-lg\" itemprop=\"articleBody\">{text}</div>{files}
            <div class=\"margin-bottom-lg\">{credits}</div></div></div>
            <div class=\"news_column panel panel-default\"><div class=\"panel-body\"><form id=\"form3B\"><div class=\"h5\">Tổng số điểm của bài viết là: 0 trong 0 đánh giá</div><div id=\"click_rating\">Click để đánh giá bài viết</div></form></div></div>
            <div class=\"news_column panel panel-default\"><div class=\"panel-body other-news\"><p class=\"h3\"><strong>Những tin mới hơn</strong></p><ul class=\"detail-related related list-inline\">{list}</ul></div></div>",
            printed.text
        )
    };
    let head = if old {
        "<meta name=\"generator\" content=\"NukeViet v3.4\">".to_owned()
    } else {
        format!(
            "<meta name=\"generator\" content=\"NukeViet v4.5\"><meta name=\"author\" content=\"{site}\"><meta property=\"og:title\" content=\"{title}\"><meta property=\"og:type\" content=\"article\"><meta property=\"og:site_name\" content=\"{site}\"><meta property=\"article:published_time\" content=\"{broken}\">"
        )
    };
    let side = chrome::side(dice);
    let body = format!(
        "{}<div class=\"row\"><div class=\"col-md-16\">{article}</div><div class=\"col-md-8\">{side}</div></div>{}",
        chrome::head(&site, dice),
        chrome::foot(&site, dice)
    );
    document(&format!("{} - {} - {site}", content.title, content.section), &head, &body)
}

/// Kinds 5 and 47: SharePoint pages and list items.
pub(crate) fn sharepoint(content: &Content, layout: &Layout, dice: &mut Dice, item: bool) -> String {
    let site = content.story.unit_title();
    let form = if item { 16 } else { 1 };
    let printed = dates::print(content.at, form);
    let state: String = (0..dice.number(500, 3000)).map(|_| "/wEPDwUBMGQYAQ").collect();
    let title = escape(&content.title);
    let views =
        content.views.map(|views| format!("<div class=\"lx\">Lượt xem: {views}</div>")).unwrap_or_default();
    let section = layout::section_html(&content.section, layout.section, &content.title, dice);
    let text = format!("{}{}", lead_p(content), inner(content, layout, dice));
    let text = match dice.number(0, 2) {
        0 => format!("<div id=\"art-content\">{text}</div>"),
        1 => format!("<div class=\"ms-rtestate-field\">{text}</div>"),
        _ => format!("<div class=\"ExternalClass8A1\">{text}</div>"),
    };
    let date = if item { printed.text } else { format!("Đăng ngày {}", printed.text) };
    let tag = dice.pick(&["h2", "div", "span", "h1"]);
    let files = layout::files_html(content, dice);
    let related = chrome::related(dice);
    let side = chrome::side(dice);
    let body = format!(
        "<form name=\"aspnetForm\" id=\"aspnetForm\" action=\"x.aspx\"><input type=\"hidden\" name=\"__VIEWSTATE\" value=\"{state}\"><div id=\"s4-ribbonrow\">Đăng nhập</div><div id=\"s4-workspace\">{}<table width=\"100%\"><tr><td class=\"ms-left\">{side}</td><td>{section}<table class=\"s4-wpTopTable\"><tr><td><{tag} class=\"art-title\">{title}</{tag}><div class=\"art-date\">{date}</div>{views}<div class=\"zoom\">100%</div></td></tr><tr><td>{text}{files}</td></tr><tr><td>{related}</td></tr></table></td></tr></table>{}</div></form>",
        chrome::head(&site, dice),
        chrome::foot(&site, dice)
    );
    document(
        &format!("Trang thông tin điện tử {site}"),
        "<meta name=\"GENERATOR\" content=\"Microsoft SharePoint\">",
        &body,
    )
}

/// Kind 6: DotNetNuke.
pub(crate) fn dotnetnuke(content: &Content, layout: &Layout, dice: &mut Dice) -> String {
    let site = content.story.unit_title();
    let printed = dates::print(content.at, 2);
    let mut meta = String::new();
    if let Some(author) = &content.author {
        meta.push_str(&format!("Tác giả: {author} ."));
    }
    meta.push_str(&format!("Ngày đăng: {} .", printed.text));
    if let Some(views) = content.views {
        meta.push_str(&format!("Lượt xem: {views} lượt."));
    }
    let text = body::render(content, layout.markup, layout.caption, dice, layout.residue);
    let source =
        content.source.as_ref().map(|s| body::source_line(s, layout.markup, dice)).unwrap_or_default();
    let title = escape(&content.title);
    let files = layout::files_html(content, dice);
    let related = chrome::related(dice);
    let body = format!(
        "<form id=\"Form\">{}<div id=\"dnn_ContentPane\"><a name=\"420\"></a><div class=\"DnnModule\"><div id=\"dnn_ctr420_ContentPane\"><span class=\"Head\">{title}</span><div class=\"Normal\">{meta}</div><div class=\"news-lead\"><b>{}</b></div><div class=\"news-body\">{text}{source}</div>{files}{related}</div></div></div><div id=\"dnn_RightPane\">{}</div>{}</form>",
        chrome::head(&site, dice),
        content.lead.as_deref().map(escape).unwrap_or_default(),
        chrome::side(dice),
        chrome::foot(&site, dice)
    );
    document(&site, "<meta name=\"GENERATOR\" content=\"DotNetNuke \">", &body)
}

/// Kinds 7: the commune system whose articles are query ids.
pub(crate) fn query_table(content: &Content, dice: &mut Dice) -> String {
    let site = content.story.unit_title();
    let text = body::render(content, Markup::DoubleBreaks, body::Caption::CentredDiv, dice, false);
    let source =
        content.source.as_ref().map(|s| body::source_line(s, Markup::DoubleBreaks, dice)).unwrap_or_default();
    let date = dates::print(content.at, 2).text;
    let glue = dice.pick(&[" ", "<br>", "&nbsp;"]);
    let lead =
        content.lead.as_ref().map(|lead| format!("<b>{}</b><br><br>", escape(lead))).unwrap_or_default();
    let body = format!(
        "<table width=1000 align=center><tr><td colspan=3>{}</td></tr><tr><td valign=top>{}</td><td valign=top><table><tr><td><a href='/'>Trang chủ</a> &raquo; <a href='/?cn=1'>{}</a></td></tr><tr><td><span class='TieuDe'>{}{glue}<i>Ngày cập nhật {date}</i></span><br><br>{lead}{text}{source}</td></tr><tr><td>{}</td></tr></table></td></tr></table>{}",
        chrome::head(&site, dice),
        chrome::side(dice),
        escape(&content.section),
        escape(&content.title),
        chrome::related(dice),
        chrome::foot(&site, dice)
    );
    document(&site, "", &body)
}

/// Kind 8: WordPress.
pub(crate) fn wordpress(content: &Content, layout: &Layout, dice: &mut Dice) -> String {
    let site = content.story.unit_title();
    let iso = content.at.format("%Y-%m-%dT%H:%M:%S+07:00");
    let shown = dates::print(content.at, dice.pick(&[2, 25, 20])).text;
    let title = escape(&content.title);
    let views = content
        .views
        .map(|v| format!("<span class=\"post-views\"><i class=\"dashicons\"></i> {v}</span>"))
        .unwrap_or_default();
    let author = content
        .author
        .as_ref()
        .map(|a| format!("<span class=\"author vcard\"><a href=\"/author/x/\">{a}</a></span>"))
        .unwrap_or_default();
    let text = format!(
        "{}{}",
        lead_p(content),
        body::render(content, layout.markup, layout.caption, dice, layout.residue)
    );
    let source =
        content.source.as_ref().map(|s| body::source_line(s, layout.markup, dice)).unwrap_or_default();
    let files = layout::files_html(content, dice);
    let list = chrome::headlines(dice, 4);
    let list = list.replace("<li>", "<li class=\"rel-item\">");
    let body = format!(
        "{}<div id=\"page\"><div id=\"primary\"><article id=\"post-15\" class=\"post type-post\"><header class=\"entry-header\"><span class=\"cat-links\"><a href=\"/category/x/\" rel=\"category tag\">{}</a></span><h1 class=\"entry-title\">{title}</h1><div class=\"entry-meta\"><span class=\"posted-on\"><time class=\"entry-date published\" datetime=\"{iso}\">{shown}</time></span> {author} {views}</div></header><div class=\"entry-content\">{text}{source}{files}</div><footer class=\"entry-footer\"><div class=\"sharedaddy\">Chia sẻ: Facebook X</div></footer></article><nav class=\"navigation post-navigation\"><a href=\"/truoc/\">Bài trước đó của phường về ngày hội</a></nav><div class=\"related-posts\"><h3>Bài viết liên quan</h3><ul>{list}</ul></div>{}</div><aside id=\"secondary\" class=\"widget-area\">{}</aside></div>{}",
        chrome::head(&site, dice),
        escape(&content.section),
        chrome::comments(dice),
        chrome::side(dice),
        chrome::foot(&site, dice)
    );
    let head = format!(
        "<meta name=\"generator\" content=\"WordPress 6.4\"><link rel=\"canonical\" href=\"/{}/\"><link rel=\"https://api.w.org/\" href=\"/wp-json/\">",
        slug(&content.title)
    );
    document(&format!("{} – {site}", content.title), &head, &body)
}
