//! Copies of one text taken together: of those that a search matches, one is shown.

use std::collections::HashMap;

use tantivy::{DocId, Searcher};

use crate::engine::docs::Docs;
use crate::engine::parallel::each_segment;
use crate::schema::{FAMILY, ID, PUBLISHED};

/// The matching copies of texts.
#[derive(Default)]
pub(crate) struct Families {
    /// By segment, in order: the copies that another one stands for.
    others: Vec<Vec<DocId>>,
    /// How many others an article stands for.
    copies: HashMap<u64, u32>,
}

/// A copy. The least stands for all: the first of them all, if it matches, else the first that does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Copy {
    is_later: bool,
    /// Undated last.
    published: i64,
    id: u64,
    segment: usize,
    doc: DocId,
}

impl Families {
    /// Looks for copies among the articles that match in each segment.
    pub(crate) fn of(
        searcher: &Searcher,
        matching: impl Fn(usize) -> tantivy::Result<Docs> + Sync,
    ) -> tantivy::Result<Self> {
        let by_segment = each_segment(searcher, |segment| {
            let reader = &searcher.segment_readers()[segment];
            let columns = reader.fast_fields();
            let mut copies: Vec<(u64, Copy)> = Vec::new();
            let Some(families) = columns.column_opt::<u64>(FAMILY)? else { return Ok(copies) };
            let (ids, published) = (columns.column_opt::<u64>(ID)?, columns.column_opt::<i64>(PUBLISHED)?);
            matching(segment)?.each(reader.max_doc(), |doc| {
                let Some(family) = families.first(doc) else { return };
                let id = ids.as_ref().and_then(|column| column.first(doc)).unwrap_or_default();
                let published = published.as_ref().and_then(|column| column.first(doc)).unwrap_or(i64::MAX);
                copies.push((family, Copy { is_later: id != family, published, id, segment, doc }));
            });
            Ok(copies)
        })?;
        let mut shown: HashMap<u64, Copy> = HashMap::new();
        for (family, copy) in by_segment.iter().flatten() {
            shown.entry(*family).and_modify(|first| *first = (*first).min(*copy)).or_insert(*copy);
        }
        let mut families = Self { others: vec![Vec::new(); by_segment.len()], copies: HashMap::new() };
        for (family, copy) in by_segment.into_iter().flatten() {
            let first = shown[&family];
            if copy != first {
                families.others[copy.segment].push(copy.doc);
                *families.copies.entry(first.id).or_default() += 1;
            }
        }
        Ok(families)
    }

    /// The articles of a segment without those that others stand for; `None` for all of them.
    pub(crate) fn shown(&self, segment: usize, docs: &Docs, max_doc: DocId) -> Option<Docs> {
        let others = self.others.get(segment).filter(|others| !others.is_empty())?;
        Some(docs.clone().minus(&Docs::of_list(others.clone(), max_doc), max_doc))
    }

    /// How many other copies an article stands for.
    pub(crate) fn copies(&self, id: u64) -> u32 {
        self.copies.get(&id).copied().unwrap_or_default()
    }

    /// How many articles others stand for.
    pub(crate) fn hidden(&self) -> u64 {
        self.copies.values().copied().map(u64::from).sum()
    }
}
