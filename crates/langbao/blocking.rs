//! Calls that wait for the disk, made where waiting holds up nobody else.

use anyhow::Context;

/// Runs a call of the archive on a thread that may block.
///
/// # Errors
/// What the call says, or that it panicked.
pub(crate) async fn blocking<T: Send + 'static, E: Into<anyhow::Error> + Send + 'static>(
    call: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> anyhow::Result<T> {
    tokio::task::spawn_blocking(call).await.context("a call of the archive panicked")?.map_err(Into::into)
}
