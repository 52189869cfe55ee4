//! From an expression to a Tantivy query, and to what is to be highlighted.
//!
//! Syllables decide which articles match; pairs of syllables and words only add to the score, so that no article is
//! lost because a segmenter cut differently.

mod clause;
mod other_way;
mod question;
mod unit;
mod weights;
mod words;

use langbao_text::Analyzer;
use tantivy::Searcher;
use tantivy::query::{EmptyQuery, Occur, Query};
use tantivy::schema::Field;

use self::clause::{Weighted, all, any, phrase, term, weighted};
pub(crate) use self::other_way::other_ways;
pub(crate) use self::question::asking;
pub(crate) use self::unit::{Syllable, units};
use self::unit::{Unit, row};
pub use self::weights::Weights;
use crate::engine::view::LeftOut;
use crate::needle::{Form, Needle};
use crate::query::{Expr, SENTENCE, Scope};
use crate::schema::{Fields, Streams};
use crate::{Lineage, QueryWarning, explain, filter, place};

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
    /// Most, of a row of three or more.
    Most,
    /// Some, of a row of three or more: what may be shown below those that have more.
    Some,
}

impl Reach {
    /// How many of so many words are enough; `None` for all. Measured: what has fewer than six in ten of a few
    /// keywords is hardly meant; of a sentence or a question from memory the best answer may lack half.
    fn least(self, words: usize) -> Option<usize> {
        let (most, some) = if words < SENTENCE { (0.6, 0.3) } else { (0.4, 0.2) };
        let part = match self {
            Self::All => return None,
            Self::Most => most,
            Self::Some => some,
        };
        Some((words as f32 * part).ceil() as usize)
    }
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

/// What queries are compiled with.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'a> {
    pub(crate) fields: &'a Fields,
    /// Where names are looked up.
    pub(crate) searcher: &'a Searcher,
    pub(crate) analyzer: &'a Analyzer,
    pub(crate) weights: &'a Weights,
    /// Whether the parts of the query are named, so that a score can be explained.
    pub(crate) explain: bool,
}

/// Compiles an expression; one without anything to search for, such as a lone `!`, matches nothing.
pub(crate) fn compile(ground: Ground<'_>, reading: Reading, expr: &Expr) -> Compiled {
    let mut compiler = Compiler {
        ground,
        reading,
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
    ground: Ground<'a>,
    reading: Reading,
    /// Inside a `-`: nothing to highlight, and nothing is left out that was not typed.
    negated: bool,
    needles: Vec<Needle>,
    expanded: Vec<QueryWarning>,
    has_marks: bool,
    is_long: bool,
}

impl Compiler<'_> {
    /// `None` if there is nothing to search for.
    fn expr(&mut self, expr: &Expr) -> Option<Box<dyn Query>> {
        match expr {
            Expr::Words { text, scope } => self.words(text, *scope),
            Expr::Phrase { text, slop, scope } => {
                let units = units(&self.ground.analyzer.analyze(text));
                match units.as_slice() {
                    [] => None,
                    [unit] => Some(self.unit(unit, *scope, false)),
                    units => Some(self.row(&row(units), *slop, *scope)),
                }
            }
            Expr::Person(name) => {
                self.needle_of(name);
                // Wrong marks of a name loosen the name alone, not all the query.
                let Ground { fields, searcher, .. } = self.ground;
                let is_unknown =
                    self.reading.marks == Marks::Typed && !filter::is_known_person(fields, searcher, name);
                if is_unknown && !self.negated && !self.expanded.contains(&QueryWarning::AccentsIgnored) {
                    self.expanded.push(QueryWarning::AccentsIgnored);
                }
                let ignored = is_unknown || self.reading.marks == Marks::Ignored;
                filter::person(fields, searcher, name, ignored)
            }
            // Site ids are of lower case; a phone begins a query with a capital.
            Expr::Site(id) => Some(filter::site(self.ground.fields, &id.trim().to_lowercase())),
            Expr::Section(name) => {
                filter::section(self.ground.fields, name, self.reading.marks == Marks::Ignored)
            }
            Expr::Place(name) => {
                let (ids, warning) = place::ids(name, self.reading.lineage);
                self.expanded.extend(warning);
                Some(filter::places(self.ground.fields, &ids))
            }
            Expr::Number(number) => {
                self.needle_of(number);
                Some(filter::number(self.ground.fields, number))
            }
            Expr::Date(span) => Some(filter::dates(self.ground.fields, span.from, span.to)),
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
        query.map(|query| Box::new(LeftOut::new(query)) as Box<dyn Query>)
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
        let loose = self.reading.marks == Marks::Typed && marked && !syllable.is_marked();
        self.needle(vec![self.form(syllable)], scope, loose);
        self.has_marks |= !self.negated && syllable.is_marked();
        let (exact, folded) = (&syllable.exact, &syllable.folded);
        let mut terms: Vec<Weighted> = Vec::new();
        for (streams, weight) in self.places(scope) {
            let exactly = || self.told(streams.exact, exact, term(streams.exact, exact));
            let folded = || self.told(streams.folded, folded, term(streams.folded, folded));
            if self.is_exact(syllable) {
                terms.push((exactly(), weight));
            } else if loose {
                terms.push((exactly(), weight));
                terms.push((folded(), weight * self.ground.weights.loose));
            } else {
                terms.push((folded(), weight));
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
        for (streams, weight) in self.places(scope) {
            let query = match stretches.as_slice() {
                [one] if self.is_exact(&one[0]) => phrase(streams.exact, row, |s| &s.exact, slop),
                [_] => phrase(streams.folded, row, |s| &s.folded, slop),
                stretches => {
                    let exact = stretches.iter().filter(|s| self.is_exact(&s[0]));
                    let exact = exact.map(|s| (Occur::Must, phrase(streams.exact, s, |s| &s.exact, slop)));
                    let loose = self.ground.weights.loose;
                    let folded = weighted((phrase(streams.folded, row, |s| &s.folded, slop), loose));
                    let whole = phrase(streams.exact, row, |s| &s.exact, slop);
                    let both = [(Occur::Must, folded), (Occur::Should, whole)];
                    all(exact.chain(both).collect()).expect("a row is not empty")
                }
            };
            let text: Vec<&str> = row.iter().map(|s| s.exact.as_str()).collect();
            queries.push(weighted((self.told(streams.exact, &text.join(" "), query), weight)));
        }
        any(queries).expect("there is a part to look in")
    }

    /// Where to look, and how much a match there counts.
    fn places(&self, scope: Scope) -> Vec<(Streams, f32)> {
        let (fields, title) = (self.ground.fields, self.ground.weights.title);
        match scope {
            Scope::All => vec![(fields.title, title), (fields.body, 1.0)],
            Scope::Title => vec![(fields.title, 1.0)],
        }
    }

    /// Whether the marks of a syllable must match.
    fn is_exact(&self, syllable: &Syllable) -> bool {
        match self.reading.marks {
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

    /// A part of the query that tells what it is when a score is explained.
    fn told(&self, field: Field, text: &str, query: Box<dyn Query>) -> Box<dyn Query> {
        if !self.ground.explain {
            return query;
        }
        let stream = self.ground.searcher.schema().get_field_name(field).replacen('_', ".", 1);
        self.told_as(&stream, text, query)
    }

    fn told_as(&self, stream: &str, text: &str, query: Box<dyn Query>) -> Box<dyn Query> {
        match self.ground.explain {
            true => explain::named(stream, text, query),
            false => query,
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
        let row: Vec<Form> =
            row(&units(&self.ground.analyzer.analyze(text))).iter().map(|s| self.form(s)).collect();
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
