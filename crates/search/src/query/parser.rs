//! From pieces to an expression. Nothing is refused: a query that is not well formed is read as plain words.

use std::iter::Peekable;
use std::vec::IntoIter;

use super::ast::{DateSpan, Expr, Scope};
use super::lexer::{Key, Piece, cut};
use super::trouble::Trouble;

/// Deepest nesting of parentheses.
const MAX_DEPTH: usize = 20;

/// Longest query in bytes; the rest is left out. A person types less; a machine must not make one search cost
/// seconds.
const MAX_QUERY: usize = 4096;

/// A query as read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Parsed {
    /// What it says; `None` if it is empty.
    pub(crate) expr: Option<Expr>,
    /// Why it was read as plain words, if it was.
    pub(crate) trouble: Option<Trouble>,
    /// How many bytes were read, if not all.
    pub(crate) shortened: Option<usize>,
}

/// Words from which on a row is a sentence or a question, not keywords or a name.
pub(crate) const SENTENCE: usize = 9;

/// A sentence without its quotation marks: in one that was copied from somewhere they quote what somebody said, and the
/// article that is meant may tell it in other words. `None` if an expression is no such sentence.
pub(crate) fn unquoted(expr: &Expr) -> Option<Expr> {
    let Expr::And(exprs) = expr else { return None };
    let mut words: Vec<&str> = Vec::new();
    let mut others: Vec<Expr> = Vec::new();
    for expr in exprs {
        match expr {
            Expr::Words { text, scope: Scope::All } | Expr::Phrase { text, slop: 0, scope: Scope::All } => {
                words.push(text);
            }
            Expr::Not(_) => others.push(expr.clone()),
            _ => return None,
        }
    }
    let text = words.join(" ");
    if words.len() < 2 || text.split_whitespace().count() < SENTENCE {
        return None;
    }
    others.insert(0, Expr::Words { text, scope: Scope::All });
    Some(single(others, Expr::And))
}

/// Reads a query.
pub(crate) fn parse(query: &str) -> Parsed {
    let cut_at = query.floor_char_boundary(MAX_QUERY);
    let pieces = cut(&query[..cut_at]);
    let mut parser = Parser { pieces: pieces.clone().into_iter().peekable(), depth: 0 };
    let read = match pieces.is_empty() {
        true => Ok(None),
        false => parser.whole().map(Some),
    };
    let (expr, trouble) = match read {
        Ok(expr) => (expr, None),
        Err(trouble) => (plain(pieces), Some(trouble)),
    };
    Parsed { expr, trouble, shortened: (cut_at < query.len()).then_some(MAX_QUERY) }
}

/// Takes the words out of a query that is not well formed.
fn plain(pieces: Vec<Piece>) -> Option<Expr> {
    let words: Vec<String> = pieces
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Word(text) | Piece::Quoted { text, .. } if !text.is_empty() => Some(text),
            _ => None,
        })
        .collect();
    let text = words.join(" ");
    (!text.trim().is_empty()).then_some(Expr::Words { text, scope: Scope::All })
}

struct Parser {
    pieces: Peekable<IntoIter<Piece>>,
    depth: usize,
}

impl Parser {
    fn whole(&mut self) -> Result<Expr, Trouble> {
        let expr = self.any(Scope::All)?;
        match self.pieces.next() {
            None => Ok(expr),
            Some(_) => Err(Trouble::StrayParenthesis),
        }
    }

    /// `all (OR all)*`: words bind tighter than OR, for Vietnamese names are of several words.
    fn any(&mut self, scope: Scope) -> Result<Expr, Trouble> {
        let mut branches = vec![self.all(scope)?];
        while self.pieces.next_if_eq(&Piece::Or).is_some() {
            branches.push(self.all(scope)?);
        }
        Ok(single(branches, Expr::Or))
    }

    /// One or more terms in a row; plain words that follow one another become one run.
    fn all(&mut self, scope: Scope) -> Result<Expr, Trouble> {
        let mut terms: Vec<Expr> = Vec::new();
        let mut wants_term = true;
        loop {
            match self.pieces.peek() {
                None | Some(Piece::Or | Piece::Close) if wants_term => {
                    return Err(Trouble::LonelyOperator);
                }
                None | Some(Piece::Or | Piece::Close) => return Ok(single(terms, Expr::And)),
                Some(Piece::And) if wants_term => {
                    return Err(Trouble::LonelyOperator);
                }
                Some(Piece::And) => {
                    self.pieces.next();
                    wants_term = true;
                }
                Some(_) => {
                    let term = self.term(scope)?;
                    wants_term = false;
                    match (terms.last_mut(), term) {
                        (Some(Expr::Words { text, scope: s }), Expr::Words { text: next, scope: n })
                            if *s == n =>
                        {
                            text.push(' ');
                            text.push_str(&next);
                        }
                        (_, term) => terms.push(term),
                    }
                }
            }
        }
    }

    fn term(&mut self, scope: Scope) -> Result<Expr, Trouble> {
        match self.pieces.next() {
            Some(Piece::Word(text)) => Ok(Expr::Words { text, scope }),
            Some(Piece::Quoted { text, slop, closed: true }) => Ok(Expr::Phrase { text, slop, scope }),
            Some(Piece::Quoted { .. }) => Err(Trouble::OpenQuote),
            Some(Piece::Key(Key::Title)) => self.deeper(|parser| parser.titled()),
            Some(Piece::Key(key)) => self.valued(key),
            Some(Piece::Minus) => self.deeper(|parser| Ok(Expr::Not(Box::new(parser.term(scope)?)))),
            Some(Piece::Open) => self.deeper(|parser| {
                let expr = parser.any(scope)?;
                match parser.pieces.next() {
                    Some(Piece::Close) => Ok(expr),
                    _ => Err(Trouble::OpenParenthesis),
                }
            }),
            Some(Piece::Or | Piece::And | Piece::Close) | None => Err(Trouble::LonelyOperator),
        }
    }

    fn titled(&mut self) -> Result<Expr, Trouble> {
        match self.pieces.peek() {
            Some(Piece::Word(word)) if word.is_empty() => Err(Trouble::NoValue(Key::Title.name())),
            Some(Piece::Word(_) | Piece::Quoted { .. } | Piece::Open) => self.term(Scope::Title),
            _ => Err(Trouble::NoValue(Key::Title.name())),
        }
    }

    fn valued(&mut self, key: Key) -> Result<Expr, Trouble> {
        let value = match self.pieces.next() {
            Some(Piece::Word(text) | Piece::Quoted { text, closed: true, .. }) if !text.trim().is_empty() => {
                text
            }
            Some(Piece::Quoted { closed: false, .. }) => return Err(Trouble::OpenQuote),
            _ => return Err(Trouble::NoValue(key.name())),
        };
        Ok(match key {
            Key::Title => Expr::Words { text: value, scope: Scope::Title },
            Key::Person => Expr::Person(value),
            Key::Site => Expr::Site(value),
            Key::Section => Expr::Section(value),
            Key::Place => Expr::Place(value),
            Key::Number => Expr::Number(value),
            Key::Date => Expr::Date(DateSpan::read(value.trim()).ok_or(Trouble::NotADate(value))?),
        })
    }

    fn deeper(&mut self, read: impl FnOnce(&mut Self) -> Result<Expr, Trouble>) -> Result<Expr, Trouble> {
        if self.depth == MAX_DEPTH {
            return Err(Trouble::TooDeep);
        }
        self.depth += 1;
        let expr = read(self);
        self.depth -= 1;
        expr
    }
}

/// A list of one is that one.
fn single(mut exprs: Vec<Expr>, list: fn(Vec<Expr>) -> Expr) -> Expr {
    match exprs.pop() {
        Some(only) if exprs.is_empty() => only,
        Some(last) => {
            exprs.push(last);
            list(exprs)
        }
        None => list(exprs),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Writes an expression in a short form for comparing.
    fn show(expr: &Expr) -> String {
        let list = |exprs: &[Expr], by: &str| exprs.iter().map(show).collect::<Vec<_>>().join(by);
        let scoped = |scope: &Scope| if *scope == Scope::Title { "title:" } else { "" };
        match expr {
            Expr::Words { text, scope } => format!("{}[{text}]", scoped(scope)),
            Expr::Phrase { text, slop, scope } => format!("{}\"{text}\"~{slop}", scoped(scope)),
            Expr::Person(v) => format!("person={v}"),
            Expr::Site(v) => format!("site={v}"),
            Expr::Section(v) => format!("section={v}"),
            Expr::Place(v) => format!("place={v}"),
            Expr::Number(v) => format!("num={v}"),
            Expr::Date(span) => {
                let end = |d: Option<crate::PartialDate>| d.map(|d| d.to_string()).unwrap_or_default();
                format!("date={}..{}", end(span.from), end(span.to))
            }
            Expr::And(exprs) => format!("({})", list(exprs, " & ")),
            Expr::Or(exprs) => format!("({})", list(exprs, " | ")),
            Expr::Not(inner) => format!("!{}", show(inner)),
        }
    }

    fn check(query: &str, expected: &str) {
        let parsed = parse(query);
        assert_eq!(parsed.trouble, None, "{query}");
        assert_eq!(parsed.expr.as_ref().map(show).unwrap_or_default(), expected, "{query}");
    }

    fn check_trouble(query: &str, reason: &str, words: &str) {
        let parsed = parse(query);
        let trouble = parsed.trouble.as_ref().map(Trouble::to_string);
        assert_eq!(trouble.as_deref(), Some(reason), "{query}");
        assert_eq!(parsed.expr.as_ref().map(show).unwrap_or_default(), words, "{query}");
    }

    #[test]
    fn well_formed_queries() {
        check("", "");
        check("  ", "");
        check("Ngọc Thụy", "[Ngọc Thụy]");
        check("Ngọc Thụy OR Long Biên", "([Ngọc Thụy] | [Long Biên])");
        check("a AND b", "[a b]");
        check("a -b c", "([a] & ![b] & [c])");
        check("-b", "![b]");
        check("\"Ngọc Thụy\"~5 a", "(\"Ngọc Thụy\"~5 & [a])");
        check("(a OR b) c", "(([a] | [b]) & [c])");
        check("title:(a OR \"b c\")", "(title:[a] | title:\"b c\"~0)");
        check("title:a b", "(title:[a] & [b])");
        check("person:\"Thẩm Bá Phước\" x", "(person=Thẩm Bá Phước & [x])");
        check("-site:ngocthuy", "!site=ngocthuy");
        check("num:32/QĐ-UBND", "num=32/QĐ-UBND");
        check("place:\"Ngọc Thụy\" x", "(place=Ngọc Thụy & [x])");
        check("date:2018-02", "date=2018-02..2018-02");
        check("date:2018..2020", "date=2018..2020");
        check("date:..27/02/2018", "date=..2018-02-27");
    }

    #[test]
    fn a_sentence_may_lose_its_quotation_marks() {
        let check = |query: &str, expected: Option<&str>| {
            let read = parse(query).expr.as_ref().and_then(unquoted);
            assert_eq!(read.as_ref().map(show).as_deref(), expected, "{query}");
        };
        let said = "Bà con \"rất mừng\" khi cây cầu mới qua sông được mở -xe";
        check(said, Some("([Bà con rất mừng khi cây cầu mới qua sông được mở] & ![xe])"));
        check("\"cây cầu mới\" qua sông", None);
        check("Bà con \"rất mừng\" khi cây cầu mới qua sông date:2018", None);
        check("Bà con rất mừng khi cây cầu mới qua sông", None);
    }

    #[test]
    fn troubled_queries_are_plain_words() {
        check_trouble("\"Ngọc Thụy", "an open quotation mark", "[Ngọc Thụy]");
        check_trouble("a OR", "an operator without words on both sides", "[a]");
        check_trouble("OR a", "an operator without words on both sides", "[a]");
        check_trouble("(a b", "an open parenthesis", "[a b]");
        check_trouble("a) b", "a closing parenthesis without an open one", "[a b]");
        check_trouble("()", "an operator without words on both sides", "");
        check_trouble("date:2018-13 x", "\"2018-13\" is not a date", "[2018-13 x]");
        check_trouble("person: x", "\"person:\" without a value", "[x]");
        check_trouble("title:", "\"title:\" without a value", "");
    }

    #[test]
    fn deep_nesting_and_length_are_bounded() {
        let deep = format!("{}a{}", "(".repeat(5000), ")".repeat(5000));
        assert_eq!(parse(&deep).trouble, Some(Trouble::TooDeep));
        assert_eq!(parse(&deep).shortened, Some(MAX_QUERY));
        // The limit is inside of a letter.
        let long = format!("xã OR {}", "ờ".repeat(2000));
        let parsed = parse(&long);
        assert_eq!((parsed.trouble, parsed.shortened), (None, Some(MAX_QUERY)));
        assert_eq!(parsed.expr.as_ref().map(show), Some(format!("([xã] | [{}])", "ờ".repeat(1363))));
        // What was cut off may have been the other quotation mark.
        let long = format!("\"{}\"", "xã ".repeat(2000));
        let parsed = parse(&long);
        assert_eq!((parsed.trouble, parsed.shortened), (Some(Trouble::OpenQuote), Some(MAX_QUERY)));
        assert_eq!(parse(&"a".repeat(MAX_QUERY)).shortened, None);
    }

    proptest! {
        #[test]
        fn any_text_is_read(query in any::<String>()) {
            parse(&query);
        }

        #[test]
        fn any_mixture_of_operators_is_read(
            query in "(ngọc|thụy|OR|AND|-|\\(|\\)|\"|~2|title:|person:|date:|2018|\\.\\.| ){0,40}"
        ) {
            let parsed = parse(&query);
            prop_assert!(parsed.expr.is_some() || parsed.trouble.is_some() || query.trim().is_empty());
        }
    }
}
