//! Connections for reading, lent to one call at a time.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;

use crate::{Error, schema};

/// Idle connections kept; more than that many calls at once open their own.
const KEPT: usize = 8;

/// A pool of read-only connections. Each sees what was committed when its statement began.
#[derive(Debug)]
pub(crate) struct Readers {
    dir: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(crate) fn new(dir: &Path) -> Self {
        Self { dir: dir.to_owned(), idle: Mutex::default() }
    }

    /// Lends a connection to `read`.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T, Error>) -> Result<T, Error> {
        let idle = self.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => schema::open_reader(&self.dir)?,
        };
        let result = read(&connection);
        let mut idle = self.idle();
        if idle.len() < KEPT {
            idle.push(connection);
        }
        result
    }

    /// Closes the idle connections.
    pub(crate) fn clear(&self) {
        self.idle().clear();
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        // A list of connections is whole between any two statements.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
