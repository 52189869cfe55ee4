//! The order of work in a text.

use std::ops::Range;

use crate::lexicon::OFFICE;
use crate::mention::{Mentions, PersonMention, PersonName, PlaceMention};
use crate::person::Person;
use crate::post::{self, Post};
use crate::reading::Reading;
use crate::setting::Setting;
use crate::token::{Kind, Line};
use crate::{byline, document_number, honorific, person, place};

/// An age or a year of birth between a name and a post is no longer, in tokens.
const LONGEST_ASIDE: usize = 10;

/// Finds persons, places and document numbers in a text; blocks of an article are separated by line breaks.
/// Linear in the text; any text passes.
pub fn annotate(text: &str) -> Mentions {
    annotate_in(text, &Setting::default())
}

/// As [`annotate`], with what is known of where and when the text was published.
pub fn annotate_in(text: &str, setting: &Setting) -> Mentions {
    let mut reading = Reading::new(text);
    let documents = document_number::find(&mut reading);
    let mut places = place::find(&mut reading, setting);
    let authors = byline::find(&mut reading);
    let persons = person::find(&mut reading);
    let authors: Vec<PersonMention> = authors.into_iter().map(|tokens| author(&reading, tokens)).collect();
    let persons = with_posts(&reading, &places, &persons);
    // The bare name of a province may have been a part of a person's.
    places.retain(|place| !overlaps_any(&place.range, &persons) && !overlaps_any(&place.range, &authors));
    Mentions { persons, authors, places, documents }
}

/// Says whether a range overlaps that of one of the mentions, which are in the order of the text.
fn overlaps_any(range: &Range<usize>, mentions: &[PersonMention]) -> bool {
    let at = mentions.partition_point(|mention| mention.range.end <= range.start);
    mentions.get(at).is_some_and(|mention| mention.range.start < range.end)
}

fn author(reading: &Reading<'_>, tokens: Range<usize>) -> PersonMention {
    PersonMention {
        range: reading.tokens.bytes(&tokens),
        name: PersonName::new(&reading.name(tokens)),
        honorific: None,
        posts: Vec::new(),
        short_form: false,
    }
}

/// What stands before a name: its honorific and posts.
struct Lead {
    honorific: Option<String>,
    posts: Vec<Post>,
    /// Where the honorific or the nearest post begins.
    start: usize,
}

/// Gives each person the posts around the name. A post between two names that touches the second one is the
/// second one's.
fn with_posts(reading: &Reading<'_>, places: &[PlaceMention], persons: &[Person]) -> Vec<PersonMention> {
    let lines = reading.lines();
    let leads: Vec<Lead> = persons.iter().map(|person| lead(reading, &lines[person.line], person)).collect();
    let mut previous_end = 0;
    let mut mentions: Vec<PersonMention> = Vec::with_capacity(persons.len());
    for (at, person) in persons.iter().enumerate() {
        let line = &lines[person.line];
        let lead = &leads[at];
        let limit = persons
            .get(at + 1)
            .filter(|next| next.line == person.line)
            .map_or(line.tokens.end, |_| leads[at + 1].start);
        let end = behind_aside(reading, line, person.tokens.end, limit);
        // *Chủ tịch HĐND xã Dũng; Ủy viên Ban Thường vụ, Phó Chủ tịch HĐND xã Sơn*: all behind the semicolon is Sơn's.
        let of_next = end + 1 < limit
            && reading.token(end).is_mark(';')
            && leads.get(at + 1).is_some_and(|next| {
                let posts = &next.posts;
                posts.first().is_some_and(|post| post.start == end + 1)
                    && posts.iter().any(|post| post.start == next.start)
            });
        let (after, after_end) = match end < limit && !of_next {
            true => post::after(reading, line, end, limit),
            false => (Vec::new(), end),
        };
        let mut posts: Vec<&Post> =
            lead.posts.iter().filter(|post| post.tokens.start >= previous_end).collect();
        let taken_up = post::taken_up(reading, line, after_end, limit.max(after_end));
        posts.extend(after.iter().chain(&taken_up));
        let mention = |line: &Line, post: &Post| post::mention(reading, line, places, post);
        let mut posts: Vec<_> = posts.into_iter().map(|post| mention(line, post)).collect();
        if person.tokens == line.tokens
            && let Some((above, post)) = post::above_signature(reading, person.line)
        {
            posts.push(mention(above, &post));
        }
        // *các đồng chí A và B được bầu giữ chức Phó Bí thư*
        let office = reading.starting(end).is_some_and(|found| found.is(OFFICE));
        let given = if office { &after } else { &taken_up };
        if !given.is_empty() {
            let given: Vec<_> = given.iter().map(|post| mention(line, post)).collect();
            for earlier in (0..at).rev() {
                let next = leads[earlier + 1].start;
                let listed = persons[earlier].line == person.line
                    && mentions[earlier].posts.is_empty()
                    && persons[earlier].tokens.end + 1 == next
                    && post::lists(reading, next - 1);
                if !listed {
                    break;
                }
                mentions[earlier].posts.clone_from(&given);
            }
        }
        previous_end = taken_up.last().map_or(after_end, |post| post.tokens.end);
        mentions.push(PersonMention {
            range: reading.tokens.bytes(&person.tokens),
            name: PersonName::new(&person.name),
            honorific: lead.honorific.clone(),
            posts,
            short_form: person.short,
        });
    }
    mentions
}

fn lead(reading: &Reading<'_>, line: &Line, person: &Person) -> Lead {
    let titles = honorific::before(reading, line, person.tokens.start);
    let (start, honorific) = (titles.start, titles.shown.map(str::to_owned));
    let mut posts = post::before(reading, line, start);
    if posts.is_empty() && start > line.tokens.start + 1 {
        // *Chủ tịch UBND phường Dịch Vọng, bà Lan*: the post is hers unless it belongs to who stands before it;
        // *Trưởng ban: ông Nam*, *Chủ tịch Hội là ông Nam*.
        let before = reading.token(start - 1);
        let comma = before.is_mark(',') || before.is_dash();
        if comma || before.is_mark(':') || reading.lexicon.is(before.word, "là") {
            let posts = post::before(reading, line, start - 1);
            // A colon belongs to its post, so that the person before does not take it.
            let start = if comma { start } else { posts.first().map_or(start, |post| post.start) };
            return Lead { honorific, posts: posts.into_iter().chain(titles.posts).collect(), start };
        }
    }
    // *đồng chí Bí thư Chi bộ Nguyễn Văn A*
    let outer = posts.first().and_then(|post| honorific::before(reading, line, post.tokens.start).shown);
    let start = posts.last().map_or(start, |post| post.start);
    posts.extend(titles.posts);
    Lead { honorific: honorific.or(outer.map(str::to_owned)), posts, start }
}

/// Returns where an age or the like behind a name ends, before `limit`: *(SN 1975)*, *, 45 tuổi*, *, sinh năm 1938*.
fn behind_aside(reading: &Reading<'_>, line: &Line, end: usize, limit: usize) -> usize {
    let limit = line.tokens.end.min(end + LONGEST_ASIDE).min(limit);
    if end >= limit || !post::after(reading, line, end, limit).0.is_empty() {
        return end;
    }
    let is = |at: usize, key: &str| at < limit && reading.lexicon.is(reading.token(at).word, key);
    if reading.token(end).is_mark('(') {
        let close = (end..limit).find(|at| reading.token(*at).is_mark(')'));
        return close.map_or(end, |close| close + 1);
    }
    if !reading.token(end).is_mark(',') {
        return end;
    }
    let number = |at: usize| at < limit && reading.token(at).kind == Kind::Number;
    let born = 1 + usize::from(is(end + 1, "sinh") && is(end + 2, "năm"));
    match () {
        () if number(end + 1) && is(end + 2, "tuổi") => end + 3,
        () if (is(end + 1, "sn") || born > 1) && number(end + born + 1) => end + born + 2,
        () => end,
    }
}
