//! What is told of persons.

use chrono::{DateTime, NaiveDate, Utc};
use langbao_article::{ArticleId, SiteId};

use super::PersonId;

/// A name while it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameSuggestion {
    /// The name for people, in its most frequent spelling.
    pub name: String,
    /// Articles that name it.
    pub articles: u64,
}

/// One of the persons of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonSummary {
    /// The person.
    pub id: PersonId,
    /// The name for people.
    pub name: String,
    /// Articles.
    pub articles: u64,
    /// Publication dates of the first and last dated article.
    pub seen: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Posts for people, most frequent first.
    pub posts: Vec<String>,
    /// Whether only articles about crimes and accidents name the person, and none gives a post: such a person has no
    /// page unless the admin wants it.
    pub private: bool,
}

/// All that is told of a person.
#[derive(Debug, Clone)]
pub struct PersonRecord {
    /// Who, how often, when.
    pub summary: PersonSummary,
    /// All ids that mean this person: names at places that were joined.
    pub ids: Vec<PersonId>,
    /// Posts in which the person was seen, by the first sighting.
    pub posts: Vec<Tenure>,
    /// First day of a month in Asia/Ho_Chi_Minh and articles, in order, without gaps.
    pub months: Vec<(NaiveDate, u64)>,
    /// Sites that name the person.
    pub sites: Vec<SiteCount>,
    /// Persons named in the same articles, most frequent first.
    pub with: Vec<CoMention>,
    /// Others of the same name.
    pub namesakes: Vec<PersonSummary>,
}

/// A post in which a person was seen. Seen is all that it says: nobody knows from articles when a post was taken up
/// or left.
#[derive(Debug, Clone)]
pub struct Tenure {
    /// The post for people: `Bí thư Đảng ủy`.
    pub post: String,
    /// Id of the place whose post it is.
    pub place: Option<String>,
    /// Whether the articles say *nguyên* (former).
    pub former: bool,
    /// Articles.
    pub articles: u64,
    /// The earliest article that gives the post.
    pub first: Evidence,
    /// The latest.
    pub last: Evidence,
    /// Others seen in the same post, of which there is one a place, within the same time.
    pub contested_by: Vec<String>,
}

/// An article that shows something, with the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The article.
    pub article: ArticleId,
    /// Its title.
    pub title: String,
    /// Its publication date.
    pub published_at: Option<DateTime<Utc>>,
    /// The sentence; empty if the article does not tell which.
    pub sentence: String,
}

/// Articles at a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteCount {
    /// The site.
    pub site: SiteId,
    /// Articles.
    pub articles: u64,
}

/// A person named in the same articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoMention {
    /// Name for people.
    pub name: String,
    /// Articles that name both.
    pub articles: u64,
}

/// Somebody seen in a post of a place.
#[derive(Debug, Clone)]
pub struct OfficeHolder {
    /// Who.
    pub id: PersonId,
    /// Name for people.
    pub name: String,
    /// Post for people.
    pub post: String,
    /// Whether the articles say *nguyên* (former).
    pub former: bool,
    /// Articles.
    pub articles: u64,
    /// The earliest article.
    pub first: ArticleId,
    /// The latest.
    pub last: ArticleId,
    /// Publication dates of the first and last dated article.
    pub seen: Option<(DateTime<Utc>, DateTime<Utc>)>,
}
