//! The ranking to be better than: a plain sum of BM25 over the same streams, the best of a laboratory's many set-ups.
//!
//! Any syllable may match. Syllables, words × 0.5 and pairs of syllables of the body, plus a tenth of the same of the
//! title; of a query without any marks the folded syllables and pairs instead. No abbreviations, no reading, no rows.

use std::path::Path;

use langbao_text::{Analyzer, Stream, has_marks};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{Index, Searcher, Term};

use crate::Outcome;

pub(crate) struct Lab {
    searcher: Searcher,
    analyzer: Analyzer,
    /// Ids of the documents, in the order they were indexed.
    urls: Vec<String>,
}

impl Lab {
    pub(crate) fn open(dir: &Path) -> Outcome<Self> {
        let searcher = Index::open_in_dir(dir)?.reader()?.searcher();
        let stored = searcher.schema().get_field("stored")?;
        let mut urls = Vec::new();
        for reader in searcher.segment_readers() {
            let ids = reader.fast_fields().u64("id")?;
            let store = reader.get_store_reader(1)?;
            for doc in 0..reader.max_doc() {
                let document: tantivy::TantivyDocument = store.get(doc)?;
                let bytes =
                    tantivy::schema::Value::as_bytes(&document.get_first(stored).ok_or("nothing stored")?);
                let url = serde_json::from_slice::<serde_json::Value>(bytes.ok_or("nothing stored")?)?["url"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned();
                let at = ids.first(doc).unwrap_or_default() as usize;
                if urls.len() <= at {
                    urls.resize(at + 1, String::new());
                }
                urls[at] = url;
            }
        }
        Ok(Self { searcher, analyzer: Analyzer::new(), urls })
    }

    /// The best documents with their scores.
    pub(crate) fn search(&self, query: &str, limit: usize) -> Outcome<Vec<(f32, &str)>> {
        let analysis = self.analyzer.analyze(query);
        let streams: &[(&str, &Stream, f32)] = match has_marks(query) {
            true => &[
                ("exact", &analysis.exact, 1.0),
                ("bigrams", &analysis.bigrams, 1.0),
                ("words", &analysis.words, 0.5),
            ],
            false => &[("folded", &analysis.folded, 1.0), ("folded_bigrams", &analysis.folded_bigrams, 1.0)],
        };
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for (part, weight) in [("body", 1.0), ("title", 0.1)] {
            for (name, stream, factor) in streams {
                let field = self.searcher.schema().get_field(&format!("{part}_{name}"))?;
                for token in stream.iter() {
                    let term = Term::from_field_text(field, token.text);
                    let term = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
                    clauses.push((Occur::Should, Box::new(BoostQuery::new(term, weight * factor))));
                }
            }
        }
        let mut found = Vec::new();
        for (score, address) in
            self.searcher.search(&BooleanQuery::new(clauses), &TopDocs::with_limit(limit).order_by_score())?
        {
            let ids = self.searcher.segment_reader(address.segment_ord).fast_fields().u64("id")?;
            let url = &self.urls[ids.first(address.doc_id).unwrap_or_default() as usize];
            found.push((score, url.as_str()));
        }
        Ok(found)
    }
}
