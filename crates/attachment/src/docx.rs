//! DOCX: a zip archive with the text in `word/document.xml`.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use crate::guarded::Sink;
use crate::{Error, Limits};

/// Reads the paragraphs into the sink; returns whether some were left out.
pub(crate) fn read(bytes: &[u8], limits: &Limits, sink: &Sink) -> Result<bool, Error> {
    let broken = |e: &dyn std::fmt::Display| Error::Broken(e.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(&e))?;
    let file = match archive.by_name("word/document.xml") {
        Ok(file) => file,
        // A sheet, a presentation, an archive of files.
        Err(zip::result::ZipError::FileNotFound) => return Err(Error::Unsupported),
        Err(error) => return Err(broken(&error)),
    };
    let mut xml = Vec::new();
    file.take(limits.unpacked_bytes + 1).read_to_end(&mut xml).map_err(|e| broken(&e))?;
    if xml.len() as u64 > limits.unpacked_bytes {
        return Err(Error::TooLarge { bytes: xml.len() as u64, limit: limits.unpacked_bytes });
    }
    paragraphs(&String::from_utf8_lossy(&xml), sink)
}

/// Puts each paragraph and each row of a table into the sink as one line.
fn paragraphs(xml: &str, sink: &Sink) -> Result<bool, Error> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_dangling_amp = true;
    let mut line = String::new();
    // How many of each are open.
    let (mut texts, mut rows, mut cells) = (0usize, 0usize, 0usize);
    loop {
        let event = reader.read_event().map_err(|e| Error::Broken(e.to_string()))?;
        match event {
            Event::Start(start) => match AsRef::<[u8]>::as_ref(start.local_name().into_inner()) {
                b"t" => texts += 1,
                b"tr" => (rows, cells) = (rows + 1, 0),
                b"tc" => {
                    if cells > 0 {
                        line.push_str(" | ");
                    }
                    cells += 1;
                }
                _ => {}
            },
            Event::Empty(empty) => match AsRef::<[u8]>::as_ref(empty.local_name().into_inner()) {
                b"tab" | b"br" | b"cr" => line.push(' '),
                b"noBreakHyphen" => line.push('-'),
                _ => {}
            },
            Event::Text(part) if texts > 0 => line.push_str(&part.xml10_content()),
            Event::CData(part) if texts > 0 => line.push_str(&part.xml10_content()),
            Event::GeneralRef(name) if texts > 0 => line.push(match name.resolve_char_ref() {
                Ok(Some(c)) => c,
                _ => match AsRef::<[u8]>::as_ref(&*name) {
                    b"amp" => '&',
                    b"lt" => '<',
                    b"gt" => '>',
                    b"quot" => '"',
                    b"apos" => '\'',
                    _ => ' ',
                },
            }),
            Event::End(end) => {
                let ends = match AsRef::<[u8]>::as_ref(end.local_name().into_inner()) {
                    b"t" => {
                        texts = texts.saturating_sub(1);
                        false
                    }
                    b"tr" => {
                        rows = rows.saturating_sub(1);
                        rows == 0
                    }
                    b"p" if rows > 0 => {
                        line.push(' ');
                        false
                    }
                    b"p" => true,
                    _ => false,
                };
                if ends && !sink.take(&std::mem::take(&mut line)) {
                    return Ok(true);
                }
            }
            Event::Eof => {
                sink.take(&line);
                return Ok(false);
            }
            _ => {}
        }
    }
}
