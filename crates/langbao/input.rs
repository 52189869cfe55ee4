//! What comes in by stdin.

use std::io::Read;

use anyhow::Context;

/// Reads stdin to its end.
pub(crate) fn stdin() -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).context("cannot read stdin")?;
    Ok(bytes)
}
