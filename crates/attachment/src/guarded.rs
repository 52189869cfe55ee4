//! Runs a parser where it can do no harm: on a thread with a large stack, its panics caught, its time bounded.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Instant;

use crate::lines::tidy;
use crate::{Error, Extracted, Limits};

/// Parsers of nested documents recurse.
const STACK_BYTES: usize = 64 << 20;

/// Where a parser puts what it reads.
pub(crate) struct Sink {
    lines: Sender<String>,
    stopped: Arc<AtomicBool>,
}

impl Sink {
    /// Takes some lines; `false`: enough, stop.
    pub(crate) fn take(&self, text: &str) -> bool {
        !self.is_stopped() && self.lines.send(text.to_owned()).is_ok()
    }

    /// Whether nobody waits any more.
    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }
}

/// Runs `read`, which returns whether it left something out.
///
/// # Errors
/// Its error, [`Error::Broken`] if it panics before any text, [`Error::Slow`] if it has none in time.
pub(crate) fn run(
    limits: &Limits,
    read: impl FnOnce(&Sink) -> Result<bool, Error> + Send + 'static,
) -> Result<Extracted, Error> {
    let (lines, received) = channel();
    let (done, end) = channel();
    let stopped = Arc::new(AtomicBool::new(false));
    let sink = Sink { lines, stopped: Arc::clone(&stopped) };
    let work = move || {
        let outcome = catch_unwind(AssertUnwindSafe(|| read(&sink)))
            .unwrap_or_else(|_| Err(Error::Broken("the parser gave up".to_owned())));
        // Before the sink goes, which ends the receiver's loop.
        let _ = done.send(outcome);
    };
    std::thread::Builder::new()
        .name("attachment".to_owned())
        .stack_size(STACK_BYTES)
        .spawn(work)
        .map_err(|e| Error::Broken(format!("no thread to read it on: {e}")))?;
    let began = Instant::now();
    let mut text = String::new();
    let (mut truncated, mut timed_out) = (false, false);
    loop {
        let left = limits.time.saturating_sub(began.elapsed());
        match received.recv_timeout(left) {
            Ok(piece) => {
                for line in piece.lines().map(tidy).filter(|line| !line.is_empty()) {
                    if text.len() + line.len() + 1 > limits.text_bytes {
                        truncated = true;
                        break;
                    }
                    if !text.is_empty() {
                        text.push('\n');
                    }
                    text.push_str(&line);
                }
                if truncated {
                    break;
                }
            }
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                timed_out = true;
                break;
            }
        }
    }
    stopped.store(true, Ordering::Relaxed);
    let outcome = if timed_out || truncated { Ok(true) } else { end.recv().unwrap_or(Ok(false)) };
    let letters = text.chars().filter(|c| c.is_alphabetic()).take(MIN_LETTERS).count();
    match outcome {
        Err(error) if letters < MIN_LETTERS => Err(error),
        _ if letters < MIN_LETTERS && timed_out => Err(Error::Slow),
        _ if letters < MIN_LETTERS => Ok(Extracted::NoText),
        outcome => Ok(Extracted::Text { text, truncated: outcome.unwrap_or(true) }),
    }
}

/// A scan has none, or the few of a stamp and page numbers.
const MIN_LETTERS: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn limits() -> Limits {
        Limits { time: Duration::from_secs(60), ..Limits::default() }
    }

    #[test]
    fn a_panic_is_an_error() {
        let read =
            |_: &Sink| -> Result<bool, Error> { panic!("như trình đọc tệp của người khác") };
        assert!(matches!(run(&limits(), read), Err(Error::Broken(_))));
    }

    #[test]
    fn what_was_read_before_a_fault_stays() {
        let read = |sink: &Sink| {
            sink.take("Kế hoạch tuyên truyền\n\n năm 2025");
            Err(Error::Broken("trang 2".to_owned()))
        };
        let text = "Kế hoạch tuyên truyền\nnăm 2025".to_owned();
        assert_eq!(run(&limits(), read), Ok(Extracted::Text { text, truncated: true }));
    }

    #[test]
    fn slow_parsers_are_left_behind() {
        let (release, wait) = channel::<()>();
        let read = move |sink: &Sink| {
            sink.take("Dòng đầu tiên của kế hoạch");
            let _ = wait.recv();
            Ok(sink.is_stopped())
        };
        let limits = Limits { time: Duration::from_millis(200), ..Limits::default() };
        let found = run(&limits, read);
        drop(release);
        // A machine that starts the thread too late has no text at all.
        let text = "Dòng đầu tiên của kế hoạch".to_owned();
        assert!(found == Ok(Extracted::Text { text, truncated: true }) || found == Err(Error::Slow));
    }

    #[test]
    fn no_letters_is_no_text() {
        assert_eq!(run(&limits(), |sink: &Sink| Ok(!sink.take("1 / 3\n2"))), Ok(Extracted::NoText));
    }
}
