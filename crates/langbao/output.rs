//! What goes to stdout and stderr, and how values look there.

use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;
use chrono::{DateTime, FixedOffset, Utc};
use langbao_article::Precision;
use serde::Serialize;

use crate::failure::remedy;
use crate::language::Lang;

/// Whether the user wants to hear of errors only.
static QUIET: AtomicBool = AtomicBool::new(false);

/// Keeps messages that are no errors to ourselves from now on.
pub(crate) fn be_quiet() {
    QUIET.store(true, Ordering::Relaxed);
}

/// Prints a message for people.
pub(crate) fn message(text: &str) {
    if !QUIET.load(Ordering::Relaxed) {
        fault(text);
    }
}

/// Prints what went wrong with a part of the work that goes on.
pub(crate) fn fault(text: &str) {
    // Nobody is left to be told of a stderr that is closed, and the work goes on.
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Prints an error with its causes; where something can be done about it, that first.
pub(crate) fn complain(lang: Lang, error: &anyhow::Error) {
    let label = lang.pick("lỗi", "error");
    match remedy(error) {
        Some((vi, en)) => fault(&format!("{label}: {}\n  {error:#}", lang.pick(vi, en))),
        None => fault(&format!("{label}: {error:#}")),
    }
}

/// Says whether messages go to a terminal.
pub(crate) fn stderr_is_terminal() -> bool {
    std::io::stderr().is_terminal()
}

/// Prints one line of data.
pub(crate) fn line(text: &str) -> anyhow::Result<()> {
    writeln!(std::io::stdout().lock(), "{text}").context("cannot write to stdout")
}

/// Prints data as JSON.
pub(crate) fn json(value: &impl Serialize) -> anyhow::Result<()> {
    let text = serde_json::to_string_pretty(value).context("cannot make JSON")?;
    line(&text)
}

/// The instant in Vietnam, where there has been no summer time since 1975.
fn local(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    const SEVEN_HOURS: i32 = 7 * 3600;
    let zone = FixedOffset::east_opt(SEVEN_HOURS).expect("seven hours are within a day");
    at.with_timezone(&zone)
}

/// Writes an instant as people do: `27/02/2018 18:00`.
pub(crate) fn minute(at: DateTime<Utc>) -> String {
    local(at).format("%d/%m/%Y %H:%M").to_string()
}

/// Writes an instant in Vietnam for machines: `2018-02-27T18:00:00+07:00`.
pub(crate) fn instant(at: DateTime<Utc>) -> String {
    local(at).to_rfc3339()
}

/// Writes a publication date as exactly as it is known.
pub(crate) fn publication(at: DateTime<Utc>, precision: Option<Precision>) -> String {
    match precision {
        Some(Precision::Minute) => minute(at),
        _ => local(at).format("%d/%m/%Y").to_string(),
    }
}
