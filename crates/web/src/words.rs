//! The words of the pages: one list a language, `words/vi.txt` and `words/en.txt`, with the same keys. Help pages are
//! templates of their own, and what goes wrong is said in `problem`.

use std::collections::HashMap;
use std::fmt::Display;
use std::sync::LazyLock;

use crate::Lang;

type List = HashMap<&'static str, &'static str>;

static VI: LazyLock<List> = LazyLock::new(|| list(include_str!("../words/vi.txt")));
static EN: LazyLock<List> = LazyLock::new(|| list(include_str!("../words/en.txt")));

/// Reads a list: a line `key = words`; lines that begin with `#` say something about the list.
fn list(text: &'static str) -> List {
    text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = ")).collect()
}

impl Lang {
    /// Says the words of a key.
    pub(crate) fn say(self, key: &'static str) -> &'static str {
        // A missing key is found by the tests; a visitor would see its name, which is English.
        self.pick(&VI, &EN).get(key).copied().unwrap_or(key)
    }

    /// Says the words of a key with values in the places of their names: `{from}`.
    pub(crate) fn fill(self, key: &'static str, values: &[(&str, &dyn Display)]) -> String {
        let mut said = String::new();
        let mut rest = self.say(key);
        while let Some((before, after)) = rest.split_once('{') {
            said.push_str(before);
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            match values.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => said.push_str(&value.to_string()),
                None => said.push_str(name),
            }
            rest = after;
        }
        said.push_str(rest);
        said
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    use super::*;

    /// Reads all files below a folder.
    fn read(dir: &Path, texts: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(&path, texts);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                texts.push((path.display().to_string(), text));
            }
        }
    }

    /// The keys that templates and handlers ask for, with where they do.
    fn asked() -> BTreeMap<String, String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut texts = Vec::new();
        read(&root.join("templates"), &mut texts);
        read(&root.join("src"), &mut texts);
        let mut keys = BTreeMap::new();
        for (path, text) in texts.iter().filter(|(path, _)| !path.ends_with("/words.rs")) {
            for call in [".say(", ".fill("] {
                for rest in text.split(call).skip(1) {
                    let rest = rest.trim_start();
                    if let Some((key, _)) = rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
                        keys.insert(key.to_owned(), path.clone());
                    }
                }
            }
        }
        keys
    }

    fn names(words: &str) -> BTreeSet<&str> {
        words.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
    }

    #[test]
    fn no_words_are_missing_and_none_are_left_over() {
        let asked = asked();
        assert!(asked.len() > 200, "{}", asked.len());
        for (key, path) in &asked {
            assert!(VI.contains_key(key.as_str()), "vi.txt lacks {key}, which {path} says");
            assert!(EN.contains_key(key.as_str()), "en.txt lacks {key}, which {path} says");
        }
        for key in VI.keys().chain(EN.keys()) {
            assert!(asked.contains_key(*key), "nobody says {key}");
        }
    }

    #[test]
    fn both_lists_name_the_same_values() {
        for text in [include_str!("../words/vi.txt"), include_str!("../words/en.txt")] {
            let lines = text.lines().filter(|line| !line.starts_with('#'));
            let keys: Vec<&str> = lines.map(|line| line.split_once(" = ").unwrap().0).collect();
            assert!(keys.is_sorted(), "keys stand in order");
            assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len(), "each once");
        }
        for (key, vi) in &*VI {
            assert!(!vi.trim().is_empty() && !EN[key].trim().is_empty(), "{key}");
            assert_eq!(names(vi), names(EN[key]), "{key}");
        }
    }

    #[test]
    fn values_stand_where_they_are_named() {
        let said = Lang::Vi.fill("expanded", &[("from", &"UBND"), ("to", &"{Ủy ban}")]);
        assert_eq!(said, "Đã hiểu UBND = {Ủy ban}");
        assert_eq!(Lang::En.say("no-such-key"), "no-such-key");
    }
}
