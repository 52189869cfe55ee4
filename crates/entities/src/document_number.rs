//! Document numbers: `32/QĐ-UBND`, `05/2024/NQ-HĐND`, `12-NQ/TW`, `123/2020/NĐ-CP`.

use std::ops::Range;

use crate::mention::DocumentNumber;
use crate::reading::Reading;
use crate::token::{Kind, Token};

/// Kinds and makers of documents that stand alone after a number: `127/KH`.
const ALONE: &[&str] = &[
    "UBND", "HĐND", "QĐ", "KH", "NQ", "BC", "TB", "TTr", "CV", "HD", "CT", "GM", "QĐND", "MTTQ", "NĐ", "TT",
    "CTr", "KL",
];

/// Finds all document numbers and takes their tokens.
pub(crate) fn find(reading: &mut Reading<'_>) -> Vec<DocumentNumber> {
    let mut found = Vec::new();
    for line in reading.lines().to_vec() {
        let mut at = line.tokens.start;
        while at < line.tokens.end {
            let Some(tokens) = number_at(reading, at, line.tokens.end) else {
                at += 1;
                continue;
            };
            at = tokens.end;
            let range = reading.tokens.bytes(&tokens);
            let written = &reading.tokens.source[range.clone()];
            let number = langbao_text::normal_form(written).to_uppercase();
            let number = number.split_whitespace().collect::<String>().replace(['–', '—', '‑'], "-");
            found.push(DocumentNumber { range, number });
            reading.taken[tokens].fill(true);
        }
    }
    found
}

/// Returns the tokens of the document number that begins at a token of a line.
fn number_at(reading: &Reading<'_>, start: usize, line_end: usize) -> Option<Range<usize>> {
    let tokens = &reading.tokens;
    let is_digits = |token: &Token, most: usize| {
        let raw = tokens.raw(token);
        token.kind == Kind::Number && raw.len() <= most && raw.bytes().all(|b| b.is_ascii_digit())
    };
    if !is_digits(tokens.list.get(start)?, 6)
        || start > 0 && tokens.touch(start - 1) && joins(tokens.list.get(start - 1)?)
    {
        return None;
    }
    let get = |at: usize| tokens.list.get(at).filter(|_| at < line_end);
    let mut at = start + 1;
    let year = get(at).is_some_and(|sign| sign.is_mark('/'))
        && get(at + 1).is_some_and(|year| is_digits(year, 4) && tokens.raw(year).len() == 4);
    if year {
        at += 2;
    }
    let mut segments = 0;
    let mut slash = year;
    let mut end = None;
    while let (Some(sign), Some(segment)) = (get(at), get(at + 1)) {
        // *32 /QĐ-UBND*: forms leave a gap for the number to be written in by hand.
        let gap = segments == 0 && !year && sign.is_mark('/');
        let touching = (gap || tokens.touch(at - 1)) && tokens.touch(at);
        if !(sign.is_mark('/') || sign.is_dash()) || !touching || !is_segment(tokens.raw(segment), segments) {
            break;
        }
        slash |= sign.is_mark('/');
        segments += 1;
        at += 2;
        let alone =
            sign.is_mark('/') && ALONE.contains(&langbao_text::normal_form(tokens.raw(segment)).as_str());
        if slash && (segments >= 2 || year || alone) {
            end = Some(at);
        }
    }
    end.map(|end| start..end)
}

/// Says whether a token right before digits makes them a part of something else: `12.345`, `A-32`.
fn joins(token: &Token) -> bool {
    !matches!(token.kind, Kind::Mark('(' | ')' | ':' | '"' | '“' | ';' | '[' | '«'))
}

/// Says whether a part of a number is capitals with perhaps a small end (*TTg*, *CTr*) and digits (*QH14*).
fn is_segment(raw: &str, before: usize) -> bool {
    let raw = langbao_text::normal_form(raw);
    let letters: Vec<char> = raw.chars().filter(|c| c.is_alphabetic()).collect();
    let small = letters.iter().filter(|c| !c.is_uppercase()).count();
    let first = raw.chars().next().is_some_and(char::is_uppercase);
    first
        && raw.chars().count() <= 12
        && small <= 1
        && letters.len() - small >= if before == 0 { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let mut reading = Reading::new(text);
        let found = find(&mut reading);
        assert_eq!(found.iter().map(|d| d.number.as_str()).collect::<Vec<_>>(), expected, "{text}");
        for document in found {
            assert!(text.get(document.range).is_some());
        }
    }

    #[test]
    fn usual_numbers() {
        check("Quyết định số 32/QĐ-UBND ngày 05/3/2018", &["32/QĐ-UBND"]);
        check("Kế hoạch số: 127/KH-UBND, Nghị quyết 05/2024/NQ-HĐND.", &["127/KH-UBND", "05/2024/NQ-HĐND"]);
        check("Nghị quyết số 12-NQ/TW của Trung ương", &["12-NQ/TW"]);
        check("Công văn 1234/UBND-VX (Nghị định 123/2020/NĐ-CP)", &["1234/UBND-VX", "123/2020/NĐ-CP"]);
        check("Chỉ thị số 09/CT-TTg và Luật số 45/2019/QH14", &["09/CT-TTG", "45/2019/QH14"]);
        check("Thông báo số 18/TB, chương trình 07-CTr/QU", &["18/TB", "07-CTR/QU"]);
    }

    #[test]
    fn decomposed_text_and_gaps() {
        check("so\u{302}\u{301} 15-NQ/ĐU và 32 /QĐ–UBND", &["15-NQ/ĐU", "32/QĐ-UBND"]);
    }

    #[test]
    fn dates_fractions_and_addresses_are_none() {
        check("27/02/2018 | 18:00, 24/7, 12/15 phiếu, số nhà 12/3 Lê Lợi, tổ 5-KP2, 3-2/TW1x", &[]);
        check("Covid-19, 4/4, A-32/QĐ-UBND, km/h, 10/A, 1.234/QĐ-UBND", &[]);
    }
}
