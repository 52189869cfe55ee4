//! Articles as files that others read: lines of JSON, rows of CSV, entries of BibTeX. Streamed: an export of a million
//! articles needs no more memory than one of ten.

mod article_writer;
mod entry;

use std::io;

use langbao_archive::{Archive, ArticleRecord};
use langbao_search::{SearchRequest, Searcher};

pub use article_writer::{ArticleWriter, ExportForm};
pub use entry::deleted_line;
pub(crate) use entry::{bibtex, machine_date, plain, ris};

/// Hits taken from the index at a time.
const READ: usize = 100;

/// What was written.
pub(crate) struct Written {
    pub(crate) count: u64,
    /// The number of the change sequence that the first page of hits included.
    pub(crate) index_generation: u64,
}

/// Hands over all articles that a search finds, one after another; one that was taken out since the index was read is
/// passed over. Returns the number of the change sequence that the first hits included.
///
/// # Errors
/// If archive or index cannot be read, or what `each` fails with.
pub fn found(
    archive: &Archive,
    searcher: &Searcher,
    request: &SearchRequest,
    mut each: impl FnMut(ArticleRecord) -> io::Result<()>,
) -> io::Result<u64> {
    let mut request = SearchRequest { limit: READ, facets: false, excerpts: false, ..request.clone() };
    let mut generation = None;
    loop {
        let hits = searcher.search(&request).map_err(io::Error::other)?;
        let first = *generation.get_or_insert(hits.index_generation);
        for hit in &hits.hits {
            // Hidden a moment ago, it may still be in the index.
            let record = archive.article(hit.id).map_err(io::Error::other)?;
            if let Some(record) = record.filter(|record| record.hidden.is_none()) {
                each(record)?;
            }
        }
        request.cursor = hits.next_cursor;
        if request.cursor.is_none() {
            return Ok(first);
        }
    }
}
