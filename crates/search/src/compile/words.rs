//! A run of plain words: which of them must occur, and what adds to the score.

use std::collections::HashSet;
use std::ops::Range;

use langbao_text::{Analysis, Stream, restore};
use tantivy::query::{BooleanQuery, Occur, Query};

use super::clause::{Weighted, all, any, phrase, term, weighted};
use super::other_way::other_ways;
use super::question::asking;
use super::unit::{Syllable, Unit, row, units};
use super::{Compiler, Marks, Reach};
use crate::QueryWarning;
use crate::query::{SENTENCE, Scope};
use crate::schema::Streams;

/// Distinct syllables from which on a row may be read by a part of them.
const LOOSE_FROM: usize = 3;

/// Syllables of a row that is looked for as it was typed; a pair is counted as a pair.
const ROW: std::ops::RangeInclusive<usize> = 3..=6;

/// Other ways to write a stretch of units.
pub(super) struct Alternative {
    units: Range<usize>,
    rows: Vec<Vec<Syllable>>,
}

impl Compiler<'_> {
    /// How much a row of so many syllables counts where it stands in the text as it was typed: its syllables, pairs
    /// and the row itself. Another way to write it must count as much, else *UBND* would stand behind articles that
    /// merely have *ủy*, *ban*, *nhân* and *dân* somewhere.
    fn worth(&self, syllables: usize) -> f32 {
        let weights = self.ground.weights;
        let row = if ROW.contains(&syllables) { weights.row } else { 0.0 };
        syllables as f32 + weights.pairs * syllables.saturating_sub(1) as f32 + row
    }

    /// Plain words: each syllable must occur, in the title or the body; or a part of them, as far as the reading
    /// reaches.
    pub(super) fn words(&mut self, text: &str, scope: Scope) -> Option<Box<dyn Query>> {
        let analysis = self.ground.analyzer.analyze(text);
        let units = units(&analysis);
        let marked = units.iter().any(|u| u.whole.is_marked());
        // By a part of the words means by a part of the syllables: what belongs together must not count as one.
        let mut alternatives = self.alternatives(text, &units);
        if self.reading.reach != Reach::All {
            alternatives.retain(|other| other.units.len() == 1);
        }
        let (mut clauses, asking): (Vec<_>, Vec<_>) =
            self.each(&units, alternatives, scope, marked).into_iter().partition(|(o, _)| *o == Occur::Must);
        if clauses.is_empty() {
            return None;
        }
        let syllables: HashSet<&str> = units.iter().map(|unit| unit.whole.exact.as_str()).collect();
        if syllables.len() >= LOOSE_FROM && !self.negated {
            self.is_long = true;
            if let Some(least) = self.reading.reach.least(clauses.len()) {
                let has_all = (clauses.len() < SENTENCE).then(|| self.has_all(&clauses)).flatten();
                clauses.iter_mut().for_each(|(occur, _)| *occur = Occur::Should);
                let part = BooleanQuery::with_minimum_required_clauses(clauses, least);
                clauses = vec![(Occur::Must, Box::new(part))];
                clauses.extend(has_all.map(|query| (Occur::Should, query)));
            }
        }
        let close = self.closeness(text, &analysis, &row(&units), scope, marked);
        clauses.extend(asking.into_iter().chain(close.into_iter().map(|query| (Occur::Should, query))));
        all(clauses)
    }

    /// What an article gains by having all of a few words: a part of what they count, so much that chance matches of
    /// the rarest do not stand before it, and not so much that it stands before what has the most telling ones often.
    fn has_all(&self, clauses: &[(Occur, Box<dyn Query>)]) -> Option<Box<dyn Query>> {
        let all = BooleanQuery::intersection(clauses.iter().map(|(_, query)| query.box_clone()).collect());
        let weight = self.ground.weights.all;
        (weight > 0.0).then(|| weighted((self.told_as("all words", "", Box::new(all)), weight)))
    }

    /// One clause for each unit, those with another way to be written taken together. What only asks need not occur.
    fn each(
        &mut self,
        units: &[Unit],
        alternatives: Vec<Alternative>,
        scope: Scope,
        marked: bool,
    ) -> Vec<(Occur, Box<dyn Query>)> {
        let asking = if self.negated { HashSet::new() } else { asking(units, marked) };
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let mut seen: HashSet<&str> = HashSet::new();
        let mut next = 0;
        let end = Alternative { units: units.len()..units.len(), rows: Vec::new() };
        for Alternative { units: stretch, rows } in alternatives.into_iter().chain([end]) {
            for (number, unit) in (next..).zip(&units[next..stretch.start]) {
                // A word said twice asks for nothing more.
                if !seen.insert(&unit.whole.exact) {
                    continue;
                }
                let shown = self.needles.len();
                let query = self.unit(unit, scope, marked);
                let only_asks = asking.contains(&number);
                if only_asks {
                    self.needles.truncate(shown);
                }
                clauses.push((if only_asks { Occur::Should } else { Occur::Must }, query));
            }
            let typed = &units[stretch.clone()];
            let before = self.needles.len();
            let each: Vec<_> = typed.iter().map(|u| (Occur::Must, self.unit(u, scope, marked))).collect();
            let as_typed = match typed {
                [] | [_] => all(each),
                // A set expression means itself: its syllables here and there in a text are hardly a match.
                typed => {
                    self.needles[before..].iter_mut().for_each(|needle| needle.loose = true);
                    let together = self.row(&row(typed), 0, scope);
                    let apart = all(each).map(|query| weighted((query, self.ground.weights.loose)));
                    any(apart.into_iter().chain([together]).collect())
                }
            };
            let typed_marks = self.has_marks;
            let worth = self.worth(stretch.len());
            let other: Vec<_> =
                rows.iter().map(|r| weighted((self.row(r, 0, scope), worth / r.len() as f32))).collect();
            // Marks of what was written out were not typed.
            self.has_marks = typed_marks;
            clauses.extend(any(as_typed.into_iter().chain(other).collect()).map(|q| (Occur::Must, q)));
            next = stretch.end;
        }
        clauses
    }

    /// Finds abbreviations, and what has one, and notes them for the user.
    fn alternatives(&mut self, text: &str, units: &[Unit]) -> Vec<Alternative> {
        if !self.reading.expand || self.negated {
            return Vec::new();
        }
        let ignored = self.reading.marks == Marks::Ignored;
        let keys: Vec<&str> =
            units.iter().map(|u| if ignored { u.whole.folded.as_str() } else { &u.whole.exact }).collect();
        let mut found = Vec::new();
        for other in other_ways(&keys) {
            let typed = &units[other.range.clone()];
            let (Some(first), Some(last)) = (typed.first(), typed.last()) else { continue };
            let from = text[first.whole.range.start..last.whole.range.end].to_owned();
            let warning = QueryWarning::Expanded { from, to: other.to.clone() };
            if !self.expanded.contains(&warning) {
                self.expanded.push(warning);
            }
            let analyzer = self.ground.analyzer;
            let rows = other.to.iter().map(|to| row(&super::unit::units(&analyzer.analyze(to))));
            let rows = rows.filter(|r| !r.is_empty()).collect();
            found.push(Alternative { units: other.range, rows });
        }
        found
    }

    /// What adds to the score: neighbours in the query that are neighbours in the text, words, and the whole row.
    fn closeness(
        &self,
        text: &str,
        analysis: &Analysis,
        row: &[Syllable],
        scope: Scope,
        marked: bool,
    ) -> Vec<Box<dyn Query>> {
        let weights = self.ground.weights;
        let exact = match self.reading.marks {
            Marks::Typed => marked,
            Marks::Exact => true,
            Marks::Ignored => false,
        };
        let mut terms: Vec<Weighted> = Vec::new();
        for (streams, weight) in self.places(scope) {
            let mut add = |stream: &Stream, field, weight: f32| {
                if weight > 0.0 {
                    let named =
                        stream.iter().map(|t| (self.told(field, t.text, term(field, t.text)), weight));
                    terms.extend(named);
                }
            };
            if exact {
                add(&analysis.words, streams.words, weight * weights.words);
            }
            add(&analysis.folded_bigrams, streams.pairs, weight * weights.pairs);
            // Two words that are a title, or stand in one as they were typed, are what the article is about.
            let is_title_pair = row.len() == 2 && streams.exact == self.ground.fields.title.exact;
            if ROW.contains(&row.len()) || is_title_pair {
                terms.push((self.whole(streams, row, exact), weight * weights.row));
            }
        }
        if !exact && !marked && self.reading.marks == Marks::Typed && row.len() < SENTENCE && !self.negated {
            terms.extend(self.restored(text, scope));
        }
        terms.into_iter().map(weighted).collect()
    }

    /// A whole row as it was typed.
    fn whole(&self, streams: Streams, row: &[Syllable], exact: bool) -> Box<dyn Query> {
        let (field, query) = match exact {
            true => (streams.exact, phrase(streams.exact, row, |s| &s.exact, 0)),
            false => (streams.folded, phrase(streams.folded, row, |s| &s.folded, 0)),
        };
        let text: Vec<&str> = row.iter().map(|s| if exact { s.exact.as_str() } else { &s.folded }).collect();
        self.told(field, &text.join(" "), query)
    }

    /// The likeliest marking of a query without marks, where its syllables and pairs are marked so.
    fn restored(&self, text: &str, scope: Scope) -> Vec<Weighted> {
        let weights = self.ground.weights;
        if weights.restored <= 0.0 {
            return Vec::new();
        }
        let Some(likeliest) = restore(text, 1).into_iter().next() else { return Vec::new() };
        let analysis = self.ground.analyzer.analyze(&likeliest.text);
        let mut terms: Vec<Weighted> = Vec::new();
        for (streams, weight) in self.places(scope) {
            let marked = analysis.exact.iter().zip(analysis.folded.iter());
            let marked = marked.filter(|(exact, folded)| exact.text != folded.text).map(|(exact, _)| exact);
            for (field, token, pair) in marked
                .map(|token| (streams.exact, token, 1.0))
                .chain(analysis.words.iter().map(|token| (streams.words, token, weights.words)))
            {
                let query = self.told(field, token.text, term(field, token.text));
                terms.push((query, weight * weights.restored * pair));
            }
            let row = row(&units(&analysis));
            if ROW.contains(&row.len()) {
                terms.push((self.whole(streams, &row, true), weight * weights.restored * weights.row));
            }
        }
        terms
    }
}
