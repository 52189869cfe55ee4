//! What is asked.

use langbao_article::{ArticleId, SiteId};

use crate::PartialDate;

/// One search: the words and the filters. Values of one list are alternatives (OR); lists narrow each other (AND).
#[derive(Debug, Clone)]
pub struct SearchRequest {
    /// The query in the query language; empty: all articles. All words must occur; of five or more in a row most are
    /// enough, with a warning, if no article has all; not with [`Accents::Exact`] or without `expand`.
    pub q: String,
    /// Names of persons, with or without marks: a syllable without marks matches any marking. Or ids of persons, see
    /// [`crate::PersonId`], which tell namesakes apart.
    pub persons: Vec<String>,
    /// Sites.
    pub sites: Vec<SiteId>,
    /// Sites left out.
    pub exclude_sites: Vec<SiteId>,
    /// Sections, as written on the site, with or without marks; without marks any marking matches.
    pub sections: Vec<String>,
    /// Places: ids, codes, or names with or without marks and what they lie in (`Tân Lập, Đan Phượng`). An article is
    /// found if it names the place or one that lies in it. A name of several places means all of them, with a warning.
    pub places: Vec<String>,
    /// What a place brings along.
    pub lineage: Lineage,
    /// Publication date from the first day of this, inclusive. Articles without a date do not match.
    pub date_from: Option<PartialDate>,
    /// Publication date to the last day of this, inclusive.
    pub date_to: Option<PartialDate>,
    /// Order.
    pub sort: Sort,
    /// How marks count.
    pub accents: Accents,
    /// Whether abbreviations of the domain are searched written out too, and the other way round.
    pub expand: bool,
    /// Whether copies of one text are one hit: the article that was published first, if it matches, else the first
    /// that does. The total, facets and histogram count articles all the same; see [`crate::Hits::texts`].
    pub collapse: bool,
    /// Whether hits show an excerpt of the body; without, it is empty, and a page costs less.
    pub excerpts: bool,
    /// Whether the answer tells how the query was understood and where the scores come from.
    pub explain: bool,
    /// Whether facets and histogram are computed.
    pub facets: bool,
    /// Values a facet, at most.
    pub facet_limit: usize,
    /// Width of a histogram bar.
    pub histogram: HistogramStep,
    /// Hits a page, 1 to 100.
    pub limit: usize,
    /// Where the last page ended, from [`crate::Hits::next_cursor`]. Sorted by date, pages stay joined whatever is
    /// indexed meanwhile; scores shift a little with each commit, see [`crate::Hits::index_generation`].
    pub cursor: Option<String>,
    /// Only among these articles, as they are in the index; `None`: among all. How loosely the query is read is decided
    /// among all. For those who look through what has changed: such a search has no other pages and suggests nothing.
    pub among: Option<Vec<ArticleId>>,
}

impl Default for SearchRequest {
    fn default() -> Self {
        Self {
            q: String::new(),
            persons: Vec::new(),
            sites: Vec::new(),
            exclude_sites: Vec::new(),
            sections: Vec::new(),
            places: Vec::new(),
            lineage: Lineage::default(),
            date_from: None,
            date_to: None,
            sort: Sort::default(),
            accents: Accents::default(),
            expand: true,
            collapse: false,
            excerpts: true,
            explain: false,
            facets: false,
            facet_limit: 10,
            histogram: HistogramStep::default(),
            limit: 20,
            cursor: None,
            among: None,
        }
    }
}

/// What a place brings along: the units of the country changed on 2025-07-01.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lineage {
    /// What it went into.
    #[default]
    Successors,
    /// What it went into, and what it was made of.
    All,
    /// Nothing.
    None,
}

/// Order of hits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// Best match first; without `q`, newest first.
    #[default]
    Relevance,
    /// Newest publication first, undated last.
    Newest,
    /// Oldest publication first, undated last.
    Oldest,
}

/// How marks count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Accents {
    /// Words typed without marks match any marking; words typed with marks must match, and fall back to any marking
    /// (with a warning) only if nothing does.
    #[default]
    Auto,
    /// Marks must match.
    Exact,
    /// Marks do not count.
    Ignore,
}

/// Width of a histogram bar.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum HistogramStep {
    /// Chosen so that there are at most about 40 bars.
    #[default]
    Auto,
    /// Years.
    Year,
    /// Months.
    Month,
    /// Weeks from Monday.
    Week,
    /// Days.
    Day,
}
