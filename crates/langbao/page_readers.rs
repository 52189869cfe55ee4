//! The threads that read pages: as many as there are cores, however many sites are crawled at once.
//!
//! Reading is work for the processor: more threads than cores make it no faster, but each keeps the tree of a page and
//! the memory of the expressions it searches with.

use std::sync::LazyLock;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use tokio::sync::oneshot;

type Work = Box<dyn FnOnce() + Send>;

static READERS: LazyLock<Sender<Work>> = LazyLock::new(|| {
    let (sender, receiver) = channel::<Work>();
    let receiver = Arc::new(Mutex::new(receiver));
    let readers = std::thread::available_parallelism().map_or(1, usize::from);
    for number in 0..readers {
        let receiver = Arc::clone(&receiver);
        let spawned = std::thread::Builder::new()
            .stack_size(crate::DEEP_STACK)
            .name(format!("reader-{number}"))
            .spawn(move || read_all(&receiver));
        if let Err(error) = spawned {
            tracing::error!(%error, "cannot start a thread that reads pages");
        }
    }
    sender
});

fn read_all(receiver: &Mutex<Receiver<Work>>) {
    loop {
        // The lock is given back before the work begins.
        let work = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match work {
            Ok(work) => work(),
            Err(_) => return,
        }
    }
}

/// Has something read by one of them.
///
/// # Errors
/// If it panicked.
pub(crate) async fn read<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> anyhow::Result<T> {
    let (sender, result) = oneshot::channel();
    let work = move || {
        // Its sender is dropped with a panic; the reader goes on with the next page.
        if let Ok(done) = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)) {
            let _ = sender.send(done);
        }
    };
    READERS.send(Box::new(work)).ok().context("no thread reads pages")?;
    result.await.context("reading a page panicked")
}

#[cfg(test)]
mod tests {
    use super::read;

    #[tokio::test]
    async fn a_panic_is_an_error_and_the_readers_go_on() {
        for _ in 0..64 {
            assert!(read(|| -> u8 { panic!("bài lạ") }).await.is_err());
        }
        let many: Vec<_> = (0..200).map(|n| tokio::spawn(read(move || n * 2))).collect();
        for (n, result) in many.into_iter().enumerate() {
            assert_eq!(result.await.unwrap().unwrap(), n * 2);
        }
    }
}
