//! Takes away what surrounds an article on a portal page, by the names its makers gave it.
//!
//! What bears no name (a list of other news under a heading) is cut by its words, in `body`.

use std::collections::HashMap;
use std::sync::LazyLock;

use ego_tree::NodeId;
use ego_tree::iter::Edge;
use scraper::node::Element;
use scraper::{ElementRef, Html, Node, Selector};

use super::flow::selector;

/// Words of classes and ids, between `-`, `_`, digits and capitals.
const WORDS: [&str; 75] = [
    "accessibility",
    "ads",
    "adsense",
    "advert",
    "advertisement",
    "banner",
    "breadcrumb",
    "breadcrumbs",
    "byline-share",
    "calendar",
    "captcha",
    "comment",
    "comments",
    "commentform",
    "cookie",
    "cookies",
    "copyright",
    "counter",
    "dropdown",
    "footer",
    "gallerynav",
    "language",
    "lienket",
    "login",
    "marquee",
    "megamenu",
    "menu",
    "modal",
    "nav",
    "navbar",
    "navigation",
    "navi",
    "newsletter",
    "offcanvas",
    "popover",
    "flyout",
    "paging",
    "pager",
    "pagination",
    "poll",
    "popup",
    "promo",
    "rating",
    "recommend",
    "recommended",
    "related",
    "relate",
    "respond",
    "rollover",
    "search",
    "searchbox",
    "share",
    "sharing",
    "sharethis",
    "addthis",
    "addtoany",
    "sidebar",
    "skip",
    "social",
    "sponsor",
    "sponsored",
    "subscribe",
    "survey",
    "tags",
    "taglist",
    "thoitiet",
    "thongke",
    "ticker",
    "tooltip",
    "toolbar",
    "topbar",
    "visitor",
    "visitors",
    "vote",
    "weather",
];

/// Runs of words, joined by `-`.
const PHRASES: [&str; 22] = [
    "tin-khac",
    "tin-lien-quan",
    "lien-quan",
    "tin-moi",
    "tin-doc-nhieu",
    "doc-nhieu",
    "xem-nhieu",
    "bai-viet-khac",
    "binh-luan",
    "chia-se",
    "thong-ke",
    "tham-do",
    "truy-cap",
    "danh-gia",
    "quang-cao",
    "other-news",
    "more-news",
    "latest-news",
    "hot-news",
    "news-other",
    "back-to-top",
    "tin-cung-chuyen-muc",
];

/// Elements that are never part of an article.
const ELEMENTS: [&str; 20] = [
    "script", "style", "noscript", "template", "nav", "aside", "footer", "select", "textarea", "button",
    "input", "iframe", "object", "embed", "svg", "canvas", "dialog", "menu", "link", "marquee",
];

/// Removes boilerplate from the tree. What `keep` finds stays, with everything around it.
pub(super) fn prune(html: &mut Html, remove: &[Selector], keep: &[Selector]) {
    let doomed: Vec<NodeId> =
        remove.iter().flat_map(|s| html.select(s).map(|e| e.id()).collect::<Vec<_>>()).collect();
    detach(html, doomed);
    let sizes = text_sizes(html);
    let total = sizes.get(&html.tree.root().id()).copied().unwrap_or_default();
    static HEADLINE: LazyLock<Selector> = LazyLock::new(|| selector("h1, [itemprop~=articleBody]"));
    let mut guarded: HashMap<NodeId, ()> = HashMap::new();
    for kept in keep.iter().chain([&*HEADLINE]) {
        for element in html.select(kept) {
            guarded.insert(element.id(), ());
            guarded.extend(element.ancestors().map(|node| (node.id(), ())));
        }
    }
    let mut doomed = Vec::new();
    for node in html.tree.root().descendants() {
        let Some(element) = ElementRef::wrap(node) else {
            if node.value().is_comment() {
                doomed.push(node.id());
            }
            continue;
        };
        let name = element.value().name();
        let share =
            |percent: usize| sizes.get(&node.id()).copied().unwrap_or_default() * 100 <= total * percent;
        let is_doomed = if matches!(name, "html" | "body" | "main" | "article") {
            false
        } else if ELEMENTS.contains(&name) {
            matches!(name, "script" | "style") || !guarded.contains_key(&node.id())
        } else if guarded.contains_key(&node.id()) || (name == "header" && heads_a_part(element.value())) {
            false
        } else if name == "label" {
            // The answers of a poll.
            node.descendants().filter_map(ElementRef::wrap).any(|inner| inner.value().name() == "input")
        } else if matches!(name, "form" | "header") {
            // ASP.NET wraps the whole page into one form; a header with the headline has been kept above.
            share(30)
        } else {
            is_hidden(element.value()) || (share(40) && is_named_boilerplate(element.value()))
        };
        if is_doomed {
            doomed.push(node.id());
        }
    }
    detach(html, doomed);
}

/// Takes nodes out of the tree.
pub(super) fn detach(html: &mut Html, nodes: Vec<NodeId>) {
    for id in nodes {
        if let Some(mut node) = html.tree.get_mut(id) {
            node.detach();
        }
    }
}

/// Non-space bytes of text under each node.
fn text_sizes(html: &Html) -> HashMap<NodeId, usize> {
    let mut sizes = HashMap::new();
    let mut stack = vec![0];
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => stack.push(match node.value() {
                Node::Text(text) => text.bytes().filter(|b| !b.is_ascii_whitespace()).count(),
                _ => 0,
            }),
            Edge::Close(node) => {
                let is_code =
                    node.value().as_element().is_some_and(|e| matches!(e.name(), "script" | "style"));
                let size = stack.pop().unwrap_or_default();
                sizes.insert(node.id(), size);
                if let Some(parent) = stack.last_mut() {
                    *parent += if is_code { 0 } else { size };
                }
            }
        }
    }
    sizes
}

fn is_hidden(element: &Element) -> bool {
    element.attr("hidden").is_some()
        || element
            .classes()
            .any(|class| matches!(class, "hidden" | "hide" | "d-none" | "sr-only" | "visually-hidden"))
        || element.attr("style").is_some_and(|style| {
            let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
            let style = style.to_ascii_lowercase();
            style.contains("display:none") || style.contains("visibility:hidden")
        })
        || matches!(
            element.attr("role"),
            Some(
                "navigation"
                    | "banner"
                    | "contentinfo"
                    | "search"
                    | "complementary"
                    | "dialog"
                    | "menu"
                    | "menubar"
            )
        )
}

/// A header of a portlet or an entry, which holds a heading of the text; not that of the page.
fn heads_a_part(header: &Element) -> bool {
    let names = [header.attr("class"), header.attr("id")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let words = words_of(&names);
    let is_part = |word: &String| {
        matches!(word.as_str(), "portlet" | "entry" | "post" | "article" | "detail" | "topper")
    };
    words.iter().any(is_part)
}

fn is_named_boilerplate(element: &Element) -> bool {
    [element.attr("class"), element.attr("id")]
        .into_iter()
        .flatten()
        .flat_map(str::split_ascii_whitespace)
        .any(|name| {
            let words = words_of(name);
            // "content-with-sidebar" holds the text.
            if words.iter().any(|word| matches!(word.as_str(), "with" | "has" | "no" | "without")) {
                return false;
            }
            let is_content = words
                .iter()
                .any(|w| matches!(w.as_str(), "content" | "article" | "main" | "body" | "detail"));
            // A post of somebody that the text quotes.
            let is_embedded = words.iter().any(|word| matches!(word.as_str(), "embed" | "embedded"));
            let joined = words.join("-");
            words.iter().any(|word| {
                WORDS.contains(&word.as_str())
                    && !(is_content && matches!(word.as_str(), "search" | "share"))
                    && !(is_embedded && word == "social")
            }) || PHRASES.iter().any(|phrase| {
                joined.strip_prefix(phrase).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
                    || joined.strip_suffix(phrase).is_some_and(|rest| rest.ends_with('-'))
            })
        })
}

/// `tinLienQuan_2` → `tin`, `lien`, `quan`.
pub(super) fn words_of(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut fresh = true;
    let mut was_lower = false;
    for c in name.chars() {
        if !c.is_ascii_alphabetic() {
            fresh = true;
            was_lower = false;
            continue;
        }
        if fresh || (c.is_ascii_uppercase() && was_lower) {
            words.push(String::new());
        }
        fresh = false;
        was_lower = c.is_ascii_lowercase();
        if let Some(word) = words.last_mut() {
            word.push(c.to_ascii_lowercase());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, gone: &[&str], kept: &[&str]) {
        let mut html = Html::parse_document(html);
        prune(&mut html, &[], &[]);
        let text: String = html.root_element().text().collect();
        for word in gone {
            assert!(!text.contains(word), "{word} is still in {text}");
        }
        for word in kept {
            assert!(text.contains(word), "{word} is no longer in {text}");
        }
    }

    #[test]
    fn names_of_boilerplate() {
        let body = "Sáng nay, Ủy ban nhân dân phường tổ chức hội nghị giao ban với các tổ trưởng dân phố. "
            .repeat(5);
        check(
            &format!(
                r#"<div class="wrap has-sidebar"><ul id="mainMenu"><li>Giới thiệu</ul><div class="tin-lien-quan">Tin A</div>
                <div class="detail"><h1>Giao ban</h1><p>{body}</p></div><div class="box-tinLienQuan">Tin B</div>
                <footer>Bản quyền</footer><div style="display: none">Ẩn</div><form><label>Họ tên</label></form></div>"#
            ),
            &["Giới thiệu", "Tin A", "Tin B", "Bản quyền", "Ẩn", "Họ tên"],
            &["Giao ban", "tổ trưởng"],
        );
    }

    #[test]
    fn a_name_does_not_outweigh_the_text() {
        let body = "Nội dung chính của bài viết nằm ở đây. ".repeat(20);
        check(
            &format!("<form id=aspnetForm><div class=search-page><p>{body}</p></div></form>"),
            &[],
            &["Nội dung"],
        );
        check(&format!("<div class=banner><h1>Tiêu đề</h1></div><p>{body}"), &[], &["Tiêu đề"]);
    }

    #[test]
    fn words_of_names() {
        assert_eq!(words_of("tinLienQuan_2"), ["tin", "lien", "quan"]);
        assert_eq!(words_of("ABC-menu9x"), ["abc", "menu", "x"]);
    }
}
