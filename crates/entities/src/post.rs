//! Posts: where one begins and ends, and what it is with its abbreviations written out.

use std::ops::Range;

use crate::lexicon::{
    BODY, CIVIL, FIELD, FORMER, HONORIFIC, NEEDS_BODY, NOT_A_NAME, OFFICE, PLACE, POST, STREET, VERB,
};
use crate::mention::{PlaceMention, PostMention};
use crate::post_parts;
use crate::reading::{Match, Reading, usual_capitals};
use crate::token::{Kind, Line};

/// No post is longer, in tokens.
const LONGEST: usize = 28;
/// With these begins what one no longer is.
const FORMERLY: &[&str] = &["từng", "trước"];
/// What a number before it counts.
const COUNTED: &[&str] = &["năm", "tháng", "ngày", "tuổi", "người", "lần", "hộ", "giờ"];
/// What may be held by one who holds a field: *ban kiểm tra*, *phòng tổ chức*.
const OF_BODY: &[&str] = &["ban", "phòng", "ủy", "đoàn", "tổ", "ngành", "bộ", "sở", "phận", "tác"];
/// No person is given more posts at once.
const MOST: usize = 5;

/// A post found in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Post {
    /// Its tokens, without *nguyên*.
    pub(crate) tokens: Range<usize>,
    /// Where *nguyên* begins if it stands before it, or else the post.
    pub(crate) start: usize,
    /// Whether *nguyên* stands before it.
    pub(crate) former: bool,
}

/// Returns where a post ends whose head ends at `at`; not beyond `limit`.
fn post_end(reading: &Reading<'_>, line: &Line, at: usize, limit: usize) -> usize {
    let mut end = at;
    while end < limit {
        let token = reading.token(end);
        if reading.in_place[end] {
            // *Tỉnh ủy Bà Rịa - Vũng Tàu*
            end += 1;
        } else if let Some(found) = reading.starting(end).filter(|_| !joined_to_abbreviation(reading, end)) {
            // *trụ trì chùa Ông Mẹt*
            let named = found.is(HONORIFIC)
                && token.is_capital()
                && reading.ending(line, end).is_some_and(|before| before.is(STREET));
            if !(named || found.is(BODY | PLACE | NOT_A_NAME)) || is_done(reading, line, found) {
                break;
            }
            end = found.tokens.end;
        } else if token.kind == Kind::Number && numbers(reading, end)
            || token.is_capital() && !line.upper
            || joins_fields(reading, line, end)
            || joins_abbreviations(reading, end)
        {
            end += 1;
        } else {
            break;
        }
    }
    end.min(limit)
}

/// Says whether a dash, comma or *và* stands between two fields: *Văn hóa - Xã hội*, *Văn hóa và Thông tin*.
fn joins_fields(reading: &Reading<'_>, line: &Line, at: usize) -> bool {
    let token = reading.token(at);
    (token.is_dash() || token.is_mark(',') || token.word == reading.lexicon.and)
        && reading.ending(line, at).is_some_and(|before| before.is(FIELD))
        && reading.starting(at + 1).is_some_and(|after| after.is(FIELD) && !after.is(POST))
}

/// Says whether a mark joins two abbreviations: *CT.UBND*, *GD-ĐT*, *HĐND & UBND*.
fn joins_abbreviations(reading: &Reading<'_>, at: usize) -> bool {
    let abbreviation = |at: usize| reading.tokens.list.get(at).is_some_and(|token| token.kind == Kind::Upper);
    let touching = || reading.tokens.touch(at - 1) && reading.tokens.touch(at);
    at > 0
        && abbreviation(at - 1)
        && abbreviation(at + 1)
        && match reading.token(at).kind {
            Kind::Mark('&') => true,
            Kind::Mark('.' | '-') => touching(),
            _ => false,
        }
}

/// Says whether a mark joins a token to an abbreviation before it: *LĐ-TB&XH* has no *TB* (trưởng ban) in it.
fn joined_to_abbreviation(reading: &Reading<'_>, at: usize) -> bool {
    at > 1 && !reading.token(at - 1).is_mark('.') && joins_abbreviations(reading, at - 1)
}

/// Says whether a word is the verb (the chairman *tổ chức* a meeting) and not the field (*Ban Tổ chức*).
fn is_done(reading: &Reading<'_>, line: &Line, found: &Match) -> bool {
    let start = found.tokens.start;
    let lower = reading.token(start).kind == Kind::Lower;
    if !found.is(VERB) || !lower || start == line.tokens.start {
        return false;
    }
    let before = reading.token(start - 1);
    let joined = before.is_dash() || before.is_mark(',') || before.word == reading.lexicon.and;
    let of_body = OF_BODY.iter().any(|word| reading.lexicon.is(before.word, word));
    !(of_body || joined || reading.ending(line, start).is_some_and(|before| before.is(FIELD)))
}

/// Says whether a number belongs to what stands before it: *tổ 5*, *Chi bộ An Thụy 3*, but not *phường An Thụy 19 năm*.
fn numbers(reading: &Reading<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1).filter(|before| reading.over(*before).is_none()) else {
        return true;
    };
    let next = reading.tokens.list.get(at + 1);
    let counts = next.is_some_and(|next| COUNTED.iter().any(|word| reading.lexicon.is(next.word, word)));
    !reading.in_place[before] && !counts
}

/// Returns the post that begins at a token, perhaps with *nguyên*. Titles (*liệt sĩ*) are posts if wanted.
fn post_at(reading: &Reading<'_>, line: &Line, at: usize, limit: usize, titles: bool) -> Option<Post> {
    let mut start = at;
    if let Some(found) = reading.starting(at).filter(|found| found.is(FORMER)) {
        start = found.tokens.end;
    }
    let former = start > at;
    // *P. Chủ tịch*
    let head_at = if is_prefix(reading, start) { start + 2 } else { start };
    let head = reading.starting(head_at)?;
    if !(head.is(POST) || titles && head.is(CIVIL)) || head.tokens.end > limit {
        return None;
    }
    let end = post_end(reading, line, head.tokens.end, limit.min(head.tokens.start + LONGEST));
    let bare = end == head.tokens.end && head.is(NEEDS_BODY) && !head.is(CIVIL);
    (!bare).then_some(Post { tokens: start..end, start: at, former })
}

/// Says whether *P.* (phó) or *Q.* (quyền) stands before a head.
fn is_prefix(reading: &Reading<'_>, at: usize) -> bool {
    let list = &reading.tokens.list;
    at + 2 < list.len()
        && list[at + 1].is_mark('.')
        && matches!(reading.tokens.raw(&list[at]), "P" | "Q")
        && reading.starting(at + 2).is_some_and(|head| head.is(POST) && head.tokens.len() > 1)
}

/// Says whether a token may stand between two posts of one person.
fn separates(reading: &Reading<'_>, at: usize) -> bool {
    let token = reading.token(at);
    token.is_dash()
        || matches!(token.kind, Kind::Mark(',' | '/' | '–' | '+'))
        || token.word == reading.lexicon.and
        || reading.lexicon.is(token.word, "kiêm")
}

/// Says whether a token stands between two persons of a list.
pub(crate) fn lists(reading: &Reading<'_>, at: usize) -> bool {
    let token = reading.token(at);
    matches!(token.kind, Kind::Mark(',' | ';')) || token.word == reading.lexicon.and
}

/// Returns the posts that end right before a token (the name, or the honorific before it), in the order of the text.
pub(crate) fn before(reading: &Reading<'_>, line: &Line, name: usize) -> Vec<Post> {
    let mut posts = Vec::new();
    let mut end = name;
    while posts.len() < MOST {
        let window = end.saturating_sub(LONGEST).max(line.tokens.start)..end;
        // The earliest head from which a post reaches the name: *Phó bí thư thường trực Đảng ủy* has two heads in it.
        let post = reading
            .matches_within(&window)
            .iter()
            .filter(|found| found.is(POST))
            .filter_map(|head| post_at(reading, line, head.tokens.start, end, false))
            .find(|post| post.tokens.end == end);
        let Some(mut post) = post else { break };
        let mut start = post.tokens.start;
        if start >= line.tokens.start + 2 && is_prefix(reading, start - 2) {
            start -= 2;
            (post.tokens.start, post.start) = (start, start);
        }
        // *thừa ủy quyền của Chủ tịch nước, Phó Bí thư …*
        let whose = start > line.tokens.start && reading.lexicon.is(reading.token(start - 1).word, "của");
        if whose && !posts.is_empty() {
            break;
        }
        if let Some(word) = reading.ending(line, start).filter(|word| word.is(FORMER)) {
            post.former = true;
            start = word.tokens.start;
            post.start = start;
        }
        posts.push(post);
        if start == line.tokens.start || !separates(reading, start - 1) {
            break;
        }
        end = start - 1;
    }
    posts.reverse();
    posts
}

/// Returns the posts that follow a name which ends at a token, up to `limit`, and where they end.
pub(crate) fn after(reading: &Reading<'_>, line: &Line, name_end: usize, limit: usize) -> (Vec<Post>, usize) {
    let mut posts = Vec::new();
    let open = name_end < limit && reading.token(name_end).is_mark('(');
    let mut end = name_end;
    let mut at = name_end + usize::from(open);
    let mut former = false;
    while posts.len() < MOST && at < limit {
        let token = reading.token(at);
        let and = token.word == reading.lexicon.and;
        let first = posts.is_empty();
        let mut start = if separates(reading, at) {
            // *A và Chủ tịch …* speaks of two persons.
            if first && and {
                break;
            }
            at + 1
        } else if !first {
            break;
        } else if matches!(token.kind, Kind::Mark(';' | ':')) {
            // *đồng chí: Trần Văn A; Bí thư Đảng ủy*
            at + 1
        } else {
            at
        };
        if first && start < limit {
            // *, hiện là Tổ trưởng*
            let office = reading.starting(start).filter(|found| found.is(OFFICE));
            if let Some(office) = office {
                former = FORMERLY.iter().any(|word| office.phrase.text.starts_with(word));
                start = office.tokens.end;
            } else if reading.lexicon.is(reading.token(start).word, "là") {
                start += 1;
            }
        }
        // *, kiêm Tổ trưởng*
        let both = start > at && start < limit && reading.lexicon.is(reading.token(start).word, "kiêm");
        let titles = start > at || open;
        let Some(mut post) = post_at(reading, line, start + usize::from(both), limit, titles) else { break };
        post.former |= former;
        end = post.tokens.end;
        at = end;
        posts.push(post);
    }
    if open && end > name_end && end < limit && reading.token(end).is_mark(')') {
        end += 1;
    }
    (posts, end)
}

/// Returns the posts that a sentence gives the person named before: *được bầu giữ chức Bí thư Chi bộ*.
pub(crate) fn taken_up(reading: &Reading<'_>, line: &Line, name_end: usize, limit: usize) -> Vec<Post> {
    let window = name_end..limit.min(name_end + LONGEST);
    let full_stop = window.clone().find(|at| matches!(reading.token(*at).kind, Kind::Mark('.' | ';')));
    let window = window.start..full_stop.unwrap_or(window.end);
    let offices = reading.matches_within(&window).iter().filter(|found| found.is(OFFICE));
    offices
        .map(|office| after(reading, line, office.tokens.end, limit.max(office.tokens.end)).0)
        .find(|posts| !posts.is_empty())
        .unwrap_or_default()
}

/// Returns the post that a whole line is, as above a signature: *KT. CHỦ TỊCH*.
pub(crate) fn of_line(reading: &Reading<'_>, line: &Line) -> Option<Post> {
    let mut start = line.tokens.start;
    while start + 2 < line.tokens.end && reading.token(start + 1).is_mark('.') {
        start += 2;
    }
    post_at(reading, line, start, line.tokens.end, false).filter(|post| post.tokens.end == line.tokens.end)
}

/// Returns the line above a signature on a line that is a post as a whole; *(Đã ký)* may stand between.
pub(crate) fn above_signature<'r>(reading: &'r Reading<'_>, number: usize) -> Option<(&'r Line, Post)> {
    let lines = reading.lines();
    let mut above = number.checked_sub(1)?;
    let signed = |line: &Line| {
        let tokens = line.tokens.clone();
        line.tokens.len() <= 8
            && tokens.into_iter().any(|at| reading.lexicon.is(reading.token(at).word, "ký"))
    };
    if signed(&lines[above]) && of_line(reading, &lines[above]).is_none() {
        above = above.checked_sub(1)?;
    }
    of_line(reading, &lines[above]).map(|post| (&lines[above], post))
}

/// Makes the mention of a post on a line.
pub(crate) fn mention(
    reading: &Reading<'_>,
    line: &Line,
    places: &[PlaceMention],
    post: &Post,
) -> PostMention {
    let normalized = written_out(reading, post.tokens.clone());
    let (office, body) = post_parts::office_and_body(reading, &normalized);
    let place = post_parts::place(reading, places, &post.tokens);
    let key = langbao_text::match_key(&office);
    PostMention {
        written: reading.tokens.source[reading.tokens.bytes(&(post.start..post.tokens.end))].to_owned(),
        normalized,
        former: post.former,
        acting: key.starts_with("quyền ") || key.ends_with(" phụ trách"),
        office,
        body,
        place: place.map(|place| place.name.clone()),
        place_ids: place.map_or_else(Vec::new, |place| place.ids.clone()),
        term: post_parts::term(reading, line, post.tokens.end),
    }
}

/// Writes a post out: abbreviations in full, usual capitals for words in capitals, a capital at the front.
fn written_out(reading: &Reading<'_>, tokens: Range<usize>) -> String {
    let mut text = String::new();
    let mut at = tokens.start;
    while at < tokens.end {
        let token = reading.token(at);
        let part = match token.kind {
            _ if at == tokens.start && is_prefix(reading, at) => {
                let quyen = reading.tokens.raw(token) == "Q";
                if quyen { "Quyền".to_owned() } else { "Phó".to_owned() }
            }
            // *TP. Hà Nội*: the word written out needs no full stop.
            Kind::Mark('.') => String::new(),
            Kind::Mark('&') => "và".to_owned(),
            Kind::Mark(mark) => mark.to_string(),
            Kind::Upper => {
                if let Some(long) = reading.lexicon.abbreviations.get(&token.word) {
                    (*long).to_owned()
                } else if let Some(found) = reading.over(at).filter(|found| found.tokens.len() > 1) {
                    let word = found.phrase.text.split_whitespace().nth(at - found.tokens.start);
                    word.unwrap_or_default().to_owned()
                } else if reading
                    .starting(at)
                    .is_some_and(|found| found.is(BODY) && found.phrase.capitals == 0)
                {
                    langbao_text::match_key(reading.tokens.raw(token))
                } else {
                    let raw = langbao_text::normal_form(reading.tokens.raw(token));
                    let abbreviation = reading.starting(at).is_some() || !reading.in_place[at];
                    if abbreviation { raw } else { usual_capitals(&raw) }
                }
            }
            _ => langbao_text::normal_form(reading.tokens.raw(token)),
        };
        let glued = part.is_empty() || part.starts_with([',', ')', '/']) || text.ends_with(['(', '/']);
        if !text.is_empty() && !glued {
            text.push(' ');
        }
        text.push_str(&part);
        at += 1;
    }
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &[&str]) {
        let reading = Reading::new(line);
        let end = reading.tokens.list.len();
        let posts = before(&reading, &reading.lines()[0], end);
        let found: Vec<_> = posts.iter().map(|post| written_out(&reading, post.tokens.clone())).collect();
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn abbreviations_are_written_out() {
        check("BTĐU, Chủ tịch HĐND phường", &["Bí thư Đảng ủy", "Chủ tịch Hội đồng nhân dân phường"]);
        check("PCT UBND phường Ngọc Thụy", &["Phó Chủ tịch Ủy ban nhân dân phường Ngọc Thụy"]);
        check("PHÓ CHỦ TỊCH UBND PHƯỜNG", &["Phó Chủ tịch Ủy ban nhân dân phường"]);
    }

    #[test]
    fn a_post_is_found_as_a_whole() {
        check("dự có Phó bí thư thường trực Đảng ủy", &["Phó bí thư thường trực Đảng ủy"]);
        check("Trưởng phòng Văn hóa - Thông tin quận", &["Trưởng phòng Văn hóa - Thông tin quận"]);
        check(
            "Chủ tịch Hội Phụ nữ, Trưởng Ban công tác Mặt trận số 5",
            &["Chủ tịch Hội Phụ nữ", "Trưởng Ban công tác Mặt trận số 5"],
        );
        check("Chủ tịch phường đã làm việc", &[]);
        check("các Trưởng", &[]);
    }

    #[test]
    fn former_posts() {
        let reading = Reading::new("nguyên Chủ tịch UBND xã");
        let posts = before(&reading, &reading.lines()[0], reading.tokens.list.len());
        let post = mention(&reading, &reading.lines()[0], &[], &posts[0]);
        assert!(post.former);
        assert_eq!(
            (post.written.as_str(), post.normalized.as_str()),
            ("nguyên Chủ tịch UBND xã", "Chủ tịch Ủy ban nhân dân xã")
        );
    }
}
