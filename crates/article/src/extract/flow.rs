//! A page as a reader meets it: lines of text one after the other, with the images and links between them.

use ego_tree::iter::Edge;
use scraper::node::Element;
use scraper::{ElementRef, Node, Selector};
use std::sync::LazyLock;

use super::media::is_file;
use crate::BlockKind;
use crate::boilerplate::is_tools;
use crate::one_line::one_line;

/// One run of text between two block boundaries or `<br>`.
#[derive(Debug, Clone)]
pub(super) struct Line<'a> {
    /// NFC, on one line, never empty.
    pub(super) text: String,
    pub(super) kind: BlockKind,
    /// The block element it stands in.
    pub(super) element: ElementRef<'a>,
    /// 1–6 in `<h1>`–`<h6>`.
    pub(super) heading: Option<u8>,
    /// Non-space characters, and how many of them are links, bold, italic.
    pub(super) chars: usize,
    pub(super) linked: usize,
    pub(super) bold: usize,
    pub(super) italic: usize,
    pub(super) centred: bool,
    pub(super) right: bool,
    /// Whether a class of an inline element in it speaks of a title.
    pub(super) titled: bool,
    /// The address of its last link.
    pub(super) href: Option<&'a str>,
}

/// An image, placed before the line of this number.
#[derive(Debug, Clone)]
pub(super) struct PlacedImage<'a> {
    pub(super) line: usize,
    pub(super) element: ElementRef<'a>,
}

/// A link in or before the line of this number.
#[derive(Debug, Clone)]
pub(super) struct PlacedLink<'a> {
    pub(super) line: usize,
    pub(super) href: &'a str,
    pub(super) label: String,
}

/// The lines of an element in document order.
#[derive(Debug, Clone, Default)]
pub(super) struct Flow<'a> {
    pub(super) lines: Vec<Line<'a>>,
    pub(super) images: Vec<PlacedImage<'a>>,
    pub(super) links: Vec<PlacedLink<'a>>,
}

impl Line<'_> {
    /// Whether nearly all of the line is a link.
    pub(super) fn is_link(&self) -> bool {
        self.linked * 5 >= self.chars * 4
    }

    /// Whether the line is a link long enough to be a headline, with no more than a date beside it.
    pub(super) fn is_headline_link(&self) -> bool {
        let beside = self.chars.saturating_sub(self.linked);
        self.linked >= 18
            && beside <= 24
            && self.linked * 5 >= self.chars * 3
            && self.text.contains(' ')
            && !self.href.is_some_and(is_file)
            && !is_tools(&self.text)
    }

    /// Whether nearly all of the line is bold.
    pub(super) fn is_bold(&self) -> bool {
        self.bold * 10 >= self.chars * 9
    }

    /// Whether nearly all of the line is italic.
    pub(super) fn is_italic(&self) -> bool {
        self.italic * 10 >= self.chars * 9
    }

    /// Whether a class or id of the line's element or its parent contains one of these words.
    pub(super) fn is_named(&self, words: &[&str]) -> bool {
        let parent = self.element.parent().and_then(ElementRef::wrap);
        std::iter::once(self.element).chain(parent).any(|element| names_contain(element.value(), words))
    }
}

/// Whether class or id, in lower case, contains one of these words.
pub(super) fn names_contain(element: &Element, words: &[&str]) -> bool {
    [element.attr("class"), element.attr("id")].into_iter().flatten().any(|names| {
        let names = names.to_ascii_lowercase();
        words.iter().any(|word| names.contains(word))
    })
}

/// Words in the names of elements that hold a headline.
pub(super) const TITLE_NAMES: [&str; 6] = ["title", "tieude", "tieu-de", "tieu_de", "headline", "heading"];

/// Elements whose text is not read.
const SILENT: [&str; 16] = [
    "script", "style", "noscript", "template", "head", "title", "textarea", "select", "option", "button",
    "iframe", "object", "svg", "canvas", "audio", "video",
];

const BLOCK: [&str; 42] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

/// What a block passes on to the lines in it.
#[derive(Clone, Copy)]
struct Surroundings<'a> {
    element: ElementRef<'a>,
    kind: BlockKind,
    heading: Option<u8>,
    centred: bool,
    right: bool,
    in_data_table: bool,
}

/// Reads the lines of an element.
pub(super) fn flow(root: ElementRef<'_>) -> Flow<'_> {
    let surroundings = Surroundings {
        element: root,
        kind: BlockKind::Paragraph,
        heading: None,
        centred: false,
        right: false,
        in_data_table: false,
    };
    let mut reader =
        Reader { flow: Flow::default(), stack: vec![surroundings], silent: 0, run: Run::default() };
    for edge in root.traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Text(text) if reader.silent == 0 => reader.run.push(text),
                Node::Element(_) => {
                    if let Some(element) = ElementRef::wrap(node) {
                        reader.open(element);
                    }
                }
                _ => {}
            },
            Edge::Close(node) => {
                if let Some(element) = ElementRef::wrap(node) {
                    reader.close(element);
                }
            }
        }
    }
    reader.flush();
    reader.flow
}

/// The text gathered since the last boundary.
#[derive(Default)]
struct Run<'a> {
    text: String,
    chars: usize,
    linked: usize,
    bold: usize,
    italic: usize,
    href: Option<&'a str>,
    titled: bool,
    // How many such elements are open.
    in_bold: usize,
    in_italic: usize,
    link: Option<(&'a str, usize)>,
}

impl Run<'_> {
    fn push(&mut self, text: &str) {
        let chars = text.chars().filter(|c| !c.is_whitespace()).count();
        self.text.push_str(text);
        self.chars += chars;
        self.linked += if self.link.is_some() { chars } else { 0 };
        self.bold += if self.in_bold > 0 { chars } else { 0 };
        self.italic += if self.in_italic > 0 { chars } else { 0 };
    }
}

struct Reader<'a> {
    flow: Flow<'a>,
    stack: Vec<Surroundings<'a>>,
    silent: usize,
    run: Run<'a>,
}

impl<'a> Reader<'a> {
    fn around(&self) -> Surroundings<'a> {
        *self.stack.last().expect("the root's surroundings are never popped")
    }

    fn open(&mut self, element: ElementRef<'a>) {
        let name = element.value().name();
        if SILENT.contains(&name) {
            self.silent += 1;
        }
        if self.silent > 0 {
            return;
        }
        match name {
            "br" if self.around().heading.is_some() || self.around().in_data_table => self.run.text.push(' '),
            "br" => self.flush(),
            "img" => {
                // A picture in the middle of a line belongs before it.
                let line = self.flow.lines.len();
                self.flow.images.push(PlacedImage { line, element });
            }
            "a" => {
                let href = element.attr("href").unwrap_or_default();
                self.run.link = Some((href, self.run.text.len()));
                self.run.href = Some(href);
            }
            "b" | "strong" => self.run.in_bold += 1,
            "i" | "em" => self.run.in_italic += 1,
            _ if BLOCK.contains(&name) => self.open_block(element, name),
            _ => self.run.titled |= names_contain(element.value(), &TITLE_NAMES),
        }
    }

    fn open_block(&mut self, element: ElementRef<'a>, name: &str) {
        let mut around = self.around();
        if around.in_data_table {
            match name {
                "tr" => self.flush(),
                "td" | "th" if !self.run.text.trim().is_empty() => self.run.text.push_str(" | "),
                _ => self.run.text.push(' '),
            }
        } else {
            self.flush();
            around.kind = match name {
                "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => BlockKind::Heading,
                "li" => BlockKind::ListItem,
                "figcaption" | "caption" => BlockKind::Caption,
                _ if names_contain(element.value(), &["caption"]) => BlockKind::Caption,
                _ => around.kind,
            };
            around.heading = match name.as_bytes() {
                [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
                _ => around.heading,
            };
            let style = element.attr("style").unwrap_or_default();
            let align = element.attr("align").unwrap_or_default();
            let is_aligned = |side: &str| {
                align.eq_ignore_ascii_case(side)
                    || (style.contains("text-align") && style.contains(side))
                    || element.value().classes().any(|class| class.ends_with(side) && class.contains("text"))
            };
            // A table in the middle of the page says nothing of its text.
            if name == "center" || (name != "table" && is_aligned("center")) {
                around.centred = true;
            } else if ["left", "justify"].iter().any(|side| is_aligned(side)) {
                around.centred = false;
            }
            around.right = is_aligned("right");
            if name == "table" && is_data_table(element) {
                around.in_data_table = true;
                around.kind = BlockKind::TableRow;
            }
        }
        around.element = element;
        self.stack.push(around);
    }

    fn close(&mut self, element: ElementRef<'a>) {
        let name = element.value().name();
        if SILENT.contains(&name) {
            self.silent = self.silent.saturating_sub(1);
            return;
        }
        if self.silent > 0 {
            return;
        }
        match name {
            "a" => {
                if let Some((href, start)) = self.run.link.take() {
                    let label = one_line(self.run.text.get(start..).unwrap_or_default());
                    self.flow.links.push(PlacedLink { line: self.flow.lines.len(), href, label });
                }
            }
            "b" | "strong" => self.run.in_bold = self.run.in_bold.saturating_sub(1),
            "i" | "em" => self.run.in_italic = self.run.in_italic.saturating_sub(1),
            _ if BLOCK.contains(&name) && self.stack.len() > 1 => {
                if !self.around().in_data_table || matches!(name, "tr" | "table") {
                    self.flush();
                } else {
                    self.run.text.push(' ');
                }
                self.stack.pop();
            }
            _ => {}
        }
    }

    /// Ends the line.
    fn flush(&mut self) {
        let text = one_line(&self.run.text);
        let Surroundings { element, kind, heading, centred, right, .. } = self.around();
        if !text.is_empty() {
            let Run { chars, linked, bold, italic, titled, href, .. } = self.run;
            self.flow.lines.push(Line {
                text,
                kind,
                element,
                heading,
                chars,
                linked,
                bold,
                italic,
                centred,
                right,
                titled,
                href,
            });
        }
        let Run { in_bold, in_italic, link, .. } = self.run;
        // A link around blocks goes on in the next line.
        let link = link.map(|(href, _)| (href, 0));
        self.run = Run { in_bold, in_italic, link, href: link.map(|(href, _)| href), ..Run::default() };
    }
}

/// Whether a table holds data, not layout: two rows of two filled cells, no table inside, no long cell.
fn is_data_table(table: ElementRef<'_>) -> bool {
    static TABLE: LazyLock<Selector> = LazyLock::new(|| selector("table, h1, h2, h3, li"));
    static ROW: LazyLock<Selector> = LazyLock::new(|| selector("tr"));
    static CELL: LazyLock<Selector> = LazyLock::new(|| selector("td, th"));
    if table.select(&TABLE).next().is_some() {
        return false;
    }
    let mut rows = 0;
    for row in table.select(&ROW) {
        let mut cells = 0;
        for cell in row.select(&CELL) {
            let chars: usize = cell.text().map(|text| text.trim().chars().count()).sum();
            if chars > 300 {
                return false;
            }
            cells += usize::from(chars > 0);
        }
        rows += usize::from(cells >= 2);
    }
    rows >= 2
}

/// Parses a selector that is a constant.
pub(super) fn selector(text: &str) -> Selector {
    Selector::parse(text).expect("the selector is a constant")
}

#[cfg(test)]
mod tests {
    use super::*;
    use scraper::Html;

    fn check(html: &str, expected: &[(BlockKind, &str)]) {
        let html = Html::parse_document(html);
        let flow = flow(html.root_element());
        let lines: Vec<_> = flow.lines.iter().map(|line| (line.kind, line.text.as_str())).collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn lines_as_a_reader_meets_them() {
        use BlockKind::*;
        check(
            "<title>Không đọc</title><h1>Phường<br>Mẫu</h1><div>Một <b>hai</b><br><br>ba<p>bốn<ul><li>năm<li><p>sáu</ul>bảy</div>",
            &[
                (Heading, "Phường Mẫu"),
                (Paragraph, "Một hai"),
                (Paragraph, "ba"),
                (Paragraph, "bốn"),
                (ListItem, "năm"),
                (ListItem, "sáu"),
                (Paragraph, "bảy"),
            ],
        );
        check(
            "<table><tr><th>Tổ<th>Hộ<tr><td><p>1</p><td>25</table><table><tr><td>Cột trái<td>Cột phải</table>",
            &[(TableRow, "Tổ | Hộ"), (TableRow, "1 | 25"), (Paragraph, "Cột trái"), (Paragraph, "Cột phải")],
        );
        check(
            "<figure><img src=a.jpg><figcaption>Chú thích</figcaption></figure><script>x</script>",
            &[(Caption, "Chú thích")],
        );
    }

    #[test]
    fn links_and_images_keep_their_place() {
        let html = Html::parse_document(
            "<p>Đoạn một<img src=1.jpg><p><a href=/a>Phường họp giao ban tháng ba</a> <i>(5/3)</i><p><i>nghiêng</i>",
        );
        let flow = flow(html.root_element());
        assert_eq!(flow.images[0].line, 0);
        assert_eq!((flow.links[0].line, flow.links[0].label.as_str()), (1, "Phường họp giao ban tháng ba"));
        assert!(flow.lines[1].is_headline_link() && !flow.lines[0].is_link());
        assert!(flow.lines[2].is_italic());
    }
}
