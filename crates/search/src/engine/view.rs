//! The parts of a query.

use std::fmt;

use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, ConstScorer, EmptyQuery, EnableScoring, Explanation,
    Occur, Query, Scorer, TermQuery, Weight,
};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

use crate::explain::Named;

/// A query whose score is multiplied. Tantivy's own does not tell what it wraps.
pub(crate) struct Boosted {
    query: Box<dyn Query>,
    boost: f32,
}

impl Boosted {
    /// Multiplies the score of a query; a negative number is taken for 0.
    pub(crate) fn new(query: Box<dyn Query>, boost: f32) -> Self {
        Self { query, boost: boost.max(0.0) }
    }
}

impl Clone for Boosted {
    fn clone(&self) -> Self {
        Self { query: self.query.box_clone(), boost: self.boost }
    }
}

impl fmt::Debug for Boosted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Boosted({:?}, {})", self.query, self.boost)
    }
}

impl Query for Boosted {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        BoostQuery::new(self.query.box_clone(), self.boost).weight(scoring)
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.query.query_terms(visitor);
    }
}

/// A query that narrows, but adds nothing to the score.
pub(crate) struct Silent(Box<dyn Query>);

impl Silent {
    /// Takes the score from a query.
    pub(crate) fn new(query: Box<dyn Query>) -> Self {
        Self(query)
    }
}

impl Clone for Silent {
    fn clone(&self) -> Self {
        Self(self.0.box_clone())
    }
}

impl fmt::Debug for Silent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Silent({:?})", self.0)
    }
}

impl Query for Silent {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        ConstScoreQuery::new(self.0.box_clone(), 0.0).weight(scoring)
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.0.query_terms(visitor);
    }
}

/// A query whose articles are left out. Tantivy asks the queries that it leaves out for articles in a way that phrases do
/// not bear beside others that match; a list of the articles does.
pub(crate) struct LeftOut(Box<dyn Query>);

impl LeftOut {
    pub(crate) fn new(query: Box<dyn Query>) -> Self {
        Self(query)
    }
}

impl Clone for LeftOut {
    fn clone(&self) -> Self {
        Self(self.0.box_clone())
    }
}

impl fmt::Debug for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LeftOut({:?})", self.0)
    }
}

impl Query for LeftOut {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(Listed(self.0.weight(scoring)?)))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.0.query_terms(visitor);
    }
}

/// Lists the articles of a query.
struct Listed(Box<dyn Weight>);

impl Weight for Listed {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut docs = Vec::new();
        self.0.for_each_no_score(reader, &mut |found| docs.extend_from_slice(found))?;
        Ok(Box::new(ConstScorer::new(List { docs, at: 0 }, boost)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.0.explain(reader, doc)
    }
}

/// Articles in order.
struct List {
    docs: Vec<DocId>,
    at: usize,
}

impl DocSet for List {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.docs.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        self.docs.len() as u32
    }
}

/// What a query is made of.
pub(crate) enum View<'q> {
    /// All articles.
    All,
    /// None.
    Nothing,
    /// Those with a term.
    Term(&'q Term),
    /// Clauses, of whose [`Occur::Should`] so many must match at least.
    Clauses(&'q [(Occur, Box<dyn Query>)], usize),
    /// A query whose score is multiplied.
    Boosted(&'q dyn Query, f32),
    /// A query without score.
    Silent(&'q dyn Query),
    /// Anything else.
    Other,
}

/// Looks what a query is made of.
pub(crate) fn view(query: &dyn Query) -> View<'_> {
    if let Some(term) = query.downcast_ref::<TermQuery>() {
        View::Term(term.term())
    } else if let Some(query) = query.downcast_ref::<BooleanQuery>() {
        let clauses = query.clauses();
        let is_union = clauses.iter().all(|(occur, _)| *occur != Occur::Must);
        // Without a clause that must match, one of those that should has to: so Tantivy takes it too.
        let least = query.get_minimum_number_should_match().max(usize::from(is_union));
        View::Clauses(clauses, least)
    } else if let Some(query) = query.downcast_ref::<Boosted>() {
        View::Boosted(query.query.as_ref(), query.boost)
    } else if let Some(query) = query.downcast_ref::<Silent>() {
        View::Silent(query.0.as_ref())
    } else if let Some(query) = query.downcast_ref::<LeftOut>() {
        View::Silent(query.0.as_ref())
    } else if let Some(query) = query.downcast_ref::<Box<dyn Query>>() {
        view(query.as_ref())
    } else if let Some(named) = query.downcast_ref::<Named>() {
        view(named.query())
    } else if query.is::<AllQuery>() {
        View::All
    } else if query.is::<EmptyQuery>() {
        View::Nothing
    } else {
        View::Other
    }
}
