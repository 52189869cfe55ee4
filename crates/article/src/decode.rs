//! Bytes to text.

use crate::Page;

/// The text of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text in NFC.
    pub text: String,
    /// The charset it was read in, by its WHATWG name.
    pub charset: &'static str,
}

/// Decodes the body of a page. Any bytes pass.
pub fn decode(page: &Page) -> Decoded {
    Decoded { text: String::from_utf8_lossy(&page.body).into_owned(), charset: "UTF-8" }
}
