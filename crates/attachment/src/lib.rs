//! The text of documents that articles carry along: PDF with a text layer, DOCX.
//!
//! Pure: bytes in, text out. Which files belong to an article is told by `langbao-article`; fetching, keeping and
//! indexing them is left to others. The parsers are other people's and the files anybody's, so both run behind
//! [`Limits`], on a thread of their own, and a panic of theirs is an [`Error`].

mod docx;
mod error;
mod guarded;
mod lines;
mod pdf;

use std::time::Duration;

pub use error::Error;

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extracted {
    /// The document has text.
    Text {
        /// Paragraphs or printed lines, NFC, one a line, none empty; a row of a table is one line, its cells joined with
        /// " | ".
        text: String,
        /// Whether a limit cut it.
        truncated: bool,
    },
    /// The document has no text: pages that were scanned.
    NoText,
}

/// Bounds of one extraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Larger files are refused, in bytes.
    pub file_bytes: usize,
    /// What the file may unpack to, in bytes.
    pub unpacked_bytes: u64,
    /// Where the text is cut, in bytes.
    pub text_bytes: usize,
    /// Pages of a PDF that are read.
    pub pages: u32,
    /// How long one document may take. What was read until then is kept.
    pub time: Duration,
}

impl Default for Limits {
    /// 20 MiB that unpack to 256 MiB, 1 MiB of text from 300 pages, 10 s.
    fn default() -> Self {
        Self {
            file_bytes: 20 << 20,
            unpacked_bytes: 256 << 20,
            text_bytes: 1 << 20,
            pages: 300,
            time: Duration::from_secs(10),
        }
    }
}

/// The kinds of documents that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Portable Document Format.
    Pdf,
    /// Office Open XML of a text.
    Docx,
}

impl Kind {
    /// Tells the kind by the first bytes; what a server says of it is often wrong.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        // Some writers put a line before the header.
        let head = &bytes[..bytes.len().min(1024)];
        if head.windows(5).any(|five| five == b"%PDF-") {
            Some(Self::Pdf)
        } else if bytes.starts_with(b"PK\x03\x04") {
            Some(Self::Docx)
        } else {
            None
        }
    }
}

/// Reads the text of a document. Any bytes pass.
///
/// A parser that runs out of time goes on in its thread until the end of the page it is at.
///
/// # Errors
/// Unless the bytes are a document of a known [`Kind`], whole enough to be read, within the limits.
pub fn text(bytes: &[u8], limits: &Limits) -> Result<Extracted, Error> {
    if bytes.len() > limits.file_bytes {
        return Err(Error::TooLarge { bytes: bytes.len() as u64, limit: limits.file_bytes as u64 });
    }
    let kind = Kind::of(bytes).ok_or(Error::Unsupported)?;
    let bytes = bytes.to_vec();
    let limits = *limits;
    guarded::run(&limits, move |sink| match kind {
        Kind::Pdf => pdf::read(&bytes, &limits, sink),
        Kind::Docx => docx::read(&bytes, &limits, sink),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds() {
        assert_eq!(Kind::of(b"%PDF-1.7\n"), Some(Kind::Pdf));
        assert_eq!(Kind::of(b"\r\n%PDF-1.4"), Some(Kind::Pdf));
        assert_eq!(Kind::of(b"PK\x03\x04rest"), Some(Kind::Docx));
        assert_eq!(Kind::of(b"<html>"), None);
        assert_eq!(text(b"\xd0\xcf\x11\xe0", &Limits::default()), Err(Error::Unsupported));
    }

    #[test]
    fn large_files_are_refused() {
        let limits = Limits { file_bytes: 3, ..Limits::default() };
        assert_eq!(text(b"%PDF-1.7", &limits), Err(Error::TooLarge { bytes: 8, limit: 3 }));
    }
}
