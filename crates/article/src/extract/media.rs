//! The images of an article with their captions, and the files it offers.

use std::collections::{HashMap, HashSet};

use scraper::ElementRef;

use super::flow::{Flow, Line, PlacedImage, PlacedLink};
use crate::one_line::{has_letter, line_key, one_line};
use crate::{Attachment, BlockKind, CanonicalUrl, Image};

/// Whether the line is the caption of the image right above it: short, in italics or in the middle.
pub(super) fn is_caption(line: &Line<'_>) -> bool {
    let is_set_apart = line.is_italic() || line.centred;
    // A heading in the middle, a whole paragraph under an image in the middle.
    let is_text = !line.is_italic() && (line.is_bold() || (line.chars > 110 && line.text.ends_with('.')));
    line.kind == BlockKind::Paragraph
        && line.chars <= 220
        && !line.is_link()
        && ((is_set_apart && !is_text)
            || line.text.starts_with("Ảnh:")
            || line.text.starts_with("Ảnh minh họa"))
}

/// The images before the lines `first..=last`, each once.
pub(super) fn images(
    flow: &Flow<'_>,
    (first, last): (usize, usize),
    captions: &HashMap<usize, String>,
    url: &CanonicalUrl,
) -> Vec<Image> {
    let mut seen = HashSet::new();
    let placed: Vec<_> = flow
        .images
        .iter()
        .filter(|image| (first..=last).contains(&image.line))
        .filter_map(|image| Some((image.line, image.element, image_address(image, url)?)))
        .filter(|(_, element, address)| !is_decoration(*element, address) && seen.insert(address.clone()))
        .collect();
    placed
        .iter()
        .enumerate()
        .map(|(at, (line, element, address))| {
            // Of images side by side, the last stands above the caption.
            let is_last = placed.get(at + 1).is_none_or(|(next, ..)| next != line);
            let caption = is_last.then(|| captions.get(line).cloned()).flatten();
            let alt = || element.attr("alt").map(one_line).filter(|alt| alt.contains(' ') && has_letter(alt));
            Image { url: address.clone(), caption: caption.or_else(alt) }
        })
        .collect()
}

/// The absolute address; that of the image itself where a stand-in is shown until it is scrolled to.
pub(super) fn image_address(image: &PlacedImage<'_>, url: &CanonicalUrl) -> Option<String> {
    let names = [
        "data-src",
        "data-original",
        "data-lazy-src",
        "data-lazy",
        "data-url",
        "data-file",
        "data-echo",
        "src",
    ];
    let from_set = || {
        let set = image.element.attr("data-srcset").or(image.element.attr("srcset"))?;
        set.split(',').next_back()?.split_whitespace().next()
    };
    let source = names
        .iter()
        .filter_map(|name| image.element.attr(name))
        .find(|source| !source.trim().is_empty() && !source.trim_start().starts_with("data:"))
        .or_else(from_set)?;
    url.join(source).ok().map(|url| url.as_str().to_owned())
}

/// Whether an image belongs to the text.
pub(super) fn is_picture(image: &PlacedImage<'_>, url: &CanonicalUrl) -> bool {
    image_address(image, url).is_some_and(|address| !is_decoration(image.element, &address))
}

/// Icons, logos, counters.
fn is_decoration(image: ElementRef<'_>, address: &str) -> bool {
    let small = |name: &str| {
        let size = image.attr(name).and_then(|size| size.trim().trim_end_matches("px").parse::<u32>().ok());
        size.is_some_and(|size| size <= 40)
    };
    let address = address.to_ascii_lowercase();
    let file = address.split(['?', '#']).next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
    const WORDS: [&str; 16] = [
        "icon", "logo", "spacer", "pixel", "blank", "avatar", "button", "btn", "print", "share", "banner",
        "arrow", "pdf.", "loading", "facebook", "zalo",
    ];
    small("width") || small("height") || WORDS.iter().any(|word| file.contains(word))
}

const FILE_KINDS: [&str; 14] = [
    ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".odt", ".ods", ".rtf", ".zip", ".rar", ".7z",
    ".csv",
];

/// Whether a link leads to a file: by the end of a step of its path (`/ke-hoach.pdf/3a5b-…`) or of a parameter.
pub(super) fn is_file(href: &str) -> bool {
    let href = href.split('#').next().unwrap_or_default().to_ascii_lowercase();
    let mut steps = href.split(['/', '?', '&', '=']);
    steps.any(|step| FILE_KINDS.iter().any(|kind| step.len() > kind.len() && step.ends_with(kind)))
        && !href.starts_with("mailto:")
}

/// Lines of tables that only offer files, and the heads of these tables.
pub(super) fn file_rows(flow: &Flow<'_>) -> HashSet<usize> {
    let is_row = |at: usize| flow.lines.get(at).is_some_and(|line| line.kind == BlockKind::TableRow);
    let mut rows: HashSet<usize> = flow
        .links
        .iter()
        .filter(|link| is_file(link.href) && is_row(link.line))
        .map(|link| link.line)
        .collect();
    let heads: Vec<usize> = rows
        .iter()
        .filter_map(|row| row.checked_sub(1))
        .filter(|head| is_row(*head) && flow.lines[*head].linked == 0 && flow.lines[*head].chars < 80)
        .collect();
    rows.extend(heads);
    rows
}

/// Words of links that say what to do, not what the file is.
const ACTIONS: [&str; 18] = [
    "tải về",
    "tải xuống",
    "tải file",
    "tải tệp",
    "tải tập tin",
    "tải văn bản",
    "tải",
    "download",
    "xem",
    "xem file",
    "xem chi tiết",
    "chi tiết",
    "tại đây",
    "xem tại đây",
    "file đính kèm",
    "tệp đính kèm",
    "file",
    "xem văn bản",
];

fn is_action(label: &str) -> bool {
    let key = line_key(label);
    key.is_empty() || ACTIONS.contains(&key.as_str())
}

/// The files that are linked between these lines, the second included.
pub(super) fn attachments(flow: &Flow<'_>, from: usize, to: usize, url: &CanonicalUrl) -> Vec<Attachment> {
    let mut found: Vec<Attachment> = Vec::new();
    let links = flow.links.iter().filter(|link| (from..=to).contains(&link.line) && is_file(link.href));
    for link in links {
        let Ok(address) = url.join(link.href) else { continue };
        let label = label(flow, link, from);
        match found.iter_mut().find(|known| known.url == address.as_str()) {
            // "Kế hoạch số 45" beats the "Tải về" beside it.
            Some(known) if is_action(&known.label) && !is_action(&label) => known.label = label,
            Some(_) => {}
            None => found.push(Attachment { url: address.as_str().to_owned(), label }),
        }
    }
    for file in found.iter_mut().filter(|file| is_action(&file.label)) {
        let name = CanonicalUrl::parse(&file.url).ok().and_then(|url| file_name(&url));
        if let Some(name) = name.filter(|_| file.label.is_empty()) {
            file.label = name;
        }
    }
    found
}

/// The text of the link; where it only says "Tải về", what else stands in its line.
fn label(flow: &Flow<'_>, link: &PlacedLink<'_>, from: usize) -> String {
    if !is_action(&link.label) {
        return link.label.clone();
    }
    let beside = |at: usize| -> Option<String> {
        let line = &flow.lines.get(at)?.text;
        // Of the cells of a row, the longest names the file.
        let cells = line.split(" | ").filter(|cell| !is_action(cell));
        let text = cells.max_by_key(|cell| cell.chars().count())?.replace(&link.label, " ");
        let text = one_line(text.trim_matches(|c: char| c.is_whitespace() || "|:()[]-–.".contains(c)));
        (has_letter(&text) && text.chars().count() <= 160 && !is_action(&text)).then_some(text)
    };
    beside(link.line)
        .filter(|_| !link.label.is_empty())
        .or_else(|| {
            let above = link.line.checked_sub(1).filter(|above| *above >= from)?;
            beside(above).filter(|text| text.chars().count() <= 100 && !text.ends_with('.'))
        })
        .unwrap_or_else(|| link.label.clone())
}

/// The last step of the path that ends like a file.
fn file_name(url: &CanonicalUrl) -> Option<String> {
    let step = url.as_url().path_segments()?.rev().find(|step| is_file(step))?.to_owned();
    Some(step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::flow::flow;
    use scraper::Html;

    fn url() -> CanonicalUrl {
        CanonicalUrl::parse("http://a.vn/tin/1").unwrap()
    }

    #[test]
    fn links_to_files() {
        for href in
            ["/a.pdf", "/a.PDF?x=1", "/documents/10180/0/kh.doc/3a5b-1?t=1", "/tai.ashx?f=/x/kh.docx&i=1"]
        {
            assert!(is_file(href), "{href}");
        }
        for href in ["/pdf", "/a.pdfx", "/.pdf", "/tin/tap-huan-zip-code", "mailto:a.doc"] {
            assert!(!is_file(href), "{href}");
        }
    }

    #[test]
    fn labels() {
        let check = |html: &str, expected: &[&str]| {
            let html = Html::parse_document(html);
            let flow = flow(html.root_element());
            let found = attachments(&flow, 0, flow.lines.len(), &url());
            assert_eq!(found.iter().map(|file| file.label.as_str()).collect::<Vec<_>>(), expected);
        };
        check("<p><a href=/a.pdf>Kế hoạch 45</a> <a href=/a.pdf>Tải về</a>", &["Kế hoạch 45"]);
        check("<p><a href=/a.pdf>Tải về</a> <a href=/a.pdf>Kế hoạch 45</a>", &["Kế hoạch 45"]);
        check("<p>Quyết định 12/QĐ-UBND: <a href=/a.pdf>Tải về</a>", &["Quyết định 12/QĐ-UBND"]);
        check(
            "<table><tr><td>STT<td>Tên<td>Tải về<tr><td>1<td>Kế hoạch 45<td><a href=/a.pdf>Tải về</a></table>",
            &["Kế hoạch 45"],
        );
        check("<p>Biểu mẫu số 3<p><a href=/a.doc>Download</a>", &["Biểu mẫu số 3"]);
        check("<p><a href=/a.doc><img src=i.png></a>", &["a.doc"]);
    }

    #[test]
    fn lazy_images() {
        let html = Html::parse_document(
            "<img src='data:image/gif;base64,R0=' data-src=/1.jpg><img src=/blank.gif data-original=/2.jpg><img src=/logo.png>
             <img src='' srcset='/3-s.jpg 300w, /3.jpg 600w'><p align=center>Đại biểu dự họp",
        );
        let flow = flow(html.root_element());
        let captions = HashMap::from([(0, "Đại biểu dự họp".to_owned())]);
        let images = images(&flow, (0, 1), &captions, &url());
        let urls: Vec<&str> = images.iter().map(|image| image.url.as_str()).collect();
        assert_eq!(urls, ["http://a.vn/1.jpg", "http://a.vn/2.jpg", "http://a.vn/3.jpg"]);
        assert_eq!(images.iter().filter(|image| image.caption.is_some()).count(), 1);
        assert!(is_caption(&flow.lines[0]));
    }
}
