//! The WARC files of a data folder: appending to the last one, starting the next, cutting what was never
//! acknowledged.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use crate::Error;
use crate::columns::{count, from_count};
use crate::error::{database, io_error};
use crate::warc_record::{PackedRecord, pack_warcinfo, record_id};

/// Where in which file the next record goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    /// The number of the file; that of the last one ever started if none is open.
    pub(crate) file: i64,
    /// Bytes from its start.
    pub(crate) offset: u64,
}

/// The writer's end of the WARC files.
#[derive(Debug)]
pub(crate) struct WarcFiles {
    dir: PathBuf,
    /// A file of this many bytes gets no more records; the next one is started.
    full: u64,
    /// The highest number in use.
    last_number: i64,
    /// The file being appended to is the last; before it those that were filled since the last commit.
    open: Vec<OpenFile>,
}

#[derive(Debug)]
struct OpenFile {
    number: i64,
    path: PathBuf,
    file: File,
    length: u64,
    /// The length that the database knows, committed.
    committed: u64,
}

impl WarcFiles {
    /// Brings the files to the state that the database tells of: cuts torn tails, sets aside files that it
    /// does not know. A file shorter than it should be is reported in the log and never appended to.
    pub(crate) fn open(dir: &Path, connection: &Connection, full: u64) -> Result<Self, Error> {
        let folder = dir.join("warc");
        fs::create_dir_all(&folder).map_err(io_error("create", &folder))?;
        sync_dir(dir)?;
        let known = known_files(connection)?;
        let mut files = Self { dir: dir.to_owned(), full, last_number: 0, open: Vec::new() };
        for (number, name, length) in &known {
            let path = dir.join(name);
            let sound = cut_tail(&path, *length)?;
            files.last_number = *number;
            files.open.clear();
            if sound && *length < full {
                let file = OpenOptions::new().write(true).open(&path).map_err(io_error("open", &path))?;
                files.open.push(OpenFile {
                    number: *number,
                    path,
                    file,
                    length: *length,
                    committed: *length,
                });
            }
        }
        set_aside_unknown(&folder, &known)?;
        Ok(files)
    }

    /// Appends a record; a new file opens with a `warcinfo`, dated `at` like the file's name. Not on disk
    /// before [`Self::sync`].
    pub(crate) fn append(
        &mut self,
        connection: &Connection,
        record: &PackedRecord,
        at: DateTime<Utc>,
    ) -> Result<Position, Error> {
        if self.open.last().is_none_or(|current| current.length >= self.full) {
            self.start_file(connection, at)?;
        }
        let position = self.position();
        self.write(&record.member)?;
        Ok(position)
    }

    fn start_file(&mut self, connection: &Connection, at: DateTime<Utc>) -> Result<(), Error> {
        let number = self.last_number + 1;
        let name = format!("warc/langbao-{}-{number:05}.warc.gz", at.format("%Y%m%d"));
        let path = self.dir.join(&name);
        let file =
            OpenOptions::new().write(true).create_new(true).open(&path).map_err(io_error("create", &path))?;
        self.last_number = number;
        self.open.push(OpenFile { number, path, file, length: 0, committed: 0 });
        sync_dir(&self.dir.join("warc"))?;
        connection
            .prepare_cached("INSERT INTO warc_files (number, name, length) VALUES (?1, ?2, 0)")
            .and_then(|mut insert| insert.execute(params![number, name]))
            .map_err(database("start a WARC file"))?;
        let file_name = &name["warc/".len()..];
        self.write(&pack_warcinfo(record_id(&[b"warcinfo", file_name.as_bytes()]), file_name, at).member)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let Some(current) = self.open.last_mut() else { return Err(Error::Closed) };
        // The place is sought each time: after a failed write the file's own place is anywhere.
        current
            .file
            .seek(SeekFrom::Start(current.length))
            .and_then(|_| current.file.write_all(bytes))
            .map_err(io_error("write to", &current.path))?;
        current.length += bytes.len() as u64;
        Ok(())
    }

    /// Where the next record goes, unless it starts a new file.
    pub(crate) fn position(&self) -> Position {
        match self.open.last() {
            Some(current) => Position { file: current.number, offset: current.length },
            None => Position { file: self.last_number, offset: 0 },
        }
    }

    /// Takes back what was appended after a position of this transaction.
    pub(crate) fn rewind(&mut self, to: Position) -> Result<(), Error> {
        while let Some(newer) = self.open.pop_if(|file| file.number > to.file) {
            self.last_number = newer.number - 1;
            fs::remove_file(&newer.path).map_err(io_error("remove", &newer.path))?;
        }
        if let Some(current) = self.open.last_mut() {
            current.file.set_len(to.offset).map_err(io_error("cut", &current.path))?;
            current.length = to.offset;
        }
        Ok(())
    }

    /// Brings everything appended to the disk and notes the new lengths in the transaction.
    pub(crate) fn sync(&self, connection: &Connection) -> Result<(), Error> {
        for file in self.open.iter().filter(|file| file.length != file.committed) {
            file.file.sync_data().map_err(io_error("sync", &file.path))?;
            connection
                .prepare_cached("UPDATE warc_files SET length = ?2 WHERE number = ?1")
                .and_then(|mut update| update.execute(params![file.number, from_count(file.length)]))
                .map_err(database("note the length of a WARC file"))?;
        }
        Ok(())
    }

    /// The transaction is on disk: what was appended stays.
    pub(crate) fn committed(&mut self) {
        self.open.drain(..self.open.len().saturating_sub(1));
        for file in &mut self.open {
            file.committed = file.length;
        }
    }
}

/// Reads one gzip member; less than `length` bytes if the file ends before.
pub(crate) fn read_member(path: &Path, offset: u64, length: u64) -> Result<Vec<u8>, Error> {
    let mut file = File::open(path).map_err(io_error("open", path))?;
    file.seek(SeekFrom::Start(offset)).map_err(io_error("read", path))?;
    let mut member = Vec::new();
    file.take(length).read_to_end(&mut member).map_err(io_error("read", path))?;
    Ok(member)
}

/// Returns number, name and committed length of all files in the order of their numbers.
pub(crate) fn known_files(connection: &Connection) -> Result<Vec<(i64, String, u64)>, Error> {
    let db = database("list the WARC files");
    let mut select =
        connection.prepare("SELECT number, name, length FROM warc_files ORDER BY number").map_err(db)?;
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, count(row, 2)?))).map_err(db)?;
    rows.collect::<rusqlite::Result<_>>().map_err(db)
}

/// What is wrong with the length of a file, in words. More bytes than committed are not wrong: a writer may be
/// at work.
pub(crate) fn length_problem(path: &Path, committed: u64) -> Result<Option<String>, Error> {
    match fs::metadata(path) {
        Ok(meta) if meta.len() >= committed => Ok(None),
        Ok(meta) => Ok(Some(format!("it has {} of {committed} bytes", meta.len()))),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(Some("it is missing".to_owned())),
        Err(e) => Err(io_error("look at", path)(e)),
    }
}

/// Cuts what lies beyond the committed length. Returns whether the file is whole up to there.
fn cut_tail(path: &Path, committed: u64) -> Result<bool, Error> {
    if let Some(detail) = length_problem(path, committed)? {
        let damage = Error::Damaged { what: format!("WARC file {}", path.display()), detail };
        tracing::error!("{damage}; the rest of the archive stays usable");
        return Ok(false);
    }
    let file = OpenOptions::new().write(true).open(path).map_err(io_error("open", path))?;
    let length = file.metadata().map_err(io_error("look at", path))?.len();
    if length > committed {
        file.set_len(committed).map_err(io_error("cut", path))?;
        file.sync_all().map_err(io_error("sync", path))?;
        let torn_bytes = length - committed;
        tracing::warn!(path = %path.display(), torn_bytes, "cut the torn tail of a WARC file");
    }
    Ok(true)
}

/// A crash while a file was started leaves one that the database does not know: it holds nothing acknowledged,
/// and its name is wanted again. It is renamed, not removed, in case the database is the part that was lost.
fn set_aside_unknown(folder: &Path, known: &[(i64, String, u64)]) -> Result<(), Error> {
    for entry in fs::read_dir(folder).map_err(io_error("list", folder))? {
        let entry = entry.map_err(io_error("list", folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let ours = name.starts_with("langbao-") && name.ends_with(".warc.gz");
        if ours && !known.iter().any(|(_, known, _)| known.strip_prefix("warc/") == Some(&name)) {
            let (from, to) = (entry.path(), folder.join(format!("{name}.unacknowledged")));
            fs::rename(&from, &to).map_err(io_error("rename", &from))?;
            tracing::warn!(path = %to.display(), "set aside a WARC file that was never acknowledged");
        }
    }
    sync_dir(folder)
}

/// A new name in a folder survives a power cut only after this.
fn sync_dir(path: &Path) -> Result<(), Error> {
    File::open(path).and_then(|dir| dir.sync_all()).map_err(io_error("sync", path))
}
