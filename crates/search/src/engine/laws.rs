//! What is found and how it is ordered is what Tantivy itself finds, for any query.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use proptest::prelude::*;
use tantivy::collector::DocSetCollector;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query, TermQuery,
};
use tantivy::schema::{Field, INDEXED, IndexRecordOption, Schema, TEXT};
use tantivy::{DocAddress, DocId, Index, IndexWriter, Searcher, TantivyDocument, Term};

use super::docs::Docs;
use super::matching::{matches, matches_any};
use super::ranking::{Best, Ranking, score};
use super::statistics::Statistics;
use super::view::{Boosted, Silent};

const WORDS: [&str; 8] = ["ngọc", "thụy", "phường", "xã", "ủy", "ban", "hội", "hiếm"];

struct House {
    searcher: Searcher,
    text: Field,
    title: Field,
}

/// Three segments of different sizes with a few articles removed: common words and rare ones.
static HOUSE: LazyLock<House> = LazyLock::new(|| {
    let mut schema = Schema::builder();
    let (text, title) = (schema.add_text_field("text", TEXT), schema.add_text_field("title", TEXT));
    let id = schema.add_u64_field("id", INDEXED);
    let index = Index::create_in_ram(schema.build());
    let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
    writer.set_merge_policy(Box::new(tantivy::merge_policy::NoMergePolicy));
    let mut dice = 1u64;
    let mut roll = |sides: u64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) % sides
    };
    let mut number = 0;
    for segment in [900, 300, 40] {
        for _ in 0..segment {
            let mut words = |most: u64| {
                let count = 1 + roll(most);
                let word = |_| WORDS[if roll(900) == 0 { 7 } else { roll(7).min(roll(7)) } as usize];
                (0..count).map(word).collect::<Vec<_>>().join(" ")
            };
            let mut document = TantivyDocument::new();
            document.add_text(text, words(30));
            document.add_text(title, words(5));
            document.add_u64(id, number);
            writer.add_document(document).unwrap();
            number += 1;
        }
        writer.commit().unwrap();
    }
    for removed in (0..number).step_by(7) {
        writer.delete_term(Term::from_field_u64(id, removed));
    }
    writer.commit().unwrap();
    House { searcher: index.reader().unwrap().searcher(), text, title }
});

/// A query in two forms: of our parts, and of Tantivy's own.
#[derive(Debug, Clone)]
enum Tree {
    Term(bool, usize),
    Phrase(usize, usize),
    All,
    Nothing,
    Boosted(Box<Tree>, f32),
    Silent(Box<Tree>),
    Clauses(Vec<(Occur, Tree)>, Option<usize>),
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        6 => (any::<bool>(), 0usize..8).prop_map(|(title, word)| Tree::Term(title, word)),
        2 => (0usize..8, 0usize..8).prop_map(|(a, b)| Tree::Phrase(a, b)),
        1 => Just(Tree::Silent(Box::new(Tree::All))),
        1 => Just(Tree::Nothing),
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        let occur = prop::sample::select(vec![Occur::Must, Occur::Should, Occur::Should, Occur::MustNot]);
        prop_oneof![
            1 => (inner.clone(), 0.1f32..3.0).prop_map(|(tree, boost)| Tree::Boosted(Box::new(tree), boost)),
            1 => inner.clone().prop_map(|tree| Tree::Silent(Box::new(tree))),
            4 => (prop::collection::vec((occur, inner), 1..5), prop::option::of(0usize..4))
                .prop_map(|(clauses, least)| Tree::Clauses(clauses, least)),
        ]
    })
}

/// Makes the query, of our own parts or Tantivy's. Tantivy seeks an excluded phrase backwards, against its own assertion,
/// which builds like this one check; it does not if what is excluded is a union: `tame` makes it one.
fn query(tree: &Tree, own: bool, tame: bool) -> Box<dyn Query> {
    let house = &*HOUSE;
    let field = |title: bool| if title { house.title } else { house.text };
    let term = |title: bool, word: usize| Term::from_field_text(field(title), WORDS[word]);
    match tree {
        Tree::Term(title, word) => {
            Box::new(TermQuery::new(term(*title, *word), IndexRecordOption::WithFreqs))
        }
        Tree::Phrase(a, b) => Box::new(PhraseQuery::new(vec![term(false, *a), term(false, *b)])),
        Tree::All => Box::new(AllQuery),
        Tree::Nothing => Box::new(EmptyQuery),
        Tree::Boosted(inner, boost) if own => Box::new(Boosted::new(query(inner, own, tame), *boost)),
        Tree::Boosted(inner, boost) => Box::new(BoostQuery::new(query(inner, own, tame), *boost)),
        Tree::Silent(inner) if own => Box::new(Silent::new(query(inner, own, tame))),
        Tree::Silent(inner) => Box::new(ConstScoreQuery::new(query(inner, own, tame), 0.0)),
        Tree::Clauses(clauses, least) => {
            let clause = |(occur, inner): &(Occur, Tree)| {
                let inner = query(inner, own, tame);
                let twice = |inner: Box<dyn Query>| BooleanQuery::union(vec![inner.box_clone(), inner]);
                if !tame || *occur != Occur::MustNot {
                    (*occur, inner)
                } else {
                    (*occur, Box::new(twice(inner)) as _)
                }
            };
            let clauses = clauses.iter().map(clause).collect();
            Box::new(match least {
                Some(least) => BooleanQuery::with_minimum_required_clauses(clauses, *least),
                None => BooleanQuery::new(clauses),
            })
        }
    }
}

/// The best so many, with all that were offered.
struct Top {
    wanted: usize,
    found: Vec<(u32, DocId)>,
}

impl Best for Top {
    fn least(&self) -> u32 {
        if self.found.len() < self.wanted {
            0
        } else {
            self.found.iter().map(|(steps, _)| *steps).min().unwrap_or(0)
        }
    }

    fn take(&mut self, doc: DocId, steps: u32) {
        self.found.push((steps, doc));
        self.found.sort_by_key(|(steps, doc)| (std::cmp::Reverse(*steps), *doc));
        self.found.truncate(self.wanted);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_matches_is_what_tantivy_finds(tree in tree()) {
        let searcher = &HOUSE.searcher;
        let (own, theirs) = (query(&tree, true, false), query(&tree, false, true));
        let found = matches(searcher, own.as_ref()).unwrap();
        let mut ours: Vec<DocAddress> = Vec::new();
        for ((segment, docs), reader) in (0..).zip(&found).zip(searcher.segment_readers()) {
            docs.each(reader.max_doc(), |doc| ours.push(DocAddress::new(segment, doc)));
        }
        let mut expected: Vec<DocAddress> = searcher.search(theirs.as_ref(), &DocSetCollector).unwrap().into_iter().collect();
        expected.sort();
        prop_assert_eq!(&ours, &expected);
        prop_assert_eq!(matches_any(searcher, own.as_ref()).unwrap(), !expected.is_empty());
    }

    #[test]
    fn the_first_are_those_tantivy_scores_highest(tree in tree(), wanted in 1usize..30) {
        let searcher = &HOUSE.searcher;
        let (own, theirs) = (query(&tree, true, true), query(&tree, false, true));
        let statistics = Statistics::of(searcher, &[own.as_ref()], Vec::new()).unwrap();
        let ranking = Ranking::of(searcher, &statistics, own.as_ref()).unwrap();
        let found = matches(searcher, own.as_ref()).unwrap();
        let weight =
            theirs.weight(tantivy::query::EnableScoring::enabled_from_searcher(searcher)).unwrap();
        for (segment, docs) in found.iter().enumerate() {
            let reader = &searcher.segment_readers()[segment];
            let mut scores: BTreeMap<DocId, f32> = BTreeMap::new();
            weight.for_each(reader, &mut |doc, score| {
                scores.insert(doc, score);
            }).unwrap();
            let mut top = Top { wanted, found: Vec::new() };
            ranking.offer(searcher, &statistics, segment, docs, &mut top).unwrap();
            let count = docs.count(reader.max_doc());
            prop_assert_eq!(top.found.len(), wanted.min(count));
            let mut expected = Vec::new();
            docs.each(reader.max_doc(), |doc| expected.push(scores[&doc]));
            expected.sort_by(|a, b| b.total_cmp(a));
            for ((steps, doc), best) in top.found.iter().zip(expected) {
                let (ours, theirs) = (score(*steps), scores[doc]);
                prop_assert!((ours - theirs).abs() < 0.001 + theirs * 0.0001, "{} has {}, not {}", doc, ours, theirs);
                prop_assert!((ours - best).abs() < 0.001 + best * 0.0001, "{} stands for {}", ours, best);
            }
        }
    }
}

#[test]
fn the_house_has_sets_of_all_kinds() {
    let kinds = |word: usize| {
        let own = query(&Tree::Term(false, word), true, false);
        matches(&HOUSE.searcher, own.as_ref()).unwrap()
    };
    assert!(kinds(0).iter().any(|docs| matches!(docs, Docs::Bits(_))));
    assert!(kinds(7).iter().any(|docs| matches!(docs, Docs::Few(_))));
}
