//! Where the words of a query stand in a text, for the page of an article that was found by them.

use std::ops::Range;

use langbao_text::{fold, has_marks, match_key};

/// Stretches marked in one article, at most: a common word stands in thousands of places.
const MOST: usize = 200;

/// The words of a query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Words(Vec<Word>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    key: String,
    /// Typed with marks, it has to have those; typed without, any will do.
    marked: bool,
}

impl Words {
    /// Reads the words of a query that an article may have: neither operators nor what is left out.
    pub(crate) fn of(q: &str) -> Self {
        let typed =
            q.split_whitespace().filter(|word| !word.starts_with('-') && !["OR", "AND"].contains(word));
        let mut words: Vec<Word> = Vec::new();
        for word in typed {
            let value = match word.split_once(':') {
                Some(("title" | "person" | "num", value)) => value,
                Some(_) => continue,
                None => word,
            };
            for (_, syllable) in syllables(value) {
                let marked = has_marks(syllable);
                let word = Word { key: if marked { match_key(syllable) } else { fold(syllable) }, marked };
                if !words.contains(&word) {
                    words.push(word);
                }
            }
        }
        Self(words)
    }

    fn has(&self, syllable: &str) -> bool {
        self.0.iter().any(|word| match word.marked {
            true => word.key == match_key(syllable),
            false => word.key == fold(syllable),
        })
    }

    /// Finds them in a text. Of several words those that stand together count; if none do, each by itself.
    pub(crate) fn find(&self, text: &str) -> Vec<Range<usize>> {
        let mut runs: Vec<(Range<usize>, usize)> = Vec::new();
        if self.0.is_empty() {
            return Vec::new();
        }
        for (range, syllable) in syllables(text) {
            if !self.has(syllable) {
                continue;
            }
            match runs.last_mut() {
                Some((run, words)) if text[run.end..range.start].chars().all(|c| " \u{a0}-".contains(c)) => {
                    run.end = range.end;
                    *words += 1;
                }
                _ => runs.push((range, 1)),
            }
        }
        let together = runs.iter().any(|(_, words)| *words > 1) && self.0.len() > 1;
        let kept = runs.into_iter().filter(|(_, words)| !together || *words > 1);
        kept.map(|(run, _)| run).take(MOST).collect()
    }
}

/// Cuts a text into runs of letters and digits.
fn syllables(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let is_part = |c: char| c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c);
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(is_part)?;
        let length = text[start..].find(|c| !is_part(c)).unwrap_or(text.len() - start);
        at = start + length;
        Some((start..at, &text[start..at]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(q: &str, text: &str, expected: &[&str]) {
        let found: Vec<&str> = Words::of(q).find(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, expected, "{q}");
    }

    #[test]
    fn words_that_stand_together_count() {
        let text = "Phường họp dân về nước sạch; nước máy. Nuoc sach là nước.";
        check("nuoc sach", text, &["nước sạch", "Nuoc sach"]);
        check("nước sạch", text, &["nước sạch"]);
        check("nước", text, &["nước", "nước", "nước"]);
        check("phường máy", text, &["Phường", "máy"]);
        check("title:họp -dân OR site:abc", text, &["họp"]);
        check("", text, &[]);
        check("\"(*", text, &[]);
    }

    #[test]
    fn texts_in_other_normal_forms_are_cut_at_letters() {
        let text = "Ho\u{323}p pho\u{302}\u{301} mo\u{31b}\u{301}i";
        check("hop pho", text, &["Ho\u{323}p pho\u{302}\u{301}"]);
    }
}
