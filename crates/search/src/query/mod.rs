//! The query language: from what the user typed to an expression. What an expression means in the index is told by
//! `compile`.

mod ast;
mod lexer;
mod parser;
mod trouble;

pub(crate) use ast::{DateSpan, Expr, Scope};
pub(crate) use parser::{SENTENCE, parse, unquoted};
pub use trouble::Trouble;
