//! The door of a data folder that is in use: whoever wants something done (a site changed, a key made, an article
//! hidden) leaves a note in the folder `door/`, and the process that writes the folder does it.
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
use langbao_web::Task;
use serde::{Deserialize, Serialize};

use crate::failure::{Exit, ending, exit_of};
use crate::workbench::{CLI, Workbench};

/// Time between two looks at the door.
const LOOK: Duration = Duration::from_millis(300);

/// How long to wait for an answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is wanted, and by whom.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Note {
    actor: String,
    task: Task,
}

#[derive(Debug, Serialize, Deserialize)]
struct Answer {
    error: Option<String>,
    /// The code of an ending that has one.
    exit: Option<u8>,
}

/// The thread that answers at the door, until dropped.
#[derive(Debug)]
pub(crate) struct Door {
    closing: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Door {
    /// Opens the door of a folder whose archive is open for writing.
    pub(crate) fn open(data: &Path, bench: Workbench) -> anyhow::Result<Self> {
        let (closing, folder) = (Arc::new(AtomicBool::new(false)), data.join("door"));
        let closed = Arc::clone(&closing);
        let answer_all = move || {
            while !closed.load(Ordering::Acquire) {
                if let Err(error) = answer_waiting(&folder, &bench) {
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

fn answer_waiting(folder: &Path, bench: &Workbench) -> anyhow::Result<()> {
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
        let read = fs::read(&taken)
            .context("cannot read it")
            .and_then(|text| serde_json::from_slice::<Note>(&text).context("cannot understand it"));
        let done = read.and_then(|note| bench.perform(&note.actor, note.task));
        let error = done.err();
        let exit = error.as_ref().map(|error| exit_of(error) as u8);
        let answer = Answer { error: error.map(|error| format!("{error:#}")), exit };
        put(&note.with_extension("answer"), &answer)?;
        fs::remove_file(&taken).with_context(|| format!("cannot remove {}", taken.display()))?;
    }
    Ok(())
}

/// Leaves a note at the door of a folder in use and waits for the answer.
///
/// # Errors
/// What the other process says, or that it does not answer.
pub(crate) fn ask(data: &Path, task: Task, name: &str) -> anyhow::Result<()> {
    let folder = data.join("door");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let note = folder.join(format!("{name}-{}.wish", std::process::id()));
    put(&note, &Note { actor: CLI.to_owned(), task })?;
    let answer = note.with_extension("answer");
    let until = Instant::now() + PATIENCE;
    loop {
        match fs::read(&answer) {
            Ok(text) => {
                let _ = fs::remove_file(&answer);
                let told: Answer = serde_json::from_slice(&text).context("cannot understand the answer")?;
                let known =
                    [Exit::NotFound, Exit::InUse].into_iter().find(|exit| told.exit == Some(*exit as u8));
                return match (told.error, known) {
                    (None, _) => Ok(()),
                    (Some(error), Some(exit)) => Err(ending(exit, error)),
                    (Some(error), None) => Err(anyhow::anyhow!(error)),
                };
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
