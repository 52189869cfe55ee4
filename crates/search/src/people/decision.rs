//! What an admin decided about persons.

use std::collections::{BTreeMap, BTreeSet};

use langbao_article::ArticleId;
use langbao_text::match_key;
use serde::{Deserialize, Serialize};

use super::PersonId;

/// A decision of an admin; the archive keeps it, so it outlives every rebuild of the index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PeopleDecision {
    /// The two are one person, known by the second's name.
    Merge {
        /// Who is the other, too.
        person: PersonId,
        /// Who both are.
        into: PersonId,
    },
    /// These articles speak of another person of the same name and place.
    Split {
        /// Who is left.
        person: PersonId,
        /// The articles of the other.
        articles: Vec<ArticleId>,
        /// The part that the other becomes, from 1.
        part: u32,
    },
    /// The person is shown under this name.
    Rename {
        /// Who.
        person: PersonId,
        /// The name to show.
        name: String,
    },
    /// The person has no page, is not suggested and not counted; articles stay.
    Hide {
        /// Who.
        person: PersonId,
    },
    /// The name is not that of a person.
    NotAPerson {
        /// The name.
        name: String,
    },
    /// Another name of the person, wherever it occurs.
    Alias {
        /// Who.
        person: PersonId,
        /// The other name.
        name: String,
    },
}

/// All decisions in force.
#[derive(Debug, Clone, Default)]
pub struct Decisions {
    /// Pairs that are one, the second being the one that names them.
    merged: Vec<(PersonId, PersonId)>,
    /// Names that mean a person wherever they occur.
    aliases: BTreeMap<String, PersonId>,
    /// By person: which article belongs to which part.
    split: BTreeMap<PersonId, BTreeMap<u64, u32>>,
    renamed: BTreeMap<PersonId, String>,
    hidden: BTreeSet<PersonId>,
    not_persons: BTreeSet<String>,
}

impl Decisions {
    /// Replays decisions in the order in which they were made.
    pub fn replay(decisions: impl IntoIterator<Item = PeopleDecision>) -> Self {
        let mut all = Self::default();
        for decision in decisions {
            match decision {
                PeopleDecision::Merge { person, into } if person != into => all.merged.push((person, into)),
                PeopleDecision::Merge { .. } => {}
                PeopleDecision::Split { person, articles, part } => {
                    let parts = all.split.entry(person.with_part(0)).or_default();
                    parts.extend(articles.into_iter().map(|article| (article.0, part)));
                }
                PeopleDecision::Rename { person, name } => {
                    all.renamed.insert(person, name);
                }
                PeopleDecision::Hide { person } => {
                    all.hidden.insert(person);
                }
                PeopleDecision::NotAPerson { name } => {
                    all.not_persons.insert(match_key(&name));
                }
                PeopleDecision::Alias { person, name } => {
                    all.aliases.insert(match_key(&name), person);
                }
            }
        }
        all
    }

    /// Whether a name, as a match key, was found not to be that of a person.
    pub(crate) fn is_no_person(&self, key: &str) -> bool {
        self.not_persons.contains(key)
    }

    /// Whether anybody is hidden, so that names must be looked at.
    pub(crate) fn hides_any(&self) -> bool {
        !self.hidden.is_empty() || !self.not_persons.is_empty()
    }

    /// The hidden persons of a name.
    pub(crate) fn hidden_of<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a PersonId> {
        self.hidden.iter().filter(move |id| id.key() == key)
    }

    /// Whether a person is hidden.
    pub(crate) fn is_hidden(&self, id: &PersonId) -> bool {
        self.hidden.contains(id) || self.is_no_person(id.key())
    }

    /// The name to show for a person, if it was changed.
    pub(crate) fn name_of(&self, ids: &[PersonId]) -> Option<&str> {
        ids.iter().find_map(|id| self.renamed.get(id)).map(String::as_str)
    }

    /// The part to which an article of a person belongs.
    pub(crate) fn part_of(&self, id: &PersonId, article: ArticleId) -> u32 {
        self.split.get(id).and_then(|parts| parts.get(&article.0)).copied().unwrap_or_default()
    }

    /// Whether an admin split what this id leaves together.
    pub(crate) fn splits(&self, id: &PersonId) -> bool {
        self.split.contains_key(&id.with_part(0))
    }

    /// Who an admin says a person is.
    pub(crate) fn merged_with<'a>(&'a self, id: &'a PersonId) -> impl Iterator<Item = &'a PersonId> {
        let pairs = self.merged.iter().filter_map(move |(a, b)| match (a == id, b == id) {
            (true, _) => Some(b),
            (_, true) => Some(a),
            _ => None,
        });
        pairs.chain(self.aliases.get(id.key()))
    }

    /// Whether an id is the one that names those merged into it.
    pub(crate) fn names_others(&self, id: &PersonId) -> bool {
        let into = self.merged.iter().any(|(_, into)| into == id) || self.aliases.values().any(|p| p == id);
        into && self.merged.iter().all(|(person, _)| person != id)
    }

    /// All names, as match keys, under which somebody of this name may appear, this one first.
    pub(crate) fn keys_with(&self, key: &str) -> Vec<String> {
        let pairs = self.merged.iter().map(|(a, b)| (a.key(), b.key()));
        let aliases = self.aliases.iter().map(|(alias, person)| (alias.as_str(), person.key()));
        let links: Vec<(&str, &str)> = pairs.chain(aliases).collect();
        let mut keys = vec![key.to_owned()];
        let mut next = 0;
        while let Some(key) = keys.get(next).cloned() {
            next += 1;
            let linked = links.iter().filter_map(|(a, b)| match (*a == key, *b == key) {
                (true, _) => Some(*b),
                (_, true) => Some(*a),
                _ => None,
            });
            for other in linked {
                if keys.iter().all(|known| known != other) {
                    keys.push(other.to_owned());
                }
            }
        }
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_is_kept_as_json() {
        let decision =
            PeopleDecision::Hide { person: PersonId::new("Thẩm Bá Phước", Some("vn:00118@-2025")) };
        let json = serde_json::to_string(&decision).unwrap();
        assert_eq!(json, r#"{"kind":"hide","person":"thẩm_bá_phước@vn:00118@-2025"}"#);
        assert_eq!(serde_json::from_str::<PeopleDecision>(&json).unwrap(), decision);
    }

    #[test]
    fn names_are_linked_over_several_steps() {
        let id = |name: &str| PersonId::new(name, None);
        let decisions = Decisions::replay([
            PeopleDecision::Merge { person: id("Lò Thị Mai"), into: id("Lò Thị Mái") },
            PeopleDecision::Alias { person: id("Lò Thị Mái"), name: "Mai Lò".to_owned() },
        ]);
        assert_eq!(decisions.keys_with("mai lò"), ["mai lò", "lò thị mái", "lò thị mai"]);
        assert_eq!(decisions.keys_with("ai khác"), ["ai khác"]);
        assert!(decisions.names_others(&id("Lò Thị Mái")) && !decisions.names_others(&id("Lò Thị Mai")));
    }
}
