//! What is wrong with a query that is read as plain words.

use std::fmt;

/// Why a query is not well formed. Its text is English, for logs and for the API.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trouble {
    /// A quotation mark without its partner.
    OpenQuote,
    /// An opening parenthesis without its partner.
    OpenParenthesis,
    /// A closing parenthesis without its partner.
    StrayParenthesis,
    /// `OR`, `AND` or `-` without words on both sides.
    LonelyOperator,
    /// Parentheses nested too deep.
    TooDeep,
    /// A key such as `person:` without a value; the key without its colon.
    NoValue(&'static str),
    /// A date that is none, as typed.
    NotADate(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OpenQuote => f.write_str("an open quotation mark"),
            Self::OpenParenthesis => f.write_str("an open parenthesis"),
            Self::StrayParenthesis => f.write_str("a closing parenthesis without an open one"),
            Self::LonelyOperator => f.write_str("an operator without words on both sides"),
            Self::TooDeep => f.write_str("parentheses nested too deep"),
            Self::NoValue(key) => write!(f, "\"{key}:\" without a value"),
            Self::NotADate(text) => write!(f, "\"{text}\" is not a date"),
        }
    }
}
