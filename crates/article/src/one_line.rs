//! Text brought onto one line: NFC and spaces, nothing else. The word forms stay as printed; unifying them is
//! the business of `langbao-text`.

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Returns the text in NFC on one line: runs of white space (no-break spaces among them) become one space,
/// invisible characters and control characters go, the ends are trimmed.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() || matches!(c, '\u{00a0}' | '\u{2007}' | '\u{202f}' | '\u{3000}') {
            gap = true;
        } else if is_invisible(c) || c.is_control() {
        } else {
            if gap && !line.is_empty() {
                line.push(' ');
            }
            gap = false;
            line.push(c);
        }
    }
    if is_nfc(&line) { line } else { line.nfc().collect() }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{fffc}')
}

/// Returns the key under which two printings of one line are the same: lower case, letters and digits only,
/// single spaces.
pub(crate) fn line_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) {
            key.push(c);
        } else if !key.is_empty() && !key.ends_with(' ') {
            key.push(' ');
        }
    }
    key.truncate(key.trim_end().len());
    if is_nfc(&key) { key } else { key.nfc().collect() }
}

/// Returns whether the line has a letter.
pub(crate) fn has_letter(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_and_marks() {
        assert_eq!(one_line("  Ủy\u{a0}ban \r\n nhân\u{200b} dân\t"), "Ủy ban nhân dân");
        assert_eq!(one_line("Ha\u{300} No\u{302}\u{323}i"), "Hà Nội");
        assert_eq!(one_line("hoà, thuỷ"), "hoà, thuỷ", "tone placement is kept");
        assert_eq!(line_key("Tin khác:  (3)"), "tin khác 3");
    }
}
