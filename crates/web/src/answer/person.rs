//! Answers about persons.

use langbao_search::{Evidence, PersonRecord, Tenure};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::Hit;
use crate::moment::rfc3339;

/// A person in short.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonSummary {
    /// Name and place: `thẩm_bá_phước@vn:00118@-2025`.
    id: String,
    name: String,
    /// Id of the place that tells the person from others of the name.
    place: Option<String>,
    articles: u64,
    /// Publication date of the first dated article.
    #[schema(format = DateTime)]
    first_seen: Option<String>,
    #[schema(format = DateTime)]
    last_seen: Option<String>,
    /// Posts, most frequent first.
    posts: Vec<String>,
}

/// Persons of a name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct People {
    pub(crate) people: Vec<PersonSummary>,
    pub(crate) index_generation: u64,
}

/// All that is told of a person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Person {
    id: String,
    name: String,
    /// Id of the place that tells the person from others of the name.
    place: Option<String>,
    articles: u64,
    /// Publication date of the first dated article.
    #[schema(format = DateTime)]
    first_seen: Option<String>,
    #[schema(format = DateTime)]
    last_seen: Option<String>,
    /// All ids that mean this person.
    ids: Vec<String>,
    /// Posts in which the person was seen, by the first sighting.
    posts: Vec<Post>,
    /// Articles by month, in order, without gaps.
    months: Vec<Month>,
    sites: Vec<PersonSite>,
    co_mentioned: Vec<With>,
    /// Others of the same name.
    namesakes: Vec<PersonSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    index_generation: Option<u64>,
}

/// A post in which a person was seen. Seen is all that it says: not when it was taken up or left.
#[derive(Debug, Serialize, ToSchema)]
struct Post {
    post: String,
    /// Id of the place whose post it is.
    place: Option<String>,
    /// Whether the articles say *nguyên* (former).
    former: bool,
    articles: u64,
    /// The earliest article that gives the post.
    first_seen: Shown,
    /// The latest.
    last_seen: Shown,
    /// Others seen in the same post within the same time.
    contested_by: Vec<String>,
}

/// An article that shows something, with the sentence.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Evidence)]
struct Shown {
    /// The article's id.
    article: String,
    title: String,
    #[schema(format = DateTime)]
    published_at: Option<String>,
    /// Empty if the article does not tell which.
    sentence: String,
}

/// Articles in a month.
#[derive(Debug, Serialize, ToSchema)]
struct Month {
    /// Its first day.
    #[schema(format = Date)]
    month: String,
    articles: u64,
}

/// Articles at a site.
#[derive(Debug, Serialize, ToSchema)]
struct PersonSite {
    site: String,
    articles: u64,
}

/// A person named in the same articles.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CoMention)]
struct With {
    name: String,
    articles: u64,
}

/// Posts of a person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonPosts {
    id: String,
    posts: Vec<Post>,
    pub(crate) index_generation: u64,
}

/// Persons named in the same articles.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CoMentioned {
    id: String,
    co_mentioned: Vec<With>,
    pub(crate) index_generation: u64,
}

/// Articles that name a person, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Mentions {
    pub(crate) id: String,
    pub(crate) total: u64,
    pub(crate) mentions: Vec<Hit>,
    /// For the next page; null on the last.
    pub(crate) next_cursor: Option<String>,
    pub(crate) index_generation: u64,
}

impl PersonSummary {
    pub(crate) fn new(person: &langbao_search::PersonSummary) -> Self {
        let (first, last) = person.seen.unzip();
        Self {
            id: person.id.to_string(),
            name: person.name.clone(),
            place: person.id.place().map(str::to_owned),
            articles: person.articles,
            first_seen: first.map(rfc3339),
            last_seen: last.map(rfc3339),
            posts: person.posts.clone(),
        }
    }
}

impl Person {
    pub(crate) fn new(person: &PersonRecord, index_generation: Option<u64>) -> Self {
        let month = |(month, articles): &(chrono::NaiveDate, u64)| Month {
            month: month.to_string(),
            articles: *articles,
        };
        let site =
            |s: &langbao_search::SiteCount| PersonSite { site: s.site.to_string(), articles: s.articles };
        let PersonSummary { id, name, place, articles, first_seen, last_seen, .. } =
            PersonSummary::new(&person.summary);
        Self {
            id,
            name,
            place,
            articles,
            first_seen,
            last_seen,
            ids: person.ids.iter().map(ToString::to_string).collect(),
            posts: posts(person),
            months: person.months.iter().map(month).collect(),
            sites: person.sites.iter().map(site).collect(),
            co_mentioned: with(person),
            namesakes: person.namesakes.iter().map(PersonSummary::new).collect(),
            index_generation,
        }
    }
}

impl PersonPosts {
    pub(crate) fn new(person: &PersonRecord, index_generation: u64) -> Self {
        Self { id: person.summary.id.to_string(), posts: posts(person), index_generation }
    }
}

impl CoMentioned {
    pub(crate) fn new(person: &PersonRecord, index_generation: u64) -> Self {
        Self { id: person.summary.id.to_string(), co_mentioned: with(person), index_generation }
    }
}

fn posts(person: &PersonRecord) -> Vec<Post> {
    let post = |post: &Tenure| Post {
        post: post.post.clone(),
        place: post.place.clone(),
        former: post.former,
        articles: post.articles,
        first_seen: Shown::new(&post.first),
        last_seen: Shown::new(&post.last),
        contested_by: post.contested_by.clone(),
    };
    person.posts.iter().map(post).collect()
}

fn with(person: &PersonRecord) -> Vec<With> {
    person.with.iter().map(|w| With { name: w.name.clone(), articles: w.articles }).collect()
}

impl Shown {
    fn new(shown: &Evidence) -> Self {
        Self {
            article: shown.article.to_string(),
            title: shown.title.clone(),
            published_at: shown.published_at.map(rfc3339),
            sentence: shown.sentence.clone(),
        }
    }
}

/// All that is told of a person, as JSON.
pub fn record(person: &PersonRecord) -> Value {
    super::value(&Person::new(person, None))
}

/// A person in short, as JSON.
pub fn summary(person: &langbao_search::PersonSummary) -> Value {
    super::value(&PersonSummary::new(person))
}
