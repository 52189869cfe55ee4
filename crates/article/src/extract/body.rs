//! Which lines are the article, and what they become.

use std::collections::{HashMap, HashSet};

use dom_smoothie::{Config, Readability};
use ego_tree::iter::Edge;
use scraper::Html;

use super::flow::{Flow, Line, flow};
use super::foreign;
use super::headline::{Headline, meta_lines};
use super::media::{attachments, file_rows, image_address, images, is_caption, is_file, is_picture};
use super::prune::detach;
use crate::boilerplate::{ends_article, is_tools};
use crate::meta_line::{MetaLine, author_line, source_line, split_source};
use crate::one_line::line_key;
use crate::{Attachment, Block, BlockKind, CanonicalUrl, Image, Page};

/// The lines of a flow that make up the article.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// Line numbers, ascending.
    pub(super) lines: Vec<usize>,
    /// Where attachments and images are looked for: from here …
    pub(super) start: usize,
    /// … up to here, exclusive.
    pub(super) stop: usize,
}

/// Finds where the article ends: before the heading of other news, of comments, of counters.
pub(super) fn stop(flow: &Flow<'_>, start: usize, url: &CanonicalUrl) -> usize {
    let mut has_content = false;
    let images = flow.images.iter().filter(|image| is_picture(image, url)).map(|image| image.line);
    let files = flow.links.iter().filter(|link| is_file(link.href)).map(|link| link.line);
    let content: HashSet<usize> = images.chain(files).collect();
    for (at, line) in flow.lines.iter().enumerate().skip(start) {
        // Images stand before the line of their number.
        has_content |= content.contains(&at);
        if has_content && ends_article(&line.text, line.is_link()) {
            return at;
        }
        has_content |= line.chars >= 40 && !line.is_link();
    }
    flow.lines.len()
}

/// The body where the profile says it is: everything in it up to the end.
pub(super) fn body_of_profile(flow: &Flow<'_>, url: &CanonicalUrl) -> Body {
    let stop = stop(flow, 0, url);
    let lines = (0..stop).filter(|at| !is_tools(&flow.lines[*at].text)).collect();
    Body { lines, start: 0, stop }
}

/// The body where no profile knows it: what the readability rules choose, on a page without its other news, filled up
/// with what stands between and around it.
pub(super) fn generic_body(html: &Html, flow: &Flow<'_>, headline: &Headline, url: &CanonicalUrl) -> Body {
    let start = headline.start.min(flow.lines.len());
    let stop = before_trailing_list(flow, start, stop(flow, start, url));
    let window: Vec<usize> = (start..stop)
        .filter(|at| {
            let line = &flow.lines[*at];
            !is_tools(&line.text)
                && !line.is_headline_link()
                && line_key(&line.text) != line_key(&headline.text)
        })
        .collect();
    let readable = readable_keys(html, flow, stop);
    if let Some(body) = whole_page(flow, &readable, &window) {
        return body;
    }
    let is_readable: Vec<bool> =
        window.iter().map(|at| readable.contains(&line_key(&flow.lines[*at].text))).collect();
    let readable_chars: usize =
        window.iter().zip(&is_readable).filter(|(_, is)| **is).map(|(at, _)| flow.lines[*at].chars).sum();
    let is_text = |at: usize| {
        let line = &flow.lines[at];
        let is_part = matches!(line.kind, BlockKind::ListItem | BlockKind::TableRow | BlockKind::Caption);
        line.linked * 2 < line.chars && (line.chars >= 40 || (is_part && line.linked == 0))
    };
    let text_chars: usize = window.iter().filter(|at| is_text(**at)).map(|at| flow.lines[*at].chars).sum();
    let first = is_readable.iter().position(|is| *is);
    let last = is_readable.iter().rposition(|is| *is);
    let lines = match (first, last) {
        (Some(first), Some(last)) if readable_chars * 5 >= text_chars => {
            let mut from = first;
            // A lead or a list that was thought to be an ornament.
            while headline.line.is_some() && from > 0 && is_text(window[from - 1]) {
                from -= 1;
            }
            let mut to = last + 1;
            while window.get(to).is_some_and(|at| is_text(*at) || is_ending(&flow.lines[*at].text)) {
                to += 1;
            }
            (from..to)
                .filter(|i| is_readable[*i] || is_text(window[*i]) || is_ending(&flow.lines[window[*i]].text))
                .map(|i| window[i])
                .collect()
        }
        // Too short for the readability rules: the text that follows the headline.
        _ => {
            let end = first_list(flow, start, stop);
            window.into_iter().filter(|at| *at < end && !flow.lines[*at].is_link()).collect()
        }
    };
    let mut lines: Vec<usize> = lines;
    if !foreign::is_vietnamese(lines.iter().map(|at| &flow.lines[*at])) {
        foreign::strip(flow, &readable, &mut lines);
    }
    Body { lines, start, stop }
}

/// The readability rules' choice from the whole page, where what follows the headline is next to nothing of it: the
/// headline was an ornament's at the end of the page.
fn whole_page(flow: &Flow<'_>, readable: &HashSet<String>, window: &[usize]) -> Option<Body> {
    let chars = |lines: &[usize]| lines.iter().map(|at| flow.lines[*at].chars).sum::<usize>();
    let is_readable = |at: &usize| readable.contains(&line_key(&flow.lines[*at].text));
    let all: Vec<usize> = (0..flow.lines.len()).filter(is_readable).collect();
    let below: Vec<usize> = window.iter().copied().filter(|at| is_readable(at)).collect();
    if chars(&all) < 1000 || chars(&below) * 4 >= chars(&all) {
        return None;
    }
    let (start, stop) = (*all.first()?, *all.last()? + 1);
    let mut lines = all;
    if !foreign::is_vietnamese(lines.iter().map(|at| &flow.lines[*at])) {
        foreign::strip(flow, readable, &mut lines);
    }
    Some(Body { lines, start, stop })
}

/// "(Nguồn: VPĐU)", "Tin, ảnh: Lê An"
fn is_ending(line: &str) -> bool {
    source_line(line).is_some() || author_line(line).is_some()
}

/// Moves the end before a list of headlines with nothing but headlines behind it, and before the list's heading.
fn before_trailing_list(flow: &Flow<'_>, start: usize, stop: usize) -> usize {
    let list = first_list(flow, start, stop);
    let text_chars = |lines: &[Line<'_>]| -> usize {
        lines
            .iter()
            .filter(|line| line.chars >= 40 && line.linked * 2 < line.chars)
            .map(|line| line.chars)
            .sum()
    };
    let (before, after) = (text_chars(&flow.lines[start..list]), text_chars(&flow.lines[list..stop]));
    // The words that end a page in another language are not known, so more of it is given to the readability rules.
    let is_much =
        after >= before || (after * 5 >= before && !foreign::is_vietnamese(&flow.lines[start..list]));
    if list == stop || before < 60 || is_much {
        return stop;
    }
    const WORDS: [&str; 9] = ["tin", "bài", "thêm", "khác", "liên", "cùng", "đọc", "xem", "chủ"];
    let is_heading = |line: &Line<'_>| {
        let speaks_of_lists =
            || line_key(&line.text).split(' ').filter(|word| WORDS.contains(word)).count() >= 2;
        let is_short = line.chars < 40 && !is_ending(&line.text) && signature(&line.text).is_none();
        line.heading.is_some()
            || (is_short && (line.is_bold() || line.text.ends_with(':') || speaks_of_lists()))
    };
    let heading = flow.lines[start..list].last().is_some_and(|line| is_heading(line) && list > start + 1);
    list - usize::from(heading)
}

/// The first of three headline links that follow one another with at most a date between.
fn first_list(flow: &Flow<'_>, start: usize, stop: usize) -> usize {
    let (mut first, mut links) = (stop, 0);
    for at in start..stop {
        let line = &flow.lines[at];
        if line.is_headline_link() {
            if links == 0 {
                first = at;
            }
            links += 1;
            if links == 3 {
                return first;
            }
        } else if line.chars > 30 {
            links = 0;
        }
    }
    stop
}

/// The readability rules walk up and down the tree from every element: more than this is not given to them. Article
/// pages have 150 000 at most.
const MAX_DEPTHS: usize = 600_000;

/// The depths of all nodes together.
fn sum_of_depths(html: &Html) -> usize {
    let (mut depth, mut sum) = (0usize, 0usize);
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(_) => {
                depth += 1;
                sum += depth;
            }
            Edge::Close(_) => depth -= 1,
        }
    }
    sum
}

/// Keys of the lines that the readability rules choose.
fn readable_keys(html: &Html, flow: &Flow<'_>, stop: usize) -> HashSet<String> {
    if sum_of_depths(html) > MAX_DEPTHS {
        return HashSet::new();
    }
    // An element goes if its first line is behind the end.
    let mut seen = HashSet::new();
    let mut tail = Vec::new();
    for (at, line) in flow.lines.iter().enumerate() {
        if seen.insert(line.element.id()) && at >= stop {
            tail.push(line.element.id());
        }
    }
    let source = if tail.is_empty() {
        html.html()
    } else {
        let mut html = html.clone();
        detach(&mut html, tail);
        html.html()
    };
    let config = Config { disable_json_ld: true, max_elements_to_parse: 60_000, ..Config::default() };
    let article =
        Readability::new(source, None, Some(config)).and_then(|mut readability| readability.parse());
    let Ok(article) = article else { return HashSet::new() };
    let content = Html::parse_document(&article.content);
    let lines = self::flow(content.root_element()).lines;
    lines.iter().map(|line| line_key(&line.text)).filter(|key| !key.is_empty()).collect()
}

/// The article's parts, taken out of its lines.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) lead: Option<String>,
    pub(super) blocks: Vec<Block>,
    pub(super) images: Vec<Image>,
    pub(super) attachments: Vec<Attachment>,
    pub(super) source: Option<String>,
    pub(super) author: Option<String>,
    /// Meta lines inside and right behind the body.
    pub(super) meta: Vec<MetaLine>,
}

/// Turns the lines of the body into blocks.
pub(super) fn parts(flow: &Flow<'_>, body: &Body, headline: &Headline, page: &Page) -> Parts {
    let url = &page.url;
    let mut parts = Parts::default();
    let title_key = line_key(&headline.text);
    let kept: HashSet<usize> = body.lines.iter().copied().collect();
    let last = body.lines.last().copied().unwrap_or(body.start);
    let mut captions: HashMap<usize, String> = HashMap::new();
    let pictured: HashSet<usize> =
        flow.images.iter().filter(|image| is_picture(image, url)).map(|image| image.line).collect();
    let metas = meta_lines(flow, page.fetched_at);
    let file_rows = file_rows(flow);
    // Behind this line, only names are signatures.
    let last_text =
        body.lines.iter().rev().copied().find(|at| flow.lines[*at].chars >= 50).unwrap_or(usize::MAX);
    for at in body.start..body.stop.min(last + 6) {
        let line = &flow.lines[at];
        if headline.meta.iter().any(|(known, _)| *known == at && headline.line.is_some()) && body.start > 0 {
            continue;
        }
        if let Some(source) = source_line(&line.text) {
            parts.source.get_or_insert(source);
            continue;
        }
        if (kept.contains(&at) || at > last)
            && let Some(author) = author_line(&line.text)
        {
            parts.author.get_or_insert(author);
            continue;
        }
        let is_named = line.is_named(&["tacgia", "tac-gia", "author", "nguon", "source"]);
        let is_set_apart = line.is_bold() || line.is_italic() || is_named;
        if (line.right || (at > last_text && (is_set_apart || line.text.starts_with("Theo "))))
            && !line.is_link()
            && line.heading.is_none()
            && (!pictured.contains(&at)
                || line.right
                || is_named
                || (line.is_bold() && !line.centred)
                || line.text.starts_with("Theo "))
            && let Some(signature) = signature(&line.text)
        {
            match signature {
                Signature::Author(name) => parts.author.get_or_insert(name),
                Signature::Source(name) => parts.source.get_or_insert(name),
            };
            continue;
        }
        if let Some(Some(meta)) = metas.get(at).filter(|_| line.chars < 160)
            && (meta.views.is_some() || meta.date.is_some() || *meta == MetaLine::default())
        {
            parts.meta.push(meta.clone());
            continue;
        }
        if file_rows.contains(&at) {
            continue;
        }
        // A link to a file, "Tải xuống" beside it, is an attachment.
        if line.is_link() && line.href.is_some_and(is_file) {
            continue;
        }
        if !kept.contains(&at) || (line_key(&line.text) == title_key && parts.blocks.is_empty()) {
            continue;
        }
        let mut text = line.text.as_str();
        if let Some((sentence, source)) = split_source(text) {
            parts.source.get_or_insert(source);
            text = sentence;
        }
        if parts.lead.is_none() && parts.blocks.is_empty() && is_lead(line) {
            parts.lead = Some(text.to_owned());
            continue;
        }
        let mut kind = line.kind;
        if pictured.contains(&at) && is_caption(line) {
            kind = BlockKind::Caption;
        }
        if kind == BlockKind::Caption {
            captions.insert(at, text.to_owned());
        }
        parts.blocks.push(block(kind, text));
    }
    // A lead and nothing else is a body.
    if parts.blocks.is_empty()
        && let Some(lead) = parts.lead.take()
    {
        parts.blocks.push(block(BlockKind::Paragraph, &lead));
    }
    let range = match (body.lines.first(), body.lines.last()) {
        (Some(first), Some(last)) => (body.start.min(*first), *last + 1),
        // Pictures only: a notice that was scanned.
        _ => (body.start, body.stop),
    };
    parts.images = images(flow, range, &captions, url);
    let from = body.start.min(body.lines.first().copied().unwrap_or(body.start));
    parts.attachments = attachments(flow, from, body.stop, url);
    parts
}

/// A line at the right edge below the text.
enum Signature {
    Author(String),
    Source(String),
}

/// Reads "Lê An" and "Theo Báo Mẫu" where they stand at the right edge.
fn signature(line: &str) -> Option<Signature> {
    let line = line.trim_matches(|c: char| c.is_whitespace() || "()".contains(c));
    if line.chars().count() > 50
        || line.contains(|c: char| c.is_ascii_digit())
        || line.ends_with(['.', ':', ';'])
    {
        return None;
    }
    if let Some(source) = line.strip_prefix("Theo ") {
        return Some(Signature::Source(source.to_owned()));
    }
    let words: Vec<&str> = line.split([' ', '-', '–', ',']).filter(|word| !word.is_empty()).collect();
    let is_name = (2..=6).contains(&words.len())
        && words.iter().all(|word| {
            // An office in capitals signs a document: its name belongs to the text.
            word.starts_with(char::is_uppercase)
                && (word.chars().count() == 1 || word.chars().any(char::is_lowercase))
        });
    is_name.then(|| Signature::Author(line.to_owned()))
}

/// More pictures than this around a body are a gallery of the site.
const MAX_IMAGES_AROUND: usize = 50;

impl Parts {
    /// Adds what stands on the page below the headline, but outside the body that the profile names.
    pub(super) fn add_around(&mut self, flow: &Flow<'_>, headline: &Headline, url: &CanonicalUrl) {
        if headline.line.is_none() {
            return;
        }
        let stop = stop(flow, headline.start, url);
        let mut around = Vec::new();
        for line in &flow.lines[headline.start.min(stop)..stop] {
            if self.source.is_none() {
                self.source = source_line(&line.text);
            }
            if self.author.is_none() {
                self.author = author_line(&line.text);
            }
        }
        for image in flow.images.iter().filter(|image| (headline.start..=stop).contains(&image.line)) {
            let Some(address) = image_address(image, url).filter(|_| is_picture(image, url)) else {
                continue;
            };
            if self.images.iter().chain(&around).any(|known| known.url == address)
                || self.images.len() + around.len() >= MAX_IMAGES_AROUND
            {
                continue;
            }
            let caption =
                flow.lines.get(image.line).filter(|line| line.kind == BlockKind::Caption || is_caption(line));
            let caption = caption.map(|line| line.text.clone());
            if let Some(caption) = &caption
                && self.blocks.iter().all(|block| block.text != *caption)
            {
                self.blocks.insert(0, block(BlockKind::Caption, caption));
            }
            around.push(Image { url: address, caption });
        }
        self.images.splice(0..0, around);
        for file in attachments(flow, headline.start, stop, url) {
            if self.attachments.iter().all(|known| known.url != file.url) {
                self.attachments.push(file);
            }
        }
    }
}

/// Makes a block; a paragraph that begins with a dash is an item of a list.
pub(crate) fn block(kind: BlockKind, text: &str) -> Block {
    let item = text.strip_prefix(['-', '–', '—', '•', '+', '*']).map(str::trim_start);
    match item {
        Some(item)
            if kind == BlockKind::Paragraph && item.chars().next().is_some_and(char::is_alphabetic) =>
        {
            Block { kind: BlockKind::ListItem, text: item.to_owned() }
        }
        _ => Block { kind, text: text.to_owned() },
    }
}

fn is_lead(line: &Line<'_>) -> bool {
    let named =
        line.is_named(&["sapo", "lead", "hometext", "summary", "excerpt", "tomtat", "tom-tat", "trich"]);
    line.kind == BlockKind::Paragraph && line.chars >= 40 && (named || line.is_bold())
}
