//! Bytes to text.
//!
//! Ward pages lie about their charset: a proxy says `utf-8` over windows-1258, an old template says `iso-8859-1` over
//! UTF-8. So the bytes are asked first and the labels second. The fonts that pass for charsets (TCVN3, VNI) come out
//! as the Latin letters they borrow.

use std::sync::LazyLock;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252, WINDOWS_1258};
use regex::bytes::Regex;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::Page;

/// The text of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without byte order mark; U+FFFD stands for bytes that mean nothing in the charset.
    pub text: String,
    /// The name of the charset that was used, as the Encoding Standard writes it: `UTF-8`, `windows-1258`.
    pub charset: &'static str,
    /// Whether some bytes mean nothing in the charset.
    pub bad_bytes: bool,
}

/// Decodes the body of a page. Any bytes pass.
///
/// The first of these that applies: byte order mark; bytes that are UTF-8; the `charset` of the content type; that of
/// `<meta>`; detection. Text from windows-1258, which writes tones as marks of their own, is brought into NFC.
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
        detector.feed(body, true);
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
    let encoding = match declared {
        Some(encoding) if encoding != WINDOWS_1252 => encoding,
        Some(latin) => Some(guess()).filter(|e| *e == WINDOWS_1258).unwrap_or(latin),
        None => guess(),
    };
    decode_as(encoding, body)
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
    let text =
        if encoding == WINDOWS_1258 && !is_nfc(&text) { text.nfc().collect() } else { text.into_owned() };
    Decoded { text, charset: encoding.name(), bad_bytes }
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
    fn an_unknown_or_unfit_label_is_passed_over() {
        for label in ["text/html; charset=x-sai", "text/html; charset=utf-16", "text/html; charset="] {
            assert!(!decode(&page(label, OLD)).text.is_empty());
        }
        check("text/plain", b"", "UTF-8", "");
    }
}
