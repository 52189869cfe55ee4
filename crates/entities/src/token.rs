//! Cutting a text into lines and tokens.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::lexicon::Lexicon;
use crate::vocabulary::{NO_WORD, WordId, word_key};

/// How a token is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `phường`
    Lower,
    /// `Phước`, `A`
    Capital,
    /// `UBND`, `PHƯỚC`
    Upper,
    /// Anything that begins with a digit.
    Number,
    /// A single character that is neither letter nor digit nor white space.
    Mark(char),
}

/// A word, a number or a mark.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    /// Byte range in the text.
    pub(crate) range: Range<usize>,
    /// Its number in the lexicon's vocabulary, or a higher one that only this text uses.
    pub(crate) word: WordId,
    /// How it is written.
    pub(crate) kind: Kind,
}

impl Token {
    /// Says whether this is a word that begins with a capital.
    pub(crate) fn is_capital(&self) -> bool {
        matches!(self.kind, Kind::Capital | Kind::Upper)
    }

    /// Says whether this is the given mark.
    pub(crate) fn is_mark(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }

    /// Says whether this is a hyphen or dash.
    pub(crate) fn is_dash(&self) -> bool {
        matches!(self.kind, Kind::Mark('-' | '–' | '—' | '‑'))
    }

    /// Says whether a new sentence, item or quotation may begin behind this.
    pub(crate) fn ends_sentence(&self) -> bool {
        self.is_dash()
            || matches!(
                self.kind,
                Kind::Mark('.' | '!' | '?' | ':' | ';' | '…' | '"' | '“' | '(' | '•' | '+' | '*' | '«')
            )
    }
}

/// A line that is not empty.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// Its tokens, never an empty range.
    pub(crate) tokens: Range<usize>,
    /// Whether it is written in capitals throughout.
    pub(crate) upper: bool,
}

/// A text of so many lines with less than two words each is one line.
const SHREDS: usize = 40;

/// A text cut into tokens.
pub(crate) struct Tokens<'t> {
    /// The text.
    pub(crate) source: &'t str,
    /// All tokens in order.
    pub(crate) list: Vec<Token>,
    /// All lines that are not empty.
    pub(crate) lines: Vec<Line>,
}

impl<'t> Tokens<'t> {
    /// Cuts a text.
    pub(crate) fn read(source: &'t str, lexicon: &Lexicon) -> Self {
        let mut words = Words { lexicon, seen: FxHashMap::default(), own: FxHashMap::default() };
        let mut tokens = Self { source, list: Vec::new(), lines: Vec::new() };
        let mut line_start = 0;
        let mut at = 0;
        while let Some(c) = source[at..].chars().next() {
            let end = if is_word_char(c) { word_end(source, at) } else { at + c.len_utf8() };
            if is_word_char(c) {
                let raw = &source[at..end];
                tokens.list.push(Token { range: at..end, word: words.id(raw), kind: kind_of(raw) });
            } else if is_line_end(c) {
                tokens.end_line(line_start);
                line_start = tokens.list.len();
            } else if !is_space(c) {
                tokens.list.push(Token { range: at..end, word: NO_WORD, kind: Kind::Mark(c) });
            }
            at = end;
        }
        tokens.end_line(line_start);
        tokens.join_shredded_lines();
        tokens
    }

    /// Makes one line of a text that has each word on a line of its own, as some pages are copied.
    fn join_shredded_lines(&mut self) {
        if self.lines.len() >= SHREDS && self.list.len() < self.lines.len() * 2 {
            self.lines.clear();
            self.end_line(0);
        }
    }

    fn end_line(&mut self, start: usize) {
        if start == self.list.len() {
            return;
        }
        let line = &self.list[start..];
        let uppers = line.iter().filter(|t| t.kind == Kind::Upper).count();
        let lowered = line.iter().any(|token| {
            let raw = self.raw(token);
            let small = token.kind == Kind::Lower || token.kind == Kind::Capital && raw.chars().count() > 1;
            // *Đ/c* is written so in headings too.
            small && !raw.contains('/')
        });
        self.lines.push(Line { tokens: start..self.list.len(), upper: uppers >= 2 && !lowered });
    }

    /// Returns a token as written.
    pub(crate) fn raw(&self, token: &Token) -> &'t str {
        &self.source[token.range.clone()]
    }

    /// Returns the byte range from the first to the last of some tokens; they must not be none.
    pub(crate) fn bytes(&self, tokens: &Range<usize>) -> Range<usize> {
        self.list[tokens.start].range.start..self.list[tokens.end - 1].range.end
    }

    /// Returns the words of some tokens.
    pub(crate) fn words(&self, tokens: Range<usize>) -> impl Iterator<Item = WordId> {
        self.list[tokens].iter().map(|token| token.word)
    }

    /// Says whether a token and the next one touch.
    pub(crate) fn touch(&self, at: usize) -> bool {
        self.list.get(at + 1).is_some_and(|next| self.list[at].range.end == next.range.start)
    }
}

/// Numbers the words of one text.
struct Words<'t, 'l> {
    lexicon: &'l Lexicon,
    seen: FxHashMap<&'t str, WordId>,
    own: FxHashMap<Rc<str>, WordId>,
}

/// What a spelling is: a word of the lexicon, or else its key.
#[derive(Clone)]
enum Known {
    Word(WordId),
    Key(Rc<str>),
}

/// So many spellings are remembered at most, a few megabytes.
const MEMO: usize = 1 << 15;

thread_local! {
    /// Keys of spellings. Making a key costs more than all else that is done with a word, and texts share most words.
    static KEYS: RefCell<FxHashMap<Box<str>, Known>> = RefCell::default();
}

impl<'t> Words<'t, '_> {
    fn id(&mut self, raw: &'t str) -> WordId {
        if let Some(id) = self.seen.get(raw) {
            return *id;
        }
        let known = KEYS.with_borrow_mut(|keys| {
            if let Some(known) = keys.get(raw) {
                return known.clone();
            }
            if keys.len() >= MEMO {
                keys.clear();
            }
            let key = word_key(raw);
            let known = self.lexicon.vocabulary.get(&key).map_or_else(|| Known::Key(key.into()), Known::Word);
            keys.insert(raw.into(), known.clone());
            known
        });
        let id = match known {
            Known::Word(id) => id,
            Known::Key(key) => {
                let next = self.lexicon.vocabulary.len() + self.own.len() as WordId;
                *self.own.entry(key).or_insert(next)
            }
        };
        self.seen.insert(raw, id);
        id
    }
}

fn is_word_char(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphanumeric(),
        // All of Vietnamese but its plain letters.
        '\u{c0}'..='\u{24f}' => !matches!(c, '×' | '÷'),
        '\u{1e00}'..='\u{1eff}' => true,
        // Combining marks: a decomposed text keeps its letters together.
        _ => ('\u{300}'..='\u{36f}').contains(&c) || c.is_alphanumeric(),
    }
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_invisible(c)
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// Returns where the word that begins at `start` ends: an apostrophe between letters belongs to it (*H'Nghiêm*), so
/// does an invisible character, and *Đ/c* (đồng chí, comrade) is one word.
fn word_end(source: &str, start: usize) -> usize {
    let mut end = start;
    let mut chars = source[start..].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let joins = matches!(c, '\'' | '’' | 'ʼ') || is_invisible(c);
        let joins = joins && chars.peek().is_some_and(|(_, next)| is_word_char(*next) && !next.is_numeric());
        if !is_word_char(c) && !joins {
            break;
        }
        end = start + at + c.len_utf8();
    }
    if matches!(&source[start..end], "H" | "K" | "Y") {
        return highland_end(source, end).unwrap_or(end);
    }
    if matches!(&source[start..end], "Đ" | "đ" | "Ð" | "ð") {
        let rest = &source.as_bytes()[end..];
        let more = source[end..].chars().nth(2).is_some_and(is_word_char);
        if rest.first() == Some(&b'/') && matches!(rest.get(1), Some(b'c' | b'C')) && !more {
            return end + 2;
        }
    }
    end
}

/// Returns where a name of the highlands ends whose first letter ends at `end`: *H' Hằng* with a gap, *Y-Thắng*.
fn highland_end(source: &str, end: usize) -> Option<usize> {
    let rest = &source[end..];
    let mark = rest.chars().next().filter(|c| matches!(c, '\'' | '’' | 'ʼ' | '-'))?;
    let name = rest[mark.len_utf8()..].strip_prefix(if mark == '-' { "" } else { " " })?;
    name.chars().next().filter(|c| c.is_uppercase())?;
    Some(word_end(source, source.len() - name.len()))
}

fn kind_of(raw: &str) -> Kind {
    let mut letters = raw.chars().filter(|c| c.is_alphabetic());
    let first = raw.chars().next().unwrap_or(' ');
    if first.is_numeric() {
        Kind::Number
    } else if raw.contains('/') || !first.is_uppercase() {
        Kind::Lower
    } else {
        letters.next();
        let mut rest = letters.peekable();
        if rest.peek().is_some() && rest.all(|c| c.is_uppercase()) { Kind::Upper } else { Kind::Capital }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::lexicon;

    fn check(text: &str, expected: &[(&str, Kind)]) {
        let tokens = Tokens::read(text, lexicon());
        let found: Vec<_> = tokens.list.iter().map(|t| (tokens.raw(t), t.kind)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn words_numbers_and_marks() {
        check(
            "Đ/c H'Nghiêm, UBND 12",
            &[
                ("Đ/c", Kind::Lower),
                ("H'Nghiêm", Kind::Capital),
                (",", Kind::Mark(',')),
                ("UBND", Kind::Upper),
                ("12", Kind::Number),
            ],
        );
    }

    #[test]
    fn names_of_the_highlands_are_words() {
        check(
            "H' Hằng Niê, Y-Thắng, K'Brết",
            &[
                ("H' Hằng", Kind::Capital),
                ("Niê", Kind::Capital),
                (",", Kind::Mark(',')),
                ("Y-Thắng", Kind::Capital),
                (",", Kind::Mark(',')),
                ("K'Brết", Kind::Capital),
            ],
        );
        check("H'", &[("H", Kind::Capital), ("'", Kind::Mark('\''))]);
    }

    #[test]
    fn lines_in_capitals_are_known() {
        let tokens = Tokens::read("HỘI NGHỊ (27/2)\n\nUBND phường\r\nTổ A", lexicon());
        assert_eq!(tokens.lines.iter().map(|l| l.upper).collect::<Vec<_>>(), [true, false, false]);
    }

    #[test]
    fn composed_and_decomposed_words_have_one_number() {
        let tokens = Tokens::read("Phước Phu\u{31b}o\u{31b}\u{301}c", lexicon());
        assert_eq!(tokens.list.len(), 2);
        assert_eq!(tokens.list[0].word, tokens.list[1].word);
    }
}
