//! Backups: a folder that is itself an archive, with a manifest of what must be in it.
//!
//! Made beside a writer at work: SQLite copies its own snapshot, and of each WARC file the bytes are copied that this
//! snapshot acknowledges; they never change. The site profiles go along.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Component, Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OpenFlags};
use serde::{Deserialize, Serialize};

use crate::error::{database, io_error};
use crate::schema::{FORMAT, database_path};
use crate::warc_files::known_files;
use crate::{Archive, Error};

const MANIFEST: &str = "manifest.json";
const DATABASE: &str = "archive.sqlite3";
const KIND: &str = "langbao-backup/1";

/// What a backup consists of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of the backup.
    kind: String,
    /// Format of the archive in it.
    pub archive_format: u32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Its files.
    pub files: Vec<BackupFile>,
}

/// A file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupFile {
    /// Relative to the folder, with `/`.
    pub path: String,
    /// Bytes.
    pub length: u64,
    /// BLAKE3, hex.
    pub blake3: String,
}

impl Manifest {
    /// The bytes of all files.
    pub fn length(&self) -> u64 {
        self.files.iter().map(|file| file.length).sum()
    }
}

/// Makes a backup; the folder appears under its name when it is whole.
pub(crate) fn create(
    data: &Path,
    connection: &Connection,
    dest: &Path,
    created_at: DateTime<Utc>,
) -> Result<Manifest, Error> {
    need_empty(dest)?;
    let partial = PathBuf::from(format!("{}.partial", dest.display()));
    if partial.exists() {
        fs::remove_dir_all(&partial).map_err(io_error("remove", &partial))?;
    }
    let warc = partial.join("warc");
    fs::create_dir_all(&warc).map_err(io_error("create", &warc))?;
    let copy = database_path(&partial);
    connection.execute("VACUUM INTO ?1", [copy.to_string_lossy()]).map_err(database("copy the database"))?;
    let snapshot = Connection::open_with_flags(&copy, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .map_err(database("open the copy"))?;
    let mut files = vec![note(&partial, DATABASE)?];
    for (_, name, length) in known_files(&snapshot)? {
        files.push(copy_file(data, &partial, &name, Some(length))?);
    }
    drop(snapshot);
    for name in profiles(data)? {
        files.push(copy_file(data, &partial, &name, None)?);
    }
    let manifest = Manifest { kind: KIND.to_owned(), archive_format: FORMAT, created_at, files };
    let path = partial.join(MANIFEST);
    let json = serde_json::to_vec_pretty(&manifest).expect("a manifest is JSON");
    File::create(&path)
        .and_then(|mut file| file.write_all(&json).and_then(|()| file.sync_all()))
        .map_err(io_error("write", &path))?;
    sync(&warc)?;
    sync(&partial)?;
    if dest.exists() {
        fs::remove_dir(dest).map_err(io_error("replace", dest))?;
    }
    fs::rename(&partial, dest).map_err(io_error("rename", &partial))?;
    Ok(manifest)
}

/// Returns what is wrong with a backup, a line each.
pub(crate) fn verify(dir: &Path) -> Result<Vec<String>, Error> {
    let manifest = read_manifest(dir)?;
    let mut problems = Vec::new();
    for file in &manifest.files {
        let path = dir.join(&file.path);
        if !path.is_file() {
            problems.push(format!("{} is missing", file.path));
            continue;
        }
        if note(dir, &file.path)? != *file {
            problems.push(format!("{} is not what was backed up", file.path));
        }
    }
    if problems.is_empty() {
        // The folder is an archive: each capture and each version is looked at.
        problems = match Archive::open_read_only(dir) {
            Err(Error::TooOld { .. }) => Vec::new(),
            archive => archive?.verify()?,
        };
    }
    Ok(problems)
}

/// Copies a backup into an empty folder, checking each file. The database comes last: without it the folder is no
/// archive.
pub(crate) fn restore(dir: &Path, data: &Path) -> Result<Manifest, Error> {
    let manifest = read_manifest(dir)?;
    need_empty(data)?;
    fs::create_dir_all(data.join("warc")).map_err(io_error("create", data))?;
    let (database, others): (Vec<_>, Vec<_>) = manifest.files.iter().partition(|file| file.path == DATABASE);
    for file in others.into_iter().chain(database) {
        let target = data.join(&file.path);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(io_error("create", folder))?;
        }
        let copied = copy_file(dir, data, &file.path, None)?;
        if copied != *file {
            fs::remove_file(&target).map_err(io_error("remove", &target))?;
            let detail = "it is not what was backed up".to_owned();
            return Err(Error::Damaged { what: format!("{} of the backup", file.path), detail });
        }
    }
    sync(&data.join("warc"))?;
    sync(data)?;
    Ok(manifest)
}

fn read_manifest(dir: &Path) -> Result<Manifest, Error> {
    let path = dir.join(MANIFEST);
    let damaged = |detail: String| Error::Damaged { what: format!("backup {}", dir.display()), detail };
    let text = fs::read(&path).map_err(io_error("read", &path))?;
    let manifest: Manifest = serde_json::from_slice(&text).map_err(|e| damaged(e.to_string()))?;
    if manifest.kind != KIND {
        return Err(damaged(format!("it is a \"{}\", this program knows \"{KIND}\"", manifest.kind)));
    }
    if manifest.archive_format > FORMAT {
        let (path, found, known) = (database_path(dir), manifest.archive_format, FORMAT);
        return Err(Error::TooNew { path, found, known });
    }
    // A manifest from elsewhere must not write elsewhere.
    let inside = |file: &BackupFile| {
        Path::new(&file.path).components().all(|part| matches!(part, Component::Normal(_)))
    };
    match manifest.files.iter().find(|file| !inside(file)) {
        Some(file) => Err(damaged(format!("{} lies outside", file.path))),
        None => Ok(manifest),
    }
}

/// Files of site profiles that users have written.
fn profiles(data: &Path) -> Result<BTreeSet<String>, Error> {
    let folder = data.join("profiles");
    let mut names = BTreeSet::new();
    if folder.is_dir() {
        for entry in fs::read_dir(&folder).map_err(io_error("list", &folder))? {
            let name = entry.map_err(io_error("list", &folder))?.file_name().to_string_lossy().into_owned();
            if name.ends_with(".toml") {
                names.insert(format!("profiles/{name}"));
            }
        }
    }
    Ok(names)
}

/// A folder that holds nothing, or does not exist. The page that explains the default data folder is nothing.
fn need_empty(dir: &Path) -> Result<(), Error> {
    if !dir.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(dir).map_err(io_error("list", dir))? {
        let name = entry.map_err(io_error("list", dir))?.file_name();
        if !matches!(name.to_str(), Some("README.md" | ".gitignore")) {
            return Err(Error::NotEmpty { path: dir.to_owned() });
        }
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path, name: &str, length: Option<u64>) -> Result<BackupFile, Error> {
    let (from, to) = (from.join(name), to.join(name));
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(io_error("create", folder))?;
    }
    let source = File::open(&from).map_err(io_error("open", &from))?;
    let mut source = source.take(length.unwrap_or(u64::MAX));
    let mut target = File::create(&to).map_err(io_error("create", &to))?;
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 1 << 16];
    let mut copied = 0;
    loop {
        let read = source.read(&mut buffer).map_err(io_error("read", &from))?;
        if read == 0 {
            break;
        }
        hasher.update(&buffer[..read]);
        target.write_all(&buffer[..read]).map_err(io_error("write", &to))?;
        copied += read as u64;
    }
    target.sync_all().map_err(io_error("sync", &to))?;
    if length.is_some_and(|length| length != copied) {
        let detail = format!("it has {copied} bytes");
        return Err(Error::Damaged { what: format!("WARC file {}", from.display()), detail });
    }
    Ok(BackupFile { path: name.to_owned(), length: copied, blake3: hasher.finalize().to_hex().to_string() })
}

/// Hashes a file that is there.
fn note(dir: &Path, name: &str) -> Result<BackupFile, Error> {
    let path = dir.join(name);
    let mut hasher = blake3::Hasher::new();
    let mut file = File::open(&path).map_err(io_error("open", &path))?;
    let length = std::io::copy(&mut file, &mut hasher).map_err(io_error("read", &path))?;
    Ok(BackupFile { path: name.to_owned(), length, blake3: hasher.finalize().to_hex().to_string() })
}

fn sync(path: &Path) -> Result<(), Error> {
    File::open(path).and_then(|dir| dir.sync_all()).map_err(io_error("sync", path))
}
