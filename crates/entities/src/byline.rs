//! Bylines and photo credits: names of those who made the text.

use std::ops::Range;

use crate::gazetteer::Level;
use crate::lexicon::{BODY, PLACE, TITLE};
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
        let signed = post::above_signature(reading, at).is_some();
        let whole = line.tokens.clone();
        if credits.is_empty() && at > 0 && at + 3 > last && !signed {
            if is_attribution(reading, line) {
                credits.push(whole.start + 1..whole.end);
            } else if let Some(name) = signed_off(reading, line)
                && (at == last || name == whole)
                // One of a list of names is no signature.
                && !is_names_only(reading, &lines[at - 1].tokens)
                && !reading.token(lines[at - 1].tokens.end - 1).is_mark(':')
            {
                credits.push(name);
            }
        } else if credits.is_empty() && at == last && !signed {
            // A text in one line.
            credits.extend(signed_off(reading, line).filter(|name| *name != whole));
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

/// Returns the signature at the end of a line: nothing but names, perhaps with what one did or is (*Thu Trà (thực hiện)*,
/// *Nguyễn Thị Yến - Công chức VHXH*), or behind the last full stop (*… theo quy định. YẾN NHI*).
fn signed_off(reading: &Reading<'_>, line: &Line) -> Option<Range<usize>> {
    let Range { start, end } = line.tokens;
    if is_names_only(reading, &line.tokens) {
        return Some(line.tokens.clone());
    }
    let stop = (start..end).rev().find(|at| !reading.token(*at).is_capital())?;
    let behind = stop + 1..end;
    let ends = matches!(reading.token(stop).kind, Kind::Mark('.' | '/' | '…' | '!' | '”' | '"' | ')' | ']'));
    // *ThS. Lê Hà*
    let titled = reading.ending(line, stop).is_some_and(|found| found.is(TITLE));
    let full = ends && !titled && stop > start && behind.len() <= 4;
    if full && is_names_only(reading, &behind) {
        return Some(behind);
    }
    // *Thu Trà (thực hiện)*, *Vũ Hoàng (theo …)*, *Nguyễn Thị Yến - Công chức …*
    let name = start..(start..end).find(|at| !reading.token(*at).is_capital())?;
    let rest = name.end;
    let is = |at: usize, keys: &[&str]| {
        at < end && keys.iter().any(|key| reading.lexicon.is(reading.token(at).word, key))
    };
    let did =
        reading.token(rest).is_mark('(') && is(rest + 1, &["thực", "tổng", "theo", "lược", "sưu", "ghi"]);
    let office = reading.token(rest).is_dash() && end - start <= SHORT_LINE && {
        let (posts, posts_end) = post::after(reading, line, rest, end);
        !posts.is_empty() && posts_end == end
    };
    ((did || office) && is_name(reading, &name)).then_some(name)
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
    // A pen name (*Ngọc Diễm*) has no surname.
    let pen = found.len() == 1 && joints == 0;
    named > 0 && named + joints == tokens.len() && (pen || found.iter().all(surname))
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
        check("Vụ việc đang được điều tra. YẾN PHI", &["Yến Phi"]);
        check("Xin cảm ơn ông!\nThu Trà (thực hiện)", &["Thu Trà"]);
        check("Lễ giao quân kết thúc.\nHà Thị Yến - Công chức Văn hóa - Xã hội", &["Hà Thị Yến"]);
        check("Ban Chấp hành gồm:\nHà Thị Yến\nTrần Văn Nam", &[]);
        check("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nTrần Thị Lan", &[]);
        check("Dự hội nghị có\nông Trần Văn Lan", &[]);
    }
}
