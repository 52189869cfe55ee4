//! Other ways to write a stretch of a query: abbreviations, and what is said short for them.

use std::ops::Range;

/// A stretch of syllables and the other ways to write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OtherWays {
    pub(crate) range: Range<usize>,
    /// In match-key form.
    pub(crate) to: Vec<String>,
}

/// What is said for the whole name of a body where the level follows: *ủy ban phường* is *UBND phường*.
const SHORT: [(&str, &str); 2] = [("ủy ban", "ubnd"), ("hội đồng", "hđnd")];

/// Levels of such bodies.
const LEVELS: [&str; 9] =
    ["phường", "xã", "quận", "huyện", "tỉnh", "thành phố", "thị trấn", "thị xã", "đặc khu"];

/// Finds them in a row of syllables, in match-key or folded form; in order, without overlaps.
pub(crate) fn other_ways(syllables: &[&str]) -> Vec<OtherWays> {
    let mut found: Vec<OtherWays> = langbao_text::expansions(syllables)
        .into_iter()
        .map(|known| OtherWays { range: known.range, to: known.to.into_iter().map(str::to_owned).collect() })
        .collect();
    for other in &mut found {
        let Some(level) = level(&syllables[other.range.end..]) else { continue };
        let typed = syllables[other.range.clone()].join(" ");
        let is = |name: &str| typed == name || typed == langbao_text::fold(name);
        let said = SHORT.iter().filter(|(_, body)| is(body)).map(|(said, _)| format!("{said} {level}"));
        other.to.extend(said);
    }
    for start in 0..syllables.len() {
        let (head, rest) = syllables[start..].split_at(2.min(syllables.len() - start));
        let Some(_) = level(rest) else { continue };
        let said = head.join(" ");
        let body = SHORT.iter().find(|(short, _)| said == *short || said == langbao_text::fold(short));
        let is_free = found.iter().all(|other| other.range.end <= start || other.range.start >= start + 2);
        if let Some((_, body)) = body.filter(|_| is_free) {
            found.push(OtherWays { range: start..start + 2, to: vec![(*body).to_owned()] });
        }
    }
    found.sort_by_key(|other| other.range.start);
    found
}

/// The level that a row of syllables begins with, with its marks.
fn level(syllables: &[&str]) -> Option<&'static str> {
    LEVELS.into_iter().find(|level| {
        let begins = |level: &str| {
            let mut words = level.split(' ');
            let mut typed = syllables.iter();
            words.all(|word| typed.next().is_some_and(|typed| *typed == word))
        };
        begins(level) || begins(&langbao_text::fold(level))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(query: &str, expected: &[(Range<usize>, &[&str])]) {
        let syllables: Vec<&str> = query.split(' ').collect();
        let found = other_ways(&syllables);
        let found: Vec<(Range<usize>, Vec<&str>)> =
            found.iter().map(|o| (o.range.clone(), o.to.iter().map(String::as_str).collect())).collect();
        let expected: Vec<_> = expected.iter().map(|(range, to)| (range.clone(), to.to_vec())).collect();
        assert_eq!(found, expected, "{query}");
    }

    #[test]
    fn a_body_is_named_short_before_its_level() {
        check("ủy ban phường", &[(0..2, &["ubnd"])]);
        check("uy ban phuong", &[(0..2, &["ubnd"])]);
        check("chủ tịch ủy ban xã", &[(2..4, &["ubnd"])]);
        check("ubnd phường", &[(0..1, &["ủy ban nhân dân", "ủy ban phường"])]);
        check("hội đồng huyện", &[(0..2, &["hđnd"])]);
    }

    #[test]
    fn other_bodies_are_others() {
        check("ủy ban kiểm tra", &[(0..4, &["ubkt"])]);
        check("hội đồng trường", &[]);
        check("ủy ban", &[]);
        check("ubnd", &[(0..1, &["ủy ban nhân dân"])]);
    }
}
