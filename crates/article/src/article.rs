//! The extracted record.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::CanonicalUrl;

/// The stable id of an article, made from its [`CanonicalUrl`]: the same in every archive.
///
/// Written as 13 characters of Crockford's base 32 in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ArticleId(pub u64);

/// Why a string is not an [`ArticleId`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not an article id: 13 characters of 0-9 a-z without i l o u")]
pub struct ParseArticleIdError(String);

const BASE32: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

impl ArticleId {
    /// Makes the id of the article that lives at this URL.
    pub fn of(url: &CanonicalUrl) -> Self {
        let hash = blake3::hash(url.as_str().as_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&hash.as_bytes()[..8]);
        Self(u64::from_be_bytes(first))
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (0..13).rev().try_for_each(|i| {
            let digit = BASE32[(self.0 >> (5 * i) & 31) as usize];
            fmt::Write::write_char(f, digit as char)
        })
    }
}

impl FromStr for ArticleId {
    type Err = ParseArticleIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fail = || ParseArticleIdError(text.to_owned());
        if text.len() != 13 {
            return Err(fail());
        }
        let value = text.bytes().try_fold(0u128, |value, byte| {
            let digit = BASE32.iter().position(|&b| b == byte.to_ascii_lowercase())?;
            Some(value << 5 | digit as u128)
        });
        value.and_then(|v| u64::try_from(v).ok()).map(Self).ok_or_else(fail)
    }
}

impl TryFrom<String> for ArticleId {
    type Error = ParseArticleIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ArticleId> for String {
    fn from(id: ArticleId) -> Self {
        id.to_string()
    }
}

/// One news article, as found on a page. All texts are in NFC; what was not found is `None` or empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Where the article lives: the page's canonical link if it is on the same host, else the page itself.
    pub url: CanonicalUrl,
    /// The headline; never empty.
    pub title: String,
    /// The lead (*sapô*), if the page sets one apart from the body.
    pub lead: Option<String>,
    /// Body blocks in reading order, without the lead, captions of images among them.
    pub blocks: Vec<Block>,
    /// When the article was published.
    pub published: Option<Published>,
    /// The section (*chuyên mục*) it stands in.
    pub section: Option<String>,
    /// Who wrote it, as printed.
    pub author: Option<String>,
    /// Where the text comes from, as printed: `VPĐU` in "(Nguồn: VPĐU)".
    pub source: Option<String>,
    /// The number of views that the page shows. Not part of the content.
    pub view_count: Option<u64>,
    /// Images of the body.
    pub images: Vec<Image>,
    /// Files offered for download.
    pub attachments: Vec<Attachment>,
    /// BCP 47 language that the page declares, such as `vi`.
    pub language: Option<String>,
    /// What is missing or doubtful, and why.
    pub warnings: Vec<Warning>,
}

/// One block of the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What the block is.
    pub kind: BlockKind,
    /// Its text on one line, spaces collapsed, never empty.
    pub text: String,
}

/// What a [`Block`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// A paragraph.
    Paragraph,
    /// A heading inside the body.
    Heading,
    /// An item of a list.
    ListItem,
    /// A row of a table, its cells joined with " | ".
    TableRow,
    /// The caption of an image.
    Caption,
}

/// The publication date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// The instant; with [`Precision::Day`], midnight in Asia/Ho_Chi_Minh (+07:00) of that day.
    pub at: DateTime<Utc>,
    /// How exact the page is.
    pub precision: Precision,
    /// The rule that found it, such as `profile`, `label:Ngày đăng`, `json-ld`.
    pub rule: String,
}

/// Ends the rule of a date that counts back from the time of the visit.
pub(crate) const COUNTED_BACK: &str = ", counted back";

impl Published {
    /// Says whether the page counted back from the time of the visit ("2 giờ trước", two hours ago): then it is another
    /// instant at each visit.
    pub fn counts_back(&self) -> bool {
        self.rule.ends_with(COUNTED_BACK)
    }
}

/// How exact a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// Only the day is known.
    Day,
    /// Day, hour and minute.
    Minute,
}

/// An image of the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// Absolute address.
    pub url: String,
    /// The caption (also a block of the body), else the `alt` text.
    pub caption: Option<String>,
}

/// A file offered for download.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Absolute address.
    pub url: String,
    /// The text of its link.
    pub label: String,
}

/// Something missing or doubtful in an extracted article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// Which kind.
    pub code: WarningCode,
    /// For people, in English: what was looked for, or why the value is doubted.
    pub detail: String,
}

/// The kinds of [`Warning`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningCode {
    /// No publication date was found.
    NoDate,
    /// A date was found that cannot be right, such as one after the fetch.
    ImplausibleDate,
    /// No body was found.
    NoBody,
    /// No section was found.
    NoSection,
    /// Some bytes are not valid in the page's charset.
    BadBytes,
    /// A rule of the site profile found nothing, and the generic one was used.
    ProfileMissed,
    /// The page is one made for the printer, of an article that may have another page.
    PrintTwin,
    /// All the page shows below its title are images: a scanned document.
    ScannedImagesOnly,
    /// The page has too many tags: its end was not read.
    CutOff,
}

impl Article {
    /// Returns the id made from [`Article::url`].
    pub fn id(&self) -> ArticleId {
        ArticleId::of(&self.url)
    }

    /// Returns the lead and the blocks, one a line: what is indexed as the body.
    pub fn body(&self) -> String {
        let lines = self.lead.iter().map(String::as_str).chain(self.blocks.iter().map(|b| b.text.as_str()));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Returns title, lead and blocks, one a line: what is annotated.
    pub fn text(&self) -> String {
        format!("{}\n{}", self.title, self.body())
    }

    /// Returns a hash of the canonical content: title, publication date, lead and blocks.
    ///
    /// Nothing else is in it, and no block that is a clock, a counter or a session's token (see
    /// `canonical_content`): what moves by itself must not make a new version.
    pub fn content_hash(&self) -> [u8; 32] {
        crate::canonical_content::hash(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_its_text() {
        for id in [0, 1, 31, 32, u64::MAX, 0x0123_4567_89ab_cdef].map(ArticleId) {
            let text = id.to_string();
            assert_eq!(text.len(), 13);
            assert_eq!(text.parse::<ArticleId>().unwrap(), id);
        }
        for bad in ["", "0", "zzzzzzzzzzzzz", "000000000000u", "00000000000000"] {
            assert!(bad.parse::<ArticleId>().is_err(), "{bad}");
        }
    }
}
