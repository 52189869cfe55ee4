//! From characters to the pieces of the query language. Any text can be cut.

/// Operators that stand before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Title,
    Person,
    Site,
    Section,
    Place,
    Number,
    Date,
}

impl Key {
    fn named(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "title" => Self::Title,
            "person" => Self::Person,
            "site" => Self::Site,
            "section" => Self::Section,
            "place" => Self::Place,
            "num" => Self::Number,
            "date" => Self::Date,
            _ => return None,
        })
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Person => "person",
            Self::Site => "site",
            Self::Section => "section",
            Self::Place => "place",
            Self::Number => "num",
            Self::Date => "date",
        }
    }
}

/// A piece of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Anything up to a space, a quotation mark or a parenthesis; empty where an operator lacks its value.
    Word(String),
    /// A text in quotation marks, with the number after `~`; the mark may have no partner.
    Quoted {
        text: String,
        slop: u32,
        closed: bool,
    },
    /// An operator with its colon.
    Key(Key),
    /// A `-` before a word.
    Minus,
    Or,
    And,
    Open,
    Close,
}

/// Greatest `~` distance: Tantivy counts the slop in a byte.
const MAX_SLOP: u32 = 100;

/// Phones put curly marks for straight ones.
fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '＂')
}

/// Whether a `-` before this letter leaves something out. Before a digit it is a part of a name (`Covid -19`, `Su -24`).
fn excludes(next: char) -> bool {
    !next.is_whitespace() && !next.is_ascii_digit() && next != '-'
}

/// Cuts the query.
pub(super) fn cut(query: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = query;
    // Whether a `-` here would stand before a word, not inside one.
    let mut fresh = true;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        if c.is_whitespace() {
            (rest, fresh) = (after, true);
        } else if is_quote(c) {
            let (piece, tail) = quoted(after);
            pieces.push(piece);
            (rest, fresh) = (tail, true);
        } else if c == '(' || c == ')' {
            pieces.push(if c == '(' { Piece::Open } else { Piece::Close });
            (rest, fresh) = (after, true);
        } else if c == '-' && fresh && after.chars().next().is_some_and(excludes) {
            pieces.push(Piece::Minus);
            (rest, fresh) = (after, true);
        } else {
            let end = rest.find(|c: char| c.is_whitespace() || is_quote(c) || c == '(' || c == ')');
            let word = &rest[..end.unwrap_or(rest.len())];
            let key = word.split_once(':').and_then(|(name, _)| Some((Key::named(name)?, name.len() + 1)));
            if let Some((key, length)) = key {
                pieces.push(Piece::Key(key));
                // What follows is the value: a `-` belongs to it.
                (rest, fresh) = (&rest[length..], false);
                if rest.chars().next().is_none_or(char::is_whitespace) {
                    // What stands behind the space is a word of its own, not the value.
                    pieces.push(Piece::Word(String::new()));
                }
            } else {
                pieces.push(match word {
                    "OR" => Piece::Or,
                    "AND" => Piece::And,
                    _ => Piece::Word(word.to_owned()),
                });
                (rest, fresh) = (&rest[word.len()..], true);
            }
        }
    }
    pieces
}

/// Reads a quoted text from behind its first mark.
fn quoted(text: &str) -> (Piece, &str) {
    let Some((end, mark)) = text.char_indices().find(|(_, c)| is_quote(*c)) else {
        return (Piece::Quoted { text: text.to_owned(), slop: 0, closed: false }, "");
    };
    let inside = text[..end].to_owned();
    let tail = &text[end + mark.len_utf8()..];
    let digits = tail.strip_prefix('~').map_or("", |number| {
        let length = number.bytes().take_while(u8::is_ascii_digit).count();
        &number[..length]
    });
    if digits.is_empty() {
        return (Piece::Quoted { text: inside, slop: 0, closed: true }, tail);
    }
    // A number too long to read is greater than the greatest.
    let slop = digits.parse().unwrap_or(MAX_SLOP).min(MAX_SLOP);
    (Piece::Quoted { text: inside, slop, closed: true }, &tail[1 + digits.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Piece {
        Piece::Word(text.to_owned())
    }

    fn phrase(text: &str, slop: u32) -> Piece {
        Piece::Quoted { text: text.to_owned(), slop, closed: true }
    }

    fn check(query: &str, expected: &[Piece]) {
        assert_eq!(cut(query), expected, "{query}");
    }

    #[test]
    fn pieces() {
        check("Ngọc Thụy", &[word("Ngọc"), word("Thụy")]);
        check("a -b", &[word("a"), Piece::Minus, word("b")]);
        check("Covid-19 - b", &[word("Covid-19"), word("-"), word("b")]);
        check("Covid -19", &[word("Covid"), word("-19")]);
        check("a OR b AND c", &[word("a"), Piece::Or, word("b"), Piece::And, word("c")]);
        check("or", &[word("or")]);
        check("(a)b", &[Piece::Open, word("a"), Piece::Close, word("b")]);
        check("-(a)", &[Piece::Minus, Piece::Open, word("a"), Piece::Close]);
    }

    #[test]
    fn quoted_texts() {
        check("\"Ngọc Thụy\"", &[phrase("Ngọc Thụy", 0)]);
        check("“Ngọc Thụy”~5 b", &[phrase("Ngọc Thụy", 5), word("b")]);
        check("\"a b\"~99999999999999", &[phrase("a b", MAX_SLOP)]);
        check("\"a b\"~x", &[phrase("a b", 0), word("~x")]);
        let open = Piece::Quoted { text: "a b".to_owned(), slop: 0, closed: false };
        check("\"a b", &[open]);
    }

    #[test]
    fn keys() {
        check("title:thông", &[Piece::Key(Key::Title), word("thông")]);
        check("person:\"Thẩm Bá Phước\"", &[Piece::Key(Key::Person), phrase("Thẩm Bá Phước", 0)]);
        check("NUM:32/QĐ-UBND", &[Piece::Key(Key::Number), word("32/QĐ-UBND")]);
        check("person: x", &[Piece::Key(Key::Person), word(""), word("x")]);
        check("http://a.vn 18:30", &[word("http://a.vn"), word("18:30")]);
    }
}
