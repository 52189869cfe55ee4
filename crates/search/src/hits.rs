//! What is answered.

use std::ops::Range;

use chrono::{DateTime, NaiveDate, Utc};
use langbao_article::{ArticleId, Precision, SiteId};
use langbao_entities::Place;

use crate::{ScorePart, Suggestion, Trouble, Understood};

/// The answer to a search.
#[derive(Debug, Clone, Default)]
pub struct Hits {
    /// The exact number of matching articles.
    pub total: u64,
    /// The exact number of hits if copies of a text are one, see [`crate::SearchRequest::collapse`]; else the total.
    pub texts: u64,
    /// This page of them.
    pub hits: Vec<Hit>,
    /// On a first page by relevance that is not full: articles that have less of the query, best first, so many that
    /// there are as many hits as asked for. They are not in the totals, the facets and the histogram, and no page
    /// leads to them: who wants exactly what was asked leaves them aside.
    pub related: Vec<Hit>,
    /// For the next page; `None` on the last.
    pub next_cursor: Option<String>,
    /// Facets, if asked for.
    pub facets: Option<Facets>,
    /// Bars over publication dates in order, without gaps, if asked for. Leaves out the date filter.
    pub histogram: Option<Vec<DateBucket>>,
    /// Matching articles without a publication date, if facets are asked for; with a date filter those it leaves out.
    pub undated: Option<u64>,
    /// What was not understood, or was searched differently than typed.
    pub warnings: Vec<QueryWarning>,
    /// What became of places that the search names.
    pub notes: Vec<PlaceNote>,
    /// On the first page of a query that finds little: what may have been meant, the likeliest first.
    pub suggestions: Vec<Suggestion>,
    /// How the query was understood, if that was asked for and there is one.
    pub understood: Option<Understood>,
    /// The number of the change sequence that this answer includes.
    pub index_generation: u64,
}

/// A place that a search names and that is no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceNote {
    /// As the search names it.
    pub asked: String,
    /// The place.
    pub place: Place,
    /// The units it went into, the one with its main part first; not empty.
    pub successors: Vec<Place>,
    /// Whether the search is narrowed by the place, and not by words alone.
    pub filtered: bool,
}

/// One matching article.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The article.
    pub id: ArticleId,
    /// Its site.
    pub site: SiteId,
    /// Its address.
    pub url: String,
    /// Title with matches.
    pub title: Snippet,
    /// An excerpt of the body with matches, of which those in the first 64 kB are known.
    pub snippet: Snippet,
    /// The label of the file that the excerpt is from, where the body has nothing of the query.
    pub attachment: Option<String>,
    /// Section.
    pub section: Option<String>,
    /// Publication date.
    pub published_at: Option<DateTime<Utc>>,
    /// Its precision.
    pub precision: Option<Precision>,
    /// When it was captured.
    pub captured_at: DateTime<Utc>,
    /// When the site stopped offering it.
    pub gone_at: Option<DateTime<Utc>>,
    /// Persons for people, in order of mention.
    pub persons: Vec<String>,
    /// How many other copies of its text match that this hit stands for; 0 unless copies are one hit.
    pub copies: u32,
    /// Score; 0 unless sorted by relevance.
    pub score: f32,
    /// What the score is made of, the greatest part first, if that was asked for; empty unless sorted by relevance.
    pub parts: Vec<ScorePart>,
}

/// A text with what matched in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snippet {
    /// The text.
    pub text: String,
    /// Byte ranges of matches in `text`, in order, not overlapping.
    pub highlights: Vec<Range<usize>>,
}

/// Counts by value. Each leaves out the filter on its own key.
#[derive(Debug, Clone, Default)]
pub struct Facets {
    /// Sites.
    pub site: Facet,
    /// Persons.
    pub person: Facet,
    /// Sections.
    pub section: Facet,
    /// Places, by id.
    pub place: Facet,
    /// Kinds of the documents named, as in their numbers: `QĐ`. `num:QĐ` asks for one.
    pub document_kind: Facet,
}

/// One facet.
#[derive(Debug, Clone, Default)]
pub struct Facet {
    /// The most frequent values.
    pub values: Vec<FacetCount>,
    /// Articles under values not listed.
    pub other: u64,
}

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    /// The value, to be used as the filter.
    pub value: String,
    /// Articles.
    pub count: u64,
}

/// One bar of the histogram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateBucket {
    /// First day.
    pub from: NaiveDate,
    /// Last day, inclusive.
    pub to: NaiveDate,
    /// Articles.
    pub count: u64,
}

/// Something the user should know about how the query was read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum QueryWarning {
    /// The query could not be parsed and was searched as plain words.
    PlainWords {
        /// What was wrong, such as an open quotation mark.
        reason: Trouble,
    },
    /// The query was too long, and only its beginning was read.
    Shortened {
        /// How much of it, in bytes.
        bytes: usize,
    },
    /// Nothing has these marks; articles with other marks are shown.
    AccentsIgnored,
    /// Articles with most of the words are shown: none has all, or one that lacks a word fits better than any that has
    /// all.
    MostWords,
    /// No article has what a sentence quotes beside its other words, so that it was searched without its quotation marks.
    Unquoted,
    /// A name is that of several places, and all of them were searched.
    AmbiguousPlace {
        /// As asked.
        asked: String,
        /// The places, the likeliest first.
        places: Vec<Place>,
    },
    /// No place has this name, code or id.
    NoSuchPlace {
        /// As asked.
        asked: String,
    },
    /// A name of the person filter is that of several persons; articles of all of them are shown.
    Namesakes {
        /// As asked.
        name: String,
        /// How many persons it may be, at least 2.
        persons: usize,
    },
    /// An abbreviation was searched written out too.
    Expanded {
        /// As typed.
        from: String,
        /// What was searched too.
        to: Vec<String>,
    },
}
