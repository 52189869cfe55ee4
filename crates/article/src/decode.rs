//! Bytes to text.
//!
//! Ward pages lie about their charset: a proxy says `utf-8` over windows-1258, an old template says `iso-8859-1` over
//! UTF-8. So the bytes are asked first and the labels second. Text in the fonts that pass for charsets (TCVN3, VNI) is
//! turned into Unicode, in whichever parts of a page it stands (`legacy_page`).

use std::sync::LazyLock;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252, WINDOWS_1258, X_USER_DEFINED};
use langbao_text::LegacyEncoding;
use regex::bytes::Regex;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::Page;
use crate::legacy_page::modernise;

/// The text of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without byte order mark; U+FFFD stands for bytes that mean nothing in the charset.
    pub text: String,
    /// The name of the charset that was used, as the Encoding Standard writes it: `UTF-8`, `windows-1258`; for bytes in an
    /// encoding it does not know, the name of that: `TCVN3`, `VNI`.
    pub charset: &'static str,
    /// Whether some bytes mean nothing in the charset.
    pub bad_bytes: bool,
}

/// Decodes the body of a page into NFC. Any bytes pass.
///
/// The first of these that applies: byte order mark; bytes that are UTF-8; words that are Vietnamese in an encoding from
/// before Unicode; the `charset` of the content type; that of `<meta>`; detection. What is UTF-8 may still have parts, or
/// all its text, in the Latin letters of a Vietnamese font; these become Unicode too.
pub fn decode(page: &Page) -> Decoded {
    let body = page.body.as_slice();
    if let Some((encoding, _)) = Encoding::for_bom(body) {
        return decode_as(encoding, body);
    }
    if is_utf8(body) {
        return decode_as(UTF_8, body);
    }
    let guess = || {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(telling(body), true);
        detector.guess(Some(b"vn"), Utf8Detection::Deny)
    };
    // A label of UTF-8 has just been refuted.
    let label = |label: &[u8]| Encoding::for_label(label).filter(|e| *e != UTF_8 && e.is_ascii_compatible());
    let content_type = page.header("content-type").unwrap_or_default().as_bytes();
    let header = charset_in(content_type).and_then(label);
    // Latin 1 is what servers say when nobody told them anything.
    let is_latin = |encoding: &Option<&'static Encoding>| encoding.is_none_or(|e| e == WINDOWS_1252);
    let meta = || charset_in(&body[..body.len().min(4096)]).and_then(label);
    let declared = if is_latin(&header) { meta().or(header) } else { header };
    // Whoever set a page in TCVN3 had no label to give: any single-byte charset may be said of it.
    if declared.is_none_or(Encoding::is_single_byte) {
        let (text, ..) = WINDOWS_1252.decode_without_bom_handling(body);
        match modernise(&text) {
            Some((_, LegacyEncoding::Windows1258)) => return decode_as(WINDOWS_1258, body),
            Some((text, encoding)) => {
                return Decoded { text: composed(text), charset: encoding.name(), bad_bytes: false };
            }
            None => {}
        }
    }
    let encoding = match declared {
        Some(encoding) if encoding != WINDOWS_1252 && encoding != X_USER_DEFINED => encoding,
        Some(_) => Some(guess()).filter(|e| *e == WINDOWS_1258).unwrap_or(WINDOWS_1252),
        None => guess(),
    };
    decode_as(encoding, body)
}

/// Bytes a charset is guessed by.
const MAX_GUESSED: usize = 128 << 10;

/// The part of a page that tells its charset: what follows the first byte that is not ASCII, with a word before it.
fn telling(body: &[u8]) -> &[u8] {
    let first = body.iter().position(|byte| !byte.is_ascii()).unwrap_or_default();
    let body = &body[first.saturating_sub(64)..];
    &body[..body.len().min(MAX_GUESSED)]
}

fn charset_in(bytes: &[u8]) -> Option<&[u8]> {
    static CHARSET: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?i-u)charset\s*=\s*["']?\s*([a-z0-9_:-]+)"#).expect("the pattern is a constant")
    });
    CHARSET.captures(bytes).and_then(|c| c.get(1)).map(|m| m.as_bytes())
}

/// Whether these bytes were meant as UTF-8: no flaw, or so few that another charset is out of the question (a page cut
/// in the middle of a letter, a byte from a broken database field).
fn is_utf8(bytes: &[u8]) -> bool {
    if std::str::from_utf8(bytes).is_ok() {
        return true;
    }
    let (mut letters, mut flaws) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        letters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        flaws += usize::from(!chunk.invalid().is_empty());
    }
    // Text of a single-byte charset forms hardly any UTF-8 letter by chance.
    letters > 4 * flaws
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, encoding, bad_bytes) = encoding.decode(bytes);
    let text = match (encoding == UTF_8).then(|| modernise(&text)).flatten() {
        Some((text, _)) => text,
        None => text.into_owned(),
    };
    Decoded { text: composed(text), charset: encoding.name(), bad_bytes }
}

/// Brings markup into NFC. A long solidus overlay would join a `>` before it: such a page stays as it is.
fn composed(text: String) -> String {
    if is_nfc(&text) || text.contains('\u{338}') { text } else { text.nfc().collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CanonicalUrl;

    fn page(content_type: &str, body: &[u8]) -> Page {
        Page {
            url: CanonicalUrl::parse("http://phuong.example.vn/").unwrap(),
            fetched_at: Default::default(),
            status: 200,
            headers: vec![("content-type".to_owned(), content_type.to_owned())],
            body: body.to_vec(),
        }
    }

    fn check(content_type: &str, body: &[u8], charset: &str, text: &str) {
        let decoded = decode(&page(content_type, body));
        assert_eq!((decoded.charset, decoded.text.as_str()), (charset, text), "{content_type}");
    }

    /// "Bí thư Đảng ủy" as windows-1258 writes it: vowel, then tone.
    const OLD: &[u8] = b"B\xed th\xfd \xd0\xe4\xd2ng u\xd2y ph\xfd\xf5\xcc\xf2ng";

    #[test]
    fn utf8_beats_every_label() {
        let text = "Đảng ủy phường";
        for content_type in
            ["text/html; charset=iso-8859-1", "text/html", "text/html; charset=windows-1258", ""]
        {
            check(content_type, text.as_bytes(), "UTF-8", text);
        }
        let meta = "<meta charset='tis-620'>Đảng ủy";
        check("text/html", meta.as_bytes(), "UTF-8", meta);
    }

    #[test]
    fn a_flaw_or_a_cut_leaves_it_utf8() {
        let mut bytes =
            "Hội nghị tổng kết của Ủy ban nhân dân phường đã diễn ra tại hội trường".as_bytes().to_vec();
        bytes.insert(0, 0xff);
        bytes.extend_from_slice(&"ờ".as_bytes()[..2]);
        let decoded = decode(&page("text/html", &bytes));
        assert_eq!(decoded.charset, "UTF-8");
        assert!(decoded.bad_bytes && decoded.text.contains("tổng kết"));
    }

    #[test]
    fn byte_order_marks_go() {
        check("text/html; charset=ascii", "\u{feff}tổ dân phố".as_bytes(), "UTF-8", "tổ dân phố");
        let utf16: Vec<u8> = "\u{feff}tổ".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check("text/html; charset=utf-8", &utf16, "UTF-16LE", "tổ");
    }

    #[test]
    fn windows_1258_is_composed() {
        let expected = decode(&page("text/html; charset=windows-1258", OLD));
        assert_eq!(expected.charset, "windows-1258");
        assert!(unicode_normalization::is_nfc(&expected.text), "{}", expected.text);
        assert!(expected.text.starts_with("Bí thư Đ"), "{}", expected.text);
        let meta =
            [b"<meta http-equiv=content-type content=\"text/html; charset=windows-1258\">".as_slice(), OLD]
                .concat();
        for lie in ["text/html", "text/html; charset=utf-8", "text/html; charset=iso-8859-1"] {
            let decoded = decode(&page(lie, &meta));
            assert_eq!(decoded.charset, "windows-1258", "{lie}");
            assert!(decoded.text.ends_with(&expected.text), "{lie}: {}", decoded.text);
        }
    }

    #[test]
    fn without_a_label_it_is_detected() {
        let (long, _, _) = WINDOWS_1252.encode("Élève, où étais-tu passé hier à l'école française ?");
        let decoded = decode(&page("text/html", &long));
        assert!(decoded.text.starts_with("Élève"), "{decoded:?}");
        check("text/html; charset=windows-1251", b"\xcf\xf0\xe8\xe2\xe5\xf2", "windows-1251", "Привет");
    }

    #[test]
    fn a_bounded_part_of_a_page_tells_its_charset() {
        let (french, _, _) = WINDOWS_1252.encode("Élève, où étais-tu passé hier à l'école française ? ");
        let ascii = "<p>plain text</p>".repeat(MAX_GUESSED);
        let large = [ascii.as_bytes(), &french.repeat(MAX_GUESSED / french.len() + 5)].concat();
        assert_eq!(telling(&large).len(), MAX_GUESSED);
        assert!(decode(&page("text/html", &large)).text.ends_with("l'école française ? "));
        assert_eq!(telling(b"plain"), b"plain");
    }

    #[test]
    fn vietnamese_fonts_are_told_from_latin() {
        let tcvn3 =
            b"<p>Ban Th\xad\xeang v\xf4 \xa7\xb6ng u\xfb ph\xad\xeang h\xe4p phi\xaan th\xb8ng s\xb8u.</p>";
        let vni = b"<p>Ban Th\xf6\xf4\xf8ng vu\xef \xd1a\xfbng u\xfby ph\xf6\xf4\xf8ng ho\xefp phie\xe2n tha\xf9ng sa\xf9u.</p>";
        for label in [
            "",
            "; charset=iso-8859-1",
            "; charset=utf-8",
            "; charset=x-user-defined",
            "; charset=windows-1258",
        ] {
            let content_type = format!("text/html{label}");
            let text = "<p>Ban Thường vụ Đảng uỷ phường họp phiên tháng sáu.</p>";
            check(&content_type, tcvn3, "TCVN3", text);
            check(&content_type, vni, "VNI", &text.replace("uỷ", "ủy"));
        }
    }

    #[test]
    fn vietnamese_fonts_in_utf8_become_unicode() {
        check(
            "text/html; charset=utf-8",
            "<h1>Tổ dân phố số 5</h1><font face=\"VNI-Times\">UÛy ban nhaân daân</font>".as_bytes(),
            "UTF-8",
            "<h1>Tổ dân phố số 5</h1><font face=\"VNI-Times\">Ủy ban nhân dân</font>",
        );
    }

    #[test]
    fn text_is_composed() {
        check("text/html", "to\u{302}\u{309}".as_bytes(), "UTF-8", "tổ");
        check("text/html", "<b>\u{338}o\u{302}".as_bytes(), "UTF-8", "<b>\u{338}o\u{302}");
    }

    #[test]
    fn an_unknown_or_unfit_label_is_passed_over() {
        for label in ["text/html; charset=x-sai", "text/html; charset=utf-16", "text/html; charset="] {
            assert!(!decode(&page(label, OLD)).text.is_empty());
        }
        check("text/plain", b"", "UTF-8", "");
    }
}
