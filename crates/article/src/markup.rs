//! The runs of text in markup as it is written, each with the Vietnamese font it is set in.
//!
//! Good enough to rewrite text in place, before anything is parsed: tags need not match, styles are read as far as fonts go.

use std::ops::Range;

use langbao_text::LegacyFont;

/// Elements deeper than this inherit no font of their own.
const MAX_DEPTH: usize = 256;

/// Rules of style sheets that are kept.
const MAX_RULES: usize = 500;

/// Elements without content.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// Elements that end an open one of the same name: their end tags may be left out.
const SELF_CLOSING: [&str; 5] = ["p", "li", "td", "th", "tr"];

/// Attributes whose value people read.
const READABLE: [&str; 4] = ["alt", "content", "summary", "title"];

/// A run of text, or of the value of an attribute that people read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    /// Where it stands, in bytes.
    pub(crate) range: Range<usize>,
    /// The font it is set in, if that is one of the Vietnamese fonts from before Unicode.
    pub(crate) font: Option<LegacyFont>,
}

/// The font an element declares: `None` if none, `Some(None)` if another than those.
type Declared = Option<Option<LegacyFont>>;

/// Goes over markup and gives the runs, in order.
pub(crate) struct Markup<'a> {
    html: &'a str,
    at: usize,
    /// The open elements with the fonts they declare.
    open: Vec<(String, Declared)>,
    /// Of style sheets: the last part of a selector, in lower case, and its font.
    rules: Vec<(String, Option<LegacyFont>)>,
    /// Attribute values of the tag just passed, the last first.
    values: Vec<Range<usize>>,
}

impl<'a> Markup<'a> {
    pub(crate) fn new(html: &'a str) -> Self {
        Self { html, at: 0, open: Vec::new(), rules: Vec::new(), values: Vec::new() }
    }

    fn font(&self) -> Option<LegacyFont> {
        self.open.iter().rev().find_map(|(_, declared)| *declared).flatten()
    }

    /// Passes what begins with the `<` at hand.
    fn pass_tag(&mut self) {
        let rest = &self.html[self.at..];
        let next = rest.as_bytes().get(1).copied().unwrap_or_default();
        if rest.starts_with("<!--") {
            self.at += rest.find("-->").map_or(rest.len(), |end| end + 3);
        } else if next == b'!' || next == b'?' {
            self.at += rest.find('>').map_or(rest.len(), |end| end + 1);
        } else if next == b'/' {
            let name = name_at(&rest[2..]);
            if let Some(at) = self.open.iter().rposition(|(open, _)| *open == name) {
                self.open.truncate(at);
            }
            self.at += rest.find('>').map_or(rest.len(), |end| end + 1);
        } else if next.is_ascii_alphabetic() {
            self.pass_start_tag();
        } else {
            self.at += 1;
        }
    }

    fn pass_start_tag(&mut self) {
        let start = self.at;
        let name = name_at(&self.html[start + 1..]);
        let (attributes, end) = attributes(self.html, start + 1 + name.len());
        self.at = end;
        let value = |wanted: &str| {
            attributes
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
                .map(|(_, range)| &self.html[range.clone()])
        };
        if matches!(name.as_str(), "script" | "style") {
            let content = &self.html[end..];
            let closing = format!("</{name}");
            let length = find_ignoring_case(content, &closing).unwrap_or(content.len());
            if name == "style" {
                read_rules(&content[..length], &mut self.rules);
            }
            self.at += length;
            return;
        }
        let declared = value("style")
            .and_then(font_of_style)
            .or_else(|| value("face").map(LegacyFont::of))
            .or_else(|| self.font_of_class(&name, value("class").unwrap_or_default()));
        self.values = attributes
            .iter()
            .filter(|(name, range)| {
                READABLE.iter().any(|r| name.eq_ignore_ascii_case(r)) && !range.is_empty()
            })
            .map(|(_, range)| range.clone())
            .rev()
            .collect();
        if VOID.contains(&name.as_str()) || self.html[..end].ends_with("/>") {
            return;
        }
        if SELF_CLOSING.contains(&name.as_str()) {
            let scope = self
                .open
                .iter()
                .rposition(|(open, _)| matches!(open.as_str(), "table" | "ul" | "ol" | "div"));
            let same = self.open.iter().rposition(|(open, _)| *open == name);
            if let Some(at) = same.filter(|at| scope.is_none_or(|scope| scope < *at)) {
                self.open.truncate(at);
            }
        }
        if self.open.len() < MAX_DEPTH {
            self.open.push((name, declared));
        }
    }

    /// What the style sheets say of an element: the last rule of the most exact kind.
    fn font_of_class(&self, name: &str, classes: &str) -> Declared {
        if self.rules.is_empty() {
            return None;
        }
        let classes: Vec<String> = classes.split_ascii_whitespace().map(str::to_lowercase).collect();
        let rule = |selector: &str| {
            self.rules.iter().rev().find(|(known, _)| known == selector).map(|(_, font)| *font)
        };
        let exact = classes.iter().find_map(|class| rule(&format!("{name}.{class}")));
        exact.or_else(|| classes.iter().find_map(|class| rule(&format!(".{class}")))).or_else(|| rule(name))
    }
}

impl Iterator for Markup<'_> {
    type Item = Run;

    fn next(&mut self) -> Option<Run> {
        loop {
            if let Some(range) = self.values.pop() {
                return Some(Run { range, font: None });
            }
            let rest = self.html.get(self.at..).filter(|rest| !rest.is_empty())?;
            if rest.starts_with('<') {
                let before = self.at;
                self.pass_tag();
                // A lone `<` is text.
                if self.at == before + 1 {
                    return Some(Run { range: before..self.at, font: None });
                }
                continue;
            }
            let range = self.at..self.at + rest.find('<').unwrap_or(rest.len());
            self.at = range.end;
            return Some(Run { range, font: self.font() });
        }
    }
}

/// The name of a tag, in lower case.
fn name_at(text: &str) -> String {
    text.bytes()
        .take_while(|b| b.is_ascii_alphanumeric())
        .map(|b| char::from(b.to_ascii_lowercase()))
        .collect()
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    text.as_bytes().windows(wanted.len()).position(|window| window.eq_ignore_ascii_case(wanted.as_bytes()))
}

/// Reads attributes from a place within a tag: names and where their values stand, and where the tag ends.
fn attributes(html: &str, from: usize) -> (Vec<(&str, Range<usize>)>, usize) {
    let bytes = html.as_bytes();
    let skip = |mut at: usize, wanted: fn(u8) -> bool| {
        while bytes.get(at).is_some_and(|b| wanted(*b)) {
            at += 1;
        }
        at
    };
    let mut found = Vec::new();
    let mut at = from;
    loop {
        at = skip(at, |b| b.is_ascii_whitespace() || b == b'/');
        match bytes.get(at) {
            None => return (found, html.len()),
            Some(b'>') => return (found, at + 1),
            Some(_) => {}
        }
        let name = at..skip(at + 1, |b| !b.is_ascii_whitespace() && !matches!(b, b'=' | b'>' | b'/'));
        at = skip(name.end, |b| b.is_ascii_whitespace());
        let mut value = name.end..name.end;
        if bytes.get(at) == Some(&b'=') {
            at = skip(at + 1, |b| b.is_ascii_whitespace());
            value = match bytes.get(at) {
                Some(b'"') => at + 1..skip(at + 1, |b| b != b'"'),
                Some(b'\'') => at + 1..skip(at + 1, |b| b != b'\''),
                _ => at..skip(at, |b| !b.is_ascii_whitespace() && b != b'>'),
            };
            at = (value.end + usize::from(value.start > at)).min(html.len());
        }
        found.push((html.get(name).unwrap_or_default(), value));
    }
}

/// The font that declarations name, the last one counting.
fn font_of_style(style: &str) -> Declared {
    let style = style.replace("&quot;", "\"").replace("&#39;", "'");
    style.split(';').rev().find_map(|declaration| {
        let (property, value) = declaration.split_once(':')?;
        match property.trim().to_ascii_lowercase().as_str() {
            "font-family" => Some(LegacyFont::of(value)),
            // The family is what follows the size.
            "font" => {
                let mut sized = false;
                let family: Vec<&str> = value
                    .split_ascii_whitespace()
                    .skip_while(|part| {
                        let was_sized = sized;
                        sized |= part.contains(|c: char| c.is_ascii_digit());
                        !was_sized
                    })
                    .collect();
                (!family.is_empty()).then(|| LegacyFont::of(&family.join(" ")))
            }
            _ => None,
        }
    })
}

/// Reads the rules of a style sheet that name a font, if any of them names a Vietnamese one.
fn read_rules(css: &str, rules: &mut Vec<(String, Option<LegacyFont>)>) {
    let before = rules.len();
    for block in css.split('}') {
        let Some((selectors, declarations)) = block.rsplit_once('{') else { continue };
        let Some(font) = font_of_style(declarations) else { continue };
        let selectors = selectors.rsplit(['{', '/', ';']).next().unwrap_or_default();
        for selector in selectors.split(',') {
            let Some(last) = selector.split_ascii_whitespace().next_back() else { continue };
            rules.push((last.split(':').next().unwrap_or_default().to_lowercase(), font));
        }
    }
    rules.truncate(before.max(MAX_RULES));
    if rules[before.min(rules.len())..].iter().all(|(_, font)| font.is_none()) {
        rules.truncate(before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &[(&str, bool)]) {
        let runs: Vec<(&str, bool)> =
            Markup::new(html).map(|run| (&html[run.range.clone()], run.font.is_some())).collect();
        assert_eq!(runs, expected, "{html}");
    }

    #[test]
    fn fonts_are_inherited_until_their_element_ends() {
        check(
            "a<font face=.VnTime>b<b>c</b><font face=Arial>d</font>e</font>f",
            &[("a", false), ("b", true), ("c", true), ("d", false), ("e", true), ("f", false)],
        );
        check("<p style='font-family:VNI-Times'>a<br>b<p>c", &[("a", true), ("b", true), ("c", false)]);
    }

    #[test]
    fn values_that_people_read_are_runs() {
        check(
            "<img alt='x > y' src=z><a title = \"t\">u</a>",
            &[("x > y", false), ("t", false), ("u", false)],
        );
    }

    #[test]
    fn odd_markup_passes() {
        check("<", &[("<", false)]);
        check("a < b", &[("a ", false), ("<", false), (" b", false)]);
        check("<a href='", &[]);
        check("<p =>t</p", &[("t", false)]);
        check("<script>x</SCRIPT >y", &[("y", false)]);
        check("<!-- x", &[]);
        check("<style>a{font:12px/1.5 .VnTime}", &[]);
        check("</>é</é>", &[("é", false)]);
    }
}
