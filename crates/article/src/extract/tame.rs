//! Guards the HTML parser: its time grows with the square of some things that a page can hold, and the trees it
//! builds are walked by code that recurses.

use std::borrow::Cow;
use std::ops::Range;

/// The longest text that is parsed, in bytes. The longest article pages seen (pasted images inside) have 2 MB.
pub(super) const MAX_BYTES: usize = 8 << 20;

/// Elements deeper than this are unwrapped: their text stays, their tags go. Real pages reach 60.
const MAX_DEPTH: usize = 200;
/// What comes after this many start tags is not parsed. Real pages reach 20 000.
const MAX_TAGS: usize = 100_000;
/// Attributes of one tag are compared with one another.
const MAX_ATTRIBUTES: usize = 250;
/// A longer tag goes: its attributes are split into words again and again. Pasted images and form states are longer.
const MAX_TAG_BYTES: usize = 64 << 10;
/// Character references beyond this number go: the parser copies the text before each of them.
const MAX_REFERENCES: usize = 100_000;
/// Start tags of `html` and `body` beyond this number go: the parser compares their attributes with all before.
const MAX_ROOTS: usize = 20;
/// The parser opens unclosed formatting elements again in every block: blocks times formatting elements.
const MAX_REOPENED: usize = 500_000;

/// Takes away what would make parsing slow; the page of a decent server comes back as it is. Says also whether the page
/// was cut off, for it has too many tags.
///
/// # Errors
/// Says why the text cannot be parsed in bounded time.
pub(super) fn tame(html: &str) -> Result<(Cow<'_, str>, bool), String> {
    if html.len() > MAX_BYTES {
        return Err(format!("{} bytes of text are more than {MAX_BYTES}", html.len()));
    }
    let mut scan = Scan { html, at: 0 };
    let mut cut: Vec<Range<usize>> = Vec::new();
    let mut formatting: Vec<Range<usize>> = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    // Elements opened too deep, whose end tags go as well.
    let mut dropped: Vec<&str> = Vec::new();
    let (mut tags, mut blocks, mut unclosed) = (0usize, 0usize, 0isize);
    let mut most_unclosed = 0;
    let mut roots = 0usize;
    let mut end = html.len();
    while let Some(tag) = scan.next_tag() {
        tags += usize::from(!tag.end);
        if tags > MAX_TAGS {
            end = tag.range.start;
            break;
        }
        let is_formatting = FORMATTING.iter().any(|name| tag.is(name));
        if is_formatting {
            formatting.push(tag.range.clone());
            unclosed = (unclosed + if tag.end { -1 } else { 1 }).max(0);
            most_unclosed = most_unclosed.max(unclosed);
        }
        if tag.end {
            if dropped.last().is_some_and(|name| tag.is(name)) {
                dropped.pop();
                cut.push(tag.range);
            } else if let Some(at) = open.iter().rposition(|name| tag.is(name)) {
                open.truncate(at);
                dropped.clear();
            }
            continue;
        }
        blocks += usize::from(!is_formatting);
        roots += usize::from(tag.is("html") || tag.is("body"));
        let is_root_again = roots > MAX_ROOTS && (tag.is("html") || tag.is("body"));
        let is_long = tag.range.len() > MAX_TAG_BYTES && !LONG.iter().any(|name| tag.is(name));
        if tag.attributes > MAX_ATTRIBUTES || is_root_again || is_long {
            cut.push(tag.range);
        } else if open.len() >= MAX_DEPTH && !tag.is_void() {
            dropped.push(tag.name);
            cut.push(tag.range);
        } else if !tag.is_void() && !tag.closes_itself() {
            open.push(tag.name);
        }
    }
    if most_unclosed.unsigned_abs().saturating_mul(blocks) > MAX_REOPENED {
        cut.append(&mut formatting);
        cut.sort_by_key(|range| range.start);
        cut.dedup();
    }
    let (is_cut_off, html) = (end < html.len(), &html[..end]);
    let references = html.bytes().enumerate().filter(|(_, byte)| *byte == b'&').map(|(at, _)| at);
    let excess: Vec<Range<usize>> = references.skip(MAX_REFERENCES).map(|at| at..at + 1).collect();
    if !excess.is_empty() {
        cut.extend(excess);
        cut.sort_by_key(|range| range.start);
    }
    let tamed = if cut.is_empty() { Cow::Borrowed(html) } else { Cow::Owned(without(html, &cut)) };
    Ok((tamed, is_cut_off))
}

const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Elements that hold data in an attribute.
const LONG: [&str; 4] = ["img", "input", "source", "meta"];

fn without(html: &str, cut: &[Range<usize>]) -> String {
    let mut kept = String::with_capacity(html.len());
    let mut at = 0;
    for range in cut {
        // Inside a tag that has gone.
        if range.start < at {
            continue;
        }
        kept.push_str(&html[at..range.start]);
        // What stood on both sides of a tag was apart.
        kept.push(' ');
        at = range.end;
    }
    kept.push_str(&html[at..]);
    kept
}

struct Tag<'h> {
    name: &'h str,
    range: Range<usize>,
    end: bool,
    attributes: usize,
}

impl Tag<'_> {
    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    fn is_void(&self) -> bool {
        const VOID: [&str; 14] = [
            "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
            "track", "wbr",
        ];
        VOID.iter().any(|name| self.is(name))
    }

    /// Whether the next of its kind ends it, so that an unclosed one does not nest.
    fn closes_itself(&self) -> bool {
        // Not `option` and `optgroup`: outside a `select` each of the two nests in the other.
        const CLOSED: [&str; 14] = [
            "html", "head", "body", "p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "dt", "dd",
            "colgroup",
        ];
        CLOSED.iter().any(|name| self.is(name))
    }
}

/// Finds tags from left to right, each byte looked at once.
struct Scan<'h> {
    html: &'h str,
    at: usize,
}

impl<'h> Scan<'h> {
    fn next_tag(&mut self) -> Option<Tag<'h>> {
        let bytes = self.html.as_bytes();
        loop {
            let start = self.at + bytes.get(self.at..)?.iter().position(|b| *b == b'<')?;
            self.at = start + 1;
            let rest = &self.html[self.at..];
            if let Some(comment) = rest.strip_prefix("!--") {
                let length = comment.find("-->").map_or(comment.len(), |at| at + 3);
                self.at += 3 + length;
                continue;
            }
            let end = rest.starts_with('/');
            let name_start = self.at + usize::from(end);
            let name_length = bytes[name_start..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
            if name_length == 0 {
                continue;
            }
            let name = &self.html[name_start..name_start + name_length];
            let attributes = self.skip_attributes(name_start + name_length);
            let tag = Tag { name, range: start..self.at, end, attributes };
            if !end {
                self.skip_raw_text(&tag);
            }
            return Some(tag);
        }
    }

    /// Moves behind the `>` of a tag and counts what looks like attributes.
    fn skip_attributes(&mut self, from: usize) -> usize {
        let bytes = self.html.as_bytes();
        let (mut quote, mut attributes, mut in_word) = (None, 0, false);
        self.at = from;
        while let Some(&byte) = bytes.get(self.at) {
            self.at += 1;
            match (quote, byte) {
                (Some(q), _) if q == byte => quote = None,
                (Some(_), _) => {}
                (None, b'>') => return attributes,
                (None, b'"' | b'\'') if bytes[..self.at - 1].trim_ascii_end().ends_with(b"=") => {
                    quote = Some(byte)
                }
                (None, b) if b.is_ascii_whitespace() || b == b'/' => in_word = false,
                (None, _) if !in_word => {
                    in_word = true;
                    attributes += 1;
                }
                (None, _) => {}
            }
        }
        attributes
    }

    /// Moves to the end tag of an element that holds text only.
    fn skip_raw_text(&mut self, tag: &Tag<'_>) {
        const RAW: [&str; 7] = ["script", "style", "textarea", "title", "xmp", "iframe", "noframes"];
        if !RAW.iter().any(|name| tag.is(name)) {
            return;
        }
        let bytes = self.html.as_bytes();
        while let Some(next) =
            bytes.get(self.at..).and_then(|rest| rest.windows(2).position(|two| two == b"</"))
        {
            let name = self.at + next + 2;
            if bytes
                .get(name..name + tag.name.len())
                .is_some_and(|n| n.eq_ignore_ascii_case(tag.name.as_bytes()))
            {
                self.at += next;
                return;
            }
            self.at = name;
        }
        self.at = bytes.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decent_page_is_untouched() {
        let page = r#"<!doctype html><html><head><title>a < b</title><script>if (a</b/.test("<div>")) {}</script>
            </head><body><!-- <div><div> --><p>Một<p>Hai<br><img src="a>b.png"><table><tr><td>1<td>2</table></body>"#;
        assert!(matches!(tame(page), Ok((Cow::Borrowed(_), false))));
        let list = "<li>mục<p>đoạn<tr><td>ô".repeat(1000);
        assert!(matches!(tame(&list), Ok((Cow::Borrowed(_), false))), "what closes itself does not nest");
    }

    #[test]
    fn depth_is_flattened() {
        let bomb = format!("<p>trước</p>{}sâu{}<p>sau</p>", "<div>".repeat(50_000), "</div>".repeat(50_000));
        let (tamed, _) = tame(&bomb).unwrap();
        assert_eq!(tamed.matches("<div>").count(), MAX_DEPTH);
        assert_eq!(tamed.matches("</div>").count(), MAX_DEPTH);
        for text in ["trước", "sâu", "sau"] {
            assert!(tamed.contains(text));
        }
    }

    #[test]
    fn unclosed_formatting_is_dropped() {
        let bomb = (0..5000).map(|i| format!("<p><b id={i}>đoạn")).collect::<String>();
        let (tamed, _) = tame(&bomb).unwrap();
        assert!(!tamed.contains("<b"));
        assert!(tamed.contains("<p>"));
    }

    #[test]
    fn what_grows_with_its_square_is_cut() {
        let check = |bomb: String, part: &str, most: usize| {
            let (tamed, _) = tame(&bomb).unwrap();
            assert!(tamed.matches(part).count() <= most, "{part}");
            assert!(tamed.contains("chữ"));
        };
        check("<option><optgroup>".repeat(5000) + "chữ", "<opt", MAX_DEPTH);
        check("<html a=1>".repeat(5000) + "chữ", "<html", MAX_ROOTS);
        check("&amp;".repeat(2 * MAX_REFERENCES) + "chữ", "&", MAX_REFERENCES);
        check(format!("<p class='{}'>chữ", "x ".repeat(MAX_TAG_BYTES)), "<p", 0);
        let picture = format!("<img src='data:{}'>chữ", "A".repeat(MAX_TAG_BYTES));
        assert!(matches!(tame(&picture), Ok((Cow::Borrowed(_), false))));
    }

    #[test]
    fn too_much_is_refused() {
        assert!(tame(&"a".repeat(MAX_BYTES + 1)).unwrap_err().contains("bytes"));
        assert_eq!(tame(&"<p>".repeat(MAX_TAGS)).unwrap(), ("<p>".repeat(MAX_TAGS).into(), false));
        assert_eq!(tame(&"<p>".repeat(MAX_TAGS + 1)).unwrap(), ("<p>".repeat(MAX_TAGS).into(), true));
        let bold = "<p><b>a".repeat(MAX_TAGS);
        let (bold, is_cut_off) = tame(&bold).unwrap();
        assert!(is_cut_off && !bold.contains("<b>"));
        let attributes = (0..2000).map(|i| format!(" a{i}=1")).collect::<String>();
        assert_eq!(tame(&format!("<p{attributes}>chữ")).unwrap().0, " chữ");
    }

    #[test]
    fn odd_tags_end() {
        for odd in
            ["<", "</", "<!--", "<p", "<p a='", "<script>", "<script></scrip", "<ờ>", "</title", "<a\u{0}>"]
        {
            assert_eq!(tame(odd).unwrap().0, odd);
        }
    }
}
