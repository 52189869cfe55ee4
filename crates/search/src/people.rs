//! The persons of the index, for completing a name while it is typed.

use langbao_text::fold;
use tantivy::Searcher;

use crate::collect::Matches;
use crate::facet::tally;
use crate::schema::PERSON;

/// All persons, the most frequent first.
pub(crate) struct People(Vec<Person>);

struct Person {
    name: String,
    /// Of the folded name.
    words: Vec<String>,
    articles: u64,
}

impl People {
    /// Reads the persons of all articles.
    pub(crate) fn read(searcher: &Searcher) -> tantivy::Result<Self> {
        let all: Matches = searcher.segment_readers().iter().map(|r| r.doc_ids_alive().collect()).collect();
        let mut people: Vec<Person> = tally(searcher, &all, PERSON)?
            .entries
            .iter()
            .map(|entry| Person {
                name: entry.shown().to_owned(),
                words: fold(entry.shown()).split(' ').map(str::to_owned).collect(),
                articles: entry.count,
            })
            .collect();
        people.sort_by(|a, b| b.articles.cmp(&a.articles).then_with(|| a.name.cmp(&b.name)));
        Ok(Self(people))
    }

    /// Names that have all the words, the last of which may be unfinished.
    pub(crate) fn suggest(&self, typed: &str, limit: usize) -> Vec<(String, u64)> {
        let folded = fold(typed);
        let words: Vec<&str> = folded.split_whitespace().collect();
        let fitting = self.0.iter().filter(|person| fits(&person.words, &words));
        fitting.take(limit).map(|person| (person.name.clone(), person.articles)).collect()
    }
}

fn fits(name: &[String], typed: &[&str]) -> bool {
    let Some((last, whole)) = typed.split_last() else { return true };
    // Each word of the name answers one typed word: "nguyễn ng" wants another word besides Nguyễn.
    let mut left: Vec<&str> = name.iter().map(String::as_str).collect();
    for word in whole {
        let Some(at) = left.iter().position(|w| w == word) else { return false };
        left.swap_remove(at);
    }
    left.iter().any(|word| word.starts_with(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, typed: &str, expected: bool) {
        let split = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(fits(&split(name), &typed.split(' ').collect::<Vec<_>>()), expected, "{name} {typed}");
    }

    #[test]
    fn words_in_any_order_the_last_unfinished() {
        check("tham ba phuoc", "ph", true);
        check("tham ba phuoc", "phuoc th", true);
        check("tham ba phuoc", "pho", false);
        check("tham ba phuoc", "tha ba", false);
        check("nguyen van an", "nguyen ng", false);
    }
}
