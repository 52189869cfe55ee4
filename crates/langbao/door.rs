//! The door of a data folder that is in use: whoever wants a site changed leaves a note in the folder `door/`, and the
//! process that writes the folder does it.
//!
//! A note is written whole before it has its name, taken by being renamed, and answered by a file beside it; so whoever
//! dies at whatever moment leaves at most a file that nobody reads.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::Context;
use langbao_archive::{Archive, Site};
use langbao_article::SiteId;
use serde::{Deserialize, Serialize};

/// Time between two looks at the door.
const LOOK: Duration = Duration::from_millis(300);

/// How long to wait for an answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is wanted.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Wish {
    /// A site more.
    Add(Site),
    /// Other settings for a site.
    Change(Site),
    /// A site to be crawled from now on, or no more.
    Enable {
        /// Which.
        id: SiteId,
        /// Whether.
        enabled: bool,
    },
    /// A site less.
    Remove(SiteId),
}

impl Wish {
    /// Does it.
    pub(crate) fn fulfil(self, archive: &Archive) -> Result<(), langbao_archive::Error> {
        match self {
            Self::Add(site) => archive.add_site(site),
            Self::Change(site) => archive.update_site(site),
            Self::Enable { id, enabled } => {
                let site = archive.site(&id)?.ok_or(langbao_archive::Error::NoSuchSite(id))?;
                archive.update_site(Site { enabled, ..site })
            }
            Self::Remove(id) => archive.remove_site(&id),
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Answer {
    error: Option<String>,
}

/// The thread that answers at the door, until dropped.
#[derive(Debug)]
pub(crate) struct Door {
    closing: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Door {
    /// Opens the door of a folder whose archive is open for writing.
    pub(crate) fn open(data: &Path, archive: Archive) -> anyhow::Result<Self> {
        let (closing, folder) = (Arc::new(AtomicBool::new(false)), data.join("door"));
        let closed = Arc::clone(&closing);
        let answer_all = move || {
            while !closed.load(Ordering::Acquire) {
                if let Err(error) = answer_waiting(&folder, &archive) {
                    tracing::error!(error = format!("{error:#}"), "cannot answer at the door");
                }
                std::thread::park_timeout(LOOK);
            }
        };
        let thread = std::thread::Builder::new().name("door".to_owned()).spawn(answer_all);
        Ok(Self { closing, thread: Some(thread.context("cannot start the thread at the door")?) })
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.closing.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // A panic in it has been logged.
            let _ = thread.join();
        }
    }
}

fn answer_waiting(folder: &Path, archive: &Archive) -> anyhow::Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| format!("cannot list {}", folder.display())),
    };
    for entry in entries {
        let note = entry.with_context(|| format!("cannot list {}", folder.display()))?.path();
        if note.extension().is_none_or(|end| end != "wish") {
            continue;
        }
        let taken = note.with_extension("taken");
        // Whoever waited no longer has taken it back.
        if fs::rename(&note, &taken).is_err() {
            continue;
        }
        let wish = fs::read(&taken)
            .context("cannot read it")
            .and_then(|text| serde_json::from_slice::<Wish>(&text).context("cannot understand it"));
        let done = wish.and_then(|wish| wish.fulfil(archive).map_err(Into::into));
        let answer = Answer { error: done.err().map(|error| format!("{error:#}")) };
        put(&note.with_extension("answer"), &answer)?;
        fs::remove_file(&taken).with_context(|| format!("cannot remove {}", taken.display()))?;
    }
    Ok(())
}

/// Leaves a wish at the door of a folder in use and waits for the answer.
///
/// # Errors
/// What the other process says, or that it does not answer.
pub(crate) fn ask(data: &Path, wish: &Wish, name: &str) -> anyhow::Result<()> {
    let folder = data.join("door");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let note = folder.join(format!("{name}-{}.wish", std::process::id()));
    put(&note, wish)?;
    let answer = note.with_extension("answer");
    let until = Instant::now() + PATIENCE;
    loop {
        match fs::read(&answer) {
            Ok(text) => {
                let _ = fs::remove_file(&answer);
                let told: Answer = serde_json::from_slice(&text).context("cannot understand the answer")?;
                return told.error.map_or(Ok(()), |error| Err(anyhow::anyhow!(error)));
            }
            // What cannot be taken back has been taken: its answer comes.
            Err(_) if Instant::now() >= until && fs::remove_file(&note).is_ok() => {
                anyhow::bail!("the process that uses the data folder does not answer");
            }
            Err(_) if Instant::now() >= until + PATIENCE => {
                anyhow::bail!(
                    "the process that uses the data folder has not answered: see langbao sites list"
                );
            }
            Err(_) => std::thread::sleep(LOOK / 3),
        }
    }
}

/// Writes a file that appears whole or not at all.
fn put(path: &PathBuf, value: &impl Serialize) -> anyhow::Result<()> {
    let unfinished = path.with_extension("unfinished");
    let json = serde_json::to_vec(value).context("cannot make JSON")?;
    fs::write(&unfinished, json).with_context(|| format!("cannot write {}", unfinished.display()))?;
    fs::rename(&unfinished, path).with_context(|| format!("cannot rename {}", unfinished.display()))
}
