//! Pages set in the Vietnamese fonts from before Unicode, made Unicode.
//!
//! Until about 2010 a page said `<font face=".VnTime">` and was written in the Latin letters that font shows as Vietnamese
//! ones: `Uû ban nh©n d©n`. Such pages were later served as UTF-8, letters unchanged, inside layouts in true Unicode. So
//! each run of text is looked at by itself: where a font is declared, the font says what it is unless the text speaks
//! against it; elsewhere all such runs of the page are heard together. What is right already is never touched.

use std::borrow::Cow;
use std::ops::Range;

use langbao_text::{LegacyEncoding, LegacyFont, detect_misread};

use crate::markup::{Markup, Run};

/// Text of one encoding that is looked at before it is believed, in bytes.
const MAX_SAMPLE: usize = 40_000;

/// Text that is asked what it is, run by run, in bytes times the encodings tried; what comes after it stays as it is.
/// Pages have far less that is neither ASCII nor letters of Unicode, and random bytes take no second.
const MAX_ASKED: usize = 1 << 20;

/// Words and confidence from which a run that stands alone on its page is believed.
const LONE_WORDS: usize = 3;
const LONE_CONFIDENCE: f32 = 0.9;

/// A run of text that may be in such letters.
struct Candidate {
    range: Range<usize>,
    font: Option<LegacyFont>,
    /// The text, references to letters resolved.
    text: String,
}

/// Turns the parts of a page that are in Latin letters of Vietnamese fonts into Unicode. Takes the page as text, read as
/// UTF-8 or windows-1252; gives it anew with the encoding most of these parts are in, or `None` if there are none.
pub(crate) fn modernise(html: &str) -> Option<(String, LegacyEncoding)> {
    let candidates: Vec<Candidate> = Markup::new(html).filter_map(|run| candidate(html, run)).collect();
    let has_letters = |candidate: &&Candidate| !candidate.text.is_ascii();
    let sample = |chosen: &mut dyn Iterator<Item = &Candidate>| {
        let mut sample = String::new();
        for candidate in chosen.filter(has_letters) {
            if sample.len() > MAX_SAMPLE {
                break;
            }
            sample.push_str(&candidate.text);
            sample.push('\n');
        }
        sample
    };
    let declared: Vec<LegacyEncoding> = LegacyEncoding::ALL
        .into_iter()
        .filter(|encoding| {
            let set = |c: &&Candidate| c.font.is_some_and(|font| font.encoding == *encoding);
            encoding.advantage(&sample(&mut candidates.iter().filter(set))) > 0.0
        })
        .collect();
    let font_of = |c: &Candidate| c.font.filter(|font| declared.contains(&font.encoding));
    let rest = sample(&mut candidates.iter().filter(|c| font_of(c).is_none()));
    let of_page = detect_misread(&rest).map(|guess| guess.encoding);

    let mut modern = String::with_capacity(html.len());
    let mut copied = 0;
    let mut bytes = [0usize; LegacyEncoding::ALL.len()];
    let mut asked = 0;
    for candidate in &candidates {
        let is_known = font_of(candidate).is_some() || of_page.is_some();
        let encodings = if is_known { 1 } else { LegacyEncoding::ALL.len() };
        asked += candidate.text.len() * encodings;
        if asked > MAX_ASKED {
            break;
        }
        let decoded = match (font_of(candidate), of_page) {
            (Some(font), _) if font.encoding.advantage(&candidate.text) >= 0.0 => {
                Some((font.encoding, font.decode_misread(&candidate.text)))
            }
            (Some(_), _) => None,
            (None, Some(encoding)) if encoding.advantage(&candidate.text) > 0.0 => {
                Some((encoding, encoding.decode_misread(&candidate.text)))
            }
            (None, Some(_)) => None,
            (None, None) => {
                lone(candidate).map(|encoding| (encoding, encoding.decode_misread(&candidate.text)))
            }
        };
        let Some((encoding, text)) = decoded else { continue };
        modern.push_str(&html[copied..candidate.range.start]);
        modern.push_str(&text);
        copied = candidate.range.end;
        let at = LegacyEncoding::ALL.iter().position(|known| *known == encoding).unwrap_or_default();
        bytes[at] += text.len();
    }
    let (at, most) = bytes.iter().enumerate().max_by_key(|(_, bytes)| **bytes)?;
    if *most == 0 {
        return None;
    }
    modern.push_str(&html[copied..]);
    Some((modern, LegacyEncoding::ALL[at]))
}

/// The encoding of a run on a page that is otherwise something else.
fn lone(candidate: &Candidate) -> Option<LegacyEncoding> {
    let words = candidate.text.split_whitespace().filter(|word| !word.is_ascii()).take(LONE_WORDS).count();
    let guess = (words == LONE_WORDS).then(|| detect_misread(&candidate.text))??;
    (guess.confidence > LONE_CONFIDENCE).then_some(guess.encoding)
}

/// A run that has such letters, or is set in a font that would show others; `None` for one with letters that only
/// Unicode has: it is right as it is.
fn candidate(html: &str, run: Run) -> Option<Candidate> {
    let text = resolve(&html[run.range.clone()])?;
    if run.font.is_none() && text.is_ascii() {
        return None;
    }
    let is_unicode = |c: char| u32::from(c) > 0xFF && c.is_alphabetic() && !"ŒœŠšŽžŸƒˆμ".contains(c);
    if text.chars().any(|c| is_unicode(c) || ('\u{300}'..'\u{370}').contains(&c)) {
        return None;
    }
    Some(Candidate { range: run.range, font: run.font, text: text.into_owned() })
}

/// The names HTML has for the characters of ISO 8859-1 from 0xA1, in their order.
const LATIN_1_NAMES: &str = "iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 \
    sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring \
    AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times \
    Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute \
    ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml \
    yacute thorn yuml";

/// Resolves references to letters a font may stand for: `nh&acirc;n`, `&#236;`. Those to markup, and to a space, stay.
/// `None` if a reference names a letter of Unicode.
fn resolve(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('&') {
        return Some(Cow::Borrowed(text));
    }
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        resolved.push_str(&rest[..at]);
        rest = &rest[at..];
        let name = &rest[1..];
        let length = name.bytes().take(12).take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
        let end = 1 + length + usize::from(name[length..].starts_with(';'));
        match referred(&name[..length]) {
            Some(c) if u32::from(c) > 0xFF && c.is_alphabetic() && !"ŒœŠšŽžŸƒˆ".contains(c) => {
                return None;
            }
            Some(c) if !c.is_ascii() && c != '\u{a0}' => resolved.push(c),
            _ => resolved.push_str(&rest[..end]),
        }
        rest = &rest[end..];
    }
    resolved.push_str(rest);
    Some(Cow::Owned(resolved))
}

/// The character a reference names: by number, or by a name of ISO 8859-1.
fn referred(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    LATIN_1_NAMES.split_ascii_whitespace().zip('\u{a1}'..).find(|(known, _)| *known == name).map(|(_, c)| c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &str) {
        assert_eq!(modernise(html).map(|(text, _)| text).as_deref().unwrap_or(html), expected);
    }

    #[test]
    fn a_font_tells_what_its_text_is() {
        check(
            "<p>Trang chủ</p><font face='.VnTime'>§¶ng bé x· <b>B×nh Minh</b></font> <i>hết</i>",
            "<p>Trang chủ</p><font face='.VnTime'>Đảng bộ xã <b>Bình Minh</b></font> <i>hết</i>",
        );
        check(
            r#"<span style="font-size:14pt; font-family: &quot;.VnTimeH&quot;">ñy ban</span>"#,
            r#"<span style="font-size:14pt; font-family: &quot;.VnTimeH&quot;">ỦY BAN</span>"#,
        );
        check(
            "<td style=\"font:12pt VNI-Times\">Tröôøng hoïc <span style='font-family:Arial'>Hà Nội</span></td>",
            "<td style=\"font:12pt VNI-Times\">Trường học <span style='font-family:Arial'>Hà Nội</span></td>",
        );
    }

    #[test]
    fn a_style_sheet_tells_fonts_by_class() {
        check(
            "<style>p.MsoNormal, .tin {font-family:\".VnTime\"} h1 {font-family:Arial}</style>\
             <p class=MsoNormal>Héi nghÞ</p><p>Hội nghị</p><div class='a tin'>tæng kÕt</div>",
            "<style>p.MsoNormal, .tin {font-family:\".VnTime\"} h1 {font-family:Arial}</style>\
             <p class=MsoNormal>Hội nghị</p><p>Hội nghị</p><div class='a tin'>tổng kết</div>",
        );
    }

    #[test]
    fn a_font_that_lies_is_not_believed() {
        for html in [
            "<font face='.VnTime'>Công an xã thông báo</font>",
            "<font face='VNI-Times'>Hôm nay ông chủ tịch phường họp dân</font>",
            "<body style='font-family:.VnTime'>Đảng bộ và Công đoàn, tháng sáu</body>",
        ] {
            check(html, html);
        }
    }

    #[test]
    fn without_fonts_the_page_is_heard_as_a_whole() {
        check(
            "<title>Tin tøc</title><p>Ban Th\u{ad}êng vô §¶ng uû häp phiªn th¸ng s¸u.</p><p title=\"B×nh\">Hµ</p><p>© 2009</p>",
            "<title>Tin tức</title><p>Ban Thường vụ Đảng uỷ họp phiên tháng sáu.</p><p title=\"Bình\">Hà</p><p>© 2009</p>",
        );
    }

    #[test]
    fn a_paragraph_among_unicode_is_found() {
        check(
            "<p>Trang chủ</p><p>Thông báo</p><p>Liên hệ với chúng tôi: phường Ngọc Thụy, điện thoại bàn</p>\
             <p>Saùng nay, UÛy ban nhaân daân phöôøng toå chöùc hoäi nghò sô keát.</p>",
            "<p>Trang chủ</p><p>Thông báo</p><p>Liên hệ với chúng tôi: phường Ngọc Thụy, điện thoại bàn</p>\
             <p>Sáng nay, Ủy ban nhân dân phường tổ chức hội nghị sơ kết.</p>",
        );
    }

    #[test]
    fn references_are_letters_too() {
        check(
            "<p>Uû ban nh&copy;n d&copy;n x&middot; th&#171;ng b&cedil;o &amp; m&ecirc;i häp&nbsp;&lt;b&gt;</p>",
            "<p>Uỷ ban nhân dân xã thông báo &amp; mời họp&nbsp;&lt;b&gt;</p>",
        );
    }

    #[test]
    fn scripts_and_comments_stay() {
        let html = "<script>var a = 'Héi nghÞ tæng kÕt';</script><!-- Héi nghÞ tæng kÕt --><p>Hội nghị</p>";
        check(html, html);
    }

    #[test]
    fn a_bounded_part_of_a_page_is_asked() {
        let noise = "<p>Le maire a été réélu à la tête du conseil, où il était déjà.</p>";
        let lone = "<p>Saùng nay, UÛy ban nhaân daân phöôøng toå chöùc hoäi nghò sô keát.</p>";
        assert!(modernise(&format!("{}{lone}", noise.repeat(1000))).is_some());
        let all = MAX_ASKED / LegacyEncoding::ALL.len() / noise.len() + 1000;
        assert!(modernise(&format!("{}{lone}", noise.repeat(all))).is_none());
        assert!(modernise(&format!("{lone}{}", noise.repeat(all))).is_some());
    }

    #[test]
    fn other_pages_stay() {
        for html in [
            "<html lang=fr><p>Le maire a été réélu à la tête du conseil, où il siégeait déjà.</p></html>",
            "<p>T&#7893; ch&#7913;c h&#7897;i ngh&#7883; c&ocirc;ng t&aacute;c</p>",
            "<p>Công an xã thông báo: tháng sáu, nhà trường và ban quân dân</p>",
            "<p>plain</p>",
            "<a <b> </ <",
            "",
        ] {
            check(html, html);
        }
    }
}
