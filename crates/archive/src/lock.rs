//! The lock of a data folder: one process writes, any number read.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::Error;
use crate::error::io_error;

/// Holds the lock until dropped. The operating system lets go of it when the process dies, however it dies.
#[derive(Debug)]
pub(crate) struct DirLock {
    _file: File,
}

impl DirLock {
    /// Takes the lock of this folder.
    ///
    /// # Errors
    /// [`Error::InUse`] if somebody else has it.
    pub(crate) fn take(dir: &Path) -> Result<Self, Error> {
        let path = dir.join("lock");
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(io_error("open", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Error::InUse { path: dir.to_owned() }),
            Err(TryLockError::Error(source)) => Err(Error::Io { action: "lock", path, source }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_one_waits_for_the_first() {
        let dir = tempfile::tempdir().unwrap();
        let first = DirLock::take(dir.path()).unwrap();
        match DirLock::take(dir.path()) {
            Err(Error::InUse { path }) => assert_eq!(path, dir.path()),
            other => panic!("{other:?}"),
        }
        drop(first);
        DirLock::take(dir.path()).unwrap();
    }
}
