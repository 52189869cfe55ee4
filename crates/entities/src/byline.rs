//! Bylines and photo credits: names of those who made the text.

use std::ops::Range;

use crate::gazetteer::Level;
use crate::lexicon::{BODY, PLACE};
use crate::post;
use crate::reading::Reading;
use crate::token::{Kind, Line};

/// Words that make up the label before a colon: *Tin, ảnh:*, *Bài và ảnh:*, *Người viết:*.
const LABEL: &[&str] = &[
    "tin", "bài", "ảnh", "và", "video", "clip", "thực", "hiện", "tác", "giả", "biên", "tập", "bt", "btv",
    "người", "viết", "đưa", "chụp", "pv", "ctv", "cộng", "tác", "viên", "phóng", "nguồn", "photo", "thiết",
    "kế", "đồ", "họa",
];
/// One of these must be in the label: the others are common words.
const TELLING: &[&str] = &[
    "tin", "bài", "ảnh", "video", "clip", "giả", "bt", "btv", "viết", "pv", "ctv", "phóng", "nguồn", "photo",
];
/// A credit is short: what begins a line and runs on is a sentence.
const SHORT_LINE: usize = 14;
/// No credit is longer, in tokens.
const LONGEST_CREDIT: usize = 40;

/// Finds the names of authors, as tokens in order, and takes the tokens of their lines or brackets.
pub(crate) fn find(reading: &mut Reading<'_>) -> Vec<Range<usize>> {
    let mut authors = Vec::new();
    let lines = reading.lines().to_vec();
    let last = lines.len().saturating_sub(1);
    for (at, line) in lines.iter().enumerate() {
        let colons = (line.tokens.start + 1..line.tokens.end)
            .filter(|colon| reading.token(*colon).is_mark(':') && is_label(reading, line, *colon));
        let mut credits: Vec<Range<usize>> = Vec::new();
        for colon in colons {
            // *Tin: A - Ảnh: B*
            if let Some(previous) = credits.last_mut() {
                previous.end = previous.end.min(colon);
            }
            credits.push(colon + 1..credit_end(reading, line, colon + 1));
        }
        let signed = at > 0 && post::is_post(reading, &lines[at - 1]);
        let whole = line.tokens.clone();
        if at > 0 && at + 3 > last && is_attribution(reading, line) {
            credits.push(whole.start + 1..whole.end);
        } else if at > 0 && at == last && !signed && credits.is_empty() && is_names_only(reading, &whole) {
            credits.push(whole);
        }
        for credit in credits {
            for name in names(reading, &credit) {
                authors.push(name);
            }
            reading.taken[credit].fill(true);
        }
    }
    authors
}

/// Says whether the words before a colon are a label, and are nothing else (*một số hình ảnh:* is a caption).
fn is_label(reading: &Reading<'_>, line: &Line, colon: usize) -> bool {
    let key = |at: usize| langbao_text::match_key(reading.tokens.raw(reading.token(at)));
    let mut telling = false;
    let mut start = colon;
    while start > line.tokens.start && colon - start < 8 {
        let token = reading.token(start - 1);
        let joint = token.is_dash() || matches!(token.kind, Kind::Mark(',' | '&' | '/' | '+'));
        if !joint {
            let key = key(start - 1);
            if !LABEL.contains(&key.as_str()) {
                break;
            }
            telling |= TELLING.contains(&key.as_str());
        }
        start -= 1;
    }
    telling && (start == line.tokens.start || matches!(reading.token(start - 1).kind, Kind::Mark(_)))
}

/// Returns where a credit ends: at a closing bracket, a full stop, or with the line.
fn credit_end(reading: &Reading<'_>, line: &Line, start: usize) -> usize {
    let limit = line.tokens.end.min(start + LONGEST_CREDIT);
    (start..limit)
        .find(|at| matches!(reading.token(*at).kind, Kind::Mark(')' | ']' | '.' | ';')))
        .unwrap_or(limit)
}

/// Says whether a line is *Theo NAME* or *Theo NAME (báo …)*.
fn is_attribution(reading: &Reading<'_>, line: &Line) -> bool {
    let first = reading.token(line.tokens.start);
    if line.tokens.len() > SHORT_LINE || !reading.lexicon.is(first.word, "theo") {
        return false;
    }
    let rest = line.tokens.start + 1..line.tokens.end;
    let end = rest.clone().find(|at| !reading.token(*at).is_capital()).unwrap_or(rest.end);
    is_name(reading, &(rest.start..end))
        && (end == rest.end || matches!(reading.token(end).kind, Kind::Mark('(' | '/' | '-' | '–' | '.')))
}

/// Says whether there is nothing in some tokens but names and what joins them.
fn is_names_only(reading: &Reading<'_>, tokens: &Range<usize>) -> bool {
    let found = names(reading, tokens);
    let named: usize = found.iter().map(Range::len).sum();
    let joints = tokens
        .clone()
        .filter(|at| {
            let token = reading.token(*at);
            token.is_dash()
                || token.word == reading.lexicon.and
                || matches!(token.kind, Kind::Mark('(' | ')' | ',' | '.' | '/' | '&'))
        })
        .count();
    let surname = |name: &Range<usize>| reading.lexicon.name(reading.token(name.start).word).surname > 0;
    named > 0 && named + joints == tokens.len() && found.iter().all(surname)
}

/// Returns the names in a credit.
fn names(reading: &Reading<'_>, tokens: &Range<usize>) -> Vec<Range<usize>> {
    let mut names = Vec::new();
    let mut at = tokens.start;
    while at < tokens.end {
        let end = (at..tokens.end).find(|at| !reading.token(*at).is_capital()).unwrap_or(tokens.end);
        let name = at..end;
        let runs_on = end < tokens.end
            && reading.token(end).kind == Kind::Lower
            && reading.token(end).word != reading.lexicon.and;
        if is_name(reading, &name) && !runs_on {
            names.push(name);
        }
        at = end.max(at + 1);
    }
    names
}

/// Says whether capital words look like a name or a pen name (*Minh Đức*).
fn is_name(reading: &Reading<'_>, tokens: &Range<usize>) -> bool {
    if !(2..=5).contains(&tokens.len()) || tokens.clone().any(|at| reading.in_place[at]) {
        return false;
    }
    let names = tokens.clone().map(|at| reading.lexicon.name(reading.token(at).word));
    let known = names.filter(|name| name.surname > 0 || name.middle + name.given > 0).count();
    // Many a ward has the name of a person, and many a pen name that of a ward (*Minh Đức*).
    let bare = reading.lexicon.gazetteer.bare.prefixes(reading.tokens.words(tokens.clone())).last();
    let place = bare.is_some_and(|(length, bare)| length == tokens.len() && bare.level > Level::Ward);
    let phrase = reading.starting(tokens.start).is_some_and(|found| {
        found.tokens.len() > 1
            || found.is(BODY | PLACE) && reading.lexicon.name(reading.token(tokens.start).word).surname == 0
    });
    known == tokens.len() && !place && !phrase
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let mut reading = Reading::new(text);
        let found = find(&mut reading);
        let found: Vec<_> = found.into_iter().map(|name| reading.name(name)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn labels() {
        check("Lễ khai mạc (Ảnh: Minh Đức)", &["Minh Đức"]);
        check("Tin, ảnh: Phạm Thu Hằng - Lê Quang Vinh", &["Phạm Thu Hằng", "Lê Quang Vinh"]);
        check("Tin và ảnh: ĐỖ VĂN HẢI", &["Đỗ Văn Hải"]);
        check("Tác giả: Vũ Thị Hòa", &["Vũ Thị Hòa"]);
        check("Tin: Lê Thu Hà - Ảnh: Lê Quang Vinh", &["Lê Thu Hà", "Lê Quang Vinh"]);
    }

    #[test]
    fn what_only_looks_like_a_label() {
        check("Một số hình ảnh: Nguyễn Văn Bình trao quà", &[]);
        check("Ảnh: Internet", &[]);
        check("Nguồn: VPĐU", &[]);
        check("Kính gửi: Nguyễn Văn Bình", &[]);
    }

    #[test]
    fn the_last_line() {
        check("Phường ra quân dọn vệ sinh.\n\nTrần Thị Lan", &["Trần Thị Lan"]);
        check("Phường ra quân dọn vệ sinh.\nTheo Trần Lan (CATP)", &["Trần Lan"]);
        check("Trần Thị Lan", &[]);
        check("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nTrần Thị Lan", &[]);
        check("Dự hội nghị có\nông Trần Văn Lan", &[]);
    }
}
