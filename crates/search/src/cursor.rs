//! Where a page of hits ended.
//!
//! A cursor is the sort key of the last hit with what the page was made with, sealed with a hash of the request it belongs
//! to: it costs the index nothing to go on from there, however far, and a cursor from elsewhere is recognised. It holds
//! all that decides about the order, so that pages stay joined whatever is indexed meanwhile, and after a restart.

use std::cmp::Ordering;
use std::fmt::Write;

use crate::request::{Accents, Sort};
use crate::{Error, SearchRequest};

/// The place of a hit in the order; greater is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    /// The score or the date as an ordered number.
    pub(crate) rank: u64,
    /// The article id, which decides between equals: the smaller comes first.
    pub(crate) id: u64,
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank.cmp(&other.rank).then(other.id.cmp(&self.id))
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Where a page ended, and what it was made with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) key: Key,
    /// Which reading of the query it was found by, see [`crate::search`]: the next page is of the same.
    pub(crate) reading: u8,
    /// The numbers its scores were weighed by, see [`crate::engine::statistics`].
    pub(crate) numbers: Vec<u64>,
}

/// Writes the cursor that goes on after a page.
pub(crate) fn encode(request: &SearchRequest, ended: &Ended) -> String {
    let Ended { key, reading, numbers } = ended;
    let mut rest = format!("{reading:02x}");
    for number in numbers {
        // The length of a number in digits, and the number.
        let digits = format!("{number:x}");
        let _ = write!(rest, "{:x}{digits}", digits.len() - 1);
    }
    format!("{:016x}{:016x}{:016x}{rest}", seal(request, *key, &rest), key.rank, key.id)
}

/// Reads the cursor of the request, if it has one.
pub(crate) fn decode(request: &SearchRequest) -> Result<Option<Ended>, Error> {
    let Some(cursor) = &request.cursor else { return Ok(None) };
    let number = |digits: Option<&str>| {
        let digits = digits.filter(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_hexdigit()));
        digits.and_then(|d| u64::from_str_radix(d, 16).ok()).ok_or(Error::BadCursor)
    };
    let part = |i: usize| number(cursor.get(16 * i..16 * (i + 1)));
    let key = Key { rank: part(1)?, id: part(2)? };
    let rest = cursor.get(48..).ok_or(Error::BadCursor)?;
    if part(0)? != seal(request, key, rest) {
        return Err(Error::BadCursor);
    }
    let reading = number(rest.get(..2))?;
    let (mut at, mut numbers) = (2, Vec::new());
    while at < rest.len() {
        let length = number(rest.get(at..at + 1))? as usize + 1;
        numbers.push(number(rest.get(at + 1..at + 1 + length))?);
        at += 1 + length;
    }
    Ok(Some(Ended { key, reading: u8::try_from(reading).map_err(|_| Error::BadCursor)?, numbers }))
}

/// Hashes all of the request that decides which articles come in which order, the key, and the rest of the cursor.
fn seal(request: &SearchRequest, key: Key, rest: &str) -> u64 {
    let mut text = String::new();
    let mut list = |name: &str, values: &mut dyn Iterator<Item = &str>| {
        text.push_str(name);
        for value in values {
            // With its length, so that ["a", "b"] and ["ab"] differ. Writing to a string cannot fail.
            let _ = write!(text, "{}:{value}", value.len());
        }
    };
    list("q", &mut std::iter::once(request.q.as_str()));
    list("persons", &mut request.persons.iter().map(String::as_str));
    list("sites", &mut request.sites.iter().map(|s| s.as_str()));
    list("without", &mut request.exclude_sites.iter().map(|s| s.as_str()));
    list("sections", &mut request.sections.iter().map(String::as_str));
    list("places", &mut request.places.iter().map(String::as_str));
    let sort = match request.sort {
        Sort::Relevance => 'r',
        Sort::Newest => 'n',
        Sort::Oldest => 'o',
    };
    let accents = match request.accents {
        Accents::Auto => 'a',
        Accents::Exact => 'e',
        Accents::Ignore => 'i',
    };
    let from = request.date_from.map(|d| d.first());
    let to = request.date_to.map(|d| d.last());
    let _ = write!(text, "{from:?}{to:?}{sort}{accents}{}{:?}", request.expand, request.lineage);
    text.push_str(if request.collapse { "c" } else { "" });
    let _ = write!(text, "{:x}.{:x}.{rest}", key.rank, key.id);
    fnv1a(text.as_bytes())
}

/// FNV-1a with 64 bits: the hasher of the standard library may change between versions.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn with(q: &str, cursor: Option<String>) -> SearchRequest {
        SearchRequest { q: q.to_owned(), cursor, ..SearchRequest::default() }
    }

    fn ended(key: Key) -> Ended {
        Ended { key, reading: 0, numbers: vec![150_000, 7] }
    }

    proptest! {
        #[test]
        fn a_cursor_comes_back(rank: u64, id: u64, reading: u8, numbers: Vec<u64>) {
            let ended = Ended { key: Key { rank, id }, reading, numbers };
            let cursor = encode(&with("xã", None), &ended);
            prop_assert_eq!(decode(&with("xã", Some(cursor))).unwrap(), Some(ended));
        }

        #[test]
        fn any_other_text_is_refused(text in ".{0,60}") {
            prop_assert!(matches!(decode(&with("xã", Some(text))), Err(Error::BadCursor)));
        }

        #[test]
        fn a_cursor_cut_or_changed_is_refused(at in 0usize..60, digit in "[0-9a-f]") {
            let cursor = encode(&with("xã", None), &ended(Key { rank: 1, id: 2 }));
            let at = at % cursor.len();
            let cut = cursor[..at].to_owned();
            prop_assert!(matches!(decode(&with("xã", Some(cut))), Err(Error::BadCursor)));
            let changed = format!("{}{digit}{}", &cursor[..at], &cursor[at + 1..]);
            prop_assume!(changed != cursor);
            prop_assert!(matches!(decode(&with("xã", Some(changed))), Err(Error::BadCursor)));
        }
    }

    #[test]
    fn a_cursor_of_another_search_is_refused() {
        let cursor = encode(&with("xã", None), &ended(Key { rank: 1, id: 2 }));
        assert!(matches!(decode(&with("phường", Some(cursor.clone()))), Err(Error::BadCursor)));
        let tampered = format!("{}3", &cursor[..47]);
        assert!(matches!(decode(&with("xã", Some(tampered))), Err(Error::BadCursor)));
    }

    #[test]
    fn equal_ranks_go_by_id() {
        assert!(Key { rank: 1, id: 1 } > Key { rank: 1, id: 2 });
        assert!(Key { rank: 2, id: 9 } > Key { rank: 1, id: 1 });
    }
}
