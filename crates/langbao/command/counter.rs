//! How far a long command is.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::output::{message, stderr_is_terminal};
use crate::session::Session;

/// A counter on a terminal, a line every ten seconds elsewhere.
pub(super) struct Counter {
    bar: Option<ProgressBar>,
    told: std::cell::Cell<Instant>,
    quiet: bool,
}

impl Counter {
    pub(super) fn new(session: &Session) -> Self {
        let bar = (!session.quiet && stderr_is_terminal()).then(|| {
            let style = ProgressStyle::with_template("{spinner} {pos} ({per_sec})");
            ProgressBar::new_spinner().with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
        });
        Self { bar, told: std::cell::Cell::new(Instant::now()), quiet: session.quiet }
    }

    pub(super) fn show(&self, done: u64) {
        match &self.bar {
            Some(bar) => bar.set_position(done),
            None if !self.quiet && self.told.get().elapsed() >= Duration::from_secs(10) => {
                self.told.set(Instant::now());
                message(&done.to_string());
            }
            None => {}
        }
    }

    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
