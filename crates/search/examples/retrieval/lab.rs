//! The ranking to be better than: a plain sum of BM25 over streams of the analyzer, the best of a laboratory's many
//! set-ups.
//!
//! Any syllable may match. Syllables, words × 0.5 and pairs of syllables of the body, plus a tenth of the same of the
//! title; of a query without any marks the folded syllables and pairs instead. No abbreviations, no reading, no rows. It
//! has an index of its own, for the product keeps fewer streams.

use std::path::{Path, PathBuf};

use langbao_text::{Analysis, Analyzer, Stream, has_marks};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{Index, IndexWriter, Searcher, TantivyDocument, Term};

use crate::Outcome;

/// The streams, in the order of [`streams`].
const STREAMS: [&str; 5] = ["exact", "bigrams", "words", "folded", "folded_bigrams"];

fn streams(analysis: &Analysis) -> [&Stream; 5] {
    let Analysis { exact, bigrams, words, folded, folded_bigrams } = analysis;
    [exact, bigrams, words, folded, folded_bigrams]
}

fn folder(dir: &Path) -> PathBuf {
    dir.with_extension("lab")
}

/// Writes the laboratory's index beside that of the product.
pub(crate) struct LabWriter {
    writer: IndexWriter,
    analyzer: Analyzer,
}

impl LabWriter {
    pub(crate) fn create(dir: &Path) -> Outcome<Self> {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default().set_index_option(IndexRecordOption::WithFreqs);
        let options = TextOptions::default().set_indexing_options(indexing);
        for part in ["body", "title"] {
            for name in STREAMS {
                schema.add_text_field(&format!("{part}_{name}"), options.clone());
            }
        }
        schema.add_text_field("id", STORED);
        std::fs::create_dir_all(folder(dir))?;
        let writer =
            Index::create_in_dir(folder(dir), schema.build())?.writer_with_num_threads(1, 100 << 20)?;
        Ok(Self { writer, analyzer: Analyzer::new() })
    }

    pub(crate) fn add(&self, id: &str, title: &str, body: &str) -> Outcome {
        let schema = self.writer.index().schema();
        let mut document = TantivyDocument::new();
        for (part, text) in [("body", body), ("title", title)] {
            let analysis = self.analyzer.analyze(text);
            for (name, stream) in STREAMS.iter().zip(streams(&analysis)) {
                let token = |t: langbao_text::StreamToken<'_>| Token {
                    text: t.text.to_owned(),
                    position: t.position,
                    ..Token::default()
                };
                let tokens = stream.iter().map(token).collect();
                let text = PreTokenizedString { text: String::new(), tokens };
                document.add_pre_tokenized_text(schema.get_field(&format!("{part}_{name}"))?, text);
            }
        }
        document.add_text(schema.get_field("id")?, id);
        self.writer.add_document(document)?;
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Outcome {
        self.writer.commit()?;
        Ok(())
    }
}

pub(crate) struct Lab {
    searcher: Searcher,
    analyzer: Analyzer,
    id: Field,
}

impl Lab {
    pub(crate) fn open(dir: &Path) -> Outcome<Self> {
        let searcher = Index::open_in_dir(folder(dir))?.reader()?.searcher();
        let id = searcher.schema().get_field("id")?;
        Ok(Self { searcher, analyzer: Analyzer::new(), id })
    }

    /// The best documents with their scores.
    pub(crate) fn search(&self, query: &str, limit: usize) -> Outcome<Vec<(f32, String)>> {
        let analysis = self.analyzer.analyze(query);
        let factors = if has_marks(query) { [1.0, 1.0, 0.5, 0.0, 0.0] } else { [0.0, 0.0, 0.0, 1.0, 1.0] };
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for (part, weight) in [("body", 1.0), ("title", 0.1)] {
            for ((name, stream), factor) in STREAMS.iter().zip(streams(&analysis)).zip(factors) {
                let field = self.searcher.schema().get_field(&format!("{part}_{name}"))?;
                for token in stream.iter().filter(|_| factor > 0.0) {
                    let term = Term::from_field_text(field, token.text);
                    let term = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
                    clauses.push((Occur::Should, Box::new(BoostQuery::new(term, weight * factor))));
                }
            }
        }
        let best = TopDocs::with_limit(limit).order_by_score();
        let mut found = Vec::new();
        for (score, address) in self.searcher.search(&BooleanQuery::new(clauses), &best)? {
            let document: TantivyDocument = self.searcher.doc(address)?;
            let id = document.get_first(self.id).and_then(|value| value.as_str().map(str::to_owned));
            found.push((score, id.unwrap_or_default()));
        }
        Ok(found)
    }
}
