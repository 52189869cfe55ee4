//! Document numbers: `32/QĐ-UBND`, `05/2024/NQ-HĐND`, `12-NQ/TW`, `123/2020/NĐ-CP`, and what they say.

use std::ops::Range;

use crate::mention::DocumentNumber;
use crate::reading::Reading;
use crate::token::{Kind, Line, Token};

/// Kinds of documents: as in a number, in match-key form, and written out.
const KINDS: &[(&str, &str)] = &[
    ("bb", "Biên bản"),
    ("bc", "Báo cáo"),
    ("cd", "Chế độ"),
    ("ct", "Chỉ thị"),
    ("ctr", "Chương trình"),
    ("cttr", "Chương trình"),
    ("cv", "Công văn"),
    ("cđ", "Công điện"),
    ("gm", "Giấy mời"),
    ("hd", "Hướng dẫn"),
    ("hdlt", "Hướng dẫn liên tịch"),
    ("kh", "Kế hoạch"),
    ("khlt", "Kế hoạch liên tịch"),
    ("kl", "Kết luận"),
    ("l", "Luật"),
    ("nq", "Nghị quyết"),
    ("nqlt", "Nghị quyết liên tịch"),
    ("nđ", "Nghị định"),
    ("pa", "Phương án"),
    ("pl", "Pháp lệnh"),
    ("qc", "Quy chế"),
    ("qyđ", "Quy định"),
    ("qđ", "Quyết định"),
    ("sl", "Sắc lệnh"),
    ("tb", "Thông báo"),
    ("tm", "Thư mời"),
    ("tt", "Thông tư"),
    ("ttlt", "Thông tư liên tịch"),
    ("ttr", "Tờ trình"),
    ("đa", "Đề án"),
];
/// Makers of documents that stand alone after a number: `127/UBND`.
const MAKERS: &[&str] = &["ubnd", "hđnd", "mttq", "qđnd", "qđ", "đu", "bcđ", "ubmttq", "bch"];
/// The date of a document stands within this many tokens behind its number.
const DATE_WITHIN: usize = 8;

/// Finds all document numbers and takes their tokens.
pub(crate) fn find(reading: &mut Reading<'_>) -> Vec<DocumentNumber> {
    let mut found = Vec::new();
    for line in reading.lines().to_vec() {
        let mut at = line.tokens.start;
        while at < line.tokens.end {
            if reading.token(at).kind != Kind::Number {
                at += 1;
                continue;
            }
            let Some(tokens) = number_at(reading, at, line.tokens.end) else {
                at += 1;
                continue;
            };
            at = tokens.end;
            found.push(mention(reading, &line, &tokens));
            reading.taken[tokens].fill(true);
        }
    }
    found
}

fn mention(reading: &Reading<'_>, line: &Line, tokens: &Range<usize>) -> DocumentNumber {
    let range = reading.tokens.bytes(tokens);
    let number = langbao_text::normal_form(&reading.tokens.source[range.clone()]).to_uppercase();
    let number = number.split_whitespace().collect::<String>().replace(['–', '—', '‑'], "-");
    let mut parts = number.split(['/', '-']).skip(1).peekable();
    let year = parts.next_if(|part| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit()));
    let parts: Vec<&str> = parts.collect();
    let kind = parts.iter().find_map(|part| document_kind(part));
    let makers: Vec<&str> = parts.iter().copied().filter(|part| document_kind(part).is_none()).collect();
    let year = year.map_or_else(|| year_behind(reading, line, tokens.end), |year| year.parse().ok());
    DocumentNumber {
        range,
        // A number without a kind is an official letter (*1204/UBND-KT*); of the assembly it is a law.
        kind: kind
            .or_else(|| parts.iter().any(|part| part.starts_with("QH")).then_some("Luật"))
            .unwrap_or("Công văn")
            .to_owned(),
        year,
        body: (!makers.is_empty()).then(|| makers.join("-")),
        number,
    }
}

/// Returns the year of a date right behind a number: *ngày 15/4/2022*, *ngày 5 tháng 3 năm 2018*.
fn year_behind(reading: &Reading<'_>, line: &Line, end: usize) -> Option<u16> {
    let window = end..line.tokens.end.min(end + DATE_WITHIN);
    let dated = window.clone().next().is_some_and(|at| {
        let at = if reading.token(at).is_mark(',') || reading.token(at).is_mark('(') { at + 1 } else { at };
        at < line.tokens.end && reading.lexicon.is(reading.token(at).word, "ngày")
    });
    let mut years = window.filter_map(|at| {
        let raw = reading.tokens.raw(reading.token(at));
        raw.parse::<u16>().ok().filter(|year| raw.len() == 4 && (1945..=2100).contains(year))
    });
    years.next().filter(|_| dated)
}

/// Returns the kind of document for which letters in a number stand: *QĐ* is *Quyết định*. `None` for letters that name no
/// kind.
pub fn document_kind(part: &str) -> Option<&'static str> {
    let key = langbao_text::match_key(part);
    KINDS.binary_search_by(|(short, _)| (*short).cmp(&key)).ok().map(|at| KINDS[at].1)
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
    let mut known = false;
    while let (Some(sign), Some(segment)) = (get(at), get(at + 1)) {
        if !(sign.is_mark('/') || sign.is_dash()) {
            break;
        }
        let raw = tokens.raw(segment);
        let kind = document_kind(raw).is_some();
        // *32 / QĐ - UBND*: forms leave gaps for the number to be written in by hand. A gap is no sign of a number
        // before anything but a kind, nor behind one before a word (*32/QĐ - Về việc*).
        let touching = tokens.touch(at - 1) && tokens.touch(at);
        let gap = sign.is_mark('/') && !year && segments == 0 && tokens.touch(at) && is_segment(raw, 0)
            || kind && segments == 0
            || known && segment.kind == Kind::Upper;
        if !(touching || gap)
            || !(is_segment(raw, segments) || kind && segments == 0 || known && is_maker(raw))
        {
            break;
        }
        known |= kind;
        slash |= sign.is_mark('/');
        segments += 1;
        at += 2;
        let alone = sign.is_mark('/') && (kind || is_maker(raw)) && segment.kind != Kind::Lower;
        if slash && (segments >= 2 || year || alone) {
            end = Some(at);
        }
    }
    end.map(|end| start..end)
}

fn is_maker(raw: &str) -> bool {
    MAKERS.contains(&langbao_text::match_key(raw).as_str())
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
    fn gaps_and_small_letters() {
        check("số: 45 / TB - BCĐ và 32/qđ-ubnd", &["45/TB-BCĐ", "32/QĐ-UBND"]);
        check("Chương trình số 06- CTr/QU", &["06-CTR/QU"]);
    }

    #[test]
    fn kind_year_and_maker() {
        let parts = |text: &str| {
            let found = find(&mut Reading::new(text)).remove(0);
            (found.kind, found.year, found.body)
        };
        let expect = |kind: &str, year, body: &str| (kind.to_owned(), year, Some(body.to_owned()));
        assert_eq!(parts("15/2023/NQ-HĐND"), expect("Nghị quyết", Some(2023), "HĐND"));
        assert_eq!(parts("32/QĐ-UBND ngày 05/3/2018"), expect("Quyết định", Some(2018), "UBND"));
        assert_eq!(parts("12-NQ/TW, ngày 5 tháng 3 năm 2017"), expect("Nghị quyết", Some(2017), "TW"));
        assert_eq!(parts("1204/UBND-KT của quận năm 2019"), expect("Công văn", None, "UBND-KT"));
        assert_eq!(parts("45/2019/QH14"), expect("Luật", Some(2019), "QH14"));
        assert!(KINDS.is_sorted());
    }

    #[test]
    fn dates_fractions_and_addresses_are_none() {
        check("27/02/2018 | 18:00, 24/7, 12/15 phiếu, số nhà 12/3 Lê Lợi, tổ 5-KP2, 3-2/TW1x", &[]);
        check("Covid-19, 4/4, A-32/QĐ-UBND, km/h, 10/A, 1.234/QĐ-UBND", &[]);
    }
}
