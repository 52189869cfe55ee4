//! The tags of a page that may lead somewhere, in the order of the page.
//!
//! No tree is built: a page of nothing but opening tags would make that take minutes, and links are where their tags
//! are. What stands in `<noscript>` counts, for this crawler runs no scripts; what stands in scripts does not.

use std::convert::Infallible;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

/// Most tags that are looked at.
const MOST_ELEMENTS: usize = 50_000;

/// Longest link text that is kept in bytes; nobody writes "Trang sau" in more.
const MOST_TEXT: usize = 60;

const TAGS: [&str; 6] = ["a", "area", "base", "frame", "link", "meta"];
const ATTRIBUTES: [&str; 9] =
    ["content", "href", "http-equiv", "media", "name", "rel", "src", "title", "type"];

/// A tag with what matters of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Element {
    /// One of [`TAGS`].
    pub(crate) tag: &'static str,
    attributes: Vec<(&'static str, String)>,
    /// The beginning of the text up to the end of an `a`.
    pub(crate) text: String,
    /// The whole of that text without spaces and digits, as a digest; 0: none.
    pub(crate) mark: u64,
    /// Bytes of it.
    pub(crate) said: usize,
}

impl Element {
    /// Returns an attribute, or an empty string.
    pub(crate) fn attr(&self, name: &str) -> &str {
        self.attributes.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    fn has(&self, name: &str) -> bool {
        self.attributes.iter().any(|(known, _)| *known == name)
    }

    /// Says whether `rel` has this word.
    pub(crate) fn rel(&self, word: &str) -> bool {
        self.attr("rel").split_ascii_whitespace().any(|rel| rel.eq_ignore_ascii_case(word))
    }
}

/// Returns the tags that may lead somewhere. Any text passes, in time that grows with its length alone.
pub(crate) fn elements(html: &str) -> Vec<Element> {
    read(html, true, MOST_ELEMENTS)
}

fn read(html: &str, with_noscript: bool, most: usize) -> Vec<Element> {
    let mut reading = Reading { with_noscript, most, ..Reading::default() };
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<Infallible> {
        reading.take(event);
        None
    });
    emitter.naively_switch_states(true);
    // Nothing is yielded: the callback has seen it all.
    Tokenizer::new_with_emitter(html, emitter).for_each(drop);
    reading.elements
}

#[derive(Default)]
struct Reading {
    elements: Vec<Element>,
    /// How many there may be.
    most: usize,
    /// The tag that is being read, if it matters.
    open: Option<Element>,
    /// The attribute that is being read, if it matters.
    attribute: Option<&'static str>,
    /// Text belongs to the last element.
    in_link: bool,
    /// Text is the markup of a `<noscript>`, which the tokenizer does not read.
    in_noscript: bool,
    /// Whether to read that: not again inside of itself, or it would nest without end.
    with_noscript: bool,
}

impl Reading {
    fn take(&mut self, event: CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                let tag = one_of(&TAGS, name).filter(|_| self.elements.len() < self.most);
                self.open = tag.map(|tag| Element { tag, ..Element::default() });
                self.attribute = None;
                self.in_noscript = self.with_noscript && name == b"noscript";
            }
            CallbackEvent::AttributeName { name } => {
                let known = one_of(&ATTRIBUTES, name);
                // The first of two attributes of one name counts, even if it is empty.
                self.attribute = known.filter(|name| self.open.as_ref().is_some_and(|open| !open.has(name)));
            }
            CallbackEvent::AttributeValue { value } => {
                if let (Some(name), Some(open)) = (self.attribute.take(), &mut self.open) {
                    open.attributes.push((name, String::from_utf8_lossy(value).into_owned()));
                }
            }
            CallbackEvent::CloseStartTag { .. } => {
                if let Some(element) = self.open.take() {
                    self.in_link = element.tag == "a";
                    self.elements.push(element);
                }
            }
            CallbackEvent::EndTag { name: b"a" } => self.in_link = false,
            CallbackEvent::EndTag { name: b"noscript" } => self.in_noscript = false,
            CallbackEvent::String { value } if self.in_noscript => {
                let room = self.most - self.elements.len();
                self.elements.extend(read(&String::from_utf8_lossy(value), false, room));
            }
            CallbackEvent::String { value } if self.in_link => {
                let Some(link) = self.elements.last_mut() else { return };
                (link.mark, link.said) = mark_of(value, link.mark, link.said);
                if link.text.len() <= MOST_TEXT {
                    link.text.extend(String::from_utf8_lossy(value).chars().take(MOST_TEXT + 1));
                }
            }
            _ => {}
        }
    }
}

/// Goes on with the digest of a text (FNV-1a). Digits are left out: many are counters.
pub(crate) fn mark_of(text: &[u8], mark: u64, said: usize) -> (u64, usize) {
    let mut mark = if mark == 0 { 0xcbf2_9ce4_8422_2325 } else { mark };
    let mut more = 0;
    for byte in text.iter().filter(|byte| !byte.is_ascii_whitespace() && !byte.is_ascii_digit()) {
        mark = (mark ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        more += 1;
    }
    if said + more == 0 { (0, 0) } else { (mark, said + more) }
}

fn one_of(known: &[&'static str], name: &[u8]) -> Option<&'static str> {
    known.iter().copied().find(|known| known.as_bytes() == name)
}

/// Returns the text of a link without outer spaces; `None` if it is long.
pub(crate) fn short_text(element: &Element) -> Option<&str> {
    (element.text.len() <= MOST_TEXT).then(|| element.text.trim())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(html: &str, expected: &[(&str, &str, &str)]) {
        let elements = elements(html);
        let found: Vec<_> = elements.iter().map(|e| (e.tag, e.attr("href"), e.text.trim())).collect();
        assert_eq!(found, expected, "{html}");
    }

    #[test]
    fn links_and_their_texts() {
        check(
            "<A HREF='/a?x=1&amp;y=2' href='/khac'>Trang <b>sau</b></a> ngoài <area href=/b><a href=/c>đầu <a href=/d>hai",
            &[("a", "/a?x=1&y=2", "Trang sau"), ("area", "/b", ""), ("a", "/c", "đầu"), ("a", "/d", "hai")],
        );
        check("<a title=x>không có đích</a>", &[("a", "", "không có đích")]);
    }

    #[test]
    fn scripts_comments_and_texts_hold_no_links() {
        check(
            "<script>document.write('<a href=/x>')</script><!-- <a href=/y> --><textarea><a href=/z></textarea>
             <style><a href=/s></style><noscript><a href=/co>có</a></noscript>",
            &[("a", "/co", "có")],
        );
    }

    #[test]
    fn hostile_pages_take_no_longer_than_others() {
        assert_eq!(elements(&"<div>".repeat(100_000)), []);
        assert_eq!(elements(&"<a href=/x>".repeat(100_000)).len(), MOST_ELEMENTS);
        let noscript = format!("<noscript>{}</noscript>", "<a href=/x>".repeat(30_000));
        assert_eq!(elements(&noscript.repeat(4)).len(), MOST_ELEMENTS);
        assert_eq!(elements(&format!("<a{} href=/x>", " href=''".repeat(100_000)))[0].attributes.len(), 1);
        let attributes: String = (0..50_000).map(|at| format!(" a{at}=1")).collect();
        assert_eq!(elements(&format!("<a{attributes} href=/x>")).len(), 1);
        assert_eq!(
            elements(&format!("<a href=/x>{}", "chữ ".repeat(100_000)))[0].text.chars().count(),
            MOST_TEXT + 1
        );
    }

    proptest! {
        #[test]
        fn any_text_passes(html in "(<a |</a>|<|>|\"|'|href=|=|<!--|-->|<script>|&amp|\\PC){0,40}") {
            elements(&html);
        }
    }
}
