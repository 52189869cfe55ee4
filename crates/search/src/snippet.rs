//! The title and an excerpt of the body, with what matched in them.

use std::cmp::Reverse;
use std::ops::Range;

use langbao_text::Analyzer;

use crate::Snippet;
use crate::needle::{Match, Needles};

/// Characters of an excerpt, at most; two more where it is cut.
const LENGTH: usize = 240;

/// Characters before the first match, at most.
const LEAD: usize = 50;

/// Bytes of a body in which matches are looked for: a page of hits is shown as fast where one is a book.
const ANALYZED: usize = 64 << 10;

/// Stands behind a block without a full stop.
const SEAM: &str = " ·";

/// Stands where an excerpt is cut.
const CUT: char = '…';

/// Returns the whole title with its matches.
pub(crate) fn title(analyzer: &Analyzer, needles: &Needles, text: &str) -> Snippet {
    let matches = if needles.is_empty() { Vec::new() } else { needles.find(analyzer, text, true) };
    Snippet { text: text.to_owned(), highlights: merged(text, &matches) }
}

/// Returns the part of the body where most of the query stands close together; its beginning if nothing does. Only the
/// first 64 kB of the body are searched for it.
pub(crate) fn excerpt(analyzer: &Analyzer, needles: &Needles, text: &str) -> Snippet {
    if needles.is_empty() {
        return cut(text, 0..end_of(text, 0), &[]);
    }
    let matches = needles.find_first(analyzer, &text[..text.floor_char_boundary(ANALYZED)]);
    let start = best(&matches, text).map_or(0, |first| beginning(text, first));
    // Near the end there is room for more before.
    let start = start.min(latest_start(text));
    cut(text, start..end_of(text, start), &matches)
}

/// Where an excerpt begins that shows a match: at a sentence close before it, else some words before.
fn beginning(text: &str, matched: usize) -> usize {
    let before = &text[..matched];
    let lead = before.char_indices().rev().nth(LEAD).map_or(0, |(byte, c)| byte + c.len_utf8());
    // What is written against a word, such as a quotation mark, comes with it.
    let after_space = |(byte, c): (usize, char)| c.is_whitespace().then(|| byte + c.len_utf8());
    let starts = before[lead..].char_indices().rev().filter_map(after_space).map(|byte| lead + byte);
    let first = (lead == 0).then_some(0);
    let starts: Vec<usize> = starts.chain(first).collect();
    let sentence = starts.iter().find(|byte| begins_sentence(&text[..**byte]));
    *sentence.or(starts.last()).unwrap_or(&matched)
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
fn best(matches: &[Match], text: &str) -> Option<usize> {
    let mut characters = Vec::with_capacity(matches.len());
    let (mut byte, mut count) = (0, 0);
    for found in matches {
        // A whole may begin before the part of it that was found first.
        if found.range.start > byte {
            count += text[byte..found.range.start].chars().count();
            byte = found.range.start;
        }
        characters.push(count);
    }
    let mut best: Option<(usize, Reverse<usize>, usize)> = None;
    for (i, first) in matches.iter().enumerate() {
        let mut needles: Vec<usize> = Vec::new();
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        let mut span = 0;
        let mut before: Option<&Match> = None;
        for (found, at) in matches[i..].iter().zip(&characters[i..]) {
            let at = at - characters[i];
            if at > LENGTH - LEAD {
                break;
            }
            let pair = before.filter(|b| b.positions.end == found.positions.start);
            let is_new = !needles.contains(&found.needle);
            needles.extend(is_new.then_some(found.needle));
            let pair = pair.map(|b| (b.needle, found.needle)).filter(|pair| !pairs.contains(pair));
            pairs.extend(pair);
            if is_new || pair.is_some() {
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
