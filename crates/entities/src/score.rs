//! How much a run of capital words, or a part of it, looks like the name of a person.

use std::ops::Range;

use crate::gazetteer::Level;
use crate::honorific;
use crate::lexicon::{BODY, COMRADE, NOT_A_NAME, OPENER, PLACE, POST, SPEECH, STREET, TITLE, VERB};
use crate::post;
use crate::reading::Reading;
use crate::token::{Kind, Line};

/// A span is a name if its score is above this.
pub(crate) const THRESHOLD: f32 = 4.4;
/// The most syllables of a name.
pub(crate) const LONGEST: usize = 5;

/// Words before the number of a house.
const HOUSE: &[&str] = &["số", "nhà", "ngõ", "ngách", "hẻm", "kiệt"];
/// Heads of posts after which the name of the unit may follow.
const UNIT_HEADS: &[&str] = &["thôn", "bản", "ấp", "khu phố", "khóm", "xóm", "buôn", "làng", "khu"];

/// What stands before a place where a name may begin.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Before {
    honorific: bool,
    /// The honorific is said of persons only.
    personal: bool,
    post: bool,
    place: bool,
    /// A post ends in a bare unit word or body: what follows may be its name (*Hợp tác xã Đồng Vân*) or the person's
    /// (*Chủ tịch HĐND huyện Ngô Văn Sỹ*).
    bare: bool,
    /// *Trưởng thôn*: the name of the unit may follow.
    head_of_unit: bool,
    /// *đường*, *trường*: the items after it are named after persons too.
    pub(crate) street: bool,
    number: bool,
    /// *số nhà 28*, *ngõ 12*: a street follows.
    house: bool,
    /// The first word of a sentence, or behind a comma.
    starts: bool,
    /// *Bí thư Chi bộ bản Háng Sùa, Mùa A Lử*
    comma_post: bool,
    /// *Chủ tịch* stands before: *Hồ Chí Minh* is mostly a city, a youth league or a movement.
    pub(crate) president: bool,
    /// A capital word stands between a body or place word and here: *Công ty Đại | Nguyên Dương*.
    inside_named: bool,
    /// The next item of a list of persons.
    pub(crate) continues: bool,
    /// The next item of a list of streets.
    pub(crate) continues_streets: bool,
    /// The next item of a list of places.
    pub(crate) continues_places: bool,
}

impl Before {
    /// Reads what stands before a token. `signed` says that the line above is a post.
    pub(crate) fn at(reading: &Reading<'_>, line: &Line, at: usize, signed: bool) -> Self {
        let titles = honorific::before(reading, line, at);
        let (outer, honorific, personal) = (titles.start, titles.shown, titles.personal);
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
        // A lone surname is not split off: *Bí thư Đoàn trường Mai Văn Duệ*.
        let cuts = previous.is_some_and(|previous| {
            let token = reading.token(previous);
            token.kind == Kind::Capital
                && reading.lexicon.name(token.word).surname >= 3
                && !reading.in_place[previous]
        });
        // *Chủ tịch: Nguyễn Văn A*, *Chủ tịch là Nguyễn Văn A*
        let after_colon = after_colon.or_else(|| {
            let is = outer.checked_sub(1).filter(|is| *is > line.tokens.start);
            is.filter(|is| reading.lexicon.is(reading.token(*is).word, "là"))
        });
        let posted = !cuts && !post::before(reading, line, after_colon.unwrap_or(outer)).is_empty();
        let comma = previous.filter(|previous| reading.token(*previous).is_mark(',') && surname(at));
        let comma_post = comma.is_some_and(|comma| !post::before(reading, line, comma).is_empty());
        let unit_of_post = place && !street && posted && phrase.is_some_and(|found| found.is(BODY));
        let body_of_post = !place && posted && phrase.is_some_and(|found| found.is(BODY) && !found.is(POST));
        // *Trưởng thôn Séo Mý Tỷ*
        let head_of_unit = posted
            && phrase.is_some_and(|found| {
                found.is(POST) && UNIT_HEADS.iter().any(|unit| found.phrase.text.ends_with(unit))
            });
        Self {
            honorific: honorific.is_some(),
            personal,
            post: signed && at == line.tokens.start || posted && (!place || unit_of_post),
            place: place && !unit_of_post,
            bare: unit_of_post || body_of_post && honorific.is_none(),
            head_of_unit: head_of_unit && honorific.is_none(),
            street,
            // The number of an item is none of a house: *2 Lại Thị Huê*.
            number: previous.is_some_and(|previous| {
                previous > line.tokens.start && reading.token(previous).kind == Kind::Number
            }),
            house: previous.is_some_and(|previous| {
                previous > line.tokens.start
                    && reading.token(previous).kind == Kind::Number
                    && HOUSE.iter().any(|word| reading.lexicon.is(reading.token(previous - 1).word, word))
            }),
            starts: reading.begins_sentence(line, at)
                || previous.is_some_and(|previous| reading.token(previous).is_mark(',')),
            comma_post,
            president: phrase.is_some_and(|before| before.phrase.text == "Chủ tịch"),
            inside_named: previous.is_some_and(|previous| {
                reading.token(previous).kind == Kind::Capital
                    && !reading.in_place[previous]
                    && reading.over(previous).is_none()
                    && reading.ending(line, previous).is_some_and(|found| found.is(BODY | PLACE))
            }),
            continues: false,
            continues_streets: false,
            continues_places: false,
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
        self.honorific || self.post || self.continues || self.comma_post
    }

    fn score(self) -> f32 {
        let street_list = self.continues_streets && !self.honorific && !self.post;
        [
            (self.honorific, 5.25),
            (self.post, 4.0),
            (self.continues || self.comma_post, 2.25),
            (self.place || street_list, -6.0),
            (self.number && !self.honorific, -3.0),
            (self.house && !self.honorific, -6.0),
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
    // *bà Anna Schmidt*: no list knows the names of the whole world.
    let foreign = before.honorific && span.clone().any(|at| is_foreign(reading, at));
    // *Nguyễn Công* needs no sign beside it that what follows is a given name, however rare.
    // *Mùa A Lử*
    let second = if span.len() > 2 { name(span.start + 1).middle } else { 0 };
    let clear = first.surname == 4 && second >= 100 || first.surname > 0 && second >= 1000;
    let unknown = match clear || before.triggers() || after >= 2.0 {
        _ if foreign => 0.0,
        true => -0.5,
        false => -2.0,
    };
    let called_a = before.triggers() && reading.tokens.raw(reading.token(span.start)) == "A";
    let surname = match first.surname {
        // *trưởng thôn A Jrắk*
        _ if called_a => 3.0,
        // *Giám đốc Xí nghiệp Gỗ Cầu Đuống*
        0 if before.bare || before.head_of_unit => -4.0,
        // *anh Văn Toàn*
        0 if span.len() == 2 && first.middle >= 10 && before.honorific => 0.5,
        0 if foreign => 0.0,
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
    let clear_middle = first.surname > 0 && second >= 1000;
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
        2 if before.bare || before.inside_named => -3.0,
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
        + place_or_namesake(reading, span, before, after)
        + before.score()
        + after
        + upper
}

fn place_or_namesake(reading: &Reading<'_>, span: &Range<usize>, before: Before, after: f32) -> f32 {
    let namesake = namesake(reading, span, before, after);
    if namesake > 0.0 { namesake } else { namesake + gazetteer(reading, span, before) }
}

/// Famous names stand for what is named after them, unless a title says otherwise.
fn namesake(reading: &Reading<'_>, span: &Range<usize>, before: Before, after: f32) -> f32 {
    let found = reading.lexicon.namesakes.prefixes(reading.tokens.words(span.clone())).last();
    let whole = found.is_some_and(|(length, ())| length == span.len());
    match whole && !before.honorific && !before.post && !before.continues {
        // *Nguyễn Huệ kéo quân ra Bắc*
        true if before.starts && after > 0.0 => 0.5,
        true => -4.0,
        false => 0.0,
    }
}

/// Says whether a word is no syllable of Vietnamese: *Schmidt*, *Bh'riu*.
pub(crate) fn is_foreign(reading: &Reading<'_>, at: usize) -> bool {
    let raw = reading.tokens.raw(reading.token(at));
    raw.contains(['\'', '’', 'ʼ']) || raw.is_ascii() && raw.len() > 2 && !langbao_text::is_syllable(raw)
}

/// Wards are named after persons, and places stand side by side without a mark: *Mai Động Hoàng Mai*.
fn gazetteer(reading: &Reading<'_>, span: &Range<usize>, before: Before) -> f32 {
    let bare = |tokens: Range<usize>| {
        let length = tokens.len();
        let found = reading.lexicon.gazetteer.bare.prefixes(reading.tokens.words(tokens)).last();
        found.filter(|(found, _)| *found == length).map(|(_, bare)| bare.level)
    };
    match bare(span.clone()) {
        // *ông Trần Văn Thời*
        Some(Level::Ward) if before.personal => -1.0,
        // *người dân Kim Hải*
        Some(_) if before.honorific && !before.personal && span.len() == 2 => -6.0,
        Some(Level::Ward) if before.honorific => -1.0,
        // *các xã Trần Hợi, Hồ Thị Kỷ*
        Some(Level::Ward) if before.continues_places => -6.0,
        Some(Level::Ward) => -3.0,
        Some(_) if before.president && span.len() == 3 => 0.0,
        // *Chủ tịch Hà Nội*
        Some(_) if !before.honorific => -9.0,
        Some(_) => -4.0,
        None if span.len() == 4 => {
            let middle = span.start + 2;
            if bare(span.start..middle).is_some() && bare(middle..span.end).is_some() { -3.0 } else { 0.0 }
        }
        None => 0.0,
    }
}

/// Says whether a span cannot be a name: it cuts a phrase, begins with one, or has a place or a post in it.
pub(crate) fn is_blocked(reading: &Reading<'_>, line: &Line, span: &Range<usize>, before: Before) -> bool {
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
            let edge = found.is(BODY) && (found.tokens.start == span.start || found.tokens.end == span.end);
            return edge || found.tokens == *span && !before.president;
        }
        if found.is(POST) && !single {
            return true;
        }
        let surname = reading.lexicon.name(first.word).surname > 0;
        if found.is(OPENER) {
            return found.tokens.start == span.start && !surname;
        }
        // *Đường Gia Thịnh* is rather a street than Mr Đường.
        if found.is(STREET) && found.tokens.start == span.start && !before.triggers() {
            return true;
        }
        found.tokens.start == span.start && !(single && surname && !found.is(POST | VERB | TITLE | COMRADE))
    })
}
