//! What can be counted of articles: values by number, in memory, article by article.
//!
//! Each segment has a dictionary of its own, so one value has another number in each. Here values are numbered once for
//! the whole index, when a segment is first counted, and each article's numbers are kept side by side: counting is then
//! adding up. A new segment brings its few new values; a merged one brings none.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};

use tantivy::index::SegmentId;
use tantivy::{DocId, Searcher, SegmentReader};

use crate::schema::{DOCUMENT_KIND, PERSON, PLACE, PUBLISHED, SECTION, SITE};
use crate::value;

/// Stands where an article has no value.
const NONE: u32 = u32::MAX;

/// Stands where an article has no date.
pub(crate) const UNDATED: i32 = i32::MIN;

/// Vietnam's clock, without summer time since 1975.
const OFFSET_SECONDS: i64 = 7 * 3600;

/// All that can be counted in an index; filled when first asked for.
pub(crate) struct Columns {
    site: Column,
    person: Column,
    section: Column,
    place: Column,
    document_kind: Column,
    days: Mutex<HashMap<SegmentId, Arc<Vec<i32>>>>,
}

impl Default for Columns {
    fn default() -> Self {
        Self {
            site: Column::new(SITE),
            person: Column::new(PERSON),
            section: Column::new(SECTION),
            place: Column::new(PLACE),
            document_kind: Column::new(DOCUMENT_KIND),
            days: Mutex::default(),
        }
    }
}

/// Which values are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    Site,
    Person,
    Section,
    Place,
    DocumentKind,
}

impl Columns {
    /// The values of one kind with those of all segments of the searcher.
    pub(crate) fn of(&self, searcher: &Searcher, counted: Counted) -> tantivy::Result<Filled<'_>> {
        match counted {
            Counted::Site => &self.site,
            Counted::Person => &self.person,
            Counted::Section => &self.section,
            Counted::Place => &self.place,
            Counted::DocumentKind => &self.document_kind,
        }
        .filled(searcher)
    }

    /// By segment: the day of each article in Asia/Ho_Chi_Minh, counted from 1970-01-01, or [`UNDATED`].
    pub(crate) fn days(&self, searcher: &Searcher) -> tantivy::Result<Vec<Arc<Vec<i32>>>> {
        let known = |id| self.days.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        let mut all = Vec::new();
        for reader in searcher.segment_readers() {
            all.push(match known(reader.segment_id()) {
                Some(days) => days,
                None => {
                    let days = Arc::new(days(reader)?);
                    let mut known = self.days.lock().unwrap_or_else(PoisonError::into_inner);
                    known.insert(reader.segment_id(), Arc::clone(&days));
                    days
                }
            });
        }
        Ok(all)
    }

    /// Reads what a new commit brought of what was asked for before, and forgets segments that are no more.
    pub(crate) fn follow(&self, searcher: &Searcher) -> tantivy::Result<()> {
        let ids: Vec<SegmentId> = searcher.segment_readers().iter().map(SegmentReader::segment_id).collect();
        for column in [&self.site, &self.person, &self.section, &self.place, &self.document_kind] {
            if column.is_used() {
                column.filled(searcher)?;
                column.write().segments.retain(|id, _| ids.contains(id));
            }
        }
        if !self.days.lock().unwrap_or_else(PoisonError::into_inner).is_empty() {
            self.days(searcher)?;
            self.days.lock().unwrap_or_else(PoisonError::into_inner).retain(|id, _| ids.contains(id));
        }
        Ok(())
    }
}

fn days(reader: &SegmentReader) -> tantivy::Result<Vec<i32>> {
    let Some(published) = reader.fast_fields().column_opt::<i64>(PUBLISHED)? else {
        return Ok(vec![UNDATED; reader.max_doc() as usize]);
    };
    let day = |seconds: i64| {
        let day = seconds.saturating_add(OFFSET_SECONDS).div_euclid(86_400);
        // Years beyond all calendars end up at their ends.
        i32::try_from(day).unwrap_or(if day < 0 { i32::MIN + 1 } else { i32::MAX })
    };
    Ok((0..reader.max_doc()).map(|doc| published.first(doc).map_or(UNDATED, day)).collect())
}

/// The values of one field.
struct Column {
    field: &'static str,
    held: RwLock<Held>,
    /// Held while a segment is read, so that one thread does it for all.
    reading: Mutex<()>,
}

#[derive(Default)]
struct Held {
    values: Values,
    segments: HashMap<SegmentId, Arc<SegmentValues>>,
}

/// The values of one field, numbered in the order of finding them.
#[derive(Default)]
pub(crate) struct Values {
    /// As in the dictionary: key and shown form.
    terms: Vec<Box<str>>,
    /// By value: the number of its key. Spellings of one value share theirs.
    keys: Vec<u32>,
    /// By hash of the term; a hash that is taken counts on to the next that is free.
    by_term: HashMap<u64, u32>,
    /// By hash of the key: the number of a key and of a value that has it.
    by_key: HashMap<u64, (u32, u32)>,
    key_count: u32,
}

/// What the articles of one segment have.
pub(crate) struct SegmentValues {
    /// Where the values of each article begin, and the last end; `None` if no article has more than one.
    starts: Option<Vec<u32>>,
    values: Vec<u32>,
}

impl SegmentValues {
    /// The numbers of the values of an article.
    #[inline]
    pub(crate) fn of(&self, doc: DocId) -> &[u32] {
        let doc = doc as usize;
        match &self.starts {
            Some(starts) => &self.values[starts[doc] as usize..starts[doc + 1] as usize],
            None if self.values[doc] == NONE => &[],
            None => &self.values[doc..=doc],
        }
    }
}

/// A column with all segments of a searcher.
pub(crate) struct Filled<'c> {
    held: RwLockReadGuard<'c, Held>,
    /// By segment.
    pub(crate) segments: Vec<Arc<SegmentValues>>,
}

impl Filled<'_> {
    /// The values.
    pub(crate) fn values(&self) -> &Values {
        &self.held.values
    }
}

impl Column {
    fn new(field: &'static str) -> Self {
        Self { field, held: RwLock::default(), reading: Mutex::default() }
    }

    fn is_used(&self) -> bool {
        !self.read().segments.is_empty()
    }

    fn read(&self) -> RwLockReadGuard<'_, Held> {
        self.held.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Held> {
        self.held.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn filled(&self, searcher: &Searcher) -> tantivy::Result<Filled<'_>> {
        let all = |held: &Held| {
            let readers = searcher.segment_readers().iter();
            readers.map(|reader| held.segments.get(&reader.segment_id()).cloned()).collect::<Option<Vec<_>>>()
        };
        let held = self.read();
        if let Some(segments) = all(&held) {
            return Ok(Filled { held, segments });
        }
        drop(held);
        let mut segments = Vec::new();
        {
            let _reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
            for reader in searcher.segment_readers() {
                let known = self.read().segments.get(&reader.segment_id()).cloned();
                segments.push(match known {
                    Some(known) => known,
                    None => self.read_segment(reader)?,
                });
            }
        }
        Ok(Filled { held: self.read(), segments })
    }

    fn read_segment(&self, reader: &SegmentReader) -> tantivy::Result<Arc<SegmentValues>> {
        let max_doc = reader.max_doc();
        let mut numbers: Vec<u32> = Vec::new();
        let column = reader.fast_fields().str(self.field)?;
        if let Some(column) = &column {
            // Most values are known; those that are not are added at the end, so that searches wait for these alone.
            let mut unknown: Vec<(usize, Box<str>)> = Vec::new();
            {
                let held = self.read();
                let ordinals: Vec<u64> = (0..column.num_terms() as u64).collect();
                column.dictionary().sorted_ords_to_term_cb(&ordinals, |term| {
                    let term = String::from_utf8_lossy(term);
                    let known = held.values.number(&term);
                    if known.is_none() {
                        unknown.push((numbers.len(), term.into_owned().into_boxed_str()));
                    }
                    numbers.push(known.unwrap_or(NONE));
                })?;
            }
            let mut held = self.write();
            for (ordinal, term) in unknown {
                numbers[ordinal] = held.values.add(term);
            }
        }
        let number = |ordinal: u64| {
            usize::try_from(ordinal).ok().and_then(|ordinal| numbers.get(ordinal)).copied().unwrap_or(NONE)
        };
        let ordinals = |doc| column.iter().flat_map(move |column| column.term_ords(doc));
        let is_single = (0..max_doc).all(|doc| ordinals(doc).nth(1).is_none());
        let segment = if is_single {
            let values = (0..max_doc).map(|doc| ordinals(doc).next().map_or(NONE, number)).collect();
            SegmentValues { starts: None, values }
        } else {
            let (mut starts, mut values) = (vec![0], Vec::new());
            for doc in 0..max_doc {
                values.extend(ordinals(doc).map(number).filter(|number| *number != NONE));
                starts.push(u32::try_from(values.len()).unwrap_or(u32::MAX));
            }
            SegmentValues { starts: Some(starts), values }
        };
        let segment = Arc::new(segment);
        self.write().segments.insert(reader.segment_id(), Arc::clone(&segment));
        Ok(segment)
    }
}

impl Values {
    /// The number of values.
    pub(crate) fn len(&self) -> usize {
        self.terms.len()
    }

    /// The number of keys.
    pub(crate) fn key_count(&self) -> usize {
        self.key_count as usize
    }

    /// The number of the key of a value.
    pub(crate) fn key_of(&self, value: u32) -> u32 {
        self.keys[value as usize]
    }

    /// The form for people.
    pub(crate) fn shown(&self, value: u32) -> &str {
        value::decode(&self.terms[value as usize]).1
    }

    fn number(&self, term: &str) -> Option<u32> {
        let mut hash = hash(term);
        loop {
            let number = *self.by_term.get(&hash)?;
            if *self.terms[number as usize] == *term {
                return Some(number);
            }
            hash = hash.wrapping_add(1);
        }
    }

    fn add(&mut self, term: Box<str>) -> u32 {
        if let Some(known) = self.number(&term) {
            return known;
        }
        let number = u32::try_from(self.terms.len()).unwrap_or(NONE - 1);
        let mut free = hash(&term);
        while self.by_term.contains_key(&free) {
            free = free.wrapping_add(1);
        }
        self.by_term.insert(free, number);
        let key = self.key(&term, number);
        self.keys.push(key);
        self.terms.push(term);
        number
    }

    fn key(&mut self, term: &str, number: u32) -> u32 {
        let key = value::decode(term).0;
        let mut hash = hash(key);
        while let Some((known, value)) = self.by_key.get(&hash) {
            if value::decode(&self.terms[*value as usize]).0 == key {
                return *known;
            }
            hash = hash.wrapping_add(1);
        }
        self.by_key.insert(hash, (self.key_count, number));
        self.key_count += 1;
        self.key_count - 1
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_share_a_key() {
        let mut values = Values::default();
        let numbers =
            ["a\u{1f}A", "a\u{1f}á", "b\u{1f}B", "a\u{1f}A", "c"].map(|term| values.add(term.into()));
        assert_eq!(numbers, [0, 1, 2, 0, 3]);
        assert_eq!(numbers.map(|number| values.key_of(number)), [0, 0, 1, 0, 2]);
        assert_eq!((values.len(), values.key_count()), (4, 3));
        assert_eq!((values.shown(1), values.shown(3)), ("á", "c"));
        assert_eq!((values.number("b\u{1f}B"), values.number("b")), (Some(2), None));
    }
}
