//! How much a run of capital words, or a part of it, looks like the name of a person.

use std::ops::Range;

use crate::gazetteer::Level;
use crate::lexicon::{BODY, COMRADE, NOT_A_NAME, PLACE, POST, SPEECH, STREET, TITLE, VERB};
use crate::post;
use crate::reading::Reading;
use crate::token::{Kind, Line};

/// A span is a name if its score is above this.
pub(crate) const THRESHOLD: f32 = 4.5;
/// The most syllables of a name.
pub(crate) const LONGEST: usize = 5;

/// What stands before a place where a name may begin.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Before {
    honorific: bool,
    post: bool,
    place: bool,
    /// A post ends in a bare unit word or body: what follows may be its name (*Hợp tác xã Đồng Vân*) or the person's
    /// (*Chủ tịch HĐND huyện Ngô Văn Sỹ*).
    bare: bool,
    /// *đường*, *trường*: the items after it are named after persons too.
    pub(crate) street: bool,
    number: bool,
    /// The next item of a list of persons.
    pub(crate) continues: bool,
    /// The next item of a list of streets.
    pub(crate) continues_streets: bool,
}

impl Before {
    /// Reads what stands before a token. `signed` says that the line above is a post.
    pub(crate) fn at(reading: &Reading<'_>, line: &Line, at: usize, signed: bool) -> Self {
        let (outer, honorific) = post::honorific_before(reading, line, at);
        let previous = at.checked_sub(1).filter(|previous| *previous >= line.tokens.start);
        let after_colon = previous.filter(|previous| reading.token(*previous).is_mark(':'));
        let phrase = reading.ending(line, at);
        // *Hồ*, *Đường*, *Châu* are surnames too.
        let surname = |at: usize| {
            reading.token(at).is_capital() && reading.lexicon.name(reading.token(at).word).surname > 0
        };
        let place = phrase.is_some_and(|found| {
            let start = found.tokens.start;
            // *Ái Mộ Nguyễn Thị Bình*: inside a run *Mộ* is no grave.
            let inside = reading.token(start).is_capital()
                && start > line.tokens.start
                && reading.token(start - 1).kind == Kind::Capital;
            found.is(PLACE) && (line.upper || found.tokens.len() > 1 || !inside && !surname(start))
        });
        let street = place && phrase.is_some_and(|found| found.is(STREET));
        // A lone surname is not split off: *Bí thư Đoàn trường Trần Văn Trí*.
        let cuts = previous.is_some_and(|previous| {
            let token = reading.token(previous);
            token.kind == Kind::Capital
                && reading.lexicon.name(token.word).surname >= 3
                && !reading.in_place[previous]
        });
        let posted = !cuts && !post::before(reading, line, after_colon.unwrap_or(outer)).is_empty();
        let unit_of_post = place && !street && posted && phrase.is_some_and(|found| found.is(BODY));
        let body_of_post = !place && posted && phrase.is_some_and(|found| found.is(BODY) && !found.is(POST));
        Self {
            honorific: honorific.is_some(),
            post: signed && at == line.tokens.start || posted && (!place || unit_of_post),
            place: place && !unit_of_post,
            bare: unit_of_post || body_of_post && honorific.is_none(),
            street,
            number: previous.is_some_and(|previous| reading.token(previous).kind == Kind::Number),
            continues: false,
            continues_streets: false,
        }
    }

    /// Says whether a place word stands directly before.
    pub(crate) fn is_place(self) -> bool {
        self.place
    }

    /// Says whether an honorific or a title stands before.
    pub(crate) fn has_honorific(self) -> bool {
        self.honorific
    }

    fn triggers(self) -> bool {
        self.honorific || self.post || self.continues
    }

    fn score(self) -> f32 {
        let street_list = self.continues_streets && !self.honorific && !self.post;
        [
            (self.honorific, 5.25),
            (self.post, 4.0),
            (self.continues, 2.25),
            (self.place || street_list, -6.0),
            (self.number && !self.honorific, -3.0),
        ]
        .iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, score)| score)
        .sum()
    }
}

/// Returns what stands after a name that ends at a token, as a score: a post, an age, a verb.
pub(crate) fn after(reading: &Reading<'_>, line: &Line, end: usize) -> f32 {
    if end >= line.tokens.end {
        return 0.0;
    }
    if !post::after(reading, line, end, line.tokens.end).0.is_empty() {
        return 2.5;
    }
    let is = |at: usize, key: &str| at < line.tokens.end && reading.lexicon.is(reading.token(at).word, key);
    let bracket = matches!(reading.token(end).kind, Kind::Mark('(' | ',')) as usize;
    let number = |at: usize| at < line.tokens.end && reading.token(at).kind == Kind::Number;
    let at = end + bracket;
    if is(at, "sn") || is(at, "sinh") && is(at + 1, "năm") || number(at) && is(at + 1, "tuổi") {
        return 2.0;
    }
    match reading.starting(end) {
        Some(found) if found.is(SPEECH) => 1.5,
        Some(found) if found.is(VERB) => 0.3,
        _ => 0.0,
    }
}

/// Returns the score of a span as a name.
pub(crate) fn span(
    reading: &Reading<'_>,
    line: &Line,
    span: &Range<usize>,
    before: Before,
    after: f32,
) -> f32 {
    let name = |at: usize| reading.lexicon.name(reading.token(at).word);
    let first = name(span.start);
    // *Nguyễn Công* needs no sign beside it that what follows is a given name, however rare.
    let clear = first.surname == 4 && span.len() > 2 && name(span.start + 1).middle >= 100;
    let unknown = if clear || before.triggers() || after >= 2.0 { -0.5 } else { -2.0 };
    let surname = match first.surname {
        // *anh Văn Toàn*
        0 if span.len() == 2 && first.middle >= 10 && before.honorific => 0.5,
        0 => -1.0,
        rank => f32::from(rank.min(3)),
    };
    let middles = span.start + 1..span.end - 1;
    let middle: f32 = middles
        .clone()
        .map(|at| match name(at) {
            syllable if syllable.middle >= 5 || syllable.given >= 20 => 1.0,
            // Double surnames: *Lê Nguyễn Hoàng Huy*.
            syllable if syllable.surname >= 2 => 0.7,
            syllable if syllable.middle + syllable.given > 0 => 0.5,
            _ => unknown,
        })
        .sum();
    let middle = if middles.is_empty() { 0.0 } else { middle / middles.len() as f32 };
    // *X Văn Y*, *X Thị Y* is hardly anything else.
    let clear_middle = first.surname > 0 && span.len() > 2 && name(span.start + 1).middle >= 1000;
    let middle = middle + if clear_middle { 1.0 } else { 0.0 };
    let given = match name(span.end - 1) {
        // *Trần Văn* is the beginning of a name.
        syllable if syllable.middle > 100 && syllable.middle > 16 * syllable.given => -1.0,
        syllable if syllable.given >= 5 => 1.0,
        syllable if syllable.given > 0 || syllable.middle >= 5 => 0.5,
        syllable if syllable.surname > 0 => 0.3,
        _ => unknown,
    };
    let length = match span.len() {
        2 if before.bare => -3.0,
        2 => 0.0,
        3 => 1.5,
        4 => 1.2,
        _ => -0.5,
    };
    let upper = if line.upper { -2.5 } else { 0.0 };
    surname
        + middle
        + given
        + length
        + gazetteer(reading, span, before.honorific)
        + before.score()
        + after
        + upper
}

/// Wards are named after persons, and places stand side by side without a mark: *Mai Động Hoàng Mai*.
fn gazetteer(reading: &Reading<'_>, span: &Range<usize>, honorific: bool) -> f32 {
    let bare = |tokens: Range<usize>| {
        let length = tokens.len();
        let found = reading.lexicon.gazetteer.bare.prefixes(reading.tokens.words(tokens)).last();
        found.filter(|(found, _)| *found == length).map(|(_, bare)| bare.level)
    };
    match bare(span.clone()) {
        // *ông Trần Văn Thời*
        Some(Level::Ward) if honorific => -1.0,
        Some(Level::Ward) => -3.0,
        Some(_) => -4.0,
        None if span.len() == 4 => {
            let middle = span.start + 2;
            if bare(span.start..middle).is_some() && bare(middle..span.end).is_some() { -3.0 } else { 0.0 }
        }
        None => 0.0,
    }
}

/// Says whether a span cannot be a name: it cuts a phrase, begins with one, or has a place or a post in it.
pub(crate) fn is_blocked(reading: &Reading<'_>, line: &Line, span: &Range<usize>) -> bool {
    if span.clone().any(|at| reading.in_place[at] || reading.taken[at]) {
        return true;
    }
    let cut = |at: usize| {
        at < line.tokens.end
            && at > line.tokens.start
            && reading.over(at).is_some_and(|found| found.tokens.start < at)
    };
    if cut(span.start) || cut(span.end) {
        return true;
    }
    reading.matches_within(span).iter().any(|found| {
        let single = found.tokens.len() == 1;
        let first = reading.token(found.tokens.start);
        if found.is(NOT_A_NAME) {
            // *Hồ Chí Minh* is mostly a city, a youth league or a movement.
            let president =
                reading.ending(line, span.start).is_some_and(|before| before.phrase.text == "Chủ tịch");
            let starts = found.tokens.start == span.start && found.is(BODY);
            return starts || found.tokens == *span && !president;
        }
        if found.is(POST) && !single {
            return true;
        }
        let surname = reading.lexicon.name(first.word).surname > 0;
        found.tokens.start == span.start && !(single && surname && !found.is(POST | VERB | TITLE | COMRADE))
    })
}
