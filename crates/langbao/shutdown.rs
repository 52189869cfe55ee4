//! Signals: the first one drains, the second one drops.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::failure::{Exit, ending};

/// Listens for SIGTERM and Ctrl-C.
#[derive(Debug, Clone)]
pub(crate) struct Shutdown {
    /// Cancelled by the first signal.
    pub(crate) stop: CancellationToken,
    interrupted: Arc<AtomicBool>,
}

impl Shutdown {
    /// Starts listening. A second signal ends the process at once: all that was acknowledged is on disk.
    pub(crate) fn listen() -> anyhow::Result<Self> {
        let stop = CancellationToken::new();
        let interrupted = Arc::new(AtomicBool::new(false));
        let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
        let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for Ctrl-C")?;
        let shutdown = Self { stop: stop.clone(), interrupted: Arc::clone(&interrupted) };
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = interrupt.recv() => interrupted.store(true, Ordering::Relaxed),
                }
                if stop.is_cancelled() {
                    std::process::exit(Exit::Interrupted as i32);
                }
                stop.cancel();
            }
        });
        Ok(shutdown)
    }

    /// Ends a command that was drained: SIGTERM is a success, Ctrl-C has its own exit code.
    pub(crate) fn result(&self) -> anyhow::Result<()> {
        match self.interrupted.load(Ordering::Relaxed) {
            true => Err(ending(Exit::Interrupted, "interrupted")),
            false => Ok(()),
        }
    }
}
