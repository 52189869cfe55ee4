//! The index: schema, indexer, query language, searcher, hits, snippets.
//!
//! Everything on disk here is derived from the archive and rebuilt at will. Which articles changed, and what they
//! mention, is told by the caller.

mod collect;
mod column;
mod compile;
mod cursor;
mod date;
mod document;
mod engine;
mod error;
mod explain;
mod facet;
mod family;
mod filter;
mod folder;
mod generation;
mod histogram;
mod hits;
mod indexer;
mod known;
mod ladder;
mod needle;
mod people;
mod place;
mod pressed;
mod query;
mod request;
mod schema;
mod search;
mod searcher;
mod similar;
mod slip;
mod snapshot;
mod snippet;
mod stored;
mod suggestion;
mod token_stream;
mod understood;
mod value;

pub use compile::Weights;
pub use date::{DateError, PartialDate};
pub use document::{IndexAttachment, IndexDocument, IndexPerson, IndexPost};
pub use error::Error;
pub use explain::{ScorePart, Understood};
pub use hits::{DateBucket, Facet, FacetCount, Facets, Hit, Hits, PlaceNote, QueryWarning, Snippet};
pub use indexer::Indexer;
pub use people::{
    BadPersonId, CoMention, Decisions, Evidence, NameSuggestion, OfficeHolder, PeopleDecision, PersonId,
    PersonRecord, PersonSummary, Places, SiteCount, Tenure,
};
pub use query::Trouble;
pub use request::{Accents, HistogramStep, Lineage, SearchRequest, Sort};
pub use searcher::Searcher;
pub use suggestion::{Suggestion, SuggestionKind};
