//! The terms by which the index knows persons and posts, and how they are read back.
//!
//! | field | term |
//! | --- | --- |
//! | `person_at` | match key ␟ place ␟ `p` if the article tells of a crime or an accident and gives no post |
//! | `post` | match key ␟ place ␟ post key ␟ post ␟ place of the post ␟ `f` if former |
//! | `office` | place of the post ␟ post key ␟ match key ␟ place ␟ name ␟ post ␟ `f` if former |
//!
//! In this order the terms of one person stand together in the dictionary, and so do those who were seen in one post.

use chrono::{DateTime, Utc};
use langbao_article::ArticleId;
use langbao_text::match_key;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, Searcher, TERMINATED};

use crate::document::{IndexPerson, IndexPost};
use crate::schema::{ID, PUBLISHED};
use crate::value::{SEPARATOR, tidy};

/// Makes the term of `person_at`; `None` if nothing is left of the name.
pub(crate) fn person_term(person: &IndexPerson) -> Option<String> {
    let private = if person.private && person.posts.is_empty() { "p" } else { "" };
    joined(&[&key(&person.name)?, place(person), private])
}

/// Makes the terms of `post`.
pub(crate) fn post_terms(person: &IndexPerson) -> Vec<String> {
    let Some(key) = key(&person.name) else { return Vec::new() };
    let term = |post: &IndexPost| {
        let shown = tidy(&post.post);
        let at = post.place.as_deref().unwrap_or_default();
        joined(&[&key, place(person), &match_key(&shown), &shown, at, former(post)])
    };
    person.posts.iter().filter_map(term).collect()
}

/// Makes the terms of `office`, for posts of which the place is known.
pub(crate) fn office_terms(person: &IndexPerson) -> Vec<String> {
    let Some(key) = key(&person.name) else { return Vec::new() };
    let term = |post: &IndexPost| {
        let shown = tidy(&post.post);
        let at = post.place.as_deref()?;
        joined(&[at, &match_key(&shown), &key, place(person), &tidy(&person.name), &shown, former(post)])
    };
    person.posts.iter().filter_map(term).collect()
}

fn key(name: &str) -> Option<String> {
    Some(match_key(&tidy(name))).filter(|key| !key.is_empty())
}

fn place(person: &IndexPerson) -> &str {
    person.place.as_deref().unwrap_or_default()
}

fn former(post: &IndexPost) -> &'static str {
    if post.former { "f" } else { "" }
}

fn joined(parts: &[&str]) -> Option<String> {
    let clean = parts.iter().all(|part| !part.contains(SEPARATOR));
    clean.then(|| parts.join(&SEPARATOR.to_string()))
}

/// An article under a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Dated {
    /// Undated articles come first.
    pub(crate) published: Option<DateTime<Utc>>,
    pub(crate) article: ArticleId,
}

/// Reads the terms of a field that begin with these parts, each with its articles; terms of several segments come
/// once a segment.
pub(crate) fn read(
    searcher: &Searcher,
    field: Field,
    begin: &[&str],
    mut found: impl FnMut(&[&str], Vec<Dated>),
) -> tantivy::Result<()> {
    let mut prefix: String = begin.iter().flat_map(|part| [*part, "\u{1f}"]).collect();
    let from = prefix.clone();
    // The next term behind all that begin with the prefix: the separator's successor instead of the separator.
    prefix.pop();
    prefix.push('\u{20}');
    for reader in searcher.segment_readers() {
        let ids = reader.fast_fields().u64(ID)?;
        let published = reader.fast_fields().column_opt::<i64>(PUBLISHED)?;
        let inverted = reader.inverted_index(field)?;
        let mut terms = inverted.terms().range().ge(from.as_bytes()).lt(prefix.as_bytes()).into_stream()?;
        while terms.advance() {
            let Ok(term) = std::str::from_utf8(terms.key()) else { continue };
            let parts: Vec<&str> = term.split(SEPARATOR).collect();
            let mut postings =
                inverted.read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)?;
            let mut articles = Vec::new();
            while postings.doc() != TERMINATED {
                let doc = postings.doc();
                if reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc)) {
                    let seconds = published.as_ref().and_then(|column| column.first(doc));
                    let published = seconds.and_then(|s| DateTime::from_timestamp(s, 0));
                    let article = ArticleId(ids.first(doc).unwrap_or_default());
                    articles.push(Dated { published, article });
                }
                postings.advance();
            }
            if !articles.is_empty() {
                found(&parts, articles);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_says_who_where_and_what() {
        let post = |post: &str, place: Option<&str>, former| IndexPost {
            post: post.to_owned(),
            place: place.map(str::to_owned),
            former,
            sentence: 0..0,
        };
        let person = IndexPerson {
            name: "Thẩm Bá Phước".to_owned(),
            place: Some("vn:00118@-2025".to_owned()),
            private: true,
            posts: vec![post("Bí thư Đảng ủy", Some("vn:00118@-2025"), false), post("Chủ tịch", None, true)],
        };
        let shown = |term: &str| term.replace(SEPARATOR, "|");
        assert_eq!(person_term(&person).map(|t| shown(&t)).as_deref(), Some("thẩm bá phước|vn:00118@-2025|"));
        let posts: Vec<String> = post_terms(&person).iter().map(|t| shown(t)).collect();
        assert_eq!(posts[0], "thẩm bá phước|vn:00118@-2025|bí thư đảng ủy|Bí thư Đảng ủy|vn:00118@-2025|");
        assert_eq!(posts[1], "thẩm bá phước|vn:00118@-2025|chủ tịch|Chủ tịch||f");
        assert_eq!(office_terms(&person).len(), 1);
        let victim = IndexPerson { posts: Vec::new(), ..person };
        assert!(person_term(&victim).is_some_and(|t| t.ends_with('p')));
        assert_eq!(person_term(&IndexPerson { name: " ".to_owned(), ..victim }), None);
    }
}
