//! The joint between attached files, the archive that keeps them and the index that finds them.

use anyhow::Context;
use langbao_archive::{Archive, ArticleRecord, AttachmentRecord, AttachmentText, CaptureId};
use langbao_article::{Article, CanonicalUrl};
use langbao_attachment::{Extracted, Limits, text};
use langbao_search::IndexAttachment;

/// Bytes of text of the files of one article that are indexed, all together.
const MOST_TEXT: usize = 2 << 20;

/// Files of one article that are fetched.
const MOST_FILES: usize = 30;

/// Returns the files of an article that may be fetched: those on the host of its page.
pub(crate) fn worth_fetching(article: &Article, page: &CanonicalUrl) -> Vec<CanonicalUrl> {
    let host = bare(page);
    let is_ours = |url: &CanonicalUrl| matches!(url.as_url().scheme(), "http" | "https") && bare(url) == host;
    let urls = article.attachments.iter().filter_map(|file| CanonicalUrl::parse(&file.url).ok());
    urls.filter(is_ours).take(MOST_FILES).collect()
}

fn bare(url: &CanonicalUrl) -> String {
    let authority = url.authority();
    authority.strip_prefix("www.").unwrap_or(&authority).to_owned()
}

/// Reads the text of a file. Any bytes pass; time and memory are bounded.
pub(crate) fn read(bytes: &[u8]) -> AttachmentText {
    match text(bytes, &Limits::default()) {
        Ok(Extracted::Text { text, truncated }) => AttachmentText::Text { text, truncated },
        Ok(Extracted::NoText) => AttachmentText::NoText,
        Err(error) => AttachmentText::Unreadable { reason: format!("{:#}", anyhow::Error::from(error)) },
    }
}

/// Returns the texts of the files of an article, each under the label that the article gives it. What has been fetched
/// but not been read yet is read now, and kept.
pub(crate) fn texts(archive: &Archive, record: &ArticleRecord) -> anyhow::Result<Vec<IndexAttachment>> {
    if record.article.attachments.is_empty() {
        return Ok(Vec::new());
    }
    let files = archive.attachments(record.id).context("cannot read the attachments of an article")?;
    let mut texts = Vec::new();
    let mut left = MOST_TEXT;
    for AttachmentRecord { url, capture, text } in files {
        let mut named = record.article.attachments.iter();
        let named = named.find(|named| CanonicalUrl::parse(&named.url).is_ok_and(|named| named == url));
        let (Some(capture), Some(named)) = (capture, named) else { continue };
        let text = match text {
            Some(text) => text,
            None => read_capture(archive, capture)?,
        };
        if let AttachmentText::Text { mut text, .. } = text {
            text.truncate(text.floor_char_boundary(left));
            left -= text.len();
            texts.push(IndexAttachment { label: named.label.clone(), text });
        }
    }
    Ok(texts)
}

fn read_capture(archive: &Archive, capture: CaptureId) -> anyhow::Result<AttachmentText> {
    let page = archive.read_page(capture).context("cannot read an attachment back")?;
    let read = read(&page.map(|page| page.body).unwrap_or_default());
    match archive.store_attachment_text(capture, read.clone()) {
        // Whoever may only look reads it again next time.
        Ok(()) | Err(langbao_archive::Error::Closed) => Ok(read),
        Err(error) => Err(error).context("cannot keep the text of an attachment"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_reader_knows_is_said() {
        assert!(matches!(read(b"\xd0\xcf\x11\xe0 an old document"), AttachmentText::Unreadable { .. }));
        assert!(matches!(read(b"%PDF-1.7 broken"), AttachmentText::Unreadable { .. }));
    }
}
