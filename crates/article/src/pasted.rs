//! Text as copied from a ward page.

use crate::boilerplate::{ends_article, is_tools};
use crate::date::implausible;
use crate::extract::block;
use crate::meta_line::{MetaLine, author_line, read_meta_line, source_line, split_source};
use crate::one_line::{has_letter, one_line};
use crate::{Article, BlockKind, CanonicalUrl, Precision, Published, Warning, WarningCode};

/// Reads the text of an article as copied from its page: section, title, date line ("Ngày đăng 27/02/2018 | 18:00 |
/// Lượt xem: 749"), body, captions, "(Nguồn: VPĐU)". Any text with a line of letters gives an article; one without
/// gives `None`.
pub fn read_pasted(text: &str, url: CanonicalUrl) -> Option<Article> {
    let lines = lines(text);
    let head = head(&lines)?;
    let mut article = Article {
        url,
        title: head.title,
        lead: None,
        blocks: Vec::new(),
        published: None,
        section: head.section,
        author: None,
        source: None,
        view_count: None,
        images: Vec::new(),
        attachments: Vec::new(),
        language: None,
        warnings: Vec::new(),
    };
    for meta in head.meta {
        article.take_meta(meta);
    }
    let rest = &lines[head.end..];
    for (at, line) in rest.iter().enumerate() {
        if !article.blocks.is_empty() && ends_article(&line.text, false) {
            break;
        }
        let next = rest.get(at + 1);
        article.take_line(line, next.is_some());
    }
    article.warn();
    Some(article)
}

/// A line with letters or digits.
struct TextLine {
    text: String,
    /// Whether a blank line, or nothing, stands above.
    opens: bool,
}

fn lines(text: &str) -> Vec<TextLine> {
    let mut lines = Vec::new();
    let mut opens = true;
    for line in text.replace("\r\n", "\n").split(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let line = one_line(line);
        if line.chars().any(char::is_alphanumeric) {
            lines.push(TextLine { text: line, opens });
            opens = false;
        } else {
            opens = true;
        }
    }
    lines
}

struct Head {
    section: Option<String>,
    title: String,
    meta: Vec<MetaLine>,
    /// The first line of the body.
    end: usize,
}

/// Longer lines are sentences, not names of sections.
const MAX_SECTION_CHARS: usize = 60;

fn head(lines: &[TextLine]) -> Option<Head> {
    let meta_at = |at: usize| lines.get(at).and_then(|line| read_meta_line(&line.text, None));
    let first = lines.iter().position(|line| has_letter(&line.text))?;
    let dated = (first..lines.len().min(first + 6)).find(|at| meta_at(*at).is_some());
    let mut meta = Vec::new();
    let mut end;
    let above = match dated {
        // The date stands above everything.
        Some(at) if at == first => {
            let title =
                (first..lines.len()).find(|at| meta_at(*at).is_none() && has_letter(&lines[*at].text));
            let Some(title) = title else {
                return Some(Head {
                    section: None,
                    title: lines[first].text.clone(),
                    meta,
                    end: lines.len(),
                });
            };
            meta.extend((first..title).filter_map(meta_at));
            end = title + 1;
            title..title + 1
        }
        Some(at) => {
            end = at;
            first..at
        }
        None => {
            let title = first + usize::from(is_section_above(lines, first));
            end = title + 1;
            first..title + 1
        }
    };
    while let Some(line) = meta_at(end) {
        meta.push(line);
        end += 1;
    }
    let above = &lines[above];
    // The title is the last group of lines; what stands apart above it, or a short first line, is the section.
    let opening = above.iter().rposition(|line| line.opens).unwrap_or_default();
    let is_short = |line: &TextLine| line.text.chars().count() <= MAX_SECTION_CHARS;
    let title_from = match above.len() - opening {
        2.. if opening == 0 && is_short(&above[0]) => 1,
        _ => opening,
    };
    let section = above[..title_from].iter().rev().find(|line| is_short(line) && has_letter(&line.text));
    let title: Vec<&str> = above[title_from..].iter().map(|line| line.text.as_str()).collect();
    Some(Head { section: section.map(|line| line.text.clone()), title: title.join(" "), meta, end })
}

/// Without a date line: whether a short line stands apart above a longer one that reads as a headline.
fn is_section_above(lines: &[TextLine], first: usize) -> bool {
    let [section, title, body, ..] = &lines[first..] else { return false };
    let length = |line: &TextLine| line.text.chars().count();
    title.opens
        && body.opens
        && length(section) <= MAX_SECTION_CHARS
        && length(title) > length(section)
        && length(title) <= 250
        && !title.text.ends_with(['.', ';', ':'])
        && length(body) > length(title)
}

impl Article {
    fn take_meta(&mut self, meta: MetaLine) {
        if let Some(date) = meta.date {
            let at = date.found.at;
            // There is no time of fetching to compare with.
            match implausible(at, at) {
                Some(why) => self.warnings.push(Warning {
                    code: WarningCode::ImplausibleDate,
                    detail: format!("{} is {why}", at.format("%FT%TZ")),
                }),
                None if self.published.is_none() || !date.is_update => {
                    let rule =
                        date.label.map_or_else(|| "near-title".to_owned(), |label| format!("label:{label}"));
                    let precision: Precision = date.found.precision;
                    self.published = Some(Published { at, precision, rule });
                }
                None => {}
            }
        }
        self.view_count = self.view_count.or(meta.views);
        self.author = self.author.take().or(meta.author);
        self.source = self.source.take().or(meta.source);
    }

    /// Takes a line below the head; `more`: others follow.
    fn take_line(&mut self, line: &TextLine, more: bool) {
        if is_tools(&line.text) {
            return;
        }
        if let Some(source) = source_line(&line.text) {
            self.source.get_or_insert(source);
            return;
        }
        if let Some(author) = author_line(&line.text) {
            self.author.get_or_insert(author);
            return;
        }
        let mut text = line.text.as_str();
        if let Some((sentence, source)) = split_source(text) {
            self.source.get_or_insert(source);
            text = sentence;
        }
        if let Some(last) = self.blocks.last_mut()
            && !line.opens
            && continues(&last.text, text)
        {
            last.text.push(' ');
            last.text.push_str(text);
            return;
        }
        let kind = if more && !self.blocks.is_empty() && is_caption(text) {
            BlockKind::Caption
        } else {
            BlockKind::Paragraph
        };
        self.blocks.push(block(kind, text));
    }

    fn warn(&mut self) {
        let mut warn = |code, detail: &str| self.warnings.push(Warning { code, detail: detail.to_owned() });
        if self.published.is_none() {
            warn(WarningCode::NoDate, "no line with a date below the title");
        }
        if self.section.is_none() {
            warn(WarningCode::NoSection, "no short line above the title");
        }
        if self.blocks.is_empty() {
            warn(WarningCode::NoBody, "no text below the title");
        }
    }
}

/// Whether a line goes on the sentence of the one above, broken where the window ended.
fn continues(above: &str, line: &str) -> bool {
    line.starts_with(char::is_lowercase) && !above.ends_with(['.', '!', '?', ':', ';'])
}

/// Words that captions of these pages begin with.
const CAPTION_OPENINGS: [&str; 13] = [
    "Đ/c ",
    "Đ/C ",
    "Đồng chí ",
    "Ảnh:",
    "Ảnh ",
    "Hình ảnh",
    "Một số hình ảnh",
    "Quang cảnh",
    "Toàn cảnh",
    "Các đại biểu",
    "Đại biểu ",
    "Ông ",
    "Bà ",
];

fn is_caption(line: &str) -> bool {
    line.chars().count() <= 150
        && !line.ends_with(['.', ':', ';', ',', '!', '?', '”', '"'])
        && CAPTION_OPENINGS.iter().any(|opening| line.starts_with(opening))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Article {
        let url = CanonicalUrl::parse("import://local/tin.txt").unwrap();
        read_pasted(text, url).unwrap()
    }

    const TEXT: &str = "Tin địa phương

Phường Mẫu ra quân tổng vệ sinh môi trường
Ngày đăng 05/03/2019 | 08:30  | Lượt xem: 1.204

Sáng ngày 05/03/2019, Ủy ban nhân dân phường Mẫu ra quân tổng vệ sinh tại các tổ dân phố.

Đ/c Lê Văn An, Chủ tịch UBND phường phát động

Kết quả:

- Thu gom 12 tấn rác thải tại 5 tổ dân phố.
- Vẽ 40 m tranh tường.

Ủy ban nhân dân phường cảm ơn toàn thể nhân dân.

(Nguồn: Văn phòng phường)
";

    fn check_text(text: &str) {
        let article = read(text);
        assert_eq!(article.section.as_deref(), Some("Tin địa phương"));
        assert_eq!(article.title, "Phường Mẫu ra quân tổng vệ sinh môi trường");
        let published = article.published.unwrap();
        assert_eq!(published.at, "2019-03-05T01:30:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap());
        assert_eq!((published.precision, published.rule.as_str()), (Precision::Minute, "label:Ngày đăng"));
        assert_eq!(article.view_count, Some(1204));
        assert_eq!(article.source.as_deref(), Some("Văn phòng phường"));
        let kinds: Vec<BlockKind> = article.blocks.iter().map(|block| block.kind).collect();
        use BlockKind::{Caption, ListItem, Paragraph};
        assert_eq!(kinds, [Paragraph, Caption, Paragraph, ListItem, ListItem, Paragraph]);
        assert_eq!(article.blocks[3].text, "Thu gom 12 tấn rác thải tại 5 tổ dân phố.");
        assert!(article.warnings.is_empty(), "{:?}", article.warnings);
    }

    #[test]
    fn every_part_is_found() {
        check_text(TEXT);
    }

    #[test]
    fn however_it_was_saved() {
        use unicode_normalization::UnicodeNormalization;
        check_text(&TEXT.replace('\n', "\r\n"));
        check_text(&format!("\u{feff}{TEXT}"));
        check_text(&TEXT.nfd().collect::<String>());
        check_text(&TEXT.replace("\n\n", "\n"));
        check_text(&TEXT.replace(' ', "\u{a0}"));
        check_text(&format!("{TEXT}\nCác tin khác\nPhường họp giao ban"));
    }

    #[test]
    fn parts_may_be_missing() {
        let article = read("Phường Mẫu họp giao ban\n\nSáng nay, phường Mẫu họp giao ban. (Nguồn: VPĐU)");
        assert_eq!(article.title, "Phường Mẫu họp giao ban");
        assert_eq!(article.blocks[0].text, "Sáng nay, phường Mẫu họp giao ban.");
        assert_eq!(article.source.as_deref(), Some("VPĐU"));
        assert_eq!((article.section, article.published), (None, None));

        let body = "Nội dung đầy đủ của tin này dài hơn cả tiêu đề của nó, như mọi tin khác.";
        let article = read(&format!("Văn hóa\n\nLễ hội làng Mẫu khai mạc\n\n{body}"));
        assert_eq!(article.section.as_deref(), Some("Văn hóa"));
        assert_eq!(article.title, "Lễ hội làng Mẫu khai mạc");

        let article = read("Ngày đăng 05/03/2019\nLễ hội làng Mẫu\nKhai mạc sáng nay.");
        assert_eq!((article.title.as_str(), article.blocks.len()), ("Lễ hội làng Mẫu", 1));
        assert!(article.published.is_some());

        let article = read("Chỉ một dòng");
        assert_eq!(article.title, "Chỉ một dòng");
        let codes: Vec<WarningCode> = article.warnings.iter().map(|warning| warning.code).collect();
        assert_eq!(codes, [WarningCode::NoDate, WarningCode::NoSection, WarningCode::NoBody]);
    }

    #[test]
    fn wrapped_lines_are_joined() {
        let article = read(
            "Họp dân\n\nSáng nay tại nhà văn hóa tổ 5, phường Mẫu\nđã họp dân.\nCuộc họp kết thúc lúc 11 giờ.",
        );
        assert_eq!(article.blocks[0].text, "Sáng nay tại nhà văn hóa tổ 5, phường Mẫu đã họp dân.");
        assert_eq!(article.blocks.len(), 2);
    }

    #[test]
    fn nothing_to_read() {
        let url = CanonicalUrl::parse("import://local/tin.txt").unwrap();
        for text in ["", " \n\u{feff}\n", "12 34\n---"] {
            assert_eq!(read_pasted(text, url.clone()), None);
        }
    }
}
