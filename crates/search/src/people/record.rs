//! Reads of persons: what is told of one is put together from the index when asked.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use langbao_text::match_key;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, Term};

use super::identity::{Sighting, join};
use super::seen::{Dated, read};
use super::spelling::keys_of;
use super::told::{CoMention, Evidence, OfficeHolder, PersonRecord, PersonSummary, SiteCount, Tenure};
use super::{Decisions, PersonId, Places};
use crate::collect::Matches;
use crate::column::{Columns, Counted};
use crate::facet::facet;
use crate::schema::Fields;
use crate::stored::stored;
use crate::{FacetCount, value};

/// Persons named beside one, at most.
const WITH: usize = 20;

/// Sites told, at most.
const SITES: usize = 50;

/// Posts of which a body has one. *Phó* is not among them: there are several.
const SINGULAR: [&str; 7] =
    ["chủ tịch", "bí thư", "trưởng", "giám đốc", "hiệu trưởng", "chỉ huy trưởng", "viện trưởng"];

/// Reads of persons in one snapshot.
pub(crate) struct Reader<'a> {
    pub(crate) searcher: &'a Searcher,
    pub(crate) fields: &'a Fields,
    pub(crate) places: &'a dyn Places,
    pub(crate) decisions: &'a Decisions,
    pub(crate) columns: &'a Columns,
}

/// A person as the index has it: which sightings, under which id.
pub(crate) struct Person {
    pub(crate) id: PersonId,
    pub(crate) seen: Vec<Sighting>,
}

impl Person {
    fn ids(&self) -> Vec<PersonId> {
        self.seen.iter().map(|seen| seen.id.clone()).collect()
    }

    fn articles(&self) -> Vec<Dated> {
        let mut all: Vec<Dated> =
            self.seen.iter().flat_map(|seen| seen.public.iter().chain(&seen.private)).copied().collect();
        all.sort_unstable();
        all.dedup_by_key(|dated| dated.article);
        all
    }

    fn has(&self, key: &str, place: &str, part: u32) -> bool {
        let is =
            |id: &PersonId| id.key() == key && id.place().unwrap_or_default() == place && id.part() == part;
        self.seen.iter().any(|seen| is(&seen.id))
    }
}

impl Reader<'_> {
    /// The persons who may bear a name, as a match key, most articles first.
    pub(crate) fn persons(&self, key: &str) -> tantivy::Result<Vec<Person>> {
        let mut seen: BTreeMap<PersonId, Sighting> = BTreeMap::new();
        let keys = self.decisions.keys_with(key);
        for key in keys.iter().filter(|key| !self.decisions.is_no_person(key)) {
            self.sightings(key, &mut seen)?;
        }
        let seen: Vec<Sighting> = seen.into_values().collect();
        let mut persons: Vec<Person> = join(&seen, self.places, self.decisions)
            .into_iter()
            .map(|numbers| {
                let mut seen: Vec<Sighting> = numbers.into_iter().map(|n| seen[n].clone()).collect();
                seen.sort_by_key(|s| Reverse((self.decisions.names_others(&s.id), s.count())));
                Person { id: seen[0].id.clone(), seen }
            })
            .filter(|person| person.seen.iter().any(|seen| seen.id.key() == key))
            .filter(|person| person.seen.iter().all(|seen| !self.decisions.is_hidden(&seen.id)))
            .collect();
        persons.sort_by_key(|p| Reverse(p.seen.iter().map(Sighting::count).sum::<usize>()));
        Ok(persons)
    }

    /// The persons who may bear a name as asked, where a syllable without marks stands for any marking.
    pub(crate) fn named(&self, name: &str) -> tantivy::Result<Vec<Person>> {
        let mut persons: Vec<Person> = Vec::new();
        for key in keys_of(self.fields, self.searcher, name) {
            for person in self.persons(&key)? {
                if persons.iter().all(|known| known.id != person.id) {
                    persons.push(person);
                }
            }
        }
        persons.sort_by_key(|p| Reverse(p.seen.iter().map(Sighting::count).sum::<usize>()));
        Ok(persons)
    }

    fn sightings(&self, key: &str, seen: &mut BTreeMap<PersonId, Sighting>) -> tantivy::Result<()> {
        let decisions = self.decisions;
        read(self.searcher, self.fields.person_at, &[key], |parts, articles| {
            let [_, place, private] = *parts else { return };
            let id = PersonId::new(key, Some(place).filter(|place| !place.is_empty()));
            for dated in articles {
                let id = id.with_part(decisions.part_of(&id, dated.article));
                let sighting = seen.entry(id.clone()).or_insert_with(|| Sighting {
                    id,
                    public: Vec::new(),
                    private: Vec::new(),
                    posts: Vec::new(),
                });
                let list = if private.is_empty() { &mut sighting.public } else { &mut sighting.private };
                list.push(dated);
            }
        })?;
        read(self.searcher, self.fields.post, &[key], |parts, _| {
            let [_, place, post, _, at, _] = *parts else { return };
            let id = PersonId::new(key, Some(place).filter(|place| !place.is_empty()));
            if let Some(sighting) = seen.get_mut(&id) {
                sighting.posts.push((post.to_owned(), at.to_owned()));
            }
        })
    }

    /// The person whom an id means.
    pub(crate) fn person(&self, id: &PersonId) -> tantivy::Result<Option<Person>> {
        let persons = self.persons(id.key())?;
        Ok(persons.into_iter().find(|person| person.seen.iter().any(|seen| seen.id == *id)))
    }

    /// Articles of a person.
    pub(crate) fn filter(&self, person: &Person) -> Box<dyn Query> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for seen in &person.seen {
            if self.decisions.splits(&seen.id) {
                let articles = seen.public.iter().chain(&seen.private);
                clauses.extend(articles.map(|dated| {
                    let term = Term::from_field_u64(self.fields.id, dated.article.0);
                    let one: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::Basic));
                    (Occur::Should, one)
                }));
            } else {
                for private in ["", "p"] {
                    let place = seen.id.place().unwrap_or_default();
                    let term = [seen.id.key(), place, private].join(&value::SEPARATOR.to_string());
                    let term = Term::from_field_text(self.fields.person_at, &term);
                    clauses.push((Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::Basic))));
                }
            }
        }
        Box::new(BooleanQuery::new(clauses))
    }

    /// Who persons are, in short.
    pub(crate) fn summaries(&self, persons: &[Person]) -> tantivy::Result<Vec<PersonSummary>> {
        let posts = self.tenures(persons)?;
        persons.iter().zip(&posts).map(|(person, posts)| self.summary(person, posts)).collect()
    }

    fn summary(&self, person: &Person, posts: &[Held]) -> tantivy::Result<PersonSummary> {
        let articles = person.articles();
        let mut by_count: Vec<&Held> = posts.iter().filter(|held| !held.former).collect();
        by_count.sort_by_key(|held| Reverse(held.articles.len()));
        Ok(PersonSummary {
            id: person.id.clone(),
            name: self.name(person, &articles)?,
            articles: articles.len() as u64,
            seen: span(&articles),
            posts: by_count.into_iter().map(Held::shown).collect(),
            private: person.seen.iter().all(|seen| seen.public.is_empty()),
        })
    }

    fn name(&self, person: &Person, articles: &[Dated]) -> tantivy::Result<String> {
        if let Some(name) = self.decisions.name_of(&person.ids()) {
            return Ok(name.to_owned());
        }
        // As the latest article writes it, unless that shouts.
        let mut fallback = None;
        for dated in articles.iter().rev().take(5) {
            let Some(stored) = stored(self.searcher, self.fields, dated.article)? else { continue };
            let name = stored.persons.into_iter().find(|name| match_key(name) == person.id.key());
            match name {
                Some(name) if name.chars().any(char::is_lowercase) => return Ok(name),
                name => fallback = fallback.or(name),
            }
        }
        Ok(fallback.unwrap_or_else(|| person.id.key().to_owned()))
    }

    /// All that is told of a person.
    pub(crate) fn record(&self, id: &PersonId) -> tantivy::Result<Option<PersonRecord>> {
        let mut persons = self.persons(id.key())?;
        let Some(at) = persons.iter().position(|p| p.seen.iter().any(|seen| seen.id == *id)) else {
            return Ok(None);
        };
        let person = persons.remove(at);
        let articles = person.articles();
        let held = self.tenures(std::slice::from_ref(&person))?.pop().unwrap_or_default();
        let summary = self.summary(&person, &held)?;
        let mut posts = Vec::new();
        for held in held {
            posts.push(self.tenure(&person, held)?);
        }
        posts.sort_by_key(|tenure: &Tenure| (tenure.first.published_at, tenure.former));
        let matches = self.matches(&person)?;
        let sites = facet(self.searcher, self.columns, &matches, Counted::Site, SITES)?.values.into_iter();
        let with = facet(self.searcher, self.columns, &matches, Counted::Person, WITH + person.seen.len())?
            .values
            .into_iter();
        let is_self = |name: &str| person.seen.iter().any(|seen| match_key(name) == seen.id.key());
        let with = with.filter(|FacetCount { value, .. }| !is_self(value) && !self.is_hidden_name(value));
        Ok(Some(PersonRecord {
            summary,
            ids: person.ids(),
            posts,
            months: months(&articles),
            sites: sites
                .filter_map(|f| Some(SiteCount { site: f.value.parse().ok()?, articles: f.count }))
                .collect(),
            with: with.take(WITH).map(|f| CoMention { name: f.value, articles: f.count }).collect(),
            namesakes: self.summaries(&persons)?,
        }))
    }

    /// Whether a name is that of nobody who is shown.
    pub(crate) fn is_hidden_name(&self, name: &str) -> bool {
        let key = match_key(name);
        if self.decisions.is_no_person(&key) {
            return true;
        }
        self.decisions.hidden_of(&key).next().is_some()
            && self.persons(&key).is_ok_and(|persons| persons.is_empty())
    }

    fn matches(&self, person: &Person) -> tantivy::Result<Matches> {
        crate::engine::matching::matches(self.searcher, self.filter(person).as_ref())
    }

    /// The posts of persons with their articles. The terms of a name are read once for all who bear it.
    fn tenures(&self, persons: &[Person]) -> tantivy::Result<Vec<Vec<Held>>> {
        let ids = persons.iter().enumerate().flat_map(|(n, p)| p.seen.iter().map(move |seen| (&seen.id, n)));
        let ids: HashMap<&PersonId, usize> = ids.collect();
        let keys: BTreeSet<&str> = ids.keys().map(|id| id.key()).collect();
        let mut held: Vec<BTreeMap<(String, String, bool), Held>> =
            persons.iter().map(|_| BTreeMap::new()).collect();
        for key in keys {
            read(self.searcher, self.fields.post, &[key], |parts, articles| {
                let [_, place, post, shown, at, former] = *parts else { return };
                let whole = PersonId::new(key, Some(place).filter(|place| !place.is_empty()));
                let former = !former.is_empty();
                for dated in articles {
                    let id = whole.with_part(self.decisions.part_of(&whole, dated.article));
                    let Some(person) = ids.get(&id) else { continue };
                    let entry = held[*person].entry((post.to_owned(), at.to_owned(), former));
                    let entry = entry.or_insert_with(|| Held {
                        key: post.to_owned(),
                        place: at.to_owned(),
                        former,
                        spellings: HashMap::new(),
                        articles: Vec::new(),
                    });
                    *entry.spellings.entry(shown.to_owned()).or_default() += 1;
                    entry.articles.push(dated);
                }
            })?;
        }
        let mut held: Vec<Vec<Held>> = held.into_iter().map(|posts| posts.into_values().collect()).collect();
        for post in held.iter_mut().flatten() {
            post.articles.sort_unstable();
            post.articles.dedup_by_key(|dated| dated.article);
        }
        Ok(held)
    }

    fn tenure(&self, person: &Person, held: Held) -> tantivy::Result<Tenure> {
        // An undated article shows the post, but not when.
        let dated = || held.articles.iter().filter(|dated| dated.published.is_some());
        let first = dated().next().or(held.articles.first());
        let last = dated().next_back().or(held.articles.last());
        let (Some(first), Some(last)) = (first.copied(), last.copied()) else {
            return Err(tantivy::TantivyError::InternalError("a post without an article".to_owned()));
        };
        Ok(Tenure {
            post: held.shown(),
            place: Some(held.place.clone()).filter(|place| !place.is_empty()),
            former: held.former,
            articles: held.articles.len() as u64,
            first: self.evidence(person, &held, first)?,
            last: self.evidence(person, &held, last)?,
            contested_by: self.contested(person, &held, first, last)?,
        })
    }

    fn evidence(&self, person: &Person, held: &Held, shown: Dated) -> tantivy::Result<Evidence> {
        let stored = stored(self.searcher, self.fields, shown.article)?;
        let (title, sentence) = match stored {
            Some(stored) => {
                let name_at = |number: usize| stored.persons.get(number).map(|name| match_key(name));
                let is = |key: &Option<String>| {
                    key.as_deref().is_some_and(|k| person.seen.iter().any(|s| s.id.key() == k))
                };
                let post = stored
                    .posts
                    .iter()
                    .find(|post| match_key(&post.post) == held.key && is(&name_at(usize::from(post.person))));
                let text = format!("{}\n{}", stored.title, stored.body);
                let sentence = post.and_then(|p| text.get(p.sentence.0 as usize..p.sentence.1 as usize));
                (stored.title.clone(), sentence.unwrap_or_default().to_owned())
            }
            None => Default::default(),
        };
        Ok(Evidence { article: shown.article, title, published_at: shown.published, sentence })
    }

    /// Others in a post that one person holds at a time.
    fn contested(
        &self,
        person: &Person,
        held: &Held,
        first: Dated,
        last: Dated,
    ) -> tantivy::Result<Vec<String>> {
        let singular = SINGULAR.iter().any(|head| held.key.starts_with(head));
        let (Some(from), Some(to)) = (first.published, last.published) else { return Ok(Vec::new()) };
        if !singular || held.former || held.place.is_empty() {
            return Ok(Vec::new());
        }
        let mut others: BTreeMap<String, (String, Vec<Dated>)> = BTreeMap::new();
        read(self.searcher, self.fields.office, &[&held.place, &held.key], |parts, articles| {
            let [_, _, key, place, name, _, former] = *parts else { return };
            if former.is_empty() && !person.has(key, place, 0) && !self.decisions.is_no_person(key) {
                let other = others.entry(key.to_owned()).or_default();
                name.clone_into(&mut other.0);
                other.1.extend(articles);
            }
        })?;
        let overlaps = |articles: &[Dated]| {
            let mut sorted = articles.to_vec();
            sorted.sort_unstable();
            span(&sorted).is_some_and(|(first, last)| first <= to && last >= from)
        };
        let others = others.into_values().filter(|(_, articles)| overlaps(articles));
        Ok(others.map(|(name, _)| name).collect())
    }

    /// Those seen in posts of a place, the latest first; with a day only those whose sightings surround it or who were
    /// seen within a year of it.
    pub(crate) fn office_holders(
        &self,
        place: &str,
        at: Option<DateTime<Utc>>,
    ) -> tantivy::Result<Vec<OfficeHolder>> {
        // The name and the post as shown, and the articles.
        type Seen = (String, String, Vec<Dated>);
        let mut found: BTreeMap<(PersonId, String, bool), Seen> = BTreeMap::new();
        read(self.searcher, self.fields.office, &[place], |parts, articles| {
            let [_, post, key, of, name, shown, former] = *parts else { return };
            let id = PersonId::new(key, Some(of).filter(|of| !of.is_empty()));
            if !self.decisions.is_hidden(&id) {
                let entry = found.entry((id, post.to_owned(), !former.is_empty())).or_default();
                name.clone_into(&mut entry.0);
                shown.clone_into(&mut entry.1);
                entry.2.extend(articles);
            }
        })?;
        let mut holders: Vec<OfficeHolder> = Vec::new();
        for ((id, _, former), (name, post, mut articles)) in found {
            articles.sort_unstable();
            articles.dedup_by_key(|dated| dated.article);
            let seen = span(&articles);
            let near =
                |at: DateTime<Utc>| seen.is_some_and(|(first, last)| first - NEAR <= at && at <= last + NEAR);
            if let (Some(first), Some(last)) = (articles.first(), articles.last())
                && at.is_none_or(near)
            {
                let (first, last) = (first.article, last.article);
                let articles = articles.len() as u64;
                holders.push(OfficeHolder { id, name, post, former, articles, first, last, seen });
            }
        }
        holders
            .sort_by(|a, b| b.seen.map(|s| s.1).cmp(&a.seen.map(|s| s.1)).then_with(|| a.name.cmp(&b.name)));
        Ok(holders)
    }
}

/// A day this close to a sighting is told with it.
const NEAR: TimeDelta = TimeDelta::days(365);

/// A post with the articles that give it.
struct Held {
    key: String,
    place: String,
    former: bool,
    spellings: HashMap<String, usize>,
    articles: Vec<Dated>,
}

impl Held {
    fn shown(&self) -> String {
        let best = self.spellings.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
        best.map(|(shown, _)| shown.clone()).unwrap_or_default()
    }
}

/// First and last date of sorted articles.
fn span(articles: &[Dated]) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let mut dates = articles.iter().filter_map(|dated| dated.published);
    let first = dates.next()?;
    Some((first, dates.next_back().unwrap_or(first)))
}

/// Articles by month in Asia/Ho_Chi_Minh, which has been +07:00 without summer time since 1975.
fn months(articles: &[Dated]) -> Vec<(NaiveDate, u64)> {
    let month = |at: DateTime<Utc>| (at + TimeDelta::hours(7)).date_naive().with_day(1);
    let mut counts: BTreeMap<NaiveDate, u64> = BTreeMap::new();
    for month in articles.iter().filter_map(|dated| month(dated.published?)) {
        *counts.entry(month).or_default() += 1;
    }
    let (Some((first, _)), Some((last, _))) = (counts.first_key_value(), counts.last_key_value()) else {
        return Vec::new();
    };
    let next = |month: &NaiveDate| month.checked_add_months(chrono::Months::new(1));
    std::iter::successors(Some(*first), next)
        .take_while(|month| month <= last)
        .map(|month| (month, counts.get(&month).copied().unwrap_or_default()))
        .collect()
}

#[cfg(test)]
mod tests {
    use langbao_article::ArticleId;

    use super::*;

    #[test]
    fn months_have_no_gaps_and_end_at_midnight_in_vietnam() {
        let dated = |text: &str, id| Dated { published: text.parse().ok(), article: ArticleId(id) };
        let articles = [dated("2018-01-31T17:00:00Z", 1), dated("2018-04-01T00:00:00Z", 2), dated("?", 3)];
        let shown: Vec<String> = months(&articles).iter().map(|(m, n)| format!("{m} {n}")).collect();
        assert_eq!(shown, ["2018-02-01 1", "2018-03-01 0", "2018-04-01 1"]);
        assert_eq!(months(&[dated("?", 3)]), []);
    }
}
