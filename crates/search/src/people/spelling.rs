//! From a name as asked to the names of the index.

use tantivy::Searcher;

use crate::schema::Fields;
use crate::value;

/// Most names looked at for one asked with few or none of its marks.
const SPELLINGS: usize = 200;

/// Match keys of the index that are this name with its marks or more of them. An index that cannot be read has none:
/// the search itself tells.
pub(crate) fn keys_of(fields: &Fields, searcher: &Searcher, name: &str) -> Vec<String> {
    let Some(own) = value::spelling(name) else { return Vec::new() };
    let asked = langbao_text::match_key(name);
    let begin = own.trim_end_matches(&asked);
    let mut keys: Vec<String> = Vec::new();
    for reader in searcher.segment_readers() {
        let Ok(inverted) = reader.inverted_index(fields.person_name) else { continue };
        let Ok(mut terms) = inverted.terms().range().ge(begin.as_bytes()).into_stream() else { continue };
        while keys.len() < SPELLINGS && terms.advance() {
            let term = std::str::from_utf8(terms.key()).unwrap_or_default();
            let Some(key) = term.strip_prefix(begin) else { break };
            if value::completes(key, &asked) && keys.iter().all(|known| known != key) {
                keys.push(key.to_owned());
            }
        }
    }
    keys
}
