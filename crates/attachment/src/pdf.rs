//! PDF, page by page.

use std::io::Read;

use flate2::read::ZlibDecoder;
use pdf_extract::{Document, OutputError, PlainTextOutput, output_doc_page};

use crate::guarded::Sink;
use crate::{Error, Limits};

/// Reads the pages into the sink; returns whether pages were left out.
pub(crate) fn read(bytes: &[u8], limits: &Limits, sink: &Sink) -> Result<bool, Error> {
    refuse_bombs(bytes, limits.unpacked_bytes)?;
    let document = Document::load_mem(bytes).map_err(|e| Error::Broken(e.to_string()))?;
    if document.is_encrypted() {
        return Err(Error::Locked);
    }
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    let mut broken = None;
    for (read, page) in (0u32..).zip(&pages) {
        if read >= limits.pages || sink.is_stopped() {
            return Ok(true);
        }
        let mut text = String::new();
        // A page that cannot be read does not take the others with it.
        let output = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            output_doc_page(&document, &mut PlainTextOutput::new(&mut text), *page)
        }));
        match output {
            Ok(Ok(())) => {}
            Ok(Err(error)) => broken = Some(reason(&error)),
            Err(_) => broken = Some(format!("page {page} cannot be read")),
        }
        if !sink.take(&unwrap_paragraphs(&text)) {
            return Ok(true);
        }
    }
    match broken {
        Some(reason) => Err(Error::Broken(reason)),
        None => Ok(false),
    }
}

fn reason(error: &OutputError) -> String {
    error.to_string()
}

/// Joins the lines of a paragraph; blank lines part paragraphs.
fn unwrap_paragraphs(page: &str) -> String {
    let mut text = String::with_capacity(page.len());
    let mut open = false;
    for line in page.lines().map(str::trim) {
        let starts = line.starts_with(['-', '–', '•', '+', '*']);
        if line.is_empty() {
            open = false;
        } else if open && !starts {
            text.push(' ');
            text.push_str(line);
        } else {
            text.push('\n');
            text.push_str(line);
            open = true;
        }
    }
    text
}

/// Refuses a file whose packed streams hold more than the limit, before a parser unpacks them whole.
///
/// # Errors
/// [`Error::TooLarge`].
fn refuse_bombs(bytes: &[u8], limit: u64) -> Result<(), Error> {
    let mut total = 0u64;
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.windows(6).position(|six| six == b"stream"))
    {
        let mut start = at + found + 6;
        at = start;
        while matches!(bytes.get(start), Some(b'\r' | b'\n')) {
            start += 1;
        }
        // A zlib header: deflate, and a check sum of two bytes.
        let [Some(first), Some(second)] = [bytes.get(start), bytes.get(start + 1)] else { break };
        if first & 0x0f != 8 || (u16::from(*first) << 8 | u16::from(*second)) % 31 != 0 {
            continue;
        }
        let mut unpacked = ZlibDecoder::new(&bytes[start..]).take(limit + 1 - total.min(limit));
        let mut buffer = vec![0; 1 << 16];
        loop {
            match unpacked.read(&mut buffer) {
                Ok(0) | Err(_) => break,
                Ok(read) => total += read as u64,
            }
        }
        if total > limit {
            return Err(Error::TooLarge { bytes: total, limit });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use std::io::Write;

    #[test]
    fn bombs_are_found_before_they_go_off() {
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
        packer.write_all(&vec![0; 4 << 20]).unwrap();
        let mut file = b"%PDF-1.4\n1 0 obj <</Filter /FlateDecode>> stream\n".to_vec();
        file.extend(packer.finish().unwrap());
        file.extend_from_slice(b"\nendstream endobj");
        assert!(matches!(refuse_bombs(&file, 1 << 20), Err(Error::TooLarge { .. })));
        assert_eq!(refuse_bombs(&file, 8 << 20), Ok(()));
    }

    #[test]
    fn paragraphs() {
        assert_eq!(
            unwrap_paragraphs("Kế hoạch\nnăm 2025\n\n- Mục một\n- Mục hai\n"),
            "\nKế hoạch năm 2025\n- Mục một\n- Mục hai"
        );
    }
}
