//! The folder of an index, as Tantivy sees it.
//!
//! Two things are added to Tantivy's own: a folder that may only be read is read without a lock, and a file that was cut
//! to less than the end that each file has is told as damaged (Tantivy brings the program down with it).

use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::Arc;

use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, META_LOCK, MmapDirectory, WatchCallback, WatchHandle,
    WritePtr,
};

/// Bytes at the end of each file: how long what Tantivy says of it is, and a number it is known by.
const END: usize = 8;

/// A folder with an index.
#[derive(Debug, Clone)]
pub(crate) struct Folder(MmapDirectory);

impl Folder {
    /// Opens an existing folder.
    pub(crate) fn open(dir: &Path) -> Result<Self, OpenDirectoryError> {
        MmapDirectory::open(dir).map(Self)
    }
}

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let file = self.0.get_file_handle(path)?;
        if file.len() < END {
            let error = io::Error::new(ErrorKind::UnexpectedEof, "the file is cut short");
            return Err(OpenReadError::wrap_io_error(error, path.to_owned()));
        }
        Ok(file)
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.0.acquire_lock(lock) {
            // It keeps files from being removed while they are opened. Where nothing can be written, nothing is removed;
            // where they are removed nevertheless, opening is tried again.
            Err(LockError::IoError(_)) if lock.filepath == META_LOCK.filepath => {
                Ok(DirectoryLock::from(Box::new(())))
            }
            locked => locked,
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.0.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.0.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.0.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.0.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.0.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.0.sync_directory()
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.0.watch(callback)
    }
}
