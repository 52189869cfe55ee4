//! Which sightings of a name are one person.
//!
//! A name at a place is one person until shown otherwise; the same name at two places is two persons until evidence
//! joins them: one place became the other, both hold the same post of the same place, or the only other place lies
//! inside. An admin's word goes before all of these.

use super::seen::Dated;
use super::{Decisions, PersonId};

/// What must be known of places to tell namesakes apart.
pub trait Places: Send + Sync {
    /// Whether one place became the other, wholly or in part, such as a ward in the mergers of 2025.
    fn are_successors(&self, a: &str, b: &str) -> bool;
    /// Whether the first place lies within the second.
    fn is_within(&self, inner: &str, outer: &str) -> bool;
}

/// Where nothing is known of places, each is its own.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct UnknownPlaces;

impl Places for UnknownPlaces {
    fn are_successors(&self, _: &str, _: &str) -> bool {
        false
    }
    fn is_within(&self, _: &str, _: &str) -> bool {
        false
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

/// Joins sightings into persons; returns their numbers, each person's in order.
pub(crate) fn join(seen: &[Sighting], places: &dyn Places, decisions: &Decisions) -> Vec<Vec<usize>> {
    let mut sets = Sets((0..seen.len()).collect());
    for (a, one) in seen.iter().enumerate() {
        for with in decisions.merged_with(&one.id) {
            // An alias means the person of that name whatever its place.
            if let Some(b) = seen.iter().position(|other| other.id == *with) {
                sets.unite(a, b);
            }
        }
        for (b, other) in seen.iter().enumerate().skip(a + 1) {
            if may_join(one, other, decisions) && is_same(one, other, places) {
                sets.unite(a, b);
            }
        }
    }
    for (outer, one) in seen.iter().enumerate() {
        let holds = |b: usize| {
            let other = &seen[b];
            may_join(one, other, decisions)
                && match (one.id.place(), other.id.place()) {
                    (None, Some(_)) => true,
                    (Some(outer), Some(inner)) => places.is_within(inner, outer),
                    _ => false,
                }
        };
        let mut inside: Vec<usize> = (0..seen.len()).filter(|b| holds(*b)).map(|b| sets.root(b)).collect();
        inside.sort_unstable();
        inside.dedup();
        inside.retain(|set| *set != sets.root(outer));
        if let [only] = inside.as_slice() {
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

/// Evidence joins only whom no admin has split, and only under one name.
fn may_join(a: &Sighting, b: &Sighting, decisions: &Decisions) -> bool {
    a.id.key() == b.id.key() && a.id != b.id && !decisions.splits(&a.id) && !decisions.splits(&b.id)
}

fn is_same(a: &Sighting, b: &Sighting, places: &dyn Places) -> bool {
    let moved = match (a.id.place(), b.id.place()) {
        (Some(a), Some(b)) => places.are_successors(a, b) || places.are_successors(b, a),
        _ => false,
    };
    moved
        || a.posts
            .iter()
            .any(|(post, at)| !at.is_empty() && b.posts.iter().any(|(p, t)| p == post && t == at))
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
        fn are_successors(&self, a: &str, b: &str) -> bool {
            (a, b) == ("ward-old", "ward-new")
        }
        fn is_within(&self, inner: &str, outer: &str) -> bool {
            inner.starts_with("ward") && outer == "district"
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
