//! The index as of one commit.

use std::io::{self, ErrorKind};
use std::path::Path;

use tantivy::ReloadPolicy;

use crate::Error;
use crate::generation::{Found, look};

/// Times the index is opened again because a commit came in between.
const ATTEMPTS: usize = 5;

/// What searches see until the next commit.
pub(crate) struct Snapshot {
    pub(crate) searcher: tantivy::Searcher,
    /// The number of the change sequence that it includes.
    pub(crate) seq: u64,
    /// The file that each commit replaces, as it was.
    meta: Vec<u8>,
}

impl Snapshot {
    /// Opens the last commit. The index is opened anew each time: so a rebuilt one in the same folder is found too.
    pub(crate) fn open(dir: &Path) -> Result<Self, Error> {
        let mut attempt = 1;
        loop {
            let meta = read_meta(dir).map_err(|source| match source.kind() {
                ErrorKind::NotFound => Error::Missing { path: dir.to_owned() },
                _ => Error::Io { action: "read the index in", path: dir.to_owned(), source },
            })?;
            let (index, marker) = match look(dir)? {
                Found::Usable(index, marker) => (index, marker),
                Found::Nothing => return Err(Error::Missing { path: dir.to_owned() }),
                Found::Unusable(reason) => return Err(Error::Unusable { path: dir.to_owned(), reason }),
            };
            let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
            let searcher = match reader {
                Ok(reader) => reader.searcher(),
                // The files of the commit that was read are gone with the next.
                Err(_) if attempt < ATTEMPTS => {
                    attempt += 1;
                    continue;
                }
                Err(source) => return Err(Error::Index { action: "open", source }),
            };
            let snapshot = Self { searcher, seq: marker.seq, meta };
            // With more commits than attempts the number is too low at worst: what it promises is there.
            if snapshot.is_latest(dir) || attempt == ATTEMPTS {
                return Ok(snapshot);
            }
            attempt += 1;
        }
    }

    /// Whether no commit came since. Reading a file of a few kilobytes costs less than a search notices, and is
    /// never late as a watcher is.
    pub(crate) fn is_latest(&self, dir: &Path) -> bool {
        read_meta(dir).is_ok_and(|meta| meta == self.meta)
    }
}

fn read_meta(dir: &Path) -> io::Result<Vec<u8>> {
    std::fs::read(dir.join("meta.json"))
}
