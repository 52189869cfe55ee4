//! A query as it was understood, as a tree for people.

use langbao_text::Analyzer;

use crate::compile::{Syllable, asking, other_ways, units};
use crate::explain::Understood;
use crate::query::{DateSpan, Expr, Scope};
use crate::{Accents, SearchRequest};

/// Tells how an expression is read before anything is given up for want of articles: warnings tell that.
pub(crate) fn understood(analyzer: &Analyzer, request: &SearchRequest, expr: &Expr) -> Understood {
    let read = |exprs: &[Expr]| exprs.iter().map(|e| understood(analyzer, request, e)).collect::<Vec<_>>();
    match expr {
        Expr::Words { text, scope } => words(analyzer, request, text, *scope),
        Expr::Phrase { text, slop: 0, scope } => scoped(Understood::leaf("phrase", text), *scope),
        Expr::Phrase { text, slop, scope } => {
            scoped(Understood::leaf("near", text).with(format!("~{slop}")), *scope)
        }
        Expr::Person(name) => Understood::leaf("person", name),
        Expr::Site(id) => Understood::leaf("site", id),
        Expr::Section(name) => Understood::leaf("section", name),
        Expr::Place(name) => Understood::leaf("place", name),
        Expr::Number(number) => Understood::leaf("number", number),
        Expr::Date(DateSpan { from, to }) => {
            let day = |date: Option<chrono::NaiveDate>| date.map(|d| d.to_string()).unwrap_or_default();
            Understood::leaf(
                "date",
                format!("{}..{}", day(from.map(|d| d.first())), day(to.map(|d| d.last()))),
            )
        }
        Expr::And(exprs) => Understood::of("all", read(exprs)),
        Expr::Or(exprs) => Understood::of("any", read(exprs)),
        Expr::Not(inner) => Understood::of("not", vec![understood(analyzer, request, inner)]),
    }
}

fn scoped(tree: Understood, scope: Scope) -> Understood {
    match scope {
        Scope::All => tree,
        Scope::Title => tree.with("title"),
    }
}

fn words(analyzer: &Analyzer, request: &SearchRequest, text: &str, scope: Scope) -> Understood {
    let units = units(&analyzer.analyze(text));
    let marked = units.iter().any(|unit| unit.whole.is_marked());
    let how = |syllable: &Syllable| match request.accents {
        Accents::Exact => "marks",
        Accents::Ignore => "any marks",
        Accents::Auto if syllable.is_marked() => "marks",
        Accents::Auto if marked => "marks first",
        Accents::Auto => "any marks",
    };
    let asking = asking(&units, marked);
    let mut parts: Vec<Understood> = Vec::new();
    for (number, unit) in units.iter().enumerate() {
        let part = scoped(Understood::leaf("word", &unit.whole.exact).with(how(&unit.whole)), scope);
        let part = if asking.contains(&number) { part.with("optional") } else { part };
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    if request.expand {
        let keys: Vec<&str> = units.iter().map(|unit| unit.whole.exact.as_str()).collect();
        for other in other_ways(&keys) {
            let from = keys[other.range].join(" ");
            let to = other.to.iter().map(|to| format!("= {to}"));
            parts.push(to.fold(Understood::leaf("phrase", from), Understood::with));
        }
    }
    match parts.len() {
        1 => parts.remove(0),
        _ => Understood::of("all", parts),
    }
}
