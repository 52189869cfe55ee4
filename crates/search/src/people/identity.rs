//! Which sightings of a name are one person.
//!
//! A name at a place is one person until shown otherwise; the same name at two places is two persons until evidence
//! joins them: one place became the other, both hold the same post of the same place, or the only other place lies
//! inside. An admin's word goes before all of these.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::seen::Dated;
use super::{Decisions, PersonId};

/// What must be known of places to tell namesakes apart.
pub trait Places: Send + Sync {
    /// Ids of what a place became, wholly or in part, such as a ward in the mergers of 2025.
    fn successors(&self, id: &str) -> Vec<String>;
    /// Ids of what a place lies in.
    fn parents(&self, id: &str) -> Vec<String>;
}

/// Where nothing is known of places, each is its own.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct UnknownPlaces;

impl Places for UnknownPlaces {
    fn successors(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
    fn parents(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

/// A name at a place (and in one part of it, if an admin split it), with the articles.
#[derive(Debug, Clone)]
pub(crate) struct Sighting {
    pub(crate) id: PersonId,
    /// Articles that give a post, or that tell of no crime or accident.
    pub(crate) public: Vec<Dated>,
    /// The others.
    pub(crate) private: Vec<Dated>,
    /// Post keys with the place of the post.
    pub(crate) posts: Vec<(String, String)>,
}

impl Sighting {
    pub(crate) fn count(&self) -> usize {
        self.public.len() + self.private.len()
    }
}

/// Joins sightings into persons; returns their numbers, each person's in order. Time grows with the sightings, not with
/// their pairs: common names have hundreds of places.
pub(crate) fn join(seen: &[Sighting], places: &dyn Places, decisions: &Decisions) -> Vec<Vec<usize>> {
    let mut sets = Sets((0..seen.len()).collect());
    let by_id: HashMap<&PersonId, usize> = seen.iter().enumerate().map(|(n, one)| (&one.id, n)).collect();
    for (a, one) in seen.iter().enumerate() {
        for b in decisions.merged_with(&one.id).filter_map(|id| by_id.get(id)) {
            sets.unite(a, *b);
        }
    }
    // Evidence joins only whom no admin has split.
    let whole: Vec<usize> = (0..seen.len()).filter(|n| !decisions.splits(&seen[*n].id)).collect();
    let at: HashMap<(&str, Option<&str>), usize> =
        whole.iter().map(|n| ((seen[*n].id.key(), seen[*n].id.place()), *n)).collect();
    let mut holders: HashMap<(&str, &str, &str), usize> = HashMap::new();
    for a in whole.iter().copied() {
        let (key, place) = (seen[a].id.key(), seen[a].id.place());
        for next in place.map(|place| places.successors(place)).unwrap_or_default() {
            if let Some(b) = at.get(&(key, Some(next.as_str()))) {
                sets.unite(a, *b);
            }
        }
        for (post, of) in seen[a].posts.iter().filter(|(_, of)| !of.is_empty()) {
            sets.unite(a, *holders.entry((key, post, of)).or_insert(a));
        }
    }
    // Who is named in a place and in the one that it lies in, or where no place is told, is the same if no other is there.
    let mut inside: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for a in whole {
        let (key, Some(place)) = (seen[a].id.key(), seen[a].id.place()) else { continue };
        let parents = places.parents(place);
        let outer = parents.iter().filter_map(|parent| at.get(&(key, Some(parent.as_str()))));
        for outer in outer.chain(at.get(&(key, None))) {
            inside.entry(*outer).or_default().insert(a);
        }
    }
    for (outer, inner) in inside {
        let roots: BTreeSet<usize> =
            inner.iter().map(|n| sets.root(*n)).filter(|root| *root != sets.root(outer)).collect();
        if let (Some(only), 1) = (roots.first(), roots.len()) {
            sets.unite(outer, *only);
        }
    }
    let mut persons: Vec<Vec<usize>> = vec![Vec::new(); seen.len()];
    for number in 0..seen.len() {
        persons[sets.root(number)].push(number);
    }
    persons.retain(|person| !person.is_empty());
    persons
}

/// Disjoint sets, each known by its smallest member.
struct Sets(Vec<usize>);

impl Sets {
    fn root(&self, mut of: usize) -> usize {
        while self.0[of] != of {
            of = self.0[of];
        }
        of
    }

    fn unite(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::super::PeopleDecision;
    use super::*;

    struct Map;

    impl Places for Map {
        fn successors(&self, id: &str) -> Vec<String> {
            (id == "ward-old").then(|| "ward-new".to_owned()).into_iter().collect()
        }
        fn parents(&self, id: &str) -> Vec<String> {
            id.starts_with("ward").then(|| "district".to_owned()).into_iter().collect()
        }
    }

    fn at(place: Option<&str>, posts: &[(&str, &str)]) -> Sighting {
        let posts = posts.iter().map(|(p, t)| ((*p).to_owned(), (*t).to_owned())).collect();
        Sighting { id: PersonId::new("Lò Văn Sơn", place), public: Vec::new(), private: Vec::new(), posts }
    }

    #[track_caller]
    fn check(seen: &[Sighting], decisions: Decisions, expected: &[&[usize]]) {
        assert_eq!(join(seen, &Map, &decisions), expected);
    }

    #[test]
    fn places_keep_namesakes_apart_until_evidence_joins_them() {
        let none = Decisions::default;
        check(&[at(Some("ward-a"), &[]), at(Some("ward-b"), &[])], none(), &[&[0], &[1]]);
        check(&[at(Some("ward-old"), &[]), at(Some("ward-new"), &[])], none(), &[&[0, 1]]);
        let post = [("chủ tịch", "ward-c")];
        check(&[at(Some("ward-a"), &post), at(Some("ward-b"), &post)], none(), &[&[0, 1]]);
        // The only ward of the district, or one of two.
        check(&[at(Some("district"), &[]), at(Some("ward-a"), &[])], none(), &[&[0, 1]]);
        let two = [at(Some("ward-a"), &[]), at(Some("district"), &[]), at(Some("ward-b"), &[])];
        check(&two, none(), &[&[0], &[1], &[2]]);
        check(&[at(None, &[]), at(Some("ward-b"), &[])], none(), &[&[0, 1]]);
    }

    #[test]
    fn an_admin_has_the_last_word() {
        let id = |place| PersonId::new("Lò Văn Sơn", Some(place));
        let merge = PeopleDecision::Merge { person: id("ward-a"), into: id("ward-b") };
        check(&[at(Some("ward-a"), &[]), at(Some("ward-b"), &[])], Decisions::replay([merge]), &[&[0, 1]]);
        let split = PeopleDecision::Split { person: id("ward-old"), articles: Vec::new(), part: 1 };
        check(
            &[at(Some("ward-old"), &[]), at(Some("ward-new"), &[])],
            Decisions::replay([split]),
            &[&[0], &[1]],
        );
    }
}
