//! The title and an excerpt of the body, with what matched in them.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::ops::Range;

use langbao_text::{Analysis, Analyzer};

use crate::Snippet;
use crate::needle::{Match, Needle, find};

/// Characters of an excerpt, at most; two more where it is cut.
const LENGTH: usize = 240;

/// Characters before the first match, at most.
const LEAD: usize = 50;

/// Bytes of a body in which matches are looked for: a page of hits is shown as fast where one is a book.
pub(crate) const ANALYZED: usize = 64 << 10;

/// Stands behind a block without a full stop.
const SEAM: &str = " ·";

/// Stands where an excerpt is cut.
const CUT: char = '…';

/// Returns the whole title with its matches.
pub(crate) fn title(analyzer: &Analyzer, needles: &[Needle], text: &str) -> Snippet {
    let matches =
        if needles.is_empty() { Vec::new() } else { find(needles, &analyzer.syllables(text), true) };
    Snippet { text: text.to_owned(), highlights: merged(text, &matches) }
}

/// Returns the part of the body where most of the query stands close together; its beginning if nothing does. Only the
/// first 64 kB of the body are searched for it.
pub(crate) fn excerpt(analyzer: &Analyzer, needles: &[Needle], text: &str) -> Snippet {
    if needles.is_empty() {
        return cut(text, 0..end_of(text, 0), &[]);
    }
    let analysis = analyzer.syllables(&text[..text.floor_char_boundary(ANALYZED)]);
    let matches = find(needles, &analysis, false);
    let places = Places::of(text, &analysis);
    let start = best(&matches, &places).map_or(0, |first| places.beginning(text, first));
    // Near the end there is room for more before.
    let start = start.min(latest_start(text));
    cut(text, start..end_of(text, start), &matches)
}

/// Where tokens begin and end, in bytes and characters.
struct Places {
    /// Byte and character of the beginning of each token, in order.
    starts: Vec<(usize, usize)>,
}

impl Places {
    fn of(text: &str, analysis: &Analysis) -> Self {
        let (mut byte, mut chars) = (0, 0);
        let mut starts = Vec::with_capacity(analysis.exact.len());
        for token in analysis.exact.iter() {
            // A token may begin where its whole does, or before the parts of the one before it.
            if token.range.start > byte || starts.is_empty() {
                chars += text[byte..token.range.start].chars().count();
                byte = token.range.start;
                starts.push((byte, chars));
            }
        }
        Self { starts }
    }

    /// The character at which the token begins that holds this byte.
    fn character(&self, byte: usize) -> usize {
        let after = self.starts.partition_point(|(start, _)| *start <= byte);
        after.checked_sub(1).map_or(0, |at| self.starts[at].1)
    }

    /// Where an excerpt begins that shows a match: at a sentence close before it, else some words before.
    fn beginning(&self, text: &str, matched: usize) -> usize {
        let at = self.character(matched);
        let before = self.starts.iter().rev().skip_while(|(byte, _)| *byte > matched);
        let near: Vec<usize> = before.take_while(|(_, c)| c + LEAD >= at).map(|(byte, _)| *byte).collect();
        let sentence = near.iter().find(|byte| begins_sentence(&text[..**byte]));
        match (sentence, near.last()) {
            (Some(byte), _) | (None, Some(byte)) => opening(text, *byte),
            (None, None) => text.floor_char_boundary(matched),
        }
    }
}

/// Takes what is written against a word, such as a quotation mark, with it.
fn opening(text: &str, byte: usize) -> usize {
    let before =
        text[..byte].chars().rev().take(3).take_while(|c| !c.is_whitespace() && !c.is_alphanumeric());
    byte - before.map(char::len_utf8).sum::<usize>()
}

/// Whether a sentence or a line ends just before.
fn begins_sentence(before: &str) -> bool {
    let gap = before.trim_end_matches(|c: char| c.is_whitespace() || "\"“‘'(-–".contains(c));
    gap.is_empty()
        || before[gap.len()..].contains('\n')
        || (gap.len() < before.len() && gap.ends_with(['.', '!', '?', '…']))
}

/// The byte at which the best stretch of matches begins: all of the query first, then what stands together as in the
/// query, then the shortest, then the first.
fn best(matches: &[Match], places: &Places) -> Option<usize> {
    let mut best: Option<(usize, Reverse<usize>, usize)> = None;
    for (i, first) in matches.iter().enumerate() {
        let start = places.character(first.range.start);
        let mut needles = HashSet::new();
        let mut pairs = HashSet::new();
        let mut span = 0;
        let mut before: Option<&Match> = None;
        for found in &matches[i..] {
            let at = places.character(found.range.start) - start;
            if at > LENGTH - LEAD {
                break;
            }
            let pair = before.filter(|b| b.positions.end == found.positions.start);
            let new = needles.insert(found.needle);
            if pair.is_some_and(|b| pairs.insert((b.needle, found.needle))) || new {
                span = at;
            }
            before = Some(found);
        }
        let worth = 10 * needles.len() + 4 * pairs.len();
        if best.is_none_or(|(most, least, _)| (worth, Reverse(span)) > (most, least)) {
            best = Some((worth, Reverse(span), first.range.start));
        }
    }
    best.map(|(.., start)| start)
}

/// Where an excerpt from here ends: behind the last word that fits.
fn end_of(text: &str, start: usize) -> usize {
    let Some((length, _)) = text[start..].char_indices().nth(LENGTH) else { return text.len() };
    let fits = &text[start..start + length];
    // A text without spaces is cut anywhere.
    let last_space = fits.rfind(char::is_whitespace).filter(|space| *space > 0);
    start + last_space.unwrap_or(length)
}

/// The last place from which an excerpt is of full length.
fn latest_start(text: &str) -> usize {
    let Some((start, _)) = text.char_indices().rev().nth(LENGTH - 1).filter(|(start, _)| *start > 0) else {
        return 0;
    };
    text[start..].find(char::is_whitespace).map_or(start, |space| start + space)
}

/// Cuts the excerpt out, on one line. A block that ends without a full stop, such as a caption, is set off from the
/// next.
fn cut(text: &str, range: Range<usize>, matches: &[Match]) -> Snippet {
    let start = range.end - text[range.clone()].trim_start().len();
    let end = start + text[start..range.end].trim_end().len();
    let (before, after) = (!text[..start].trim().is_empty(), !text[end..].trim().is_empty());
    let mut excerpt = String::with_capacity(end - start + 6);
    excerpt.extend(before.then_some(CUT));
    let shift = excerpt.len();
    // Where in the text something was put in.
    let mut seams: Vec<usize> = Vec::new();
    for (at, c) in text[start..end].char_indices() {
        if c == '\n' && excerpt.ends_with(char::is_alphanumeric) {
            excerpt.push_str(SEAM);
            seams.push(start + at);
        }
        excerpt.push(if c.is_ascii_whitespace() { ' ' } else { c });
    }
    excerpt.extend(after.then_some(CUT));
    let moved = |byte: usize| byte - start + shift + SEAM.len() * seams.partition_point(|seam| *seam < byte);
    let inside = merged(text, matches).into_iter().filter_map(|range| {
        let (from, to) = (range.start.max(start), range.end.min(end));
        (from < to).then(|| moved(from)..moved(to))
    });
    Snippet { text: excerpt, highlights: inside.collect() }
}

/// The ranges of matches; those that touch, but for a space, are one.
fn merged(text: &str, matches: &[Match]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for Match { range, .. } in matches {
        match ranges.last_mut() {
            Some(last) if range.start <= last.end || text[last.end..range.start] == *" " => {
                last.end = last.end.max(range.end);
            }
            _ => ranges.push(range.clone()),
        }
    }
    ranges
}
