//! Undoes the `Content-Encoding` of a body, never beyond a limit.

use std::io::{self, Read};

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

/// The codings that are asked for.
pub(crate) const ACCEPT_ENCODING: &str = "gzip, deflate";

/// Codings one over the other; more than two are a trick.
const MOST_CODINGS: usize = 2;

/// Bytes of a file for each byte of its gzip form: a sitemap of URLs that differ by a number has 50 or so, a bomb 1000.
const MOST_PACKED: usize = 100;

/// Why a body cannot be decoded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DecodeError {
    #[error("the decoded body is larger than {0} bytes")]
    TooLarge(usize),
    #[error("the body is not what its content-encoding \"{0}\" says")]
    Broken(String, #[source] io::Error),
    #[error("the content-encoding \"{0}\" was not asked for")]
    Unknown(String),
}

/// Returns the body without its codings (the value of `Content-Encoding`, several joined by commas). `cut`: a body
/// larger than `max` bytes is cut there, as is one that breaks off.
pub(crate) fn decode(body: Vec<u8>, codings: &str, max: usize, cut: bool) -> Result<Vec<u8>, DecodeError> {
    let applied: Vec<String> = codings
        .split(',')
        .map(|coding| coding.trim().to_ascii_lowercase())
        .filter(|coding| !coding.is_empty() && coding != "identity")
        .collect();
    if applied.len() > MOST_CODINGS {
        return Err(DecodeError::Unknown(codings.to_owned()));
    }
    let mut body = body;
    // The coding named last was applied last.
    for coding in applied.iter().rev() {
        if body.is_empty() {
            break;
        }
        body = match coding.as_str() {
            "gzip" | "x-gzip" => read(MultiGzDecoder::new(&body[..]), coding, max, cut)?,
            "deflate" if has_zlib_header(&body) => read(ZlibDecoder::new(&body[..]), coding, max, cut)?,
            "deflate" => read(DeflateDecoder::new(&body[..]), coding, max, cut)?,
            _ => return Err(DecodeError::Unknown(coding.clone())),
        };
    }
    match body.len() > max {
        true if cut => body.truncate(max),
        true => return Err(DecodeError::TooLarge(max)),
        false => {}
    }
    Ok(body)
}

/// Returns what a gzip file holds, at most `max` bytes of it and no more than text can be packed into so few bytes;
/// `None` if the bytes are not one.
pub(crate) fn gunzip(bytes: &[u8], max: usize) -> Option<Vec<u8>> {
    let max = max.min(bytes.len().saturating_mul(MOST_PACKED));
    bytes
        .starts_with(&[0x1f, 0x8b])
        .then(|| read(MultiGzDecoder::new(bytes), "gzip", max, true).unwrap_or_default())
}

fn read(decoder: impl Read, coding: &str, max: usize, cut: bool) -> Result<Vec<u8>, DecodeError> {
    let mut decoded = Vec::new();
    let limit = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
    match decoder.take(limit).read_to_end(&mut decoded) {
        Err(error) if !cut => return Err(DecodeError::Broken(coding.to_owned(), error)),
        Ok(_) | Err(_) => {}
    }
    match decoded.len() > max {
        true if cut => decoded.truncate(max),
        true => return Err(DecodeError::TooLarge(max)),
        false => {}
    }
    Ok(decoded)
}

/// `deflate` means the zlib format, but some servers send the bare stream (RFC 9110, section 8.4.1.2).
fn has_zlib_header(body: &[u8]) -> bool {
    match body {
        [first, second, ..] => first & 0x0f == 8 && u16::from_be_bytes([*first, *second]).is_multiple_of(31),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn deflate(bytes: &[u8], zlib: bool) -> Vec<u8> {
        if zlib {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(bytes).unwrap();
            return encoder.finish().unwrap();
        }
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn codings_are_undone() {
        let text = "Ủy ban nhân dân phường ".repeat(50).into_bytes();
        let check = |body: Vec<u8>, codings: &str| {
            assert_eq!(decode(body, codings, 10_000, false).unwrap(), text, "{codings}");
        };
        check(text.clone(), "");
        check(text.clone(), "identity");
        check(gzip(&text), "GZIP");
        check(gzip(&text), "x-gzip");
        check(deflate(&text, true), "deflate");
        check(deflate(&text, false), "deflate");
        check(gzip(&deflate(&text, true)), "deflate, gzip");
        assert!(decode(Vec::new(), "gzip", 10, false).unwrap().is_empty(), "an empty answer is not broken");
    }

    #[test]
    fn bombs_and_lies_are_refused() {
        let bomb = gzip(&vec![0; 2_000_000]);
        assert!(bomb.len() < 20_000);
        assert!(matches!(decode(bomb.clone(), "gzip", 100_000, false), Err(DecodeError::TooLarge(100_000))));
        assert_eq!(decode(bomb.clone(), "gzip", 100_000, true).unwrap().len(), 100_000);
        let half = bomb[..bomb.len() / 2].to_vec();
        assert!(matches!(decode(half, "gzip", 10_000_000, false), Err(DecodeError::Broken(..))));
        assert!(matches!(decode(b"<html>".to_vec(), "gzip", 100, false), Err(DecodeError::Broken(..))));
        assert!(matches!(decode(b"x".to_vec(), "br", 100, false), Err(DecodeError::Unknown(_))));
        assert!(matches!(decode(gzip(b"x"), "gzip,gzip,gzip", 100, false), Err(DecodeError::Unknown(_))));
    }

    #[test]
    fn files_are_unpacked() {
        assert_eq!(gunzip(&gzip(b"<urlset/>"), 100).unwrap(), b"<urlset/>");
        assert_eq!(gunzip(b"<urlset/>", 100), None);
        assert_eq!(gunzip(&gzip(&[b'a'; 500]), 100).unwrap().len(), 100);
        let bomb = gzip(&vec![b' '; 5_000_000]);
        assert_eq!(gunzip(&bomb, usize::MAX).unwrap().len(), bomb.len() * MOST_PACKED);
    }
}
