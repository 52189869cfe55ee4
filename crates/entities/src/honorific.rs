//! What stands before a name to address or honour who bears it: *đồng chí*, *Đại tá*, *thương binh hạng 1/4*.

use crate::lexicon::{CIVIL, COMRADE, HONORIFIC, TITLE};
use crate::post::Post;
use crate::reading::{Match, Reading};
use crate::token::{Kind, Line};

/// Titles in a row are few, in tokens.
const LONGEST: usize = 14;

/// The honorifics and titles before a name.
#[derive(Debug, Default)]
pub(crate) struct Honorific {
    /// Where they begin; where the name does if there are none.
    pub(crate) start: usize,
    /// The one to show, the nearest personal one if there is one.
    pub(crate) shown: Option<&'static str>,
    /// Whether one of them is said of persons only: *người dân Kim Hải* may be the people of a place.
    pub(crate) personal: bool,
    /// Those that are posts as well, in the order of the text.
    pub(crate) posts: Vec<Post>,
}

/// Reads the honorifics and titles that end right before a name, which may have a colon before it.
pub(crate) fn before(reading: &Reading<'_>, line: &Line, name: usize) -> Honorific {
    let mut found = Honorific { start: name, ..Honorific::default() };
    let mut personal = false;
    let mut look = name;
    // *đồng chí: Nguyễn Văn A*
    if look > line.tokens.start && reading.token(look - 1).is_mark(':') {
        look -= 1;
    }
    while let Some((title, end)) = title_before(reading, line, look, found.shown.is_some()) {
        let first = title.tokens.start;
        // *Nguyễn Anh Tuấn*: a capital after a capital is a part of the name.
        let inside = first > line.tokens.start
            && reading.token(first).kind == Kind::Capital
            && reading.token(first - 1).kind == Kind::Capital;
        if inside && !title.is(TITLE) {
            break;
        }
        (found.start, look) = (first, first);
        if title.is(CIVIL) {
            found.posts.insert(0, Post { tokens: first..end, start: first, former: false });
        }
        found.personal |= title.is(HONORIFIC | COMRADE | CIVIL);
        let addresses = title.is(HONORIFIC | COMRADE);
        if found.shown.is_none() || addresses && !personal {
            let comrade = title.phrase.text.starts_with('đ') && title.is(COMRADE);
            found.shown = Some(if comrade { "đồng chí" } else { title.phrase.text });
            personal = addresses;
        }
        if name - found.start > LONGEST {
            break;
        }
    }
    found
}

/// Returns the title that ends before a token, and where it ends with what belongs to it. Between may stand a full stop
/// (*ThS. Lê Thị Hà*), a degree (*thương binh hạng 1/4*), or a comma behind a rank (*Thượng tá, ThS*).
fn title_before<'r>(
    reading: &'r Reading<'_>,
    line: &Line,
    look: usize,
    titled: bool,
) -> Option<(&'r Match, usize)> {
    let mark = |at: usize, mark: char| at > line.tokens.start && reading.token(at - 1).is_mark(mark);
    if let Some(found) = reading.ending(line, look) {
        return found.is(HONORIFIC | COMRADE | TITLE).then_some((found, look));
    }
    if mark(look, '.') {
        let found = reading.ending(line, look - 1)?;
        let capital = reading.token(found.tokens.start).is_capital();
        return (found.is(TITLE) && capital).then_some((found, look - 1));
    }
    if titled && mark(look, ',') {
        let found = reading.ending(line, look - 1)?;
        return found.is(CIVIL).then_some((found, look - 1));
    }
    let number = |at: usize| reading.token(at).kind == Kind::Number;
    if look >= line.tokens.start + 4 && number(look - 1) && mark(look - 1, '/') && number(look - 3) {
        let word = reading.token(look - 4).word;
        let degree = usize::from(reading.lexicon.is(word, "hạng") || reading.lexicon.is(word, "loại"));
        let found = reading.ending(line, look - 3 - degree)?;
        return found.is(CIVIL).then_some((found, look));
    }
    None
}
