//! What a [`Page`] and an [`Article`] are, and how the second is got out of the first: charset, site
//! profiles, the generic extractor, publication dates.
//!
//! Everything here is pure: bytes in, values out. Fetching is the business of the crawler, keeping that of
//! the archive, and what an article *speaks of* (persons, places) that of `langbao-entities`.

mod article;
mod boilerplate;
mod canonical_content;
mod canonical_url;
mod date;
mod decode;
mod extract;
mod gone;
mod legacy_page;
mod link;
mod markup;
mod meta_line;
mod one_line;
mod page;
mod page_kind;
mod pasted;
mod profile;
mod site;
mod ward_names;

pub use article::{
    Article, ArticleId, Attachment, Block, BlockKind, Image, ParseArticleIdError, Precision, Published,
    Warning, WarningCode,
};
pub use canonical_url::{CanonicalUrl, UrlError};
pub use date::parse_date;
pub use decode::{Decoded, decode};
pub use extract::{
    Extraction, Field, Fired, Trace, explain, extract, extract_decoded, further_pages, is_further_page, join,
    may_have_further_pages, other_pages,
};
pub use gone::{GoneReason, ParseGoneReasonError};
pub use link::LinkKind;
pub use one_line::one_line;
pub use page::Page;
pub use page_kind::PageKind;
pub use pasted::read_pasted;
pub use profile::{ProfileError, SiteProfile, UrlRole};
pub use site::{ParseSiteIdError, SiteId};
