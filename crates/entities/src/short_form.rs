//! Short forms of names: *ông Khoa*, *đồng chí Phước*, *Khoa cho biết*, tied to the full name in the same text.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::lexicon::{BODY, COMRADE, Flags, HONORIFIC, PLACE, POST, SPEECH, TITLE, VERB};
use crate::person::{Person, Run};
use crate::post;
use crate::reading::Reading;
use crate::token::{Kind, Line, Token};
use crate::vocabulary::WordId;

/// A short form is tied to one of this many namesakes before it at most.
const NAMESAKES: usize = 16;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gender {
    Female,
    Male,
}

impl Gender {
    /// Tells from the honorific before a name, or else from the middle names *Thị* and *Văn*.
    fn of(reading: &Reading<'_>, line: &Line, tokens: &Range<usize>) -> Option<Self> {
        let honorific = reading.ending(line, tokens.start).map_or("", |phrase| phrase.phrase.text);
        match honorific {
            "bà" | "chị" | "cô" | "mẹ" | "dì" | "mợ" | "cụ bà" | "cô giáo" | "bà cụ" | "má" => {
                Some(Self::Female)
            }
            "ông" | "anh" | "chú" | "cậu" | "cụ ông" | "thầy" | "thầy giáo" | "ông cụ" => {
                Some(Self::Male)
            }
            _ if tokens.len() < 3 => None,
            _ => {
                let middle = reading.token(tokens.start + 1).word;
                let is = |key: &str, gender: Self| reading.lexicon.is(middle, key).then_some(gender);
                is("thị", Self::Female).or(is("văn", Self::Male))
            }
        }
    }
}

/// A person by full name, somewhere in the text.
struct Named {
    at: usize,
    name: String,
    gender: Option<Gender>,
}

/// The full names of a text that end alike.
#[derive(Default)]
struct Namesakes {
    /// By where they stand; never empty.
    named: Vec<Named>,
    /// Whether the text has more than one full name with this tail.
    several: bool,
}

impl Namesakes {
    fn push(&mut self, named: Named) {
        self.several |= self.named.first().is_some_and(|first| first.name != named.name);
        self.named.push(named);
    }
}

/// The last one and two syllables of the full names of a text.
pub(crate) struct Tails {
    /// For each tail the full names that end with it.
    by_words: FxHashMap<Vec<WordId>, Namesakes>,
}

impl Tails {
    /// Takes the tails of all full names, which must be in the order of the text.
    pub(crate) fn of(reading: &Reading<'_>, persons: &[Person]) -> Self {
        let mut by_words: FxHashMap<Vec<WordId>, Namesakes> = FxHashMap::default();
        for person in persons {
            let Range { start, end } = person.tokens;
            let gender = Gender::of(reading, &reading.lines()[person.line], &person.tokens);
            let mut add = |part: Range<usize>| {
                let named = Named { at: start, name: person.name.clone(), gender };
                by_words.entry(reading.tokens.words(part).collect()).or_default().push(named);
            };
            for length in 1..=2 {
                if length < end - start && (end - start > 2 || length == 1) {
                    add(end - length..end);
                }
            }
            if let Some(head) = head(reading, &person.tokens) {
                add(head);
            }
        }
        Self { by_words }
    }

    fn namesakes(&self, reading: &Reading<'_>, tokens: &Range<usize>) -> Option<&Namesakes> {
        // No part of a name is longer.
        let mut words = [0; 2];
        let words = words.get_mut(..tokens.len())?;
        words.iter_mut().zip(reading.tokens.words(tokens.clone())).for_each(|(to, word)| *to = word);
        self.by_words.get(&*words)
    }

    /// Returns the full name of the nearest person before whose name ends so, or else of the first one after; *bà* is
    /// not said of a man.
    pub(crate) fn full_name(
        &self,
        reading: &Reading<'_>,
        line: &Line,
        tokens: &Range<usize>,
    ) -> Option<&str> {
        let named = &self.namesakes(reading, tokens)?.named;
        let gender = Gender::of(reading, line, tokens);
        let fits = |named: &&Named| gender.is_none() || named.gender.is_none() || named.gender == gender;
        let (before, after) = named.split_at(named.partition_point(|named| named.at < tokens.start));
        let nearest = before.iter().rev().take(NAMESAKES).find(fits);
        nearest.or_else(|| after.iter().take(NAMESAKES).find(fits)).map(|named| named.name.as_str())
    }

    /// Returns the full name if only one person of the text has this tail, and was named before.
    fn only_one(&self, reading: &Reading<'_>, tokens: &Range<usize>) -> Option<&str> {
        let Namesakes { named, several } = self.namesakes(reading, tokens)?;
        let first = named.first().filter(|first| first.at < tokens.start)?;
        (!several).then_some(first.name.as_str())
    }
}

/// Returns the part by which people of the highlands are called: *Y Hơ* Êban, *H'Yar* Knul.
fn head(reading: &Reading<'_>, tokens: &Range<usize>) -> Option<Range<usize>> {
    let first = reading.tokens.raw(reading.token(tokens.start));
    if first.contains(['\'', '’', 'ʼ']) && tokens.len() > 1 {
        return Some(tokens.start..tokens.start + 1);
    }
    (matches!(first, "Y" | "A") && tokens.len() > 2).then(|| tokens.start..tokens.start + 2)
}

/// Words that are common as something else than a given name: *tiếng Anh*, *miền Nam*.
const ALSO_COUNTRIES: &[&str] = &[
    "anh", "việt", "nam", "hoa", "trung", "mỹ", "đức", "pháp", "nga", "bắc", "tây", "đông", "hán", "thái",
    "kinh", "mông", "tết", "thành",
];

/// Given names that are as well words which open sentences: *Hiện nay*, *Thành công*, *Toàn xã*.
const COMMON: &[&str] = &[
    "hiện",
    "thành",
    "bình",
    "toàn",
    "nhân",
    "hòa",
    "xuân",
    "thu",
    "công",
    "chính",
    "quyết",
    "phú",
    "tân",
    "như",
    "lợi",
    "đại",
    "bảo",
    "hội",
    "thường",
    "tiến",
    "sáng",
    "mai",
    "anh",
    "em",
    "bé",
    "khi",
    "thanh",
    "thống",
    "đông",
    "hai",
    "ba",
    "tư",
    "năm",
    "sáu",
    "bảy",
    "tám",
    "chín",
    "mười",
    "hạnh",
    "phúc",
    "cảnh",
    "tuyên",
    "trường",
    "quang",
    "quân",
    "khánh",
    "kỷ",
    "kỳ",
    "hưng",
    "phong",
    "phương",
    "an",
    "giang",
    "hoài",
    "liên",
    "long",
    "sơn",
    "lâm",
    "vinh",
    "ngọc",
    "hà",
    "việt",
    "nam",
    "trung",
    "mỹ",
    "đức",
    "hoa",
    "thủy",
    "hải",
    "lan",
    "linh",
];

/// Finds names of one or two syllables in runs where no name was found.
pub(crate) fn find(reading: &Reading<'_>, runs: &[Run], tails: &Tails) -> Vec<Person> {
    let mut found = Vec::new();
    for run in runs {
        let line = &reading.lines()[run.line];
        if line.upper {
            continue;
        }
        let mut start = run.tokens.start;
        // *Ông Khoa* at the head of a sentence is one run.
        let called = HONORIFIC | COMRADE | TITLE;
        if let Some(phrase) = reading.starting(start).filter(|phrase| phrase.is(called)) {
            start = phrase.tokens.end;
        }
        let end = (start..run.tokens.end)
            .find(|at| reading.taken[*at] || reading.in_place[*at] || reading.over(*at).is_some())
            .unwrap_or(run.tokens.end);
        if start < end
            && let Some((name, short)) = short_form(reading, line, &(start..end), tails)
        {
            found.push(Person { line: run.line, tokens: start..end, name, short });
        }
    }
    found
}

/// Says whether a given name without honorific is somebody: *Lợi cho biết*, *nhờ Lợi mà*.
fn stands_alone(reading: &Reading<'_>, line: &Line, tokens: &Range<usize>) -> bool {
    let Range { start, end } = *tokens;
    let next = (end < line.tokens.end).then(|| reading.token(end));
    if tokens.len() > 2 || next.is_some_and(Token::is_capital) {
        return false;
    }
    let does = |flags: Flags| reading.starting(end).is_some_and(|next| next.is(flags));
    if does(SPEECH) {
        return true;
    }
    let key = langbao_text::match_key(reading.tokens.raw(reading.token(start)));
    if tokens.len() == 1 && ALSO_COUNTRIES.contains(&key.as_str()) {
        return false;
    }
    if reading.begins_sentence(line, start) {
        let opens = COMMON.contains(&key.as_str());
        return does(VERB) || !opens && next.is_some_and(|next| next.kind == Kind::Lower);
    }
    let before = reading.token(start - 1);
    let place = reading.ending(line, start).is_some_and(|phrase| phrase.is(PLACE | BODY));
    !place && (before.kind == Kind::Lower || before.is_mark(','))
}

fn short_form(
    reading: &Reading<'_>,
    line: &Line,
    tokens: &Range<usize>,
    tails: &Tails,
) -> Option<(String, bool)> {
    let phrase = reading.ending(line, tokens.start).filter(|phrase| {
        // *Bà Rịa*, *Bà Điểm*: a capital inside a sentence belongs to a place.
        let small = reading.token(phrase.tokens.start).kind == Kind::Lower;
        small || reading.begins_sentence(line, phrase.tokens.start)
    });
    if phrase.is_some_and(|phrase| phrase.is(HONORIFIC | COMRADE | TITLE | POST)) && tokens.len() <= 2 {
        if let Some(full) = tails.full_name(reading, line, tokens) {
            return Some((full.to_owned(), true));
        }
    } else if let Some(full) = tails.only_one(reading, tokens)
        && stands_alone(reading, line, tokens)
    {
        return Some((full.to_owned(), true));
    }
    let name = reading.lexicon.name(reading.token(tokens.start).word);
    // *K'Brêm*
    let highland = reading.tokens.raw(reading.token(tokens.start)).contains(['\'', '’', 'ʼ']);
    let known = name.given > 0 || name.middle > 0 || name.surname > 0 || highland;
    // *đồng chí Hải, Phó Chủ tịch*, but not *đồng chí Bí thư*.
    let posted = || !post::after(reading, line, tokens.end, line.tokens.end).0.is_empty();
    let alone = phrase
        .is_some_and(|phrase| phrase.is(HONORIFIC) || highland && phrase.is(TITLE | POST) || phrase.is(COMRADE) && name.given > 0 && posted())
        && tokens.len() == 1
        && known
        // *ông A* hides a name.
        && reading.name(tokens.clone()).chars().count() > 1;
    alone.then(|| (reading.name(tokens.clone()), true))
}
