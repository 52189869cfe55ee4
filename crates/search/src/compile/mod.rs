//! From an expression to a Tantivy query, and to what is to be highlighted.
//!
//! Syllables decide which articles match; pairs of syllables and words only add to the score, so that no article is
//! lost because a segmenter cut differently.

mod clause;
mod unit;

use std::collections::HashSet;
use std::ops::{Range, RangeInclusive};

use langbao_text::{Analysis, Analyzer, Stream, expansions, fold};
use tantivy::Searcher;
use tantivy::query::{BooleanQuery, EmptyQuery, Occur, Query};

use self::clause::{Weighted, all, any, phrase, term, weighted};
use self::unit::{Syllable, Unit, row, units};
use crate::needle::{Form, Needle};
use crate::query::{Expr, Scope};
use crate::schema::{Fields, Streams};
use crate::{Lineage, QueryWarning, filter, place};

/// How much more a match in the title counts than one in the body, on top of BM25's own liking for short fields.
/// Measured: 2 puts articles with one syllable of a name in the title before those that have the name.
const TITLE: f32 = 1.0;

/// Weight of pairs of neighbours beside syllables. Measured: names are found best with 2 to 3.
const PAIRS: f32 = 2.0;

/// Weight of a short row of words that stands in the text as it was typed, such as a name.
const ROW: f32 = 3.0;

/// Syllables of such a row: a pair is counted as a pair.
const ROW_LENGTH: RangeInclusive<usize> = 3..=6;

/// Weight of multi-syllable words beside syllables and pairs.
const WORDS: f32 = 0.5;

/// Weight of a match by folded form where the query has marks elsewhere: who types *Ủy ban* means *ban*, not *bàn*.
const LOOSE: f32 = 0.2;

/// Words from which on a row may be read by most of them: so long is a sentence or a headline from memory, not a name.
const LONG: usize = 5;

/// The part of a long row that are most.
const MOST: f32 = 0.6;

/// How much a row of so many syllables counts where it stands in the text as it was typed: its syllables, pairs and
/// the row itself. Another way to write it must count as much, else *UBND* would stand behind articles that merely
/// have *ủy*, *ban*, *nhân* and *dân* somewhere.
fn worth(syllables: usize) -> f32 {
    let row = if ROW_LENGTH.contains(&syllables) { ROW } else { 0.0 };
    syllables as f32 + PAIRS * syllables.saturating_sub(1) as f32 + row
}

/// How marks are taken in one reading of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marks {
    /// Those that were typed must match.
    Typed,
    /// All must match, also where none is typed.
    Exact,
    /// None counts.
    Ignored,
}

/// How many of the words in a row must occur.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// All.
    All,
    /// Most of those of a long row, see [`LONG`].
    Most,
}

/// One way to read a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) marks: Marks,
    pub(crate) reach: Reach,
    /// Whether abbreviations are written out.
    pub(crate) expand: bool,
    /// What places bring along.
    pub(crate) lineage: Lineage,
}

/// A query as the index understands it.
pub(crate) struct Compiled {
    pub(crate) query: Box<dyn Query>,
    /// What to highlight.
    pub(crate) needles: Vec<Needle>,
    /// Which abbreviations were written out, and which places are none or several.
    pub(crate) expanded: Vec<QueryWarning>,
    /// Whether a reading without marks could find more.
    pub(crate) has_marks: bool,
    /// Whether a reading by most words could find more.
    pub(crate) is_long: bool,
}

impl Compiled {
    /// Matches nothing.
    pub(crate) fn nothing() -> Self {
        let query = Box::new(EmptyQuery);
        Self { query, needles: Vec::new(), expanded: Vec::new(), has_marks: false, is_long: false }
    }
}

/// Compiles an expression; one without anything to search for, such as a lone `!`, matches nothing.
pub(crate) fn compile(
    fields: &Fields,
    searcher: &Searcher,
    analyzer: &Analyzer,
    reading: Reading,
    expr: &Expr,
) -> Compiled {
    let mut compiler = Compiler {
        fields,
        searcher,
        analyzer,
        marks: reading.marks,
        reach: reading.reach,
        expand: reading.expand,
        lineage: reading.lineage,
        negated: false,
        needles: Vec::new(),
        expanded: Vec::new(),
        has_marks: false,
        is_long: false,
    };
    let query = compiler.expr(expr).unwrap_or_else(|| Box::new(EmptyQuery));
    let Compiler { needles, expanded, has_marks, is_long, .. } = compiler;
    Compiled { query, needles, expanded, has_marks, is_long }
}

struct Compiler<'a> {
    fields: &'a Fields,
    /// Where names are looked up.
    searcher: &'a Searcher,
    analyzer: &'a Analyzer,
    marks: Marks,
    reach: Reach,
    expand: bool,
    lineage: Lineage,
    /// Inside a `-`: nothing to highlight, and nothing is left out that was not typed.
    negated: bool,
    needles: Vec<Needle>,
    expanded: Vec<QueryWarning>,
    has_marks: bool,
    is_long: bool,
}

/// Other ways to write a stretch of units.
struct Alternative {
    units: Range<usize>,
    rows: Vec<Vec<Syllable>>,
}

impl Compiler<'_> {
    /// `None` if there is nothing to search for.
    fn expr(&mut self, expr: &Expr) -> Option<Box<dyn Query>> {
        match expr {
            Expr::Words { text, scope } => self.words(text, *scope),
            Expr::Phrase { text, slop, scope } => {
                let units = units(&self.analyzer.analyze(text));
                match units.as_slice() {
                    [] => None,
                    [unit] => Some(self.unit(unit, *scope, false)),
                    units => Some(self.row(&row(units), *slop, *scope)),
                }
            }
            Expr::Person(name) => {
                self.needle_of(name);
                self.has_marks |= !self.negated && fold(name) != langbao_text::match_key(name);
                filter::person(self.fields, self.searcher, name, self.marks == Marks::Ignored)
            }
            // Site ids are of lower case; a phone begins a query with a capital.
            Expr::Site(id) => Some(filter::site(self.fields, &id.trim().to_lowercase())),
            Expr::Section(name) => filter::section(self.fields, name, self.marks == Marks::Ignored),
            Expr::Place(name) => {
                let (ids, warning) = place::ids(name, self.lineage);
                self.expanded.extend(warning);
                Some(filter::places(self.fields, &ids))
            }
            Expr::Number(number) => {
                self.needle_of(number);
                Some(filter::number(self.fields, number))
            }
            Expr::Date(span) => Some(filter::dates(self.fields, span.from, span.to)),
            Expr::And(exprs) => {
                let clauses = exprs.iter().filter_map(|e| match e {
                    Expr::Not(inner) => Some((Occur::MustNot, self.not(inner)?)),
                    e => Some((Occur::Must, self.expr(e)?)),
                });
                all(clauses.collect())
            }
            Expr::Or(exprs) => any(exprs.iter().filter_map(|e| self.expr(e)).collect()),
            Expr::Not(inner) => all(vec![(Occur::MustNot, self.not(inner)?)]),
        }
    }

    fn not(&mut self, inner: &Expr) -> Option<Box<dyn Query>> {
        let outer = std::mem::replace(&mut self.negated, true);
        let query = self.expr(inner);
        self.negated = outer;
        query
    }

    /// Plain words: each syllable must occur, in the title or the body.
    fn words(&mut self, text: &str, scope: Scope) -> Option<Box<dyn Query>> {
        let analysis = self.analyzer.analyze(text);
        let units = units(&analysis);
        let marked = units.iter().any(|u| u.whole.is_marked());
        // By most words means by most syllables: what belongs together must not count as one.
        let alternatives = match self.reach {
            Reach::All => self.alternatives(text, &units),
            Reach::Most => Vec::new(),
        };
        let mut clauses = self.each(&units, alternatives, scope, marked);
        if clauses.is_empty() {
            return None;
        }
        let syllables: HashSet<&str> = units.iter().map(|unit| unit.whole.exact.as_str()).collect();
        if syllables.len() >= LONG && !self.negated {
            self.is_long = true;
            if self.reach == Reach::Most {
                let least = (clauses.len() as f32 * MOST).ceil() as usize;
                clauses.iter_mut().for_each(|(occur, _)| *occur = Occur::Should);
                let most = BooleanQuery::with_minimum_required_clauses(clauses, least);
                clauses = vec![(Occur::Must, Box::new(most))];
            }
        }
        clauses.extend(
            self.closeness(&analysis, &row(&units), scope, marked).into_iter().map(|q| (Occur::Should, q)),
        );
        all(clauses)
    }

    /// One clause for each unit, those with another way to be written taken together.
    fn each(
        &mut self,
        units: &[Unit],
        alternatives: Vec<Alternative>,
        scope: Scope,
        marked: bool,
    ) -> Vec<(Occur, Box<dyn Query>)> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let mut seen: HashSet<&str> = HashSet::new();
        let mut next = 0;
        let end = Alternative { units: units.len()..units.len(), rows: Vec::new() };
        for Alternative { units: stretch, rows } in alternatives.into_iter().chain([end]) {
            for unit in &units[next..stretch.start] {
                // A word said twice asks for nothing more.
                if seen.insert(&unit.whole.exact) {
                    clauses.push((Occur::Must, self.unit(unit, scope, marked)));
                }
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
                    let apart = all(each).map(|query| weighted((query, LOOSE)));
                    any(apart.into_iter().chain([together]).collect())
                }
            };
            let typed_marks = self.has_marks;
            let worth = worth(stretch.len());
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
        if !self.expand || self.negated {
            return Vec::new();
        }
        let ignored = self.marks == Marks::Ignored;
        let keys: Vec<&str> =
            units.iter().map(|u| if ignored { u.whole.folded.as_str() } else { &u.whole.exact }).collect();
        let mut found = Vec::new();
        for expansion in expansions(&keys) {
            let typed = &units[expansion.range.clone()];
            let (Some(first), Some(last)) = (typed.first(), typed.last()) else { continue };
            let from = text[first.whole.range.start..last.whole.range.end].to_owned();
            let to = expansion.to.iter().map(|s| (*s).to_owned()).collect();
            let warning = QueryWarning::Expanded { from, to };
            if !self.expanded.contains(&warning) {
                self.expanded.push(warning);
            }
            let rows = expansion.to.iter().map(|to| row(&unit::units(&self.analyzer.analyze(to))));
            let rows = rows.filter(|r| !r.is_empty()).collect();
            found.push(Alternative { units: expansion.range, rows });
        }
        found
    }

    /// A syllable, or a token that matches whole or by its parts in a row.
    fn unit(&mut self, unit: &Unit, scope: Scope, marked: bool) -> Box<dyn Query> {
        let whole = self.syllable(&unit.whole, scope, marked);
        if unit.parts.is_empty() {
            return whole;
        }
        let parts = self.row(&row(std::slice::from_ref(unit)), 0, scope);
        any(vec![whole, parts]).expect("two queries are not none")
    }

    fn syllable(&mut self, syllable: &Syllable, scope: Scope, marked: bool) -> Box<dyn Query> {
        let loose = self.marks == Marks::Typed && marked && !syllable.is_marked();
        self.needle(vec![self.form(syllable)], scope, loose);
        self.has_marks |= !self.negated && syllable.is_marked();
        let mut terms: Vec<Weighted> = Vec::new();
        for (streams, weight) in self.parts(scope) {
            if self.is_exact(syllable) {
                terms.push((term(streams.exact, &syllable.exact), weight));
            } else if loose {
                terms.push((term(streams.exact, &syllable.exact), weight));
                terms.push((term(streams.folded, &syllable.folded), weight * LOOSE));
            } else {
                terms.push((term(streams.folded, &syllable.folded), weight));
            }
        }
        any(terms.into_iter().map(weighted).collect()).expect("there is a part to look in")
    }

    /// Syllables in a row. A phrase query has one field: a row of which some syllables are to match exactly and some
    /// not is looked for folded, and those with marks must stand somewhere too.
    fn row(&mut self, row: &[Syllable], slop: u32, scope: Scope) -> Box<dyn Query> {
        if let [syllable] = row {
            return self.syllable(syllable, scope, false);
        }
        self.has_marks |= !self.negated && row.iter().any(Syllable::is_marked);
        let forms: Vec<Form> = row.iter().map(|s| self.form(s)).collect();
        if slop == 0 {
            self.needle(forms, scope, false);
        } else {
            forms.into_iter().for_each(|form| self.needle(vec![form], scope, false));
        }
        let stretches: Vec<&[Syllable]> = row.chunk_by(|a, b| self.is_exact(a) == self.is_exact(b)).collect();
        let mut queries: Vec<Box<dyn Query>> = Vec::new();
        for (streams, weight) in self.parts(scope) {
            let query = match stretches.as_slice() {
                [one] if self.is_exact(&one[0]) => phrase(streams.exact, row, |s| &s.exact, slop),
                [_] => phrase(streams.folded, row, |s| &s.folded, slop),
                stretches => {
                    let exact = stretches.iter().filter(|s| self.is_exact(&s[0]));
                    let exact = exact.map(|s| (Occur::Must, phrase(streams.exact, s, |s| &s.exact, slop)));
                    let folded = weighted((phrase(streams.folded, row, |s| &s.folded, slop), LOOSE));
                    let whole = phrase(streams.exact, row, |s| &s.exact, slop);
                    let both = [(Occur::Must, folded), (Occur::Should, whole)];
                    all(exact.chain(both).collect()).expect("a row is not empty")
                }
            };
            queries.push(weighted((query, weight)));
        }
        any(queries).expect("there is a part to look in")
    }

    /// What adds to the score: neighbours in the query that are neighbours in the text, and words.
    fn closeness(
        &self,
        analysis: &Analysis,
        row: &[Syllable],
        scope: Scope,
        marked: bool,
    ) -> Vec<Box<dyn Query>> {
        let exact = match self.marks {
            Marks::Typed => marked,
            Marks::Exact => true,
            Marks::Ignored => false,
        };
        let mut terms: Vec<Weighted> = Vec::new();
        for (streams, weight) in self.parts(scope) {
            let mut add = |stream: &Stream, field, weight: f32| {
                terms.extend(stream.iter().map(|token| (term(field, token.text), weight)));
            };
            if exact {
                add(&analysis.bigrams, streams.bigrams, weight * PAIRS);
                add(&analysis.words, streams.words, weight * WORDS);
            } else {
                add(&analysis.folded_bigrams, streams.folded_bigrams, weight * PAIRS);
            }
            if ROW_LENGTH.contains(&row.len()) {
                let whole = match exact {
                    true => phrase(streams.exact, row, |s| &s.exact, 0),
                    false => phrase(streams.folded, row, |s| &s.folded, 0),
                };
                terms.push((whole, weight * ROW));
            }
        }
        terms.into_iter().map(weighted).collect()
    }

    /// Where to look, and how much a match there counts.
    fn parts(&self, scope: Scope) -> Vec<(Streams, f32)> {
        match scope {
            Scope::All => vec![(self.fields.title, TITLE), (self.fields.body, 1.0)],
            Scope::Title => vec![(self.fields.title, TITLE)],
        }
    }

    /// Whether the marks of a syllable must match.
    fn is_exact(&self, syllable: &Syllable) -> bool {
        match self.marks {
            Marks::Typed => syllable.is_marked(),
            Marks::Exact => true,
            Marks::Ignored => false,
        }
    }

    fn form(&self, syllable: &Syllable) -> Form {
        match self.is_exact(syllable) {
            true => Form::Exact(syllable.exact.clone()),
            false => Form::Folded(syllable.folded.clone()),
        }
    }

    fn needle(&mut self, row: Vec<Form>, scope: Scope, loose: bool) {
        let needle = Needle { row, title_only: scope == Scope::Title, loose };
        if !self.negated && !self.needles.contains(&needle) {
            self.needles.push(needle);
        }
    }

    /// Highlights a name or a number, which is not looked for in the text.
    fn needle_of(&mut self, text: &str) {
        let row: Vec<Form> = row(&units(&self.analyzer.analyze(text))).iter().map(|s| self.form(s)).collect();
        if !row.is_empty() {
            self.needle(row, Scope::All, false);
        }
    }
}

/// Returns the needle of a person asked for by a filter.
pub(crate) fn person_needle(analyzer: &Analyzer, name: &str) -> Option<Needle> {
    let row = row(&units(&analyzer.analyze(name)));
    let marked = row.iter().any(Syllable::is_marked);
    let forms = row.into_iter().map(|s| if marked { Form::Exact(s.exact) } else { Form::Folded(s.folded) });
    let row: Vec<Form> = forms.collect();
    (!row.is_empty()).then_some(Needle { row, title_only: false, loose: false })
}
