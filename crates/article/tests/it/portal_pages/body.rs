//! The body of an article in the markup that editors leave.

use super::content::{Content, Part};
use super::dice::Dice;
use super::text::escape;

/// How paragraphs are marked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Markup {
    P,
    StyledP,
    Div,
    SpanInP,
    Breaks,
    DoubleBreaks,
    Word,
    TableCells,
}

pub(crate) const MARKUPS: [Markup; 7] = [
    Markup::P,
    Markup::StyledP,
    Markup::Div,
    Markup::SpanInP,
    Markup::Breaks,
    Markup::DoubleBreaks,
    Markup::Word,
];

/// How an image and its caption are marked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caption {
    Figure,
    ItalicParagraph,
    CentredParagraph,
    CentredDiv,
    TableRow,
    Classed,
    InSameParagraph,
}

pub(crate) const CAPTIONS: [Caption; 7] = [
    Caption::Figure,
    Caption::ItalicParagraph,
    Caption::CentredParagraph,
    Caption::CentredDiv,
    Caption::TableRow,
    Caption::Classed,
    Caption::InSameParagraph,
];

/// Renders the parts; source and author lines that stand in the text come last.
pub(crate) fn render(
    content: &Content,
    markup: Markup,
    caption: Caption,
    dice: &mut Dice,
    residue: bool,
) -> String {
    let mut html = String::new();
    for part in &content.parts {
        match part {
            Part::Paragraph(text) => html.push_str(&paragraph(&escape(text), markup)),
            Part::Heading(text) if matches!(markup, Markup::Breaks | Markup::DoubleBreaks) => {
                html.push_str(&paragraph(&format!("<b>{}</b>", escape(text)), markup));
            }
            Part::Heading(text) => {
                let (open, close) =
                    dice.pick(&[("<h3>", "</h3>"), ("<p><strong>", "</strong></p>"), ("<h2>", "</h2>")]);
                html.push_str(&format!("{open}{}{close}\n", escape(text)));
            }
            Part::Item(text) => html.push_str(&paragraph(&format!("- {}", escape(text)), markup)),
            Part::Rows(rows) => {
                html.push_str("<table border=1 cellpadding=3><tbody>");
                for row in rows {
                    let cells: String =
                        row.iter().map(|cell| format!("<td><p>{}</p></td>", escape(cell))).collect();
                    html.push_str(&format!("<tr>{cells}</tr>"));
                }
                html.push_str("</tbody></table>\n");
            }
            Part::Image { path, caption: text } => {
                html.push_str(&image(path, text.as_deref(), caption, markup, dice))
            }
        }
        if residue && dice.chance(30) {
            html.push_str(dice.pick(&[
                "<p>&nbsp;</p>",
                "<div class=\"leftcenterrightdel\"></div>",
                "<o:p></o:p>",
                "<p><br></p>",
                "<!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml><![endif]-->",
                "<style>p.MsoNormal{margin:0}</style>",
                "<div class=\"eJOY__extension_root_class\" style=\"all:unset\"></div>",
                "<input type=\"hidden\" value=\"x\">",
                "<span id=\"fbEditor\"></span>",
                "<span style=\"display:none\">cke_bm_103S</span>",
            ]));
        }
    }
    html
}

/// One paragraph of ready HTML.
pub(crate) fn paragraph(html: &str, markup: Markup) -> String {
    match markup {
        Markup::P => format!("<p>{html}</p>\n"),
        Markup::StyledP => {
            format!("<p style=\"text-align: justify; text-indent: 30px;\">&nbsp;&nbsp; {html}</p>\n")
        }
        Markup::Div => format!("<div style=\"text-align:justify\">{html}</div>\n"),
        Markup::SpanInP => format!(
            "<p style=\"text-align:justify\"><span style=\"font-size:14px\"><span style=\"font-family:times new roman,times,serif\">{html}</span></span></p>\n"
        ),
        Markup::Breaks => format!("{html}<br>\n"),
        Markup::DoubleBreaks => format!("{html}<br />\n<br />\n"),
        Markup::Word => format!(
            "<p class=\"MsoNormal\" style=\"margin:6pt 0cm\"><font face=\"Times New Roman\" size=\"3\"><span lang=\"VI\" style=\"mso-ansi-language:VI\">{html}<o:p></o:p></span></font></p>\n"
        ),
        Markup::TableCells => format!("<tr><td>{html}</td></tr>\n"),
    }
}

fn image(path: &str, text: Option<&str>, caption: Caption, markup: Markup, dice: &mut Dice) -> String {
    let tag = match dice.number(0, 5) {
        0 => format!("<img src=\"data:image/gif;base64,R0lGODlhAQABAAAAACw=\" data-src=\"{path}\">"),
        1 => format!("<img class=\"lazy\" data-original=\"{path}\" alt=\"\">"),
        2 => format!("<img alt=\"\" src=\"{path}\" style=\"width: 600px; height: 400px;\" />"),
        3 => {
            format!("<img src=\"/lib/lazy-blank.png\" data-lazy-src=\"{path}\" width=\"500\" height=\"375\">")
        }
        _ => format!("<img src=\"{path}\" width=\"640\">"),
    };
    let Some(text) = text.map(escape) else {
        return match markup {
            Markup::Breaks | Markup::DoubleBreaks => format!("{tag}<br>\n"),
            _ => format!("<p style=\"text-align:center\">{tag}</p>\n"),
        };
    };
    match caption {
        Caption::Figure => format!("<figure class=\"image\">{tag}<figcaption>{text}</figcaption></figure>\n"),
        Caption::ItalicParagraph => {
            format!("<p align=\"center\">{tag}</p>\n<p style=\"text-align: center;\"><em>{text}</em></p>\n")
        }
        Caption::CentredParagraph => format!(
            "<p style=\"text-align:center\">{tag}</p>\n<p style=\"text-align:center\"><span style=\"font-size:12px\">{text}</span></p>\n"
        ),
        Caption::CentredDiv => format!("<center>{tag}</center><div align=\"center\"><i>{text}</i></div>\n"),
        Caption::TableRow => format!(
            "<table align=\"center\" border=0><tbody><tr><td>{tag}</td></tr><tr><td style=\"text-align:center\"><em>{text}</em></td></tr></tbody></table>\n"
        ),
        Caption::Classed => {
            format!(
                "<div class=\"wp-caption aligncenter\">{tag}<p class=\"wp-caption-text\">{text}</p></div>\n"
            )
        }
        Caption::InSameParagraph => format!("<p style=\"text-align:center\">{tag}<br><em>{text}</em></p>\n"),
    }
}

/// The line that names the source in the text.
pub(crate) fn source_line(source: &str, markup: Markup, dice: &mut Dice) -> String {
    let text = match dice.number(0, 5) {
        0 => format!("(Nguồn: {source})"),
        1 => format!("Nguồn: {source}"),
        2 => format!("<em>(Nguồn tin: {source})</em>"),
        3 => format!("<strong>Nguồn: {source}</strong>"),
        4 => format!("(Theo {source})"),
        _ => {
            return match markup {
                Markup::Breaks | Markup::DoubleBreaks => {
                    format!("<div align=\"right\"><b>Theo {source}</b></div>\n")
                }
                _ => format!("<p style=\"text-align: right;\"><strong>Theo {source}</strong></p>\n"),
            };
        }
    };
    paragraph(&text, markup)
}

/// The line that names the author in the text.
pub(crate) fn author_line(author: &str, markup: Markup, dice: &mut Dice) -> String {
    let text = match dice.number(0, 5) {
        0 => format!("Tin, ảnh: {author}"),
        1 => format!("<strong>Tác giả: {author}</strong>"),
        2 => format!("Tin và ảnh: {author}"),
        3 => format!("Bài: {author}"),
        4 => format!("<em>Người viết: {author}</em>"),
        _ => {
            return match markup {
                Markup::Breaks | Markup::DoubleBreaks => {
                    format!("<div align=\"right\"><b>{author}</b></div>\n")
                }
                _ => format!("<p style=\"text-align: right;\"><strong>{author}</strong></p>\n"),
            };
        }
    };
    paragraph(&text, markup)
}
