//! Words that make a question of a query and that no answer needs to have: *ai là chủ tịch phường …* asks for articles
//! with *chủ tịch phường …*.

use std::collections::HashSet;

use super::unit::{Syllable, Unit};

/// Where in a query words must stand to be those of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Start,
    End,
    Anywhere,
    /// Not at all: without marks they may be other words.
    Nowhere,
}

/// Words of questions, where they stand if they are typed with marks, and where if without. What contains others comes
/// first.
const WORDS: &[(&str, At, At)] = &[
    ("như thế nào", At::Anywhere, At::Anywhere),
    ("thế nào là", At::Start, At::Start),
    ("thế nào", At::End, At::End),
    ("là bao nhiêu", At::Anywhere, At::Anywhere),
    ("bao nhiêu", At::Anywhere, At::Anywhere),
    ("bao giờ", At::Anywhere, At::Anywhere),
    ("bao lâu", At::Anywhere, At::Anywhere),
    ("khi nào", At::Anywhere, At::Anywhere),
    ("lúc nào", At::Anywhere, At::End),
    ("vì sao", At::Anywhere, At::Start),
    ("tại sao", At::Anywhere, At::Anywhere),
    ("làm sao", At::Anywhere, At::Start),
    ("ra sao", At::End, At::End),
    ("ở đâu", At::Anywhere, At::End),
    ("ai là", At::Start, At::Start),
    ("là ai", At::End, At::End),
    ("là gì", At::End, At::End),
    ("ai đã", At::Start, At::Start),
    ("ai", At::Start, At::Nowhere),
    ("gì", At::End, At::Nowhere),
    ("nào", At::Anywhere, At::Nowhere),
    ("phải không", At::End, At::End),
    ("hay không", At::End, At::End),
];

/// Of a question, what adds nothing wherever it stands.
const LINK: &str = "là";

/// Syllables of a question, at least: *ai là* alone is looked for as it is.
const LEAST: usize = 4;

/// The units that only ask. None, if nothing else would be left.
pub(crate) fn asking(units: &[Unit], marked: bool) -> HashSet<usize> {
    let mut found = HashSet::new();
    if units.len() < LEAST {
        return found;
    }
    let key = |unit: &Unit| {
        let Syllable { exact, folded, .. } = &unit.whole;
        if marked { exact.clone() } else { folded.clone() }
    };
    let keys: Vec<String> = units.iter().map(key).collect();
    for (words, with_marks, without) in WORDS {
        let words = if marked { (*words).to_owned() } else { langbao_text::fold(words) };
        let words: Vec<&str> = words.split(' ').collect();
        let stands = |at: usize| match if marked { *with_marks } else { *without } {
            At::Start => at == 0,
            At::End => at + words.len() == keys.len(),
            At::Anywhere => true,
            At::Nowhere => false,
        };
        let places = keys.windows(words.len()).enumerate();
        let places = places.filter(|(at, window)| stands(*at) && window.iter().eq(&words));
        found.extend(places.flat_map(|(at, window)| at..at + window.len()));
    }
    if marked && !found.is_empty() {
        found.extend(keys.iter().enumerate().filter(|(_, key)| *key == LINK).map(|(at, _)| at));
    }
    if found.len() == units.len() { HashSet::new() } else { found }
}

#[cfg(test)]
mod tests {
    use langbao_text::Analyzer;

    use super::super::unit::units;
    use super::*;

    /// What is left of a query without the words that only ask.
    #[track_caller]
    fn check(query: &str, left: &str) {
        let units = units(&Analyzer::new().analyze(query));
        let asking = asking(&units, units.iter().any(|unit| unit.whole.is_marked()));
        let rest = units.iter().enumerate().filter(|(at, _)| !asking.contains(at));
        let rest: Vec<&str> = rest.map(|(_, unit)| unit.whole.exact.as_str()).collect();
        assert_eq!(rest.join(" "), left, "{query}");
    }

    #[test]
    fn questions_are_told_by_their_words() {
        check("Ai là chủ tịch phường Hoa Mai?", "chủ tịch phường hoa mai");
        check("ai la chu tich phuong hoa mai", "chu tich phuong hoa mai");
        check("Chủ tịch phường Hoa Mai là ai", "chủ tịch phường hoa mai");
        check("tiêm chủng ở đâu?", "tiêm chủng");
        check("khi nào cấp nước lại", "cấp nước lại");
        check("lễ hội đình làng tổ chức như thế nào", "lễ hội đình làng tổ chức");
        check("Vì sao mất điện ở tổ 5", "mất điện ở tổ 5");
        check("le phi cap the can cuoc la bao nhieu", "le phi cap the can cuoc");
    }

    #[test]
    fn what_is_no_question_is_left_alone() {
        // Egypt; a name whose marks are not typed; a star; the head of the year.
        check("đại sứ Ai Cập thăm phường", "đại sứ ai cập thăm phường");
        check("nguyen ai quoc va le la", "nguyen ai quoc va le la");
        check("ngắm sao Hỏa ở phường", "ngắm sao hỏa ở phường");
        check("hop o dau nam nay", "hop o dau nam nay");
        check("là ai", "là ai");
        check("chủ tịch là", "chủ tịch là");
    }
}
