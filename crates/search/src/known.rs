//! What the index and the gazetteer know of a word or a name.

use langbao_entities::find_places;
use langbao_text::{fold, match_key};
use tantivy::query::PhraseQuery;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use crate::engine::matching::matches_any;
use crate::people::keys_of;
use crate::schema::Fields;

/// Names looked at for one text without marks.
const NAMES: usize = 4;

/// What is known in one snapshot.
pub(crate) struct Known<'a> {
    pub(crate) searcher: &'a Searcher,
    pub(crate) fields: &'a Fields,
}

impl Known<'_> {
    fn articles(&self, fields: [Field; 2], text: &str) -> tantivy::Result<u64> {
        let [title, body] = fields.map(|field| self.searcher.doc_freq(&Term::from_field_text(field, text)));
        Ok(title? + body?)
    }

    /// How many articles have a word without marks in body or title; those in both count twice.
    pub(crate) fn frequency(&self, folded: &str) -> tantivy::Result<u64> {
        self.articles([self.fields.title.folded, self.fields.body.folded], folded)
    }

    /// As [`Self::frequency`], of two syllables side by side, without marks.
    pub(crate) fn folded_pair(&self, pair: &str) -> tantivy::Result<u64> {
        self.articles([self.fields.title.pairs, self.fields.body.pairs], pair)
    }

    /// Whether an article has syllables in match-key form side by side.
    pub(crate) fn has_row(&self, row: &str) -> tantivy::Result<bool> {
        for field in [self.fields.body.exact, self.fields.title.exact] {
            let terms: Vec<Term> = row.split(' ').map(|word| Term::from_field_text(field, word)).collect();
            if terms.len() > 1 && matches_any(self.searcher, &PhraseQuery::new(terms))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// As [`Self::frequency`], of a word of several syllables.
    pub(crate) fn word(&self, text: &str) -> tantivy::Result<u64> {
        let word = match_key(text).replace(' ', "_");
        self.articles([self.fields.title.words, self.fields.body.words], &word)
    }

    /// Whether a text with its marks is the name of a person or a place.
    pub(crate) fn is_name(&self, text: &str) -> bool {
        let key = match_key(text);
        keys_of(self.fields, self.searcher, text).contains(&key)
            || place_names(text).any(|name| match_key(&name) == key)
    }

    /// The names of persons and places that are this text but for the marks that it lacks.
    pub(crate) fn names(&self, text: &str) -> Vec<String> {
        let mut names = keys_of(self.fields, self.searcher, text);
        names.truncate(NAMES);
        let folded = fold(text);
        for name in place_names(text).filter(|name| fold(name) == folded).map(|name| match_key(&name)) {
            if names.len() < NAMES && !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

/// The names of the places that a text may mean, with and without the word for their kind.
fn place_names(text: &str) -> impl Iterator<Item = String> {
    find_places(text).into_iter().flat_map(|place| [place.name().to_owned(), place.bare_name().to_owned()])
}
