//! Pages of wards that do not exist, made by seed in the layouts of those that do, with what is true of each.
//!
//! Kinds with an even number were left out when the rules were written ([`is_held_out`]): their figures say how the
//! rules do on layouts that nobody looked at.

#![allow(dead_code, reason = "the test and the example each use a part")]

mod body;
mod chrome;
mod content;
mod dates;
mod dice;
mod kinds;
mod layout;
mod platforms;
mod refused;
mod score;
mod second;
mod text;

use chrono::NaiveDateTime;

pub(crate) use self::dates::fetched_at;
pub(crate) use self::kinds::{KINDS, page};
pub(crate) use self::score::{FIELDS, Score, read, score};

/// What is true of a page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Truth {
    pub(crate) is_article: bool,
    pub(crate) title: String,
    /// Lead, paragraphs and captions in reading order.
    pub(crate) body: Vec<String>,
    /// In Vietnam's local time.
    pub(crate) at: Option<NaiveDateTime>,
    pub(crate) has_minute: bool,
    pub(crate) section: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) views: Option<u64>,
    /// Absolute address and caption.
    pub(crate) images: Vec<(String, Option<String>)>,
    pub(crate) files: Vec<(String, String)>,
    /// The address that stands for the page; empty: its own.
    pub(crate) canonical: Option<String>,
}

/// A page and its truth.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub(crate) kind: u8,
    pub(crate) seed: u64,
    pub(crate) url: String,
    pub(crate) content_type: String,
    pub(crate) html: Vec<u8>,
    pub(crate) truth: Truth,
}

/// Whether the kind was kept out of rule writing.
pub(crate) fn is_held_out(kind: u8) -> bool {
    kind.is_multiple_of(2)
}
