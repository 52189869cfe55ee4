//! The door of the archive for those who look after it: exports, reading anew, backups, proofs.

use std::io::Read;
use std::path::Path;

use chrono::{DateTime, Utc};
use langbao_article::{Article, ArticleId, SiteId};

use crate::archive::Result;
use crate::rebuild::PageReader;
use crate::warc_files::known_files;
use crate::{
    Archive, CaptureId, GoneArticle, Manifest, Rebuilt, Reread, Rereading, StoredVersion, VersionMark,
};
use crate::{backup, export, proof, rebuild, reread};

impl Archive {
    // ---- exports

    /// Versions of all articles from behind `after`, oldest first, at most `limit`.
    pub fn versions_after(&self, after: Option<VersionMark>, limit: usize) -> Result<Vec<StoredVersion>> {
        self.inner.readers.read(|c| export::versions_after(c, after, limit))
    }
    /// Articles that are gone, in an order of their own, from behind `after`, at most `limit`.
    pub fn gone_after(&self, after: Option<ArticleId>, limit: usize) -> Result<Vec<GoneArticle>> {
        self.inner.readers.read(|c| export::gone_after(c, after, limit))
    }
    /// The WARC records of a capture as they lie on disk, a gzip member each: the page, its request, and the revisits
    /// that found it unchanged.
    pub fn raw_records(&self, id: CaptureId) -> Result<Vec<u8>> {
        self.inner.readers.read(|c| export::raw_records(&self.inner.dir, c, id))
    }
    /// The record with which a WARC file of this name must begin, packed like the others.
    pub fn warcinfo(file_name: &str, at: DateTime<Utc>) -> Vec<u8> {
        export::warcinfo(file_name, at)
    }
    /// Names (relative to the data folder) and acknowledged lengths of the WARC files, in the order of writing.
    pub fn warc_files(&self) -> Result<Vec<(String, u64)>> {
        let files = self.inner.readers.read(known_files)?;
        Ok(files.into_iter().map(|(_, name, length)| (name, length)).collect())
    }
    /// Opens a WARC file for reading, up to the length given by [`Self::warc_files`].
    pub fn open_warc_file(&self, name: &str, length: u64) -> Result<impl Read + use<>> {
        export::open_file(&self.inner.dir, name, length)
    }

    // ---- reading anew

    /// Captures worth reading anew, from behind `after`: those that versions came from, and the latest good one of each
    /// URL; of one site or of all, at most `limit`.
    pub fn rereadings(
        &self,
        after: CaptureId,
        site: Option<&SiteId>,
        limit: usize,
    ) -> Result<Vec<Rereading>> {
        self.inner.readers.read(|c| reread::due(c, after, site, limit))
    }
    /// Stores what captures read like now, in one transaction: versions are corrected in place, articles that were not
    /// seen before are added; nothing with text is replaced by nothing. With `dry` nothing is stored, and an archive
    /// opened for reading will do. Returns what came of each.
    pub fn store_rereadings(
        &self,
        read: Vec<(Rereading, Option<Article>)>,
        now: DateTime<Utc>,
        dry: bool,
    ) -> Result<Vec<Reread>> {
        let all = move |c: &rusqlite::Connection| {
            let each = |(reading, article): &(Rereading, Option<Article>)| {
                reread::apply(c, reading, article.as_ref(), now, dry)
            };
            Ok(read.iter().map(each).collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
        };
        if dry { self.inner.readers.read(all) } else { self.write(move |w| all(w.connection)) }
    }
    /// Makes the database of a data folder anew from the WARC files alone; `read` reads the article off a page. The
    /// old database is set aside. `progress` is told the number of records read.
    ///
    /// # Errors
    /// [`Error::InUse`](crate::Error::InUse); I/O and database errors. The old database is in its place then.
    pub fn rebuild(dir: &Path, read: PageReader<'_>, progress: impl FnMut(u64)) -> Result<Rebuilt> {
        rebuild::rebuild(dir, read, progress)
    }

    // ---- backups

    /// Makes a backup in a folder that does not exist or is empty, of all that is acknowledged now; a writer may be at
    /// work.
    ///
    /// # Errors
    /// [`Error::NotEmpty`](crate::Error::NotEmpty); I/O and database errors, which leave only `DEST.partial`.
    pub fn back_up(&self, dest: &Path, now: DateTime<Utc>) -> Result<Manifest> {
        self.inner.readers.read(|c| backup::create(&self.inner.dir, c, dest, now))
    }
    /// Returns what is wrong with a backup, one line each; reads all of it.
    ///
    /// # Errors
    /// If its manifest cannot be read.
    pub fn verify_backup(dir: &Path) -> Result<Vec<String>> {
        backup::verify(dir)
    }
    /// Restores a backup into an empty folder.
    ///
    /// # Errors
    /// [`Error::NotEmpty`](crate::Error::NotEmpty); [`Error::TooNew`](crate::Error::TooNew); [`Error::Damaged`](crate::Error::Damaged) if a file is not what was backed up; I/O errors.
    pub fn restore_backup(dir: &Path, data: &Path) -> Result<Manifest> {
        backup::restore(dir, data)
    }

    // ---- proofs

    /// Checks that every capture can be read and is what was written, that every version has its capture, and
    /// that the database is sound. Returns what is wrong, one line each; reads the whole archive.
    pub fn verify(&self) -> Result<Vec<String>> {
        self.inner.readers.read(|c| proof::verify(&self.inner.dir, c))
    }

    /// Returns a digest (BLAKE3, hex) over all articles: id, URL, site, whether it is gone, content of each version.
    /// Two archives that saw the same in another order, at other times or with interruptions have the same one.
    pub fn fingerprint(&self) -> Result<String> {
        self.inner.readers.read(proof::fingerprint)
    }
}
