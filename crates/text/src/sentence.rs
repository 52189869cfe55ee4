//! Where a sentence begins and ends.

use std::ops::Range;

/// Words whose full stop ends no sentence: *TP. Hà Nội*, *P. Ngọc Thụy*, *ông Nguyễn V. A*.
const LONGEST_ABBREVIATION: usize = 3;

/// Returns the sentence around a stretch of a text, in bytes: from the line break or the end of the sentence before it
/// to those behind it. A full stop behind a short word that begins with a capital ends none.
///
/// ```
/// let text = "Sáng 27/2, phường họp. Đồng chí Thẩm Bá Phước, Bí thư Đảng ủy, chủ trì. Hội nghị bàn ba việc.";
/// let name = text.find("Thẩm").unwrap();
/// let sentence = langbao_text::sentence_around(text, name..name + 1);
/// assert_eq!(&text[sentence], "Đồng chí Thẩm Bá Phước, Bí thư Đảng ủy, chủ trì.");
/// ```
pub fn sentence_around(text: &str, stretch: Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(stretch.start.min(text.len()));
    let end = text.ceil_char_boundary(stretch.end.clamp(start, text.len()));
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at);
    let line = &text[line_start..line_end];
    let ends = sentence_ends(line).map(|at| line_start + at);
    let (mut first, mut last) = (line_start, line_end);
    for at in ends {
        if at <= start {
            first = at;
        } else if at >= end {
            last = at;
            break;
        }
    }
    let trimmed = &text[first..last];
    let leading = trimmed.len() - trimmed.trim_start().len();
    first + leading..first + leading + trimmed.trim().len()
}

/// Bytes behind the marks that end a sentence in one line.
fn sentence_ends(line: &str) -> impl Iterator<Item = usize> {
    line.match_indices(['.', '!', '?', '…']).filter_map(move |(at, mark)| {
        let behind = at + mark.len();
        let closes = line[behind..].trim_start_matches(['"', '”', '’', ')', '»']);
        let ends = closes.starts_with(char::is_whitespace) && !(mark == "." && is_abbreviation(&line[..at]));
        ends.then(|| line.len() - closes.len())
    })
}

fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    word.chars().next().is_some_and(char::is_uppercase)
        && word.chars().count() <= LONGEST_ABBREVIATION
        && word.chars().filter(|c| c.is_uppercase()).count() == word.chars().count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, word: &str, expected: &str) {
        let at = text.find(word).unwrap();
        assert_eq!(&text[sentence_around(text, at..at + word.len())], expected);
    }

    #[test]
    fn a_sentence_ends_at_a_mark_or_a_line() {
        check("Họp xã\nÔng A đến. Bà B về.", "Bà", "Bà B về.");
        check("Họp xã\nÔng A đến. Bà B về.", "xã", "Họp xã");
        check("Về TP. Hà Nội, ông A nói: “Được!” Rồi đi.", "A", "Về TP. Hà Nội, ông A nói: “Được!”");
        check("Chi 1.500 đồng. Hết.", "1.500", "Chi 1.500 đồng.");
    }

    proptest! {
        #[test]
        fn any_stretch_has_a_sentence(text in "(\\PC|[.!?\n ]){0,60}", start in 0usize..90, length in 0usize..20) {
            let sentence = sentence_around(&text, start..start + length);
            prop_assert!(text.get(sentence).is_some_and(|s| !s.contains('\n') || length > 0));
        }
    }
}
