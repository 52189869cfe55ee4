//! The one writer: a thread that owns the database connection for writing and the WARC files.
//!
//! Group commit: whatever waits in the channel is done in one transaction, each job under a savepoint so that
//! a failing one does not spoil the others; then the WARC file and the database are synced once, and everybody
//! is told. A single caller pays two fsyncs a call, eight callers share them.

use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::Connection;

use crate::Error;
use crate::error::{database, in_full, io_error};
use crate::lock::DirLock;
use crate::warc_files::WarcFiles;

/// The most jobs of one transaction; bounds how long the first of them waits.
const GROUP: usize = 256;

/// What a job may touch.
pub(crate) struct Writing<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) warc: &'a mut WarcFiles,
}

/// The callers' end of the writer.
#[derive(Debug)]
pub(crate) struct Writer {
    jobs: Mutex<Option<Sender<Box<dyn Job>>>>,
    thread: Mutex<Option<JoinHandle<Result<(), Error>>>>,
}

trait Job: Send {
    /// Does the work. Returns whether it succeeded; if not, its changes are taken back.
    fn work(&mut self, writing: &mut Writing<'_>) -> bool;
    /// Returns the error it failed with.
    fn error(&self) -> Option<Error>;
    /// Tells the caller; `failure` is that of the transaction as a whole.
    fn answer(self: Box<Self>, failure: Option<Error>);
}

struct Call<F, T> {
    work: Option<F>,
    result: Option<Result<T, Error>>,
    caller: SyncSender<Result<T, Error>>,
}

impl<F, T> Job for Call<F, T>
where
    F: FnOnce(&mut Writing<'_>) -> Result<T, Error> + Send,
    T: Send,
{
    fn work(&mut self, writing: &mut Writing<'_>) -> bool {
        let result = self.work.take().map(|work| work(writing));
        let succeeded = matches!(result, Some(Ok(_)));
        self.result = result;
        succeeded
    }

    fn error(&self) -> Option<Error> {
        self.result.as_ref()?.as_ref().err().map(Error::again)
    }

    fn answer(self: Box<Self>, failure: Option<Error>) {
        let result = match (self.result, failure) {
            // A job's own error says more than that of the transaction.
            (Some(Err(own)), _) => Err(own),
            (_, Some(failure)) => Err(failure),
            (Some(Ok(value)), None) => Ok(value),
            (None, None) => Err(Error::Closed),
        };
        // A caller that is gone does not want to know.
        let _ = self.caller.send(result);
    }
}

impl Writer {
    /// Starts the thread.
    pub(crate) fn start(
        dir: &Path,
        connection: Connection,
        warc: WarcFiles,
        lock: DirLock,
    ) -> Result<Self, Error> {
        let (sender, receiver) = channel();
        let thread = std::thread::Builder::new()
            .name("archive-writer".to_owned())
            .spawn(move || write_all(connection, warc, lock, &receiver))
            .map_err(io_error("start the writer of", dir))?;
        Ok(Self { jobs: Mutex::new(Some(sender)), thread: Mutex::new(Some(thread)) })
    }

    /// Has the work done in the writer's thread; returns when its effect is on disk.
    pub(crate) fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Writing<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (caller, answer) = sync_channel(1);
        let job = Box::new(Call { work: Some(work), result: None, caller });
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner).clone();
        jobs.ok_or(Error::Closed)?.send(job).map_err(|_| Error::Closed)?;
        answer.recv().map_err(|_| Error::Closed)?
    }

    /// Lets the thread finish what waits and close; a second call does nothing.
    pub(crate) fn close(&self) -> Result<(), Error> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).take();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        match thread {
            Some(thread) => thread.join().map_err(|_| Error::Closed)?,
            None => Ok(()),
        }
    }
}

fn write_all(
    connection: Connection,
    mut warc: WarcFiles,
    lock: DirLock,
    jobs: &Receiver<Box<dyn Job>>,
) -> Result<(), Error> {
    while let Ok(first) = jobs.recv() {
        let mut group = vec![first];
        group.extend(jobs.try_iter().take(GROUP - 1));
        let failure = commit(&connection, &mut warc, &mut group).err();
        if let Some(failure) = &failure {
            tracing::error!(jobs = group.len(), "cannot commit to the archive: {}", in_full(failure));
        }
        for job in group {
            job.answer(failure.as_ref().map(Error::again));
        }
    }
    let closed = close(connection);
    drop(lock);
    closed
}

/// Moves the write-ahead log into the database. Not waiting long for readers: whoever opens next can do it as well.
fn close(connection: Connection) -> Result<(), Error> {
    let db = database("close");
    connection.busy_timeout(Duration::from_secs(1)).map_err(db)?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(db)?;
    connection.close().map_err(|(_, e)| db(e))
}

/// Does a group of jobs in one transaction. On an error nothing of it remains.
fn commit(connection: &Connection, warc: &mut WarcFiles, group: &mut [Box<dyn Job>]) -> Result<(), Error> {
    let start = warc.position();
    let result = transact(connection, warc, group);
    match result {
        Ok(()) => warc.committed(),
        Err(_) => {
            // Some errors (disk full) have ended the transaction already; then this one fails, rightly.
            let _ = connection.execute_batch("ROLLBACK");
            if let Err(e) = warc.rewind(start) {
                // The next start cuts what is left of it.
                tracing::error!("cannot take back a failed transaction: {}", in_full(&e));
            }
        }
    }
    result
}

fn transact(connection: &Connection, warc: &mut WarcFiles, group: &mut [Box<dyn Job>]) -> Result<(), Error> {
    let run = |sql: &str| {
        let done = connection.prepare_cached(sql).and_then(|mut s| s.execute([]));
        done.map_err(database("run a transaction"))
    };
    run("BEGIN IMMEDIATE")?;
    for job in group {
        let before = warc.position();
        run("SAVEPOINT job")?;
        if !job.work(&mut Writing { connection, warc }) {
            // Some errors (disk full) end the transaction, and with it all that was done for others: they are told why.
            if connection.is_autocommit() {
                return Err(job.error().unwrap_or(Error::Closed));
            }
            run("ROLLBACK TO job")?;
            warc.rewind(before)?;
        }
        run("RELEASE job")?;
    }
    warc.sync(connection)?;
    run("COMMIT")?;
    Ok(())
}
