//! Text brought onto lines.

use unicode_normalization::UnicodeNormalization;

/// Returns the line in NFC, runs of white space as one space, control and invisible characters gone.
pub(crate) fn tidy(line: &str) -> String {
    let mut tidy = String::with_capacity(line.len());
    for c in line.nfc() {
        if c.is_whitespace() {
            if !tidy.is_empty() && !tidy.ends_with(' ') {
                tidy.push(' ');
            }
        } else if !c.is_control()
            && !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fffd}')
        {
            tidy.push(c);
        }
    }
    tidy.truncate(tidy.trim_end().len());
    tidy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_spaces() {
        assert_eq!(tidy(" Ke\u{302}\u{301}  hoa\u{323}ch\u{a0}số\t45\u{0} "), "Kế hoạch số 45");
        assert_eq!(tidy("\u{200b} \n"), "");
    }
}
