//! What a query says.

use crate::PartialDate;

/// Where words are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Title and body.
    All,
    /// The title alone.
    Title,
}

/// A query.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expr {
    /// Plain words in a row, all of which must occur.
    Words {
        /// As typed.
        text: String,
        scope: Scope,
    },
    /// Words in this order, with at most `slop` places between them or out of order.
    Phrase { text: String, slop: u32, scope: Scope },
    /// A person by name.
    Person(String),
    /// A site by id.
    Site(String),
    /// A section by name.
    Section(String),
    /// A place by id, code or name.
    Place(String),
    /// A document number or its first part.
    Number(String),
    /// Publication between two dates.
    Date(DateSpan),
    /// All of these.
    And(Vec<Expr>),
    /// Any of these.
    Or(Vec<Expr>),
    /// Not this.
    Not(Box<Expr>),
}

/// Days from the first of `from` to the last of `to`; `None` is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DateSpan {
    pub(crate) from: Option<PartialDate>,
    pub(crate) to: Option<PartialDate>,
}

impl DateSpan {
    /// Reads `2018-02`, `2018..2020`, `..2020`, `2018..`.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let end = |text: &str| match text {
            "" => Some(None),
            text => text.parse().ok().map(Some),
        };
        match text.split_once("..") {
            Some(("", "")) => None,
            Some((from, to)) => Some(Self { from: end(from)?, to: end(to)? }),
            None => text.parse().ok().map(|day| Self { from: Some(day), to: Some(day) }),
        }
    }
}
