//! What comes in by stdin.

use std::io::Read;

use anyhow::Context;

/// Reads stdin to its end.
pub(crate) fn stdin() -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).context("cannot read stdin")?;
    Ok(bytes)
}

/// Reads the whole of stdin as text.
pub(crate) fn stdin_text() -> anyhow::Result<String> {
    String::from_utf8(stdin()?).context("stdin is not UTF-8")
}
