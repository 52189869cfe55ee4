//! Why a hit stands where it does: the query as it was understood, and the parts of a score.

use tantivy::query::{EnableScoring, Occur, Query, Weight};
use tantivy::{DocAddress, DocSet, Searcher, Term};

use crate::engine::view::{View, view};

/// A query as it was understood: a tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Understood {
    /// What is asked of an article: `all`, `most`, `any`, `not`, or of its text: `word`, `phrase`, `near`, or of what
    /// it names and is: `person`, `place`, `site`, `section`, `number`, `date`.
    pub ask: &'static str,
    /// The words or the value; empty where there are parts.
    pub value: String,
    /// How: `title`, `marks` (they must match), `any marks`, `marks first`, `~5`, `optional`; or what else is
    /// searched: `= ủy ban nhân dân`.
    pub how: Vec<String>,
    /// What it is made of.
    pub parts: Vec<Understood>,
}

impl Understood {
    pub(crate) fn leaf(ask: &'static str, value: impl Into<String>) -> Self {
        Self { ask, value: value.into(), ..Self::default() }
    }

    pub(crate) fn of(ask: &'static str, parts: Vec<Self>) -> Self {
        Self { ask, parts, ..Self::default() }
    }

    #[must_use]
    pub(crate) fn with(mut self, how: impl Into<String>) -> Self {
        self.how.push(how.into());
        self
    }
}

impl std::fmt::Display for Understood {
    /// Writes it on one line: `all(word "ngọc" [marks], word "thụy" [marks])`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.ask)?;
        if !self.value.is_empty() {
            write!(f, " \"{}\"", self.value)?;
        }
        if !self.how.is_empty() {
            write!(f, " [{}]", self.how.join(", "))?;
        }
        if !self.parts.is_empty() {
            f.write_str("(")?;
            for (number, part) in self.parts.iter().enumerate() {
                let between = if number == 0 { "" } else { ", " };
                write!(f, "{between}{part}")?;
            }
            f.write_str(")")?;
        }
        Ok(())
    }
}

/// A part of a score.
#[derive(Debug, Clone, PartialEq)]
pub struct ScorePart {
    /// The stream it comes from: `body.exact`, `title.pairs` …
    pub stream: String,
    /// What was found there.
    pub text: String,
    /// What it adds to the score, its weight included.
    pub score: f32,
}

/// A query that tells what it looks for when a score is explained.
#[derive(Debug)]
pub(crate) struct Named {
    stream: String,
    text: String,
    query: Box<dyn Query>,
}

/// Gives a query the name under which its part of a score is told.
pub(crate) fn named(stream: &str, text: &str, query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(Named { stream: stream.to_owned(), text: text.to_owned(), query })
}

impl Named {
    /// The query itself.
    pub(crate) fn query(&self) -> &dyn Query {
        self.query.as_ref()
    }
}

impl Clone for Named {
    fn clone(&self) -> Self {
        Self { stream: self.stream.clone(), text: self.text.clone(), query: self.query.box_clone() }
    }
}

impl Query for Named {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        self.query.weight(scoring)
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.query.query_terms(visitor);
    }
}

/// The parts of the score that a query gives a matching article, the greatest first.
pub(crate) fn parts(
    searcher: &Searcher,
    query: &dyn Query,
    address: DocAddress,
) -> tantivy::Result<Vec<ScorePart>> {
    let mut parts = Vec::new();
    Explainer { searcher, address }.collect(query, 1.0, &mut parts)?;
    parts.sort_by(|a: &ScorePart, b| b.score.total_cmp(&a.score));
    Ok(parts)
}

struct Explainer<'a> {
    searcher: &'a Searcher,
    address: DocAddress,
}

impl Explainer<'_> {
    /// Collects the parts of a query that match.
    fn collect(&self, query: &dyn Query, factor: f32, parts: &mut Vec<ScorePart>) -> tantivy::Result<()> {
        if let Some(query) = query.downcast_ref::<Box<dyn Query>>() {
            return self.collect(query.as_ref(), factor, parts);
        }
        if let Some(Named { stream, text, query }) = query.downcast_ref() {
            if let Some(score) = self.score(query.as_ref(), true)? {
                parts.push(ScorePart { stream: stream.clone(), text: text.clone(), score: score * factor });
            }
            return Ok(());
        }
        match view(query) {
            View::Boosted(query, boost) => self.collect(query, factor * boost, parts)?,
            View::Clauses(clauses, _) if self.score(query, false)?.is_some() => {
                for (_, query) in clauses.iter().filter(|(occur, _)| *occur != Occur::MustNot) {
                    self.collect(query.as_ref(), factor, parts)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The score of the article, if it matches; without scoring any number.
    fn score(&self, query: &dyn Query, scoring: bool) -> tantivy::Result<Option<f32>> {
        let weight = query.weight(match scoring {
            true => EnableScoring::enabled_from_searcher(self.searcher),
            false => EnableScoring::disabled_from_searcher(self.searcher),
        })?;
        let mut scorer = weight.scorer(self.searcher.segment_reader(self.address.segment_ord), 1.0)?;
        let doc = self.address.doc_id;
        let is_there = scorer.doc() <= doc && scorer.seek(doc) == doc;
        Ok(is_there.then(|| if scoring { scorer.score() } else { 0.0 }))
    }
}
