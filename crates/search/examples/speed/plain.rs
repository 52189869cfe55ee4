//! The same questions to Tantivy as it comes, and to langbao, printed as the peers print them.

use std::io::BufRead;
use std::path::Path;
use std::time::Instant;

use langbao_search::Searcher;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery};
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, TEXT};
use tantivy::{Index, IndexWriter, Order, TantivyDocument, Term};

use crate::questions::{Question, read};
use crate::{Outcome, cpu_seconds, size};

/// Goes through the questions twice and prints how long each took the second time.
fn ask_all(
    work: &Path,
    name: &str,
    mut ask: impl FnMut(&Question) -> Result<u64, Box<dyn std::error::Error>>,
) -> Outcome {
    let questions = read(&work.join("questions.jsonl"))?;
    for round in 0..2 {
        for question in &questions {
            let started = Instant::now();
            let total = ask(question)?;
            let time = started.elapsed().as_secs_f64() * 1e3;
            if round == 1 {
                println!("{name}\task\t{}\t{time:.4}\t{total}", question.class);
            }
        }
    }
    Ok(())
}

/// Asks langbao.
pub(crate) fn own(dir: &Path, work: &Path) -> Outcome {
    let searcher = Searcher::open(dir)?;
    ask_all(work, "langbao", |question| Ok(searcher.search(&question.request(false))?.total))
}

struct Fields {
    text: Field,
    folded: Field,
    published: Field,
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let text = schema.add_text_field("text", TEXT | STORED);
    let folded = schema.add_text_field("folded", TEXT);
    let published = schema.add_i64_field("published", FAST | INDEXED);
    (schema.build(), Fields { text, folded, published })
}

/// Fills an index of Tantivy's.
pub(crate) fn index(dir: &Path, work: &Path) -> Outcome {
    let (schema, fields) = schema();
    let mut writer: IndexWriter =
        Index::create_in_dir(dir, schema)?.writer_with_num_threads(2, 200_000_000)?;
    let (started, cpu, mut count) = (Instant::now(), cpu_seconds(), 0);
    for line in std::io::BufReader::new(std::fs::File::open(work.join("articles.jsonl"))?).lines() {
        let article: serde_json::Value = serde_json::from_str(&line?)?;
        let text = |name: &str| article[name].as_str().unwrap_or_default();
        let mut document = TantivyDocument::new();
        document.add_text(fields.text, format!("{}\n{}", text("title"), text("body")));
        document.add_text(fields.folded, text("folded"));
        document.add_i64(fields.published, article["published"].as_i64().unwrap_or_default());
        writer.add_document(document)?;
        count += 1;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    let (wall, cpu) = (started.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    let bytes: u64 = size(dir)?.values().sum();
    println!("tantivy\tindex\t{count}\t{wall:.3}\t{cpu:.3}\t{bytes}");
    Ok(())
}

/// Asks Tantivy.
pub(crate) fn ask(dir: &Path, work: &Path) -> Outcome {
    let fields = schema().1;
    let searcher = Index::open_in_dir(dir)?.reader()?.searcher();
    ask_all(work, "tantivy", |question| {
        let field = if question.class == "unmarked" { fields.folded } else { fields.text };
        let term = |word: &str| Term::from_field_text(field, &word.to_lowercase());
        let mut all: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let phrase = match &question.person {
            Some(name) => name.split(' ').map(term).collect(),
            None if question.class == "phrase" => question.words.iter().map(|word| term(word)).collect(),
            None => Vec::new(),
        };
        if phrase.is_empty() {
            let of = |word: &String| {
                Box::new(TermQuery::new(term(word), IndexRecordOption::WithFreqs)) as Box<dyn Query>
            };
            all.extend(question.words.iter().map(|word| (Occur::Must, of(word))));
        } else {
            all.push((Occur::Must, Box::new(PhraseQuery::new(phrase))));
        }
        if let Some((from, to)) = question.years {
            let at = |year: i32| {
                let date: Option<langbao_search::PartialDate> = year.to_string().parse().ok();
                Term::from_field_i64(fields.published, date.map_or(0, |date| date.start().timestamp()))
            };
            use std::ops::Bound::{Excluded, Included};
            all.push((Occur::Must, Box::new(RangeQuery::new(Included(at(from)), Excluded(at(to + 1))))));
        }
        let query = BooleanQuery::new(all);
        let (addresses, total) = if question.person.is_some() {
            let newest = TopDocs::with_limit(10).order_by_fast_field::<i64>("published", Order::Desc);
            let (hits, total) = searcher.search(&query, &(newest, Count))?;
            (hits.into_iter().map(|(_, address)| address).collect::<Vec<_>>(), total)
        } else {
            let (hits, total) =
                searcher.search(&query, &(TopDocs::with_limit(10).order_by_score(), Count))?;
            (hits.into_iter().map(|(_, address)| address).collect(), total)
        };
        for address in addresses {
            searcher.doc::<TantivyDocument>(address)?;
        }
        Ok(total as u64)
    })
}
