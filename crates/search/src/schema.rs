//! The fields of the index.
//!
//! Every token stream of the analyzer has fields of its own: Tantivy counts all tokens of a field into its length,
//! so streams stacked in one field would skew BM25.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions,
};

use crate::token_stream::STREAM_TOKENIZER;

/// The version of the schema and of what is written into it; another one on disk means a rebuild.
pub(crate) const FORMAT: u32 = 8;

/// Names of the fast fields, which Tantivy looks up by name.
pub(crate) const ID: &str = "id";
/// See [`ID`].
pub(crate) const PUBLISHED: &str = "published";
/// See [`ID`].
pub(crate) const SITE: &str = "site";
/// See [`ID`].
pub(crate) const PERSON: &str = "person";
/// See [`ID`].
pub(crate) const PLACE: &str = "place";
/// See [`ID`].
pub(crate) const SECTION: &str = "section";
/// See [`ID`].
pub(crate) const DOCUMENT_KIND: &str = "document_kind";

/// See [`ID`].
pub(crate) const FAMILY: &str = "family";

/// One field for each stream of the analyzer that pays for its bytes: pairs of syllables are kept without marks only, for
/// those with marks find nothing more and rank no better where the syllables themselves must have their marks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Streams {
    pub(crate) exact: Field,
    pub(crate) folded: Field,
    pub(crate) pairs: Field,
    pub(crate) words: Field,
}

/// All fields.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// Article id: fast for order, indexed for replacing.
    pub(crate) id: Field,
    pub(crate) title: Streams,
    pub(crate) body: Streams,
    /// `match key ␟ name for people`, see [`crate::value`]; for counting.
    pub(crate) person: Field,
    /// What a person is found by: match key and folded name.
    pub(crate) person_name: Field,
    /// Persons with the place that tells namesakes apart, see [`crate::people`].
    pub(crate) person_at: Field,
    /// Persons with their posts.
    pub(crate) post: Field,
    /// Posts with their persons.
    pub(crate) office: Field,
    /// `match key ␟ section for people`; for counting.
    pub(crate) section: Field,
    /// What a section is found by.
    pub(crate) section_name: Field,
    pub(crate) site: Field,
    /// Document numbers, folded, their first parts and their kinds.
    pub(crate) number: Field,
    /// Kinds of documents as in their numbers: `QĐ`; for counting.
    pub(crate) document_kind: Field,
    /// Ids of the places named; for counting.
    pub(crate) place: Field,
    /// Ids of the places named and of what they lie in: what a place is found by.
    pub(crate) place_within: Field,
    /// Of copies of one text: the article that was published first. For taking them together.
    pub(crate) family: Field,
    /// Seconds since 1970.
    pub(crate) published: Field,
    /// What a hit shows, as JSON.
    pub(crate) stored: Field,
}

impl Fields {
    /// Makes the schema and its fields; always the same.
    pub(crate) fn schema() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let stream = |name: &str, record: IndexRecordOption| {
            let indexing =
                TextFieldIndexing::default().set_tokenizer(STREAM_TOKENIZER).set_index_option(record);
            (name.to_owned(), TextOptions::default().set_indexing_options(indexing))
        };
        // Only phrases need positions, and phrases are of syllables: the other streams only rank. How often an article has a
        // pair tells nothing that its syllables do not.
        let mut streams = |part: &str| {
            let mut add = |name: &str, record| {
                let (name, options) = stream(&format!("{part}_{name}"), record);
                schema.add_text_field(&name, options)
            };
            Streams {
                exact: add("exact", IndexRecordOption::WithFreqsAndPositions),
                folded: add("folded", IndexRecordOption::WithFreqsAndPositions),
                pairs: add("pairs", IndexRecordOption::Basic),
                words: add("words", IndexRecordOption::WithFreqs),
            }
        };
        let title = streams("title");
        let body = streams("body");
        let key = TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer("raw")
                .set_fieldnorms(false)
                .set_index_option(IndexRecordOption::Basic),
        );
        let counted = TextOptions::default().set_fast("raw");
        let fields = Self {
            title,
            body,
            id: schema.add_u64_field(ID, FAST | INDEXED),
            person: schema.add_text_field(PERSON, counted.clone()),
            person_name: schema.add_text_field("person_name", key.clone()),
            person_at: schema.add_text_field("person_at", key.clone()),
            post: schema.add_text_field("post", key.clone()),
            office: schema.add_text_field("office", key.clone()),
            section: schema.add_text_field(SECTION, counted.clone()),
            section_name: schema.add_text_field("section_name", key.clone()),
            site: schema.add_text_field(SITE, key.clone().set_fast("raw")),
            number: schema.add_text_field("number", key.clone()),
            place: schema.add_text_field(PLACE, counted.clone()),
            place_within: schema.add_text_field("place_within", key),
            document_kind: schema.add_text_field(DOCUMENT_KIND, counted),
            family: schema.add_u64_field(FAMILY, FAST),
            published: schema.add_i64_field(PUBLISHED, FAST),
            stored: schema.add_bytes_field("stored", STORED),
        };
        (schema.build(), fields)
    }
}
