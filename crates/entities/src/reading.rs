//! A text with all that is known of its tokens before names are looked for.

use std::ops::Range;

use crate::lexicon::{
    BODY, CIVIL, COMRADE, FORMER, Flags, HONORIFIC, Lexicon, NOT_A_NAME, OFFICE, OPENER, Phrase, SPEECH,
    TITLE, VERB, lexicon,
};
use crate::token::{Kind, Line, Token, Tokens};

/// A phrase of the lists, found in the text.
#[derive(Debug, Clone)]
pub(crate) struct Match {
    /// Its tokens.
    pub(crate) tokens: Range<usize>,
    /// Which phrase.
    pub(crate) phrase: Phrase,
}

impl Match {
    /// Says whether the phrase has any of the flags.
    pub(crate) fn is(&self, flags: Flags) -> bool {
        self.phrase.flags & flags != 0
    }
}

/// A text with the phrases found in it, and which tokens are spoken for.
pub(crate) struct Reading<'t> {
    /// The text cut up.
    pub(crate) tokens: Tokens<'t>,
    /// The lists.
    pub(crate) lexicon: &'static Lexicon,
    matches: Vec<Match>,
    /// For each token the match over it.
    cover: Vec<Option<u32>>,
    /// Which tokens belong to a place of the gazetteer, its unit word among them.
    pub(crate) in_place: Vec<bool>,
    /// Which tokens belong to a document number, a byline or a person already found.
    pub(crate) taken: Vec<bool>,
}

impl<'t> Reading<'t> {
    /// Reads a text.
    pub(crate) fn new(source: &'t str) -> Self {
        let tokens = Tokens::read(source, lexicon());
        let count = tokens.list.len();
        let mut reading = Self {
            tokens,
            lexicon: lexicon(),
            matches: Vec::new(),
            cover: vec![None; count],
            in_place: vec![false; count],
            taken: vec![false; count],
        };
        reading.find_phrases();
        reading
    }

    /// Covers each line with phrases, the longest first from the left.
    fn find_phrases(&mut self) {
        for line in &self.tokens.lines {
            let mut at = line.tokens.start;
            while at < line.tokens.end {
                let words = self.tokens.words(at..line.tokens.end);
                let longest = self
                    .lexicon
                    .phrases
                    .prefixes(words)
                    .filter(|(length, phrase)| fits(phrase, &self.tokens.list[at..at + length]))
                    .last();
                let Some((length, phrase)) =
                    longest.filter(|(length, phrase)| !self.is_in_name(line, at, *length, phrase))
                else {
                    at += 1;
                    continue;
                };
                let index = self.matches.len() as u32;
                self.cover[at..at + length].fill(Some(index));
                self.matches.push(Match { tokens: at..at + length, phrase: *phrase });
                at += length;
            }
        }
    }

    /// Says whether what looks like a phrase is a part of a name: *Thành Ngọc Có*, *Lại Thị Nhàn*, *Mai Sỹ Đoan*.
    fn is_in_name(&self, line: &Line, at: usize, length: usize, phrase: &Phrase) -> bool {
        let list = &self.tokens.list;
        let capital = |at: usize| list[at].kind == Kind::Capital;
        let next = at + length < line.tokens.end && capital(at + length);
        match length {
            1 => {
                // *anh Thắng*
                let called = at > line.tokens.start
                    && self.over(at - 1).is_some_and(|before| before.is(HONORIFIC | COMRADE | TITLE));
                phrase.flags & !(VERB | SPEECH | OFFICE | OPENER | FORMER) == 0
                    && capital(at)
                    && (called
                        || at > line.tokens.start && capital(at - 1)
                        // *Nguyên Bí thư* opens a sentence as *Tại* does.
                        || next
                            && (phrase.flags & (OPENER | FORMER) == 0
                                || phrase.flags & FORMER == 0 && self.lexicon.name(list[at].word).surname > 0))
            }
            2 => {
                phrase.flags & !(TITLE | CIVIL | VERB | SPEECH | OFFICE | HONORIFIC) == 0
                    && phrase.capitals == 0
                    && next
                    && capital(at)
                    && capital(at + 1)
                    && self.lexicon.name(list[at].word).surname > 0
            }
            _ => false,
        }
    }

    /// Returns the lines.
    pub(crate) fn lines(&self) -> &[Line] {
        &self.tokens.lines
    }

    /// Returns a token.
    pub(crate) fn token(&self, at: usize) -> &Token {
        &self.tokens.list[at]
    }

    /// Returns the phrase over a token.
    pub(crate) fn over(&self, at: usize) -> Option<&Match> {
        self.cover.get(at).copied().flatten().map(|index| &self.matches[index as usize])
    }

    /// Returns the phrase that begins at a token.
    pub(crate) fn starting(&self, at: usize) -> Option<&Match> {
        self.over(at).filter(|found| found.tokens.start == at)
    }

    /// Returns the phrase of a line that ends right before a token.
    pub(crate) fn ending(&self, line: &Line, end: usize) -> Option<&Match> {
        let last = end.checked_sub(1).filter(|last| *last >= line.tokens.start)?;
        self.over(last).filter(|found| found.tokens.end == end)
    }

    /// Returns all phrases within some tokens, in order.
    pub(crate) fn matches_within(&self, tokens: &Range<usize>) -> &[Match] {
        let start = self.matches.partition_point(|found| found.tokens.start < tokens.start);
        let end = self.matches.partition_point(|found| found.tokens.start < tokens.end);
        &self.matches[start..end.max(start)]
    }

    /// Says whether a sentence, an item or a quotation begins at a token.
    pub(crate) fn begins_sentence(&self, line: &Line, at: usize) -> bool {
        at == line.tokens.start || self.token(at - 1).ends_sentence()
    }

    /// Returns the tokens as written, in normal form, joined by spaces; words in capitals get usual ones.
    pub(crate) fn name(&self, tokens: Range<usize>) -> String {
        let mut name = String::new();
        for token in &self.tokens.list[tokens] {
            if !name.is_empty() {
                name.push(' ');
            }
            let raw = langbao_text::normal_form(self.tokens.raw(token));
            // *Nguyễn thị Hoa* is a slip of the pen.
            if token.kind != Kind::Capital {
                name.push_str(&usual_capitals(&raw))
            } else {
                name.push_str(&raw)
            }
        }
        name
    }
}

/// Makes all letters small but the first, and the one after an apostrophe (*H'Nghiêm*).
pub(crate) fn usual_capitals(word: &str) -> String {
    let mut capital = true;
    let mut result = String::with_capacity(word.len());
    for c in word.chars() {
        if capital {
            result.extend(c.to_uppercase())
        } else {
            result.extend(c.to_lowercase())
        }
        capital = matches!(c, '\'' | '’' | 'ʼ');
    }
    result
}

/// Says whether tokens that have the words of a phrase also have its capitals: *anh hùng* (a title) is not *anh Hùng*
/// (a man). Posts and bodies are written either way.
fn fits(phrase: &Phrase, tokens: &[Token]) -> bool {
    if phrase.flags & (HONORIFIC | TITLE | VERB | SPEECH | FORMER) == 0 || phrase.flags & BODY != 0 {
        return phrase.flags & NOT_A_NAME == 0 || tokens[0].kind != Kind::Lower || phrase.capitals & 1 == 0;
    }
    tokens[0].is_capital()
        || tokens
            .iter()
            .enumerate()
            .all(|(at, token)| !token.is_capital() || phrase.capitals >> at.min(31) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let reading = Reading::new(text);
        let all = 0..reading.tokens.list.len();
        let found: Vec<_> =
            reading.matches_within(&all).iter().map(|m| &text[reading.tokens.bytes(&m.tokens)]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_longest_phrase_wins() {
        check("Phó Chủ tịch HĐND phường", &["Phó Chủ tịch", "HĐND", "phường"]);
    }

    #[test]
    fn capitals_tell_a_title_from_a_name() {
        check("anh hùng Núp, anh Hùng", &["anh hùng", "anh"]);
        check("mẹ Việt Nam anh hùng", &["mẹ Việt Nam anh hùng"]);
    }
}
