//! The names of the index, for completing one while it is typed.

use std::collections::BTreeMap;
use std::ops::Bound;

use langbao_text::fold;
use tantivy::Searcher;

use super::NameSuggestion;
use crate::column::{Columns, Counted};
use crate::facet::all;

/// All names of persons, the most frequent first.
pub(crate) struct Directory {
    names: Vec<Name>,
    /// Numbers of the names that have a folded word, in order.
    by_word: BTreeMap<Box<str>, Vec<u32>>,
}

struct Name {
    shown: Box<str>,
    articles: u64,
}

impl Directory {
    /// Reads the persons of all articles.
    pub(crate) fn read(searcher: &Searcher, columns: &Columns) -> tantivy::Result<Self> {
        Ok(Self::of(all(searcher, columns, Counted::Person)?))
    }

    fn of(mut names: Vec<(String, u64)>) -> Self {
        names.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let mut by_word: BTreeMap<Box<str>, Vec<u32>> = BTreeMap::new();
        for (number, (shown, _)) in (0..).zip(&names) {
            for word in fold(shown).split(' ') {
                match by_word.get_mut(word) {
                    Some(numbers) if numbers.last() == Some(&number) => {}
                    Some(numbers) => numbers.push(number),
                    None => {
                        by_word.insert(word.into(), vec![number]);
                    }
                }
            }
        }
        let names =
            names.into_iter().map(|(shown, articles)| Name { shown: shown.into(), articles }).collect();
        Self { names, by_word }
    }

    /// The number of names.
    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// Names that have all the words in any order, the last of which may be unfinished.
    pub(crate) fn suggest(&self, typed: &str, limit: usize) -> Vec<NameSuggestion> {
        let folded = fold(typed);
        let words: Vec<&str> = folded.split_whitespace().collect();
        let suggestion = |number: usize| {
            let name = &self.names[number];
            NameSuggestion { name: name.shown.to_string(), articles: name.articles }
        };
        let fitting = |number: &usize| fits(&fold(&self.names[*number].shown), &words);
        match self.fewest(&words) {
            Some(numbers) => numbers.into_iter().filter(fitting).take(limit).map(suggestion).collect(),
            None => (0..self.names.len()).filter(fitting).take(limit).map(suggestion).collect(),
        }
    }

    /// The shortest list of names that holds all that fit; `None` for all names, if the words leave that many that a
    /// walk from the most frequent on meets enough of them soon.
    fn fewest(&self, words: &[&str]) -> Option<Vec<usize>> {
        /// Of so many names that fit the first word, enough fit the others soon, or a walk over them is short.
        const MANY: usize = 4_000;
        let (last, whole) = words.split_last()?;
        let mut fewest: Option<Vec<u32>> = None;
        for word in whole {
            let numbers = self.by_word.get(*word).cloned().unwrap_or_default();
            if fewest.as_ref().is_none_or(|known| numbers.len() < known.len()) {
                fewest = Some(numbers);
            }
        }
        if fewest.as_ref().is_none_or(|known| known.len() > MANY) {
            let begins = (Bound::Included(*last), Bound::Unbounded);
            let lists = self.by_word.range::<str, _>(begins).take_while(|(word, _)| word.starts_with(last));
            let mut numbers: Vec<u32> = Vec::new();
            for (_, list) in lists {
                numbers.extend(list);
                if numbers.len() > MANY {
                    return fewest.map(wide);
                }
            }
            numbers.sort_unstable();
            numbers.dedup();
            fewest = Some(numbers);
        }
        fewest.map(wide)
    }
}

fn wide(numbers: Vec<u32>) -> Vec<usize> {
    numbers.into_iter().map(|number| number as usize).collect()
}

fn fits(name: &str, typed: &[&str]) -> bool {
    let Some((last, whole)) = typed.split_last() else { return true };
    // Each word of the name answers one typed word: "nguyễn ng" wants another word besides Nguyễn.
    let mut left: Vec<&str> = name.split(' ').collect();
    for word in whole {
        let Some(at) = left.iter().position(|w| w == word) else { return false };
        left.swap_remove(at);
    }
    left.iter().any(|word| word.starts_with(last))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(name: &str, typed: &str, expected: bool) {
        assert_eq!(fits(name, &typed.split(' ').collect::<Vec<_>>()), expected, "{name} {typed}");
    }

    #[test]
    fn words_in_any_order_the_last_unfinished() {
        check("tham ba phuoc", "ph", true);
        check("tham ba phuoc", "phuoc th", true);
        check("tham ba phuoc", "pho", false);
        check("tham ba phuoc", "tha ba", false);
        check("nguyen van an", "nguyen ng", false);
    }

    proptest! {
        #[test]
        fn the_lists_lose_nobody(
            names in prop::collection::btree_map("[ab]{1,2}( [ab]{1,2}){0,2}", 1u64..9, 0..30),
            typed in "[ab]{1,2}( [ab]{1,2}){0,2}",
        ) {
            let directory = Directory::of(names.into_iter().collect());
            let words: Vec<&str> = typed.split(' ').collect();
            let found = directory.suggest(&typed, 100);
            let fitting = directory.names.iter().filter(|name| fits(&name.shown, &words));
            let expected: Vec<&str> = fitting.map(|name| name.shown.as_ref()).collect();
            prop_assert_eq!(found.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), expected);
        }
    }
}
